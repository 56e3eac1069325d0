//! `progress`: what was done, taken along, brought back, forgotten.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::AppStrategy;

use super::config;
use super::lesson::{course, no_lesson, told};
use super::problem::RunError;
use crate::error::Exit;
use crate::lang::Lang;
use crate::lesson::catalog::{Catalog, Folder};
use crate::lesson::model::Lesson;
use crate::progress::log::{ProgressLog, set_aside};
use crate::progress::problem::ProgressError;
use crate::progress::schedule::{Card, DAY, cards};
use crate::progress::store::{Opened, Store};
use crate::progress::{Answer, Moment, Outcome, Walk, exchange};
use crate::terminal::paint::Palette;
use crate::tutor::overview::LessonProgress;
use crate::view::fit::{pad, visible};
use crate::view::role::{Line, Role};
use crate::view::words::counted;

/// Where progress is kept, where the user has a home.
pub(super) fn path() -> Result<PathBuf, ProgressError> {
    let strategy = config::strategy().ok_or(ProgressError::NoHome)?;
    Ok(strategy.data_dir().join("progress.db"))
}

/// This moment by the system's clock.
pub(super) fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::try_from(since.as_millis()).unwrap_or(Moment::MAX)
}

/// What the learner did, open to be read and added to.
pub(super) fn open_log(lang: Lang) -> ProgressLog {
    match path() {
        Ok(path) => ProgressLog::open(Ok(&path), lang),
        Err(problem) => ProgressLog::open(Err(problem), lang),
    }
}

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
            let shown = match &found {
                Some(found) => of_lesson(&store, found, &course, lang),
                None => overview(&store, &catalog, &course, lang),
            };
            for line in shown? {
                writeln!(out, "{}", palette.paint(&line)).map_err(unwritable)?;
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

type Shown = Result<Vec<Line>, ProgressError>;

/// Every lesson that was begun, and sums.
fn overview(store: &Store, catalog: &Catalog, course: &str, lang: Lang) -> Shown {
    let (places, answers, at) = (store.places()?, store.answers()?, now());
    let cards = cards(&answers);
    let mut lines: Vec<Line> = Vec::new();
    let folders = catalog.folders().unwrap_or_default();
    for (folder, lesson) in folders.iter().filter_map(|folder| Some((folder, folder.load(lang).ok()?))) {
        let far = LessonProgress::of(&lesson, &folder.slug, course, &places, &answers, &cards, at);
        if far.pages.is_some() || far.answered > 0 {
            lines.push(row(folder, &lesson, &far, lang));
        }
    }
    if answers.is_empty() && lines.is_empty() {
        let text = lang.pick(
            "Nothing yet. `learn-coroutines lesson` opens the first lesson.",
            "还没有学习记录。`learn-coroutines lesson` 打开第一课。",
        );
        return Ok(vec![vec![(Role::Plain, text.into())]]);
    }
    lines.push(Line::new());
    lines.extend(sums(&answers, lang));
    lines.extend(due(&cards, &folders, course, at, lang));
    Ok(lines)
}

fn row(folder: &Folder, lesson: &Lesson, far: &LessonProgress, lang: Lang) -> Line {
    let questions = lesson.questions().count();
    let pages = match (far.finished, far.pages, lang) {
        (true, _, _) => lang.pick("read", "已读完").to_owned(),
        (_, Some((reached, pages)), Lang::En) => format!("page {reached} of {pages}"),
        (_, Some((reached, pages)), Lang::Zh) => format!("第 {reached}/{pages} 页"),
        (_, None, _) => lang.pick("not opened", "未打开").to_owned(),
    };
    let known = match lang {
        Lang::En => format!("{} of {questions} known, {} answered", far.known, far.answered),
        Lang::Zh => format!("{questions} 题中掌握 {} 题，答过 {} 题", far.known, far.answered),
    };
    let due = match (far.due, lang) {
        (0, _) => String::new(),
        (due, Lang::En) => format!("  {due} due"),
        (due, Lang::Zh) => format!("  {due} 题到期"),
    };
    let role = if far.finished { Role::Running } else { Role::Waiting };
    vec![
        (Role::LineNumber, format!("{:>2}  ", folder.number)),
        (Role::Key, pad(&folder.slug, 21)),
        (role, format!("{}  ", far.bar())),
        (Role::Plain, pad(&pages, 15)),
        (Role::Plain, known),
        (Role::Suspended, due),
    ]
}

/// How many answers there are, and how good the first ones were.
fn sums(answers: &[Answer], lang: Lang) -> Vec<Line> {
    let mut lines = Vec::new();
    for walk in Walk::ALL {
        let of_walk: Vec<&Answer> =
            answers.iter().filter(|answer| answer.walk == walk && answer.outcome != Outcome::Open).collect();
        if of_walk.is_empty() {
            continue;
        }
        let first: Vec<&&Answer> = of_walk.iter().filter(|answer| answer.attempt == 1).collect();
        let right = first.iter().filter(|answer| answer.outcome == Outcome::Right).count();
        let name = match walk {
            Walk::Lesson => lang.pick("in lessons", "课程中"),
            Walk::Quiz => lang.pick("in quizzes", "自测中"),
            Walk::Review => lang.pick("in reviews", "复习中"),
            Walk::File => lang.pick("on your programs", "自己的程序"),
        };
        let text = match lang {
            Lang::En => format!(
                "{}, {right} of {} right at the first attempt",
                counted(of_walk.len(), "answer"),
                counted(first.len(), "question")
            ),
            Lang::Zh => format!("{} 个回答，{} 题中一次答对 {right} 题", of_walk.len(), first.len()),
        };
        lines.push(vec![(Role::Dim, pad(name, 18)), (Role::Plain, text)]);
    }
    lines
}

/// What is due, and what comes next.
fn due(cards: &[Card], folders: &[Folder], course: &str, at: Moment, lang: Lang) -> Vec<Line> {
    let known: BTreeSet<&str> = folders.iter().map(|folder| folder.slug.as_str()).collect();
    let own: Vec<&Card> =
        cards.iter().filter(|card| card.course == course && known.contains(card.lesson.as_str())).collect();
    let count = own.iter().filter(|card| card.due <= at).count();
    let soon = own.iter().filter(|card| card.due > at && card.due <= at + DAY).count();
    let label = lang.pick("to review", "待复习");
    let text = match lang {
        Lang::En => format!("{count} due now, {soon} more within a day"),
        Lang::Zh => format!("现在到期 {count} 题，一天内还有 {soon} 题"),
    };
    vec![vec![(Role::Dim, pad(label, 18)), (Role::Plain, text)]]
}

/// Every question of a lesson with the learner's last answer beside the model answer.
fn of_lesson(store: &Store, found: &Folder, course: &str, lang: Lang) -> Shown {
    let (answers, at) = (store.answers()?, now());
    let cards = cards(&answers);
    let Ok(lesson) = found.load(lang) else {
        return Ok(Vec::new());
    };
    let mut lines = vec![vec![(Role::Heading, visible(&lesson.front.title))]];
    for question in lesson.questions() {
        let of_it = |answer: &&Answer| {
            (answer.course.as_str(), answer.lesson.as_str(), answer.question.as_str())
                == (course, found.slug.as_str(), question.id.as_str())
        };
        let given: Vec<&Answer> = answers.iter().filter(of_it).collect();
        let sign = match given.last().map(|answer| answer.outcome) {
            None => "·",
            Some(Outcome::Right) => "✓",
            Some(Outcome::Partly | Outcome::Open) => "~",
            Some(Outcome::Wrong | Outcome::Shown) => "✗",
        };
        let card = cards.iter().find(|card| {
            (card.course.as_str(), card.lesson.as_str(), card.question.as_str())
                == (course, found.slug.as_str(), question.id.as_str())
        });
        let when = card.map(|card| when(card.due, at, lang)).unwrap_or_default();
        lines.push(Line::new());
        lines.push(vec![
            (Role::Strong, format!("{sign} {}", pad(&visible(&question.id), 26))),
            (Role::Dim, format!("{}  {when}", question.kind.word())),
        ]);
        // The last answer of the learner's own: where it was shown at last, the one before.
        let own = given.iter().rev().find(|answer| answer.outcome != Outcome::Shown).or(given.last());
        if let Some(answer) = own {
            let label = |text: &str| format!("    {}", pad(text, 14));
            let mut beside = |name: &str, text: &str| {
                for (number, part) in text.lines().enumerate() {
                    let name = if number == 0 { name } else { "" };
                    lines.push(vec![(Role::Dim, label(name)), (Role::Value, visible(part))]);
                }
            };
            beside(lang.pick("your answer", "你的回答"), &answer.given);
            beside(lang.pick("the answer", "答案"), &answer.model);
            let note = match lang {
                Lang::En => format!("attempt {}, hints {}", answer.attempt, answer.hints),
                Lang::Zh => format!("第 {} 次回答，提示 {} 条", answer.attempt, answer.hints),
            };
            let note = if answer.variant.is_empty() { note } else { format!("{note}; {}", answer.variant) };
            lines.push(vec![(Role::Dim, format!("    {}", visible(&note)))]);
        }
    }
    Ok(lines)
}

fn when(due: Moment, at: Moment, lang: Lang) -> String {
    let days = (due - at) / DAY;
    match (due <= at, days, lang) {
        (true, _, _) => lang.pick("due", "已到期").into(),
        (_, 0, _) => lang.pick("due within a day", "一天内到期").into(),
        (_, days, Lang::En) => format!("due in {days} d"),
        (_, days, Lang::Zh) => format!("{days} 天后到期"),
    }
}
