//! What is wrong with a command line, in Chinese: made from the parts of clap's error, which says the English itself.

use std::error::Error as _;
use std::num::{IntErrorKind, ParseIntError};

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::lang::{Lang, Say, english_display, say};

/// Why a number is not one that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberError {
    /// It is none.
    None(ParseIntError),
    /// It is a number, but too small or too large.
    Outside {
        /// The number.
        number: u32,
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
}

/// Why a time is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondsError {
    /// It is no number.
    NoNumber,
    /// It is 0 or less, or more than a clock can count.
    NotAboveZero,
}

impl Say for NumberError {
    fn say(&self, lang: Lang) -> String {
        match self {
            NumberError::None(error) => error.say(lang),
            NumberError::Outside { number, least, most: u32::MAX } => {
                say!(lang, "{number} is below {least}", "{number} 小于 {least}")
            }
            NumberError::Outside { number, least, most } => {
                say!(lang, "{number} is not in {least}..={most}", "{number} 不在 {least} 到 {most} 的范围内")
            }
        }
    }
}

impl Say for SecondsError {
    fn say(&self, lang: Lang) -> String {
        match self {
            SecondsError::NoNumber => say!(lang, "this is no number", "这不是数字"),
            SecondsError::NotAboveZero => say!(lang, "this must be above 0", "必须大于 0"),
        }
    }
}

impl Say for ParseIntError {
    fn say(&self, lang: Lang) -> String {
        let chinese = match self.kind() {
            IntErrorKind::Empty => "这里是空的，没有数字",
            IntErrorKind::InvalidDigit => "其中有不是数字的字符",
            IntErrorKind::PosOverflow => "数字太大",
            IntErrorKind::NegOverflow => "数字太小",
            IntErrorKind::Zero => "不能是 0",
            // The list is open (`#[non_exhaustive]`).
            _ => "不是可用的数字",
        };
        match lang {
            Lang::En => self.to_string(),
            Lang::Zh => chinese.to_owned(),
        }
    }
}

english_display!(NumberError, SecondsError);

impl std::error::Error for NumberError {}

impl std::error::Error for SecondsError {}

/// The complaint in Chinese.
pub(super) fn in_chinese(error: &Error) -> String {
    let mut lines = vec![format!("错误：{}", what(error))];
    let listed = |kind| texts(error, kind);
    let possible = listed(ContextKind::ValidValue);
    if error.kind() == ErrorKind::InvalidValue && !possible.is_empty() {
        lines.push(format!("  [可选值：{}]", possible.join(", ")));
    }
    let commands = listed(ContextKind::ValidSubcommand);
    if error.kind() == ErrorKind::MissingSubcommand && !commands.is_empty() {
        lines.push(format!("  [可用的命令：{}]", commands.join(", ")));
    }
    let tips = tips(error);
    if !tips.is_empty() {
        lines.push(String::new());
        lines.extend(tips.into_iter().map(|tip| format!("  提示：{tip}")));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        // The blank keeps the lines of a longer usage in one column.
        let usage = usage.to_string();
        lines.push(format!("\n用法： {}", usage.strip_prefix("Usage: ").unwrap_or(&usage)));
    }
    lines.push("\n详细说明请用 '--help' 查看。\n".to_owned());
    lines.join("\n")
}

/// The first line.
fn what(error: &Error) -> String {
    let argument = text(error, ContextKind::InvalidArg);
    let value = text(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("'{argument}' 需要一个值，却没有给出"),
        ErrorKind::InvalidValue => format!("'{argument}' 的值 '{value}' 无效"),
        ErrorKind::ValueValidation => format!("'{argument}' 的值 '{value}' 无效{}", cause(error)),
        ErrorKind::UnknownArgument => format!("不认识的参数 '{argument}'"),
        ErrorKind::InvalidSubcommand => {
            format!("不认识的命令 '{}'", text(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::NoEquals => format!("给 '{argument}' 的值前面要有等号"),
        ErrorKind::TooManyValues => format!("'{argument}' 不能再有值 '{value}'"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("'{argument}' 的值的个数不对")
        }
        ErrorKind::ArgumentConflict => conflict(error),
        ErrorKind::MissingRequiredArgument => {
            format!("缺少必需的参数：{}", indented(&texts(error, ContextKind::InvalidArg)))
        }
        ErrorKind::MissingSubcommand => {
            format!("'{}' 后面需要一个命令", text(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidUtf8 => "有的参数不是有效的 UTF-8".to_owned(),
        // The rest are no complaints about a command line, or come with clap's next version.
        _ => format!("命令行有误（{:?}）", error.kind()),
    }
}

/// What cannot stand beside what.
fn conflict(error: &Error) -> String {
    let argument = text(error, ContextKind::InvalidArg);
    let (kind, name) = match argument.is_empty() {
        true => ("命令", text(error, ContextKind::InvalidSubcommand)),
        false => ("参数", argument),
    };
    match &texts(error, ContextKind::PriorArg)[..] {
        [] => format!("{kind} '{name}' 不能与别的参数同时使用"),
        [other] if *other == name => format!("{kind} '{name}' 不能使用多次"),
        [other] => format!("{kind} '{name}' 不能与 '{other}' 同时使用"),
        others => format!("{kind} '{name}' 不能与下列参数同时使用：{}", indented(others)),
    }
}

/// Why a value is none, behind a colon.
fn cause(error: &Error) -> String {
    let Some(source) = error.source() else {
        return String::new();
    };
    let said = if let Some(error) = source.downcast_ref::<NumberError>() {
        error.say(Lang::Zh)
    } else if let Some(error) = source.downcast_ref::<SecondsError>() {
        error.say(Lang::Zh)
    } else if let Some(error) = source.downcast_ref::<ParseIntError>() {
        error.say(Lang::Zh)
    } else {
        source.to_string()
    };
    format!("：{said}")
}

/// What the user may have meant.
fn tips(error: &Error) -> Vec<String> {
    let mut tips = Vec::new();
    for (kind, what) in [
        (ContextKind::SuggestedSubcommand, "命令"),
        (ContextKind::SuggestedArg, "参数"),
        (ContextKind::SuggestedValue, "值"),
    ] {
        match &texts(error, kind)[..] {
            [] => {}
            [one] => tips.push(format!("有一个相近的{what}：'{one}'")),
            several => {
                let several: Vec<String> = several.iter().map(|one| format!("'{one}'")).collect();
                tips.push(format!("有几个相近的{what}：{}", several.join(", ")));
            }
        }
    }
    // These clap keeps only as sentences: one about a word behind `--`, others that quote what exists.
    if let Some(ContextValue::StyledStrs(sentences)) = error.get(ContextKind::Suggested) {
        let word = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand]
            .map(|kind| text(error, kind))
            .into_iter()
            .find(|word| !word.is_empty());
        let word = word.unwrap_or_default();
        for sentence in sentences {
            let quoted: Vec<String> =
                sentence.to_string().split('\'').skip(1).step_by(2).map(str::to_owned).collect();
            tips.push(match &quoted[..] {
                [given, instead] if *given == word => format!("要把 '{word}' 作为值传入，请写 '{instead}'"),
                quoted => format!("有 '{}' 这个写法", quoted.join("' '")),
            });
        }
    }
    tips
}

fn indented(names: &[String]) -> String {
    names.iter().map(|name| format!("\n  {name}")).collect()
}

/// A part of the error that is one text.
fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    }
}

/// A part of the error that is one text or several.
fn texts(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    fn complaint(line: &str) -> String {
        let words = std::iter::once("learn-coroutines").chain(line.split(' ')).map(OsString::from);
        let error = crate::cli::parse(words, Lang::Zh).expect_err("a wrong command line");
        in_chinese(&error)
    }

    fn first_line(line: &str) -> String {
        complaint(line).lines().next().unwrap_or_default().to_owned()
    }

    #[test]
    fn a_word_that_is_nearly_one_is_told_with_what_may_have_been_meant() {
        assert_eq!(
            complaint("run --memry 3 a.py"),
            "错误：不认识的参数 '--memry'\n\n  提示：有一个相近的参数：'--memory'\n  \
             提示：要把 '--memry' 作为值传入，请写 '-- --memry'\n\n\
             用法： learn-coroutines run --memory <MIB> <FILE> [ARGS]...\n\n详细说明请用 '--help' 查看。\n"
        );
        assert!(
            complaint("completions bsh").contains(
                "  [可选值：bash, elvish, fish, powershell, zsh]\n\n  提示：有一个相近的值：'bash'"
            )
        );
    }

    #[test]
    fn every_kind_of_complaint_is_made_from_its_parts() {
        for (line, said) in [
            ("run --memory 3 a.py", "'--memory <MIB>' 的值 '3' 无效：3 小于 64"),
            ("quiz --count 200", "'--count <NUMBER>' 的值 '200' 无效：200 不在 1 到 100 的范围内"),
            ("run --memory x a.py", "'--memory <MIB>' 的值 'x' 无效：其中有不是数字的字符"),
            ("lesson --seed y", "'--seed <NUMBER>' 的值 'y' 无效：其中有不是数字的字符"),
            ("run --timeout 0 a.py", "'--timeout <SECONDS>' 的值 '0' 无效：必须大于 0"),
            ("trace --format x a.py", "'--format <FORMAT>' 的值 'x' 无效"),
            ("lesson --seed", "'--seed <NUMBER>' 需要一个值，却没有给出"),
            ("rn", "不认识的命令 'rn'"),
            ("run", "缺少必需的参数："),
            ("progress --reset --import x", "参数 '--reset' 不能与 '--import <FILE>' 同时使用"),
            ("run --quiet --quiet a.py", "参数 '--quiet' 不能使用多次"),
            ("lesson --present new x", "命令 'x' 不能与下列参数同时使用："),
        ] {
            assert_eq!(first_line(line), format!("错误：{said}"), "{line}");
        }
    }
}
