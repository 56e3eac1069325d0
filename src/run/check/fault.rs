//! What a check can find beyond what is written wrong: what is not so.

use thiserror::Error;

use crate::lesson::check::Failure;

/// Something a lesson says or offers that is not so.
#[derive(Clone, Debug, PartialEq, Error)]
pub(in crate::run) enum PlayFault {
    /// A claim that is not so.
    #[error(transparent)]
    Claim(#[from] Failure),
    /// No Python to play with.
    #[error("the program could not be run: {reason}")]
    NoPython {
        /// Why.
        reason: String,
    },
    /// A program that is no Python.
    #[error("the program is no Python: {}", last_line(traceback))]
    Unparsable {
        /// What Python prints.
        traceback: String,
    },
    /// A solution that does not solve.
    #[error("the solution fails: {why}")]
    SolutionFails {
        /// The check it fails.
        why: String,
    },
    /// Nothing is to be done.
    #[error("the program as it is passes the checks already: there is nothing to fix")]
    NothingToFix,
    /// A mistake that is none.
    #[error("the mistake `{answer}` passes: it is no mistake, or a check is missing")]
    MistakePasses {
        /// The mistake.
        answer: String,
    },
    /// An anticipated wrong answer that is the right one.
    #[error("`{answer}` is the right answer")]
    WrongIsRight {
        /// The answer.
        answer: String,
    },
    /// A wrong choice whose claim holds.
    #[error("the answer is marked wrong, but its claim `{claim}` holds")]
    ChoiceHolds {
        /// The claim.
        claim: String,
    },
    /// Nothing to predict.
    #[error("the line prints nothing, so there is nothing to predict")]
    NothingPrinted,
    /// The pieces stand in the script in the right order.
    #[error("the pieces are listed in the order in which they happen")]
    OrderGivenAway,
    /// The two Pythons disagree.
    #[error("{python} prints {theirs:?} in line {number} of `{demo}`, the embedded Python {ours:?}")]
    PythonsDiffer {
        /// The system's Python.
        python: String,
        /// The demo.
        demo: String,
        /// The line of the output.
        number: usize,
        /// What the system's Python prints.
        theirs: String,
        /// What the embedded one prints.
        ours: String,
    },
}

impl PlayFault {
    /// What to write instead.
    pub(in crate::run) fn help(&self) -> String {
        match self {
            PlayFault::Claim(failure) => failure.help(),
            PlayFault::NoPython { .. } => "run the demo by itself to see what happens".into(),
            PlayFault::Unparsable { traceback } => traceback.trim_end().into(),
            PlayFault::SolutionFails { .. } => "correct the solution, or the check".into(),
            PlayFault::NothingToFix => "put the bug into the demo, or add the check it fails".into(),
            PlayFault::MistakePasses { .. } => "list it under `accept`, or add a check it fails".into(),
            PlayFault::WrongIsRight { .. } => "take it out: the answer comes from running the demo".into(),
            PlayFault::ChoiceHolds { .. } => "mark the answer [x], or claim what would have to be so".into(),
            PlayFault::NothingPrinted => "ask about a line that prints, or leave `at=` out".into(),
            PlayFault::OrderGivenAway => "list them in another order".into(),
            PlayFault::PythonsDiffer { .. } => "write the demo so that every Python prints the same".into(),
        }
    }
}

fn last_line(text: &str) -> &str {
    text.trim_end().lines().last().unwrap_or("")
}
