//! The screen's state, and what each message makes of it; nothing here touches a terminal.

mod driving;
pub mod guide;
pub(super) mod panes;
mod predict;

use std::time::Duration;

use crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;

use super::editor::Editor;
use super::keys::{Action, Chord, Keys, Situation};
use super::layout::{self, Areas, Needs, Pane};
use crate::lang::Lang;
use crate::stage::effect::Effect;
use crate::stage::scene::{Edge, Scene};
use crate::stage::table::Refusal;
use crate::stage::update::Update;
use crate::terminal::theme::Theme;
use crate::trace::event::Site;
use crate::trace::id::{FileId, Step};
use crate::trace::value::Value;
use crate::view::code;
use crate::view::fit;
use crate::view::strip::{Rows, Who, Window};
use crate::view::tasks;
use driving::Driving;
use guide::Part;
use predict::Predictor;

/// Something that reaches the screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key.
    Key(KeyEvent),
    /// A click or a turn of the wheel.
    Mouse(MouseEvent),
    /// Text pasted into the terminal.
    Paste(String),
    /// The terminal has this size now.
    Resize(u16, u16),
    /// Time for the next step of playing by itself.
    Tick,
    /// Something came of the run.
    Run(Update),
}

/// What the keys act on.
#[derive(Clone, Debug, PartialEq)]
pub enum Mode {
    /// The panes.
    Browse,
    /// A part of the guide, scrolled by so many lines.
    Guide(Part, usize),
    /// A line being typed.
    Typing(Purpose, Editor),
    /// A question of predict mode.
    Asking,
    /// An object is driven by hand.
    Driving(Driving),
}

/// Which clocks can be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clocks {
    /// The one that there is.
    #[default]
    One,
    /// The other one too.
    Both,
}

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The number of a step.
    Goto,
    /// An expression.
    Evaluate,
    /// Text to find.
    Find,
    /// A line for the program's stdin.
    Input,
}

/// The speeds of playing by itself, in milliseconds for each step.
const SPEEDS: [u64; 7] = [3000, 2000, 1200, 700, 400, 200, 80];
/// The number of the highest speed.
pub(super) const FASTEST: usize = SPEEDS.len() - 1;

/// The state of the screen.
#[derive(Debug)]
pub struct App {
    /// The learner's language.
    pub lang: Lang,
    /// The looks.
    pub theme: Theme,
    /// The keys.
    pub keys: Keys,
    pub(super) size: Rect,
    pub(super) focus: Pane,
    pub(super) mode: Mode,
    /// By hand, for each pane in the order of [`Pane::ALL`]; `None` follows what happens.
    pub(super) scrolled: [Option<usize>; 5],
    pub(super) source_first: u32,
    pub(super) strip: Window,
    /// A file looked at by hand.
    pub(super) file: Option<FileId>,
    /// A line looked at by hand.
    pub(super) looked_at: Option<Site>,
    pub(super) chosen: Option<Who>,
    pub(super) playing: bool,
    /// Whether no key was pressed yet.
    pub(super) is_untouched: bool,
    /// Whether the user can choose another clock.
    pub(super) clocks: Clocks,
    /// Whether playing leaves at the program's end, to whoever presents it.
    leaves: bool,
    pub(super) speed: usize,
    /// The cursor before the last step forward: what was printed since is new.
    pub(super) before: Step,
    /// The furthest step that was shown.
    pub(super) furthest: Step,
    pub(super) message: Option<Message>,
    pub(super) search: String,
    pub(super) expression: String,
    pub(super) predictor: Predictor,
}

/// Something to tell until the next key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A remark.
    Note(String),
    /// A failure.
    Error(String),
    /// Why a key did nothing.
    Refusal(String),
}

impl App {
    /// A screen of this size.
    pub fn new(lang: Lang, theme: Theme, keys: Keys, size: (u16, u16)) -> App {
        App {
            lang,
            theme,
            keys,
            size: Rect::new(0, 0, size.0, size.1),
            focus: Pane::Source,
            mode: Mode::Browse,
            scrolled: [None; 5],
            source_first: 1,
            strip: Window { first: 0, zoom: 1, top: 0, rows: Rows::Living },
            file: None,
            looked_at: None,
            chosen: None,
            playing: false,
            is_untouched: true,
            clocks: Clocks::One,
            leaves: false,
            speed: 3,
            before: Step(0),
            furthest: Step(0),
            message: None,
            search: String::new(),
            expression: String::new(),
            predictor: Predictor::default(),
        }
    }

    /// Plays by itself from now on, and leaves at the program's end unless the user stops it before.
    pub fn present(&mut self) {
        self.playing = true;
        self.leaves = true;
        self.is_untouched = false;
    }

    /// Offers to start over on the other clock.
    pub fn offer_the_other_clock(&mut self) {
        self.clocks = Clocks::Both;
    }

    /// Takes a message in; returns what is to be done.
    pub fn update(&mut self, msg: Msg, scene: &Scene<'_>) -> Vec<Effect> {
        let effects = match msg {
            Msg::Key(key) => self.key(&key, scene),
            Msg::Mouse(mouse) => self.mouse(mouse, scene),
            Msg::Paste(text) => {
                match &mut self.mode {
                    Mode::Typing(_, editor) => editor.insert(&text),
                    Mode::Driving(driving) => driving.paste(&text),
                    Mode::Browse | Mode::Guide(..) | Mode::Asking => {}
                }
                Vec::new()
            }
            Msg::Resize(width, height) => {
                self.size = Rect::new(0, 0, width, height);
                Vec::new()
            }
            Msg::Tick => self.tick(scene),
            Msg::Run(update) => self.hear(update, scene),
        };
        self.settle(scene);
        effects
    }

    /// How long until the next [`Msg::Tick`] is wanted, if it is.
    pub fn tick_after(&self) -> Option<Duration> {
        self.playing.then(|| Duration::from_millis(SPEEDS[self.speed]))
    }

    /// Whether a message is a key that makes sense only once the step under way is done.
    pub fn can_wait(&self, msg: &Msg) -> bool {
        let Msg::Key(key) = msg else {
            return false;
        };
        let row = Chord::of(key).and_then(|chord| self.keys.action(chord));
        self.mode == Mode::Browse && row.is_some_and(|row| row.action.moves())
    }

    /// The furthest step the user has seen; the transcript of the session ends there.
    pub fn furthest(&self) -> Step {
        self.furthest
    }

    /// The score of predict mode, where anything was asked.
    pub fn score(&self) -> Option<String> {
        self.predictor.score(self.lang)
    }

    /// What is possible now.
    pub fn situation(&self, scene: &Scene<'_>) -> Situation {
        Situation {
            is_playing: self.playing,
            has_search: !self.search.is_empty(),
            has_two_clocks: self.clocks == Clocks::Both,
            ..Situation::of(scene)
        }
    }

    /// The areas of the screen; `None` where it is too small.
    pub fn areas(&self, scene: &Scene<'_>) -> Option<Areas> {
        let width = usize::from(self.size.width);
        let needs = Needs {
            focus: self.focus,
            has_loop: tasks::has_loop(scene.world()),
            strip_rows: scene.tracks.len(self.horizon(scene)),
            output_rows: scene.printed.len(scene.cursor()),
            aside_rows: panes::aside(self, scene, usize::from(layout::source_columns(self.size.width))).len(),
            question_rows: panes::question(self, scene, width).len(),
            note_rows: match layout::notes_inside(self.size) {
                true => 0,
                false => panes::note(self, scene, width).len(),
            },
        };
        layout::areas(self.size, needs)
    }

    /// How far the timeline is shown: what a question asks for is not given away.
    pub(super) fn horizon(&self, scene: &Scene<'_>) -> Step {
        if self.mode == Mode::Asking { scene.cursor() } else { scene.timeline.edge() }
    }

    /// The file that is shown.
    pub(super) fn shown_file(&self, scene: &Scene<'_>) -> FileId {
        self.file.or(scene.site().map(|site| site.file)).unwrap_or_default()
    }

    /// Says that a key does nothing now, and why.
    pub(super) fn refuse(&mut self, scene: &Scene<'_>, action: Action, hint: (&str, &str)) {
        let newest = self.keys.row(Action::Edge).and_then(|row| row.keys.first());
        let newest = newest.map_or_else(String::new, |chord| chord.label());
        let reason = Refusal::of(action, scene).say(&newest, self.lang);
        let what = self.lang.pick(hint.0, hint.1);
        self.message = Some(Message::Refusal(format!("{what}: {reason}")));
    }

    fn key(&mut self, key: &KeyEvent, scene: &Scene<'_>) -> Vec<Effect> {
        let Some(chord) = Chord::of(key) else {
            return Vec::new();
        };
        self.message = None;
        self.is_untouched = false;
        match self.mode {
            Mode::Browse => self.browse(chord, scene),
            Mode::Guide(..) => self.browse_guide(chord, scene),
            Mode::Typing(..) => self.type_on(key, scene),
            Mode::Asking => self.answer(chord),
            Mode::Driving(_) => self.drive_on(key),
        }
    }

    /// What came of the run.
    fn hear(&mut self, update: Update, scene: &Scene<'_>) -> Vec<Effect> {
        match update {
            Update::Nothing | Update::Progress => {}
            Update::Arrived { from } => {
                self.arrive(from, scene);
                return self.driving_arrived(scene);
            }
            Update::Peeked => return self.ask(scene),
            Update::Evaluated { from, answer } => {
                if scene.cursor() > from {
                    self.arrive(from, scene);
                }
                self.answered(&answer);
                return self.driving_answered(&answer, scene);
            }
            Update::NotUndone(_) => {
                self.arrive(scene.cursor(), scene);
                let effects = self.driving_arrived(scene);
                self.message = update.trouble(self.lang).map(Message::Note);
                return effects;
            }
            Update::Broken { .. } | Update::Full | Update::Unparsable(_) => {
                self.message = update.trouble(self.lang).map(Message::Error);
            }
            Update::NeedsInput { from } => {
                self.arrive(from, scene);
                self.playing = false;
                self.mode = Mode::Typing(Purpose::Input, Editor::default());
            }
        }
        Vec::new()
    }

    /// Shows what an expression gave, where the user asked for it.
    fn answered(&mut self, answer: &Result<Value, String>) {
        let is_name = matches!(&self.mode, Mode::Driving(driving) if driving.is_asking());
        if is_name && answer.is_ok() {
            return;
        }
        let shown = fit::visible(&self.expression);
        self.message = Some(match answer {
            Ok(value) => Message::Note(format!("{shown} = {}", fit::visible(value.as_str()))),
            Err(error) => Message::Error(format!("{shown}: {}", fit::visible(error))),
        });
    }

    fn tick(&mut self, scene: &Scene<'_>) -> Vec<Effect> {
        if !self.playing || self.mode != Mode::Browse {
            return Vec::new();
        }
        if !scene.can_go_on() {
            self.playing = scene.edge == Edge::Running;
            return if self.leaves && !self.playing { vec![Effect::Quit] } else { Vec::new() };
        }
        self.go(crate::trace::stop::Until::Stop)
    }

    fn arrive(&mut self, from: Step, scene: &Scene<'_>) {
        let cursor = scene.cursor();
        self.before = if cursor > from {
            from
        } else {
            let mut earlier = (1..cursor.0).rev().take(1000);
            let is_stop =
                |step: &u64| scene.timeline.event_to(Step(*step)).is_some_and(|event| event.kind.is_stop());
            earlier.find(is_stop).map_or(Step(0), Step)
        };
        // After an undo, less has happened than was seen.
        self.furthest = self.furthest.max(cursor).min(scene.timeline.edge());
        self.message.take_if(|message| matches!(message, Message::Refusal(_)));
        self.scrolled = [None; 5];
        self.file = None;
        self.looked_at = None;
        self.chosen = None;
        if let Mode::Typing(Purpose::Input, _) = self.mode
            && scene.edge != Edge::NeedsInput
        {
            self.mode = Mode::Browse;
        }
    }

    /// Moves the windows of the panes as little as needed after any change.
    fn settle(&mut self, scene: &Scene<'_>) {
        let Some(areas) = self.areas(scene) else {
            return;
        };
        if let Some(area) = areas.pane(Pane::Source)
            && let Some(source) = scene.source(self.shown_file(scene))
        {
            let (rows, columns) = (usize::from(area.height.saturating_sub(1)), usize::from(area.width));
            let rows =
                u32::try_from(rows - panes::room_for_aside(self, scene, rows, columns)).unwrap_or(1).max(1);
            let shown = self.shown_file(scene);
            let wanted = self.looked_at.or(scene.site()).filter(|site| site.file == shown);
            let wanted = wanted.map_or(1, |site| site.line);
            self.source_first = match self.scrolled[Pane::Source as usize] {
                Some(first) => u32::try_from(first).unwrap_or(1).clamp(1, source.len().max(1)),
                None => code::first_line(source, wanted, rows, self.source_first),
            };
        }
        if let Some(area) = areas.pane(Pane::Strip) {
            let columns = usize::from(area.width);
            let rows = usize::from(area.height.saturating_sub(1));
            let cells = columns.saturating_sub(scene.tracks.label_width(columns));
            self.strip = self.strip.follow(scene.cursor(), cells);
            let scrolled = self.scrolled[Pane::Strip as usize];
            self.strip.rows = if scrolled.is_some() { Rows::All } else { Rows::Living };
            let top = scene.tracks.top(self.strip, scene.cursor(), self.horizon(scene), rows);
            self.strip.top = scrolled.unwrap_or(top);
        }
    }
}
