//! Answers: questions put, hints and answers told, what is typed graded by what the demo does.

use super::ask::Said;
use super::keys::{Doubt, Medium};
use super::pages::{LessonSource, Task};
use super::runs::{Needed, Unplayed};
use super::say;
use super::try_it::TryPrompt;
use super::unmet::unmet;
use super::walk::{Job, Tutor};
use crate::lang::{Lang, Say};
use crate::lesson::attempt::{failing, filled};
use crate::lesson::marks;
use crate::lesson::model::{Demo, Kind, Placed, Prose, Question, TryIt};
use crate::lesson::sheet::{Form, Grade, Sheet};
use crate::lesson::window::Run;
use crate::progress::Outcome;
use std::sync::Arc;

/// What came of a program that was filled in or fixed: nothing where it passes, else what it does not.
type Verdict = Result<(), String>;

impl Tutor {
    pub(super) fn demo(&self, name: &str) -> Option<Demo> {
        self.source()?.lesson.demos.get(name).cloned()
    }

    /// The question of the page at hand.
    fn question(&self) -> Option<Arc<Question>> {
        match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Ask(question)) => Some(Arc::clone(question)),
            _ => None,
        }
    }

    fn medium(&self) -> Medium {
        self.sitting.medium
    }

    /// Whether the page at hand is about a program.
    pub(super) fn has_program(&self) -> bool {
        self.question().is_some_and(|question| question.demo.is_some())
    }

    /// How the question of the page at hand is answered, which is known before its demo was run.
    pub(crate) fn form(&self) -> Option<Form> {
        Some(match self.question()?.kind {
            Kind::Choice { several: true, .. } => Form::Some,
            Kind::Choice { .. }
            | Kind::PredictState { .. }
            | Kind::PredictNext { .. }
            | Kind::PredictFact { .. } => Form::One,
            Kind::PredictOutput { .. } => Form::Text,
            Kind::Order { .. } => Form::Order,
            Kind::Match(_) => Form::Match,
            Kind::Complete { .. } => Form::Blank,
            Kind::Fix { .. } => Form::Lines,
            Kind::Explain { .. } => Form::Words,
        })
    }

    /// Makes the question of a page ready to be asked, as far as that has not been done; its demo has to be run for it.
    pub(super) fn prepare(&mut self, at: usize) -> Result<(), Needed> {
        let Some(page) = self.pages.get(at) else { return Ok(()) };
        let number = page.source;
        if let Task::Prepare(preparation) = &page.task {
            let prepared = preparation.question(&self.runs)?;
            if let Some(source) = self.sources.get_mut(number) {
                prepared.into_source(source);
            }
            let question = self.sources.get(number).and_then(|source| source.lesson.questions().last());
            let question = question.cloned().map(Arc::new);
            match question {
                Some(question) => self.pages[at].task = Task::Ask(question),
                None => self.pages[at].task = Task::Read,
            }
        }
        if self.sheets.contains_key(&at) {
            return Ok(());
        }
        let (Some(Task::Ask(question)), Some(source)) =
            (self.pages.get(at).map(|page| &page.task), self.sources.get(number))
        else {
            return Ok(());
        };
        let seed = self.sitting.seed.wrapping_add(at as u64);
        let sheet = sheet(question, source, seed, &self.runs, self.lang)?;
        self.sheets.insert(at, sheet);
        Ok(())
    }

    pub(super) fn sheet(&self) -> Option<&Result<Sheet, String>> {
        self.sheets.get(&self.at)
    }

    pub(super) fn hint(&mut self) {
        let hints: &[Prose] = match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Ask(question)) => &question.hints,
            Some(Task::Try(goal)) => &goal.hints,
            _ => &[],
        };
        let count = hints.len();
        let answered = self.answered.get(&self.at).map_or(0, |answered| answered.hints);
        let Some(hint) = hints.get(answered.min(count.saturating_sub(1))) else {
            return self.say(self.lang.pick("There is no hint here.", "这里没有提示。"));
        };
        let number = (answered + 1).min(count);
        let text = match self.lang {
            Lang::En => format!("Hint {number} of {count}: {}", hint.text),
            Lang::Zh => format!("提示 {number}/{count}：{}", hint.text),
        };
        self.answered.entry(self.at).or_default().hints = number;
        self.said.push(Said::Text(text));
    }

    /// Does what had to wait for runs; changes nothing before they are all there.
    pub(super) fn carry_out(&mut self, job: &Job) -> Result<(), Needed> {
        if self.question().is_some()
            || matches!(self.pages.get(self.at).map(|page| &page.task), Some(Task::Prepare(_)))
        {
            self.prepare(self.at)?;
        }
        match job {
            Job::Answer(line) => self.answer(line),
            Job::ShowAnswer => {
                self.show_answer();
                Ok(())
            }
            Job::Typed(line) => self.type_line(line),
            Job::Vary(line) => self.vary(line),
            Job::Reveal => self.reveal(),
        }
    }

    /// The model answer of a question, in words.
    fn model(&self, question: &Question) -> String {
        match &question.kind {
            Kind::Complete { blank, .. } => blank.code.clone(),
            Kind::Fix { solution, .. } => {
                let demo = question.demo.as_ref().and_then(|name| self.demo(name));
                let line = |mark| demo.as_ref().and_then(|demo| demo.marks.get(&mark)).copied();
                let lines = solution
                    .iter()
                    .map(|patch| format!("{} {}", line(patch.mark).unwrap_or_default(), patch.code));
                lines.collect::<Vec<_>>().join("\n")
            }
            Kind::Explain { answer } => answer.text.clone(),
            _ => match self.sheet() {
                Some(Ok(sheet)) => sheet.model(),
                Some(Err(why)) => why.clone(),
                None => String::new(),
            },
        }
    }

    /// Shows the answer of the page at hand.
    pub(super) fn show_answer(&mut self) {
        let (text, model) = match self.pages.get(self.at).map(|page| page.task.clone()) {
            Some(Task::Ask(question)) => {
                let model = self.model(&question);
                match self.sheet() {
                    Some(Ok(sheet)) if !sheet.offers.is_empty() => (sheet.solution(), model),
                    Some(Err(why)) => {
                        let why = why.clone();
                        self.said.push(Said::Bad(why));
                        return;
                    }
                    _ => (model.clone(), model),
                }
            }
            Some(Task::Try(goal)) => (goal.solution.join("\n"), goal.solution.join("\n")),
            _ => return self.say(&super::keys::help(self.sitting.medium, self.lang)),
        };
        self.note(Outcome::Shown, "", model);
        self.say(self.lang.pick("The answer:", "答案："));
        self.said.push(Said::Printed(text));
    }

    /// The learner's own word on a free answer.
    pub(super) fn compare(&mut self, outcome: Outcome) {
        let kept = self.answered.get(&self.at).and_then(|answered| answered.kept.clone());
        let Some((given, model)) = kept else { return };
        self.note_comparison(outcome, &given, model);
        self.say(self.lang.pick("Noted.", "记下了。"));
    }

    fn answer(&mut self, line: &str) -> Result<(), Needed> {
        let line = line.strip_prefix("= ").unwrap_or(line);
        let Some(question) = self.question() else { return Ok(()) };
        let sheet = match self.sheet() {
            Some(Ok(sheet)) => sheet.clone(),
            Some(Err(why)) => {
                let why = why.clone();
                self.said.push(Said::Bad(why));
                return Ok(());
            }
            None => return Ok(()),
        };
        let model = self.model(&question);
        let demo = question.demo.as_ref().and_then(|name| self.demo(name));
        match (&question.kind, demo) {
            (Kind::Explain { answer }, _) => {
                self.note(Outcome::Open, line, model);
                self.doubt = Some(Doubt::Compare);
                self.say(self.lang.pick("Compare with:", "对照一下："));
                self.said.push(Said::Text(answer.text.clone()));
            }
            (Kind::Complete { blank, checks, .. }, Some(demo)) => {
                let verdict = self.passes(&filled(&demo, blank, line), checks)?;
                self.graded(verdict, sheet.wrong_of(line), line, model);
            }
            (Kind::Fix { checks, .. }, Some(demo)) => {
                let numbered = numbered(line)
                    .filter(|(number, _)| *number > 0 && *number as usize <= demo.source.lines().count());
                let Some((number, code)) = numbered else {
                    self.say(&say::how(&sheet, self.medium(), self.lang));
                    return Ok(());
                };
                let mut edits = self.edits.clone();
                edits.insert(number, code.to_owned());
                let edited = edits
                    .iter()
                    .fold(demo.source.clone(), |source, (line, code)| marks::replace(&source, *line, code));
                let edited = Demo { source: edited, ..demo };
                let verdict = self.passes(&edited, checks)?;
                let given: Vec<String> = edits.iter().map(|(line, code)| format!("{line} {code}")).collect();
                self.edits = edits;
                self.say(self.lang.pick("The program now:", "现在的程序："));
                self.said.push(Said::Printed(say::numbered(&marks::without(&edited.source))));
                self.graded(verdict, sheet.wrong_of(code), &given.join("\n"), model);
            }
            _ => self.grade(&question, &sheet, line, model),
        }
        Ok(())
    }

    /// Grades an answer that is compared with what the demo did.
    fn grade(&mut self, question: &Question, sheet: &Sheet, line: &str, model: String) {
        let given = sheet.spoken(line);
        let (outcome, why, found) = match sheet.grade(line) {
            Grade::Unreadable => return self.say(&say::unreadable(sheet, self.medium(), self.lang)),
            // What is nearly right is no answer yet.
            Grade::Near(near) => return self.say(&say::near(&near, self.lang)),
            Grade::Right(why) => (Outcome::Right, why, None),
            Grade::Misplaced { good } => {
                let found = match (good, self.lang) {
                    (0, lang) => lang.pick("Something else comes first.", "最先发生的是另一项。").to_owned(),
                    (1, lang) => lang.pick("The first one is right.", "第一项对了。").to_owned(),
                    (_, Lang::En) => format!("The first {good} are in their places."),
                    (_, Lang::Zh) => format!("前 {good} 项的位置对了。"),
                };
                (Outcome::Wrong, Vec::new(), Some(found))
            }
            Grade::Mismatched { good, why } => {
                let letters = self.lang.list(good.iter().map(char::to_string));
                let found = match (good.is_empty(), self.lang) {
                    (true, lang) => lang.pick("None of them is in its place.", "没有一项配对。").to_owned(),
                    (false, Lang::En) => format!("Right: {letters}."),
                    (false, Lang::Zh) => format!("配对的有：{letters}。"),
                };
                (Outcome::Wrong, why, Some(found))
            }
            Grade::Incomplete => {
                let found = self
                    .lang
                    .pick("What you chose is right, but something is missing.", "你选的都对，但还没有选全。");
                (Outcome::Wrong, Vec::new(), Some(found.to_owned()))
            }
            Grade::Wrong(why) => {
                let good = sheet.good_lines(line);
                let found = why.is_empty().then(|| match (good, question.hints.is_empty(), self.lang) {
                    (1.., _, Lang::En) => format!("As far as line {good} of the output it is right."),
                    (1.., _, Lang::Zh) => format!("输出的前 {good} 行是对的。"),
                    (_, true, lang) => lang.pick("Look at it once more.", "再想一想。").to_owned(),
                    (_, false, lang) => lang
                        .pick("Look at it once more; `h` gives a hint.", "再想一想；输入 `h` 看提示。")
                        .to_owned(),
                });
                (Outcome::Wrong, why, found)
            }
        };
        self.note(outcome, &given, model);
        self.verdict(outcome, why, found);
    }

    fn verdict(&mut self, outcome: Outcome, why: Vec<Prose>, found: Option<String>) {
        self.said.push(if outcome == Outcome::Right {
            Said::Good(self.lang.pick("Right.", "答对了。").into())
        } else {
            Said::Bad(self.lang.pick("Not quite.", "不对。").into())
        });
        self.said.extend(found.map(Said::Text));
        self.said.extend(why.into_iter().map(|why| Said::Text(why.text)));
    }

    fn graded(&mut self, verdict: Verdict, why: Vec<Prose>, given: &str, model: String) {
        let outcome = if verdict.is_ok() { Outcome::Right } else { Outcome::Wrong };
        self.note(outcome, given, model);
        let why = if verdict.is_ok() { Vec::new() } else { why };
        self.verdict(outcome, why, verdict.err());
    }

    /// Whether a program passes checks; else what it does not.
    fn passes(&self, demo: &Demo, checks: &[Placed]) -> Result<Verdict, Needed> {
        let Some(source) = self.source() else { return Ok(Err(String::new())) };
        Ok(match self.runs.of(source.play(demo, &demo.source))? {
            Err(fault) => Err(fault.say(self.lang)),
            Ok(events) => match failing(&Run::new(events), demo, checks) {
                None => Ok(()),
                Some(failure) => Err(unmet(&failure, self.lang)),
            },
        })
    }

    fn type_line(&mut self, line: &str) -> Result<(), Needed> {
        let Some(Task::Try(goal)) = self.pages.get(self.at).map(|page| page.task.clone()) else {
            return Ok(());
        };
        let mut said = Vec::new();
        let mut prompt = self.prompt.clone();
        let reached = self.enter(&goal, line, &mut prompt, &mut said)?;
        self.prompt = prompt;
        self.said.append(&mut said);
        if let Some(typed) = reached
            && !self.is_right()
        {
            self.note(Outcome::Right, &typed, goal.solution.join("\n"));
            self.said.push(Said::Good(self.lang.pick("Goal reached.", "目标达成。").into()));
        }
        Ok(())
    }

    /// Runs one line of a try-it; what was typed, where that reaches the goal.
    pub(super) fn enter(
        &self,
        goal: &TryIt,
        line: &str,
        prompt: &mut Option<TryPrompt>,
        said: &mut Vec<Said>,
    ) -> Result<Option<String>, Needed> {
        let (Some(demo), Some(source)) = (self.demo(&goal.demo), self.source()) else { return Ok(None) };
        let prompt = prompt.get_or_insert_with(|| TryPrompt::new(demo.clone()));
        match prompt.enter(line, &self.runs, |text| source.play(&demo, text))? {
            Ok(printed) if printed.is_empty() => {}
            Ok(printed) => said.push(Said::Printed(printed)),
            Err(fault) => {
                said.push(Said::Bad(fault.say(self.lang)));
                return Ok(None);
            }
        }
        if prompt.met(&goal.goals) {
            return Ok(Some(prompt.typed()));
        }
        let wrong = goal.wrong.iter().filter(|wrong| wrong.answer == line);
        said.extend(wrong.map(|wrong| Said::Text(wrong.why.text.clone())));
        Ok(None)
    }
}

/// A question ready to be asked; its demo is run where the answer is never written down.
fn sheet(
    question: &Question,
    source: &LessonSource,
    seed: u64,
    runs: &super::runs::Runs,
    lang: Lang,
) -> Result<Result<Sheet, String>, Needed> {
    let is_computed = matches!(
        question.kind,
        Kind::PredictOutput { .. }
            | Kind::PredictState { .. }
            | Kind::PredictNext { .. }
            | Kind::PredictFact { .. }
            | Kind::Order { .. }
            | Kind::Match(_)
    );
    let demo = question.demo.as_ref().and_then(|name| source.lesson.demos.get(name));
    let sheet = match demo.filter(|_| is_computed) {
        None => Sheet::new(question, None, None, seed),
        Some(demo) => match runs.of(source.play(demo, &demo.source))? {
            Ok(events) => Sheet::new(question, Some(demo), Some(&Run::new(events)), seed),
            Err(fault) => return Ok(Err(no_answer(fault, lang))),
        },
    };
    Ok(sheet.map_err(|failure| failure.say(lang)))
}

/// Why a question cannot be answered.
fn no_answer(fault: &Unplayed, lang: Lang) -> String {
    match fault {
        Unplayed::Interrupted => lang
            .pick(
                "The answer was not computed: it was stopped. Answer, and it is tried again.",
                "计算已停止，还没有算出答案。作答时会重新计算。",
            )
            .to_owned(),
        fault => fault.say(lang),
    }
}

/// A line's number and its new code: `6 return`.
fn numbered(line: &str) -> Option<(u32, &str)> {
    let (number, code) = line.split_once(|c: char| c.is_whitespace() || c == ':')?;
    Some((number.parse().ok()?, code.trim()))
}
