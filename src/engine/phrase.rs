//! What the engine says in English of a Python process, and the same in Chinese.

use crate::lang::phrase::Phrase;

/// Why a process could not be started, and why it ended; the more special sentence first.
pub const PHRASES: &[Phrase] = &[
    ("cannot find this program's own file: {}", "找不到本程序自己的文件：{}"),
    ("cannot start the Python process: {}", "无法启动 Python 进程：{}"),
    ("cannot hand the program to the Python process: {}", "无法把程序交给 Python 进程：{~}"),
    ("this is no program of its own that could be run again", "这不是一个可以重新运行的独立程序"),
    ("the pipe to the Python process broke: {}", "通往 Python 进程的管道断了：{}"),
    ("a message on the pipe could not be understood: {}", "管道里有一条消息无法识别：{}"),
    ("a message of {} bytes on the pipe is too long", "管道里有一条 {} 字节的消息，太长了"),
    ("its first message is no greeting", "它的第一条消息不是握手消息"),
    ("The program was ended: its time limit of {} s was reached.", "程序已被终止：达到了 {} 秒的时间上限。"),
    ("The program was ended by an interrupt.", "程序已被中断并终止。"),
    (
        "The Python process was ended: it hit its memory limit of {} MiB.",
        "Python 进程已终止：达到了 {} MiB 的内存上限。",
    ),
    (
        "The Python process was ended: it ran out of stack (calls, generators or expressions nested too deeply).",
        "Python 进程已终止：栈空间耗尽（调用、生成器或表达式嵌套过深）。",
    ),
    (
        "The Python process was ended by a fault in the interpreter itself: {}.",
        "Python 进程因解释器自身的错误而终止：{}。",
    ),
    ("The Python process died of signal {}.", "Python 进程被信号 {~} 终止。"),
    (
        "{} (SIGKILL: ended from outside, perhaps by the system for want of memory)",
        "{}（SIGKILL：被外部终止，可能是系统内存不足）",
    ),
    (
        "The Python process ended with status {} without saying how the program ended.",
        "Python 进程以状态 {} 退出，没有说明程序是怎样结束的。",
    ),
    (
        "The Python process speaks version {} of the protocol, which this program does not know.",
        "Python 进程使用第 {} 版协议，本程序不认识这个版本。",
    ),
    ("The Python process was ended: {}.", "Python 进程已终止：{~}。"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_its_gaps_in_both_languages() {
        assert_eq!(crate::lang::phrase::faults(PHRASES), Vec::<String>::new());
    }
}
