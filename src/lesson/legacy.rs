//! Programs of another time: the newest Python that runs one as it stands, said in a comment at its beginning.

use std::fmt;

/// A version of Python 3, by its second number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}", self.0)
    }
}

/// What such a comment begins with.
const WORD: &str = "# legacy";

/// A line that begins like such a comment and says no version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Its number, from 1.
    pub line: u32,
}

/// The newest Python that runs a program as it stands: `# legacy: 3.10` among the comments before its first code.
pub fn newest(source: &str) -> Result<Option<Version>, Unreadable> {
    let comments =
        source.lines().zip(1..).take_while(|(line, _)| line.trim().is_empty() || line.starts_with('#'));
    for (line, number) in comments {
        let Some(rest) = line.strip_prefix(WORD).filter(|rest| !rest.starts_with(char::is_alphanumeric))
        else {
            continue;
        };
        let version = rest.strip_prefix(": 3.").and_then(|minor| minor.trim_end().parse().ok());
        return version.map(|minor| Some(Version(minor))).ok_or(Unreadable { line: number });
    }
    Ok(None)
}

/// Whether a program says that it needs what Python removed.
pub fn is_legacy(source: &str) -> bool {
    newest(source).is_ok_and(|version| version.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_says_at_its_beginning_which_python_was_the_last_to_run_it() {
        assert_eq!(newest("# A ticker.\n# legacy: 3.10\n\nimport asyncio\n"), Ok(Some(Version(10))));
        assert_eq!(newest("import asyncio\n# legacy: 3.10\n"), Ok(None), "that is a remark");
        assert_eq!(newest("# legacytalk\n"), Ok(None));
    }

    #[test]
    fn a_version_that_cannot_be_read_is_found_with_its_line() {
        for line in ["# legacy", "# legacy: yes", "# legacy: 2.7", "# legacy 3.4", "# legacy：3.4"] {
            assert_eq!(newest(&format!("# A ticker.\n{line}\n")), Err(Unreadable { line: 2 }), "{line}");
        }
    }
}
