//! Lessons on the whole screen: keys, programs that are run for a page, and signals, all at once.

use std::collections::VecDeque;

use super::{Walking, notes, program};
use crate::engine::process::WorkerProcess;
use crate::error::Exit;
use crate::error::RunError;
use crate::front::kept::now;
use crate::front::step::{Leave, Options, step};
use crate::terminal::screen::{Screen, Woken};
use crate::tui::lesson::{LessonScreen, name};
use crate::tui::slide::{self, Slide};
use crate::tutor::ask::{Ask, Input, Opening};
use crate::tutor::keys::{self, Action};
use crate::tutor::page::Room;
use crate::tutor::present::{Presenter, View};
use crate::tutor::say::said_lines;
use crate::tutor::walk::Tutor;
use crate::view::fit::line_width;
use crate::view::role::Line;

/// The exit status where the terminal is gone.
const GONE: u8 = 129;

/// Shows pages until the learner leaves.
pub async fn read(tutor: &mut Tutor, walking: &mut Walking, options: &Options) -> Result<Exit, RunError> {
    let mut page = LessonScreen::new(options.lang);
    let mut inputs = VecDeque::from([Input::Begin]);
    loop {
        let opening = {
            let mut screen = Screen::borrow()?;
            loop {
                let mut opening = None;
                while let Some(input) = inputs.pop_front() {
                    for ask in tutor.update(input, now()) {
                        match walking.perform(ask, &mut inputs) {
                            Some(Ask::Open(wanted)) => opening = Some(wanted),
                            Some(Ask::Quit) => return Ok(Exit::Done),
                            _ => {}
                        }
                    }
                }
                if let Some(opening) = opening {
                    break opening;
                }
                page.lay_out(tutor, screen.size()?);
                screen.draw(|frame| page.draw(tutor, options.theme, frame))?;
                tokio::select! {
                    biased;
                    woken = screen.next() => match woken {
                        Woken::Signal(signal) => return Ok(Exit::Program(128 + signal.number())),
                        Woken::Gone => return Ok(Exit::Program(GONE)),
                        woken => inputs.extend(page.update(&woken, tutor, now())),
                    },
                    (play, played) = walking.plays.next() => inputs.push_back(Input::Played(play, played)),
                }
            }
        };
        match open(&opening, options.clone()).await? {
            Leave::Quit | Leave::OtherClock => inputs.push_back(Input::DemoLeft(None)),
            Leave::Unparsable(traceback) => inputs.push_back(Input::DemoLeft(Some(traceback))),
            Leave::Signal(signal) => return Ok(Exit::Program(128 + signal.number())),
        }
    }
}

/// Opens a demo in step mode, and says why it was left.
async fn open(opening: &Opening, options: Options) -> Result<Leave, RunError> {
    let (program, _scratch) = program(opening)?;
    let options = Options { notes: notes(opening), ..options };
    let python = WorkerProcess::start(program, None)?;
    Ok(step(python, opening.name(), &opening.source, options).await?.why)
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
                let mut opening = None;
                while let Some(input) = inputs.pop_front() {
                    for ask in presenter.update(input, view, now()) {
                        match walking.perform(ask, &mut inputs) {
                            Some(Ask::Open(wanted)) => opening = Some(wanted),
                            Some(Ask::Quit) => return Ok(Exit::Done),
                            _ => {}
                        }
                    }
                }
                if let Some(opening) = opening {
                    break opening;
                }
                let (width, height) = screen.size()?;
                let body = slide_of(presenter, slide::text_columns(width));
                view = View { lines: body.len(), rows: slide::body_rows(height, body.len()) };
                let offset = presenter.offset(view);
                let shown: usize = body.iter().skip(offset).take(view.rows).map(line_width).sum();
                let tutor = presenter.tutor();
                let hints = keys::hints(&presenter.situation(), options.lang);
                let slide = Slide {
                    title: tutor.title(),
                    body: &body,
                    offset,
                    place: (tutor.place() + 1, tutor.page_count()),
                    keys: &hints,
                    theme: options.theme,
                };
                screen.draw(|frame| slide::draw(&slide, frame))?;
                let stay = presenter.stay(shown);
                tokio::select! {
                    biased;
                    woken = screen.next() => match woken {
                        Woken::Signal(signal) => return Ok(Exit::Program(128 + signal.number())),
                        Woken::Gone => return Ok(Exit::Program(GONE)),
                        Woken::Key(key) => {
                            let situation = presenter.situation();
                            let action = name(&key).and_then(|name| keys::of_key(&name, &situation));
                            inputs.extend(action.map(Input::Act));
                        }
                        Woken::Mouse(_) | Woken::Pasted(_) | Woken::Resized => {}
                    },
                    (play, played) = walking.plays.next() => inputs.push_back(Input::Played(play, played)),
                    () = tokio::time::sleep(stay.unwrap_or_default()), if stay.is_some() => {
                        inputs.push_back(Input::Act(Action::On));
                    }
                }
            }
        };
        let playing = Options { plays: presenter.stay(0).is_some(), ..options.clone() };
        match open(&opening, playing).await? {
            Leave::Quit | Leave::OtherClock => inputs.push_back(Input::DemoLeft(None)),
            Leave::Unparsable(traceback) => inputs.push_back(Input::DemoLeft(Some(traceback))),
            Leave::Signal(signal) => return Ok(Exit::Program(128 + signal.number())),
        }
    }
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
