//! One program in the embedded interpreter, from its first line to its end.

use rustpython_vm::builtins::{PyBaseExceptionRef, PyCode};
use rustpython_vm::scope::Scope;
use rustpython_vm::{AsObject, Interpreter, PyRef, PyResult, Settings, VirtualMachine};

use crate::trace::event::{Kind, Note, Outcome, TRACE_VERSION};
use crate::trace::id::FileId;
use crate::trace::value::Value;
use crate::wire::{Detail, Program, Reply};
use crate::worker::host::errors;
use crate::worker::host::interrupts;
use crate::worker::host::natives::{self, Purpose};
use crate::worker::host::sandbox::{self, Confinement};
use crate::worker::ledger::objects::Entries;
use crate::worker::listen::{follow, lines, methods, monitoring, output, transitions};
use crate::worker::tracer::Tracer;

/// The version of the interpreter's crates, as pinned in `Cargo.toml`; they do not tell it themselves.
const INTERPRETER_VERSION: &str = "0.6.0";

/// The exit status Python gives after an exception nobody caught.
const UNCAUGHT_STATUS: i32 = 1;
/// The exit status after KeyboardInterrupt, as a shell shows a death by SIGINT.
const INTERRUPTED_STATUS: i32 = 130;
/// The exit status for a file that cannot be compiled.
const UNPARSABLE_STATUS: i32 = 2;

/// Runs a program to its end and tells of it; the exit status of the process.
pub(crate) fn run(program: &Program, confinement: Option<&Confinement>, tracer: &'static Tracer) -> i32 {
    let interpreter = build(program);
    let ending = interpreter.enter(|vm| match start(program, confinement, tracer, vm) {
        Ok(code) => {
            let result = execute(code, tracer, vm);
            Some(ending(result, tracer, vm))
        }
        Err(traceback) => {
            tracer.recorder.send(&Reply::Unparsable { traceback });
            None
        }
    });
    finish(interpreter, ending, tracer)
}

/// Lets the interpreter come to its end and tells of that; the exit status of the process.
pub(crate) fn finish(interpreter: Interpreter, ending: Option<Ending>, tracer: &Tracer) -> i32 {
    let Some(ending) = ending else {
        return UNPARSABLE_STATUS;
    };
    // The interpreter's own end is part of the program's: threads are joined, generators closed, exit functions run.
    let flushed = interpreter.finalize(None);
    let status = if ending.status == 0 { flushed as i32 } else { ending.status };
    output::catch_up(tracer);
    tracer.recorder.end(tracer.clock.seconds(), ending.outcome, ending.exception, status);
    status
}

/// How a program ended.
pub(crate) struct Ending {
    /// In what manner.
    pub(crate) outcome: Outcome,
    /// The exception that nobody caught.
    pub(crate) exception: Option<Value>,
    /// Its exit status.
    pub(crate) status: i32,
}

/// Makes the interpreter for a program.
pub(crate) fn build(program: &Program) -> Interpreter {
    let mut settings = Settings::default();
    settings.argv = std::iter::once(program.file.to_string_lossy().into_owned())
        .chain(program.args.iter().cloned())
        .collect();
    settings.install_signal_handlers = true;
    settings.write_bytecode = false;
    // Without a seed of its own a set of strings would have another order in every run.
    settings.hash_seed = Some(0);
    // Text files are UTF-8, as they are for CPython in every locale of today.
    settings.utf8_mode = 1;
    let builder = Interpreter::builder(settings);
    let mut modules = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
    if program.sandbox.is_some() {
        // A later definition takes the place of an earlier one.
        modules.extend(sandbox::guarded_modules(&modules, &builder.ctx));
    }
    let signs_of_life = interrupts::receiver();
    let builder = builder.init_hook(move |vm| vm.set_user_signal_channel(signs_of_life));
    builder.add_native_modules(&modules).add_frozen_modules(rustpython_pylib::FROZEN_STDLIB).build()
}

/// Prepares everything up to the program's first line. The error is the traceback of a file that cannot be compiled.
fn start(
    program: &Program,
    confinement: Option<&Confinement>,
    tracer: &'static Tracer,
    vm: &VirtualMachine,
) -> Result<PyRef<PyCode>, String> {
    let file = program.file.to_string_lossy().into_owned();
    prepare(program, Purpose::Program, confinement, tracer, vm)?;
    let source = program.source.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&program.source);
    let code = match program.legacy {
        true => compile_legacy(source.to_vec(), &file, vm),
        false => compile(source, &file, vm),
    };
    let code = code.map_err(|exception| traceback(&exception, vm))?;
    let id = begin(program, confinement, tracer, vm)?;
    if program.detail != Detail::Nothing {
        prepared(follow::watch_module(&code, id, tracer, vm), vm)?;
    }
    if program.detail == Detail::Lines {
        lines::start(tracer, vm);
    }
    Ok(code)
}

/// Prepares the interpreter for a program or a session. The error is a traceback.
pub(crate) fn prepare(
    program: &Program,
    purpose: Purpose,
    confinement: Option<&Confinement>,
    tracer: &'static Tracer,
    vm: &VirtualMachine,
) -> Result<(), String> {
    // A confined program works in another folder: it must be told where its file is.
    let place = confinement.map_or(program.file.as_path(), |confinement| &confinement.file);
    if program.detail != Detail::Nothing {
        prepared(monitoring::start(tracer, vm), vm)?;
    }
    if confinement.is_some() {
        prepared(sandbox::guard_types(vm), vm)?;
    }
    prepared(set_main(&place.to_string_lossy(), vm), vm)?;
    prepared(natives::install(program, place, purpose, tracer, vm), vm)?;
    prepared(methods::mend(vm), vm)
}

/// Tells that the program begins, and follows its objects from now on. Gives the id of FILE.
pub(crate) fn begin(
    program: &Program,
    confinement: Option<&Confinement>,
    tracer: &'static Tracer,
    vm: &VirtualMachine,
) -> Result<FileId, String> {
    tracer.tell(
        vm,
        None,
        None,
        Kind::ProgramStarted {
            version: TRACE_VERSION,
            file: program.file.to_string_lossy().into(),
            python: python_name(vm).into(),
            clock: program.clock,
        },
    );
    for gap in confinement.iter().flat_map(|confinement| &confinement.gaps) {
        tracer.note(Note::Unconfined(gap.clone()), vm);
    }
    if program.detail != Detail::Nothing {
        prepared(methods::replace(vm), vm)?;
    }
    Ok(tracer.ledger.with(Entries::new_file))
}

/// The names that `python FILE` gives its main module.
fn set_main(file: &str, vm: &VirtualMachine) -> PyResult<()> {
    let main = vm.main_namespace()?;
    main.set_item("__file__", vm.ctx.new_str(file).into(), vm)?;
    main.set_item("__cached__", vm.ctx.none(), vm)
}

/// A failure of our own preparation, as a traceback: it has no other place to go.
fn prepared<T>(result: PyResult<T>, vm: &VirtualMachine) -> Result<T, String> {
    result.map_err(|exception| traceback(&exception, vm))
}

fn compile(source: &[u8], file: &str, vm: &VirtualMachine) -> PyResult<PyRef<PyCode>> {
    let compile = vm.builtins.get_attr("compile", vm)?;
    let bytes = vm.ctx.new_bytes(source.to_vec());
    let code = compile.call((bytes.clone(), file.to_owned(), "exec"), vm).inspect_err(|error| {
        errors::word(error, bytes, vm);
    })?;
    code.downcast::<PyCode>().map_err(|_| vm.new_type_error("compile() gave no code object"))
}

/// `asyncio.async(…)` of Python 3.4, where `async` was no keyword: read as another name of the same length, on the lines
/// that cannot be read otherwise.
fn compile_legacy(mut source: Vec<u8>, file: &str, vm: &VirtualMachine) -> PyResult<PyRef<PyCode>> {
    loop {
        let error = match compile(&source, file, vm) {
            Ok(code) => return Ok(code),
            Err(error) => error,
        };
        let line = error.as_object().get_attr("lineno", vm).ok();
        let line = line.and_then(|line| line.try_into_value::<usize>(vm).ok());
        if !line.is_some_and(|line| rename_async(&mut source, line)) {
            return Err(error);
        }
    }
}

/// Renames `asyncio.async(` on a line; whether it was there.
fn rename_async(source: &mut [u8], line: usize) -> bool {
    const OLD: &[u8] = b"asyncio.async(";
    const NEW: &[u8] = b"asyncio.spawn(";
    let Some(text) = source.split_mut(|byte| *byte == b'\n').nth(line.saturating_sub(1)) else {
        return false;
    };
    let mut found = false;
    for start in 0..text.len().saturating_sub(OLD.len() - 1) {
        let part = &mut text[start..start + OLD.len()];
        if part == OLD {
            part.copy_from_slice(NEW);
            found = true;
        }
    }
    found
}

fn execute(code: PyRef<PyCode>, tracer: &Tracer, vm: &VirtualMachine) -> PyResult<()> {
    tracer.clock.start();
    let globals = vm.main_namespace()?;
    let scope = Scope::with_builtins(None, globals, vm);
    vm.run_code_obj(code, scope)?;
    Ok(())
}

/// How a program ended that ran to the end of its module or to an exception; prints what Python prints of it.
fn ending(result: PyResult<()>, tracer: &Tracer, vm: &VirtualMachine) -> Ending {
    transitions::reconcile(tracer, vm);
    tracer.settle_clause(vm);
    let Err(exception) = result else {
        return Ending { outcome: Outcome::Ok, exception: None, status: 0 };
    };
    let exceptions = &vm.ctx.exceptions;
    if exception.fast_isinstance(exceptions.system_exit) {
        let status = vm.handle_exit_exception(exception) as i32 & 0xff;
        return Ending { outcome: Outcome::Exit, exception: None, status };
    }
    let text = tracer.safe_repr(exception.as_object(), vm);
    tracer.tell(vm, None, None, Kind::Uncaught { exception: text.clone() });
    errors::cut_chain(&exception, vm);
    vm.print_exception(&exception);
    if is_of_older_python(&text) {
        tracer.tell(vm, None, None, Kind::Note(Note::WrittenForOlderPython));
    }
    let (outcome, status) = if exception.fast_isinstance(exceptions.keyboard_interrupt) {
        (Outcome::Interrupted, INTERRUPTED_STATUS)
    } else {
        (Outcome::Exception, UNCAUGHT_STATUS)
    };
    Ending { outcome, exception: Some(text), status }
}

/// Whether a program failed because it was written for an older Python.
fn is_of_older_python(exception: &Value) -> bool {
    const SIGNS: &[&str] = &[
        "module 'asyncio' has no attribute 'coroutine'",
        "no attribute 'current_task'",
        "no attribute 'all_tasks'",
        "There is no current event loop",
        "unexpected keyword argument 'loop'",
        "Passing coroutines is forbidden",
        "module 'collections' has no attribute",
        "No module named 'nest_asyncio'",
    ];
    let text = exception.as_str();
    SIGNS.iter().any(|sign| text.contains(sign))
}

/// What Python prints of an exception.
pub(crate) fn traceback(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> String {
    let mut text = String::new();
    match vm.write_exception(&mut text, exception) {
        Ok(()) => text,
        Err(_) => format!("{}\n", exception.class().name()),
    }
}

/// The interpreter's version, for people.
fn python_name(vm: &VirtualMachine) -> String {
    let version = vm
        .sys_module
        .get_attr("version_info", vm)
        .and_then(|info| {
            let part = |name: &'static str| info.get_attr(name, vm)?.try_into_value::<i32>(vm);
            Ok(format!("{}.{}.{}", part("major")?, part("minor")?, part("micro")?))
        })
        .unwrap_or_else(|_| "3".to_owned());
    format!("{version} (RustPython {INTERPRETER_VERSION})")
}

#[cfg(test)]
mod tests {
    use super::rename_async;

    #[test]
    fn the_old_name_is_read_anew_on_its_line_only_and_nothing_moves() {
        let mut source = b"a = 'asyncio.async('\nt = asyncio.async(f(), asyncio.async(g()))".to_vec();
        assert!(rename_async(&mut source, 2));
        assert_eq!(source, b"a = 'asyncio.async('\nt = asyncio.spawn(f(), asyncio.spawn(g()))");
        assert!(!rename_async(&mut source, 2) && !rename_async(&mut source, 9));
    }
}
