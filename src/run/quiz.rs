//! `quiz`: the questions of a lesson alone, or questions drawn from the trace of a program.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::lesson::{Reader, Start, Wanted, walk};
use crate::cli::{ClockArg, QuizArgs};
use crate::error::Exit;
use crate::error::RunError;
use crate::front::kept::{now, open_log};
use crate::front::lesson::lines::with_notice;
use crate::front::lesson::{go, medium, unwritable};
use crate::front::step::Options;
use crate::lang::{Lang, Say};
use crate::lesson::catalog::{CURRICULUM, Catalog};
use crate::play::program::{CONFINED_MEMORY_MIB, read};
use crate::play::record::record;
use crate::progress::Walk;
use crate::proof::fault::PlayFault;
use crate::terminal::runtime::runtime;
use crate::terminal::say;
use crate::terminal::signals::Signals;
use crate::trace::event::Clock;
use crate::tutor::ask::{Keeping, Past, Sitting};
use crate::tutor::draft::Topic;
use crate::tutor::draw::{DrawOptions, draw};
use crate::tutor::drawn::{lesson_of, question, screen};
use crate::tutor::pages::{Extent, LessonSource};
use crate::tutor::walk::Tutor;
use crate::view::fit::visible;
use crate::view::role::Role;
use crate::wire::{Detail, Program};

/// How long a program may run before its questions are drawn from what it did until then.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// How many events of a program are enough to draw questions from.
const MOST_EVENTS: usize = 50_000;

/// Asks what is wanted: a lesson's own questions, or a program's.
pub(super) fn quiz(
    arguments: &QuizArgs,
    folder: Option<PathBuf>,
    options: &Options,
) -> Result<Exit, RunError> {
    let start = if arguments.restart { Start::Afresh } else { Start::WhereLeft };
    let name = arguments.name.as_deref();
    match name.filter(|name| is_program(name, &folder)) {
        Some(file) => of_program(Path::new(file), arguments, options),
        None => {
            let wanted = Wanted { name, folder, start, seed: arguments.seed };
            walk(wanted, Walk::Quiz, Reader::Learner, options)
        }
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
    let what = match lang {
        Lang::En => format!("{} is being run …", visible(&path.display().to_string())),
        Lang::Zh => format!("正在运行 {}……", visible(&path.display().to_string())),
    };
    let what = vec![(Role::Waiting, what)];
    let recorded = runtime()?.block_on(async {
        let mut signals = Signals::listen()?;
        let recording = record(program, TIME_LIMIT, MOST_EVENTS);
        Ok::<_, RunError>(with_notice(&what, lang, &mut signals, recording).await)
    })?;
    let events = match recorded {
        Ok(Ok(events)) => events,
        Err(_) => return Ok(Exit::Program(130)),
        Ok(Err(PlayFault::Unparsable { traceback })) => {
            let lines: Vec<String> = traceback.lines().map(visible).collect();
            say(&lines.join("\n"));
            return Ok(Exit::Usage);
        }
        Ok(Err(fault)) => {
            say(&fault.say(lang));
            return Ok(Exit::Program(125));
        }
    };
    let seed = arguments.seed.unwrap_or_else(|| now().unsigned_abs());
    let wanted = DrawOptions { count: arguments.count as usize, topics: &Topic::ALL, seed, lang };
    let drawn = match draw(&events, &wanted) {
        Ok(drawn) => drawn,
        Err(error) => {
            say(&format!("learn-coroutines: {}", error.say(lang)));
            return Ok(Exit::Fault);
        }
    };
    if drawn.is_empty() {
        let text = lang.pick(
            "There is nothing to ask about this program: no generator, coroutine or task of its own ran, and it printed nothing.",
            "这个程序没有什么可问的：它没有运行自己的生成器、协程或任务，也没有打印任何内容。",
        );
        writeln!(io::stdout(), "{text}").map_err(unwritable)?;
        return Ok(Exit::Done);
    }
    let name =
        path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
    let source = String::from_utf8_lossy(&bytes).into_owned();
    let mut lesson = lesson_of(&name, &source, clock, lang);
    for drawn in &drawn {
        let title = match lang {
            Lang::En => format!("line {}", drawn.line),
            Lang::Zh => format!("第 {} 行", drawn.line),
        };
        lesson.screens.push(screen(title, question(drawn, &drawn.id, &name)));
    }
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let slug = whole.to_string_lossy().into_owned();
    let mut source = LessonSource::new(Arc::new(lesson), folder, String::new(), slug);
    source.focus = drawn.iter().map(|drawn| (drawn.id.clone(), drawn.line)).collect();
    let sitting = Sitting {
        walk: Walk::File,
        began: now(),
        seed,
        keeping: Keeping::Kept,
        medium: medium(options),
        lang,
    };
    let tutor = Tutor::new(vec![source], Extent::Questions, sitting, &Past::default());
    go(tutor, open_log(lang), options)
}
