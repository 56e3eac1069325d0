//! Claims held against the events of a run, in both directions where a block is marked complete.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use thiserror::Error;

use super::expect::{Claim, Exception, Moment, same};
use super::held::Held;
use super::model::{Coverage, Demo, Half, Placed, Printed, Show, Span, Visit};
use super::window::{Run, names};
use crate::trace::event::{Kind, Outcome};

/// What came of the claims of a block.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// How many claims of each kind held.
    pub held: BTreeMap<Held, usize>,
    /// The others, and where they stand.
    pub failures: Vec<(Span, Failure)>,
}

impl Verdict {
    fn hold(&mut self, kind: Held) {
        *self.held.entry(kind).or_default() += 1;
    }

    /// Adds what came of another block.
    pub fn add(&mut self, other: Verdict) {
        for (kind, count) in other.held {
            *self.held.entry(kind).or_default() += count;
        }
        self.failures.extend(other.failures);
    }
}

/// Why a claim is not so.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum Failure {
    /// The marked line did not run, or not so often.
    NotReached { demo: String, visit: Visit, line: u32, times: usize },
    /// The marked line runs, but never comes to this moment.
    NoMoment { demo: String, visit: Visit, line: u32, half: Half },
    /// Something else happened.
    NotSo { claim: Claim, line: Option<u32>, happened: Vec<Claim> },
    /// It happens, but before what the claim above it says.
    TooEarly { claim: Claim, line: Option<u32> },
    /// It happens, but when another line runs.
    Elsewhere { claim: Claim, line: Option<u32>, there: u32 },
    /// A variable that there is not; these there are.
    NoVariable { claim: Claim, line: Option<u32>, there: Vec<String> },
    /// Python warns of something that nothing claims.
    Warned { demo: String, topic: String },
    /// Something happened that no claim announces.
    Unannounced { happened: Claim, line: Option<u32> },
    /// Something is printed that nothing claims.
    Unclaimed { demo: String, text: String, more: usize, output: String },
    /// The output differs; nothing where one of them is over.
    Output { number: usize, claimed: Option<String>, got: Option<String> },
    /// The picture of its tasks is another one.
    Picture { demo: String, picture: String },
    /// The program ended otherwise.
    Ended { demo: String, happened: Ending },
    /// The line that runs next carries no mark, so that nobody can name it.
    NextUnmarked { demo: String, line: u32 },
    /// Not exactly one item belongs to this one.
    Partners { left: String, fits: Vec<String> },
    /// Nothing to ask for: the object does not exist yet.
    NoObject { object: String, line: u32 },
}

/// How a program ended, as a failure tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending(pub Option<(Outcome, Option<Exception>)>);

/// Checks a demo's block against a run of the demo; `printed_elsewhere` where an output block tells all it prints.
pub fn show(run: &Run<'_>, demo: &Demo, show: &Show, printed_elsewhere: bool) -> Verdict {
    let mut announced = BTreeSet::new();
    let mut verdict = claims(run, demo, &show.claims, &mut announced);
    // A note hangs on a moment: one that never comes would never be read.
    let notes = show.notes.iter().map(|note| (note.shown_at(), note.at));
    for (visit, at) in notes.chain(show.stops.iter().map(|mark| (Visit::first(*mark), show.at))) {
        if run.stretches(demo, visit).is_empty() {
            verdict.failures.push((at, unreached(run, demo, visit)));
        }
    }
    if !show.claims.iter().any(|placed| matches!(placed.claim, Claim::Ends(_))) {
        verdict.add(ends(run, demo, &None, show.at));
    }
    if show.coverage == Coverage::Whole {
        for (index, event) in run.events.iter().enumerate() {
            let told = matches!(
                event.kind,
                Kind::Yielded { .. } | Kind::Returned { .. } | Kind::Raised { .. } | Kind::Refused { .. }
            );
            if told
                && !announced.contains(&index)
                && let Some(happened) = run.claim(event)
            {
                let line = event.site.map(|site| site.line);
                verdict.failures.push((show.at, Failure::Unannounced { happened, line }));
            }
        }
    }
    let all: Vec<&Placed> = show.claims.iter().collect();
    verdict.failures.extend(warned(run, demo, &all).map(|failure| (show.at, failure)));
    if !printed_elsewhere {
        unclaimed(run, show, &mut verdict);
    }
    verdict
}

/// What a demo prints is claimed line by line where no output block tells it: a line nobody claims could be any other.
fn unclaimed(run: &Run<'_>, show: &Show, verdict: &mut Verdict) {
    let text = run.stdout(0..run.events.len());
    let is_claimed = |line: &&str| {
        show.claims
            .iter()
            .any(|placed| matches!(&placed.claim, Claim::Prints(claimed) if same(claimed, line)))
    };
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let missing: Vec<String> = lines.filter(|line| !is_claimed(line)).map(str::to_owned).collect();
    if let Some(first) = missing.first() {
        let (demo, text) = (show.demo.clone(), first.clone());
        let failure = Failure::Unclaimed { demo, text, more: missing.len() - 1, output: text_of(run) };
        verdict.failures.push((show.at, failure));
    }
}

fn text_of(run: &Run<'_>) -> String {
    run.stdout(0..run.events.len()).trim_end().to_owned()
}

/// What Python warns of, a coroutine nobody awaited above all, is claimed too: it is never what a demo meant to show
/// without a word.
pub fn warned(run: &Run<'_>, demo: &Demo, claims: &[&Placed]) -> Option<Failure> {
    let is_claimed = |topic: &str| {
        claims.iter().any(|placed| matches!(&placed.claim, Claim::Warns(known) if known == topic))
    };
    run.warnings()
        .find(|topic| !is_claimed(topic))
        .map(|topic| Failure::Warned { demo: demo.name.clone(), topic })
}

/// Checks claims against a run; the places of the events they announce are put into `announced`.
pub fn claims(run: &Run<'_>, demo: &Demo, placed: &[Placed], announced: &mut BTreeSet<usize>) -> Verdict {
    let mut verdict = Verdict::default();
    let mut rest = placed;
    while let Some(first) = rest.first() {
        let length = rest.iter().take_while(|placed| placed.visit == first.visit).count();
        let (group, others) = rest.split_at(length);
        rest = others;
        let stretches: Vec<Range<usize>> = match first.visit {
            None => std::iter::once(run.since..run.events.len()).collect(),
            Some(visit) => run.stretches(demo, visit),
        };
        if let Some(visit) = first.visit
            && stretches.is_empty()
        {
            verdict.failures.push((first.at, unreached(run, demo, visit)));
            continue;
        }
        let mut failed = BTreeSet::new();
        for stretch in stretches {
            verdict.add(group_in(run, demo, group, stretch, announced, &mut failed));
        }
    }
    verdict
}

fn group_in(
    run: &Run<'_>,
    demo: &Demo,
    group: &[Placed],
    stretch: Range<usize>,
    announced: &mut BTreeSet<usize>,
    failed: &mut BTreeSet<usize>,
) -> Verdict {
    let mut verdict = Verdict::default();
    let printed = run.stdout(stretch.clone());
    let mut lines = printed.lines();
    let mut from = stretch.start;
    for Placed { claim, at, visit } in group {
        let line = visit.and_then(|visit| demo.marks.get(&visit.mark).copied());
        let not_so = |happened| Failure::NotSo { claim: claim.clone(), line, happened };
        let outcome = match claim {
            Claim::Prints(text) => {
                let mut ahead = lines.clone();
                if ahead.any(|line| same(text, line.trim_end())) {
                    lines = ahead;
                    Ok(())
                } else if printed.lines().any(|line| same(text, line.trim_end())) {
                    Err(Failure::TooEarly { claim: claim.clone(), line })
                } else {
                    Err(not_so(printed.lines().map(|line| Claim::Prints(line.trim_end().into())).collect()))
                }
            }
            Claim::PrintsNothing if printed.is_empty() => Ok(()),
            Claim::PrintsNothing => {
                Err(not_so(printed.lines().map(|line| Claim::Prints(line.into())).collect()))
            }
            Claim::Ends(wanted) => {
                verdict.add(ends(run, demo, wanted, *at));
                continue;
            }
            Claim::Is(..)
            | Claim::Has(..)
            | Claim::Next(_)
            | Claim::Order(_)
            | Claim::Turn(_)
            | Claim::Queued(_)
            | Claim::Timers(_)
            | Claim::RunsIn(_)
            | Claim::Clock(_) => standing(run, demo, claim, &stretch).map_err(|found| match claim {
                Claim::Has(owner, ..) if found.is_empty() => {
                    let there = run.variables(owner, stretch.end);
                    Failure::NoVariable { claim: claim.clone(), line, there }
                }
                _ => not_so(found),
            }),
            Claim::Takes(time) => match visit.and_then(|visit| run.duration(demo, visit, &stretch)) {
                Some(took) if time.fits(took) => Ok(()),
                took => Err(not_so(took.map(Moment::exact).map(Claim::Takes).into_iter().collect())),
            },
            _ => {
                let happens = |index: &usize| fits(claim, run.claim(&run.events[*index]).as_ref());
                match (from..stretch.end).find(happens) {
                    Some(index) => {
                        announced.insert(index);
                        from = index + 1;
                        Ok(())
                    }
                    None if (stretch.start..from).any(|index| happens(&index)) => {
                        Err(Failure::TooEarly { claim: claim.clone(), line })
                    }
                    None => {
                        let elsewhere = (0..run.events.len()).find(happens);
                        let there = elsewhere.and_then(|index| run.line_at(index));
                        Err(match there.filter(|there| Some(*there) != line) {
                            Some(there) => Failure::Elsewhere { claim: claim.clone(), line, there },
                            None => not_so(alike(run, claim, stretch.clone())),
                        })
                    }
                }
            }
        };
        match outcome {
            Ok(()) => verdict.hold(claim.kind()),
            // What is wrong at each of several times is told of the first one.
            Err(_) if failed.contains(&at.start) => {}
            Err(failure) => {
                failed.insert(at.start);
                verdict.failures.push((*at, failure));
            }
        }
    }
    verdict
}

/// Claims about what is the case at the end of a stretch; the error says what is the case instead.
fn standing(run: &Run<'_>, demo: &Demo, claim: &Claim, stretch: &Range<usize>) -> Result<(), Vec<Claim>> {
    let behind = stretch.end;
    match claim {
        Claim::Is(object, state) => {
            let tasks = run.tasks_at(object, behind);
            if !tasks.is_empty() {
                let holds = tasks.iter().any(|(_, word)| word == state);
                let told = tasks.into_iter().map(|(name, word)| Claim::Is(name, word.into()));
                return if holds { Ok(()) } else { Err(told.collect()) };
            }
            let states = run.states(behind);
            let of = run.objects(object);
            let holds = of.iter().any(|id| states.get(id).is_some_and(|word| word == state));
            let told = of.iter().filter_map(|id| Some(Claim::Is(run.name(*id), (*states.get(id)?).into())));
            if holds { Ok(()) } else { Err(told.collect()) }
        }
        Claim::Has(object, name, value) => {
            let found: Vec<Claim> = run
                .values(object, name, behind)
                .into_iter()
                .map(|(owner, value)| Claim::Has(owner, name.clone(), value))
                .collect();
            let holds = found.iter().any(|has| matches!(has, Claim::Has(_, _, got) if same(value, got)));
            if holds { Ok(()) } else { Err(found) }
        }
        Claim::Next(mark) => match run.next_line(stretch.start + 1) {
            Some(line) if run.is_on(demo, *mark, line) => Ok(()),
            Some(line) => Err(mark_of(run, demo, line).map(Claim::Next).into_iter().collect()),
            None => Err(Vec::new()),
        },
        Claim::Order(marks) => {
            let mut happened: Vec<(usize, u32)> = marks
                .iter()
                .filter_map(|mark| Some((run.visits(*demo.marks.get(mark)?).next()?.begins, *mark)))
                .collect();
            happened.sort_unstable();
            let happened: Vec<u32> = happened.into_iter().map(|(_, mark)| mark).collect();
            if happened == *marks { Ok(()) } else { Err(vec![Claim::Order(happened)]) }
        }
        Claim::Queued(names) => {
            let (ready, _) = run.queues(behind);
            if ready == *names { Ok(()) } else { Err(vec![Claim::Queued(ready)]) }
        }
        Claim::Timers(count) => {
            let (_, timers) = run.queues(behind);
            if timers == *count { Ok(()) } else { Err(vec![Claim::Timers(timers)]) }
        }
        Claim::Turn(number) => {
            let turn = run.turn(behind);
            if turn == Some(*number) { Ok(()) } else { Err(turn.map(Claim::Turn).into_iter().collect()) }
        }
        Claim::Clock(time) => {
            let now = run.clock(behind);
            if time.fits(now) { Ok(()) } else { Err(vec![Claim::Clock(Moment::exact(now))]) }
        }
        Claim::RunsIn(thread) => {
            let here = run.thread(stretch.start);
            if here == *thread { Ok(()) } else { Err(vec![Claim::RunsIn(here)]) }
        }
        _ => Ok(()),
    }
}

pub fn ends(run: &Run<'_>, demo: &Demo, wanted: &Option<Exception>, at: Span) -> Verdict {
    let mut verdict = Verdict::default();
    let ending = run.ending();
    let holds = match (&ending, wanted) {
        (Some((Outcome::Ok, _)), None) => true,
        (Some((Outcome::Exception, Some(got))), Some(wanted)) => wanted.fits(got),
        _ => false,
    };
    if holds {
        verdict.hold(Held::End);
    } else {
        verdict.failures.push((at, Failure::Ended { demo: demo.name.clone(), happened: Ending(ending) }));
    }
    verdict
}

fn fits(claim: &Claim, happened: Option<&Claim>) -> bool {
    let Some(happened) = happened else { return false };
    match (claim, happened) {
        (Claim::Made(a), Claim::Made(b)) | (Claim::Closes(a), Claim::Closes(b)) => names(a, b),
        (Claim::Resumes { by, object, how }, Claim::Resumes { by: b, object: o, how: h }) => {
            names(object, o) && (names(by, b) || by == b) && how_fits(how, h)
        }
        (Claim::Yields(a, v), Claim::Yields(b, w)) | (Claim::Returns(a, v), Claim::Returns(b, w)) => {
            names(a, b) && same(v, w)
        }
        (Claim::Raises(a, v), Claim::Raises(b, w)) => names(a, b) && v.fits(w),
        (Claim::Refuses(a, how, v), Claim::Refuses(b, h, w)) => names(a, b) && how_fits(how, h) && v.fits(w),
        (Claim::Delegates(a, v), Claim::Delegates(b, w)) => names(a, b) && (names(v, w) || same(v, w)),
        (Claim::Runs(a), Claim::Runs(b)) => a == b,
        (Claim::Waits(a, v), Claim::Waits(b, w)) | (Claim::Done(a, v), Claim::Done(b, w)) => {
            a == b && same(v, w)
        }
        (Claim::Failed(a, v), Claim::Failed(b, w)) => a == b && v.fits(w),
        (Claim::Wakes { by, task }, Claim::Wakes { by: b, task: t })
        | (Claim::Cancels { by, task }, Claim::Cancels { by: b, task: t }) => {
            task == t && (names(by, b) || by == b)
        }
        (Claim::Submits(a, v), Claim::Submits(b, w)) => a == b && names_executor(v, w),
        (Claim::Warns(a), Claim::Warns(b)) => a == b,
        (Claim::Cancelled(_), _) | (Claim::Thread(..), _) | (Claim::Switches(..), _) => claim == happened,
        (Claim::Error(v), Claim::Error(w)) | (Claim::Catches(v), Claim::Catches(w)) => v.fits(w),
        _ => false,
    }
}

/// Whether an executor is the one that is claimed: by its class, whatever else its name says.
fn names_executor(claimed: &str, name: &str) -> bool {
    claimed == name || name.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == claimed)
}

/// Whether a claimed manner of resuming is the one that happened; an exception may be claimed without its message.
fn how_fits(claimed: &str, happened: &str) -> bool {
    let without_message = |text: &str| text.split_once(": ").map(|(start, _)| format!("{start})"));
    same(claimed, happened) || without_message(happened).is_some_and(|short| short == claimed)
}

/// What happened of the kind that was claimed.
fn alike(run: &Run<'_>, claim: &Claim, stretch: Range<usize>) -> Vec<Claim> {
    let told = |other: &Claim| std::mem::discriminant(other) == std::mem::discriminant(claim);
    let all: Vec<Claim> = run.events[stretch].iter().filter_map(|event| run.claim(event)).collect();
    let same_kind: Vec<Claim> = all.iter().filter(|other| told(other)).cloned().collect();
    if same_kind.is_empty() { all } else { same_kind }
}

pub(super) fn mark_of(run: &Run<'_>, demo: &Demo, line: u32) -> Option<u32> {
    demo.marks.keys().copied().find(|mark| run.is_on(demo, *mark, line))
}

/// Why there is nothing at a visit: its line does not run so often, or has no such half.
pub(super) fn unreached(run: &Run<'_>, demo: &Demo, visit: Visit) -> Failure {
    let line = demo.marks.get(&visit.mark).copied().unwrap_or_default();
    let demo_name = demo.name.clone();
    if run.is_reached(demo, visit) {
        Failure::NoMoment { demo: demo_name, visit, line, half: visit.half }
    } else {
        Failure::NotReached { demo: demo_name, visit, line, times: run.visits(line).count() }
    }
}

/// Checks all that a program prints.
pub fn printed(text: &str, printed: &Printed) -> Verdict {
    let mut verdict = Verdict::default();
    let (mut claimed, mut got) = (printed.text.lines(), text.lines());
    let mut at = printed.text_at.start;
    for number in 1.. {
        let (want, have) = (claimed.next(), got.next());
        if want == have && want.is_none() {
            break;
        }
        let length = want.map_or(0, |line| line.len() + 1);
        if want.map(str::trim_end) != have.map(str::trim_end) {
            let span = Span::new(at, (at + length.max(1)).min(printed.text_at.end.max(at)));
            let text = |line: Option<&str>| line.map(str::to_owned);
            verdict.failures.push((span, Failure::Output { number, claimed: text(want), got: text(have) }));
            break;
        }
        verdict.hold(Held::Output);
        at += length;
    }
    verdict
}
