//! `placement`: ten questions of the lessons, and with which lesson to begin.

use std::io::{self, Write};
use std::path::PathBuf;

use super::lesson::{course, told};
use crate::error::{Exit, RunError};
use crate::front::kept::{now, open_log};
use crate::front::lesson::{Demos, go, medium, unwritable};
use crate::front::step::Options;
use crate::lesson::catalog::Catalog;
use crate::progress::Walk;
use crate::tutor::ask::{Keeping, Past, Sitting};
use crate::tutor::pages::Extent;
use crate::tutor::placement::{self, QUESTIONS, SLUG};
use crate::tutor::walk::Tutor;

/// Asks the questions, or goes on where they were left, and tells with which lesson to begin.
pub(super) fn placement(
    seed: Option<u64>,
    folder: Option<PathBuf>,
    options: &Options,
) -> Result<Exit, RunError> {
    let lang = options.lang;
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let course = course(&catalog);
    let mut out = io::stdout();
    let folders = match catalog.folders() {
        Ok(folders) => folders,
        Err(problem) => return told(&[problem], lang, &mut out),
    };
    let mut sources = Vec::new();
    // Where the demos lie as long as the questions are asked.
    let mut all_demos = Vec::new();
    for (number, id) in QUESTIONS {
        let Some(found) = folders.iter().find(|folder| folder.number == number) else { continue };
        let lesson = match found.load_or_other(lang) {
            Ok(lesson) => lesson,
            Err(problems) => return told(&problems, lang, &mut out),
        };
        let Some(lesson) = placement::only(&lesson, id) else { continue };
        let demos = Demos::of(found, &catalog)?;
        sources.push(placement::source(lesson, demos.folder.clone(), &course));
        all_demos.push(demos);
    }
    if sources.len() < QUESTIONS.len() {
        let said = lang.pick(
            "These lessons have no placement: its questions are those of the curriculum.",
            "这些课程没有分级测试：题目出自课程大纲里的各课。",
        );
        writeln!(out, "{said}").map_err(unwritable)?;
        return Ok(Exit::Failed);
    }
    let mut log = open_log(lang);
    let place = log.place(&course, SLUG, Walk::Quiz).filter(|place| !place.finished);
    let began = place.as_ref().map_or_else(now, |place| place.sitting);
    let seed = seed.unwrap_or(began.unsigned_abs());
    let sitting =
        Sitting { walk: Walk::Quiz, began, seed, keeping: Keeping::Kept, medium: medium(options), lang };
    let past = Past { answers: log.answers(), place };
    let exit = go(Tutor::new(sources, Extent::Questions, sitting, &past), log, options)?;
    let mut log = open_log(lang);
    let is_over = log.place(&course, SLUG, Walk::Quiz).is_some_and(|place| place.finished);
    let said = match placement::begin(&log.answers(), &course) {
        Some(number) if is_over => {
            let begin = folders.iter().find(|folder| folder.number >= number);
            begin.map(|folder| placement::told(folder.number, &folder.slug, lang))
        }
        _ => Some(
            lang.pick(
                "The placement is not finished; `learn-coroutines placement` goes on with it.",
                "分级测试还没有做完；`learn-coroutines placement` 接着做。",
            )
            .to_owned(),
        ),
    };
    if let Some(said) = said {
        writeln!(out, "{said}").map_err(unwritable)?;
    }
    Ok(exit)
}
