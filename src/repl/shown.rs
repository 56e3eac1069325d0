//! What happened in the session, kept as a timeline, and how it is told.

use std::collections::{BTreeMap, VecDeque};

use super::sentence::Sentence;
use super::setting::Show;
use super::{Act, Company, Files, Place};
use crate::lang::{Lang, Say};
use crate::trace::event::{Event, Kind, Stream};
use crate::trace::id::{FileId, ObjectId, Step};
use crate::trace::timeline::Timeline;
use crate::trace::world::World;
use crate::view::code::Source;
use crate::view::drive;
use crate::view::role::{Line, Role};
use crate::view::story::{Depth, Live, Style};
use crate::view::why::Led;
use crate::why::{Cause, Finding, Trouble, causes, verdict};
use crate::wire::is_entry;

/// How much of what was printed is searched for the last trouble, in bytes from its end.
const STDERR_SEARCHED: usize = 256 << 10;

/// The most findings that are told at once.
const MOST_FINDINGS: usize = 3;

/// How many transitions of an entry are shown to a learner at once.
const FLOOD: usize = 40;

/// The most lines that are kept of those that were left out.
const MOST_LEFT_OUT: usize = 20_000;

/// Keeps what happened in a session and tells it.
pub(super) struct Shown {
    timeline: Timeline,
    show: Show,
    live: Option<Live>,
    lang: Lang,
    /// The entry that runs, and the entries that ran, by the files the session gave them.
    entry: String,
    texts: BTreeMap<u32, String>,
    marked: u64,
    company: Company,
    /// How many transitions of the entry were shown.
    told: usize,
    /// The lines of those that were not, as far as they are kept, and how many there are.
    left_out: VecDeque<Line>,
    uncounted: usize,
    /// Whether it was said that the recording contradicts itself.
    is_contradiction_told: bool,
}

impl Shown {
    /// Nothing has happened yet.
    pub(super) fn new(show: Show, lang: Lang, company: Company) -> Shown {
        let mut shown = Shown {
            timeline: Timeline::new(),
            show,
            live: None,
            lang,
            entry: String::new(),
            texts: BTreeMap::new(),
            marked: 0,
            company,
            told: 0,
            left_out: VecDeque::new(),
            uncounted: 0,
            is_contradiction_told: false,
        };
        shown.tell_as(show);
        shown
    }

    /// Tells transitions so from now on.
    pub(super) fn tell_as(&mut self, show: Show) {
        self.show = show;
        let style = match show {
            Show::Arrows => Some(Style::Arrows),
            Show::Words => Some(Style::Words),
            Show::Nothing => None,
        };
        self.live = style.map(|style| Live::new(style, Depth::Program, self.lang));
    }

    /// A fresh session: nothing has happened yet.
    pub(super) fn begin_anew(&mut self) {
        let entry = std::mem::take(&mut self.entry);
        *self = Shown { entry, ..Shown::new(self.show, self.lang, self.company) };
    }

    /// This entry is about to run.
    pub(super) fn runs(&mut self, entry: &str) {
        entry.clone_into(&mut self.entry);
        self.begin_counting();
    }

    /// The texts of the session's files as far as they are known: its entries, and modules beside it.
    pub(super) fn sources(&self, files: &dyn Files) -> Vec<Source> {
        let world = self.timeline.live();
        let mut sources = Vec::new();
        for file in 0u32.. {
            let Some(path) = world.path(FileId(file)) else { break };
            let text = self.texts.get(&file).cloned().or_else(|| files.text(path));
            sources.push(Source::new(path, &text.unwrap_or_default()));
        }
        sources
    }

    /// Remembers how much has happened.
    pub(super) fn mark(&mut self) {
        self.marked = self.timeline.len();
        self.begin_counting();
    }

    fn begin_counting(&mut self) {
        (self.told, self.uncounted) = (0, 0);
        self.left_out.clear();
    }

    /// How many transitions were left out.
    pub(super) fn left_out(&self) -> usize {
        self.left_out.len() + self.uncounted
    }

    /// The next ones of those.
    pub(super) fn take_left_out(&mut self) -> Vec<Line> {
        let count = self.left_out.len().min(FLOOD);
        if count == 0 {
            self.uncounted = 0;
        }
        self.left_out.drain(..count).collect()
    }

    /// The line itself, or what is said instead where there are too many.
    fn within_measure(&mut self, line: Line, place: Place) -> Option<Line> {
        if self.company == Company::Script || place == Place::Above {
            return Some(line);
        }
        self.told += 1;
        if self.told <= FLOOD {
            return Some(line);
        }
        if self.left_out.len() < MOST_LEFT_OUT {
            self.left_out.push_back(line);
        } else {
            self.uncounted += 1;
        }
        (self.told == FLOOD + 1).then(|| vec![(Role::Note, Sentence::Flood.say(self.lang))])
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

    /// The most serious things that went wrong in the session, with the lines that led to each.
    pub(super) fn findings(&self, files: &dyn Files) -> Vec<(Finding, Vec<Led>)> {
        let found = verdict(&self.timeline, Vec::new(), "").findings.into_iter().take(MOST_FINDINGS);
        let with_lines = |finding: Finding| {
            let led = finding.leads.iter().cloned().map(|cause| self.led_by(cause, files)).collect();
            (finding, led)
        };
        found.map(with_lines).collect()
    }

    /// The lines that led to it, each with its text.
    pub(super) fn led(&self, trouble: &Trouble, files: &dyn Files) -> Vec<Led> {
        // Every entry is called the same in a traceback: only the trace tells them apart.
        let causes = causes(&self.timeline, trouble, "").into_iter();
        causes.map(|cause| self.led_by(cause, files)).collect()
    }

    /// A line that led to something, with its text.
    fn led_by(&self, cause: Cause, files: &dyn Files) -> Led {
        let file = cause.site.file;
        let line = usize::try_from(cause.site.line).unwrap_or_default().saturating_sub(1);
        let path = self.world().path(file).filter(|path| !is_entry(path));
        let text = match (self.texts.get(&file.0), path) {
            (Some(text), _) => text.clone(),
            (None, Some(path)) => files.text(path).unwrap_or_default(),
            (None, None) => String::new(),
        };
        let text = text.lines().nth(line).unwrap_or_default().to_owned();
        Led { cause, file: path.map(str::to_owned), text }
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

    /// Takes back what was lent; what happened meanwhile is shown now.
    pub(super) fn take_back(&mut self, timeline: Timeline, from: u64) -> Vec<Act> {
        self.timeline = timeline;
        let live = &mut self.live;
        let mut all = Vec::new();
        self.timeline.retrace(Step(from), |event, world| {
            all.push((event.clone(), live.as_mut().and_then(|live| live.tell(event, world))));
        });
        let mut acts = Vec::new();
        for (event, told) in all {
            self.note_entry(&event);
            acts.extend(self.shown(&event, told, Some(Place::Here)));
        }
        acts
    }

    /// Takes in a batch of events; what of them is shown.
    pub(super) fn events(&mut self, events: &[Event], place: Option<Place>) -> Vec<Act> {
        let mut acts = Vec::new();
        for event in events {
            self.note_entry(event);
            // The session is worth more than our picture of it: it goes on.
            if let Err(fault) = self.timeline.append(event)
                && !std::mem::replace(&mut self.is_contradiction_told, true)
            {
                let text = Sentence::Contradiction { event: fault.seq }.say(self.lang);
                let place = place.unwrap_or(Place::Here);
                acts.push(Act::Say(Stream::Stderr, vec![(Role::Note, text)], place));
            }
            let told = self.live.as_mut().and_then(|live| live.tell(event, self.timeline.live()));
            acts.extend(self.shown(event, told, place));
        }
        acts
    }

    /// Remembers the text of the entry that begins to run.
    fn note_entry(&mut self, event: &Event) {
        if let Kind::ModuleLoaded { file, path } = &event.kind
            && is_entry(path)
        {
            self.texts.insert(file.0, self.entry.clone());
        }
    }

    /// What is shown of an event.
    fn shown(&mut self, event: &Event, told: Option<Line>, place: Option<Place>) -> Option<Act> {
        let place = place?;
        match (&event.kind, told) {
            (Kind::Output { stream, bytes }, _) => Some(Act::Program(*stream, bytes.clone(), place)),
            (_, line) => {
                let line = self.within_measure(line?, place)?;
                Some(Act::Say(Stream::Stderr, line, place))
            }
        }
    }
}
