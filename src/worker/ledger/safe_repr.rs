//! Python values as bounded text, without running any code of the program.

use rustpython_vm::builtins::{
    PyBaseException, PyDict, PyFloat, PyFrozenSet, PyFunction, PyInt, PyList, PyModule, PySet, PyStr,
    PyTuple, PyType,
};
use rustpython_vm::protocol::{PyIter, PyIterReturn};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, VirtualMachine};

use crate::trace::value::{VALUE_LIMIT, Value};

/// How deep containers are shown.
const DEPTH_LIMIT: usize = 6;

/// Integers of more bits are described, not written out: CPython refuses those of more than 4300 digits too.
const INT_BITS: u64 = 2_000;

/// Modules of the library whose own `__repr__` tells more than the default and runs no code of the program.
const LEAF_MODULES: &[&str] =
    &["_pydecimal", "decimal", "fractions", "datetime", "_pydatetime", "pathlib", "uuid", "ipaddress"];

/// How objects with an id of ours are called: `<generator averager#1>`.
type Labels<'a> = &'a dyn Fn(&PyObject) -> Option<String>;

/// The `repr` of a value without addresses and without running code of the program, cut at [`VALUE_LIMIT`] characters.
///
/// An exception is written `Name(arguments)`.
pub(crate) fn safe_repr(object: &PyObject, vm: &VirtualMachine, labels: Labels<'_>) -> Value {
    let mut sketch = Sketch { text: String::new(), left: VALUE_LIMIT, cut: false, vm, labels };
    sketch.value(object, 0);
    if sketch.cut {
        sketch.text.push('…');
    }
    Value(sketch.text.into_boxed_str())
}

/// Whether the text of this object can never change, so that the same object need not be drawn again.
///
/// Only of such as hold no other object: they are kept, and keeping anything else would change when it is disposed of.
pub(crate) fn is_unchanging(object: &PyObject, vm: &VirtualMachine) -> bool {
    let types = &vm.ctx.types;
    let class = object.class();
    class.is(types.int_type)
        || class.is(types.str_type)
        || class.is(types.float_type)
        || class.is(types.none_type)
        || class.is(types.bool_type)
        || class.is(types.bytes_type)
}

struct Sketch<'a> {
    text: String,
    left: usize,
    cut: bool,
    vm: &'a VirtualMachine,
    labels: Labels<'a>,
}

impl Sketch<'_> {
    fn put(&mut self, text: &str) {
        if self.cut {
            return;
        }
        // Most text is short ASCII: its length in characters is its length in bytes.
        if text.len() <= self.left {
            self.text.push_str(text);
            self.left -= if text.is_ascii() { text.len() } else { text.chars().count() };
            return;
        }
        for character in text.chars() {
            if self.left == 0 {
                self.cut = true;
                return;
            }
            self.text.push(character);
            self.left -= 1;
        }
    }

    fn value(&mut self, object: &PyObject, depth: usize) {
        if self.cut {
            return;
        }
        let types = &self.vm.ctx.types;
        let class = object.class();
        if class.is(types.int_type) || class.is(types.bool_type) {
            self.int(object);
        } else if class.is(types.str_type) {
            self.str(object);
        } else if class.is(types.none_type) {
            self.put("None");
        } else if class.is(types.float_type) {
            match object.downcast_ref::<PyFloat>() {
                Some(float) => self.put(&rustpython_vm::literal::float::to_string(float.to_f64())),
                None => self.default(object),
            }
        } else if depth > DEPTH_LIMIT {
            self.put("…");
        } else if class.is(types.list_type) {
            let items =
                object.downcast_ref::<PyList>().map(|list| bounded(list.borrow_vec().iter().cloned()));
            self.sequence("[", &items.unwrap_or_default(), "]", depth);
        } else if class.is(types.tuple_type) {
            let items =
                object.downcast_ref::<PyTuple>().map(|tuple| bounded(tuple.as_slice().iter().cloned()));
            let items = items.unwrap_or_default();
            self.sequence("(", &items, if items.len() == 1 { ",)" } else { ")" }, depth);
        } else if class.is(types.dict_type) {
            self.dict(object, depth);
        } else if class.is(types.set_type) || class.is(types.frozenset_type) {
            self.set(object, depth);
        } else if let Some(label) = (self.labels)(object) {
            self.put(&label);
        } else if let Some(exception) = object.downcast_ref::<PyBaseException>() {
            let name = class.name().to_string();
            self.put(&name);
            let arguments = exception.args();
            self.sequence("(", &bounded(arguments.as_slice().iter().cloned()), ")", depth);
        } else {
            self.other(object, depth);
        }
    }

    fn int(&mut self, object: &PyObject) {
        let Some(int) = object.downcast_ref::<PyInt>() else {
            return self.default(object);
        };
        if object.class().is(self.vm.ctx.types.bool_type) {
            return self.put(if int.as_bigint().bits() == 0 { "False" } else { "True" });
        }
        let bits = int.as_bigint().bits();
        if bits <= 63 {
            match i64::try_from(int.as_bigint()) {
                Ok(small) => {
                    let mut buffer = itoa::Buffer::new();
                    self.put(buffer.format(small));
                }
                Err(_) => self.put(&int.to_str_radix_10()),
            }
        } else if bits <= INT_BITS {
            self.put(&int.to_str_radix_10());
        } else {
            self.put(&format!("<int of {bits} bits>"));
        }
    }

    fn str(&mut self, object: &PyObject) {
        let Some(text) = object.downcast_ref::<PyStr>() else {
            return self.default(object);
        };
        let whole = text.as_wtf8();
        if whole.len() <= VALUE_LIMIT {
            match object.repr(self.vm) {
                Ok(repr) => self.put(&repr.to_string_lossy()),
                Err(_) => self.default(object),
            }
            return;
        }
        // Only the part that is shown is quoted, so that a long text costs no more than a short one.
        let beginning: String = whole.to_string_lossy().chars().take(VALUE_LIMIT).collect();
        let beginning = self.vm.ctx.new_str(beginning);
        match beginning.as_object().repr(self.vm) {
            Ok(repr) => {
                let quoted = repr.to_string_lossy();
                self.put(&quoted[..quoted.len() - 1]);
            }
            Err(_) => return self.default(object),
        }
        self.cut = true;
    }

    fn sequence(&mut self, open: &str, items: &[PyObjectRef], close: &str, depth: usize) {
        self.put(open);
        for (index, item) in items.iter().enumerate() {
            if self.cut {
                return;
            }
            if index > 0 {
                self.put(", ");
            }
            self.value(item, depth + 1);
        }
        self.put(close);
    }

    fn dict(&mut self, object: &PyObject, depth: usize) {
        let Some(dict) = object.downcast_ref::<PyDict>() else {
            return self.default(object);
        };
        let dict = dict.to_owned();
        self.put("{");
        for (index, (key, value)) in (&dict).into_iter().enumerate() {
            if self.cut {
                return;
            }
            if index > 0 {
                self.put(", ");
            }
            self.value(&key, depth + 1);
            self.put(": ");
            self.value(&value, depth + 1);
        }
        self.put("}");
    }

    fn set(&mut self, object: &PyObject, depth: usize) {
        let frozen = object.class().is(self.vm.ctx.types.frozenset_type);
        let empty = match (object.downcast_ref::<PySet>(), object.downcast_ref::<PyFrozenSet>()) {
            (Some(set), _) => set.elements().is_empty(),
            (_, Some(set)) => set.elements().is_empty(),
            _ => return self.default(object),
        };
        if empty {
            return self.put(if frozen { "frozenset()" } else { "set()" });
        }
        let Ok(iterator) = object.get_iter(self.vm) else {
            return self.default(object);
        };
        let items = take(&iterator, self.vm);
        let (open, close) = if frozen { ("frozenset({", "})") } else { ("{", "}") };
        self.sequence(open, &items, close, depth);
    }

    fn other(&mut self, object: &PyObject, depth: usize) {
        let types = &self.vm.ctx.types;
        let class = object.class();
        if object.downcast_ref::<PyFunction>().is_some() {
            match object.repr(self.vm) {
                Ok(repr) => self.put(&without_address(&repr.to_string_lossy())),
                Err(_) => self.default(object),
            }
        } else if class.is(types.type_type) {
            match object.downcast_ref::<PyType>() {
                Some(class) => self.put(&format!("<class '{}'>", dotted_name(class, self.vm))),
                None => self.default(object),
            }
        } else if object.downcast_ref::<PyModule>().is_some() {
            let name = object.dict().and_then(|dict| dict.get_item_opt("__name__", self.vm).ok().flatten());
            self.put("<module ");
            match name {
                Some(name) => self.value(&name, depth + 1),
                None => self.put("?"),
            }
            self.put(">");
        } else if is_plain_native(object, self.vm) {
            match object.repr(self.vm) {
                Ok(repr) => self.put(&without_address(&repr.to_string_lossy())),
                Err(_) => self.default(object),
            }
        } else if let Some(member) = self.enum_member(object) {
            self.put(&member);
        } else if let Some(future) = self.future(object) {
            self.put(&future);
        } else if let Some(tuple) = object.downcast_ref::<PyTuple>() {
            self.named_tuple(object, tuple, depth);
        } else if let Some(list) = object.downcast_ref::<PyList>() {
            // A subclass of list shows as list does, unless it says otherwise, which is not asked.
            let items = bounded(list.borrow_vec().iter().cloned());
            self.sequence("[", &items, "]", depth);
        } else if self.has_dataclass_fields(object) {
            self.dataclass(object, depth);
        } else if class_module(class, self.vm).is_some_and(|module| LEAF_MODULES.contains(&module.as_str())) {
            match object.repr(self.vm) {
                Ok(repr) => self.put(&without_address(&repr.to_string_lossy())),
                Err(_) => self.default(object),
            }
        } else {
            self.default(object);
        }
    }

    fn default(&mut self, object: &PyObject) {
        let name = dotted_name(object.class(), self.vm);
        self.put(&format!("<{name} object>"));
    }

    fn named_tuple(&mut self, object: &PyObject, tuple: &Py<PyTuple>, depth: usize) {
        let fields = object
            .class()
            .get_attr(self.vm.ctx.intern_str("_fields"))
            .and_then(|fields| fields.downcast::<PyTuple>().ok());
        let items = bounded(tuple.as_slice().iter().cloned());
        let Some(fields) = fields else {
            return self.sequence("(", &items, if items.len() == 1 { ",)" } else { ")" }, depth);
        };
        let name = object.class().name().to_string();
        self.put(&name);
        self.put("(");
        for (index, (field, item)) in fields.as_slice().iter().zip(&items).enumerate() {
            if index > 0 {
                self.put(", ");
            }
            if let Some(field) = field.downcast_ref::<PyStr>() {
                self.put(&field.to_string_lossy());
            }
            self.put("=");
            self.value(item, depth + 1);
        }
        self.put(")");
    }

    fn has_dataclass_fields(&self, object: &PyObject) -> bool {
        object.class().get_attr(self.vm.ctx.intern_str("__dataclass_fields__")).is_some()
    }

    fn dataclass(&mut self, object: &PyObject, depth: usize) {
        let Some(values) = object.dict() else {
            return self.default(object);
        };
        let name = object.class().name().to_string();
        self.put(&name);
        self.put("(");
        let mut first = true;
        for (key, value) in &values {
            if self.cut {
                return;
            }
            let Some(key) = key.downcast_ref::<PyStr>() else {
                continue;
            };
            if !first {
                self.put(", ");
            }
            first = false;
            self.put(&key.to_string_lossy());
            self.put("=");
            self.value(&value, depth + 1);
        }
        self.put(")");
    }

    /// `<Future pending>`: the beginning of what `_future_repr_info` gives in CPython's Lib/asyncio/base_futures.py.
    fn future(&self, object: &PyObject) -> Option<String> {
        // A class of the program's could have a property of that name.
        let class = object.class();
        let is_asyncios = ["_asyncio", "asyncio.tasks"].contains(&class_module(class, self.vm)?.as_str());
        (is_asyncios && class.name().ends_with("Future")).then_some(())?;
        let state = object.get_attr("_state", self.vm).ok()?;
        let state = state.downcast_ref::<PyStr>()?.to_string_lossy().to_lowercase();
        Some(format!("<{} {state}>", class.name()))
    }

    fn enum_member(&self, object: &PyObject) -> Option<String> {
        object.class().get_attr(self.vm.ctx.intern_str("_member_map_"))?;
        let values = object.dict()?;
        let name = values.get_item_opt("_name_", self.vm).ok().flatten()?;
        let name = name.downcast_ref::<PyStr>()?.to_string_lossy().into_owned();
        Some(format!("<{}.{name}>", object.class().name()))
    }
}

/// As many items as can be shown: each takes a character at least.
fn bounded(items: impl Iterator<Item = PyObjectRef>) -> Vec<PyObjectRef> {
    items.take(VALUE_LIMIT / 2 + 1).collect()
}

fn take(iterator: &PyIter, vm: &VirtualMachine) -> Vec<PyObjectRef> {
    let mut items = Vec::new();
    while items.len() <= VALUE_LIMIT / 2 {
        match iterator.next(vm) {
            Ok(PyIterReturn::Return(item)) => items.push(item),
            _ => break,
        }
    }
    items
}

/// Native types whose `repr` holds no other objects and calls nothing.
fn is_plain_native(object: &PyObject, vm: &VirtualMachine) -> bool {
    let types = &vm.ctx.types;
    let class = object.class();
    [
        types.bytes_type,
        types.bytearray_type,
        types.complex_type,
        types.range_type,
        types.ellipsis_type,
        types.not_implemented_type,
        types.code_type,
        types.builtin_function_or_method_type,
        types.method_descriptor_type,
        types.generator_type,
        types.coroutine_type,
        types.async_generator,
    ]
    .iter()
    .any(|plain| class.is(*plain))
}

/// `module.QualifiedName`, without the module for builtins, as `type.__repr__` gives it.
fn dotted_name(class: &Py<PyType>, vm: &VirtualMachine) -> String {
    let name = match class.__qualname__(vm).downcast_ref::<PyStr>() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => class.name().to_string(),
    };
    match class_module(class, vm) {
        Some(module) if module != "builtins" => format!("{module}.{name}"),
        _ => name,
    }
}

fn class_module(class: &Py<PyType>, vm: &VirtualMachine) -> Option<String> {
    let module = class.__module__(vm).ok()?;
    Some(module.downcast_ref::<PyStr>()?.to_string_lossy().into_owned())
}

/// `<generator object f at 0x7f…>` becomes `<generator object f>`.
fn without_address(text: &str) -> String {
    match text.find(" at 0x") {
        Some(start) => {
            let rest = &text[start + 6..];
            let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
            format!("{}{}", &text[..start], &rest[end..])
        }
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rustpython_vm::compiler::Mode;
    use rustpython_vm::scope::Scope;

    use super::*;
    use crate::worker::ledger::interpreter;

    /// The text of an expression's value, after some statements.
    fn shown(statements: &str, expression: &str) -> String {
        interpreter::with(|vm| {
            let scope: Scope = vm.new_scope_with_builtins();
            let run = |source: &str, mode| {
                let code = vm.compile(source, mode, "demo.py".to_owned()).expect("it is Python");
                vm.run_code_obj(code, scope.clone()).expect("it runs")
            };
            run(statements, Mode::Exec);
            let value = run(expression, Mode::Eval);
            safe_repr(&value, vm, &|_| None).as_str().to_owned()
        })
    }

    #[test]
    fn plain_values_are_written_as_python_writes_them() {
        for text in
            ["None", "True", "-7", "1.5", "'it'", "[1, (2,), {'a': {3}}]", "()", "set()", "frozenset({1})"]
        {
            assert_eq!(shown("", text), text);
        }
    }

    #[test]
    fn an_exception_is_written_with_its_arguments() {
        assert_eq!(shown("", "ValueError('bad', 3)"), "ValueError('bad', 3)");
        assert_eq!(shown("", "KeyError()"), "KeyError()");
    }

    #[test]
    fn no_code_of_the_program_runs() {
        let class = "class Loud:\n    def __repr__(self):\n        raise SystemExit\n";
        assert_eq!(shown(class, "[Loud()]"), "[<Loud object>]");
    }

    #[test]
    fn what_is_too_long_or_too_deep_is_cut() {
        let long = shown("", "'x' * 10_000");
        assert_eq!(long.chars().count(), VALUE_LIMIT + 1);
        assert!(long.ends_with('…'));
        let deep = shown("x = []\nfor _ in range(50):\n    x = [x]\n", "x");
        assert_eq!(deep, format!("{}…{}", "[".repeat(DEPTH_LIMIT + 1), "]".repeat(DEPTH_LIMIT + 1)));
    }

    #[test]
    fn a_number_of_many_digits_is_described() {
        assert_eq!(shown("", "1 << 3000"), "<int of 3001 bits>");
    }

    #[test]
    fn addresses_are_left_out() {
        assert_eq!(without_address("<function f at 0x7f00ab>"), "<function f>");
        assert_eq!(shown("def f():\n    pass\n", "f"), "<function f>");
    }
}
