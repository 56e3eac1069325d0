//! `check`: lessons read strictly, their demos run, every claim held against the run, and the languages compared.

pub(in crate::run) mod fault;
pub(in crate::run) mod play;
mod report;
pub(in crate::run) mod verify;
mod watch;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

pub use report::Colour;

use report::{Finding, Report};
use verify::{Verifier, used_marks};

use crate::cli::CheckArgs;
use crate::lang::{Lang, Words};
use crate::lesson::catalog::{self, Folder};
use crate::lesson::compare::compare;
use crate::lesson::model::{Demo, Lesson, Mode, Span, Step, position};
use crate::lesson::parse::{PROSE_LIMIT, READING_WIDTH};
use crate::lesson::problem::{Fault, Lack, Problem};
use crate::view::markdown;

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// Everything is as it is said.
    Holds,
    /// Something is not.
    Fails,
    /// There is no Python on this system to compare with.
    NoPython,
}

impl Checked {
    fn of(report: &Report) -> Checked {
        if report.findings.is_empty() { Checked::Holds } else { Checked::Fails }
    }
}

/// A lesson to check: which scripts of it, and which line.
struct Target {
    folder: PathBuf,
    langs: Vec<Lang>,
    line: Option<usize>,
}

/// Checks what the arguments name and tells what is wrong.
pub fn check(arguments: &CheckArgs, colour: Colour, lang: Lang, out: &mut impl Write) -> io::Result<Checked> {
    let mut report = Report::default();
    let system = if arguments.cpython { play::SystemPython::find() } else { None };
    if arguments.cpython && system.is_none() {
        return Ok(Checked::NoPython);
    }
    if arguments.watch {
        return watch::watch(arguments, system.as_ref(), colour, lang, out);
    }
    let mut player = play::Player::default();
    for path in &arguments.paths {
        match targets(path) {
            Err(problem) => report.findings.push(Finding::of_problem(&problem)),
            Ok(targets) => {
                for target in targets {
                    one(&target, &mut player, system.as_ref(), &mut report);
                }
            }
        }
    }
    report.findings.sort_by_key(Finding::key);
    if arguments.json {
        report.json(out)?;
    } else {
        report.text(colour, lang, out)?;
    }
    Ok(Checked::of(&report))
}

/// Tells what is wrong with lessons that cannot be read.
pub(super) fn report_problems(problems: &[Problem], lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let findings = problems.iter().map(Finding::of_problem).collect();
    Report { findings, ..Report::default() }.text(Colour::No, lang, out)
}

/// The lessons a path means.
fn targets(path: &str) -> Result<Vec<Target>, Problem> {
    let (path, line) = match path.rsplit_once(':') {
        Some((file, line)) if !Path::new(path).exists() && line.parse::<usize>().is_ok() => {
            (file, line.parse().ok())
        }
        _ => (path, None),
    };
    let path = Path::new(path);
    let problem = |fault: Fault| Problem { file: path.into(), source: "".into(), at: Span::default(), fault };
    let found =
        std::fs::metadata(path).map_err(|error| problem(Fault::Unreadable { error: error.into() }))?;
    if found.is_file() {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(lang) = Lang::ALL.into_iter().find(|lang| catalog::script_name(*lang) == name) else {
            let what = Words::new("a script", "脚本");
            return Err(problem(Fault::BadName { name: name.into(), what, form: "lesson.en.md" }));
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Ok(vec![Target { folder: folder.into(), langs: vec![lang], line }]);
    }
    let whole = |folder: PathBuf| Target { folder, langs: Lang::ALL.into(), line: None };
    let is_lesson = Lang::ALL.iter().any(|lang| path.join(catalog::script_name(*lang)).exists());
    let name = path.canonicalize().ok();
    let named = name.as_ref().and_then(|name| name.file_name()?.to_str().map(catalog::folder_name)).flatten();
    if is_lesson || named.is_some() {
        return Ok(vec![whole(path.into())]);
    }
    let folders = catalog::Catalog::Folder(path.into()).folders()?;
    if folders.is_empty() {
        return Err(problem(Fault::Lacks { what: Lack::Folder }));
    }
    Ok(folders.into_iter().map(|folder| whole(folder.path)).collect())
}

/// Checks one lesson.
fn one(target: &Target, player: &mut play::Player, system: Option<&play::SystemPython>, report: &mut Report) {
    let folder = match catalog::read_folder(&target.folder) {
        Ok(folder) => folder,
        Err(problem) => return report.findings.push(Finding::of_problem(&problem)),
    };
    let mut lessons: Vec<Lesson> = Vec::new();
    let mut told = BTreeSet::new();
    for lang in &target.langs {
        match folder.load(*lang) {
            Ok(lesson) => lessons.push(lesson),
            // What is wrong with a demo is wrong for every language, and told once.
            Err(problems) => report.findings.extend(
                problems
                    .iter()
                    .filter(|problem| told.insert((problem.file.clone(), problem.at.start)))
                    .map(Finding::of_problem),
            ),
        }
    }
    for lesson in &lessons {
        let wanted = |at: Span| match target.line {
            None => true,
            Some(line) => (lesson.position(at.start).0..=lesson.position(at.end).0).contains(&line),
        };
        let verifier =
            Verifier { lesson, player: &mut *player, system, verified: verify::Verified::default() };
        let verified = verifier.all(wanted);
        report.script(lesson, verified);
        if target.line.is_none() {
            let problems = whole(lesson);
            report.findings.extend(problems.iter().map(Finding::of_problem));
        }
    }
    if let [first, second] = &lessons[..] {
        report.findings.extend(compare(first, second).iter().map(Finding::of_problem));
    }
    if target.line.is_none() && lessons.len() == target.langs.len() {
        report.findings.extend(unused(&folder, &lessons).iter().map(Finding::of_problem));
    }
}

/// What a whole lesson has to have.
fn whole(lesson: &Lesson) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut fault = |at: Span, fault: Fault| {
        problems.push(Problem { file: lesson.file.clone(), source: lesson.source.clone(), at, fault });
    };
    let mut lines = 0;
    let mut steps = Vec::new();
    for step in lesson.screens.iter().flat_map(|screen| &screen.steps) {
        match step {
            Step::Prose(prose) => {
                let rendered = markdown::render(&prose.text, READING_WIDTH);
                lines += rendered.iter().filter(|line| !line.is_empty()).count();
                if lines > PROSE_LIMIT {
                    fault(prose.at, Fault::TooMuchProse { lines, limit: PROSE_LIMIT });
                    lines = 0;
                }
            }
            Step::Output(_) => {}
            _ => lines = 0,
        }
        steps.push(step);
    }
    let kinds: BTreeSet<&str> = lesson.questions().map(|question| question.kind.word()).collect();
    let questions = lesson.questions().count();
    let has = |wanted: &dyn Fn(&Step) -> bool| steps.iter().any(|step| wanted(step));
    let lacks = [
        (questions < 5, Lack::Questions(questions)),
        (kinds.len() < 3, Lack::Kinds(kinds.len())),
        (!has(&|step| matches!(step, Step::Show(show) if show.mode == Mode::Predict)), Lack::Predict),
        (!has(&|step| matches!(step, Step::Try(_))), Lack::Try),
        (!has(&|step| matches!(step, Step::Summary(_))), Lack::Summary),
        (!has(&|step| matches!(step, Step::Next(_))), Lack::Next),
    ];
    for (lacks, what) in lacks {
        if lacks {
            fault(Span::new(0, 3), Fault::Lacks { what });
        }
    }
    problems
}

/// Demos and marks that nothing uses.
fn unused(folder: &Folder, lessons: &[Lesson]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let Some(first) = lessons.first() else {
        return problems;
    };
    for demo in first.demos.values() {
        let shown = |step: &Step| match step {
            Step::Show(show) => show.demo == demo.name,
            Step::Ask(question) => question.demo.as_ref() == Some(&demo.name),
            Step::Try(goal) => goal.demo == demo.name,
            _ => false,
        };
        let file = folder.path.join(&demo.name);
        let problem = |line: u32, fault: Fault| Problem {
            file: file.clone(),
            source: demo.source.as_str().into(),
            at: line_span(demo, line),
            fault,
        };
        let is_used = lessons.iter().any(|lesson| lesson.screens.iter().any(|s| s.steps.iter().any(shown)));
        let imported = first.demos.values().any(|other| imports(other, demo));
        if !is_used && !imported {
            problems.push(problem(1, Fault::UnusedDemo { name: demo.name.clone() }));
            continue;
        }
        let used: BTreeSet<u32> = lessons.iter().flat_map(|lesson| used_marks(lesson, &demo.name)).collect();
        for (mark, line) in demo.marks.iter().filter(|(mark, _)| !used.contains(mark)) {
            problems.push(problem(*line, Fault::UnusedMark { demo: demo.name.clone(), mark: *mark }));
        }
    }
    problems
}

/// Whether a demo imports another one.
fn imports(demo: &Demo, other: &Demo) -> bool {
    let module = other.name.trim_end_matches(".py");
    demo.source.lines().any(|line| {
        let mut words = line.split(|c: char| c.is_whitespace() || c == ',');
        matches!(words.next(), Some("import" | "from")) && words.any(|word| word == module)
    })
}

fn line_span(demo: &Demo, line: u32) -> Span {
    let start: usize =
        demo.source.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let length = demo.source[start..].find('\n').unwrap_or(demo.source.len() - start);
    debug_assert_eq!(position(&demo.source, start).0, line as usize);
    Span::new(start, start + length)
}
