//! What the prompt shows: the session's output, its transitions, our own words; and what was shown so far.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use crate::lang::Lang;
use crate::run::problem::RunError;
use crate::shell::editor::Printer;
use crate::stage::player::is_entry;
use crate::terminal::guard;
use crate::terminal::output::{self, Streams};
use crate::terminal::paint::Palette;
use crate::terminal::transcript::Transcript;

use crate::shell::setting::Show as Manner;
use crate::trace::event::{Event, Kind, Stream};
use crate::trace::id::{FileId, ObjectId, Step};
use crate::trace::timeline::Timeline;
use crate::trace::world::World;
use crate::view::code::Source;
use crate::view::drive;
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::story::{Depth, Live, Style};
use crate::view::why::Led;
use crate::why::{Cause, Trouble, causes};

/// How much of what was printed is searched for the last trouble, in bytes from its end.
const STDERR_SEARCHED: usize = 256 << 10;

/// Where things are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// Where the cursor is.
    Here,
    /// Above the line that is being typed.
    Above,
    /// Nowhere: what is replayed was shown before.
    Nowhere,
}

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
pub(super) fn write(streams: &mut Streams, writes: Vec<Write>) -> Result<(), RunError> {
    for write in writes {
        match write {
            Write::Program(stream, bytes) => streams.program(stream, &bytes)?,
            Write::Line(stream, line) => streams.own_line(stream, &line)?,
            Write::LineBegins => streams.begin_line(),
        }
    }
    Ok(streams.flush()?)
}

/// Shows a session and keeps what happened in it.
pub(super) struct Show {
    /// What is to be written, in order.
    writes: Vec<Write>,
    printer: Option<Printer>,
    /// Which streams are the terminal.
    terminals: [bool; 2],
    timeline: Timeline,
    manner: Manner,
    live: Option<Live>,
    /// The colours of stdout and of stderr.
    palettes: [Palette; 2],
    lang: Lang,
    /// The line the cursor is in, up to the cursor.
    line: String,
    /// What was written above the line being typed and has no line break yet.
    held: String,
    pending: Vec<u8>,
    transcript: Transcript,
    /// The entry that runs, and the entries that ran, by the files the session gave them.
    entry: String,
    texts: BTreeMap<u32, String>,
    marked: u64,
}

impl Show {
    /// Shows on this process's streams.
    pub(super) fn new(palettes: [Palette; 2], manner: Manner, lang: Lang) -> Show {
        let mut show = Show {
            writes: Vec::new(),
            printer: None,
            terminals: [std::io::stdout().is_terminal(), std::io::stderr().is_terminal()],
            timeline: Timeline::new(),
            manner,
            live: None,
            palettes,
            lang,
            line: String::new(),
            held: String::new(),
            pending: Vec::new(),
            transcript: Transcript::kept(),
            entry: String::new(),
            texts: BTreeMap::new(),
            marked: 0,
        };
        show.tell_as(manner);
        show
    }

    /// From now on, what is shown above the line being typed goes through this.
    pub(super) fn above(&mut self, printer: Option<Printer>) {
        self.printer = printer;
    }

    /// Tells transitions in this manner from now on.
    pub(super) fn tell_as(&mut self, manner: Manner) {
        self.manner = manner;
        let style = match manner {
            Manner::Arrows => Some(Style::Arrows),
            Manner::Words => Some(Style::Words),
            Manner::Nothing => None,
        };
        self.live = style.map(|style| Live::new(style, Depth::Program, self.lang));
    }

    /// A fresh session: nothing has happened yet.
    pub(super) fn begin_anew(&mut self) {
        self.timeline = Timeline::new();
        self.texts.clear();
        self.tell_as(self.manner);
    }

    /// This entry is about to run.
    pub(super) fn runs(&mut self, entry: &str) {
        self.entry = entry.to_owned();
    }

    /// The texts of the session's files as far as they are known: its entries, and modules beside it.
    pub(super) fn sources(&self) -> Vec<Source> {
        let world = self.timeline.live();
        let mut sources = Vec::new();
        for file in 0u32.. {
            let Some(path) = world.path(FileId(file)) else { break };
            let text = match self.texts.get(&file) {
                Some(text) => text.clone(),
                None => std::fs::read_to_string(path).unwrap_or_default(),
            };
            sources.push(Source::new(path, &text));
        }
        sources
    }

    /// Remembers how much has happened.
    pub(super) fn mark(&mut self) {
        self.marked = self.timeline.len();
    }

    /// Whether nothing has happened since then.
    pub(super) fn is_unmoved(&self) -> bool {
        self.marked == self.timeline.len()
    }

    /// The session as it is now.
    pub(super) fn world(&self) -> &World {
        self.timeline.live()
    }

    /// What last went wrong with generators, coroutines, tasks or the loop.
    pub(super) fn last_trouble(&self) -> Option<Trouble> {
        let outputs = self.timeline.output_upto(self.timeline.edge()).rev();
        let mut room = STDERR_SEARCHED;
        let newest = outputs.filter(|piece| piece.stream == Stream::Stderr).take_while(|piece| {
            room = room.saturating_sub(piece.bytes.len());
            room > 0
        });
        let newest: Vec<_> = newest.collect();
        let mut last: Option<Trouble> = None;
        let (mut text, mut before) = (String::new(), String::new());
        for piece in newest.into_iter().rev() {
            text.push_str(&String::from_utf8_lossy(&piece.bytes));
            while let Some(end) = text.find('\n') {
                let line: String = text.drain(..=end).collect();
                let line = line.trim_end();
                if let Some(trouble) = Trouble::of_line(line, piece.step) {
                    last = Some(Trouble { before: std::mem::take(&mut before), ..trouble });
                    continue;
                }
                for text in
                    [Some(&mut before), last.as_mut().map(|last| &mut last.rest)].into_iter().flatten()
                {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
        last
    }

    /// The lines that led to it, each with its text.
    pub(super) fn led(&self, trouble: &Trouble) -> Vec<Led> {
        let led = |cause: Cause| {
            let file = cause.site.file;
            let line = usize::try_from(cause.site.line).unwrap_or_default().saturating_sub(1);
            let path = self.world().path(file).filter(|path| !is_entry(path));
            let text = match (self.texts.get(&file.0), path) {
                (Some(text), _) => text.clone(),
                (None, Some(path)) => std::fs::read_to_string(path).unwrap_or_default(),
                (None, None) => String::new(),
            };
            let text = text.lines().nth(line).unwrap_or_default().to_owned();
            Led { cause, file: path.map(str::to_owned), text }
        };
        // Every entry is called the same in a traceback: only the trace tells them apart.
        causes(&self.timeline, trouble, "").into_iter().map(led).collect()
    }

    /// The state machine of an object, with what was tried.
    pub(super) fn machine(&self, id: ObjectId, lang: Lang, columns: usize) -> Vec<Line> {
        drive::lines(&self.timeline, self.timeline.edge(), id, lang, columns)
    }

    /// What can be done now to an object, in one line.
    pub(super) fn offers(&self, id: ObjectId, lang: Lang, columns: usize) -> Vec<Line> {
        drive::offers(&self.timeline, self.timeline.edge(), id, lang, columns)
    }

    /// Lends what happened to step mode.
    pub(super) fn lend(&mut self) -> Timeline {
        std::mem::take(&mut self.timeline)
    }

    /// Takes back what was lent, and shows what happened meanwhile.
    pub(super) fn take_back(&mut self, timeline: Timeline, from: u64) {
        self.timeline = timeline;
        let events: Vec<Event> =
            self.timeline.events(from..self.timeline.len()).map(|(_, event)| event).collect();
        let mut world = self.timeline.world_at(Step(from));
        for event in &events {
            self.note_entry(event);
            world.apply(event).ok();
            let told = told(&mut self.live, event, &world);
            self.show(event, told, Where::Here);
        }
        self.flush(Where::Here);
    }

    /// Shows a batch of events.
    pub(super) fn events(&mut self, events: &[Event], place: Where) {
        for event in events {
            self.note_entry(event);
            // An event that does not fit is the tracer's fault; the session is worth more than our picture of it.
            self.timeline.append(event).ok();
            let told = told(&mut self.live, event, self.timeline.live());
            self.show(event, told, place);
        }
        self.flush(place);
    }

    /// Remembers the text of the entry that begins to run.
    fn note_entry(&mut self, event: &Event) {
        if let Kind::ModuleLoaded { file, path } = &event.kind
            && is_entry(path)
        {
            self.texts.insert(file.0, self.entry.clone());
        }
    }

    fn show(&mut self, event: &Event, told: Option<Line>, place: Where) {
        match (&event.kind, told) {
            (Kind::Output { stream, bytes }, _) => self.output(*stream, bytes, place),
            (_, Some(line)) => self.own_line(Stream::Stderr, &line, place),
            (_, None) => {}
        }
    }

    fn output(&mut self, stream: Stream, bytes: &[u8], place: Where) {
        if place == Where::Nowhere {
            return;
        }
        let text = output::visible(&mut self.pending, bytes);
        self.transcript.add(&text);
        let on_terminal = self.is_terminal(stream);
        if self.goes_above(stream, place) {
            self.held.push_str(&text);
            return;
        }
        if on_terminal {
            match text.rsplit_once('\n') {
                Some((_, rest)) => self.line = rest.to_owned(),
                None => self.line.push_str(&text),
            }
        }
        self.writes.push(Write::Program(stream, bytes.to_vec()));
    }

    fn own_line(&mut self, stream: Stream, line: &Line, place: Where) {
        if place == Where::Nowhere {
            return;
        }
        self.transcript.lines(&Palette::Plain.paint(line));
        let palette = self.palettes[usize::from(stream == Stream::Stderr)];
        let painted: Vec<String> = match self.room(stream) {
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

    /// How many columns a line has there, where it is a terminal.
    fn room(&self, stream: Stream) -> Option<usize> {
        self.is_terminal(stream).then(|| guard::columns().unwrap_or(80))
    }

    /// Says something of our own.
    pub(super) fn say(&mut self, line: &Line, place: Where) {
        self.own_line(Stream::Stdout, line, place);
        self.flush(place);
    }

    /// Says a sentence of our own.
    pub(super) fn remark(&mut self, sentence: &str, place: Where) {
        for line in sentence.lines() {
            self.say(&vec![(Role::Note, fit::visible(line))], place);
        }
    }

    /// Says on stderr what is wrong.
    pub(super) fn complain(&mut self, sentence: &str) {
        for line in sentence.lines() {
            self.own_line(Stream::Stderr, &vec![(Role::Note, fit::visible(line))], Where::Here);
        }
    }

    /// Hands on what libraries and other programs wrote to the session's stderr past Python; never a panic's words.
    pub(super) fn pass_on(&mut self, raw: &[u8]) {
        let text = String::from_utf8_lossy(raw);
        if !text.contains("panicked at") {
            for line in text.lines() {
                self.own_line(Stream::Stderr, &vec![(Role::Plain, fit::visible(line))], Where::Here);
            }
        }
    }

    /// Keeps what was typed, behind its prompt, as a terminal shows it.
    pub(super) fn keep_typed(&mut self, prompt: &str, text: &str) {
        for (number, line) in text.trim_end_matches('\n').split('\n').enumerate() {
            let mark = if number == 0 { prompt } else { "... " };
            self.transcript.add(&format!("{mark}{line}\n"));
        }
    }

    /// Says that what was typed is dropped, where lines are not edited, and asks again.
    pub(super) fn interrupted(&mut self, prompt: &str) {
        let text = format!("\nKeyboardInterrupt\n{prompt}");
        self.writes.push(Write::Program(Stream::Stdout, text.into_bytes()));
    }

    /// Shows an entry that was not typed here, as if it had been.
    pub(super) fn echo(&mut self, prompt: &str, entry: &str) {
        for (number, line) in entry.split('\n').enumerate() {
            let mark = if number == 0 { prompt } else { "... " };
            self.say(&vec![(Role::Key, mark.to_owned()), (Role::Plain, line.to_owned())], Where::Here);
        }
    }

    fn flush(&mut self, place: Where) {
        if place == Where::Above
            && let Some(printer) = &self.printer
            && let Some(end) = self.held.rfind('\n')
        {
            // A line that is not whole yet waits for its rest, or for the line being typed to be done.
            let rest = self.held.split_off(end + 1);
            printer.print(std::mem::replace(&mut self.held, rest));
        }
    }

    /// What the program wrote at the beginning of the line the cursor is in.
    pub(super) fn begun_line(&self) -> &str {
        &self.line
    }

    /// The line being typed is done: what was held back for it comes out, and the cursor is at the beginning of a line.
    pub(super) fn typed(&mut self, prompt: &str, text: &str) {
        self.keep_typed(prompt, text);
        self.writes.push(Write::LineBegins);
        self.line.clear();
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            self.line = held.rsplit('\n').next().unwrap_or_default().to_owned();
            self.writes.push(Write::Program(Stream::Stdout, held.into_bytes()));
        }
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

    fn goes_above(&self, stream: Stream, place: Where) -> bool {
        place == Where::Above && self.printer.is_some() && self.is_terminal(stream)
    }

    fn is_terminal(&self, stream: Stream) -> bool {
        match stream {
            Stream::Stdout => self.terminals[0],
            Stream::Stderr => self.terminals[1],
        }
    }
}

/// The line for an event, where it has one; `world` is the world after it.
fn told(live: &mut Option<Live>, event: &Event, world: &World) -> Option<Line> {
    live.as_mut()?.tell(event, world)
}
