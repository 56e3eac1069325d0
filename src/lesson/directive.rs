//! Directives: the words behind a block's fence, what each takes, and its first line taken apart.

use super::body;
use super::expect;
use super::model::Cell;
use super::model::{Span, Visit, position};
use super::problem::Fault;
use super::reader::Reader;
use crate::lang::Words;

/// What may stand behind the fence of a block, and what its first line takes.
#[derive(Clone, Copy, Debug)]
pub struct Directive {
    /// The word.
    pub word: &'static str,
    /// Its first line, as an example.
    pub form: &'static str,
    /// Whether it has an id.
    pub id: Takes,
    /// Whether it names a demo.
    pub demo: Takes,
    /// The keys it knows, `key=value`.
    pub keys: &'static [&'static str],
    /// The single words it knows.
    pub flags: &'static [&'static str],
}

/// Whether a directive takes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// It must be there.
    Must,
    /// It may be there.
    May,
    /// It may not.
    No,
}

const fn directive(word: &'static str, form: &'static str, id: Takes, demo: Takes) -> Directive {
    Directive { word, form, id, demo, keys: &[], flags: &[] }
}

/// Every directive.
pub const DIRECTIVES: &[Directive] = &[
    Directive {
        flags: &["complete", "predict"],
        ..directive("demo", "```demo averager.py", Takes::No, Takes::Must)
    },
    directive("output", "```output averager.py", Takes::No, Takes::Must),
    Directive {
        keys: &["at"],
        flags: &["several"],
        ..directive("choice", "```choice #id averager.py at=<2>", Takes::Must, Takes::May)
    },
    Directive {
        keys: &["at"],
        ..directive("predict-output", "```predict-output #id averager.py at=<2>", Takes::Must, Takes::Must)
    },
    Directive {
        keys: &["at", "of"],
        ..directive(
            "predict-state",
            "```predict-state #id averager.py at=<2> of=averager#1",
            Takes::Must,
            Takes::Must,
        )
    },
    Directive {
        keys: &["at"],
        ..directive("predict-next", "```predict-next #id averager.py at=<2>", Takes::Must, Takes::Must)
    },
    Directive {
        keys: &["at"],
        ..directive("predict-who", "```predict-who #id gather.py at=<2:sleeps>", Takes::Must, Takes::Must)
    },
    Directive {
        keys: &["at"],
        ..directive("predict-time", "```predict-time #id gather.py at=<2:whole>", Takes::Must, Takes::Must)
    },
    Directive {
        keys: &["at", "of"],
        ..directive(
            "predict-value",
            "```predict-value #id averager.py at=<2> of=averager#1.total",
            Takes::Must,
            Takes::Must,
        )
    },
    directive("order", "```order #id averager.py", Takes::Must, Takes::Must),
    directive("match", "```match #id averager.py", Takes::Must, Takes::May),
    directive("experiment", "```experiment #id averager.py", Takes::Must, Takes::Must),
    directive("complete", "```complete #id averager.py", Takes::Must, Takes::Must),
    directive("fix", "```fix #id averager.py", Takes::Must, Takes::Must),
    directive("explain", "```explain #id", Takes::Must, Takes::No),
    directive("try", "```try #id averager.py", Takes::Must, Takes::Must),
    directive("run", "```run averager.py", Takes::No, Takes::Must),
    directive("compare", "```compare first.py second.py", Takes::No, Takes::Must),
    directive("timeline", "```timeline gather.py", Takes::No, Takes::Must),
    Directive { keys: &["cells"], ..directive("table", "```table cells=prints,takes", Takes::No, Takes::No) },
    directive("summary", "```summary", Takes::No, Takes::No),
    directive("next", "```next", Takes::No, Takes::No),
];

/// The first line of a directive, taken apart.
#[derive(Clone, Debug)]
pub struct Header {
    /// The directive.
    pub directive: &'static Directive,
    /// `#id`, without the `#`.
    pub id: String,
    /// The demo.
    pub demo: Option<String>,
    /// `at=<2>`.
    pub visit: Option<Visit>,
    /// `of=averager#1`.
    pub of: Option<String>,
    /// The second demo.
    pub other: Option<String>,
    /// `cells=prints,takes`.
    pub cells: Vec<Cell>,
    /// The single words.
    pub flags: Vec<&'static str>,
    /// Where the inside stands.
    pub body: Span,
}

impl Reader<'_> {
    /// Takes the first line of a directive apart.
    pub fn header(&mut self, directive: &'static Directive, at: Span, body: Span) -> Option<Header> {
        let before = self.faults.len();
        let mut header = Header {
            directive,
            id: String::new(),
            demo: None,
            visit: None,
            of: None,
            other: None,
            cells: Vec::new(),
            flags: Vec::new(),
            body,
        };
        let source = self.source;
        let info = &source[at.start..at.end];
        let name = directive.word;
        for word in info.split_whitespace().skip(1) {
            let offset = word.as_ptr() as usize - info.as_ptr() as usize;
            let word_at = Span::new(at.start + offset, at.start + offset + word.len());
            let bad = Fault::BadArgument { directive: name, word: word.into(), form: directive.form };
            if let Some(id) = word.strip_prefix('#') {
                let valid = !id.is_empty()
                    && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                if directive.id == Takes::No || !header.id.is_empty() || !valid {
                    self.fault(word_at, bad);
                } else if let Some(line) = self.ids.insert(id.into(), position(source, word_at.start).0) {
                    self.fault(word_at, Fault::TwiceId { id: id.into(), line });
                }
                header.id = id.into();
            } else if let Some(flag) = directive.flags.iter().find(|flag| **flag == word) {
                header.flags.push(flag);
            } else if let Some((key, value)) = word.split_once('=') {
                match directive.keys.iter().find(|known| **known == key) {
                    Some(&"at") => match body::visit_of(value) {
                        Some(visit) => header.visit = Some(visit),
                        None => self.fault(word_at, Fault::BadMark { text: value.into() }),
                    },
                    Some(&"cells") => {
                        for word in value.split(',') {
                            match Cell::WORDS.iter().find(|(known, _)| *known == word) {
                                Some((_, cell)) => header.cells.push(*cell),
                                None => {
                                    let known = Cell::WORDS.iter().map(|(word, _)| *word).collect();
                                    self.fault(word_at, Fault::UnknownKey { key: word.into(), known });
                                }
                            }
                        }
                    }
                    Some(_) if name == "predict-value" && !value.is_empty() => header.of = Some(value.into()),
                    Some(_) if expect::is_object(value) => header.of = Some(value.into()),
                    Some(_) => self.fault(word_at, expect::ClaimError::NotAnObject { word: value.into() }),
                    None => self
                        .fault(word_at, Fault::UnknownKey { key: key.into(), known: directive.keys.into() }),
                }
            } else if word.ends_with(".py")
                && directive.demo != Takes::No
                && (header.demo.is_none() || name == "compare" && header.other.is_none())
            {
                if self.demos.contains_key(word) {
                    if header.demo.is_none() {
                        header.demo = Some(word.into());
                    } else {
                        header.other = Some(word.into());
                    }
                } else {
                    let there = self.demos.keys().cloned().collect();
                    self.fault(word_at, Fault::NoDemo { name: word.into(), there });
                }
            } else {
                self.fault(word_at, bad);
            }
        }
        let missing = |what| Fault::MissingArgument { directive: name, what, form: directive.form };
        if self.faults.len() == before {
            if directive.id == Takes::Must && header.id.is_empty() {
                self.fault(
                    at,
                    missing(Words::new("an id, the same in every language", "编号，各语言要一致")),
                );
            }
            if directive.demo == Takes::Must && header.demo.is_none() {
                self.fault(at, missing(Words::new("a demo", "演示程序")));
            }
            if matches!(name, "predict-state" | "predict-value") && header.of.is_none() {
                self.fault(at, missing(Words::new("`of=`: the object", "`of=`，也就是所问的对象")));
            }
            if name.starts_with("predict-") && name != "predict-output" && header.visit.is_none() {
                self.fault(at, missing(Words::new("`at=`: the marked line", "`at=`，也就是带标记的那一行")));
            }
            if let Some(visit) = header.visit {
                self.mark(header.demo.as_deref(), visit.mark, at);
            }
        }
        (self.faults.len() == before).then_some(header)
    }
}
