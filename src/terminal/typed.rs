//! Lines typed at stdin, read only when they are wanted.

use std::io::{self, BufRead, IsTerminal, Write};

use tokio::sync::mpsc;

/// Where lines come from: a thread reads stdin, so that waiting for it blocks nothing else. It reads a line only when
/// one is wanted, so that what follows the last line wanted belongs to whoever reads next.
pub struct Typed {
    lines: mpsc::UnboundedReceiver<String>,
    wanted: std::sync::mpsc::Sender<()>,
    /// Whether a line was wanted that has not come.
    outstanding: bool,
    prompt: Prompt,
}

/// Whether a prompt is printed before each line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prompt {
    Shown,
    Hidden,
}

impl Typed {
    /// The lines of the process's stdin.
    pub fn stdin() -> Typed {
        let (sender, lines) = mpsc::unbounded_channel();
        let (wanted, wants) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for () in wants {
                let line = io::stdin().lock().lines().next();
                let Some(Ok(line)) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let prompt = if io::stdin().is_terminal() { Prompt::Shown } else { Prompt::Hidden };
        Typed { lines, wanted, outstanding: false, prompt }
    }

    /// The next line typed; none at their end. The future may be dropped and asked for again.
    pub async fn next(&mut self, out: &mut impl Write, prompt: &str) -> io::Result<Option<String>> {
        if self.prompt == Prompt::Shown {
            write!(out, "{prompt}")?;
        }
        out.flush()?;
        if !self.outstanding {
            // A thread that has ended has closed the lines too.
            self.wanted.send(()).ok();
            self.outstanding = true;
        }
        let line = self.lines.recv().await;
        self.outstanding = false;
        Ok(line)
    }
}
