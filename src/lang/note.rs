//! The notes of a trace, why an `await` is over and what is awaited, as sentences.

use super::{Lang, Say, say};
use crate::trace::event::{AwaitReason, Awaitable, Canceller, Complaint, Gap, Legacy, Note, Untold, Wall};

impl Say for Note {
    fn say(&self, lang: Lang) -> String {
        match self {
            Note::NeverAwaited { coroutine } => say!(
                lang,
                "coroutine '{coroutine}' was never awaited",
                "coroutine '{coroutine}' was never awaited（这个协程从未被等待）"
            ),
            Note::Typed { source } => say!(lang, "typed here: {source}", "在这里键入：{source}"),
            Note::Legacy(legacy) => legacy.say(lang),
            Note::WrittenForOlderPython => say!(
                lang,
                "this program was written for an older Python; --legacy restores what it uses",
                "这个程序是为旧版 Python 写的；加上 --legacy 就能恢复它用到的名字"
            ),
            Note::Blocked { seconds, waiting } if waiting.is_empty() => say!(
                lang,
                "time.sleep blocks the whole event loop for {seconds:.2} s; nobody else was ready",
                "time.sleep 让整个事件循环停了 {seconds:.2} 秒；当时没有别的回调就绪"
            ),
            Note::Blocked { seconds, waiting } => {
                let waiting = lang.list(waiting);
                say!(
                    lang,
                    "time.sleep blocks the whole event loop for {seconds:.2} s; {waiting} had to wait",
                    "time.sleep 让整个事件循环停了 {seconds:.2} 秒；{waiting} 只好等着"
                )
            }
            Note::Deadlock { waiting } => {
                let mut said = say!(
                    lang,
                    "deadlock: no callback is ready, no timer is set, and nothing outside can wake the loop",
                    "死锁：没有就绪的回调，没有定时器，外面也没有什么能唤醒事件循环"
                );
                for (task, on) in waiting {
                    let on = on.say(lang);
                    said += &say!(lang, "; {task} waits for {on}", "；{task} 在等待 {on}");
                }
                said
            }
            Note::PrintedAll { mib } => say!(
                lang,
                "The program has printed {mib} MiB, which is all that a confined program may print.",
                "程序已经打印了 {mib} MiB，受限的程序最多只能打印这么多。"
            ),
            Note::CancelSwallowed { task } => say!(
                lang,
                "{task} was asked to end and came to its own end: it swallowed the CancelledError",
                "{task} 收到了取消请求，却照常结束：它吞掉了 CancelledError"
            ),
            Note::CancelRefused { task } => say!(
                lang,
                "cancel() does nothing: {task} is done already",
                "cancel() 不起作用：{task} 早已完成"
            ),
            Note::Uncancelled { task, left } => say!(
                lang,
                "uncancel() takes one request to end back from {task}: {left} left",
                "uncancel() 撤回了对 {task} 的一次取消请求：还剩 {left} 次"
            ),
            Note::AsyncgensClosed { generators } => {
                let generators = lang.list(generators);
                say!(
                    lang,
                    "the loop shuts down and closes what is not exhausted: {generators}",
                    "事件循环即将结束，关闭尚未耗尽的异步生成器：{generators}"
                )
            }
            Note::AsyncgenFinalised { generator } => say!(
                lang,
                "nobody holds {generator} any more, so the loop closes it",
                "{generator} 已无人引用，由事件循环把它关闭"
            ),
            Note::Complaint { about, message, of, exception } => {
                let mut said = complaint(*about, message, lang);
                let of = of.as_ref().map(|of| of.say(lang));
                for part in of.iter().map(String::as_str).chain(exception.iter().map(|it| it.as_str())) {
                    said += &say!(lang, ": {part}", "：{part}");
                }
                said
            }
            Note::Untold { act: Untold::Asyncio, error } => say!(
                lang,
                "what asyncio did here could not be told: {error}",
                "asyncio 在这里做了什么，没能记录下来：{error}"
            ),
            Note::Untold { act: Untold::Prompt { function }, error } => say!(
                lang,
                "what the prompt does by itself failed ({function}): {error}",
                "提示符自己要做的事没有做成（{function}）：{error}"
            ),
            Note::Denied { act, wall } => {
                let wall = wall.say(lang);
                say!(lang, "The sandbox denied {act}: {wall}.", "沙箱拒绝了 {act}：{wall}。")
            }
            Note::Unconfined(gap) => gap.say(lang),
            Note::Recorded { text, .. } => say!(lang, "{text}", "记录原文：{text}"),
        }
    }
}

/// Python's message as it is, in Chinese with what it means behind it.
fn complaint(about: Complaint, message: &str, lang: Lang) -> String {
    let meaning = match about {
        Complaint::TaskDestroyed => "任务还没完成就被销毁了",
        Complaint::NeverRetrieved => "异常从未有人取走",
        Complaint::Asyncgen => "关闭异步生成器时出错",
        Complaint::Callback => "回调中出现异常",
        Complaint::Shutdown => "asyncio.run() 结束余下的任务时出现异常",
        Complaint::Other => "事件循环收到的错误报告",
    };
    match lang {
        Lang::En => message.to_owned(),
        Lang::Zh => format!("{message}（{meaning}）"),
    }
}

impl Say for Legacy {
    fn say(&self, lang: Lang) -> String {
        let used = match self {
            Legacy::Abc { name } => format!("collections.{name}"),
            Legacy::NestAsyncio => "nest_asyncio.apply()".to_owned(),
            Legacy::Async => "asyncio.async()".to_owned(),
            Legacy::Coroutine => "@asyncio.coroutine".to_owned(),
            Legacy::CurrentTask => "asyncio.Task.current_task()".to_owned(),
            Legacy::AllTasks => "asyncio.Task.all_tasks()".to_owned(),
            Legacy::EventLoop => say!(
                lang,
                "asyncio.get_event_loop() without a running loop",
                "没有运行中的事件循环时调用 asyncio.get_event_loop()"
            ),
            Legacy::BareCoroutines => {
                say!(lang, "asyncio.wait() on bare coroutines", "把协程直接交给 asyncio.wait()")
            }
            Legacy::LoopArgument { function } => {
                say!(lang, "the loop= argument of asyncio.{function}()", "asyncio.{function}() 的 loop= 参数")
            }
        };
        let removed = self.removed_in().map_or_else(String::new, |version| {
            say!(lang, " (removed in Python {version})", "（Python {version} 已移除）")
        });
        let today = match self {
            Legacy::Abc { name } => format!("collections.abc.{name}"),
            Legacy::NestAsyncio => say!(
                lang,
                "nothing: a program calls asyncio.run() once, at its outermost level",
                "什么都不用写：程序只在最外层调用一次 asyncio.run()"
            ),
            Legacy::Coroutine => say!(
                lang,
                "async def, with await instead of yield from",
                "async def，用 await 代替 yield from"
            ),
            Legacy::Async => "asyncio.create_task()".to_owned(),
            Legacy::CurrentTask => "asyncio.current_task()".to_owned(),
            Legacy::AllTasks => "asyncio.all_tasks()".to_owned(),
            Legacy::EventLoop => "asyncio.run(main())".to_owned(),
            Legacy::BareCoroutines => say!(
                lang,
                "asyncio.create_task() on each of them first",
                "先对每个协程调用 asyncio.create_task()"
            ),
            Legacy::LoopArgument { .. } => {
                say!(lang, "nothing: it uses the running loop", "什么都不用写：它使用正在运行的事件循环")
            }
        };
        say!(lang, "{used}{removed}; today: {today}", "{used}{removed}；现在写作：{today}")
    }
}

impl Say for Wall {
    fn say(&self, lang: Lang) -> String {
        match self {
            Wall::Files => say!(
                lang,
                "a confined program reads only its own folder and writes only its scratch folder",
                "受限的程序只能读自己的文件夹，只能写临时文件夹"
            ),
            Wall::Attributes => say!(
                lang,
                "a confined program changes no owners, permissions or times of files",
                "受限的程序不能改动文件的所有者、权限和时间"
            ),
            Wall::Programs => say!(
                lang,
                "a confined program starts no other programs and loads no native code",
                "受限的程序不能启动别的程序，也不能加载本机代码"
            ),
            Wall::Network => say!(
                lang,
                "a confined program speaks only to its own machine, at localhost",
                "受限的程序只能与本机（localhost）通信"
            ),
            Wall::System => say!(
                lang,
                "a confined program changes nothing outside its own process",
                "受限的程序不能改动自己进程之外的任何东西"
            ),
        }
    }
}

impl Say for Gap {
    fn say(&self, lang: Lang) -> String {
        match self {
            Gap::NoLandlockSystem => say!(
                lang,
                "This system has no Landlock: a confined program can read and write your files here.",
                "本系统没有 Landlock：受限的程序在这里仍能读写你的文件。"
            ),
            Gap::NoLandlockKernel => say!(
                lang,
                "This kernel has no Landlock: a confined program can read and write your files here.",
                "本机内核没有 Landlock：受限的程序在这里仍能读写你的文件。"
            ),
            Gap::OldLandlock => say!(
                lang,
                "The Landlock of this kernel is an old one: a confined program could empty files here that it can read.",
                "本机内核的 Landlock 版本较旧：受限的程序可能清空它能读到的文件。"
            ),
            Gap::LandlockFailed { error } => say!(
                lang,
                "Landlock failed ({error}): a confined program can read and write your files here.",
                "Landlock 启用失败（{error}）：受限的程序在这里仍能读写你的文件。"
            ),
            Gap::NoFilter { error } => say!(
                lang,
                "This kernel does not filter system calls ({error}): a confined program could start others by a trick.",
                "本机内核不能过滤系统调用（{error}）：受限的程序可能设法启动别的程序。"
            ),
        }
    }
}

impl Say for AwaitReason {
    fn say(&self, lang: Lang) -> String {
        match self {
            AwaitReason::WentToLoop => say!(lang, "went to the loop", "让出了控制，回到事件循环"),
            AwaitReason::Slept => say!(lang, "slept until it was resumed", "一直挂起到被恢复"),
            AwaitReason::Returned { what: None } => {
                say!(lang, "what it awaited returned without suspending", "被等待的对象没有挂起就返回了")
            }
            AwaitReason::Returned { what: Some(what) } => {
                say!(lang, "{what} returned without suspending", "{what} 没有挂起就返回了")
            }
            AwaitReason::DoneAlready { what } => {
                let what = what.say(lang);
                say!(lang, "{what} was done already", "{what} 早已完成")
            }
        }
    }
}

impl Say for Awaitable {
    fn say(&self, lang: Lang) -> String {
        match self {
            Awaitable::Named(name) => name.to_string(),
            Awaitable::Group { call, of } => {
                let of = lang.list(of.iter().map(|of| of.say(lang)));
                say!(lang, "{call} of {of}", "{of} 的 {call}")
            }
            Awaitable::Call { function, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(|it| it.say(lang)).collect();
                format!("{function}({})", arguments.join(", "))
            }
            Awaitable::NextValue { of } => say!(lang, "{of}'s next value", "{of} 的下一个值"),
            Awaitable::End { of } => say!(lang, "{of}'s end", "{of} 的结束"),
            Awaitable::Sleep => say!(lang, "sleep", "休眠"),
            Awaitable::Cancel => say!(lang, "cancel", "取消"),
            Awaitable::Held { what, by } => say!(lang, "{what}, held by {by}", "{what}（现由 {by} 持有）"),
        }
    }
}

impl Say for Canceller {
    fn say(&self, lang: Lang) -> String {
        match self {
            Canceller::Timeout { of } => say!(lang, "the timeout of {of}", "{of} 的超时"),
            Canceller::TaskGroup { of, failed: None } => {
                say!(lang, "TaskGroup of {of}", "{of} 的 TaskGroup（任务组）")
            }
            Canceller::TaskGroup { of, failed: Some(failed) } => say!(
                lang,
                "TaskGroup of {of} ({failed} failed)",
                "{of} 的 TaskGroup（任务组；{failed} 失败了）"
            ),
        }
    }
}

#[cfg(test)]
mod tests;
