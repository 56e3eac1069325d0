//! Other modes, opened from the prompt: lessons, programs, step mode; then the prompt again.

use std::ffi::OsString;

use tokio::runtime::Runtime;

use super::show::Where;
use super::{Prompt, Reading, Task};
use crate::cli;
use crate::lang::Say;
use crate::run::problem::RunError;
use crate::run::{carry_out, explain};
use crate::wire::Entry;

/// Another mode.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mode {
    /// A command as on the command line.
    Command(Vec<String>),
    /// Step mode on Python of this session.
    Python(String),
    /// The user's editor.
    Editor,
}

impl Prompt {
    /// Where an interrupted entry has left its question in the editor, which cannot be called back: what is typed there
    /// is the next entry.
    pub(super) fn drop_question(&mut self, entry: &Entry) {
        let is_left = matches!(entry, Entry::Failed(failure) if failure.interrupted);
        if is_left && self.reading == Reading::Input && !matches!(self.task, Task::Idle) {
            self.reading = Reading::Entry;
            super::PROMPT.clone_into(&mut self.prompt);
            let text = self.lang.pick(
                "The question is gone: what you type now is the next entry.",
                "提问已经取消：现在输入的内容就是下一条语句。",
            );
            self.show.remark(text, Where::Above);
        }
    }

    /// Forgets signals that were meant for another mode.
    pub(super) async fn forget_signals(&mut self) {
        loop {
            tokio::select! {
                biased;
                _ = self.signals.interrupt.recv() => {}
                () = std::future::ready(()) => return,
            }
        }
    }

    /// Opens another mode and comes back.
    pub(super) fn open_mode(&mut self, mode: Mode, runtime: &Runtime) -> Result<(), RunError> {
        match mode {
            Mode::Command(words) => {
                self.carry_out(&words);
                runtime.block_on(self.came_back())
            }
            Mode::Python(source) => runtime.block_on(self.step_python(source)),
            Mode::Editor => {
                let written = self.write_entry()?;
                runtime.block_on(self.edited(written))
            }
        }
    }

    fn carry_out(&self, words: &[String]) {
        let global = &self.global;
        let mut arguments: Vec<OsString> = vec!["learn-coroutines".into()];
        arguments.extend(["--lang", self.lang.code(), "--color"].map(OsString::from));
        arguments.push(format!("{:?}", global.color).to_lowercase().into());
        if global.plain {
            arguments.push("--plain".into());
        }
        if let Some(folder) = &global.lessons {
            arguments.extend(["--lessons".into(), folder.into()]);
        }
        arguments.extend(words.iter().map(OsString::from));
        match cli::parse(arguments, self.lang) {
            Ok(cli) => {
                let transcript = self.show.transcript();
                if let Err(failure) = carry_out(cli, self.lang, transcript) {
                    transcript.say(&failure.say(self.lang));
                }
            }
            // Where it cannot be printed there is nobody to tell.
            Err(error) => drop(explain(&error, self.lang)),
        }
    }

    /// The prompt is back: what was pressed in the other mode is not meant for it.
    async fn came_back(&mut self) -> Result<(), RunError> {
        self.forget_signals().await;
        self.ask_on()
    }

    /// Opens the user's editor on the last entry; what was saved, where it was changed.
    fn write_entry(&mut self) -> Result<Option<String>, RunError> {
        let unwritable = |source| RunError::Scratch { source };
        let last = self.records.iter().rev().find_map(|record| match &record.deed {
            super::record::Deed::Entry(source) => Some(source.trim_end().to_owned() + "\n"),
            super::record::Deed::Loop(_) => None,
        });
        let before = last.unwrap_or_default();
        let file = tempfile::Builder::new().prefix("entry-").suffix(".py").tempfile().map_err(unwritable)?;
        std::fs::write(file.path(), &before).map_err(unwritable)?;
        let named = |name| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
        let editor = named("VISUAL").or_else(|| named("EDITOR")).unwrap_or_else(|| "vi".to_owned());
        let mut words = editor.split_whitespace();
        let name = words.next().unwrap_or("vi");
        match std::process::Command::new(name).args(words).arg(file.path()).status() {
            Ok(_) => {}
            Err(error) => {
                let text = match self.lang {
                    crate::lang::Lang::En => format!("cannot start the editor {name}: {error}"),
                    crate::lang::Lang::Zh => format!("无法启动编辑器 {name}：{error}"),
                };
                self.show.remark(&text, Where::Here);
                return Ok(None);
            }
        }
        let after = std::fs::read_to_string(file.path()).map_err(unwritable)?;
        Ok((after != before && !after.trim().is_empty()).then_some(after))
    }

    async fn edited(&mut self, written: Option<String>) -> Result<(), RunError> {
        self.forget_signals().await;
        match written {
            Some(source) => {
                self.editor.remember(source.trim_end());
                self.show.echo(super::PROMPT, source.trim_end());
                self.run_entry(source)
            }
            None => self.ask_on(),
        }
    }
}
