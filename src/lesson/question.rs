//! Questions and goals at the prompt: the inside of their directives.

use super::body::{Entry, Part, Worded};
use super::directive::Header;
use super::marks;
use super::model::{
    Asked, Choice, Kind, Left, Pairs, Patch, Piece, Placed, Prose, Question, Span, TryIt, Visit, Wrong,
};
use super::pairs;
use super::problem::{Fault, Needed};
use super::reader::Reader;
use crate::lang::Words;
use crate::lesson::expect;

/// What stands inside any question.
#[derive(Default)]
struct Inside {
    text: Prose,
    hints: Vec<Prose>,
    wrong: Vec<Wrong>,
    solutions: Vec<Worded>,
    accepts: Vec<Worded>,
    blanks: Vec<Worded>,
    checks: Vec<Placed>,
    answers: Vec<Prose>,
    options: Vec<Choice>,
    pieces: Vec<Piece>,
    pairs: Pairs,
}

/// Where the text of a question stands.
const BEFORE: Words = Words::new("a sentence before the first entry", "在第一个条目之前写一句话");

/// A piece to be put in order.
const PIECE: Words = Words::new("<2> What happens there.", "<2> 那里发生了什么。");

/// A check.
const CHECK: Words = Words::same("- check <2>: averager#1 yields None");

/// Reads a question.
pub fn question(reader: &mut Reader<'_>, header: &Header, at: Span) -> Option<Question> {
    let known: &'static [&'static str] = match header.directive.word {
        "choice" => &["[x]", "[ ]", "hint"],
        word if word.starts_with("predict-") => &["hint", "wrong"],
        "order" | "match" => &["hint"],
        "complete" => &["blank", "accept", "wrong", "check", "hint"],
        "fix" => &["solution", "wrong", "check", "hint"],
        _ => &["answer", "hint"],
    };
    let before = reader.faults.len();
    let inside = inside(reader, header, known);
    if reader.faults.len() > before {
        return None;
    }
    let missing = |reader: &mut Reader<'_>, what, form| {
        reader.fault(at, Fault::MissingEntry { directive: header.directive.word, what, form });
    };
    let needs_text = !header.directive.word.starts_with("predict-");
    if needs_text && inside.text.text.is_empty() {
        missing(reader, Words::new("a text that asks something", "提问的文字"), BEFORE);
    }
    let offers = header.directive.word.starts_with("predict-") && header.directive.word != "predict-output";
    if offers && inside.wrong.len() < 2 {
        missing(
            reader,
            Words::new(
                "at least two wrong answers to choose from, each explained",
                "至少两个可选的错误答案，并逐一解释",
            ),
            Words::new("- wrong `GEN_CLOSED`: why it is not", "- wrong `GEN_CLOSED`: 为什么不是它"),
        );
    }
    let kind = match header.directive.word {
        "choice" => {
            let several = header.flags.contains(&"several");
            choice(reader, &inside.options, several, at);
            Kind::Choice { several, options: inside.options }
        }
        "predict-output" => Kind::PredictOutput { visit: header.visit, wrong: inside.wrong },
        "predict-state" => {
            for wrong in inside.wrong.iter().filter(|wrong| !expect::is_state(&wrong.answer)) {
                reader.fault(wrong.at, expect::ClaimError::UnknownState { word: wrong.answer.clone() });
            }
            Kind::PredictState { visit: header.visit?, of: header.of.clone()?, wrong: inside.wrong }
        }
        "predict-next" => Kind::PredictNext { visit: header.visit?, wrong: inside.wrong },
        "predict-who" => Kind::PredictFact { asked: Asked::Who, visit: header.visit?, wrong: inside.wrong },
        "predict-time" => Kind::PredictFact { asked: Asked::Time, visit: header.visit?, wrong: inside.wrong },
        "predict-value" => {
            let asked = Asked::Value(header.of.clone()?);
            Kind::PredictFact { asked, visit: header.visit?, wrong: inside.wrong }
        }
        "order" => {
            if inside.pieces.len() < 3 {
                missing(reader, Words::new("at least three pieces", "至少三个片段"), PIECE);
            }
            Kind::Order { pieces: inside.pieces }
        }
        "match" => {
            pairs::lacks(reader, header, &inside.pairs, at);
            Kind::Match(inside.pairs)
        }
        "complete" => {
            let [blank] = &inside.blanks[..] else {
                missing(reader, Words::new("one blank", "一个空"), Words::same("- blank <2> `next(coro)`"));
                return None;
            };
            if inside.checks.is_empty() {
                missing(reader, Words::new("a check", "一项检查"), CHECK);
            }
            let blank = patch(reader, header, blank)?;
            let code = code_of(reader, header, blank.mark).unwrap_or_default();
            let times = code.matches(blank.code.as_str()).count();
            if times != 1 {
                reader.fault(blank.at, Fault::BadBlank { text: blank.code.clone(), times });
            }
            let accept = inside.accepts.iter().map(|worded| Patch {
                mark: blank.mark,
                code: worded.code.clone().unwrap_or_default(),
                at: worded.at,
            });
            Kind::Complete { accept: accept.collect(), blank, wrong: inside.wrong, checks: inside.checks }
        }
        "fix" => {
            if inside.checks.is_empty() {
                missing(reader, Words::new("a check", "一项检查"), CHECK);
            }
            if inside.solutions.is_empty() {
                missing(
                    reader,
                    Words::new("a solution", "一个解答"),
                    Words::new("- solution <2> `the line as it should be`", "- solution <2> `正确的那一行`"),
                );
            }
            let solution =
                inside.solutions.iter().filter_map(|worded| patch(reader, header, worded)).collect();
            for wrong in inside.wrong.iter().filter(|wrong| wrong.visit.is_none()) {
                let form = Words::new(
                    "- wrong <2> `the line`: why it is not right",
                    "- wrong <2> `那一行`: 为什么不对",
                );
                reader.fault(wrong.at, Fault::BadEntry { form });
            }
            Kind::Fix { solution, wrong: inside.wrong, checks: inside.checks }
        }
        _ => match inside.answers.into_iter().next() {
            Some(answer) => Kind::Explain { answer },
            None => {
                missing(
                    reader,
                    Words::new("a model answer", "参考答案"),
                    Words::new("- answer: a few sentences", "- answer: 几句话"),
                );
                return None;
            }
        },
    };
    (reader.faults.len() == before).then(|| Question {
        at,
        id: header.id.clone(),
        demo: header.demo.clone(),
        text: inside.text,
        hints: inside.hints,
        kind,
    })
}

/// Reads a goal at the prompt.
pub fn try_it(reader: &mut Reader<'_>, header: &Header, at: Span) -> Option<TryIt> {
    let before = reader.faults.len();
    let inside = inside(reader, header, &["goal", "solution", "wrong", "hint"]);
    let missing = |what, form| Fault::MissingEntry { directive: "try", what, form };
    if reader.faults.len() == before {
        if inside.text.text.is_empty() {
            reader.fault(at, missing(Words::new("the goal in words", "用文字说明的目标"), BEFORE));
        }
        if inside.checks.is_empty() {
            reader.fault(
                at,
                missing(Words::new("a goal", "一个目标"), Words::same("- goal: averager#* yields 15.0")),
            );
        }
        if inside.solutions.is_empty() {
            reader.fault(
                at,
                missing(Words::new("a solution", "一个解答"), Words::same("- solution `coro = averager()`")),
            );
        }
    }
    (reader.faults.len() == before).then(|| TryIt {
        at,
        id: header.id.clone(),
        demo: header.demo.clone().unwrap_or_default(),
        text: inside.text,
        hints: inside.hints,
        goals: inside.checks,
        solution: inside.solutions.into_iter().filter_map(|worded| worded.code).collect(),
        wrong: inside.wrong,
    })
}

fn inside(reader: &mut Reader<'_>, header: &Header, known: &'static [&'static str]) -> Inside {
    let mut inside = Inside::default();
    let directive = header.directive.word;
    for part in reader.parts(header.body) {
        match part {
            Part::Text(text) => inside.text = text,
            Part::Mark { visit, text, at } if directive == "order" => {
                reader.mark(header.demo.as_deref(), visit.mark, at);
                if inside.pieces.iter().any(|piece| piece.visit == visit) {
                    reader.fault(at, Fault::TwiceEntry { text: visit.to_string() });
                }
                if text.text.is_empty() {
                    reader.fault(at, Fault::BadEntry { form: PIECE });
                }
                inside.pieces.push(Piece { visit, text: text.text, at });
            }
            Part::Mark { visit, text, at } if directive == "match" => {
                reader.mark(header.demo.as_deref(), visit.mark, at);
                if inside.pairs.left.iter().any(|left| left.visit == Some(visit)) {
                    reader.fault(at, Fault::TwiceEntry { text: visit.to_string() });
                }
                inside.pairs.left.push(Left { visit: Some(visit), text: text.text, at });
            }
            Part::Mark { at, .. } => reader.fault(at, Fault::LooseLine),
            Part::Entry(entry) if directive == "match" && !is_hint(&entry) => {
                pairs::entry(reader, header, &entry, &mut inside.pairs);
            }
            Part::Entry(entry) => match option_mark(&entry.text) {
                Some((right, text)) if known.contains(&"[x]") => {
                    let choice = option(reader, header, &entry, right, text);
                    if inside.options.iter().any(|other| other.text == choice.text) {
                        reader.fault(entry.at, Fault::TwiceEntry { text: choice.text.clone() });
                    }
                    inside.options.push(choice);
                }
                _ => worded(reader, header, &entry, known, &mut inside),
            },
        }
    }
    inside
}

fn worded(
    reader: &mut Reader<'_>,
    header: &Header,
    entry: &Entry,
    known: &'static [&'static str],
    inside: &mut Inside,
) {
    let worded = match entry.worded() {
        Ok(worded) => worded,
        Err(fault) => return reader.fault(entry.at, fault),
    };
    let directive = header.directive.word;
    if !known.contains(&worded.word.as_str()) {
        return reader.fault(entry.at, Fault::UnknownEntry { directive, word: worded.word, known });
    }
    if let Some(visit) = worded.visit {
        reader.mark(header.demo.as_deref(), visit.mark, entry.at);
    }
    let needs_code = matches!(worded.word.as_str(), "solution" | "accept" | "blank")
        || worded.word == "wrong" && directive != "predict-next";
    if needs_code && worded.code.is_none() {
        let form = Words::new("- word `code or answer`: text", "- 词 `代码或答案`: 文字");
        return reader.fault(entry.at, Fault::BadEntry { form });
    }
    match worded.word.as_str() {
        "hint" if worded.text.text.is_empty() => {
            let form = Words::new("- hint: a sentence", "- hint: 一句话");
            reader.fault(entry.at, Fault::BadEntry { form });
        }
        "hint" => inside.hints.push(worded.text),
        "answer" => inside.answers.push(worded.text),
        "wrong" => {
            if worded.text.text.is_empty() {
                reader.fault(entry.at, Fault::NoExplanation);
            }
            let mark = worded.visit.map(|visit| visit.to_string()).unwrap_or_default();
            inside.wrong.push(Wrong {
                answer: worded.code.unwrap_or(mark),
                visit: worded.visit,
                why: worded.text,
                at: entry.at,
            });
        }
        "check" | "goal" => {
            let claim = reader.claim(header.demo.as_deref(), worded.visit, &worded.text.text, entry.at);
            inside.checks.extend(claim);
        }
        "solution" => inside.solutions.push(worded),
        "accept" => inside.accepts.push(worded),
        "blank" => inside.blanks.push(worded),
        _ => {}
    }
}

fn is_hint(entry: &Entry) -> bool {
    entry.worded().is_ok_and(|worded| worded.word == "hint")
}

fn option_mark(text: &str) -> Option<(bool, &str)> {
    let right = text.strip_prefix("[x] ").map(|text| (true, text.trim()));
    right.or_else(|| text.strip_prefix("[ ] ").map(|text| (false, text.trim())))
}

fn option(reader: &mut Reader<'_>, header: &Header, entry: &Entry, right: bool, text: &str) -> Choice {
    let mut claims = Vec::new();
    let mut why = Entry { at: entry.at, ..Entry::default() };
    for (line, at) in &entry.more {
        match line.strip_prefix("= ") {
            Some(claim) => {
                let at = Span::new(at.start + 2, at.end);
                claims.extend(reader.claim(header.demo.as_deref(), header.visit, claim, at));
            }
            None => why.more.push((line.clone(), *at)),
        }
    }
    let why = why.prose();
    if !right && why.text.is_empty() {
        reader.fault(entry.at, Fault::NoExplanation);
    }
    Choice { right, text: text.into(), why, claims, at: entry.at }
}

fn choice(reader: &mut Reader<'_>, options: &[Choice], several: bool, at: Span) {
    if options.len() < 2 {
        let what = Words::new("at least two answers", "至少两个答案");
        let form = Words::new(
            "- [x] the right answer, and - [ ] a wrong one with its explanation below",
            "- [x] 正确答案，以及 - [ ] 错误答案，下面写出解释",
        );
        reader.fault(at, Fault::MissingEntry { directive: "choice", what, form });
        return;
    }
    let right = options.iter().filter(|option| option.right).count();
    if several && right == 0 {
        reader.fault(at, Fault::RightAnswers { right, needed: Needed::Some });
    } else if !several && right != 1 {
        reader.fault(at, Fault::RightAnswers { right, needed: Needed::One });
    }
}

fn patch(reader: &mut Reader<'_>, header: &Header, worded: &Worded) -> Option<Patch> {
    let (Some(Visit { mark, .. }), Some(code)) = (worded.visit, worded.code.clone()) else {
        let form = Words::new("- word <2> `code`", "- 词 <2> `代码`");
        reader.fault(worded.at, Fault::BadEntry { form });
        return None;
    };
    code_of(reader, header, mark)?;
    Some(Patch { mark, code, at: worded.at })
}

/// The code of a marked line.
fn code_of<'a>(reader: &Reader<'a>, header: &Header, mark: u32) -> Option<&'a str> {
    let demo = reader.demos.get(header.demo.as_deref()?)?;
    marks::code_of(&demo.source, *demo.marks.get(&mark)?)
}
