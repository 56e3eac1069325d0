//! What was evaluated in a program by hand, and the way back to where it was not yet done: the program runs again from
//! its start, and is given the same expressions and the same input at the same steps.

use std::collections::VecDeque;

use crate::engine::process::StartError;
use crate::lang::{Lang, Say, say};
use crate::trace::id::Step;

/// Something that was given to the program at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Given<T> {
    at: Step,
    what: T,
}

/// Whether an evaluation did something that the trace tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impact {
    /// It did not.
    None,
    /// It did, and that can be taken back.
    Recorded,
}

/// All that was given to a program since its start.
#[derive(Debug, Default)]
pub struct Journal {
    evaluated: Vec<(Given<String>, Impact)>,
    input: Vec<Given<Vec<u8>>>,
    again: Option<Again>,
}

/// A run that repeats an earlier one up to a step.
#[derive(Debug)]
struct Again {
    evaluate: VecDeque<Given<String>>,
    input: VecDeque<Vec<u8>>,
    goal: Step,
}

/// What a run that repeats an earlier one does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// It runs to this step.
    Run(Step),
    /// This is evaluated.
    Evaluate(String),
    /// It is where it was to come.
    There,
    /// It came past that: it ran in another way than before.
    Past,
}

/// Why nothing was taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum NotUndone {
    /// Nothing was done by hand.
    Nothing,
    /// The program ran in another way than before.
    RanOtherwise,
    /// It is no program that could be run again, but an entry of a session.
    NotAProgram,
    /// Its process could not be started.
    NoRestart {
        /// Why.
        error: StartError,
    },
}

impl Say for NotUndone {
    fn say(&self, lang: Lang) -> String {
        match self {
            NotUndone::Nothing => say!(lang, "There is nothing to undo.", "没有可以撤销的操作。"),
            NotUndone::RanOtherwise => say!(
                lang,
                "Run again, the program took another way: this is where it got to.",
                "重新运行时程序走了另一条路：现在停在它走到的地方。"
            ),
            NotUndone::NotAProgram => say!(
                lang,
                "An entry of the prompt cannot be run again here: go back to the prompt and use `:drive` there.",
                "提示符里的语句不能在这里重新运行：请回到提示符，在那里用 `:drive`。"
            ),
            NotUndone::NoRestart { error } => {
                let error = error.say(lang);
                say!(lang, "Cannot undo here: {error}.", "这里无法撤销：{error}。")
            }
        }
    }
}

impl Journal {
    /// Notes what was evaluated at a step.
    pub fn evaluated(&mut self, at: Step, expression: String, impact: Impact) {
        self.evaluated.push((Given { at, what: expression }, impact));
    }

    /// Notes what was handed to the program's stdin at a step.
    pub fn handed_in(&mut self, at: Step, bytes: Vec<u8>) {
        self.input.push(Given { at, what: bytes });
    }

    /// Whether a run is on its way to where an earlier one was.
    pub fn is_repeating(&self) -> bool {
        self.again.is_some()
    }

    /// Whether there is something to take back.
    pub fn can_undo(&self) -> bool {
        self.evaluated.iter().any(|(_, impact)| *impact == Impact::Recorded)
    }

    /// Takes back the last evaluation that did something, and all that was given after it; the new run that follows
    /// repeats the rest.
    pub fn undo(&mut self) {
        let Some(last) = self.evaluated.iter().rposition(|(_, impact)| *impact == Impact::Recorded) else {
            return;
        };
        let goal = self.evaluated[last].0.at;
        self.evaluated.truncate(last);
        self.input.retain(|given| given.at < goal);
        self.again = Some(Again {
            evaluate: self.evaluated.iter().map(|(given, _)| given.clone()).collect(),
            input: self.input.iter().map(|given| given.what.clone()).collect(),
            goal,
        });
    }

    /// What the repeating run, which stands still at `step`, does next.
    pub fn next(&mut self, step: Step) -> Next {
        let Some(again) = &mut self.again else { return Next::There };
        let wanted = again.evaluate.front().map_or(again.goal, |given| given.at);
        let next = match step.cmp(&wanted) {
            std::cmp::Ordering::Less => return Next::Run(wanted),
            std::cmp::Ordering::Greater => Next::Past,
            std::cmp::Ordering::Equal => match again.evaluate.pop_front() {
                Some(given) => return Next::Evaluate(given.what),
                None => Next::There,
            },
        };
        self.again = None;
        next
    }

    /// What the repeating run reads next; nothing where the earlier one had read nothing more.
    pub fn input(&mut self) -> Option<Vec<u8>> {
        self.again.as_mut()?.input.pop_front()
    }

    /// The repeating run ends before it is there.
    pub fn give_up(&mut self) {
        self.again = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_act_is_left_out_and_the_ones_before_are_done_again_where_they_were() {
        let mut journal = Journal::default();
        journal.handed_in(Step(3), b"1\n".to_vec());
        journal.evaluated(Step(5), "next(g)".to_owned(), Impact::Recorded);
        journal.evaluated(Step(9), "g.send(2)".to_owned(), Impact::Recorded);
        journal.evaluated(Step(14), "x".to_owned(), Impact::None);
        journal.handed_in(Step(16), b"2\n".to_vec());
        journal.undo();
        assert_eq!(journal.next(Step(2)), Next::Run(Step(5)));
        assert_eq!((journal.input(), journal.input()), (Some(b"1\n".to_vec()), None));
        assert_eq!(journal.next(Step(5)), Next::Evaluate("next(g)".to_owned()));
        assert_eq!(journal.next(Step(9)), Next::There);
        assert!(!journal.is_repeating() && journal.can_undo());
        journal.undo();
        assert_eq!(journal.next(Step(6)), Next::Past);
        assert!(!journal.is_repeating() && !journal.can_undo());
    }
}
