//! Progress: where one is, answers that nothing can take away, quizzes, reviews; and files that are not as they should be.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rustix::process::Signal;

use crate::sandbox::{Output, Sandbox, binary};

const DATABASE: &str = ".local/share/learn-coroutines/progress.db";

fn database(sandbox: &Sandbox) -> PathBuf {
    sandbox.path(DATABASE)
}

fn say(sandbox: &Sandbox, arguments: &[&str], typed: &str) -> Output {
    sandbox.program(["--plain"].iter().chain(arguments)).stdin(typed).run()
}

fn export(sandbox: &Sandbox) -> serde_json::Value {
    let output = sandbox.program(["progress", "--export", "-"]).run().status(0);
    serde_json::from_str(&output.stdout).expect("an export is JSON")
}

fn answers(sandbox: &Sandbox) -> Vec<serde_json::Value> {
    export(sandbox)["answers"].as_array().expect("answers").clone()
}

/// A lesson of one's own with so many questions, each with two answers of which the one with "yes" is right.
fn lesson_of(sandbox: &Sandbox, questions: usize) {
    let mut script =
        "---\nlesson: 1\ntitle: Many\nabout: Many questions.\nminutes: 1\n---\n\n## Go\n".to_owned();
    for number in 0..questions {
        script.push_str(&format!(
            "\n```choice #q{number}\nIs it {number}?\n- [x] yes\n- [ ] no\n  It is.\n- [ ] never\n  It is indeed.\n```\n"
        ));
    }
    sandbox.write("own/01-many/lesson.en.md", &script);
    sandbox.write("own/01-many/lesson.zh.md", &script);
}

#[test]
fn a_lesson_goes_on_where_it_was_left_until_it_is_begun_again() {
    let sandbox = Sandbox::new();
    for (lang, resumed, first) in [
        ("en", "You go on where you left, on page 3 of 29", "1/29"),
        ("zh", "从上次离开的地方继续：第 3 页，共 29 页", "1/29"),
    ] {
        let lesson = ["--lang", lang, "lesson", "3"];
        let fresh = say(&sandbox, &["--lang", lang, "lesson", "3", "--restart"], "n\nn\nq\n").status(0);
        assert!(!fresh.stdout.contains(resumed), "{fresh}");
        let again = say(&sandbox, &lesson, "q\n").status(0);
        assert!(again.stdout.contains(resumed) && again.stdout.contains("3/29"), "{again}");
        // The learner begins again by hand, which has to be said twice.
        let restarted = say(&sandbox, &lesson, "r\nr\nq\n").status(0);
        assert!(restarted.stdout.contains(first), "{restarted}");
        let once = say(&sandbox, &lesson, "r\nn\nn\nq\n").status(0);
        assert!(!once.stdout.contains(resumed), "{once}");
    }
}

#[test]
fn an_answer_is_remembered_with_its_attempts_hints_and_the_model_answer() {
    let sandbox = Sandbox::new();
    let output = say(&sandbox, &["--lang", "en", "quiz", "3", "--seed", "1"], "h\n1\n2\nq\n").status(0);
    assert!(output.stdout.contains("Hint 1 of 2"), "{output}");
    let given = answers(&sandbox);
    assert_eq!(given.len(), 2, "{given:?}");
    assert_eq!((&given[0]["outcome"], &given[1]["outcome"]), (&"wrong".into(), &"right".into()));
    assert_eq!((&given[1]["attempt"], &given[1]["hints"]), (&2.into(), &1.into()));
    assert_eq!(given[0]["given"], "`number = yield \"a number, please\"`");
    assert_eq!(given[0]["model"], "`print(\"doubler: got\", number)`");
    assert!(given[0]["at"].as_i64() > Some(1_600_000_000_000), "{given:?}");
    // The quiz goes on, the question counts as answered, and it is shown with what was said to it.
    let again = say(&sandbox, &["--lang", "en", "quiz", "3", "--seed", "1"], "\n2\nq\n").status(0);
    assert!(again.stdout.contains("Your answer:"), "{again}");
    assert!(again.stdout.contains("2 of 15 questions answered"), "{again}");
    let list = sandbox.program(["progress", "3"]).run().status(0);
    assert!(list.stdout.contains("✓ wakes-where"), "{list}");
    assert!(list.stdout.contains("your answer   `print(\"doubler: got\", number)`"), "{list}");
}

#[test]
fn the_next_lesson_is_the_first_that_is_not_finished() {
    let sandbox = Sandbox::new();
    let to_the_end = format!("{}q\n", "n\n".repeat(40));
    let first = say(&sandbox, &["--lang", "en", "lesson"], &to_the_end).status(0);
    assert!(first.stdout.contains("The four states of a generator · 1/"), "{first}");
    let next = say(&sandbox, &["--lang", "en", "lesson"], "q\n").status(0);
    assert!(next.stdout.contains("send, throw and close · 1/29"), "{next}");
    let list = sandbox.program(["lessons"]).run().status(0);
    assert!(list.stdout.contains("generator-states     ██████████ 0/10"), "{list}");
    assert!(list.stdout.contains("send-throw-close     █░░░░░░░░░ 0/15"), "{list}");
    let summary = sandbox.program(["progress", "--lang", "zh"]).run().status(0);
    assert!(summary.stdout.contains("已读完"), "{summary}");
}

#[test]
fn free_words_are_compared_by_the_learner() {
    let sandbox = Sandbox::new();
    let typed = format!("{}because finally runs\n2\nq\n", "n\n".repeat(11));
    let output = say(&sandbox, &["--lang", "en", "quiz", "3"], &typed).status(0);
    assert!(output.stdout.contains("Compare with:") && output.stdout.contains("Noted."), "{output}");
    let outcomes: Vec<String> =
        answers(&sandbox).iter().map(|answer| answer["outcome"].as_str().expect("a word").into()).collect();
    assert_eq!(outcomes, ["open", "partly"]);
}

#[test]
fn a_wrong_answer_comes_back_as_a_variant_whose_answer_was_run() {
    let sandbox = Sandbox::new();
    // The third question of the lesson: what a line prints.
    say(&sandbox, &["quiz", "3", "--seed", "1"], "n\nn\n99\nq\n").status(0).stdout_len();
    let fresh = say(&sandbox, &["--lang", "en", "review"], "").status(0);
    assert!(fresh.stdout.contains("Nothing is due. The next question comes back in about"), "{fresh}");
    // As if it had been a month ago.
    let text = sandbox.program(["progress", "--export", "-"]).run().status(0).stdout;
    let mut old: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for field in ["at", "sitting"] {
        let then = old["answers"][0][field].as_i64().expect("a moment") - 30 * 86_400_000;
        old["answers"][0][field] = then.into();
    }
    let elsewhere = Sandbox::with("old.json", old.to_string());
    let added = elsewhere.program(["progress", "--import", "old.json", "--lang", "en"]).run().status(0);
    assert!(added.stdout.contains("Added: 1 answers"), "{added}");
    let list = elsewhere.program(["lessons", "--lang", "en"]).run().status(0);
    assert!(list.stdout.contains("1 due") && list.stdout.contains("Due again: 1"), "{list}");
    let shown = say(&elsewhere, &["--lang", "en", "review", "--seed", "2"], "15.0\na\nq\n").status(0);
    assert!(shown.stdout.contains("A variant: line"), "{shown}");
    // The answer of the lesson's own program is wrong now, and that is what is said.
    assert!(shown.stdout.contains("the program as it was in the lesson"), "{shown}");
    let last = answers(&elsewhere).last().expect("an answer").clone();
    assert_eq!((&last["walk"], &last["outcome"]), (&"review".into(), &"shown".into()));
    let model = last["model"].as_str().expect("text").to_owned();
    assert_ne!(model, "15.0");
    // The answer is what the changed program prints: it is put together from what was shown, and run.
    let program: String = shown
        .stdout
        .lines()
        .skip_while(|line| !line.contains("── averager.py ──"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .map(|line| format!("{}\n", line.get(4..).unwrap_or_default()))
        .collect();
    elsewhere.write("variant.py", &program);
    let printed = elsewhere.program(["run", "--quiet", "variant.py"]).run().status(0).stdout;
    assert_eq!(printed.lines().last(), Some(model.as_str()), "{program}");
    // Answered wrong just now, it is due again in some hours.
    let done = say(&elsewhere, &["--lang", "en", "review"], "").status(0);
    assert!(done.stdout.contains("Nothing is due"), "{done}");
}

impl Output {
    /// Something was said.
    #[track_caller]
    fn stdout_len(self) {
        assert!(!self.stdout.is_empty(), "{self}");
    }
}

const PROGRAM: &str = "def pairs(n):\n    for i in range(n):\n        got = yield i * i\n        print('got', got)\n    return 'over'\n\nit = pairs(3)\nnext(it)\nit.send('a')\nit.send('b')\n";

#[test]
fn questions_are_drawn_from_a_program_of_ones_own() {
    let sandbox = Sandbox::with("mine.py", PROGRAM);
    for lang in ["en", "zh"] {
        let all = format!("{}q\n", "a\nn\n".repeat(30));
        let arguments = ["--lang", lang, "quiz", "--seed", "4", "--count", "30", "mine.py"];
        let output = say(&sandbox, &arguments, &all).status(0);
        assert_eq!(say(&sandbox, &arguments, &all).status(0).stdout, output.stdout, "the seed decides");
        assert!(output.stdout.contains("mine.py · 1/"), "{output}");
    }
    let given = answers(&sandbox);
    let models: Vec<&str> = given.iter().map(|answer| answer["model"].as_str().expect("text")).collect();
    for expected in ["`pairs#1`", "`main`", "`GEN_RUNNING`", "`GEN_CLOSED`", "`got a`", "`0`"] {
        assert!(models.contains(&expected), "{expected} is not asked for: {models:?}");
    }
    assert!(given.iter().all(|answer| answer["walk"] == "file"));
    // Programs of one's own may change; they are not asked about again.
    let review = say(&sandbox, &["--lang", "en", "review", "--ahead"], "").status(0);
    assert!(review.stdout.contains("Nothing to review yet"), "{review}");
}

#[test]
fn what_is_asked_about_a_program_is_what_its_trace_says() {
    let mut compared = 0;
    for name in
        ["loops/gather_order", "loops/cancel_chain", "programs/same_fringe", "programs/asynccontextmanager"]
    {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(format!("{name}.py"));
        let sandbox = Sandbox::with("asked.py", fs::read(source).expect("a program"));
        let trace = sandbox.program(["trace", "--clock", "virtual", "asked.py"]).run();
        let events: Vec<serde_json::Value> =
            trace.stdout.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
        let all = "a\nn\n".repeat(60);
        let _ = say(&sandbox, &["quiz", "--seed", "5", "--count", "60", "asked.py"], &all).status(0);
        for answer in answers(&sandbox) {
            let (topic, step) =
                answer["question"].as_str().and_then(|id| id.split_once('-')).expect("a topic and a step");
            let event = &events[step.parse::<usize>().expect("a number") - 1];
            let model = answer["model"].as_str().expect("text").trim_matches('`');
            let field = match topic {
                "value" => "value",
                "state" => "after",
                "print" => "text",
                "control" if event["event"] == "resumed" => "id",
                _ => continue,
            };
            let said = event[field].as_str().expect("a text").trim_end();
            assert_eq!(model, said, "{name}: {answer} against {event}");
            compared += 1;
        }
    }
    assert!(compared > 60, "only {compared} answers were compared");
}

#[test]
fn a_script_that_was_edited_is_resumed_at_the_same_question() {
    let sandbox = Sandbox::new();
    lesson_of(&sandbox, 6);
    let quiz = ["--lang", "en", "--lessons", "own", "lesson", "1"];
    let _ = say(&sandbox, &quiz, "n\nn\nn\nq\n").status(0);
    let script = sandbox.read("own/01-many/lesson.en.md");
    let question = |id: &str| format!("```choice #{id}\nNew?\n- [x] yes\n- [ ] no\n  It is.\n```\n\n");
    let edited =
        script.replacen("```choice #q0", &format!("{}{}```choice #q0", question("a"), question("b")), 1);
    sandbox.write("own/01-many/lesson.en.md", edited);
    let again = say(&sandbox, &quiz, "q\n").status(0);
    assert!(again.stdout.contains("on page 6 of 8") && again.stdout.contains("Is it 3?"), "{again}");
    // Where the question is gone, the page of its heading is as near as can be.
    sandbox.write("own/01-many/lesson.en.md", script.replace("#q3", "#other").replace("Is it 3?", "Other?"));
    let near = say(&sandbox, &quiz, "q\n").status(0);
    assert!(near.stdout.contains("You go on where you left"), "{near}");
}

#[test]
fn what_is_no_lesson_and_no_program_is_told() {
    let sandbox = Sandbox::with("broken.py", "def (:\n");
    sandbox.write("dull.py", "x = 1\n");
    let _ = say(&sandbox, &["quiz", "broken.py"], "").status(2).stderr_has("SyntaxError");
    let _ = say(&sandbox, &["quiz", "missing.py"], "").status(2).stderr_has("cannot read missing.py");
    let _ = say(&sandbox, &["quiz", "nothing"], "").status(2).stderr_has("there is no lesson \"nothing\"");
    // One that never ends is asked about as far as it came.
    sandbox.write(
        "endless.py",
        "def count():\n    while True:\n        yield 1\n\nfor x in count():\n    pass\n",
    );
    let endless = say(&sandbox, &["--lang", "en", "quiz", "endless.py"], "q\n").status(0);
    assert!(endless.stdout.contains("endless.py · 1/"), "{endless}");
    let dull = say(&sandbox, &["--lang", "en", "quiz", "dull.py"], "").status(0);
    assert!(dull.stdout.contains("There is nothing to ask"), "{dull}");
}

#[test]
fn everything_is_forgotten_only_after_a_plain_yes() {
    let sandbox = Sandbox::new();
    say(&sandbox, &["quiz", "3"], "1\n2\n3\nq\n").status(0).stdout_len();
    for no in ["", "\n", "no\n", "y\n"] {
        let refused = sandbox.program(["--lang", "en", "progress", "--reset"]).stdin(no).run().status(1);
        assert!(refused.stdout.ends_with("Nothing was forgotten.\n"), "{refused}");
    }
    let count = answers(&sandbox).len();
    assert!(count >= 1);
    let other = sandbox.program(["--lang", "en", "progress", "--reset", "2"]).stdin("yes\n").run().status(0);
    assert!(other.stdout.ends_with("Forgotten: 0 answers.\n"), "{other}");
    let yes = sandbox.program(["--lang", "en", "progress", "--reset"]).stdin("yes\n").run().status(0);
    assert!(yes.stdout.ends_with(&format!("Forgotten: {count} answers.\n")), "{yes}");
    assert_eq!(export(&sandbox)["places"], serde_json::json!([]));
}

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
    for shell in [one, other] {
        let output = shell.finish().status(0);
        assert!(output.stdout.contains("40 of 40 questions answered"), "{output}");
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
    let mut dice = seed;
    let mut acknowledged = 0;
    for _ in 0..kills {
        let mut quiz = sandbox
            .program(["--plain", "--lang", "en", "--lessons", "own", "quiz", "1", "--restart"])
            .start();
        quiz.write(&"1\na\n\n".repeat(30));
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // One in eight while the program starts or soon after, the others at some question and a little later.
        let (page, longest) = match (dice >> 33) % 8 {
            0 => (None, 60_000),
            _ => (Some((dice >> 36) % 28 + 1), 4_000),
        };
        if let Some(page) = page {
            quiz.wait_for_stdout(&format!(" {page}/30 ·"));
        }
        let until = Instant::now() + Duration::from_micros((dice >> 42) % longest);
        while Instant::now() < until {
            std::thread::park_timeout(until.saturating_duration_since(Instant::now()));
        }
        quiz.signal(Signal::KILL);
        let output = quiz.finish().status(-9);
        // What was said about an answer was said after it was kept: one grade for each attempt, and one answer shown
        // for each question that was not right at once.
        let graded = output.stdout.matches("✓ Right.").count() + output.stdout.matches("✗ Not so.").count();
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
    (kills, acknowledged)
}

#[test]
fn a_damaged_file_is_kept_aside_and_told_in_each_language() {
    for (lang, says) in [("en", "your progress was damaged"), ("zh", "学习进度文件已损坏")] {
        let sandbox = Sandbox::new();
        sandbox.write(DATABASE, "this was a database once, and is none now");
        let output = say(&sandbox, &["--lang", lang, "lesson", "3"], "n\n2\nq\n").status(0);
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
    let output = say(&sandbox, &["--lang", "en", "lesson", "3"], "n\n2\nq\n").status(1);
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
    let output = say(&sandbox, &["--lang", "en", "lesson", "3"], "n\n2\nn\nq\n").status(1);
    assert_eq!(output.stdout.matches("your progress cannot be kept").count(), 1, "{output}");
    assert!(output.stdout.contains("✓ Right.") && output.stdout.contains("3/29"), "{output}");
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
    let _ = say(&sandbox, &["--lang", "en", "lesson", "3"], "n\nn\nq\n").status(0);
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
    let output = as_nobody(&sandbox, &program, &["--plain", "--lang", "en", "lesson", "3"], "b\n2\nq\n");
    assert!(output.stdout.contains("You go on where you left, on page 3 of 29"), "{output}");
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

#[test]
fn progress_is_taken_along_as_json() {
    let sandbox = Sandbox::new();
    let _ = say(&sandbox, &["quiz", "3"], "1\nn\n2\nq\n").status(0);
    let _ = sandbox.program(["progress", "--export", "mine.json"]).run().status(0).stdout("");
    let other = Sandbox::with("mine.json", sandbox.read("mine.json"));
    let _ = other.program(["--lang", "en", "progress", "--import", "mine.json"]).run().status(0);
    assert_eq!(export(&other), export(&sandbox));
    let twice = other.program(["--lang", "en", "progress", "--import", "mine.json"]).run().status(0);
    let _ = twice.stdout("Added: 0 answers that were not there.\n");
    other.write("bad.json", "{\"format\": \"learn-coroutines progress\",\n \"version\": 1, \"answers\": 3}");
    let bad = other.program(["--lang", "en", "progress", "--import", "bad.json"]).run().status(1);
    assert!(
        bad.stderr.contains("bad.json is no export of progress") && bad.stderr.contains("line 2"),
        "{bad}"
    );
    let _ = other.program(["progress", "--import", "missing.json"]).run().status(2);
    assert_eq!(export(&other), export(&sandbox));
}
