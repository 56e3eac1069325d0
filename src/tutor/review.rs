//! Questions that are due again, as variants whose answers come from running them.

use std::path::Path;
use std::sync::Arc;

use super::ask::{Past, Sitting};
use super::draft::Topic;
use super::draw::{DrawOptions, draw};
use super::drawn::{question as drawn_question, screen};
use super::pages::{LessonSource, Page, Preparation, Task};
use super::runs::{Needed, Play, Runs, Unplayed};
use super::walk::Tutor;
use crate::lang::Lang;
use crate::lesson::answer;
use crate::lesson::model::{Demo, Kind, Lesson, Piece, Prose, Question, Span, Step, Wrong};
use crate::lesson::sheet::shuffled;
use crate::lesson::variant::{Variant, variants};
use crate::lesson::window::{Played, Run};
use crate::progress::Moment;
use crate::progress::schedule::{Card, DAY};

/// How many variants of a program are run for a question about what it prints before another moment is asked about.
const MOST_TRIED: usize = 8;

/// How many for a question on which a literal seldom has a bearing: a state, the next line, an order.
const MOST_TRIED_FOR_CONTROL: usize = 2;

/// A question as it is asked again.
#[derive(Debug)]
pub(super) struct Prepared {
    title: String,
    question: Question,
    /// The demo where it was changed.
    demo: Option<Demo>,
    /// What was changed, in words; empty where nothing was.
    variant: String,
    /// The line it is about, where it is about another moment.
    focus: Option<u32>,
}

impl Prepared {
    /// Makes it the last question of what it is asked from.
    pub(super) fn into_source(self, source: &mut LessonSource) {
        let Prepared { title, question, demo, variant, focus } = self;
        let id = question.id.clone();
        let mut lesson = (*source.lesson).clone();
        if let Some(demo) = demo {
            lesson.demos.insert(demo.name.clone(), demo);
        }
        lesson.screens.push(screen(title, question));
        source.lesson = Arc::new(lesson);
        if !variant.is_empty() {
            source.variants.insert(id.clone(), variant);
        }
        source.focus.extend(focus.map(|line| (id, line)));
    }
}

impl Preparation {
    /// The question of a card, where its lesson still has it.
    pub fn of(card: &Card, lesson: &Lesson, folder: &Path, seed: u64) -> Option<Preparation> {
        let (title, question) = lesson.screens.iter().find_map(|screen| {
            let question = screen.steps.iter().find_map(|step| match step {
                Step::Ask(question) if question.id == card.question => Some(question),
                _ => None,
            })?;
            Some((screen.title.clone(), (**question).clone()))
        })?;
        Some(Preparation {
            title,
            demo: question.demo.as_ref().and_then(|name| lesson.demos.get(name)).cloned(),
            question,
            lesson: Arc::new(Lesson { screens: Vec::new(), ..lesson.clone() }),
            folder: folder.to_owned(),
            seed: seed.wrapping_add(card.sittings as u64),
            lang: lesson.lang,
        })
    }

    /// The question's id.
    pub(super) fn id(&self) -> &str {
        &self.question.id
    }

    /// The question, varied where that can be done, or the next program that has to be run to find out.
    pub(super) fn question(&self, runs: &Runs) -> Result<Prepared, Needed> {
        let as_it_is = |question| Prepared {
            title: self.title.clone(),
            question,
            demo: None,
            variant: String::new(),
            focus: None,
        };
        let Some(demo) = &self.demo else { return Ok(as_it_is(self.question.clone())) };
        if let Some((variant, question)) = self.varied(demo, runs)? {
            let text = changed_text(&variant, self.lang);
            let demo = Demo { source: variant.source, ..demo.clone() };
            return Ok(Prepared { variant: text, demo: Some(demo), ..as_it_is(question) });
        }
        if let Some((question, line)) = self.elsewhere(demo, runs)? {
            let text =
                self.lang.pick("The same program, another moment of it.", "还是这个程序，换一个时刻来问。");
            return Ok(Prepared { variant: text.to_owned(), focus: Some(line), ..as_it_is(question) });
        }
        Ok(as_it_is(self.relisted(demo, runs)?))
    }

    /// The events of the demo with this text in its place; none where it cannot be run.
    fn events<'r>(
        &self,
        demo: &Demo,
        source: &str,
        runs: &'r Runs,
    ) -> Result<Result<&'r Played, &'r Unplayed>, Needed> {
        let play = Play::of(self.folder.join(&demo.name), source, &self.lesson.front);
        Ok(runs.of(play)?.as_ref().map(|events| &**events))
    }

    /// A variant of the demo that runs to the same kind of end and gives another answer, with the question about it.
    fn varied(&self, demo: &Demo, runs: &Runs) -> Result<Option<(Variant, Question)>, Needed> {
        let question = &self.question;
        let Ok(before) = self.events(demo, &demo.source, runs)? else { return Ok(None) };
        let run = Run::new(before);
        let Some(answer) = answer_of(question, demo, &run) else { return Ok(None) };
        let ending = run.ending().map(|(outcome, exception)| (outcome, exception.map(|one| one.name)));
        let mut all = variants(&demo.source);
        // What the question itself speaks of stays as it says.
        all.retain(|variant| !speaks_of(&question.text.text, &variant.from));
        let most = match question.kind {
            Kind::PredictOutput { .. } => MOST_TRIED,
            _ => MOST_TRIED_FOR_CONTROL,
        };
        let count = all.len().max(1);
        all.rotate_left(usize::try_from(self.seed % count as u64).unwrap_or(0));
        for variant in all.into_iter().take(most) {
            let events = match self.events(demo, &variant.source, runs)? {
                Ok(events) => events,
                Err(Unplayed::Interrupted) => return Ok(None),
                Err(_) => continue,
            };
            let run = Run::new(events);
            let changed = Demo { source: variant.source.clone(), ..demo.clone() };
            let same_end =
                run.ending().map(|(outcome, exception)| (outcome, exception.map(|one| one.name))) == ending;
            let gives_another = answer_of(question, &changed, &run)
                .is_some_and(|other| other != answer && !other.trim().is_empty());
            if same_end && gives_another {
                return Ok(Some((variant, about_variant(question, &answer, self.lang))));
            }
        }
        Ok(None)
    }

    /// A question of the same topic about another moment of the demo.
    fn elsewhere(&self, demo: &Demo, runs: &Runs) -> Result<Option<(Question, u32)>, Needed> {
        let topic = match &self.question.kind {
            Kind::PredictState { .. } => Topic::State,
            Kind::PredictNext { .. } => Topic::Control,
            Kind::PredictOutput { .. } => Topic::Value,
            _ => return Ok(None),
        };
        let Ok(events) = self.events(demo, &demo.source, runs)? else { return Ok(None) };
        let options = DrawOptions { count: 1, topics: &[topic], seed: self.seed, lang: self.lang };
        let drawn = draw(events, &options).ok().and_then(|drawn| drawn.into_iter().next());
        Ok(drawn.map(|drawn| (drawn_question(&drawn, &self.question.id, &demo.name), drawn.line)))
    }

    /// An order question with its pieces listed in another order, which is not the right one either; any other question
    /// as it is.
    fn relisted(&self, demo: &Demo, runs: &Runs) -> Result<Question, Needed> {
        let question = &self.question;
        let Kind::Order { pieces } = &question.kind else { return Ok(question.clone()) };
        let Ok(events) = self.events(demo, &demo.source, runs)? else { return Ok(question.clone()) };
        let run = Run::new(events);
        let given_away =
            |pieces: &[Piece]| answer::order_of(&run, demo, pieces).is_ok_and(|order| order.is_sorted());
        let listed = (0..5).map(|turn| shuffled(pieces.clone(), self.seed.wrapping_add(turn)));
        let pieces = listed.into_iter().find(|pieces| !given_away(pieces)).unwrap_or_else(|| pieces.clone());
        Ok(Question { kind: Kind::Order { pieces }, ..question.clone() })
    }
}

impl Tutor {
    /// A walk through questions that come back, each made ready while the one before it is asked.
    pub fn of_review(preparations: Vec<(Preparation, LessonSource)>, sitting: Sitting) -> Tutor {
        let mut sources = Vec::new();
        let mut pages = Vec::new();
        for (preparation, source) in preparations {
            pages.push(Page {
                source: sources.len(),
                title: preparation.title.clone(),
                screen: 0,
                prose: Vec::new(),
                task: Task::Prepare(Arc::new(preparation)),
            });
            sources.push(source);
        }
        Tutor::of_pages(sources, pages, sitting, &Past::default())
    }
}

impl Preparation {
    /// Where the question is asked from.
    pub fn source(&self, course: &str, slug: &str) -> LessonSource {
        LessonSource::new(Arc::clone(&self.lesson), self.folder.clone(), course.to_owned(), slug.to_owned())
    }
}

/// What is said where nothing is due.
pub fn nothing_due(next: Option<&Card>, at: Moment, lang: Lang) -> String {
    let Some(card) = next else {
        return lang
            .pick(
                "Nothing to review yet: answer questions in a lesson or a quiz first.",
                "还没有可复习的题目：先在课程或自测里答题。",
            )
            .into();
    };
    let hours = ((card.due - at).max(0) as f64 / (DAY as f64 / 24.0)).ceil() as i64;
    match (hours, lang) {
        (..=48, Lang::En) => format!(
            "Nothing is due. The next question comes back in about {hours} h; `review --ahead` asks it now."
        ),
        (..=48, Lang::Zh) => {
            format!("没有到期的题目。下一题大约 {hours} 小时后到期；`review --ahead` 现在就可以答。")
        }
        (_, Lang::En) => format!(
            "Nothing is due. The next question comes back in about {} days; `review --ahead` asks it now.",
            hours / 24
        ),
        (_, Lang::Zh) => {
            format!("没有到期的题目。下一题大约 {} 天后到期；`review --ahead` 现在就可以答。", hours / 24)
        }
    }
}

fn changed_text(variant: &Variant, lang: Lang) -> String {
    let Variant { line, from, to, .. } = variant;
    match lang {
        Lang::En => format!("A variant: line {line} says {to}, not {from}."),
        Lang::Zh => format!("变式：第 {line} 行的 {from} 改成了 {to}。"),
    }
}

/// The answer of a question whose answer comes from running its demo.
fn answer_of(question: &Question, demo: &Demo, run: &Run<'_>) -> Option<String> {
    match &question.kind {
        Kind::PredictOutput { visit, .. } => answer::output_at(run, demo, *visit).ok(),
        Kind::PredictState { visit, of, .. } => {
            answer::state_at(run, demo, *visit, of).ok().map(str::to_owned)
        }
        Kind::PredictNext { visit, .. } => {
            answer::next_at(run, demo, *visit).ok().map(|mark| mark.to_string())
        }
        Kind::PredictFact { asked, visit, .. } => answer::fact_at(run, demo, *visit, asked).ok(),
        Kind::Order { pieces } => answer::order_of(run, demo, pieces).ok().map(|order| format!("{order:?}")),
        _ => None,
    }
}

/// Whether a text names a literal: as a word of its own.
fn speaks_of(text: &str, literal: &str) -> bool {
    let bare = literal.trim_matches(['"', '\'']);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(bare).any(|(at, _)| {
        let (before, behind) = (&text[..at], &text[at + bare.len()..]);
        !before.ends_with(is_word) && !behind.starts_with(is_word)
    })
}

/// The question about a variant. What the script says to wrong answers and hints that compute are about the program as
/// it was; they are left out, and the old answer is the one that is anticipated.
fn about_variant(question: &Question, old: &str, lang: Lang) -> Question {
    let mut changed = question.clone();
    changed.hints.retain(|hint| !hint.text.contains(|c: char| c.is_ascii_digit()));
    if let Kind::PredictOutput { wrong, .. } = &mut changed.kind {
        let why = lang.pick(
            "That is the answer to the program as it was in the lesson; one literal is another one here.",
            "那是课文里原来那个程序的答案；这里有一个字面值不同了。",
        );
        let why = Prose { text: why.to_owned(), at: Span::default() };
        let answer = old.trim_end().replace('\n', " | ");
        *wrong = vec![Wrong { answer, visit: None, why, at: Span::default() }];
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_named_by_a_text_as_a_word() {
        assert!(speaks_of("It has seen 10 and 30.", "30"));
        assert!(speaks_of("What does `say(\"hi\")` print?", "'hi'"));
        assert!(!speaks_of("It has seen 100 and x10.", "10"));
    }

    #[test]
    fn when_the_next_question_comes_is_said_in_hours_and_days() {
        let card = |due| Card {
            course: String::new(),
            lesson: "a".into(),
            question: "q".into(),
            last: 0,
            due,
            rating: crate::progress::schedule::Rating::Good,
            sittings: 1,
        };
        assert!(nothing_due(Some(&card(DAY / 24 * 5)), 0, Lang::En).contains("about 5 h"));
        assert!(nothing_due(Some(&card(DAY * 9)), 0, Lang::En).contains("about 9 days"));
        assert!(nothing_due(None, 0, Lang::Zh).contains("还没有"));
    }
}
