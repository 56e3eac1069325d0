//! What the operating system says when it refuses something, by the kind of its error.

use std::error;
use std::io::{Error, ErrorKind};

use super::{Lang, Say, english_display};

/// An error of the system that can be kept and compared: its kind and, where it has one, its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemError {
    kind: ErrorKind,
    code: Option<i32>,
}

impl From<Error> for SystemError {
    fn from(error: Error) -> SystemError {
        SystemError { kind: error.kind(), code: error.raw_os_error() }
    }
}

impl error::Error for SystemError {}

english_display!(SystemError);

impl Say for SystemError {
    fn say(&self, lang: Lang) -> String {
        self.code.map_or_else(|| Error::from(self.kind), Error::from_raw_os_error).say(lang)
    }
}

impl Say for Error {
    fn say(&self, lang: Lang) -> String {
        let chinese = match self.kind() {
            ErrorKind::NotFound => "没有这个文件或文件夹",
            ErrorKind::PermissionDenied => "权限不够",
            ErrorKind::ConnectionRefused => "连接被拒绝",
            ErrorKind::ConnectionReset => "连接被对方重置",
            ErrorKind::ConnectionAborted => "连接中断",
            ErrorKind::NotConnected => "没有连接",
            ErrorKind::AddrInUse => "地址已被占用",
            ErrorKind::AddrNotAvailable => "地址不可用",
            ErrorKind::HostUnreachable => "无法到达主机",
            ErrorKind::NetworkUnreachable => "无法到达网络",
            ErrorKind::NetworkDown => "网络没有启用",
            ErrorKind::BrokenPipe => "管道的另一端已经关闭",
            ErrorKind::AlreadyExists => "已经存在",
            ErrorKind::WouldBlock => "现在还不行，请稍后再试",
            ErrorKind::NotADirectory => "不是文件夹",
            ErrorKind::IsADirectory => "是文件夹，不是文件",
            ErrorKind::DirectoryNotEmpty => "文件夹不是空的",
            ErrorKind::ReadOnlyFilesystem => "文件系统是只读的",
            ErrorKind::StaleNetworkFileHandle => "网络文件已经失效",
            ErrorKind::InvalidInput => "参数无效",
            ErrorKind::InvalidData => "数据无效",
            ErrorKind::TimedOut => "超时",
            ErrorKind::WriteZero => "无法继续写入",
            ErrorKind::StorageFull => "存储空间已满",
            ErrorKind::NotSeekable => "不能移动读写位置",
            ErrorKind::QuotaExceeded => "超出了磁盘配额",
            ErrorKind::FileTooLarge => "文件太大",
            ErrorKind::ResourceBusy => "资源正被占用",
            ErrorKind::ExecutableFileBusy => "程序文件正在运行",
            ErrorKind::Deadlock => "会发生死锁",
            ErrorKind::CrossesDevices => "不能跨越文件系统",
            ErrorKind::TooManyLinks => "链接太多",
            ErrorKind::InvalidFilename => "文件名无效",
            ErrorKind::ArgumentListTooLong => "参数太长",
            ErrorKind::Interrupted => "操作被中断",
            ErrorKind::Unsupported => "系统不支持这个操作",
            ErrorKind::UnexpectedEof => "数据意外结束",
            ErrorKind::OutOfMemory => "内存不足",
            // The list is open (`#[non_exhaustive]`), and `Other` has no meaning of its own.
            _ => "系统错误",
        };
        // What only the text tells: a number of the system's, or a cause that is none of the system's.
        match (lang, self.raw_os_error(), self.get_ref()) {
            (Lang::En, ..) => self.to_string(),
            (Lang::Zh, Some(code), _) => format!("{chinese}（os error {code}）"),
            (Lang::Zh, None, Some(cause)) => format!("{chinese}（{cause}）"),
            (Lang::Zh, None, None) => chinese.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_speaks_the_users_language_and_keeps_its_number() {
        let error = Error::from_raw_os_error(2);
        assert_eq!(error.say(Lang::En), "No such file or directory (os error 2)");
        assert_eq!(error.say(Lang::Zh), "没有这个文件或文件夹（os error 2）");
    }

    #[test]
    fn a_kind_without_a_number_is_its_words_alone() {
        let full = Error::from(ErrorKind::StorageFull);
        assert_eq!(Lang::ALL.map(|lang| full.say(lang)), ["no storage space", "存储空间已满"]);
    }

    #[test]
    fn a_cause_that_is_not_the_systems_keeps_its_own_words() {
        let error = Error::new(ErrorKind::InvalidData, "stream did not contain valid UTF-8");
        assert_eq!(error.say(Lang::Zh), "数据无效（stream did not contain valid UTF-8）");
    }
}
