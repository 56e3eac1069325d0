//! The part of the interface that puts Python's clocks and event loops on the program's clock.
//!
//! The other side is `clock.py`.

use std::time::{Duration, SystemTime};

use rustpython_vm::{PyObjectRef, PyResult, VirtualMachine};

use super::interface::Native;
use super::namespace::Natives;
use crate::trace::event::Clock;
use crate::worker::agenda::On;
use crate::worker::clock::VIRTUAL_EPOCH;
use crate::worker::host::waits;
use crate::worker::ledger::caller::is_asyncio_asking;
use crate::worker::listen::asyncio::slept;
use crate::worker::tracer::Tracer;

/// Adds the functions that `clock.py` calls.
pub(super) fn add(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.add(Native::Now, move || tracer.clock.seconds())?;
    natives.add(Native::IsReal, move || tracer.clock.kind() == Clock::Real)?;
    natives.add(Native::Tick, move || tracer.clock.tick())?;
    natives.add(Native::Sleep, move |original: PyObjectRef, vm: &VirtualMachine| {
        vm.new_function("sleep", move |seconds: PyObjectRef, vm: &VirtualMachine| -> PyResult {
            let started = tracer.clock.seconds();
            match tracer.clock.kind() {
                Clock::Real => drop(original.call((seconds,), vm)?),
                Clock::Virtual => waits::sleep(tracer, &seconds, vm)?,
            }
            slept(tracer, tracer.clock.seconds() - started, vm);
            Ok(vm.ctx.none())
        })
    })?;
    natives.add(
        Native::Select,
        move |look: PyObjectRef, timeout: Option<f64>, outside: bool, vm: &VirtualMachine| -> PyResult {
            waits::select(tracer, &look, timeout, if outside { On::Outside } else { On::Loop }, vm)
        },
    )?;
    natives.add(Native::LetOthers, move |vm: &VirtualMachine| waits::let_others(tracer, vm))?;
    natives.add(Native::AtGate, move |ident: u64, vm: &VirtualMachine| waits::at_gate(tracer, ident, vm))?;
    clocks(natives, tracer)
}

/// Python's clocks, as a program reads them.
fn clocks(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    let ask = move |vm: &VirtualMachine| {
        let clock = &tracer.clock;
        if is_asyncio_asking(vm) { clock.seconds() } else { clock.asked() }
    };
    let nanoseconds = |seconds: f64| (seconds * 1e9).round() as u64;
    let since_1970 = move |vm: &VirtualMachine| match tracer.clock.kind() {
        Clock::Real => SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(),
        Clock::Virtual => {
            Duration::from_secs(VIRTUAL_EPOCH as u64) + Duration::from_nanos(nanoseconds(ask(vm)))
        }
    };
    natives.add(Native::Monotonic, ask)?;
    natives.add(Native::PerfCounter, ask)?;
    natives.add(Native::MonotonicNs, move |vm: &VirtualMachine| nanoseconds(ask(vm)))?;
    natives.add(Native::PerfCounterNs, move |vm: &VirtualMachine| nanoseconds(ask(vm)))?;
    natives.add(Native::Time, move |vm: &VirtualMachine| match tracer.clock.kind() {
        Clock::Real => since_1970(vm).as_secs_f64(),
        Clock::Virtual => VIRTUAL_EPOCH + ask(vm),
    })?;
    natives.add(Native::TimeNs, move |vm: &VirtualMachine| since_1970(vm).as_nanos() as u64)
}
