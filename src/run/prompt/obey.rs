//! Commands, carried out.

use super::mode::Mode;
use super::record;
use super::show::Where;
use super::{Next, Prompt, places};
use crate::lang::Lang;
use crate::python::entry::{Shape, shape};
use crate::run::problem::RunError;
use crate::shell::command::{Command, Name, Row, TABLE, row_of, usage};
use crate::shell::setting::{Change, Setting};
use crate::shell::words::words;
use crate::terminal::guard;
use crate::trace::event::Clock;
use crate::view::cards::{self, Depth};
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::tasks;
use crate::view::why::{self, Explained, Program};
use crate::view::words::seconds;
use crate::why::in_text;
use crate::wire::Drive;

impl Prompt {
    /// Carries a command out; the prompt comes back by itself.
    pub(super) fn obey(&mut self, command: Command) -> Result<Option<Next>, RunError> {
        let mode = |mode| Ok(Some(Next::Mode(mode)));
        let as_typed = |word: &str, rest: &[String]| {
            let words = [word.to_owned()].into_iter().chain(rest.iter().cloned());
            Mode::Command(words.collect())
        };
        match command {
            Command::Lesson(name) => return mode(as_typed("lesson", name.as_slice())),
            Command::Quiz(name) => return mode(as_typed("quiz", name.as_slice())),
            Command::Lessons => return mode(as_typed("lessons", &[])),
            Command::Run(words) => return mode(as_typed("run", &words)),
            Command::Step(what) => {
                let words = words(&what);
                let is_file = words.last().is_some_and(|word| word.ends_with(".py"))
                    || words
                        .first()
                        .is_some_and(|word| word.ends_with(".py") || places::path(word).is_file());
                if is_file {
                    return mode(as_typed("step", &words));
                }
                // What is no Python has no steps; Python says what is wrong with it.
                return match shape(&what) {
                    Shape::Broken => self.run_entry(what).map(|()| None),
                    Shape::Expression | Shape::Statements => mode(Mode::Python(what)),
                };
            }
            Command::Edit => return mode(Mode::Editor),
            Command::Quit => return self.leave(),
            Command::Tick(count) => {
                self.move_loop(Drive::Turn, count);
                return Ok(None);
            }
            Command::Advance(seconds) => {
                self.move_loop(Drive::Advance { seconds }, 1);
                return Ok(None);
            }
            Command::Clock(Some(clock)) => {
                self.move_loop(Drive::Clock(clock), 1);
                return Ok(None);
            }
            Command::Reset => {
                let text = self
                    .lang
                    .pick("A fresh Python: all names are gone.", "全新的 Python：所有名字都没有了。");
                self.show.remark(text, Where::Here);
                self.open_anew(self.clock)?;
            }
            Command::Drive(name) => {
                self.begin_driving(name);
                return Ok(None);
            }
            Command::Why(Some(word)) if word == "step" => match self.show.last_trouble() {
                Some(trouble) => return mode(as_typed("why", &["--step".to_owned(), trouble.line])),
                None => self.nothing_to_explain(),
            },
            Command::Why(None) => self.why(),
            Command::Why(Some(message)) => self.explain(&message),
            Command::Clock(None) => self.tell_clock()?,
            Command::States => self.states()?,
            Command::Save(file) => {
                let text = record::program(&self.records);
                self.write(&file, &text)?;
            }
            Command::Transcript(file) => {
                let text = self.show.transcript().text();
                self.write(&file, &text)?;
            }
            Command::Set(None) => self.tell_settings()?,
            Command::Set(Some(change)) => self.change(change),
            Command::Help(name) => self.help(name)?,
        }
        self.ask_on().map(|()| None)
    }

    pub(super) fn columns(&self) -> usize {
        guard::columns().unwrap_or(80)
    }

    /// Says lines, broken where they are too long.
    fn say_all(&mut self, lines: impl IntoIterator<Item = Line>, indent: usize) -> Result<(), RunError> {
        let columns = self.columns();
        for line in lines {
            for line in fit::wrap(&line, columns, indent) {
                self.show.say(&line, Where::Here);
            }
        }
        Ok(())
    }

    /// The clock: which, what it says, and what the loop has to do.
    pub(super) fn tell_clock(&mut self) -> Result<(), RunError> {
        let name = match (self.clock, self.lang) {
            (Clock::Virtual, Lang::En) => "virtual clock",
            (Clock::Virtual, Lang::Zh) => "虚拟时钟",
            (Clock::Real, Lang::En) => "real clock",
            (Clock::Real, Lang::Zh) => "真实时钟",
        };
        let (world, now) = (self.show.world(), self.now());
        let ready: usize = world.loops().map(|it| it.ready().len()).sum();
        let next =
            world.loops().flat_map(|it| it.timers()).map(|(when, _)| when).fold(f64::INFINITY, f64::min);
        let mut line: Line = vec![
            (Role::Heading, name.to_owned()),
            (Role::Plain, "  ".to_owned()),
            (Role::Value, seconds(now)),
        ];
        let rest = match (ready, next.is_finite(), self.lang) {
            (0, false, Lang::En) => "  the loop has nothing to do".to_owned(),
            (0, false, Lang::Zh) => "  事件循环无事可做".to_owned(),
            (0, true, Lang::En) => {
                format!("  nobody is ready; the next timer is due in {}", seconds((next - now).max(0.0)))
            }
            (0, true, Lang::Zh) => {
                format!("  没有就绪的任务；下一个定时器还剩 {}", seconds((next - now).max(0.0)))
            }
            (_, _, Lang::En) => format!("  ready: {ready}"),
            (_, _, Lang::Zh) => format!("  就绪：{ready}"),
        };
        line.push((Role::Dim, rest));
        self.say_all([line], 4)
    }

    /// Everything the session holds.
    fn states(&mut self) -> Result<(), RunError> {
        let columns = self.columns();
        let world = &self.show.world().later(self.now());
        let lang = self.lang;
        let heading = |en: &str, zh: &str| vec![(Role::Heading, lang.pick(en, zh).to_owned())];
        let mut lines = Vec::new();
        let cards = cards::cards(world, &[], Depth::Full, self.lang, columns);
        if !cards.is_empty() {
            lines.push(heading("Generators and coroutines", "生成器和协程"));
            lines.extend(cards.into_iter().flat_map(|block| block.lines));
        }
        if tasks::has_loop(world) {
            lines.push(heading("Event loop and tasks", "事件循环和任务"));
            lines.extend(tasks::panel(world, self.lang, columns).into_iter().flat_map(|block| block.lines));
        }
        if lines.is_empty() {
            let text = self.lang.pick(
                "This session holds no generator, coroutine or task yet.",
                "本会话还没有生成器、协程或任务。",
            );
            lines.push(vec![(Role::Note, text.to_owned())]);
        }
        for line in lines {
            self.show.say(&line, Where::Here);
        }
        Ok(())
    }

    /// The last trouble with coroutines: what it means, the lines that led to it, what to do.
    fn why(&mut self) {
        let Some(trouble) = self.show.last_trouble() else {
            return self.nothing_to_explain();
        };
        let lines = self.show.led(&trouble);
        let explained = Explained { line: &trouble.line, found: trouble.found, lines };
        self.say_explained(&explained);
    }

    fn explain(&mut self, message: &str) {
        let Some((found, line)) = in_text(message) else {
            let text = self.lang.pick(
                "Python has no such message about generators, coroutines, tasks or the loop.",
                "Python 没有这样一条关于生成器、协程、任务或事件循环的消息。",
            );
            return self.show.remark(text, Where::Here);
        };
        self.say_explained(&Explained { line, found, lines: Vec::new() });
    }

    fn say_explained(&mut self, explained: &Explained<'_>) {
        for line in why::lines(explained, Program::Shown, self.lang, self.columns()) {
            self.show.say(&line, Where::Here);
        }
        let text =
            self.lang.pick("`:why step` goes through that program.", "用 `:why step` 单步走一遍这个程序。");
        self.show.remark(text, Where::Here);
    }

    fn nothing_to_explain(&mut self) {
        let text = self.lang.pick(
            "Nothing in this session went wrong with generators, coroutines, tasks or the loop.",
            "本会话中，生成器、协程、任务和事件循环都没有出过问题。",
        );
        self.show.remark(text, Where::Here);
    }

    fn write(&mut self, file: &str, text: &str) -> Result<(), RunError> {
        let path = places::path(file);
        let shown = fit::visible(&path.display().to_string());
        let sentence = match (std::fs::write(&path, text), self.lang) {
            (Ok(()), Lang::En) => format!("written: {shown}"),
            (Ok(()), Lang::Zh) => format!("已写入：{shown}"),
            (Err(error), Lang::En) => format!("cannot write {shown}: {error}"),
            (Err(error), Lang::Zh) => format!("无法写入 {shown}：{error}"),
        };
        self.show.remark(&sentence, Where::Here);
        Ok(())
    }

    fn tell_settings(&mut self) -> Result<(), RunError> {
        let rows: Vec<Line> = Setting::ALL
            .into_iter()
            .map(|setting| {
                let values = setting.values().join("|");
                vec![
                    (Role::Key, fit::pad(setting.key(), 7)),
                    (Role::Value, fit::pad(self.settings.value(setting), 9)),
                    (Role::Plain, setting.help(self.lang).to_owned()),
                    (Role::Dim, format!("  {values}")),
                ]
            })
            .collect();
        self.say_all(rows, 16)
    }

    fn change(&mut self, change: Change) {
        self.settings.apply(change);
        if let Change::Show(show) = change {
            self.show.tell_as(show);
        }
        self.editor.set(self.settings);
    }

    fn help(&mut self, name: Option<Name>) -> Result<(), RunError> {
        if let Some(name) = name {
            let row = row_of(name);
            return self.say_all([help_line(row, self.lang, 0)], 4);
        }
        let wide = TABLE.iter().map(|row| fit::width(&usage(row))).max().unwrap_or_default() + 2;
        let wide = if self.columns() < wide + 20 { 0 } else { wide };
        let lang = self.lang;
        self.say_all(TABLE.iter().map(|row| help_line(row, lang, wide)), wide.max(4))?;
        let rest = lang.pick(
            "Anything else is Python. The colon may be left out where the word is no Python of this session. Tab completes, Up searches what begins so, Ctrl-R anything; Alt-Enter breaks the line.",
            "其余输入都是 Python。只要这个词在本会话里不是 Python，冒号可以省略。Tab 补全，↑ 查找同样开头的历史，Ctrl-R 任意查找；Alt-回车换行。",
        );
        self.say_all([vec![(Role::Dim, rest.to_owned())]], 0)
    }
}

/// Whether a command can only be carried out while the session waits for us.
pub(super) fn needs_session(command: &Command) -> bool {
    matches!(
        command,
        Command::Tick(_)
            | Command::Advance(_)
            | Command::Clock(Some(_))
            | Command::Step(_)
            | Command::Drive(_)
    )
}

fn help_line(row: &Row, lang: Lang, wide: usize) -> Line {
    let usage = usage(row);
    let gap = if wide == 0 { format!("{usage}  ") } else { fit::pad(&usage, wide) };
    vec![(Role::Key, gap), (Role::Plain, row.help(lang).to_owned())]
}
