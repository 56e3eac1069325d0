//! `why`: what a message of Python means; or a program run, and how it ended explained.

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::step;
use crate::cli::{ClockArg, WhyArgs};
use crate::error::Exit;
use crate::error::RunError;
use crate::front::step::Options;
use crate::lang::{Lang, Say, say};
use crate::play::execute::{Executed, execute};
use crate::play::program::{Pace, Prepared, scratch};
use crate::terminal::output::Streams;
use crate::terminal::paint::Palette;
use crate::terminal::problem::TerminalError;
use crate::terminal::sink::Sink;
use crate::terminal::transcript::Transcript;
use crate::trace::event::{Event, Kind};
use crate::trace::fold::FoldError;
use crate::trace::id::FileId;
use crate::trace::timeline::Timeline;
use crate::view::fit::visible;
use crate::view::role::Role;
use crate::view::why::{Explained, Led, finding, lines};
use crate::view::words::{counted, line_number};
use crate::why::{Cause, Finding, Found, Verdict, What, in_line, in_text, of_traceback, troubles, verdict};
use crate::wire::Detail;

/// The columns lines are made for where there is no terminal.
const COLUMNS: usize = 80;
/// The most columns that are read with ease.
const MOST_COLUMNS: u16 = 100;

/// The longest text that is read from stdin, in bytes.
const PASTE_LIMIT: u64 = 1 << 20;

/// The most messages of one run that are explained.
const MOST: usize = 5;

/// Explains a message, or runs FILE and explains how it ended; its exit status is the program's then.
pub(super) fn why(
    arguments: &WhyArgs,
    options: Options,
    palettes: (Palette, Palette),
) -> Result<Exit, RunError> {
    let words = &arguments.program.command_line;
    let first = words.first().map(Path::new).unwrap_or(Path::new(""));
    let lang = options.lang;
    let is_file = first.is_file() || first.extension().is_some_and(|extension| extension == "py");
    if is_file {
        return program(arguments, options, palettes.1);
    }
    let text = match words.as_slice() {
        [only] if only == "-" => pasted()?,
        words => {
            let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
            words.join(" ")
        }
    };
    let Some((found, line)) = in_text(&text) else {
        return Err(RunError::UnknownMessage { message: text.trim().chars().take(200).collect() });
    };
    if arguments.step {
        return step_through(arguments, found, options);
    }
    let line = if in_line(line).is_some() { line.to_owned() } else { spoken(found, line) };
    let explained = Explained { line: &line, found, lines: Vec::new() };
    let columns = columns(&io::stdout());
    let mut out = io::stdout().lock();
    let mut text = String::new();
    for line in lines(&explained, lang, columns) {
        text.push_str(&palettes.0.paint(&line));
        text.push('\n');
    }
    text.push_str(lang.pick(
        "Step through the program: learn-coroutines why --step …\n",
        "单步走一遍这个程序：learn-coroutines why --step …\n",
    ));
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
    Ok(Exit::Done)
}

/// The columns of the terminal a stream goes to.
fn columns(stream: &impl IsTerminal) -> usize {
    let size = crossterm::terminal::size().ok().filter(|_| stream.is_terminal());
    size.map_or(COLUMNS, |(columns, _)| usize::from(columns.clamp(20, MOST_COLUMNS)))
}

/// A message with its class, as Python prints it.
fn spoken(found: Found, message: &str) -> String {
    if found.case.class == crate::why::message::LOG {
        message.to_owned()
    } else {
        format!("{}: {message}", found.case.class)
    }
}

fn pasted() -> Result<String, RunError> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(PASTE_LIMIT).read_to_end(&mut bytes);
    read.map_err(|source| RunError::Unreadable { path: "stdin".into(), source })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Opens step mode on the smallest program with the cause.
fn step_through(arguments: &WhyArgs, found: Found, options: Options) -> Result<Exit, RunError> {
    let folder = scratch()?;
    let path = folder.path().join(format!("{}.py", found.family.id));
    std::fs::write(&path, &found.case.program)
        .map_err(|source| RunError::Create { path: path.clone(), source })?;
    let mut program = arguments.program.clone();
    program.command_line = vec![path.into_os_string()];
    step::run(&program, options)
}

/// Says on a terminal that the program runs: one that hangs on the real clock is ended by Ctrl-C only.
fn announce(file: &Path, lang: Lang) -> Result<(), RunError> {
    let mut out = io::stderr().lock();
    if !out.is_terminal() {
        return Ok(());
    }
    let name = visible(&file.display().to_string());
    let said =
        say!(lang, "{name} runs; Ctrl-C ends it and explains.", "正在运行 {name}；按 Ctrl-C 结束并解释。");
    let written = writeln!(out, "{said}").and_then(|()| out.flush());
    written.map_err(|source| RunError::Output { name: "stderr".to_owned(), source })
}

/// Runs a program as itself, then explains on stderr what it said.
fn program(arguments: &WhyArgs, options: Options, palette: Palette) -> Result<Exit, RunError> {
    let lang = options.lang;
    // On the real clock each line that is told of takes its time, and the stretches would be longer than they are.
    let detail = match arguments.program.clock {
        ClockArg::Real if !arguments.step => Detail::Transitions,
        ClockArg::Real | ClockArg::Virtual => Detail::Lines,
    };
    let prepared = Prepared::new(&arguments.program, detail, Pace::Free)?;
    let source = String::from_utf8_lossy(&prepared.program.source).into_owned();
    let seen = Arc::new(Mutex::new(Seen::default()));
    let is_kept = arguments.step;
    let sink = Collector { streams: Streams::open()?, seen: Arc::clone(&seen), is_kept };
    let limit = arguments.program.timeout;
    if arguments.program.clock == ClockArg::Real {
        announce(&prepared.program.file, lang)?;
    }
    let Executed { exit, traceback } = execute(&prepared, limit, sink, lang, &Transcript::default())?;
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    let events = std::mem::take(&mut seen.events);
    let Seen { timeline: seen, contradiction: broken, .. } = &*seen;
    let mut printed = troubles(seen);
    printed.extend(traceback.iter().flat_map(|traceback| of_traceback(traceback, seen.edge())));
    let verdict = verdict(seen, printed, &prepared.program.file.display().to_string());
    let columns = columns(&io::stderr());
    let mut text = String::from("\n");
    if let Some(error) = broken {
        text.push_str(&palette.paint(&vec![(Role::Error, error.say(lang))]));
        text.push_str("\n\n");
    }
    let all = verdict.findings.len();
    for (index, found) in verdict.findings.iter().take(MOST).enumerate() {
        if all > 1 {
            let title = say!(lang, "Finding {} of {all}", "发现 {} / {all}", index + 1);
            text.push_str(&palette.paint(&vec![(Role::Heading, title)]));
            text.push('\n');
        }
        let led = found.leads.iter().cloned();
        let led = led.map(|cause| led_by(cause, seen, &prepared.program.file, &source)).collect();
        let mut place = place(found, seen, lang);
        if detail == Detail::Lines && !place.is_empty() {
            // Only a run that tells of every line has the steps that step mode counts.
            let step = found.step;
            place += &say!(lang, ", step {step}", "，第 {step} 步");
        }
        for line in finding(found, &place, led, lang, columns) {
            text.push_str(&palette.paint(&line));
            text.push('\n');
        }
        text.push('\n');
    }
    let rest = all.saturating_sub(MOST);
    if rest > 0 {
        text.push_str(&match lang {
            Lang::En => format!("… and {}\n", counted(rest, "more finding")),
            Lang::Zh => format!("……还有 {rest} 处发现\n"),
        });
    }
    if all == 0 && broken.is_none() {
        text = nothing(seen, &verdict, traceback.is_some(), lang);
    }
    let mut err = io::stderr().lock();
    let written = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    written.map_err(|source| RunError::Output { name: "stderr".to_owned(), source })?;
    match verdict.findings.first() {
        Some(first) if arguments.step => {
            let options = Options { at: Some(first.step), ..options };
            step::through(prepared.played_again(events), limit, options)
        }
        _ => Ok(exit),
    }
}

/// The line of a finding, in words.
fn place(found: &Finding, seen: &Timeline, lang: Lang) -> String {
    let Some(site) = found.site else { return String::new() };
    let line = match &found.what {
        What::Blocked { to: Some(to), .. } => {
            say!(lang, "lines {}–{to}", "第 {}–{to} 行", site.line)
        }
        _ => line_number(lang, site.line),
    };
    match seen.live().path(site.file).filter(|_| site.file != FileId(0)) {
        Some(path) => format!("{}: {line}", visible(path)),
        None => line,
    }
}

/// What is said where nothing was found.
fn nothing(seen: &Timeline, verdict: &Verdict, is_unparsable: bool, lang: Lang) -> String {
    let ended = seen.event_to(seen.edge()).map(|event| event.kind);
    let exception = match ended {
        Some(Kind::ProgramEnded { exception, .. }) => exception,
        _ => None,
    };
    let said = match (exception, lang) {
        (Some(exception), Lang::En) => {
            format!(
                "It ended with {}, which has nothing to do with coroutines in particular.",
                visible(exception.as_str())
            )
        }
        (Some(exception), Lang::Zh) => {
            format!("它以 {} 结束，这和协程没有特别的关系。", visible(exception.as_str()))
        }
        (None, _) if is_unparsable => lang
            .pick(
                "It is no Python, and that has nothing to do with coroutines.",
                "它不是合法的 Python，和协程没有关系。",
            )
            .to_owned(),
        (None, _) => verdict.looked.say(lang),
    };
    said + "\n"
}

/// A cause with the text of its line, from FILE or from the module beside it.
fn led_by(cause: Cause, seen: &Timeline, program: &Path, source: &str) -> Led {
    let index = (cause.site.line as usize).saturating_sub(1);
    let line = |text: &str| text.lines().nth(index).unwrap_or_default().to_owned();
    match seen.live().path(cause.site.file).filter(|_| cause.site.file != FileId(0)) {
        None => Led { text: line(source), file: None, cause },
        Some(path) => {
            let beside = program.parent().unwrap_or(Path::new("")).join(path);
            // A module that is gone by now has no text to show; its name and line are enough.
            let text = std::fs::read_to_string(beside).map(|text| line(&text)).unwrap_or_default();
            Led { text, file: Some(path.to_owned()), cause }
        }
    }
}

/// What happened, as far as it fits together.
#[derive(Default)]
struct Seen {
    timeline: Timeline,
    contradiction: Option<FoldError>,
    events: Vec<Event>,
}

/// Hands the program's output on, and keeps what happened.
struct Collector {
    streams: Streams,
    seen: Arc<Mutex<Seen>>,
    /// Whether the events themselves are kept, to be played again.
    is_kept: bool,
}

impl Sink for Collector {
    fn write(&mut self, events: &[Event]) -> Result<(), TerminalError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            // What fits together still tells much.
            match seen.timeline.append(event) {
                Ok(()) if self.is_kept => seen.events.push(event.clone()),
                Ok(()) => {}
                Err(error) => drop(seen.contradiction.get_or_insert(error)),
            }
            if let Kind::Output { stream, bytes } = &event.kind {
                self.streams.program(*stream, bytes)?;
            }
        }
        self.streams.flush()
    }
}
