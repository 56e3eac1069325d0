//! How threads of the program wait: sleeps, locks, queues, joins and event loops, on the program's clock.
//!
//! The methods of Python's own locks, queues and threads are replaced by ones that wait in short looks. So the agenda
//! knows who waits for what, and Ctrl-C is heard in every wait, on both clocks.

pub(crate) mod sockets;
pub(crate) mod takeover;

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use rustpython_vm::{PyObject, PyResult, VirtualMachine};

use crate::trace::event::{Clock, Kind};
use crate::worker::agenda::{Moment, Next, On, Who};
use crate::worker::listen::asyncio::deadlock;
use crate::worker::tracer::Tracer;

/// How long a look takes at most, in the world's time.
const LOOK: Duration = Duration::from_millis(1);
/// The same for a wait that nothing but its thing or a signal ends.
const LONG_LOOK: Duration = Duration::from_millis(20);
/// How long a thread that computes keeps the others waiting.
const TURN: Duration = Duration::from_millis(50);
/// Longer than this, in seconds, Python waits for nothing.
const LONGEST: f64 = 9_223_372_036.0;

thread_local! {
    static MYSELF: Cell<Option<Who>> = const { Cell::new(None) };
    static LOOKING: Cell<bool> = const { Cell::new(false) };
}

/// The threads that are there, by what else names them.
#[derive(Default)]
struct Threads {
    count: u32,
    by_ident: HashMap<u64, Who>,
    by_handle: HashMap<usize, Who>,
    /// Where the system tells whether a thread sleeps.
    status: HashMap<Who, String>,
}

static THREADS: LazyLock<Mutex<Threads>> = LazyLock::new(Mutex::default);

/// How a wait ended.
enum Waited<T> {
    /// With what was waited for.
    Got(T),
    /// Its moment has come.
    Due,
    /// It would never end.
    Never,
}

/// This thread in the agenda.
fn myself(tracer: &Tracer) -> Who {
    MYSELF.get().unwrap_or_else(|| {
        let who = new_thread(tracer);
        arrive(who);
        who
    })
}

fn new_thread(tracer: &Tracer) -> Who {
    let who = {
        let mut threads = THREADS.lock();
        threads.count += 1;
        Who(threads.count - 1)
    };
    tracer.clock.household().agenda.begin(who);
    who
}

/// A new thread says who it is.
fn arrive(who: Who) {
    MYSELF.set(Some(who));
    let mut threads = THREADS.lock();
    threads.by_ident.insert(ident(), who);
    if let Ok(place) = std::fs::read_link("/proc/thread-self") {
        threads.status.insert(who, format!("/proc/{}/stat", place.display()));
    }
}

fn leave(tracer: &Tracer, who: Who) {
    {
        let mut threads = THREADS.lock();
        threads.status.remove(&who);
        threads.by_ident.retain(|_, other| *other != who);
    }
    tracer.clock.household().agenda.end(who);
    tracer.clock.announce();
}

fn ident() -> u64 {
    rustpython_vm::stdlib::_thread::get_ident()
}

/// After a fork no other thread is left.
pub(crate) fn forked(tracer: &Tracer) {
    let who = myself(tracer);
    arrive(who);
    tracer.clock.household().agenda.only(who);
}

/// Whether a thread that is not known to wait does nothing. Where the system does not say, it is taken to.
fn does_nothing(who: Who) -> bool {
    let Some(path) = THREADS.lock().status.get(&who).cloned() else {
        return true;
    };
    let Ok(status) = std::fs::read_to_string(path) else {
        return true;
    };
    // The name in brackets may contain anything.
    status.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('S'))
}

/// Whether the main thread computes. Where the system does not say, it is not taken to.
pub(crate) fn main_computes() -> bool {
    !does_nothing(Who(0))
}

/// Whether a process that the program started is still at work.
fn has_children() -> bool {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    matches!(waitid(WaitId::All, options), Ok(None))
}

/// Whether this thread waits already, and now looks for what it waits for.
fn is_looking() -> bool {
    LOOKING.get()
}

/// Waits until `look`, which may take as long as it is told, finds something, or a moment comes.
fn wait<T>(
    tracer: &Tracer,
    until: Option<Moment>,
    on: On,
    vm: &VirtualMachine,
    look: impl FnMut(Duration) -> PyResult<Option<T>>,
) -> PyResult<Waited<T>> {
    let me = myself(tracer);
    let outer = LOOKING.replace(true);
    let waited = wait_as(me, tracer, until, on, vm, look);
    LOOKING.set(outer);
    let jumped = tracer.clock.household().agenda.run(me);
    if let Some((from, to)) = jumped.filter(|(from, to)| to > from) {
        let seconds = |moment: Moment| moment as f64 / 1e9;
        tracer.tell(vm, None, None, Kind::ClockJumped { from: seconds(from), to: seconds(to) });
    }
    waited
}

fn wait_as<T>(
    me: Who,
    tracer: &Tracer,
    until: Option<Moment>,
    on: On,
    vm: &VirtualMachine,
    mut look: impl FnMut(Duration) -> PyResult<Option<T>>,
) -> PyResult<Waited<T>> {
    let clock = &tracer.clock;
    let ticket = clock.household().agenda.ticket();
    let most = if until.is_none() && matches!(on, On::Thing(_) | On::End(_)) { LONG_LOOK } else { LOOK };
    loop {
        let version = clock.household().agenda.wait(me, until, ticket, on);
        clock.announce();
        if let Some(found) = look(Duration::ZERO)? {
            return Ok(Waited::Got(found));
        }
        clock.household().agenda.confirm(me, version);
        loop {
            let is_virtual = clock.kind() == Clock::Virtual;
            if is_virtual {
                let next = clock.jump(has_children(), |who| who != me && does_nothing(who));
                let household = clock.household();
                if household.agenda.is_woken(me) {
                    return Ok(Waited::Due);
                }
                if next == Next::Never && on == On::Loop && household.agenda.is_first_loop(me) {
                    return Ok(Waited::Never);
                }
            } else if until.is_some_and(|until| clock.seconds() * 1e9 >= until as f64) {
                return Ok(Waited::Due);
            }
            let version = {
                let household = clock.household();
                if !household.agenda.waits(me) {
                    break;
                }
                household.agenda.version()
            };
            if let Some(found) = look(most)? {
                return Ok(Waited::Got(found));
            }
            if matches!(on, On::Loop | On::Outside) {
                clock.household().agenda.confirm(me, version);
            }
            vm.check_signals()?;
        }
    }
}

/// Waits on whichever clock is in force.
fn wait_seconds<T>(
    tracer: &Tracer,
    seconds: Option<f64>,
    on: On,
    vm: &VirtualMachine,
    mut look: impl FnMut(Duration) -> PyResult<Option<T>>,
) -> PyResult<Option<T>> {
    if tracer.clock.kind() == Clock::Virtual {
        let until = seconds.and_then(|seconds| tracer.clock.after(seconds));
        return Ok(match wait(tracer, until, on, vm, look)? {
            Waited::Got(found) => Some(found),
            Waited::Due | Waited::Never => None,
        });
    }
    let end = seconds.and_then(|seconds| Instant::now().checked_add(Duration::from_secs_f64(seconds)));
    loop {
        let left = end.map_or(LONG_LOOK, |end| end.saturating_duration_since(Instant::now()));
        if let Some(found) = look(left.min(LONG_LOOK))? {
            return Ok(Some(found));
        }
        vm.check_signals()?;
        if end.is_some_and(|end| Instant::now() >= end) {
            return Ok(None);
        }
    }
}

/// `time.sleep` on the virtual clock.
pub(crate) fn sleep(tracer: &Tracer, seconds: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let seconds = length_of_sleep(seconds, vm)?;
    let until = tracer.clock.after(seconds);
    let me = myself(tracer);
    wait(tracer, until, On::Moment, vm, |most| {
        if !most.is_zero() {
            vm.allow_threads(|| tracer.clock.rest(me, most));
        }
        Ok(None::<()>)
    })?;
    Ok(())
}

/// What `look(seconds)` finds within a time, on the virtual clock; an empty list where it finds nothing.
pub(crate) fn select(
    tracer: &Tracer,
    look: &PyObject,
    timeout: Option<f64>,
    on: On,
    vm: &VirtualMachine,
) -> PyResult {
    let until = timeout.and_then(|timeout| tracer.clock.after_for_loop(timeout));
    let waited = wait(tracer, until, on, vm, |most| {
        let found = look.call((most.as_secs_f64(),), vm)?;
        Ok(found.clone().try_to_bool(vm)?.then_some(found))
    })?;
    match waited {
        Waited::Got(found) => Ok(found),
        Waited::Due => Ok(vm.ctx.new_list(Vec::new()).into()),
        Waited::Never => Err(deadlock(tracer, vm)),
    }
}

/// Between two turns of a loop that has something to do: the other threads have their turn.
pub(crate) fn let_others(tracer: &Tracer, vm: &VirtualMachine) {
    let (clock, me) = (&tracer.clock, myself(tracer));
    {
        let agenda = &mut clock.household().agenda;
        if agenda.is_alone() {
            return;
        }
        agenda.yields(me);
    }
    clock.announce();
    let began = Instant::now();
    vm.allow_threads(|| {
        while clock.household().agenda.others_run(me) {
            if began.elapsed() > TURN {
                clock.household().agenda.overrun(me);
                break;
            }
            clock.pause(LOOK);
        }
    });
    clock.household().agenda.run(me);
}

/// Before something is handed to the loop of the thread with this identity.
pub(crate) fn at_gate(tracer: &Tracer, ident: u64, vm: &VirtualMachine) {
    let (clock, me) = (&tracer.clock, myself(tracer));
    let Some(to) = THREADS.lock().by_ident.get(&ident).copied().filter(|to| *to != me) else {
        return;
    };
    clock.household().agenda.come_to_gate(me, to);
    clock.announce();
    let began = Instant::now();
    vm.allow_threads(|| {
        while !clock.household().agenda.may_pass(me) && began.elapsed() < TURN {
            clock.pause(LOOK);
        }
    });
    clock.household().agenda.run(me);
}

/// The length of a sleep, with the errors of CPython (Python/pytime.c, Modules/timemodule.c).
fn length_of_sleep(length: &PyObject, vm: &VirtualMachine) -> PyResult<f64> {
    let seconds = match length.downcast_ref::<rustpython_vm::builtins::PyFloat>() {
        Some(float) => {
            let seconds = float.to_f64();
            if seconds.is_nan() {
                return Err(vm.new_value_error("Invalid value NaN (not a number)"));
            }
            if seconds.abs() > LONGEST {
                return Err(vm.new_overflow_error("timestamp out of range for platform time_t"));
            }
            seconds
        }
        None => {
            let whole = length.try_index(vm)?;
            let seconds: Option<i64> = whole.as_bigint().try_into().ok();
            let seconds = seconds.filter(|seconds| seconds.unsigned_abs() as f64 <= LONGEST);
            seconds.ok_or_else(|| vm.new_overflow_error("timestamp too large to convert to C PyTime_t"))?
                as f64
        }
    };
    if seconds < 0.0 {
        return Err(vm.new_value_error("sleep length must be non-negative"));
    }
    Ok(seconds)
}
