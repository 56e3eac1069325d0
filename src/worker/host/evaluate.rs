//! Expressions evaluated in the frame that is about to go on.

use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::compiler::Mode;
use rustpython_vm::function::ArgMapping;
use rustpython_vm::scope::Scope;
use rustpython_vm::{AsObject, PyResult, VirtualMachine};

use crate::trace::value::Value;
use crate::worker::ledger::caller::program_frame;
use crate::worker::ledger::quiet::Quiet;
use crate::worker::ledger::thread;
use crate::worker::tracer::Tracer;

/// The name of the code of such an expression in tracebacks.
const FILE_NAME: &str = "<expression>";

/// Evaluates an expression with the variables of the innermost frame of the program on this thread.
///
/// The error is the exception as Python's last traceback line gives it.
pub(crate) fn evaluate(expression: &str, tracer: &Tracer, vm: &VirtualMachine) -> Result<Value, String> {
    let result = compute(expression, tracer, vm);
    result.map_err(|exception| describe(&exception, vm))
}

/// Evaluates an expression as [`evaluate`] does while the program is paused at a line, from inside of the function that
/// hears of lines: Python traces nothing there, so a second thread state on the same thread has it traced like the
/// program's own acts.
pub(crate) fn evaluate_at_a_line(
    expression: &str,
    tracer: &Tracer,
    vm: &VirtualMachine,
) -> Result<Value, String> {
    vm.new_thread().run(|other| {
        hand_over(vm, other);
        let exception = other.current_exception();
        other.set_exception(vm.current_exception());
        // Off the main thread there is nothing to hand over: signals go to that one.
        hand_signals_over(vm, other).ok();
        thread::set_typed(Some(expression.trim().to_owned()));
        let result = evaluate(expression, tracer, other);
        thread::set_typed(None);
        other.set_exception(exception);
        hand_over(other, vm);
        result
    })
}

/// What belongs to the thread rather than to the state that runs on it.
fn hand_over(from: &VirtualMachine, to: &VirtualMachine) {
    from.asyncio_running_loop.swap(&to.asyncio_running_loop);
    from.asyncio_running_task.swap(&to.asyncio_running_task);
    from.context_stack.swap(&to.context_stack);
    from.async_gen_firstiter.swap(&to.async_gen_firstiter);
    from.async_gen_finalizer.swap(&to.async_gen_finalizer);
}

/// Lets Ctrl-C interrupt what runs on the other state, in the program's own way: handlers belong to a state.
fn hand_signals_over(from: &VirtualMachine, to: &VirtualMachine) -> PyResult<()> {
    let _quiet = Quiet::new();
    let number = rustix::process::Signal::INT.as_raw();
    let module = from.import("_signal", 0)?;
    let handler = module.get_attr("getsignal", from)?.call((number,), from)?;
    if !from.is_none(&handler) {
        module.get_attr("signal", to)?.call((number, handler), to)?;
    }
    Ok(())
}

fn compute(expression: &str, tracer: &Tracer, vm: &VirtualMachine) -> PyResult<Value> {
    let code = vm
        .compile(expression.trim(), Mode::Eval, FILE_NAME.to_owned())
        .map_err(|error| error.into_pyexception(vm, Some(expression)))?;
    let scope = match program_frame(&tracer.ledger, vm) {
        Some(frame) => {
            let locals: ArgMapping = frame.locals(vm)?;
            Scope::new(Some(locals), frame.f_globals())
        }
        None => Scope::new(None, vm.main_namespace()?),
    };
    let value = vm.run_code_obj(code, scope)?;
    Ok(tracer.safe_repr(&value, vm))
}

fn describe(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> String {
    let name = exception.class().name().to_string();
    match exception.as_object().str(vm) {
        Ok(text) if !text.as_wtf8().is_empty() => format!("{name}: {}", text.to_string_lossy()),
        _ => name,
    }
}
