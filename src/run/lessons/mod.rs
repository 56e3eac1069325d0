//! `lessons` and `lesson`: the curriculum, and one lesson page by page.

mod answers;
pub(super) mod author;
mod lines;
mod pages;
mod present;
mod prompt;
mod say;
mod screen;
mod session;

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

use super::check::report_problems;
use super::paint::Palette;
use super::problem::RunError;
use super::program::{CONFINED_MEMORY_MIB, scratch};
use super::step::{Display, Options};
use crate::error::Exit;
use crate::lang::Lang;
use crate::lesson::catalog::{CURRICULUM, Catalog, Folder, Planned};
use crate::lesson::model::{Front, Lesson};
use crate::lesson::problem::Problem;
use crate::trace::id::FileId;
use crate::tui::scene::Notes;
use crate::view::fit::{pad, visible};
use crate::view::role::{Line, Role};
use crate::wire::{Detail, Program};
use session::{Opening, Session};

/// Lists the curriculum.
pub(super) fn lessons(
    folder: Option<PathBuf>,
    lang: Lang,
    palette: Palette,
    out: &mut impl Write,
) -> Result<Exit, RunError> {
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let found = match catalog.folders() {
        Ok(found) => found,
        Err(problem) => return told(&[problem], out),
    };
    let mut problems = Vec::new();
    let mut lines = Vec::new();
    let planned = match catalog {
        Catalog::BuiltIn => &CURRICULUM[..],
        Catalog::Folder(_) => &[],
    };
    let mut numbers: Vec<u32> =
        planned.iter().map(|p| p.number).chain(found.iter().map(|f| f.number)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let folder = found.iter().find(|folder| folder.number == number);
        let planned = planned.iter().find(|planned| planned.number == number);
        match folder.map(|folder| folder.load(lang)) {
            Some(Ok(lesson)) => lines.push(written(folder.map_or("", |f| &f.slug), &lesson, lang)),
            Some(Err(more)) => problems.extend(more),
            None => lines.extend(planned.map(|planned| coming(planned, lang))),
        }
    }
    let written = |source| RunError::Output { name: "stdout".to_owned(), source };
    for line in lines {
        writeln!(out, "{}", palette.paint(&line)).map_err(written)?;
    }
    let hint =
        lang.pick("\nRead one with: learn-coroutines lesson N", "\n阅读某一课：learn-coroutines lesson N");
    writeln!(out, "{hint}").map_err(written)?;
    if problems.is_empty() { Ok(Exit::Done) } else { told(&problems, out) }
}

fn written(slug: &str, lesson: &Lesson, lang: Lang) -> Line {
    let front = &lesson.front;
    let questions = lesson.questions().count();
    let size = match lang {
        Lang::En => format!("  {} min, {questions} questions", front.minutes),
        Lang::Zh => format!("  {} 分钟，{questions} 道题", front.minutes),
    };
    vec![
        (Role::LineNumber, format!("{:>2}  ", front.lesson)),
        (Role::Key, pad(slug, 22)),
        (Role::Strong, visible(&front.title)),
        (Role::Dim, size),
    ]
}

fn coming(planned: &Planned, lang: Lang) -> Line {
    vec![
        (Role::LineNumber, format!("{:>2}  ", planned.number)),
        (Role::Dim, pad(planned.slug, 22)),
        (Role::Dim, format!("{}  {}", planned.topic(lang), lang.pick("(coming)", "（即将推出）"))),
    ]
}

/// Tells what is wrong with lessons.
fn told(problems: &[Problem], out: &mut impl Write) -> Result<Exit, RunError> {
    report_problems(problems, out)
        .map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
    Ok(Exit::Usage)
}

/// How a lesson is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// By a learner, who answers.
    Learn,
    /// By itself, before an audience.
    Present,
}

/// Opens a lesson by its number or slug; without one, the first.
pub(super) fn lesson(
    name: Option<&str>,
    folder: Option<PathBuf>,
    options: Options,
    manner: Manner,
) -> Result<Exit, RunError> {
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let mut out = io::stdout();
    let found = match name {
        Some(name) => catalog.find(name),
        None => catalog.folders().map(|folders| folders.into_iter().next()),
    };
    let found = match found {
        Ok(Some(found)) => found,
        Ok(None) => return Err(no_lesson(name.unwrap_or_default(), &catalog)),
        Err(problem) => return told(&[problem], &mut out),
    };
    let lesson = match found.load(options.lang) {
        Ok(lesson) => lesson,
        Err(problems) => return told(&problems, &mut out),
    };
    let place = Place::of(&found, &catalog)?;
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let session = Session::new(&lesson, place.folder.clone(), options.lang, seed);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| RunError::Machinery { source })?;
    let left = match options.display {
        _ if manner == Manner::Present => present::present(session, &lesson.front, &options, &runtime),
        Display::Lines => lines::read(session, &lesson.front, &options, &runtime),
        Display::Screen => screen::read(session, &lesson.front, &options, &runtime),
    };
    // A thread may still wait for a line of stdin that nobody needs any more.
    runtime.shutdown_background();
    left
}

fn no_lesson(name: &str, catalog: &Catalog) -> RunError {
    let planned = CURRICULUM
        .iter()
        .find(|planned| planned.slug == name || planned.number.to_string() == name)
        .filter(|_| matches!(catalog, Catalog::BuiltIn));
    match planned {
        Some(planned) => RunError::LessonComing { number: planned.number, slug: planned.slug },
        None => RunError::NoLesson { name: name.to_owned() },
    }
}

/// Where the demos of a lesson lie: its folder, or for a built-in lesson a folder made for this walk.
struct Place {
    folder: PathBuf,
    _made: Option<TempDir>,
}

impl Place {
    fn of(found: &Folder, catalog: &Catalog) -> Result<Place, RunError> {
        match catalog {
            Catalog::Folder(_) => Ok(Place { folder: found.path.clone(), _made: None }),
            Catalog::BuiltIn => {
                let made = scratch()?;
                for (name, bytes) in found.files.iter().filter(|(name, _)| name.ends_with(".py")) {
                    let path = made.path().join(name);
                    if let Ok(bytes) = bytes {
                        std::fs::write(&path, bytes).map_err(|source| RunError::Create { path, source })?;
                    }
                }
                Ok(Place { folder: made.path().to_owned(), _made: Some(made) })
            }
        }
    }
}

/// A demo as the Python process wants it for step mode, with its scratch folder.
fn program(opening: &Opening, front: &Front) -> Result<(Program, TempDir), RunError> {
    let scratch = scratch()?;
    let program = Program {
        file: opening.file.clone(),
        args: Vec::new(),
        source: opening.source.clone().into_bytes(),
        clock: front.clock,
        detail: Detail::Lines,
        stepping: true,
        memory_mib: CONFINED_MEMORY_MIB,
        legacy: front.legacy,
        under_the_hood: false,
        sandbox: Some(scratch.path().to_owned()),
    };
    Ok((program, scratch))
}

fn notes(opening: &Opening) -> Notes {
    let site = |line| crate::trace::event::Site { file: FileId(0), line };
    opening.notes.iter().map(|(line, text)| (site(*line), text.clone())).collect()
}
