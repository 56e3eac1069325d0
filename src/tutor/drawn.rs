//! Drawn questions as a lesson, so that they are asked like all others.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::draw::Drawn;
use crate::lang::Lang;
use crate::lesson::model::{Choice, Demo, Front, Kind, Lesson, Prose, Question, Screen, Span, Step};
use crate::trace::event::Clock;

/// A program as the one demo of a lesson, with nothing asked about it yet.
pub fn lesson_of(name: &str, source: &str, clock: Clock, lang: Lang) -> Lesson {
    let front =
        Front { lesson: 0, title: name.to_owned(), about: String::new(), minutes: 0, clock, legacy: false };
    let demo = Demo { name: name.to_owned(), source: source.to_owned(), marks: BTreeMap::new() };
    Lesson {
        file: PathBuf::from(name),
        source: "".into(),
        lang,
        front,
        screens: Vec::new(),
        demos: BTreeMap::from([(name.to_owned(), demo)]),
    }
}

/// A screen with one question.
pub fn screen(title: String, question: Question) -> Screen {
    Screen { title, at: Span::default(), steps: vec![Step::Ask(Box::new(question))] }
}

/// A drawn question about a demo, under an id.
pub fn question(drawn: &Drawn, id: &str, demo: &str) -> Question {
    let prose = |text: &str| Prose { text: text.to_owned(), at: Span::default() };
    let options = drawn.choices.iter().enumerate().map(|(at, choice)| Choice {
        right: at == drawn.right,
        text: choice.text.clone(),
        why: prose(&choice.why),
        claims: Vec::new(),
        at: Span::default(),
    });
    Question {
        at: Span::default(),
        id: id.to_owned(),
        demo: Some(demo.to_owned()),
        text: prose(&drawn.text),
        hints: drawn.hints.iter().map(|hint| prose(hint)).collect(),
        kind: Kind::Choice { several: false, options: options.collect() },
    }
}
