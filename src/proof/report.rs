//! What a check found, for people and as JSON.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use serde::Serialize;

use super::fault::PlayFault;
use super::verify::Verified;
use crate::lang::{Lang, Say, say};
use crate::lesson::held::Held;
use crate::lesson::model::{Lesson, Span, position};
use crate::lesson::problem::{Fault, Problem};
use crate::view::fit::{is_obeyed, visible};

/// One thing that is wrong, ready to be told.
#[derive(Debug)]
pub struct Finding {
    file: String,
    source: Arc<str>,
    at: Span,
    what: What,
}

/// What is wrong.
#[derive(Debug)]
enum What {
    /// Something is written wrong.
    Written(Fault),
    /// Something is not so.
    Played(PlayFault),
}

impl What {
    fn help(&self, lang: Lang) -> String {
        match self {
            What::Written(fault) => fault.help(lang),
            What::Played(fault) => fault.help(lang),
        }
    }
}

impl Say for What {
    fn say(&self, lang: Lang) -> String {
        match self {
            What::Written(fault) => fault.say(lang),
            What::Played(fault) => fault.say(lang),
        }
    }
}

#[derive(Serialize)]
struct FindingJson<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: String,
    help: String,
    rerun: String,
}

/// The most findings that are told: nobody mends more before checking again.
const MOST: usize = 100;

/// The longest line, in bytes, that is drawn with a finding.
const LONGEST_LINE: usize = 400;

/// What came of a whole check.
#[derive(Debug, Default)]
pub struct Report {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// One line for each script: its name and how many claims of each kind held.
    pub scripts: Vec<Script>,
}

/// What came of one script.
#[derive(Debug, Serialize)]
pub struct Script {
    file: String,
    claims: std::collections::BTreeMap<Held, usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_compared: Vec<NotCompared>,
}

/// A demo that no Python of this system could be asked about.
#[derive(Debug, Serialize)]
struct NotCompared {
    demo: String,
    newest: String,
}

impl Finding {
    pub fn of_problem(problem: &Problem) -> Finding {
        Finding {
            file: problem.file.display().to_string(),
            source: problem.source.clone(),
            at: problem.at,
            what: What::Written(problem.fault.clone()),
        }
    }

    pub fn of_fault(lesson: &Lesson, at: Span, fault: PlayFault) -> Finding {
        Finding {
            file: lesson.file.display().to_string(),
            source: lesson.source.clone(),
            at,
            what: What::Played(fault),
        }
    }

    fn place(&self) -> (usize, usize) {
        position(&self.source, self.at.start)
    }

    /// The command that checks just this again.
    fn rerun(&self) -> String {
        let is_script = Path::new(&self.file).extension().is_some_and(|extension| extension == "md");
        rerun(&self.file, is_script.then(|| self.place().0))
    }

    /// Whether the line can be drawn: one of kilobytes shows nothing.
    fn is_drawable(&self) -> bool {
        let before = &self.source[..self.at.start.min(self.source.len())];
        let around = before.rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
        let lines = self.source[around..].lines().take(4);
        !self.source.is_empty() && lines.map(str::len).max().unwrap_or(0) <= LONGEST_LINE
    }

    pub fn key(&self) -> (String, usize) {
        (self.file.clone(), self.at.start)
    }
}

fn rerun(file: &str, line: Option<usize>) -> String {
    let target = match line {
        Some(line) => format!("{file}:{line}"),
        // What lies beside the scripts belongs to its whole lesson.
        None => match Path::new(file).parent().filter(|_| Path::new(file).is_file()) {
            Some(folder) if folder.as_os_str().is_empty() => ".".to_owned(),
            Some(folder) => folder.display().to_string(),
            None => file.to_owned(),
        },
    };
    if target.chars().all(|c| c.is_ascii_alphanumeric() || "/._:-".contains(c)) {
        format!("learn-coroutines check {target}")
    } else if target.contains(is_obeyed) {
        // Such a name is no text for a terminal; shells read it written so.
        let escaped: String = target
            .chars()
            .map(|c| match c {
                '\'' | '\\' => format!("\\{c}"),
                c if is_obeyed(c) => format!("\\u{:04x}", u32::from(c)),
                c => c.to_string(),
            })
            .collect();
        format!("learn-coroutines check $'{escaped}'")
    } else {
        format!("learn-coroutines check '{}'", target.replace('\'', "'\\''"))
    }
}

impl Report {
    /// Adds what came of a script.
    pub fn script(&mut self, lesson: &Lesson, verified: Verified) {
        let faults = verified.faults.into_iter();
        self.findings.extend(faults.map(|(at, fault)| Finding::of_fault(lesson, at, fault)));
        let not_compared = verified.not_compared.into_iter();
        self.scripts.push(Script {
            file: lesson.file.display().to_string(),
            claims: verified.held,
            not_compared: not_compared
                .map(|(demo, version)| NotCompared { demo, newest: version.to_string() })
                .collect(),
        });
    }

    /// Tells it as one JSON object, which is in English for whatever reads it.
    pub fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let findings: Vec<FindingJson<'_>> = self
            .findings
            .iter()
            .take(MOST)
            .map(|finding| {
                let (line, column) = finding.place();
                FindingJson {
                    file: &finding.file,
                    line,
                    column,
                    message: finding.what.say(Lang::En),
                    help: finding.what.help(Lang::En),
                    rerun: finding.rerun(),
                }
            })
            .collect();
        let all = serde_json::json!({
            "ok": findings.is_empty(),
            "scripts": self.scripts,
            "failures": findings,
            "left_out": self.findings.len() - findings.len(),
        });
        writeln!(out, "{all}")
    }

    /// Tells it to people.
    pub fn text(&self, colour: Colour, lang: Lang, out: &mut impl Write) -> io::Result<()> {
        let theme = match colour {
            Colour::Yes => GraphicalTheme::unicode(),
            Colour::No => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_width(100)
            .with_wrap_lines(false);
        // Findings of one file stand together; its text is made fit to be shown once.
        let mut shown: Option<(Arc<str>, Arc<str>)> = None;
        for finding in self.findings.iter().take(MOST) {
            let (line, column) = finding.place();
            writeln!(
                out,
                "{}:{line}:{column}: {}",
                visible(&finding.file),
                visible(&finding.what.say(lang))
            )?;
            let mut picture = String::new();
            let fit = match &shown {
                Some((source, fit)) if Arc::ptr_eq(source, &finding.source) => fit.clone(),
                _ => printable(&finding.source),
            };
            shown = Some((finding.source.clone(), fit.clone()));
            let drawn = finding.is_drawable()
                && handler.render_report(&mut picture, &Picture::of(finding, fit, lang)).is_ok();
            if drawn {
                let lines = picture
                    .lines()
                    .skip_while(|line| !line.contains('╭'))
                    .filter(|line| !line.trim().is_empty());
                for line in lines {
                    writeln!(out, "{}", with_label(line, lang))?;
                }
            } else {
                writeln!(out, "{}{}", lang.pick(LABEL, CHINESE_LABEL), shown_help(finding, lang))?;
            }
            writeln!(out, "{}{}\n", lang.pick("  again: ", "  重新检查："), finding.rerun())?;
        }
        if let Some(more @ 1..) = self.findings.len().checked_sub(MOST) {
            writeln!(out, "{}", say!(lang, "… and {more} more", "……还有 {more} 处"))?;
        }
        for script in &self.scripts {
            let total: usize = script.claims.values().sum();
            let kinds = lang.list(script.claims.iter().map(|(kind, count)| {
                let kind = kind.say(lang);
                say!(lang, "{count} {kind}", "{kind} {count}")
            }));
            let kinds = if kinds.is_empty() { kinds } else { say!(lang, " ({kinds})", "（{kinds}）") };
            let file = visible(&script.file);
            writeln!(
                out,
                "{}",
                say!(lang, "{file}: {total} claims hold{kinds}", "{file}：{total} 条断言成立{kinds}")
            )?;
            for NotCompared { demo, newest } in &script.not_compared {
                let demo = visible(demo);
                let told = say!(
                    lang,
                    "  `{demo}` is not compared: no Python {newest} or older is here",
                    "  `{demo}` 没有比较：这里没有 Python {newest} 或更早的版本"
                );
                writeln!(out, "{told}")?;
            }
        }
        match self.findings.len() {
            0 => Ok(()),
            1 => writeln!(out, "{}", lang.pick("1 failure", "1 处错误")),
            count => writeln!(out, "{}", say!(lang, "{count} failures", "{count} 处错误")),
        }
    }
}

/// The label of the help, which miette writes in English.
const LABEL: &str = "  help: ";

/// The same in Chinese.
const CHINESE_LABEL: &str = "  提示：";

/// A line of a drawing with the label that miette gives to the help in the user's language; both are of one width, so
/// that what follows stays in line.
fn with_label(line: &str, lang: Lang) -> Cow<'_, str> {
    match (lang, line.find(LABEL)) {
        // Before it stands a colour, or nothing; elsewhere it is a text of the script.
        (Lang::Zh, Some(at))
            if line[..at].is_empty() || line.starts_with('\u{1b}') && !line[..at].contains(' ') =>
        {
            Cow::Owned(line.replacen(LABEL, CHINESE_LABEL, 1))
        }
        _ => Cow::Borrowed(line),
    }
}

/// A text without control characters. Lines keep their lengths, so that the marks stay under what they mark.
fn printable(text: &Arc<str>) -> Arc<str> {
    let is_shown = |c: char| !is_obeyed(c) || c == '\n';
    if text.chars().all(is_shown) {
        return text.clone();
    }
    // As many bytes as there were, so that every place stays where it is.
    let shown = |c: char| match c.len_utf8() {
        _ if is_shown(c) => c,
        1 => ' ',
        2 => '·',
        _ => '\u{fffd}',
    };
    text.chars().map(shown).collect::<String>().into()
}

/// The help, which may be of several lines.
fn shown_help(finding: &Finding, lang: Lang) -> String {
    finding.what.help(lang).lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// Whether the report has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// It has.
    Yes,
    /// It has not.
    No,
}

/// A finding as miette draws it.
#[derive(Debug)]
struct Picture {
    message: String,
    help: String,
    source: NamedSource<Arc<str>>,
    at: Span,
}

impl Picture {
    fn of(finding: &Finding, shown: Arc<str>, lang: Lang) -> Picture {
        let first_line_end = finding.source[finding.at.start.min(finding.source.len())..]
            .find('\n')
            .map_or(finding.source.len(), |end| finding.at.start + end);
        let end = finding.at.end.min(first_line_end).max(finding.at.start);
        Picture {
            message: visible(&finding.what.say(lang)),
            help: shown_help(finding, lang),
            source: NamedSource::new(visible(&finding.file), shown),
            at: Span::new(finding.at.start, end),
        }
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Picture {}

impl Diagnostic for Picture {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let length = self.at.end - self.at.start;
        Some(Box::new(std::iter::once(LabeledSpan::new(None, self.at.start, length))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_terminal_would_obey_is_written_for_the_shell() {
        assert_eq!(rerun("a\u{1b}[2J'.md", Some(3)), "learn-coroutines check $'a\\u001b[2J\\'.md:3'");
        assert_eq!(rerun("\u{202e}.md", Some(1)), "learn-coroutines check $'\\u202e.md:1'");
        assert_eq!(rerun("a b.md", Some(1)), "learn-coroutines check 'a b.md:1'");
    }

    #[test]
    fn a_script_is_drawn_without_what_a_terminal_obeys_and_every_place_stays() {
        let text: Arc<str> = "a\u{202e}b\u{9b}c\u{1b}d\n".into();
        let shown = printable(&text);
        assert_eq!(&*shown, "a\u{fffd}b·c d\n");
        assert_eq!(shown.find('d'), text.find('d'));
    }
}
