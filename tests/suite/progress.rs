//! Progress: where one is, answers remembered, quizzes, reviews, exports.

use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::{Output, Sandbox};

pub const DATABASE: &str = ".local/share/learn-coroutines/progress.db";

pub fn database(sandbox: &Sandbox) -> PathBuf {
    sandbox.path(DATABASE)
}

pub fn say(sandbox: &Sandbox, arguments: &[&str], typed: &str) -> Output {
    sandbox.program(["--plain"].iter().chain(arguments)).stdin(typed).run()
}

fn export(sandbox: &Sandbox) -> serde_json::Value {
    let output = sandbox.program(["progress", "--export", "-"]).run().status(0);
    serde_json::from_str(&output.stdout).expect("an export is JSON")
}

pub fn answers(sandbox: &Sandbox) -> Vec<serde_json::Value> {
    export(sandbox)["answers"].as_array().expect("answers").clone()
}

/// A lesson of one's own with so many questions, each with two answers of which the one with "yes" is right.
pub fn lesson_of(sandbox: &Sandbox, questions: usize) {
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
        ("en", "You continue where you left off, on page 3 of 49", "1/49"),
        ("zh", "从上次离开的地方继续：第 3 页，共 49 页", "1/49"),
    ] {
        let lesson = ["--lang", lang, "lesson", "3"];
        let fresh = say(&sandbox, &["--lang", lang, "lesson", "3", "--restart"], "n\nn\nq\n").status(0);
        assert!(!fresh.stdout.contains(resumed), "{fresh}");
        let again = say(&sandbox, &lesson, "q\n").status(0);
        assert!(again.stdout.contains(resumed) && again.stdout.contains("3/49"), "{again}");
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
    let output = say(&sandbox, &["--lang", "en", "quiz", "3", "--seed", "1"], "h\n1\n3\nq\n").status(0);
    assert!(output.stdout.contains("Hint 1 of 2"), "{output}");
    let given = answers(&sandbox);
    assert_eq!(given.len(), 2, "{given:?}");
    assert_eq!((&given[0]["outcome"], &given[1]["outcome"]), (&"wrong".into(), &"right".into()));
    assert_eq!((&given[1]["attempt"], &given[1]["hints"]), (&2.into(), &1.into()));
    assert_eq!(given[0]["given"], "`name = yield \"your name?\"`");
    assert_eq!(given[0]["model"], "`print(\"noted:\", name, age)`");
    assert!(given[0]["at"].as_i64() > Some(1_600_000_000_000), "{given:?}");
    // The quiz goes on, the question counts as answered, and it is shown with what was said to it.
    let again = say(&sandbox, &["--lang", "en", "quiz", "3", "--seed", "1"], "\n2\nq\n").status(0);
    assert!(again.stdout.contains("Your answer:"), "{again}");
    assert!(again.stdout.contains("2 of 21 questions answered"), "{again}");
    let list = sandbox.program(["progress", "3"]).run().status(0);
    assert!(list.stdout.contains("✓ wakes-where"), "{list}");
    assert!(list.stdout.contains("your answer   `print(\"noted:\", name, age)`"), "{list}");
}

#[test]
fn the_next_lesson_is_the_first_that_is_not_finished() {
    let sandbox = Sandbox::new();
    let to_the_end = format!("{}q\n", "n\n".repeat(80));
    let first = say(&sandbox, &["--lang", "en", "lesson"], &to_the_end).status(0);
    assert!(first.stdout.contains("Iterables and iterators · 1/"), "{first}");
    let next = say(&sandbox, &["--lang", "en", "lesson"], "q\n").status(0);
    assert!(next.stdout.contains("The four states of a generator · 1/36"), "{next}");
    let list = sandbox.program(["lessons"]).run().status(0);
    assert!(list.stdout.contains("iterators            ██████████ 0/18"), "{list}");
    assert!(list.stdout.contains("generator-states     ░░░░░░░░░░ 0/18"), "{list}");
    let summary = sandbox.program(["progress", "--lang", "zh"]).run().status(0);
    assert!(summary.stdout.contains("已读完"), "{summary}");
}

#[test]
fn free_words_are_compared_by_the_learner() {
    let sandbox = Sandbox::new();
    let typed = format!("{}because finally runs\n2\nq\n", "n\n".repeat(17));
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
    assert!(added.stdout.contains("Added: 1 answer "), "{added}");
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

const PROGRAM: &str = "def pairs(n):\n    for i in range(n):\n        got = yield i * i\n        print('got', got)\n    return 'over'\n\nit = pairs(3)\nnext(it)\nit.send('a')\nit.send('b')\ntry:\n    it.send('c')\nexcept StopIteration:\n    pass\n";

#[test]
fn questions_are_drawn_from_a_program_of_ones_own() {
    let sandbox = Sandbox::with("mine.py", PROGRAM);
    for lang in ["en", "zh"] {
        let all = format!("{}q\n", "a\nn\n".repeat(30));
        let arguments = ["--lang", lang, "quiz", "--seed", "39", "--count", "30", "mine.py"];
        let output = say(&sandbox, &arguments, &all).status(0);
        assert_eq!(say(&sandbox, &arguments, &all).status(0).stdout, output.stdout, "the seed decides");
        assert!(output.stdout.contains("mine.py · 1/"), "{output}");
    }
    let given = answers(&sandbox);
    let models: Vec<&str> = given.iter().map(|answer| answer["model"].as_str().expect("text")).collect();
    for expected in ["`pairs#1`", "`<module>`", "`GEN_RUNNING`", "`GEN_CLOSED`", "`got a`", "`0`"] {
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
    assert!(near.stdout.contains("You continue where you left off"), "{near}");
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
    // One is one.
    say(&sandbox, &["quiz", "3"], "1\nq\n").status(0).stdout_len();
    assert_eq!(answers(&sandbox).len(), 1);
    let _ = sandbox.program(["progress", "--export", "one.json"]).run().status(0);
    let one = sandbox.program(["--lang", "en", "progress", "--reset"]).stdin("yes\n").run().status(0);
    assert!(one.stdout.contains("Forget 1 answer (all lessons) and where you are?"), "{one}");
    assert!(one.stdout.ends_with("Forgotten: 1 answer.\n"), "{one}");
    let back = sandbox.program(["--lang", "en", "progress", "--import", "one.json"]).run().status(0);
    let _ = back.stdout("Added: 1 answer that was not there.\n");
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
