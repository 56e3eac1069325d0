//! What stays on the terminal when step mode is left: the last transitions that were seen, under a heading.

use super::scene::Scene;
use crate::lang::Lang;
use crate::trace::id::Step;
use crate::view::role::{Line, Role};
use crate::view::story;
use crate::view::words::word;

/// The most lines, heading and all.
const MOST: usize = 20;

/// The last transitions up to a step, a line each, under a heading; nothing where there was none.
pub fn summary(scene: &Scene<'_>, upto: Step, lang: Lang) -> Vec<Line> {
    // From the last one back; one line is the heading's, one says what is left out.
    let mut lines = Vec::new();
    let mut at = scene.timeline.last_transition(upto);
    while let Some(step) = at {
        let told = told(scene, step, lang);
        if lines.len() + told.len() > MOST - 2 {
            break;
        }
        lines.extend(told.into_iter().rev());
        at = step.0.checked_sub(1).and_then(|before| scene.timeline.last_transition(Step(before)));
    }
    if lines.is_empty() {
        return lines;
    }
    if at.is_some() {
        let text = word(
            lang,
            "… the ones before are left out; `learn-coroutines run FILE` prints all of them",
            "……更早的已省略；`learn-coroutines run FILE` 会全部打印",
        );
        lines.push(vec![(Role::Dim, text.to_owned())]);
    }
    let name = scene.sources.first().map_or("", |source| source.name());
    let name = name.rsplit('/').next().unwrap_or(name);
    let heading = match lang {
        Lang::En => format!("What you saw happen in {name}, up to step {upto}:"),
        Lang::Zh => format!("你在 {name} 里看到的切换，到第 {upto} 步为止："),
    };
    lines.push(vec![(Role::Strong, heading)]);
    lines.reverse();
    lines
}

/// A transition, and before it what the user did by hand to bring it about, which is not told as the program's own.
fn told(scene: &Scene<'_>, step: Step, lang: Lang) -> Vec<Line> {
    let arrow = |step: Step| {
        let event = scene.timeline.event_to(step)?;
        story::arrow(&event, &scene.timeline.world_at(step), lang)
    };
    let before = Step(step.0.saturating_sub(1));
    let typed = scene.timeline.event_to(before).is_some_and(|event| event.kind.is_typed());
    let note = typed.then(|| arrow(before)).flatten();
    note.into_iter().chain(arrow(step)).collect()
}
