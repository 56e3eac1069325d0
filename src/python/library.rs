//! The text of asyncio's own modules: the interpreter has them only as compiled code.

use include_dir::{Dir, include_dir};

/// The modules of the interpreter's standard library; the build script says where they lie.
static ASYNCIO: Dir<'static> = include_dir!("$PYTHON_LIBRARY/asyncio");

/// The text of a module of asyncio, such as `asyncio.base_events`; nothing for any other module.
pub fn source(module: &str) -> Option<&'static str> {
    let name = match module.strip_prefix("asyncio")? {
        "" => "__init__",
        rest => rest.strip_prefix('.')?,
    };
    ASYNCIO.get_file(format!("{name}.py"))?.contents_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_modules_of_asyncio_are_there_and_no_others() {
        assert!(source("asyncio").is_some_and(|text| text.contains("from .base_events import *")));
        assert!(source("asyncio.base_events").is_some_and(|text| text.contains("def _run_once(self):")));
        assert_eq!(source("asyncio_like"), None);
        assert_eq!(source("asyncio.nothing"), None);
        assert_eq!(source("json"), None);
    }
}
