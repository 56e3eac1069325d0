//! The Python process: runs one program or one session in the embedded interpreter and reports what happens.
//!
//! The only room that knows RustPython. [`serve_process`] is the whole life of the process.

mod awaitables;
mod awaits;
mod caller;
mod calls;
mod clock;
mod code;
mod evaluate;
mod handlers;
mod hooks;
mod inbox;
mod iterables;
mod late;
mod limits;
mod lines;
mod loops;
mod methods;
mod outlet;
mod picture;
mod probe;
mod program;
mod python_side;
mod recorder;
mod sandbox;
mod session;
mod tracer;
mod transitions;

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::process::ExitCode;

use thiserror::Error;

use crate::wire::codec::CodecError;
use crate::wire::{Frame, PROTOCOL_VERSION, Request};
use inbox::Inbox;
use outlet::Outlet;
use python_side::Purpose;
use recorder::Recorder;
use tracer::Tracer;

/// Why the Python process could not begin its work.
#[derive(Debug, Error)]
enum StartError {
    #[error("the tool did not say what to run")]
    NothingToDo,
    #[error("the tool speaks version {theirs} of the protocol, this process speaks {PROTOCOL_VERSION}")]
    OtherVersion { theirs: u32 },
    #[error(transparent)]
    Codec(#[from] CodecError),
    #[error("the streams could not be set up: {0}")]
    Streams(#[from] io::Error),
    #[error(transparent)]
    Limits(#[from] limits::LimitError),
    #[error(transparent)]
    Sandbox(#[from] sandbox::SandboxError),
}

/// Serves the tool on stdin and stdout, which become the program's only after they were taken away for the protocol.
pub fn serve_process() -> ExitCode {
    match serve() {
        Ok(status) => ExitCode::from(u8::try_from(status & 0xff).unwrap_or(1)),
        Err(error) => {
            // Nobody is there to hear it but the tool, which keeps what this process says on its stderr.
            let _ = io::Write::write_all(&mut io::stderr(), format!("{error}\n").as_bytes());
            ExitCode::from(125)
        }
    }
}

fn serve() -> Result<i32, StartError> {
    let requests = File::from(duplicate(rustix::stdio::stdin())?);
    let frames = File::from(duplicate(rustix::stdio::stdout())?);
    let lifeline = requests.try_clone()?;
    let recorder = Recorder::new(Inbox::new(requests)?, frames);
    recorder.send(&Frame::Hello { version: PROTOCOL_VERSION });
    match recorder.inbox.next()? {
        Some(Request::Hello { version: PROTOCOL_VERSION }) => {}
        Some(Request::Hello { version }) => return Err(StartError::OtherVersion { theirs: version }),
        _ => return Err(StartError::NothingToDo),
    }
    let (program, purpose) = match recorder.inbox.next()? {
        Some(Request::Start(program)) => (program, Purpose::Program),
        Some(Request::Open(program)) => (program, Purpose::Session),
        _ => return Err(StartError::NothingToDo),
    };
    limits::set_apart(lifeline)?;
    limits::apply(&program)?;
    let outlet = Outlet::take(program.sandbox.is_some().then_some(limits::CONFINED_OUTPUT_BYTES))?;
    let confinement = match &program.sandbox {
        Some(scratch) => Some(sandbox::confine(&program, scratch)?),
        None => None,
    };
    if program.stepping {
        recorder.step_from_the_start();
    }
    let tracer = tracer::install(Tracer::new(recorder, clock::ProgramClock::new(program.clock), outlet));
    let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
    thread("flush").spawn(|| tracer.recorder.flush_regularly())?;
    thread("outlet").spawn(|| tracer.listen())?;
    Ok(match purpose {
        Purpose::Program => program::run(&program, confinement.as_ref(), tracer),
        Purpose::Session => session::run(&program, confinement.as_ref(), tracer),
    })
}

fn duplicate(descriptor: impl std::os::fd::AsFd) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(descriptor, 10)?)
}

/// Ends the process at once, as `os._exit` does; everything was sent before.
#[expect(clippy::exit, reason = "this is what os._exit means")]
fn leave(status: i32) -> ! {
    std::process::exit(status)
}
