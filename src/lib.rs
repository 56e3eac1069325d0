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
//! | `error`  | every failure as one sentence              | config, engine, lang, progress, terminal |
//! | `run`    | the subcommands, each put together from the rooms; performs what they ask for | cli, config, engine, error, export, lang, lesson, progress, proof, repl, shell, stage, terminal, trace, tui, tutor, view, why, wire |

pub mod cli;
pub mod config;
pub mod engine;
pub mod error;
pub mod export;
pub mod lang;
pub mod lesson;
pub mod progress;
pub mod proof;
pub mod python;
pub mod repl;
pub mod run;
pub mod shell;
pub mod stage;
pub mod terminal;
pub mod trace;
pub mod tui;
pub mod tutor;
pub mod view;
pub mod why;
pub mod wire;
pub mod worker;
