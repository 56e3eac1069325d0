//! Expressions evaluated in the frame that is about to go on.

use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::compiler::Mode;
use rustpython_vm::function::ArgMapping;
use rustpython_vm::scope::Scope;
use rustpython_vm::{AsObject, PyResult, VirtualMachine};

use super::caller::program_frame;
use super::tracer::Tracer;
use crate::trace::value::Value;

/// The name of the code of such an expression in tracebacks.
const FILE_NAME: &str = "<expression>";

/// Evaluates an expression with the variables of the innermost frame of the program on this thread.
///
/// The error is the exception as Python's last traceback line gives it.
pub fn evaluate(expression: &str, tracer: &Tracer, vm: &VirtualMachine) -> Result<Value, String> {
    let result = compute(expression, tracer, vm);
    result.map_err(|exception| describe(&exception, vm))
}

fn compute(expression: &str, tracer: &Tracer, vm: &VirtualMachine) -> PyResult<Value> {
    let code = vm
        .compile(expression.trim(), Mode::Eval, FILE_NAME.to_owned())
        .map_err(|error| error.into_pyexception(vm, Some(expression)))?;
    let scope = match program_frame(tracer, vm) {
        Some(frame) => {
            let locals: ArgMapping = frame.locals(vm)?;
            Scope::new(Some(locals), frame.f_globals())
        }
        None => Scope::new(None, vm.main_namespace()?),
    };
    let value = vm.run_code_obj(code, scope)?;
    Ok(tracer.picture(&value, vm))
}

fn describe(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> String {
    let name = exception.class().name().to_string();
    match exception.as_object().str(vm) {
        Ok(text) if !text.as_wtf8().is_empty() => format!("{name}: {}", text.to_string_lossy()),
        _ => name,
    }
}
