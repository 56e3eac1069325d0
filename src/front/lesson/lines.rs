//! Lessons line by line: for pipes and screen readers.

use std::collections::VecDeque;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use super::screen::slide_of;
use super::{Turn, Walking, notes, program};
use crate::engine::process::WorkerProcess;
use crate::error::Exit;
use crate::error::RunError;
use crate::front::kept::now;
use crate::front::step::Options;
use crate::front::step::lines::play;
use crate::lang::{Lang, Say};
use crate::play::several::Plays;
use crate::stage::player::Player;
use crate::terminal::paint::Palette;
use crate::terminal::signals::{Signal, Signals};
use crate::terminal::timer;
use crate::terminal::typed::Typed;
use crate::tutor::ask::{Input, Opening, Said};
use crate::tutor::keys::{self, Action};
use crate::tutor::page::Room;
use crate::tutor::present::{Presenter, View, story};
use crate::tutor::runs::{Outcome, Play};
use crate::tutor::say::said_lines;
use crate::tutor::walk::{Tutor, Waits};
use crate::view::role::{Line, Role};

/// The columns lines are made for where nothing is known of the reader.
const COLUMNS: usize = 80;

/// The columns of what is presented.
const SLIDE_COLUMNS: usize = 72;

/// How long one waits without being told what for.
const SILENCE: Duration = Duration::from_millis(300);

/// Reads a lesson until its end, or until nothing more is typed.
pub async fn read(tutor: &mut Tutor, walking: &mut Walking, options: &Options) -> Result<Exit, RunError> {
    let unwritable = |source| RunError::Output { name: "stdout".to_owned(), source };
    let mut typed = Typed::stdin();
    let mut out = io::BufWriter::new(io::stdout());
    let mut signals = Signals::listen()?;
    let mut printed = Printed::default();
    let mut inputs = VecDeque::from([Input::Begin]);
    loop {
        match walking.take_in(&mut inputs, |input| tutor.update(input, now())) {
            Turn::Open(opening) => {
                inputs.push_back(step_through(&opening, options, &mut typed, &mut out).await?);
                printed.keys_again();
                continue;
            }
            Turn::Quit => {
                printed.tell(tutor, options.palette, &mut out).map_err(unwritable)?;
                out.flush().map_err(unwritable)?;
                return Ok(Exit::Done);
            }
            Turn::Stay | Turn::Rest => {}
        }
        if tutor.waits() != Waits::Learner {
            let what = tutor.progress().unwrap_or_default();
            match wait(&mut walking.plays, &mut signals, &what, options).await {
                Ok(input) => inputs.push_back(input),
                Err(signal) => return Ok(Exit::Program(128 + signal.number())),
            }
            continue;
        }
        printed.tell(tutor, options.palette, &mut out).map_err(unwritable)?;
        let next = async {
            tokio::select! {
                line = typed.next(&mut out, "> ") => line.map(|line| line.map(Input::Typed)),
                (play, played) = walking.plays.next() => Ok(Some(Input::Played(play, played))),
            }
        };
        match signals.or(next).await {
            Ok(input) => match input.map_err(unwritable)? {
                Some(input) => inputs.push_back(input),
                None => break,
            },
            Err(signal) => return Ok(Exit::Program(128 + signal.number())),
        }
    }
    out.flush().map_err(unwritable)?;
    Ok(Exit::Done)
}

/// Steps through a demo line by line.
async fn step_through(
    opening: &Opening,
    options: &Options,
    typed: &mut Typed,
    out: &mut impl Write,
) -> Result<Input, RunError> {
    let (program, _scratch) = program(opening)?;
    let python = WorkerProcess::start(program, None)?;
    let mut player = Player::new(python, opening.name(), &opening.source, notes(opening));
    let played = play(&mut player, options.lang, typed, out).await;
    let played = played.map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
    Ok(Input::DemoLeft(played))
}

/// Waits for a program; where that takes its time, says so on a terminal. Ctrl-C ends the waiting, other signals all.
async fn wait(
    plays: &mut Plays,
    signals: &mut Signals,
    what: &Line,
    options: &Options,
) -> Result<Input, Signal> {
    match with_notice(what, options.lang, signals, plays.next()).await {
        Ok((play, played)) => Ok(Input::Played(play, played)),
        Err(Signal::Interrupt) => Ok(Input::Act(Action::LevelUp)),
        Err(signal) => Err(signal),
    }
}

/// Waits for a program where nobody answers; any signal ends it all.
async fn over(plays: &mut Plays, signals: &mut Signals) -> Result<Input, Signal> {
    signals.or(plays.next()).await.map(|(play, played)| Input::Played(play, played))
}

/// What is said on a terminal while something takes its time; taken away when this is dropped.
#[derive(Default)]
struct Notice {
    shown: bool,
}

impl Notice {
    /// Whether there is nothing more to say.
    fn is_shown(&self) -> bool {
        self.shown
    }

    /// Says what is being done, and how to stop it.
    fn show(&mut self, what: &Line, lang: Lang) {
        self.shown = true;
        if io::stderr().is_terminal() {
            let what: String = what.iter().map(|(_, text)| text.as_str()).collect();
            let stop = lang.pick("Ctrl-C stops it", "按 Ctrl-C 停止");
            // A notice that cannot be shown is missed by nobody.
            write!(io::stderr(), "{what} ({stop})").ok();
        }
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        if self.shown && io::stderr().is_terminal() {
            write!(io::stderr(), "\r\x1b[K").ok();
        }
    }
}

/// Waits for something that takes its time, and says so on a terminal; or for a signal.
pub async fn with_notice<T>(
    what: &Line,
    lang: Lang,
    signals: &mut Signals,
    work: impl Future<Output = T>,
) -> Result<T, Signal> {
    tokio::pin!(work);
    let mut notice = Notice::default();
    loop {
        let silence = (!notice.is_shown()).then_some(SILENCE);
        let next = async {
            tokio::select! {
                biased;
                done = &mut work => Some(done),
                () = timer::after(silence) => None,
            }
        };
        match signals.or(next).await? {
            Some(done) => return Ok(done),
            None => notice.show(what, lang),
        }
    }
}

/// What of a walk was printed already.
#[derive(Default)]
struct Printed {
    /// The page, by the number of times one was turned to.
    turns: Option<u64>,
    said: usize,
    keys: bool,
}

impl Printed {
    /// What can be typed is to be printed again.
    fn keys_again(&mut self) {
        self.keys = false;
    }

    /// Prints what was not printed yet: a new page, and what was said.
    fn tell(&mut self, tutor: &Tutor, palette: Palette, out: &mut impl Write) -> io::Result<()> {
        if self.turns.replace(tutor.turns()) != Some(tutor.turns()) {
            self.said = 0;
            page(tutor, palette, out)?;
            self.keys = true;
        }
        for line in said_lines(&tutor.said()[self.said.min(tutor.said().len())..], COLUMNS) {
            writeln!(out, "{}", palette.paint(&line))?;
        }
        self.said = tutor.said().len();
        if !std::mem::replace(&mut self.keys, true) {
            hints(tutor, palette, out)?;
        }
        Ok(())
    }
}

/// Every page from the one at hand to the last, as they are shown, without waiting for an answer.
pub async fn show_all(
    tutor: &mut Tutor,
    walking: &mut Walking,
    options: &Options,
    out: &mut impl Write,
) -> Result<Exit, RunError> {
    let unwritable = |source| RunError::Output { name: "stdout".to_owned(), source };
    let mut printed = Printed::default();
    let mut signals = Signals::listen()?;
    let mut inputs = VecDeque::from([Input::Begin]);
    loop {
        walking.take_in(&mut inputs, |input| tutor.update(input, now()));
        if tutor.waits() != Waits::Learner {
            match over(&mut walking.plays, &mut signals).await {
                Ok(input) => inputs.push_back(input),
                Err(signal) => return Ok(Exit::Program(128 + signal.number())),
            }
            continue;
        }
        printed.tell(tutor, options.palette, out).map_err(unwritable)?;
        if tutor.place() + 1 >= tutor.page_count() {
            out.flush().map_err(unwritable)?;
            return Ok(Exit::Done);
        }
        inputs.push_back(Input::Act(Action::On));
    }
}

/// Everything that is presented, line by line, with what each demo does in plain words.
pub async fn present(
    presenter: &mut Presenter,
    walking: &mut Walking,
    options: &Options,
) -> Result<Exit, RunError> {
    let unwritable = |source| RunError::Output { name: "stdout".to_owned(), source };
    let mut out = io::BufWriter::new(io::stdout());
    let mut inputs = VecDeque::from([Input::Begin]);
    let mut signals = Signals::listen()?;
    let all = View { lines: 0, rows: 0 };
    let mut printed = Printed::default();
    loop {
        let turn = walking.take_in(&mut inputs, |input| presenter.update(input, all, now()));
        if presenter.tutor().waits() != Waits::Learner {
            match over(&mut walking.plays, &mut signals).await {
                Ok(input) => inputs.push_back(input),
                Err(signal) => return Ok(Exit::Program(128 + signal.number())),
            }
            continue;
        }
        if matches!(turn, Turn::Quit | Turn::Rest) {
            out.flush().map_err(unwritable)?;
            return Ok(Exit::Done);
        }
        printed.slide(presenter, options.palette, &mut out).map_err(unwritable)?;
        let Turn::Open(opening) = turn else {
            inputs.push_back(Input::Act(Action::On));
            continue;
        };
        let play = Play::of(opening.file.clone(), &opening.source, &opening.front);
        walking.plays.start(Box::new(play.clone()), options.lang);
        let played = walking.only(&play, &mut inputs).await;
        writeln!(out).map_err(unwritable)?;
        for line in told(&played, options.lang) {
            writeln!(out, "{}", options.palette.paint(&line)).map_err(unwritable)?;
        }
        inputs.push_back(Input::DemoLeft(None));
    }
}

fn told(played: &Outcome, lang: Lang) -> Vec<Line> {
    match played {
        Ok(events) => story(events, lang),
        Err(fault) => said_lines(&[Said::Bad(fault.say(lang))], SLIDE_COLUMNS),
    }
}

impl Printed {
    /// Prints a slide that was not printed yet, or the answer that was put below it.
    fn slide(&mut self, presenter: &Presenter, palette: Palette, out: &mut impl Write) -> io::Result<()> {
        let tutor = presenter.tutor();
        if self.turns.replace(tutor.turns()) != Some(tutor.turns()) {
            writeln!(out, "\n{}\n", palette.paint(&tutor.heading()))?;
            for line in slide_of(presenter, SLIDE_COLUMNS) {
                writeln!(out, "{}", palette.paint(&line))?;
            }
            self.said = tutor.said().len();
        }
        if self.said < tutor.said().len() {
            writeln!(out)?;
            for line in said_lines(&tutor.said()[self.said..], SLIDE_COLUMNS) {
                writeln!(out, "{}", palette.paint(&line))?;
            }
            self.said = tutor.said().len();
        }
        Ok(())
    }
}

fn page(tutor: &Tutor, palette: Palette, out: &mut impl Write) -> io::Result<()> {
    let above = said_lines(tutor.above(), COLUMNS);
    if !above.is_empty() {
        writeln!(out)?;
    }
    for line in above {
        writeln!(out, "{}", palette.paint(&line))?;
    }
    writeln!(out, "\n{}\n", palette.paint(&tutor.heading()))?;
    for line in tutor.page(COLUMNS, Room::Endless).lines {
        writeln!(out, "{}", palette.paint(&line))?;
    }
    hints(tutor, palette, out)
}

fn hints(tutor: &Tutor, palette: Palette, out: &mut impl Write) -> io::Result<()> {
    let hints = keys::hints(&tutor.situation(), tutor.lang());
    writeln!(out, "\n{}", palette.paint(&vec![(Role::Dim, hints)]))
}
