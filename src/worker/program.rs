//! One program in the embedded interpreter, from its first line to its end.

use std::path::Path;

use rustpython_vm::builtins::{PyBaseExceptionRef, PyBytesRef, PyCode, PyNamespace};
use rustpython_vm::compiler::Mode;
use rustpython_vm::scope::Scope;
use rustpython_vm::{
    AsObject, Interpreter, PyObjectRef, PyPayload, PyRef, PyResult, Settings, VirtualMachine,
};

use super::clock::VIRTUAL_EPOCH;
use super::code::WatchedCode;
use super::probe::Monitoring;
use super::sandbox::{self, Confinement};
use super::tracer::Tracer;
use super::{limits, lines, loops, methods};
use crate::trace::event::{Clock, Kind, Outcome, Stream, TRACE_VERSION};
use crate::trace::id::FileId;
use crate::trace::value::Value;
use crate::wire::{Detail, Frame, Program};

const BOOTSTRAP: &str = include_str!("bootstrap.py");

/// The version of the interpreter's crates, as pinned in `Cargo.toml`; they do not tell it themselves.
const INTERPRETER_VERSION: &str = "0.6.0";

/// The exit status Python gives after an exception nobody caught.
const UNCAUGHT_STATUS: i32 = 1;
/// The exit status after KeyboardInterrupt, as a shell shows a death by SIGINT.
const INTERRUPTED_STATUS: i32 = 130;
/// The exit status for a file that cannot be compiled.
const UNPARSABLE_STATUS: i32 = 2;

/// Runs a program to its end and tells of it; the exit status of the process.
pub fn run(program: &Program, confinement: Option<&Confinement>, tracer: &'static Tracer) -> i32 {
    let interpreter = build(program);
    let ending = interpreter.enter(|vm| match start(program, confinement, tracer, vm) {
        Ok(code) => {
            let result = execute(code, vm);
            Some(ending(result, tracer, vm))
        }
        Err(traceback) => {
            tracer.recorder.send(&Frame::Unparsable { traceback });
            None
        }
    });
    let Some(ending) = ending else {
        return UNPARSABLE_STATUS;
    };
    // The interpreter's own end is part of the program's: threads are joined, generators closed, exit functions run.
    let flushed = interpreter.finalize(None);
    let status = if ending.status == 0 {
        flushed as i32
    } else {
        ending.status
    };
    tracer.catch_up();
    tracer
        .recorder
        .end(tracer.clock.seconds(), ending.outcome, ending.exception, status);
    status
}

struct Ending {
    outcome: Outcome,
    exception: Option<Value>,
    status: i32,
}

fn build(program: &Program) -> Interpreter {
    let mut settings = Settings::default();
    settings.argv = std::iter::once(program.file.to_string_lossy().into_owned())
        .chain(program.args.iter().cloned())
        .collect();
    settings.install_signal_handlers = true;
    settings.write_bytecode = false;
    // Without a seed of its own a set of strings would have another order in every run.
    settings.hash_seed = Some(0);
    let builder = Interpreter::builder(settings);
    let mut modules = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
    if program.sandbox.is_some() {
        // A later definition takes the place of an earlier one.
        modules.extend(sandbox::guarded_modules(&modules, &builder.ctx));
    }
    builder
        .add_native_modules(&modules)
        .add_frozen_modules(rustpython_pylib::FROZEN_STDLIB)
        .build()
}

/// Prepares everything up to the program's first line. The error is the traceback of a file that cannot be compiled.
fn start(
    program: &Program,
    confinement: Option<&Confinement>,
    tracer: &'static Tracer,
    vm: &VirtualMachine,
) -> Result<PyRef<PyCode>, String> {
    let file = program.file.to_string_lossy().into_owned();
    let monitoring = match program.detail {
        Detail::Nothing => None,
        Detail::Transitions | Detail::Lines => Some(prepared(Monitoring::start(tracer, vm), vm)?),
    };
    let monitoring: Option<&'static Monitoring> =
        monitoring.map(|monitoring| &*Box::leak(Box::new(monitoring)));
    if confinement.is_some() {
        prepared(sandbox::guard_types(vm), vm)?;
    }
    prepared(bootstrap(program, confinement, tracer, monitoring, vm), vm)?;
    let source = program
        .source
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(&program.source);
    let code = compile(source, &file, vm).map_err(|exception| traceback(&exception, vm))?;
    tracer.tell(
        vm,
        None,
        None,
        Kind::ProgramStarted {
            version: TRACE_VERSION,
            file: file.into(),
            python: python_name(vm).into(),
            clock: program.clock,
        },
    );
    for gap in confinement.iter().flat_map(|confinement| &confinement.gaps) {
        sandbox::note(gap.clone(), tracer, vm);
    }
    if let Some(monitoring) = monitoring {
        let id = tracer.with_table(super::tracer::Table::new_file);
        prepared(watch(&code, id, tracer, monitoring, vm), vm)?;
        prepared(methods::replace(vm), vm)?;
        prepared(loops::watch(tracer, vm), vm)?;
        if program.detail == Detail::Lines {
            lines::start(tracer, vm);
        }
    }
    Ok(code)
}

/// A failure of our own preparation, as a traceback: it has no other place to go.
fn prepared<T>(result: PyResult<T>, vm: &VirtualMachine) -> Result<T, String> {
    result.map_err(|exception| traceback(&exception, vm))
}

fn compile(source: &[u8], file: &str, vm: &VirtualMachine) -> PyResult<PyRef<PyCode>> {
    let compile = vm.builtins.get_attr("compile", vm)?;
    let code = compile.call((vm.ctx.new_bytes(source.to_vec()), file.to_owned(), "exec"), vm)?;
    code.downcast::<PyCode>()
        .map_err(|_| vm.new_type_error("compile() gave no code object"))
}

/// Follows a code object and all that are inside it.
fn watch(
    code: &PyRef<PyCode>,
    file: FileId,
    tracer: &Tracer,
    monitoring: &Monitoring,
    vm: &VirtualMachine,
) -> PyResult<()> {
    for constant in code.code.constants.iter() {
        let constant = PyObjectRef::from(constant.clone());
        if let Ok(inner) = constant.downcast::<PyCode>() {
            watch(&inner, file, tracer, monitoring, vm)?;
        }
    }
    let watched = WatchedCode::read(code, file);
    let watched = tracer.with_table(|table| table.watch(watched));
    monitoring.follow(&watched, vm)
}

fn bootstrap(
    program: &Program,
    confinement: Option<&Confinement>,
    tracer: &'static Tracer,
    monitoring: Option<&'static Monitoring>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    // The working directory of a confined program is elsewhere, so that its own place must be told whole.
    let file = confinement.map_or(&program.file, |confinement| &confinement.file);
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let folder = folder.to_string_lossy().into_owned();
    let native = PyNamespace::default().into_ref(&vm.ctx);
    let set = |name: &'static str, value: PyObjectRef| native.as_object().set_attr(name, value, vm);
    set("folder", vm.ctx.new_str(folder.clone()).into())?;
    set("virtual", vm.ctx.new_bool(program.clock == Clock::Virtual).into())?;
    set("epoch", vm.ctx.new_float(VIRTUAL_EPOCH).into())?;
    set(
        "now",
        vm.new_function("now", move || tracer.clock.seconds()).into(),
    )?;
    set(
        "read",
        vm.new_function("read", move |vm: &VirtualMachine| {
            vm.ctx.new_bytes(tracer.recorder.input())
        })
        .into(),
    )?;
    set(
        "write",
        vm.new_function(
            "write",
            move |descriptor: i32, data: PyBytesRef, vm: &VirtualMachine| {
                let stream = if descriptor == 1 {
                    Stream::Stdout
                } else {
                    Stream::Stderr
                };
                tracer.wrote(stream, data.as_bytes(), vm)
            },
        )
        .into(),
    )?;
    // What was flushed arrives whatever happens to the process next.
    set(
        "flush",
        vm.new_function("flush", move || tracer.recorder.flush()).into(),
    )?;
    set(
        "advance",
        vm.new_function("advance", move |seconds: f64, vm: &VirtualMachine| {
            let from = tracer.clock.jump_to(seconds);
            let to = tracer.clock.seconds();
            if to > from {
                tracer.tell(vm, None, None, Kind::ClockJumped { from, to });
            }
        })
        .into(),
    )?;
    set(
        "exit",
        vm.new_function("exit", move |status: i32| -> PyResult<()> {
            tracer.catch_up();
            tracer
                .recorder
                .end(tracer.clock.seconds(), Outcome::Exit, None, status & 0xff);
            super::leave(status & 0xff)
        })
        .into(),
    )?;
    set(
        "watch",
        vm.new_function(
            "watch",
            move |code: PyRef<PyCode>, path: String, vm: &VirtualMachine| -> PyResult<()> {
                let Some(monitoring) = monitoring else {
                    return Ok(());
                };
                let file = tracer.with_table(super::tracer::Table::new_file);
                tracer.tell(
                    vm,
                    None,
                    None,
                    Kind::ModuleLoaded {
                        file,
                        path: path.into(),
                    },
                );
                watch(&code, file, tracer, monitoring, vm)
            },
        )
        .into(),
    )?;

    set(
        "forked",
        vm.new_function("forked", move || tracer.recorder.part_from_the_tool())
            .into(),
    )?;
    set(
        "replacing",
        vm.new_function("replacing", move |yes: bool| {
            tracer.recorder.flush();
            limits::expect_replacement(yes);
        })
        .into(),
    )?;
    let confined_source = match confinement {
        Some(_) => {
            let text = String::from_utf8_lossy(&program.source);
            vm.ctx
                .new_tuple(vec![
                    vm.ctx.new_str(program.file.to_string_lossy().into_owned()).into(),
                    vm.ctx.new_str(text.into_owned()).into(),
                ])
                .into()
        }
        None => vm.ctx.none(),
    };
    set("confined", confined_source)?;

    let scope = vm.new_scope_with_builtins();
    scope.globals.set_item("native", native.into(), vm)?;
    let code = vm
        .compile(BOOTSTRAP, Mode::Exec, "<learn-coroutines>".to_owned())
        .map_err(|error| error.into_pyexception(vm, Some(BOOTSTRAP)))?;
    vm.run_code_obj(code, Scope::new(None, scope.globals))?;

    let path = vm.sys_module.get_attr("path", vm)?;
    vm.call_method(&path, "insert", (0, folder))?;
    let main = vm.main_namespace()?;
    main.set_item(
        "__file__",
        vm.ctx.new_str(file.to_string_lossy().into_owned()).into(),
        vm,
    )?;
    main.set_item("__cached__", vm.ctx.none(), vm)?;
    Ok(())
}

fn execute(code: PyRef<PyCode>, vm: &VirtualMachine) -> PyResult<()> {
    let globals = vm.main_namespace()?;
    let scope = Scope::with_builtins(None, globals, vm);
    vm.run_code_obj(code, scope)?;
    Ok(())
}

/// How a program ended that ran to the end of its module or to an exception; prints what Python prints of it.
fn ending(result: PyResult<()>, tracer: &Tracer, vm: &VirtualMachine) -> Ending {
    tracer.reconcile(vm);
    tracer.settle_caught(vm);
    let Err(exception) = result else {
        return Ending {
            outcome: Outcome::Ok,
            exception: None,
            status: 0,
        };
    };
    let exceptions = &vm.ctx.exceptions;
    if exception.fast_isinstance(exceptions.system_exit) {
        let status = vm.handle_exit_exception(exception) as i32 & 0xff;
        return Ending {
            outcome: Outcome::Exit,
            exception: None,
            status,
        };
    }
    let picture = tracer.picture(exception.as_object(), vm);
    tracer.tell(
        vm,
        None,
        None,
        Kind::Uncaught {
            exception: picture.clone(),
        },
    );
    vm.print_exception(&exception);
    let (outcome, status) = if exception.fast_isinstance(exceptions.keyboard_interrupt) {
        (Outcome::Interrupted, INTERRUPTED_STATUS)
    } else {
        (Outcome::Exception, UNCAUGHT_STATUS)
    };
    Ending {
        outcome,
        exception: Some(picture),
        status,
    }
}

/// What Python prints of an exception.
fn traceback(exception: &PyBaseExceptionRef, vm: &VirtualMachine) -> String {
    let mut text = String::new();
    match vm.write_exception(&mut text, exception) {
        Ok(()) => text,
        Err(_) => format!("{}\n", exception.class().name()),
    }
}

fn python_name(vm: &VirtualMachine) -> String {
    let version = vm
        .sys_module
        .get_attr("version_info", vm)
        .and_then(|info| {
            let part = |name: &'static str| info.get_attr(name, vm)?.try_into_value::<i32>(vm);
            Ok(format!(
                "{}.{}.{}",
                part("major")?,
                part("minor")?,
                part("micro")?
            ))
        })
        .unwrap_or_else(|_| "3".to_owned());
    format!("{version} (RustPython {INTERPRETER_VERSION})")
}
