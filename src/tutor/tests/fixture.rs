//! A small lesson, runs that are made up for it, and walks through it that need nothing else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crate::lang::Lang;
use crate::lesson::catalog::{Catalog, Folder};
use crate::lesson::marks;
use crate::lesson::model::{Demo, Lesson};
use crate::lesson::parse::parse;
use crate::lesson::sheet::Sheet;
use crate::lesson::window::Played;
use crate::progress::{Answer, Outcome, Walk};
use crate::trace::event::{Clock, Event, Kind, Outcome as End, Place, Site, Stream};
use crate::trace::id::{FileId, FrameId, ThreadId};
use crate::tutor::ask::{Ask, Input, Keeping, Past, Sitting};
use crate::tutor::keys::Medium;
use crate::tutor::page::Room;
use crate::tutor::pages::{Extent, LessonSource, Task};
use crate::tutor::runs::Play;
use crate::tutor::walk::Tutor;

pub(super) const DEMO: &str = "print('one')  # <1>\nprint('two')  # <2>\nprint('last')  # <3>\n";

const SCRIPT: &str = "---
lesson: 1
title: A walk
about: For tests.
minutes: 1
---

## Watch

Look.

```demo two.py
- prints one
```

## Choose

```choice #pick two.py
Which line runs first?
- [x] the first
  It does.
- [ ] the second
  It comes later.
- hint: From the top.
```

## Predict

```predict-output #first two.py at=<1>
What does it print?
- wrong `two`: That is the other line.
- hint: Read it.
```

## Order

```order #both two.py
Put in order.
<2> The second.
<1> The first.
<3> The last.
- hint: From the top.
```

## Fix

```fix #mend two.py
Let it print three.
- solution <2> `print('three')`
- wrong <2> `print('four')`: Not four.
- check: prints three
- hint: Change the second line.
```

## Explain

```explain #why
Why?
- answer: Because.
- hint: Think.
```

## Try

```try #go two.py
Print three.
- goal: prints three
- solution `print('three')`
- wrong `print('four')`: Not four.
- hint: print
```
";

/// Pages of a lesson of their own: columns, and an experiment.
const COLUMNS: &str = "---
lesson: 1
title: Columns
about: For tests.
minutes: 1
---

## Match

```match #pair two.py
Which line prints what?
<2>
<1> The first line
<3>
- with: `one`
  The first line prints the first word.
  = prints one
- with: `two`
  = prints two
- with: `last`
  = prints last
- with: `none`
  Every line prints something.
  = prints none
- hint: Read them.
```

## Vary

```experiment #other two.py
Let it print something else.
- vary <2> `two`
- as `three`: As it should.
  = prints three
- as `four`: Not three.
  = prints four
```
";

pub(super) fn lesson() -> Arc<Lesson> {
    lesson_of(SCRIPT)
}

fn lesson_of(script: &str) -> Arc<Lesson> {
    let marks = marks::find(DEMO).expect("the marks are sound");
    let demo = Demo { name: "two.py".into(), source: DEMO.into(), marks };
    let demos = BTreeMap::from([("two.py".to_owned(), demo)]);
    let lesson = parse(Path::new("lesson.en.md"), Lang::En, script, &demos);
    Arc::new(lesson.expect("the script is sound"))
}

pub(super) fn sitting(medium: Medium) -> Sitting {
    Sitting { walk: Walk::Lesson, began: 0, seed: 1, keeping: Keeping::Kept, medium, lang: Lang::En }
}

pub(super) fn tutor(medium: Medium) -> Tutor {
    tutor_of(lesson(), medium)
}

fn tutor_of(lesson: Arc<Lesson>, medium: Medium) -> Tutor {
    let source = LessonSource::new(lesson, PathBuf::from("/demos"), String::new(), "walk".into());
    Tutor::new(vec![source], Extent::Whole, sitting(medium), &Past::default())
}

/// A run of a program that only prints: each of its lines runs once, from the top.
pub(super) fn run(source: &str) -> Rc<Played> {
    let event = |line: u32, kind: Kind| Event {
        time: 0.0,
        thread: ThreadId(0),
        site: (line > 0).then_some(Site { file: FileId(0), line }),
        place: Some(Place::Module),
        kind,
    };
    let started =
        Kind::ProgramStarted { version: 1, file: "two.py".into(), python: "X".into(), clock: Clock::Virtual };
    let mut events = vec![event(0, started)];
    for (number, line) in (1..).zip(source.lines()) {
        let code = line.trim().trim_start_matches("__import__('sys').displayhook((");
        let Some(text) = code.strip_prefix("print('").and_then(|rest| rest.split('\'').next()) else {
            continue;
        };
        events.push(event(number, Kind::Line { frame: FrameId(1), depth: 0, changed: Vec::new() }));
        let bytes = format!("{text}\n").into_bytes();
        events.push(event(number, Kind::Output { stream: Stream::Stdout, bytes }));
    }
    let ended = Kind::ProgramEnded { outcome: End::Ok, exception: None, status: 0 };
    events.push(event(0, ended));
    Rc::new(Played::of(source, events).expect("the run is sound"))
}

/// A walk whose plays are answered by made-up runs, with what it kept.
pub(crate) struct Walked {
    pub(crate) tutor: Tutor,
    pub(crate) kept: Vec<Answer>,
    pub(crate) asks: Vec<Ask>,
    pub(super) now: i64,
}

impl Walked {
    pub(super) fn new(medium: Medium) -> Walked {
        let mut walked = Walked { tutor: tutor(medium), kept: Vec::new(), asks: Vec::new(), now: 0 };
        walked.input(Input::Begin);
        walked
    }

    /// Hands in an input and gives what is asked for, without doing it.
    pub(super) fn raw(&mut self, input: Input) -> Vec<Ask> {
        self.now += 1;
        self.tutor.update(input, self.now)
    }

    /// Hands in an input, and the runs of all programs that are asked for.
    pub(crate) fn input(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for ask in self.raw(input) {
                match ask {
                    Ask::Play(play) => {
                        let played = Ok(run(&play.source));
                        inputs.push(Input::Played(play, played));
                    }
                    Ask::Keep(answer) => self.kept.push(*answer),
                    ask => self.asks.push(ask),
                }
            }
        }
    }

    pub(super) fn typed(&mut self, line: &str) {
        self.input(Input::Typed(line.to_owned()));
    }

    pub(super) fn text(&self) -> String {
        let page = self.tutor.page(80, Room::Endless).lines;
        page.iter()
            .map(|line| line.iter().map(|(_, text)| text.as_str()).collect::<String>() + "\n")
            .collect()
    }

    pub(super) fn said(&self) -> String {
        let said = crate::tutor::say::said_lines(self.tutor.said(), 80);
        said.iter()
            .map(|line| line.iter().map(|(_, text)| text.as_str()).collect::<String>() + "\n")
            .collect()
    }

    pub(super) fn outcomes(&self) -> Vec<Outcome> {
        self.kept.iter().map(|answer| answer.outcome).collect()
    }
}

pub(super) fn plays(asks: &[Ask]) -> Vec<&Play> {
    asks.iter().filter_map(|ask| if let Ask::Play(play) = ask { Some(&**play) } else { None }).collect()
}

pub(crate) const CHOICE: usize = 2;
pub(crate) const PREDICT: usize = 3;
pub(crate) const ORDER: usize = 4;
pub(crate) const FIX: usize = 5;
pub(crate) const EXPLAIN: usize = 6;
pub(crate) const TRY: usize = 7;
pub(super) const MATCH: usize = 1;
pub(super) const VARY: usize = 2;

/// A walk through each lesson there is.
pub(crate) fn every_lesson(lang: Lang) -> Vec<Tutor> {
    let folders = Catalog::BuiltIn.folders().expect("the lessons are there");
    let walk = |folder: Folder| {
        let lesson = Arc::new(folder.load(lang).expect("a sound lesson"));
        let source = LessonSource::new(lesson, PathBuf::from("/demos"), String::new(), folder.slug);
        let sitting = Sitting { lang, ..sitting(Medium::Screen) };
        Tutor::new(vec![source], Extent::Whole, sitting, &Past::default())
    };
    folders.into_iter().map(walk).collect()
}

/// Walks through every lesson, each at one of its questions, with every answer that any run could offer.
pub(crate) fn every_question(lang: Lang) -> Vec<Tutor> {
    let mut all = Vec::new();
    for walk in every_lesson(lang) {
        for (at, page) in walk.pages.iter().enumerate() {
            let Task::Ask(question) = &page.task else { continue };
            let source = walk.sources[page.source].clone();
            let demo = question.demo.as_ref().and_then(|name| source.lesson.demos.get(name));
            let sheet = Sheet::widest(question, demo);
            let mut tutor = Tutor::new(vec![source], Extent::Whole, walk.sitting.clone(), &Past::default());
            tutor.sheets.insert(at, Ok(sheet));
            tutor.go(at);
            all.push(tutor);
        }
    }
    all
}

/// A walk at a page.
pub(crate) fn at(page: usize) -> Walked {
    let mut walked = Walked::new(Medium::Screen);
    walked.typed(&format!("g {page}"));
    walked
}

/// A walk at a page of the lesson with columns.
pub(super) fn at_columns(page: usize) -> Walked {
    let tutor = tutor_of(lesson_of(COLUMNS), Medium::Screen);
    let mut walked = Walked { tutor, kept: Vec::new(), asks: Vec::new(), now: 0 };
    walked.input(Input::Begin);
    walked.typed(&format!("g {page}"));
    walked
}
