//! Commands, carried out.

use super::command::{Command, Row, TABLE};
use super::record;
use super::sentence::Sentence;
use super::setting::{Change, Setting};
use super::words::words;
use super::{Act, Contents, Existing, Mode, Place, Repl};
use crate::lang::{Lang, Say};
use crate::python::entry::{Shape, shape};
use crate::trace::event::{Clock, Stream};
use crate::view::cards::{self, Depth};
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::tasks;
use crate::view::why::{self, Explained};
use crate::view::words::line_number;
use crate::view::words::seconds;
use crate::why::in_text;
use crate::wire::Drive;

impl Repl {
    /// Carries a command out; the prompt comes back by itself.
    pub(super) fn carry_out(&mut self, command: Command) {
        match command {
            Command::Lesson(name) => return self.open(Mode::Lesson(name)),
            Command::Quiz(name) => return self.open(Mode::Quiz(name)),
            Command::Lessons => return self.open(Mode::Lessons),
            Command::Run(words) => return self.open(Mode::Run(words)),
            Command::Step(what) => return self.step(what),
            Command::Edit => {
                let before = self.last_entry();
                return self.open(Mode::Editor(before));
            }
            Command::Quit => return self.leave(),
            Command::Tick(count) => return self.move_loop(Drive::Turn, count),
            Command::Advance(seconds) => return self.move_loop(Drive::Advance { seconds }, 1),
            Command::Clock(Some(clock)) => return self.move_loop(Drive::Clock(clock), 1),
            Command::Drive(name) => return self.begin_driving(name),
            Command::Save(file) => {
                let contents = Contents::Text(record::program(&self.records));
                return self.act(Act::Write { file, contents, existing: Existing::Keep });
            }
            Command::Transcript(file) => {
                let contents = Contents::Transcript;
                return self.act(Act::Write { file, contents, existing: Existing::Keep });
            }
            Command::Why(Some(word)) if word == "step" => match self.shown.last_trouble() {
                Some(trouble) => return self.open(Mode::StepMessage(trouble.line)),
                None => self.remark(Sentence::NothingWrong),
            },
            Command::Reset => {
                self.remark(Sentence::FreshPython);
                self.start_anew(self.clock.kind);
            }
            Command::More => self.show_left_out(),
            Command::Why(None) => self.why(),
            Command::Why(Some(message)) => self.explain(&message),
            Command::Clock(None) => self.tell_clock(),
            Command::States => self.states(),
            Command::Set(None) => self.tell_settings(),
            Command::Set(Some(change)) => self.change(change),
            Command::Help(row) => self.help(row),
        }
        self.ask_on();
    }

    fn open(&mut self, mode: Mode) {
        self.act(Act::Open(mode));
    }

    fn step(&mut self, what: String) {
        let words = words(&what);
        let is_file = words.last().is_some_and(|word| word.ends_with(".py"))
            || words.first().is_some_and(|word| word.ends_with(".py") || self.files.is_file(word));
        if is_file {
            return self.open(Mode::Step(words));
        }
        match shape(&what) {
            // What is no Python has no steps; Python says what is wrong with it.
            Shape::Broken => self.run_entry(what),
            Shape::Expression | Shape::Statements => self.open(Mode::StepEntry(what)),
        }
    }

    /// Says how many transitions were left out, where some were.
    pub(super) fn tell_left_out(&mut self) {
        let count = self.shown.left_out();
        if count > 0 {
            self.remark(Sentence::LeftOut { count });
        }
    }

    fn show_left_out(&mut self) {
        if self.shown.left_out() == 0 {
            return self.remark(Sentence::NothingLeftOut);
        }
        for line in self.shown.take_left_out() {
            self.act(Act::Say(Stream::Stderr, line, Place::Here));
        }
        self.tell_left_out();
    }

    /// The clock: which, what it says, and what the loop has to do.
    pub(super) fn tell_clock(&mut self) {
        let (now, lang) = (self.seconds(), self.lang);
        let name = match self.clock.kind {
            Clock::Virtual => lang.pick("virtual clock", "虚拟时钟"),
            Clock::Real => lang.pick("real clock", "真实时钟"),
        };
        let world = self.shown.world();
        let ready: usize = world.loops().map(|it| it.ready().len()).sum();
        let next =
            world.loops().flat_map(|it| it.timers()).map(|(when, _)| when).fold(f64::INFINITY, f64::min);
        let due = seconds((next - now).max(0.0));
        let rest = match (ready, next.is_finite(), lang) {
            (0, false, Lang::En) => "  the loop has nothing to do".to_owned(),
            (0, false, Lang::Zh) => "  事件循环无事可做".to_owned(),
            (0, true, Lang::En) => format!("  nothing is ready; the next timer is due in {due}"),
            (0, true, Lang::Zh) => format!("  没有就绪的回调；下一个定时器还剩 {due}"),
            (_, _, Lang::En) => format!("  ready: {ready}"),
            (_, _, Lang::Zh) => format!("  就绪：{ready}"),
        };
        let line: Line = vec![
            (Role::Heading, name.to_owned()),
            (Role::Plain, "  ".to_owned()),
            (Role::Value, seconds(now)),
            (Role::Dim, rest),
        ];
        self.say_wrapped([line], 4);
    }

    /// Everything the session holds.
    fn states(&mut self) {
        let (lang, columns) = (self.lang, self.now.columns);
        let world = &self.shown.world().later(self.seconds());
        let heading = |en: &str, zh: &str| vec![(Role::Heading, lang.pick(en, zh).to_owned())];
        let mut lines = Vec::new();
        let cards = cards::cards(world, &[], Depth::Full, lang, columns);
        if !cards.is_empty() {
            lines.push(heading("Generators and coroutines", "生成器和协程"));
            lines.extend(cards.into_iter().flat_map(|block| block.lines));
        }
        if tasks::has_loop(world) {
            lines.push(heading("Event loop and tasks", "事件循环和任务"));
            lines.extend(tasks::panel(world, lang, columns).into_iter().flat_map(|block| block.lines));
        }
        if lines.is_empty() {
            return self.remark(Sentence::NoStates);
        }
        for line in lines {
            self.say(line);
        }
    }

    /// The last trouble with coroutines: what it means, the lines that led to it, what to do.
    fn why(&mut self) {
        let Some(trouble) = self.shown.last_trouble() else { return self.findings() };
        let lines = self.shown.led(&trouble, &*self.files);
        self.say_explained(&Explained { line: &trouble.line, found: trouble.found, lines });
    }

    /// What went wrong in the session without a word of Python's.
    fn findings(&mut self) {
        let found = self.shown.findings(&*self.files);
        if found.is_empty() {
            return self.remark(Sentence::NothingWrong);
        }
        for (finding, led) in found {
            let place = finding.site.map_or_else(String::new, |site| line_number(self.lang, site.line));
            for line in why::finding(&finding, &place, led, self.lang, self.now.columns) {
                self.say(line);
            }
            self.say(Vec::new());
        }
    }

    fn explain(&mut self, message: &str) {
        match in_text(message) {
            Some((found, line)) => self.say_explained(&Explained { line, found, lines: Vec::new() }),
            None => self.remark(Sentence::NoSuchMessage),
        }
    }

    fn say_explained(&mut self, explained: &Explained<'_>) {
        for line in why::lines(explained, self.lang, self.now.columns) {
            self.say(line);
        }
        self.remark(Sentence::WhyStep);
    }

    fn tell_settings(&mut self) {
        let row = |setting: Setting| {
            vec![
                (Role::Key, fit::pad(setting.key(), 7)),
                (Role::Value, fit::pad(self.settings.value(setting), 9)),
                (Role::Plain, setting.help(self.lang).to_owned()),
                (Role::Dim, format!("  {}", setting.values().join("|"))),
            ]
        };
        let rows = Setting::ALL.map(row);
        self.say_wrapped(rows, 16);
    }

    fn change(&mut self, change: Change) {
        self.settings.apply(change);
        if let Change::Show(show) = change {
            self.shown.tell_as(show);
        }
        self.act(Act::Set(self.settings));
    }

    fn help(&mut self, row: Option<&'static Row>) {
        let lang = self.lang;
        if let Some(row) = row {
            return self.say_wrapped([help_line(row, lang, 0)], 4);
        }
        let wide = TABLE.iter().map(|row| fit::width(&row.usage())).max().unwrap_or_default() + 2;
        let wide = if self.now.columns < wide + 20 { 0 } else { wide };
        self.say_wrapped(TABLE.iter().map(|row| help_line(row, lang, wide)), wide.max(4));
        self.say_wrapped([vec![(Role::Dim, Sentence::HelpRest.say(lang))]], 0);
    }
}

fn help_line(row: &Row, lang: Lang, wide: usize) -> Line {
    let usage = row.usage();
    let gap = if wide == 0 { format!("{usage}  ") } else { fit::pad(&usage, wide) };
    vec![(Role::Key, gap), (Role::Plain, row.help(lang).to_owned())]
}
