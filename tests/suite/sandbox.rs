//! The dialect of the tests: a home of their own, a cleared environment, deadlines, and outputs to compare.

use std::fmt;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tempfile::TempDir;

/// How long anything may take before a test fails.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A folder that is home and working directory of the program under test.
pub struct Sandbox {
    home: TempDir,
}

impl Sandbox {
    pub fn new() -> Sandbox {
        Sandbox { home: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A sandbox with one file.
    pub fn with(name: &str, text: impl AsRef<[u8]>) -> Sandbox {
        let sandbox = Sandbox::new();
        sandbox.write(name, text);
        sandbox
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("makes the folder");
        fs::write(path, text).expect("writes the file");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("reads the file")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The program under test with these arguments.
    pub fn program<I: AsRef<str>>(&self, arguments: impl IntoIterator<Item = I>) -> Invocation {
        let mut command = Command::new(binary());
        command.args(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self.prepare(command)
    }

    /// A shell command in which `learn-coroutines` is the program under test.
    pub fn shell(&self, script: &str) -> Invocation {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        self.prepare(command)
    }

    fn prepare(&self, mut command: Command) -> Invocation {
        let folder = binary().parent().expect("the program lies in a folder");
        command
            .current_dir(self.home.path())
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
            .env("HOME", self.home.path())
            .env("COLUMNS", "80");
        Invocation { command, stdin: Vec::new() }
    }
}

/// The program under test.
pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_learn-coroutines"))
}

/// A command about to be started.
pub struct Invocation {
    command: Command,
    stdin: Vec<u8>,
}

impl Invocation {
    pub fn env(mut self, name: &str, value: &str) -> Invocation {
        self.command.env(name, value);
        self
    }

    /// What stands on stdin; it ends after that.
    pub fn stdin(mut self, text: &str) -> Invocation {
        self.stdin = text.as_bytes().to_vec();
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Output {
        self.run_within(DEADLINE)
    }

    /// The same for what may take longer on a machine with much to do.
    pub fn run_within(mut self, limit: Duration) -> Output {
        let stdin = std::mem::take(&mut self.stdin);
        let mut running = self.start();
        // A program that does not read its stdin may be gone already.
        running.child.stdin.take().expect("stdin is a pipe").write_all(&stdin).ok();
        running.finish_within(limit)
    }

    /// Starts it, with a stdin that stays open.
    pub fn start(mut self) -> Running {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program starts");
        let stdout = Text::collect(child.stdout.take().expect("stdout is a pipe"));
        let stderr = Text::collect(child.stderr.take().expect("stderr is a pipe"));
        Running { child, stdout, stderr }
    }
}

/// A command that runs; dropped, it is ended.
pub struct Running {
    child: Child,
    stdout: Arc<Text>,
    stderr: Arc<Text>,
}

impl Running {
    /// Waits until its stdout contains a text.
    pub fn wait_for_stdout(&self, text: &str) -> String {
        self.stdout.wait_for(text)
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("the program runs");
    }

    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    pub fn write(&mut self, text: &str) {
        let stdin = self.child.stdin.as_mut().expect("stdin is open");
        stdin.write_all(text.as_bytes()).expect("the program reads");
        stdin.flush().expect("the program reads");
    }

    /// Closes its stdin and waits for its end.
    pub fn finish(self) -> Output {
        self.finish_within(DEADLINE)
    }

    fn finish_within(mut self, limit: Duration) -> Output {
        drop(self.child.stdin.take());
        let status = within(limit, || self.child.try_wait().expect("can be waited for"))
            .unwrap_or_else(|| panic!("still running\n{}\n{}", self.stdout.so_far(), self.stderr.so_far()));
        Output { stdout: self.stdout.whole(), stderr: self.stderr.whole(), status: code(status) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn code(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| -status.signal().unwrap_or(0))
}

/// Asks again and again until there is an answer; the only waiting that has no event to wait for.
fn within<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() > end {
            return None;
        }
        thread::yield_now();
        thread::park_timeout(Duration::from_millis(2));
    }
}

/// Waits until a process is gone.
pub fn wait_until_gone(pid: Pid) {
    within(DEADLINE, || (!is_alive(pid)).then_some(()))
        .unwrap_or_else(|| panic!("process {pid:?} is left behind"));
}

/// Whether a process runs: one that is dead and only not yet collected does not.
fn is_alive(pid: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    match stat {
        Ok(stat) => !stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('Z')),
        Err(_) => cfg!(not(target_os = "linux")) && test_kill_process(pid).is_ok(),
    }
}

/// What a stream has said so far.
struct Text {
    said: Mutex<(Vec<u8>, Stream)>,
    more: Condvar,
}

/// Whether a stream may say more.
#[derive(PartialEq)]
enum Stream {
    Open,
    Ended,
}

impl Text {
    fn collect(mut stream: impl Read + Send + 'static) -> Arc<Text> {
        let text = Arc::new(Text { said: Mutex::new((Vec::new(), Stream::Open)), more: Condvar::new() });
        let writer = Arc::clone(&text);
        thread::spawn(move || {
            let mut chunk = [0; 8192];
            while let Ok(count @ 1..) = stream.read(&mut chunk) {
                writer
                    .said
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
                    .extend_from_slice(&chunk[..count]);
                writer.more.notify_all();
            }
            writer.said.lock().unwrap_or_else(PoisonError::into_inner).1 = Stream::Ended;
            writer.more.notify_all();
        });
        text
    }

    fn wait(&self, enough: impl Fn(&str, &Stream) -> bool) -> Result<String, String> {
        let end = Instant::now() + DEADLINE;
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let text = String::from_utf8_lossy(&said.0).into_owned();
            if enough(&text, &said.1) {
                return Ok(text);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() || said.1 == Stream::Ended {
                return Err(text);
            }
            said = self.more.wait_timeout(said, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn wait_for(&self, text: &str) -> String {
        match self.wait(|so_far, _| so_far.contains(text)) {
            Ok(so_far) => so_far,
            Err(so_far) => panic!("waited in vain for {text:?} in\n{so_far}[EOF]"),
        }
    }

    fn whole(&self) -> String {
        match self.wait(|_, stream| *stream == Stream::Ended) {
            Ok(text) => text,
            Err(text) => panic!("somebody still holds the stream open:\n{text}"),
        }
    }

    fn so_far(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().unwrap_or_else(PoisonError::into_inner).0).into_owned()
    }
}

/// What a command said and how it ended.
#[must_use]
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

impl Output {
    /// Asserts the exit status.
    #[track_caller]
    pub fn status(self, expected: i32) -> Output {
        assert_eq!(self.status, expected, "{self}");
        self
    }

    /// Asserts stdout, whole.
    #[track_caller]
    pub fn stdout(self, expected: &str) -> Output {
        assert_eq!(self.stdout, expected, "{self}");
        self
    }

    /// Asserts stderr, whole.
    #[track_caller]
    pub fn stderr(self, expected: &str) -> Output {
        assert_eq!(self.stderr, expected, "{self}");
        self
    }

    /// Asserts a part of stderr.
    #[track_caller]
    pub fn stderr_has(self, expected: &str) -> Output {
        assert!(self.stderr.contains(expected), "no {expected:?} in\n{self}");
        self
    }
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "status {}\n--- stdout\n{}[EOF]\n--- stderr\n{}[EOF]",
            self.status, self.stdout, self.stderr
        )
    }
}
