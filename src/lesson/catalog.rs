//! The lessons there are: the curriculum in order, built in or from a folder, and how one is loaded.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};

use super::legacy;
use super::marks;
use super::misconception::{self, Misconception};
use super::model::{Demo, Lesson, Span};
use super::parse::{self, SCRIPT_LIMIT};
use super::problem::{Fault, Problem};
use crate::lang::{Lang, Words};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/lessons");

/// A lesson of the curriculum, written or coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its number.
    pub number: u32,
    /// Its name on the command line.
    pub slug: &'static str,
    /// What it is about, in English.
    pub en: &'static str,
    /// What it is about, in Chinese.
    pub zh: &'static str,
}

impl Planned {
    /// What it is about, in a language.
    pub fn topic(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }
}

const fn planned(number: u32, slug: &'static str, en: &'static str, zh: &'static str) -> Planned {
    Planned { number, slug, en, zh }
}

/// Every lesson of the curriculum, in teaching order.
pub const CURRICULUM: [Planned; 16] = [
    planned(1, "iterators", "Iterables, iterators and generators", "可迭代对象、迭代器和生成器"),
    planned(2, "generator-states", "The four states of a generator", "生成器的四种状态"),
    planned(3, "send-throw-close", "send, throw and close", "send、throw 和 close"),
    planned(4, "yield-from", "yield from, rule by rule", "yield from：逐条规则"),
    planned(5, "simulation", "Coroutines as processes: a simulation", "用协程模拟进程"),
    planned(6, "build-a-loop", "Build an event loop", "自己写一个事件循环"),
    planned(7, "event-loop", "The event loop, turn by turn", "一轮一轮看事件循环"),
    planned(8, "tasks-and-futures", "Tasks and futures", "任务与 Future"),
    planned(9, "waiting", "Ways to wait for many", "等待多个任务的几种办法"),
    planned(10, "cancellation", "Cancelling", "取消"),
    planned(
        11,
        "async-iteration",
        "async for, async with, async generators",
        "async for、async with 与异步生成器",
    ),
    planned(12, "blocking", "What blocks the loop", "什么会阻塞事件循环"),
    planned(13, "threads-and-futures", "Threads, processes and their futures", "线程、进程和它们的 Future"),
    planned(14, "downloads", "Twenty downloads, three ways", "二十个下载，三种写法"),
    planned(15, "greenlets", "Greenlets", "greenlet"),
    planned(16, "history", "From PEP 234 to today", "从 PEP 234 到今天"),
];

/// A lesson's folder: its name and its files.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Where it lies, as messages name it.
    pub path: PathBuf,
    /// The number in its name.
    pub number: u32,
    /// The rest of its name.
    pub slug: String,
    /// Its files; what is too long or cannot be read is a fault.
    pub files: BTreeMap<String, Result<Vec<u8>, Fault>>,
}

/// Where lessons come from.
#[derive(Clone, Debug, Default)]
pub enum Catalog {
    /// The ones embedded in this program.
    #[default]
    BuiltIn,
    /// The ones in a folder.
    Folder(PathBuf),
}

impl Catalog {
    /// Every lesson's folder, in order of its number.
    pub fn folders(&self) -> Result<Vec<Folder>, Problem> {
        let mut folders = match self {
            Catalog::BuiltIn => BUILT_IN.dirs().filter_map(built_in).collect(),
            Catalog::Folder(path) => read_all(path)?,
        };
        folders.sort_by(|a, b| (a.number, &a.slug).cmp(&(b.number, &b.slug)));
        Ok(folders)
    }

    /// The misconceptions that the lessons meet; none where nobody lists them.
    pub fn misconceptions(&self) -> Result<Vec<Misconception>, toml::de::Error> {
        let text = match self {
            Catalog::BuiltIn => {
                let file = BUILT_IN.get_file(misconception::FILE);
                file.and_then(|file| file.contents_utf8()).map(str::to_owned)
            }
            Catalog::Folder(path) => fs::read_to_string(path.join(misconception::FILE)).ok(),
        };
        text.map_or_else(|| Ok(Vec::new()), |text| misconception::read(&text))
    }

    /// The folder of a lesson by its number or slug.
    pub fn find(&self, name: &str) -> Result<Option<Folder>, Problem> {
        let number = name.parse::<u32>().ok();
        Ok(self.folders()?.into_iter().find(|folder| Some(folder.number) == number || folder.slug == name))
    }
}

/// The name of a script.
pub fn script_name(lang: Lang) -> String {
    format!("lesson.{}.md", lang.code())
}

/// The number and slug of a folder's name: `03-send-throw-close`.
pub fn folder_name(name: &str) -> Option<(u32, &str)> {
    let (number, slug) = name.split_once('-')?;
    let slug_fits =
        !slug.is_empty() && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    (number.len() == 2 && slug_fits).then_some(())?;
    Some((number.parse().ok()?, slug))
}

fn built_in(dir: &Dir<'_>) -> Option<Folder> {
    let name = dir.path().file_name()?.to_str()?;
    let (number, slug) = folder_name(name)?;
    let files = dir.files().filter_map(|file| {
        let name = file.path().file_name()?.to_str()?;
        Some((name.to_owned(), Ok(file.contents().to_vec())))
    });
    Some(Folder { path: Path::new("lessons").join(name), number, slug: slug.into(), files: files.collect() })
}

fn unreadable(path: &Path, error: std::io::Error) -> Problem {
    problem(path, Fault::Unreadable { error: error.into() })
}

fn problem(path: &Path, fault: Fault) -> Problem {
    Problem { file: path.into(), source: "".into(), at: Span::default(), fault }
}

fn read_all(path: &Path) -> Result<Vec<Folder>, Problem> {
    let entries = fs::read_dir(path).map_err(|error| unreadable(path, error))?;
    let mut folders = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| unreadable(path, error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() && folder_name(name).is_some() {
            folders.push(read_folder(&path)?);
        }
    }
    Ok(folders)
}

/// Reads a lesson's folder from the disk.
pub fn read_folder(path: &Path) -> Result<Folder, Problem> {
    let whole = path.canonicalize().map_err(|error| unreadable(path, error))?;
    let name = whole.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some((number, slug)) = folder_name(name) else {
        let name = name.into();
        let what = Words::new("a lesson's folder", "课程文件夹");
        return Err(problem(path, Fault::BadName { name, what, form: "03-send-throw-close" }));
    };
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(path).map_err(|error| unreadable(path, error))? {
        let entry = entry.map_err(|error| unreadable(path, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "__pycache__" {
            continue;
        }
        let read = read_file(&entry.path(), &whole);
        files.insert(name, read);
    }
    Ok(Folder { path: path.into(), number, slug: slug.into(), files })
}

/// Reads a file that lies in a folder, given by its canonical path; a link out of it is not followed.
fn read_file(path: &Path, folder: &Path) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| Fault::Unreadable { error: error.into() };
    if !path.canonicalize().map_err(unreadable)?.starts_with(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(Fault::Outside { name });
    }
    let found = fs::metadata(path).map_err(unreadable)?;
    if !found.is_file() {
        return Err(Fault::NotAFile);
    }
    if found.len() > SCRIPT_LIMIT {
        return Err(Fault::TooLong { size: found.len(), limit: SCRIPT_LIMIT });
    }
    fs::read(path).map_err(unreadable)
}

/// A demo of its text; what is wrong with it comes with its line.
fn demo_of(name: &str, source: &str) -> Result<Demo, (u32, Fault)> {
    legacy::newest(source).map_err(|wrong| (wrong.line, Fault::BadLegacy))?;
    let twice = |twice: marks::Twice| {
        let marks::Twice { mark, first, second } = twice;
        (second, Fault::TwiceMark { mark, first, second })
    };
    let marks = marks::find(source).map_err(twice)?;
    Ok(Demo { name: name.to_owned(), source: source.to_owned(), marks })
}

impl Folder {
    /// The demos beside the scripts, with their marks.
    pub fn demos(&self) -> Result<BTreeMap<String, Demo>, Vec<Problem>> {
        let mut demos = BTreeMap::new();
        let mut problems = Vec::new();
        for name in self.files.keys() {
            let script = Lang::ALL.iter().any(|lang| *name == script_name(*lang));
            if script {
                continue;
            }
            if !name.ends_with(".py") {
                let what = Words::new("a file of a lesson", "课程文件");
                let fault = Fault::BadName { name: name.clone(), what, form: "averager.py" };
                problems.push(problem(&self.path.join(name), fault));
                continue;
            }
            match self.text(name) {
                Err(problem) => problems.push(problem),
                Ok(source) => match demo_of(name, &source) {
                    Ok(demo) => {
                        demos.insert(name.clone(), demo);
                    }
                    Err((line, fault)) => {
                        let start = source.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
                        let length = source[start..].find('\n').unwrap_or(0);
                        let at = Span::new(start, start + length);
                        problems.push(Problem { file: self.path.join(name), at, fault, source });
                    }
                },
            }
        }
        if problems.is_empty() { Ok(demos) } else { Err(problems) }
    }

    /// The languages that have a script.
    pub fn langs(&self) -> impl Iterator<Item = Lang> {
        Lang::ALL.into_iter().filter(|lang| self.files.contains_key(&script_name(*lang)))
    }

    /// Reads the lesson in this language, or in another one where it is not written in this one.
    pub fn load_or_other(&self, lang: Lang) -> Result<Lesson, Vec<Problem>> {
        let there = self.langs().find(|there| *there == lang).or_else(|| self.langs().next());
        self.load(there.unwrap_or(lang))
    }

    /// Reads the lesson in a language.
    pub fn load(&self, lang: Lang) -> Result<Lesson, Vec<Problem>> {
        let name = script_name(lang);
        if !self.files.contains_key(&name) {
            return Err(vec![problem(&self.path.join(&name), Fault::MissingScript { name })]);
        }
        let source = self.text(&name).map_err(|problem| vec![problem])?;
        let demos = self.demos()?;
        let lesson = parse::parse(&self.path.join(&name), lang, &source, &demos)?;
        if lesson.front.lesson != self.number {
            let value = lesson.front.lesson.to_string();
            let fault = Fault::OtherNumber { value, number: self.number };
            let start = source.find("lesson:").unwrap_or(0);
            let at = Span::new(start, start + 7);
            return Err(vec![Problem { file: lesson.file.clone(), source, at, fault }]);
        }
        Ok(lesson)
    }

    /// A file's text, without what has no place in one.
    fn text(&self, name: &str) -> Result<Arc<str>, Problem> {
        let path = self.path.join(name);
        let bytes = match self.files.get(name) {
            // What some editors put before the text is no part of it.
            Some(Ok(bytes)) => bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes),
            Some(Err(fault)) => return Err(problem(&path, fault.clone())),
            None => return Err(problem(&path, Fault::MissingScript { name: name.into() })),
        };
        let source: Arc<str> = match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(error) => {
                let source: Arc<str> = String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into();
                let at = Span::new(source.len(), source.len());
                return Err(Problem { file: path, source, at, fault: Fault::NotText });
            }
        };
        let mut chars = source.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let line_end = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
            if c != '\n' && !line_end && is_control(c) {
                let fault = Fault::Control { code: format!("U+{:04X}", c as u32) };
                let at = Span::new(at, at + c.len_utf8());
                return Err(Problem { file: path, source, at, fault });
            }
        }
        Ok(source)
    }
}

/// Control characters, and those that turn the direction of text around.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
