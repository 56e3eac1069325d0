//! Every failure in the user's language: the sentences of the errors that end a command, in Chinese.

use std::borrow::Cow;

use crate::engine;
use crate::lang::Lang;
use crate::lang::phrase::{self, Phrase};

/// Why a command could not be carried out, and what may be done about it; the more special sentence first.
pub const PHRASES: &[Phrase] = &[
    // What goes wrong around a run.
    ("cannot read {}: {}", "无法读取 {}：{}"),
    ("{} is larger than {} MiB", "{} 超过了 {} MiB"),
    ("the program's argument {} is not valid UTF-8", "程序的参数 {} 不是有效的 UTF-8"),
    ("the trace would overwrite the program {}", "轨迹会覆盖程序文件 {}"),
    ("cannot write to {}: {}", "无法写入 {~}：{}"),
    ("cannot write {}: {}", "无法写入 {}：{}"),
    ("standard output", "标准输出"),
    ("cannot make a scratch folder for the program: {}", "无法为程序建立临时文件夹：{}"),
    ("cannot wait for signals and events: {}", "无法等待信号和事件：{}"),
    ("cannot use the terminal: {}", "无法使用终端：{}"),
    ("lesson {}, {}, is still coming", "第 {} 课（{}）还在编写中"),
    ("there is no lesson {}", "没有这一课：{}"),
    (
        "{} is no name of a lesson; write for example lessons/08-tasks-and-futures",
        "{} 不能用作课程名；可以写成 lessons/08-tasks-and-futures 这样",
    ),
    ("{} is there already", "{} 已经存在"),
    ("no heading of this script is {}; it has: {}", "脚本里没有标题 {}；现有的标题：{}"),
    (
        "nothing is known of {}: it is no message of CPython about generators, coroutines, tasks or loops",
        "没有关于 {} 的资料：它不是 CPython 关于生成器、协程、任务或事件循环的消息",
    ),
    ("there is no Python 3 on this system to compare with", "本系统没有可供对照的 Python 3"),
    // What may be done about it.
    ("Is this really a Python program?", "这真的是 Python 程序吗？"),
    ("`learn-coroutines lessons` lists what there is.", "`learn-coroutines lessons` 列出现有的课程。"),
    ("Give --out another name.", "请给 --out 换一个文件名。"),
    (
        "Options stand before FILE; what follows FILE belongs to the program.",
        "选项要写在 FILE 之前；FILE 之后的都是程序自己的参数。",
    ),
    ("Name the program's file, not its folder.", "请给出程序文件，而不是它所在的文件夹。"),
    // What is wrong with the configuration.
    ("there is no action “{}” to bind keys to", "没有名为“{}”的操作可以绑定按键"),
    (
        "“{}” is no key; keys are one character, or space, enter, tab, left, pageup, f1, ctrl-l …",
        "“{}”不是按键；按键可以是一个字符，或者 space、enter、tab、left、pageup、f1、ctrl-l 等",
    ),
    ("the key “{}” is bound to both “{}” and “{}”", "按键“{}”同时绑定了“{}”和“{}”"),
    ("no setting {}", "没有设置项 {}"),
    ("no value {}", "没有这个取值：{}"),
    // A fault of ours.
    ("this is a fault of the tool itself, please report it: {}", "这是本工具自身的错误，请报告给我们：{~}"),
    ("no message", "没有说明"),
    // A file, and what is wrong in it.
    ("{}: {}", "{}：{~}"),
];

/// Why an event cannot follow those before it: a fault of the tracer's; the more special sentence first.
pub const EVENTS: &[Phrase] = &[
    ("event {} ({}) cannot happen here: {}", "事件 {}（{}）不可能在这里发生：{~}"),
    ("the program has not started", "程序还没有开始"),
    ("the program has already started", "程序已经开始了"),
    ("the program has ended", "程序已经结束"),
    ("{} is no time", "{} 不是时间"),
    ("the virtual clock runs backwards, from {} to {}", "虚拟时钟倒退了，从 {} 到 {}"),
    ("the clock cannot jump from {} to {}", "时钟不能从 {} 跳到 {}"),
    ("file {} is already {}", "文件 {} 已经是 {}"),
    ("thread {} has already started", "线程 {} 已经开始了"),
    ("thread {} does not run", "线程 {} 没有在运行"),
    ("{} is still running above it on the stack", "栈上在它之上的 {} 还在运行"),
    ("it does not say which line of which code it is", "它没有说明是哪段代码的哪一行"),
    ("{} runs in frame {}, not in frame {}", "{} 在帧 {} 中运行，而不是帧 {}"),
    (
        "frame {} cannot lie at depth {}: {} running objects lie below it",
        "帧 {} 不可能在深度 {}：它下面有 {} 个正在运行的对象",
    ),
    ("there is no object {}", "没有对象 {}"),
    ("object {} is created where object {} is due", "创建了对象 {}，而该创建的是对象 {}"),
    ("it goes from {} to {}, but says from {} to {}", "它从 {} 变为 {}，却说从 {} 变为 {}"),
    ("{} has not started and cannot take a value", "{} 还没有启动，不能接收值"),
    ("{} does not carry that", "{} 不带这个"),
    ("{} cannot do that while it is {}", "{} 在 {} 状态下不能这样做"),
    ("{} cannot delegate to itself", "{} 不能委派给自己"),
    ("task {} is created where task {} is due", "创建了任务 {}，而该创建的是任务 {}"),
    ("there is no task {}", "没有任务 {}"),
    ("task {} is {}", "任务 {} {~}"),
    ("future {} is already there", "期物 {} 已经存在"),
    ("future {} is already done", "期物 {} 早已完成"),
    ("handle {} already waits", "句柄 {} 已经在等待"),
    ("loop {} is {}", "事件循环 {} {~}"),
    ("turn {} of loop {} comes after turn {}", "事件循环 {1} 的第 {0} 轮排在第 {2} 轮之后"),
    ("not there", "不存在"),
    ("not started", "还没有启动"),
    ("not running", "没有在运行"),
    ("running", "正在运行"),
    ("closed", "已经关闭"),
    ("waiting", "正在等待"),
    ("done", "已经完成"),
    ("ready", "已经就绪"),
    // An object and the state it is in.
    ("{} is {}", "{} 处于 {}"),
];

/// What is wrong with a recorded event, in the user's language.
pub fn of_event(text: &str, lang: Lang) -> Cow<'_, str> {
    phrase::phrase(text, lang, &[EVENTS])
}

/// What a failure says, in the user's language.
pub fn said(text: &str, lang: Lang) -> Cow<'_, str> {
    phrase::phrase(text, lang, &[engine::phrase::PHRASES, PHRASES])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_its_gaps_in_both_languages() {
        assert_eq!(phrase::faults(PHRASES), Vec::<String>::new());
        assert_eq!(phrase::faults(EVENTS), Vec::<String>::new());
    }

    #[test]
    fn what_the_system_says_stays_as_it_is() {
        let told = said("cannot read /none.py: No such file or directory (os error 2)", Lang::Zh);
        assert_eq!(told, "无法读取 /none.py：No such file or directory (os error 2)");
    }
}
