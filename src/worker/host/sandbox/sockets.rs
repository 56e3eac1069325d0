//! The wall around the network: where a socket leads is looked at before it is used, natively and on the address as
//! it will be used, so that nothing a program overrides gets in between.

use std::net::{Ipv4Addr, Ipv6Addr};

use rustpython_vm::builtins::descriptor::PyMethodDescriptor;
use rustpython_vm::builtins::{PyBaseExceptionRef, PyBytes, PyStr, PyTuple, PyType};
use rustpython_vm::function::{Callee, FuncArgs, PyMethodDef};
use rustpython_vm::{Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine};

use super::denials;
use super::functions::{telling, with_function};
use crate::trace::event::Wall;

/// The native module of sockets.
pub(crate) const MODULE: &str = "_socket";

/// The methods of a socket that take an address, each with the place of the address among the arguments: after the
/// socket itself, or the last one.
const ADDRESSED: [(&str, Place); 5] = [
    ("connect", Place::At(1)),
    ("connect_ex", Place::At(1)),
    ("bind", Place::At(1)),
    ("sendto", Place::Last),
    ("sendmsg", Place::At(4)),
];

/// Where an address stands among the arguments.
#[derive(Clone, Copy)]
enum Place {
    At(usize),
    Last,
}

/// The function of the module, guarded.
pub(crate) fn guarded_function(method: &PyMethodDef) -> PyMethodDef {
    let original = method.func;
    let name = method.name;
    let question = match name {
        "getaddrinfo" => is_answered_here,
        "gethostbyname" | "gethostbyname_ex" | "gethostbyaddr" => is_local_name,
        "getnameinfo" => is_local_address,
        _ => return telling(method),
    };
    with_function(method, move |vm: &VirtualMachine, arguments: FuncArgs, callee: Callee| -> PyResult {
        let asked = arguments.args.first().or_else(|| arguments.kwargs.get("host"));
        if let Some(asked) = asked.filter(|asked| !question(asked, vm)) {
            return Err(denied(name, asked, vm));
        }
        original(vm, arguments, callee)
    })
}

/// Guards the methods of the type of sockets. The originals are taken out of Python's sight for good.
pub(crate) fn guard_type(class: &'static Py<PyType>, vm: &VirtualMachine) -> PyResult<()> {
    for (name, place) in ADDRESSED {
        let original = method(class, name, vm)?;
        replace(class, original, vm, move |vm, arguments, callee| {
            let address = match place {
                Place::At(index) => arguments.args.get(index),
                Place::Last => arguments.args.last().filter(|_| arguments.args.len() > 2),
            };
            if let Some(address) = address.filter(|address| !is_local_address(address, vm)) {
                return Err(denied(name, address, vm));
            }
            (original.func)(vm, arguments, callee)
        });
    }
    let name_of = method(class, "getsockname", vm)?;
    let listen = method(class, "listen", vm)?;
    // A socket that was bound to no address would listen at all of them.
    replace(class, listen, vm, move |vm, arguments, callee| {
        let bound = FuncArgs::from(arguments.args.iter().take(1).cloned().collect::<Vec<_>>());
        let address = (name_of.func)(vm, bound, Callee::named(name_of.name))?;
        if !is_local_address(&address, vm) {
            return Err(denied("listen", &address, vm));
        }
        (listen.func)(vm, arguments, callee)
    });
    if let Ok(cipher) = method(class, "sendmsg_afalg", vm) {
        replace(class, cipher, vm, |vm, _, _| Err(denials::deny("sendmsg_afalg()", None, Wall::Network, vm)));
    }
    // Making a socket only tells; it is the kernel that refuses kinds of sockets.
    let Some(original) = class.slots.init.load() else {
        return Ok(());
    };
    let init = vm.new_method(
        "__init__",
        class,
        move |socket: PyObjectRef, arguments: FuncArgs, vm: &VirtualMachine| -> PyResult<()> {
            original(&socket, arguments, vm)
                .inspect_err(|exception| denials::notice("socket", None, exception, vm))
        },
    );
    class.set_attr(vm.ctx.intern_str("__init__"), init.into());
    Ok(())
}

/// The definition behind a method of a native type.
fn method(class: &Py<PyType>, name: &'static str, vm: &VirtualMachine) -> PyResult<&'static PyMethodDef> {
    let found = class.get_attr(vm.ctx.intern_str(name));
    let descriptor = found.as_ref().and_then(|found| found.downcast_ref::<PyMethodDescriptor>());
    descriptor
        .map(|descriptor| descriptor.method)
        .ok_or_else(|| vm.new_system_error(format!("a socket has no method {name} to guard")))
}

fn replace<F>(class: &'static Py<PyType>, original: &'static PyMethodDef, vm: &VirtualMachine, function: F)
where
    F: Fn(&VirtualMachine, FuncArgs, Callee) -> PyResult + Send + Sync + 'static,
{
    let guarded: &'static PyMethodDef = Box::leak(Box::new(with_function(original, function)));
    let descriptor = guarded.to_method(class, &vm.ctx).into_ref(&vm.ctx);
    class.set_attr(vm.ctx.intern_str(original.name), descriptor.into());
}

fn denied(function: &str, asked: &PyObject, vm: &VirtualMachine) -> PyBaseExceptionRef {
    let shown = match asked.downcast_ref::<PyTuple>() {
        Some(address) => {
            let parts = address.as_slice().iter().map(|part| denials::shown(part, vm));
            format!("({})", parts.collect::<Vec<_>>().join(", "))
        }
        None => denials::shown(asked, vm),
    };
    denials::deny(&format!("{function}({shown})"), None, Wall::Network, vm)
}

/// The text of a host.
fn text(host: &PyObject) -> Option<String> {
    if let Some(text) = host.downcast_ref::<PyStr>() {
        return text.to_str().map(str::to_owned);
    }
    let bytes = host.downcast_ref::<PyBytes>()?;
    String::from_utf8(bytes.as_bytes().to_vec()).ok()
}

/// Whether an address `(host, port, …)` is on this machine. Only such tuples are: other kinds of sockets have others.
fn is_local_address(address: &PyObject, _vm: &VirtualMachine) -> bool {
    let host = address.downcast_ref::<PyTuple>().and_then(|address| address.as_slice().first());
    host.and_then(|host| text(host)).is_some_and(|host| is_local(&host))
}

fn is_local_name(host: &PyObject, _vm: &VirtualMachine) -> bool {
    text(host).is_some_and(|host| is_local(&host))
}

/// Whether no other machine must be asked for the address of a host.
fn is_answered_here(host: &PyObject, vm: &VirtualMachine) -> bool {
    vm.is_none(host) || text(host).is_some_and(|host| is_local(&host) || is_number(&host))
}

/// Whether a host is this machine, under a name or number that nobody must be asked for.
fn is_local(host: &str) -> bool {
    if host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_loopback();
    }
    match host.parse::<Ipv6Addr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => false,
    }
}

fn is_number(host: &str) -> bool {
    host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_few_names() {
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            assert!(is_local(host), "{host}");
        }
        for host in [
            "",
            "<broadcast>",
            "255.255.255.255",
            "0.0.0.0",
            "::",
            "10.0.0.1",
            "example.org",
            "localhost.example.org",
            "127.1",
            "0x7f.1",
            "2130706433",
            "127.0.0.1.example.org",
            " 127.0.0.1",
            "::ffff:10.0.0.1",
            "fe80::1%lo",
            "localhost\0.example.org",
        ] {
            assert!(!is_local(host), "{host}");
        }
    }
}
