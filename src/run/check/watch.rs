//! `check --watch`: stays, and checks again every lesson in which something changed.
//!
//! Files are looked at here instead of by a crate that is told of changes: a few dozen calls of `stat` do, on every system
//! and on shared folders too.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

use super::shown::Shown;
use super::{Checked, Target, one, targets};
use crate::cli::CheckArgs;
use crate::lang::Lang;
use crate::lesson::problem::Problem;
use crate::play::record::Player;
use crate::play::system::SystemPython;
use crate::proof::report::{Colour, Finding, Report};
use crate::terminal::problem::TerminalError;
use crate::terminal::runtime::runtime;
use crate::terminal::signals::Signals;
use crate::view::fit::visible;
use crate::view::words::counted;

/// How often files are looked at: a few dozen calls of `stat`, which also works where nothing tells of changes.
const PERIOD: Duration = Duration::from_millis(250);

/// What a file looked like: when it was written, and its size. `None` where it is not there.
type Mark = Option<(SystemTime, u64)>;

/// The files of a lesson as they were when it was last looked at.
type Picture = BTreeMap<PathBuf, Mark>;

/// What a target is: two of them may be scripts of one lesson.
type Key = (PathBuf, Vec<Lang>, Option<usize>);

fn key_of(target: &Target) -> Key {
    (target.folder.clone(), target.langs.clone(), target.line)
}

/// Checks, and again whatever changes, until Ctrl-C; what came of the last check of each lesson decides the end.
pub(super) fn watch(
    arguments: &CheckArgs,
    system: Option<&SystemPython>,
    colour: Colour,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<Checked> {
    let (interrupted, stop) = interruption()?;
    let mut seen: BTreeMap<PathBuf, Picture> = BTreeMap::new();
    let mut held: BTreeMap<Key, Checked> = BTreeMap::new();
    // What a demo did stays known until a program changes: a demo may import another one.
    let mut players: BTreeMap<PathBuf, Player> = BTreeMap::new();
    let mut told: Option<String> = None;
    let mut shown = Shown::on_stderr(lang);
    loop {
        let (found, problems) = found(arguments);
        let mut report =
            Report { findings: problems.iter().map(Finding::of_problem).collect(), ..Report::default() };
        let pictures: BTreeMap<PathBuf, Picture> =
            found.iter().map(|target| (target.folder.clone(), picture(&target.folder))).collect();
        let has_changed = |target: &&Target| seen.get(&target.folder) != pictures.get(&target.folder);
        let changed: Vec<&Target> = found.iter().filter(has_changed).collect();
        let names: BTreeMap<&PathBuf, Vec<PathBuf>> = pictures
            .iter()
            .filter_map(|(folder, now)| Some((folder, difference(seen.get(folder)?, now))))
            .collect();
        let named: Vec<String> =
            names.values().flatten().map(|name| visible(&name.display().to_string())).collect();
        if !named.is_empty() && !arguments.json {
            writeln!(out, "── {} {} ──", lang.pick("changed:", "有改动："), named.join(", "))?;
            out.flush()?;
        }
        held.retain(|key, _| found.iter().any(|target| key_of(target) == *key));
        let is_program = |name: &PathBuf| name.extension().is_some_and(|extension| extension == "py");
        players.retain(|folder, _| !names.get(folder).is_some_and(|names| names.iter().any(is_program)));
        for target in &changed {
            let fresh = || Player::stopped_by(stop.clone());
            let player = players.entry(target.folder.clone()).or_insert_with(fresh);
            let mut own = Report::default();
            one(target, player, system, &mut shown, &mut own);
            if *stop.borrow() {
                return Ok(ended(&held, &report));
            }
            held.insert(key_of(target), Checked::of(&own));
            report.findings.extend(own.findings);
            report.scripts.extend(own.scripts);
        }
        // What is wrong with the paths themselves is said once, not at every look.
        let wrong = problems.iter().map(|problem| problem.fault.to_string()).collect::<Vec<_>>().join("\n");
        if !changed.is_empty() || told.as_ref() != Some(&wrong) {
            report.findings.sort_by_key(Finding::key);
            if arguments.json {
                report.json(out)?;
            } else {
                report.text(colour, lang, out)?;
                writeln!(out, "{}", waiting(found.len(), lang))?;
            }
            out.flush()?;
            told = Some(wrong);
        }
        seen = pictures;
        match interrupted.recv_timeout(PERIOD) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(ended(&held, &report)),
        }
    }
}

fn waiting(lessons: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("watching {}; Ctrl-C ends", counted(lessons, "lesson")),
        Lang::Zh => format!("正在监视 {lessons} 课；按 Ctrl-C 结束"),
    }
}

fn ended(held: &BTreeMap<Key, Checked>, report: &Report) -> Checked {
    let fails = held.values().any(|checked| *checked == Checked::Fails);
    if fails || !report.findings.is_empty() && held.is_empty() { Checked::Fails } else { Checked::Holds }
}

/// Ctrl-C, as a message and as a flag for whatever runs.
fn interruption() -> io::Result<(Receiver<()>, watch::Receiver<bool>)> {
    let runtime = runtime().map_err(TerminalError::into_source)?;
    let mut signals = Signals::listen().map_err(TerminalError::into_source)?;
    let (tell, told) = channel();
    let (raise, flag) = watch::channel(false);
    thread::spawn(move || {
        runtime.block_on(signals.next());
        raise.send(true).ok();
        // The main thread may have ended by itself.
        tell.send(()).ok();
    });
    Ok((told, flag))
}

/// The lessons that the arguments mean now, and what is wrong with the arguments.
fn found(arguments: &CheckArgs) -> (Vec<Target>, Vec<Problem>) {
    let (mut all, mut problems) = (Vec::new(), Vec::new());
    for path in &arguments.paths {
        match targets(path) {
            Ok(targets) => all.extend(targets),
            Err(problem) => problems.push(problem),
        }
    }
    (all, problems)
}

fn picture(folder: &Path) -> Picture {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.path()).filter(|path| {
        // What editors and Python leave beside a file is no part of the lesson.
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        !name.starts_with('.') && !name.ends_with('~') && name != "__pycache__"
    });
    files.map(|path| (path.clone(), mark(&path))).collect()
}

fn mark(path: &Path) -> Mark {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// The files that are not what they were.
fn difference(before: &Picture, now: &Picture) -> Vec<PathBuf> {
    let mut names: Vec<&PathBuf> = before.keys().chain(now.keys()).collect();
    names.sort();
    names.dedup();
    names.into_iter().filter(|path| before.get(*path) != now.get(*path)).cloned().collect()
}
