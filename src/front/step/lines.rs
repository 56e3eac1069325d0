//! Step mode line by line: what is typed goes to the state of line mode, and what it says is printed.

use std::io::{self, Write};

use crate::engine::Engine;
use crate::lang::Lang;
use crate::stage::effect::Effect;
use crate::stage::lines::{Input, LineMode, Wants};
use crate::stage::player::Player;
use crate::stage::update::Update;
use crate::terminal::typed::Typed;
use crate::trace::id::Step;

/// Reads commands until the last one and prints what they lead to; returns the traceback of a FILE that is no Python.
pub async fn play<E: Engine>(
    player: &mut Player<E>,
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<Option<String>> {
    play_from(player, None, lang, typed, out).await
}

/// The same, opened at a step where one is named.
pub async fn play_from<E: Engine>(
    player: &mut Player<E>,
    at: Option<Step>,
    lang: Lang,
    typed: &mut Typed,
    out: &mut impl Write,
) -> io::Result<Option<String>> {
    let mut opening = at;
    let mut mode = LineMode::new(lang);
    loop {
        for line in mode.take_said() {
            writeln!(out, "{line}")?;
        }
        let input = match mode.wants() {
            Wants::Nothing => return Ok(None),
            Wants::NoPython(traceback) => return Ok(Some(traceback)),
            Wants::Line(_) if opening.is_some() => {
                opening.take().map_or(Input::End, |step| Input::Line(format!("g {step}")))
            }
            Wants::Line(prompt) => typed.next(out, &prompt).await?.map_or(Input::End, Input::Line),
            Wants::Run => Input::Run(player.next().await),
        };
        let mut effects = std::collections::VecDeque::from(mode.update(input, &player.scene()));
        while let Some(effect) = effects.pop_front() {
            let is_input = matches!(effect, Effect::Input(_));
            let update = player.perform(effect);
            // Input is answered by the run alone.
            if !is_input && update != Update::Nothing {
                effects.extend(mode.update(Input::Run(update), &player.scene()));
            }
        }
    }
}
