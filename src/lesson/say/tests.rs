//! Faults of lessons in both languages.

use super::*;
use crate::lang::Words;
use crate::lesson::check::{Ending, Failure};
use crate::lesson::expect::{Claim, Exception};
use crate::lesson::model::Visit;
use crate::lesson::problem::Common;
use crate::trace::event::Outcome;

fn both(thing: &impl Say) -> [String; 2] {
    Lang::ALL.map(|lang| thing.say(lang))
}

#[test]
fn what_is_missing_and_how_it_is_written_are_said_in_one_language() {
    let fault = Fault::MissingEntry {
        directive: "explain",
        what: Words::new("a model answer", "参考答案"),
        form: Words::new("- answer: a few sentences", "- answer: 几句话"),
    };
    assert_eq!(both(&fault), ["`explain` needs a model answer", "`explain` 缺少参考答案"]);
    let help = Lang::ALL.map(|lang| fault.help(lang));
    assert_eq!(help, ["write: - answer: a few sentences", "写成：- answer: 几句话"]);
}

#[test]
fn a_near_word_is_offered_with_all_there_are() {
    let fault = Fault::UnknownKey { key: "minuts".into(), known: vec!["lesson", "minutes"] };
    assert_eq!(
        Lang::ALL.map(|lang| fault.help(lang)),
        [
            "did you mean `minutes`? known here: lesson, minutes",
            "是想写 `minutes` 吗？这里可用的有：lesson、minutes",
        ]
    );
    let mark = Fault::UnknownMark { demo: "a.py".into(), mark: 3, there: vec![] };
    assert_eq!(mark.help(Lang::Zh), "现有标记：无；请在 `a.py` 里所指的那一行后面写 `# <3>`");
}

#[test]
fn a_difference_of_two_languages_is_told_in_the_language_of_the_reader() {
    let differs = Fault::Differs {
        lang: "zh",
        here: Some(Common::NoteOn(Visit::first(2))),
        other_lang: "en",
        there: None,
        place: None,
    };
    assert_eq!(
        both(&differs),
        [
            "zh has a note on <2> here, en has the end (behind its last step)",
            "zh 这里是：对 <2> 的注解；en 是：结尾（在最后一步之后）",
        ]
    );
}

#[test]
fn a_claim_that_is_not_so_keeps_its_code_and_is_told_with_its_line() {
    let failure = Failure::NotSo { claim: Claim::Ends(None), line: Some(3), happened: vec![] };
    assert_eq!(
        both(&failure),
        ["`ends well` is not so when line 3 has run", "`ends well` 不成立（第 3 行运行之后）"]
    );
    let output = Failure::Output { number: 2, claimed: Some("x".into()), got: None };
    assert_eq!(
        both(&output),
        ["line 2 of the output is (the end), not \"x\"", "输出的第 2 行是：（结尾）；应为：\"x\""]
    );
}

#[test]
fn every_way_a_program_ends_is_told_without_a_word_of_rust() {
    let exception = || Some(Exception { name: "ValueError".into(), message: None });
    for (ending, english, chinese) in [
        (None, "did not end", "没有结束"),
        (Some((Outcome::Ok, None)), "ends well", "正常结束"),
        (Some((Outcome::Exception, exception())), "ends with ValueError", "以 ValueError 结束"),
        (Some((Outcome::Exit, None)), "ends by sys.exit()", "由 sys.exit() 结束"),
        (Some((Outcome::Interrupted, None)), "is interrupted", "被中断"),
        (Some((Outcome::Timeout, None)), "ran into the time limit", "达到了时间上限"),
    ] {
        assert_eq!(both(&Ending(ending)), [english, chinese]);
    }
}
