//! `lessons`, `lesson`, `quiz` and `review`: the curriculum, one lesson page by page, and questions alone.

mod answers;
pub(super) mod author;
mod choosing;
mod draw;
mod lines;
pub(super) mod list;
mod log;
mod pages;
mod present;
mod prompt;
pub(super) mod quiz;
pub(super) mod review;
mod say;
mod screen;
mod session;
mod unmet;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use tempfile::TempDir;

use super::check::report_problems;
use super::keep::{Keeper, now};
use super::problem::RunError;
use super::program::{CONFINED_MEMORY_MIB, scratch};
use super::step::{Display, Options};
use crate::error::Exit;
use crate::lang::Lang;
use crate::lesson::catalog::{CURRICULUM, Catalog, Folder};
use crate::lesson::model::Lesson;
use crate::lesson::problem::Problem;
use crate::progress::Walk;
use crate::view::fit::visible;
use crate::view::notes::Notes;
use crate::wire::{Detail, Program};
use pages::{Extent, Home};
use session::{Journey, Opening, Said, Session};

/// Tells what is wrong with lessons.
pub(super) fn told(problems: &[Problem], lang: Lang, out: &mut impl Write) -> Result<Exit, RunError> {
    report_problems(problems, lang, out)
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

/// Where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Where the learner left.
    WhereLeft,
    /// At the first page.
    Afresh,
}

/// What somebody wants to read or to be asked.
pub(super) struct Wish<'a> {
    /// The number or name of a lesson; without it the next one.
    pub(super) name: Option<&'a str>,
    /// The folder of lessons of one's own.
    pub(super) folder: Option<PathBuf>,
    /// Where to begin.
    pub(super) start: Start,
    /// The order of what is offered.
    pub(super) seed: Option<u64>,
}

/// The name of a curriculum in progress: nothing for the built-in one, else its folder.
pub(super) fn course(catalog: &Catalog) -> String {
    match catalog {
        Catalog::BuiltIn => String::new(),
        Catalog::Folder(path) => {
            path.canonicalize().unwrap_or_else(|_| path.clone()).to_string_lossy().into_owned()
        }
    }
}

/// Opens a lesson by its number or slug; without one, the next that is not finished.
pub(super) fn lesson(wish: Wish<'_>, manner: Manner, options: Options) -> Result<Exit, RunError> {
    walk(wish, Walk::Lesson, manner, options)
}

/// Walks through a lesson or through its questions.
fn walk(wish: Wish<'_>, walk: Walk, manner: Manner, options: Options) -> Result<Exit, RunError> {
    let Wish { name, folder, start, seed } = wish;
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let course = course(&catalog);
    let mut keeper = Keeper::open(options.lang);
    let mut out = io::stdout();
    let found = match name {
        Some(name) => catalog.find(name),
        None => {
            let done = keeper.places().into_iter().filter(|place| place.finished && place.walk == walk);
            let done: Vec<String> =
                done.filter(|place| place.course == course).map(|place| place.lesson).collect();
            catalog.folders().map(|folders| folders.into_iter().find(|folder| !done.contains(&folder.slug)))
        }
    };
    let found = match found {
        Ok(Some(found)) => found,
        Ok(None) if name.is_none() => return all_done(options.lang, &mut out),
        Ok(None) => return Err(no_lesson(name.unwrap_or_default(), &catalog)),
        Err(problem) => return told(&[problem], options.lang, &mut out),
    };
    let lesson = match found.load(options.lang) {
        Ok(lesson) => lesson,
        Err(problems) => return told(&problems, options.lang, &mut out),
    };
    let place = keeper.place(&course, &found.slug, walk);
    // A quiz that is over begins anew; a lesson that was read can be read again with its answers.
    let place = place.filter(|place| start == Start::WhereLeft && !(walk == Walk::Quiz && place.finished));
    let sitting = place.map_or_else(now, |place| place.sitting);
    let demos = Demos::of(&found, &catalog)?;
    let home = Home {
        lesson: &lesson,
        folder: demos.folder.clone(),
        course,
        slug: found.slug.clone(),
        variants: BTreeMap::new(),
        focus: BTreeMap::new(),
    };
    options.transcript.lines(&opened(&lesson, walk, options.lang));
    if walk == Walk::Quiz && lesson.questions().next().is_none() {
        let said = options.lang.pick("This lesson has no questions.", "这一课没有题目。");
        writeln!(out, "{said}").map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
        return Ok(Exit::Done);
    }
    let extent = if walk == Walk::Quiz { Extent::Questions } else { Extent::Whole };
    let seed = seed.unwrap_or(sitting.unsigned_abs());
    let journey = match manner {
        Manner::Learn => Journey { walk, sitting, keeper, seed },
        Manner::Present => Journey::unkept(seed, options.lang),
    };
    go(Session::new(vec![home], extent, options.lang, journey), manner, &options)
}

/// What stands in a transcript of the prompt for a walk, whose pages are not in it.
fn opened(lesson: &Lesson, walk: Walk, lang: Lang) -> String {
    let (number, title) = (lesson.front.lesson, visible(&lesson.front.title));
    match (walk, lang) {
        (Walk::Quiz, Lang::En) => format!("[the questions of lesson {number}, {title}]"),
        (Walk::Quiz, Lang::Zh) => format!("[第 {number} 课的题目：{title}]"),
        (_, Lang::En) => format!("[lesson {number}, {title}]"),
        (_, Lang::Zh) => format!("[第 {number} 课：{title}]"),
    }
}

/// Shows the pages of a walk until the learner leaves, and says how it went.
fn go(mut session: Session<'_>, manner: Manner, options: &Options) -> Result<Exit, RunError> {
    let notices = session.journey.keeper.notices().into_iter().map(Said::Bad);
    session.greeting.extend(notices);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|source| RunError::Machinery { source })?;
    let left = match options.display {
        _ if manner == Manner::Present => present::present(&mut session, options, &runtime),
        Display::Lines => lines::read(&mut session, options, &runtime),
        Display::Screen => screen::read(&mut session, options, &runtime),
    };
    // A thread may still wait for a line of stdin that nobody needs any more.
    runtime.shutdown_background();
    let lost = session.journey.keeper.finish();
    if let Some(lost) = &lost {
        crate::terminal::say(lost);
    }
    let exit = left?;
    let said = if manner == Manner::Learn { session.farewell() } else { Vec::new() };
    for said in said {
        options.transcript.lines(&said);
        writeln!(io::stdout(), "{said}")
            .map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
    }
    Ok(if lost.is_some() && exit == Exit::Done { Exit::Failed } else { exit })
}

fn all_done(lang: Lang, out: &mut impl Write) -> Result<Exit, RunError> {
    let said = lang.pick(
        "You have finished every lesson there is. `lesson N` opens one again, `review` asks what is due.",
        "现有的课程都学完了。`lesson N` 可以重读某一课，`review` 复习到期的题目。",
    );
    writeln!(out, "{said}").map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
    Ok(Exit::Done)
}

pub(super) fn no_lesson(name: &str, catalog: &Catalog) -> RunError {
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
struct Demos {
    folder: PathBuf,
    _made: Option<TempDir>,
}

impl Demos {
    fn of(found: &Folder, catalog: &Catalog) -> Result<Demos, RunError> {
        match catalog {
            Catalog::Folder(_) => Ok(Demos { folder: found.path.clone(), _made: None }),
            Catalog::BuiltIn => {
                let made = scratch()?;
                for (name, bytes) in found.files.iter().filter(|(name, _)| name.ends_with(".py")) {
                    let path = made.path().join(name);
                    if let Ok(bytes) = bytes {
                        std::fs::write(&path, bytes).map_err(|source| RunError::Create { path, source })?;
                    }
                }
                Ok(Demos { folder: made.path().to_owned(), _made: Some(made) })
            }
        }
    }
}

/// A demo as the Python process wants it for step mode, with its scratch folder.
fn program(opening: &Opening) -> Result<(Program, TempDir), RunError> {
    let scratch = scratch()?;
    let program = Program {
        file: opening.file.clone(),
        args: Vec::new(),
        source: opening.source.clone().into_bytes(),
        clock: opening.front.clock,
        detail: Detail::Lines,
        stepping: true,
        memory_mib: CONFINED_MEMORY_MIB,
        legacy: opening.front.legacy,
        under_the_hood: false,
        sandbox: Some(scratch.path().to_owned()),
    };
    Ok((program, scratch))
}

fn notes(opening: &Opening) -> Notes {
    Notes::of(&opening.notes, &opening.marks, &opening.source)
}
