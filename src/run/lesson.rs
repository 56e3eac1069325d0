//! `lesson`: a lesson page by page, or presented; and what the other ways through questions share with it.

pub(super) mod lines;
pub(super) mod plays;
pub(super) mod screen;

use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;

use self::plays::Plays;
use super::check::report_problems;
use super::kept::{now, open_log};
use super::program::{CONFINED_MEMORY_MIB, scratch};
use super::step::{Display, Options};
use crate::error::Exit;
use crate::error::RunError;
use crate::lang::Lang;
use crate::lesson::catalog::{CURRICULUM, Catalog, Folder};
use crate::lesson::legacy::is_legacy;
use crate::lesson::model::Lesson;
use crate::lesson::problem::Problem;
use crate::progress::Walk;
use crate::progress::log::ProgressLog;
use crate::terminal::runtime::runtime;
use crate::tutor::ask::{Ask, Input, Keeping, Opening, Past, Sitting};
use crate::tutor::keys::Medium;
use crate::tutor::pages::{Extent, LessonSource};
use crate::tutor::present::Presenter;
use crate::tutor::runs::{Outcome, Play};
use crate::tutor::walk::Tutor;
use crate::view::fit::visible;
use crate::view::notes::Notes;
use crate::wire::{Detail, Program};

/// Tells what is wrong with lessons.
pub(super) fn told(problems: &[Problem], lang: Lang, out: &mut impl Write) -> Result<Exit, RunError> {
    report_problems(problems, lang, out).map_err(unwritable)?;
    Ok(Exit::Usage)
}

/// By whom a lesson is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// By a learner, who answers.
    Learner,
    /// By nobody: it goes on by itself, before an audience.
    Audience,
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
pub(super) struct Wanted<'a> {
    /// The number or name of a lesson; without it the next one.
    pub(super) name: Option<&'a str>,
    /// The folder of lessons of one's own.
    pub(super) folder: Option<PathBuf>,
    /// Where to begin.
    pub(super) start: Start,
    /// The order of what is offered.
    pub(super) seed: Option<u64>,
}

/// What a walk needs done outside of it: programs run, answers kept.
pub(super) struct Walking {
    /// What is being run.
    pub(super) plays: Plays,
    /// Where what is done is kept, where it is.
    log: Option<ProgressLog>,
    lang: Lang,
}

impl Walking {
    /// One that keeps what is done in a log, where there is one.
    pub(super) fn new(log: Option<ProgressLog>, lang: Lang) -> Walking {
        Walking { plays: Plays::default(), log, lang }
    }

    /// Does what a walk asks for; hands back what a screen has to do. What could not be kept is an input.
    pub(super) fn perform(&mut self, ask: Ask, inputs: &mut VecDeque<Input>) -> Option<Ask> {
        match ask {
            Ask::Play(play) => self.plays.start(play, self.lang),
            Ask::Stop(play) => self.plays.stop(&play),
            Ask::Keep(answer) => self.keep(inputs, |log| log.record(*answer)),
            Ask::Settle(place) => self.keep(inputs, |log| log.settle(&place)),
            ask => return Some(ask),
        }
        None
    }

    fn keep(&mut self, inputs: &mut VecDeque<Input>, keep: impl FnOnce(&mut ProgressLog)) {
        if let Some(log) = &mut self.log {
            keep(log);
            inputs.extend(log.notices().into_iter().map(Input::Notice));
        }
    }

    /// Waits for one program; others that are over meanwhile are inputs.
    pub(super) async fn only(&mut self, play: &Play, inputs: &mut VecDeque<Input>) -> Outcome {
        loop {
            let (over, played) = self.plays.next().await;
            if *over == *play {
                return played;
            }
            inputs.push_back(Input::Played(over, played));
        }
    }
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

/// On what a walk is shown.
pub(super) fn medium(options: &Options) -> Medium {
    match options.display {
        Display::Screen => Medium::Screen,
        Display::Lines => Medium::Lines,
    }
}

/// Opens a lesson by its number or slug, or asks its questions alone; without a name, the next that is not finished.
pub(super) fn walk(
    wanted: Wanted<'_>,
    walk: Walk,
    reader: Reader,
    options: &Options,
) -> Result<Exit, RunError> {
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
            catalog.folders().map(|folders| folders.into_iter().find(|folder| !done.contains(&folder.slug)))
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

/// Shows the pages of a walk until the learner leaves, and says how it went.
pub(super) fn go(mut tutor: Tutor, mut log: ProgressLog, options: &Options) -> Result<Exit, RunError> {
    tutor.greet(log.notices());
    let mut walking = Walking::new(Some(log), options.lang);
    let left = runtime()?.block_on(async {
        match options.display {
            Display::Lines => lines::read(&mut tutor, &mut walking, options).await,
            Display::Screen => screen::read(&mut tutor, &mut walking, options).await,
        }
    });
    let lost = walking.log.as_mut().and_then(ProgressLog::finish);
    if let Some(lost) = &lost {
        crate::terminal::say(lost);
    }
    let exit = left?;
    for said in tutor.farewell() {
        options.transcript.lines(&said);
        writeln!(io::stdout(), "{said}").map_err(unwritable)?;
    }
    Ok(if lost.is_some() && exit == Exit::Done { Exit::Failed } else { exit })
}

fn all_done(lang: Lang, out: &mut impl Write) -> Result<Exit, RunError> {
    let said = lang.pick(
        "You have finished every lesson there is. `lesson N` opens one again, `review` asks what is due.",
        "现有的课程都学完了。`lesson N` 可以重读某一课，`review` 复习到期的题目。",
    );
    writeln!(out, "{said}").map_err(unwritable)?;
    Ok(Exit::Done)
}

/// What cannot be written to stdout.
pub(super) fn unwritable(source: io::Error) -> RunError {
    RunError::Output { name: "stdout".to_owned(), source }
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
pub(super) struct Demos {
    pub(super) folder: PathBuf,
    _made: Option<TempDir>,
}

impl Demos {
    pub(super) fn of(found: &Folder, catalog: &Catalog) -> Result<Demos, RunError> {
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
pub(super) fn program(opening: &Opening) -> Result<(Program, TempDir), RunError> {
    let scratch = scratch()?;
    let program = Program {
        file: opening.file.clone(),
        args: Vec::new(),
        source: opening.source.clone().into_bytes(),
        clock: opening.front.clock,
        detail: Detail::Lines,
        stepping: true,
        memory_mib: CONFINED_MEMORY_MIB,
        legacy: opening.front.legacy || is_legacy(&opening.source),
        under_the_hood: false,
        sandbox: Some(scratch.path().to_owned()),
    };
    Ok((program, scratch))
}

pub(super) fn notes(opening: &Opening) -> Notes {
    Notes::of(&opening.notes, &opening.marks, &opening.source)
}
