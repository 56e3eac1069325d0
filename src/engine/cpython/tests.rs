//! What the recorder's codec in Python has in common with the wire's, held against the types themselves.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::*;
use crate::trace::event::{
    Event, How, Kind, Note, ObjectKind, Outcome, Resolution, Schedule, Service, Site, State,
};
use crate::trace::id::{FileId, FrameId, ObjectId, Step, ThreadId};
use crate::trace::stop::Until;
use crate::wire::{Detail, PROTOCOL_VERSION, Request, codec};

const CODEC: &str = include_str!("codec.py");

/// The words of a tuple of strings that a name is assigned in the codec.
fn words(name: &str) -> Vec<&'static str> {
    let start = CODEC.find(&format!("\n{name} = ")).expect("the codec has the name") + 1;
    let text = &CODEC[start..];
    let end = text.find("\n\n").into_iter().chain(text.match_indices('\n').find_map(|(at, _)| {
        let next = text[at + 1..].chars().next();
        next.is_some_and(|letter| letter.is_ascii_uppercase()).then_some(at)
    }));
    let text = &text[..end.min().expect("the end of the statement")];
    text.split('"').skip(1).step_by(2).filter(|word| !word.starts_with('\\')).collect()
}

/// The value whose encoding begins with these bytes, all that follows being empty or zero.
fn beginning<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let mut padded = bytes.to_vec();
    padded.extend([0; 64]);
    postcard::take_from_bytes(&padded).ok().map(|(value, _)| value)
}

/// Each variant of an enum by its number.
fn variants<T: DeserializeOwned>() -> Vec<T> {
    (0..=u8::MAX).map_while(|number| beginning(&[number])).collect()
}

/// The name of a variant as the codec writes names.
fn snake(debug: &str) -> String {
    let name = debug.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn names<T: DeserializeOwned + std::fmt::Debug>() -> Vec<String> {
    variants::<T>().iter().map(|value| snake(&format!("{value:?}"))).collect()
}

#[test]
fn the_variants_have_the_numbers_that_the_codec_gives_them() {
    assert_eq!(words("KINDS"), names::<Kind>());
    assert_eq!(words("NOTES"), names::<Note>());
    assert_eq!(words("HOWS"), names::<How>());
    assert_eq!(words("STATES"), names::<State>());
    assert_eq!(words("OBJECT_KINDS"), names::<ObjectKind>());
    assert_eq!(words("RESOLUTIONS"), names::<Resolution>());
    assert_eq!(words("SCHEDULES"), names::<Schedule>());
    assert_eq!(words("CLOCKS"), names::<Clock>());
    assert_eq!(words("OUTCOMES"), names::<Outcome>());
    let services: Vec<String> = variants::<Service>().iter().map(|it| it.word().to_owned()).collect();
    let (other, known) = services.split_last().expect("services");
    assert_eq!(words("SERVICES"), known);
    assert_eq!(other, "");
}

#[test]
fn the_codec_knows_the_versions() {
    assert!(CODEC.contains(&format!("\nPROTOCOL_VERSION = {PROTOCOL_VERSION}\n")));
    assert!(CODEC.contains(&format!("\nTRACE_VERSION = {}\n", crate::trace::event::TRACE_VERSION)));
}

#[test]
fn where_a_step_stops_is_one_rule_in_both_languages() {
    let stops: Vec<&str> = words("TRANSITIONS").into_iter().chain(words("STOPS")).collect();
    for kind in variants::<Kind>() {
        let name = snake(&format!("{kind:?}"));
        assert_eq!(words("TRANSITIONS").contains(&name.as_str()), kind.is_transition(), "{name}");
        assert_eq!(stops.contains(&name.as_str()), kind.is_stop(), "{name}");
    }
}

/// What the codec prints for a message; `None` where there is no Python here.
fn ask(script: &str, input: &[u8]) -> Option<Vec<u8>> {
    let python = find::find(&find::Wanted::Environment, Path::new("x.py")).ok()?;
    let mut child = Command::new(python)
        .args(["-c", &format!("{CODEC}\n{script}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(input).ok()?;
    let output = child.wait_with_output().ok()?;
    assert!(output.status.success(), "the codec failed");
    Some(output.stdout)
}

fn body<T: Serialize>(message: &T) -> Vec<u8> {
    codec::encode(message).expect("encodes").split_off(4)
}

#[test]
fn requests_are_read_as_they_were_written() {
    let site = Site { file: FileId(300), line: 70_000 };
    let run = |until| Request::Run { until, breakpoints: BTreeSet::from([site]) };
    let over = Until::Over { frame: FrameId(200), depth: 3, thread: ThreadId(1) };
    let program = Program {
        file: "ü.py".into(),
        args: vec!["-x".to_owned()],
        source: b"pass\n".to_vec(),
        clock: Clock::Virtual,
        detail: Detail::Lines,
        stepping: true,
        memory_mib: 1024,
        legacy: false,
        under_the_hood: true,
        sandbox: None,
    };
    let requests = [
        Request::Hello { version: PROTOCOL_VERSION },
        Request::Start(Box::new(program)),
        run(Until::AtMost { until: Box::new(over), step: Step(1 << 40) }),
        run(Until::Within { object: ObjectId(5), frame: FrameId(6) }),
        run(Until::End),
        Request::Evaluate { expression: "α + 1".to_owned() },
        Request::Input { bytes: vec![0, 255] },
    ];
    let mut input = Vec::new();
    for request in &requests {
        let body = body(request);
        input.extend((body.len() as u32).to_le_bytes());
        input.extend(body);
    }
    let script = "data = sys.stdin.buffer.read()\nwhile data:\n    n = int.from_bytes(data[:4], 'little')\n    \
                  sys.stdout.buffer.write((ascii(Reading(data[4:4 + n]).request()) + '\\n').encode())\n    data = data[4 + n:]";
    let Some(said) = ask(script, &input) else { return };
    let said = String::from_utf8(said).expect("text");
    let breakpoints = "frozenset({(300, 70000)})";
    let expected = [
        format!("('hello', {PROTOCOL_VERSION})"),
        "('start', {'file': '\\xfc.py', 'args': ['-x'], 'source': b'pass\\n', 'clock': 'virtual', 'detail': 'lines', \
         'stepping': True, 'memory_mib': 1024, 'legacy': False, 'under_the_hood': True, 'sandbox': None})"
            .to_owned(),
        format!("('run', ('at_most', ('over', 200, 3, 1), 1099511627776), {breakpoints})"),
        format!("('run', ('within', 5, 6), {breakpoints})"),
        format!("('run', ('end',), {breakpoints})"),
        "('evaluate', '\\u03b1 + 1')".to_owned(),
        "('input', b'\\x00\\xff')".to_owned(),
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn events_are_written_as_they_are_read() {
    let script = "sys.stdout.buffer.write(Event('line', 1.5, 2, (0, 300), thing(4), \
                  number(7) + number(1) + listed([text('x') + b'\\1' + text('1'), text('y') + b'\\0']), 7, 1).packed())";
    let Some(bytes) = ask(script, b"") else { return };
    let event: Event = codec::decode(&bytes).expect("an event");
    assert_eq!(body(&event), bytes);
    let shown = format!("{event:?}");
    assert!(shown.contains("time: 1.5, thread: ThreadId(2)"), "{shown}");
    assert!(shown.contains("line: 300") && shown.contains("Object(ObjectId(4))"), "{shown}");
    assert!(shown.contains("Change { name: \"y\", value: None }"), "{shown}");
}
