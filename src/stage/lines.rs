//! Step mode line by line, for pipes and screen readers: commands in, lines out; nothing here reads, writes or waits.

use super::drive::{Drive, Next};
use super::effect::Effect;
use super::scene::Scene;
use super::table::{Action, Argument, Refusal, Situation, TABLE};
use super::tell;
use super::update::Update;
use crate::lang::Lang;
use crate::trace::event::Clock;
use crate::trace::id::Step;
use crate::trace::value::Value;
use crate::view::drive;
use crate::view::drive::command;
use crate::view::fit;
use crate::view::words::word;

/// What reaches line mode.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A line was typed.
    Line(String),
    /// Nothing more will be typed.
    End,
    /// Something came of the run.
    Run(Update),
}

/// What line mode waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A line, after this prompt.
    Line(String),
    /// The run.
    Run,
    /// Nothing more.
    Nothing,
    /// Nothing more: FILE is no Python, and this is what Python prints for it.
    NoPython(String),
}

/// The state of line mode.
#[derive(Debug)]
pub struct LineMode {
    lang: Lang,
    mode: Mode,
    /// Whether the program waits for a line of its stdin.
    reads: bool,
    said: Vec<String>,
}

/// What it is about.
#[derive(Debug)]
enum Mode {
    /// The program comes to its first line.
    Opening,
    /// A command is wanted.
    Ready,
    /// A step is under way.
    Stepping,
    /// An expression is being evaluated.
    Evaluating,
    /// An object is driven.
    Driving(Drive),
    /// It is over.
    Over(Wants),
}

impl LineMode {
    /// Waits for a program to come to its first line.
    pub fn new(lang: Lang) -> LineMode {
        LineMode { lang, mode: Mode::Opening, reads: false, said: Vec::new() }
    }

    /// The lines there are to print; each is handed out once.
    pub fn take_said(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// What is waited for.
    pub fn wants(&self) -> Wants {
        match &self.mode {
            Mode::Over(wants) => wants.clone(),
            _ if self.reads => Wants::Line("input> ".to_owned()),
            Mode::Ready => Wants::Line("> ".to_owned()),
            Mode::Driving(drive) if drive.wants_an_act() => Wants::Line(format!("drive {}> ", drive.name())),
            Mode::Driving(_) | Mode::Opening | Mode::Stepping | Mode::Evaluating => Wants::Run,
        }
    }

    /// Takes something in; returns what the run is asked for.
    pub fn update(&mut self, input: Input, scene: &Scene<'_>) -> Vec<Effect> {
        match input {
            Input::End => {
                self.mode = Mode::Over(Wants::Nothing);
                Vec::new()
            }
            Input::Line(line) if self.reads => {
                self.reads = false;
                vec![Effect::Input(format!("{line}\n").into_bytes())]
            }
            Input::Line(line) => match &mut self.mode {
                Mode::Driving(drive) => {
                    let next = drive.typed(&line);
                    self.drive_on(next, scene)
                }
                _ => self.command(line.trim(), scene),
            },
            Input::Run(update) => self.hear(update, scene),
        }
    }

    fn command(&mut self, line: &str, scene: &Scene<'_>) -> Vec<Effect> {
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let name = if name.is_empty() { "s" } else { name };
        let argument = rest.trim();
        let row = TABLE.iter().find(|row| match row.word() {
            Some((word, Argument::None)) => word == name && argument.is_empty(),
            Some((word, Argument::Wanted)) => word == name && !argument.is_empty(),
            None => false,
        });
        let Some(row) = row else { return self.unknown(line) };
        if !row.is_available(&Situation::of(scene)) {
            let newest = format!("g {}", scene.timeline.edge());
            let refusal = Refusal::of(row.action, scene).say(&newest, self.lang);
            self.said.push(refusal);
            return Vec::new();
        }
        match row.action {
            Action::Quit => self.mode = Mode::Over(Wants::Nothing),
            Action::Where => self.said.extend(tell::whereabouts(scene, self.lang)),
            Action::Help => self.said.extend(tell::help(self.lang)),
            Action::Evaluate => {
                self.mode = Mode::Evaluating;
                return vec![Effect::Evaluate(argument.to_owned())];
            }
            Action::Drive => {
                self.mode = Mode::Driving(Drive::begin(argument, None));
                return vec![Effect::ToALine];
            }
            Action::Goto => match argument.parse() {
                Ok(number) => {
                    self.mode = Mode::Stepping;
                    return vec![Effect::Goto(Step(number))];
                }
                Err(_) => return self.unknown(line),
            },
            action => {
                self.mode = Mode::Stepping;
                return action.effect(scene).into_iter().collect();
            }
        }
        Vec::new()
    }

    fn unknown(&mut self, line: &str) -> Vec<Effect> {
        let known = word(self.lang, "unknown command; ? lists the commands", "未知命令；输入 ? 查看命令");
        self.said.push(format!("{}: {known}", fit::visible(line)));
        Vec::new()
    }

    fn hear(&mut self, update: Update, scene: &Scene<'_>) -> Vec<Effect> {
        let lang = self.lang;
        match update {
            Update::Unparsable(traceback) => self.mode = Mode::Over(Wants::NoPython(traceback)),
            Update::NeedsInput { from } => {
                self.said.extend(tell::printed(scene, from));
                let text = word(
                    lang,
                    "the program reads a line; the next line is its input",
                    "程序要读入一行；下一行就是它的输入",
                );
                self.said.push(text.to_owned());
                self.reads = true;
            }
            Update::Full => self.said.extend(update.trouble(lang)),
            Update::Broken { from, .. } => {
                self.said.extend(update.trouble(lang));
                return self.arrived(from, scene);
            }
            Update::NotUndone(_) => {
                self.said.extend(update.trouble(lang));
                return self.arrived(scene.cursor(), scene);
            }
            Update::Arrived { from } => return self.arrived(from, scene),
            Update::Evaluated { from, answer } => return self.evaluated(from, &answer, scene),
            Update::Nothing | Update::Progress | Update::Peeked => {}
        }
        Vec::new()
    }

    /// The run stands still again.
    fn arrived(&mut self, from: Step, scene: &Scene<'_>) -> Vec<Effect> {
        let lang = self.lang;
        match &mut self.mode {
            Mode::Opening => {
                self.said.push(word(lang, "? lists the commands", "输入 ? 查看命令").to_owned());
                if scene.is_recorded {
                    self.said.push(tell::recorded(lang).to_owned());
                } else if scene.world().clock() == Some(Clock::Real) {
                    let text = word(
                        lang,
                        "the clock is real and runs on while you look; `step --clock virtual` has one that waits",
                        "现在用的是真实时钟，你看的时候它也在走；`step --clock virtual` 的时钟会等你",
                    );
                    self.said.push(text.to_owned());
                }
                self.said.extend(tell::stop(scene, from, lang));
                self.mode = Mode::Ready;
            }
            Mode::Stepping => {
                self.said.extend(tell::stop(scene, from, lang));
                self.mode = Mode::Ready;
            }
            // What was evaluated ended the program.
            Mode::Evaluating => {
                self.said.push(word(lang, "the program has ended", "程序已经结束").to_owned());
                self.mode = Mode::Ready;
            }
            Mode::Driving(drive) => {
                // It went on to where something can be resumed, or back to where nothing was done yet.
                let is_undone = drive.is_under_way();
                if is_undone || from != scene.cursor() {
                    self.said.extend(tell::stop(scene, from, lang));
                }
                let next = drive.arrived(scene, lang);
                if is_undone && next == Next::Type {
                    self.offers(scene);
                }
                return self.drive_on(next, scene);
            }
            Mode::Ready | Mode::Over(_) => {}
        }
        Vec::new()
    }

    fn evaluated(&mut self, from: Step, answer: &Result<Value, String>, scene: &Scene<'_>) -> Vec<Effect> {
        let is_name = matches!(&self.mode, Mode::Driving(drive) if drive.is_asking());
        if !is_name || answer.is_err() {
            self.said.extend(tell::acts(scene, from, self.lang));
            self.said.push(match answer {
                Ok(value) => fit::visible(value.as_str()),
                Err(error) => fit::visible(error),
            });
        }
        match &mut self.mode {
            Mode::Driving(drive) => {
                let next = drive.answered(answer, scene, self.lang);
                if next == Next::Type {
                    self.offers(scene);
                }
                self.drive_on(next, scene)
            }
            Mode::Evaluating => {
                self.mode = Mode::Ready;
                Vec::new()
            }
            Mode::Opening | Mode::Ready | Mode::Stepping | Mode::Over(_) => Vec::new(),
        }
    }

    fn drive_on(&mut self, next: Next, scene: &Scene<'_>) -> Vec<Effect> {
        match next {
            Next::Ask(effect) => return vec![effect],
            Next::Type => {}
            Next::Machine | Next::Unknown => self.machine(scene),
            Next::Leave => self.mode = Mode::Ready,
            Next::Stop(reason) => {
                self.said.push(fit::visible(&reason));
                self.mode = Mode::Ready;
            }
        }
        Vec::new()
    }

    /// The whole state machine of what is driven, and what can be typed.
    fn machine(&mut self, scene: &Scene<'_>) {
        let Mode::Driving(drive) = &self.mode else { return };
        let Some(id) = drive.object() else { return };
        let lines = drive::lines(scene.timeline, scene.cursor(), id, self.lang, tell::COLUMNS);
        self.said.extend(lines.iter().map(tell::text));
        let more = word(
            self.lang,
            "; empty: the whole machine; q: back to stepping",
            "；空行：全部状态转移；q：回到单步",
        );
        self.said.push(format!("{}{more}", command::usage(self.lang)));
    }

    /// What can be done now to what is driven.
    fn offers(&mut self, scene: &Scene<'_>) {
        let Mode::Driving(drive) = &self.mode else { return };
        let Some(id) = drive.object() else { return };
        let lines = drive::offers(scene.timeline, scene.cursor(), id, self.lang, tell::COLUMNS);
        self.said.extend(lines.iter().map(tell::text));
    }
}
