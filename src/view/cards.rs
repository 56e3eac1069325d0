//! Life-story cards: each generator-like object alive, with its state, place, variables and last exchange.

use super::fit;
use super::role::{Line, Role};
use super::strip::Who;
use super::waits::waiting;
use super::wire;
use super::words::{actor, line_number, state_sign, target, word};
use crate::lang::Lang;
use crate::trace::event::State;
use crate::trace::id::{ObjectId, Step};
use crate::trace::object::{AnswerKind, Holder, Object, Variable};
use crate::trace::world::World;

/// Lines that belong together and to one thing, so that a click finds it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Whose lines they are.
    pub who: Option<Who>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// How much of each card is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// One line.
    Brief,
    /// The heading and the last exchange.
    Medium,
    /// Everything.
    Full,
}

/// The most cards that are drawn; a program can keep thousands asleep.
const MOST_CARDS: usize = 200;
/// How many finished ones are still named.
const MOST_CLOSED: usize = 4;

/// The cards of all that are alive and not in `attached`, then the last finished ones in a line each.
pub fn cards(world: &World, attached: &[ObjectId], depth: Depth, lang: Lang, columns: usize) -> Vec<Block> {
    let apart = || world.alive().filter(|object| !attached.contains(&object.id()));
    let count = apart().take(MOST_CARDS + 1).count();
    let mut blocks: Vec<Block> =
        apart().take(MOST_CARDS).map(|object| card(world, object, depth, lang, columns)).collect();
    if count > MOST_CARDS {
        let more = world.alive_count().saturating_sub(attached.len() + MOST_CARDS);
        let text = match lang {
            Lang::En => format!("… and {more} more"),
            Lang::Zh => format!("……还有 {more} 个"),
        };
        blocks.push(Block { who: None, lines: vec![vec![(Role::Dim, text)]] });
    }
    blocks.extend(closed(world, attached, lang, columns));
    blocks
}

/// The heading of an object: sign, id, state, line.
pub fn heading(object: &Object, lang: Lang) -> Line {
    let (role, sign) = state_sign(object.state());
    let mut line = vec![
        (role, format!("{sign} ")),
        (role, fit::visible(object.label())),
        (Role::Plain, " ".to_owned()),
        (role, object.state().word(object.kind()).to_owned()),
    ];
    if let Some(site) = object.site().filter(|_| object.state() != State::Created) {
        line.push((Role::Dim, format!("  {}", line_number(lang, site.line))));
    }
    line
}

/// The variables of a frame on as few lines as they need; what just changed is marked by `*`.
pub fn variables<'a>(
    locals: impl Iterator<Item = Variable<'a>>,
    fresh: Freshness,
    columns: usize,
    indent: usize,
) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut used = columns;
    for local in locals {
        let is_new = local.changed && fresh == Freshness::Marked;
        let (sign, role) = if is_new { ("*", Role::Changed) } else { ("", Role::Value) };
        let name = format!("{sign}{}=", fit::visible(local.name));
        let room = columns.saturating_sub(indent + fit::width(&name)).max(4);
        let value = fit::cut(&fit::visible(local.value.as_str()), room.min(60));
        let wide = 2 + fit::width(&name) + fit::width(&value);
        if used + wide > columns || lines.is_empty() {
            lines.push(vec![(Role::Plain, " ".repeat(indent))]);
            used = indent + wide - 2;
        } else if let Some(line) = lines.last_mut() {
            line.push((Role::Plain, "  ".to_owned()));
            used += wide;
        }
        if let Some(line) = lines.last_mut() {
            line.push((if is_new { Role::Changed } else { Role::Dim }, name));
            line.push((role, value));
        }
    }
    lines.into_iter().map(|line| fit::cut_line(line, columns)).collect()
}

/// Whether changed variables are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// They are, because the frame's last line is the last thing that happened to it.
    Marked,
    /// They are old news.
    Old,
}

impl Freshness {
    /// Marked, if the frame's last line event is this recent.
    pub fn since(line_step: Step, now: Step) -> Freshness {
        if line_step == now { Freshness::Marked } else { Freshness::Old }
    }
}

fn card(world: &World, object: &Object, depth: Depth, lang: Lang, columns: usize) -> Block {
    let mut lines = vec![heading(object, lang)];
    match depth {
        Depth::Brief => {
            let room = columns.saturating_sub(fit::line_width(&lines[0]) + 2);
            if room >= 14 {
                lines[0].push((Role::Plain, "  ".to_owned()));
                let gap: Line = vec![(Role::Plain, "  ".to_owned())];
                lines[0].extend(exchange(world, object, lang, room).join(&gap[..]));
            }
        }
        Depth::Medium => {
            let exchange = exchange(world, object, lang, columns.saturating_sub(2));
            lines.extend(exchange.into_iter().map(indented));
        }
        Depth::Full => {
            lines.push(indented(holder(world, object, lang)));
            lines.extend(exchange(world, object, lang, columns.saturating_sub(2)).into_iter().map(indented));
            if let Some(to) = object.delegates_to() {
                let verb = word(lang, "hands on to ", "委派给 ");
                let text = format!("{verb}{}", target(world, lang, to));
                lines.push(indented(vec![(Role::Waiting, text)]));
            }
            lines.extend(variables(object.locals(), Freshness::Old, columns, 2));
        }
    }
    let lines = lines.into_iter().map(|line| fit::cut_line(line, columns)).collect();
    Block { who: Some(Who::Object(object.id())), lines }
}

fn indented(line: Line) -> Line {
    let mut whole: Line = vec![(Role::Plain, "  ".to_owned())];
    whole.extend(line);
    whole
}

fn exchange(world: &World, object: &Object, lang: Lang, columns: usize) -> Vec<Line> {
    let above = object.delegator().and_then(|id| world.object(id)).map(Object::wire);
    wire::lines(world, &object.wire(), above.as_ref(), lang, columns)
}

/// Who has the object, and what it waits for through its task.
fn holder(world: &World, object: &Object, lang: Lang) -> Line {
    let mut line = Line::new();
    let (verb, name) = match object.holder() {
        Holder::Delegator(id) => {
            (word(lang, "inside ", "在其内："), world.label(id).unwrap_or("?").to_owned())
        }
        Holder::Task(id) => {
            let name = world.task(id).map_or("?", |task| task.name());
            (word(lang, "driven by task ", "由任务驱动："), name.to_owned())
        }
        Holder::Resumer(by) => (word(lang, "last resumed by ", "上次恢复者："), actor(world, lang, by)),
        Holder::Creator(by) => (word(lang, "created by ", "创建者："), actor(world, lang, by)),
    };
    line.push((Role::Dim, format!("{verb}{}", fit::visible(&name))));
    let task = object.task().and_then(|id| world.task(id));
    if let Some((task, on)) = task.and_then(|task| Some((task, task.waits_for()?))) {
        line.push((Role::Waiting, format!("  {}", waiting(world, lang, on, task.waits_at()))));
    }
    line
}

/// The last finished ones, newest first, each in a line with how it ended.
fn closed(world: &World, attached: &[ObjectId], lang: Lang, columns: usize) -> Vec<Block> {
    let newest = u32::try_from(world.object_count()).unwrap_or(u32::MAX);
    let mut finished: Vec<&Object> = (1..=newest)
        .rev()
        .take(4 * MOST_CARDS)
        .filter_map(|id| world.object(ObjectId(id)))
        .filter(|object| !object.is_alive() && !attached.contains(&object.id()))
        .collect();
    finished.sort_by_key(|object| std::cmp::Reverse(object.ended()));
    let more = finished.len().saturating_sub(MOST_CLOSED);
    let mut blocks: Vec<Block> =
        finished.into_iter().take(MOST_CLOSED).map(|object| ended(object, lang, columns)).collect();
    if more > 0 {
        let text = match lang {
            Lang::En => format!("x {more} more finished"),
            Lang::Zh => format!("x 另有 {more} 个已结束"),
        };
        blocks.push(Block { who: None, lines: vec![vec![(Role::Closed, text)]] });
    }
    blocks
}

fn ended(object: &Object, lang: Lang, columns: usize) -> Block {
    let how = match object.ending() {
        Some(answer) if answer.kind == AnswerKind::Closed => word(lang, "closed", "已关闭").to_owned(),
        Some(answer) => {
            let verb = match answer.kind {
                AnswerKind::Raised => word(lang, "raised", "传出了"),
                _ => word(lang, "returned", "返回了"),
            };
            let value = answer.value.as_ref().map_or("", |value| value.as_str());
            format!("{verb} {}", fit::visible(value))
        }
        None => String::new(),
    };
    let text = format!("x {} {}  {how}", fit::visible(object.label()), object.state().word(object.kind()));
    let line = fit::cut_line(vec![(Role::Closed, text)], columns);
    Block { who: Some(Who::Object(object.id())), lines: vec![line] }
}
