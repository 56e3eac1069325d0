//! What the Python process says in English, in the learner's language.
//!
//! Notes and reasons cross the pipe as English sentences, which the JSON trace keeps. A sentence that is none of ours, or
//! Python's own, stays as it is.

use std::borrow::Cow;

use crate::lang::Lang;

/// Our sentences with their gaps, in English and in Chinese; the more special one first.
const PHRASES: &[(&str, &str)] = &[
    ("went to the loop", "让出了控制，回到事件循环"),
    ("typed here: {}", "在这里键入：{}"),
    ("slept until it was resumed", "一直挂起到被恢复"),
    ("what it awaited returned without suspending", "被等待的对象没有挂起就返回了"),
    ("{} returned without suspending", "{} 没有挂起就返回了"),
    ("{} was done already", "{} 早已完成"),
    (
        "time.sleep blocks the whole event loop for {} s; nobody else was ready",
        "time.sleep 让整个事件循环停了 {} 秒；当时没有别人就绪",
    ),
    (
        "time.sleep blocks the whole event loop for {} s; {} had to wait",
        "time.sleep 让整个事件循环停了 {} 秒；{} 只好等着",
    ),
    (
        "deadlock: no callback is ready, no timer is set, and nothing outside can wake the loop; {}",
        "死锁：没有就绪的回调，没有定时器，外面也没有什么能唤醒事件循环；{}",
    ),
    (
        "deadlock: no callback is ready, no timer is set, and nothing outside can wake the loop",
        "死锁：没有就绪的回调，没有定时器，外面也没有什么能唤醒事件循环",
    ),
    ("{} waits for {}, held by {}", "{} 在等待 {}（现由 {} 持有）"),
    ("{} waits for {}", "{} 在等待 {}"),
    (
        "{} was asked to end and came to its own end: it swallowed the CancelledError",
        "{} 收到了取消请求，却照常结束：它吞掉了 CancelledError",
    ),
    (
        "{} ends here with its coroutine asleep; CPython throws this {} into the coroutine, at its await, where an except of its own could catch it",
        "{} 到此结束，它的协程还挂起着；CPython 会把这个 {} 抛进协程，抛在它的 await 处，协程自己的 except 可以捕获它",
    ),
    (
        "the loop shuts down and closes what is not exhausted: {}",
        "事件循环即将结束，关闭尚未耗尽的异步生成器：{}",
    ),
    ("nobody holds {} any more, so the loop closes it", "{} 已无人引用，由事件循环把它关闭"),
    ("cancel() does nothing: {} is done already", "cancel() 不起作用：{} 早已完成"),
    (
        "uncancel() takes one request to end back from {}: {} left",
        "uncancel() 撤回了对 {} 的一次取消请求：还剩 {} 次",
    ),
    ("what asyncio did here could not be told: {}", "asyncio 在这里做了什么，没能记录下来：{}"),
    ("what the prompt does by itself failed ({}): {}", "提示符自己要做的事没有做成（{}）：{}"),
    ("coroutine '{}' was never awaited", "coroutine '{}' was never awaited（这个协程从未被等待）"),
    (
        "Task was destroyed but it is pending: {}",
        "Task was destroyed but it is pending（任务还没完成就被销毁了）：{}",
    ),
    (
        "Task exception was never retrieved: {}",
        "Task exception was never retrieved（任务的异常从未有人取走）：{}",
    ),
    (
        "Future exception was never retrieved: {}",
        "Future exception was never retrieved（期物的异常从未有人取走）：{}",
    ),
    ("Exception in callback {}", "Exception in callback（回调中出现异常）{}"),
    ("{} (removed in Python {}); today: {}", "{}（Python {} 已移除）；现在写作：{}"),
    (
        "this program was written for an older Python; --legacy restores what it uses",
        "这个程序是为旧版 Python 写的；加上 --legacy 就能恢复它用到的名字",
    ),
    ("{}; today: {}", "{}；现在写作：{}"),
    ("async def, with await instead of yield from", "async def，用 await 代替 yield from"),
    (
        "nothing: a program calls asyncio.run() once, at its outermost level",
        "什么都不用写：程序只在最外层调用一次 asyncio.run()",
    ),
    (
        "asyncio.get_event_loop() without a running loop",
        "没有运行中的事件循环时调用 asyncio.get_event_loop()",
    ),
    ("asyncio.wait() on bare coroutines", "把协程直接交给 asyncio.wait()"),
    ("asyncio.create_task() on each of them first", "先对每个协程调用 asyncio.create_task()"),
    ("the loop= argument of asyncio.{}()", "asyncio.{}() 的 loop= 参数"),
    ("nothing: it uses the running loop", "什么都不用写：它使用正在运行的事件循环"),
    ("The sandbox denied {}: {}.", "沙箱拒绝了 {}：{}。"),
    (
        "a confined program reads only its own folder and writes only its scratch folder",
        "受限的程序只能读自己的文件夹，只能写临时文件夹",
    ),
    (
        "a confined program changes no owners, permissions or times of files",
        "受限的程序不能改动文件的所有者、权限和时间",
    ),
    (
        "a confined program starts no other programs and loads no native code",
        "受限的程序不能启动别的程序，也不能加载本机代码",
    ),
    (
        "a confined program speaks only to its own machine, at localhost",
        "受限的程序只能与本机（localhost）通信",
    ),
    (
        "a confined program changes nothing outside its own process",
        "受限的程序不能改动自己进程之外的任何东西",
    ),
    (
        "This system has no Landlock: a confined program can read and write your files here.",
        "本系统没有 Landlock：受限的程序在这里仍能读写你的文件。",
    ),
    (
        "This kernel has no Landlock: a confined program can read and write your files here.",
        "本机内核没有 Landlock：受限的程序在这里仍能读写你的文件。",
    ),
    (
        "The Landlock of this kernel is an old one: a confined program could empty files here that it can read.",
        "本机内核的 Landlock 版本较旧：受限的程序可能清空它能读到的文件。",
    ),
    (
        "Landlock failed ({}): a confined program can read and write your files here.",
        "Landlock 启用失败（{}）：受限的程序在这里仍能读写你的文件。",
    ),
    (
        "This kernel does not filter system calls ({}): a confined program could start others by a trick.",
        "本机内核不能过滤系统调用（{}）：受限的程序可能设法启动别的程序。",
    ),
    (
        "The program has printed {} MiB, which is all that a confined program may print.",
        "程序已经打印了 {} MiB，受限的程序最多只能打印这么多。",
    ),
];

/// The sentence in the learner's language.
pub fn phrase(text: &str, lang: Lang) -> Cow<'_, str> {
    if lang == Lang::En {
        return Cow::Borrowed(text);
    }
    if let Some(said) = several(text, lang) {
        return Cow::Owned(said);
    }
    let known = PHRASES.iter().find_map(|(english, chinese)| Some((gaps(english, text)?, chinese)));
    let Some((gaps, chinese)) = known else {
        return Cow::Borrowed(text);
    };
    let mut gaps = gaps.into_iter();
    let mut said = String::new();
    for (index, part) in chinese.split("{}").enumerate() {
        if index > 0 {
            // What fills a gap may be a sentence of ours too.
            said.push_str(&phrase(gaps.next().unwrap_or_default(), lang));
        }
        said.push_str(part);
    }
    Cow::Owned(said)
}

/// Several sentences of ours in a row; nothing where one is not ours.
fn several(text: &str, lang: Lang) -> Option<String> {
    let (first, rest) = text.split_once("; ")?;
    let parts = [first].into_iter().chain(rest.split("; "));
    let said: Option<Vec<String>> = parts
        .map(|part| match phrase(part, lang) {
            Cow::Owned(said) => Some(said),
            Cow::Borrowed(_) => None,
        })
        .collect();
    Some(said?.join("；"))
}

/// What fills the gaps of a template, where the text is made from it.
fn gaps<'a>(template: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = template.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut gaps = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = match parts.peek() {
            Some(_) => rest.find(part)?,
            None => rest.strip_suffix(part)?.len(),
        };
        gaps.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    rest.is_empty().then_some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_its_gaps_in_both_languages_and_says_them_again() {
        for (english, chinese) in PHRASES {
            let count = |text: &str| text.matches("{}").count();
            assert_eq!(count(english), count(chinese), "{english}");
            let filled = english.replace("{}", "x");
            assert_eq!(phrase(&filled, Lang::Zh), chinese.replace("{}", "x"), "{english}");
            assert_eq!(phrase(&filled, Lang::En), filled);
        }
    }

    #[test]
    fn a_phrase_in_a_gap_is_said_in_chinese_too() {
        let wall = "a confined program speaks only to its own machine, at localhost";
        let denied = format!("The sandbox denied connect('example.org'): {wall}.");
        assert_eq!(
            phrase(&denied, Lang::Zh),
            "沙箱拒绝了 connect('example.org')：受限的程序只能与本机（localhost）通信。"
        );
    }

    #[test]
    fn sentences_in_a_row_are_all_said_in_chinese_or_none() {
        let waits = "Task-1 waits for gather of Task-2; Task-2 waits for Lock.acquire, held by Task-1";
        assert_eq!(
            phrase(waits, Lang::Zh),
            "Task-1 在等待 gather of Task-2；Task-2 在等待 Lock.acquire（现由 Task-1 持有）"
        );
        assert_eq!(phrase("Task-1 waits for x; y", Lang::Zh), "Task-1 在等待 x; y");
        assert_eq!(phrase("x; y", Lang::Zh), "x; y");
    }

    #[test]
    fn what_is_not_ours_stays_as_it_is() {
        assert_eq!(phrase("Event loop is closed", Lang::Zh), "Event loop is closed");
        assert_eq!(phrase("", Lang::Zh), "");
    }
}
