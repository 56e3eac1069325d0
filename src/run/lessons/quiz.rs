//! `quiz`: the questions of a lesson alone, or questions drawn from the trace of a program.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::draw::{lesson_of, question, screen};
use super::pages::{Extent, Home};
use super::session::{Journey, Session};
use super::{Manner, Start, Wish, go, walk};
use crate::cli::{ClockArg, QuizArgs};
use crate::error::Exit;
use crate::lang::{Lang, Say};
use crate::lesson::catalog::{CURRICULUM, Catalog};
use crate::progress::Walk;
use crate::proof::fault::PlayFault;
use crate::run::keep::{Keeper, now};
use crate::run::play::play_program;
use crate::run::problem::RunError;
use crate::run::program::{CONFINED_MEMORY_MIB, read};
use crate::run::step::Options;
use crate::trace::event::Clock;
use crate::tutor::draft::Topic;
use crate::tutor::draw::{self, draw};
use crate::wire::{Detail, Program};

/// How long a program may run before its questions are drawn from what it did until then.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// How many events of a program are enough to draw questions from.
const MOST_EVENTS: usize = 50_000;

/// Asks what is wanted: a lesson's own questions, or a program's.
pub(in crate::run) fn quiz(
    arguments: &QuizArgs,
    folder: Option<PathBuf>,
    options: Options,
) -> Result<Exit, RunError> {
    let start = if arguments.restart { Start::Afresh } else { Start::WhereLeft };
    let name = arguments.name.as_deref();
    match name.filter(|name| is_program(name, &folder)) {
        Some(file) => of_program(Path::new(file), arguments, &options),
        None => walk(Wish { name, folder, start, seed: arguments.seed }, Walk::Quiz, Manner::Learn, options),
    }
}

/// Whether a name means a program: where it is no lesson's, and either looks like a file's or is one's.
fn is_program(name: &str, folder: &Option<PathBuf>) -> bool {
    let catalog = folder.clone().map_or(Catalog::BuiltIn, Catalog::Folder);
    let is_planned = folder.is_none()
        && CURRICULUM.iter().any(|planned| planned.slug == name || planned.number.to_string() == name);
    let is_lesson = is_planned || matches!(catalog.find(name), Ok(Some(_)));
    !is_lesson && (name.ends_with(".py") || name.contains(['/', '\\']) || Path::new(name).exists())
}

/// Runs a program and asks about what it did.
fn of_program(path: &Path, arguments: &QuizArgs, options: &Options) -> Result<Exit, RunError> {
    let lang = options.lang;
    let bytes = read(path)?;
    let clock = match arguments.clock {
        ClockArg::Virtual => Clock::Virtual,
        ClockArg::Real => Clock::Real,
    };
    let program = Program {
        file: path.to_owned(),
        args: Vec::new(),
        source: bytes.clone(),
        clock,
        detail: Detail::Lines,
        stepping: false,
        memory_mib: CONFINED_MEMORY_MIB,
        legacy: false,
        under_the_hood: false,
        sandbox: None,
    };
    let mut out = io::stdout();
    let unwritable = |source| RunError::Output { name: "stdout".to_owned(), source };
    let events = match play_program(program, TIME_LIMIT, MOST_EVENTS, None) {
        Ok(events) => events,
        Err(PlayFault::Unparsable { traceback }) => {
            let lines: Vec<String> = traceback.lines().map(crate::view::fit::visible).collect();
            crate::terminal::say(&lines.join("\n"));
            return Ok(Exit::Usage);
        }
        Err(fault) => {
            crate::terminal::say(&fault.say(lang));
            return Ok(Exit::Program(125));
        }
    };
    let seed = arguments.seed.unwrap_or_else(|| now().unsigned_abs());
    let wish = draw::Wish { count: arguments.count as usize, topics: &Topic::ALL, seed, lang };
    let drawn = match draw(&events, &wish) {
        Ok(drawn) => drawn,
        Err(error) => {
            crate::terminal::say(&format!("learn-coroutines: {}", error.say(lang)));
            return Ok(Exit::Fault);
        }
    };
    if drawn.is_empty() {
        let text = lang.pick(
            "There is nothing to ask about this program: no generator, coroutine or task of its own ran, and it printed nothing.",
            "这个程序没有什么可问的：它没有运行自己的生成器、协程或任务，也没有打印任何内容。",
        );
        writeln!(out, "{text}").map_err(unwritable)?;
        return Ok(Exit::Done);
    }
    let name =
        path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
    let source = String::from_utf8_lossy(&bytes).into_owned();
    let mut lesson = lesson_of(&name, &source, clock, lang);
    let mut focus = BTreeMap::new();
    for drawn in &drawn {
        let title = match lang {
            Lang::En => format!("line {}", drawn.line),
            Lang::Zh => format!("第 {} 行", drawn.line),
        };
        lesson.screens.push(screen(title, question(drawn, &drawn.id, &name)));
        focus.insert(drawn.id.clone(), drawn.line);
    }
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let home = Home {
        lesson: &lesson,
        folder: path.parent().map(Path::to_owned).unwrap_or_default(),
        course: String::new(),
        slug: whole.to_string_lossy().into_owned(),
        variants: BTreeMap::new(),
        focus,
    };
    let journey = Journey { walk: Walk::File, sitting: now(), keeper: Keeper::open(lang), seed };
    go(Session::new(vec![home], Extent::Questions, lang, journey), Manner::Learn, options)
}
