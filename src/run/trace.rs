//! `trace FILE`: the whole trace of a program, written as it happens.

use std::fs::File;
use std::io::{self, BufWriter};
use std::os::fd::AsFd;
use std::path::Path;

use crate::cli::ProgramArgs;
use crate::error::Exit;
use crate::error::RunError;
use crate::export::jsonl::Writer;
use crate::lang::Lang;
use crate::play::execute::execute;
use crate::play::program::{Pace, Prepared};
use crate::terminal::output::Streams;
use crate::terminal::problem::TerminalError;
use crate::terminal::sink::Sink;
use crate::terminal::transcript::Transcript;
use crate::trace::event::{Event, Kind};
use crate::wire::Detail;

/// How much of the trace is written at once.
const BUFFER: usize = 256 << 10;

/// Runs a program and writes its trace to stdout, or to a file while the program's own output is passed through.
pub(super) fn trace(arguments: &ProgramArgs, out: Option<&Path>, lang: Lang) -> Result<Exit, RunError> {
    let prepared = Prepared::new(arguments, Detail::Lines, Pace::Free)?;
    let sink = match out {
        None => {
            let stdout = io::stdout().as_fd().try_clone_to_owned();
            let stdout = File::from(stdout.map_err(|source| RunError::Machinery { source })?);
            TraceSink { name: "stdout".to_owned(), writer: writer(stdout), program_output: None }
        }
        Some(path) => {
            let file = create(path, &prepared.program.file)?;
            let program_output = Some(Streams::open()?);
            TraceSink { name: path.display().to_string(), writer: writer(file), program_output }
        }
    };
    Ok(execute(&prepared, arguments.timeout, sink, lang, &Transcript::default())?.exit)
}

fn writer(file: File) -> Writer<BufWriter<File>> {
    Writer::new(BufWriter::with_capacity(BUFFER, file))
}

/// Makes the file of the trace, unless it is the program itself.
fn create(path: &Path, program: &Path) -> Result<File, RunError> {
    if let (Ok(out), Ok(program)) = (path.canonicalize(), program.canonicalize())
        && out == program
    {
        return Err(RunError::Overwrite { path: path.to_owned() });
    }
    File::create(path).map_err(|source| RunError::Create { path: path.to_owned(), source })
}

struct TraceSink {
    name: String,
    writer: Writer<BufWriter<File>>,
    /// Where the program's own output goes, besides the trace.
    program_output: Option<Streams>,
}

impl Sink for TraceSink {
    fn write(&mut self, events: &[Event]) -> Result<(), TerminalError> {
        for event in events {
            self.writer.write(event).map_err(|source| self.failure(source))?;
            if let (Some(streams), Kind::Output { stream, bytes }) = (&mut self.program_output, &event.kind) {
                streams.program(*stream, bytes)?;
            }
        }
        self.writer.flush().map_err(|source| self.failure(source))?;
        match &mut self.program_output {
            Some(streams) => streams.flush(),
            None => Ok(()),
        }
    }
}

impl TraceSink {
    fn failure(&self, source: io::Error) -> TerminalError {
        TerminalError::Output { name: self.name.clone(), source }
    }
}
