//! What a check found, for people and as JSON.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use serde::Serialize;

use super::fault::PlayFault;
use super::verify::Verified;
use crate::lesson::model::{Lesson, Span, position};
use crate::lesson::problem::Problem;
use crate::view::fit::visible;

/// One thing that is wrong, ready to be told.
#[derive(Debug)]
pub(super) struct Finding {
    file: String,
    source: Arc<str>,
    at: Span,
    message: String,
    help: String,
    /// The command that checks just this again.
    rerun: String,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
    help: &'a str,
    rerun: &'a str,
}

/// What came of a whole check.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// What is wrong.
    pub(super) findings: Vec<Finding>,
    /// One line for each script: its name and how many claims of each kind held.
    pub(super) scripts: Vec<Script>,
}

/// What came of one script.
#[derive(Debug, Serialize)]
pub(super) struct Script {
    file: String,
    claims: std::collections::BTreeMap<&'static str, usize>,
}

impl Finding {
    pub(super) fn of_problem(problem: &Problem) -> Finding {
        let file = problem.file.display().to_string();
        let (line, _) = problem.position();
        Finding {
            rerun: rerun(&file, problem.file.extension().is_some_and(|e| e == "md").then_some(line)),
            file,
            source: problem.source.clone(),
            at: problem.at,
            message: problem.fault.to_string(),
            help: problem.fault.help(),
        }
    }

    pub(super) fn of_fault(lesson: &Lesson, at: Span, fault: &PlayFault) -> Finding {
        let file = lesson.file.display().to_string();
        let (line, _) = lesson.position(at.start);
        Finding {
            rerun: rerun(&file, Some(line)),
            file,
            source: lesson.source.clone(),
            at,
            message: fault.to_string(),
            help: fault.help(),
        }
    }

    fn place(&self) -> (usize, usize) {
        position(&self.source, self.at.start)
    }

    pub(super) fn key(&self) -> (String, usize) {
        (self.file.clone(), self.at.start)
    }
}

fn rerun(file: &str, line: Option<usize>) -> String {
    let target = match line {
        Some(line) => format!("{file}:{line}"),
        None => Path::new(file).parent().unwrap_or(Path::new(file)).display().to_string(),
    };
    if target.chars().all(|c| c.is_ascii_alphanumeric() || "/._:-".contains(c)) {
        format!("learn-coroutines check {target}")
    } else {
        format!("learn-coroutines check '{}'", target.replace('\'', "'\\''"))
    }
}

impl Report {
    /// Adds what came of a script.
    pub(super) fn script(&mut self, lesson: &Lesson, verified: Verified) {
        let faults = verified.faults.iter();
        self.findings.extend(faults.map(|(at, fault)| Finding::of_fault(lesson, *at, fault)));
        self.scripts.push(Script { file: lesson.file.display().to_string(), claims: verified.held });
    }

    /// Tells it as one JSON object.
    pub(super) fn json(&self, out: &mut impl Write) -> io::Result<()> {
        let findings: Vec<FindingJson<'_>> = self
            .findings
            .iter()
            .map(|finding| {
                let (line, column) = finding.place();
                FindingJson {
                    file: &finding.file,
                    line,
                    column,
                    message: &finding.message,
                    help: &finding.help,
                    rerun: &finding.rerun,
                }
            })
            .collect();
        let all =
            serde_json::json!({ "ok": findings.is_empty(), "scripts": self.scripts, "failures": findings });
        writeln!(out, "{all}")
    }

    /// Tells it to people.
    pub(super) fn text(&self, colour: Colour, out: &mut impl Write) -> io::Result<()> {
        let theme = match colour {
            Colour::Yes => GraphicalTheme::unicode(),
            Colour::No => GraphicalTheme::unicode_nocolor(),
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_links(false)
            .with_width(100)
            .with_wrap_lines(false);
        for finding in &self.findings {
            let (line, column) = finding.place();
            writeln!(out, "{}:{line}:{column}: {}", visible(&finding.file), visible(&finding.message))?;
            let mut picture = String::new();
            if !finding.source.is_empty()
                && handler.render_report(&mut picture, &Picture::of(finding)).is_ok()
            {
                let lines = picture
                    .lines()
                    .skip_while(|line| !line.contains('╭'))
                    .filter(|line| !line.trim().is_empty());
                for line in lines {
                    writeln!(out, "{line}")?;
                }
            } else {
                writeln!(out, "  help: {}", finding.help)?;
            }
            writeln!(out, "  again: {}\n", finding.rerun)?;
        }
        for script in &self.scripts {
            let total: usize = script.claims.values().sum();
            let kinds: Vec<String> =
                script.claims.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
            let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
            writeln!(out, "{}: {total} claims hold{kinds}", visible(&script.file))?;
        }
        match self.findings.len() {
            0 => Ok(()),
            1 => writeln!(out, "1 failure"),
            count => writeln!(out, "{count} failures"),
        }
    }
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
    source: NamedSource<String>,
    at: Span,
}

impl Picture {
    fn of(finding: &Finding) -> Picture {
        // Lines keep their lengths, so that the marks stay under what they mark.
        let shown: String =
            finding.source.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
        let first_line_end = finding.source[finding.at.start.min(finding.source.len())..]
            .find('\n')
            .map_or(finding.source.len(), |end| finding.at.start + end);
        let end = finding.at.end.min(first_line_end).max(finding.at.start);
        Picture {
            message: visible(&finding.message),
            help: finding.help.clone(),
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
