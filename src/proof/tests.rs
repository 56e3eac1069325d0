//! Proofs without Python: what plays is a recording made up for the purpose.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use super::fault::PlayFault;
use super::plays::{OtherPython, Plays, Theirs};
use super::recount;
use super::report::{Colour, Report};
use super::verify::{Verified, Verifier};
use crate::lang::{Lang, Say};
use crate::lesson::held::Held;
use crate::lesson::marks;
use crate::lesson::model::{Demo, Front, Lesson};
use crate::lesson::parse::parse;
use crate::lesson::window::{Played, Run};
use crate::trace::event::{
    Actor, Clock, Event, How, Input, Kind, Note, ObjectKind, Outcome, Place, Site, State, Stream,
    TRACE_VERSION,
};
use crate::trace::id::{FileId, FrameId, ObjectId, ThreadId};
use crate::trace::value::Value;

const DEMO: &str = "def echo():\n    yield 1  # <1>\nit = echo()  # <2>\nprint(next(it))  # <3>\n";

/// A player that knows one run, whatever it is to play.
struct Canned {
    events: Vec<Event>,
    asked: Vec<String>,
}

impl Plays for Canned {
    fn play(&mut self, _: &Path, source: &str, _: &Front) -> Result<Rc<Played>, PlayFault> {
        self.asked.push(source.to_owned());
        Ok(Rc::new(Played::of(source, self.events.clone())?))
    }
}

fn event(place: Option<(u32, Place)>, kind: Kind) -> Event {
    let (line, place) = place.unzip();
    let site = line.map(|line| Site { file: FileId(0), line });
    Event { time: 0.0, thread: ThreadId(0), site, place, kind }
}

fn line(line: u32, place: Place, frame: u32, depth: u32) -> Event {
    event(Some((line, place)), Kind::Line { frame: FrameId(frame), depth, changed: Vec::new() })
}

/// What the demo does.
fn run() -> Vec<Event> {
    let id = ObjectId(1);
    vec![
        event(
            None,
            Kind::ProgramStarted {
                version: TRACE_VERSION,
                file: "echo.py".into(),
                python: "none at all".into(),
                clock: Clock::Virtual,
            },
        ),
        line(3, Place::Module, 1, 0),
        event(
            Some((3, Place::Module)),
            Kind::Created {
                id,
                name: "echo".into(),
                kind: ObjectKind::Generator,
                frame: FrameId(2),
                defined: None,
                by: Actor::Module,
                after: State::Created,
            },
        ),
        line(4, Place::Module, 1, 0),
        event(
            Some((4, Place::Module)),
            Kind::Resumed {
                id,
                by: Actor::Module,
                how: How::Next,
                input: Input::Nothing,
                before: State::Created,
                after: State::Running,
            },
        ),
        line(2, Place::Object(id), 2, 1),
        event(
            Some((2, Place::Object(id))),
            Kind::Yielded {
                id,
                to: Actor::Module,
                value: Value::from("1"),
                before: State::Running,
                after: State::Suspended,
            },
        ),
        event(Some((4, Place::Module)), Kind::Output { stream: Stream::Stdout, bytes: b"1\n".to_vec() }),
        event(None, Kind::ProgramEnded { outcome: Outcome::Ok, exception: None, status: 0 }),
    ]
}

fn lesson(block: &str) -> Lesson {
    let script = format!("---\nlesson: 3\ntitle: T\nabout: A.\nminutes: 5\n---\n\n## One\n\n{block}");
    let demo = Demo {
        name: "echo.py".into(),
        source: DEMO.into(),
        marks: marks::find(DEMO).expect("each mark stands once"),
    };
    let demos = BTreeMap::from([("echo.py".to_owned(), demo)]);
    parse(Path::new("lesson.en.md"), Lang::En, &script, &demos).expect("the script can be read")
}

fn verified(lesson: &Lesson, events: Vec<Event>) -> (Verified, Vec<String>) {
    let mut player = Canned { events, asked: Vec::new() };
    let verifier = Verifier {
        lesson,
        player: &mut player,
        system: None,
        verified: Verified::default(),
        told: Default::default(),
    };
    (verifier.all(|_| true), player.asked)
}

const SHOWN: &str = "```demo echo.py
<1>
- echo#1 yields 1
- echo#1 is GEN_SUSPENDED
<2>
- echo#1 is made
- echo#1 is GEN_CREATED
<3>
- <module> resumes echo#1 with next
- prints 1
```
";

#[test]
fn what_is_so_holds_and_is_counted() {
    let (verified, asked) = verified(&lesson(SHOWN), run());
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    assert_eq!(verified.held[&Held::Transition], 1);
    assert_eq!(verified.held[&Held::State], 2);
    assert_eq!(asked, [DEMO]);
}

#[test]
fn a_run_told_as_claims_is_a_block_that_holds() {
    let events = run();
    let bare = Demo { name: "echo.py".into(), source: marks::without(DEMO), marks: BTreeMap::new() };
    let played = Played::of(&bare.source, events.clone()).expect("it can happen");
    let marked = recount::marked(&Run::new(&played), &bare);
    assert_eq!(
        marked.source,
        "def echo():\n    yield 1  # <1>\nit = echo()  # <2>\nprint(next(it))  # <3>\n"
    );
    let block = recount::recount(&Run::new(&played), &marked);
    assert_eq!(
        block,
        "```demo echo.py\n<2>\n- echo#1 is made\n<3>\n- <module> resumes echo#1 with next\n- prints 1\n<1>\n- echo#1 yields 1\n```\n"
    );
    let (verified, _) = verified(&lesson(&block), events);
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
}

#[test]
fn what_is_not_so_is_told_with_what_happened_instead() {
    let (verified, _) = verified(&lesson(&SHOWN.replace("yields 1", "yields 2")), run());
    let told: Vec<String> = verified.faults.iter().map(|(_, fault)| fault.to_string()).collect();
    assert_eq!(told, ["`echo#1 yields 2` is not so when line 2 has run"]);
    assert!(verified.faults[0].1.help(Lang::En).contains("echo#1 yields 1"));
}

#[test]
fn a_wrong_choice_whose_claim_holds_is_no_wrong_choice() {
    let block = "```choice #c echo.py at=<3>\nWhat comes out?\n- [x] One\n  = echo#1 yields 1\n- [ ] It sleeps\n  Why not.\n  = echo#1 is GEN_SUSPENDED\n```\n";
    let (verified, _) = verified(&lesson(block), run());
    let told: Vec<String> = verified.faults.iter().map(|(_, fault)| fault.to_string()).collect();
    assert_eq!(told, ["the answer is marked wrong, but its claim `echo#1 is GEN_SUSPENDED` holds"]);
}

#[test]
fn solutions_and_mistakes_are_played_as_programs_of_their_own() {
    let block = "```complete #c echo.py\nFill in.\n- blank <3> `next(it)`\n- wrong `len(it)`: No.\n- check: prints 1\n```\n";
    let (verified, asked) = verified(&lesson(block), run());
    assert!(asked.iter().any(|source| source.contains("print(len(it))  # <3>")), "{asked:?}");
    // Whatever is played prints the same here, so that the mistake passes.
    let told: Vec<String> = verified.faults.iter().map(|(_, fault)| fault.to_string()).collect();
    assert_eq!(told, ["the mistake `len(it)` passes: it is no mistake, or a check is missing"]);
}

#[test]
fn a_recording_that_contradicts_itself_is_told_in_one_sentence_in_both_languages() {
    let mut events = run();
    // It yields although it sleeps.
    events.insert(7, events[6].clone());
    let lesson = lesson(SHOWN);
    let (verified, _) = verified(&lesson, events);
    let mut report = Report::default();
    report.script(&lesson, verified);
    let text = |lang| {
        let mut out = Vec::new();
        report.text(Colour::No, lang, &mut out).expect("memory takes everything");
        String::from_utf8(out).expect("text")
    };
    let (en, zh) = (text(Lang::En), text(Lang::Zh));
    assert!(
        en.contains(
            "the recording contradicts itself at event 7 (yielded): echo#1 is SUSPENDED; please report this"
        ),
        "{en}"
    );
    assert!(zh.contains("记录在事件 7（yielded）处自相矛盾："), "{zh}");
    assert_eq!(en.matches("contradicts").count(), 1, "{en}");
}

/// The fault that one changed line of the block leads to: what it says, and what to write instead.
fn told(old: &str, new: &str) -> (String, String) {
    assert!(SHOWN.contains(old), "{old}");
    let (verified, _) = verified(&lesson(&SHOWN.replace(old, new)), run());
    let [(_, fault)] = &verified.faults[..] else { panic!("{:?}", verified.faults) };
    (fault.say(Lang::En), fault.help(Lang::En))
}

#[test]
fn a_claim_that_is_so_too_early_or_elsewhere_or_of_no_variable_is_told_as_that() {
    let early = "- echo#1 yields 1\n- <module> resumes echo#1 with next\n- prints 1";
    let (said, help) = told("- <module> resumes echo#1 with next\n- prints 1", early);
    assert_eq!(
        said,
        "`<module> resumes echo#1 with next` is so when line 4 has run, but before what the claim above it says"
    );
    assert_eq!(help, "put the claims in the order in which they happen");
    let (said, help) = told("- echo#1 is made", "- echo#1 yields 1\n- echo#1 is made");
    assert_eq!(said, "`echo#1 yields 1` is not so when line 3 has run");
    assert!(help.starts_with("it happens when line 2 runs"), "{help}");
    let (_, help) = told("- echo#1 is GEN_SUSPENDED", "- echo#1 has tme = 1");
    assert_eq!(help, "there are no variables there");
}

#[test]
fn what_python_warns_of_is_claimed_or_told() {
    let mut events = run();
    let note = Kind::Note(Note::NeverAwaited { coroutine: "fetch".into() });
    events.insert(8, event(None, note));
    let (verified, _) = verified(&lesson(SHOWN), events.clone());
    let said: Vec<String> = verified.faults.iter().map(|(_, fault)| fault.say(Lang::En)).collect();
    assert_eq!(said, ["Python warns of something in `echo.py` that nothing claims: never awaited"]);
    let claimed = SHOWN.replacen("<1>", "- warns never awaited\n<1>", 1);
    assert!(self::verified(&lesson(&claimed), events).0.faults.is_empty());
}

#[test]
fn a_demo_that_only_a_question_uses_keeps_to_the_rules_of_all_demos() {
    let block = "```choice #c echo.py at=<3>\nWhat comes out?\n- [x] One\n- [ ] Two\n  No.\n```\n";
    let with = |change: &dyn Fn(&mut Vec<Event>)| {
        let mut events = run();
        change(&mut events);
        let (verified, _) = verified(&lesson(block), events);
        verified.faults.iter().map(|(_, fault)| fault.say(Lang::En)).collect::<Vec<_>>()
    };
    assert_eq!(with(&|_| {}), [] as [String; 0]);
    let prints = |text: &str| Kind::Output { stream: Stream::Stdout, bytes: text.as_bytes().to_vec() };
    assert_eq!(
        with(&|events| events[7].kind = prints("<object object at 0x7f00deadbeef>\n")),
        [
            "`echo.py` prints \"<object object at 0x7f00deadbeef>\": where something lies in memory is another place in every run"
        ]
    );
    assert_eq!(with(&|events| drop(events.pop())), ["`echo.py` did not end"]);
}

/// A system without a Python that is old enough.
struct TooNew;

impl OtherPython for TooNew {
    fn stdout(&self, _: &Path, _: &str, _: Clock) -> Result<Option<Theirs>, PlayFault> {
        Ok(None)
    }
}

#[test]
fn a_demo_of_another_time_that_no_python_here_runs_is_told_of_and_is_no_fault() {
    let mut lesson = lesson("```output echo.py\n1\n```\n");
    lesson.demos.get_mut("echo.py").expect("the demo").source.insert_str(0, "# legacy: 3.4\n");
    let mut player = Canned { events: run(), asked: Vec::new() };
    let verified = Verifier {
        lesson: &lesson,
        player: &mut player,
        system: Some(&TooNew),
        verified: Verified::default(),
        told: Default::default(),
    }
    .all(|_| true);
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
    let mut report = Report::default();
    report.script(&lesson, verified);
    let text = |lang| {
        let mut out = Vec::new();
        report.text(Colour::No, lang, &mut out).expect("memory takes everything");
        String::from_utf8(out).expect("text")
    };
    assert!(
        text(Lang::En).ends_with("\n  `echo.py` is not compared: no Python 3.4 or older is here\n"),
        "{}",
        text(Lang::En)
    );
    assert!(text(Lang::Zh).ends_with("\n  `echo.py` 没有比较：这里没有 Python 3.4 或更早的版本\n"));
}
