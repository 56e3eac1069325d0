//! Predict mode: before a step crosses a transition, the learner says what will come.
//!
//! The step is taken out of sight first. Then the cursor goes to the moment right before what is asked about, so that
//! the screen shows what the question speaks of; the answer is the very next thing that happens.

use super::{App, Message, Mode};
use crate::lang::Lang;
use crate::stage::effect::Effect;
use crate::stage::scene::Scene;
use crate::trace::event::Event;
use crate::trace::id::Step;
use crate::trace::stop::Until;
use crate::tui::keys::Action;
use crate::tui::keys::Chord;
use crate::tutor::choices::shuffled;
use crate::tutor::draft::{Context, Topic, draft, may_ask};
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::story;
use crate::view::words::word;

/// The most choices of a question.
const MOST_CHOICES: usize = 4;
/// How far beyond the cursor a question is looked for.
const HORIZON: usize = 5000;

/// A question with its choices.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    text: String,
    choices: Vec<String>,
    right: usize,
    /// What happened, to explain it.
    because: String,
}

/// Asks, and keeps the score.
#[derive(Clone, Debug, Default)]
pub struct Predictor {
    on: bool,
    until: Option<Until>,
    question: Option<Question>,
    asked: u32,
    right: u32,
    turn: usize,
    /// The furthest step a question was asked about, so that none is asked twice.
    done: Step,
}

impl Predictor {
    /// Whether steps are asked about.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Switches it on or off; returns what there is to say about that.
    pub fn toggle(&mut self, lang: Lang) -> String {
        self.on = !self.on;
        match (self.on, self.score(lang)) {
            (true, _) => word(
                lang,
                "predict mode: before each transition you are asked what comes; m ends it",
                "预测模式：每次切换之前会问你接下来发生什么；按 m 结束",
            )
            .to_owned(),
            (false, Some(score)) => score,
            (false, None) => word(lang, "predict mode is off", "预测模式已关闭").to_owned(),
        }
    }

    /// Remembers how far the step goes that is about to be asked about.
    pub fn aim(&mut self, until: Until) {
        self.until = Some(until);
    }

    /// The score so far, in a few letters, while it is on.
    pub fn badge(&self, lang: Lang) -> Option<String> {
        let label = word(lang, "predict", "预测");
        self.on.then(|| format!("{label} {}/{}", self.right, self.asked))
    }

    /// The score as a sentence, where anything was asked.
    pub fn score(&self, lang: Lang) -> Option<String> {
        let (right, asked) = (self.right, self.asked);
        (asked > 0).then(|| match lang {
            Lang::En => format!("predicted right: {right} of {asked}"),
            Lang::Zh => format!("预测正确：{asked} 题中答对 {right} 题"),
        })
    }

    /// The question, and below it its choices: side by side where they fit, else one below the other.
    pub fn question(&self, columns: usize) -> Vec<Line> {
        let Some(question) = &self.question else {
            return Vec::new();
        };
        let mut lines = fit::wrap(&vec![(Role::Strong, format!("? {}", question.text))], columns, 2);
        let choice = |(at, text): (usize, &String)| -> Line {
            vec![
                (Role::Key, format!("  {} ", at + 1)),
                (Role::Value, fit::cut(text, columns.saturating_sub(6))),
            ]
        };
        let choices: Vec<Line> = question.choices.iter().enumerate().map(choice).collect();
        let together = choices.concat();
        if fit::line_width(&together) <= columns {
            lines.push(together);
        } else {
            lines.extend(choices);
        }
        lines
    }

    /// The keys that answer.
    pub fn hints(&self, lang: Lang, columns: usize) -> Line {
        let count = self.question.as_ref().map_or(0, |question| question.choices.len());
        let text = match lang {
            Lang::En => format!("1–{count} answer   Space skip   m stop asking"),
            Lang::Zh => format!("1–{count} 作答   空格 跳过   m 结束提问"),
        };
        fit::cut_line(vec![(Role::Key, text)], columns)
    }
}

impl App {
    /// The step has been taken out of sight: asks about it, or shows it where there is nothing to ask.
    pub(in crate::tui) fn ask(&mut self, scene: &Scene<'_>) -> Vec<Effect> {
        let Some(until) = self.predictor.until.clone() else {
            return Vec::new();
        };
        let turn = self.predictor.turn;
        match compose(scene, &until, turn, self.predictor.done, self.lang) {
            Some((question, step)) => {
                self.predictor.question = Some(question);
                self.predictor.done = step;
                self.predictor.turn += 1;
                self.mode = Mode::Asking;
                // What is asked is seen: the moment right before the answer.
                let moment = Step(step.0.saturating_sub(1));
                (moment > scene.cursor()).then_some(Effect::Goto(moment)).into_iter().collect()
            }
            None => self.reveal(),
        }
    }

    /// A key while a question is open.
    pub(in crate::tui) fn answer(&mut self, chord: Chord) -> Vec<Effect> {
        let action = self.keys.action(chord).map(|row| row.action);
        let number =
            (1..=MOST_CHOICES).find(|number| Chord::parse(&number.to_string()).is_ok_and(|key| key == chord));
        if let (Some(number), Some(question)) = (number, self.predictor.question.clone()) {
            if number > question.choices.len() {
                return Vec::new();
            }
            self.predictor.asked += 1;
            let said = if number - 1 == question.right {
                self.predictor.right += 1;
                format!("{} {}", word(self.lang, "Right.", "正确。"), question.because)
            } else {
                let right = &question.choices[question.right];
                match self.lang {
                    Lang::En => format!("No, it is {right}: {}", question.because),
                    Lang::Zh => format!("不对，应当是 {right}：{}", question.because),
                }
            };
            self.message = Some(Message::Note(said));
            return self.reveal();
        }
        match action {
            Some(Action::Predict) => {
                let said = self.predictor.toggle(self.lang);
                self.message = Some(Message::Note(said));
                self.reveal()
            }
            Some(Action::Step) => self.reveal(),
            Some(Action::Quit | Action::StepBack) => {
                self.mode = Mode::Browse;
                Vec::new()
            }
            Some(Action::Interrupt) => vec![Effect::Quit],
            Some(Action::Redraw) => vec![Effect::Redraw],
            Some(Action::Suspend) => vec![Effect::Suspend],
            _ => Vec::new(),
        }
    }

    fn reveal(&mut self) -> Vec<Effect> {
        self.mode = Mode::Browse;
        self.predictor.question = None;
        self.predictor.until.take().map(Effect::Forward).into_iter().collect()
    }
}

/// A question about the first thing worth asking between the cursor and where the step ends, with its step.
fn compose(
    scene: &Scene<'_>,
    until: &Until,
    turn: usize,
    done: Step,
    lang: Lang,
) -> Option<(Question, Step)> {
    let from = scene.cursor();
    let last = Step(from.0.saturating_add(HORIZON as u64)).min(scene.timeline.edge());
    for (seq, event) in scene.timeline.events(from.0..last.0) {
        let step = Step(seq + 1);
        if step > done {
            let asked = (0..Topic::ALL.len())
                .map(|at| Topic::ALL[(turn + at) % Topic::ALL.len()])
                .filter(|topic| may_ask(*topic, &event.kind))
                .find_map(|topic| about(scene, topic, &event, step, lang));
            if let Some(question) = asked {
                return Some((question, step));
            }
        }
        if until.is_met(&event, step, scene.breakpoints) {
            return None;
        }
    }
    None
}

fn about(scene: &Scene<'_>, topic: Topic, event: &Event, step: Step, lang: Lang) -> Option<Question> {
    let after = scene.timeline.world_at(step);
    let before = scene.timeline.world_at(Step(step.0 - 1));
    let printed = String::from_utf8_lossy(scene.printed.between(Step(0), Step(step.0 - 1))).into_owned();
    let context = Context { before: &before, after: &after, printed: &printed, lang };
    let draft = draft(topic, event, &context)?;
    let (choices, right) = shuffled(&draft, MOST_CHOICES, step.0)?;
    let because = story::sentence(event, &after, lang)?;
    let because = because.into_iter().map(|(_, text)| text).collect();
    let choices = choices.into_iter().map(|choice| choice.text).collect();
    Some(Question { text: draft.text, choices, right, because })
}
