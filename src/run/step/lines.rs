//! Step mode line by line: for pipes and screen readers.

use std::collections::BTreeMap;
use std::io::{self, BufRead, IsTerminal, Write};

use tokio::sync::mpsc;

use super::by_hand;
use crate::engine::Engine;
use crate::error::phrase::of_event;
use crate::lang::Lang;
use crate::stage::effect::Effect;
use crate::stage::player::{Player, Update};
use crate::stage::scene::Scene;
use crate::trace::event::{Event, State};
use crate::trace::id::{ObjectId, Step};
use crate::trace::stop::Until;
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

/// One command.
#[derive(Clone, Debug, PartialEq)]
enum Command {
    Do(Effect),
    Over,
    Out,
    Where,
    Evaluate(String),
    Drive(String),
    Help,
    Quit,
    Unknown(String),
}

/// Where commands come from: a thread reads stdin, so that waiting for it blocks nothing else. It reads a line only when
/// one is wanted, so that what follows the last command belongs to whoever reads next.
pub struct Typed {
    lines: mpsc::UnboundedReceiver<String>,
    wanted: Option<std::sync::mpsc::Sender<()>>,
    /// Whether a line was wanted that has not come.
    outstanding: bool,
    prompt: Prompt,
}

/// Whether a prompt is printed before each command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prompt {
    Shown,
    Hidden,
}

impl Typed {
    /// The lines of the process's stdin.
    pub fn stdin() -> Typed {
        let (sender, lines) = mpsc::unbounded_channel();
        let (wanted, wants) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for () in wants {
                let line = io::stdin().lock().lines().next();
                let Some(Ok(line)) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let prompt = if io::stdin().is_terminal() { Prompt::Shown } else { Prompt::Hidden };
        Typed { lines, wanted: Some(wanted), outstanding: false, prompt }
    }

    /// These lines.
    pub fn of<'a>(text: impl IntoIterator<Item = &'a str>) -> Typed {
        let (sender, lines) = mpsc::unbounded_channel();
        for line in text {
            // The other end is at hand.
            sender.send(line.to_owned()).ok();
        }
        Typed { lines, wanted: None, outstanding: false, prompt: Prompt::Hidden }
    }

    /// The next line typed; none at their end.
    pub(in crate::run) async fn next(
        &mut self,
        out: &mut impl Write,
        prompt: &str,
    ) -> io::Result<Option<String>> {
        if self.prompt == Prompt::Shown {
            write!(out, "{prompt}")?;
        }
        out.flush()?;
        if let Some(wanted) = self.wanted.as_ref().filter(|_| !self.outstanding) {
            // A thread that has ended has closed the lines too.
            wanted.send(()).ok();
            self.outstanding = true;
        }
        let line = self.lines.recv().await;
        self.outstanding = false;
        Ok(line)
    }
}

/// Reads commands until the last one and prints what they lead to; returns the traceback of a FILE that is no Python.
pub async fn play<E: Engine>(
    player: &mut Player<E>,
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<Option<String>> {
    let first = match settle(player, Update::Progress, lang, typed, out).await? {
        Settled::Unparsable(traceback) => return Ok(Some(traceback)),
        Settled::Quit => return Ok(None),
        Settled::Done(from) => from,
    };
    writeln!(out, "{}", word(lang, "? lists the commands", "输入 ? 查看命令"))?;
    stop(&player.scene(), first, lang, out)?;
    while let Some(line) = typed.next(out, "> ").await? {
        let effect = match parse(&line) {
            Command::Quit => break,
            Command::Do(effect) => effect,
            Command::Over => Effect::Forward(player.scene().over()),
            Command::Out => Effect::Forward(player.scene().out()),
            Command::Where => {
                whereabouts(&player.scene(), lang, out)?;
                continue;
            }
            Command::Help => {
                help(lang, out)?;
                continue;
            }
            Command::Unknown(text) => {
                let known = word(lang, "unknown command; ? lists the commands", "未知命令；输入 ? 查看命令");
                writeln!(out, "{}: {known}", fit::visible(&text))?;
                continue;
            }
            Command::Evaluate(expression) => {
                by_hand::evaluate(player, expression, lang, typed, out).await?;
                continue;
            }
            Command::Drive(name) => match by_hand::drive(player, name, lang, typed, out).await? {
                Some(Settled::Quit | Settled::Unparsable(_)) => break,
                Some(Settled::Done(_)) | None => continue,
            },
        };
        let goes_on = matches!(effect, Effect::Forward(_));
        if goes_on && !player.scene().can_go_on() {
            writeln!(out, "{}", word(lang, "the program has ended", "程序已经结束"))?;
            continue;
        }
        let update = player.perform(effect);
        match settle(player, update, lang, typed, out).await? {
            Settled::Done(from) => stop(&player.scene(), from, lang, out)?,
            Settled::Quit | Settled::Unparsable(_) => break,
        }
    }
    Ok(None)
}

/// A line for the program's stdin; none at the end of the commands.
pub(super) async fn input(
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<Option<Vec<u8>>> {
    let text = word(
        lang,
        "the program reads a line; the next line is its input",
        "程序要读入一行；下一行就是它的输入",
    );
    writeln!(out, "{text}")?;
    Ok(typed.next(out, "input> ").await?.map(|line| format!("{line}\n").into_bytes()))
}

/// What came of waiting for a step.
pub(super) enum Settled {
    /// It is done; the cursor stood here before.
    Done(Step),
    /// FILE is no Python.
    Unparsable(String),
    /// The commands came to their end.
    Quit,
}

/// Waits until a step is done, handing over lines for the program's stdin on the way.
pub(super) async fn settle<E: Engine>(
    player: &mut Player<E>,
    first: Update,
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<Settled> {
    let mut update = first;
    loop {
        match update {
            Update::Arrived { from } => return Ok(Settled::Done(from)),
            Update::Unparsable(traceback) => return Ok(Settled::Unparsable(traceback)),
            Update::Broken { from, why } => {
                writeln!(out, "{}", fit::visible(&of_event(&why, lang)))?;
                return Ok(Settled::Done(from));
            }
            Update::NeedsInput { from } => {
                printed(&player.scene(), from, out)?;
                let Some(line) = input(lang, typed, out).await? else {
                    return Ok(Settled::Quit);
                };
                player.perform(Effect::Input(line));
            }
            Update::Full => writeln!(out, "{}", super::full(lang))?,
            Update::NotUndone(reason) => {
                writeln!(out, "{}", reason.sentence(lang))?;
                return Ok(Settled::Done(player.scene().cursor()));
            }
            Update::Nothing | Update::Progress | Update::Peeked | Update::Evaluated { .. } => {}
        }
        update = player.next().await;
    }
}

fn parse(line: &str) -> Command {
    let line = line.trim();
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    match (name, rest) {
        ("" | "s", "") => Command::Do(Effect::Forward(Until::Stop)),
        ("t", "") => Command::Do(Effect::Forward(Until::Transition)),
        ("o", "") => Command::Over,
        ("u", "") => Command::Out,
        ("i", "") => Command::Do(Effect::Forward(Until::Turn)),
        ("k", "") => Command::Do(Effect::Forward(Until::TaskSwitch)),
        ("c", "") => Command::Do(Effect::Forward(Until::End)),
        ("b", "") => Command::Do(Effect::Back(Until::Stop)),
        ("w", "") => Command::Where,
        ("q", "") => Command::Quit,
        ("?", "") => Command::Help,
        ("p", expression) if !expression.is_empty() => Command::Evaluate(expression.to_owned()),
        ("d", name) if !name.is_empty() => Command::Drive(name.to_owned()),
        ("g", number) => match number.parse() {
            Ok(number) => Command::Do(Effect::Goto(Step(number))),
            Err(_) => Command::Unknown(line.to_owned()),
        },
        _ => Command::Unknown(line.to_owned()),
    }
}

/// Prints a stop: what was printed, the event, the source line, the states that changed.
pub(super) fn stop(scene: &Scene<'_>, from: Step, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let cursor = scene.cursor();
    printed(scene, from, out)?;
    match scene.event() {
        Some(event) => {
            let line = story::sentence(&event, scene.world(), lang).unwrap_or_default();
            writeln!(out, "[{cursor}] {}", text(&line))?;
        }
        None => writeln!(out, "[0] {}", word(lang, "the start", "开头"))?,
    }
    if let Some(site) = scene.site()
        && let Some(code) = scene.source(site.file).and_then(|source| source.text(site.line))
    {
        let file = if site.file.0 == 0 {
            String::new()
        } else {
            scene.source(site.file).map_or(String::new(), |source| format!("{}:", source.name()))
        };
        writeln!(out, "  {file}{:>4}  {code}", site.line)?;
        if let Some(note) = scene.notes.get(&site) {
            for line in note.lines() {
                writeln!(out, "        * {}", fit::visible(line))?;
            }
        }
    }
    if let Some(level) = scene.world().top() {
        let changed: Vec<String> = level
            .frame
            .locals()
            .filter(|local| local.changed && level.frame.line_step() == cursor)
            .map(|local| format!("{} = {}", fit::visible(local.name), fit::visible(local.value.as_str())))
            .collect();
        if !changed.is_empty() {
            writeln!(out, "        {}", changed.join(", "))?;
        }
    }
    changes(scene, from, lang, out)
}

/// What the program printed since a step, each line with the name of its stream.
pub(super) fn printed(scene: &Scene<'_>, from: Step, out: &mut impl Write) -> io::Result<()> {
    let bytes = scene.printed.between(from, scene.cursor());
    for line in String::from_utf8_lossy(bytes).lines() {
        writeln!(out, "  | {}", fit::visible(line))?;
    }
    Ok(())
}

/// The objects whose state is not what it was at `from`.
fn changes(scene: &Scene<'_>, from: Step, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let before = scene.timeline.world_at(from);
    let world = scene.world();
    let (first, last) = (from.min(scene.cursor()), from.max(scene.cursor()));
    let mut touched: BTreeMap<ObjectId, ()> = BTreeMap::new();
    for (_, event) in scene.timeline.events(first.0..last.0) {
        touched.extend(object_of(&event).map(|id| (id, ())));
    }
    let state = |state: Option<State>, id| match (state, world.object(id).or(before.object(id))) {
        (Some(state), Some(object)) => state.word(object.kind()),
        _ => word(lang, "not there", "不存在"),
    };
    let mut left = MOST_CHANGES;
    for (id, ()) in touched {
        let was = before.object(id).map(|object| object.state());
        let is = world.object(id).map(|object| object.state());
        if was == is {
            continue;
        }
        if left == 0 {
            return writeln!(out, "        …");
        }
        left -= 1;
        let label = world.label(id).or(before.label(id)).unwrap_or("?");
        writeln!(out, "        {}: {} → {}", fit::visible(label), state(was, id), state(is, id))?;
    }
    Ok(())
}

fn object_of(event: &Event) -> Option<ObjectId> {
    use crate::trace::event::Kind;
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

/// All generators, tasks and loops.
fn whereabouts(scene: &Scene<'_>, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let world = scene.world();
    let attached = stack::attached(world);
    let mut blocks = stack::chain(world, lang, COLUMNS);
    blocks.extend(cards::cards(world, &attached, Depth::Full, lang, COLUMNS));
    if tasks::has_loop(world) {
        blocks.extend(tasks::panel(world, lang, COLUMNS));
    }
    if blocks.is_empty() {
        return writeln!(out, "{}", word(lang, "nothing yet", "还什么都没有"));
    }
    for line in blocks.iter().flat_map(|block: &Block| &block.lines) {
        writeln!(out, "  {}", text(line))?;
    }
    Ok(())
}

pub(super) fn text(line: &Line) -> String {
    let mut text: String = line.iter().map(|(_, text)| text.as_str()).collect();
    text.truncate(text.trim_end().len());
    text
}

fn help(lang: Lang, out: &mut impl Write) -> io::Result<()> {
    let commands: [(&str, &str, &str); 14] = [
        (
            "s",
            "step: the next line or transition (an empty line does it too)",
            "下一行或下一次切换（空行也可以）",
        ),
        ("t", "the next transition", "下一次切换"),
        (
            "o",
            "over: the next line of this generator, task or function",
            "越过：当前生成器、任务或函数的下一行",
        ),
        ("u", "out to whoever resumed or called", "跳出到恢复者或调用者"),
        ("i", "the next turn of the event loop", "事件循环的下一轮"),
        ("k", "the next time the loop resumes a task", "事件循环下一次恢复任务"),
        ("c", "to the end", "运行到结尾"),
        ("b", "one step back", "退回一步"),
        ("g N", "to step N", "跳到第 N 步"),
        ("w", "where: all generators, tasks and loops", "查看所有生成器、任务和事件循环"),
        ("p EXPR", "evaluate in the paused program", "在暂停的程序里求值"),
        (
            "d NAME",
            "drive a generator by hand: next, send, throw, close, undo",
            "手动驱动一个生成器：next、send、throw、close、undo",
        ),
        ("q", "quit", "退出"),
        ("?", "this list", "显示这个列表"),
    ];
    for (name, en, zh) in commands {
        writeln!(out, "{name:<8}{}", word(lang, en, zh))?;
    }
    Ok(())
}
