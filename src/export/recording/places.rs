//! Where the functions of a recording are written, which the format does not keep: found in the program's text.

use std::collections::HashMap;

use crate::trace::event::{Event, Kind, Site};
use crate::trace::id::FileId;

/// Tells each object that was made where its function is written in FILE, if only one function there has its name.
pub(super) fn locate(events: &mut [Event], text: &str) {
    let lines = functions(text);
    for event in events {
        if let Kind::Created { name, defined, .. } = &mut event.kind
            && let Some(Some(line)) = lines.get(&**name)
        {
            *defined = Some(Site { file: FileId(0), line: *line });
        }
    }
}

/// The line at which each function begins, with its decorators, as its code's `co_firstlineno` has it; nothing for a
/// name that several have.
fn functions(text: &str) -> HashMap<&str, Option<u32>> {
    let mut found = HashMap::new();
    let mut decorated = None;
    for (line, number) in text.lines().zip(1..) {
        let code = line.trim_start();
        if code.starts_with('@') {
            decorated.get_or_insert(number);
            continue;
        }
        let begun = decorated.take().unwrap_or(number);
        let head = code.strip_prefix("async ").map_or(code, str::trim_start).strip_prefix("def ");
        if let Some((name, _)) = head.and_then(|head| head.split_once('(')) {
            found.entry(name.trim()).and_modify(|line| *line = None).or_insert(Some(begun));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::functions;

    #[test]
    fn a_function_begins_at_its_first_decorator_and_a_name_of_two_at_neither() {
        let text = "\
def one():
    yield
@a
@b(1)
async  def two(x):
    def one():
        pass
class C:
    def three (self):
        yield
";
        let found = functions(text);
        assert_eq!((found["one"], found["two"], found["three"]), (None, Some(3), Some(9)));
    }
}
