//! `lesson`: a lesson page by page, or presented; and which lesson is meant.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use super::check::report_problems;
use crate::error::{Exit, RunError};
use crate::front::kept::{now, open_log};
use crate::front::lesson::{Demos, Walking, go, lines, medium, screen, unwritable};
use crate::front::step::{Display, Options};
use crate::lang::Lang;
use crate::lesson::catalog::{CURRICULUM, Catalog};
use crate::lesson::model::Lesson;
use crate::lesson::problem::Problem;
use crate::progress::Walk;
use crate::terminal::runtime::runtime;
use crate::tutor::ask::{Keeping, Past, Sitting};
use crate::tutor::pages::{Extent, LessonSource};
use crate::tutor::placement;
use crate::tutor::present::Presenter;
use crate::tutor::walk::Tutor;
use crate::view::fit::visible;

/// Tells what is wrong with lessons.
pub fn told(problems: &[Problem], lang: Lang, out: &mut impl Write) -> Result<Exit, RunError> {
    report_problems(problems, lang, out).map_err(unwritable)?;
    Ok(Exit::Usage)
}

/// By whom a lesson is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// By a learner, who answers.
    Learner,
    /// By nobody: it goes on by itself, before an audience.
    Audience,
}

/// Where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Where the learner left.
    WhereLeft,
    /// At the first page.
    Afresh,
}

/// What somebody wants to read or to be asked.
pub struct Wanted<'a> {
    /// The number or name of a lesson; without it the next one.
    pub name: Option<&'a str>,
    /// The folder of lessons of one's own.
    pub folder: Option<PathBuf>,
    /// Where to begin.
    pub start: Start,
    /// The order of what is offered.
    pub seed: Option<u64>,
}

/// The name of a curriculum in progress: nothing for the built-in one, else its folder.
pub fn course(catalog: &Catalog) -> String {
    match catalog {
        Catalog::BuiltIn => String::new(),
        Catalog::Folder(path) => {
            path.canonicalize().unwrap_or_else(|_| path.clone()).to_string_lossy().into_owned()
        }
    }
}

/// Opens a lesson by its number or slug, or asks its questions alone; without a name, the next that is not finished.
pub fn walk(wanted: Wanted<'_>, walk: Walk, reader: Reader, options: &Options) -> Result<Exit, RunError> {
    let Wanted { name, folder, start, seed } = wanted;
    let lang = options.lang;
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let course = course(&catalog);
    let mut log = open_log(lang);
    let mut out = io::stdout();
    let found = match name {
        Some(name) => catalog.find(name),
        None => {
            let done = log.places().into_iter().filter(|place| place.finished && place.walk == walk);
            let done: Vec<String> =
                done.filter(|place| place.course == course).map(|place| place.lesson).collect();
            // A placement says where to begin; what comes before is for later.
            let begin = placement::begin(&log.answers(), &course).filter(|_| walk == Walk::Lesson);
            catalog.folders().map(|mut folders| {
                folders.retain(|folder| !done.contains(&folder.slug));
                let from = folders.iter().position(|folder| begin.is_none_or(|begin| folder.number >= begin));
                from.or((!folders.is_empty()).then_some(0)).map(|at| folders.swap_remove(at))
            })
        }
    };
    let found = match found {
        Ok(Some(found)) => found,
        Ok(None) if name.is_none() => return all_done(lang, &mut out),
        Ok(None) => return Err(no_lesson(name.unwrap_or_default(), &catalog)),
        Err(problem) => return told(&[problem], lang, &mut out),
    };
    let lesson = match found.load_or_other(lang) {
        Ok(lesson) => lesson,
        Err(problems) => return told(&problems, lang, &mut out),
    };
    if lesson.lang != lang {
        crate::terminal::say(lang.pick(
            "This lesson is not written in English; here it is in Chinese.",
            "这一课还没有中文版，下面是英文版。",
        ));
    }
    options.transcript.lines(&opened(&lesson, walk, lang));
    if walk == Walk::Quiz && lesson.questions().next().is_none() {
        let said = lang.pick("This lesson has no questions.", "这一课没有题目。");
        writeln!(out, "{said}").map_err(unwritable)?;
        return Ok(Exit::Done);
    }
    // A quiz that is over begins anew; a lesson that was read can be read again with its answers.
    let place = log.place(&course, &found.slug, walk);
    let place = place.filter(|place| start == Start::WhereLeft && !(walk == Walk::Quiz && place.finished));
    let began = place.as_ref().map_or_else(now, |place| place.sitting);
    let demos = Demos::of(&found, &catalog)?;
    let source = LessonSource::new(Arc::new(lesson), demos.folder.clone(), course, found.slug.clone());
    let extent = if walk == Walk::Quiz { Extent::Questions } else { Extent::Whole };
    let seed = seed.unwrap_or(began.unsigned_abs());
    let keeping = if reader == Reader::Learner { Keeping::Kept } else { Keeping::Nothing };
    let sitting = Sitting { walk, began, seed, keeping, medium: medium(options), lang };
    match reader {
        Reader::Learner => {
            let past = Past { answers: log.answers(), place };
            go(Tutor::new(vec![source], extent, sitting, &past), log, options)
        }
        Reader::Audience => {
            let tutor = Tutor::new(vec![source], extent, sitting, &Past::default());
            let mut presenter = Presenter::new(tutor);
            let mut walking = Walking::new(None, lang);
            runtime()?.block_on(async {
                match options.display {
                    Display::Lines => lines::present(&mut presenter, &mut walking, options).await,
                    Display::Screen => screen::present(&mut presenter, &mut walking, options).await,
                }
            })
        }
    }
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

fn all_done(lang: Lang, out: &mut impl Write) -> Result<Exit, RunError> {
    let said = lang.pick(
        "You have finished every lesson there is. `lesson N` opens one again, `review` asks what is due.",
        "现有的课程都学完了。`lesson N` 可以重读某一课，`review` 复习到期的题目。",
    );
    writeln!(out, "{said}").map_err(unwritable)?;
    Ok(Exit::Done)
}

pub fn no_lesson(name: &str, catalog: &Catalog) -> RunError {
    let planned = CURRICULUM
        .iter()
        .find(|planned| planned.slug == name || planned.number.to_string() == name)
        .filter(|_| matches!(catalog, Catalog::BuiltIn));
    match planned {
        Some(planned) => RunError::LessonComing { number: planned.number, slug: planned.slug },
        None => RunError::NoLesson { name: name.to_owned() },
    }
}
