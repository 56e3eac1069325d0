//! `lessons`: the curriculum with how far one is, what one knows and what is due.

use std::io::Write;
use std::path::PathBuf;

use super::lesson::{course, told};
use crate::error::Exit;
use crate::error::RunError;
use crate::front::kept::{now, open_log};
use crate::lang::Lang;
use crate::lesson::catalog::{CURRICULUM, Catalog};
use crate::progress::schedule::cards;
use crate::terminal::paint::Palette;
use crate::tutor::overview::{LessonProgress, available, coming, hints};

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
        Err(problem) => return told(&[problem], lang, out),
    };
    let mut log = open_log(lang);
    let (places, answers, course, at) = (log.places(), log.answers(), course(&catalog), now());
    let cards = cards(&answers);
    let mut problems = Vec::new();
    let mut lines = Vec::new();
    let mut due = 0;
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
        match folder.map(|folder| (folder, folder.load_or_other(lang))) {
            Some((folder, Ok(lesson))) => {
                let progress =
                    LessonProgress::of(&lesson, &folder.slug, &course, &places, &answers, &cards, at);
                due += progress.due;
                lines.push(available(&folder.slug, &lesson, &progress, lang));
            }
            Some((_, Err(more))) => problems.extend(more),
            None => lines.extend(planned.map(|planned| coming(planned, lang))),
        }
    }
    for notice in log.notices() {
        crate::terminal::say(&notice);
    }
    let written = |source| RunError::Output { name: "stdout".to_owned(), source };
    for line in lines {
        writeln!(out, "{}", palette.paint(&line)).map_err(written)?;
    }
    for hint in hints(due, lang) {
        writeln!(out, "{hint}").map_err(written)?;
    }
    if problems.is_empty() { Ok(Exit::Done) } else { told(&problems, lang, out) }
}
