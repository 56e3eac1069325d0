//! Line mode, driving and the run under them, on recorded events: no Python, no terminal.

use std::path::PathBuf;

use super::drive::{Drive, Next};
use super::effect::Effect;
use super::lines::{Input, LineMode, Wants};
use super::player::Player;
use super::summary::summary;
use super::table::{Action, Refusal, Situation, TABLE};
use super::update::Update;
use crate::engine::replay::{Pace, Replay};
use crate::lang::Lang;
use crate::trace::event::{
    Actor, Clock, Event, How, Input as Into, Kind, ObjectKind, Outcome, Place, Site, State, TRACE_VERSION,
};
use crate::trace::id::{FileId, FrameId, ObjectId, Step, ThreadId};
use crate::trace::stop::Until;
use crate::trace::value::Value;
use crate::view::notes::Notes;

const SOURCE: &str = "def g():\n    yield 1\n\nit = g()\nnext(it)\n";

fn at(line: u32, place: Place, kind: Kind) -> Event {
    let site = Some(Site { file: FileId(0), line });
    Event { time: 0.0, thread: ThreadId(0), site, place: Some(place), kind }
}

fn line(number: u32) -> Event {
    at(number, Place::Module, Kind::Line { frame: FrameId(1), depth: 0, changed: vec![] })
}

fn started() -> Event {
    let (file, python) = ("demo.py".into(), "Python".into());
    let kind = Kind::ProgramStarted { version: TRACE_VERSION, file, python, clock: Clock::Virtual };
    Event { time: 0.0, thread: ThreadId(0), site: None, place: None, kind }
}

fn ended() -> Event {
    let kind = Kind::ProgramEnded { outcome: Outcome::Ok, exception: None, status: 0 };
    Event { time: 0.0, thread: ThreadId(0), site: None, place: None, kind }
}

/// A generator is made, resumed, and yields.
fn generator() -> Vec<Event> {
    let g = ObjectId(1);
    let (before, after) = (State::Created, State::Running);
    let resumed =
        Kind::Resumed { id: g, by: Actor::Module, how: How::Next, input: Into::Nothing, before, after };
    let (before, after) = (State::Running, State::Suspended);
    let yielded = Kind::Yielded { id: g, to: Actor::Module, value: Value::none(), before, after };
    let created = Kind::Created {
        id: g,
        name: "g".into(),
        kind: ObjectKind::Generator,
        frame: FrameId(2),
        defined: None,
        by: Actor::Module,
        after: State::Created,
    };
    vec![
        started(),
        line(1),
        line(4),
        at(4, Place::Module, created),
        line(5),
        at(5, Place::Module, resumed),
        at(2, Place::Object(g), Kind::Line { frame: FrameId(2), depth: 1, changed: vec![] }),
        at(2, Place::Object(g), yielded),
        ended(),
    ]
}

fn player(events: Vec<Event>) -> Player<Replay> {
    let engine = Replay::new(events, Pace::Stepping);
    Player::new(engine, PathBuf::from("demo.py"), SOURCE, Notes::default())
}

/// Line mode on a run, as a front end has it.
struct Bench {
    player: Player<Replay>,
    mode: LineMode,
}

impl Bench {
    async fn new(events: Vec<Event>) -> Bench {
        let mut bench = Bench { player: player(events), mode: LineMode::new(Lang::En) };
        bench.settle(Vec::new()).await;
        bench
    }

    async fn settle(&mut self, mut effects: Vec<Effect>) {
        loop {
            while !effects.is_empty() {
                let update = self.player.perform(effects.remove(0));
                if update != Update::Nothing {
                    effects.extend(self.mode.update(Input::Run(update), &self.player.scene()));
                }
            }
            if self.mode.wants() != Wants::Run {
                return;
            }
            let update = self.player.next().await;
            effects = self.mode.update(Input::Run(update), &self.player.scene());
        }
    }

    /// What a line leads to.
    async fn enter(&mut self, line: &str) -> String {
        self.mode.take_said();
        let effects = self.mode.update(Input::Line(line.to_owned()), &self.player.scene());
        self.settle(effects).await;
        self.mode.take_said().join("\n")
    }
}

#[tokio::test]
async fn commands_step_and_what_cannot_be_done_says_why() {
    let mut bench = Bench::new(generator()).await;
    assert!(bench.mode.take_said()[0].starts_with("? lists"), "the help is offered first");
    assert!(bench.enter("i").await.contains("there is no event loop"));
    assert!(bench.enter("t").await.contains("[4] <module> creates the generator g#1"));
    assert!(bench.enter("").await.starts_with("[5] line 5 of <module>"));
    assert!(bench.enter("b").await.starts_with("[4]"));
    assert_eq!(bench.enter("p it").await, "only where the program is paused: g 5 goes there");
    assert_eq!(bench.enter("d it").await, "only where the program is paused: g 5 goes there");
    assert!(bench.enter("g 0").await.starts_with("[0] the start"));
    assert_eq!(bench.enter("b").await, "this is the start");
    assert!(bench.enter("g x").await.starts_with("g x: unknown command"));
    assert!(bench.enter("s 3").await.starts_with("s 3: unknown command"));
    bench.enter("c").await;
    assert_eq!(bench.enter("s").await, "the program has ended");
    assert_eq!(bench.enter("p it").await, "the program has ended");
    assert!(bench.enter("w").await.contains("g#1"));
    bench.enter("q").await;
    assert_eq!(bench.mode.wants(), Wants::Nothing);
}

#[tokio::test]
async fn the_help_has_each_command_of_the_table_in_both_languages() {
    let bench = Bench::new(generator()).await;
    for lang in Lang::ALL {
        let mut mode = LineMode::new(lang);
        mode.update(Input::Run(Update::Arrived { from: Step(0) }), &bench.player.scene());
        mode.update(Input::Line("?".to_owned()), &bench.player.scene());
        let said = mode.take_said();
        for row in TABLE.iter().filter(|row| !row.command.is_empty()) {
            let help = lang.pick(row.help.0, row.help.1);
            assert!(said.iter().any(|line| line.starts_with(row.command) && line.ends_with(help)), "{help}");
        }
    }
}

#[tokio::test]
async fn nothing_more_typed_is_the_end() {
    let mut bench = Bench::new(generator()).await;
    bench.mode.update(Input::End, &bench.player.scene());
    assert_eq!(bench.mode.wants(), Wants::Nothing);
}

#[tokio::test]
async fn each_refusal_is_said_in_both_languages() {
    let bench = Bench::new(generator()).await;
    let scene = bench.player.scene();
    assert_eq!(Refusal::of(Action::Turn, &scene), Refusal::NoLoop);
    assert!(Situation::of(&scene).can_evaluate);
    for refusal in [
        Refusal::NoLoop,
        Refusal::Running,
        Refusal::Ended,
        Refusal::NeedsInput,
        Refusal::Past(Step(3)),
        Refusal::AtStart,
        Refusal::AtEdge,
        Refusal::NotNow,
    ] {
        assert!(refusal.say("End", Lang::En).is_ascii());
        let chinese = refusal.say("End", Lang::Zh);
        assert!(
            chinese.chars().all(|letter| !letter.is_ascii_lowercase() || "End".contains(letter)),
            "{chinese}"
        );
    }
}

#[tokio::test]
async fn a_long_run_goes_in_pieces_and_can_be_paused_between_them() {
    let mut events = vec![started()];
    events.extend((0..20_000).map(|_| line(1)));
    events.push(ended());
    let mut whole = player(events.clone());
    assert_eq!(whole.next().await, Update::Arrived { from: Step(0) });
    assert_eq!(whole.perform(Effect::Goto(Step(18_000))), Update::Progress);
    assert_eq!(whole.scene().goal, Some(Step(18_000)));
    while whole.next().await == Update::Progress {}
    assert_eq!((whole.scene().cursor(), whole.scene().goal), (Step(18_000), None));
    let mut paused = player(events);
    paused.next().await;
    paused.perform(Effect::Forward(Until::End));
    paused.perform(Effect::Pause);
    while paused.next().await == Update::Progress {}
    let cursor = paused.scene().cursor();
    assert!(Step(0) < cursor && cursor < Step(18_000), "{cursor}");
    // And on from there, as if nothing had been.
    paused.perform(Effect::Goto(Step(18_000)));
    while paused.next().await == Update::Progress {}
    assert_eq!(paused.scene().cursor(), Step(18_000));
}

#[tokio::test]
async fn in_a_program_of_callbacks_the_next_transition_is_the_next_turn() {
    let engine = || Replay::new(vec![started(), line(1), ended()], Pace::Stepping);
    let source =
        "import asyncio\nloop = asyncio.new_event_loop()\nloop.call_soon(print)\nloop.run_forever()\n";
    let callbacks = Player::new(engine(), PathBuf::from("demo.py"), source, Notes::default());
    assert_eq!(Action::Transition.effect(&callbacks.scene()), Some(Effect::Forward(Until::Turn)));
    let source = "import asyncio\nasync def main(): pass\nasyncio.run(main())\n";
    let tasks = Player::new(engine(), PathBuf::from("demo.py"), source, Notes::default());
    assert_eq!(Action::Transition.effect(&tasks.scene()), Some(Effect::Forward(Until::Transition)));
    assert!(Situation::of(&tasks.scene()).may_loop, "its first turn can be gone to before there is a loop");
}

#[tokio::test]
async fn what_is_driven_is_named_looked_for_and_offered_its_acts() {
    let mut bench = Bench::new(generator()).await;
    bench.enter("g 8").await;
    let scene = bench.player.scene();
    let mut drive = Drive::begin("", None);
    assert_eq!(drive.arrived(&scene, Lang::En), Next::Type);
    assert!(drive.wants_a_name());
    assert_eq!(drive.typed("it"), Next::Ask(Effect::Evaluate("it".to_owned())));
    assert!(drive.is_asking());
    let picture = Ok(Value::from("<generator g#1>"));
    assert_eq!(drive.answered(&picture, &scene, Lang::En), Next::Machine);
    assert_eq!(drive.object(), Some(ObjectId(1)));
    assert_eq!(drive.typed("send"), Next::Unknown);
    assert_eq!(drive.typed("send 2"), Next::Ask(Effect::Evaluate("it.send(2)".to_owned())));
    assert_eq!(drive.answered(&Err("StopIteration".to_owned()), &scene, Lang::En), Next::Type);
    assert_eq!(drive.typed("undo"), Next::Ask(Effect::Undo));
    assert_eq!(drive.arrived(&scene, Lang::En), Next::Type);
    assert_eq!(drive.typed("q"), Next::Leave);
    let mut other = Drive::begin("x", None);
    assert_eq!(other.arrived(&scene, Lang::En), Next::Ask(Effect::Evaluate("x".to_owned())));
    let number = Ok(Value::from("5"));
    assert!(matches!(other.answered(&number, &scene, Lang::En), Next::Stop(why) if why.ends_with(": 5")));
}

#[tokio::test]
async fn what_is_left_on_the_terminal_has_a_heading_and_at_most_twenty_lines() {
    let mut bench = Bench::new(generator()).await;
    bench.enter("c").await;
    let text = |lines: Vec<crate::view::role::Line>| -> Vec<String> {
        lines.iter().map(|line| line.iter().map(|(_, text)| text.as_str()).collect()).collect()
    };
    let scene = bench.player.scene();
    let few = text(summary(&scene, Step(9), Lang::En));
    assert_eq!(few[0], "What you saw happen in demo.py, up to step 9:");
    assert_eq!(few.len(), 4, "{few:?}");
    assert!(summary(&scene, Step(3), Lang::En).is_empty());
    let mut events = generator();
    let (resumed, yielded) = (events[5].clone(), events[7].clone());
    events.pop();
    for _ in 0..30 {
        let Kind::Resumed { id, by, how, input, .. } = resumed.kind.clone() else { unreachable!() };
        let (before, after) = (State::Suspended, State::Running);
        let again = Kind::Resumed { id, by, how, input, before, after };
        events.extend([at(5, Place::Module, again), yielded.clone()]);
    }
    events.push(ended());
    let mut bench = Bench::new(events).await;
    bench.enter("c").await;
    let many = text(summary(&bench.player.scene(), Step(69), Lang::Zh));
    assert_eq!(many.len(), 20);
    assert!(many[0].contains("demo.py") && many[1].contains("更早的已省略"), "{many:?}");
}
