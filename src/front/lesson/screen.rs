//! Lessons on the whole screen: keys, programs that are run for a page, and signals, all at once.

use std::collections::VecDeque;

use super::{Turn, Walking, notes, program};
use crate::engine::process::WorkerProcess;
use crate::error::Exit;
use crate::error::RunError;
use crate::front::kept::now;
use crate::front::step::{Leave, Options, step};
use crate::terminal::problem::TerminalError;
use crate::terminal::screen::{Either, Screen, Woken};
use crate::terminal::signals::Signal;
use crate::terminal::timer;
use crate::tui::lesson::{LessonScreen, name};
use crate::tui::slide::{self, Slide};
use crate::tutor::ask::{Input, Opening};
use crate::tutor::keys::{self, Action};
use crate::tutor::page::Room;
use crate::tutor::present::{Presenter, View};
use crate::tutor::say::said_lines;
use crate::tutor::walk::Tutor;
use crate::view::fit::line_width;
use crate::view::role::Line;

/// Shows pages until the learner leaves.
pub async fn read(tutor: &mut Tutor, walking: &mut Walking, options: &Options) -> Result<Exit, RunError> {
    let mut page = LessonScreen::new(options.lang);
    let mut inputs = VecDeque::from([Input::Begin]);
    loop {
        let opening = {
            let mut screen = Screen::borrow()?;
            loop {
                match walking.take_in(&mut inputs, |input| tutor.update(input, now())) {
                    Turn::Open(opening) => break opening,
                    Turn::Quit => return Ok(Exit::Done),
                    Turn::Stay | Turn::Rest => {}
                }
                page.lay_out(tutor, screen.size()?);
                screen.draw(|frame| page.draw(tutor, options.theme, frame))?;
                match screen.or(walking.plays.next()).await {
                    Either::Terminal(Woken::Signal(signal)) => return Ok(ended_by(signal)),
                    Either::Terminal(woken) => inputs.extend(page.update(&woken, tutor, now())),
                    Either::Other((play, played)) => inputs.push_back(Input::Played(play, played)),
                }
            }
        };
        match open(&opening, options.clone()).await? {
            Ok(input) => inputs.push_back(input),
            Err(signal) => return Ok(ended_by(signal)),
        }
    }
}

/// Opens a demo in step mode; what came of it is an input, unless a signal asked the tool to end.
async fn open(opening: &Opening, options: Options) -> Result<Result<Input, Signal>, RunError> {
    let (program, _scratch) = program(opening)?;
    let options = Options { notes: notes(opening), ..options };
    let python = WorkerProcess::start(program, None)?;
    Ok(match step(python, opening.name(), &opening.source, options).await?.why {
        Leave::Quit | Leave::OtherClock => Ok(Input::DemoLeft(None)),
        Leave::Unparsable(traceback) => Ok(Input::DemoLeft(Some(traceback))),
        Leave::Signal(signal) => Err(signal),
    })
}

fn ended_by(signal: Signal) -> Exit {
    Exit::Program(128 + signal.number())
}

/// Shows a lesson to an audience until its presenter leaves.
pub async fn present(
    presenter: &mut Presenter,
    walking: &mut Walking,
    options: &Options,
) -> Result<Exit, RunError> {
    let mut inputs = VecDeque::from([Input::Begin]);
    let mut view = View { lines: 0, rows: 0 };
    loop {
        let opening = {
            let mut screen = Screen::borrow()?;
            loop {
                match walking.take_in(&mut inputs, |input| presenter.update(input, view, now())) {
                    Turn::Open(opening) => break opening,
                    Turn::Quit => return Ok(Exit::Done),
                    Turn::Stay | Turn::Rest => {}
                }
                let (width, height) = screen.size()?;
                let body = slide_of(presenter, slide::text_columns(width));
                view = View { lines: body.len(), rows: slide::body_rows(height, body.len()) };
                let shown = draw(presenter, &body, view, options, &mut screen)?;
                let stay = presenter.stay(shown);
                let next = async {
                    tokio::select! {
                        (play, played) = walking.plays.next() => Input::Played(play, played),
                        () = timer::after(stay) => Input::Act(Action::On),
                    }
                };
                match screen.or(next).await {
                    Either::Terminal(Woken::Signal(signal)) => return Ok(ended_by(signal)),
                    Either::Terminal(Woken::Key(key)) => {
                        let situation = presenter.situation();
                        let action = name(&key).and_then(|name| keys::of_key(&name, &situation));
                        inputs.extend(action.map(Input::Act));
                    }
                    Either::Terminal(Woken::Mouse(_) | Woken::Pasted(_) | Woken::Resized) => {}
                    Either::Other(input) => inputs.push_back(input),
                }
            }
        };
        let playing = Options { plays: presenter.stay(0).is_some(), ..options.clone() };
        match open(&opening, playing).await? {
            Ok(input) => inputs.push_back(input),
            Err(signal) => return Ok(ended_by(signal)),
        }
    }
}

/// Draws a slide; gives how many columns of text are seen of it.
fn draw(
    presenter: &Presenter,
    body: &[Line],
    view: View,
    options: &Options,
    screen: &mut Screen,
) -> Result<usize, TerminalError> {
    let offset = presenter.offset(view);
    let tutor = presenter.tutor();
    let hints = keys::hints(&presenter.situation(), options.lang);
    let slide = Slide {
        title: tutor.title(),
        body,
        offset,
        place: (tutor.place() + 1, tutor.page_count()),
        keys: &hints,
        theme: options.theme,
    };
    screen.draw(|frame| slide::draw(&slide, frame))?;
    Ok(body.iter().skip(offset).take(view.rows).map(line_width).sum())
}

/// A page and its answer, as an audience sees them.
pub fn slide_of(presenter: &Presenter, columns: usize) -> Vec<Line> {
    let tutor = presenter.tutor();
    let mut body = tutor.page(columns, Room::Slide).lines;
    if !tutor.said().is_empty() {
        body.push(Line::new());
        body.extend(said_lines(tutor.said(), columns));
    }
    body
}
