//! Predict mode: before a step crosses a transition, the learner says what will come.
//!
//! The step is taken out of sight first; the question, its choices and the right one are read from the world at
//! the cursor and from what then happened.

use super::app::{App, Message, Mode};
use super::keys::Action;
use super::keys::Chord;
use super::scene::Scene;
use crate::effect::Effect;
use crate::lang::Lang;
use crate::trace::event::{Event, Input, Kind, ObjectKind, State};
use crate::trace::id::Step;
use crate::trace::stop::Until;
use crate::trace::world::World;
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::story;
use crate::view::words::{actor, word};

/// The most choices of a question.
const MOST_CHOICES: usize = 4;
/// How far beyond the cursor a question is looked for.
const HORIZON: usize = 5000;

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Topic {
    Control,
    State,
    Value,
    Task,
    Print,
}

const TOPICS: [Topic; 5] = [Topic::Control, Topic::State, Topic::Value, Topic::Task, Topic::Print];

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
    pub(super) fn ask(&mut self, scene: &Scene<'_>) -> Vec<Effect> {
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
                Vec::new()
            }
            None => self.reveal(),
        }
    }

    /// A key while a question is open.
    pub(super) fn answer(&mut self, chord: Chord) -> Vec<Effect> {
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
            let asked = (0..TOPICS.len())
                .map(|at| TOPICS[(turn + at) % TOPICS.len()])
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
    let (text, right, others) = match topic {
        Topic::Control => control(&after, event, lang)?,
        Topic::State => state(&after, event, lang)?,
        Topic::Value => value(&before, &after, event, lang)?,
        Topic::Task => task(&before, event, lang)?,
        Topic::Print => print(scene, event, lang)?,
    };
    let (choices, right) = shuffled(right, others, step.0)?;
    let because = story::sentence(event, &after, lang)?;
    let because = because.into_iter().map(|(_, text)| text).collect();
    Some(Question { text, choices, right, because })
}

/// A question's text, its right answer, and wrong ones that could be right.
type Draft = (String, String, Vec<String>);

fn control(after: &World, event: &Event, lang: Lang) -> Option<Draft> {
    let label = |id| after.label(id).map(fit::visible);
    let (text, right) = match &event.kind {
        Kind::Resumed { id, .. } => {
            (word(lang, "Which code goes on now?", "接下来哪段代码继续运行？").to_owned(), label(*id)?)
        }
        Kind::Yielded { id, to, .. } | Kind::Returned { id, to, .. } | Kind::Raised { id, to, .. } => {
            let id = label(*id)?;
            let text = match lang {
                Lang::En => format!("Control leaves {id}. Who goes on?"),
                Lang::Zh => format!("控制权离开 {id}。接着由谁继续？"),
            };
            (text, actor(after, to))
        }
        Kind::Created { by, .. } => (
            word(lang, "The function is called. Who goes on?", "函数被调用了。接着由谁继续？").to_owned(),
            actor(after, by),
        ),
        _ => return None,
    };
    let mut others: Vec<String> = after.alive().take(6).map(|object| fit::visible(object.label())).collect();
    others.push("main".to_owned());
    Some((text, right, others))
}

fn state(after: &World, event: &Event, lang: Lang) -> Option<Draft> {
    let (id, is) = match &event.kind {
        Kind::Created { id, after, .. }
        | Kind::Resumed { id, after, .. }
        | Kind::Yielded { id, after, .. }
        | Kind::Returned { id, after, .. }
        | Kind::Raised { id, after, .. }
        | Kind::Closed { id, after, .. } => (*id, *after),
        _ => return None,
    };
    let object = after.object(id)?;
    let label = fit::visible(object.label());
    let what = match &event.kind {
        Kind::Created { name, .. } => {
            let name = fit::visible(name);
            match lang {
                Lang::En => format!("{name}() is called. In which state is the new object?"),
                Lang::Zh => format!("调用了 {name}()。新对象处于什么状态？"),
            }
        }
        _ => match lang {
            Lang::En => format!("In which state is {label} after the next transition?"),
            Lang::Zh => format!("下一次切换之后 {label} 处于什么状态？"),
        },
    };
    let kind: ObjectKind = object.kind();
    let others = [State::Created, State::Running, State::Suspended, State::Closed];
    let others = others.map(|state| state.word(kind).to_owned()).to_vec();
    Some((what, is.word(kind).to_owned(), others))
}

fn value(before: &World, after: &World, event: &Event, lang: Lang) -> Option<Draft> {
    let label = |id| after.label(id).map(fit::visible);
    let (text, right, id) = match &event.kind {
        Kind::Resumed { id, input: Input::Value(value), .. } => {
            let text = match lang {
                Lang::En => format!("{} wakes up. What does its yield or await give it?", label(*id)?),
                Lang::Zh => format!("{} 被恢复。它的 yield 或 await 得到什么值？", label(*id)?),
            };
            (text, value, id)
        }
        Kind::Yielded { id, to, value, .. } => {
            let to = actor(after, to);
            let text = match lang {
                Lang::En => format!("{} yields. What does {to} get?", label(*id)?),
                Lang::Zh => format!("{} 产出一个值。{to} 得到什么？", label(*id)?),
            };
            (text, value, id)
        }
        Kind::Returned { id, value, .. } => {
            let text = match lang {
                Lang::En => format!("{} returns. With which value?", label(*id)?),
                Lang::Zh => format!("{} 返回。返回值是什么？", label(*id)?),
            };
            (text, value, id)
        }
        _ => return None,
    };
    // Wrong answers are what lies about: its own variables, its caller's, what it gave last.
    let mut others: Vec<String> = Vec::new();
    if let Some(object) = before.object(*id) {
        others.extend(object.locals().map(|local| fit::visible(local.value.as_str())));
        others.extend(
            object
                .answer()
                .and_then(|answer| answer.value.as_ref())
                .map(|value| fit::visible(value.as_str())),
        );
    }
    if let Some(level) = before.top() {
        others.extend(level.frame.locals().map(|local| fit::visible(local.value.as_str())));
    }
    others.retain(|text| {
        !text.starts_with("<function") && !text.starts_with("<class") && !text.starts_with("<module")
    });
    others.push("None".to_owned());
    others.push("StopIteration".to_owned());
    Some((text, fit::visible(right.as_str()), others))
}

fn task(before: &World, event: &Event, lang: Lang) -> Option<Draft> {
    let Kind::TaskStep { task } = &event.kind else {
        return None;
    };
    let name = fit::visible(before.task(*task)?.name());
    let others = before.unfinished_tasks().take(8).map(|task| fit::visible(task.name())).collect();
    Some((
        word(lang, "Which task does the loop resume next?", "事件循环接下来恢复哪个任务？").to_owned(),
        name,
        others,
    ))
}

fn print(scene: &Scene<'_>, event: &Event, lang: Lang) -> Option<Draft> {
    let Kind::Output { bytes, .. } = &event.kind else {
        return None;
    };
    let said = |bytes: &[u8]| fit::visible(String::from_utf8_lossy(bytes).trim_end());
    let right = said(bytes);
    if right.is_empty() || right.contains('␊') {
        return None;
    }
    // Wrong answers: what was printed before, and the values at hand.
    let earlier = String::from_utf8_lossy(scene.printed.between(Step(0), scene.cursor())).into_owned();
    let mut others: Vec<String> =
        earlier.lines().rev().take(6).filter(|line| !line.is_empty()).map(fit::visible).collect();
    if let Some(level) = scene.world().top() {
        others.extend(
            level
                .frame
                .locals()
                .filter(|local| !local.value.as_str().starts_with('<'))
                .map(|local| fit::visible(local.value.as_str())),
        );
    }
    others.push("None".to_owned());
    Some((word(lang, "What is printed next?", "接下来打印什么？").to_owned(), right, others))
}

/// The choices in an order that the learner cannot guess and that is the same every time; none where there is
/// nothing to choose from.
fn shuffled(right: String, others: Vec<String>, seed: u64) -> Option<(Vec<String>, usize)> {
    let mut choices = vec![right.clone()];
    for other in others {
        if choices.len() < MOST_CHOICES && !choices.contains(&other) {
            choices.push(other);
        }
    }
    if choices.len() < 2 {
        return None;
    }
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for at in (1..choices.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        choices.swap(at, usize::try_from(state % (at as u64 + 1)).unwrap_or(0));
    }
    let place = choices.iter().position(|choice| *choice == right)?;
    Some((choices, place))
}
