//! `step FILE`: step mode on a program.

use std::time::Duration;

use crate::cli::ProgramArgs;
use crate::error::{Exit, RunError};
use crate::front::step::{Leave, Options, step};
use crate::lang::Say;
use crate::play::program::{Pace, Prepared};
use crate::terminal::runtime::runtime;
use crate::trace::event::Clock;
use crate::tui::app::Clocks;
use crate::wire::Detail;

/// Steps through FILE.
pub fn run(arguments: &ProgramArgs, options: Options) -> Result<Exit, RunError> {
    through(Prepared::new(arguments, Detail::Lines, Pace::Stepping)?, arguments.timeout, options)
}

/// Steps through what is prepared.
pub fn through(mut prepared: Prepared, limit: Option<Duration>, options: Options) -> Result<Exit, RunError> {
    let source = String::from_utf8_lossy(&prepared.program.source).into_owned();
    let (lang, kept) = (options.lang, options.transcript.clone());
    let clocks = if prepared.is_recorded() { Clocks::default() } else { Clocks::Both };
    let options = Options { clocks, ..options };
    let left = loop {
        let left = runtime()?.block_on(async {
            let running = prepared.start(limit, lang)?;
            step(running, prepared.program.file.clone(), &source, options.clone()).await
        })?;
        if left.why != Leave::OtherClock {
            break left;
        }
        prepared.program.clock = match prepared.program.clock {
            Clock::Virtual => Clock::Real,
            Clock::Real => Clock::Virtual,
        };
    };
    if let Some(reason) = left.ending.as_ref().and_then(|ending| ending.reason.as_ref()) {
        kept.say(&reason.say(lang));
    }
    Ok(match left.why {
        Leave::Quit | Leave::OtherClock => left
            .ending
            .filter(|it| it.reason.is_some())
            .map_or(Exit::Done, |it| Exit::Program((it.status & 0xff) as u8)),
        Leave::Unparsable(traceback) => {
            kept.say(&traceback);
            Exit::Usage
        }
        Leave::Signal(signal) => Exit::Program(128 + signal.number()),
    })
}
