//! The Python files that belong to the worker, and the native functions they call: the interface listed in
//! [`interface`], and nothing else.

mod asyncio;
mod clock;
mod interface;
mod namespace;
mod notes;

use std::path::Path;

use rustpython_vm::builtins::{PyBytesRef, PyCode, PyStrRef, PyTypeRef};
use rustpython_vm::{PyObjectRef, PyRef, PyResult, VirtualMachine};

use interface::Native;
use namespace::Natives;

use crate::trace::event::{Clock, Kind, Legacy, Note, Outcome, Stream};
use crate::wire::{Detail, Program};
use crate::worker::emit::exit::exit_now;
use crate::worker::host::session::side;
use crate::worker::host::waits::{self, sockets, takeover};
use crate::worker::host::{errors, interrupts, limits};
use crate::worker::ledger::objects::Entries;
use crate::worker::listen::{follow, methods, output};
use crate::worker::tracer::Tracer;

const BOOTSTRAP: &str = include_str!("../python/bootstrap.py");
const CLOCK: &str = include_str!("../python/clock.py");
const ASYNCIO: &str = concat!(
    include_str!("../python/asyncio_hooks.py"),
    "\n",
    include_str!("../python/asyncio_primitives.py"),
    "\n",
    include_str!("../python/asyncio_tasks.py")
);
const HOOD: &str = include_str!("../python/hood.py");
const LEGACY: &str = include_str!("../python/legacy.py");
const SESSION: &str =
    concat!(include_str!("../python/completion.py"), "\n", include_str!("../python/session.py"));

/// All of them.
#[cfg(test)]
const FILES: [&str; 6] = [BOOTSTRAP, CLOCK, ASYNCIO, HOOD, LEGACY, SESSION];

/// What the process is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// One program, from its first line to its end.
    Program,
    /// A session at the prompt.
    Session,
}

/// Prepares streams, clock, modules and the hooks on asyncio for a program whose file is at `place`.
pub(crate) fn install(
    program: &Program,
    place: &Path,
    purpose: Purpose,
    tracer: &'static Tracer,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let natives = Natives::new(vm);
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).to_string_lossy().into_owned();
    natives.set(Native::Folder, vm.ctx.new_str(folder.clone()).into())?;
    natives.set(Native::Virtual, vm.ctx.new_bool(program.clock == Clock::Virtual).into())?;
    natives.set(Native::Session, vm.ctx.new_bool(purpose == Purpose::Session).into())?;
    natives.set(Native::Confined, known_source(program, vm))?;
    processes(&natives, tracer)?;
    streams(&natives, tracer)?;
    clock::add(&natives, tracer)?;
    takeover::install(tracer, vm)?;
    sockets::install(tracer, vm)?;
    mending(&natives)?;
    let listens = purpose == Purpose::Program && !program.stepping;
    let wakeup = listens.then(|| interrupts::watch(tracer)).flatten();
    natives.set(Native::Wakeup, vm.ctx.new_int(wakeup.unwrap_or(-1)).into())?;
    asyncio::add(&natives, tracer)?;
    natives.add(
        Native::Watch,
        move |code: PyRef<PyCode>, path: String, vm: &VirtualMachine| -> PyResult<()> {
            if program_is_traced(tracer) {
                let file = tracer.ledger.with(Entries::new_file);
                tracer.tell(vm, None, None, Kind::ModuleLoaded { file, path: path.into() });
                follow::watch_module(&code, file, tracer, vm)?;
            }
            Ok(())
        },
    )?;
    natives.add(
        Native::Legacy,
        move |used: String, name: Option<String>, vm: &VirtualMachine| -> PyResult<()> {
            let legacy =
                legacy(&used, name).ok_or_else(|| vm.new_value_error(format!("no legacy name: {used}")))?;
            tracer.note(Note::Legacy(legacy), vm);
            Ok(())
        },
    )?;
    natives.add(
        Native::Put,
        |class: PyTypeRef, name: PyStrRef, value: PyObjectRef, vm: &VirtualMachine| {
            class.set_attr(vm.ctx.intern_str(name.to_string_lossy().as_ref()), value);
        },
    )?;
    natives.run(BOOTSTRAP)?;
    if program.clock == Clock::Virtual || purpose == Purpose::Session {
        natives.run(CLOCK)?;
    }
    if program.detail != Detail::Nothing {
        natives.run(ASYNCIO)?;
        if program.under_the_hood {
            natives.run(HOOD)?;
        }
    }
    if program.legacy {
        natives.run(LEGACY)?;
    }
    if purpose == Purpose::Session {
        natives.add(Native::Serve, side::answer_with)?;
        natives.run(SESSION)?;
        return Ok(());
    }
    let path = vm.sys_module.get_attr("path", vm)?;
    vm.call_method(&path, "insert", (0, folder))?;
    Ok(())
}

fn program_is_traced(tracer: &Tracer) -> bool {
    tracer.subscription().is_some()
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

/// What mends the interpreter's deviations from CPython.
fn mending(natives: &Natives<'_>) -> PyResult<()> {
    natives.add(Native::Judge, methods::judge_with)?;
    natives.add(Native::WordSyntaxErrors, errors::word_with)?;
    natives.add(Native::CutChains, errors::cut_chains_with)
}

fn processes(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.add(Native::Forked, move || {
        waits::forked(tracer);
        tracer.recorder.part_from_the_tool();
    })?;
    natives.add(Native::Replacing, move |is_expected: bool| {
        tracer.recorder.flush();
        limits::expect_replacement(is_expected);
    })
}

fn streams(natives: &Natives<'_>, tracer: &'static Tracer) -> PyResult<()> {
    natives.add(Native::Read, move |vm: &VirtualMachine| -> PyResult<PyObjectRef> {
        let bytes = tracer.recorder.input(|| vm.check_signals())?;
        Ok(vm.ctx.new_bytes(bytes).into())
    })?;
    natives.add(Native::Flush, move || tracer.recorder.flush())?;
    natives.add(Native::Write, move |descriptor: i32, data: PyBytesRef, vm: &VirtualMachine| {
        let stream = if descriptor == 1 { Stream::Stdout } else { Stream::Stderr };
        output::wrote(tracer, stream, data.as_bytes(), vm)
    })?;
    natives.add(Native::Exit, move |status: i32| -> PyResult<()> {
        output::catch_up(tracer);
        tracer.recorder.end(tracer.clock.seconds(), Outcome::Exit, None, status & 0xff);
        exit_now(status & 0xff)
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
        ("async", None) => Legacy::Async,
        ("loop_argument", Some(function)) => Legacy::LoopArgument { function },
        _ => return None,
    })
}
