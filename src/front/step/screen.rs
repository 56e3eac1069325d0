//! Step mode on the whole screen: keys, the engine, the clock and signals, all at once.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::{Leave, Options};
use crate::engine::Engine;
use crate::stage::effect::Effect;
use crate::stage::player::Player;
use crate::stage::scene::Edge;
use crate::stage::update::Update;
use crate::terminal::problem::TerminalError;
use crate::terminal::screen::{Either, Screen, Woken};
use crate::terminal::signals::Signal;
use crate::terminal::timer;
use crate::tui::app::{App, Clocks, Msg};
use crate::tui::paint;

/// How many keys are kept for when the step under way is done, so that a held key takes whole steps.
const TYPED_AHEAD: usize = 64;
/// After how long a key asks a running program to stand still, instead of waiting for it.
const LONG: Duration = Duration::from_millis(300);
/// After how many events, at least.
const MANY: u64 = 5000;
/// How often a running program is shown.
const FRAME: Duration = Duration::from_millis(50);

/// Runs the screen until the user leaves; returns why, with the screen's last state.
pub async fn play<E: Engine>(
    player: &mut Player<E>,
    options: &Options,
) -> Result<(Leave, App), TerminalError> {
    let mut screen = Screen::borrow()?;
    let mut app = App::new(options.lang, options.theme, options.keys.clone(), screen.size()?);
    if options.plays {
        app.present();
    }
    if options.clocks == Clocks::Both {
        app.offer_the_other_clock();
    }
    let mut opening = options.at;
    let mut ahead: VecDeque<Msg> = VecDeque::new();
    let mut drawn: Option<Instant> = None;
    let mut is_stale = true;
    let mut running_since: Option<Instant> = None;
    loop {
        let is_running = player.scene().edge == Edge::Running;
        running_since = running_since.or_else(|| Some(Instant::now())).filter(|_| is_running);
        if is_stale && (!is_running || drawn.is_none_or(|at| at.elapsed() >= FRAME)) {
            // A resize that comes together with a key can get lost among the terminal's events.
            let (width, height) = screen.size()?;
            app.update(Msg::Resize(width, height), &player.scene());
            screen.draw(|frame| paint::draw(&app, &player.scene(), frame))?;
            drawn = Some(Instant::now());
            is_stale = false;
        }
        let tick = app.tick_after();
        let msg = match if is_running { None } else { ahead.pop_front() } {
            Some(msg) => Some(msg),
            None => {
                let frame = is_stale.then_some(FRAME);
                let run = async {
                    tokio::select! {
                        biased;
                        update = player.next() => Some(Msg::Run(update)),
                        () = timer::after(frame) => None,
                        () = timer::after(tick) => Some(Msg::Tick),
                    }
                };
                match screen.or(run).await {
                    Either::Terminal(Woken::Key(key)) => Some(Msg::Key(key)),
                    Either::Terminal(Woken::Mouse(mouse)) => Some(Msg::Mouse(mouse)),
                    Either::Terminal(Woken::Pasted(text)) => Some(Msg::Paste(text)),
                    // The size is asked for before each frame.
                    Either::Terminal(Woken::Resized) => Some(Msg::Run(Update::Progress)),
                    Either::Terminal(Woken::Signal(Signal::Interrupt)) if is_running => {
                        player.perform(Effect::Interrupt);
                        None
                    }
                    Either::Terminal(Woken::Signal(signal)) => return Ok((Leave::Signal(signal), app)),
                    Either::Other(Some(Msg::Run(Update::Unparsable(traceback)))) => {
                        return Ok((Leave::Unparsable(traceback), app));
                    }
                    Either::Other(Some(Msg::Run(Update::Nothing))) => None,
                    Either::Other(msg) => msg,
                }
            }
        };
        let Some(msg) = msg else { continue };
        // A slow machine must not lose keys: only a run that does much is long.
        let done = player.scene().timeline.edge().0.saturating_sub(player.scene().cursor().0);
        let is_long = done >= MANY && running_since.is_some_and(|since| since.elapsed() >= LONG);
        if is_running && app.can_wait(&msg) && !is_long {
            if ahead.len() < TYPED_AHEAD {
                ahead.push_back(msg);
            }
            continue;
        }
        if matches!(msg, Msg::Run(Update::NeedsInput { .. } | Update::Full | Update::Broken { .. })) {
            ahead.clear();
        }
        is_stale = true;
        let mut effects = VecDeque::from(app.update(msg, &player.scene()));
        if player.scene().edge == Edge::Paused {
            effects.extend(opening.take().map(Effect::Goto));
        }
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Quit => return Ok((Leave::Quit, app)),
                Effect::OtherClock => return Ok((Leave::OtherClock, app)),
                Effect::Redraw => screen.repaint()?,
                Effect::Suspend => screen.suspend()?,
                effect => match player.perform(effect) {
                    Update::Nothing => {}
                    update => effects.extend(app.update(Msg::Run(update), &player.scene())),
                },
            }
        }
    }
}
