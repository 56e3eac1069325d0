//! Presenter mode: a lesson before an audience goes on by itself, shows the answers, and keeps no score.

use std::io::{self, Write};
use std::time::Duration;

use crossterm::event::{Event as Typed, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use super::lines::said_lines;
use super::pages::Task;
use super::session::{Opening, Said, Session, Turn};
use super::{notes, program, say};
use crate::engine::process::WorkerProcess as Python;
use crate::error::Exit;
use crate::lang::{Lang, Say};
use crate::lesson::model::Kind;
use crate::lesson::sheet::Grade;
use crate::proof::plays::Plays;
use crate::run::problem::RunError;
use crate::run::step::{Display, Leave, Options, step};
use crate::terminal::guard::{Borrowed, Keys};
use crate::trace::event::Kind as What;
use crate::trace::follow::{Followed, Follower};
use crate::tui::slide::{self, Slide};
use crate::view::fit::{line_width, visible};
use crate::view::role::{Line, Role};
use crate::view::story::{Depth, Live, Style};

/// The columns lines are made for where there is no screen.
const COLUMNS: usize = 72;

/// Milliseconds for each column of text, at each pace.
const PACES: [u64; 5] = [110, 75, 45, 30, 18];
/// The shortest and the longest time a slide stays, in milliseconds at the middle pace.
const STAYS: (u64, u64) = (3_000, 25_000);

/// Presents a lesson until its end, or until the presenter leaves.
pub(super) fn present(
    session: &mut Session<'_>,
    options: &Options,
    runtime: &Runtime,
) -> Result<Exit, RunError> {
    let mut presenter =
        Presenter { session, said: Vec::new(), answered: Answer::Open, offset: 0, playing: true, pace: 2 };
    match options.display {
        Display::Lines => {
            let mut out = io::BufWriter::new(io::stdout());
            let written = presenter.print(options, &mut out).and_then(|()| out.flush());
            written.map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
            Ok(Exit::Done)
        }
        Display::Screen => presenter.show(options, runtime),
    }
}

/// Whether the page at hand has shown what it keeps for the end: an answer, or its demo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Open,
    Shown,
}

/// What comes next.
enum Beat {
    Slide,
    Demo(Box<Opening>),
    End,
}

struct Presenter<'s, 'a> {
    session: &'s mut Session<'a>,
    /// The answer below the page.
    said: Vec<Said>,
    answered: Answer,
    offset: usize,
    playing: bool,
    pace: usize,
}

/// Why the slides were left.
enum Left {
    Exit(Exit),
    Demo(Box<Opening>),
}

impl Presenter<'_, '_> {
    /// Everything line by line, with what each demo does in plain words.
    fn print(&mut self, options: &Options, out: &mut impl Write) -> io::Result<()> {
        loop {
            writeln!(out, "\n{}\n", options.palette.paint(&self.session.heading()))?;
            for line in self.body(COLUMNS) {
                writeln!(out, "{}", options.palette.paint(&line))?;
            }
            loop {
                self.said.clear();
                match self.next() {
                    Beat::End => return Ok(()),
                    Beat::Demo(opening) => {
                        writeln!(out)?;
                        for line in self.story(&opening, options.lang) {
                            writeln!(out, "{}", options.palette.paint(&line))?;
                        }
                    }
                    Beat::Slide if self.said.is_empty() => break,
                    Beat::Slide => {
                        writeln!(out)?;
                        for line in said_lines(&self.said, COLUMNS) {
                            writeln!(out, "{}", options.palette.paint(&line))?;
                        }
                    }
                }
            }
        }
    }

    /// What a demo does, in sentences, with its output in between.
    fn story(&mut self, opening: &Opening, lang: Lang) -> Vec<Line> {
        let events = match self.session.player.play(&opening.file, &opening.source, &opening.front) {
            Ok(events) => events,
            Err(fault) => return vec![vec![(Role::Error, visible(&fault.say(lang)))]],
        };
        let mut live = Live::new(Style::Words, Depth::Program, lang);
        let mut follower = Follower::default();
        let mut lines = Vec::new();
        for event in events.iter() {
            let world = match follower.follow(event) {
                Followed::World(world) => world,
                Followed::Contradiction(error) => {
                    lines.push(vec![(Role::Error, error.say(lang))]);
                    continue;
                }
                Followed::Nothing => continue,
            };
            match &event.kind {
                What::Output { bytes, .. } => {
                    let text = String::from_utf8_lossy(bytes);
                    let line = |line: &str| vec![(Role::Output, format!("    {}", visible(line)))];
                    lines.extend(text.lines().filter(|text| !text.is_empty()).map(line));
                }
                _ => lines.extend(live.tell(event, world)),
            }
        }
        lines
    }

    fn body(&mut self, columns: usize) -> Vec<Line> {
        let page = self.session.page(columns);
        let mut body = page.lines;
        // The audience types no answers.
        if let Some(form) = page.form {
            let how = say::how(form, self.session.lang);
            body.retain(|line| !matches!(&line[..], [(_, text)] if text == how));
            while body.last().is_some_and(Vec::is_empty) {
                body.pop();
            }
        }
        if !self.said.is_empty() {
            body.push(Vec::new());
            body.extend(said_lines(&self.said, columns));
        }
        body
    }

    /// Goes on: the answer of this page, its demo, or the next page.
    fn next(&mut self) -> Beat {
        if self.answered == Answer::Open {
            self.answered = Answer::Shown;
            match self.session.pages.get(self.session.at).map(|page| &page.task) {
                Some(Task::Show(..)) => {
                    if let Turn::Open(opening) = self.session.enter("s") {
                        return Beat::Demo(opening);
                    }
                }
                Some(Task::Ask(_) | Task::Try(_)) => {
                    self.said = self.answer();
                    return Beat::Slide;
                }
                _ => {}
            }
        }
        if self.session.at + 1 >= self.session.pages.len() {
            return Beat::End;
        }
        self.go(self.session.at + 1);
        Beat::Slide
    }

    fn go(&mut self, at: usize) {
        self.session.go(at);
        self.said.clear();
        self.answered = Answer::Open;
        self.offset = 0;
    }

    /// The answer of the page at hand, and why it is right; of a try-it, the solution as it is typed.
    fn answer(&mut self) -> Vec<Said> {
        let task = self.session.pages.get(self.session.at).map(|page| &page.task);
        if let Some(Task::Try(goal)) = task {
            let goal = *goal;
            let mut said = Vec::new();
            for line in &goal.solution {
                said.push(Said::Printed(format!(">>> {line}")));
                if let Turn::Say(more) = self.session.type_line(goal, line) {
                    said.extend(more);
                }
            }
            return said;
        }
        let is_choice =
            matches!(task, Some(Task::Ask(question)) if matches!(question.kind, Kind::Choice { .. }));
        let mut said = match self.session.show_answer() {
            Turn::Say(said) => said,
            _ => Vec::new(),
        };
        if is_choice
            && let Ok(sheet) = self.session.sheet(self.session.at)
            && let Grade::Right(why) = sheet.grade(&sheet.solution())
        {
            said.extend(why.into_iter().map(|why| Said::Text(why.text)));
        }
        said
    }

    fn show(&mut self, options: &Options, runtime: &Runtime) -> Result<Exit, RunError> {
        loop {
            let left = self.slides(options, runtime);
            match left.map_err(|source| RunError::Terminal { source })? {
                Left::Exit(exit) => return Ok(exit),
                Left::Demo(opening) => {
                    let (program, _scratch) = program(&opening)?;
                    let mut playing = options.clone();
                    playing.notes = notes(&opening);
                    playing.plays = self.playing;
                    let left = runtime.block_on(async {
                        let python = Python::start(program, None)?;
                        step(python, opening.name(), &opening.source, playing).await
                    })?;
                    match left.why {
                        Leave::Quit => self.said.clear(),
                        Leave::Unparsable(traceback) => self.said = vec![Said::Bad(traceback)],
                        Leave::Signal(signal) => return Ok(Exit::Program(128 + signal.number())),
                    }
                    if matches!(self.next(), Beat::End) {
                        self.playing = false;
                    }
                }
            }
        }
    }

    /// Slides until a demo is to be played or the presenter leaves; the terminal is borrowed only meanwhile.
    fn slides(&mut self, options: &Options, runtime: &Runtime) -> io::Result<Left> {
        let listening = runtime.enter();
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut keys = Keys::new();
        drop(listening);
        let mut terminal = Borrowed::new()?;
        loop {
            let size = terminal.terminal().size()?;
            let body = self.body(slide::text_columns(size.width));
            let rows = slide::body_rows(size.height, body.len());
            self.offset = self.offset.min(body.len().saturating_sub(rows));
            let shown: usize = body.iter().skip(self.offset).take(rows).map(line_width).sum();
            let page = self.session.pages.get(self.session.at);
            let slide = Slide {
                title: page.map_or("", |page| page.title),
                body: &body,
                offset: self.offset,
                place: (self.session.at + 1, self.session.pages.len()),
                keys: self.keys(options.lang),
                theme: options.theme,
            };
            terminal.terminal().draw(|frame| slide::draw(&slide, frame))?;
            // Only the waiting: pages are made by running demos, each in a runtime of its own.
            let stay = self.stay(shown);
            let playing = self.playing;
            let woken = runtime.block_on(async {
                tokio::select! {
                    Some(()) = terminate.recv() => Err(143),
                    Some(()) = hang_up.recv() => Err(129),
                    Some(()) = interrupt.recv() => Err(130),
                    typed = keys.next() => match typed {
                        Some(Ok(Typed::Key(key))) if key.kind != KeyEventKind::Release => Ok(asked(&key)),
                        Some(Ok(_)) => Ok(Asked::Nothing),
                        None | Some(Err(_)) => Err(129),
                    },
                    () = tokio::time::sleep(stay), if playing => Ok(Asked::On),
                }
            });
            let asked = match woken {
                Ok(asked) => asked,
                Err(status) => return Ok(Left::Exit(Exit::Program(status))),
            };
            match asked {
                Asked::Nothing => {}
                Asked::Quit => return Ok(Left::Exit(Exit::Done)),
                Asked::Pause => self.playing = !self.playing,
                Asked::Faster => self.pace = (self.pace + 1).min(PACES.len() - 1),
                Asked::Slower => self.pace = self.pace.saturating_sub(1),
                Asked::Back => self.go(self.session.at.saturating_sub(1)),
                Asked::Scroll(by) => self.offset = self.offset.saturating_add_signed(by),
                Asked::On if self.offset + rows < body.len() => self.offset += rows.saturating_sub(1).max(1),
                Asked::On => match self.next() {
                    // An answer may be below what the screen shows.
                    Beat::Slide if !self.said.is_empty() => self.offset = usize::MAX,
                    Beat::Slide => {}
                    Beat::Demo(opening) => return Ok(Left::Demo(opening)),
                    Beat::End => self.playing = false,
                },
            }
        }
    }

    /// How long a slide with so many columns of text stays.
    fn stay(&self, columns: usize) -> Duration {
        let pace = PACES[self.pace];
        let (least, most) = STAYS;
        let scale = |time: u64| time * pace / PACES[2];
        let wanted = pace.saturating_mul(columns as u64);
        Duration::from_millis(wanted.clamp(scale(least), scale(most)))
    }

    fn keys(&self, lang: Lang) -> &'static str {
        if self.playing {
            lang.pick(
                "Space pause   ←/→ back, on   -/+ slower, faster   q quit",
                "空格 暂停   ←/→ 后退、继续   -/+ 减慢、加快   q 退出",
            )
        } else {
            lang.pick(
                "paused   Space play   ←/→ back, on   q quit",
                "已暂停   空格 播放   ←/→ 后退、继续   q 退出",
            )
        }
    }
}

/// What a key asks for.
enum Asked {
    Nothing,
    On,
    Back,
    Pause,
    Faster,
    Slower,
    Scroll(isize),
    Quit,
}

fn asked(key: &KeyEvent) -> Asked {
    match key.code {
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => Asked::Quit,
        KeyCode::Char('q') | KeyCode::Esc => Asked::Quit,
        KeyCode::Char(' ' | 'p') => Asked::Pause,
        KeyCode::Char('+' | '=') => Asked::Faster,
        KeyCode::Char('-') => Asked::Slower,
        KeyCode::Right | KeyCode::PageDown | KeyCode::Enter | KeyCode::Char('n') => Asked::On,
        KeyCode::Left | KeyCode::PageUp | KeyCode::Backspace | KeyCode::Char('b') => Asked::Back,
        KeyCode::Up => Asked::Scroll(-1),
        KeyCode::Down => Asked::Scroll(1),
        _ => Asked::Nothing,
    }
}
