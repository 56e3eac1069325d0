//! Whether the lesson that is to meet a misconception has the question and the wrong answer that names it.

use std::path::Path;
use std::sync::Arc;

use crate::lesson::misconception::{self, Unmet};
use crate::lesson::model::{Lesson, Span};
use crate::lesson::problem::{Fault, Problem};

/// What is wrong with those that a lesson is to meet; `text` is the list in `file`.
pub fn unmet(file: &Path, text: &str, english: &Lesson) -> Vec<Problem> {
    let source: Arc<str> = text.into();
    let problem = |at: Span, fault: Fault| Problem { file: file.into(), source: source.clone(), at, fault };
    let all = match misconception::read(text) {
        Ok(all) => all,
        Err(error) => {
            let at = error.span().map_or_else(Span::default, |span| Span::new(span.start, span.end));
            return vec![problem(at, Fault::BadList { message: error.message().to_owned() })];
        }
    };
    let mut problems = Vec::new();
    for (number, one) in all.iter().enumerate().filter(|(_, one)| one.lesson == english.front.lesson) {
        let at = text.match_indices("[[misconception]]").nth(number).map_or(0, |(at, head)| at + head.len());
        let at = Span::new(at, at + text[at..].find("[[").unwrap_or(0)).start;
        let at = text[at..].find(one.id.as_str()).map_or(at, |found| at + found);
        let mut fault = |fault| problems.push(problem(Span::new(at, at + one.id.len()), fault));
        if all.iter().filter(|other| other.id == one.id).count() > 1 {
            fault(Fault::TwiceEntry { text: one.id.clone() });
        }
        if !one.source.starts_with("https://") {
            fault(Fault::BadLink { target: one.source.clone() });
        }
        let (lesson, question) = (one.lesson, one.question.clone());
        match one.place(english) {
            Ok(_) => {}
            Err(Unmet::Question) => fault(Fault::UnmetBy { lesson, question, wrong: None }),
            Err(Unmet::Answer) => fault(Fault::UnmetBy { lesson, question, wrong: Some(one.wrong.clone()) }),
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::lang::{Lang, Say};
    use crate::lesson::parse::parse;

    #[test]
    fn one_that_no_question_names_is_told_with_its_place() {
        let script = "---\nlesson: 1\ntitle: T\nabout: A.\nminutes: 1\n---\n\n## One\n\n```choice #q\nWhat?\n- [x] this\n- [ ] that\n  No.\n```\n";
        let lesson =
            parse(Path::new("lesson.en.md"), Lang::En, script, &BTreeMap::new()).expect("it can be read");
        let list = |question: &str, wrong: &str| {
            format!(
                "[[misconception]]\nid = 'far'\nen = 'e'\nzh = 'z'\nsource = 'https://x'\nlesson = 9\nquestion = 'q'\nwrong = 'w'\n\
                 [[misconception]]\nid = 'one'\nen = 'e'\nzh = 'z'\nsource = 'https://x'\nlesson = 1\nquestion = '{question}'\nwrong = '{wrong}'\n"
            )
        };
        let told = |text: &str| {
            let problems = unmet(Path::new("misconceptions.toml"), text, &lesson);
            problems
                .iter()
                .map(|problem| (problem.position().0, problem.fault.say(Lang::En)))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&list("q", "that")), []);
        assert_eq!(told(&list("q", "th…")), []);
        assert_eq!(told(&list("p", "that")), [(10, "lesson 1 has no question `#p`".to_owned())]);
        assert_eq!(
            told(&list("q", "this")),
            [(10, "the question `#q` of lesson 1 has no wrong answer `this`".to_owned())]
        );
        assert_eq!(told("[[misconception]]\nid = 3\n")[0].0, 2);
    }
}
