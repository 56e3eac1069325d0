//! The prompt: feeds [`Repl`] what is typed, told and signalled, and performs what it wants done.

mod around;
mod opening;
mod outlet;

use std::collections::VecDeque;
use std::io::{self, IsTerminal};
use std::sync::mpsc as replies;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use self::around::FileSystem;
use self::outlet::Outlet;
use super::kept;
use crate::cli::{Cli, Global};
use crate::config;
use crate::engine::process::WorkerProcess;
use crate::engine::reason::Reason;
use crate::engine::{Ending, Engine, Message};
use crate::error::RunError;
use crate::error::{Exit, Failure};
use crate::lang::{Lang, Say};
use crate::repl::setting::{Settings, Show};
use crate::repl::{
    Act, Cause, Company, Contents, Ended, Input, Lead, Mode, Newcomer, Now, PROMPT, Purpose, Repl, Setup,
    Typed,
};
use crate::shell::complete::{Found, Sources};
use crate::shell::editor::{self, Colours, Cursor, Editor, Printer};
use crate::shell::files;
use crate::terminal::modes::{self, TerminalModes};
use crate::terminal::output::Streams;
use crate::terminal::paint::Palette;
use crate::terminal::runtime::runtime;
use crate::terminal::signals::{Signal, Signals};
use crate::terminal::transcript::Transcript;
use crate::trace::event::{Clock, Outcome};
use crate::view::role::Role;
use crate::wire::{Completions, Detail, Program, Request, SESSION_FILE};

/// How much memory the session's Python may have, in MiB.
const MEMORY_MIB: u32 = 1024;

/// How long Tab waits for the session.
const PATIENCE: Duration = Duration::from_secs(2);

/// The exit status after Ctrl-C.
const INTERRUPTED: u8 = 130;

/// A prompt with all that is around it.
struct Prompt {
    repl: Repl,
    carry_out: CarryOut,
    lang: Lang,
    global: Global,
    company: Company,
    cursor: Cursor,
    begun: Instant,
    signals: Signals,
    editor: Editor,
    inbox: mpsc::UnboundedReceiver<News>,
    /// Who waits for candidates, the oldest first.
    asks: VecDeque<replies::Sender<Option<Found>>>,
    session: Option<WorkerProcess>,
    outlet: Outlet,
    /// Where that is written; gone while something is being written.
    streams: Option<Streams>,
    /// What is to be read once all is written.
    to_read: Option<(String, Purpose)>,
    next: Option<Next>,
    modes: TerminalModes,
}

/// Does one command of the command line, as it would be done without a prompt.
pub type CarryOut = fn(Cli, Lang, &Transcript) -> Result<Exit, Failure>;

/// What comes from the editor's thread.
enum News {
    Typed(io::Result<Typed>),
    Complete { text: String, cursor: usize, reply: replies::Sender<Option<Found>> },
    Printer(Option<Printer>),
}

/// What happens to the conversation, signals aside.
enum Happening {
    News(Option<News>),
    More,
    Engine(Message),
}

/// What the prompt does next.
enum Next {
    Leave(Exit),
    Open(Mode),
}

/// Opens the prompt; its exit status is the session's own. Where nobody is there to talk with, stdin is a script.
pub fn prompt(global: Global, lang: Lang, carry_out: CarryOut) -> Result<Exit, Failure> {
    let runtime = runtime().map_err(RunError::from)?;
    let entered = runtime.enter();
    let mut prompt = Prompt::begin(global, lang, carry_out)?;
    let has_progress = kept::path().is_ok_and(|path| path.exists());
    prompt.feed(Input::Begin(if has_progress { Newcomer::No } else { Newcomer::Yes }))?;
    drop(entered);
    let left = loop {
        match runtime.block_on(prompt.converse())? {
            Next::Leave(exit) => break exit,
            Next::Open(mode) => {
                prompt.modes.give_back();
                prompt.open(mode, runtime)?;
                prompt.modes.take_again();
            }
        }
    };
    // An editor that still reads has the terminal in its own mode.
    if prompt.repl.is_reading() && prompt.company == Company::Learner {
        modes::end_editing();
    }
    let entered = runtime.enter();
    drop(prompt);
    drop(entered);
    Ok(left)
}

impl Prompt {
    /// Sets the prompt up; Python starts.
    fn begin(global: Global, lang: Lang, carry_out: CarryOut) -> Result<Prompt, Failure> {
        // Before the editor, which puts back whatever it finds.
        let signals = Signals::listen().map_err(RunError::from)?;
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        let company = if is_terminal { Company::Learner } else { Company::Script };
        // What a script does is not the user's taste.
        let config::Prompt { mut settings, clock, start } = match company {
            Company::Learner => config::prompt()?,
            Company::Script => config::Prompt::default(),
        };
        let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
        let cursor = match company {
            Company::Script => Cursor::Piped,
            Company::Learner if global.plain || is_dumb => Cursor::Fixed,
            Company::Learner => Cursor::Free,
        };
        if global.plain && settings.show == Show::Arrows {
            settings.show = Show::Words;
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
        let editor = start_editor(&global, settings, palettes[0], cursor, sender)?;
        let session = WorkerProcess::open(program(clock)).map_err(RunError::from)?;
        let setup = Setup { lang, company, settings, clock, start, files: Box::new(FileSystem) };
        let now = Now { columns: outlet::columns(), elapsed: Duration::ZERO };
        Ok(Prompt {
            repl: Repl::new(setup, now),
            carry_out,
            lang,
            global,
            company,
            cursor,
            begun: Instant::now(),
            signals,
            editor,
            inbox,
            asks: VecDeque::new(),
            session: Some(session),
            outlet: Outlet::new(palettes),
            streams: Some(Streams::open().map_err(RunError::from)?),
            to_read: None,
            next: None,
            modes,
        })
    }

    /// Goes on until it is time to leave or to open another mode.
    async fn converse(&mut self) -> Result<Next, RunError> {
        loop {
            if let Some(next) = self.write_out().await? {
                return Ok(next);
            }
            if let Some(next) = self.next.take() {
                return Ok(next);
            }
            let happening = async {
                tokio::select! {
                    biased;
                    news = self.inbox.recv() => Happening::News(news),
                    () = std::future::ready(()), if self.repl.has_more() => Happening::More,
                    message = told(&mut self.session) => Happening::Engine(message),
                }
            };
            match self.signals.or(happening).await {
                Err(Signal::Interrupt) => self.feed(Input::Interrupt)?,
                Err(signal) => {
                    self.next = Some(Next::Leave(Exit::Program(128 + signal.number())));
                }
                Ok(Happening::News(Some(news))) => self.news(news)?,
                // The editor's thread is gone.
                Ok(Happening::News(None)) => self.next = Some(Next::Leave(Exit::Failed)),
                Ok(Happening::Engine(message)) => self.hear(message)?,
                Ok(Happening::More) => {
                    self.feed(Input::ShowMore)?;
                    // A session that never pauses must not keep signals from being noticed.
                    tokio::task::yield_now().await;
                }
            }
        }
    }

    fn news(&mut self, news: News) -> Result<(), RunError> {
        match news {
            News::Printer(printer) => self.outlet.above(printer),
            News::Complete { text, cursor, reply } => {
                self.asks.push_back(reply);
                self.feed(Input::Complete { text, cursor })?;
            }
            News::Typed(typed) => {
                let typed = typed.map_err(|source| RunError::Terminal { source })?;
                self.feed(Input::Typed(typed))?;
            }
        }
        Ok(())
    }

    fn hear(&mut self, message: Message) -> Result<(), RunError> {
        let input = match message {
            Message::Events(events) => Input::Events(events),
            Message::NeedInput => Input::StdinWanted,
            Message::Ready(ready) => Input::Ready(ready),
            Message::Completions(completions) => Input::Completions(completions),
            Message::Evaluated(answer) => Input::Evaluated(answer.map(|value| value.as_str().to_owned())),
            Message::Ended(ending) => Input::Ended(self.gone(&ending)),
            // A session pauses only in step mode; what it cannot parse it says as Python does.
            Message::Paused | Message::Unparsable { .. } => return Ok(()),
        };
        self.feed(input)
    }

    /// How the session ended, which is gone now.
    fn gone(&mut self, ending: &Ending) -> Ended {
        let cause = ending.reason.as_ref().map(|reason| match reason {
            Reason::Interrupted => Cause::Interrupted(reason.say(self.lang)),
            _ => Cause::Died(reason.say(self.lang)),
        });
        let stderr = self.session.take().map(|session| session.raw_stderr()).unwrap_or_default();
        Ended { status: ending.status, cause, stderr }
    }

    /// Feeds the prompt what happened and does what it wants.
    fn feed(&mut self, input: Input) -> Result<(), RunError> {
        let now = Now { columns: outlet::columns(), elapsed: self.begun.elapsed() };
        let mut more = Vec::new();
        for act in self.repl.update(input, now) {
            more.extend(self.perform(act)?);
        }
        self.outlet.print_above();
        more.into_iter().try_for_each(|input| self.feed(input))
    }

    fn perform(&mut self, act: Act) -> Result<Option<Input>, RunError> {
        match act {
            Act::Send(request) => {
                let runs = !matches!(
                    request,
                    Request::Evaluate { .. } | Request::Complete { .. } | Request::Input { .. }
                );
                if runs {
                    // Whoever stopped and continued us left the terminal as it suits a shell.
                    self.modes.take_again();
                }
                if let Some(session) = &mut self.session {
                    session.send(request);
                }
            }
            Act::Interrupt => self.session.iter_mut().for_each(Engine::interrupt),
            Act::Kill => self.session.iter_mut().for_each(|session| session.end(Outcome::Interrupted)),
            Act::Start(clock) => self.session = Some(WorkerProcess::open(program(clock))?),
            Act::Read { lead, purpose } => {
                let prompt = match (lead, self.cursor) {
                    (Lead::Words(words), _) => words,
                    // An editor paints the whole line; without one it stands there already.
                    (Lead::BegunLine, Cursor::Free) => self.outlet.begun_line().to_owned(),
                    (Lead::BegunLine, Cursor::Fixed | Cursor::Piped) => String::new(),
                };
                self.to_read = Some((prompt, purpose));
            }
            Act::Typed { prompt, text } => match self.company {
                Company::Learner => self.outlet.typed(&prompt, &text),
                Company::Script => self.outlet.keep_typed(&prompt, &text),
            },
            Act::DropLines => {
                self.editor.drop_lines();
                self.outlet.dropped(PROMPT);
            }
            Act::NoCandidates => answer(self.asks.pop_back(), None),
            Act::Candidates(completions) => answer(self.asks.pop_front(), completions),
            Act::Say(stream, line, place) => self.outlet.own_line(stream, &line, place),
            Act::Program(stream, bytes, place) => self.outlet.program(stream, bytes, place),
            Act::EndLine => self.outlet.end_line(),
            Act::Open(mode) => self.next = Some(Next::Open(mode)),
            Act::Write { file, contents, existing } => {
                let text = match &contents {
                    Contents::Text(text) => text.clone(),
                    Contents::Transcript => self.outlet.transcript().text(),
                };
                let place = files::path(&file);
                let path = place.display().to_string();
                return Ok(Some(match around::write_file(&place, &text, existing) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        Input::Exists { path, file, contents }
                    }
                    written => Input::Written { path, result: written.map_err(|error| error.to_string()) },
                }));
            }
            Act::Set(settings) => self.editor.set(settings),
            Act::Remember(entry) => self.editor.remember(&entry),
            Act::Leave(status) => self.next = Some(Next::Leave(Exit::Program(status))),
        }
        Ok(None)
    }

    /// Writes what is to be written, however slowly it is read, and then reads on.
    async fn write_out(&mut self) -> Result<Option<Next>, RunError> {
        let leave = |status| Ok(Some(Next::Leave(Exit::Program(status))));
        let writes = self.outlet.take_writes();
        if let Some(mut streams) = self.streams.take_if(|_| !writes.is_empty()) {
            let mut writing = tokio::task::spawn_blocking(move || {
                let done = outlet::write(&mut streams, writes);
                (streams, done)
            });
            loop {
                match self.signals.or(&mut writing).await {
                    Err(signal) => {
                        if signal != Signal::Interrupt {
                            return leave(128 + signal.number());
                        }
                        self.feed(Input::Interrupt)?;
                        // Nobody reads what there is to say, not even that it ends.
                        let patience = if self.company == Company::Script { 1 } else { 2 };
                        if self.repl.interrupts() > patience {
                            return leave(INTERRUPTED);
                        }
                    }
                    Ok(written) => {
                        let written = written.map_err(|error| RunError::Machinery { source: error.into() });
                        let (streams, done) = written?;
                        self.streams = Some(streams);
                        done?;
                        break;
                    }
                }
            }
        }
        if let Some((prompt, purpose)) = self.to_read.take() {
            self.editor.read(&prompt, purpose);
        }
        Ok(None)
    }
}

/// The next message of the session; never, where there is none.
async fn told(session: &mut Option<impl Engine>) -> Message {
    match session {
        Some(session) => session.next().await,
        None => std::future::pending().await,
    }
}

/// Answers who asked for candidates; they may have lost patience.
fn answer(asked: Option<replies::Sender<Option<Found>>>, completions: Option<Completions>) {
    let found = completions.map(|completions| Found {
        start: completions.start,
        candidates: completions.candidates.into_iter().map(|candidate| candidate.text).collect(),
    });
    if let Some(asked) = asked {
        asked.send(found).ok();
    }
}

fn start_editor(
    global: &Global,
    settings: Settings,
    palette: Palette,
    cursor: Cursor,
    news: mpsc::UnboundedSender<News>,
) -> Result<Editor, RunError> {
    let (asks, prints, lessons) = (news.clone(), news.clone(), global.lessons.clone());
    let setup = editor::Setup {
        sources: Sources {
            python: Box::new(move |text, cursor| {
                let (reply, answer) = replies::channel();
                let text = text.to_owned();
                asks.send(News::Complete { text, cursor, reply }).ok()?;
                answer.recv_timeout(PATIENCE).ok().flatten()
            }),
            files: Box::new(files::files),
            lessons: Box::new(move || around::lesson_names(lessons.clone())),
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
        history: around::history(),
        cursor,
    };
    let typed = move |typed| drop(news.send(News::Typed(typed)));
    let printer = move |printer| drop(prints.send(News::Printer(printer)));
    Editor::start(setup, typed, printer).map_err(|source| RunError::Machinery { source })
}

/// The session's program: nothing yet.
fn program(clock: Clock) -> Program {
    Program {
        file: SESSION_FILE.into(),
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
