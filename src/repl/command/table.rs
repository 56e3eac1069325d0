//! The one table of commands: parser, help and completion read it.

use super::{Available, Command, Misread, Row, Takes};
use crate::repl::setting::Setting;
use crate::repl::words::words;
use crate::trace::event::Clock;

/// The words behind `:clock`.
const CLOCKS: &[&str] = &["virtual", "real"];

/// Every command, in the order help lists them.
pub static TABLE: &[Row] = &[
    Row {
        word: "lessons",
        arguments: "",
        takes: Takes::Nothing,
        available: Available::Always,
        read: |rest| alone(rest, Command::Lessons),
        en: "lists the lessons",
        zh: "列出全部课程",
    },
    Row {
        word: "lesson",
        arguments: "[N|SLUG]",
        takes: Takes::Lesson,
        available: Available::Always,
        read: |rest| Ok(Command::Lesson(optional(rest))),
        en: "opens a lesson and comes back",
        zh: "打开一课，看完回到这里",
    },
    Row {
        word: "quiz",
        arguments: "[N|SLUG]",
        takes: Takes::Lesson,
        available: Available::Always,
        read: |rest| Ok(Command::Quiz(optional(rest))),
        en: "asks the questions of a lesson",
        zh: "做一课的自测题",
    },
    Row {
        word: "step",
        arguments: "FILE|PYTHON",
        takes: Takes::FileOrPython,
        available: Available::WhenIdle,
        read: |rest| some(rest).map(Command::Step),
        en: "steps through a program, or through Python typed here",
        zh: "单步执行一个程序，或这里输入的 Python",
    },
    Row {
        word: "run",
        arguments: "FILE [ARGS…]",
        takes: Takes::File,
        available: Available::Always,
        read: |rest| some(rest).map(|text| Command::Run(words(&text))),
        en: "runs a program and shows its transitions",
        zh: "运行一个程序，显示它的切换",
    },
    Row {
        word: "states",
        arguments: "",
        takes: Takes::Nothing,
        available: Available::Always,
        read: |rest| alone(rest, Command::States),
        en: "every generator, coroutine and task of this session, ready queue and timers",
        zh: "本会话的所有生成器、协程、任务，以及就绪队列和定时器",
    },
    Row {
        word: "clock",
        arguments: "[virtual|real]",
        takes: Takes::Words(CLOCKS),
        available: Available::WhenIdle,
        read: clock,
        en: "the session's clock; with real the loop runs by itself while you type",
        zh: "会话的时钟；用 real 时，事件循环会在你输入的同时自己运行",
    },
    Row {
        word: "tick",
        arguments: "[N]",
        takes: Takes::Nothing,
        available: Available::WhenIdle,
        read: tick,
        en: "runs one turn of the loop, or N",
        zh: "让事件循环转一轮，或 N 轮",
    },
    Row {
        word: "advance",
        arguments: "SECONDS",
        takes: Takes::Nothing,
        available: Available::WhenIdle,
        read: advance,
        en: "lets that much time pass: the loop runs all that falls due",
        zh: "让时间过去这么多秒：到期的都会运行",
    },
    Row {
        word: "why",
        arguments: "[MESSAGE|step]",
        takes: Takes::Words(&["step"]),
        available: Available::Always,
        read: |rest| Ok(Command::Why(optional(rest))),
        en: "explains the last error or warning about coroutines, or a message; step walks through a smallest program with the same cause",
        zh: "解释最近一次与协程有关的错误或警告，或一条消息；step 单步走一遍原因相同的最小程序",
    },
    Row {
        word: "drive",
        arguments: "NAME",
        takes: Takes::Driven,
        available: Available::WhenIdle,
        read: |rest| some(rest).map(Command::Drive),
        en: "one generator or coroutine in your hands: its state machine, next, send, throw, close, undo",
        zh: "亲手驱动一个生成器或协程：它的状态转移，next、send、throw、close，还能撤销",
    },
    Row {
        word: "more",
        arguments: "",
        takes: Takes::Nothing,
        available: Available::Always,
        read: |rest| alone(rest, Command::More),
        en: "shows transitions that were left out of a flood of them",
        zh: "显示因为太多而省略的切换",
    },
    Row {
        word: "reset",
        arguments: "",
        takes: Takes::Nothing,
        available: Available::Always,
        read: |rest| alone(rest, Command::Reset),
        en: "starts a fresh Python; all names are gone",
        zh: "换一个全新的 Python；所有名字都会消失",
    },
    Row {
        word: "save",
        arguments: "FILE",
        takes: Takes::File,
        available: Available::Always,
        read: |rest| some(rest).map(Command::Save),
        en: "writes the session as a program that runs",
        zh: "把本会话写成可以运行的程序",
    },
    Row {
        word: "transcript",
        arguments: "FILE",
        takes: Takes::File,
        available: Available::Always,
        read: |rest| some(rest).map(Command::Transcript),
        en: "writes what was shown here",
        zh: "把这里显示过的内容写入文件",
    },
    Row {
        word: "set",
        arguments: "[KEY VALUE]",
        takes: Takes::Setting,
        available: Available::Always,
        read: set,
        en: "shows or changes settings",
        zh: "查看或更改设置",
    },
    Row {
        word: "edit",
        arguments: "",
        takes: Takes::Nothing,
        available: Available::Always,
        read: |rest| alone(rest, Command::Edit),
        en: "opens $EDITOR on the last entry and runs what you save",
        zh: "用 $EDITOR 打开上一条语句，保存后运行",
    },
    Row {
        word: "help",
        arguments: "[COMMAND]",
        takes: Takes::Command,
        available: Available::Always,
        read: help,
        en: "lists the commands",
        zh: "列出命令",
    },
    Row {
        word: "quit",
        arguments: "",
        takes: Takes::Nothing,
        available: Available::Always,
        read: |rest| alone(rest, Command::Quit),
        en: "leaves; Ctrl-D does too",
        zh: "离开；Ctrl-D 也可以",
    },
];

/// The row of a word; CPython's own prompt calls leaving `exit` too, and `?` asks for help in many programs.
pub fn row_called(word: &str) -> Option<&'static Row> {
    let word = match word {
        "exit" => "quit",
        "?" => "help",
        word => word,
    };
    TABLE.iter().find(|row| row.word == word)
}

fn alone(rest: &str, command: Command) -> Result<Command, Misread> {
    if rest.is_empty() { Ok(command) } else { Err(Misread::Arguments) }
}

fn optional(rest: &str) -> Option<String> {
    (!rest.is_empty()).then(|| rest.to_owned())
}

fn some(rest: &str) -> Result<String, Misread> {
    optional(rest).ok_or(Misread::Arguments)
}

fn clock(rest: &str) -> Result<Command, Misread> {
    let named = [Clock::Virtual, Clock::Real].into_iter().find(|clock| clock.word() == rest);
    match named {
        None if !rest.is_empty() => Err(Misread::Arguments),
        clock => Ok(Command::Clock(clock)),
    }
}

fn tick(rest: &str) -> Result<Command, Misread> {
    match rest.parse() {
        _ if rest.is_empty() => Ok(Command::Tick(1)),
        Ok(count @ 1..) => Ok(Command::Tick(count)),
        _ => Err(Misread::Number),
    }
}

fn advance(rest: &str) -> Result<Command, Misread> {
    match some(rest)?.trim_end_matches('s').trim_end().parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && seconds >= 0.0 => Ok(Command::Advance(seconds)),
        _ => Err(Misread::Number),
    }
}

fn set(rest: &str) -> Result<Command, Misread> {
    let Some(text) = optional(rest) else { return Ok(Command::Set(None)) };
    let (key, value) = text.split_once([' ', '=']).unwrap_or((&text, ""));
    let change = Setting::change(key.trim(), value.trim_matches([' ', '=']));
    change.map(|change| Command::Set(Some(change))).map_err(Misread::Setting)
}

fn help(rest: &str) -> Result<Command, Misread> {
    let word = rest.trim_start_matches(':');
    match row_called(word) {
        None if !rest.is_empty() => Err(Misread::Unknown(word.to_owned())),
        row => Ok(Command::Help(row)),
    }
}
