//! A run told as claims: what an author would have to write to claim all of it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use crate::lesson::expect::{Claim, Moment};
use crate::lesson::marks;
use crate::lesson::model::{Demo, Half, Nth, Visit};
use crate::lesson::window::Run;
use crate::trace::event::{Kind, Outcome, Stream};

/// One stretch of a run with its mark, and the claims about it.
struct Section {
    visit: Visit,
    stretch: Range<usize>,
    claims: Vec<Claim>,
}

/// The program with marks, where it has none: one behind each line in whose work something happens that can be claimed.
pub fn marked(run: &Run<'_>, demo: &Demo) -> Demo {
    if !demo.marks.is_empty() {
        return demo.clone();
    }
    let mut lines: Vec<u32> = run.lines().collect();
    lines.sort_unstable();
    lines.dedup();
    let all = lines.iter().zip(1..).map(|(line, mark)| (mark, *line)).collect();
    let tried = Demo { marks: all, ..demo.clone() };
    let told = sections(run, &tried);
    let telling = |mark: &u32| told.iter().any(|it| it.visit.mark == *mark && !it.claims.is_empty());
    let lines = tried.marks.iter().filter(|(mark, _)| telling(mark)).map(|(_, line)| *line);
    let marks: BTreeMap<u32, u32> = (1..).zip(lines).collect();
    let source = marks::with(&demo.source, &marks);
    Demo { marks, source, ..demo.clone() }
}

/// The block of a lesson that claims all that happens in a run.
pub fn recount(run: &Run<'_>, demo: &Demo) -> String {
    let mut text = format!("```demo {}\n", demo.name);
    let mut sections = sections(run, demo);
    // What belongs to no marked line is about the whole run.
    let loose = sections.remove(0);
    let line = |text: &str| -> String { format!("- {text}\n") };
    if let Some((Outcome::Exception, exception @ Some(_))) = run.ending() {
        text += &line(&Claim::Ends(exception).to_string());
    }
    for claim in &loose.claims {
        text += &line(&claim.to_string());
    }
    let mut clock = 0.0;
    for section in sections {
        // Writing to a text cannot fail.
        writeln!(text, "{}", section.visit).ok();
        for claim in &section.claims {
            text += &line(&claim.to_string());
        }
        let now = run.clock(section.stretch.end);
        if now > clock {
            text += &line(&Claim::Clock(Moment::exact(now)).to_string());
            clock = now;
        }
    }
    text + "```\n"
}

/// The stretches of marked lines in the order in which they begin, each with what happens in it and in none that lies
/// within; before them what lies in none.
fn sections(run: &Run<'_>, demo: &Demo) -> Vec<Section> {
    let mut sections =
        vec![Section { visit: Visit::first(0), stretch: 0..run.events.len(), claims: Vec::new() }];
    for mark in demo.marks.keys() {
        for half in [Half::UpToSleep, Half::Wakes] {
            let of_half = |nth| Visit { mark: *mark, nth: Nth::Time(nth), half };
            let visits = (1..).map(of_half).take_while(|visit| run.is_reached(demo, *visit));
            for visit in visits {
                let stretches = run.stretches(demo, visit).into_iter();
                let section = |stretch| Section { visit, stretch, claims: Vec::new() };
                sections.extend(stretches.filter(|stretch| !stretch.is_empty()).map(section));
            }
        }
    }
    sections[1..].sort_by_key(|section| (section.stretch.start, section.visit));
    let mut printed = String::new();
    for (index, event) in run.events.iter().enumerate() {
        // What asyncio calls for itself is nothing to claim.
        let is_own = |claim: &Claim| !matches!(claim, Claim::Runs(name) if name.starts_with('_'));
        let mut claims: Vec<Claim> = run.claim(event).into_iter().filter(is_own).collect();
        if let Kind::Output { stream: Stream::Stdout, bytes } = &event.kind {
            printed.push_str(&String::from_utf8_lossy(bytes));
            while let Some(end) = printed.find('\n') {
                let line: String = printed.drain(..=end).collect();
                claims.push(Claim::Prints(line.trim_end().to_owned()));
            }
        }
        if let Some(innermost) = sections.iter_mut().rev().find(|section| section.stretch.contains(&index)) {
            innermost.claims.extend(claims);
        }
    }
    sections
}
