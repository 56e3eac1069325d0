//! What a check finds and reports, in the user's language.

use std::borrow::Cow;

use crate::engine;
use crate::lang::Lang;
use crate::lang::phrase::{self, Phrase};
use crate::lesson;

/// What is not so, what to write instead, and the words of the report; the more special sentence first.
pub const PHRASES: &[Phrase] = &[
    ("the program could not be run: {}", "程序无法运行：{~}"),
    ("interrupted", "被中断"),
    ("run the demo by itself to see what happens", "请单独运行演示程序，看看发生了什么"),
    ("the program is no Python: {}", "程序不是合法的 Python：{}"),
    ("the solution fails: {}", "解答没有通过：{~}"),
    ("correct the solution, or the check", "请改正解答，或者改正检查"),
    (
        "the program as it is passes the checks already: there is nothing to fix",
        "程序不用改就能通过检查：没有可修的错误",
    ),
    ("put the bug into the demo, or add the check it fails", "请把错误写进演示程序，或者加上它通不过的检查"),
    (
        "the mistake `{}` passes: it is no mistake, or a check is missing",
        "错误答案 `{}` 也能通过：它不是错误，或者少了一项检查",
    ),
    ("list it under `accept`, or add a check it fails", "请把它列在 `accept` 下，或者加上它通不过的检查"),
    ("`{}` is the right answer", "`{}` 就是正确答案"),
    ("take it out: the answer comes from running the demo", "请删掉它：答案由运行演示程序得出"),
    ("the answer is marked wrong, but its claim `{}` holds", "这个答案标为错误，但它的断言 `{}` 成立"),
    (
        "mark the answer [x], or claim what would have to be so",
        "请把答案标为 [x]，或者断言它成立时应有的情形",
    ),
    ("the line prints nothing, so there is nothing to predict", "这一行什么也不打印，没有可预测的内容"),
    ("ask about a line that prints, or leave `at=` out", "请问一行有输出的代码，或者去掉 `at=`"),
    ("the pieces are listed in the order in which they happen", "片段就是按发生的顺序列出的"),
    ("list them in another order", "请换一种顺序"),
    (
        "{} prints {} in line {} of `{}`, the embedded Python {}",
        "`{3}` 输出的第 {2} 行：{0} 打印 {1}，内置的 Python 打印 {4}",
    ),
    ("(nothing)", "（无）"),
    ("write the demo so that every Python prints the same", "请改写演示程序，让各个 Python 打印相同的内容"),
    // What a lesson lacks.
    (
        "a folder such as 03-send-throw-close; there is none here",
        "03-send-throw-close 这样的文件夹；这里一个也没有",
    ),
    ("at least 5 questions; this one has {}", "至少 5 道题；这一课有 {} 道"),
    ("questions of at least 3 kinds; this one has {}", "至少 3 类题目；这一课有 {} 类"),
    (
        "a demo to predict in step mode: ```demo averager.py predict",
        "单步预测的演示：```demo averager.py predict",
    ),
    (
        "something to try at the prompt: ```try #id averager.py",
        "在提示符下动手的练习：```try #id averager.py",
    ),
    ("a summary: ```summary", "小结：```summary"),
    ("where to go next: ```next", "下一步的去向：```next"),
    // The report.
    ("  again: {}", "  重新检查：{}"),
    ("… and {} more", "……还有 {} 处"),
    ("{}: {} claims hold{}", "{}：{} 条断言成立{}"),
    ("1 failure", "1 处错误"),
    ("{} failures", "{} 处错误"),
    // The kinds of claims that held.
    ("transition", "切换"),
    ("state", "状态"),
    ("local", "局部变量"),
    ("resumed by", "恢复者"),
    ("value", "值"),
    ("exception", "异常"),
    ("output", "输出"),
    ("order", "顺序"),
    ("end", "结束"),
    ("loop", "事件循环"),
    ("clock", "时钟"),
    ("answer", "答案"),
    ("solution", "解答"),
    ("mistake", "错误答案"),
    ("same on CPython", "与 CPython 一致"),
];

/// What a check says, in the user's language.
pub fn said(text: &str, lang: Lang) -> Cow<'_, str> {
    phrase::phrase(text, lang, &[PHRASES, engine::phrase::PHRASES, lesson::phrase::PHRASES])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_its_gaps_in_both_languages() {
        assert_eq!(phrase::faults(PHRASES), Vec::<String>::new());
    }

    #[test]
    fn a_failure_within_a_failure_is_said_too_and_code_stays_code() {
        let text = "the solution fails: `ends well` is not so when line 3 has run";
        assert_eq!(said(text, Lang::Zh), "解答没有通过：`ends well` 不成立（第 3 行运行之后）");
        assert_eq!(said(text, Lang::En), text);
    }
}
