//! A screen without a terminal: a real program in its Python process, keys in, cells out.

use std::path::PathBuf;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use learn_coroutines::suite::engine::process::{WORKER_COMMAND, WorkerProcess};
use learn_coroutines::suite::lang::Lang;
use learn_coroutines::suite::stage::effect::Effect;
use learn_coroutines::suite::stage::player::Player;
use learn_coroutines::suite::stage::update::Update;
use learn_coroutines::suite::terminal::theme::Theme;
use learn_coroutines::suite::trace::event::Clock;
use learn_coroutines::suite::tui::app::{App, Msg};
use learn_coroutines::suite::tui::keys::Keys;
use learn_coroutines::suite::tui::layout::source_columns;
use learn_coroutines::suite::tui::paint;
use learn_coroutines::suite::view::notes::Notes;
use learn_coroutines::suite::wire::{Detail, Program};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

/// How long a program may take for one step.
const DEADLINE: Duration = Duration::from_secs(60);

/// A screen with a program on it.
pub struct Show {
    runtime: tokio::runtime::Runtime,
    pub player: Player<WorkerProcess>,
    pub app: App,
    terminal: Terminal<TestBackend>,
    pub has_quit: bool,
}

impl Show {
    /// Opens a program on a screen of this size, and waits until it can be stepped.
    pub fn open(source: &str, lang: Lang, size: (u16, u16)) -> Show {
        Show::with(source, lang, size, Theme::default(), Notes::default())
    }

    pub fn with(source: &str, lang: Lang, size: (u16, u16), theme: Theme, notes: Notes) -> Show {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let file = PathBuf::from("demo.py");
        let program = Program {
            file: file.clone(),
            args: Vec::new(),
            source: source.as_bytes().to_vec(),
            clock: Clock::Virtual,
            detail: Detail::Lines,
            stepping: true,
            memory_mib: 1024,
            legacy: false,
            under_the_hood: false,
            sandbox: None,
        };
        let session = runtime.block_on(async {
            let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_learn-coroutines"));
            command.arg(WORKER_COMMAND).env_clear();
            WorkerProcess::spawn(command, program, None).expect("the Python process starts")
        });
        let player = Player::new(session, file, source, notes);
        let app = App::new(lang, theme, Keys::default(), size);
        let terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a test backend");
        let mut show = Show { runtime, player, app, terminal, has_quit: false };
        show.wait();
        show
    }

    /// Waits for the engine until a step is done.
    fn wait(&mut self) {
        loop {
            let next = async { tokio::time::timeout(DEADLINE, self.player.next()).await };
            let update = self.runtime.block_on(next).expect("the program answers in time");
            let is_done = !matches!(update, Update::Progress | Update::Nothing);
            self.take(update);
            if is_done {
                return;
            }
        }
    }

    fn take(&mut self, update: Update) {
        match update {
            Update::Nothing => {}
            Update::Broken { why, .. } => panic!("{why}"),
            Update::Full => panic!("full"),
            Update::Unparsable(traceback) => panic!("{traceback}"),
            update => self.send(Msg::Run(update)),
        }
    }

    /// Hands a message to the screen and carries out what it asks for.
    pub fn send(&mut self, msg: Msg) {
        for effect in self.app.update(msg, &self.player.scene()) {
            if effect == Effect::Quit {
                self.has_quit = true;
                continue;
            }
            let answers = matches!(effect, Effect::Evaluate(_));
            let update = self.player.perform(effect);
            if update == Update::Progress || answers {
                self.wait();
            } else {
                self.take(update);
            }
        }
    }

    /// Presses keys: each word is a key by name, or a character.
    pub fn press(&mut self, keys: &str) -> &mut Show {
        for key in keys.split_whitespace() {
            let (code, modifiers) = match key {
                "Space" => (KeyCode::Char(' '), KeyModifiers::NONE),
                "Enter" => (KeyCode::Enter, KeyModifiers::NONE),
                "Left" => (KeyCode::Left, KeyModifiers::NONE),
                "Esc" => (KeyCode::Esc, KeyModifiers::NONE),
                "Tab" => (KeyCode::Tab, KeyModifiers::NONE),
                "End" => (KeyCode::End, KeyModifiers::NONE),
                "Up" => (KeyCode::Up, KeyModifiers::NONE),
                "Down" => (KeyCode::Down, KeyModifiers::NONE),
                "C-c" => (KeyCode::Char('c'), KeyModifiers::CONTROL),
                "C-d" => (KeyCode::Char('d'), KeyModifiers::CONTROL),
                letter => (KeyCode::Char(letter.chars().next().expect("a letter")), KeyModifiers::NONE),
            };
            self.send(Msg::Key(KeyEvent::new(code, modifiers)));
        }
        self
    }

    pub fn mouse(&mut self, mouse: MouseEvent) -> &mut Show {
        self.send(Msg::Mouse(mouse));
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Show {
        self.terminal.backend_mut().resize(width, height);
        self.terminal.autoresize().expect("resizes");
        self.send(Msg::Resize(width, height));
        self
    }

    /// The cells, drawn anew.
    pub fn cells(&mut self) -> Buffer {
        // The test backend keeps what a wide character covered; a real terminal does not.
        self.terminal.clear().expect("clears");
        let (app, scene) = (&self.app, self.player.scene());
        self.terminal.draw(|frame| paint::draw(app, &scene, frame)).expect("draws");
        self.terminal.backend().buffer().clone()
    }

    /// The screen as text, a line for each row, without blanks at the ends.
    pub fn screen(&mut self) -> String {
        let cells = self.cells();
        let rows = (cells.area.top()..cells.area.bottom()).map(|y| {
            let mut row = String::new();
            let mut x = cells.area.left();
            while x < cells.area.right() {
                let symbol = cells[(x, y)].symbol();
                row.push_str(symbol);
                x += u16::try_from(symbol.width().max(1)).expect("a narrow cell");
            }
            row.trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// What the screen says has just happened: the lines from `»` on, among those of the source.
    pub fn sentence(&mut self) -> String {
        let cells = self.cells();
        let columns = source_columns(cells.area.width);
        let row = |y: u16| {
            let mut text = String::new();
            let mut x = 0;
            while x < columns {
                let symbol = cells[(x, y)].symbol();
                text.push_str(symbol);
                x += u16::try_from(symbol.width().max(1)).expect("a narrow cell");
            }
            text.trim_end().to_owned()
        };
        let rows: Vec<String> = (0..cells.area.height).map(row).collect();
        let is_first = |line: &String| line.starts_with("» ") || line.starts_with("> ");
        let from = rows.iter().position(is_first).expect("a sentence on the screen");
        let more = rows[from + 1..].iter().take_while(|line| line.starts_with("  ") && !is_code(line));
        let whole: Vec<&str> = rows[from..=from].iter().chain(more).map(|line| line.trim()).collect();
        whole.join(" ")
    }
}

/// Whether a row of the source pane is a line of the source: a mark, its number, a line or a pointer.
fn is_code(row: &str) -> bool {
    let number = row.chars().skip(1).collect::<String>();
    let rest = number.trim_start().trim_start_matches(|letter: char| letter.is_ascii_digit());
    rest.len() < number.trim_start().len() && rest.starts_with(['│', '▶', '»', '|', '>'])
}
