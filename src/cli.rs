//! The command line: its types are its manual.

mod complaint;
mod manual;
mod program;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::lang::Lang;
use complaint::{NumberError, SecondsError};
use manual::Shown;
pub use program::ProgramArgs;

/// How many questions are drawn from a program, unless it is said.
const QUESTIONS: u32 = 8;

/// How much memory a program may have in MiB, unless it is said.
const MEMORY_MIB: u32 = 1024;

/// Watch real Python generators, coroutines and the event loop, one transition at a time.
///
/// A program runs in a Python of its own, built into this tool; every time control goes into a generator or coroutine,
/// or comes out of it, you see who did it, with what value, and which state it was in before and after.
#[derive(Debug, Parser)]
#[command(name = "learn-coroutines", version, max_term_width = 100)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do; without a command the prompt opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What holds for every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The language to speak [default: from LC_ALL, LC_MESSAGES or LANG, else en].
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<Lang>,

    /// When to use colours; `auto` obeys NO_COLOR and CLICOLOR_FORCE.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: When,

    /// Line by line in plain words: no full screen, no cursor movement; for pipes and screen readers.
    #[arg(long, global = true)]
    pub plain: bool,

    /// Take the lessons from this folder instead of the built-in ones.
    #[arg(long, global = true, value_name = "DIR")]
    pub lessons: Option<PathBuf>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// Where the output is a terminal and the environment does not say otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a program and print its transitions as they happen, on stderr.
    ///
    /// The program's own output stays what it is: stdout is byte for byte its stdout, and the exit status is its own.
    Run {
        /// Print no transitions.
        #[arg(long)]
        quiet: bool,

        /// The program.
        #[command(flatten)]
        program: ProgramArgs,
    },

    /// Step through a program: forward and back, with everything that sleeps, wakes and waits in view.
    ///
    /// `?` lists the keys. With --plain, or where stdin or stdout is no terminal, one command a line is read from stdin.
    Step {
        /// The program.
        #[command(flatten)]
        program: ProgramArgs,
    },

    /// Write the whole trace of a program to stdout, one event a line.
    Trace {
        /// How events are written.
        #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
        format: Format,

        /// Write the trace here; the program's own output is passed through then.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,

        /// The program.
        #[command(flatten)]
        program: ProgramArgs,
    },

    /// Explain a message of Python about generators, coroutines, tasks or the loop; or run FILE and explain how it ended.
    Why(WhyArgs),

    /// List the curriculum.
    Lessons,

    /// Read a lesson and step through its demos, from where you left; for authors: begin one, look at one.
    #[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
    Lesson {
        /// What an author does with a lesson.
        #[command(subcommand)]
        author: Option<Author>,

        /// Begin again at the first page; your answers stay in your progress.
        #[arg(long)]
        restart: bool,

        /// Fix the order in which answers are offered.
        #[arg(long, value_name = "NUMBER")]
        seed: Option<u64>,

        /// The lesson's number or name; without it the next one you have not finished.
        #[arg(value_name = "N|SLUG")]
        name: Option<String>,

        /// Present it to others: large, by itself, with answers instead of scores; Space pauses.
        #[arg(long)]
        present: bool,
    },

    /// Answer the questions of a lesson alone, or questions drawn from what a program of your own does.
    Quiz(QuizArgs),

    /// Answer the questions that are due again, as variants where they can be varied.
    Review {
        /// The most questions to ask.
        #[arg(long, value_name = "NUMBER", default_value_t = 10, value_parser = number(1, u32::MAX))]
        count: u32,

        /// Ask what comes next although it is not due yet.
        #[arg(long)]
        ahead: bool,

        /// Fix the variants and the order in which answers are offered.
        #[arg(long, value_name = "NUMBER")]
        seed: Option<u64>,
    },

    /// Find out with which lesson to begin: ten questions of the lessons, in two minutes.
    Placement {
        /// Fix the order in which answers are offered.
        #[arg(long, value_name = "NUMBER")]
        seed: Option<u64>,
    },

    /// Show what you did, and take it along: scores, your answers beside the model answers, what is due.
    Progress {
        /// Forget everything, or one lesson; asks first.
        #[arg(long)]
        reset: bool,

        /// Write your progress to this file as JSON; `-` is stdout.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["reset", "import"])]
        export: Option<PathBuf>,

        /// Add what was exported to FILE to your progress; what is there stays; `-` is stdin.
        #[arg(long, value_name = "FILE", conflicts_with = "reset")]
        import: Option<PathBuf>,

        /// The number or name of a lesson: each of its questions with your answer.
        #[arg(value_name = "N|SLUG", conflicts_with_all = ["export", "import"])]
        name: Option<String>,
    },

    /// Validate lesson scripts, for authors: run every demo, hold every claim against the run, compare the languages.
    Check(CheckArgs),

    /// Print a script that completes this program's commands in your shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },

    /// Write the manual pages into a folder, one a command.
    #[command(hide = true)]
    Man {
        /// The folder; it is made where it is not there.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

/// What to ask about.
#[derive(Clone, Debug, Args)]
pub struct QuizArgs {
    /// Begin again at the first question; your answers stay in your progress.
    #[arg(long)]
    pub restart: bool,

    /// The most questions to draw from a program.
    #[arg(long, value_name = "NUMBER", default_value_t = QUESTIONS, value_parser = number(1, 100))]
    pub count: u32,

    /// The clock a program lives by.
    #[arg(long, value_name = "CLOCK", default_value = "virtual")]
    pub clock: ClockArg,

    /// Fix which questions are drawn and the order in which answers are offered.
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,

    /// The lesson's number or name, or a program; without it the lesson whose quiz comes next.
    #[arg(value_name = "N|SLUG|FILE")]
    pub name: Option<String>,
}

impl QuizArgs {
    /// Those of `quiz NAME` without any option.
    pub fn of(name: Option<String>) -> QuizArgs {
        QuizArgs { restart: false, count: QUESTIONS, clock: ClockArg::Virtual, seed: None, name }
    }
}

/// What an author does with a lesson.
#[derive(Clone, Debug, Subcommand)]
pub enum Author {
    /// Make a folder with a lesson to begin from: scripts in every language and a demo, which pass `check` at once.
    New {
        /// The folder: `lessons/08-tasks-and-futures`; without a number it gets the next one that is free.
        #[arg(value_name = "DIR/SLUG")]
        path: PathBuf,
    },

    /// Show a script's screens as a learner sees them.
    Preview {
        /// The script and where to begin: `lesson.en.md`, `lesson.en.md:What stays`, or a line, `lesson.en.md:41`.
        #[arg(value_name = "FILE[:HEADING]")]
        target: String,
    },
}

/// What to explain.
#[derive(Clone, Debug, Args)]
#[command(
    override_usage = "learn-coroutines why [OPTIONS] MESSAGE\n       learn-coroutines why [OPTIONS] FILE [ARGS]…\n       learn-coroutines why -"
)]
pub struct WhyArgs {
    /// Step through the smallest program that has the cause of MESSAGE.
    #[arg(long)]
    pub step: bool,

    /// A message, or a whole traceback on stdin where it is `-`; or a program and what belongs to it.
    #[command(flatten)]
    pub program: ProgramArgs,
}

/// What to check and how.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// Lessons, scripts or folders of lessons; `lesson.en.md:41` checks only what stands on that line.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<String>,

    /// Run the demos on the newest Python of this system too, and compare what they print.
    #[arg(long)]
    pub cpython: bool,

    /// Write the report as one JSON object.
    #[arg(long)]
    pub json: bool,

    /// Stay and check again whatever changes, until Ctrl-C.
    #[arg(long)]
    pub watch: bool,

    /// Run programs instead, and print what happens in each as the claims of a lesson, with marks where it has none.
    #[arg(long, conflicts_with_all = ["cpython", "json", "watch"])]
    pub claims: bool,
}

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
}

/// The clock a program lives by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ClockArg {
    /// Time stands still while code runs and jumps to the next timer when nothing is ready.
    Virtual,
    /// The system's clock.
    Real,
}

impl ValueEnum for Lang {
    fn value_variants<'a>() -> &'a [Lang] {
        &Lang::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.code()))
    }
}

/// The command line with its manual in the user's language, for a script that completes it.
pub fn command(lang: Lang) -> clap::Command {
    manual::translated(Cli::command(), Shown::Whole, lang)
}

/// Reads the command line; the error is what is to be printed, which [`told`] says in the user's language.
pub fn parse(arguments: impl IntoIterator<Item = OsString>, lang: Lang) -> Result<Cli, clap::Error> {
    let mut command = manual::translated(Cli::command(), Shown::InLines, lang);
    let arguments = program::joined(arguments);
    let matches = command.try_get_matches_from_mut(arguments).map_err(offering_step)?;
    Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
}

/// Who names a program alone is told the commands that take one.
fn offering_step(mut error: clap::Error) -> clap::Error {
    let program = match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) if word.ends_with(".py") => word.clone(),
        _ => return error,
    };
    let commands = ContextValue::Strings(vec![format!("step {program}"), format!("run {program}")]);
    error.insert(ContextKind::SuggestedSubcommand, commands);
    error
}

/// What clap has to say in the user's language, with the codes of colours where it is to have colours.
pub fn told(error: &clap::Error, styled: Styled, lang: Lang) -> String {
    let text = error.render();
    let is_manual =
        matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
    let styled_text = || match styled {
        Styled::Yes => text.ansi().to_string(),
        Styled::No => text.to_string(),
    };
    match lang {
        Lang::En => styled_text(),
        Lang::Zh if is_manual => manual::manual(&styled_text()),
        Lang::Zh if error.kind() == ErrorKind::DisplayVersion => text.to_string(),
        Lang::Zh => complaint::in_chinese(error),
    }
}

/// Whether a text has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Styled {
    /// It has.
    Yes,
    /// It has not.
    No,
}

/// The language that `--lang` names, before the command line is read: help and complaints have to be said in it.
pub fn wanted(arguments: &[OsString]) -> Option<Lang> {
    let words: Vec<_> = arguments.iter().take_while(|word| *word != "--").map(|word| word.to_str()).collect();
    words.iter().enumerate().find_map(|(at, word)| match (*word)? {
        "--lang" => Lang::from_code(words.get(at + 1).copied()??),
        word => Lang::from_code(word.strip_prefix("--lang=")?),
    })
}

/// Reads a number of seconds above 0.
fn seconds(text: &str) -> Result<Duration, SecondsError> {
    let number: f64 = text.parse().map_err(|_| SecondsError::NoNumber)?;
    match Duration::try_from_secs_f64(number) {
        Ok(duration) if !duration.is_zero() => Ok(duration),
        _ => Err(SecondsError::NotAboveZero),
    }
}

/// Reads a number that is neither too small nor too large.
fn number(least: u32, most: u32) -> impl Fn(&str) -> Result<u32, NumberError> + Clone + Send + Sync {
    move |text| {
        let number: u32 = text.parse().map_err(NumberError::None)?;
        match number {
            _ if (least..=most).contains(&number) => Ok(number),
            _ => Err(NumberError::Outside { number, least, most }),
        }
    }
}

#[cfg(test)]
mod tests;
