//! The built program in a real terminal: what is on its screen, and what it leaves behind.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{ChildKiller, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a screen may take to show what is waited for.
const DEADLINE: Duration = Duration::from_secs(60);

/// A terminal with a program in it.
pub struct Terminal {
    screen: Arc<(Mutex<vt100::Parser>, Condvar)>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn ChildKiller + Send + Sync>,
    pid: Option<rustix::process::Pid>,
    /// The exit status, once there is one.
    ended: Arc<(Mutex<Option<u32>>, Condvar)>,
    _folder: Arc<tempfile::TempDir>,
}

impl Terminal {
    /// Runs `step` on a program.
    fn step(source: &str, lang: &str, size: (u16, u16)) -> Terminal {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("demo.py");
        std::fs::write(&file, source).expect("writes the program");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
        command.args(["--lang", lang, "step", "--clock", "virtual", "demo.py"]);
        Terminal::start(command, folder, size)
    }

    /// Runs a shell with job control in a folder that has the program.
    fn shell(source: &str, size: (u16, u16)) -> Terminal {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("demo.py"), source).expect("writes the program");
        let mut command = CommandBuilder::new("sh");
        command.args(["-i", "-m"]);
        command.env("PS1", "shell> ");
        Terminal::start(command, folder, size)
    }

    /// Runs a command in a folder that is home and working directory.
    pub fn start(
        mut command: CommandBuilder,
        folder: impl Into<Arc<tempfile::TempDir>>,
        size: (u16, u16),
    ) -> Terminal {
        let folder = folder.into();
        let pty_size = PtySize { rows: size.1, cols: size.0, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(pty_size).expect("a terminal");
        // What the tests run in is none of the program's business.
        for (name, value) in std::env::vars_os() {
            if name != "PATH" && command.get_env(&name) == Some(&value) {
                command.env_remove(name);
            }
        }
        command.cwd(folder.path());
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        command.env("HOME", folder.path());
        let mut process = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let child = process.clone_killer();
        let pid = process.process_id().and_then(|id| rustix::process::Pid::from_raw(id.cast_signed()));
        let ended: Arc<(Mutex<Option<u32>>, Condvar)> = Arc::default();
        let end = Arc::clone(&ended);
        std::thread::spawn(move || {
            let status = process.wait().map_or(u32::MAX, |status| status.exit_code());
            *end.0.lock().expect("no panic while waiting") = Some(status);
            end.1.notify_all();
        });
        let screen =
            Arc::new((Mutex::new(vt100::Parser::new(cells(size.1), cells(size.0), 1000)), Condvar::new()));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let shown = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                shown.0.lock().expect("no panic while reading").process(&chunk[..count]);
                shown.1.notify_all();
            }
        });
        let keys = pair.master.take_writer().expect("a writer");
        Terminal { screen, master: pair.master, keys, child, pid, ended, _folder: folder }
    }

    pub fn type_keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("types");
        self.keys.flush().expect("types");
    }

    /// Waits until the screen fulfils this; gives its text.
    pub fn wait(&self, what: &str, is_there: impl Fn(&vt100::Screen) -> bool) -> String {
        let deadline = Instant::now() + DEADLINE;
        let (parser, changed) = &*self.screen;
        let mut parser = parser.lock().expect("no panic while reading");
        while !is_there(parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never saw {what}:\n{}", parser.screen().contents());
            parser = changed.wait_timeout(parser, left).expect("no panic while reading").0;
        }
        parser.screen().contents()
    }

    pub fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contents().contains(text) || beside_the_source(screen).contains(text))
    }

    /// Waits for the end; the exit status.
    pub fn finish(&mut self) -> u32 {
        let (status, changed) = &*self.ended;
        let status = status.lock().expect("no panic while waiting");
        let waited = changed.wait_timeout_while(status, DEADLINE, |status| status.is_none());
        waited.expect("no panic while waiting").0.expect("it ends in time")
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.screen.0.lock().expect("no panic").screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(size).expect("resizes");
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(self.pid.expect("a process"), signal).expect("signals");
    }

    /// Asserts that the terminal is as it was before.
    pub fn assert_given_back(&self) {
        self.wait("the ordinary screen", |screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
        let modes = rustix::termios::tcgetattr(fd(&*self.master)).expect("the terminal's modes");
        assert!(
            modes
                .local_modes
                .contains(rustix::termios::LocalModes::ICANON | rustix::termios::LocalModes::ECHO)
        );
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        if self.ended.0.lock().is_ok_and(|status| status.is_none()) {
            self.child.kill().ok();
        }
    }
}

/// What step mode says among the lines of the source, without the line breaks that its narrow pane asks for.
fn beside_the_source(screen: &vt100::Screen) -> String {
    let (_, columns) = screen.size();
    let width = learn_coroutines::suite::tui::layout::source_columns(columns.get());
    let rows: Vec<String> = screen.rows(0, width).collect();
    rows.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cells(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).expect("some cells")
}

fn fd(master: &dyn MasterPty) -> std::fs::File {
    let name: PathBuf = master.tty_name().expect("a terminal with a name");
    std::fs::OpenOptions::new().read(true).write(true).open(name).expect("opens")
}

const AVERAGER: &str = include_str!("screens/averager.py");

#[test]
fn steps_are_shown_and_the_transcript_stays_in_the_scrollback() {
    for (lang, first, sends, stays) in [
        (
            "en",
            "line 1 of <module> is about to run",
            "<module> sends 10 to averager#1",
            "<module> ─send(10)→ averager#1",
        ),
        (
            "zh",
            "即将运行 <module> 的第 1 行",
            "<module> 向 averager#1 发送 10",
            "<module> ─send(10)→ averager#1",
        ),
    ] {
        let mut terminal = Terminal::step(AVERAGER, lang, (80, 24));
        terminal.wait_for(first);
        for _ in 0..4 {
            terminal.type_keys("t");
        }
        let screen = terminal.wait_for(sends);
        assert!(screen.contains("averager#1 GEN_RUNNING"), "{screen}");
        assert!(screen.contains("━━"), "{screen}");
        terminal.type_keys("q");
        assert_eq!(terminal.finish(), 0);
        terminal.assert_given_back();
        let screen = terminal.wait_for(stays);
        assert!(!screen.contains("━━"), "{screen}");
    }
}

#[test]
fn a_resize_is_followed_and_too_small_a_window_says_so() {
    let mut terminal = Terminal::step(AVERAGER, "en", (80, 24));
    terminal.wait_for("line 1 of <module>");
    terminal.resize(30, 10);
    terminal.wait_for("too small");
    terminal.resize(130, 40);
    // A window that is too small takes no steps: the key may only come after it has grown.
    terminal.wait_for("def averager");
    terminal.type_keys("t");
    terminal.wait("the wide screen", |screen| {
        let text = screen.contents();
        text.contains("<module> creates the generator averager#1") && text.contains("below the one that runs")
    });
    terminal.type_keys("q");
    assert_eq!(terminal.finish(), 0);
}

#[test]
fn ctrl_c_interrupts_an_endless_loop_and_then_leaves() {
    let mut terminal = Terminal::step("n = 0\nwhile True:\n    n += 1\n", "en", (80, 24));
    terminal.wait_for("line 1 of <module>");
    terminal.type_keys("c");
    terminal.wait_for("runs …");
    terminal.type_keys("\x03");
    terminal.wait_for("KeyboardInterrupt");
    terminal.type_keys("\x03");
    terminal.finish();
    terminal.assert_given_back();
}

#[test]
fn sigterm_gives_the_terminal_back() {
    let mut terminal = Terminal::step(AVERAGER, "en", (80, 24));
    terminal.wait_for("line 1 of <module>");
    terminal.signal(rustix::process::Signal::TERM);
    assert_eq!(terminal.finish(), 128 + 15);
    terminal.assert_given_back();
}

#[test]
fn a_python_process_that_dies_is_told_and_its_past_can_be_seen() {
    let mut terminal = Terminal::step("import os\nx = 1\nos.kill(os.getpid(), 9)\n", "en", (80, 24));
    terminal.wait_for("line 1 of <module>");
    terminal.type_keys("c");
    terminal.wait_for("Python died");
    terminal.type_keys("S");
    terminal.wait_for("looking back");
    terminal.type_keys("q");
    assert_eq!(terminal.finish(), 125);
    terminal.assert_given_back();
}

#[test]
fn ctrl_z_goes_to_the_shell_and_fg_comes_back() {
    let mut terminal = Terminal::shell(AVERAGER, (80, 24));
    terminal.wait_for("shell> ");
    let command = format!("{} --lang en step demo.py\n", env!("CARGO_BIN_EXE_learn-coroutines"));
    terminal.type_keys(&command);
    terminal.wait_for("line 1 of <module>");
    terminal.type_keys("\x1a");
    terminal.wait("the shell", |screen| !screen.alternate_screen() && screen.contents().contains("Stopped"));
    terminal.type_keys("fg\n");
    terminal.wait("the screen again", |screen| {
        screen.alternate_screen() && screen.contents().contains("line 1 of <module>")
    });
    terminal.type_keys("t");
    terminal.wait_for("<module> creates the generator");
    terminal.type_keys("q");
    terminal.wait_for("creates→ averager#1");
    terminal.type_keys("exit\n");
    terminal.finish();
}

#[test]
fn a_file_that_is_no_python_is_told_on_the_ordinary_screen() {
    let mut terminal = Terminal::step("def (:\n", "en", (80, 24));
    assert_eq!(terminal.finish(), 2);
    terminal.wait_for("SyntaxError");
    terminal.assert_given_back();
}

#[test]
fn a_presented_lesson_goes_on_by_itself_through_its_demo_to_the_next_slide() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn-coroutines"));
    command.args(["lesson", "--present", "3"]);
    let mut terminal = Terminal::start(command, folder, (100, 40));
    terminal.wait_for("f   o f   a   c o n v e r s a t i o n");
    terminal.type_keys("n");
    terminal.wait_for("plays, speed 4/7");
    terminal.type_keys("+++");
    // Nothing more is typed: the demo plays to its end, is left, and the question comes.
    terminal.wait_for("W h e r e   d o e s   i t   r e s u m e ?");
    terminal.type_keys("n");
    terminal.wait_for("The answer:");
    terminal.type_keys(" ");
    terminal.wait_for("paused   Space play");
    terminal.type_keys("qq");
    assert_eq!(terminal.finish(), 0);
    terminal.assert_given_back();
}
