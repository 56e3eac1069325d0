//! What a finding says: what happened in a sentence, and what to do, in every language.

use super::finding::{Finding, Link, What};
use super::watch::Looked;
use crate::lang::{Lang, Say, say};

impl Say for Finding {
    fn say(&self, lang: Lang) -> String {
        let mut said = match (&self.what, &self.message) {
            (What::Message, Some(message)) => message.line.clone(),
            (what, _) => what.say(lang),
        };
        if self.times > 1 && !matches!(self.what, What::CutOff { .. }) {
            let times = self.times;
            said += &say!(lang, " ({times} times)", "（共 {times} 次）");
        }
        said
    }
}

impl Say for Link {
    fn say(&self, lang: Lang) -> String {
        let Link { task, on, holder } = self;
        match holder {
            Some(holder) if holder == task => {
                say!(
                    lang,
                    "{task} waits for {on}, which it holds itself",
                    "{task} 在等待 {on}，而持有者就是它自己"
                )
            }
            Some(holder) => {
                say!(
                    lang,
                    "{task} waits for {on}, held by {holder}",
                    "{task} 在等待 {on}（由 {holder} 持有）"
                )
            }
            None => say!(lang, "{task} waits for {on}", "{task} 在等待 {on}"),
        }
    }
}

impl Say for What {
    fn say(&self, lang: Lang) -> String {
        match self {
            What::Circle { links } if links.len() == 1 => {
                let link = links[0].say(lang);
                say!(lang, "deadlock: {link}", "死锁：{link}")
            }
            What::Circle { links } => {
                let links = chain(links, lang);
                say!(lang, "deadlock, a circle of waits: {links}", "死锁，等待成环：{links}")
            }
            What::NeverSet { links } => {
                let links = chain(links, lang);
                say!(
                    lang,
                    "the program hangs: {links}, and nothing that is left can end that wait",
                    "程序卡死：{links}，而剩下的代码里没有谁能结束这个等待"
                )
            }
            What::LockLost { task, on, by, was_cancelled: true } => say!(
                lang,
                "{task} waits for {on} for good: {by} was cancelled while it held the lock and never released it",
                "{task} 永远等不到 {on}：{by} 持锁时被取消，一直没有释放"
            ),
            What::LockLost { task, on, by, was_cancelled: false } => say!(
                lang,
                "{task} waits for {on} for good: {by} ended without releasing it",
                "{task} 永远等不到 {on}：{by} 没有释放就结束了"
            ),
            What::TaskDoneMissing { task, on } => say!(
                lang,
                "{task} waits in {on} for good: there are fewer calls of task_done() than items that were taken",
                "{task} 永远停在 {on}：task_done() 的调用次数少于取出的项目数"
            ),
            What::EventMissed { task, on } => say!(
                lang,
                "{task} waits for {on}, and the event was set and cleared again before that",
                "{task} 在等待 {on}，而这个事件在那之前就设置过又清除了"
            ),
            What::Outside { task, on, seconds } => say!(
                lang,
                "when it was ended, {task} had waited for {on} for {seconds:.1} s",
                "程序被结束时，{task} 已经等待 {on} 达 {seconds:.1} 秒"
            ),
            What::NeverRetrieved { task, exception } => say!(
                lang,
                "{task} failed with {exception}, and nobody fetched the exception",
                "{task} 因 {exception} 失败，却没有人取走这个异常"
            ),
            What::CutOff { tasks, on } => cut_off(tasks, on.as_deref(), lang),
            What::Destroyed { task } => {
                say!(lang, "{task} was disposed of while it was still pending", "{task} 还没有完成就被销毁了")
            }
            What::NeverAwaited { coroutine } => say!(
                lang,
                "the coroutine {coroutine} was made and never awaited: none of its code ran",
                "协程 {coroutine} 创建后从未被等待，它的代码一行也没有执行"
            ),
            What::CancelSwallowed { task, went_on: true } => say!(
                lang,
                "{task} was cancelled, caught the CancelledError and went on",
                "{task} 被取消，却捕获了 CancelledError，继续运行"
            ),
            What::CancelSwallowed { task, went_on: false } => say!(
                lang,
                "{task} was cancelled, caught the CancelledError and ended as if nothing had happened",
                "{task} 被取消，却捕获了 CancelledError，像什么都没发生一样结束"
            ),
            What::CancelTwice { task } => say!(
                lang,
                "{task} was cancelled a second time while it was cleaning up after the first",
                "{task} 第一次取消后正在清理，又被取消了一次"
            ),
            What::Blocked { seconds, who, to: _, late } => {
                let mut said = say!(
                    lang,
                    "{who} kept the event loop for {seconds:.2} s without letting go",
                    "{who} 占住事件循环 {seconds:.2} 秒，没有让出"
                );
                if let Some((late, by)) = late {
                    said += &say!(lang, "; {late} was {by:.2} s late", "；{late} 因此晚了 {by:.2} 秒");
                }
                said
            }
            What::Starving { who, awaits, ready } => {
                let ready = lang.list(ready);
                say!(
                    lang,
                    "{who} awaited at least {awaits} times in one turn without ever leaving; {ready} had to wait",
                    "{who} 在同一轮里 await 了至少 {awaits} 次，一次也没有让出；{ready} 只好等着"
                )
            }
            What::Exhausted { object, was_closed: false } => say!(
                lang,
                "{object} was asked again after it was exhausted: it gives nothing any more",
                "{object} 已经耗尽，又被要求取值：它不会再产出任何东西"
            ),
            What::Exhausted { object, was_closed: true } => say!(
                lang,
                "{object} was asked again after it was closed: it gives nothing any more",
                "{object} 已经关闭，又被要求取值：它不会再产出任何东西"
            ),
            What::Refused { object, exception, .. } => say!(
                lang,
                "Python refused to resume {object}: {exception}",
                "Python 拒绝恢复 {object}：{exception}"
            ),
            What::StopIteration { object } => say!(
                lang,
                "a StopIteration left the code of {object}, and Python made a RuntimeError of it",
                "StopIteration 从 {object} 的代码里逸出，被 Python 变成了 RuntimeError"
            ),
            What::IgnoredExit { object } => say!(
                lang,
                "{object} yielded while it was being closed: it ignored GeneratorExit",
                "{object} 在关闭过程中又 yield 了：它无视了 GeneratorExit"
            ),
            What::LeftToCollector { object } => say!(
                lang,
                "{object} was left in the middle, and its clean-up ran only when nobody held it any more",
                "{object} 用到一半就被丢下，没有人再引用它时才执行清理"
            ),
            What::TwoThreads { object } => {
                say!(lang, "{object} was resumed from two threads", "{object} 被两个线程恢复")
            }
            What::GatherLeft { failed, others } => {
                let others = lang.list(others);
                say!(
                    lang,
                    "{failed} failed, gather passed that on at once, and {others} ran on with nobody waiting",
                    "{failed} 失败后 gather 立刻把异常传出，{others} 还在运行，却没有人等它们"
                )
            }
            What::Sequential { function, count, seconds } => say!(
                lang,
                "{function} was awaited {count} times, one after another, {seconds:.2} s in all, and nothing else ran meanwhile",
                "{function} 先后被 await 了 {count} 次，一共 {seconds:.2} 秒，其间没有别的任务在运行"
            ),
            What::Message => String::new(),
        }
    }
}

fn chain(links: &[Link], lang: Lang) -> String {
    const SHOWN: usize = 8;
    let more = links.len().saturating_sub(SHOWN);
    let mut said = lang.list(links.iter().take(SHOWN).map(|link| link.say(lang)));
    if more > 0 {
        said += &say!(lang, ", and {more} more", "，还有 {more} 个");
    }
    said
}

fn cut_off(tasks: &[String], on: Option<&str>, lang: Lang) -> String {
    let (all, more) = (tasks.len(), tasks.len().saturating_sub(3));
    let mut names = lang.list(tasks.iter().take(3));
    if more > 0 {
        names += &match lang {
            Lang::En => format!(" and {more} more"),
            Lang::Zh => format!("等 {all} 个任务"),
        };
    }
    match (on, tasks.len()) {
        (None, _) => say!(
            lang,
            "{names}: cut off by the end of the program before the first line ran",
            "{names}：第一行还没有执行，程序就结束了"
        ),
        (Some(on), 1) => say!(
            lang,
            "{names} was cut off by the end of the program while it waited for {on}",
            "{names} 还在等待 {on}，就因程序结束而被取消"
        ),
        (Some(on), _) => say!(
            lang,
            "{names} were cut off by the end of the program while they waited, the first for {on}",
            "{names} 还在等待（第一个在等 {on}），就因程序结束而被取消"
        ),
    }
}

impl What {
    /// What to do; empty where the catalogue of messages says it.
    pub fn remedy(&self, lang: Lang) -> &'static str {
        let (en, zh) = match self {
            What::Circle { links } if links.len() == 1 => (
                "asyncio's locks can't be taken twice by one task. Take the lock in the outer function only, and give the inner one a variant that expects it to be held.",
                "asyncio 的锁不能由同一个任务取两次。只在外层函数里取锁，内层另写一个假定锁已持有的版本。",
            ),
            What::Circle { .. } => (
                "Take locks in the same order everywhere, or don't wait for another task while you hold one; a timeout (`asyncio.timeout`) makes a way out.",
                "所有地方都按同样的顺序取锁，或者持锁时不要等待别的任务；`asyncio.timeout` 可以留一条退路。",
            ),
            What::NeverSet { .. } => (
                "Look for the path on which nobody sets, puts, notifies or releases: an exception, an early return, a producer that ended without a sign of its end.",
                "找一找哪条路径上没有人去设置、放入、通知或释放：异常、提前返回，或者生产者结束时没有发出结束信号。",
            ),
            What::LockLost { .. } => (
                "Use `async with lock:`; it releases whatever happens. `acquire()` needs its `release()` in a `finally`.",
                "用 `async with lock:`，无论发生什么它都会释放；单独调用 `acquire()` 时要在 `finally` 里 `release()`。",
            ),
            What::TaskDoneMissing { .. } => (
                "Call `task_done()` once for each item taken, in a `finally`, so that `continue` and exceptions don't skip it.",
                "每取出一个项目就调用一次 `task_done()`，放在 `finally` 里，这样 `continue` 和异常都不会跳过它。",
            ),
            What::EventMissed { .. } => (
                "An Event tells a state, not a pulse: clear it where you begin the next round, not right after `set()`. For signals that must not be lost use a Queue.",
                "Event 表示状态，不是脉冲：应在开始下一轮时清除，不要 `set()` 之后马上 `clear()`。不能丢的信号用 Queue 传递。",
            ),
            What::Outside { .. } => (
                "Put a timeout around what the outside may never answer: `async with asyncio.timeout(…)`.",
                "外部可能永远不回应的等待，用 `async with asyncio.timeout(…)` 加上超时。",
            ),
            What::NeverRetrieved { .. } => (
                "Keep the task and await it, or run it in a TaskGroup; then its exception arrives where it can be handled.",
                "保存任务并等待它，或者放进 TaskGroup，这样异常会传到能处理的地方。",
            ),
            What::CutOff { .. } => (
                "Keep the tasks and await them before the end, or start them in a TaskGroup; what is to run for ever, cancel and await yourself.",
                "保存这些任务，在结束前等待它们，或者放进 TaskGroup；一直运行的任务要自己取消并等待。",
            ),
            What::Destroyed { .. } => (
                "Hold a reference to the task (the loop holds only a weak one) and let the loop run until it is done.",
                "持有对任务的引用（事件循环只有弱引用），并让循环运行到它完成。",
            ),
            What::NeverAwaited { .. } => (
                "Write `await` before the call, or give the coroutine to `asyncio.create_task`.",
                "在调用前写上 `await`，或者把协程交给 `asyncio.create_task`。",
            ),
            What::CancelSwallowed { .. } => (
                "After the clean-up `raise` again. `except Exception` lets CancelledError through; a bare `except:` and `except BaseException` do not.",
                "清理之后要重新 `raise`。`except Exception` 会放过 CancelledError，裸 `except:` 和 `except BaseException` 不会。",
            ),
            What::CancelTwice { .. } => (
                "Cancel once and await the task. What must not be interrupted in the clean-up, put into `asyncio.shield` or make it free of awaits.",
                "只取消一次，然后等待任务结束。清理中不能打断的部分用 `asyncio.shield` 保护，或者不要在里面 await。",
            ),
            What::Blocked { .. } => (
                "Move it off the loop: `await asyncio.to_thread(…)` for what blocks, a process pool for what computes, the asyncio variant of a call where there is one (`asyncio.sleep`, `create_subprocess_exec`).",
                "把它移出事件循环：会阻塞的用 `await asyncio.to_thread(…)`，耗 CPU 的用进程池；有 asyncio 版本的就用它（`asyncio.sleep`、`create_subprocess_exec`）。",
            ),
            What::Starving { .. } => (
                "An await that has its answer at once doesn't let others run. Give them a turn now and then: `await asyncio.sleep(0)`.",
                "立刻就有结果的 await 不会让别的任务运行。隔一阵就让出一次：`await asyncio.sleep(0)`。",
            ),
            What::Exhausted { .. } => (
                "A generator runs once. Make a new one, or keep its values in a list.",
                "生成器只能走一遍。重新创建一个，或者把值存进列表。",
            ),
            What::StopIteration { .. } => (
                "Give `next` a default or catch StopIteration around it and `return`; a generator ends with `return`.",
                "给 `next` 一个默认值，或者在它外面捕获 StopIteration 再 `return`；生成器用 `return` 结束。",
            ),
            What::IgnoredExit { .. } => (
                "Don't yield in `finally` or in a handler of GeneratorExit: clean up and let the exception through.",
                "不要在 `finally` 或处理 GeneratorExit 的地方 yield：清理完就让异常传出去。",
            ),
            What::LeftToCollector { .. } => (
                "Close it where you leave it: `with contextlib.closing(…)`, for an async generator `async with contextlib.aclosing(…)`.",
                "在离开的地方关闭它：`with contextlib.closing(…)`，异步生成器用 `async with contextlib.aclosing(…)`。",
            ),
            What::TwoThreads { .. } => (
                "Let one thread drive it and hand values over through a `queue.Queue`; coroutines go to the loop's thread by `asyncio.run_coroutine_threadsafe`.",
                "只让一个线程驱动它，值用 `queue.Queue` 传递；协程用 `asyncio.run_coroutine_threadsafe` 交给循环所在的线程。",
            ),
            What::GatherLeft { .. } => (
                "Use a TaskGroup, which cancels the others and waits for them; or `gather(…, return_exceptions=True)`.",
                "改用 TaskGroup，它会取消其余任务并等它们结束；或者用 `gather(…, return_exceptions=True)`。",
            ),
            What::Sequential { .. } => (
                "Where one does not need the result of the one before, start them together: a TaskGroup or `asyncio.gather`.",
                "如果后一次不依赖前一次的结果，就让它们一起开始：TaskGroup 或 `asyncio.gather`。",
            ),
            What::Refused { .. } | What::Message => ("", ""),
        };
        match lang {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}

impl Say for Looked {
    fn say(&self, lang: Lang) -> String {
        let Looked { events, turns, tasks, objects } = self;
        say!(
            lang,
            "Nothing found. Looked at: {events} events, {objects} generators and coroutines, {tasks} tasks, {turns} turns of the event loop; \
             for deadlocks, lost exceptions, tasks cut off, cancellations, blocking, generators used wrongly, and all known messages.",
            "没有发现问题。检查了 {events} 个事件、{objects} 个生成器和协程、{tasks} 个任务、事件循环的 {turns} 轮；\
             看过的有：死锁、丢失的异常、中途取消的任务、取消的处理、阻塞、生成器的误用，以及所有已知的消息。"
        )
    }
}
