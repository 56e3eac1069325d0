//! Events as sentences of plain words.

use super::arrow::is_future;
use super::teller::{Gap, Teller, error_of, join, one, state_of, value_of};
use crate::lang::Say;
use crate::trace::event::{Clock, How, Input, Kind, ObjectKind, Outcome, State, Target};
use crate::view::role::{Line, Role};

impl Teller<'_> {
    pub(super) fn sentence(&self) -> Option<Line> {
        let site = self.line().filter(|_| !matches!(self.event.kind, Kind::Line { .. }));
        let site = site.map(|site| self.fill(", {}", "，{}", &[("", site)]));
        Some(join([Some(self.words()?), self.change(), site].into_iter().flatten()))
    }

    /// This event in words, with the states and the line of the one that completes it.
    pub(super) fn sentence_with_states_of(&self, other: &Teller<'_>) -> Option<Line> {
        let site = other.line().map(|site| self.fill(", {}", "，{}", &[("", site)]));
        Some(join([Some(self.words()?), other.change(), site].into_iter().flatten()))
    }

    /// What happened, without states and line.
    pub(super) fn words(&self) -> Option<Line> {
        let say = |english: &str, chinese: &str, gaps: &[Gap<'_>]| Some(self.fill(english, chinese, gaps));
        match &self.event.kind {
            Kind::ProgramStarted { file, clock, .. } => {
                let gaps = [("file", one(Role::Strong, &**file))];
                match clock {
                    Clock::Virtual => {
                        say("{file} starts, on the virtual clock", "{file} 开始运行，使用虚拟时钟", &gaps)
                    }
                    Clock::Real => say("{file} starts", "{file} 开始运行", &gaps),
                }
            }
            Kind::ModuleLoaded { path, .. } => {
                let gaps = [("path", one(Role::Strong, &**path))];
                say("the module {path} is about to run", "即将运行模块 {path}", &gaps)
            }
            Kind::Line { .. } => {
                let gaps = [("line", self.line()?), ("place", self.place())];
                say("{line} of {place} is about to run", "即将运行 {place} 的{line}", &gaps)
            }
            Kind::Output { bytes, .. } => {
                let text = String::from_utf8_lossy(bytes);
                let gaps = [("text", one(Role::Output, text.trim_end_matches('\n')))];
                say("the program writes: {text}", "程序输出：{text}", &gaps)
            }
            Kind::Created { id, kind, by, .. } => {
                let kind = match kind {
                    ObjectKind::Generator => self.choose("generator", "生成器"),
                    ObjectKind::Coroutine => self.choose("coroutine", "协程"),
                    ObjectKind::AsyncGenerator => self.choose("async generator", "异步生成器"),
                };
                let gaps =
                    [("by", self.actor(by)), ("kind", one(Role::Plain, kind)), ("id", self.object(*id))];
                say("{by} creates the {kind} {id}", "{by} 创建{kind} {id}", &gaps)
            }
            Kind::Resumed { id, by, how, input, .. } => {
                let (english, chinese) = resumption(*how, input);
                say(
                    english,
                    chinese,
                    &[("by", self.actor(by)), ("id", self.object(*id)), ("value", carried(input))],
                )
            }
            Kind::Delegated { id, to } => {
                let gaps = [("id", self.object(*id)), ("to", self.target(to))];
                match (self.awaits(*id), to) {
                    (true, _) => say("{id} awaits {to}", "{id} 等待（await）{to}", &gaps),
                    (false, Target::Object(_)) => {
                        let chinese = "委派生成器 {id} 把控制交给子生成器 {to}（yield from）";
                        say("{id} delegates to {to} by yield from", chinese, &gaps)
                    }
                    (false, _) => {
                        say("{id} delegates to {to} by yield from", "{id} 委派给 {to}（yield from）", &gaps)
                    }
                }
            }
            Kind::Awaited { id, reason } => {
                let gaps = [("id", self.object(*id)), ("reason", one(Role::Plain, reason.say(self.lang)))];
                match reason.is_suspension() {
                    true => say("{id} has what it awaited: {reason}", "{id} 等到了结果：{reason}", &gaps),
                    false => say(
                        "this await of {id} did not suspend: {reason}",
                        "{id} 的这个 await 没有挂起：{reason}",
                        &gaps,
                    ),
                }
            }
            Kind::Yielded { id, to, value, .. } if self.awaits(*id) && is_future(value.as_str()) => {
                let gaps = [("id", self.object(*id)), ("to", self.actor(to))];
                say(
                    "{id} hands the future up to {to} and sleeps",
                    "{id} 把 Future 向上交给 {to}，然后挂起",
                    &gaps,
                )
            }
            Kind::Yielded { id, to, value, .. } => {
                let gaps = [("id", self.object(*id)), ("to", self.actor(to)), ("value", value_of(value))];
                say("{id} yields {value} to {to} and sleeps", "{id} 向 {to} 产出 {value}，然后挂起", &gaps)
            }
            Kind::Returned { id, to, value, .. } => {
                let gaps = [("id", self.object(*id)), ("to", self.actor(to)), ("value", value_of(value))];
                say(
                    "{id} returns {value} to {to} and is finished",
                    "{id} 向 {to} 返回 {value}，运行结束",
                    &gaps,
                )
            }
            Kind::Raised { id, to, exception, .. } => {
                let gaps = [("id", self.object(*id)), ("to", self.actor(to)), ("error", error_of(exception))];
                say(
                    "{error} leaves {id}, which is finished, and reaches {to}",
                    "{error} 从 {id} 传出，到达 {to}；{id} 运行结束",
                    &gaps,
                )
            }
            Kind::Closed { id, .. } => {
                let gaps = [("id", self.object(*id))];
                say("{id} is closed without running any of its code", "{id} 没有运行任何代码就被关闭", &gaps)
            }
            Kind::Refused { id, by, how, input, exception, .. } => {
                let (english, chinese) = resumption(*how, input);
                let gaps = [("by", self.actor(by)), ("id", self.object(*id)), ("value", carried(input))];
                let refusal = [("error", error_of(exception))];
                let refusal =
                    self.fill(", but Python refuses with {error}", "，但 Python 拒绝了：{error}", &refusal);
                Some(join([self.fill(english, chinese, &gaps), refusal]))
            }
            Kind::Exception { exception } => {
                let gaps = [("error", error_of(exception)), ("place", self.place())];
                say("{error} is raised in {place}", "{place} 中引发 {error}", &gaps)
            }
            Kind::Caught { exception } => {
                let gaps = [("error", error_of(exception)), ("place", self.place())];
                say("{error} is caught in {place}", "{place} 捕获了 {error}", &gaps)
            }
            Kind::Uncaught { exception } => {
                say("nobody catches {error}", "没有任何代码捕获 {error}", &[("error", error_of(exception))])
            }
            Kind::ThreadStarted { thread_name } => say(
                "the thread {name} starts",
                "线程 {name} 开始运行",
                &[("name", one(Role::Strong, &**thread_name))],
            ),
            Kind::ThreadEnded { thread_name } => say(
                "the thread {name} ends",
                "线程 {name} 结束",
                &[("name", one(Role::Strong, &**thread_name))],
            ),
            Kind::Switched { from, to, value } => {
                let gaps = [
                    ("from", one(Role::Strong, &**from)),
                    ("to", one(Role::Strong, &**to)),
                    ("value", value_of(value)),
                ];
                say(
                    "the greenlet {from} switches to {to} with {value}",
                    "greenlet {from} 切换到 {to}，传入 {value}",
                    &gaps,
                )
            }
            Kind::Note(note) => {
                say("note: {text}", "提示：{text}", &[("text", one(Role::Note, note.say(self.lang)))])
            }
            Kind::ProgramEnded { outcome, exception, status } => {
                self.ended(*outcome, exception.as_ref(), *status)
            }
            _ => self.asyncio_words(),
        }
    }

    fn ended(
        &self,
        outcome: Outcome,
        exception: Option<&crate::trace::value::Value>,
        status: i32,
    ) -> Option<Line> {
        let gaps = [
            ("status", one(Role::Value, status.to_string())),
            ("error", exception.map(error_of).unwrap_or_default()),
        ];
        let (english, chinese) = match outcome {
            Outcome::Ok => ("the program came to its end", "程序运行完毕"),
            Outcome::Exit => ("the program exits with status {status}", "程序以状态 {status} 退出"),
            Outcome::Exception if exception.is_some() => {
                ("the program ends, because nobody caught {error}", "程序终止：没有任何代码捕获 {error}")
            }
            Outcome::Exception => ("the program ends with an exception", "程序因异常终止"),
            Outcome::Interrupted => ("the program was interrupted", "程序被中断"),
            Outcome::Timeout => ("the program was ended by its time limit", "程序因超时被终止"),
            Outcome::Died => ("the Python process died", "Python 进程已终止"),
        };
        Some(self.fill(english, chinese, &gaps))
    }

    /// The states before and after, in words.
    fn change(&self) -> Option<Line> {
        let becomes = |before: State, after: State| {
            let gaps = [("before", state_of(before)), ("after", state_of(after))];
            self.fill(": {before} becomes {after}", "：{before} 变为 {after}", &gaps)
        };
        match &self.event.kind {
            Kind::Created { after, .. } => {
                Some(self.fill(": it is {}", "：状态为 {}", &[("", state_of(*after))]))
            }
            Kind::Resumed { before, after, .. }
            | Kind::Yielded { before, after, .. }
            | Kind::Returned { before, after, .. }
            | Kind::Raised { before, after, .. }
            | Kind::Closed { before, after, .. } => Some(becomes(*before, *after)),
            Kind::Refused { after, .. } => {
                Some(self.fill(": it stays {}", "：状态仍为 {}", &[("", state_of(*after))]))
            }
            _ => None,
        }
    }
}

/// What a resumption carries, as it is shown.
fn carried(input: &Input) -> Line {
    match input {
        Input::Nothing => Line::new(),
        Input::Value(value) => value_of(value),
        Input::Exception(exception) => error_of(exception),
    }
}

/// Templates for a resumption, with `{by}`, `{id}` and `{value}`.
fn resumption(how: How, input: &Input) -> (&'static str, &'static str) {
    let is_value = matches!(input, Input::Value(value) if !value.is_none());
    let is_exception = matches!(input, Input::Exception(_));
    match how {
        How::Next => ("{by} asks {id} for its next value", "{by} 向 {id} 请求下一个值"),
        How::For => {
            ("the for loop in {by} asks {id} for its next value", "{by} 中的 for 循环向 {id} 请求下一个值")
        }
        How::Send if matches!(input, Input::Nothing) => {
            ("{by} resumes {id} by send", "{by} 用 send 恢复 {id}")
        }
        How::Send => ("{by} sends {value} to {id}", "{by} 向 {id} 发送 {value}"),
        How::Throw => ("{by} throws {value} into {id}", "{by} 向 {id} 抛入 {value}"),
        How::Close => {
            ("{by} closes {id}, in which GeneratorExit is raised", "{by} 关闭 {id}，在其中引发 GeneratorExit")
        }
        How::YieldFrom if is_exception => {
            ("{by} passes {value} on into {id} by yield from", "{by} 通过 yield from 把 {value} 抛入 {id}")
        }
        How::YieldFrom if is_value => {
            ("{by} passes {value} on to {id} by yield from", "{by} 通过 yield from 把 {value} 传给 {id}")
        }
        How::YieldFrom => {
            ("{by} passes control on to {id} by yield from", "{by} 通过 yield from 把控制传给 {id}")
        }
        How::Await if is_exception => {
            ("{by} passes {value} on into {id} by await", "{by} 通过 await 把 {value} 抛入 {id}")
        }
        How::Await if is_value => {
            ("{by} passes {value} on to {id} by await", "{by} 通过 await 把 {value} 传给 {id}")
        }
        How::Await => ("{by} passes control on to {id} by await", "{by} 通过 await 把控制传给 {id}"),
        How::Task if is_exception => {
            ("{by} throws {value} into its coroutine {id}", "任务 {by} 向协程 {id} 抛入 {value}")
        }
        How::Task => ("{by} resumes its coroutine {id}", "任务 {by} 恢复协程 {id}"),
        How::Anext => ("{by} asks {id} for its next value (anext)", "{by} 向 {id} 请求下一个值（anext）"),
        How::Asend => ("{by} sends {value} to {id} (asend)", "{by} 向 {id} 发送 {value}（asend）"),
        How::Athrow => ("{by} throws {value} into {id} (athrow)", "{by} 向 {id} 抛入 {value}（athrow）"),
        How::Aclose => (
            "{by} closes {id}, in which GeneratorExit is raised (aclose)",
            "{by} 关闭 {id}，在其中引发 GeneratorExit（aclose）",
        ),
        How::Gc => (
            "nobody holds {id} any more, so Python closes it: GeneratorExit is raised in it",
            "{id} 已无人持有，Python 将其关闭，在其中引发 GeneratorExit",
        ),
    }
}
