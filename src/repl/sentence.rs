//! What the prompt says in words of its own.

use crate::lang::{Lang, Say};

/// A sentence of the prompt's own, with its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sentence {
    /// Ctrl-C dropped what was typed.
    KeyboardInterrupt,
    /// `:reset`.
    FreshPython,
    /// A session's process is gone, for this reason where there is one, and another one is there.
    Replaced {
        /// Why, as a sentence.
        why: Option<String>,
    },
    /// Whether to run so many entries again.
    AskReplay {
        /// How many.
        count: usize,
    },
    /// So many entries were run again.
    Replayed {
        /// How many.
        count: usize,
    },
    /// One of them went another way.
    ReplayDiffers {
        /// The first line of an entry; nothing for a command for the loop.
        entry: Option<String>,
    },
    /// A question of the program is not to be answered any more.
    QuestionGone,
    /// A task reads a line while an entry is typed.
    TaskReads,
    /// A command that may have been meant.
    DidYouMean {
        /// The command with its arguments.
        command: String,
    },
    /// While driving: there is nothing to undo.
    NothingToUndo,
    /// While driving: this entry is undone.
    Undone {
        /// The entry.
        entry: String,
    },
    /// While driving: what Enter and q do.
    DriveUsage {
        /// What can be typed besides.
        usage: &'static str,
    },
    /// `:states` has nothing to show.
    NoStates,
    /// `:why` has nothing to explain.
    NothingWrong,
    /// `:why MESSAGE` does not know the message.
    NoSuchMessage,
    /// What follows an explanation.
    WhyStep,
    /// A file was written.
    Written {
        /// Its path.
        path: String,
    },
    /// A file could not be written.
    CannotWrite {
        /// Its path.
        path: String,
        /// What the system said.
        error: String,
    },
    /// What `:help` says below the commands.
    HelpRest,
    /// What this is, and what to type first.
    Greeting,
    /// What Enter does for somebody who is new here.
    Offer,
    /// A file is there already: whether to replace it.
    AskReplace {
        /// Its path.
        path: String,
    },
    /// A file is there already, and stays.
    Kept {
        /// Its path.
        path: String,
    },
    /// From here on the transitions of an entry are only counted.
    Flood,
    /// So many were left out.
    LeftOut {
        /// How many.
        count: usize,
    },
    /// Nothing was left out.
    NothingLeftOut,
    /// What was typed is no UTF-8.
    NotText,
    /// The tracer told something that cannot be.
    Contradiction {
        /// At which event.
        event: u64,
    },
}

impl Say for Sentence {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Zh => self.chinese(),
        }
    }
}

impl Sentence {
    fn english(&self) -> String {
        match self {
            Sentence::KeyboardInterrupt => "KeyboardInterrupt".to_owned(),
            Sentence::FreshPython => "A fresh Python: all names are gone.".to_owned(),
            Sentence::Replaced { why } => {
                let why = why.as_deref().unwrap_or("That Python was ended.");
                format!("{why} A fresh one takes its place.")
            }
            Sentence::AskReplay { count: 1 } => "Run the 1 entry before it again? [y/n] ".to_owned(),
            Sentence::AskReplay { count } => format!("Run the {count} entries before it again? [y/n] "),
            Sentence::Replayed { count: 1 } => {
                "The entry was run again; its output was not shown again.".to_owned()
            }
            Sentence::Replayed { count } => {
                format!("The {count} entries were run again; their output was not shown again.")
            }
            Sentence::ReplayDiffers { entry } => {
                let what = entry.as_deref().unwrap_or("a command for the loop or its clock");
                format!("This went another way than before, and what follows is not run again: {what}")
            }
            Sentence::QuestionGone => "The question is gone: what you type now is the next entry.".to_owned(),
            Sentence::TaskReads => "A task reads a line: what you type now is its input.".to_owned(),
            Sentence::DidYouMean { command } => format!("Did you mean :{command}?"),
            Sentence::NothingToUndo => "There is nothing to undo.".to_owned(),
            Sentence::Undone { entry } => format!("undone: {entry}"),
            Sentence::DriveUsage { usage } => format!("{usage}; Enter: the whole machine; q: back to the prompt"),
            Sentence::NoStates => "This session holds no generator, coroutine or task yet.".to_owned(),
            Sentence::NothingWrong => {
                "Nothing in this session went wrong with generators, coroutines, tasks or the loop.".to_owned()
            }
            Sentence::NoSuchMessage => {
                "Python has no such message about generators, coroutines, tasks or the loop.".to_owned()
            }
            Sentence::WhyStep => "`:why step` goes through that program.".to_owned(),
            Sentence::Written { path } => format!("written: {path}"),
            Sentence::CannotWrite { path, error } => format!("cannot write {path}: {error}"),
            Sentence::HelpRest => "Anything else is Python. The colon may be left out where the word is no Python of this session. Tab completes, Up searches what begins so, Ctrl-R anything; Alt-Enter breaks the line.".to_owned(),
            Sentence::Greeting => "Real Python that shows each step of generators, coroutines and the event loop. Type `lesson` to learn, `step FILE` to walk through a program, `help` for the rest.".to_owned(),
            Sentence::Offer => "New here? Press Enter for the first lesson.".to_owned(),
            Sentence::AskReplace { path } => format!("{path} is there already. Replace it? [y/n] "),
            Sentence::Kept { path } => format!("not written: {path} is there already"),
            Sentence::Flood => "… too many transitions to show: from here on they are counted.".to_owned(),
            Sentence::LeftOut { count: 1 } => "… 1 transition was left out; `:more` shows it.".to_owned(),
            Sentence::LeftOut { count } => format!("… {count} transitions were left out; `:more` shows the next ones."),
            Sentence::NothingLeftOut => "No transitions are left out.".to_owned(),
            Sentence::NotText => "What was typed is no UTF-8 text; it was dropped.".to_owned(),
            Sentence::Contradiction { event } => {
                format!("The recording contradicts itself at event {event}; please report it.")
            }
        }
    }

    fn chinese(&self) -> String {
        match self {
            Sentence::KeyboardInterrupt => "KeyboardInterrupt".to_owned(),
            Sentence::FreshPython => "全新的 Python：所有名字都没有了。".to_owned(),
            Sentence::Replaced { why } => {
                let why = why.as_deref().unwrap_or("这个 Python 已被结束。");
                format!("{why} 已换上一个全新的 Python。")
            }
            Sentence::AskReplay { count } => format!("把之前的 {count} 条输入重新运行一遍？[y/n] "),
            Sentence::Replayed { count } => format!("已重新运行 {count} 条输入；它们的输出没有再显示。"),
            Sentence::ReplayDiffers { entry } => {
                let what = entry.as_deref().unwrap_or("对事件循环或时钟的操作");
                format!("这一条的结果和上次不同，后面的不再重新运行：{what}")
            }
            Sentence::QuestionGone => "提问已经取消：现在输入的内容就是下一条语句。".to_owned(),
            Sentence::TaskReads => "有任务要读入一行：现在输入的内容会交给它。".to_owned(),
            Sentence::DidYouMean { command } => format!("是不是想输入 :{command}？"),
            Sentence::NothingToUndo => "没有可以撤销的操作。".to_owned(),
            Sentence::Undone { entry } => format!("已撤销：{entry}"),
            Sentence::DriveUsage { usage } => format!("{usage}；回车：全部状态转移；q：回到提示符"),
            Sentence::NoStates => "本会话还没有生成器、协程或任务。".to_owned(),
            Sentence::NothingWrong => "本会话中，生成器、协程、任务和事件循环都没有出过问题。".to_owned(),
            Sentence::NoSuchMessage => "Python 没有这样一条关于生成器、协程、任务或事件循环的消息。".to_owned(),
            Sentence::WhyStep => "用 `:why step` 单步走一遍这个程序。".to_owned(),
            Sentence::Written { path } => format!("已写入：{path}"),
            Sentence::CannotWrite { path, error } => format!("无法写入 {path}：{error}"),
            Sentence::HelpRest => "其余输入都是 Python。只要这个词在本会话里不是 Python，冒号可以省略。Tab 补全，↑ 查找同样开头的历史，Ctrl-R 任意查找；Alt-回车换行。".to_owned(),
            Sentence::Greeting => "真正的 Python，让你看见生成器、协程和事件循环的每一步。输入 `lesson` 开始学习，`step FILE` 单步走完一个程序，`help` 查看其余命令。".to_owned(),
            Sentence::Offer => "第一次来？按回车打开第一课。".to_owned(),
            Sentence::AskReplace { path } => format!("{path} 已经存在。要替换它吗？[y/n] "),
            Sentence::Kept { path } => format!("没有写入：{path} 已经存在"),
            Sentence::Flood => "…… 切换太多，从这里起只计数。".to_owned(),
            Sentence::LeftOut { count } => format!("…… 省略了 {count} 次切换；用 `:more` 继续查看。"),
            Sentence::NothingLeftOut => "没有省略任何切换。".to_owned(),
            Sentence::NotText => "输入的内容不是 UTF-8 文本，已丢弃。".to_owned(),
            Sentence::Contradiction { event } => format!("录像在第 {event} 个事件处自相矛盾，请报告此问题。"),
        }
    }
}
