//! The program's two streams: bytes as they are, or made harmless where a terminal would obey them.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::os::fd::AsFd;

use super::problem::TerminalError;
use crate::trace::event::Stream;
use crate::view::fit;

/// Both streams. Where they are one terminal or one file, they keep their order.
pub struct Streams {
    stdout: Outlet,
    stderr: Outlet,
    /// The stream written last, where the order of both can be seen.
    shared: Option<Stream>,
}

/// Whether a stream's control characters are made visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    Raw,
    Visible,
}

/// One stream.
struct Outlet {
    name: &'static str,
    writer: BufWriter<File>,
    treatment: Treatment,
    /// The beginning of a character whose rest is still to come.
    pending: Vec<u8>,
    cursor: Cursor,
}

/// Whether the next text begins a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cursor {
    LineStart,
    WithinLine,
}

impl Streams {
    /// The streams of this process.
    pub fn open() -> Result<Streams, TerminalError> {
        let stdout = Outlet::new("stdout", io::stdout())?;
        let stderr = Outlet::new("stderr", io::stderr())?;
        let shared = is_one_place(&stdout.writer, &stderr.writer).then_some(Stream::Stdout);
        Ok(Streams { stdout, stderr, shared })
    }

    /// Writes what the program wrote.
    pub fn program(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), TerminalError> {
        self.keep_order(stream)?;
        self.outlet(stream).program(bytes)
    }

    /// Writes a line of ours to stderr, on a line of its own.
    pub fn remark(&mut self, line: &str) -> Result<(), TerminalError> {
        self.own_line(Stream::Stderr, line)
    }

    /// Writes a line of ours, on a line of its own.
    pub fn own_line(&mut self, stream: Stream, line: &str) -> Result<(), TerminalError> {
        self.keep_order(stream)?;
        let within = match self.shared {
            Some(_) => [self.stdout.cursor, self.stderr.cursor],
            None => [self.outlet(stream).cursor; 2],
        }
        .contains(&Cursor::WithinLine);
        if within {
            self.outlet(stream).raw(b"\n")?;
            self.begin_line();
        }
        self.outlet(stream).raw(line.as_bytes())?;
        self.outlet(stream).raw(b"\n")
    }

    /// Somebody else ended the line on the terminal.
    pub fn begin_line(&mut self) {
        self.stdout.cursor = Cursor::LineStart;
        self.stderr.cursor = Cursor::LineStart;
    }

    /// Writes out what is held back.
    pub fn flush(&mut self) -> Result<(), TerminalError> {
        self.stdout.flush()?;
        self.stderr.flush()
    }

    fn keep_order(&mut self, next: Stream) -> Result<(), TerminalError> {
        if let Some(last) = self.shared
            && last != next
        {
            self.shared = Some(next);
            self.outlet(last).flush()?;
        }
        Ok(())
    }

    fn outlet(&mut self, stream: Stream) -> &mut Outlet {
        match stream {
            Stream::Stdout => &mut self.stdout,
            Stream::Stderr => &mut self.stderr,
        }
    }
}

impl Outlet {
    fn new(name: &'static str, stream: impl AsFd + IsTerminal) -> Result<Outlet, TerminalError> {
        let treatment = if stream.is_terminal() { Treatment::Visible } else { Treatment::Raw };
        let file =
            stream.as_fd().try_clone_to_owned().map_err(|source| TerminalError::Machinery { source })?;
        Ok(Outlet::to_file(name, File::from(file), treatment))
    }

    fn to_file(name: &'static str, file: File, treatment: Treatment) -> Outlet {
        let writer = BufWriter::with_capacity(64 << 10, file);
        Outlet { name, writer, treatment, pending: Vec::new(), cursor: Cursor::LineStart }
    }

    fn program(&mut self, bytes: &[u8]) -> Result<(), TerminalError> {
        if let Some(last) = bytes.last() {
            self.cursor = if *last == b'\n' { Cursor::LineStart } else { Cursor::WithinLine };
        }
        match self.treatment {
            Treatment::Raw => self.raw(bytes),
            Treatment::Visible => {
                let text = visible(&mut self.pending, bytes);
                self.raw(text.as_bytes())
            }
        }
    }

    fn raw(&mut self, bytes: &[u8]) -> Result<(), TerminalError> {
        self.writer.write_all(bytes).map_err(|source| self.failure(source))
    }

    fn flush(&mut self) -> Result<(), TerminalError> {
        self.writer.flush().map_err(|source| self.failure(source))
    }

    fn failure(&self, source: io::Error) -> TerminalError {
        TerminalError::Output { name: self.name.to_owned(), source }
    }
}

fn is_one_place(one: &BufWriter<File>, other: &BufWriter<File>) -> bool {
    match (rustix::fs::fstat(one.get_ref()), rustix::fs::fstat(other.get_ref())) {
        (Ok(one), Ok(other)) => (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino),
        _ => false,
    }
}

/// The bytes as text for a terminal: line breaks and tabs stay, other control characters and broken bytes are shown.
/// A character whose rest is still to come waits in `pending`.
pub fn visible(pending: &mut Vec<u8>, bytes: &[u8]) -> String {
    pending.extend_from_slice(bytes);
    let rest = unfinished(pending);
    let mut shown = String::with_capacity(pending.len());
    for chunk in pending[..pending.len() - rest].utf8_chunks() {
        for piece in chunk.valid().split_inclusive(['\n', '\t']) {
            let text = piece.trim_end_matches(['\n', '\t']);
            shown.push_str(&fit::visible(text));
            shown.push_str(&piece[text.len()..]);
        }
        for byte in chunk.invalid() {
            shown.push_str(&format!("\\x{byte:02x}"));
        }
    }
    pending.drain(..pending.len() - rest);
    shown
}

/// How many bytes at the end are the beginning of a character.
fn unfinished(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    match std::str::from_utf8(tail) {
        Ok(_) => 0,
        Err(_) => (1..=tail.len())
            .find(|count| {
                let end = &tail[tail.len() - count..];
                std::str::from_utf8(end)
                    .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
            })
            .unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek};

    use super::*;

    /// Streams into files, of which the second may be the first.
    fn streams(treatment: Treatment, shared: Option<Stream>) -> (Streams, File, File) {
        let stdout = tempfile::tempfile().expect("a file");
        let stderr = match shared {
            Some(_) => stdout.try_clone().expect("a second handle"),
            None => tempfile::tempfile().expect("a file"),
        };
        let clone = |file: &File| file.try_clone().expect("a second handle");
        let outlets = (
            Outlet::to_file("stdout", clone(&stdout), treatment),
            Outlet::to_file("stderr", clone(&stderr), treatment),
        );
        (Streams { stdout: outlets.0, stderr: outlets.1, shared }, stdout, stderr)
    }

    fn text(mut file: File) -> String {
        let mut text = String::new();
        file.rewind().expect("rewinds");
        file.read_to_string(&mut text).expect("reads");
        text
    }

    #[test]
    fn bytes_pass_untouched_where_nobody_looks() {
        let (mut streams, stdout, stderr) = streams(Treatment::Raw, None);
        streams.program(Stream::Stdout, b"\x1b[31mred").expect("writes");
        streams.remark("a remark").expect("writes");
        streams.program(Stream::Stdout, b"\x07\n").expect("writes");
        streams.flush().expect("flushes");
        assert_eq!(text(stdout), "\x1b[31mred\x07\n");
        assert_eq!(text(stderr), "a remark\n");
    }

    #[test]
    fn a_terminal_is_told_nothing_it_would_obey() {
        let (mut streams, stdout, _stderr) = streams(Treatment::Visible, None);
        streams.program(Stream::Stdout, b"a\tb\x1b[2J\r\xff\n").expect("writes");
        streams.flush().expect("flushes");
        assert_eq!(text(stdout), "a\tb␛[2J␍\\xff\n");
    }

    #[test]
    fn a_character_in_two_pieces_is_put_together() {
        let (mut streams, stdout, _stderr) = streams(Treatment::Visible, None);
        let bytes = "x生\n".as_bytes();
        for piece in [&bytes[..2], &bytes[2..3], &bytes[3..]] {
            streams.program(Stream::Stdout, piece).expect("writes");
        }
        streams.flush().expect("flushes");
        assert_eq!(text(stdout), "x生\n");
    }

    #[test]
    fn both_streams_in_one_place_keep_their_order_and_a_remark_its_own_line() {
        let (mut streams, both, _same) = streams(Treatment::Raw, Some(Stream::Stdout));
        streams.program(Stream::Stdout, b"one\ntwo ").expect("writes");
        streams.remark("remark").expect("writes");
        streams.program(Stream::Stdout, b"three\n").expect("writes");
        streams.program(Stream::Stderr, b"four\n").expect("writes");
        streams.flush().expect("flushes");
        assert_eq!(text(both), "one\ntwo \nremark\nthree\nfour\n");
    }

    #[test]
    fn a_full_disk_is_an_error_with_the_streams_name() {
        let Ok(full) = File::options().write(true).open("/dev/full") else {
            return;
        };
        let mut outlet = Outlet::to_file("stdout", full, Treatment::Raw);
        outlet.program(b"x").expect("is only held back");
        let error = outlet.flush().expect_err("the disk is full");
        assert!(matches!(error, TerminalError::Output { name, .. } if name == "stdout"));
    }
}
