//! A question as it is put to a learner: the answers to choose from, the right one from the run, and the grading.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::answer;
use super::check::Failure;
use super::marks;
use super::model::{Demo, Kind, Partner, Piece, Prose, Question, Wrong};
use super::pairs;
use super::printed::{Likeness, compare};
use super::window::Run;

/// A question ready to be asked.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What to choose from, as shown; empty where the answer is typed.
    pub offers: Vec<Offer>,
    /// The items that each get one of the offers, in Markdown; none where that is not asked.
    pub items: Vec<String>,
    /// How the answer is given.
    pub form: Form,
    expected: Expected,
    wrong: Vec<Wrong>,
}

/// One of the answers to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it says, in Markdown.
    pub text: String,
    /// The line of the program it means, where it means one.
    pub line: Option<u32>,
    /// What it stands for: the state, the mark, the number of the option or piece in the script.
    value: String,
    /// What to say when it was chosen.
    why: Prose,
}

/// How an answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One of the offers.
    One,
    /// Some of the offers.
    Some,
    /// All of the offers, in order.
    Order,
    /// An offer for each item.
    Match,
    /// A text: what is printed.
    Text,
    /// Code for a blank.
    Blank,
    /// Lines of the program.
    Lines,
    /// Words of one's own.
    Words,
}

#[derive(Clone, Debug)]
enum Expected {
    /// These offers' values, in any order.
    Values(BTreeSet<String>),
    /// These offers' values, in this order.
    Sequence(Vec<String>),
    /// One of the offers' values for each item.
    Pairs(Vec<String>),
    /// This text.
    Text(String),
    /// Found out by running, or by the learner.
    Outside,
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grade {
    /// It is right; there may be more to say.
    Right(Vec<Prose>),
    /// It is wrong, and why.
    Wrong(Vec<Prose>),
    /// All of what was chosen is right, and something right was not chosen.
    Incomplete,
    /// It is nearly right, and what it lacks is known.
    Near(Likeness),
    /// The order is wrong; so many from the start are right.
    Misplaced {
        /// How many.
        good: usize,
    },
    /// Some items got the wrong offer.
    Mismatched {
        /// The letters of those that got the right one.
        good: Vec<char>,
        /// What to say to those that did not.
        why: Vec<Prose>,
    },
    /// It is no answer to this question.
    Unreadable,
}

impl Sheet {
    /// Prepares a question: its run tells the answer. `seed` decides the order of what is offered.
    pub fn new(
        question: &Question,
        demo: Option<&Demo>,
        run: Option<&Run<'_>>,
        seed: u64,
    ) -> Result<Sheet, Failure> {
        let none = Failure::NoObject { object: question.demo.clone().unwrap_or_default(), line: 0 };
        let both = || demo.zip(run).ok_or(none.clone());
        let sheet = |form, offers, expected, wrong: &[Wrong]| Sheet {
            offers,
            items: Vec::new(),
            form,
            expected,
            wrong: wrong.into(),
        };
        Ok(match &question.kind {
            Kind::Choice { several, options } => {
                let offer = |(at, option): (usize, &super::model::Choice)| Offer {
                    text: option.text.clone(),
                    line: None,
                    value: at.to_string(),
                    why: option.why.clone(),
                };
                let right = options.iter().enumerate().filter(|(_, option)| option.right);
                let expected = Expected::Values(right.map(|(at, _)| at.to_string()).collect());
                let offers = shuffled(options.iter().enumerate().map(offer).collect(), seed);
                sheet(if *several { Form::Some } else { Form::One }, offers, expected, &[])
            }
            Kind::PredictOutput { visit, wrong } => {
                let (demo, run) = both()?;
                let text = answer::output_at(run, demo, *visit)?;
                sheet(Form::Text, Vec::new(), Expected::Text(text), wrong)
            }
            Kind::PredictState { visit, of, wrong } => {
                let (demo, run) = both()?;
                let state = answer::state_at(run, demo, *visit, of)?;
                let prefix = state.split_once('_').map_or("GEN", |(prefix, _)| prefix);
                let words =
                    ["CREATED", "RUNNING", "SUSPENDED", "CLOSED"].map(|word| format!("{prefix}_{word}"));
                let offered = words.into_iter().filter(|value| value == state || is_among(wrong, value));
                let offer = |value: String| Offer {
                    text: format!("`{value}`"),
                    line: None,
                    why: why(wrong, &value),
                    value,
                };
                sheet(Form::One, offered.map(offer).collect(), Expected::Values([state.into()].into()), wrong)
            }
            Kind::PredictNext { visit, wrong } => {
                let (demo, run) = both()?;
                let right = format!("<{}>", answer::next_at(run, demo, *visit)?);
                let mut lines: Vec<(u32, u32)> =
                    demo.marks.iter().map(|(mark, line)| (*line, *mark)).collect();
                lines.sort_unstable();
                let offers = lines.into_iter().filter_map(|(line, mark)| {
                    let value = format!("<{mark}>");
                    let code = marks::code_of(&demo.source, line).unwrap_or_default();
                    (value == right || is_among(wrong, &value)).then(|| Offer {
                        text: format!("`{code}`"),
                        line: Some(line),
                        why: why(wrong, &value),
                        value,
                    })
                });
                sheet(Form::One, offers.collect(), Expected::Values([right].into()), wrong)
            }
            Kind::PredictFact { asked, visit, wrong } => {
                let (demo, run) = both()?;
                let right = answer::fact_at(run, demo, *visit, asked)?;
                let answers = wrong.iter().map(|wrong| wrong.answer.trim().to_owned()).chain([right.clone()]);
                let offer = |value: String| Offer {
                    text: format!("`{value}`"),
                    line: None,
                    why: why(wrong, &value),
                    value,
                };
                let offers = shuffled(answers.map(offer).collect(), seed);
                sheet(Form::One, offers, Expected::Values([right].into()), wrong)
            }
            Kind::Order { pieces } => {
                let (demo, run) = both()?;
                let order = answer::order_of(run, demo, pieces).map_err(|(_, failure)| failure)?;
                let expected = Expected::Sequence(order.iter().map(ToString::to_string).collect());
                let offer = |(at, piece): (usize, &Piece)| Offer {
                    text: piece.text.clone(),
                    line: None,
                    value: at.to_string(),
                    why: Prose::default(),
                };
                sheet(Form::Order, pieces.iter().enumerate().map(offer).collect(), expected, &[])
            }
            Kind::Match(pairs) => {
                let on = demo.zip(run);
                if on.is_none() && pairs.left.iter().any(|left| left.visit.is_some()) {
                    return Err(none);
                }
                let belonging = pairs::belonging(pairs, on).map_err(|(_, failure)| failure)?;
                let expected = Expected::Pairs(belonging.iter().map(ToString::to_string).collect());
                let offer = |(at, partner): (usize, &Partner)| Offer {
                    text: partner.text.clone(),
                    line: None,
                    value: at.to_string(),
                    why: partner.why.clone(),
                };
                let offers = shuffled(pairs.right.iter().enumerate().map(offer).collect(), seed);
                let items = pairs.left.iter().map(|left| pairs::text_of(left, demo)).collect();
                Sheet { items, ..sheet(Form::Match, offers, expected, &[]) }
            }
            Kind::Complete { wrong, .. } => sheet(Form::Blank, Vec::new(), Expected::Outside, wrong),
            Kind::Fix { wrong, .. } => sheet(Form::Lines, Vec::new(), Expected::Outside, wrong),
            Kind::Explain { .. } => sheet(Form::Words, Vec::new(), Expected::Outside, &[]),
        })
    }

    /// A question with every answer that any run could add to those its script lists, to see how much room it needs.
    #[cfg(test)]
    pub(crate) fn widest(question: &Question, demo: Option<&Demo>) -> Sheet {
        let offer = |text: String, line: Option<u32>| Offer {
            value: text.clone(),
            text,
            line,
            why: Prose::default(),
        };
        let (form, offers) = match (&question.kind, demo) {
            (Kind::PredictState { .. }, _) => {
                let states = ["AGEN_CREATED", "AGEN_RUNNING", "AGEN_SUSPENDED", "AGEN_CLOSED"];
                (Form::One, states.iter().map(|state| offer(format!("`{state}`"), None)).collect())
            }
            (Kind::PredictNext { wrong, .. }, Some(demo)) => {
                let code = |line: u32| marks::code_of(&demo.source, line).unwrap_or_default();
                let is_listed = |mark: u32| is_among(wrong, &format!("<{mark}>"));
                let unlisted = demo.marks.iter().filter(|(mark, _)| !is_listed(**mark));
                let longest = unlisted.max_by_key(|(_, line)| code(**line).len()).map(|(mark, _)| *mark);
                let lines =
                    demo.marks.iter().filter(|(mark, _)| is_listed(**mark) || Some(**mark) == longest);
                let listed = lines.map(|(_, line)| offer(format!("`{}`", code(*line)), Some(*line)));
                (Form::One, listed.collect())
            }
            (Kind::Order { pieces }, _) => {
                (Form::Order, pieces.iter().map(|piece| offer(piece.text.clone(), None)).collect())
            }
            (Kind::Match(pairs), _) => {
                let items = pairs.left.iter().map(|left| pairs::text_of(left, demo)).collect();
                let offers = pairs.right.iter().map(|partner| offer(partner.text.clone(), None)).collect();
                let expected = Expected::Outside;
                return Sheet { offers, items, form: Form::Match, expected, wrong: Vec::new() };
            }
            (Kind::PredictFact { wrong, .. }, _) => {
                let listed = wrong.iter().map(|wrong| wrong.answer.trim());
                let right = listed.clone().max_by_key(|answer| answer.len());
                (Form::One, listed.chain(right).map(|answer| offer(format!("`{answer}`"), None)).collect())
            }
            (Kind::PredictOutput { .. }, _) => (Form::Text, Vec::new()),
            _ => return Sheet::new(question, None, None, 0).expect("it needs no run"),
        };
        Sheet { offers, items: Vec::new(), form, expected: Expected::Outside, wrong: Vec::new() }
    }

    /// Grades a typed answer: numbers for offers, text where a text is asked for.
    pub fn grade(&self, answer: &str) -> Grade {
        match (&self.expected, self.form) {
            (Expected::Values(right), form) => {
                let Some(chosen) = self.numbers(answer) else {
                    return Grade::Unreadable;
                };
                if chosen.is_empty() || form == Form::One && chosen.len() > 1 {
                    return Grade::Unreadable;
                }
                let values: BTreeSet<String> = chosen.iter().map(|offer| offer.value.clone()).collect();
                let told = |keep: &dyn Fn(&Offer) -> bool| -> Vec<Prose> {
                    let kept = chosen.iter().filter(|offer| keep(offer) && !offer.why.text.is_empty());
                    kept.map(|offer| offer.why.clone()).collect()
                };
                if values == *right {
                    Grade::Right(told(&|_| true))
                } else if values.is_subset(right) {
                    Grade::Incomplete
                } else {
                    Grade::Wrong(told(&|offer| !right.contains(&offer.value)))
                }
            }
            (Expected::Sequence(right), _) => match self.numbers(answer) {
                Some(chosen) if chosen.len() == self.offers.len() => {
                    let good =
                        chosen.iter().zip(right).take_while(|(offer, value)| offer.value == **value).count();
                    if good == right.len() { Grade::Right(Vec::new()) } else { Grade::Misplaced { good } }
                }
                _ => Grade::Unreadable,
            },
            (Expected::Pairs(right), _) => match self.repeated(answer) {
                Some(chosen) if chosen.len() == self.items.len() => {
                    let fits: Vec<bool> =
                        chosen.iter().zip(right).map(|(offer, value)| offer.value == *value).collect();
                    let good = LETTERS.zip(&fits).filter(|(_, fits)| **fits).map(|(letter, _)| letter);
                    let mut wrong: Vec<&Offer> = chosen
                        .iter()
                        .zip(&fits)
                        .filter(|(_, fits)| !**fits)
                        .map(|(offer, _)| *offer)
                        .collect();
                    wrong.retain(|offer| !offer.why.text.is_empty());
                    wrong.dedup();
                    let why = wrong.into_iter().map(|offer| offer.why.clone()).collect();
                    match fits.iter().all(|fits| *fits) {
                        true => Grade::Right(Vec::new()),
                        false => Grade::Mismatched { good: good.collect(), why },
                    }
                }
                _ => Grade::Unreadable,
            },
            (Expected::Text(right), _) => {
                if plain(answer).is_empty() {
                    Grade::Unreadable
                } else if plain(answer) == plain(right) {
                    Grade::Right(Vec::new())
                } else {
                    // A mistake that the script knows is a mistake, however near it is.
                    let wrong = self.wrong_of(answer);
                    match compare(&plain(answer), &plain(right)) {
                        _ if !wrong.is_empty() => Grade::Wrong(wrong),
                        Likeness::Same => Grade::Right(Vec::new()),
                        Likeness::Other => Grade::Wrong(wrong),
                        near => Grade::Near(near),
                    }
                }
            }
            (Expected::Outside, _) => Grade::Unreadable,
        }
    }

    /// How many lines from the start are right of an answer that says what is printed.
    pub fn good_lines(&self, answer: &str) -> usize {
        match &self.expected {
            Expected::Text(right) => {
                plain(answer).iter().zip(plain(right)).take_while(|(given, right)| **given == *right).count()
            }
            _ => 0,
        }
    }

    /// What the script says to an anticipated wrong answer.
    pub fn wrong_of(&self, answer: &str) -> Vec<Prose> {
        let fits = |wrong: &&Wrong| plain(&wrong.answer) == plain(answer);
        self.wrong.iter().filter(fits).map(|wrong| wrong.why.clone()).collect()
    }

    /// The right answer as it is shown: offers by their numbers, or the text.
    pub fn solution(&self) -> String {
        let number = |value: &String| {
            let at = self.offers.iter().position(|offer| offer.value == *value);
            at.map_or(String::new(), |at| (at + 1).to_string())
        };
        match &self.expected {
            Expected::Values(right) => {
                let mut numbers: Vec<String> = right.iter().map(number).collect();
                numbers.sort();
                numbers.join(" ")
            }
            Expected::Sequence(right) | Expected::Pairs(right) => {
                right.iter().map(number).collect::<Vec<_>>().join(" ")
            }
            Expected::Text(text) => text.trim_end().to_owned(),
            Expected::Outside => String::new(),
        }
    }

    /// Numbers of offers that show how an answer is written, and are not the right one.
    pub fn example(&self) -> String {
        let all: Vec<String> = (1..=self.offers.len()).map(|number| number.to_string()).collect();
        let first_and_last =
            || vec![all.first().cloned().unwrap_or_default(), all.last().cloned().unwrap_or_default()];
        let backwards = || all.iter().rev().cloned().collect::<Vec<_>>();
        let rotated = || all.iter().skip(1).chain(all.first()).cloned().collect::<Vec<_>>();
        let of_items = |by: usize| {
            let number = |item: usize| all.get((item + by) % all.len().max(1)).cloned();
            (0..self.items.len()).filter_map(number).collect::<Vec<_>>()
        };
        let candidates = match self.form {
            Form::Order => vec![backwards(), rotated(), all.clone()],
            Form::Match => (0..3).map(of_items).collect(),
            _ => vec![first_and_last(), all.iter().take(2).cloned().collect(), rotated()],
        };
        let solution = self.solution();
        let written = candidates.into_iter().map(|numbers| numbers.join(" "));
        written.into_iter().find(|example| *example != solution).unwrap_or_default()
    }

    /// The right answer in words that need no numbers: the texts of offers, or the text.
    pub fn model(&self) -> String {
        let text = |value: &String| {
            self.offers.iter().find(|offer| offer.value == *value).map_or("", |offer| &offer.text)
        };
        match &self.expected {
            Expected::Values(right) => right.iter().map(text).collect::<Vec<_>>().join(" | "),
            Expected::Sequence(right) => right.iter().map(text).collect::<Vec<_>>().join(" | "),
            Expected::Pairs(right) => self.paired(right.iter().map(text)),
            Expected::Text(text) => text.trim_end().to_owned(),
            Expected::Outside => String::new(),
        }
    }

    /// What was answered in words that need no numbers.
    pub fn spoken(&self, answer: &str) -> String {
        if self.form == Form::Match {
            let chosen = self.repeated(answer).filter(|chosen| chosen.len() == self.items.len());
            let told = chosen.map(|chosen| self.paired(chosen.iter().map(|offer| offer.text.as_str())));
            return told.unwrap_or_else(|| answer.to_owned());
        }
        match self.numbers(answer).filter(|chosen| !chosen.is_empty()) {
            Some(chosen) => chosen.iter().map(|offer| offer.text.as_str()).collect::<Vec<_>>().join(" | "),
            None => answer.to_owned(),
        }
    }

    /// Each item with what it got.
    fn paired<'a>(&self, chosen: impl Iterator<Item = &'a str>) -> String {
        let pairs = self.items.iter().zip(chosen).map(|(item, text)| format!("{item} → {text}"));
        pairs.collect::<Vec<_>>().join(" | ")
    }

    /// The offers that numbers such as `2`, `1 3`, `2,1,3` or `213` mean; none where a number means nothing or comes
    /// twice.
    fn numbers(&self, answer: &str) -> Option<Vec<&Offer>> {
        let chosen = self.repeated(answer)?;
        let comes_twice = |(at, offer): (usize, &&Offer)| chosen[..at].contains(offer);
        (!chosen.iter().enumerate().any(comes_twice)).then_some(chosen)
    }

    /// The same, where a number may come again.
    fn repeated(&self, answer: &str) -> Option<Vec<&Offer>> {
        let parted = |c: char| c.is_whitespace() || ",，、.".contains(c);
        let words: Vec<&str> = answer.split(parted).filter(|word| !word.is_empty()).collect();
        let numbers: Option<Vec<usize>> = match words[..] {
            [word] if self.offers.len() < 10 => {
                word.chars().map(|c| c.to_digit(10).map(|n| n as usize)).collect()
            }
            _ => words.iter().map(|word| word.parse().ok()).collect(),
        };
        numbers?.into_iter().map(|number| self.offers.get(number.checked_sub(1)?)).collect()
    }
}

/// What items are called by.
pub const LETTERS: RangeInclusive<char> = 'A'..='Z';

/// A text to compare: without blanks at its ends, lines parted by `|` or line breaks.
fn plain(text: &str) -> Vec<String> {
    let lines: Vec<&str> = if text.trim_end().contains('\n') {
        text.trim_end().lines().collect()
    } else {
        text.trim().split('|').collect()
    };
    let mut lines: Vec<String> = lines.into_iter().map(|line| line.trim().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

fn is_among(wrong: &[Wrong], value: &str) -> bool {
    wrong.iter().any(|wrong| wrong.answer == value)
}

fn why(wrong: &[Wrong], value: &str) -> Prose {
    wrong.iter().find(|wrong| wrong.answer == value).map(|wrong| wrong.why.clone()).unwrap_or_default()
}

/// The same things in an order that depends on the seed alone.
pub fn shuffled<T>(mut things: Vec<T>, seed: u64) -> Vec<T> {
    fastrand::Rng::with_seed(seed).shuffle(&mut things);
    things
}

#[cfg(test)]
mod tests;
