//! Experiments: a demo run again with a part of it changed, and what came of it.

use super::ask::Said;
use super::pages::Task;
use super::runs::Needed;
use super::say;
use super::unmet::ended;
use super::walk::Tutor;
use crate::lang::{Lang, Say, say};
use crate::lesson::attempt::filled;
use crate::lesson::expect::Moment;
use crate::lesson::model::{Experiment, Lesson};
use crate::lesson::window::Run;
use crate::trace::event::Outcome;
use crate::view::markdown;
use crate::view::role::{Line, Role};

impl Tutor {
    /// Runs the demo of an experiment with a text in place of the part that changes, and tells what came of it.
    pub(super) fn vary(&mut self, line: &str) -> Result<(), Needed> {
        let Some(Task::Vary(experiment)) = self.pages.get(self.at).map(|page| page.task.clone()) else {
            return Ok(());
        };
        let said = self.varied(&experiment, line.strip_prefix("= ").unwrap_or(line))?;
        self.said.extend(said);
        Ok(())
    }

    /// Runs every trial of an experiment, one behind the other, for those who watch.
    pub(super) fn vary_all(&mut self, experiment: &Experiment) -> Result<(), Needed> {
        let mut all = Vec::new();
        for trial in &experiment.trials {
            all.extend(self.varied(experiment, &trial.code)?);
        }
        self.said.extend(all);
        Ok(())
    }

    fn varied(&self, experiment: &Experiment, code: &str) -> Result<Vec<Said>, Needed> {
        let lang = self.lang;
        let (Some(demo), Some(source)) = (self.demo(&experiment.demo), self.source()) else {
            return Ok(Vec::new());
        };
        let changed = filled(&demo, &experiment.part, code);
        let played = match self.runs.of(source.play(&changed, &changed.source))? {
            Ok(played) => played,
            Err(why) => return Ok(vec![Said::Bad(why.say(lang))]),
        };
        let run = Run::new(played);
        let printed = run.stdout(0..run.events.len());
        let code = code.replace('`', "'");
        let head = match printed.trim().is_empty() {
            true => say!(lang, "With `{code}` it prints nothing.", "换成 `{code}` 之后，什么也不打印。"),
            false => say!(lang, "With `{code}` it prints:", "换成 `{code}` 之后，它打印："),
        };
        let mut said = vec![Said::Text(head)];
        if !printed.trim().is_empty() {
            said.push(Said::Printed(printed.trim_end().to_owned()));
        }
        let clock = run.clock(run.events.len());
        if clock > 0.0 {
            let clock = Moment::exact(clock);
            said.push(Said::Text(say!(
                lang,
                "At its end the program's clock says {clock} s.",
                "结束时，程序的时钟是 {clock} 秒。"
            )));
        }
        let ending = run.ending();
        if !matches!(ending, Some((Outcome::Ok, _))) {
            said.push(Said::Text(ended(&ending, lang)));
        }
        let known = experiment.trials.iter().filter(|trial| trial.code == code);
        said.extend(known.map(|trial| Said::Text(trial.text.text.clone())));
        Ok(said)
    }
}

/// An experiment as it is put to a learner.
pub(super) fn lines(lesson: &Lesson, experiment: &Experiment, lang: Lang, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let Some(demo) = lesson.demos.get(&experiment.demo) else { return lines };
    let line = demo.marks.get(&experiment.part.mark).copied().unwrap_or_default();
    lines.extend(say::marked(say::program(demo, None), line));
    lines.push(Line::new());
    lines.extend(markdown::render(&experiment.text.text, columns));
    lines.push(Line::new());
    let part = &experiment.part.code;
    let codes = lang.list(experiment.trials.iter().map(|trial| format!("`{}`", trial.code)));
    let how = say!(
        lang,
        "Type what is to stand in line {line} in place of `{part}`, and the program runs with it. Try {codes}, or what you like.",
        "输入第 {line} 行里用来替换 `{part}` 的内容，程序就会照新的样子运行。可以试试 {codes}，也可以随意。"
    );
    for mut line in markdown::render(&how, columns) {
        line.iter_mut().filter(|(role, _)| *role == Role::Plain).for_each(|(role, _)| *role = Role::Dim);
        lines.push(line);
    }
    lines
}
