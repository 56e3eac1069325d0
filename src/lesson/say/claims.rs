//! Claims that cannot be read or are not so, and the kinds of claims that held, in words.

use crate::lang::{Lang, Say, english_display, say};
use crate::lesson::check::{Ending, Failure};
use crate::lesson::expect::{Claim, ClaimError, FORMS};
use crate::lesson::held::Held;
use crate::lesson::model::Half;
use crate::trace::event::Outcome;

impl Say for ClaimError {
    fn say(&self, lang: Lang) -> String {
        match self {
            ClaimError::Empty => say!(lang, "there is no claim here", "这里没有断言"),
            ClaimError::UnknownWord { word, .. } => {
                say!(lang, "`{word}` is no word of a claim", "断言里没有 `{word}` 这个词")
            }
            ClaimError::Incomplete { word, .. } => say!(
                lang,
                "`{word}` needs more or something else behind it",
                "`{word}` 后面还缺内容，或者写得不对"
            ),
            ClaimError::UnknownState { word } => say!(lang, "`{word}` is no state", "`{word}` 不是状态"),
            ClaimError::NotAnObject { word } => {
                say!(lang, "`{word}` names no object", "`{word}` 不是对象的名字")
            }
        }
    }
}

impl ClaimError {
    /// What to write instead.
    pub fn help(&self, lang: Lang) -> String {
        match self {
            ClaimError::UnknownWord { near: Some(near), .. } => {
                let form = FORMS.iter().find(|(word, _)| word == near).map_or(*near, |(_, form)| form);
                say!(
                    lang,
                    "did you mean `{near}`? for example: - {form}",
                    "是想写 `{near}` 吗？例如：- {form}"
                )
            }
            ClaimError::Empty | ClaimError::UnknownWord { near: None, .. } => {
                let forms: Vec<String> = FORMS.iter().map(|(_, form)| format!("- {form}")).collect();
                let forms = forms.join("\n");
                say!(lang, "a claim is one of:\n{forms}", "断言有这些写法：\n{forms}")
            }
            ClaimError::Incomplete { form, .. } => {
                say!(lang, "write for example: - {form}", "例如写：- {form}")
            }
            ClaimError::UnknownState { .. } => say!(
                lang,
                "states are GEN_CREATED, GEN_RUNNING, GEN_SUSPENDED, GEN_CLOSED, and the same with CORO_ and AGEN_",
                "状态有 GEN_CREATED、GEN_RUNNING、GEN_SUSPENDED、GEN_CLOSED，以及以 CORO_ 和 AGEN_ 开头的同名状态"
            ),
            ClaimError::NotAnObject { .. } => say!(
                lang,
                "objects are written name#n: the function's name and which object of the program it is, counted from 1",
                "对象写作 name#n：函数名，加上它是程序里的第几个对象，从 1 数起"
            ),
        }
    }
}

/// When a claim was to be so.
fn place(line: Option<u32>, lang: Lang) -> String {
    let said = line.map(|line| say!(lang, " when line {line} has run", "（第 {line} 行运行之后）"));
    said.unwrap_or_default()
}

/// A line of output, or its end.
fn printed(line: Option<&str>, lang: Lang) -> String {
    line.map_or_else(|| lang.pick("(the end)", "（结尾）").to_owned(), |line| format!("{line:?}"))
}

impl Say for Failure {
    fn say(&self, lang: Lang) -> String {
        match self {
            Failure::NotReached { demo, visit, line, times } => {
                let times = match times {
                    0 => say!(lang, "never", "从未运行"),
                    1 => say!(lang, "only once", "只运行一次"),
                    times => say!(lang, "only {times} times", "只运行 {times} 次"),
                };
                say!(
                    lang,
                    "line {line} of `{demo}`, marked {visit}, runs {times}",
                    "`{demo}` 的第 {line} 行（标记 {visit}）{times}"
                )
            }
            Failure::NoMoment { demo, visit, line, half } => {
                let never = match half {
                    Half::Sleeps => say!(lang, "goes to sleep", "挂起"),
                    Half::Wakes => say!(lang, "wakes up again", "再次恢复"),
                    Half::UpToSleep | Half::Before | Half::After | Half::Whole => {
                        say!(lang, "comes to its end", "运行结束")
                    }
                };
                say!(
                    lang,
                    "line {line} of `{demo}`, marked {visit}, never {never}",
                    "`{demo}` 的第 {line} 行（标记 {visit}）从不{never}"
                )
            }
            Failure::NotSo { claim, line, .. } => {
                let place = place(*line, lang);
                say!(lang, "`{claim}` is not so{place}", "`{claim}` 不成立{place}")
            }
            Failure::TooEarly { claim, line } => {
                let place = place(*line, lang);
                say!(
                    lang,
                    "`{claim}` is so{place}, but before what the claim above it says",
                    "`{claim}` 成立{place}，但发生在上一条断言所说的事之前"
                )
            }
            Failure::Elsewhere { claim, line, .. } | Failure::NoVariable { claim, line, .. } => {
                let place = place(*line, lang);
                say!(lang, "`{claim}` is not so{place}", "`{claim}` 不成立{place}")
            }
            Failure::Warned { demo, topic } => say!(
                lang,
                "Python warns of something in `{demo}` that nothing claims: {topic}",
                "Python 在 `{demo}` 里发出了警告，没有断言提到它：{topic}"
            ),
            Failure::Unannounced { happened, line } => {
                let place = place(*line, lang);
                say!(
                    lang,
                    "the block is marked complete, but nothing announces `{happened}`{place}",
                    "这个块标明 complete，却没有预告 `{happened}`{place}"
                )
            }
            Failure::Unclaimed { demo, text, more: 0, .. } => say!(
                lang,
                "`{demo}` prints {text:?}, which nothing claims",
                "`{demo}` 打印了 {text:?}，没有断言提到它"
            ),
            Failure::Unclaimed { demo, text, more, .. } => say!(
                lang,
                "`{demo}` prints {text:?} and {more} more lines, which nothing claims",
                "`{demo}` 打印了 {text:?} 和另外 {more} 行，没有断言提到它们"
            ),
            Failure::Output { number, claimed, got } => {
                let (claimed, got) = (printed(claimed.as_deref(), lang), printed(got.as_deref(), lang));
                say!(
                    lang,
                    "line {number} of the output is {got}, not {claimed}",
                    "输出的第 {number} 行是：{got}；应为：{claimed}"
                )
            }
            Failure::Picture { demo, .. } => {
                say!(lang, "the timeline of `{demo}` is another one", "`{demo}` 的时间线不是这样")
            }
            Failure::Ended { demo, happened } => {
                let happened = happened.say(lang);
                say!(lang, "`{demo}` {happened}", "`{demo}` {happened}")
            }
            Failure::Partners { left, fits } if fits.is_empty() => {
                say!(lang, "nothing on the right belongs to {left}", "右栏没有一项属于 {left}")
            }
            Failure::Partners { left, fits } => {
                let fits = lang.list(fits.iter().map(|text| format!("“{text}”")));
                say!(lang, "more than one item belongs to {left}: {fits}", "属于 {left} 的不止一项：{fits}")
            }
            Failure::NextUnmarked { demo, line } => say!(
                lang,
                "line {line} of `{demo}` runs next, and it has no mark",
                "接下来运行的是 `{demo}` 的第 {line} 行，它没有标记"
            ),
            Failure::NoObject { object, line } => say!(
                lang,
                "there is no `{object}` when line {line} has run",
                "第 {line} 行运行之后还没有 `{object}`"
            ),
        }
    }
}

impl Failure {
    /// What to write instead.
    pub fn help(&self, lang: Lang) -> String {
        match self {
            Failure::NotReached { times: 0, .. } => {
                say!(lang, "mark a line that code runs on", "请标记会运行到的代码行")
            }
            Failure::NotReached { visit, times, .. } => {
                let mark = visit.mark;
                say!(
                    lang,
                    "write <{mark}:{times}> at most, or change the demo",
                    "最多写到 <{mark}:{times}>，或者修改演示程序"
                )
            }
            Failure::NoMoment { visit, half: Half::Sleeps | Half::Wakes, .. } => {
                let mark = visit.mark;
                say!(
                    lang,
                    "a line sleeps at a `yield`, `yield from` or `await` for which others run; write <{mark}>, or mark such a line",
                    "一行会在 `yield`、`yield from` 或 `await` 处挂起，让别的代码运行；请写 <{mark}>，或者标记这样的一行"
                )
            }
            Failure::NoMoment { visit, .. } => {
                let mark = visit.mark;
                say!(lang, "write <{mark}>, or let the line end", "请写 <{mark}>，或者让这一行能结束")
            }
            Failure::NotSo { happened, .. } if happened.is_empty() => {
                say!(lang, "nothing of that kind happens there", "那里没有发生这类事")
            }
            Failure::NotSo { happened, .. } => {
                const MOST: usize = 6;
                let lines: Vec<String> =
                    happened.iter().take(MOST).map(|claim| format!("- {claim}")).collect();
                let mut lines = lines.join("\n");
                if let Some(more @ 1..) = happened.len().checked_sub(MOST) {
                    lines += &say!(lang, "\n… and {more} more", "\n……还有 {more} 条");
                }
                say!(lang, "what happens there:\n{lines}", "那里实际发生的是：\n{lines}")
            }
            Failure::Unannounced { happened, .. } => say!(lang, "write: - {happened}", "写成：- {happened}"),
            Failure::Unclaimed { demo, text, output, .. } => {
                let claim = Claim::Prints(text.clone());
                say!(
                    lang,
                    "write below the mark where that happens: - {claim}\nor all of it in a block:\n```output {demo}\n{output}\n```",
                    "在发生处的标记下面写：- {claim}\n或者把全部输出写进一个块：\n```output {demo}\n{output}\n```"
                )
            }
            Failure::TooEarly { .. } => {
                say!(lang, "put the claims in the order in which they happen", "请按发生的顺序排列断言")
            }
            Failure::Elsewhere { there, .. } => say!(
                lang,
                "it happens when line {there} runs: claim it there, or claim the whole of this line: <n:whole>",
                "它发生在第 {there} 行运行的时候：请在那里断言，或者对整行断言：<n:whole>"
            ),
            Failure::NoVariable { there, .. } if there.is_empty() => {
                say!(lang, "there are no variables there", "那里没有变量")
            }
            Failure::NoVariable { there, .. } => {
                let there = lang.list(there);
                say!(lang, "there are: {there}", "那里有：{there}")
            }
            Failure::Warned { topic, .. } => {
                say!(lang, "await it, or write: - warns {topic}", "请等待它，或者写：- warns {topic}")
            }
            Failure::Output { got: Some(got), .. } => say!(lang, "write: {got}", "写成：{got}"),
            Failure::Output { got: None, .. } => {
                say!(lang, "take it out: the output ends before it", "请删掉它：输出在此之前就结束了")
            }
            Failure::Picture { picture, .. } => say!(lang, "write:\n{picture}", "写成：\n{picture}"),
            Failure::Ended { happened: Ending(Some((_, Some(exception)))), .. } => say!(
                lang,
                "change the demo, or write above the first mark: - ends with {exception}",
                "请修改演示程序，或者在第一个标记上面写：- ends with {exception}"
            ),
            Failure::Ended { .. } => {
                say!(lang, "change the demo, or the claim", "请修改演示程序，或者修改断言")
            }
            Failure::Partners { .. } => say!(
                lang,
                "change the claims, so that exactly one item is so of each line",
                "请修改断言，让每一行恰好有一项成立"
            ),
            Failure::NextUnmarked { line, .. } => say!(
                lang,
                "write a mark `# <n>` behind line {line}",
                "请在第 {line} 行后面写一个标记 `# <n>`"
            ),
            Failure::NoObject { .. } => {
                say!(lang, "ask at a line behind the call that makes it", "请在创建它的调用之后的行上提问")
            }
        }
    }
}

impl Say for Ending {
    fn say(&self, lang: Lang) -> String {
        match &self.0 {
            None => say!(lang, "did not end", "没有结束"),
            Some((Outcome::Ok, _)) => say!(lang, "ends well", "正常结束"),
            Some((Outcome::Timeout, _)) => say!(lang, "ran into the time limit", "达到了时间上限"),
            Some((Outcome::Died, _)) => say!(lang, "ended the Python process", "终止了 Python 进程"),
            Some((Outcome::Exception | Outcome::Exit | Outcome::Interrupted, Some(exception))) => {
                say!(lang, "ends with {exception}", "以 {exception} 结束")
            }
            Some((Outcome::Exception, None)) => say!(lang, "ends with an exception", "因异常结束"),
            Some((Outcome::Exit, None)) => say!(lang, "ends by sys.exit()", "由 sys.exit() 结束"),
            Some((Outcome::Interrupted, None)) => say!(lang, "is interrupted", "被中断"),
        }
    }
}

impl Say for Held {
    fn say(&self, lang: Lang) -> String {
        match self {
            Held::Answer => say!(lang, "answer", "答案"),
            Held::Clock => say!(lang, "clock", "时钟"),
            Held::End => say!(lang, "end", "结束"),
            Held::Exception => say!(lang, "exception", "异常"),
            Held::Local => say!(lang, "local", "局部变量"),
            Held::Loop => say!(lang, "loop", "事件循环"),
            Held::Mistake => say!(lang, "mistake", "错误答案"),
            Held::Order => say!(lang, "order", "顺序"),
            Held::Output => say!(lang, "output", "输出"),
            Held::ResumedBy => say!(lang, "resumed by", "恢复者"),
            Held::SameOnCPython => say!(lang, "same on CPython", "与 CPython 一致"),
            Held::Solution => say!(lang, "solution", "解答"),
            Held::Task => say!(lang, "task", "任务"),
            Held::Thread => say!(lang, "thread", "线程"),
            Held::Warning => say!(lang, "warning", "警告"),
            Held::State => say!(lang, "state", "状态"),
            Held::Transition => say!(lang, "transition", "切换"),
            Held::Value => say!(lang, "value", "值"),
        }
    }
}

english_display!(Failure);
