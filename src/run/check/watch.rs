//! `check --watch`: stays, and checks again every lesson in which something changed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::play::Player;
use super::report::{Colour, Finding, Report};
use super::{Checked, Target, one, targets};
use crate::cli::CheckArgs;
use crate::lang::Lang;
use crate::lesson::problem::Problem;
use crate::view::fit::visible;

/// How often files are looked at: a few dozen calls of `stat`, which also works where nothing tells of changes.
const PERIOD: Duration = Duration::from_millis(250);

/// What a file looked like: when it was written, and its size. `None` where it is not there.
type Mark = Option<(SystemTime, u64)>;

/// The files of a lesson as they were when it was last looked at.
type Picture = BTreeMap<PathBuf, Mark>;

/// Checks, and again whatever changes, until Ctrl-C; what came of the last check of each lesson decides the end.
pub(super) fn watch(
    arguments: &CheckArgs,
    system: Option<&super::play::SystemPython>,
    colour: Colour,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<Checked> {
    let (interrupted, stop) = interruption()?;
    let mut seen: BTreeMap<PathBuf, Picture> = BTreeMap::new();
    let mut held: BTreeMap<PathBuf, Checked> = BTreeMap::new();
    let mut told: Option<String> = None;
    loop {
        let (found, problems) = found(arguments);
        let mut report =
            Report { findings: problems.iter().map(Finding::of_problem).collect(), ..Report::default() };
        held.retain(|folder, _| found.iter().any(|target| target.folder == *folder));
        seen.retain(|folder, _| found.iter().any(|target| target.folder == *folder));
        let mut changed = Vec::new();
        for target in &found {
            let now = picture(&target.folder);
            let before = seen.insert(target.folder.clone(), now.clone());
            if before.as_ref() == Some(&now) {
                continue;
            }
            changed.push((target, before.map(|before| difference(&before, &now))));
        }
        for (target, names) in &changed {
            if let Some(names) = names.as_ref().filter(|names| !names.is_empty() && !arguments.json) {
                let names: Vec<String> =
                    names.iter().map(|name| visible(&name.display().to_string())).collect();
                let word = lang.pick("changed:", "有改动：");
                writeln!(out, "── {word} {} ──", names.join(", "))?;
                out.flush()?;
            }
            let mut player = Player::stopped_by(stop.clone());
            let mut own = Report::default();
            one(target, &mut player, system, &mut own);
            if *stop.borrow() {
                return Ok(ended(&held, &report));
            }
            held.insert(target.folder.clone(), Checked::of(&own));
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
                report.text(colour, out)?;
                writeln!(out, "{}", waiting(found.len(), lang))?;
            }
            out.flush()?;
            told = Some(wrong);
        }
        match interrupted.recv_timeout(PERIOD) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return Ok(ended(&held, &report)),
        }
    }
}

fn waiting(lessons: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("watching {lessons} lesson{}; Ctrl-C ends", if lessons == 1 { "" } else { "s" }),
        Lang::Zh => format!("正在监视 {lessons} 课；按 Ctrl-C 结束"),
    }
}

fn ended(held: &BTreeMap<PathBuf, Checked>, report: &Report) -> Checked {
    let fails = held.values().any(|checked| *checked == Checked::Fails);
    if fails || !report.findings.is_empty() && held.is_empty() { Checked::Fails } else { Checked::Holds }
}

/// Ctrl-C, as a message and as a flag for whatever runs.
fn interruption() -> io::Result<(Receiver<()>, watch::Receiver<bool>)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut interrupt = runtime.block_on(async { signal(SignalKind::interrupt()) })?;
    let mut terminate = runtime.block_on(async { signal(SignalKind::terminate()) })?;
    let (tell, told) = channel();
    let (raise, flag) = watch::channel(false);
    thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        });
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
