//! Files and keys that were spoilt: exports of progress, its database, lesson scripts, settings, what is typed at the
//! prompt. Each is read or refused in words, and the next start works.

use std::fs;

use super::super::sandbox::{Output, Sandbox};
use super::super::seeded::Seeded;
use super::{PATIENCE, chosen_of, each};

/// What is spoilt.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Export,
    Database,
    Script,
    Demo,
    Settings,
    Prompt,
    Commands,
}

/// How many of each.
const KINDS: [(Kind, usize); 7] = [
    (Kind::Export, 60),
    (Kind::Database, 40),
    (Kind::Script, 60),
    (Kind::Demo, 30),
    (Kind::Settings, 30),
    (Kind::Prompt, 60),
    (Kind::Commands, 40),
];

/// One spoilt thing, the same in every run.
struct Spoilt {
    kind: Kind,
    seed: u64,
}

#[test]
fn no_spoilt_file_or_key_gets_it_down() {
    let export = export();
    let mut all = Vec::new();
    for (kind, count) in KINDS {
        for _ in 0..count {
            all.push(Spoilt { kind, seed: all.len() as u64 });
        }
    }
    let chosen = chosen_of(all, |spoilt| format!("{:?} {}", spoilt.kind, spoilt.seed));
    let faults = each(&chosen, |spoilt| fault(spoilt, &export));
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), chosen.len(), faults.join("\n"));
}

/// What a learner has kept after a few answers: as an export, and as the database.
struct Kept {
    export: Vec<u8>,
    database: Vec<u8>,
}

const DATABASE: &str = ".local/share/learn-coroutines/progress.db";

fn export() -> Kept {
    let sandbox = Sandbox::new();
    let quiz = sandbox.program(["--plain", "--lang", "en", "quiz", "3"]);
    let _ = quiz.stdin("1\n\n2\n\n1\n\n3\n\nq\nq\n").run_within(PATIENCE).status(0);
    let export = sandbox.program(["progress", "--export", "-"]).run().status(0).stdout.into_bytes();
    Kept { export, database: fs::read(sandbox.path(DATABASE)).expect("there is progress") }
}

fn fault(spoilt: &Spoilt, kept: &Kept) -> Option<String> {
    let mut seeded = Seeded::new(spoilt.seed);
    let sandbox = Sandbox::new();
    let (outputs, ends) = tried(spoilt.kind, &sandbox, kept, &mut seeded);
    for output in outputs {
        let both = format!("{}{}", output.stdout, output.stderr);
        let is_fault = both.contains("panicked at") || both.contains("please report");
        if is_fault || !ends.contains(&output.status) {
            let shown: String = output.to_string().chars().take(1500).collect();
            return Some(format!("--- {:?} {}: {shown}", spoilt.kind, spoilt.seed));
        }
    }
    None
}

/// Tries it; gives what was said, and the statuses that may come.
fn tried(kind: Kind, sandbox: &Sandbox, kept: &Kept, seeded: &mut Seeded) -> (Vec<Output>, &'static [i32]) {
    let say = |arguments: &[&str], typed: &str| sandbox.program(arguments).stdin(typed).run_within(PATIENCE);
    match kind {
        Kind::Export => {
            sandbox.write("spoilt.json", bytes_spoilt(&kept.export, seeded));
            let import = say(&["progress", "--import", "spoilt.json"], "");
            (vec![import, say(&["progress"], ""), say(&["lessons"], "")], &[0, 1])
        }
        Kind::Database => {
            sandbox.write(DATABASE, bytes_spoilt(&kept.database, seeded));
            let quiz = say(&["--plain", "--lang", "en", "quiz", "3", "--restart"], "1\n\n2\n\nq\nq\n");
            (vec![say(&["lessons"], ""), quiz, say(&["progress", "--export", "-"], "")], &[0, 1])
        }
        Kind::Script => {
            write_lesson(sandbox, &bytes_spoilt(SCRIPT.as_bytes(), seeded), DEMO.as_bytes());
            let walk = say(&["--plain", "--lessons", "own", "lesson", "1"], "n\nn\nq\nq\n");
            (vec![say(&["check", "own"], ""), walk], &[0, 1, 2])
        }
        Kind::Demo => {
            write_lesson(sandbox, SCRIPT.as_bytes(), &bytes_spoilt(DEMO.as_bytes(), seeded));
            let run = say(&["run", "--sandbox", "--timeout", "5", "own/01-echo/echo.py"], "");
            (vec![say(&["check", "own"], ""), run], &[0, 1, 2, 124])
        }
        Kind::Settings => {
            let settings = "lang = \"zh\"\ncolor = \"never\"\n[keys]\nnext = \"n\"\n";
            sandbox.write(".config/learn-coroutines/config.toml", bytes_spoilt(settings.as_bytes(), seeded));
            (vec![say(&["lessons"], ""), say(&[], "1 + 1\n")], &[0, 1, 2])
        }
        Kind::Prompt => {
            let typed: String = (0..12).map(|_| seeded.pick(&TYPED)).collect::<Vec<_>>().join("");
            (vec![say(&[], &typed)], &[0, 1, 3])
        }
        Kind::Commands => {
            sandbox.write("p.py", "def g():\n    yield 1\n    yield 2\nfor i in g(): print(i)\n");
            let typed: String = (0..30).map(|_| seeded.pick(&KEYS)).collect::<Vec<_>>().join("\n");
            let step = say(&["step", "--plain", "p.py"], &typed);
            let lesson = say(&["--plain", "lesson", "3"], &format!("{typed}\nq\nq\n"));
            (vec![step, lesson, say(&["--plain", "quiz", "p.py"], &typed)], &[0, 1, 3])
        }
    }
}

/// A small lesson of most kinds of blocks: what is spoilt in it is played in a moment.
const SCRIPT: &str = "---\nlesson: 1\ntitle: Echo\nabout: Values that go in.\nminutes: 5\n---\n\n## It answers\n\nStep.\n\n\
    ```demo echo.py predict\n<1>\n- echo#1 is made\n<2> The first one.\n- echo#1 yields None\n<3>\n- prints hello\n```\n\n\
    ```output echo.py\nhello\n```\n\n\
    ```choice #what echo.py at=<2>\nWhat is it?\n- [x] asleep\n  = echo#1 is GEN_SUSPENDED\n- [ ] gone\n  It is not.\n```\n\n\
    ```complete #start echo.py\nStart it.\n- blank <2> `next(talk)`\n- wrong `talk.send(1)`: Too soon.\n- check: prints hello\n- hint: Start it.\n```\n\n\
    ```try #mine echo.py\nMake one.\n- goal: echo#* yields 'a'\n- solution `m = echo(); next(m); m.send('a')`\n- hint: Make it.\n```\n\n\
    ## What stays\n\n```summary\n- Values go in.\n```\n\n```next 2\nOn.\n```\n";

const DEMO: &str = "def echo():\n    word = None\n    while True:\n        word = yield word\n        print(word)\n\n\n\
    talk = echo()  # <1>\nnext(talk)  # <2>\ntalk.send(\"hello\")  # <3>\n";

fn write_lesson(sandbox: &Sandbox, script: &[u8], demo: &[u8]) {
    sandbox.write("own/01-echo/lesson.en.md", script);
    sandbox.write("own/01-echo/echo.py", demo);
}

/// Bytes with something cut, doubled, turned, put in or left out.
fn bytes_spoilt(bytes: &[u8], seeded: &mut Seeded) -> Vec<u8> {
    let mut spoilt = bytes.to_vec();
    for _ in 0..=seeded.below(4) {
        let at = seeded.below(spoilt.len());
        match seeded.below(8) {
            0 => spoilt.truncate(at),
            1 if !spoilt.is_empty() => spoilt[at] ^= 1 << seeded.below(8),
            2 => {
                let end = (at + seeded.below(40)).min(spoilt.len());
                spoilt.drain(at..end);
            }
            3 => {
                let piece = seeded.pick(&PIECES);
                spoilt.splice(at..at, piece.bytes());
            }
            4 => {
                let end = (at + seeded.below(200)).min(spoilt.len());
                let copy = spoilt[at..end].to_vec();
                spoilt.splice(at..at, copy);
            }
            5 => {
                // A number or a word changed for one of another kind.
                let digit = spoilt[at..].iter().position(u8::is_ascii_digit);
                if let Some(digit) = digit {
                    let piece = seeded.pick(&PIECES);
                    spoilt.splice(at + digit..=at + digit, piece.bytes());
                }
            }
            6 if spoilt.len() > 1 => {
                let middle = spoilt.len() / 2;
                spoilt.swap(at, middle);
            }
            _ => spoilt.extend(std::iter::repeat_n(0xff, seeded.below(30))),
        }
    }
    spoilt
}

const PIECES: [&str; 18] = [
    "\0",
    "\u{1b}[2J",
    "\u{202e}",
    "```",
    "---\n",
    "{",
    "}",
    "[[[[[[",
    "\"",
    "-1",
    "1e999",
    "99999999999999999999",
    "null",
    "\r\n",
    "\t",
    "é",
    "👩‍👩‍👧",
    "<1:2>",
];

const TYPED: [&str; 40] = [
    "def f():\n",
    "    yield 1\n",
    "\n",
    "x = f()\n",
    "next(x)\n",
    "x.send(3)\n",
    ":drive x\n",
    ":states\n",
    ":step next(x)\n",
    ":save\n",
    ":save /nowhere/x\n",
    ":edit\n",
    ":lesson 99\n",
    ":unknown\n",
    ":\n",
    "?\n",
    "f?\n",
    "1/0\n",
    "\u{1b}[A",
    "\u{4}",
    "\u{3}",
    "\0",
    "\u{202e}x\n",
    "\"\"\"\n",
    "(((((\n",
    ")\n",
    "\\\n",
    "await asyncio.sleep(0)\n",
    "import asyncio\n",
    "async def m(): await m()\n",
    "await m()\n",
    "while True: break\n",
    "exit\n",
    "raise SystemExit(3)\n",
    "del __builtins__\n",
    "import os; os.close(1)\n",
    "print('\\x1b[2J')\n",
    "globals().clear()\n",
    ":clock real\n",
    "  indented\n",
];

const KEYS: [&str; 26] = [
    "n",
    "b",
    "s",
    "c",
    "q",
    "t",
    "?",
    "1",
    "2",
    "a",
    "z",
    "g 3",
    "g 99999999999",
    "goto -1",
    "/x",
    "i",
    "r",
    "",
    " ",
    "\u{1b}",
    "\0",
    "\u{202e}",
    "help",
    "e x",
    "p x",
    "🦀",
];
