//! Where the prompt's lines and the session's output go: the streams, or above the line that is being typed; all of it
//! is kept as a transcript too.

use std::io::IsTerminal;

use crate::repl::{CONTINUATION, Place};
use crate::shell::editor::Printer;
use crate::terminal::guard;
use crate::terminal::output::{self, Streams};
use crate::terminal::paint::Palette;
use crate::terminal::problem::TerminalError;
use crate::terminal::transcript::Transcript;
use crate::trace::event::Stream;
use crate::view::fit;
use crate::view::role::Line;

/// One thing to be written to the streams of this process.
#[derive(Debug)]
pub(super) enum Write {
    /// What the program wrote.
    Program(Stream, Vec<u8>),
    /// A line of ours.
    Line(Stream, String),
    /// Somebody else ended the line.
    LineBegins,
}

/// Writes, and all that was held back.
pub(super) fn write(streams: &mut Streams, writes: Vec<Write>) -> Result<(), TerminalError> {
    for write in writes {
        match write {
            Write::Program(stream, bytes) => streams.program(stream, &bytes)?,
            Write::Line(stream, line) => streams.own_line(stream, &line)?,
            Write::LineBegins => streams.begin_line(),
        }
    }
    streams.flush()
}

/// Lays out what is to be written.
pub(super) struct Outlet {
    /// What is to be written, in order.
    writes: Vec<Write>,
    /// Writes above the line that is being typed.
    printer: Option<Printer>,
    /// Which streams are the terminal.
    terminals: [bool; 2],
    /// The colours of stdout and of stderr.
    palettes: [Palette; 2],
    /// The line the cursor is in, up to the cursor.
    line: String,
    /// What was written above the line being typed.
    held: String,
    pending: Vec<u8>,
    transcript: Transcript,
}

impl Outlet {
    /// Writes to this process's streams.
    pub(super) fn new(palettes: [Palette; 2]) -> Outlet {
        Outlet {
            writes: Vec::new(),
            printer: None,
            terminals: [std::io::stdout().is_terminal(), std::io::stderr().is_terminal()],
            palettes,
            line: String::new(),
            held: String::new(),
            pending: Vec::new(),
            transcript: Transcript::kept(),
        }
    }

    /// From now on, what is shown above the line being typed goes through this.
    pub(super) fn above(&mut self, printer: Option<Printer>) {
        self.printer = printer;
    }

    /// What the program wrote.
    pub(super) fn program(&mut self, stream: Stream, bytes: Vec<u8>, place: Place) {
        let text = output::visible(&mut self.pending, &bytes);
        self.transcript.add(&text);
        if self.goes_above(stream, place) {
            self.held.push_str(&text);
            return;
        }
        if self.is_terminal(stream) {
            match text.rsplit_once('\n') {
                Some((_, rest)) => rest.clone_into(&mut self.line),
                None => self.line.push_str(&text),
            }
        }
        self.writes.push(Write::Program(stream, bytes));
    }

    /// A line of ours.
    pub(super) fn own_line(&mut self, stream: Stream, line: &Line, place: Place) {
        self.transcript.lines(&Palette::Plain.paint(line));
        let palette = self.palettes[usize::from(stream == Stream::Stderr)];
        let room = self.is_terminal(stream).then(columns);
        let painted: Vec<String> = match room {
            Some(columns) if fit::line_width(line) > columns => {
                fit::wrap(line, columns, 4).iter().map(|line| palette.paint(line)).collect()
            }
            _ => vec![palette.paint(line)],
        };
        let painted = painted.join("\n");
        if self.goes_above(stream, place) {
            if !self.held.is_empty() && !self.held.ends_with('\n') {
                self.held.push('\n');
            }
            self.held.push_str(&painted);
            self.held.push('\n');
            return;
        }
        self.line.clear();
        self.writes.push(Write::Line(stream, painted));
    }

    /// Hands on what is shown above the line being typed. A line that is not whole yet waits for its rest, or for the
    /// line being typed to be done.
    pub(super) fn print_above(&mut self) {
        if let Some(printer) = &self.printer
            && let Some(end) = self.held.rfind('\n')
        {
            let rest = self.held.split_off(end + 1);
            printer.print(std::mem::replace(&mut self.held, rest));
        }
    }

    /// What the program wrote at the beginning of the line the cursor is in.
    pub(super) fn begun_line(&self) -> &str {
        &self.line
    }

    /// Keeps what was typed, behind its prompt, as a terminal shows it.
    pub(super) fn keep_typed(&mut self, prompt: &str, text: &str) {
        for (number, line) in text.trim_end_matches('\n').split('\n').enumerate() {
            let mark = if number == 0 { prompt } else { CONTINUATION };
            self.transcript.add(&format!("{mark}{line}\n"));
        }
    }

    /// The line being typed is done: what was held back for it comes out, and the cursor is at the beginning of a line.
    pub(super) fn typed(&mut self, prompt: &str, text: &str) {
        self.keep_typed(prompt, text);
        self.writes.push(Write::LineBegins);
        self.line.clear();
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            held.rsplit('\n').next().unwrap_or_default().clone_into(&mut self.line);
            self.writes.push(Write::Program(Stream::Stdout, held.into_bytes()));
        }
    }

    /// Says that what was typed is dropped, where lines are not edited, and asks again.
    pub(super) fn dropped(&mut self, prompt: &str) {
        self.end_line();
        let text = format!("\nKeyboardInterrupt\n{prompt}");
        self.writes.push(Write::Program(Stream::Stdout, text.into_bytes()));
    }

    /// Ends the line the cursor is in, where there is one.
    pub(super) fn end_line(&mut self) {
        if !self.line.is_empty() {
            self.line.clear();
            self.transcript.add("\n");
            self.writes.push(Write::Program(Stream::Stdout, b"\n".to_vec()));
        }
    }

    /// What is to be written now.
    pub(super) fn take_writes(&mut self) -> Vec<Write> {
        std::mem::take(&mut self.writes)
    }

    /// All that was shown, as plain text.
    pub(super) fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    fn goes_above(&self, stream: Stream, place: Place) -> bool {
        place == Place::Above && self.printer.is_some() && self.is_terminal(stream)
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        match stream {
            Stream::Stdout => self.terminals[0],
            Stream::Stderr => self.terminals[1],
        }
    }
}

/// How wide the terminal is.
pub(super) fn columns() -> usize {
    guard::columns().unwrap_or(80)
}
