//! The Python files that belong to the worker, and the native functions they call for streams, clock and modules.

use std::path::Path;

use rustpython_vm::builtins::{PyBytesRef, PyCode, PyNamespace, PyStrRef, PyTypeRef};
use rustpython_vm::compiler::Mode;
use rustpython_vm::function::IntoPyNativeFn;
use rustpython_vm::scope::Scope;
use rustpython_vm::{PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine};

use super::clock::VIRTUAL_EPOCH;
use super::tracer::Tracer;
use super::{late, limits, loops, session};
use crate::trace::event::{Clock, Kind, Legacy, Note, Outcome, Stream};
use crate::wire::{Detail, Program};

/// The name of the worker's own code, by which its frames are known.
pub const OWN_CODE: &str = "<learn-coroutines>";

const BOOTSTRAP: &str = include_str!("bootstrap.py");
const CLOCK: &str = include_str!("clock.py");
const EYE: &str = concat!(include_str!("asyncio_eye.py"), "\n", include_str!("asyncio_tasks.py"));
const HOOD: &str = include_str!("hood.py");
const LEGACY: &str = include_str!("legacy.py");
const SESSION: &str = include_str!("session.py");

/// What the process is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// One program, from its first line to its end.
    Program,
    /// A session at the prompt.
    Session,
}

/// The functions that the worker's Python files find under the name `native`.
pub struct Natives<'a> {
    namespace: PyObjectRef,
    vm: &'a VirtualMachine,
}

impl Natives<'_> {
    /// Adds a function.
    pub fn add<F, K>(&self, name: &'static str, function: F) -> PyResult<()>
    where
        F: IntoPyNativeFn<K>,
    {
        self.set(name, self.vm.new_function(name, function).into())
    }

    /// Adds a value.
    pub fn set(&self, name: &'static str, value: PyObjectRef) -> PyResult<()> {
        self.namespace.set_attr(name, value, self.vm)
    }

    /// Runs one of the worker's Python files in a namespace of its own.
    fn run(&self, source: &str) -> PyResult<()> {
        let vm = self.vm;
        let globals = vm.new_scope_with_builtins().globals;
        globals.set_item("native", self.namespace.clone(), vm)?;
        globals.set_item("__name__", vm.ctx.new_str(OWN_CODE).into(), vm)?;
        let code = vm
            .compile(source, Mode::Exec, OWN_CODE.to_owned())
            .map_err(|error| error.into_pyexception(vm, Some(source)))?;
        vm.run_code_obj(code, Scope::new(None, globals))?;
        Ok(())
    }
}

/// Prepares streams, clock, modules and the eye on asyncio for a program whose file is at `place`.
pub fn install(
    program: &Program,
    place: &Path,
    purpose: Purpose,
    tracer: &'static Tracer,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let natives = Natives { namespace: PyNamespace::default().into_ref(&vm.ctx).into(), vm };
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).to_string_lossy().into_owned();
    natives.set("folder", vm.ctx.new_str(folder.clone()).into())?;
    natives.set("virtual", vm.ctx.new_bool(program.clock == Clock::Virtual).into())?;
    natives.set("session", vm.ctx.new_bool(purpose == Purpose::Session).into())?;
    natives.set("epoch", vm.ctx.new_float(VIRTUAL_EPOCH).into())?;
    natives.set("confined", known_source(program, vm))?;
    processes(&natives, tracer)?;
    streams(&natives, tracer)?;
    clock(&natives, tracer)?;
    natives.add("watch", move |code: PyRef<PyCode>, path: String, vm: &VirtualMachine| -> PyResult<()> {
        if program_is_traced(tracer) {
            let file = tracer.with_table(super::tracer::Table::new_file);
            tracer.tell(vm, None, None, Kind::ModuleLoaded { file, path: path.into() });
            late::watch_module(&code, file, tracer, vm)?;
        }
        Ok(())
    })?;
    natives.add(
        "legacy",
        move |used: String, name: Option<String>, vm: &VirtualMachine| -> PyResult<()> {
            let legacy =
                legacy(&used, name).ok_or_else(|| vm.new_value_error(format!("no legacy name: {used}")))?;
            tracer.note(Note::Legacy(legacy), vm);
            Ok(())
        },
    )?;
    natives.add("put", |class: PyTypeRef, name: PyStrRef, value: PyObjectRef, vm: &VirtualMachine| {
        class.set_attr(vm.ctx.intern_str(name.to_string_lossy().as_ref()), value);
    })?;
    natives.run(BOOTSTRAP)?;
    if program.clock == Clock::Virtual || purpose == Purpose::Session {
        natives.run(CLOCK)?;
    }
    if program.detail != Detail::Nothing || purpose == Purpose::Session {
        loops::questions(&natives, tracer)?;
    }
    if program.detail != Detail::Nothing {
        natives.run(EYE)?;
        if program.under_the_hood {
            natives.run(HOOD)?;
        }
    }
    if program.legacy {
        natives.run(LEGACY)?;
    }
    if purpose == Purpose::Session {
        session::questions(&natives)?;
        natives.run(SESSION)?;
        return Ok(());
    }
    let path = vm.sys_module.get_attr("path", vm)?;
    vm.call_method(&path, "insert", (0, folder))?;
    Ok(())
}

fn program_is_traced(tracer: &Tracer) -> bool {
    tracer.monitoring().is_some()
}

/// The name and text of a confined program; nothing for a free one.
fn known_source(program: &Program, vm: &VirtualMachine) -> PyObjectRef {
    if program.sandbox.is_none() {
        return vm.ctx.none();
    }
    let texts = [program.file.to_string_lossy(), String::from_utf8_lossy(&program.source)];
    let texts = texts.map(|text| vm.ctx.new_str(text.into_owned()).into());
    vm.ctx.new_tuple(texts.to_vec()).into()
}

fn processes(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.add("forked", move || tracer.recorder.part_from_the_tool())?;
    natives.add("replacing", move |is_expected: bool| {
        tracer.recorder.flush();
        limits::expect_replacement(is_expected);
    })
}

fn streams(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.add("read", move |vm: &VirtualMachine| -> PyResult<PyObjectRef> {
        let bytes = tracer.recorder.input(|| vm.check_signals())?;
        Ok(vm.ctx.new_bytes(bytes).into())
    })?;
    natives.add("flush", move || tracer.recorder.flush())?;
    natives.add("write", move |descriptor: i32, data: PyBytesRef, vm: &VirtualMachine| {
        let stream = if descriptor == 1 { Stream::Stdout } else { Stream::Stderr };
        tracer.wrote(stream, data.as_bytes(), vm)
    })?;
    natives.add("exit", move |status: i32| -> PyResult<()> {
        tracer.catch_up();
        tracer.recorder.end(tracer.clock.seconds(), Outcome::Exit, None, status & 0xff);
        super::leave(status & 0xff)
    })
}

fn clock(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.add("now", move || tracer.clock.seconds())?;
    natives.add("is_real", move || tracer.clock.kind() == Clock::Real)?;
    natives.add("advance", move |seconds: f64, vm: &VirtualMachine| {
        let from = tracer.clock.jump_to(seconds);
        let to = tracer.clock.seconds();
        if to > from {
            tracer.tell(vm, None, None, Kind::ClockJumped { from, to });
        }
    })?;
    natives
        .add("deadlock", move |vm: &VirtualMachine| -> PyResult<()> { Err(loops::deadlock(tracer, vm)) })?;
    natives.add("sleep", move |original: PyObjectRef, vm: &VirtualMachine| {
        vm.new_function("sleep", move |seconds: PyObjectRef, vm: &VirtualMachine| -> PyResult {
            let started = tracer.clock.seconds();
            let result = original.call((seconds,), vm)?;
            loops::slept(tracer, tracer.clock.seconds() - started, vm);
            Ok(result)
        })
    })
}

/// What `legacy.py` calls the uses it notes.
fn legacy(used: &str, name: Option<String>) -> Option<Legacy> {
    let name = name.map(String::into_boxed_str);
    Some(match (used, name) {
        ("abc", Some(name)) => Legacy::Abc { name },
        ("nest_asyncio", None) => Legacy::NestAsyncio,
        ("coroutine", None) => Legacy::Coroutine,
        ("current_task", None) => Legacy::CurrentTask,
        ("all_tasks", None) => Legacy::AllTasks,
        ("event_loop", None) => Legacy::EventLoop,
        ("bare_coroutines", None) => Legacy::BareCoroutines,
        ("loop_argument", Some(function)) => Legacy::LoopArgument { function },
        _ => return None,
    })
}
