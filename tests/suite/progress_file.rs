//! The progress file when things go wrong: kills, two shells, full disks, damage, newer versions, no permission.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rustix::process::Signal;

use crate::progress::{DATABASE, answers, database, lesson_of, say};
use crate::sandbox::{Output, Sandbox, binary};
use crate::seeded::Seeded;

#[test]
fn two_shells_at_once_keep_both_their_answers() {
    let sandbox = Sandbox::new();
    lesson_of(&sandbox, 40);
    let start = || {
        let running = sandbox.program(["--plain", "--lang", "en", "--lessons", "own", "quiz", "1"]).start();
        running.wait_for_stdout("Is it 0?");
        running
    };
    let (mut one, mut other) = (start(), start());
    one.write(&"a\n\n".repeat(40));
    other.write(&"1\na\n\n".repeat(40));
    for (shell, told) in [(one, "; the answer shown of 40."), (other, "40 of 40 questions answered")] {
        let output = shell.finish().status(0);
        assert!(output.stdout.contains(told), "{output}");
        assert!(!output.stdout.contains("kept"), "{output}");
    }
    let answers = answers(&sandbox);
    let shown = |answer: &&serde_json::Value| answer["outcome"] == "shown" && answer["attempt"] == 1;
    let graded = |answer: &&serde_json::Value| answer["outcome"] != "shown";
    assert_eq!((answers.iter().filter(shown).count(), answers.iter().filter(graded).count()), (40, 40));
}

#[test]
fn a_kill_at_any_moment_loses_no_answer() {
    const HOMES: usize = 4;
    const KILLS: usize = 50;
    let kills = std::thread::scope(|scope| {
        let home = |number: usize| scope.spawn(move || kill_again_and_again(number as u64 + 1, KILLS));
        let homes: Vec<_> = (0..HOMES).map(home).collect();
        homes
            .into_iter()
            .map(|home| home.join().expect("no panic"))
            .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
    });
    assert_eq!(kills.0, HOMES * KILLS);
    // The moments are spread over the quiz: on the average there were a dozen questions before a kill.
    assert!(kills.1 > HOMES * KILLS * 8, "only {} answers were given before the kills", kills.1);
}

/// Kills a quiz so often, at random moments; returns how often and how many answers were acknowledged.
fn kill_again_and_again(seed: u64, kills: usize) -> (usize, usize) {
    let sandbox = Sandbox::new();
    lesson_of(&sandbox, 30);
    let mut dice = Seeded::new(seed);
    let mut acknowledged = 0;
    let mut killed = 0;
    while killed < kills {
        let mut quiz = sandbox
            .program(["--plain", "--lang", "en", "--lessons", "own", "quiz", "1", "--restart"])
            .start();
        quiz.write(&"1\na\n\n".repeat(30));
        // One in eight while the program starts or soon after, the others at some question and a little later.
        let (page, longest) = match dice.below(8) {
            0 => (None, 60_000),
            _ => (Some(dice.below(28) + 1), 4_000),
        };
        if let Some(page) = page {
            quiz.wait_for_stdout(&format!(" {page}/30 ·"));
        }
        let until = Instant::now() + Duration::from_micros(dice.next() % longest);
        while Instant::now() < until {
            std::thread::park_timeout(until.saturating_duration_since(Instant::now()));
        }
        quiz.signal(Signal::KILL);
        let output = quiz.finish();
        // A machine with much to do may let the quiz come to its end first; that is no kill.
        assert!([-9, 0].contains(&output.status), "{output}");
        killed += usize::from(output.status == -9);
        // What was said about an answer was said after it was kept: one grade for each attempt, and one answer shown
        // for each question that was not right at once.
        let graded =
            output.stdout.matches("✓ Right.").count() + output.stdout.matches("✗ Not quite.").count();
        acknowledged += graded;
        if !database(&sandbox).exists() {
            assert_eq!(graded, 0, "{output}");
            continue;
        }
        // As the next start would, without waiting for it.
        let file = Connection::open(database(&sandbox)).expect("opens");
        let sound: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("answers");
        assert_eq!(sound, "ok");
        let version: i32 = file.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("answers");
        if version > 0 {
            let kept: i64 = file
                .query_row("SELECT count(*) FROM answer WHERE outcome <> 'shown'", [], |row| row.get(0))
                .expect("counts");
            assert!(kept >= acknowledged as i64, "{kept} kept of {acknowledged}\n{output}");
        }
    }
    let kept = answers(&sandbox).iter().filter(|answer| answer["outcome"] != "shown").count();
    assert!(kept >= acknowledged, "{kept} kept of {acknowledged}");
    (killed, acknowledged)
}

#[test]
fn a_damaged_file_is_kept_aside_and_told_in_each_language() {
    for (lang, says) in [("en", "your progress was damaged"), ("zh", "学习进度文件已损坏")] {
        let sandbox = Sandbox::new();
        sandbox.write(DATABASE, "this was a database once, and is none now");
        let output = say(&sandbox, &["--lang", lang, "lesson", "3"], "n\nn\n3\nq\n").status(0);
        assert!(output.stdout.contains(says), "{output}");
        let aside = format!("{DATABASE}.damaged-1");
        assert_eq!(sandbox.read(&aside), "this was a database once, and is none now");
        assert_eq!(answers(&sandbox).len(), 1);
    }
}

#[test]
fn a_newer_file_is_left_alone_and_lessons_are_read_without_it() {
    let sandbox = Sandbox::new();
    let _ = say(&sandbox, &["lesson", "3"], "q\n").status(0);
    let file = Connection::open(database(&sandbox)).expect("opens");
    file.pragma_update(None, "user_version", 99).expect("marks");
    drop(file);
    let before = fs::read(database(&sandbox)).expect("reads");
    let output = say(&sandbox, &["--lang", "en", "lesson", "3"], "n\nn\n3\nq\n").status(1);
    assert!(output.stdout.contains("written by a newer learn-coroutines (version 99"), "{output}");
    assert!(output.stdout.contains("✓ Right."), "{output}");
    assert!(output.stderr.contains("1 of your answers could not be kept."), "{output}");
    let told = sandbox.program(["--lang", "zh", "progress"]).run().status(1);
    assert!(told.stderr.contains("更新版本"), "{told}");
    let list = sandbox.program(["--lang", "en", "lessons"]).run().status(0);
    assert!(list.stdout.contains("send-throw-close") && list.stderr.contains("newer"), "{list}");
    assert_eq!(fs::read(database(&sandbox)).expect("reads"), before);
}

#[test]
fn a_home_that_cannot_be_written_is_told_and_lessons_go_on() {
    // Somewhere to write is missing: a file stands where the folder would be.
    let sandbox = Sandbox::with(".local", "a file");
    let output = say(&sandbox, &["--lang", "en", "lesson", "3"], "n\nn\n3\nn\nq\n").status(1);
    assert_eq!(output.stdout.matches("your progress cannot be kept").count(), 1, "{output}");
    assert!(output.stdout.contains("✓ Right.") && output.stdout.contains("4/49"), "{output}");
    let place = sandbox.program(["--lang", "zh", "lesson", "3"]).stdin("q\n").run().status(0);
    assert!(place.stdout.contains("无法保存学习进度"), "{place}");
}

/// The program as somebody who may read all of this home and write nothing.
fn as_nobody(sandbox: &Sandbox, program: &Path, arguments: &[&str], typed: &str) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(sandbox.path("")).env_clear().env("HOME", sandbox.path(""));
    if rustix::process::getuid().is_root() {
        command.uid(65534).gid(65534);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    use std::io::Write;
    child.stdin.take().expect("a pipe").write_all(typed.as_bytes()).ok();
    let output = child.wait_with_output().expect("ends");
    Output {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        status: output.status.code().unwrap_or(-1),
    }
}

#[test]
fn a_read_only_file_is_read_and_not_written() {
    let sandbox = Sandbox::new();
    let _ = say(&sandbox, &["--lang", "en", "lesson", "3"], "n\nn\nn\nq\n").status(0);
    // The tests may run as root, whom no permission stops; another user then reads, with the program where it may be read.
    let copy = tempfile::tempdir().expect("a folder");
    let program = copy.path().join("learn-coroutines");
    if fs::hard_link(binary(), &program).is_err() {
        fs::copy(binary(), &program).expect("copies the program");
    }
    fs::set_permissions(copy.path(), fs::Permissions::from_mode(0o755)).expect("lets read");
    for folder in ["", ".local", ".local/share", ".local/share/learn-coroutines"] {
        fs::set_permissions(sandbox.path(folder), fs::Permissions::from_mode(0o555)).expect("takes away");
    }
    fs::set_permissions(database(&sandbox), fs::Permissions::from_mode(0o444)).expect("takes away");
    let before = fs::read(database(&sandbox)).expect("reads");
    let output = as_nobody(&sandbox, &program, &["--plain", "--lang", "en", "lesson", "3"], "b\n3\nq\n");
    assert!(output.stdout.contains("You continue where you left off, on page 4 of 49"), "{output}");
    assert!(output.stdout.contains("✓ Right."), "{output}");
    assert!(output.stdout.contains("progress.db cannot be written"), "{output}");
    assert!(output.stderr.contains("1 of your answers could not be kept."), "{output}");
    assert_eq!(output.status, 1);
    assert_eq!(fs::read(database(&sandbox)).expect("reads"), before);
    for folder in ["", ".local", ".local/share", ".local/share/learn-coroutines"] {
        fs::set_permissions(sandbox.path(folder), fs::Permissions::from_mode(0o755)).expect("gives back");
    }
}

#[test]
fn a_disk_that_is_full_is_told_and_takes_nothing_away() {
    let sandbox = Sandbox::new();
    lesson_of(&sandbox, 60);
    let answer = |count: usize| "1\na\n\n".repeat(count);
    let _ = say(&sandbox, &["--lang", "en", "--lessons", "own", "quiz", "1"], &answer(5)).status(0);
    let before = answers(&sandbox).len();
    assert!(before >= 5);
    // No file may grow beyond what this one has already: in blocks of 512 bytes.
    let blocks = fs::metadata(database(&sandbox)).expect("is there").len() / 512;
    let script = format!(
        "trap '' XFSZ; ulimit -f {blocks}; exec learn-coroutines --plain --lang en --lessons own quiz 1 --restart"
    );
    let full = sandbox.shell(&script).stdin(&answer(60)).run().status(1);
    assert!(full.stdout.contains("60 of 60 questions answered"), "{full}");
    assert!(full.stdout.contains("your progress cannot be kept"), "{full}");
    assert!(full.stderr.contains("of your answers could not be kept."), "{full}");
    // What was kept before is there, and there is room again.
    assert!(answers(&sandbox).len() >= before);
    let again = say(&sandbox, &["--lang", "en", "--lessons", "own", "quiz", "1", "--restart"], &answer(60));
    let again = again.status(0);
    assert!(again.stderr.is_empty() && !again.stdout.contains("cannot be kept"), "{again}");
    let file = Connection::open(database(&sandbox)).expect("opens");
    let sound: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("answers");
    assert_eq!(sound, "ok");
}
