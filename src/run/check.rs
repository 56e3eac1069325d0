//! `check`: lessons read strictly, their demos run, every claim held against the run, and the languages compared.

mod shown;
mod watch;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;

use crate::cli::CheckArgs;
use crate::lang::{Lang, Say, SystemError, Words};
use crate::lesson::catalog;
use crate::lesson::marks::{self, Twice};
use crate::lesson::misconception::FILE;
use crate::lesson::model::{Demo, Front, Span};
use crate::lesson::problem::{Fault, Lack, Problem};
use crate::lesson::window::Run;
use crate::play::record::Player;
use crate::play::system::SystemPython;
use crate::proof::misconceptions::unmet;
use crate::proof::plays::{OtherPython, OtherWishes, Plays, Wishes};
use crate::proof::recount::{marked, recount};
use crate::proof::report::{Colour, Finding, Report};
use crate::proof::{Part, prove};
use crate::view::fit::visible;
use shown::Shown;

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
    pub(super) fn of(report: &Report) -> Checked {
        if report.findings.is_empty() { Checked::Holds } else { Checked::Fails }
    }
}

/// A lesson to check: which scripts of it, and which line.
pub(super) struct Target {
    pub(super) folder: PathBuf,
    pub(super) langs: Vec<Lang>,
    pub(super) line: Option<usize>,
}

/// Checks what the arguments name and tells what is wrong.
pub fn check(arguments: &CheckArgs, colour: Colour, lang: Lang, out: &mut impl Write) -> io::Result<Checked> {
    if arguments.claims {
        return recounts(&arguments.paths, lang, out);
    }
    let mut report = Report::default();
    let system = if arguments.cpython { SystemPython::find() } else { None };
    if arguments.cpython && system.is_none() {
        return Ok(Checked::NoPython);
    }
    if arguments.watch {
        return watch::watch(arguments, system.as_ref(), colour, lang, out);
    }
    let mut player = Player::default();
    let mut shown = Shown::on_stderr(lang);
    for path in &arguments.paths {
        match targets(path) {
            Err(problem) => report.findings.push(Finding::of_problem(&problem)),
            Ok(targets) => {
                for target in targets {
                    one(&target, &mut player, system.as_ref(), &mut shown, &mut report);
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

/// Runs programs and prints what happens in each as claims.
fn recounts(paths: &[String], lang: Lang, out: &mut impl Write) -> io::Result<Checked> {
    let mut player = Player::default();
    let mut checked = Checked::Holds;
    for path in paths {
        let path = Path::new(path);
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let told = match std::fs::read_to_string(path) {
            Err(error) => Err(SystemError::from(error).say(lang)),
            Ok(source) => match marks::find(&source) {
                Err(twice) => {
                    let Twice { mark, first, second } = twice;
                    Err(Fault::TwiceMark { mark, first, second }.say(lang))
                }
                Ok(marks) => {
                    let demo = Demo { name, source, marks };
                    let played = player.play(path, &demo.source, &Front::of_program());
                    played.map_err(|fault| fault.say(lang)).map(|played| {
                        let run = Run::new(&played);
                        let marked = marked(&run, &demo);
                        let program =
                            if marked == demo { String::new() } else { marked.source.clone() + "\n" };
                        program + &recount(&run, &marked)
                    })
                }
            },
        };
        match told {
            Ok(text) => out.write_all(printable(&text).as_bytes())?,
            Err(why) => {
                checked = Checked::Fails;
                writeln!(out, "{}: {}", visible(&path.display().to_string()), visible(&why))?;
            }
        }
    }
    out.flush()?;
    Ok(checked)
}

/// A text with its line breaks, and nothing that a terminal would obey.
fn printable(text: &str) -> String {
    text.lines().map(|line| visible(line) + "\n").collect()
}

/// Tells what is wrong with lessons that cannot be read.
pub(super) fn report_problems(problems: &[Problem], lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let findings = problems.iter().map(Finding::of_problem).collect();
    Report { findings, ..Report::default() }.text(Colour::No, lang, out)
}

/// The lessons a path means.
pub(super) fn targets(path: &str) -> Result<Vec<Target>, Problem> {
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

/// Checks one lesson: all that it needs is run first, several programs at once, and then held against what it says.
fn one(
    target: &Target,
    player: &mut Player,
    system: Option<&SystemPython>,
    shown: &mut Shown,
    report: &mut Report,
) {
    let folder = match catalog::read_folder(&target.folder) {
        Ok(folder) => folder,
        Err(problem) => return report.findings.push(Finding::of_problem(&problem)),
    };
    let part = match target.line {
        None => Part::Whole,
        Some(line) => Part::Line(line),
    };
    let (mut wishes, other) = (Wishes::default(), OtherWishes::default());
    let asked = system.map(|_| &other as &dyn OtherPython);
    prove(&folder, &target.langs, part, &mut wishes, asked, &mut Report::default());
    let other = other.programs.into_inner();
    thread::scope(|scope| {
        if let Some(system) = system {
            scope.spawn(|| system.ask_ahead(&other));
        }
        let count = wishes.programs.len();
        // What cannot be run is told where it is wanted.
        player.play_ahead(&wishes.programs, &mut |done| shown.tell(&target.folder, done, count)).ok();
    });
    shown.clear();
    let system = system.map(|system| system as &dyn OtherPython);
    prove(&folder, &target.langs, part, player, system, report);
    // What the lessons meet is listed beside them.
    let beside = target.folder.canonicalize().ok().and_then(|whole| Some(whole.parent()?.join(FILE)));
    if part == Part::Whole
        && let Some(path) = beside.filter(|path| path.is_file())
        && let (Ok(text), Ok(english)) = (std::fs::read_to_string(&path), folder.load(Lang::En))
    {
        let file = target.folder.parent().unwrap_or(Path::new("")).join(FILE);
        report.findings.extend(unmet(&file, &text, &english).iter().map(Finding::of_problem));
    }
}
