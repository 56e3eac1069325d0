//! The lessons of the project: each is checked by its own test; and reading one, page by page.

use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::{Output, Sandbox};

fn lessons() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons")
}

/// The lessons that have a test of their own below.
const TESTED: [&str; 14] = [
    "01-iterators",
    "02-generator-states",
    "03-send-throw-close",
    "04-yield-from",
    "05-simulation",
    "06-build-a-loop",
    "07-event-loop",
    "08-tasks-and-futures",
    "09-waiting",
    "10-cancellation",
    "11-async-iteration",
    "12-blocking",
    "13-threads-and-futures",
    "16-history",
];

#[track_caller]
fn is_true(name: &str) {
    assert!(TESTED.contains(&name));
    let folder = lessons().join(name).display().to_string();
    let output = Sandbox::new().program(["check", "--cpython", &folder]).run().status(0);
    assert_eq!(output.stdout.matches("claims hold").count(), 2, "{output}");
}

#[test]
fn lesson_2_generator_states_is_true() {
    is_true("02-generator-states");
}

#[test]
fn lesson_3_send_throw_close_is_true() {
    is_true("03-send-throw-close");
}

#[test]
fn lesson_4_yield_from_is_true() {
    is_true("04-yield-from");
}

#[test]
fn lesson_6_build_a_loop_is_true() {
    is_true("06-build-a-loop");
}

#[test]
fn lesson_7_event_loop_is_true() {
    is_true("07-event-loop");
}

#[test]
fn lesson_1_iterators_is_true() {
    is_true("01-iterators");
}

#[test]
fn lesson_5_simulation_is_true() {
    is_true("05-simulation");
}

#[test]
fn lesson_8_tasks_and_futures_is_true() {
    is_true("08-tasks-and-futures");
}

#[test]
fn lesson_9_waiting_is_true() {
    is_true("09-waiting");
}

#[test]
fn lesson_10_cancellation_is_true() {
    is_true("10-cancellation");
}

#[test]
fn lesson_11_async_iteration_is_true() {
    is_true("11-async-iteration");
}

#[test]
fn lesson_12_blocking_is_true() {
    is_true("12-blocking");
}

#[test]
fn lesson_13_threads_and_futures_is_true() {
    is_true("13-threads-and-futures");
}

#[test]
fn lesson_16_history_is_true() {
    is_true("16-history");
}

#[test]
fn no_lesson_is_forgotten() {
    let there = fs::read_dir(lessons()).expect("the lessons' folder");
    for entry in there {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(
            ["FORMAT.md", "misconceptions.toml"].contains(&name.as_str()) || TESTED.contains(&name.as_str()),
            "{name} has no test"
        );
    }
}

fn read(lesson: &str, lang: &str, typed: &str) -> Output {
    Sandbox::new().program(["--plain", "--lang", lang, "lesson", lesson]).stdin(typed).run()
}

#[test]
fn the_curriculum_lists_what_is_written_and_what_is_coming() {
    let output = Sandbox::new().program(["lessons"]).run().status(0);
    assert!(output.stdout.contains(" 3  send-throw-close"), "{output}");
    assert!(output.stdout.contains("16  history"), "{output}");
    assert!(output.stdout.contains("(coming)"), "{output}");
    let chinese = Sandbox::new().program(["lessons", "--lang", "zh"]).run().status(0);
    assert!(chinese.stdout.contains("send、throw 和 close"), "{chinese}");
}

#[test]
fn a_lesson_is_read_from_its_first_page_to_its_last_in_both_languages() {
    for (lang, first, last) in
        [("en", "A yield is half of a conversation", "Lesson 4"), ("zh", "yield：对话的一半", "第 4 课")]
    {
        let output = read("3", lang, &"n\n".repeat(60)).status(0);
        let (start, end) = (output.stdout.find(first), output.stdout.rfind(last));
        assert!(start.is_some() && start < end, "{output}");
    }
}

#[test]
fn a_demo_is_stepped_with_its_notes_and_the_lesson_goes_on_behind_it() {
    let output = read("send-throw-close", "en", "\ns\ns\nq\n\nq\n").status(0);
    assert!(output.stdout.contains("<module> creates the generator doubler#1"), "{output}");
    assert!(
        output.stdout.contains("* The call runs nothing of the body. It creates a generator."),
        "{output}"
    );
    assert!(output.stdout.contains("2/49 · Where does it resume?"), "{output}");
}

#[test]
fn answers_are_graded_by_running_the_demo() {
    let answers = "n\nn\n1\n3\nn\nn\nn\nn\n20.0\n15.0\n\n1\n2\nn\nn\n1 2 3 4\n2 3 4 1\nq\n";
    let output = read("3", "en", answers).status(0);
    assert!(output.stdout.contains("A resume never goes back"), "{output}");
    assert!(output.stdout.contains("There is no delay of one"), "{output}");
    assert!(output.stdout.contains("4 of 21 questions answered"), "{output}");
}

#[test]
fn a_blank_is_filled_a_bug_is_fixed_and_a_goal_is_reached_at_the_prompt() {
    let filled = read("3", "en", "g 20\ngenerator.send(0)\ngenerator.send(None)\nq\n").status(0);
    assert!(filled.stdout.contains("A generator that was just created takes no value but"), "{filled}");
    assert!(filled.stdout.contains("✓ Right."), "{filled}");
    let fixed = read("3", "en", "g 33\n6 yield\n6 return\nq\n").status(0);
    assert!(fixed.stdout.contains("Any `yield` refuses"), "{fixed}");
    assert!(fixed.stdout.contains("✓ Right."), "{fixed}");
    let typed = "g 47\nmine = averager()\nmine.send(40)\nnext(mine)\nmine.send(40)\nmine.send(50)\nq\n";
    let reached = read("3", "en", typed).status(0);
    assert!(reached.stdout.contains("TypeError: can't send non-None value"), "{reached}");
    assert!(reached.stdout.contains("    45.0\n✓ Goal reached."), "{reached}");
}

#[test]
fn an_unknown_lesson_and_a_coming_one_are_told_apart() {
    let sandbox = Sandbox::new();
    let _ =
        sandbox.program(["lesson", "nothing"]).run().status(2).stderr_has("there is no lesson \"nothing\"");
    let _ =
        sandbox.program(["lesson", "15"]).run().status(2).stderr_has("lesson 15, greenlets, is still coming");
}

#[test]
fn lessons_of_ones_own_are_read_instead_of_the_built_in_ones() {
    let sandbox = Sandbox::new();
    let folder = lessons().display().to_string();
    let output = sandbox.program(["--lessons", &folder, "lessons"]).run().status(0);
    assert!(output.stdout.contains("send-throw-close") && !output.stdout.contains("(coming)"), "{output}");
    let _ = sandbox.program(["--lessons", "missing", "lessons"]).run().status(2);
}

#[test]
fn a_placement_says_with_which_lesson_to_begin_and_lesson_alone_follows_it() {
    let sandbox = Sandbox::new();
    // The right answer of the first question, whatever its number is; the others are left open.
    let first = sandbox.program(["--plain", "placement", "--seed", "1"]).stdin("a\nq\n").run().status(0);
    assert!(first.stdout.contains("1/10") && first.stdout.contains("goes on with it"), "{first}");
    let sandbox = Sandbox::new();
    let asked = sandbox.program(["--plain", "placement", "--seed", "1"]).stdin("q\n").run().status(0);
    let offered = asked.stdout.lines().find(|line| line.contains("It raises TypeError")).expect("the answer");
    let number = offered.trim().chars().next().expect("its number");
    let over = format!("{number}\n{}", "n\n".repeat(10));
    let over = sandbox.program(["--plain", "placement", "--seed", "1"]).stdin(&over).run().status(0);
    assert!(over.stdout.contains("Begin with lesson 2, generator-states"), "{over}");
    let opened = sandbox.program(["--plain", "lesson"]).stdin("q\n").run().status(0);
    assert!(opened.stdout.contains("The four states of a generator"), "{opened}");
}

#[test]
fn progress_tells_which_misconceptions_one_still_holds_until_they_are_put_right() {
    let sandbox = Sandbox::new();
    let page = |typed: &str| sandbox.program(["--plain", "quiz", "2"]).stdin(typed).run().status(0);
    let _ = page("g 13\n[2, 1]\nq\n");
    let told = |lang: &str| sandbox.program(["--lang", lang, "progress"]).run().status(0).stdout;
    assert!(told("en").contains("A generator can be read a second time, as a list can."), "{}", told("en"));
    assert!(told("zh").contains("生成器可以像列表那样再读一遍。"), "{}", told("zh"));
    let _ = page("[]\nq\n");
    assert!(!told("en").contains("read a second time"), "{}", told("en"));
}
