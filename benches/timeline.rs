//! What the timeline costs on real recordings: bytes and time for each event, and a seek to a random step.
//!
//! `cargo bench --bench timeline --locked --ignore-rust-version [-- EVENTS]` records programs of `benches/programs` with
//! lines and locals until each has about EVENTS events (a million by default), and prints a table.

use std::path::Path;
use std::time::{Duration, Instant};

use learn_coroutines::suite::engine::process::{WORKER_COMMAND, WorkerProcess};
use learn_coroutines::suite::engine::{Engine, Message};
use learn_coroutines::suite::trace::event::{Clock, Event};
use learn_coroutines::suite::trace::id::Step;
use learn_coroutines::suite::trace::stop::{Breakpoints, Until};
use learn_coroutines::suite::trace::timeline::Timeline;
use learn_coroutines::suite::wire::{Detail, Program};
use tokio::process::Command;

/// The programs, and how many events one turn of each makes.
const PROGRAMS: [(&str, u64); 4] =
    [("yields.py", 5), ("sends.py", 7), ("delegation.py", 12), ("sleepers.py", 180)];

/// How many seeks and steps are timed.
const SAMPLES: usize = 2_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let wanted: u64 = std::env::args().skip(1).find_map(|text| text.parse().ok()).unwrap_or(1_000_000);
    println!(
        "{:<14} {:>9} {:>7} {:>9} {:>9}   {:>11} {:>11} {:>11} {:>11}",
        "program",
        "events",
        "alive",
        "B/event",
        "ns/append",
        "seek median",
        "seek p99",
        "back median",
        "back p99"
    );
    for (program, each) in PROGRAMS {
        let (timeline, cost) = record(program, wanted / each).await;
        row(program, timeline, cost);
    }
}

/// Runs a program with so many turns under full tracing; its timeline, and the time all appends took.
async fn record(program: &str, turns: u64) -> (Timeline, Duration) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/programs").join(program);
    let source = std::fs::read(&file).expect("the program can be read");
    let mut command = Command::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    command.arg(WORKER_COMMAND);
    let program = Program {
        file,
        args: vec![turns.to_string()],
        source,
        clock: Clock::Virtual,
        detail: Detail::Lines,
        stepping: false,
        memory_mib: 4096,
        legacy: false,
        under_the_hood: false,
        sandbox: None,
    };
    let mut session = WorkerProcess::spawn(command, program, None).expect("the Python process starts");
    let mut timeline = Timeline::new();
    let mut cost = Duration::ZERO;
    loop {
        match session.next().await {
            Message::Events(events) => cost += append(&mut timeline, &events),
            Message::Ended(ending) => {
                assert_eq!(ending.status, 0, "the program ends well");
                return (timeline, cost);
            }
            _ => {}
        }
    }
}

fn append(timeline: &mut Timeline, events: &[Event]) -> Duration {
    let begun = Instant::now();
    for event in events {
        timeline.append(event).expect("the trace is consistent");
    }
    begun.elapsed()
}

fn row(program: &str, mut timeline: Timeline, cost: Duration) {
    let events = timeline.len();
    let alive = timeline.live().objects().count();
    let each = |whole: f64| whole / events as f64;
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        Step(seed % events + 1)
    };
    let seeks = timed(|| {
        let step = random();
        let begun = Instant::now();
        timeline.seek(step);
        begun.elapsed()
    });
    let none = Breakpoints::new();
    let backs = timed(|| {
        timeline.seek(random());
        let begun = Instant::now();
        timeline.backward(&Until::Line, &none);
        begun.elapsed()
    });
    println!(
        "{program:<14} {events:>9} {alive:>7} {:>9.1} {:>9.0}   {} {} {} {}",
        each(timeline.bytes() as f64),
        each(cost.as_nanos() as f64),
        in_words(seeks.0),
        in_words(seeks.1),
        in_words(backs.0),
        in_words(backs.1)
    );
}

/// The median and the 99th percentile of so many samples.
fn timed(mut sample: impl FnMut() -> Duration) -> (Duration, Duration) {
    let mut taken: Vec<Duration> = (0..SAMPLES).map(|_| sample()).collect();
    taken.sort_unstable();
    (taken[SAMPLES / 2], taken[SAMPLES * 99 / 100])
}

fn in_words(duration: Duration) -> String {
    format!("{:>8.3} ms", duration.as_secs_f64() * 1e3)
}
