//! The process that serves the tool: its stdin and stdout become the protocol's, and the program gets others.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::ExitCode;

use rustix::pipe::{PipeFlags, pipe_with};

use crate::wire::Program;
use crate::worker::emit::outlet::Outlet;
use crate::worker::host::serve::{StartError, Surroundings, serve};
use crate::worker::host::{limits, sandbox};

/// The exit status of a process that could not begin its work.
const NOT_STARTED: u8 = 125;

/// Serves the tool on stdin and stdout, which become the program's only after they were taken away for the protocol.
pub fn serve_process() -> ExitCode {
    match serve_stdio() {
        Ok(status) => ExitCode::from(u8::try_from(status & 0xff).unwrap_or(1)),
        Err(error) => {
            // Nobody is there to hear it but the tool, which keeps what this process says on its stderr.
            let _ = io::Write::write_all(&mut io::stderr(), format!("{error}\n").as_bytes());
            ExitCode::from(NOT_STARTED)
        }
    }
}

fn serve_stdio() -> Result<i32, StartError> {
    let requests = File::from(duplicate(rustix::stdio::stdin())?);
    let replies = File::from(duplicate(rustix::stdio::stdout())?);
    let lifeline = requests.try_clone()?;
    serve(requests, replies, |program| prepare(program, lifeline))
}

/// Sets this process apart for a program: limits, streams, walls.
fn prepare(program: &Program, lifeline: File) -> Result<Surroundings, StartError> {
    limits::set_apart(lifeline)?;
    limits::apply(program)?;
    let limit = program.sandbox.is_some().then_some(limits::CONFINED_OUTPUT_BYTES);
    let outlet = Outlet::new(Some(take_streams()?), limit)?;
    let confinement = match &program.sandbox {
        Some(scratch) => Some(sandbox::confine(program, scratch)?),
        None => None,
    };
    Ok(Surroundings { outlet, confinement })
}

/// Takes descriptors 0 and 1 away from the tool's pipes: an empty stdin, and a stdout whose bytes arrive at the pipe
/// that this gives.
fn take_streams() -> io::Result<OwnedFd> {
    let nothing = File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    let (reader, writer) = pipe_with(PipeFlags::CLOEXEC)?;
    rustix::stdio::dup2_stdout(&writer)?;
    Ok(reader)
}

fn duplicate(descriptor: impl AsFd) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(descriptor, 10)?)
}
