//! Entries of a session: stepped through, completed, pasted, reading, failing, leaving and dying.

use learn_coroutines::suite::engine::{Engine, Message};
use learn_coroutines::suite::trace::event::Outcome;
use learn_coroutines::suite::trace::stop::{Breakpoints, Until};
use learn_coroutines::suite::trace::world::Status;
use learn_coroutines::suite::wire::{CompletionKind, Depth, Detail, Entry, Pace, Request};

use super::Prompt;

#[test]
fn an_entry_can_be_stepped_through() {
    let mut prompt = Prompt::open();
    prompt.says("def g():\n    x = 1\n    yield x\n", "");
    prompt.session.send(Request::Enter { source: "a = g()\nnext(a)\n".to_owned(), pace: Pace::Stepping });
    let mut stops = Vec::new();
    loop {
        match prompt.next() {
            Message::Paused => {
                let event = prompt.events.last().expect("an event");
                stops.push((event.kind.word(), event.site.map(|site| (site.file.0, site.line))));
                if stops.len() == 6 {
                    prompt.session.send(Request::Evaluate { expression: "x".to_owned() });
                    let answer = prompt.next();
                    assert!(
                        matches!(&answer, Message::Evaluated(Ok(value)) if value.as_str() == "1"),
                        "{answer:?}"
                    );
                }
                prompt.session.send(Request::Run { until: Until::Stop, breakpoints: Breakpoints::new() });
            }
            Message::Ready(ready) => {
                assert_eq!(ready.entry, Entry::Done);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    let expected = [
        ("line", Some((2, 1))),
        ("created", Some((2, 1))),
        ("line", Some((2, 2))),
        ("resumed", Some((2, 2))),
        ("line", Some((1, 2))),
        ("line", Some((1, 3))),
        ("yielded", Some((1, 3))),
    ];
    assert_eq!(stops, expected);
    // The next one runs through.
    prompt.says("next(a, 'end')\n", "'end'\n");
}

#[test]
fn a_failure_names_the_learners_own_lines() {
    let mut prompt = Prompt::open();
    prompt.says("import functools\n", "");
    prompt.says("def bad(a, b):\n    raise LookupError('why')\n", "");
    let (entry, printed) = prompt.enter("\nfunctools.reduce(bad, [1, 2])\n");
    let Entry::Failed(failure) = entry else { panic!("{entry:?}") };
    let lines: Vec<_> =
        failure.lines.iter().map(|line| (line.file.0, line.line, line.function.as_str())).collect();
    assert_eq!(lines, [(3, 2, "<module>"), (2, 2, "bad")]);
    assert_eq!((failure.class.as_str(), failure.message.as_str()), ("LookupError", "why"));
    assert_eq!(failure.traceback, printed);
}

#[test]
fn what_could_stand_at_the_cursor_comes_from_the_session() {
    let mut prompt = Prompt::open();
    prompt.says("spam_one = [1]; spam_two = print\n", "");
    let texts = |prompt: &mut Prompt, text: &str| -> (usize, Vec<String>) {
        let completions = prompt.complete(text);
        (completions.start, completions.candidates.into_iter().map(|candidate| candidate.text).collect())
    };
    assert_eq!(texts(&mut prompt, "x = spam"), (4, vec!["spam_one".to_owned(), "spam_two".to_owned()]));
    assert_eq!(texts(&mut prompt, "é = spam_one.ap"), (14, vec!["append".to_owned()]));
    assert_eq!(texts(&mut prompt, "import asynci"), (7, vec!["asyncio".to_owned()]));
    assert_eq!(texts(&mut prompt, "nonloca").1, ["nonlocal"]);
    let kinds: Vec<_> =
        prompt.complete("spam").candidates.into_iter().map(|candidate| candidate.kind).collect();
    assert_eq!(kinds, [CompletionKind::Name, CompletionKind::Callable]);
    prompt.says("def call(first, *, second=2): pass\n", "");
    assert_eq!(texts(&mut prompt, "call(1, se").1.first().map(String::as_str), Some("second="));
    // No property runs, and nothing of this is traced.
    prompt.says("class C:\n    @property\n    def p(self): print('ran')\n", "");
    prompt.says("c = C()\n", "");
    let before = prompt.events.len();
    assert_eq!(texts(&mut prompt, "c.p"), (2, vec!["p".to_owned()]));
    assert_eq!(texts(&mut prompt, "c.p.").1, Vec::<String>::new());
    assert_eq!(prompt.events.len(), before);
}

#[test]
fn what_a_module_a_mapping_and_a_folder_hold_can_stand_at_the_cursor_too() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("data.txt"), "").expect("writes");
    std::fs::create_dir(folder.path().join("dates")).expect("makes");
    let mut prompt = Prompt::open();
    prompt.says("ages = {'alice': 1, 'bob': 2, 3: 4}\n", "");
    let path = format!("open('{}/da", folder.path().display());
    for (text, expected) in [
        ("from asyncio import TaskG", &["TaskGroup"][..]),
        ("from asyncio import sleep, TaskG", &["TaskGroup"]),
        ("from collections.a", &["collections.abc"]),
        ("import asyncio.taskg", &["asyncio.taskgroups"]),
        ("from os import paths", &["pathsep"]),
        ("ages['", &["alice']", "bob']"]),
        ("x = ages[\"b", &["bob\"]"]),
        (&path, &["data.txt", "dates/"]),
        // In a comment a quote opens no string: the word alone counts.
        ("# ages['al", &["all"]),
    ] {
        let texts: Vec<String> =
            prompt.complete(text).candidates.into_iter().map(|candidate| candidate.text).collect();
        assert_eq!(texts, expected, "{text}");
    }
    // What was looked at is there as it would have been otherwise.
    prompt.says("import asyncio\n", "");
    prompt.says("await asyncio.sleep(1, 5)\n", "5\n");
}

#[test]
fn what_can_be_driven_is_told_from_other_names() {
    let mut prompt = Prompt::open();
    prompt.says("g, h, n = (i for i in []), (i for i in []), 3\n", "");
    let texts = |text: &str, prompt: &mut Prompt| -> Vec<String> {
        prompt.complete(text).candidates.into_iter().map(|candidate| candidate.text).collect()
    };
    assert_eq!(texts(":drive ", &mut prompt), ["g", "h"]);
    assert_eq!(texts(":drive h", &mut prompt), ["h"]);
}

#[test]
fn each_entry_is_a_file_of_its_own() {
    let mut prompt = Prompt::open();
    prompt.says("async def f(): pass\n", "");
    for number in 2..5 {
        let (_, printed) = prompt.enter("f() and None\n");
        let warning =
            format!("<stdin>-{number}:1: RuntimeWarning: coroutine 'f' was never awaited\n  f() and None\n");
        assert_eq!(printed, warning);
    }
    prompt.says("def g(): return 1/0\n", "");
    let (_, printed) = prompt.enter("g()\n");
    assert!(printed.contains("File \"<stdin>-6\", line 1, in <module>\n    g()\n"), "{printed}");
    assert!(printed.contains("File \"<stdin>-5\", line 1, in g\n    def g(): return 1/0\n"), "{printed}");
    let (_, printed) = prompt.enter("import inspect; print(inspect.getsource(g))\n");
    assert_eq!(printed, "def g(): return 1/0\n\n");
}

#[test]
fn what_is_known_of_an_object_is_printed() {
    let mut prompt = Prompt::open();
    let source = "def gen(n, *, step=1):\n    \"\"\"Counts.\"\"\"\n    yield n\n";
    prompt.says(source, "");
    prompt.says("g = gen(3)\n", "");
    let mut told = |name: &str, depth| {
        let before = prompt.events.len();
        prompt.session.send(Request::Describe { name: name.to_owned(), depth });
        assert_eq!(prompt.ready().entry, Entry::Done);
        prompt.printed(before)
    };
    assert_eq!(told("nothing", Depth::Signature), "NameError: name 'nothing' is not defined\n");
    let head = "def gen(n, *, step=1)  # generator function, <stdin>-1:1\n    \"\"\"Counts.\"\"\"\n";
    assert_eq!(told("gen", Depth::Signature), head);
    assert_eq!(told("gen", Depth::Source), format!("# generator function, <stdin>-1:1\n{source}"));
    let of_generator = told("g", Depth::Signature);
    assert!(of_generator.starts_with("g = <generator object gen"), "{of_generator}");
    assert!(of_generator.ends_with("  # generator, GEN_CREATED, <stdin>-1:1\n"), "{of_generator}");
    assert!(told("print", Depth::Signature).starts_with("def print("), "{}", told("print", Depth::Signature));
}

#[test]
fn what_the_session_does_itself_stands_in_no_traceback() {
    let mut prompt = Prompt::open();
    for source in ["print('\\ud800')\n", "import sys; sys.stdout.write(3)\n"] {
        let (entry, printed) = prompt.enter(source);
        assert!(matches!(entry, Entry::Failed(_)), "{printed}");
        assert!(!printed.contains("learn-coroutines"), "{printed}");
    }
}

#[test]
fn an_expression_can_be_asked_for_while_the_session_waits() {
    let mut prompt = Prompt::open();
    prompt.says("x = 20\n", "");
    prompt.session.send(Request::Evaluate { expression: "x + 1".to_owned() });
    let answer = prompt.next();
    assert!(matches!(&answer, Message::Evaluated(Ok(value)) if value.as_str() == "21"), "{answer:?}");
    prompt.says("_\n", "Traceback (most recent call last):\n  File \"<stdin>-2\", line 1, in <module>\n    _\nNameError: name '_' is not defined\n");
}

#[test]
fn an_entry_reads_its_stdin() {
    let mut prompt = Prompt::open();
    prompt.begin("name = input('who? ')\n");
    assert_eq!(prompt.next(), Message::NeedInput);
    prompt.session.send(Request::Input { bytes: b"me\n".to_vec() });
    assert_eq!(prompt.ready().entry, Entry::Done);
    prompt.says("name\n", "'me'\n");
}

#[test]
fn what_is_not_complete_does_not_run() {
    let mut prompt = Prompt::open();
    for source in ["if 1:\n", "x = (1,\n", "'''\n"] {
        assert_eq!(prompt.enter(source), (Entry::Incomplete, String::new()), "{source:?}");
    }
    prompt.session.send(Request::EnterAtEnd { source: "x = (1,\n".to_owned() });
    let ready = prompt.ready();
    assert!(
        matches!(&ready.entry, Entry::Failed(failure) if failure.message.contains("never closed")),
        "{ready:?}"
    );
}

#[test]
fn a_future_holds_for_all_entries_that_follow() {
    let mut prompt = Prompt::open();
    prompt.says("from __future__ import annotations\n", "");
    prompt.says("def f(x: undefined): pass\n", "");
    prompt.says("f.__annotations__\n", "{'x': 'undefined'}\n");
}

#[test]
fn a_block_that_was_pasted_runs_as_one_and_shows_its_last_value() {
    let mut prompt = Prompt::open();
    prompt.says("'not shown'\nx = 1\ndef f():\n    return x\nf()\n1/f()\n", "1.0\n");
    let (entry, printed) = prompt.enter("y = 1\nz = = 2\n");
    assert!(matches!(entry, Entry::Failed(_)), "{printed}");
    let (entry, _) = prompt.enter("y\n");
    assert!(matches!(entry, Entry::Failed(_)), "nothing of it ran");
    let (_, printed) = prompt.enter("a = 1\n\nb = 1/0\nc = 2\n");
    assert!(printed.contains("line 3, in <module>\n    b = 1/0\n"), "{printed}");
}

#[test]
fn leaving_ends_the_process_with_its_status() {
    for (source, status) in [("exit(3)\n", 3), ("quit()\n", 0), ("raise SystemExit('bye')\n", 1)] {
        let mut prompt = Prompt::open();
        prompt.says("import atexit; _ = atexit.register(print, 'last words')\n", "");
        prompt.begin(source);
        assert_eq!(prompt.ready().entry, Entry::Exit { status });
        let before = prompt.events.len();
        let ended = prompt.next();
        assert!(matches!(&ended, Message::Ended(ending) if ending.status == status), "{ended:?}");
        assert_eq!(prompt.printed(before), "last words\n");
    }
    let mut prompt = Prompt::open();
    prompt.session.send(Request::Close);
    let ended = prompt.next();
    assert!(
        matches!(&ended, Message::Ended(ending) if ending.status == 0 && ending.reason.is_none()),
        "{ended:?}"
    );
}

#[test]
fn a_session_whose_python_dies_says_so_and_its_entries_can_be_entered_again() {
    let mut prompt = Prompt::open();
    let entries = ["x = [1]\n", "x.append(2)\n"];
    for entry in entries {
        prompt.says(entry, "");
    }
    prompt.begin("import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n");
    let ended = prompt.next();
    let Message::Ended(ending) = ended else { panic!("{ended:?}") };
    assert_eq!((ending.outcome, ending.status), (Outcome::Died, 125));
    assert!(ending.reason.is_some(), "{ending:?}");
    assert!(matches!(prompt.timeline.world().status(), Status::Ended(_)));
    let mut fresh = Prompt::open();
    for entry in entries {
        fresh.says(entry, "");
    }
    fresh.says("x\n", "[1, 2]\n");
}

#[test]
fn a_confined_session_writes_nowhere_but_in_its_scratch_folder() {
    let scratch = tempfile::tempdir().expect("a folder");
    let mut prompt = Prompt::of(|program| program.sandbox = Some(scratch.path().to_owned()));
    prompt.says("open('here', 'w').write('x')\n", "1\n");
    assert!(scratch.path().join("here").is_file());
    let (entry, printed) = prompt.enter("open('/var/tmp/elsewhere', 'w')\n");
    let Entry::Failed(failure) = entry else { panic!("{entry:?}") };
    assert_eq!(failure.class, "PermissionError", "{printed}");
    prompt.says("1/0\n", "Traceback (most recent call last):\n  File \"<stdin>-3\", line 1, in <module>\n    1/0\n    ~^~\nZeroDivisionError: division by zero\n");
}

#[test]
fn an_untraced_session_tells_only_what_it_prints() {
    let mut prompt = Prompt::of(|program| program.detail = Detail::Nothing);
    prompt.says("def g(): yield 1\n", "");
    prompt.says("list(g())\n", "[1]\n");
    prompt.says("import asyncio\n", "");
    prompt.says("async def f(): return await asyncio.sleep(1, 5)\n", "");
    prompt.says("await f() + asyncio.run.__code__.co_argcount * 0\n", "5\n");
    prompt.says("asyncio.run(f())\n", "5\n");
    assert!(prompt.timeline.world().objects().next().is_none());
}

#[test]
fn a_thread_may_want_input_while_the_prompt_waits() {
    let mut prompt = Prompt::open();
    prompt.says("import threading\n", "");
    prompt.says("begun = threading.Event()\n", "");
    prompt.says("def ask():\n    begun.set(); print('got', input())\n", "");
    prompt.begin("t = threading.Thread(target=ask); t.start()\n");
    let mut messages = [prompt.next(), prompt.next()];
    messages.sort_by_key(|message| matches!(message, Message::NeedInput));
    assert!(matches!(messages, [Message::Ready(_), Message::NeedInput]), "{messages:?}");
    // The session goes on meanwhile.
    prompt.says("begun.is_set(), t.is_alive()\n", "(True, True)\n");
    let before = prompt.events.len();
    prompt.session.send(Request::Input { bytes: b"it\n".to_vec() });
    prompt.until(|prompt| prompt.printed(before).contains("got it\n"));
    prompt.says("t.join(); t.is_alive()\n", "False\n");
}
