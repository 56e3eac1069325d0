//! A message of Python explained: what it means, the learner's lines that led to it, what to do, a smallest program.

use super::fit::{cut_line, visible};
use super::markdown;
use super::role::{Line, Role};
use crate::lang::{Lang, Say};
use crate::why::{Cause, Finding, Found, What};

/// What is to be explained.
pub struct Explained<'a> {
    /// The message as it was printed.
    pub line: &'a str,
    /// What is known of it.
    pub found: Found,
    /// The lines that led to it.
    pub lines: Vec<Led>,
}

/// A line that led to a message.
pub struct Led {
    /// What it has to do with it.
    pub cause: Cause,
    /// The file it stands in, where it is not the program itself.
    pub file: Option<String>,
    /// Its text.
    pub text: String,
}

/// The explanation, fitted to columns.
pub fn lines(explained: &Explained<'_>, lang: Lang, columns: usize) -> Vec<Line> {
    let Found { family, case } = explained.found;
    let mut lines = super::fit::wrap(&vec![(Role::Error, visible(explained.line))], columns, 2);
    let heading = |text: &str| cut_line(vec![(Role::Heading, text.to_owned())], columns);
    let indented = |text: &str, lines: &mut Vec<Line>| {
        for mut line in markdown::render(text, columns.saturating_sub(2).max(8)) {
            line.insert(0, (Role::Plain, "  ".to_owned()));
            lines.push(line);
        }
    };
    lines.push(Line::new());
    lines.push(heading(lang.pick("What it means", "这是什么意思")));
    indented(family.means.text(lang), &mut lines);
    lines.extend(led(&explained.lines, lang, columns));
    lines.push(Line::new());
    lines.push(heading(lang.pick("What to do", "怎么办")));
    indented(family.remedy.text(lang), &mut lines);
    lines.push(Line::new());
    lines.push(heading(lang.pick("A smallest program with the same cause", "原因相同的最小程序")));
    for line in markdown::code(&case.program, 2) {
        lines.push(cut_line(line, columns));
    }
    lines.push(Line::new());
    let source = match lang {
        Lang::En => format!("CPython says it in {}.", case.source),
        Lang::Zh => format!("CPython 中的出处：{}", case.source),
    };
    lines.extend(super::fit::wrap(&vec![(Role::Dim, source)], columns, 2));
    lines
}

/// The lines that led to something, under their heading.
fn led(led: &[Led], lang: Lang, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if led.is_empty() {
        return lines;
    }
    lines.push(Line::new());
    let heading = lang.pick("Your lines that led to it", "你的哪些行导致了它");
    lines.push(cut_line(vec![(Role::Heading, heading.to_owned())], columns));
    for Led { cause, file, text } in led {
        let number = match file {
            Some(file) => format!("  {}:{}  ", visible(file), cause.site.line),
            None => format!("  {:>3}  ", cause.site.line),
        };
        let mut line = vec![(Role::LineNumber, number)];
        line.extend(markdown::code(text.trim(), 0).into_iter().next().unwrap_or_default());
        lines.push(cut_line(line, columns));
        let said = vec![(Role::Note, format!("       {}", visible(&cause.sentence(lang))))];
        lines.extend(super::fit::wrap(&said, columns, 7));
    }
    lines
}

/// A finding: what happened, what it means where Python has a message for it, the lines that led there, what to do.
/// `place` is its line in words, and the step to jump to where there is a recording to jump in.
pub fn finding(found: &Finding, place: &str, leads: Vec<Led>, lang: Lang, columns: usize) -> Vec<Line> {
    let message = found.message.as_ref();
    if let (What::Message, Some(message)) = (&found.what, message) {
        let mut shown =
            lines(&Explained { line: &message.line, found: message.found, lines: leads }, lang, columns);
        let end = shown.iter().position(Vec::is_empty).unwrap_or(shown.len());
        shown.splice(end..end, placed(found, place, columns));
        return shown;
    }
    let mut shown = super::fit::wrap(&vec![(Role::Error, visible(&found.say(lang)))], columns, 2);
    shown.extend(placed(found, place, columns));
    let mut part = |heading: &str, text: &str| {
        shown.push(Line::new());
        shown.push(cut_line(vec![(Role::Heading, heading.to_owned())], columns));
        for mut line in markdown::render(text, columns.saturating_sub(2).max(8)) {
            line.insert(0, (Role::Plain, "  ".to_owned()));
            shown.push(line);
        }
    };
    let family = match &found.what {
        What::Refused { found, .. } => Some(found.family),
        _ => message.map(|message| message.found.family),
    };
    if let Some(family) = family {
        part(lang.pick("What it means", "这是什么意思"), family.means.text(lang));
    }
    let remedy = match found.what.remedy(lang) {
        "" => family.map_or("", |family| family.remedy.text(lang)),
        remedy => remedy,
    };
    shown.extend(led(&leads, lang, columns));
    let mut todo = Vec::new();
    todo.push(Line::new());
    todo.push(cut_line(vec![(Role::Heading, lang.pick("What to do", "怎么办").to_owned())], columns));
    for mut line in markdown::render(remedy, columns.saturating_sub(2).max(8)) {
        line.insert(0, (Role::Plain, "  ".to_owned()));
        todo.push(line);
    }
    shown.extend(todo);
    shown
}

/// The line and the kind of a finding.
fn placed(found: &Finding, place: &str, columns: usize) -> Vec<Line> {
    let text =
        if place.is_empty() { found.kind().to_owned() } else { format!("{place} · {}", found.kind()) };
    super::fit::wrap(&vec![(Role::Dim, text)], columns, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::Site;
    use crate::trace::id::FileId;
    use crate::view::fit::line_width;
    use crate::why::cause::Part;
    use crate::why::families;

    #[test]
    fn every_explanation_fits_every_width_in_both_languages() {
        for family in families() {
            for case in &family.cases {
                let cause =
                    Cause { part: Part::Made, site: Site { file: FileId(0), line: 7 }, who: "echo#1".into() };
                let explained = Explained {
                    line: &case.says,
                    found: Found { family, case },
                    lines: vec![Led { cause, file: None, text: "    g = echo()  # 回声".into() }],
                };
                for lang in Lang::ALL {
                    for columns in [30, 40, 80] {
                        for line in lines(&explained, lang, columns) {
                            assert!(line_width(&line) <= columns, "{columns} {line:?}");
                        }
                    }
                }
            }
        }
    }
}
