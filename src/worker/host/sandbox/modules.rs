//! The interpreter's own wall: native modules whose functions refuse, or tell of a refusal of the kernel's.
//!
//! The definitions themselves are replaced before the interpreter reads them, so that no Python object ever holds an
//! original function and importing a module once more gives a guarded one again.

use std::sync::OnceLock;

use rustpython_vm::builtins::{PyModule, PyModuleDef, PyType};
use rustpython_vm::function::{Callee, FuncArgs, PyMethodDef};
use rustpython_vm::{Context, Py, PyObject, PyRef, PyResult, VirtualMachine};

use super::denials;
use super::functions::{telling, with_function};
use super::sockets;
use crate::trace::event::Wall;

/// Modules that are refused as a whole: with them a program could run native code or look into processes.
const REFUSED_MODULES: [&str; 2] = ["_ctypes", "_remote_debugging"];

/// Functions that are refused, by their module.
const REFUSED_FUNCTIONS: [(&str, &[&str]); 3] = [
    ("posix", &["fork", "forkpty", "execv", "execve", "posix_spawn", "posix_spawnp", "system"]),
    ("_posixsubprocess", &["fork_exec"]),
    ("_imp", &["create_dynamic"]),
];

/// Modules whose functions run into the kernel's walls.
const GUARDED_MODULES: [&str; 5] = ["posix", "_posixshmem", "_multiprocessing", "resource", "fcntl"];

/// The native modules of a confined program that take the place of the interpreter's.
pub(crate) fn guarded_modules(
    added: &[&'static PyModuleDef],
    context: &Context,
) -> Vec<&'static PyModuleDef> {
    let own = rustpython_vm::stdlib::builtin_module_defs(context);
    let all = own.into_iter().chain(added.iter().copied());
    all.filter_map(guarded_module).collect()
}

fn guarded_module(module: &'static PyModuleDef) -> Option<&'static PyModuleDef> {
    let name = module.name.as_str();
    if REFUSED_MODULES.contains(&name) {
        let mut refused = copy(module, module.methods);
        refused.slots.create = Some(refuse_module);
        return Some(Box::leak(Box::new(refused)));
    }
    let refused =
        REFUSED_FUNCTIONS.iter().find(|(home, _)| *home == name).map_or(&[][..], |(_, functions)| functions);
    let is_guarded = GUARDED_MODULES.contains(&name);
    if refused.is_empty() && !is_guarded && name != sockets::MODULE {
        return None;
    }
    let methods = module.methods.iter().map(|method| {
        if refused.contains(&method.name) {
            refusing(name, method)
        } else if name == sockets::MODULE {
            sockets::guarded_function(method)
        } else if is_guarded {
            telling(method)
        } else {
            method.clone()
        }
    });
    let methods: &'static [PyMethodDef] = methods.collect::<Vec<_>>().leak();
    Some(Box::leak(Box::new(copy(module, methods))))
}

fn copy(module: &'static PyModuleDef, methods: &'static [PyMethodDef]) -> PyModuleDef {
    let mut slots = rustpython_vm::builtins::PyModuleSlots::default();
    slots.create = module.slots.create;
    slots.exec = module.slots.exec;
    PyModuleDef { name: module.name, doc: module.doc, methods, slots }
}

fn refuse_module(
    vm: &VirtualMachine,
    _spec: &PyObject,
    module: &'static PyModuleDef,
) -> PyResult<PyRef<PyModule>> {
    let name = module.name.as_str().trim_start_matches('_');
    Err(denials::deny(&format!("import {name}"), None, Wall::Programs, vm))
}

fn refusing(module: &'static str, method: &PyMethodDef) -> PyMethodDef {
    let name = method.name;
    with_function(method, move |vm: &VirtualMachine, arguments: FuncArgs, _: Callee| -> PyResult {
        let first = arguments.args.first().cloned();
        let (act, file) = match module {
            "_posixsubprocess" => {
                let program = first.and_then(|command| command.get_item(&0, vm).ok());
                let shown = program.as_deref().map(|program| denials::shown(program, vm));
                (format!("subprocess {}", shown.unwrap_or_default()).trim_end().to_owned(), program)
            }
            "_imp" => ("loading a native module".to_owned(), None),
            _ => {
                let shown = first.as_deref().map(|argument| denials::shown(argument, vm));
                (format!("os.{name}({})", shown.unwrap_or_default()), None)
            }
        };
        Err(denials::deny(&act, file, Wall::Programs, vm))
    })
}

type Init = fn(&PyObject, FuncArgs, &VirtualMachine) -> PyResult<()>;

static OPEN: OnceLock<Init> = OnceLock::new();

/// Guards what modules define besides functions: opening a file, and a socket's methods.
pub(crate) fn guard_types(vm: &VirtualMachine) -> PyResult<()> {
    let file = native_type("_io", "FileIO", vm)?;
    if let Some(original) = file.slots.init.load()
        && OPEN.set(original).is_ok()
    {
        file.slots.init.store(Some(open));
    }
    sockets::guard_type(native_type(sockets::MODULE, "socket", vm)?, vm)
}

fn native_type(
    module: &'static str,
    name: &'static str,
    vm: &VirtualMachine,
) -> PyResult<&'static Py<PyType>> {
    let found = vm.import(module, 0)?.get_attr(name, vm)?;
    let class =
        found.downcast::<PyType>().map_err(|_| vm.new_system_error(format!("{module}.{name} is no type")))?;
    // Types of native modules live as long as the process.
    Ok(Box::leak(Box::new(class)))
}

fn open(file: &PyObject, arguments: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let Some(original) = OPEN.get() else {
        return Err(vm.new_system_error("no way to open files"));
    };
    original(file, arguments, vm).inspect_err(|exception| denials::notice("open", None, exception, vm))
}
