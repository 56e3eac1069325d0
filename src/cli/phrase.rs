//! The manual of the command line in Chinese, and what clap says by itself.

use clap::Command;

use crate::lang::Lang;
use crate::lang::phrase::{self, Phrase};

/// Every text of the manual.
pub const PHRASES: &[Phrase] = &[
    (
        "Watch real Python generators, coroutines and the event loop, one transition at a time",
        "观察真实的 Python 生成器、协程和事件循环，一次看一步切换",
    ),
    (
        "Watch real Python generators, coroutines and the event loop, one transition at a time.\n\nA program runs in a Python of its own, built into this tool; every time control goes into a generator or coroutine, or comes out of it, you see who did it, with what value, and which state it was in before and after.",
        "观察真实的 Python 生成器、协程和事件循环，一次看一步切换。\n\n程序在本工具内置的 Python 里运行；每当控制权进入或离开一个生成器或协程，你都能看到是谁做的、带着什么值，以及它之前和之后处于什么状态。",
    ),
    ("Print help (see more with '--help')", "显示帮助（详细说明见 '--help'）"),
    ("Print help (see a summary with '-h')", "显示帮助（摘要见 '-h'）"),
    ("Print version", "显示版本"),
    ("Print this message or the help of the given subcommand(s)", "显示本帮助，或某个命令的帮助"),
    // What holds for every command.
    (
        "The language to speak [default: from LC_ALL, LC_MESSAGES or LANG, else en]",
        "界面语言 [默认：取自 LC_ALL、LC_MESSAGES 或 LANG，否则为 en]",
    ),
    (
        "When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE",
        "何时使用颜色；`auto` 遵从 NO_COLOR 和 CLICOLOR_FORCE",
    ),
    (
        "Where the output is a terminal and the environment does not say otherwise",
        "输出是终端、环境变量也没有另作要求时使用",
    ),
    ("Always", "总是使用"),
    ("Never", "从不使用"),
    (
        "Line by line in plain words: no full screen, no cursor movement; for pipes and screen readers",
        "逐行用文字输出：不用全屏，不移动光标；适合管道和读屏软件",
    ),
    (
        "Take the lessons from this folder instead of the built-in ones",
        "从这个文件夹读取课程，而不用内置课程",
    ),
    // The commands.
    (
        "Run a program and print its transitions as they happen, on stderr",
        "运行程序，在 stderr 上实时打印每次切换",
    ),
    (
        "Run a program and print its transitions as they happen, on stderr.\n\nThe program's own output stays what it is: stdout is byte for byte its stdout, and the exit status is its own.",
        "运行程序，在 stderr 上实时打印每次切换。\n\n程序自己的输出保持不变：stdout 与程序的 stdout 逐字节相同，退出状态也是程序自己的。",
    ),
    ("Print no transitions", "不打印切换"),
    (
        "Step through a program: forward and back, with everything that sleeps, wakes and waits in view",
        "单步执行程序：可进可退，挂起、唤醒和等待都看得见",
    ),
    (
        "Step through a program: forward and back, with everything that sleeps, wakes and waits in view.\n\n`?` lists the keys. With --plain, or where stdin or stdout is no terminal, one command a line is read from stdin.",
        "单步执行程序：可进可退，挂起、唤醒和等待都看得见。\n\n按 `?` 列出按键。加上 --plain，或者 stdin 或 stdout 不是终端时，从 stdin 每行读取一条命令。",
    ),
    (
        "Write the whole trace of a program to stdout, one event a line",
        "把程序的完整轨迹写到 stdout，每行一个事件",
    ),
    ("How events are written", "事件的写法"),
    ("One JSON object a line", "每行一个 JSON 对象"),
    (
        "Write the trace here; the program's own output is passed through then",
        "把轨迹写入这个文件；程序自己的输出则照常输出",
    ),
    (
        "Explain a message of Python about generators, coroutines, tasks or the loop; or run FILE and explain how it ended",
        "解释 Python 关于生成器、协程、任务或事件循环的消息；或者运行 FILE 并解释它为何这样结束",
    ),
    ("Step through the smallest program that has the cause of MESSAGE", "单步执行能引发 MESSAGE 的最小程序"),
    ("List the curriculum", "列出全部课程"),
    (
        "Read a lesson and step through its demos, from where you left; for authors: begin one, look at one",
        "阅读一课并单步执行其中的演示，从上次停下的地方继续；作者可以新建或预览一课",
    ),
    (
        "Begin again at the first page; your answers stay in your progress",
        "从第一页重新开始；答题记录仍然保留",
    ),
    ("Fix the order in which answers are offered", "固定选项的排列顺序"),
    (
        "The lesson's number or name; without it the next one you have not finished",
        "课程的编号或名字；不写则是下一个没学完的",
    ),
    (
        "Present it to others: large, by itself, with answers instead of scores; Space pauses",
        "演示给别人看：大字、自动播放、给出答案而不计分；空格暂停",
    ),
    (
        "Make a folder with a lesson to begin from: scripts in every language and a demo, which pass `check` at once",
        "新建一课的文件夹作为起点：各语言的脚本和一个演示程序，一开始就能通过 `check`",
    ),
    (
        "The folder: `lessons/08-tasks-and-futures`; without a number it gets the next one that is free",
        "文件夹：`lessons/08-tasks-and-futures`；不写编号则用下一个空着的编号",
    ),
    ("Show a script's screens as a learner sees them", "按学习者看到的样子显示脚本的各屏"),
    (
        "The script and where to begin: `lesson.en.md`, `lesson.en.md:What stays`, or a line, `lesson.en.md:41`",
        "脚本和起始位置：`lesson.en.md`、`lesson.en.md:What stays`，或者写行号 `lesson.en.md:41`",
    ),
    (
        "Answer the questions of a lesson alone, or questions drawn from what a program of your own does",
        "只做一课的题目，或者回答根据你自己的程序出的题",
    ),
    (
        "Begin again at the first question; your answers stay in your progress",
        "从第一题重新开始；答题记录仍然保留",
    ),
    ("The most questions to draw from a program", "最多为程序出多少道题"),
    (
        "Fix which questions are drawn and the order in which answers are offered",
        "固定所出的题目和选项的排列顺序",
    ),
    (
        "The lesson's number or name, or a program; without it the lesson whose quiz comes next",
        "课程的编号或名字，或者一个程序；不写则是下一个要测验的课程",
    ),
    (
        "Answer the questions that are due again, as variants where they can be varied",
        "复习到期的题目；能变换的题目会换个样子",
    ),
    ("The most questions to ask", "最多问多少道题"),
    ("Ask what comes next although it is not due yet", "还没到期也先问接下来的题目"),
    ("Fix the variants and the order in which answers are offered", "固定题目的变换和选项的排列顺序"),
    (
        "Show what you did, and take it along: scores, your answers beside the model answers, what is due",
        "查看和带走学习记录：得分、你的答案与参考答案的对照、到期的题目",
    ),
    ("Forget everything, or one lesson; asks first", "清除全部记录，或某一课的记录；会先询问"),
    (
        "Write your progress to this file as JSON; `-` is stdout",
        "把学习记录以 JSON 写入这个文件；`-` 表示 stdout",
    ),
    (
        "Add what was exported to FILE to your progress; what is there stays; `-` is stdin",
        "把导出到 FILE 的记录加进来；已有的保留；`-` 表示 stdin",
    ),
    (
        "The number or name of a lesson: each of its questions with your answer",
        "课程的编号或名字：列出每道题和你的答案",
    ),
    (
        "Validate lesson scripts, for authors: run every demo, hold every claim against the run, compare the languages",
        "检查课程脚本（供作者使用）：运行每个演示，逐条核对断言，比较各语言版本",
    ),
    (
        "Lessons, scripts or folders of lessons; `lesson.en.md:41` checks only what stands on that line",
        "课程、脚本或放课程的文件夹；`lesson.en.md:41` 只检查那一行的内容",
    ),
    (
        "Run the demos on the newest Python of this system too, and compare what they print",
        "同时用本系统最新的 Python 运行演示，比较两者的输出",
    ),
    ("Write the report as one JSON object", "把报告写成一个 JSON 对象"),
    ("Stay and check again whatever changes, until Ctrl-C", "持续监视，有改动就重新检查，按 Ctrl-C 结束"),
    (
        "Print a script that completes this program's commands in your shell",
        "打印 shell 补全脚本，用于补全本程序的命令",
    ),
    ("The shell", "哪种 shell"),
    // A program and how to run it.
    ("The clock a program lives by", "程序使用的时钟"),
    ("The clock the program lives by", "程序使用的时钟"),
    (
        "Time stands still while code runs and jumps to the next timer when nothing is ready",
        "代码运行时时间静止，没有任务就绪时直接跳到下一个定时器",
    ),
    ("The system's clock", "系统的时钟"),
    (
        "End the program after so many seconds of running; its exit status is 124 then",
        "运行这么多秒之后终止程序；此时退出状态是 124",
    ),
    ("How much memory the Python process may have", "Python 进程最多使用多少内存"),
    (
        "Confine the program: no writing outside a scratch folder, no reading outside its own folder and what Python needs, no network but loopback, no other programs",
        "限制程序：只能写临时文件夹，只能读自己的文件夹和 Python 所需的文件，网络只限本机回环，不能启动别的程序",
    ),
    (
        "Restore what tutorials of Python 3.4 to 3.8 use and later versions removed",
        "恢复 Python 3.4 到 3.8 的教程用到、后来被移除的名字",
    ),
    (
        "Trace asyncio's own source too: its loop, handles, locks and queues, as if they were the program's",
        "把 asyncio 自己的源代码也一起追踪：它的事件循环、句柄、锁和队列，就像是程序的一部分",
    ),
    ("The program, and after it what belongs to it: `sys.argv`", "程序，以及跟在后面的程序参数：`sys.argv`"),
];

/// What clap says of a command line that is wrong, line by line.
const COMPLAINTS: &[Phrase] = &[
    ("error: {}", "错误：{~}"),
    ("  tip: {}", "  提示：{~}"),
    ("unexpected argument '{}' found", "不认识的参数 '{}'"),
    ("unexpected value '{}' for '{}' found; no more were expected", "'{1}' 不能再有值 '{0}'"),
    ("unrecognized subcommand '{}'", "不认识的命令 '{}'"),
    ("the following required arguments were not provided:", "缺少必需的参数："),
    ("a value is required for '{}' but none was supplied", "'{}' 需要一个值，却没有给出"),
    ("invalid value '{}' for '{}': {}", "'{1}' 的值 '{0}' 无效：{2~}"),
    ("invalid value '{}' for '{}'", "'{1}' 的值 '{0}' 无效"),
    ("invalid UTF-8 was detected in one or more arguments", "有的参数不是有效的 UTF-8"),
    ("the argument '{}' cannot be used with '{}'", "参数 '{}' 不能与 '{}' 同时使用"),
    ("the argument '{}' cannot be used with:", "参数 '{}' 不能与下列参数同时使用："),
    ("the argument '{}' cannot be used multiple times", "参数 '{}' 不能使用多次"),
    ("the subcommand '{}' cannot be used with '{}'", "命令 '{}' 不能与 '{}' 同时使用"),
    ("'{}' requires a subcommand but one was not provided", "'{}' 后面需要一个命令"),
    ("a similar argument exists: '{}'", "有一个相近的参数：'{}'"),
    ("some similar arguments exist: {}", "有几个相近的参数：{}"),
    ("a similar subcommand exists: '{}'", "有一个相近的命令：'{}'"),
    ("some similar subcommands exist: {}", "有几个相近的命令：{}"),
    ("a similar value exists: '{}'", "有一个相近的值：'{}'"),
    ("some similar values exist: {}", "有几个相近的值：{}"),
    ("to pass '{}' as a value, use '{}'", "要把 '{}' 作为值传入，请写 '{}'"),
    ("'{}' exists", "有 '{}' 这个写法"),
    ("  [possible values: {}]", "  [可选值：{}]"),
    // The blank keeps the lines of a longer usage in one column.
    ("Usage: {}", "用法： {}"),
    ("For more information, try '{}'.", "详细说明请用 '{}' 查看。"),
    ("{} is not in {}", "{} 不在 {} 的范围内"),
    ("this is no number", "这不是数字"),
    ("this must be above 0", "必须大于 0"),
    ("invalid digit found in string", "其中有不是数字的字符"),
    ("cannot parse integer from empty string", "这里是空的，没有数字"),
];

/// The headings that clap writes into the manual.
const HEADINGS: &[Phrase] = &[
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
    of_command(command, marked, lang)
}

fn of_command(command: Command, marked: fn(&str) -> String, lang: Lang) -> Command {
    let text = |text: String| marked(&phrase::phrase(&text, lang, &[PHRASES]));
    let about = command.get_about().map(|about| text(about.to_string()));
    let long = command.get_long_about().map(|long| text(long.to_string()));
    let mut command = command.mut_args(|argument| {
        let values: Vec<_> = argument.get_possible_values();
        let takes_values = argument.get_action().takes_values();
        let mut help = argument.get_help().map(|help| text(help.to_string()));
        let mut long = argument.get_long_help().map(|long| text(long.to_string()));
        let mut argument = argument;
        if takes_values {
            let names: Vec<&str> = values.iter().map(clap::builder::PossibleValue::get_name).collect();
            let defaults: Vec<_> =
                argument.get_default_values().iter().map(|it| it.to_string_lossy()).collect();
            let mut notes = String::new();
            if !defaults.is_empty() {
                notes.push_str(&format!(" [默认：{}]", defaults.join(", ")));
            }
            let told: Vec<String> = values
                .iter()
                .filter_map(|value| {
                    let help = phrase::phrase(&value.get_help()?.to_string(), lang, &[PHRASES]).into_owned();
                    Some(format!("\n- {}：{help}", value.get_name()))
                })
                .collect();
            if !told.is_empty() {
                let all = format!("{notes}\n\n可选值：{}", told.concat());
                long = long.or_else(|| help.clone()).map(|help| help + &marked(&all));
            }
            if !names.is_empty() {
                notes.push_str(&format!(" [可选值：{}]", names.join(", ")));
            }
            help = help.map(|help| help + &marked(&notes));
            argument = argument.hide_default_value(true).hide_possible_values(true);
        }
        if let Some(help) = help {
            argument = argument.help(help);
        }
        match long {
            Some(long) => argument.long_help(long),
            None => argument,
        }
    });
    if let Some(about) = about {
        command = command.about(about);
    }
    if let Some(long) = long {
        command = command.long_about(long);
    }
    command.mut_subcommands(|command| of_command(command, marked, lang))
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

/// A complaint of clap without colours, in the user's language.
pub(super) fn complaint(text: &str, lang: Lang) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| phrase::phrase(line, lang, &[COMPLAINTS])).collect();
    lines.join("\n")
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
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    /// Every text of a command, of its arguments and of its commands.
    fn texts(command: &Command, found: &mut Vec<String>) {
        let about = [command.get_about(), command.get_long_about()];
        found.extend(about.into_iter().flatten().map(ToString::to_string));
        for argument in command.get_arguments() {
            let help = [argument.get_help(), argument.get_long_help()];
            found.extend(help.into_iter().flatten().map(ToString::to_string));
            if argument.get_action().takes_values() {
                let values = argument.get_possible_values();
                found.extend(values.iter().filter_map(|value| Some(value.get_help()?.to_string())));
            }
        }
        command.get_subcommands().for_each(|command| texts(command, found));
    }

    #[test]
    fn every_text_of_the_manual_is_there_in_chinese_and_no_other() {
        let mut command = Cli::command();
        command.build();
        let mut found = Vec::new();
        texts(&command, &mut found);
        assert!(found.len() > 60, "{found:?}");
        let missing: Vec<_> = found.iter().filter(|text| !PHRASES.iter().any(|(en, _)| en == text)).collect();
        assert!(missing.is_empty(), "not in Chinese: {missing:#?}");
        let stale: Vec<_> = PHRASES.iter().filter(|(en, _)| !found.iter().any(|text| text == en)).collect();
        assert!(stale.is_empty(), "nowhere in the manual: {stale:#?}");
    }

    #[test]
    fn every_complaint_has_its_gaps_in_both_languages() {
        assert_eq!(phrase::faults(COMPLAINTS), Vec::<String>::new());
    }

    #[test]
    fn lines_end_between_words_and_never_before_a_full_stop() {
        let text = "观察生成器 FILE 和协程，一次看一步。";
        assert_eq!(settled(&breakable(text)), text);
        let marked = breakable(text);
        assert!(!marked.contains(" ，") && !marked.contains(" 。"), "{marked}");
    }
}
