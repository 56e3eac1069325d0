//! Why a process could not be started and why a run ended, as sentences.

use rustix::process::Signal;

use super::RestartError;
use super::cpython::find::FindError;
use super::process::StartError;
use super::reason::Reason;
use crate::lang::{Lang, Say, english_display, say};

impl Say for Reason {
    fn say(&self, lang: Lang) -> String {
        match self {
            Reason::TimeLimit { limit } => say!(
                lang,
                "The program was ended: its time limit of {} s was reached.",
                "程序已被终止：达到了 {} 秒的时间上限。",
                limit.as_secs_f64()
            ),
            Reason::Interrupted => {
                say!(lang, "The program was ended by an interrupt.", "程序已被中断并终止。")
            }
            Reason::MemoryLimit { mib } => say!(
                lang,
                "The Python process was ended: it hit its memory limit of {mib} MiB.",
                "Python 进程已终止：达到了 {mib} MiB 的内存上限。"
            ),
            Reason::StackOverflow => say!(
                lang,
                "The Python process was ended: it ran out of stack (calls, generators or expressions nested too deeply).",
                "Python 进程已终止：栈空间耗尽（调用、生成器或表达式嵌套过深）。"
            ),
            Reason::Fault { message } => say!(
                lang,
                "The Python process was ended by a fault in the interpreter itself: {message}.",
                "Python 进程因解释器自身的错误而终止：{message}。"
            ),
            Reason::Signal { number } => {
                let name = signal_name(*number, lang);
                say!(
                    lang,
                    "The Python process died of signal {number}{name}.",
                    "Python 进程被信号 {number}{name}终止。"
                )
            }
            Reason::TooOld { version } => say!(
                lang,
                "Python {version} is too old for this: your own Python must be 3.9 or newer.",
                "Python {version} 太旧：自己的 Python 须为 3.9 或更新的版本。"
            ),
            Reason::Silent { status } => say!(
                lang,
                "The Python process ended with status {status} without saying how the program ended.",
                "Python 进程以状态 {status} 退出，没有说明程序是怎样结束的。"
            ),
            Reason::CutShort => {
                say!(lang, "The recording ends before its program does.", "记录在程序结束之前就中断了。")
            }
            Reason::Version { theirs } => say!(
                lang,
                "The Python process speaks version {theirs} of the protocol, which this program does not know.",
                "Python 进程使用第 {theirs} 版协议，本程序不认识这个版本。"
            ),
            Reason::NoGreeting => say!(
                lang,
                "The Python process was ended: its first message is no greeting.",
                "Python 进程已终止：它的第一条消息不是握手消息。"
            ),
            Reason::Garbled { error } => {
                let error = error.say(lang);
                say!(lang, "The Python process was ended: {error}.", "Python 进程已终止：{error}。")
            }
        }
    }
}

/// The name of the signals a learner may meet, in brackets.
fn signal_name(number: i32, lang: Lang) -> String {
    const NAMES: [(Signal, &str); 6] = [
        (Signal::TERM, "SIGTERM"),
        (Signal::ABORT, "SIGABRT"),
        (Signal::ILL, "SIGILL"),
        (Signal::FPE, "SIGFPE"),
        (Signal::SYS, "SIGSYS"),
        (Signal::XCPU, "SIGXCPU"),
    ];
    if number == Signal::KILL.as_raw() {
        return say!(
            lang,
            " (SIGKILL: ended from outside, perhaps by the system because memory ran out)",
            "（SIGKILL：被外部终止，可能是系统内存不足）"
        );
    }
    let known = NAMES.iter().find(|(signal, _)| signal.as_raw() == number);
    let known = known.map(|(_, name)| say!(lang, " ({name})", "（{name}）"));
    known.unwrap_or_else(|| lang.pick("", " ").to_owned())
}

impl Say for StartError {
    fn say(&self, lang: Lang) -> String {
        match self {
            StartError::Myself { source } => {
                let source = source.say(lang);
                say!(
                    lang,
                    "cannot find this program's own file: {source}",
                    "找不到本程序自己的文件：{source}"
                )
            }
            StartError::Spawn { source } => {
                let source = source.say(lang);
                say!(lang, "cannot start the Python process: {source}", "无法启动 Python 进程：{source}")
            }
            StartError::Program { source } => {
                let source = source.say(lang);
                say!(
                    lang,
                    "cannot hand the program to the Python process: {source}",
                    "无法把程序交给 Python 进程：{source}"
                )
            }
        }
    }
}

impl Say for RestartError {
    fn say(&self, lang: Lang) -> String {
        match self {
            RestartError::NotAProgram => say!(
                lang,
                "this is no program of its own that could be run again",
                "这不是一个可以重新运行的独立程序"
            ),
            RestartError::Start(error) => error.say(lang),
        }
    }
}

impl Say for FindError {
    fn say(&self, lang: Lang) -> String {
        match self {
            FindError::Version { version } => say!(
                lang,
                "no Python {version} was found on this machine; `--python=PATH` names one by its path",
                "本机找不到 Python {version}；可以用 `--python=路径` 指定"
            ),
            FindError::Path { path } => {
                let path = path.display();
                say!(lang, "there is no Python at {path}", "{path} 处没有 Python")
            }
            FindError::Nothing => say!(
                lang,
                "no python3 was found: neither in an environment (VIRTUAL_ENV, .venv) nor on the search path",
                "找不到 python3：环境（VIRTUAL_ENV、.venv）里没有，搜索路径上也没有"
            ),
        }
    }
}

english_display!(StartError, RestartError, FindError);

#[cfg(test)]
mod tests {
    use std::io;
    use std::time::Duration;

    use super::*;
    use crate::wire::codec::CodecError;

    #[test]
    fn the_end_of_a_process_is_a_sentence_with_its_limit_or_its_signal() {
        let said = |reason: Reason| Lang::ALL.map(|lang| reason.say(lang));
        assert_eq!(
            said(Reason::MemoryLimit { mib: 512 }),
            [
                "The Python process was ended: it hit its memory limit of 512 MiB.",
                "Python 进程已终止：达到了 512 MiB 的内存上限。",
            ]
        );
        assert_eq!(
            said(Reason::TimeLimit { limit: Duration::from_millis(1500) }),
            [
                "The program was ended: its time limit of 1.5 s was reached.",
                "程序已被终止：达到了 1.5 秒的时间上限。",
            ]
        );
        assert_eq!(
            said(Reason::Signal { number: 15 }),
            ["The Python process died of signal 15 (SIGTERM).", "Python 进程被信号 15（SIGTERM）终止。"]
        );
        assert_eq!(
            said(Reason::Signal { number: 12 }),
            ["The Python process died of signal 12.", "Python 进程被信号 12 终止。"]
        );
    }

    #[test]
    fn what_the_system_said_stands_inside_in_the_same_language() {
        let error = CodecError::from(io::Error::from(io::ErrorKind::UnexpectedEof));
        assert_eq!(
            Lang::ALL.map(|lang| Reason::Garbled { error: error.clone() }.say(lang)),
            [
                "The Python process was ended: the pipe to the Python process broke: unexpected end of file.",
                "Python 进程已终止：通往 Python 进程的管道断了：数据意外结束。",
            ]
        );
        let refused = StartError::Spawn { source: io::Error::from(io::ErrorKind::OutOfMemory).into() };
        assert_eq!(refused.to_string(), "cannot start the Python process: out of memory");
        assert_eq!(RestartError::Start(refused).say(Lang::Zh), "无法启动 Python 进程：内存不足");
    }
}
