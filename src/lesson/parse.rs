//! From the text of a script to a [`Lesson`]: strict, and every fault with its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};

use super::directive::{DIRECTIVES, Header};
use super::look;
use super::model::{Coverage, Half, Visit};
use super::model::{Demo, Lesson, Mode, Note, Placed, Printed, Prose, Screen, Show, Span, Step};
use super::model::{Fact, Look, Proof};
use super::problem::{Fault, Problem, nearest};
use super::question;
use super::reader::Reader;
use super::{body, experiment, front};
use crate::lang::{Lang, Words};
use crate::lesson::expect::{self, Claim};

/// Languages of plain code blocks, which are shown and belong to the prose.
pub const PLAIN: [&str; 3] = ["python", "text", "console"];

/// The longest script, in bytes.
pub const SCRIPT_LIMIT: u64 = 1 << 20;

/// The most lines to read before something to do, counted at [`READING_WIDTH`].
pub const PROSE_LIMIT: usize = 14;

/// The columns at which lines of prose are counted.
pub const READING_WIDTH: usize = 76;

/// Reads a script whose demos are known; every fault that can be told is told.
pub fn parse(
    file: &Path,
    lang: Lang,
    source: &str,
    demos: &BTreeMap<String, Demo>,
) -> Result<Lesson, Vec<Problem>> {
    let mut reader = Reader { source, demos, faults: Vec::new(), ids: BTreeMap::new() };
    let front = front::read(&mut reader);
    let screens = match &front {
        Some((_, end)) => reader.screens(*end),
        None => Vec::new(),
    };
    let text: Arc<str> = source.into();
    match front {
        Some((Some(front), _)) if reader.faults.is_empty() => {
            Ok(Lesson { file: file.into(), source: text, lang, front, screens, demos: demos.clone() })
        }
        _ => {
            reader.faults.sort_by_key(|(at, _)| at.start);
            let problem = |(at, fault)| Problem { file: file.into(), source: text.clone(), at, fault };
            Err(reader.faults.into_iter().map(problem).collect())
        }
    }
}

impl Reader<'_> {
    /// The screens behind the front matter.
    fn screens(&mut self, from: usize) -> Vec<Screen> {
        let mut screens: Vec<Screen> = Vec::new();
        let mut prose: Option<Span> = None;
        let mut parser = Parser::new_ext(&self.source[from..], markdown_options()).into_offset_iter();
        let span = |range: Range<usize>| Span::new(range.start + from, range.end + from);
        while let Some((event, range)) = parser.next() {
            let at = span(range);
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                    skip(&mut parser);
                    self.end_prose(&mut screens, &mut prose);
                    let title = self.source[at.start..at.end].trim().trim_matches('#').trim().to_owned();
                    screens.push(Screen { title, at, steps: Vec::new() });
                }
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                    skip(&mut parser);
                    self.fault(at, Fault::HeadingLevel { level: 1 });
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    skip(&mut parser);
                    match self.code_block(&kind, at) {
                        Some(Some(header)) => {
                            self.end_prose(&mut screens, &mut prose);
                            let step = self.directive(header, at);
                            match (screens.last_mut(), step) {
                                (Some(screen), Some(step)) => screen.steps.push(step),
                                (None, _) => self.fault(at, Fault::BeforeFirstScreen),
                                (Some(_), None) => {}
                            }
                        }
                        Some(None) => extend(&mut prose, at),
                        None => {}
                    }
                }
                Event::Start(_) => {
                    self.inside(&mut parser, from);
                    extend(&mut prose, at);
                    if screens.is_empty() {
                        self.fault(at, Fault::BeforeFirstScreen);
                    }
                }
                Event::Html(_) | Event::InlineHtml(_) => self.fault(at, Fault::Html),
                _ => extend(&mut prose, at),
            }
        }
        self.end_prose(&mut screens, &mut prose);
        if screens.is_empty() {
            self.fault(Span::new(0, from), Fault::NoScreen);
        }
        for screen in &screens {
            if screen.steps.is_empty() && self.faults.is_empty() {
                self.fault(screen.at, Fault::EmptyScreen { title: screen.title.clone() });
            }
        }
        screens
    }

    /// Goes through what one block holds and looks for what may not be there.
    fn inside<'i>(&mut self, parser: &mut impl Iterator<Item = (Event<'i>, Range<usize>)>, from: usize) {
        let mut depth = 1;
        while depth > 0 {
            let Some((event, range)) = parser.next() else {
                break;
            };
            let at = Span::new(range.start + from, range.end + from);
            match &event {
                Event::Html(_) | Event::InlineHtml(_) => self.fault(at, Fault::Html),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => self.fault(at, Fault::IndentedCode),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    self.link(dest_url, at);
                }
                _ => {}
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
    }

    fn end_prose(&mut self, screens: &mut [Screen], prose: &mut Option<Span>) {
        let Some(at) = prose.take() else { return };
        let text = self.source[at.start..at.end].trim_end();
        let at = Span::new(at.start, at.start + text.len());
        let Some(screen) = screens.last_mut() else { return };
        screen.steps.push(Step::Prose(Prose { text: text.into(), at }));
    }

    /// A code block: a directive's header, plain code (`Some(None)`), or a fault.
    fn code_block(&mut self, kind: &CodeBlockKind<'_>, at: Span) -> Option<Option<Header>> {
        let CodeBlockKind::Fenced(_) = kind else {
            self.fault(at, Fault::IndentedCode);
            return None;
        };
        let source = self.source;
        let block = &source[at.start..at.end];
        let first_end = block.find('\n').unwrap_or(block.len());
        let first = &block[..first_end];
        let fence_length = first.len() - first.trim_start_matches(['`', '~']).len();
        let fence = &first[..fence_length];
        let info_at = Span::new(at.start + fence_length, at.start + first_end);
        let last = block.trim_end().lines().last().unwrap_or("");
        let closed = block.trim_end().contains('\n')
            && last.starts_with(fence)
            && last.trim_start_matches(['`', '~']).is_empty();
        let word = first[fence_length..].split_whitespace().next().unwrap_or("");
        // A block that is not closed swallows the next one's first line.
        let swallows = |line: &str| {
            let info = line.strip_prefix(fence).unwrap_or_default();
            DIRECTIVES.iter().any(|directive| info.split_whitespace().next() == Some(directive.word))
        };
        if !closed || block.lines().skip(1).any(swallows) {
            self.fault(Span::new(at.start, at.start + first_end), Fault::OpenFence { fence: fence.into() });
            return None;
        }
        if PLAIN.contains(&word) {
            return Some(None);
        }
        let Some(directive) = DIRECTIVES.iter().find(|directive| directive.word == word) else {
            let near = nearest(word, DIRECTIVES.iter().map(|d| d.word).chain(PLAIN));
            self.fault(info_at, Fault::UnknownDirective { word: word.into(), near });
            return None;
        };
        let body_end = at.start + block.trim_end().len() - last.len();
        let body = Span::new((at.start + first_end + 1).min(body_end), body_end);
        self.header(directive, info_at, body).map(Some)
    }

    /// Faults a mark that the demo does not have.
    pub fn mark(&mut self, demo: Option<&str>, mark: u32, at: Span) {
        let Some(demo) = demo.and_then(|name| self.demos.get(name)) else {
            self.fault(at, Fault::BadMark { text: format!("<{mark}>") });
            return;
        };
        if !demo.marks.contains_key(&mark) {
            let there = demo.marks.keys().copied().collect();
            self.fault(at, Fault::UnknownMark { demo: demo.name.clone(), mark, there });
        }
    }

    /// Reads a claim; a claim about a line needs a visit, one about the run may not have one.
    pub fn claim(
        &mut self,
        demo: Option<&str>,
        visit: Option<Visit>,
        text: &str,
        at: Span,
    ) -> Option<Placed> {
        let claim = match expect::parse(text) {
            Ok(claim) => claim,
            Err(error) => {
                self.fault(at, error);
                return None;
            }
        };
        match &claim {
            Claim::Is(..)
            | Claim::Has(..)
            | Claim::Next(_)
            | Claim::Turn(_)
            | Claim::Clock(_)
            | Claim::Takes(_)
            | Claim::RunsIn(_)
            | Claim::Queued(_)
            | Claim::Timers(_)
                if visit.is_none() =>
            {
                self.fault(at, Fault::ClaimNeedsMark);
            }
            Claim::Order(_) | Claim::Ends(_) if visit.is_some() => self.fault(at, Fault::ClaimNeedsRun),
            Claim::Next(mark) => self.mark(demo, *mark, at),
            Claim::Order(marks) => marks.iter().for_each(|mark| self.mark(demo, *mark, at)),
            _ => {}
        }
        Some(Placed { visit, claim, at })
    }

    /// Faults links that lead nowhere inside of a directive.
    fn links(&mut self, at: Span) {
        let source = self.source;
        let parser = Parser::new_ext(&source[at.start..at.end], markdown_options()).into_offset_iter();
        for (event, range) in parser {
            if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
                self.link(&dest_url, Span::new(range.start + at.start, range.end + at.start));
            }
        }
    }

    fn link(&mut self, target: &str, at: Span) {
        if !target.starts_with("https://") && !self.demos.contains_key(target) {
            self.fault(at, Fault::BadLink { target: target.into() });
        }
    }

    fn directive(&mut self, header: Header, at: Span) -> Option<Step> {
        let demo = header.demo.clone().unwrap_or_default();
        let body = header.body;
        if header.directive.word != "output" {
            self.links(body);
        }
        let whole = || {
            let text = self.source[body.start..body.end].trim_end().to_owned();
            Prose { at: Span::new(body.start, body.start + text.len()), text }
        };
        match header.directive.word {
            "demo" => self.show(&header, at).map(Step::Show),
            "output" => {
                let text = self.source[body.start..body.end].to_owned();
                Some(Step::Output(Printed { at, demo, text, text_at: body }))
            }
            word @ ("summary" | "next") => {
                let prose = whole();
                if prose.text.is_empty() {
                    self.fault(
                        at,
                        Fault::MissingEntry {
                            directive: header.directive.word,
                            what: Words::new("a text", "文字"),
                            form: Words::new("- a sentence", "- 一句话"),
                        },
                    );
                    return None;
                }
                Some(if word == "summary" { Step::Summary(prose) } else { Step::Next(prose) })
            }
            "run" | "compare" | "timeline" | "table" => self.look(&header, at).map(Step::Look),
            "experiment" => {
                experiment::read(self, &header, at).map(|experiment| Step::Vary(Box::new(experiment)))
            }
            "try" => question::try_it(self, &header, at).map(|goal| Step::Try(Box::new(goal))),
            _ => question::question(self, &header, at).map(|question| Step::Ask(Box::new(question))),
        }
    }

    /// Something to look at: what is shown, and what proves it.
    fn look(&mut self, header: &Header, at: Span) -> Option<Look> {
        let word = header.directive.word;
        let body = header.body;
        let text = &self.source[body.start..body.end];
        let missing = |what, form| Fault::MissingEntry { directive: word, what, form: Words::same(form) };
        let name = header.demo.clone().unwrap_or_default();
        let of = |demo: &str, fact, text: &str, at| Proof { demo: demo.into(), fact, text: text.into(), at };
        let (shown, proofs) = match word {
            "run" => {
                let demo = self.demos.get(&name)?;
                (look::run_of(demo, text), vec![of(&name, Fact::Output, text, body)])
            }
            "compare" => {
                let line = text.find("---\n").filter(|at| *at == 0 || text[..*at].ends_with('\n'));
                let (Some(other), Some(line)) = (header.other.clone(), line) else {
                    let what = Words::new("two demos, and what each prints", "两个演示，以及各自的输出");
                    self.fault(at, missing(what, "```compare first.py second.py\n1\n---\n2\n```"));
                    return None;
                };
                let (first, second) = (&text[..line], &text[line + 4..]);
                let shown =
                    look::side_by_side((self.demos.get(&name)?, first), (self.demos.get(&other)?, second));
                let second_at = Span::new(body.start + line + 4, body.end);
                let proofs = vec![
                    of(&name, Fact::Output, first, Span::new(body.start, body.start + line)),
                    of(&other, Fact::Output, second, second_at),
                ];
                (shown, proofs)
            }
            "timeline" => {
                let shown = format!("```text\n{}\n```", text.trim_end());
                (shown, vec![of(&name, Fact::Timeline, text, body)])
            }
            _ => {
                let mut proofs = Vec::new();
                let mut start = body.start;
                for (number, line) in text.split_inclusive('\n').enumerate() {
                    let at = Span::new(start, start + line.trim_end().len());
                    start += line.len();
                    if number < 2 || line.trim().is_empty() {
                        continue;
                    }
                    let cells: Vec<&str> = line
                        .trim()
                        .trim_matches('|')
                        .split('|')
                        .map(|cell| cell.trim().trim_matches('`'))
                        .collect();
                    let demo = cells.first().copied().unwrap_or_default();
                    if !self.demos.contains_key(demo) {
                        let there = self.demos.keys().cloned().collect();
                        self.fault(at, Fault::NoDemo { name: demo.into(), there });
                    } else if cells.len() != header.cells.len() + 1 {
                        let what = Words::new("a cell for each of `cells=`", "与 `cells=` 一一对应的单元格");
                        self.fault(at, missing(what, "| averager.py | 3 |"));
                    } else {
                        let facts = header.cells.iter().zip(&cells[1..]);
                        proofs.extend(facts.map(|(cell, text)| of(demo, Fact::Cell(*cell), text, at)));
                    }
                }
                if proofs.is_empty() && header.cells.is_empty() {
                    let what = Words::new("`cells=`: what its columns say", "`cells=`，也就是各列的内容");
                    self.fault(at, missing(what, "```table cells=prints,takes"));
                }
                (text.trim_end().to_owned(), proofs)
            }
        };
        Some(Look { at, word, prose: Prose { text: shown, at: body }, proofs })
    }

    fn show(&mut self, header: &Header, at: Span) -> Option<Show> {
        let demo = header.demo.clone()?;
        let flag = |word: &str| header.flags.contains(&word);
        let mut show = Show {
            at,
            demo,
            coverage: if flag("complete") { Coverage::Whole } else { Coverage::Part },
            mode: if flag("predict") { Mode::Predict } else { Mode::Watch },
            notes: Vec::new(),
            stops: Vec::new(),
            claims: Vec::new(),
        };
        let mut visit = None;
        for part in self.parts(header.body) {
            match part {
                body::Part::Text(text) => self.fault(text.at, Fault::LooseLine),
                body::Part::Mark { visit: here, text, at } => {
                    self.mark(Some(&show.demo), here.mark, at);
                    visit = Some(here);
                    if !text.text.is_empty() {
                        if show.notes.iter().any(|note| note.visit == here) {
                            self.fault(at, Fault::TwiceNote { visit: here });
                        }
                        if here.half == Half::Whole {
                            self.fault(at, Fault::WholeNote);
                        }
                        let times = body::times_of(&self.source[at.start..at.end]);
                        show.notes.push(Note { visit: here, times, text, at });
                    }
                }
                body::Part::Entry(entry) if entry.text == "stop" => match visit {
                    Some(visit) => show.stops.push(visit.mark),
                    None => self.fault(entry.at, Fault::ClaimNeedsMark),
                },
                body::Part::Entry(entry) => {
                    if let Some((_, at)) = entry.more.first() {
                        self.fault(*at, Fault::LooseLine);
                    }
                    show.claims.extend(self.claim(Some(&show.demo), visit, &entry.text, entry.at));
                }
            }
        }
        Some(show)
    }

    /// The parts of a directive's inside.
    pub fn parts(&mut self, at: Span) -> Vec<body::Part> {
        match body::read(self.source, at) {
            Ok(parts) => parts,
            Err((at, fault)) => {
                self.fault(at, fault);
                Vec::new()
            }
        }
    }
}

/// What of Markdown a script may use beyond CommonMark.
pub fn markdown_options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

fn extend(prose: &mut Option<Span>, at: Span) {
    match prose {
        Some(prose) => prose.end = at.end,
        None => *prose = Some(at),
    }
}

/// Skips to the end of the block whose start was just read.
fn skip<'i>(parser: &mut impl Iterator<Item = (Event<'i>, Range<usize>)>) {
    let mut depth = 1;
    while depth > 0 {
        match parser.next() {
            Some((Event::Start(_), _)) => depth += 1,
            Some((Event::End(_), _)) => depth -= 1,
            Some(_) => {}
            None => break,
        }
    }
}
