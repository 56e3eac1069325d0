//! `progress`: what was done, taken along, brought back, forgotten.

use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};

use super::lesson::{course, no_lesson, told};
use crate::error::Exit;
use crate::error::RunError;
use crate::front::kept::{now, path};
use crate::lang::Lang;
use crate::lesson::catalog::{Catalog, Folder};
use crate::progress::log::set_aside;
use crate::progress::store::{Opened, Store};
use crate::progress::{Answer, exchange};
use crate::terminal::paint::Palette;
use crate::tutor::report::{self, Done};
use crate::view::fit::visible;
use crate::view::words::counted;

/// The columns that sentences are made for.
const COLUMNS: usize = 80;

/// What is wanted of one's progress.
#[derive(Debug)]
pub(super) enum Request {
    /// To see it.
    Show,
    /// To forget it.
    Reset,
    /// To write it to a file, or with `-` to stdout.
    Export(PathBuf),
    /// To add what was exported.
    Import(PathBuf),
}

/// Does what is wanted, about everything or about one lesson.
pub(super) fn progress(
    request: &Request,
    name: Option<&str>,
    folder: Option<PathBuf>,
    lang: Lang,
    palette: Palette,
) -> Result<Exit, RunError> {
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let mut out = io::stdout().lock();
    let found = match name.map(|name| catalog.find(name)).transpose() {
        Ok(Some(None)) => return Err(no_lesson(name.unwrap_or_default(), &catalog)),
        Ok(found) => found.flatten(),
        Err(problem) => return told(&[problem], lang, &mut out),
    };
    let opened = path().and_then(|path| Store::open(&path));
    let Opened { mut store, aside } = opened?;
    if let Some(aside) = aside {
        crate::terminal::say(&set_aside(&aside, lang));
    }
    let course = course(&catalog);
    match request {
        Request::Show => {
            let done = Done { places: store.places()?, answers: store.answers()? };
            let read = |folder: Folder| folder.load_or_other(lang).ok().map(|lesson| (folder, lesson));
            let misconceptions = catalog.misconceptions().unwrap_or_default();
            let asked: Vec<Folder> = match &found {
                Some(found) => vec![found.clone()],
                None => catalog.folders().unwrap_or_default(),
            };
            let held = asked.iter().flat_map(|folder| {
                let scripts: Vec<_> = Lang::ALL.iter().filter_map(|lang| folder.load(*lang).ok()).collect();
                report::still_held(&misconceptions, &done.answers, (folder, &scripts), &course)
            });
            let held = report::held(&held.collect::<Vec<_>>(), lang, COLUMNS);
            let lines = match found {
                Some(found) => read(found).map_or_else(Vec::new, |(folder, lesson)| {
                    report::of_lesson(&done, (&folder, &lesson), &course, now(), lang)
                }),
                None => {
                    let folders = catalog.folders().unwrap_or_default();
                    let lessons: Vec<_> = folders.into_iter().filter_map(read).collect();
                    report::overview(&done, &lessons, &course, now(), lang)
                }
            };
            for line in lines.iter().chain(&held) {
                writeln!(out, "{}", palette.paint(line)).map_err(unwritable)?;
            }
            Ok(Exit::Done)
        }
        Request::Reset => {
            let slug = found.as_ref().map(|found| found.slug.as_str());
            if !is_sure(&store, slug, &course, lang, &mut out)? {
                writeln!(out, "{}", lang.pick("Nothing was forgotten.", "什么也没有删除。"))
                    .map_err(unwritable)?;
                return Ok(Exit::Failed);
            }
            let count = store.forget(slug.map(|slug| (course.as_str(), slug)))?;
            let said = match lang {
                Lang::En => format!("Forgotten: {}.", counted(count, "answer")),
                Lang::Zh => format!("已删除 {count} 个回答。"),
            };
            writeln!(out, "{said}").map_err(unwritable)?;
            Ok(Exit::Done)
        }
        Request::Export(path) => {
            let text = exchange::export(&store)?;
            if path == Path::new("-") {
                out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(unwritable)?;
            } else {
                write(path, &text).map_err(|source| RunError::Create { path: path.clone(), source })?;
            }
            Ok(Exit::Done)
        }
        Request::Import(path) => {
            let text = read(path)?;
            let name = visible(&path.display().to_string());
            let count = exchange::import(&mut store, &name, &text)?;
            let said = match lang {
                Lang::En if count == 1 => "Added: 1 answer that was not there.".to_owned(),
                Lang::En => format!("Added: {count} answers that were not there."),
                Lang::Zh => format!("新增 {count} 个回答。"),
            };
            writeln!(out, "{said}").map_err(unwritable)?;
            Ok(Exit::Done)
        }
    }
}

fn unwritable(source: io::Error) -> RunError {
    RunError::Output { name: "stdout".to_owned(), source }
}

/// Writes an export whole or not at all: one that is there already stays until the new one is on the disk.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return fs::write(path, text);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Reads an export; more than one can be is refused before it is read.
fn read(path: &Path) -> Result<String, RunError> {
    let unreadable = |source| RunError::Unreadable { path: path.to_owned(), source };
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(fs::File::open(path).map_err(unreadable)?)
    };
    let mut bytes = Vec::new();
    source.take(exchange::SIZE_LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > exchange::SIZE_LIMIT {
        return Err(RunError::TooLarge { path: path.to_owned(), limit_mib: exchange::SIZE_LIMIT >> 20 });
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Asks whether answers are to be forgotten; only a plain yes is one.
fn is_sure(
    store: &Store,
    slug: Option<&str>,
    course: &str,
    lang: Lang,
    out: &mut impl Write,
) -> Result<bool, RunError> {
    let answers = store.answers()?;
    let of_it = |answer: &&Answer| slug.is_none_or(|slug| answer.lesson == slug && answer.course == course);
    let count = answers.iter().filter(of_it).count();
    let what = slug.unwrap_or(lang.pick("all lessons", "所有课程"));
    let asked = match lang {
        Lang::En => format!(
            "Forget {} ({what}) and where you are? `progress --export FILE` keeps a copy. Type yes: ",
            counted(count, "answer")
        ),
        Lang::Zh => format!(
            "要删除 {count} 个回答（{what}）和阅读位置吗？`progress --export FILE` 可先备份。输入 yes 确认："
        ),
    };
    write!(out, "{asked}").and_then(|()| out.flush()).map_err(unwritable)?;
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|source| RunError::Unreadable { path: "-".into(), source })?;
    Ok(matches!(line.trim(), "yes" | "Yes" | "YES" | "是"))
}
