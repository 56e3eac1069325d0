//! What is to be looked at and not stepped through: a run, two programs side by side, a timeline, a table of results.
//!
//! All of it stands in the script, as a learner sees it, and all of it is held against runs: what is not so is told with
//! the text that is.

use unicode_width::UnicodeWidthStr;

use super::model::{Cell, Demo, Fact};
use super::window::Run;
use crate::trace::aio::TaskState;
use crate::trace::event::{Actor, Kind, Outcome, Resolution};
use crate::trace::id::TaskId;

/// What a run is like.
pub fn fact(run: &Run<'_>, fact: Fact) -> String {
    let printed = || run.stdout(0..run.events.len());
    match fact {
        Fact::Output => printed(),
        Fact::Timeline => timeline(run),
        Fact::Cell(Cell::Prints) => printed().trim_end().lines().last().unwrap_or_default().trim().to_owned(),
        Fact::Cell(Cell::Lines) => printed().lines().count().to_string(),
        Fact::Cell(Cell::Takes) => seconds(run.clock(run.events.len())),
        Fact::Cell(Cell::Tasks) => own_tasks(run).len().to_string(),
        Fact::Cell(Cell::Objects) => run.world(run.events.len()).object_count().to_string(),
        Fact::Cell(Cell::Ends) => match run.ending() {
            Some((Outcome::Ok, _)) => "well".to_owned(),
            Some((_, Some(exception))) => exception.name,
            _ => "not by itself".to_owned(),
        },
    }
}

/// A number of seconds without what binary fractions add.
fn seconds(time: f64) -> String {
    ((time * 1e6).round() / 1e6).to_string()
}

/// The tasks of the program itself: those that `asyncio.run` makes to shut down are none.
fn own_tasks(run: &Run<'_>) -> Vec<TaskId> {
    let world = run.world(run.events.len());
    let is_own = |by: &Actor| !matches!(by, Actor::Library(_) | Actor::Task(_));
    world.tasks().filter(|task| is_own(task.created_by())).map(|task| task.id()).collect()
}

/// The tasks of a run over the program's clock, a row each: `●` it runs at that time, `─` it waits, `✓` done, `✗` failed,
/// `⊘` cancelled.
fn timeline(run: &Run<'_>) -> String {
    let tasks = own_tasks(run);
    // The last world of each time at which something happens to a task, and the tasks that ran then.
    let mut times: Vec<(f64, usize, Vec<TaskId>)> = Vec::new();
    for (index, event) in run.events.iter().enumerate() {
        let Some(task) = event.kind.task().filter(|task| tasks.contains(task)) else { continue };
        match times.last_mut() {
            Some((time, last, _)) if (*time - event.time).abs() < 1e-9 => *last = index,
            _ => times.push((event.time, index, Vec::new())),
        }
        if let (Kind::TaskStep { .. }, Some((.., ran))) = (&event.kind, times.last_mut()) {
            ran.push(task);
        }
    }
    let names: Vec<String> = tasks.iter().map(|id| run.task_name(*id)).collect();
    let margin = names.iter().map(|name| name.width()).max().unwrap_or(0) + 2;
    let labels: Vec<String> = times.iter().map(|(time, ..)| seconds(*time)).collect();
    let column = labels.iter().map(|label| label.len()).max().unwrap_or(0).max(3) + 2;
    let mut text = " ".repeat(margin);
    for label in &labels {
        text += &format!("{label:<column$}");
    }
    let mut rows = vec![text.trim_end().to_owned()];
    for (id, name) in tasks.iter().zip(&names) {
        let mut row = format!("{name}{}", " ".repeat(margin - name.width()));
        for (_, last, ran) in &times {
            let world = run.world(last + 1);
            let ran = ran.contains(id);
            let (signs, fill) = match world.task(*id).map(|task| task.state()) {
                None => (String::new(), ' '),
                Some(TaskState::Done(how, _)) if ran => {
                    let sign = match how {
                        Resolution::Result => '✓',
                        Resolution::Exception => '✗',
                        Resolution::Cancelled => '⊘',
                    };
                    (format!("●{sign}"), ' ')
                }
                Some(TaskState::Done(..)) => (String::new(), ' '),
                Some(_) if ran => ("●".to_owned(), '─'),
                Some(_) => (String::new(), '─'),
            };
            let width = signs.chars().count();
            row += &signs;
            row.extend(std::iter::repeat_n(fill, column - width));
        }
        rows.push(row.trim_end().trim_end_matches('─').to_owned());
    }
    rows.join("\n") + "\n"
}

/// How wide each of two programs side by side may be.
const HALF: usize = 36;

/// Two programs side by side, what each prints below it.
pub fn side_by_side(left: (&Demo, &str), right: (&Demo, &str)) -> String {
    let source = |demo: &Demo| super::marks::without(&demo.source);
    let column = |(demo, output): (&Demo, &str)| {
        let mut lines: Vec<String> = vec![demo.name.clone(), String::new()];
        lines.extend(source(demo).trim_end().lines().map(str::to_owned));
        (lines, output.trim_end().lines().map(str::to_owned).collect::<Vec<String>>())
    };
    let ((one, printed_one), (other, printed_other)) = (column(left), column(right));
    let width = one.iter().chain(&printed_one).map(|line| line.width()).max().unwrap_or(0).max(HALF);
    let mut text = String::from("```text\n");
    let mut rows = |left: &[String], right: &[String]| {
        for at in 0..left.len().max(right.len()) {
            let (left, right) = (left.get(at).map_or("", |it| it), right.get(at).map_or("", |it| it));
            let gap = " ".repeat(width - left.width());
            text += format!("{left}{gap} │ {right}").trim_end();
            text.push('\n');
        }
    };
    rows(&one, &other);
    rows(&["─".repeat(width)], &["─".repeat(width)]);
    rows(&printed_one, &printed_other);
    text + "```"
}

/// A program with what it prints.
pub fn run_of(demo: &Demo, output: &str) -> String {
    let source = super::marks::without(&demo.source);
    format!("```python\n{}\n```\n\n```text\n{}\n```", source.trim_end(), output.trim_end())
}
