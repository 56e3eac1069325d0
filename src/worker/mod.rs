//! The Python process: runs one program in the embedded interpreter and reports what happens.
//!
//! The only room that knows RustPython. [`serve_process`] is the whole life of the process.

mod awaits;
mod caller;
mod clock;
mod code;
mod evaluate;
mod hooks;
mod late;
mod limits;
mod lines;
mod loops;
mod methods;
mod picture;
mod probe;
mod program;
mod python_side;
mod recorder;
mod tracer;
mod transitions;

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::process::ExitCode;

use thiserror::Error;

use crate::trace::event::{Event, Kind, Stream};
use crate::wire::codec::CodecError;
use crate::wire::{Frame, PROTOCOL_VERSION, Request};
use recorder::Recorder;
use rustpython_vm::VirtualMachine;
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
    let recorder = Recorder::new(requests, frames);
    recorder.send(&Frame::Hello {
        version: PROTOCOL_VERSION,
    });
    match recorder.request()? {
        Some(Request::Hello {
            version: PROTOCOL_VERSION,
        }) => {}
        Some(Request::Hello { version }) => return Err(StartError::OtherVersion { theirs: version }),
        _ => return Err(StartError::NothingToDo),
    }
    let Some(Request::Start(program)) = recorder.request()? else {
        return Err(StartError::NothingToDo);
    };
    limits::leave_the_terminal()?;
    let outlet = take_streams_away()?;
    if program.stepping {
        recorder.step_from_the_start();
    }
    let tracer = tracer::install(Tracer::new(recorder, clock::ProgramClock::new(program.clock)));
    std::thread::Builder::new()
        .name("flush".to_owned())
        .spawn(|| tracer.recorder.flush_regularly())?;
    let listeners = outlet.into_iter().map(|(stream, pipe)| {
        std::thread::Builder::new()
            .name("outlet".to_owned())
            .spawn(move || tracer.listen(stream, pipe))
    });
    for listener in listeners {
        listener?;
    }
    limits::apply(&program)?;
    Ok(program::run(&program, tracer))
}

fn duplicate(descriptor: impl std::os::fd::AsFd) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(descriptor, 10)?)
}

/// Gives the program an empty stdin, and a stdout and stderr whose bytes become events although no Python stream wrote them.
///
/// What the program's own `sys.stdout` writes does not go this way: it is an event at once.
fn take_streams_away() -> io::Result<Vec<(Stream, File)>> {
    let nothing = File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    let (out_read, out_write) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
    rustix::stdio::dup2_stdout(&out_write)?;
    Ok(vec![(Stream::Stdout, File::from(out_read))])
}

impl Tracer {
    /// Turns what arrives on a pipe into output events, for the life of the process.
    fn listen(&self, stream: Stream, mut pipe: File) {
        let mut buffer = [0; 8192];
        while let Ok(count) = io::Read::read(&mut pipe, &mut buffer) {
            if count == 0 {
                return;
            }
            let time = self.clock.seconds();
            self.recorder.output(stream, &buffer[..count], || Event {
                time,
                thread: crate::trace::id::ThreadId(0),
                site: None,
                place: None,
                kind: Kind::Output {
                    stream,
                    bytes: Vec::new(),
                },
            });
            self.recorder.flush();
        }
    }

    /// The program wrote something.
    fn wrote(&self, stream: Stream, bytes: &[u8], vm: &VirtualMachine) {
        self.settle_deferred(vm);
        self.settle_caught(vm);
        self.recorder.output(stream, bytes, || {
            let caller = caller::innermost(self, vm);
            self.event(
                vm,
                caller.site,
                caller.place,
                Kind::Output {
                    stream,
                    bytes: Vec::new(),
                },
            )
        });
    }
}

/// Ends the process at once, as `os._exit` does; everything was sent before.
#[expect(clippy::exit, reason = "this is what os._exit means")]
fn leave(status: i32) -> ! {
    std::process::exit(status)
}
