//! The manual of the command line in Chinese; the English is the declaration's own.

use clap::{Arg, Command};

use crate::lang::Lang;

/// The Chinese texts, by the command's path, then the argument's id, then `=` and the value; with `+` the long text. For
/// what several commands have, `*` stands in place of the path.
const MANUAL: &[(&str, &str)] = &[
    ("", "观察真实的 Python 生成器、协程和事件循环，一次看一步切换"),
    (
        "+",
        "观察真实的 Python 生成器、协程和事件循环，一次看一步切换。\n\n程序在本工具内置的 Python 里运行；每当控制权进入或离开一个生成器或协程，你都能看到是谁做的、带着什么值，以及它之前和之后处于什么状态。",
    ),
    ("* help", "显示帮助（详细说明见 '--help'）"),
    ("* help+", "显示帮助（摘要见 '-h'）"),
    ("* version", "显示版本"),
    ("help", "显示本帮助，或某个命令的帮助"),
    ("* lang", "界面语言 [默认：取自 LC_ALL、LC_MESSAGES 或 LANG，否则为 en]"),
    ("* color", "何时使用颜色；`auto` 遵从 NO_COLOR 和 CLICOLOR_FORCE"),
    ("* color=auto", "输出是终端、环境变量也没有另作要求时使用"),
    ("* color=always", "总是使用"),
    ("* color=never", "从不使用"),
    ("* plain", "逐行用文字输出：不用全屏，不移动光标；适合管道和读屏软件"),
    ("* lessons", "从这个文件夹读取课程，而不用内置课程"),
    ("run", "运行程序，在 stderr 上实时打印每次切换"),
    (
        "run+",
        "运行程序，在 stderr 上实时打印每次切换。\n\n程序自己的输出保持不变：stdout 与程序的 stdout 逐字节相同，退出状态也是程序自己的。",
    ),
    ("run quiet", "不打印切换"),
    ("step", "单步执行程序：可进可退，挂起、唤醒和等待都看得见"),
    (
        "step+",
        "单步执行程序：可进可退，挂起、唤醒和等待都看得见。\n\n按 `?` 列出按键。加上 --plain，或者 stdin 或 stdout 不是终端时，从 stdin 每行读取一条命令。",
    ),
    ("trace", "把程序的完整轨迹写到 stdout，每行一个事件"),
    ("trace format", "事件的写法"),
    ("trace format=jsonl", "每行一个 JSON 对象"),
    ("trace out", "把轨迹写入这个文件；程序自己的输出则照常输出"),
    ("why", "解释 Python 关于生成器、协程、任务或事件循环的消息；或者运行 FILE 并解释它为何这样结束"),
    ("why step", "单步执行能引发 MESSAGE 的最小程序"),
    ("lessons", "列出全部课程"),
    ("lesson", "阅读一课并单步执行其中的演示，从上次停下的地方继续；作者可以新建或预览一课"),
    ("lesson restart", "从第一页重新开始；答题记录仍然保留"),
    ("lesson seed", "固定选项的排列顺序"),
    ("lesson name", "课程的编号或名字；不写则是下一个没学完的"),
    ("lesson present", "演示给别人看：大字、自动播放、给出答案而不计分；空格暂停"),
    ("lesson new", "新建一课的文件夹作为起点：各语言的脚本和一个演示程序，一开始就能通过 `check`"),
    ("lesson new path", "文件夹：`lessons/08-tasks-and-futures`；不写编号则用下一个空着的编号"),
    ("lesson preview", "按学习者看到的样子显示脚本的各屏"),
    (
        "lesson preview target",
        "脚本和起始位置：`lesson.en.md`、`lesson.en.md:What stays`，或者写行号 `lesson.en.md:41`",
    ),
    ("quiz", "只做一课的题目，或者回答根据你自己的程序出的题"),
    ("quiz restart", "从第一题重新开始；答题记录仍然保留"),
    ("quiz count", "最多为程序出多少道题"),
    ("quiz seed", "固定所出的题目和选项的排列顺序"),
    ("quiz name", "课程的编号或名字，或者一个程序；不写则是下一个要测验的课程"),
    ("placement", "十道题、两分钟，看看该从哪一课开始"),
    ("placement seed", "固定选项的排列顺序"),
    ("review", "复习到期的题目；能变换的题目会换个样子"),
    ("review count", "最多问多少道题"),
    ("review ahead", "还没到期也先问接下来的题目"),
    ("review seed", "固定题目的变换和选项的排列顺序"),
    ("progress", "查看和带走学习记录：得分、你的答案与参考答案的对照、到期的题目"),
    ("progress reset", "清除全部记录，或某一课的记录；会先询问"),
    ("progress export", "把学习记录以 JSON 写入这个文件；`-` 表示 stdout"),
    ("progress import", "把导出到 FILE 的记录加进来；已有的保留；`-` 表示 stdin"),
    ("progress name", "课程的编号或名字：列出每道题和你的答案"),
    ("check", "检查课程脚本（供作者使用）：运行每个演示，逐条核对断言，比较各语言版本"),
    ("check paths", "课程、脚本或放课程的文件夹；`lesson.en.md:41` 只检查那一行的内容"),
    ("check cpython", "同时用本系统最新的 Python 运行演示，比较两者的输出"),
    ("check json", "把报告写成一个 JSON 对象"),
    ("check claims", "改为运行程序，把其中发生的事打印成课程的断言；程序没有标记时也加上标记"),
    ("check watch", "持续监视，有改动就重新检查，按 Ctrl-C 结束"),
    ("completions", "打印 shell 补全脚本，用于补全本程序的命令"),
    ("completions shell", "哪种 shell"),
    ("man", "把手册页写入一个文件夹，每个命令一页"),
    ("man folder", "文件夹；不存在则新建"),
    ("quiz clock", "程序使用的时钟"),
    ("* clock", "程序使用的时钟"),
    ("* clock=virtual", "代码运行时时间静止，没有任务就绪时直接跳到下一个定时器"),
    ("* clock=real", "系统的时钟"),
    ("* timeout", "运行这么多秒之后终止程序；此时退出状态是 124"),
    ("* memory", "Python 进程最多使用多少内存"),
    (
        "* sandbox",
        "限制程序：只能写临时文件夹，只能读自己的文件夹和 Python 所需的文件，网络只限本机回环，不能启动别的程序",
    ),
    ("* legacy", "恢复 Python 3.4 到 3.8 的教程用到、后来被移除的名字"),
    (
        "* under_the_hood",
        "把 asyncio 自己的源代码也一起追踪：它的事件循环、句柄、锁和队列，就像是程序的一部分",
    ),
    (
        "* python",
        "用你自己的 Python 和其中的包来运行：写路径、版本（如 3.13），或者什么都不写，即当前环境（VIRTUAL_ENV、FILE \
         所在目录及上级目录里的 .venv、python3）；这样运行不受限制",
    ),
    ("* command_line", "程序，以及跟在后面的程序参数：`sys.argv`；也可以是 `trace` 录下的记录"),
];

/// The headings that clap writes into the manual.
const HEADINGS: &[(&str, &str)] = &[
    ("Usage:", "用法："),
    ("Arguments:", "参数："),
    ("Options:", "选项："),
    ("Global options:", "全局选项："),
    ("Commands:", "命令："),
];

/// A character that clap counts and nobody sees: with it behind, a wide character counts as the two columns it takes.
const JOINED: char = '\u{2060}';

/// A blank that clap does not break a line at.
const BLANK: char = '\u{a0}';

/// Where the manual is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// In lines that clap ends: its texts carry the marks that [`manual`] takes out.
    InLines,
    /// As it is, in a script for a shell.
    Whole,
}

/// The Chinese text of a key, or of the same for every command.
fn text(path: &str, rest: &str) -> Option<&'static str> {
    let found = |key: String| MANUAL.iter().find(|(known, _)| *known == key).map(|(_, text)| *text);
    found(key(path, rest)).or_else(|| found(format!("* {rest}")))
}

/// The key of something of a command.
fn key(path: &str, rest: &str) -> String {
    // The built-in `help` has every command again.
    let path = path.strip_prefix("help ").unwrap_or(path);
    match rest {
        "" | "+" => format!("{path}{rest}"),
        _ => format!("{path} {rest}"),
    }
}

/// The command with its manual in the user's language.
pub(super) fn translated(command: Command, shown: Shown, lang: Lang) -> Command {
    if lang == Lang::En {
        return command;
    }
    let mut command = command;
    // What clap adds by itself is there only then.
    command.build();
    let marked = match shown {
        Shown::InLines => breakable,
        Shown::Whole => str::to_owned,
    };
    of_command(command, "", marked)
}

fn of_command(command: Command, path: &str, marked: fn(&str) -> String) -> Command {
    let mut command = command.mut_args(|argument| of_argument(argument, path, marked));
    if let Some(about) = text(path, "") {
        command = command.about(marked(about));
    }
    if let Some(long) = text(path, "+") {
        command = command.long_about(marked(long));
    }
    command.mut_subcommands(|command| {
        let path = inner(path, &command);
        of_command(command, &path, marked)
    })
}

/// The path of a command inside another one.
fn inner(path: &str, command: &Command) -> String {
    format!("{path} {}", command.get_name()).trim_start().to_owned()
}

fn of_argument(argument: Arg, path: &str, marked: fn(&str) -> String) -> Arg {
    let id = argument.get_id().to_string();
    let help = text(path, &id);
    let long = text(path, &format!("{id}+")).or(help);
    let (mut short_notes, mut long_notes) = (String::new(), String::new());
    let mut argument = argument;
    if argument.get_action().takes_values() {
        let defaults: Vec<_> = argument.get_default_values().iter().map(|it| it.to_string_lossy()).collect();
        if !defaults.is_empty() {
            short_notes.push_str(&format!(" [默认：{}]", defaults.join(", ")));
        }
        long_notes.push_str(&short_notes);
        let values = argument.get_possible_values();
        let told = |name: &str| Some(format!("\n- {name}：{}", text(path, &format!("{id}={name}"))?));
        let told: Vec<String> = values.iter().filter_map(|value| told(value.get_name())).collect();
        if !told.is_empty() {
            long_notes.push_str(&format!("\n\n可选值：{}", told.concat()));
        }
        let names: Vec<&str> = values.iter().map(clap::builder::PossibleValue::get_name).collect();
        if !names.is_empty() {
            let names = format!(" [可选值：{}]", names.join(", "));
            short_notes.push_str(&names);
            if told.is_empty() {
                long_notes.push_str(&names);
            }
        }
        argument = argument.hide_default_value(true).hide_possible_values(true);
    }
    if let Some(help) = help {
        argument = argument.help(marked(help) + &marked(&short_notes));
    }
    match long {
        Some(long) if argument.get_long_help().is_some() || long_notes != short_notes => {
            argument.long_help(marked(long) + &marked(&long_notes))
        }
        _ => argument,
    }
}

/// The manual as clap prints it, with its headings in Chinese and without the marks of [`translated`].
pub(super) fn manual(text: &str) -> String {
    let said = |line: &str| {
        let bare = without_style(line);
        let heading = HEADINGS.iter().find(|(english, _)| bare.starts_with(english));
        heading.map_or_else(|| line.to_owned(), |(english, chinese)| line.replacen(english, chinese, 1))
    };
    settled(text).split_inclusive('\n').map(said).collect()
}

/// The line without the codes of colours.
fn without_style(line: &str) -> String {
    let pieces = line.split("\u{1b}[").enumerate();
    pieces
        .map(|(index, piece)| if index == 0 { piece } else { piece.split_once('m').map_or("", |it| it.1) })
        .collect()
}

/// A text with a blank wherever a line may end, as clap ends lines at blanks only; [`settled`] takes them out again.
fn breakable(text: &str) -> String {
    let mut marked = String::new();
    let mut letters = text.chars().peekable();
    let mut before = None;
    // What stands in brackets is short and stays together as far as it can.
    let mut brackets = Brackets::Outside;
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        match letter {
            ' ' => {
                marked.push(BLANK);
                if before.is_some_and(is_wide) || next.is_some_and(|next| is_wide(next) || next == '[') {
                    marked.push(' ');
                }
            }
            letter if is_wide(letter) => {
                let stays = next.is_none_or(|next| " \n，。、；：！？）》”’]".contains(next))
                    || "（《".contains(letter)
                    || brackets == Brackets::Inside && !"，、".contains(letter);
                marked.push(letter);
                marked.push(if stays { JOINED } else { ' ' });
            }
            letter => marked.push(letter),
        }
        brackets = match letter {
            '[' => Brackets::Inside,
            ']' => Brackets::Outside,
            _ => brackets,
        };
        before = Some(letter);
    }
    marked
}

/// Whether a letter stands in square brackets.
#[derive(Clone, Copy, PartialEq)]
enum Brackets {
    Inside,
    Outside,
}

/// What clap made of a [`breakable`] text, without the marks.
fn settled(text: &str) -> String {
    let mut settled = String::new();
    let mut before = None;
    for letter in text.chars() {
        let is_mark =
            letter == JOINED || letter == ' ' && before.is_some_and(|it| is_wide(it) || it == BLANK);
        if !is_mark {
            settled.push(if letter == BLANK { ' ' } else { letter });
        }
        before = Some(letter);
    }
    settled
}

/// Whether a letter takes two columns.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ff60}')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// The keys of every text of a command, of its arguments and of its commands, as far as they are not those of the
    /// same for every command.
    fn keys(command: &Command, path: &str, found: &mut BTreeSet<String>) {
        let mut add = |is_there: bool, rest: &str| {
            let own = key(path, rest);
            let is_shared = MANUAL.iter().all(|(known, _)| *known != own)
                && MANUAL.iter().any(|(known, _)| *known == format!("* {rest}"));
            if is_there {
                found.insert(if is_shared { format!("* {rest}") } else { own });
            }
        };
        add(command.get_about().is_some(), "");
        add(command.get_long_about().is_some(), "+");
        for argument in command.get_arguments() {
            let id = argument.get_id();
            add(argument.get_help().is_some(), id.as_str());
            add(argument.get_long_help().is_some(), &format!("{id}+"));
            if argument.get_action().takes_values() {
                for value in argument.get_possible_values() {
                    add(value.get_help().is_some(), &format!("{id}={}", value.get_name()));
                }
            }
        }
        for command in command.get_subcommands() {
            keys(command, &inner(path, command), found);
        }
    }

    #[test]
    fn every_text_of_the_manual_is_there_in_chinese_and_no_other() {
        let mut command = Cli::command();
        command.build();
        let mut found = BTreeSet::new();
        keys(&command, "", &mut found);
        let written: Vec<&str> = MANUAL.iter().map(|(key, _)| *key).collect();
        let known: BTreeSet<String> = written.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(known.len(), written.len(), "a key stands there twice");
        assert_eq!(found.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "not in Chinese");
        assert_eq!(
            known.difference(&found).collect::<Vec<_>>(),
            Vec::<&String>::new(),
            "nowhere in the manual"
        );
    }

    #[test]
    fn lines_end_between_words_and_never_before_a_full_stop() {
        let text = "观察生成器 FILE 和协程，一次看一步。";
        assert_eq!(settled(&breakable(text)), text);
        let marked = breakable(text);
        assert!(!marked.contains(" ，") && !marked.contains(" 。"), "{marked}");
    }
}
