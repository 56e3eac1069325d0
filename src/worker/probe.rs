//! What `sys.monitoring` tells of the program's code, turned into transitions and exceptions.

use rustpython_vm::builtins::{PyBaseException, PyCode};
use rustpython_vm::frame::{FrameObject, current_thread_frame_materialize};
use rustpython_vm::function::IntoPyNativeFn;
use rustpython_vm::{AsObject, Py, PyObjectRef, PyRef, PyResult, VirtualMachine};

use super::caller;
use super::code::{Role, WatchedCode};
use super::tracer::{Deferred, Quiet, Tracer, frame_key};
use super::transitions::{Answer, Resumption};
use crate::trace::event::{Actor, How, Input, Kind, ObjectKind, Place, Site, State};
use crate::trace::value::Value;

/// The tool id under which the tracer listens; debuggers, coverage and profilers have others (PEP 669).
const TOOL: i32 = 4;

/// The events of `sys.monitoring` that are asked for on the program's own code objects.
///
/// CALL has no listener: it only keeps the interpreter from calling generator functions in a way that no slot sees.
const LOCAL_EVENTS: &[&str] = &["PY_START", "PY_RESUME", "PY_YIELD", "PY_RETURN", "STOP_ITERATION"];
const CALL_EVENT: &str = "CALL";

/// The events that the interpreter only tells of all code.
const GLOBAL_EVENTS: &[&str] = &["PY_THROW", "PY_UNWIND", "RAISE", "RERAISE", "EXCEPTION_HANDLED"];

/// What Python says where it refuses to resume (`gen_send_ex2` of CPython's Objects/genobject.c).
const REFUSALS: &[&str] = &[" already executing'", "'cannot reuse already awaited coroutine'"];

/// The part of `sys.monitoring` that is needed to follow a code object.
pub struct Monitoring {
    module: PyObjectRef,
    of_generators: u32,
    of_functions: u32,
}

impl Monitoring {
    /// Registers the tracer's listeners.
    pub fn start(tracer: &'static Tracer, vm: &VirtualMachine) -> PyResult<()> {
        let module = vm.sys_module.get_attr("monitoring", vm)?;
        let events = module.get_attr("events", vm)?;
        let bit = |name: &'static str| -> PyResult<u32> { events.get_attr(name, vm)?.try_into_value(vm) };
        vm.call_method(&module, "use_tool_id", (TOOL, "learn-coroutines"))?;

        listen(
            &module,
            bit("PY_START")?,
            "on_start",
            move |code: PyRef<PyCode>, offset: u32, vm: &VirtualMachine| tracer.on_resume(&code, offset, vm),
            vm,
        )?;
        listen(
            &module,
            bit("PY_RESUME")?,
            "on_resume",
            move |code: PyRef<PyCode>, offset: u32, vm: &VirtualMachine| tracer.on_resume(&code, offset, vm),
            vm,
        )?;
        listen(
            &module,
            bit("PY_YIELD")?,
            "on_yield",
            move |code: PyRef<PyCode>, offset: u32, value: PyObjectRef, vm: &VirtualMachine| {
                tracer.on_yield(&code, offset, &value, vm)
            },
            vm,
        )?;
        listen(
            &module,
            bit("PY_RETURN")?,
            "on_return",
            move |code: PyRef<PyCode>, offset: u32, value: PyObjectRef, vm: &VirtualMachine| {
                tracer.on_return(&code, offset, &value, vm)
            },
            vm,
        )?;
        listen(
            &module,
            bit("STOP_ITERATION")?,
            "on_stop_iteration",
            move |code: PyRef<PyCode>, offset: u32, _exception: PyObjectRef, vm: &VirtualMachine| {
                tracer.on_delegation_end(&code, offset, vm)
            },
            vm,
        )?;
        type OnException = fn(&Tracer, &WatchedCode, u32, &Py<PyBaseException>, &VirtualMachine);
        let on_exception: [(&'static str, &'static str, OnException); 5] = [
            ("PY_THROW", "on_throw", Tracer::on_throw),
            ("PY_UNWIND", "on_unwind", Tracer::on_unwind),
            ("RAISE", "on_raise", Tracer::on_raise),
            ("RERAISE", "on_reraise", Tracer::on_reraise),
            ("EXCEPTION_HANDLED", "on_handled", Tracer::on_handled),
        ];
        for (event, name, handle) in on_exception {
            listen(
                &module,
                bit(event)?,
                name,
                move |code: PyRef<PyCode>,
                      offset: u32,
                      exception: PyRef<PyBaseException>,
                      vm: &VirtualMachine| {
                    if Quiet::reigns() {
                        return;
                    }
                    if let Some(code) = tracer.code(code.as_object().get_id()) {
                        handle(tracer, &code, offset, &exception, vm);
                    }
                },
                vm,
            )?;
        }
        let sum =
            |names: &[&'static str]| names.iter().try_fold(0, |sum, name| Ok::<u32, _>(sum | bit(name)?));
        vm.call_method(&module, "set_events", (TOOL, sum(GLOBAL_EVENTS)?))?;
        let of_functions = bit(CALL_EVENT)?;
        let of_generators = sum(LOCAL_EVENTS)? | of_functions;
        tracer.listen_with(Monitoring { module, of_generators, of_functions });
        Ok(())
    }

    /// Follows a code object of the program from now on.
    pub fn follow(&self, code: &WatchedCode, vm: &VirtualMachine) -> PyResult<()> {
        let events = if code.makes.is_some() { self.of_generators } else { self.of_functions };
        vm.call_method(&self.module, "set_local_events", (TOOL, code.code.clone(), events))?;
        Ok(())
    }
}

fn listen<F, K>(
    module: &PyObjectRef,
    event: u32,
    name: &'static str,
    function: F,
    vm: &VirtualMachine,
) -> PyResult<()>
where
    F: IntoPyNativeFn<K>,
{
    vm.call_method(module, "register_callback", (TOOL, event, vm.new_function(name, function)))?;
    Ok(())
}

/// The frame that runs, where it belongs to this code.
pub fn running_frame(code: &Py<PyCode>, vm: &VirtualMachine) -> Option<PyRef<FrameObject>> {
    let frame = current_thread_frame_materialize(vm)?;
    frame.iframe().code().is(code).then_some(frame)
}

impl Tracer {
    /// A generator-like frame starts, or goes on after a yield.
    fn on_resume(&self, code: &Py<PyCode>, _offset: u32, vm: &VirtualMachine) {
        if Quiet::reigns() {
            return;
        }
        let Some(frame) = running_frame(code, vm) else {
            return;
        };
        let Some(index) = self.owner(&frame, vm) else {
            return;
        };
        if self.was_announced(index, vm) {
            self.future_await_ended(index, vm);
            return;
        }
        self.reconcile(vm);
        let caller = caller::describe(frame.f_back(vm), self, vm);
        let (how, input) = self.manner(index, &caller, vm);
        if matches!(how, How::Anext | How::Asend) {
            self.begins_anew(&caller);
        }
        self.delegated_by(&caller, index, vm);
        self.resumed(Resumption { index, frame, how, input, announced: false }, &caller, vm);
        self.future_await_ended(index, vm);
    }

    /// Each awaitable of an async generator is a delegation of its own, also at the same place of a loop.
    pub fn begins_anew(&self, caller: &caller::Caller) {
        if let Some(outer) = caller.index {
            self.with_table(|table| table.object(outer).delegating = None);
        }
    }

    /// Whether the resumption of the innermost object is already told; asked once for each.
    fn was_announced(&self, index: usize, vm: &VirtualMachine) -> bool {
        self.with_local(vm, |local| match local.running.last_mut() {
            Some(running) if running.index == index => std::mem::replace(&mut running.announced, false),
            _ => false,
        })
    }

    /// A generator-like frame goes to sleep.
    fn on_yield(&self, code: &Py<PyCode>, offset: u32, value: &PyObjectRef, vm: &VirtualMachine) {
        if Quiet::reigns() {
            return;
        }
        let Some(frame) = running_frame(code, vm) else {
            return;
        };
        let Some(index) = self.with_table(|table| table.by_frame(frame_key(&frame))) else {
            return;
        };
        self.settle_deferred(vm);
        let (role, site, known, kind) = self.with_table(|table| {
            let tracked = table.object(index);
            let role = tracked.code.role(offset);
            let delegation = tracked.code.delegation(offset);
            tracked.awaiting = role == Role::YieldDelegating;
            let known = matches!(tracked.delegating, Some((known, Some(_))) if known == delegation);
            if role != Role::YieldDelegating {
                tracked.delegating = None;
            } else if tracked.delegating.is_none_or(|(known, _)| known != delegation) {
                tracked.delegating = Some((delegation, None));
                tracked.target = 0;
            }
            (role, tracked.code.site(offset), known, tracked.kind)
        });
        let value = match (kind, role) {
            (ObjectKind::AsyncGenerator, Role::Yield) => self.unwrapped(value, vm),
            _ => self.picture(value, vm),
        };
        if role == Role::YieldDelegating && !known {
            let event = self.answer_event(index, Answer::Yielded(value), site, vm);
            self.with_local(vm, |local| local.deferred = Some(Deferred { index, frame, event }));
        } else {
            self.answered(index, Answer::Yielded(value), site, vm);
        }
    }

    /// The value an async generator yields travels in a wrapper of the interpreter's own.
    fn unwrapped(&self, wrapper: &PyObjectRef, vm: &VirtualMachine) -> Value {
        let inside = super::loops::referent(wrapper, vm);
        self.picture(inside.as_ref().unwrap_or(wrapper), vm)
    }

    /// A generator-like frame returns.
    fn on_return(&self, code: &Py<PyCode>, offset: u32, value: &PyObjectRef, vm: &VirtualMachine) {
        if Quiet::reigns() {
            return;
        }
        let Some(frame) = running_frame(code, vm) else {
            return;
        };
        let Some(index) = self.with_table(|table| table.by_frame(frame_key(&frame))) else {
            return;
        };
        self.settle_deferred(vm);
        let site = self.with_table(|table| table.object(index).code.site(offset));
        let value = self.picture(value, vm);
        self.answered(index, Answer::Returned(value), site, vm);
    }

    /// A `yield from` or `await` of the program has its value.
    fn on_delegation_end(&self, code: &Py<PyCode>, offset: u32, vm: &VirtualMachine) {
        if Quiet::reigns() {
            return;
        }
        let Some(frame) = running_frame(code, vm) else {
            return;
        };
        self.settle_deferred(vm);
        let ended = self.with_table(|table| {
            let index = table.by_frame(frame_key(&frame))?;
            let tracked = table.object(index);
            if tracked.code.role(offset) != Role::EndSend {
                return None;
            }
            // What is left of an earlier one, which an exception ended, says nothing of this one.
            let delegation = tracked.code.delegation(offset);
            let known = tracked.delegating.take().filter(|(known, _)| *known == delegation);
            let slept = std::mem::take(&mut tracked.awaiting) && known.is_some();
            Some((index, slept, known.and_then(|(_, inner)| inner)))
        });
        if let Some((index, slept, inner)) = ended {
            self.await_ended(index, slept, inner, offset, vm);
        }
    }

    /// An exception is thrown into a generator-like frame.
    fn on_throw(
        &self,
        code: &WatchedCode,
        _offset: u32,
        exception: &Py<PyBaseException>,
        vm: &VirtualMachine,
    ) {
        let Some(frame) = running_frame(&code.code, vm) else {
            return;
        };
        let Some(index) = self.owner(&frame, vm) else {
            return;
        };
        if self.was_announced(index, vm) {
            return;
        }
        self.reconcile(vm);
        let closing = exception.class().is(vm.ctx.exceptions.generator_exit);
        let (how, input) = if closing {
            (How::Close, Input::Nothing)
        } else {
            (How::Throw, Input::Exception(self.picture(exception.as_object(), vm)))
        };
        let caller = caller::describe(frame.f_back(vm), self, vm);
        let ordered = self.with_table(|table| table.object(index).ordered.take());
        let collected = self.with_local(vm, |local| local.collected == Some(index));
        let (how, input, caller) = match ordered {
            _ if collected => (How::Gc, Input::Nothing, caller::Caller { actor: Actor::Gc, ..caller }),
            Some((how @ (How::Aclose | How::Athrow), input)) => {
                self.begins_anew(&caller);
                (how, input, caller)
            }
            _ => (how, input, caller),
        };
        self.delegated_by(&caller, index, vm);
        self.resumed(Resumption { index, frame, how, input, announced: false }, &caller, vm);
    }

    /// An exception leaves a frame.
    fn on_unwind(
        &self,
        code: &WatchedCode,
        offset: u32,
        exception: &Py<PyBaseException>,
        vm: &VirtualMachine,
    ) {
        if code.makes.is_none() {
            return;
        }
        let Some(frame) = running_frame(&code.code, vm) else {
            return;
        };
        let Some(index) = self.with_table(|table| table.by_frame(frame_key(&frame))) else {
            return;
        };
        self.settle_deferred(vm);
        let arrives = self.as_it_arrives(index, exception, vm);
        // The instruction that unwinds is the compiler's own; the traceback knows the program's line.
        let line = exception
            .traceback()
            .filter(|entry| entry.frame.is(&frame))
            .map(|entry| entry.lineno.get() as u32);
        let site = line.map_or_else(|| code.site(offset), |line| Site { file: code.file, line });
        self.answered(index, Answer::Raised(arrives), site, vm);
    }

    /// The exception as the caller gets it: StopIteration does not leave a generator as itself (PEP 479).
    fn as_it_arrives(&self, index: usize, exception: &Py<PyBaseException>, vm: &VirtualMachine) -> Value {
        let kind = self.with_table(|table| table.object(index).kind);
        let exceptions = &vm.ctx.exceptions;
        let owner = match kind {
            ObjectKind::Generator => "generator",
            ObjectKind::Coroutine => "coroutine",
            ObjectKind::AsyncGenerator => "async generator",
        };
        if exception.fast_isinstance(exceptions.stop_iteration) {
            Value::from(format!("RuntimeError('{owner} raised StopIteration')"))
        } else if kind == ObjectKind::AsyncGenerator
            && exception.fast_isinstance(exceptions.stop_async_iteration)
        {
            Value::from(format!("RuntimeError('{owner} raised StopAsyncIteration')"))
        } else {
            self.picture(exception.as_object(), vm)
        }
    }

    /// An exception is raised, or arrives from a call.
    fn on_raise(
        &self,
        code: &WatchedCode,
        offset: u32,
        exception: &Py<PyBaseException>,
        vm: &VirtualMachine,
    ) {
        // The end of a loop or of a delegation is no exception to the program (PEP 234, PEP 380).
        if matches!(code.role(offset), Role::ForIter | Role::SendYieldFrom | Role::SendAwait)
            && exception.fast_isinstance(vm.ctx.exceptions.stop_iteration)
        {
            return;
        }
        let address = exception.as_object().get_id();
        let known = self.with_local(vm, |local| std::mem::replace(&mut local.in_flight, address) == address);
        // Another exception can have the address of one that is gone; it has not come through other frames yet.
        let arrives = exception
            .traceback()
            .is_some_and(|entry| entry.next.lock().is_some() || !entry.frame.iframe().code().is(&*code.code));
        if known && arrives {
            return;
        }
        self.reconcile(vm);
        let picture = self.picture(exception.as_object(), vm);
        self.refused_at_once(code, offset, &picture, vm);
        let place = self.place_of(code, vm);
        self.tell(vm, Some(code.site(offset)), Some(place), Kind::Exception { exception: picture });
    }

    /// Tells that a `yield from` or `await` failed before its object ran: what runs or has ended is refused there by
    /// the instruction itself, past every method.
    fn refused_at_once(&self, code: &WatchedCode, offset: u32, exception: &Value, vm: &VirtualMachine) {
        let how = match code.role(offset) {
            Role::SendYieldFrom => How::YieldFrom,
            Role::SendAwait => How::Await,
            _ => return,
        };
        let Some(frame) = running_frame(&code.code, vm) else {
            return;
        };
        if !REFUSALS.iter().any(|refusal| exception.as_str().contains(refusal)) {
            return;
        }
        // Of what a frame holds, the top of its stack comes after its variables: the receiver is there.
        let held = super::loops::referents(frame.as_object(), vm);
        let Some((outer, inner)) = self.with_table(|table| {
            let outer = table.by_frame(frame_key(&frame))?;
            let began = table.object(outer).delegating.is_some_and(|(at, _)| at == code.delegation(offset));
            let inner = held.iter().rev().find_map(|object| table.by_address(object.get_id()))?;
            let sleeps = matches!(table.object(inner).state, State::Created | State::Suspended);
            (!began && !sleeps).then_some((outer, inner))
        }) else {
            return;
        };
        if outer != inner {
            self.delegated(outer, offset, inner, vm);
        }
        let (by, refused, state) = self.with_table(|table| {
            let by = table.object(outer);
            by.delegating = None;
            let by = by.id;
            let inner = table.object(inner);
            (by, inner.id, inner.state)
        });
        let kind = Kind::Refused {
            id: refused,
            by: Actor::Object(by),
            how,
            input: Input::Nothing,
            exception: exception.clone(),
            before: state,
            after: state,
        };
        self.tell(vm, Some(code.site(offset)), Some(Place::Object(by)), kind);
    }

    /// Which code of the program runs now, as the trace names it.
    pub fn place_of(&self, code: &WatchedCode, vm: &VirtualMachine) -> Place {
        if code.makes.is_some()
            && let Some(frame) = running_frame(&code.code, vm)
            && let Some(id) = self.with_table(|table| {
                let index = table.by_frame(frame_key(&frame))?;
                Some(table.object(index).id)
            })
        {
            Place::Object(id)
        } else if &*code.name == "<module>" {
            Place::Module
        } else {
            Place::Function(code.name.clone())
        }
    }
}
