//! What authors do with lessons: begin one that is complete and true, and look at one as a learner sees it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::lesson::told;
use crate::error::Exit;
use crate::error::RunError;
use crate::front::kept::now;
use crate::front::lesson::{Walking, medium, unwritable};
use crate::front::lesson::{lines, screen};
use crate::front::step::{Display, Options};
use crate::lang::{Lang, Words};
use crate::lesson::catalog::{folder_name, read_folder, script_name};
use crate::lesson::model::{Lesson, Span};
use crate::lesson::problem::{Fault, Problem};
use crate::lesson::skeleton;
use crate::progress::Walk;
use crate::terminal::runtime::runtime;
use crate::tutor::ask::{Keeping, Past, Sitting};
use crate::tutor::pages::{Extent, LessonSource};
use crate::tutor::walk::Tutor;
use crate::view::fit::visible;

/// Makes the folder of a new lesson, with scripts and a demo that pass `check` as they are.
pub(super) fn new(path: &Path, lang: Lang, out: &mut impl Write) -> Result<Exit, RunError> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let beside = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let numbers = numbers(beside.unwrap_or(Path::new(".")));
    let misnamed = || RunError::LessonName { name: path.display().to_string() };
    let (number, slug) =
        skeleton::place(name, numbers.iter().map(|(number, _)| *number)).ok_or_else(misnamed)?;
    let folder = path.with_file_name(format!("{number:02}-{slug}"));
    if folder.exists() {
        return Err(RunError::LessonThere { path: folder });
    }
    if let Some((_, there)) = numbers.into_iter().find(|(taken, _)| *taken == number) {
        return Err(RunError::LessonThere { path: there });
    }
    let create = |path: &Path, source| RunError::Create { path: path.to_owned(), source };
    fs::create_dir_all(&folder).map_err(|source| create(&folder, source))?;
    let files = skeleton::files(number, slug);
    for (name, text) in &files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|source| create(&path, source))?;
    }
    let shown = visible(&folder.display().to_string());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    let script = script_name(lang);
    let said = match lang {
        Lang::En => format!(
            "made {shown}: {names}\n  check it:    learn-coroutines check --watch {shown}\n  \
             look at it:  learn-coroutines lesson preview {shown}/{script}\n"
        ),
        Lang::Zh => format!(
            "已建好 {shown}：{names}\n  检查：learn-coroutines check --watch {shown}\n  \
             预览：learn-coroutines lesson preview {shown}/{script}\n"
        ),
    };
    out.write_all(said.as_bytes()).map_err(unwritable)?;
    Ok(Exit::Done)
}

/// The numbers of the lessons in a folder; none where it cannot be read.
fn numbers(folder: &Path) -> Vec<(u32, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let number = |path: PathBuf| Some((folder_name(path.file_name()?.to_str()?)?.0, path));
    entries.filter_map(|entry| number(entry.path())).collect()
}

/// Shows the screens of a script as a learner sees them, from a heading on; nothing is recorded.
pub(super) fn preview(target: &str, options: Options) -> Result<Exit, RunError> {
    let (file, heading) = parted(target);
    let mut out = io::stdout();
    let (folder, lang) = match script(file, options.lang) {
        Ok(found) => found,
        Err(problem) => return told(&[problem], options.lang, &mut out),
    };
    let lesson = match read_folder(&folder).map_err(|problem| vec![problem]).and_then(|it| it.load(lang)) {
        Ok(lesson) => lesson,
        Err(problems) => return told(&problems, options.lang, &mut out),
    };
    let first = match heading {
        Some(heading) => screen_of(&lesson, heading)?,
        None => 0,
    };
    // The same order of choices each time, so that an author sees what changed.
    let source = LessonSource::new(Arc::new(lesson), folder, String::new(), String::new());
    let options = Options { lang, ..options };
    let sitting = Sitting {
        walk: Walk::Lesson,
        began: now(),
        seed: 0,
        keeping: Keeping::Nothing,
        medium: medium(&options),
        lang,
    };
    let mut tutor = Tutor::new(vec![source], Extent::Whole, sitting, &Past::default());
    tutor.begin_at(first);
    let mut walking = Walking::new(None, lang);
    runtime()?.block_on(async {
        match options.display {
            Display::Lines => lines::show_all(&mut tutor, &mut walking, &options, &mut out).await,
            Display::Screen => screen::read(&mut tutor, &mut walking, &options).await,
        }
    })
}

/// FILE and HEADING of `FILE[:HEADING]`; a heading may have colons in it.
fn parted(target: &str) -> (&Path, Option<&str>) {
    if Path::new(target).exists() {
        return (Path::new(target), None);
    }
    let mut cuts = target.rmatch_indices(':').map(|(at, _)| (&target[..at], &target[at + 1..]));
    let there = cuts.find(|(file, _)| Path::new(file).exists());
    there.map_or((Path::new(target), None), |(file, heading)| (Path::new(file), Some(heading.trim())))
}

/// The folder and language of a script; of a lesson's folder, the script in the reader's language.
fn script(path: &Path, lang: Lang) -> Result<(PathBuf, Lang), Problem> {
    let problem = |fault: Fault| Problem { file: path.into(), source: "".into(), at: Span::default(), fault };
    let found = fs::metadata(path).map_err(|error| problem(Fault::Unreadable { error: error.into() }))?;
    if found.is_dir() {
        return Ok((path.into(), lang));
    }
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let lang = Lang::ALL.into_iter().find(|lang| script_name(*lang) == name);
    let what = Words::new("a script", "脚本");
    let misnamed = || problem(Fault::BadName { name: name.into(), what, form: "lesson.en.md" });
    let lang = lang.ok_or_else(misnamed)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((folder.into(), lang))
}

/// The screen with a heading: by a line in it, by its whole text, or by a part of that.
fn screen_of(lesson: &Lesson, heading: &str) -> Result<usize, RunError> {
    let line = |at: Span| lesson.position(at.start).0;
    if let Ok(number) = heading.parse::<usize>() {
        return Ok(lesson.screens.iter().rposition(|screen| line(screen.at) <= number).unwrap_or(0));
    }
    let wanted = heading.trim_start_matches('#').trim().to_lowercase();
    let by = |fits: &dyn Fn(&str) -> bool| {
        lesson.screens.iter().position(|screen| fits(&screen.title.to_lowercase()))
    };
    by(&|title| title == wanted).or_else(|| by(&|title| title.contains(&wanted))).ok_or_else(|| {
        RunError::NoHeading {
            heading: heading.to_owned(),
            there: lesson.screens.iter().map(|screen| visible(&screen.title)).collect(),
        }
    })
}
