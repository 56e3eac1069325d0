//! Why progress cannot be read or kept, each in one sentence and in each language.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::lang::{Lang, Say, english_display};

/// Why progress cannot be read or kept.
#[derive(Debug, Error)]
pub enum ProgressError {
    /// The user has no home.
    NoHome,
    /// The folder of the file cannot be made.
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file or its folder cannot be written.
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// There is no room for more.
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Another process holds the file for too long.
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of this program wrote the file.
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: i32,
        /// The newest version that is known here.
        known: i32,
    },
    /// It is a database of another program.
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// It is damaged and cannot be put aside.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why it stays where it is.
        source: io::Error,
    },
    /// Anything else SQLite has to say.
    Sql {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: rusqlite::Error,
    },
    /// A file to import is no export of ours.
    Malformed {
        /// The file.
        name: String,
        /// Where and what.
        source: serde_json::Error,
    },
    /// A file to import was written by a newer version of this program, or by another one.
    OtherFormat {
        /// The file.
        name: String,
    },
    /// A file to import says something that cannot be.
    Impossible {
        /// The file.
        name: String,
        /// Which answer or place, from 1.
        number: usize,
        /// What of it.
        field: &'static str,
    },
}

/// What SQLite said, as a problem with the file at `path`.
pub(super) fn of_sql(path: &std::path::Path, source: rusqlite::Error) -> ProgressError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => ProgressError::ReadOnly { path },
        Some(ErrorCode::DiskFull) => ProgressError::Full { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => ProgressError::Busy { path },
        _ => ProgressError::Sql { path, source },
    }
}

/// Whether SQLite says that the file is damaged or no database at all.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

impl Say for ProgressError {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Zh => self.chinese(),
        }
    }
}

impl ProgressError {
    fn english(&self) -> String {
        match self {
            ProgressError::NoHome => "there is no home folder to keep your progress in".into(),
            ProgressError::Folder { path, source } => {
                format!("your progress cannot be kept: cannot make the folder {}: {source}", path.display())
            }
            ProgressError::ReadOnly { path } => {
                format!("your progress cannot be kept: {} cannot be written", path.display())
            }
            ProgressError::Full { path } => {
                format!("your progress cannot be kept: there is no room left for {}", path.display())
            }
            ProgressError::Busy { path } => {
                format!("your progress cannot be kept now: another program holds {}", path.display())
            }
            ProgressError::Newer { path, version, known } => format!(
                "{} was written by a newer learn-coroutines (version {version}, this one knows {known}); it is left as it is",
                path.display()
            ),
            ProgressError::Foreign { path } => {
                format!("{} belongs to another program; it is left as it is", path.display())
            }
            ProgressError::Damaged { path, source } => {
                format!("{} is damaged and cannot be put aside: {source}", path.display())
            }
            ProgressError::Sql { path, source } => {
                format!("your progress cannot be kept: {}: {source}", path.display())
            }
            ProgressError::Malformed { name, source } => format!("{name} is no export of progress: {source}"),
            ProgressError::OtherFormat { name } => {
                format!("{name} is no export of progress that this version can read")
            }
            ProgressError::Impossible { name, number, field } => {
                format!("{name}: `{field}` of entry {number} cannot be; nothing was imported")
            }
        }
    }

    fn chinese(&self) -> String {
        match self {
            ProgressError::NoHome => "没有主目录，学习进度无处保存".into(),
            ProgressError::Folder { path, source } => {
                format!("无法保存学习进度：无法建立文件夹 {}：{}", path.display(), source.say(Lang::Zh))
            }
            ProgressError::ReadOnly { path } => format!("无法保存学习进度：{} 不可写", path.display()),
            ProgressError::Full { path } => format!("无法保存学习进度：磁盘没有空间留给 {}", path.display()),
            ProgressError::Busy { path } => {
                format!("暂时无法保存学习进度：{} 正被别的程序占用", path.display())
            }
            ProgressError::Newer { path, version, known } => format!(
                "{} 是更新版本的 learn-coroutines 写的（版本 {version}，本程序只认得 {known}）；文件原样未动",
                path.display()
            ),
            ProgressError::Foreign { path } => format!("{} 属于别的程序；文件原样未动", path.display()),
            ProgressError::Damaged { path, source } => {
                format!("{} 已损坏，而且无法移到一旁：{}", path.display(), source.say(Lang::Zh))
            }
            ProgressError::Sql { path, source } => format!("无法保存学习进度：{}：{source}", path.display()),
            ProgressError::Malformed { name, source } => format!("{name} 不是导出的学习进度：{source}"),
            ProgressError::OtherFormat { name } => format!("{name} 不是本版本能读的学习进度"),
            ProgressError::Impossible { name, number, field } => {
                format!("{name}：第 {number} 项的 `{field}` 不可能如此；没有导入任何内容")
            }
        }
    }
}

english_display!(ProgressError);
