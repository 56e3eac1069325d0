//! The event loop: its turn and clock, who is ready in which order, who waits for whom and until when.

use super::cards::Block;
use super::fit;
use super::primitives;
use super::role::{Line, Role};
use super::story;
use super::strip::Who;
use super::waits::waiting;
use super::words::{RUNNER, actor, seconds, target, word};
use crate::lang::Lang;
use crate::trace::aio::{Loop, LoopState, Task, TaskState};
use crate::trace::event::{Actor, Clock, Resolution, Target, Waiting};
use crate::trace::id::{HandleId, TaskId};
use crate::trace::world::World;

/// The most tasks, timers and handles that are named.
const MOST: usize = 100;

/// Whether the world has or had an event loop or a task.
pub fn has_loop(world: &World) -> bool {
    world.loops().next().is_some() || world.tasks().next().is_some()
}

/// The panel: loops, queue, timers, tasks.
pub fn panel(world: &World, lang: Lang, columns: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for it in world.loops() {
        blocks.push(Block { who: None, lines: state(world, it, lang, columns) });
    }
    let of_task = |task: &Task| {
        let line = fit::cut_line(row(world, task, lang), columns);
        Block { who: Some(Who::Task(task.id())), lines: vec![line] }
    };
    let alive: Vec<&Task> =
        world.unfinished_tasks().filter(|task| !serves_asyncio(task)).take(MOST).collect();
    blocks.extend(alive.iter().map(|task| of_task(task)));
    let held = primitives::rows(world, lang);
    if !held.is_empty() {
        let lines = held.into_iter().map(|line| fit::cut_line(line, columns)).collect();
        blocks.push(Block { who: None, lines });
    }
    // The finished ones last, the newest first.
    let mut done: Vec<&Task> = world.tasks().filter(|task| task.is_done() && !serves_asyncio(task)).collect();
    done.sort_by_key(|task| std::cmp::Reverse(task.since()));
    blocks.extend(done.into_iter().take(MOST.saturating_sub(alive.len()).min(20)).map(of_task));
    blocks
}

/// Whether a task is one of asyncio.run's own, for its end; where asyncio's code is traced too, it is news.
fn serves_asyncio(task: &Task) -> bool {
    matches!(task.coro(), Target::Other(_))
        && matches!(task.created_by(), Actor::Library(by) if &**by == RUNNER)
}

fn state(world: &World, it: &Loop, lang: Lang, columns: usize) -> Vec<Line> {
    let (role, state) = match it.state() {
        LoopState::Running => (Role::Running, word(lang, "runs", "运行中")),
        LoopState::Stopped => (Role::Suspended, word(lang, "stopped", "已停止")),
        LoopState::Closed => (Role::Closed, word(lang, "closed", "已关闭")),
    };
    let turn = match lang {
        Lang::En => format!("turn {}", it.turn()),
        Lang::Zh => format!("第 {} 轮", it.turn()),
    };
    let clock = match world.clock() {
        Some(Clock::Virtual) => word(lang, " virtual", " 虚拟时钟"),
        Some(Clock::Real) => word(lang, " real", " 真实时钟"),
        None => "",
    };
    let first = vec![
        (role, format!("loop#{} {state}", it.id())),
        (Role::Plain, format!("  {turn}  ")),
        (Role::Value, seconds(world.time())),
        (Role::Dim, clock.to_owned()),
    ];
    let mut lines = fit::wrap(&first, columns, 8);
    let mut ready: Line = vec![(Role::Dim, word(lang, "ready:  ", "就绪：").to_owned())];
    for (at, handle) in it.ready().take(MOST).enumerate() {
        ready.push((Role::Plain, if at == 0 { String::new() } else { " → ".to_owned() }));
        ready.push((Role::Created, handle_label(world, handle, lang)));
    }
    if it.ready().len() == 0 {
        ready.push((Role::Dim, word(lang, "none", "无").to_owned()));
    }
    lines.extend(fit::wrap(&ready, columns, 8));
    let mut timers: Line = vec![(Role::Dim, word(lang, "timers: ", "定时器：").to_owned())];
    let mut sleepers = sleepers(world);
    for (at, (when, handle)) in it.timers().take(MOST).enumerate() {
        timers.push((Role::Plain, if at == 0 { String::new() } else { ", ".to_owned() }));
        // A sleep's own callback says nothing; who sleeps until then does.
        let sleeper = sleepers.iter().position(|(until, _)| (until - when).abs() < 1e-9);
        let label = sleeper.map_or_else(|| handle_label(world, handle, lang), |at| sleepers.remove(at).1);
        let left = seconds((when - world.time()).max(0.0));
        timers.push((Role::Waiting, format!("{label} ")));
        timers.push((Role::Value, format!("{} {left}", word(lang, "in", "还剩"))));
    }
    if it.timers().len() > 0 {
        lines.extend(fit::wrap(&timers, columns, 8));
    }
    lines
}

/// The tasks that sleep, each with the time it sleeps until.
fn sleepers(world: &World) -> Vec<(f64, String)> {
    let until = |task: &Task| match task.waits_for() {
        Some(Waiting::Sleep(until)) => until.parse().ok(),
        _ => None,
    };
    let tasks = world.unfinished_tasks().take(10 * MOST);
    tasks.filter_map(|task| Some((until(task)?, fit::visible(task.name())))).collect()
}

/// The name of a scheduled callback: the task whose step it is, what it calls, or what it is for.
fn handle_label(world: &World, id: HandleId, lang: Lang) -> String {
    let task = world.handle(id).and_then(|handle| handle.task());
    match task.and_then(|task| world.task(task)) {
        Some(task) => fit::visible(task.name()),
        None => {
            let line = story::handle(world, id, lang);
            fit::visible(&line.into_iter().map(|(_, text)| text).collect::<String>())
        }
    }
}

fn row(world: &World, task: &Task, lang: Lang) -> Line {
    let (role, sign, text) = match task.state() {
        TaskState::Pending => {
            (Role::Created, "○", word(lang, "not started, ready", "未开始，就绪").to_owned())
        }
        TaskState::Ready => {
            let woken = task.woken_by().map(|by| target(world, lang, by));
            let text = match (lang, woken) {
                (Lang::En, Some(by)) => format!("ready, woken by {by}"),
                (Lang::Zh, Some(by)) => format!("就绪，由 {by} 唤醒"),
                (_, None) => word(lang, "ready", "就绪").to_owned(),
            };
            (Role::Created, "○", text)
        }
        TaskState::Running => (Role::Running, "●", word(lang, "RUNS", "运行中").to_owned()),
        TaskState::Waiting(on) => {
            let mut text = waiting(world, lang, on, task.waits_at());
            if let Some(deadline) = task.deadline() {
                let left = seconds((deadline - world.time()).max(0.0));
                text.push_str(&match lang {
                    Lang::En => format!(", at most {left} more"),
                    Lang::Zh => format!("，最多再等 {left}"),
                });
            }
            (Role::Waiting, "z", text)
        }
        TaskState::Done(outcome, value) => {
            let value = fit::visible(value.as_str());
            let text = match outcome {
                Resolution::Result => format!("{} {value}", word(lang, "done, result", "完成，结果")),
                Resolution::Exception => format!("{} {value}", word(lang, "failed with", "失败：")),
                Resolution::Cancelled => word(lang, "cancelled", "已取消").to_owned(),
            };
            let role = if *outcome == Resolution::Exception { Role::Error } else { Role::Closed };
            (role, "x", text)
        }
    };
    let mut line = vec![(role, format!("{sign} {}  ", fit::visible(task.name()))), (role, text)];
    if let Some(cancel) = task.cancel().filter(|_| !task.is_done()) {
        let by = actor(world, lang, &cancel.by);
        let text = match lang {
            Lang::En => format!("  cancel asked by {by}"),
            Lang::Zh => format!("  {by} 请求取消"),
        };
        line.push((Role::Error, text));
    }
    let waiting_on_it = waiters(world, task.id());
    if !waiting_on_it.is_empty() {
        line.push((Role::Dim, format!("  ← {}", waiting_on_it.join(", "))));
    }
    line
}

/// The tasks that wait for this one.
fn waiters(world: &World, id: TaskId) -> Vec<String> {
    let waits_for_it = |task: &&Task| match task.waits_for() {
        Some(Waiting::Task(on)) => *on == id,
        Some(Waiting::Group(_, members)) => members.contains(&Target::Task(id)),
        _ => false,
    };
    world.unfinished_tasks().take(MOST).filter(waits_for_it).map(|task| fit::visible(task.name())).collect()
}
