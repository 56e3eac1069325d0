//! `review`: questions that are due again, as variants whose answers come from running them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use super::lesson::{course, told};
use crate::error::Exit;
use crate::error::RunError;
use crate::front::kept::{now, open_log};
use crate::front::lesson::{Demos, go, medium, unwritable};
use crate::front::step::Options;
use crate::lesson::catalog::Catalog;
use crate::progress::Walk;
use crate::progress::schedule::{Card, cards};
use crate::tutor::ask::{Keeping, Sitting};
use crate::tutor::pages::Preparation;
use crate::tutor::review::nothing_due;
use crate::tutor::walk::Tutor;

/// How many questions, and which.
pub(super) struct Wanted {
    /// The most questions.
    pub(super) count: usize,
    /// Whether those are asked too that are not due yet.
    pub(super) reach: Reach,
    /// Decides the variants and the order of what is offered.
    pub(super) seed: Option<u64>,
}

/// How far ahead questions are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those that are due.
    Due,
    /// Those that come next, due or not.
    Ahead,
}

/// Asks what is due.
pub(super) fn review(wanted: &Wanted, folder: Option<PathBuf>, options: &Options) -> Result<Exit, RunError> {
    let lang = options.lang;
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let course = course(&catalog);
    let mut log = open_log(lang);
    let at = now();
    let all: Vec<Card> = cards(&log.answers()).into_iter().filter(|card| card.course == course).collect();
    let folders = match catalog.folders() {
        Ok(folders) => folders,
        Err(problem) => return told(&[problem], lang, &mut io::stdout()),
    };
    let seed = wanted.seed.unwrap_or_else(|| at.unsigned_abs());
    // Each lesson is read once; its demos lie there as long as the questions are asked.
    let mut lessons = BTreeMap::new();
    let mut questions = Vec::new();
    for card in all.iter().filter(|card| wanted.reach == Reach::Ahead || card.due <= at) {
        if questions.len() >= wanted.count {
            break;
        }
        let Some(found) = folders.iter().find(|folder| folder.slug == card.lesson) else {
            continue;
        };
        if !lessons.contains_key(&card.lesson) {
            lessons
                .insert(card.lesson.clone(), (found.load_or_other(lang).ok(), Demos::of(found, &catalog)?));
        }
        if let Some((Some(lesson), demos)) = lessons.get(&card.lesson)
            && let Some(question) = Preparation::of(card, lesson, &demos.folder, seed)
        {
            let source = question.source(&course, &card.lesson);
            questions.push((question, source));
        }
    }
    if questions.is_empty() {
        for notice in log.notices() {
            crate::terminal::say(&notice);
        }
        let said = nothing_due(all.first(), at, lang);
        writeln!(io::stdout(), "{said}").map_err(unwritable)?;
        return Ok(Exit::Done);
    }
    let sitting = Sitting {
        walk: Walk::Review,
        began: at,
        seed,
        keeping: Keeping::Kept,
        medium: medium(options),
        lang,
    };
    go(Tutor::of_review(questions, sitting), log, options)
}
