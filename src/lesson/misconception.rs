//! What learners take to be so: each misconception with where it was seen, and the wrong answer that names it.

use serde::Deserialize;

use super::marks;
use super::model::{Kind, Lesson, Question, Step, Wrong};
use crate::lang::Lang;

/// The file beside the lessons.
pub const FILE: &str = "misconceptions.toml";

/// Something that learners take to be so.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misconception {
    /// Its name.
    pub id: String,
    /// What is taken to be so, in English.
    pub en: String,
    /// The same in Chinese.
    pub zh: String,
    /// Where somebody was seen to take it so: an issue, a question, a paper.
    pub source: String,
    /// The number of the lesson that meets it.
    pub lesson: u32,
    /// The question that meets it.
    pub question: String,
    /// The wrong answer that names it, as the English script has it; `…` at its end stands for any rest.
    pub wrong: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    misconception: Vec<Misconception>,
}

/// Reads a list of them.
pub fn read(text: &str) -> Result<Vec<Misconception>, toml::de::Error> {
    toml::from_str::<Listed>(text).map(|listed| listed.misconception)
}

/// The wrong answers that a question or a try-it anticipates, in the script's order.
fn wrongs(lesson: &Lesson, id: &str) -> Option<Vec<String>> {
    let answers = |wrong: &[Wrong]| wrong.iter().map(|wrong| wrong.answer.clone()).collect();
    lesson.screens.iter().flat_map(|screen| &screen.steps).find_map(|step| match step {
        Step::Ask(question) if question.id == id => Some(match &question.kind {
            Kind::Choice { options, .. } => {
                options.iter().filter(|option| !option.right).map(|option| option.text.clone()).collect()
            }
            Kind::PredictOutput { wrong, .. }
            | Kind::PredictState { wrong, .. }
            | Kind::PredictNext { wrong, .. }
            | Kind::PredictFact { wrong, .. }
            | Kind::Complete { wrong, .. }
            | Kind::Fix { wrong, .. } => answers(wrong),
            Kind::Match(pairs) => pairs.right.iter().map(|partner| partner.text.clone()).collect(),
            Kind::Order { .. } | Kind::Explain { .. } => Vec::new(),
        }),
        Step::Try(goal) if goal.id == id => Some(answers(&goal.wrong)),
        _ => None,
    })
}

/// Why a misconception is met by nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// The lesson has no such question.
    Question,
    /// The question has no such wrong answer.
    Answer,
}

impl Misconception {
    /// What is taken to be so.
    pub fn says(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.zh)
    }

    /// Which of the question's wrong answers names it, by its place in the English script.
    pub fn place(&self, english: &Lesson) -> Result<usize, Unmet> {
        let wrongs = wrongs(english, &self.question).ok_or(Unmet::Question)?;
        let names = |wrong: &String| match self.wrong.strip_suffix('…') {
            Some(start) => wrong.starts_with(start),
            None => *wrong == self.wrong,
        };
        wrongs.iter().position(names).ok_or(Unmet::Answer)
    }

    /// Whether an answer that a learner gave names it; the script is the one they read, or may have read.
    pub fn is_in(&self, place: usize, lesson: &Lesson, given: &str) -> bool {
        let Some(wrong) = wrongs(lesson, &self.question).and_then(|wrongs| wrongs.into_iter().nth(place))
        else {
            return false;
        };
        let question = lesson.questions().find(|question| question.id == self.question);
        let shown = question.and_then(|question| line_of(lesson, question, &wrong)).unwrap_or(wrong);
        let (shown, given) = (plain(&shown), plain(given));
        // Where several are chosen, or several lines changed, it is one of them.
        shown == given
            || shown.len() == 1
                && given.iter().any(|part| {
                    *part == shown[0]
                        || part.ends_with(&format!(" → {}", shown[0]))
                        || part.split_once(' ').is_some_and(|(line, code)| {
                            line.bytes().all(|b| b.is_ascii_digit()) && code == shown[0]
                        })
                })
    }
}

/// The code of the line that a mark stands for, where lines are what is chosen from.
fn line_of(lesson: &Lesson, question: &Question, wrong: &str) -> Option<String> {
    if !matches!(question.kind, Kind::PredictNext { .. }) {
        return None;
    }
    let demo = lesson.demos.get(question.demo.as_deref()?)?;
    let mark: u32 = wrong.trim_matches(['<', '>']).parse().ok()?;
    marks::code_of(&demo.source, *demo.marks.get(&mark)?).map(str::to_owned)
}

/// An answer to compare: without back-ticks and blanks, line by line.
fn plain(text: &str) -> Vec<String> {
    text.replace('`', "").split(['|', '\n']).map(|part| part.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::lesson::catalog::Catalog;

    #[test]
    fn sixty_and_more_are_listed_each_with_a_source_and_a_wrong_answer_that_names_it_in_both_languages() {
        let all = Catalog::BuiltIn.misconceptions().expect("the list is read");
        assert!(all.len() >= 60, "{}", all.len());
        let ids: BTreeSet<&str> = all.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids.len(), all.len(), "each has a name of its own");
        for folder in Catalog::BuiltIn.folders().expect("the lessons") {
            let (en, zh) = (folder.load(Lang::En).expect("en"), folder.load(Lang::Zh).expect("zh"));
            for one in all.iter().filter(|one| one.lesson == folder.number) {
                let place = one.place(&en).unwrap_or_else(|unmet| panic!("{}: {unmet:?}", one.id));
                assert!(one.source.starts_with("https://"), "{}", one.id);
                assert!(wrongs(&zh, &one.question).is_some_and(|wrongs| place < wrongs.len()), "{}", one.id);
                let chosen = wrongs(&zh, &one.question).expect("it is there")[place].clone();
                let question = zh.questions().find(|question| question.id == one.question);
                let chosen = question.and_then(|q| line_of(&zh, q, &chosen)).unwrap_or(chosen);
                assert!(one.is_in(place, &zh, &chosen), "{}", one.id);
            }
        }
    }

    #[test]
    fn an_answer_names_it_however_it_was_given() {
        let all = Catalog::BuiltIn.misconceptions().expect("the list is read");
        let folder = Catalog::BuiltIn.find("generator-states").expect("read").expect("there");
        let en = folder.load(Lang::En).expect("en");
        let one = |id: &str| all.iter().find(|one| one.id == id).expect("it is listed");
        let named = |id: &str, given: &str| {
            let one = one(id);
            one.is_in(one.place(&en).expect("it is met"), &en, given)
        };
        assert!(named("call-runs-the-body", "`GEN_RUNNING`"), "as it was offered");
        assert!(!named("call-runs-the-body", "`GEN_SUSPENDED`"));
        assert!(named("iter-rewinds", "12 print(list(iter(numbers)))"), "as a line that was changed");
        assert!(named("read-twice", " [2, 1] "), "as it was typed");
    }
}
