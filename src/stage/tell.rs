//! What line mode prints: a stop, what was done by hand, everybody's whereabouts, the commands.

use std::collections::BTreeSet;

use super::scene::Scene;
use super::table::TABLE;
use crate::lang::Lang;
use crate::trace::event::{Event, Kind, State};
use crate::trace::id::{ObjectId, Step};
use crate::view::cards::{self, Block, Depth};
use crate::view::fit;
use crate::view::role::Line;
use crate::view::stack;
use crate::view::story;
use crate::view::tasks;
use crate::view::words::word;

/// The columns lines are made for where nothing is known of the reader.
pub(super) const COLUMNS: usize = 100;
/// The most state changes that one stop lists.
const MOST_CHANGES: usize = 20;

/// A stop: what was printed, the event, the source line, the states that changed.
pub(super) fn stop(scene: &Scene<'_>, from: Step, lang: Lang) -> Vec<String> {
    let cursor = scene.cursor();
    let mut lines = printed(scene, from);
    lines.push(match scene.event() {
        Some(event) => {
            let sentence = story::sentence(&event, scene.world(), lang).unwrap_or_default();
            format!("[{cursor}] {}", text(&sentence))
        }
        None => format!("[0] {}", word(lang, "the start", "开头")),
    });
    if let Some(site) = scene.site()
        && let Some(source) = scene.source(site.file)
        && let Some(code) = source.text(site.line)
    {
        let file = if site.file.0 == 0 { String::new() } else { format!("{}:", source.name()) };
        lines.push(format!("  {file}{:>4}  {code}", site.line));
        let notes = scene.notes.at(scene.cursor());
        let read = notes.into_iter().flat_map(str::lines);
        lines.extend(read.map(|line| format!("        * {}", fit::visible(line))));
    }
    if let Some(level) = scene.world().top() {
        let changed: Vec<String> = level
            .frame
            .locals()
            .filter(|local| local.changed && level.frame.line_step() == cursor)
            .map(|local| format!("{} = {}", fit::visible(local.name), fit::visible(local.value.as_str())))
            .collect();
        if !changed.is_empty() {
            lines.push(format!("        {}", changed.join(", ")));
        }
    }
    lines.extend(changes(scene, from, lang));
    lines
}

/// What the program printed since a step.
pub(super) fn printed(scene: &Scene<'_>, from: Step) -> Vec<String> {
    let bytes = scene.printed.between(from, scene.cursor());
    String::from_utf8_lossy(bytes).lines().map(|line| format!("  | {}", fit::visible(line))).collect()
}

/// The objects whose state is not what it was at `from`.
fn changes(scene: &Scene<'_>, from: Step, lang: Lang) -> Vec<String> {
    let before = scene.timeline.world_at(from);
    let world = scene.world();
    let (first, last) = (from.min(scene.cursor()), from.max(scene.cursor()));
    let touched: BTreeSet<ObjectId> =
        scene.timeline.events(first.0..last.0).filter_map(|(_, event)| object_of(&event)).collect();
    let state = |state: Option<State>, id| match (state, world.object(id).or(before.object(id))) {
        (Some(state), Some(object)) => state.word(object.kind()),
        _ => word(lang, "not there", "不存在"),
    };
    let states = |id| (before.object(id).map(|it| it.state()), world.object(id).map(|it| it.state()));
    let mut lines = Vec::new();
    for (id, (was, is)) in touched.into_iter().map(|id| (id, states(id))).filter(|(_, (was, is))| was != is) {
        if lines.len() == MOST_CHANGES {
            lines.push("        …".to_owned());
            break;
        }
        let label = world.label(id).or(before.label(id)).unwrap_or("?");
        lines.push(format!("        {}: {} → {}", fit::visible(label), state(was, id), state(is, id)));
    }
    lines
}

fn object_of(event: &Event) -> Option<ObjectId> {
    match &event.kind {
        Kind::Created { id, .. }
        | Kind::Resumed { id, .. }
        | Kind::Yielded { id, .. }
        | Kind::Returned { id, .. }
        | Kind::Raised { id, .. }
        | Kind::Closed { id, .. } => Some(*id),
        _ => None,
    }
}

/// What happened since a step that something was done by hand: each transition, and what was printed.
pub(super) fn acts(scene: &Scene<'_>, from: Step, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (before, event) in scene.timeline.events(from.0..scene.cursor().0) {
        let after = Step(before + 1);
        if event.kind.is_transition() || matches!(event.kind, Kind::Note { .. }) {
            let world = scene.timeline.world_at(after);
            let sentence = story::sentence(&event, &world, lang).unwrap_or_default();
            lines.push(format!("[{after}] {}", text(&sentence)));
        }
    }
    lines.extend(printed(scene, from));
    lines
}

/// All generators, tasks and loops.
pub(super) fn whereabouts(scene: &Scene<'_>, lang: Lang) -> Vec<String> {
    let world = scene.world();
    let attached = stack::attached(world);
    let mut blocks = stack::chain(world, lang, COLUMNS);
    blocks.extend(stack::threads(world, lang, COLUMNS));
    blocks.extend(cards::cards(world, &attached, Depth::Full, lang, COLUMNS));
    if tasks::has_loop(world) {
        blocks.extend(tasks::panel(world, lang, COLUMNS));
    }
    if blocks.is_empty() {
        return vec![word(lang, "nothing yet", "还什么都没有").to_owned()];
    }
    blocks.iter().flat_map(|block: &Block| &block.lines).map(|line| format!("  {}", text(line))).collect()
}

/// The commands, from the table.
pub(super) fn help(lang: Lang) -> Vec<String> {
    let commands = TABLE.iter().filter(|row| !row.command.is_empty());
    let mut lines: Vec<String> =
        commands.map(|row| format!("{:<8}{}", row.command, lang.pick(row.help.0, row.help.1))).collect();
    lines.push(word(lang, "An empty line takes a step too.", "空行也走一步。").to_owned());
    lines
}

/// A line as text, without blanks at its end.
pub(super) fn text(line: &Line) -> String {
    let mut text: String = line.iter().map(|(_, text)| text.as_str()).collect();
    text.truncate(text.trim_end().len());
    text
}

/// What is said of a recording before its first step.
pub fn recorded(lang: Lang) -> &'static str {
    word(
        lang,
        "this is a recording: it is stepped through, and nothing can be evaluated in it",
        "这是一份记录：可以逐步查看，但不能在其中求值",
    )
}
