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
    ("event {} ({}) cannot happen here: {}", "事件 {}（{}）不可能在这里发生：{}"),
    // A file, and what is wrong in it.
    ("{}: {}", "{}：{~}"),
];

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
    }

    #[test]
    fn what_the_system_says_stays_as_it_is() {
        let told = said("cannot read /none.py: No such file or directory (os error 2)", Lang::Zh);
        assert_eq!(told, "无法读取 /none.py：No such file or directory (os error 2)");
    }
}
