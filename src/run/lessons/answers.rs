//! Answers: questions put, hints and answers told, what is typed graded by running the demo.

use super::pages::Task;
use super::prompt::Prompt;
use super::say;
use super::session::{Said, Session, Turn, Waits};
use super::unmet::{unmet, unplayed};
use crate::lang::{Lang, Say};
use crate::lesson::marks;
use crate::lesson::model::{Demo, Kind, Placed, Prose, Question, TryIt};
use crate::lesson::sheet::{Form, Grade, Sheet};
use crate::lesson::window::Run;
use crate::progress::Outcome;
use crate::proof::plays::Plays;
use crate::proof::verify::{failing, filled};

impl<'a> Session<'a> {
    pub(super) fn demo(&self, name: &str) -> Option<&'a Demo> {
        self.lesson()?.demos.get(name)
    }

    /// The question of a page, ready to be asked; its demo is run for it.
    pub(super) fn sheet(&mut self, at: usize) -> Result<Sheet, String> {
        let Some((Task::Ask(question), home)) = self.pages.get(at).map(|page| (&page.task, page.home)) else {
            return Err(String::new());
        };
        let Some(home) = self.homes.get(home) else {
            return Err(String::new());
        };
        let lesson = home.lesson;
        let question: &Question = question;
        let seed = self.journey.seed.wrapping_add(at as u64);
        // Only these have answers that are never written down.
        let is_computed = matches!(
            question.kind,
            Kind::PredictOutput { .. }
                | Kind::PredictState { .. }
                | Kind::PredictNext { .. }
                | Kind::Order { .. }
        );
        let demo = question.demo.as_ref().and_then(|name| lesson.demos.get(name));
        let sheet = match demo.filter(|_| is_computed) {
            None => Sheet::new(question, None, None, seed),
            Some(demo) => {
                let file = home.folder.join(&demo.name);
                let events = self
                    .player
                    .play(&file, &demo.source, &lesson.front)
                    .map_err(|fault| fault.say(self.lang))?;
                Sheet::new(question, Some(demo), Some(&Run::new(&events)), seed)
            }
        };
        sheet.map_err(|failure| failure.say(self.lang))
    }

    pub(super) fn hint(&mut self) -> Turn {
        let hints: &[Prose] = match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Ask(question)) => &question.hints,
            Some(Task::Try(goal)) => &goal.hints,
            _ => &[],
        };
        let count = hints.len();
        let answered = self.answered.entry(self.at).or_default();
        match hints.get(answered.hints.min(count.saturating_sub(1))) {
            None => {
                Turn::Say(vec![Said::Text(self.lang.pick("There is no hint here.", "这里没有提示。").into())])
            }
            Some(hint) => {
                answered.hints = (answered.hints + 1).min(count);
                let number = answered.hints;
                let text = match self.lang {
                    Lang::En => format!("Hint {number} of {count}: {}", hint.text),
                    Lang::Zh => format!("提示 {number}/{count}：{}", hint.text),
                };
                Turn::Say(vec![Said::Text(text)])
            }
        }
    }

    /// The model answer of a question, in words.
    fn model(&mut self, question: &Question) -> String {
        match &question.kind {
            Kind::Complete { blank, .. } => blank.code.clone(),
            Kind::Fix { solution, .. } => {
                let demo = question.demo.as_ref().and_then(|name| self.demo(name));
                let line = |mark| demo.and_then(|demo| demo.marks.get(&mark)).copied().unwrap_or_default();
                let lines = solution.iter().map(|patch| format!("{} {}", line(patch.mark), patch.code));
                lines.collect::<Vec<_>>().join("\n")
            }
            Kind::Explain { answer } => answer.text.clone(),
            _ => match self.sheet(self.at) {
                Ok(sheet) => sheet.model(),
                Err(why) => why,
            },
        }
    }

    pub(super) fn show_answer(&mut self) -> Turn {
        let (text, model) = match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Ask(question)) => {
                let question: &Question = question;
                let model = self.model(question);
                match self.sheet(self.at) {
                    Ok(sheet) if !sheet.offers.is_empty() => (sheet.solution(), model),
                    Ok(_) => (model.clone(), model),
                    Err(why) => (why, model),
                }
            }
            Some(Task::Try(goal)) => (goal.solution.join("\n"), goal.solution.join("\n")),
            _ => return Turn::Say(vec![Said::Text(say::help(self.lang).into())]),
        };
        self.note(Outcome::Shown, "", model);
        Turn::Say(vec![Said::Text(self.lang.pick("The answer:", "答案：").into()), Said::Printed(text)])
    }

    /// The learner's own word on a free answer: 1 the same, 2 partly, 3 not; nothing where it is none of these.
    pub(super) fn compare(&mut self, line: &str) -> Option<Turn> {
        let outcome = match line {
            "1" => Outcome::Right,
            "2" => Outcome::Partly,
            "3" => Outcome::Wrong,
            _ => return None,
        };
        let (given, model) = self.answered.get(&self.at)?.kept.clone()?;
        self.waits = Waits::Comparison;
        self.note(outcome, &given, model);
        self.waits = Waits::Nothing;
        let said = self.lang.pick("Noted.", "记下了。");
        Some(Turn::Say(vec![Said::Text(said.into())]))
    }

    pub(super) fn answer(&mut self, question: &'a Question, line: &str) -> Turn {
        let line = line.strip_prefix("= ").unwrap_or(line);
        let sheet = match self.sheet(self.at) {
            Ok(sheet) => sheet,
            Err(why) => return Turn::Say(vec![Said::Bad(why)]),
        };
        let model = self.model(question);
        let demo = question.demo.as_ref().and_then(|name| self.demo(name));
        let how = |form| Turn::Say(vec![Said::Text(say::how(form, self.lang).into())]);
        match (&question.kind, demo) {
            (Kind::Explain { answer }, _) => {
                self.note(Outcome::Open, line, model);
                self.waits = Waits::Comparison;
                let compare = self.lang.pick("Compare with:", "对照一下：");
                return Turn::Say(vec![Said::Text(compare.into()), Said::Text(answer.text.clone())]);
            }
            (Kind::Complete { blank, checks, .. }, Some(demo)) => {
                let verdict = self.passes(&filled(demo, blank, line), checks);
                return Turn::Say(self.graded(verdict, sheet.wrong_of(line), line, model));
            }
            (Kind::Fix { checks, .. }, Some(demo)) => {
                let Some((number, code)) = numbered(line) else {
                    return how(Form::Lines);
                };
                if number == 0 || number as usize > demo.source.lines().count() {
                    return how(Form::Lines);
                }
                self.edits.insert(number, code.to_owned());
                let edited = self
                    .edits
                    .iter()
                    .fold(demo.source.clone(), |source, (line, code)| marks::replace(&source, *line, code));
                let edited = Demo { source: edited, ..demo.clone() };
                let given: Vec<String> =
                    self.edits.iter().map(|(line, code)| format!("{line} {code}")).collect();
                let verdict = self.passes(&edited, checks);
                let mut said = self.graded(verdict, sheet.wrong_of(code), &given.join("\n"), model);
                said.insert(0, Said::Text(self.lang.pick("The program now:", "现在的程序：").into()));
                said.insert(1, Said::Printed(say::numbered(&marks::without(&edited.source))));
                return Turn::Say(said);
            }
            _ => {}
        }
        let given = sheet.spoken(line);
        match sheet.grade(line) {
            Grade::Unreadable => how(sheet.form),
            Grade::Right(why) => {
                self.note(Outcome::Right, &given, model);
                Turn::Say(self.right(why))
            }
            Grade::Misplaced { good } => {
                self.note(Outcome::Wrong, &given, model);
                let found = match self.lang {
                    Lang::En => format!("The first {good} stand where they belong."),
                    Lang::Zh => format!("前 {good} 个位置对了。"),
                };
                Turn::Say(self.wrong(Vec::new(), Some(found)))
            }
            Grade::Incomplete => {
                self.note(Outcome::Wrong, &given, model);
                let found = self
                    .lang
                    .pick("What you chose is right, but something is missing.", "你选的都对，但还没有选全。");
                Turn::Say(self.wrong(Vec::new(), Some(found.into())))
            }
            Grade::Wrong(why) => {
                let good = sheet.good_lines(line);
                self.note(Outcome::Wrong, &given, model);
                let found = why.is_empty().then(|| {
                    if good > 0 {
                        return match self.lang {
                            Lang::En => format!("As far as line {good} of the output it is right."),
                            Lang::Zh => format!("输出的前 {good} 行是对的。"),
                        };
                    }
                    let again = if question.hints.is_empty() {
                        self.lang.pick("Look at it once more.", "再想一想。")
                    } else {
                        self.lang
                            .pick("Look at it once more; `h` gives a hint.", "再想一想；输入 `h` 看提示。")
                    };
                    again.to_owned()
                });
                Turn::Say(self.wrong(why, found))
            }
        }
    }

    pub(super) fn right(&self, why: Vec<Prose>) -> Vec<Said> {
        let mut said = vec![Said::Good(self.lang.pick("Right.", "答对了。").into())];
        said.extend(why.into_iter().map(|why| Said::Text(why.text)));
        said
    }

    pub(super) fn wrong(&self, why: Vec<Prose>, found: Option<String>) -> Vec<Said> {
        let mut said = vec![Said::Bad(self.lang.pick("Not so.", "不对。").into())];
        said.extend(found.map(Said::Text));
        said.extend(why.into_iter().map(|why| Said::Text(why.text)));
        said
    }

    pub(super) fn graded(
        &mut self,
        verdict: Result<(), String>,
        why: Vec<Prose>,
        given: &str,
        model: String,
    ) -> Vec<Said> {
        self.note(if verdict.is_ok() { Outcome::Right } else { Outcome::Wrong }, given, model);
        match verdict {
            Ok(()) => self.right(Vec::new()),
            Err(found) => self.wrong(why, Some(found)),
        }
    }

    /// Whether a program passes checks; else what it does not.
    pub(super) fn passes(&mut self, demo: &Demo, checks: &[Placed]) -> Result<(), String> {
        let Some((file, front)) = self.home().map(|home| (home.folder.join(&demo.name), &home.lesson.front))
        else {
            return Err(String::new());
        };
        match self.player.play(&file, &demo.source, front) {
            Err(fault) => Err(unplayed(&fault, self.lang)),
            Ok(events) => {
                let failed = failing(&Run::new(&events), demo, checks);
                failed.map_or(Ok(()), |failure| Err(unmet(&failure, self.lang)))
            }
        }
    }

    pub(super) fn type_line(&mut self, goal: &'a TryIt, line: &str) -> Turn {
        let Some(demo) = self.demo(&goal.demo) else {
            return Turn::Page;
        };
        if line.is_empty() {
            return Turn::Say(Vec::new());
        }
        let (Some(lesson), Some(file)) =
            (self.lesson(), self.home().map(|home| home.folder.join(&demo.name)))
        else {
            return Turn::Page;
        };
        let prompt = self.prompt.get_or_insert_with(|| Prompt::new(demo.clone()));
        let mut said = match prompt.enter(line, |source| self.player.play(&file, source, &lesson.front)) {
            Ok(printed) if printed.is_empty() => Vec::new(),
            Ok(printed) => vec![Said::Printed(printed)],
            Err(fault) => {
                return Turn::Say(vec![Said::Bad(fault.say(self.lang))]);
            }
        };
        let met = prompt.met(&goal.goals);
        let typed = prompt.typed();
        if met && !self.is_right() {
            self.note(Outcome::Right, &typed, goal.solution.join("\n"));
            said.push(Said::Good(self.lang.pick("That is the goal reached.", "目标达成。").into()));
        } else if !met {
            let wrong = goal.wrong.iter().filter(|wrong| wrong.answer == line);
            said.extend(wrong.map(|wrong| Said::Text(wrong.why.text.clone())));
        }
        Turn::Say(said)
    }
}

/// A line's number and its new code: `6 return`.
fn numbered(line: &str) -> Option<(u32, &str)> {
    let (number, code) = line.split_once(|c: char| c.is_whitespace() || c == ':')?;
    Some((number.parse().ok()?, code.trim()))
}
