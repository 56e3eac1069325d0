//! Step mode on the whole screen: keys, the engine, the clock and signals, all at once.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{Event as Typed, MouseEventKind};
use rustix::process::{Signal, getpid, kill_process};
use tokio::signal::unix::{SignalKind, signal};

use super::{Leave, Options};
use crate::engine::Engine;
use crate::error::phrase::of_event;
use crate::lang::Lang;
use crate::stage::effect::Effect;
use crate::stage::player::{Player, Update};
use crate::stage::scene::Edge;
use crate::terminal::guard::{Borrowed, Keys};
use crate::tui::app::{App, Msg};
use crate::tui::paint;

/// How many keys are kept for when the step under way is done, so that a held key takes whole steps.
const TYPED_AHEAD: usize = 64;
/// How often a running program is shown.
const FRAME: Duration = Duration::from_millis(50);

/// What woke the loop.
enum Woken {
    Typed(Option<io::Result<Typed>>),
    TypedAhead,
    Engine(Update),
    Tick,
    Frame,
    Resized,
    Signal(u8),
}

/// Runs the screen until the user leaves; returns why, with the screen's last state.
pub async fn play<E: Engine>(player: &mut Player<E>, options: &Options) -> io::Result<(Leave, App)> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut resized = signal(SignalKind::window_change())?;
    let mut terminal = Borrowed::new()?;
    let size = terminal.terminal().size()?;
    let mut app = App::new(options.lang, options.theme, options.keys.clone(), (size.width, size.height));
    if options.plays {
        app.present();
    }
    let mut keys = Keys::new();
    let mut ahead: VecDeque<Msg> = VecDeque::new();
    let mut drawn: Option<Instant> = None;
    let mut is_stale = true;
    loop {
        let is_running = player.scene().edge == Edge::Running;
        if is_stale && (!is_running || drawn.is_none_or(|at| at.elapsed() >= FRAME)) {
            // A resize that comes together with a key can get lost among the terminal's events.
            let now = terminal.terminal().size()?;
            app.update(Msg::Resize(now.width, now.height), &player.scene());
            terminal.terminal().draw(|frame| paint::draw(&app, &player.scene(), frame))?;
            drawn = Some(Instant::now());
            is_stale = false;
        }
        let tick = app.tick_after();
        let woken = tokio::select! {
            biased;
            Some(()) = terminate.recv() => Woken::Signal(15),
            Some(()) = hang_up.recv() => Woken::Signal(1),
            Some(()) = interrupt.recv() => Woken::Signal(2),
            Some(()) = resized.recv() => Woken::Resized,
            () = std::future::ready(()), if !is_running && !ahead.is_empty() => Woken::TypedAhead,
            typed = keys.next() => Woken::Typed(typed),
            update = player.next(), if !player.is_over() => Woken::Engine(update),
            () = tokio::time::sleep(FRAME), if is_stale => Woken::Frame,
            () = tokio::time::sleep(tick.unwrap_or_default()), if tick.is_some() => Woken::Tick,
        };
        let msg = match woken {
            Woken::Typed(Some(Ok(typed))) => message(typed),
            // The terminal is gone.
            Woken::Typed(None | Some(Err(_))) => return Ok((Leave::Signal(1), app)),
            Woken::Engine(Update::Unparsable(traceback)) => return Ok((Leave::Unparsable(traceback), app)),
            Woken::Engine(update) => told(update, options.lang),
            Woken::TypedAhead => ahead.pop_front(),
            Woken::Tick => Some(Msg::Tick),
            Woken::Frame => None,
            // The size is asked for before each frame.
            Woken::Resized => Some(Msg::Progress),
            Woken::Signal(2) if is_running => {
                player.perform(Effect::Interrupt);
                None
            }
            Woken::Signal(number) => return Ok((Leave::Signal(number), app)),
        };
        let Some(msg) = msg else { continue };
        if is_running && app.can_wait(&msg) {
            if ahead.len() < TYPED_AHEAD {
                ahead.push_back(msg);
            }
            continue;
        }
        if matches!(msg, Msg::NeedsInput { .. } | Msg::Tell(_)) {
            ahead.clear();
        }
        is_stale = true;
        let mut effects = app.update(msg, &player.scene());
        while let Some(effect) = (!effects.is_empty()).then(|| effects.remove(0)) {
            match effect {
                Effect::Quit => return Ok((Leave::Quit, app)),
                Effect::Redraw => terminal.repaint()?,
                Effect::Suspend => suspend(&mut terminal, &mut keys)?,
                effect => {
                    if let Some(msg) = told(player.perform(effect), options.lang) {
                        effects.extend(app.update(msg, &player.scene()));
                    }
                }
            }
        }
    }
}

/// Stops the whole job as Ctrl-Z does outside of raw mode; goes on when the shell continues it.
fn suspend(terminal: &mut Borrowed, keys: &mut Keys) -> io::Result<()> {
    terminal.lend(|| {
        // A stop that is refused leaves the screen as it was.
        kill_process(getpid(), Signal::TSTP).ok();
    })?;
    *keys = Keys::new();
    Ok(())
}

fn message(typed: Typed) -> Option<Msg> {
    Some(match typed {
        Typed::Key(key) => Msg::Key(key),
        Typed::Mouse(mouse) if mouse.kind == MouseEventKind::Moved => return None,
        Typed::Mouse(mouse) => Msg::Mouse(mouse),
        Typed::Paste(text) => Msg::Paste(text),
        Typed::Resize(width, height) => Msg::Resize(width, height),
        Typed::FocusGained | Typed::FocusLost => return None,
    })
}

fn told(update: Update, lang: Lang) -> Option<Msg> {
    Some(match update {
        Update::Nothing => return None,
        Update::Progress => Msg::Progress,
        Update::Arrived { from } => Msg::Arrived { from },
        Update::Peeked => Msg::Peeked,
        Update::Evaluated { from, answer } => Msg::Evaluated { from, answer },
        Update::NotUndone(reason) => Msg::NotUndone(reason.sentence(lang)),
        Update::NeedsInput { from } => Msg::NeedsInput { from },
        Update::Broken { from: _, why } => Msg::Tell(of_event(&why, lang).into_owned()),
        Update::Full => Msg::Tell(super::full(lang).to_owned()),
        Update::Unparsable(traceback) => Msg::Tell(traceback),
    })
}
