//! Waits for descriptors: sockets with a timeout, `select.select`, polls; on the virtual clock they take its time.
//!
//! An event loop's own selector waits by [`super::select`] and looks by these; a look is not taken over.

use std::time::Duration;

use rustpython_vm::convert::ToPyObject;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::takeover::{argument, class, module, put};
use super::{Waited, is_looking, wait};
use crate::trace::event::Clock;
use crate::worker::agenda::On;
use crate::worker::tracer::Tracer;

/// The methods of a socket that wait, and the name of what for in the module `select`.
const METHODS: [(&str, &str); 9] = [
    ("_accept", "POLLIN"),
    ("recv", "POLLIN"),
    ("recv_into", "POLLIN"),
    ("recvfrom", "POLLIN"),
    ("recvfrom_into", "POLLIN"),
    ("recvmsg", "POLLIN"),
    ("recvmsg_into", "POLLIN"),
    ("send", "POLLOUT"),
    ("sendall", "POLLOUT"),
];

/// How the polls of a class count their time.
#[derive(Clone, Copy)]
enum Unit {
    Milliseconds,
    Seconds,
}

/// Takes over the waits for descriptors.
pub(crate) fn install(tracer: &'static Tracer, vm: &VirtualMachine) -> PyResult<()> {
    let select = module("select", vm)?;
    let new_poll = select.get_attr("poll", vm)?;
    select_function(tracer, &select, vm)?;
    let poll = new_poll.call((), vm)?.class().to_owned();
    polls(tracer, poll.as_object(), Unit::Milliseconds, vm)?;
    if let Ok(epoll) = select.get_attr("epoll", vm) {
        polls(tracer, &epoll, Unit::Seconds, vm)?;
    }
    let socket = module("_socket", vm)?;
    let sockets = class(&socket, "socket", vm)?;
    for (name, event) in METHODS {
        let Ok(original) = sockets.as_object().get_attr(name, vm) else { continue };
        let (new_poll, event) = (new_poll.clone(), select.get_attr(event, vm)?);
        put(
            &sockets,
            name,
            move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
                if is_ours(tracer)
                    && let Some(socket) = args.args.first()
                {
                    be_ready(tracer, socket, &new_poll, &event, vm)?;
                }
                original.call(args, vm)
            },
            vm,
        );
    }
    Ok(())
}

/// Whether a wait is to be taken over.
fn is_ours(tracer: &Tracer) -> bool {
    tracer.clock.kind() == Clock::Virtual && !is_looking()
}

/// Waits until a socket that has a timeout can be read or written, and raises TimeoutError where it can't in time.
fn be_ready(
    tracer: &Tracer,
    socket: &PyObject,
    new_poll: &PyObject,
    event: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let timeout = vm.call_method(socket, "gettimeout", ())?;
    let Some(seconds) = number(&timeout, vm).filter(|seconds| *seconds > 0.0) else {
        return Ok(());
    };
    let poll = new_poll.call((), vm)?;
    vm.call_method(&poll, "register", (socket.to_owned(), event.to_owned()))?;
    let until = tracer.clock.after(seconds);
    let waited = wait(tracer, until, On::Outside, vm, |most| {
        found(vm.call_method(&poll, "poll", (milliseconds(most),))?, vm)
    })?;
    match waited {
        Waited::Got(_) => Ok(()),
        Waited::Due | Waited::Never => {
            let class = vm.ctx.exceptions.timeout_error.to_owned();
            Err(vm.new_exception_msg(class, "timed out".into()))
        }
    }
}

fn number(object: &PyObject, vm: &VirtualMachine) -> Option<f64> {
    object.try_float(vm).ok().map(|number| number.to_f64())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// What a look gave, if it is not empty.
fn found(given: PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<PyObjectRef>> {
    Ok(given.clone().try_to_bool(vm)?.then_some(given))
}

/// The `poll` method of a class of polls.
fn polls(tracer: &'static Tracer, of: &PyObject, unit: Unit, vm: &VirtualMachine) -> PyResult<()> {
    let class = of.to_owned().try_into_value(vm)?;
    let original = of.get_attr("poll", vm)?;
    put(
        &class,
        "poll",
        move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let timeout = argument(&args, 0, "timeout").filter(|timeout| !vm.is_none(timeout));
            let length = match &timeout {
                None => f64::INFINITY,
                Some(timeout) => number(timeout, vm).unwrap_or(0.0),
            };
            // A negative time is no limit.
            let seconds = match unit {
                _ if length < 0.0 => f64::INFINITY,
                Unit::Milliseconds => length / 1e3,
                Unit::Seconds => length,
            };
            let poll = args.args.first().cloned().filter(|_| is_ours(tracer) && seconds > 0.0);
            let Some(poll) = poll else {
                return original.call(args, vm);
            };
            let most_events = argument(&args, 1, "maxevents");
            let waited = wait(tracer, tracer.clock.after(seconds), On::Outside, vm, |most| {
                let length = match unit {
                    Unit::Milliseconds => milliseconds(most),
                    Unit::Seconds => most.as_secs_f64(),
                };
                let mut look = vec![poll.clone(), vm.ctx.new_float(length).into()];
                look.extend(most_events.clone());
                found(original.call(look, vm)?, vm)
            })?;
            match waited {
                Waited::Got(events) => Ok(events),
                Waited::Due | Waited::Never => Ok(vm.ctx.new_list(Vec::new()).into()),
            }
        },
        vm,
    );
    Ok(())
}

/// `select.select(readers, writers, errors, timeout=None)`.
fn select_function(tracer: &'static Tracer, module: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let original = module.get_attr("select", vm)?;
    let select = vm.new_function("select", move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
        let timeout = args.args.get(3).filter(|timeout| !vm.is_none(timeout));
        let seconds = timeout.map_or(Some(f64::INFINITY), |timeout| number(timeout, vm));
        let seconds = seconds.filter(|seconds| is_ours(tracer) && *seconds > 0.0 && args.args.len() >= 3);
        let Some(seconds) = seconds else {
            return original.call(args, vm);
        };
        let lists = &args.args[..3];
        let mut on = On::Moment;
        for list in lists {
            if list.clone().try_to_bool(vm)? {
                on = On::Outside;
            }
        }
        let look = |most: Duration| -> PyResult {
            let mut look = lists.to_vec();
            look.push(vm.ctx.new_float(most.as_secs_f64()).into());
            original.call(look, vm)
        };
        let waited = wait(tracer, tracer.clock.after(seconds), on, vm, |most| {
            let lists = look(most)?;
            for list in lists.try_to_value::<Vec<PyObjectRef>>(vm)? {
                if list.try_to_bool(vm)? {
                    return Ok(Some(lists));
                }
            }
            Ok(None)
        })?;
        match waited {
            Waited::Got(lists) => Ok(lists),
            Waited::Due | Waited::Never => look(Duration::ZERO),
        }
    });
    module.set_attr("select", select.to_pyobject(vm), vm)
}
