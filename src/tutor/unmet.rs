//! What a program that was filled in or fixed still lacks, in words for a learner.

use super::runs::Unplayed;
use crate::lang::{Lang, Say, say};
use crate::lesson::check::{Ending, Failure};
use crate::lesson::expect::{Claim, Life};
use crate::trace::event::Outcome;

/// The most of what happened instead that is told.
const MOST: usize = 2;

/// What a check found missing, in Markdown.
pub(super) fn unmet(failure: &Failure, lang: Lang) -> String {
    match (failure, lang) {
        (Failure::NotSo { claim, line, happened }, _) => {
            let place = match (line, lang) {
                (None, _) => String::new(),
                (Some(line), Lang::En) => format!(" (when line {line} has run)"),
                (Some(line), Lang::Zh) => format!("（第 {line} 行运行之后）"),
            };
            let needed = match lang {
                Lang::En => format!("Expected: `{}`{place}.", told(claim, lang)),
                Lang::Zh => format!("应当：`{}`{place}。现在还没有做到。", told(claim, lang)),
            };
            let instead: Vec<String> =
                happened.iter().take(MOST).map(|claim| format!("`{}`", told(claim, lang))).collect();
            match lang {
                _ if instead.is_empty() => needed,
                Lang::En => format!("{needed} What happens instead: {}.", instead.join(", ")),
                Lang::Zh => format!("{needed}实际发生的是：{}。", instead.join("，")),
            }
        }
        (Failure::NotReached { line, times: 0, .. }, Lang::En) => format!("Line {line} never runs now."),
        (Failure::NotReached { line, times: 0, .. }, Lang::Zh) => format!("现在第 {line} 行根本没有运行。"),
        (Failure::NotReached { line, .. }, Lang::En) => format!("Line {line} does not run often enough now."),
        (Failure::NotReached { line, .. }, Lang::Zh) => format!("现在第 {line} 行运行的次数不够。"),
        (Failure::Ended { happened: Ending(ending), .. }, lang) => ended(ending, lang),
        (failure, lang) => failure.say(lang),
    }
}

/// How a program ended that was to end otherwise.
pub(super) fn ended(
    ending: &Option<(Outcome, Option<crate::lesson::expect::Exception>)>,
    lang: Lang,
) -> String {
    match (ending, lang) {
        (Some((Outcome::Ok, _)), Lang::En) => "The program ends well now, and should not.".into(),
        (Some((Outcome::Ok, _)), Lang::Zh) => "程序现在正常结束了，本不应如此。".into(),
        (Some((Outcome::Timeout, _)) | None, Lang::En) => "The program does not come to its end.".into(),
        (Some((Outcome::Timeout, _)) | None, Lang::Zh) => "程序一直没有结束。".into(),
        (Some((_, Some(exception))), Lang::En) => format!("The program ends with `{exception}`."),
        (Some((_, Some(exception))), Lang::Zh) => format!("程序以 `{exception}` 结束。"),
        (Some((_, None)), lang) => {
            let ends = Ending(ending.clone()).say(lang);
            say!(lang, "The program {ends}.", "程序{ends}。")
        }
    }
}

impl Say for Unplayed {
    fn say(&self, lang: Lang) -> String {
        match self {
            Unplayed::NotPython { traceback } => {
                let last = traceback.lines().last().unwrap_or_default();
                say!(lang, "This is no Python: {last}", "这不是合法的 Python：{last}")
            }
            Unplayed::NotRun { reason } => {
                say!(lang, "the program could not be run: {reason}", "程序无法运行：{reason}")
            }
            Unplayed::Interrupted => say!(lang, "Stopped.", "已停止。"),
        }
    }
}

/// A claim as one says it to a learner.
fn told(claim: &Claim, lang: Lang) -> String {
    if lang == Lang::En {
        return claim.to_string();
    }
    match claim {
        Claim::Made(object) => format!("创建 {object}"),
        Claim::Is(object, state) => format!("{object} 处于 {state}"),
        Claim::Has(object, name, value) => format!("{object} 的 {name} = {value}"),
        Claim::Resumes { by, object, how } => format!("{by} 以 {how} 恢复 {object}"),
        Claim::Yields(object, value) => format!("{object} 产出 {value}"),
        Claim::Returns(object, value) => format!("{object} 返回 {value}"),
        Claim::Raises(object, exception) => format!("{object} 传出 {exception}"),
        Claim::Refuses(object, how, exception) => format!("{object} 拒绝 {how}：{exception}"),
        Claim::Closes(object) => format!("{object} 没有运行就关闭"),
        Claim::Delegates(object, target) => format!("{object} 委派给 {target}"),
        Claim::Prints(text) => format!("打印 {text}"),
        Claim::PrintsNothing => "什么也不打印".into(),
        Claim::Error(exception) => format!("引发 {exception}"),
        Claim::Catches(exception) => format!("捕获 {exception}"),
        Claim::Next(mark) => format!("接下来运行标记 <{mark}> 的行"),
        Claim::Order(_) => claim.to_string().replacen("order", "顺序", 1),
        Claim::Ends(None) => "正常结束".into(),
        Claim::Ends(Some(exception)) => format!("以 {exception} 结束"),
        Claim::Runs(callback) => format!("事件循环调用 {callback}"),
        Claim::Queued(names) if names.is_empty() => "就绪队列为空".into(),
        Claim::Queued(names) => format!("就绪队列：{}", names.join("、")),
        Claim::Timers(count) => format!("有 {count} 个定时器"),
        Claim::Turn(number) => format!("事件循环的第 {number} 轮"),
        Claim::Clock(time) => format!("时钟为 {time}"),
        Claim::Takes(time) => format!("用时 {time} 秒"),
        Claim::Waits(task, on) => format!("{task} 等待 {on}"),
        Claim::Wakes { by, task } => format!("{by} 唤醒 {task}"),
        Claim::Done(task, value) => format!("{task} 完成，结果是 {value}"),
        Claim::Failed(task, exception) => format!("{task} 因 {exception} 失败"),
        Claim::Cancelled(task) => format!("{task} 被取消"),
        Claim::Cancels { by, task } => format!("{by} 请求取消 {task}"),
        Claim::Warns(topic) => format!("警告：{topic}"),
        Claim::Thread(name, Life::Starts) => format!("线程 {name} 开始"),
        Claim::Thread(name, Life::Ends) => format!("线程 {name} 结束"),
        Claim::Submits(callable, executor) => format!("把 {callable} 提交给 {executor}"),
        Claim::RunsIn(thread) => format!("在线程 {thread} 中运行"),
        Claim::Switches(from, to) => format!("{from} 切换到 {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_in_the_learners_language() {
        let claim = Claim::Yields("averager#1".into(), "None".into());
        let happened = vec![Claim::PrintsNothing];
        let failure = Failure::NotSo { claim, line: Some(8), happened };
        assert_eq!(
            unmet(&failure, Lang::En),
            "Expected: `averager#1 yields None` (when line 8 has run). \
             What happens instead: `prints nothing`."
        );
        assert_eq!(
            unmet(&failure, Lang::Zh),
            "应当：`averager#1 产出 None`（第 8 行运行之后）。现在还没有做到。实际发生的是：`什么也不打印`。"
        );
    }
}
