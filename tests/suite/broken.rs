//! Broken scripts, made from the good ones: each ends in a message with its place, soon, and never in a panic.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::sandbox::{Output, Sandbox};
use crate::seeded::Seeded;

/// How soon a script that cannot be read is refused, in processor time.
const LIMIT: Duration = Duration::from_secs(2);

/// A lesson's folder as files: bytes, or something that is no file.
type Files = BTreeMap<String, File>;

#[derive(Clone)]
enum File {
    Bytes(Vec<u8>),
    /// A link to a place outside of the folder.
    Link(PathBuf),
    Folder,
}

/// A lesson with one thing wrong.
struct Broken {
    what: String,
    /// The folder's name.
    name: String,
    files: Files,
    /// Which script is checked.
    script: &'static str,
}

fn good() -> Vec<(String, Files)> {
    let lessons = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let mut found = Vec::new();
    for entry in fs::read_dir(lessons).expect("the lessons") {
        let folder = entry.expect("an entry").path();
        if folder.is_dir() {
            let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
            let files = fs::read_dir(&folder).expect("a lesson").map(|entry| {
                let path = entry.expect("an entry").path();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, File::Bytes(fs::read(&path).expect("a file")))
            });
            found.push((name, files.collect()));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

/// A way to spoil a script: its name, how often it is tried on each, and what it does.
type Way = (&'static str, usize, fn(&str, &mut Seeded) -> Vec<u8>);

const WAYS: [Way; 26] = [
    ("cut", 8, |script, seeded| {
        let end = script.rfind("```next").expect("it has an end");
        let mut at = seeded.below(end);
        while !script.is_char_boundary(at) {
            at -= 1;
        }
        script.as_bytes()[..at].to_vec()
    }),
    ("a key misspelt", 2, |script, seeded| {
        let key = seeded.pick(&["lesson", "title", "about", "minutes"]);
        let at = seeded.below(key.len() - 1);
        let mut letters: Vec<char> = key.chars().collect();
        letters[at] = 'q';
        once(script, &format!("{key}: "), &format!("{}: ", letters.iter().collect::<String>()))
    }),
    ("a key missing", 1, |script, seeded| {
        let key = seeded.pick(&["lesson", "title", "about", "minutes"]);
        without_line(script, |line| line.starts_with(&format!("{key}: ")))
    }),
    ("a key twice", 1, |script, _| once(script, "minutes: ", "minutes: 5\nminutes: ")),
    ("a value of another kind", 1, |script, seeded| {
        let value = seeded.pick(&["soon", "-1", "1e9", "", "99999999999999999999"]);
        once(script, "minutes: ", &format!("minutes: {value}\nx"))
    }),
    ("the number of another lesson", 1, |script, _| once(script, "lesson: ", "lesson: 1")),
    ("no front matter", 1, |script, _| script.as_bytes()[4..].to_vec()),
    ("an open front matter", 1, |script, _| {
        let end = script[4..].find("---\n").expect("the front matter ends") + 4;
        [&script[..end], &script[end + 4..]].concat().into_bytes()
    }),
    ("a directive misspelt", 2, |script, seeded| {
        let word = seeded.pick(&["demo ", "output ", "summary", "next", "try ", "choice "]);
        once(script, &format!("```{word}"), &format!("```q{word}"))
    }),
    ("an open block", 3, |script, seeded| {
        let fences: Vec<usize> = script.match_indices("\n```\n").map(|(at, _)| at).collect();
        let at = seeded.pick(&fences);
        [&script[..at + 1], &script[at + 5..]].concat().into_bytes()
    }),
    ("an id twice", 1, |script, _| {
        let ids: Vec<&str> =
            script.lines().filter_map(|line| line.split(" #").nth(1)?.split(' ').next()).collect();
        once(script, &format!(" #{}", ids[1]), &format!(" #{}", ids[0]))
    }),
    ("an id without its sign", 1, |script, _| once(script, "```choice #", "```choice ")),
    ("an option that is none", 1, |script, _| once(script, "```demo ", "```demo --fast ")),
    ("a mark that the demo does not have", 2, |script, seeded| {
        let marks: Vec<usize> = script.match_indices("\n<").map(|(at, _)| at + 1).collect();
        let at = seeded.pick(&marks);
        [&script[..at], "<77> ", &script[at..]].concat().into_bytes()
    }),
    ("a mark that is none", 2, |script, seeded| {
        let wrong = seeded.pick(&["<x>", "<1:>", "<1:0>", "<-1>", "<99999999999999999999>", "<1:y>"]);
        once(script, "\n<1>", &format!("\n{wrong}"))
    }),
    ("a claim misspelt", 4, |script, seeded| {
        let (old, new) = seeded.pick(&[
            ("\n- prints ", "\n- pritns "),
            ("#1 is GEN_", "#1 iz GEN_"),
            ("#1 yields ", "#1 yeilds "),
            ("\n- <module> resumes", "\n- <module> rezumes"),
            (" is GEN_SUSPENDED\n", " is GEN_ASLEEP\n"),
            ("\n- turn ", "\n- tern "),
        ]);
        if script.contains(old) { once(script, old, new) } else { once(script, "\n- prints ", "\n- prnts ") }
    }),
    ("an entry misspelt", 2, |script, seeded| {
        let words = ["hint", "solution", "blank", "answer", "wrong", "goal"];
        let there: Vec<&str> =
            words.into_iter().filter(|word| script.contains(&format!("\n- {word}"))).collect();
        let word = seeded.pick(&there);
        once(script, &format!("\n- {word}"), &format!("\n- q{word}"))
    }),
    ("a right answer marked wrong", 1, |script, _| once(script, "- [x] ", "- [ ] ")),
    ("binary in the middle", 3, |script, seeded| {
        let at = seeded.below(script.len());
        let noise: Vec<u8> = (0..64).map(|_| seeded.next() as u8).chain([0xff]).collect();
        [&script.as_bytes()[..at], &noise, &script.as_bytes()[at..]].concat()
    }),
    ("an escape sequence", 4, |script, seeded| {
        let sequence = seeded.pick(&[
            "\u{1b}[2J",
            "\u{1b}]0;owned\u{7}",
            "\u{9b}31m",
            "\u{202e}",
            "\u{8}",
            "\0",
            "\u{1b}[6n",
        ]);
        let mut at = seeded.below(script.len());
        while !script.is_char_boundary(at) {
            at -= 1;
        }
        [&script[..at], sequence, &script[at..]].concat().into_bytes()
    }),
    ("a link out of the lesson", 4, |script, seeded| {
        let target = seeded.pick(&[
            "../../secret.md",
            "/etc/passwd",
            "file:///etc/passwd",
            "http://example.org",
            "javascript:alert(1)",
            "lesson.en.md/../../x",
            "C:\\x",
        ]);
        let picture = seeded.pick(&["", "!"]);
        let at = script.find("\n## ").expect("a screen");
        let line = at + 1 + script[at + 1..].find('\n').expect("an end");
        [&script[..line], "\n\nSee ", picture, "[this](", target, ").\n", &script[line..]]
            .concat()
            .into_bytes()
    }),
    ("a demo out of the lesson", 3, |script, seeded| {
        let name =
            seeded.pick(&["../04-yield-from/chain.py", "/etc/passwd", "missing.py", "./", "~/.profile"]);
        let at = script.find("```demo ").expect("a demo") + 8;
        let end = at + script[at..].find([' ', '\n']).expect("an end");
        [&script[..at], name, &script[end..]].concat().into_bytes()
    }),
    ("HTML", 1, |script, _| once(script, "\n## ", "\n<script>alert(1)</script>\n\n## ")),
    ("another heading", 1, |script, _| once(script, "\n## ", "\n# ")),
    ("line ends of old", 1, |script, _| script.replace('\n', "\r").into_bytes()),
    ("a claim of nothing", 1, |script, _| once(script, "\n- prints ", "\n- \n- prints ")),
];

/// The text with the first of what stands at least once replaced.
#[track_caller]
fn once(script: &str, old: &str, new: &str) -> Vec<u8> {
    assert!(script.contains(old), "{old:?}");
    script.replacen(old, new, 1).into_bytes()
}

fn without_line(script: &str, unwanted: impl Fn(&str) -> bool) -> Vec<u8> {
    let mut left = script.split_inclusive('\n').collect::<Vec<_>>();
    let at = left.iter().position(|line| unwanted(line)).expect("such a line");
    left.remove(at);
    left.concat().into_bytes()
}

/// Scripts that are large or deep, and folders that are not what they should be.
fn special(name: &str, good: &Files) -> Vec<Broken> {
    let mut all = Vec::new();
    let mut add = |what: &str, file: &str, content: File| {
        let mut files = good.clone();
        files.insert(file.to_owned(), content);
        all.push(Broken { what: what.to_owned(), name: name.to_owned(), files, script: "lesson.en.md" });
    };
    let demo = good.keys().find(|name| name.ends_with(".py")).expect("a demo").clone();
    let File::Bytes(script) = &good["lesson.en.md"] else { panic!("a script") };
    let text = String::from_utf8(script.clone()).expect("a script is text");
    let filled = |piece: &str, size: usize| {
        let head = text.split_inclusive('\n').take_while(|line| !line.starts_with("## ")).collect::<String>();
        File::Bytes(format!("{head}## Deep\n\n{}\n", piece.repeat(size / piece.len())).into_bytes())
    };
    add("50 MB of one letter", "lesson.en.md", File::Bytes(vec![b'a'; 50 << 20]));
    add("50 MB of good text", "lesson.en.md", File::Bytes(text.repeat((50 << 20) / text.len()).into_bytes()));
    add("a demo of 50 MB", &demo, File::Bytes(vec![b'#'; 50 << 20]));
    for (what, piece) in [
        ("brackets", "["),
        ("quotes", "> "),
        ("back-ticks", "`a``b"),
        ("stars", "*a **b "),
        ("lists", "- - "),
        ("links", "[a](b"),
        ("fences", "```demo\n"),
        ("claims", "```demo echo.py\n- x is y\n```\n"),
        ("cells", "|a"),
        ("entities", "&#0;"),
    ] {
        add(&format!("a megabyte of {what}"), "lesson.en.md", filled(piece, 1_000_000));
    }
    add("a script that is a folder", "lesson.en.md", File::Folder);
    add("a script that is another file", "lesson.en.md", File::Link("/etc/hostname".into()));
    add("a demo that is another file", &demo, File::Link("/etc/hostname".into()));
    add("a demo that leads nowhere", &demo, File::Link("/nowhere/at/all".into()));
    add("a demo that never ends", &demo, File::Link("/dev/zero".into()));
    add("a demo of bytes", &demo, File::Bytes(vec![0xfe, 0xff, 0, 1]));
    add("a demo with an escape sequence", &demo, File::Bytes(b"print('\x1b[2J')  # <1>\n".to_vec()));
    add("a demo with a mark twice", &demo, File::Bytes(b"a = 1  # <1>\nb = 2  # <1>\n".to_vec()));
    add("a file that does not belong there", "notes.txt", File::Bytes(b"mine".to_vec()));
    all
}

fn every() -> Vec<Broken> {
    let mut seeded = Seeded::new(20_261_121);
    let mut all = Vec::new();
    for (name, files) in good() {
        for (what, times, way) in WAYS {
            for time in 0..times {
                let script = if time % 2 == 0 { "lesson.en.md" } else { "lesson.zh.md" };
                let File::Bytes(bytes) = &files[script] else { panic!("a script") };
                let text = String::from_utf8(bytes.clone()).expect("a script is text");
                let mut files = files.clone();
                files.insert(script.to_owned(), File::Bytes(way(&text, &mut seeded)));
                all.push(Broken { what: format!("{what} ({time})"), name: name.clone(), files, script });
            }
        }
        if name.starts_with("02") {
            all.extend(special(&name, &files));
        }
    }
    all
}

/// Checks it; returns what was said, and how much processor time it took: other work on the machine does not change that.
fn check(broken: &Broken) -> (Output, Duration) {
    let sandbox = Sandbox::new();
    for (name, file) in &broken.files {
        let path = sandbox.path(&format!("{}/{name}", broken.name));
        match file {
            File::Bytes(bytes) => sandbox.write(&format!("{}/{name}", broken.name), bytes),
            File::Folder => fs::create_dir_all(path).expect("makes a folder"),
            File::Link(target) => {
                fs::create_dir_all(path.parent().expect("a folder")).expect("makes the folder");
                std::os::unix::fs::symlink(target, path).expect("makes a link");
            }
        }
    }
    let command = format!(
        "learn-coroutines check {}/{}; status=$?; times >&2; exit $status",
        broken.name, broken.script
    );
    let mut output = sandbox.shell(&command).run();
    // The shell's own times stand in the first line, those of what it ran in the second.
    let lines: Vec<String> = output.stderr.lines().map(str::to_owned).collect();
    let (said, times) = lines.split_at(lines.len().saturating_sub(2));
    output.stderr = said.iter().map(|line| format!("{line}\n")).collect();
    let took = times.last().and_then(|line| line.split_whitespace().map(seconds).sum::<Option<f64>>());
    (output, Duration::from_secs_f64(took.expect("the shell tells the times")))
}

/// The seconds of `1m2.5s`.
fn seconds(time: &str) -> Option<f64> {
    let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}

/// What is wrong with what is said, where something is.
fn fault(broken: &Broken) -> Option<String> {
    let (output, took) = check(broken);
    // A script that was only cut between two blocks is played as far as it goes; the rest is refused as it is read.
    let was_played = output.stdout.contains(" claims hold");
    let first = output.stdout.lines().next().unwrap_or_default();
    let place = first.strip_prefix(&format!("{}/", broken.name)).and_then(|rest| {
        let mut parts = rest.splitn(4, ':');
        let (_file, line, column) = (parts.next()?, parts.next()?, parts.next()?);
        let said = parts.next()?.trim();
        (line.parse::<usize>().ok()? > 0 && column.parse::<usize>().ok()? > 0 && said.len() > 8).then_some(())
    });
    let control = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
    let wrong = if output.status != 1 {
        "it is not refused"
    } else if place.is_none() {
        "the message has no place"
    } else if !output.stdout.contains("help: ") || !output.stdout.contains("  again: ") {
        "nothing is said about what to do"
    } else if !output.stderr.is_empty() || control(&output.stdout) {
        "something else is said"
    } else if took > LIMIT && !was_played {
        "it takes too long"
    } else {
        return None;
    };
    let shown: String = output.to_string().chars().take(1500).collect();
    Some(format!("{} in {}: {wrong} ({took:?})\n{shown}", broken.what, broken.name))
}

#[test]
fn every_broken_script_ends_in_a_message_with_its_place() {
    let all = every();
    assert!(all.len() >= 100, "{}", all.len());
    let next = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(broken) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(fault) = fault(broken) {
                        faults.lock().expect("no panic while telling").push(fault);
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no panic while telling");
    assert!(faults.is_empty(), "{} of {}\n\n{}", faults.len(), all.len(), faults.join("\n\n"));
}
