//! The chain of those that run: the caller first, each attached to its resumer, with the wire between them.

use super::cards::{self, Block, Freshness};
use super::fit;
use super::role::{Line, Role};
use super::strip::Who;
use super::wire;
use super::words::{line_number, place, word};
use crate::lang::Lang;
use crate::trace::event::{Actor, Place};
use crate::trace::id::{ObjectId, ThreadId};
use crate::trace::object::{Frame, Object};
use crate::trace::world::{Thread, World};

/// The longest chain that is drawn whole; of a longer one the middle is left out.
const MOST_LEVELS: usize = 40;

/// One level of the chain.
enum Level<'a> {
    Thread(ThreadId),
    Plain(&'a Frame),
    Object(&'a Object),
    Loop(&'a Object),
    Library(&'a str),
    Omitted(usize),
}

/// The objects that are drawn in the chain and need no card of their own.
pub fn attached(world: &World) -> Vec<ObjectId> {
    let mut attached: Vec<ObjectId> = world
        .stack(world.current_thread())
        .filter_map(|level| match level.frame.place() {
            Place::Object(id) => Some(*id),
            Place::Module | Place::Function(_) => None,
        })
        .collect();
    attached.extend(just_answered(world, &attached));
    attached
}

/// The object that control has just left, or that was just made, with those it delegates to: for this one step
/// they are still drawn below whom they answered.
fn just_answered(world: &World, on_stack: &[ObjectId]) -> Vec<ObjectId> {
    let Some(last) = world.last_transition().filter(|last| last.step == world.step()) else {
        return Vec::new();
    };
    let chain = world.chain(last.object);
    let from = chain.iter().position(|id| *id == last.object).unwrap_or(0);
    chain[from..].iter().copied().filter(|id| !on_stack.contains(id)).collect()
}

/// The chain, a block for each level.
pub fn chain(world: &World, lang: Lang, columns: usize) -> Vec<Block> {
    let levels = levels(world);
    let mut blocks = Vec::new();
    let mut above: Option<&Object> = None;
    let innermost = levels.len().saturating_sub(1);
    for (at, level) in levels.iter().enumerate() {
        let mut lines = Vec::new();
        let who = match level {
            Level::Plain(frame) => {
                if at > 0 && !matches!(levels[at - 1], Level::Thread(_)) {
                    lines.push(vec![(Role::Dim, "│".to_owned())]);
                }
                lines.extend(plain(world, frame, at == innermost, lang, columns));
                above = None;
                None
            }
            Level::Loop(object) => {
                lines.push(vec![(Role::Dim, "│".to_owned())]);
                lines.push(driver(world, object, lang));
                above = None;
                object.task().map(Who::Task)
            }
            Level::Object(object) => {
                let above_wire = above.map(Object::wire);
                let mut wires =
                    wire::lines(world, &object.wire(), above_wire.as_ref(), lang, columns.saturating_sub(2));
                if wires.is_empty() {
                    let text = word(lang, "called; nothing of it has run", "已调用，代码还没有运行");
                    wires.push(vec![(Role::Dim, text.to_owned())]);
                }
                for line in wires {
                    let mut whole: Line = vec![(Role::Dim, "│ ".to_owned())];
                    whole.extend(line);
                    lines.push(whole);
                }
                lines.push(cards::heading(object, lang));
                let fresh = Freshness::since(object.frame().line_step(), world.step());
                lines.extend(cards::variables(object.locals(), fresh, columns, 2));
                above = Some(object);
                Some(Who::Object(object.id()))
            }
            Level::Thread(id) => {
                lines.push(vec![
                    (Role::Plain, "┬ ".to_owned()),
                    (Role::Strong, thread_name(world, *id, lang)),
                ]);
                None
            }
            Level::Library(name) => {
                lines.push(vec![(Role::Dim, "│".to_owned())]);
                let library = word(lang, "library code", "库代码");
                lines.push(vec![(Role::Dim, format!("┬ {}  {library}", fit::visible(name)))]);
                above = None;
                None
            }
            Level::Omitted(count) => {
                let text = match lang {
                    Lang::En => format!("│ … {count} levels between …"),
                    Lang::Zh => format!("│ ……中间还有 {count} 层……"),
                };
                lines.push(vec![(Role::Dim, text)]);
                above = None;
                None
            }
        };
        let lines = lines.into_iter().map(|line| fit::cut_line(line, columns)).collect();
        blocks.push(Block { who, lines });
    }
    blocks
}

fn levels(world: &World) -> Vec<Level<'_>> {
    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut on_stack = Vec::new();
    if world.current_thread() != MAIN {
        levels.push(Level::Thread(world.current_thread()));
    }
    for level in world.stack(world.current_thread()) {
        match level.frame.place() {
            Place::Object(id) => {
                on_stack.push(*id);
                if let Some(object) = world.object(*id) {
                    push(&mut levels, object);
                }
            }
            Place::Module | Place::Function(_) => levels.push(Level::Plain(level.frame)),
        }
    }
    for id in just_answered(world, &on_stack) {
        if let Some(object) = world.object(id) {
            push(&mut levels, object);
        }
    }
    if levels.len() > MOST_LEVELS {
        let omitted = levels.len() - MOST_LEVELS;
        levels.splice(4..4 + omitted, [Level::Omitted(omitted)]);
    }
    levels
}

/// Adds an object's level, and before it the loop or the library code that drives it.
fn push<'a>(levels: &mut Vec<Level<'a>>, object: &'a Object) {
    if let Some(Actor::Library(name)) = object.resumption().map(|it| &it.by) {
        levels.push(Level::Library(name));
    } else if matches!(object.resumption().map(|it| &it.by), Some(Actor::Task(_) | Actor::Loop(_))) {
        levels.push(Level::Loop(object));
    }
    levels.push(Level::Object(object));
}

fn plain(world: &World, frame: &Frame, is_innermost: bool, lang: Lang, columns: usize) -> Vec<Line> {
    let mut heading = vec![
        (
            if is_innermost { Role::Running } else { Role::Plain },
            if is_innermost { "● " } else { "┬ " }.to_owned(),
        ),
        (Role::Strong, place(world, frame.place())),
    ];
    if let Some(site) = frame.site() {
        heading.push((Role::Dim, format!("  {}", line_number(lang, site.line))));
    }
    let mut lines = vec![heading];
    // A module's variables are mostly functions and classes: only what just changed is worth the room.
    let fresh = Freshness::since(frame.line_step(), world.step());
    let locals = frame.locals().filter(|local| {
        *frame.place() != Place::Module
            || fresh == Freshness::Marked && local.changed
            || is_data(local.value.as_str())
    });
    lines.extend(cards::variables(locals, fresh, columns, 2));
    lines
}

/// Whether a module's variable is data, not a function, class or module.
fn is_data(value: &str) -> bool {
    !["<function ", "<class ", "<module "].iter().any(|start| value.starts_with(start))
}

fn driver(world: &World, object: &Object, lang: Lang) -> Line {
    let turn = world
        .thread(world.current_thread())
        .and_then(|thread| thread.running_loop())
        .and_then(|id| world.event_loop(id))
        .map(|it| it.turn());
    let mut text = word(lang, "event loop", "事件循环").to_owned();
    if let Some(turn) = turn {
        text += &match lang {
            Lang::En => format!(", turn {turn}"),
            Lang::Zh => format!("，第 {turn} 轮"),
        };
    }
    let mut line = vec![(Role::Plain, "┬ ".to_owned()), (Role::Strong, text)];
    if let Some(task) = object.task().and_then(|id| world.task(id)) {
        line.push((Role::Running, format!("  {} {}", word(lang, "task", "任务"), fit::visible(task.name()))));
    }
    line
}

/// The other threads that have code of the program on their stacks, a line each, with what runs in them.
pub fn threads(world: &World, lang: Lang, columns: usize) -> Vec<Block> {
    let others = world.threads().map(Thread::id).filter(|id| *id != world.current_thread());
    others
        .filter_map(|id| {
            let top = world.stack(id).next_back()?;
            let mut line = vec![
                (Role::Running, "● ".to_owned()),
                (Role::Strong, format!("{}: ", thread_name(world, id, lang))),
                (Role::Plain, place(world, top.frame.place())),
            ];
            if let Some(site) = top.frame.site() {
                line.push((Role::Dim, format!("  {}", line_number(lang, site.line))));
            }
            let who = match top.frame.place() {
                Place::Object(id) => Some(Who::Object(*id)),
                Place::Module | Place::Function(_) => None,
            };
            Some(Block { who, lines: vec![fit::cut_line(line, columns)] })
        })
        .collect()
}

/// The thread that the program begins in.
const MAIN: ThreadId = ThreadId(0);

fn thread_name(world: &World, id: ThreadId, lang: Lang) -> String {
    let name = world.thread(id).and_then(Thread::name);
    match (name, lang) {
        (Some(name), Lang::En) => format!("thread {}", fit::visible(name)),
        (Some(name), Lang::Zh) => format!("线程 {}", fit::visible(name)),
        (None, Lang::En) if id == MAIN => "main thread".to_owned(),
        (None, Lang::Zh) if id == MAIN => "主线程".to_owned(),
        (None, Lang::En) => format!("thread {id}"),
        (None, Lang::Zh) => format!("线程 {id}"),
    }
}

/// How many blocks [`chain`] has.
pub fn chain_len(world: &World) -> usize {
    levels(world).len()
}
