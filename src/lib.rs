//! `learn-coroutines`: real Python generators, coroutines and event loops, made plain to see.
//!
//! The rooms, in reading order, and who may use whom (checked by `tests/suite/architecture.rs`):
//!
//! | room     | is                                         | uses                                   |
//! |----------|--------------------------------------------|----------------------------------------|
//! | `trace`  | what happened, as pure data                |                                        |
//! | `wire`   | what crosses the pipe                      | trace, lang                            |
//! | `worker` | the Python process                         | trace, wire, python, lang              |
//! | `lang`   | the languages the tool speaks, and what a trace tells in them | trace               |
//! | `engine` | starts and ends it                         | trace, wire, lang                      |
//! | `python` | tokens of Python text                      |                                        |
//! | `lesson` | lesson scripts and their claims            | python, trace, lang                    |
//! | `why`    | Python's messages about coroutines, and their causes | trace, lang                  |
//! | `view`   | the world as lines of (role, text)         | trace, lesson, python, lang, why       |
//! | `proof`  | lessons proved by playing them             | trace, lesson, view, lang, engine      |
//! | `tutor`  | the walk through lessons and their questions | lesson, progress, trace, view, lang  |
//! | `stage`  | stepping: a run, its cursor, what may be asked of it | engine, trace, wire, python, view, lang |
//! | `terminal` | one guard, one writer, one table of looks | trace, python, view, cli, lang         |
//! | `tui`    | the full screen                            | lang, trace, view, lesson, progress, tutor, stage, terminal |
//! | `repl`   | the prompt as a machine of its own         | lang, python, trace, view, why, wire   |
//! | `shell`  | the prompt's line editor                   | python, view, repl |
//! | `export` | traces for other programs                  | trace, view, lang |
//! | `progress` | what a learner did, kept              | lang                                   |
//! | `cli`    | the command line                           | lang                                   |
//! | `config` | what the user set in `config.toml`         | lang, repl, terminal, trace, tui       |
//! | `error`  | every failure as one sentence              | config, engine, export, lang, progress, terminal |
//! | `play`   | programs played from start to end            | cli, engine, error, export, lang, lesson, proof, terminal, trace, tutor, wire |
//! | `front`  | the loops that feed the machines and do what they ask for | cli, config, engine, error, lang, lesson, play, progress, repl, shell, stage, terminal, trace, tui, tutor, view, wire |
//! | `run`    | the subcommands, each put together from the rooms | cli, error, export, front, lang, lesson, play, progress, proof, terminal, trace, tui, tutor, view, why, wire |
//! | `suite`  | what the integration tests take in hand    | engine, export, lang, lesson, python, stage, terminal, trace, tui, tutor, view, why, wire |

mod cli;
mod config;
mod engine;
mod error;
mod export;
mod front;
mod lang;
mod lesson;
mod play;
mod progress;
mod proof;
mod python;
mod repl;
mod run;
mod shell;
mod stage;
mod terminal;
mod trace;
mod tui;
mod tutor;
mod view;
mod why;
mod wire;
mod worker;

#[doc(hidden)]
pub mod suite;

pub use engine::process::WORKER_COMMAND;
pub use run::main;
pub use worker::{as_python, serve_process};
