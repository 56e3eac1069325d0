//! A denied act is Python's own PermissionError to the program, and one sentence to the learner.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;

use parking_lot::Mutex;
use rustix::fs::{Access, access};
use rustix::io::Errno;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyStr};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, VirtualMachine};

use crate::trace::event::{Note, Wall};
use crate::worker::tracer::tracer;

/// How many different acts are told of in one run.
const MOST_TOLD: usize = 50;

/// The longest name in a sentence, in characters.
const NAME_LENGTH: usize = 100;

/// The PermissionError for an act that is denied, told to the learner. It names a file where the act has one.
pub(crate) fn deny(
    act: &str,
    file: Option<PyObjectRef>,
    wall: Wall,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    tell(act, wall, vm);
    let mut arguments: Vec<PyObjectRef> = vec![
        vm.ctx.new_int(Errno::PERM.raw_os_error()).into(),
        vm.ctx.new_str("Operation not permitted").into(),
    ];
    arguments.extend(file);
    let error = vm.invoke_exception(vm.ctx.exceptions.permission_error, arguments);
    error.unwrap_or_else(|failure| failure)
}

/// Tells the learner of an exception that a native function raised, if a wall is its cause.
pub(crate) fn notice(
    function: &str,
    argument: Option<&PyObject>,
    exception: &PyBaseExceptionRef,
    vm: &VirtualMachine,
) {
    if !exception.fast_isinstance(vm.ctx.exceptions.permission_error) || is_import(vm) {
        return;
    }
    let name = exception.as_object().get_attr("filename", vm).ok();
    let name = name.filter(|name| !vm.is_none(name));
    if name.as_ref().is_some_and(is_closed_anyway) {
        return;
    }
    let shown = name.as_deref().or(argument).map(|object| shown(object, vm));
    tell(&format!("{function}({})", shown.unwrap_or_default()), wall_around(function), vm);
}

/// A value in a sentence: plain values as Python shows them, anything else by its type, because its own `__repr__`
/// could do anything.
pub(crate) fn shown(object: &PyObject, vm: &VirtualMachine) -> String {
    let types = &vm.ctx.types;
    let is_plain =
        [types.str_type, types.bytes_type, types.int_type].iter().any(|plain| object.class().is(*plain));
    match object.repr(vm).ok().filter(|_| is_plain) {
        Some(repr) => shortened(&repr.as_wtf8().to_string_lossy()),
        None => object.class().name().to_string(),
    }
}

/// Whether the search for a module is what was denied; the program did not ask for the places it goes through.
fn is_import(vm: &VirtualMachine) -> bool {
    vm.current_frame().is_some_and(|frame| {
        let path = frame.iframe().code().source_path().as_str();
        path.contains("importlib")
    })
}

/// Whether the system would deny a file without any wall.
fn is_closed_anyway(name: &PyObjectRef) -> bool {
    let path: OsString = match name.downcast_ref::<PyStr>() {
        Some(text) => text.as_wtf8().to_string_lossy().into_owned().into(),
        None => return false,
    };
    let path = Path::new(&path);
    path.exists() && access(path, Access::READ_OK).is_err() && access(path, Access::WRITE_OK).is_err()
}

/// Which wall it is that a function of the system ran into.
fn wall_around(function: &str) -> Wall {
    match function {
        "chmod" | "fchmod" | "lchmod" | "chown" | "fchown" | "lchown" | "utime" | "setxattr"
        | "removexattr" => Wall::Attributes,
        "socket" | "socketpair" => Wall::Network,
        "kill" | "killpg" | "chroot" | "unshare" | "nice" => Wall::System,
        name if name.starts_with("set") || name.starts_with("sched_") => Wall::System,
        _ => Wall::Files,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(NAME_LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Tells of a denied act, each only once.
fn tell(act: &str, wall: Wall, vm: &VirtualMachine) {
    static TOLD: Mutex<Option<HashSet<String>>> = Mutex::new(None);
    let is_new = {
        let mut told = TOLD.lock();
        let told = told.get_or_insert_default();
        told.len() < MOST_TOLD && told.insert(act.to_owned())
    };
    if let Some(tracer) = tracer().filter(|_| is_new) {
        tracer.note(Note::Denied { act: act.into(), wall }, vm);
    }
}
