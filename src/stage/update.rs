//! What comes of a run, for whoever shows it.

use super::journal::NotUndone;
use crate::lang::{Lang, Say};
use crate::trace::fold::FoldError;
use crate::trace::id::Step;
use crate::trace::value::Value;
use crate::view::fit;
use crate::view::words::word;

/// What came of something that was asked of a run, or of what the engine told.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    /// Nothing that shows.
    Nothing,
    /// The program ran on and still runs.
    Progress,
    /// A step is done; the cursor stood here before it.
    Arrived {
        /// The step before.
        from: Step,
    },
    /// What was to happen beyond the cursor has happened.
    Peeked,
    /// An evaluation is done; the cursor stood here before it, and stands behind all that it did.
    Evaluated {
        /// The step before.
        from: Step,
        /// The value, or the last line of a traceback.
        answer: Result<Value, String>,
    },
    /// Nothing was taken back.
    NotUndone(NotUndone),
    /// The program wants a line on its stdin.
    NeedsInput {
        /// The step before.
        from: Step,
    },
    /// The run took all the room there is for it and was interrupted.
    Full,
    /// FILE is no Python.
    Unparsable(String),
    /// The engine told something impossible: the trace ends before it.
    Broken {
        /// The step before.
        from: Step,
        /// What is impossible.
        why: FoldError,
    },
}

impl Update {
    /// What is wrong, for the user; nothing where all is well.
    pub fn trouble(&self, lang: Lang) -> Option<String> {
        let said = match self {
            Update::NotUndone(reason) => reason.say(lang),
            Update::Full => word(
                lang,
                "so many steps that there is no room for more: the program was interrupted",
                "步数太多，已没有空间再记录：程序已被中断",
            )
            .to_owned(),
            Update::Unparsable(traceback) => traceback.clone(),
            Update::Broken { why, .. } => why.say(lang),
            Update::Nothing | Update::Progress | Update::Peeked => return None,
            Update::Arrived { .. } | Update::Evaluated { .. } | Update::NeedsInput { .. } => return None,
        };
        Some(fit::visible(&said))
    }
}
