//! The composition root: each subcommand as a function, put together from the rooms.

mod author;
mod check;
mod lesson;
mod lessons;
mod live;
mod placement;
mod progress;
mod quiz;
mod review;
mod step;
mod trace;
mod why;

use std::ffi::OsString;
use std::io::{self, Write};

use crate::cli::{self, Author, Cli, Command, Format, Global};
use crate::error::RunError;
use crate::error::{Exit, Failure, Fault};
use crate::front::step::Options;
use crate::front::{prompt, usage};
use crate::lang::{Lang, Say};
use crate::progress::Walk;
use crate::proof::report::Colour;
use crate::terminal::transcript::Transcript;
use crate::terminal::{paint, say};

/// Does what the command line says.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let usual = Lang::from_environment(|name| std::env::var_os(name));
    let wanted = cli::wanted(&arguments).unwrap_or(usual);
    std::panic::set_hook(Box::new(move |panic| report_fault(panic, wanted)));
    let cli = match cli::parse(arguments, wanted) {
        Ok(cli) => cli,
        Err(error) => return usage::explain(&error, wanted),
    };
    // What follows FILE is the program's: there `--lang` is none of ours.
    let lang = cli.global.lang.unwrap_or(usual);
    match carry_out(cli, lang, &Transcript::default()) {
        Ok(exit) => exit,
        Err(failure) => {
            if failure.kind != Exit::BrokenPipe {
                say(&failure.say(lang));
            }
            failure.kind
        }
    }
}

/// Does one command; what it leaves on the terminal, and not on a screen of its own, goes into the transcript too.
fn carry_out(cli: Cli, lang: Lang, transcript: &Transcript) -> Result<Exit, Failure> {
    let Cli { global, command } = cli;
    let options = |global: &Global| {
        let options = Options::chosen(global, lang)?;
        Ok::<_, Failure>(Options { transcript: transcript.clone(), ..options })
    };
    let Some(command) = command else {
        return prompt::prompt(global, lang, carry_out);
    };
    match command {
        Command::Run { quiet, program } => {
            let telling = live::Telling::chosen(quiet, &global);
            let palette = paint::Palette::chosen(global.color, &io::stderr());
            Ok(live::run(&program, telling, palette, lang, transcript)?)
        }
        Command::Step { program } => Ok(step::run(&program, options(&global)?)?),
        Command::Trace { format: Format::Jsonl, out, program } => {
            Ok(trace::trace(&program, out.as_deref(), lang)?)
        }
        Command::Why(arguments) => {
            let palettes = (
                paint::Palette::chosen(global.color, &io::stdout()),
                paint::Palette::chosen(global.color, &io::stderr()),
            );
            Ok(why::why(&arguments, options(&global)?, palettes)?)
        }
        Command::Lessons => {
            let palette = paint::Palette::chosen(global.color, &io::stdout());
            Ok(lessons::lessons(global.lessons, lang, palette, &mut io::stdout())?)
        }
        Command::Lesson { author: Some(Author::New { path }), .. } => {
            Ok(author::new(&path, lang, &mut io::stdout())?)
        }
        Command::Lesson { author: Some(Author::Preview { target }), .. } => {
            Ok(author::preview(&target, options(&global)?)?)
        }
        Command::Lesson { restart, seed, name, present, .. } => {
            let options = options(&global)?;
            let start = if restart { lesson::Start::Afresh } else { lesson::Start::WhereLeft };
            let wanted = lesson::Wanted { name: name.as_deref(), folder: global.lessons, start, seed };
            let reader = if present { lesson::Reader::Audience } else { lesson::Reader::Learner };
            Ok(lesson::walk(wanted, Walk::Lesson, reader, &options)?)
        }
        Command::Quiz(arguments) => {
            let options = options(&global)?;
            Ok(quiz::quiz(&arguments, global.lessons, &options)?)
        }
        Command::Placement { seed } => {
            let options = options(&global)?;
            Ok(placement::placement(seed, global.lessons, &options)?)
        }
        Command::Review { count, ahead, seed } => {
            let options = options(&global)?;
            let reach = if ahead { review::Reach::Ahead } else { review::Reach::Due };
            let wanted = review::Wanted { count: count as usize, reach, seed };
            Ok(review::review(&wanted, global.lessons, &options)?)
        }
        Command::Progress { reset, export, import, name } => {
            let palette = paint::Palette::chosen(global.color, &io::stdout());
            let request = match (reset, export, import) {
                (true, _, _) => progress::Request::Reset,
                (_, Some(path), _) => progress::Request::Export(path),
                (_, _, Some(path)) => progress::Request::Import(path),
                _ => progress::Request::Show,
            };
            Ok(progress::progress(&request, name.as_deref(), global.lessons, lang, palette)?)
        }
        Command::Check(arguments) => {
            let palette = paint::Palette::chosen(global.color, &io::stdout());
            let colour = match palette {
                paint::Palette::Colours => Colour::Yes,
                paint::Palette::Plain => Colour::No,
            };
            match check::check(&arguments, colour, lang, &mut io::stdout()) {
                Ok(check::Checked::Holds) => Ok(Exit::Done),
                Ok(check::Checked::Fails) => Ok(Exit::Failed),
                Ok(check::Checked::NoPython) => Err(RunError::NoSystemPython.into()),
                Err(source) => Err(RunError::Output { name: "stdout".to_owned(), source }.into()),
            }
        }
        Command::Completions { shell } => {
            // Written at once: the crate itself panics where its output cannot be written.
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut cli::command(lang), "learn-coroutines", &mut script);
            let mut stdout = io::stdout().lock();
            let written = stdout.write_all(&script).and_then(|()| stdout.flush());
            written.map_err(|source| RunError::Output { name: "stdout".to_owned(), source })?;
            Ok(Exit::Done)
        }
        Command::Man { folder } => {
            let written = std::fs::create_dir_all(&folder)
                .and_then(|()| clap_mangen::generate_to(cli::command(lang), &folder));
            written.map_err(|source| RunError::Output { name: folder.display().to_string(), source })?;
            Ok(Exit::Done)
        }
    }
}

/// Tells of a fault of ours in one sentence instead of a panic's own words.
fn report_fault(panic: &std::panic::PanicHookInfo<'_>, lang: Lang) {
    say(&Fault::of_panic(panic).say(lang));
}
