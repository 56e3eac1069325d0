//! What a check can find beyond what is written wrong: what is not so.

use thiserror::Error;

use crate::engine::process::StartError;
use crate::engine::reason::Reason;
use crate::lang::{Lang, Say, SystemError, english_display, say};
use crate::lesson::check::Failure;
use crate::lesson::expect::Exception;
use crate::trace::fold::FoldError;

/// Something a lesson says or offers that is not so.
#[derive(Debug, Error)]
pub enum PlayFault {
    /// A claim that is not so.
    Claim(#[from] Failure),
    /// What was recorded of the run contradicts itself: a fault of ours.
    Contradiction(#[from] FoldError),
    /// No Python to play with.
    NoPython {
        /// Why.
        why: Unplayed,
    },
    /// A program that is no Python.
    Unparsable {
        /// What Python prints.
        traceback: String,
    },
    /// A solution that does not solve.
    SolutionFails {
        /// The check it fails.
        why: Failure,
        /// How it ended, where it did not end well.
        ending: Option<Exception>,
    },
    /// An address is printed, which no other run prints.
    PrintsAddress {
        /// The demo.
        demo: String,
        /// The line of output.
        line: String,
    },
    /// Nothing is to be done.
    NothingToFix,
    /// A mistake that is none.
    MistakePasses {
        /// The mistake.
        answer: String,
    },
    /// An anticipated wrong answer that is the right one.
    WrongIsRight {
        /// The answer.
        answer: String,
    },
    /// A wrong choice whose claim holds.
    ChoiceHolds {
        /// The claim.
        claim: String,
    },
    /// An item that belongs to none is a wrong answer, and nothing says why.
    Unexplained {
        /// The item.
        text: String,
    },
    /// Nothing to predict.
    NothingPrinted,
    /// The pieces stand in the script in the right order.
    OrderGivenAway,
    /// The two Pythons disagree.
    PythonsDiffer {
        /// The system's Python.
        python: String,
        /// The demo.
        demo: String,
        /// The line of the output.
        number: usize,
        /// What the system's Python prints, where it prints something.
        theirs: Option<String>,
        /// What the embedded one prints.
        ours: Option<String>,
    },
}

/// Why a program could not be played.
#[derive(Debug)]
pub enum Unplayed {
    /// Nobody wants to know any more.
    Interrupted,
    /// There was no room for it, or the system's Python did not run.
    System(SystemError),
    /// There was no scratch folder.
    Scratch(SystemError),
    /// The Python process could not be started.
    Start(StartError),
    /// The Python process ended before anything happened.
    Ended(Reason),
}

impl PlayFault {
    /// The fault of a program that could not be played.
    pub fn unplayed(why: Unplayed) -> PlayFault {
        PlayFault::NoPython { why }
    }

    /// What to write instead.
    pub fn help(&self, lang: Lang) -> String {
        match self {
            PlayFault::Claim(failure) => failure.help(lang),
            PlayFault::Contradiction(_) => {
                say!(lang, "no lesson can be at fault there", "这不会是课程的错")
            }
            PlayFault::NoPython { .. } => {
                say!(lang, "run the demo by itself to see what happens", "请单独运行演示程序，看看发生了什么")
            }
            PlayFault::Unparsable { traceback } => traceback.trim_end().into(),
            PlayFault::SolutionFails { ending: Some(exception), .. } => say!(
                lang,
                "it ends with {exception}: correct the solution, or the check",
                "它以 {exception} 结束：请改正解答，或者改正检查"
            ),
            PlayFault::SolutionFails { .. } => {
                say!(lang, "correct the solution, or the check", "请改正解答，或者改正检查")
            }
            PlayFault::PrintsAddress { .. } => {
                say!(lang, "print something that is the same in every run", "请打印每次运行都相同的内容")
            }
            PlayFault::NothingToFix => say!(
                lang,
                "put the bug into the demo, or add the check it fails",
                "请把错误写进演示程序，或者加上它通不过的检查"
            ),
            PlayFault::MistakePasses { .. } => say!(
                lang,
                "add a check or a goal that it fails; in `complete`, or list it under `accept`",
                "请加上它通不过的检查或目标；在 `complete` 里也可以把它列在 `accept` 下"
            ),
            PlayFault::WrongIsRight { .. } => say!(
                lang,
                "take it out: the answer comes from running the demo",
                "请删掉它：答案由运行演示程序得出"
            ),
            PlayFault::ChoiceHolds { .. } => say!(
                lang,
                "mark the answer [x], or claim what would have to be so",
                "请把答案标为 [x]，或者断言它成立时应有的情形"
            ),
            PlayFault::Unexplained { .. } => say!(
                lang,
                "write it in the next lines, indented by two spaces: which misconception is it?",
                "请写在后面的行里，缩进两个空格：它代表哪种误解？"
            ),
            PlayFault::NothingPrinted => say!(
                lang,
                "ask about a line that prints, or leave `at=` out",
                "请问一行有输出的代码，或者去掉 `at=`"
            ),
            PlayFault::OrderGivenAway => say!(lang, "list them in another order", "请换一种顺序"),
            PlayFault::PythonsDiffer { .. } => say!(
                lang,
                "write the demo so that every Python prints the same",
                "请改写演示程序，让各个 Python 打印相同的内容"
            ),
        }
    }
}

impl Say for PlayFault {
    fn say(&self, lang: Lang) -> String {
        match self {
            PlayFault::Claim(failure) => failure.say(lang),
            PlayFault::Contradiction(error) => error.say(lang),
            PlayFault::NoPython { why } => {
                let why = why.say(lang);
                say!(lang, "the program could not be run: {why}", "程序无法运行：{why}")
            }
            PlayFault::Unparsable { traceback } => {
                let last = traceback.trim_end().lines().last().unwrap_or("");
                say!(lang, "the program is no Python: {last}", "程序不是合法的 Python：{last}")
            }
            PlayFault::SolutionFails { why, .. } => {
                let why = why.say(lang);
                say!(lang, "the solution fails: {why}", "解答没有通过：{why}")
            }
            PlayFault::PrintsAddress { demo, line } => say!(
                lang,
                "`{demo}` prints {line:?}: where something lies in memory is another place in every run",
                "`{demo}` 打印了 {line:?}：对象在内存中的位置每次运行都不同"
            ),
            PlayFault::NothingToFix => say!(
                lang,
                "the program as it is passes the checks already: there is nothing to fix",
                "程序不用改就能通过检查：没有可修的错误"
            ),
            PlayFault::MistakePasses { answer } => say!(
                lang,
                "the mistake `{answer}` passes: it is no mistake, or a check is missing",
                "错误答案 `{answer}` 也能通过：它不是错误，或者少了一项检查"
            ),
            PlayFault::WrongIsRight { answer } => {
                say!(lang, "`{answer}` is the right answer", "`{answer}` 就是正确答案")
            }
            PlayFault::ChoiceHolds { claim } => say!(
                lang,
                "the answer is marked wrong, but its claim `{claim}` holds",
                "这个答案标为错误，但它的断言 `{claim}` 成立"
            ),
            PlayFault::Unexplained { text } => say!(
                lang,
                "“{text}” belongs to no item, so it is a wrong answer, and has no explanation",
                "没有一项与“{text}”相配，它就是错误答案，却没有解释"
            ),
            PlayFault::NothingPrinted => say!(
                lang,
                "the line prints nothing, so there is nothing to predict",
                "这一行什么也不打印，没有可预测的内容"
            ),
            PlayFault::OrderGivenAway => say!(
                lang,
                "the pieces are listed in the order in which they happen",
                "片段就是按发生的顺序列出的"
            ),
            PlayFault::PythonsDiffer { python, demo, number, theirs, ours } => {
                let shown = |line: &Option<String>| match line {
                    Some(line) => format!("{line:?}"),
                    None => lang.pick("nothing", "（无）").to_owned(),
                };
                let (theirs, ours) = (shown(theirs), shown(ours));
                say!(
                    lang,
                    "{python} prints {theirs} in line {number} of `{demo}`, the embedded Python {ours}",
                    "`{demo}` 输出的第 {number} 行：{python} 打印 {theirs}，内置的 Python 打印 {ours}"
                )
            }
        }
    }
}

impl Say for Unplayed {
    fn say(&self, lang: Lang) -> String {
        match self {
            Unplayed::Interrupted => say!(lang, "interrupted", "被中断"),
            Unplayed::System(error) => error.say(lang),
            Unplayed::Scratch(error) => {
                let error = error.say(lang);
                say!(
                    lang,
                    "cannot make a scratch folder for the program: {error}",
                    "无法为程序建立临时文件夹：{error}"
                )
            }
            Unplayed::Start(error) => error.say(lang),
            Unplayed::Ended(reason) => reason.say(lang),
        }
    }
}

english_display!(PlayFault);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::expect::Claim;

    #[test]
    fn a_failure_within_a_failure_is_said_too_and_code_stays_code() {
        let why = Failure::NotSo { claim: Claim::Ends(None), line: Some(3), happened: vec![] };
        let fault = PlayFault::SolutionFails { why, ending: None };
        assert_eq!(
            Lang::ALL.map(|lang| fault.say(lang)),
            [
                "the solution fails: `ends well` is not so when line 3 has run",
                "解答没有通过：`ends well` 不成立（第 3 行运行之后）",
            ]
        );
    }

    #[test]
    fn why_a_program_could_not_be_played_is_said_in_the_language_of_the_rest() {
        let ended = PlayFault::unplayed(Unplayed::Ended(Reason::MemoryLimit { mib: 64 }));
        assert_eq!(ended.say(Lang::Zh), "程序无法运行：Python 进程已终止：达到了 64 MiB 的内存上限。");
        let differ = PlayFault::PythonsDiffer {
            python: "Python 3.13.0".into(),
            demo: "a.py".into(),
            number: 2,
            theirs: Some("x".into()),
            ours: None,
        };
        assert_eq!(
            differ.say(Lang::En),
            "Python 3.13.0 prints \"x\" in line 2 of `a.py`, the embedded Python nothing"
        );
    }
}
