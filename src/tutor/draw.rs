//! Questions drawn from a run: which of its events to ask about, and what has to be known to answer.

use std::collections::BTreeSet;

use super::choices::shuffled;
use super::draft::{Context, Draft, Other, Topic, draft, may_ask};
use crate::lang::Lang;
use crate::trace::event::Event;
use crate::trace::fold::FoldError;
use crate::trace::id::{FileId, Step, ThreadId};
use crate::trace::timeline::Timeline;
use crate::trace::world::World;
use crate::view::fit::visible;
use crate::view::output::Printed;
use crate::view::story;
use crate::view::words::line_number;

/// The most choices of a question.
const MOST_CHOICES: usize = 4;
/// How many transitions are told before a question.
const TOLD: usize = 3;
/// How many printed lines are told before a question.
const PRINTED: usize = 3;
/// How often an event is tried before a topic is left.
const TRIES: usize = 40;

/// A question drawn from a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Its name: the topic and the step; the same whenever the run is the same.
    pub id: String,
    /// The line the program is at.
    pub line: u32,
    /// What has just happened, and what is asked, in Markdown.
    pub text: String,
    /// The answers to choose from, in Markdown; the right one says what happens.
    pub choices: Vec<Other>,
    /// Which of them is right.
    pub right: usize,
    /// What may help, the mildest first, in Markdown.
    pub hints: Vec<String>,
}

/// What is to be drawn.
#[derive(Clone, Debug)]
pub struct DrawOptions<'a> {
    /// How many questions at most.
    pub count: usize,
    /// On which topics.
    pub topics: &'a [Topic],
    /// Decides which events are asked about and the order of the choices.
    pub seed: u64,
    /// The learner's language.
    pub lang: Lang,
}

/// Draws questions from the events of a run, in the order in which it answers them.
pub fn draw(events: &[Event], options: &DrawOptions<'_>) -> Result<Vec<Drawn>, FoldError> {
    let timeline = Timeline::of(events)?;
    let mut printed = Printed::default();
    for event in events {
        printed.push(event);
    }
    let asks = |topic: Topic, event: &Event| {
        event.thread == ThreadId(0)
            && event.site.is_some_and(|site| site.file == FileId(0))
            && may_ask(topic, &event.kind)
    };
    let mut candidates: Vec<(Topic, Vec<usize>)> = Vec::new();
    for topic in options.topics {
        let of_topic: Vec<usize> = (0..events.len()).filter(|seq| asks(*topic, &events[*seq])).collect();
        candidates.push((*topic, of_topic));
    }
    candidates.retain(|(_, seqs)| !seqs.is_empty());
    let mut dice = fastrand::Rng::with_seed(options.seed);
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut asked: BTreeSet<(String, String, u32)> = BTreeSet::new();
    let mut drawn: Vec<(usize, Drawn)> = Vec::new();
    let mut turn = dice.usize(..candidates.len().max(1));
    let mut misses = 0;
    while drawn.len() < options.count && misses < candidates.len() {
        let (topic, seqs) = &candidates[turn % candidates.len()];
        turn += 1;
        let found = (0..TRIES).find_map(|_| {
            let seq = seqs[dice.usize(..seqs.len())];
            let is_new = !taken.contains(&seq);
            let source = Source { timeline: &timeline, printed: &printed, lang: options.lang };
            let (drawn, key) = is_new.then(|| source.about(*topic, seq, options.seed)).flatten()?;
            asked.insert(key).then_some((seq, drawn))
        });
        match found {
            Some(found) => {
                taken.insert(found.0);
                drawn.push(found);
                misses = 0;
            }
            None => misses += 1,
        }
    }
    drawn.sort_by_key(|(seq, _)| *seq);
    Ok(drawn.into_iter().map(|(_, drawn)| drawn).collect())
}

/// A run to ask about.
struct Source<'a> {
    timeline: &'a Timeline,
    printed: &'a Printed,
    lang: Lang,
}

impl Source<'_> {
    /// The question an event answers, and what makes it the same as another one: its text, its answer, its line.
    fn about(&self, topic: Topic, seq: usize, seed: u64) -> Option<(Drawn, (String, String, u32))> {
        let seq = u64::try_from(seq).ok()?;
        let event = self.timeline.event(seq)?;
        let line = event.site?.line;
        let before = self.timeline.world_at(Step(seq));
        let after = self.timeline.world_at(Step(seq + 1));
        let printed = String::from_utf8_lossy(self.printed.between(Step(0), Step(seq))).into_owned();
        let context = Context { before: &before, after: &after, printed: &printed, lang: self.lang };
        let draft: Draft = draft(topic, &event, &context)?;
        let because = plain(story::sentence(&event, &after, self.lang)?);
        let (choices, right) = shuffled(&draft, MOST_CHOICES, seed ^ seq)?;
        let mut choices: Vec<Other> =
            choices.into_iter().map(|choice| Other { text: code_span(&choice.text), ..choice }).collect();
        choices[right].why = escaped(&because);
        let key = (draft.text.clone(), draft.right.clone(), line);
        let drawn = Drawn {
            id: format!("{}-{}", topic.word(), seq + 1),
            line,
            text: self.text(&draft, Step(seq), line, &printed),
            choices,
            right,
            hints: self.hints(&before),
        };
        Some((drawn, key))
    }

    /// What has happened, where the program is, and what is asked.
    fn text(&self, draft: &Draft, step: Step, line: u32, printed: &str) -> String {
        let lang = self.lang;
        let mut text = String::new();
        let mut told = Vec::new();
        let mut at = self.timeline.last_transition(step);
        while let Some(step) = at.filter(|_| told.len() < TOLD) {
            let sentence = self
                .timeline
                .event_to(step)
                .and_then(|event| story::sentence(&event, &self.timeline.world_at(step), lang));
            told.extend(sentence.map(plain));
            at = step.0.checked_sub(1).and_then(|before| self.timeline.last_transition(Step(before)));
        }
        if !told.is_empty() {
            text.push_str(lang.pick("What just happened:\n\n", "刚刚发生的：\n\n"));
            for sentence in told.iter().rev() {
                text.push_str(&format!("- {}\n", escaped(sentence)));
            }
            text.push('\n');
        }
        let lines: Vec<&str> = printed.lines().collect();
        if !lines.is_empty() {
            text.push_str(lang.pick("Printed so far:\n\n", "已经打印的内容：\n\n"));
            // Indented, a line is code whatever stands in it.
            for line in &lines[lines.len().saturating_sub(PRINTED)..] {
                text.push_str(&format!("    {}\n", visible(line)));
            }
            text.push('\n');
        }
        let place = match lang {
            Lang::En => format!("The program is at {}. ", line_number(lang, line)),
            Lang::Zh => format!("程序停在{}。", line_number(lang, line)),
        };
        text.push_str(&format!("{place}**{}**", escaped(&draft.text)));
        text
    }

    /// The states of what is alive, then its variables.
    fn hints(&self, before: &World) -> Vec<String> {
        let lang = self.lang;
        let mut states = Vec::new();
        let mut variables = Vec::new();
        for object in before.alive().take(6) {
            let label = code_span(&visible(object.label()));
            let place = object.site().map_or(String::new(), |site| match lang {
                Lang::En => format!(", {}", line_number(lang, site.line)),
                Lang::Zh => format!("，{}", line_number(lang, site.line)),
            });
            states.push(format!("- {label}: {}{place}", object.state().word(object.kind())));
            let locals: Vec<String> = object
                .locals()
                .take(5)
                .map(|local| code_span(&visible(&format!("{}={}", local.name, local.value.as_str()))))
                .collect();
            if !locals.is_empty() {
                variables.push(format!("- {label}: {}", locals.join(", ")));
            }
        }
        let titled = |title: &str, lines: Vec<String>| {
            (!lines.is_empty()).then(|| format!("{title}\n\n{}", lines.join("\n")))
        };
        [
            titled(lang.pick("The states are:", "各对象的状态："), states),
            titled(lang.pick("The variables are:", "各对象的变量："), variables),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn plain(line: crate::view::role::Line) -> String {
    line.into_iter().map(|(_, text)| text).collect()
}

/// A text that Markdown leaves as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// A text as code in a line of Markdown, whatever back-ticks are in it.
fn code_span(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let needs_blanks = text.starts_with('`') || text.ends_with('`');
    let blank = if needs_blanks { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

#[cfg(test)]
mod tests;
