//! Markdown of a lesson as lines: paragraphs, lists, tables and code, fitted to columns.

mod flow;
mod table;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::fit::visible;
use super::role::{Line, Role};
use crate::python::{self, Shade};

/// The narrowest text that is still broken into lines.
const NARROWEST: usize = 8;

/// The lines of a Markdown text, none wider than so many columns where its words allow it; code is never broken.
pub fn render(text: &str, columns: usize) -> Vec<Line> {
    let mut page = Page { columns: columns.max(NARROWEST), ..Page::default() };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        page.take(event);
    }
    page.end_paragraph();
    while page.lines.last().is_some_and(Vec::is_empty) {
        page.lines.pop();
    }
    page.lines
}

/// One line of Markdown without blocks: emphasis and code are understood, nothing is broken.
pub fn inline(text: &str) -> Line {
    render(text, usize::MAX / 4).into_iter().next().unwrap_or_default()
}

/// The lines of a piece of Python text, in its colours.
pub fn code(source: &str, indent: usize) -> Vec<Line> {
    python::shaded_lines(source)
        .into_iter()
        .map(|pieces| {
            let mut line = vec![(Role::Plain, " ".repeat(indent))];
            line.extend(pieces.into_iter().map(|(shade, text)| (Role::Code(shade), visible(text))));
            line
        })
        .collect()
}

/// Where a list stands.
struct List {
    /// The next number of an ordered list.
    number: Option<u64>,
}

#[derive(Default)]
struct Page {
    columns: usize,
    lines: Vec<Line>,
    paragraph: Line,
    lists: Vec<List>,
    quotes: usize,
    /// The bullet or number to print before the next paragraph.
    bullet: Option<String>,
    strong: usize,
    heading: bool,
    code: Option<(String, String)>,
    table: Option<table::Table>,
    /// Where the links lead that are being read, and how long the text before each was.
    links: Vec<(String, usize)>,
}

impl Page {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => {
                    let role = if self.heading {
                        Role::Heading
                    } else if self.strong > 0 {
                        Role::Strong
                    } else {
                        Role::Plain
                    };
                    self.push(role, &visible(&text));
                }
            },
            Event::Code(text) => {
                self.push(Role::Dim, "`");
                self.push(Role::Code(Shade::Plain), &visible(&text));
                self.push(Role::Dim, "`");
            }
            Event::SoftBreak => self.push(Role::Plain, "\n"),
            Event::HardBreak => {
                self.end_lines();
            }
            Event::Rule => {
                self.end_paragraph();
                self.lines.push(vec![(Role::Dim, "─".repeat(self.columns.min(40)))]);
                self.lines.push(Line::new());
            }
            Event::Html(text) | Event::InlineHtml(text) => self.push(Role::Plain, &visible(&text)),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.end_paragraph();
                self.heading = true;
            }
            Tag::Link { dest_url, .. } => self.links.push((dest_url.into_string(), self.letters())),
            Tag::Emphasis | Tag::Strong => self.strong += 1,
            Tag::List(number) => {
                self.end_lines();
                self.lists.push(List { number });
            }
            Tag::Item => {
                let list = self.lists.last_mut();
                self.bullet = Some(match list.and_then(|list| list.number.as_mut()) {
                    Some(number) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    None => "• ".into(),
                });
            }
            Tag::BlockQuote(_) => {
                self.end_paragraph();
                self.quotes += 1;
            }
            Tag::CodeBlock(kind) => {
                self.end_paragraph();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or("").to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new()));
            }
            Tag::Table(alignments) => {
                self.end_paragraph();
                self.table =
                    Some(table::Table::new(alignments.iter().map(|a| *a == Alignment::Right).collect()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.end_paragraph();
                self.heading = false;
            }
            TagEnd::Emphasis | TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Link => {
                if let Some((address, before)) = self.links.pop() {
                    let text: String = self.paragraph.iter().map(|(_, text)| text.as_str()).collect();
                    let shown: String = text.chars().skip(before).collect();
                    // On a screen nobody can follow a link whose address is not there.
                    if shown != address {
                        self.push(Role::Dim, &format!(" ({})", visible(&address)));
                    }
                }
            }
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Item => {
                self.end_lines();
                self.bullet = None;
            }
            TagEnd::List(_) => {
                self.end_lines();
                self.lists.pop();
                if self.lists.is_empty() {
                    self.blank();
                }
            }
            TagEnd::BlockQuote(_) => {
                self.end_paragraph();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => {
                if let Some((language, text)) = self.code.take() {
                    if language == "python" {
                        self.lines.extend(code(&text, 4));
                    } else {
                        let line = |line: &str| vec![(Role::Output, format!("    {}", visible(line)))];
                        self.lines.extend(text.lines().map(line));
                    }
                    self.blank();
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.paragraph);
                if let Some(table) = &mut self.table {
                    table.cell(cell);
                }
            }
            TagEnd::TableRow | TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.end_row();
                }
            }
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.lines.extend(table.lines(self.columns));
                    self.blank();
                }
            }
            _ => {}
        }
    }

    /// How many letters the paragraph has so far.
    fn letters(&self) -> usize {
        self.paragraph.iter().map(|(_, text)| text.chars().count()).sum()
    }

    fn push(&mut self, role: Role, text: &str) {
        flow::push(&mut self.paragraph, role, text);
    }

    /// Ends the lines of a paragraph without a blank line behind it.
    fn end_lines(&mut self) {
        if self.paragraph.is_empty() {
            return;
        }
        let paragraph = std::mem::take(&mut self.paragraph);
        let quote = "│ ".repeat(self.quotes);
        let depth = self.lists.len().saturating_sub(1) * 2;
        let (first, rest) = match self.bullet.take() {
            Some(bullet) => {
                let rest = " ".repeat(super::fit::width(&bullet));
                (bullet, rest)
            }
            None if self.lists.is_empty() => (String::new(), String::new()),
            None => ("  ".into(), "  ".into()),
        };
        let first = format!("{quote}{}{first}", " ".repeat(depth));
        let rest = format!("{quote}{}{rest}", " ".repeat(depth));
        self.lines.extend(flow::wrap(&paragraph, self.columns, &first, &rest));
    }

    fn end_paragraph(&mut self) {
        self.end_lines();
        self.blank();
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Line::new());
        }
    }
}

#[cfg(test)]
mod tests;
