//! What asyncio's hooks say, in the trace's own types.

use rustpython_vm::builtins::{PyStr, PyStrRef};
use rustpython_vm::{PyObject, PyObjectRef, PyResult, VirtualMachine};

use crate::trace::event::{Actor, Awaitable, Canceller, Holding, Kind, Resolution, Target, Waiting};
use crate::trace::id::{FutureId, PrimitiveId, TaskId};
use crate::trace::value::Value;
use crate::worker::ledger::caller;
use crate::worker::tracer::Tracer;

/// A Python string as text.
pub(crate) fn text(text: &PyStr) -> Box<str> {
    text.to_string_lossy().into_owned().into_boxed_str()
}

/// Notes what the trace calls a task.
pub(crate) fn name_task(tracer: &Tracer, number: u32, task: &PyObject, name: &PyStr) {
    let target = Target::Task(TaskId(number));
    let label = format!("<Task {}>", text(name));
    tracer.ledger.with(|entries| entries.name_future(task, target, label));
}

/// A task, a future or a word, as the Python side names it: its kind, and its number or itself.
pub(crate) fn pair(pair: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Target> {
    let items: Vec<PyObjectRef> = pair.try_to_value(vm)?;
    let [kind, thing] = items.as_slice() else {
        return Err(vm.new_type_error("a kind and a number were expected"));
    };
    let (kind, thing) = (kind.clone().try_into_value::<PyStrRef>(vm)?, thing.clone());
    Ok(match kind.as_wtf8().as_bytes() {
        b"task" => Target::Task(TaskId(thing.try_into_value(vm)?)),
        b"future" => Target::Future(FutureId(thing.try_into_value(vm)?)),
        b"sleep" => Target::Awaitable(Awaitable::Sleep),
        b"cancel" => Target::Awaitable(Awaitable::Cancel),
        _ => Target::Other(Value(text(&*thing.try_into_value::<PyStrRef>(vm)?))),
    })
}

/// Several of them.
pub(crate) fn pairs(things: &[PyObjectRef], vm: &VirtualMachine) -> PyResult<Vec<Target>> {
    things.iter().map(|thing| pair(thing, vm)).collect()
}

/// Who acts: the task or the part of asyncio that the Python side names, else whoever runs.
pub(crate) fn actor(tracer: &Tracer, by: Option<PyObjectRef>, vm: &VirtualMachine) -> PyResult<Actor> {
    let Some(by) = by else {
        return Ok(caller::in_loop(&tracer.ledger, vm).actor);
    };
    if let Some(canceller) = canceller(&by, vm)? {
        return Ok(Actor::Canceller(canceller));
    }
    Ok(match pair(&by, vm)? {
        Target::Task(task) => Actor::Task(task),
        Target::Other(words) => Actor::Library(words.as_str().into()),
        Target::Object(_) | Target::Future(_) | Target::Awaitable(_) => {
            caller::in_loop(&tracer.ledger, vm).actor
        }
    })
}

/// A part of asyncio that cancels, as the Python side names it: its kind, the task it is for, and who failed.
fn canceller(by: &PyObjectRef, vm: &VirtualMachine) -> PyResult<Option<Canceller>> {
    let items: Vec<PyObjectRef> = by.try_to_value(vm)?;
    let name = |item: &PyObjectRef| -> PyResult<Box<str>> {
        Ok(text(&*item.clone().try_into_value::<PyStrRef>(vm)?))
    };
    Ok(match items.as_slice() {
        [kind, of] if &*name(kind)? == "timeout" => Some(Canceller::Timeout { of: name(of)? }),
        [kind, of, failed] if &*name(kind)? == "task_group" => {
            let failed = (!vm.is_none(failed)).then(|| name(failed)).transpose()?;
            Some(Canceller::TaskGroup { of: name(of)?, failed })
        }
        _ => None,
    })
}

/// What a task waits for.
pub(crate) fn waiting(kind: &PyStr, label: Box<str>, members: Vec<Target>) -> Waiting {
    if let [Target::Future(future), Target::Task(holder)] = members[..]
        && kind.as_wtf8().as_bytes() == b"lock"
    {
        return Waiting::Lock(future, label, holder);
    }
    match (kind.as_wtf8().as_bytes(), members.first()) {
        (b"turn", _) => Waiting::Turn,
        (b"sleep", _) => Waiting::Sleep(label),
        (b"group", _) => Waiting::Group(label, members),
        (_, Some(Target::Task(task))) => Waiting::Task(*task),
        (_, Some(Target::Future(future))) => Waiting::Future(*future, label),
        _ => Waiting::Other(label),
    }
}

/// How a task or future ended, and the text of its result or exception.
pub(crate) fn resolution(
    tracer: &Tracer,
    how: &PyStr,
    value: &PyObject,
    vm: &VirtualMachine,
) -> (Resolution, Value) {
    let outcome = match how.as_wtf8().as_bytes() {
        b"cancelled" => Resolution::Cancelled,
        b"exception" => Resolution::Exception,
        _ => Resolution::Result,
    };
    (outcome, tracer.safe_repr(value, vm))
}

/// What is awaited: a name, or a pair or more of a word and its parts.
pub(crate) fn awaitable(described: &PyObject, vm: &VirtualMachine) -> PyResult<Awaitable> {
    if let Some(name) = described.downcast_ref::<PyStr>() {
        return Ok(Awaitable::Named(text(name)));
    }
    let items: Vec<PyObjectRef> = described.try_to_value(vm)?;
    let name = |at: usize| -> PyResult<Box<str>> {
        let item = items.get(at).ok_or_else(|| vm.new_type_error("a name was expected"))?;
        Ok(text(&*item.clone().try_into_value::<PyStrRef>(vm)?))
    };
    let several = |at: usize| -> PyResult<Vec<Awaitable>> {
        let item = items.get(at).ok_or_else(|| vm.new_type_error("a list was expected"))?;
        let items: Vec<PyObjectRef> = item.try_to_value(vm)?;
        items.iter().map(|item| awaitable(item, vm)).collect()
    };
    Ok(match &*name(0)? {
        "group" => Awaitable::Group { call: name(1)?, of: several(2)? },
        "call" => Awaitable::Call { function: name(1)?, arguments: several(2)? },
        "next" => Awaitable::NextValue { of: name(1)? },
        "end" => Awaitable::End { of: name(1)? },
        "held" => Awaitable::Held { what: name(1)?, by: name(2)? },
        other => return Err(vm.new_value_error(format!("nothing that is awaited: {other}"))),
    })
}

/// What one of asyncio's primitives holds, as the Python side says it: in the order of the interface.
#[derive(rustpython_vm::FromArgs)]
pub(crate) struct PrimitiveArgs {
    #[pyarg(positional)]
    number: u32,
    #[pyarg(positional)]
    class: PyStrRef,
    #[pyarg(positional)]
    name: Option<PyStrRef>,
    #[pyarg(positional)]
    kind: PyStrRef,
    #[pyarg(positional)]
    is_on: bool,
    #[pyarg(positional)]
    count: u32,
    #[pyarg(positional)]
    most: Option<u32>,
    #[pyarg(positional)]
    tasks: Vec<u32>,
    #[pyarg(positional)]
    items: Vec<PyStrRef>,
}

impl PrimitiveArgs {
    /// The event that says it.
    pub(crate) fn event(self) -> Kind {
        let tasks: Vec<TaskId> = self.tasks.into_iter().map(TaskId).collect();
        let holds = match self.kind.as_wtf8().as_bytes() {
            b"lock" => Holding::Lock { is_locked: self.is_on, by: tasks.first().copied() },
            b"event" => Holding::Event { is_set: self.is_on },
            b"semaphore" => Holding::Semaphore { left: self.count, by: tasks },
            _ => {
                let items = self.items.iter().map(|item| Value(text(item))).collect();
                Holding::Queue { items, size: self.count, most: self.most }
            }
        };
        let name = self.name.map(|name| text(&name));
        Kind::Primitive { id: PrimitiveId(self.number), class: text(&self.class), name, holds }
    }
}

/// Tasks by name, each with what it waits for.
pub(crate) fn waiting_tasks(tasks: &PyObject, vm: &VirtualMachine) -> PyResult<Vec<(Box<str>, Awaitable)>> {
    let tasks: Vec<PyObjectRef> = tasks.try_to_value(vm)?;
    let pair = |task: &PyObjectRef| {
        let items: Vec<PyObjectRef> = task.try_to_value(vm)?;
        let [name, on] = items.as_slice() else {
            return Err(vm.new_type_error("a task and what it waits for were expected"));
        };
        Ok((text(&*name.clone().try_into_value::<PyStrRef>(vm)?), awaitable(on, vm)?))
    };
    tasks.iter().map(pair).collect()
}
