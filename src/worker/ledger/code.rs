//! What is known beforehand of each code object of the program: its lines and the instructions that matter here.

use std::collections::BTreeSet;

use rustpython_vm::builtins::PyCode;
use rustpython_vm::bytecode::{CodeFlags, Instruction, build_no_location_mask, find_exception_handler};
use rustpython_vm::{AsObject, Py, PyRef};

use crate::trace::event::{ObjectKind, Site};
use crate::trace::id::FileId;

/// Python's name for the body of a module.
const MODULE: &str = "<module>";
/// The trace's name for the body of an entry that is a coroutine.
const ENTRY: &str = "entry";

/// A code object of the program.
pub(crate) struct WatchedCode {
    /// Keeps the address that names it from being used again.
    pub(crate) code: PyRef<PyCode>,
    /// The function's name; `<module>` for a module's body.
    pub(crate) name: Box<str>,
    /// Which file it is in.
    pub(crate) file: FileId,
    /// Its first line.
    pub(crate) first_line: u32,
    /// What calling it makes, where that is a generator-like object.
    pub(crate) makes: Option<ObjectKind>,
    units: Box<[Unit]>,
    /// The lines of `except` clauses that look whether the exception is theirs.
    matching_lines: BTreeSet<u32>,
}

/// What matters of one code unit.
#[derive(Clone, Copy)]
struct Unit {
    role: Role,
    /// The line, 0 for none.
    line: u32,
    /// Which `yield from` or `await` of the function it belongs to, 0 for none.
    delegation: u32,
}

/// What an instruction means for who resumes whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The head of a `for` loop or comprehension.
    ForIter,
    /// The beginning of `yield from`: it asks for an iterator.
    YieldFrom,
    /// The heart of `yield from`.
    SendYieldFrom,
    /// The heart of `await`, `async for` and `async with`.
    SendAwait,
    /// A `yield` of the program's own.
    Yield,
    /// The yield inside `yield from` and `await`: it passes on what came from further in.
    YieldDelegating,
    /// The end of a `yield from` or `await`: its value is there.
    EndSend,
    /// The beginning of an `except` with a class, or of a `finally`.
    Handler,
    /// The beginning of an `except` for everything.
    HandlerOfAll,
    /// What a `with` does about an exception.
    HandlerOfWith,
    /// Anything else.
    Other,
}

/// What the program wrote for an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Handler {
    /// An `except` clause: keeps what it is for, and `RERAISE` follows at once for all else.
    Except,
    /// The end of a `with`: keeps it where `__exit__` says so (PEP 343).
    With,
    /// A `finally`: keeps it only where it returns, breaks or continues.
    Finally,
}

impl WatchedCode {
    /// Reads a code object before anything has rewritten its instructions.
    pub(crate) fn read(code: &Py<PyCode>, file: FileId) -> WatchedCode {
        let object = &code.code;
        let unmarked = build_no_location_mask(&object.linetable, object.instructions.len());
        let mut matching_lines = BTreeSet::new();
        let mut delegating = Role::SendYieldFrom;
        let mut delegations = 0;
        let mut units = Vec::with_capacity(object.instructions.len());
        let mut index = 0;
        while index < object.instructions.len() {
            let op = object.instructions[index].op;
            let base = op.to_base().unwrap_or(op).deoptimize();
            let role = match base {
                Instruction::ForIter { .. } => Role::ForIter,
                Instruction::GetYieldFromIter => {
                    delegating = Role::SendYieldFrom;
                    Role::YieldFrom
                }
                Instruction::GetAwaitable { .. } | Instruction::GetAnext => {
                    delegating = Role::SendAwait;
                    Role::Other
                }
                Instruction::Send { .. } => delegating,
                Instruction::YieldValue { .. } if u8::from(object.instructions[index].arg) > 0 => {
                    Role::YieldDelegating
                }
                Instruction::YieldValue { .. } => Role::Yield,
                Instruction::EndSend => Role::EndSend,
                Instruction::PushExcInfo => {
                    let next = object.instructions.get(index + 1).map(|unit| unit.op);
                    match next.map(|op| op.to_base().unwrap_or(op).deoptimize()) {
                        Some(Instruction::WithExceptStart) => Role::HandlerOfWith,
                        Some(Instruction::PopTop) => Role::HandlerOfAll,
                        _ => Role::Handler,
                    }
                }
                _ => Role::Other,
            };
            if matches!(role, Role::SendYieldFrom | Role::SendAwait) {
                delegations += 1;
            }
            let delegation = match role {
                // Its `Send` follows.
                Role::YieldFrom => delegations + 1,
                Role::SendYieldFrom | Role::SendAwait | Role::YieldDelegating | Role::EndSend => delegations,
                _ => 0,
            };
            if matches!(base, Instruction::CheckExcMatch | Instruction::CheckEgMatch)
                && let Some((start, _)) = object.locations.get(index)
            {
                matching_lines.insert(start.line.get() as u32);
            }
            let width = 1 + base.cache_entries();
            for unit in index..(index + width).min(object.instructions.len()) {
                let line = match object.locations.get(unit) {
                    Some((start, _)) if !unmarked.get(unit).copied().unwrap_or(false) => {
                        start.line.get() as u32
                    }
                    _ => 0,
                };
                units.push(Unit { role, line, delegation });
            }
            index += width;
        }
        let flags = object.flags;
        let makes = if flags.contains(CodeFlags::ASYNC_GENERATOR) {
            Some(ObjectKind::AsyncGenerator)
        } else if flags.contains(CodeFlags::COROUTINE) {
            Some(ObjectKind::Coroutine)
        } else if flags.contains(CodeFlags::GENERATOR) {
            Some(ObjectKind::Generator)
        } else {
            None
        };
        let name = match object.obj_name.as_str() {
            // An entry at the prompt with an `await` at its top.
            MODULE if makes.is_some() => ENTRY,
            name => name,
        };
        WatchedCode {
            code: code.to_owned(),
            name: name.into(),
            file,
            first_line: object.first_line_number.map_or(1, |line| line.get() as u32),
            makes,
            units: units.into_boxed_slice(),
            matching_lines,
        }
    }

    /// The role of the instruction at this byte offset, as `f_lasti` and monitoring give it.
    pub(crate) fn role(&self, offset: u32) -> Role {
        self.units.get(offset as usize / 2).map_or(Role::Other, |unit| unit.role)
    }

    /// The site of the instruction at this byte offset; the function's first line where it has none of its own.
    pub(crate) fn site(&self, offset: u32) -> Site {
        let line = self.units.get(offset as usize / 2).map_or(0, |unit| unit.line);
        Site { file: self.file, line: if line == 0 { self.first_line } else { line } }
    }

    /// Where the handler begins that the program wrote for an exception raised at this byte offset.
    ///
    /// Handlers that the compiler made for itself (the end of a generator, of an `except`, of a `yield from`) are none.
    pub(crate) fn handler(&self, offset: u32) -> Option<(Site, Handler)> {
        let entry = find_exception_handler(&self.code.code.exceptiontable, offset / 2)?;
        let units = self.units.get(entry.target as usize..)?;
        let line = units.iter().map(|unit| unit.line).find(|line| *line != 0)?;
        let handler = match self.role(entry.target * 2) {
            Role::HandlerOfWith => Handler::With,
            Role::HandlerOfAll => Handler::Except,
            Role::Handler if self.matches_exceptions(line) => Handler::Except,
            Role::Handler => Handler::Finally,
            _ => return None,
        };
        Some((Site { file: self.file, line }, handler))
    }

    /// Whether this line is an `except` clause that looks whether the exception is its own.
    pub(crate) fn matches_exceptions(&self, line: u32) -> bool {
        self.matching_lines.contains(&line)
    }

    /// Which `yield from` or `await` of the function this byte offset belongs to, counted from 1; 0 for none.
    pub(crate) fn delegation(&self, offset: u32) -> u32 {
        self.units.get(offset as usize / 2).map_or(0, |unit| unit.delegation)
    }

    /// Where the function is written.
    pub(crate) fn defined(&self) -> Site {
        Site { file: self.file, line: self.first_line }
    }

    /// The address that names the code object while it is held.
    pub(crate) fn key(&self) -> usize {
        self.code.as_object().get_id()
    }
}

#[cfg(test)]
mod tests {
    use rustpython_vm::PyObjectRef;
    use rustpython_vm::compiler::Mode;

    use super::*;
    use crate::worker::ledger::interpreter;

    /// Looks at the code of the first function in a text.
    fn read<R>(source: &str, look: impl FnOnce(&WatchedCode) -> R) -> R {
        interpreter::with(|vm| {
            let module = vm.compile(source, Mode::Exec, "demo.py".to_owned()).expect("it is Python");
            let mut inside = module.code.constants.iter().map(|constant| PyObjectRef::from(constant.clone()));
            let function = inside.find_map(|constant| constant.downcast::<PyCode>().ok());
            look(&WatchedCode::read(&function.expect("a function"), FileId(3)))
        })
    }

    fn roles(code: &WatchedCode) -> Vec<(Role, u32)> {
        let mut roles: Vec<(Role, u32)> = code.units.iter().map(|unit| (unit.role, unit.line)).collect();
        roles.retain(|(role, _)| *role != Role::Other);
        roles.dedup();
        roles
    }

    #[test]
    fn what_a_call_makes_is_known_from_the_code() {
        let makes = |source: &str| read(source, |code| code.makes);
        assert_eq!(makes("def f():\n    return 1\n"), None);
        assert_eq!(makes("def f():\n    yield 1\n"), Some(ObjectKind::Generator));
        assert_eq!(makes("async def f():\n    return 1\n"), Some(ObjectKind::Coroutine));
        assert_eq!(makes("async def f():\n    yield 1\n"), Some(ObjectKind::AsyncGenerator));
    }

    #[test]
    fn a_yield_of_ones_own_is_told_from_one_that_passes_on() {
        let source = "def f():\n    yield 1\n    yield from g()\n";
        read(source, |code| {
            assert_eq!(
                roles(code),
                [
                    (Role::Yield, 2),
                    (Role::YieldFrom, 3),
                    (Role::SendYieldFrom, 3),
                    (Role::YieldDelegating, 3),
                    (Role::EndSend, 3)
                ]
            );
        });
    }

    #[test]
    fn each_delegation_of_a_function_has_a_number() {
        let source = "async def f():\n    await g()\n    await h()\n";
        read(source, |code| {
            let sends = code.units.iter().filter(|unit| unit.role == Role::SendAwait);
            let mut numbers: Vec<u32> = sends.map(|unit| unit.delegation).collect();
            numbers.dedup();
            assert_eq!(numbers, [1, 2]);
        });
    }

    #[test]
    fn a_handler_is_found_with_its_line_and_kind() {
        let handler = |source: &str| {
            read(source, |code| {
                let offset = code.units.iter().position(|unit| unit.line == 3).expect("line 3") as u32 * 2;
                code.handler(offset).map(|(site, handler)| (site.line, handler))
            })
        };
        let body = |end: &str| format!("def f():\n    try:\n        g()\n    {end}\n        h()\n");
        assert_eq!(handler(&body("except KeyError:")), Some((4, Handler::Except)));
        assert_eq!(handler(&body("except:")).map(|(_, handler)| handler), Some(Handler::Except));
        assert_eq!(handler(&body("finally:")).map(|(_, handler)| handler), Some(Handler::Finally));
        assert_eq!(handler("def f():\n    with c:\n        g()\n"), Some((2, Handler::With)));
        assert_eq!(handler("def f():\n    a()\n    g()\n"), None);
    }

    #[test]
    fn an_instruction_without_a_line_has_the_functions_first() {
        read("x = 1\ndef f():\n    yield\n", |code| {
            assert_eq!(code.site(u32::MAX).line, 2);
            assert_eq!(code.defined(), Site { file: FileId(3), line: 2 });
        });
    }
}
