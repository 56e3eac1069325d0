//! `review`: questions that are due again, as variants whose answers come from running them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::draw::{question as drawn_question, screen};
use super::pages::{Extent, Home};
use super::session::{Journey, Session};
use super::{Demos, Manner, course, go};
use crate::error::Exit;
use crate::lang::Lang;
use crate::lesson::answer;
use crate::lesson::catalog::{Catalog, Folder};
use crate::lesson::model::{Demo, Kind, Lesson, Piece, Prose, Question, Span, Wrong};
use crate::lesson::sheet::shuffled;
use crate::lesson::variant::{Variant, variants};
use crate::lesson::window::Run;
use crate::progress::schedule::{Card, DAY, cards};
use crate::progress::{Moment, Walk};
use crate::proof::plays::Plays;
use crate::run::keep::{Keeper, now};
use crate::run::play::Player;
use crate::run::problem::RunError;
use crate::run::step::Options;
use crate::tutor::draft::Topic;
use crate::tutor::draw::{self, draw};

/// How many variants of a program are run for a question about what it prints before another moment is asked about.
const MOST_TRIED: usize = 8;

/// How many for a question on which a literal seldom has a bearing: a state, the next line, an order.
const MOST_TRIED_FOR_CONTROL: usize = 2;

/// How many questions, and which.
pub(in crate::run) struct Wish {
    /// The most questions.
    pub(in crate::run) count: usize,
    /// Whether those are asked too that are not due yet.
    pub(in crate::run) reach: Reach,
    /// Decides the variants and the order of what is offered.
    pub(in crate::run) seed: Option<u64>,
}

/// How far ahead questions are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum Reach {
    /// Those that are due.
    Due,
    /// Those that come next, due or not.
    Ahead,
}

/// A question as it comes back: in a lesson of its own, with what was changed.
struct Reviewed {
    lesson: Lesson,
    slug: String,
    id: String,
    variant: String,
    focus: Option<u32>,
    demos: PathBuf,
}

/// Asks what is due.
pub(in crate::run) fn review(
    wish: &Wish,
    folder: Option<PathBuf>,
    options: Options,
) -> Result<Exit, RunError> {
    let lang = options.lang;
    let catalog = folder.map_or(Catalog::BuiltIn, Catalog::Folder);
    let course = course(&catalog);
    let mut keeper = Keeper::open(lang);
    let at = now();
    let all: Vec<Card> = cards(&keeper.answers()).into_iter().filter(|card| card.course == course).collect();
    let folders = match catalog.folders() {
        Ok(folders) => folders,
        Err(problem) => return super::told(&[problem], lang, &mut io::stdout()),
    };
    let mut asking =
        Asking { lang, seed: wish.seed.unwrap_or_else(|| at.unsigned_abs()), lessons: BTreeMap::new() };
    let wanted = |card: &&Card| wish.reach == Reach::Ahead || card.due <= at;
    let mut reviewed = Vec::new();
    // Lives as long as the questions are asked.
    let mut places = BTreeMap::new();
    for card in all.iter().filter(wanted) {
        if reviewed.len() >= wish.count {
            break;
        }
        let Some(found) = folders.iter().find(|folder| folder.slug == card.lesson) else {
            continue;
        };
        if !places.contains_key(&card.lesson) {
            places.insert(card.lesson.clone(), Demos::of(found, &catalog)?);
        }
        if let Some(demos) = places.get(&card.lesson) {
            reviewed.extend(asking.again(card, found, &demos.folder));
        }
    }
    if reviewed.is_empty() {
        for notice in keeper.notices() {
            crate::terminal::say(&notice);
        }
        let said = nothing_due(all.first(), at, lang);
        writeln!(io::stdout(), "{said}")
            .map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
        return Ok(Exit::Done);
    }
    let homes = reviewed.iter().map(|one| Home {
        lesson: &one.lesson,
        folder: one.demos.clone(),
        course: course.clone(),
        slug: one.slug.clone(),
        variants: std::iter::once((one.id.clone(), one.variant.clone()))
            .filter(|(_, variant)| !variant.is_empty())
            .collect(),
        focus: one.focus.map(|line| (one.id.clone(), line)).into_iter().collect(),
    });
    let journey = Journey { walk: Walk::Review, sitting: at, keeper, seed: asking.seed };
    go(Session::new(homes.collect(), Extent::Questions, lang, journey), Manner::Learn, &options)
}

fn nothing_due(next: Option<&Card>, at: Moment, lang: Lang) -> String {
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

/// Makes questions of cards; each lesson is read once.
struct Asking {
    lang: Lang,
    seed: u64,
    lessons: BTreeMap<String, Option<(Lesson, Player)>>,
}

impl Asking {
    /// The question of a card, varied where that can be done; nothing where its lesson no longer has it.
    fn again(&mut self, card: &Card, found: &Folder, demos: &Path) -> Option<Reviewed> {
        let (lang, seed) = (self.lang, self.seed.wrapping_add(card.sittings as u64));
        let load = || found.load(lang).ok().map(|lesson| (lesson, Player::default()));
        let (lesson, player) = self.lessons.entry(card.lesson.clone()).or_insert_with(load).as_mut()?;
        let (title, question) = lesson.screens.iter().find_map(|screen| {
            let question = screen.steps.iter().find_map(|step| match step {
                crate::lesson::model::Step::Ask(question) if question.id == card.question => Some(question),
                _ => None,
            })?;
            Some((screen.title.clone(), (**question).clone()))
        })?;
        let mut one = Reviewed {
            lesson: Lesson { screens: Vec::new(), ..lesson.clone() },
            slug: card.lesson.clone(),
            id: card.question.clone(),
            variant: String::new(),
            focus: None,
            demos: demos.to_owned(),
        };
        let demo = question.demo.as_ref().and_then(|name| lesson.demos.get(name));
        let question = match demo {
            None => question,
            Some(demo) => {
                let file = demos.join(&demo.name);
                let mut asked = Asked { question: &question, demo, lesson, file, player, seed, lang };
                if let Some((variant, changed)) = asked.varied() {
                    one.variant = changed_text(&variant, lang);
                    let demo = Demo { source: variant.source, ..demo.clone() };
                    one.lesson.demos.insert(demo.name.clone(), demo);
                    changed
                } else if let Some((drawn, line)) = asked.elsewhere() {
                    one.focus = Some(line);
                    one.variant = lang
                        .pick("The same program, another moment of it.", "还是这个程序，换一个时刻来问。")
                        .into();
                    drawn
                } else {
                    asked.relisted()
                }
            }
        };
        one.lesson.screens.push(screen(title, question));
        Some(one)
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
        Kind::Order { pieces } => answer::order_of(run, demo, pieces).ok().map(|order| format!("{order:?}")),
        _ => None,
    }
}

/// A question that comes back, with the demo it is about.
struct Asked<'a> {
    question: &'a Question,
    demo: &'a Demo,
    lesson: &'a Lesson,
    /// The demo's file.
    file: PathBuf,
    player: &'a mut Player,
    /// Decides which variant, which moment and which order.
    seed: u64,
    lang: Lang,
}

impl Asked<'_> {
    /// A variant of the demo that runs to the same kind of end and gives another answer, with the question about it.
    fn varied(&mut self) -> Option<(Variant, Question)> {
        let Asked { question, demo, lesson, .. } = *self;
        let before = self.player.play(&self.file, &demo.source, &lesson.front).ok()?;
        let run = Run::new(&before);
        let answer = answer_of(question, demo, &run)?;
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
            let Ok(events) = self.player.play(&self.file, &variant.source, &lesson.front) else {
                continue;
            };
            let run = Run::new(&events);
            let changed = Demo { source: variant.source.clone(), ..demo.clone() };
            let same_end =
                run.ending().map(|(outcome, exception)| (outcome, exception.map(|one| one.name))) == ending;
            let gives_another = answer_of(question, &changed, &run)
                .is_some_and(|other| other != answer && !other.trim().is_empty());
            if same_end && gives_another {
                return Some((variant, about_variant(question, &answer, lesson.lang)));
            }
        }
        None
    }

    /// An order question with its pieces listed in another order, which is not the right one either; any other question
    /// as it is.
    fn relisted(&mut self) -> Question {
        let Asked { question, demo, lesson, .. } = *self;
        let Kind::Order { pieces } = &question.kind else {
            return question.clone();
        };
        let Ok(events) = self.player.play(&self.file, &demo.source, &lesson.front) else {
            return question.clone();
        };
        let run = Run::new(&events);
        let given_away =
            |pieces: &[Piece]| answer::order_of(&run, demo, pieces).is_ok_and(|order| order.is_sorted());
        let seed = self.seed;
        let listed = (0..5).map(|turn| shuffled(pieces.clone(), seed.wrapping_add(turn)));
        let pieces = listed.into_iter().find(|pieces| !given_away(pieces)).unwrap_or_else(|| pieces.clone());
        Question { kind: Kind::Order { pieces }, ..question.clone() }
    }

    /// A question of the same topic about another moment of the demo.
    fn elsewhere(&mut self) -> Option<(Question, u32)> {
        let Asked { question, demo, lesson, .. } = *self;
        let topic = match &question.kind {
            Kind::PredictState { .. } => Topic::State,
            Kind::PredictNext { .. } => Topic::Control,
            Kind::PredictOutput { .. } => Topic::Value,
            _ => return None,
        };
        let events = self.player.play(&self.file, &demo.source, &lesson.front).ok()?;
        let wish = draw::Wish { count: 1, topics: &[topic], seed: self.seed, lang: self.lang };
        let drawn = draw(&events, &wish).ok()?.into_iter().next()?;
        Some((drawn_question(&drawn, &question.id, &demo.name), drawn.line))
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
