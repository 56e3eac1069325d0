//! Line mode's acts in the paused program: `p EXPR` evaluates, `d NAME` drives a generator or coroutine by hand.

use std::io::{self, Write};

use super::lines::{COLUMNS, Settled, Typed, input, printed, settle, stop, text};
use crate::engine::Engine;
use crate::lang::Lang;
use crate::stage::effect::Effect;
use crate::stage::player::{Player, Update};
use crate::stage::scene::{Edge, Scene};
use crate::trace::event::{Kind, ObjectKind};
use crate::trace::id::Step;
use crate::trace::value::Value;
use crate::view::drive;
use crate::view::drive::wish::{self, Wish};
use crate::view::fit;
use crate::view::story;
use crate::view::words::word;

/// Evaluates an expression and shows its value, after what it did.
pub(super) async fn evaluate<E: Engine>(
    player: &mut Player<E>,
    expression: String,
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<()> {
    if let Some(answer) = ask(player, expression, lang, typed, out).await? {
        say(&answer, out)?;
    }
    Ok(())
}

fn say(answer: &Result<Value, String>, out: &mut impl Write) -> io::Result<()> {
    match answer {
        Ok(value) => writeln!(out, "{}", fit::visible(value.as_str())),
        Err(error) => writeln!(out, "{}", fit::visible(error)),
    }
}

/// The answer to an expression, after what it did was told; nothing where the program cannot be asked, which is told.
async fn ask<E: Engine>(
    player: &mut Player<E>,
    expression: String,
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<Option<Result<Value, String>>> {
    let scene = player.scene();
    if scene.edge != Edge::Paused || !scene.timeline.at_edge() {
        let edge = scene.timeline.edge();
        let text = match (lang, scene.edge) {
            (Lang::En, Edge::Paused) => format!("only where the program is paused: g {edge} goes there"),
            (Lang::Zh, Edge::Paused) => format!("只能在程序暂停的地方求值：g {edge} 回到那里"),
            _ => word(lang, "the program has ended", "程序已经结束").to_owned(),
        };
        writeln!(out, "{text}")?;
        return Ok(None);
    }
    player.perform(Effect::Evaluate(expression));
    loop {
        match player.next().await {
            Update::Evaluated { from, answer } => {
                acts(&player.scene(), from, lang, out)?;
                return Ok(Some(answer));
            }
            Update::NeedsInput { from } => {
                printed(&player.scene(), from, out)?;
                let Some(line) = input(lang, typed, out).await? else { return Ok(None) };
                player.perform(Effect::Input(line));
            }
            Update::Broken { why, .. } => {
                writeln!(out, "{}", fit::visible(&why))?;
                return Ok(None);
            }
            _ if player.scene().edge == Edge::Ended => {
                writeln!(out, "{}", word(lang, "the program has ended", "程序已经结束"))?;
                return Ok(None);
            }
            _ => {}
        }
    }
}

/// What happened since a step: each transition, and what was printed.
fn acts(scene: &Scene<'_>, from: Step, lang: Lang, out: &mut impl Write) -> io::Result<()> {
    for (before, event) in scene.timeline.events(from.0..scene.cursor().0) {
        let after = Step(before + 1);
        if event.kind.is_transition() || matches!(event.kind, Kind::Note { .. }) {
            let world = scene.timeline.world_at(after);
            let sentence = story::sentence(&event, &world, lang).unwrap_or_default();
            writeln!(out, "[{after}] {}", text(&sentence))?;
        }
    }
    printed(scene, from, out)
}

/// Drives what the paused program calls `name`, until the user goes back to stepping.
pub(super) async fn drive<E: Engine>(
    player: &mut Player<E>,
    name: String,
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<Option<Settled>> {
    if let Some(left) = to_a_line(player, lang, typed, out).await? {
        return Ok(Some(left));
    }
    let mut whole = true;
    loop {
        let Some(answer) = ask(player, name.clone(), lang, typed, out).await? else { return Ok(None) };
        let picture = match answer {
            Ok(value) => value,
            Err(_) => return say(&answer, out).map(|()| None),
        };
        let scene = player.scene();
        let Some((id, kind)) = wish::object_called(scene.world(), picture.as_str()) else {
            writeln!(out, "{}", fit::visible(&wish::cannot_be_driven(picture.as_str(), lang)))?;
            return Ok(None);
        };
        if kind == ObjectKind::AsyncGenerator {
            writeln!(out, "{}", wish::needs_the_loop(lang))?;
            return Ok(None);
        }
        let (timeline, cursor) = (scene.timeline, scene.cursor());
        let lines = match whole {
            true => drive::lines(timeline, cursor, id, lang, COLUMNS),
            false => drive::offers(timeline, cursor, id, lang, COLUMNS),
        };
        for line in &lines {
            writeln!(out, "{}", text(line))?;
        }
        if whole {
            let more = word(
                lang,
                "; empty: the whole machine; q: back to stepping",
                "；空行：整个状态机；q：回到单步",
            );
            writeln!(out, "{}{more}", wish::usage(lang))?;
        }
        let Some(line) = typed.next(out, &format!("drive {name}> ")).await? else {
            return Ok(Some(Settled::Quit));
        };
        let wish = Wish::of(&line);
        whole = matches!(wish, Wish::Machine | Wish::Unknown);
        if let Some(python) = wish.python(&name, kind) {
            if let Some(answer) = ask(player, python, lang, typed, out).await? {
                say(&answer, out)?;
            }
            continue;
        }
        match wish {
            Wish::Leave => return Ok(None),
            Wish::Undo => {
                let update = player.perform(Effect::Undo);
                match settle(player, update, lang, typed, out).await? {
                    Settled::Done(from) => stop(&player.scene(), from, lang, out)?,
                    left => return Ok(Some(left)),
                }
            }
            _ => {}
        }
    }
}

/// Goes on to the next line where the program is in the middle of a transition: nothing can be resumed there.
async fn to_a_line<E: Engine>(
    player: &mut Player<E>,
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<Option<Settled>> {
    let update = player.perform(Effect::ToALine);
    match settle(player, update, lang, typed, out).await? {
        Settled::Done(from) if from == player.scene().cursor() => Ok(None),
        Settled::Done(from) => stop(&player.scene(), from, lang, out).map(|()| None),
        left => Ok(Some(left)),
    }
}
