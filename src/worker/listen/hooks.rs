//! Native methods in front of methods of Python classes, which tell of each call before and after it.

use crate::worker::ledger::quiet::Quiet;
use crate::worker::listen::transitions;
use crate::worker::tracer::tracer;
use parking_lot::Mutex;
use rustpython_vm::builtins::{PyStrRef, PyTypeRef};
use rustpython_vm::function::{FuncArgs, OptionalArg};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};

use crate::trace::event::{Note, Untold};
/// The methods whose end is told even where it is an exception.
const ALWAYS: &[&str] = &["run_forever", "run_until_complete", "run", "close", "_run", "cancel", "__init__"];

/// Puts a native method in front of a method: `before(self, …)`, the original, `after(result, self, …)`.
pub(crate) fn around(
    class: PyTypeRef,
    name: PyStrRef,
    before: OptionalArg<PyObjectRef>,
    after: OptionalArg<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let original = class.as_object().get_attr(&name, vm)?;
    let given = |hook: OptionalArg<PyObjectRef>| hook.into_option().filter(|hook| !vm.is_none(hook));
    let (before, after) = (given(before), given(after));
    let leaked: &'static str = Box::leak(Box::<str>::from(name.to_string_lossy()));
    // A descriptor of `object` binds to instances of every class.
    let method = vm.new_method(
        leaked,
        vm.ctx.types.object_type,
        move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            if let Some(before) = &before {
                hook(before, args.clone(), vm);
            }
            let result = original.call(args.clone(), vm);
            if let Some(after) = &after {
                let value = result.as_ref().map_or_else(|_| vm.ctx.none(), Clone::clone);
                if result.is_ok() || ALWAYS.contains(&leaked) {
                    let mut args = args;
                    args.prepend_arg(value);
                    hook(after, args, vm);
                }
            }
            result
        },
    );
    class.set_attr(vm.ctx.intern_str(leaked), method.into());
    Ok(())
}

/// Calls a hook in silence; what goes wrong in it is a note.
fn hook(function: &PyObjectRef, args: FuncArgs, vm: &VirtualMachine) {
    if Quiet::is_on() {
        return;
    }
    if let Some(tracer) = tracer() {
        transitions::settle_deferred(tracer, vm);
    }
    let failure = {
        let _quiet = Quiet::new();
        function.call(args, vm).err()
    };
    if let (Some(failure), Some(tracer)) = (failure, tracer()) {
        let error = tracer.safe_repr(failure.as_object(), vm);
        tracer.note(Note::Untold { act: Untold::Asyncio, error }, vm);
    }
}

type Init = fn(&PyObject, FuncArgs, &VirtualMachine) -> PyResult<()>;

/// A native class whose `__init__` is watched.
struct Watched {
    class: PyTypeRef,
    original: Init,
    before: PyObjectRef,
    after: PyObjectRef,
}

/// The watched classes, subclasses after their bases.
static INITS: Mutex<Vec<Watched>> = Mutex::new(Vec::new());

/// Puts hooks around the `__init__` of a native class, as [`around`] does, for itself and for Python subclasses.
pub(crate) fn around_init(
    class: PyTypeRef,
    before: PyObjectRef,
    after: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let Some(original) = class.slots.init.load() else {
        return Err(vm.new_type_error("the class has no __init__ of its own"));
    };
    // A subclass in Python calls the attribute by `super().__init__()`, the class itself only its slot.
    let name = vm.ctx.new_str("__init__");
    around(
        class.clone(),
        name,
        OptionalArg::Present(before.clone()),
        OptionalArg::Present(after.clone()),
        vm,
    )?;
    class.slots.init.store(Some(init));
    INITS.lock().push(Watched { class, original, before, after });
    Ok(())
}

fn init(zelf: &PyObject, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
    let known = INITS
        .lock()
        .iter()
        .rfind(|watched| zelf.fast_isinstance(&watched.class))
        .map(|watched| (watched.original, watched.before.clone(), watched.after.clone()));
    let Some((original, before, after)) = known else {
        return Err(vm.new_system_error("a class without a known __init__"));
    };
    let mut told = args.clone();
    told.prepend_arg(zelf.to_owned());
    hook(&before, told.clone(), vm);
    let result = original(zelf, args, vm);
    told.prepend_arg(vm.ctx.none());
    hook(&after, told, vm);
    result
}
