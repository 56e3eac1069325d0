//! The prompt: a session of Python under the learner's hands, with the commands of the tutor.

mod dead;
mod driving;
mod ending;
mod mode;
mod obey;
mod places;
mod record;
pub(super) mod show;
mod stepping;
mod talk;
mod writing;

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::mpsc as replies;
use std::time::Instant;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use self::dead::Grave;
use self::driving::Driving;
use self::record::Record;
use self::show::Show;
use super::config;
use super::problem::RunError;
use crate::cli::Global;
use crate::engine::process::WorkerProcess;
use crate::error::{Exit, Failure};
use crate::lang::Lang;
use crate::shell::Purpose;
use crate::shell::complete::{Found, Sources};
use crate::shell::editor::{Colours, Cursor, Editor, Printer, Setup, Typed};
use crate::shell::setting::{Settings, Show as Manner};
use crate::terminal::modes::{self, TerminalModes};
use crate::terminal::output::Streams;
use crate::terminal::paint::Palette;
use crate::trace::event::{Clock, Event};
use crate::view::role::Role;
use crate::wire::{Detail, Drive, Program, Ready};

/// The prompt's mark, as Python's.
const PROMPT: &str = ">>> ";

/// How much memory the session's Python may have, in MiB.
const MEMORY_MIB: u32 = 1024;

/// A prompt under way.
struct Prompt {
    lang: Lang,
    global: Global,
    settings: Settings,
    signals: Signals,
    editor: Editor,
    inbox: mpsc::UnboundedReceiver<News>,
    reading: Reading,
    /// What stands before the line that is read.
    prompt: String,
    show: Show,
    session: Option<WorkerProcess>,
    task: Task,
    /// What was entered before the session could take it.
    waiting: Option<String>,
    clock: Clock,
    /// The clock of a session at its start, as configured.
    first_clock: Clock,
    /// What the clock said when the session told it last, in seconds, and when that was.
    time: f64,
    told: Instant,
    records: Vec<Record>,
    /// What the entry under way read from its stdin.
    answers: Vec<Vec<u8>>,
    /// How often the entry under way was interrupted.
    interrupts: u32,
    /// Whether it was while its question stood in the editor: who answers that may mean the next entry.
    is_question_interrupted: bool,
    /// Whether it was, and nothing was heard since.
    is_interrupting: bool,
    /// What a start file says, until it was run.
    start: Option<String>,
    /// A session that died and was not mourned yet.
    grave: Option<Grave>,
    /// What is to be done again as soon as the fresh session is there.
    again: Option<VecDeque<Record>>,
    /// What is driven by hand, where something is.
    driving: Option<Driving>,
    /// What the session told and is not shown yet.
    backlog: VecDeque<Event>,
    /// Where it is shown; gone while something is being written.
    streams: Option<Streams>,
    /// What is to be read once all is written.
    to_read: Option<(String, Purpose)>,
    company: Company,
    cursor: Cursor,
    modes: TerminalModes,
    /// The exit status of a script, where the session itself ends with none.
    status: u8,
}

/// Who is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Company {
    /// Somebody to talk with.
    Learner,
    /// A script on a pipe.
    Script,
}

/// What the session does.
enum Task {
    /// It starts.
    Opening,
    /// It waits for us.
    Idle,
    /// It runs an entry.
    Entry(String),
    /// It moves its loop or clock, and so often more.
    Moving(Drive, u32),
    /// It looks for candidates.
    Completing(replies::Sender<Option<Found>>),
    /// It tells whether it has the name that decides what this entry is.
    Knowing(String),
    /// It tells what it is that is driven.
    Looking,
    /// It does again what was done before.
    Replaying(VecDeque<Record>, usize),
    /// It ends.
    Leaving,
}

/// What the editor reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    Nothing,
    Entry,
    /// A line for the session's stdin.
    Input,
    /// Whether to replay.
    Consent,
    /// What to do with what is driven.
    Drive,
}

/// What comes from the editor's thread.
enum News {
    Typed(Typed),
    Complete { text: String, cursor: usize, reply: replies::Sender<Option<Found>> },
    Printer(Option<Printer>),
}

/// What the prompt does next.
enum Next {
    /// Leave.
    Leave(Exit),
    /// Open another mode and come back.
    Mode(mode::Mode),
}

struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

/// Opens the prompt; its exit status is the session's own. Where nobody is there to talk with, stdin is a script.
pub(super) fn prompt(global: Global, lang: Lang) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| RunError::Machinery { source })?;
    let entered = runtime.enter();
    let mut prompt = Prompt::begin(global, lang)?;
    drop(entered);
    let left = loop {
        match runtime.block_on(prompt.talk())? {
            Next::Leave(exit) => break exit,
            Next::Mode(mode) => {
                prompt.modes.give_back();
                prompt.open_mode(mode, &runtime)?;
                prompt.modes.take_again();
            }
        }
    };
    // An editor that still reads has the terminal in its own mode.
    if prompt.reading != Reading::Nothing && prompt.company == Company::Learner {
        modes::end_editing();
    }
    let entered = runtime.enter();
    drop(prompt);
    drop(entered);
    runtime.shutdown_background();
    Ok(left)
}

impl Prompt {
    /// Paints the prompt, then starts Python.
    fn begin(global: Global, lang: Lang) -> Result<Prompt, Failure> {
        let listen = |kind| signal(kind).map_err(|source| RunError::Machinery { source });
        let signals = Signals {
            // Before the editor, which puts back whatever it finds.
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            hangup: listen(SignalKind::hangup())?,
        };
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        let company = if is_terminal { Company::Learner } else { Company::Script };
        // What a script does is not the user's taste.
        let configured = match company {
            Company::Learner => config::prompt()?,
            Company::Script => config::Prompt::default(),
        };
        let mut settings = configured.settings;
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let cursor = match company {
            Company::Script => Cursor::Piped,
            Company::Learner if global.plain || is_dumb => Cursor::Fixed,
            Company::Learner => Cursor::Free,
        };
        if global.plain && settings.show == Manner::Arrows {
            settings.show = Manner::Words;
        }
        let palettes = match company {
            Company::Learner => [Palette::chosen(global.color, &io::stdout()); 2],
            Company::Script => [Palette::Plain, Palette::chosen(global.color, &io::stderr())],
        };
        let modes = match cursor {
            Cursor::Free => TerminalModes::take(),
            Cursor::Fixed | Cursor::Piped => TerminalModes::untouched(),
        };
        let (sender, inbox) = mpsc::unbounded_channel();
        let editor = Prompt::editor(&global, settings, palettes[0], cursor, sender)?;
        let show = Show::new(palettes, settings.show, lang);
        let session = WorkerProcess::open(program(configured.clock)).map_err(RunError::from)?;
        Ok(Prompt {
            lang,
            global,
            settings,
            signals,
            editor,
            inbox,
            reading: Reading::Entry,
            prompt: PROMPT.to_owned(),
            show,
            session: Some(session),
            task: Task::Opening,
            waiting: None,
            clock: configured.clock,
            first_clock: configured.clock,
            time: 0.0,
            told: Instant::now(),
            records: Vec::new(),
            answers: Vec::new(),
            interrupts: 0,
            is_question_interrupted: false,
            is_interrupting: false,
            start: configured.start,
            grave: None,
            again: None,
            driving: None,
            backlog: VecDeque::new(),
            streams: Some(Streams::open().map_err(RunError::from)?),
            to_read: None,
            company,
            cursor,
            modes,
            status: 0,
        })
    }

    fn editor(
        global: &Global,
        settings: Settings,
        palette: Palette,
        cursor: Cursor,
        news: mpsc::UnboundedSender<News>,
    ) -> Result<Editor, RunError> {
        let asks = news.clone();
        let (prints, lessons) = (news.clone(), global.lessons.clone());
        let setup = Setup {
            sources: Sources {
                python: Box::new(move |text, cursor| {
                    let (reply, answer) = replies::channel();
                    let text = text.to_owned();
                    asks.send(News::Complete { text, cursor, reply }).ok()?;
                    answer.recv_timeout(places::PATIENCE).ok().flatten()
                }),
                files: Box::new(places::files),
                lessons: Box::new(move || places::lessons(lessons.clone())),
            },
            paint: Box::new(move |pieces: &[(Role, String)]| {
                let mut painted = String::new();
                palette.paint_code(pieces, &mut painted);
                painted
            }),
            colours: match palette {
                Palette::Colours => Colours::Yes,
                Palette::Plain => Colours::No,
            },
            settings,
            history: places::history(),
            cursor,
        };
        let typed = move |typed| drop(news.send(News::Typed(typed)));
        let printer = move |printer| drop(prints.send(News::Printer(printer)));
        Editor::start(setup, PROMPT, typed, printer).map_err(|source| RunError::Machinery { source })
    }

    /// What the clock says, in seconds; the real one goes on while the session waits.
    fn now(&self) -> f64 {
        match self.clock {
            Clock::Virtual => self.time,
            Clock::Real => self.time + self.told.elapsed().as_secs_f64(),
        }
    }

    /// A session answers that it waits.
    fn note(&mut self, ready: &Ready) {
        (self.clock, self.time, self.told) = (ready.clock, ready.time, Instant::now());
    }
}

/// The session's program: nothing yet.
fn program(clock: Clock) -> Program {
    Program {
        file: "<stdin>".into(),
        args: Vec::new(),
        source: Vec::new(),
        clock,
        detail: Detail::Transitions,
        stepping: false,
        memory_mib: MEMORY_MIB,
        legacy: false,
        under_the_hood: false,
        sandbox: None,
    }
}
