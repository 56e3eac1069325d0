//! One lesson verified: every demo run, every claim held against it, every answer, solution and mistake played.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::fault::PlayFault;
use super::plays::{OtherPython, Plays, Theirs};
use crate::lesson::answer;
use crate::lesson::attempt::{at_prompt, failing, filled, goals_unmet, patched};
use crate::lesson::check::{self, Failure, Verdict};
use crate::lesson::expect::{Claim, Exception};
use crate::lesson::held::Held;
use crate::lesson::legacy::{self, Version};
use crate::lesson::look;
use crate::lesson::model::{
    Cell, Choice, Demo, Experiment, Fact, Kind, Lesson, Pairs, Placed, Printed, Proof, Question, Span, Step,
    TryIt, Wrong,
};
use crate::lesson::pairs::belonging;
use crate::lesson::window::Run;
use crate::trace::event::Outcome;

/// What came of a lesson.
#[derive(Debug, Default)]
pub struct Verified {
    /// How many claims of each kind held.
    pub held: BTreeMap<Held, usize>,
    /// What is not so, and where it is said.
    pub faults: Vec<(Span, PlayFault)>,
    /// Demos that need an older Python than there is to compare with, with the newest one that runs them.
    pub not_compared: BTreeMap<String, Version>,
}

/// Verifies one lesson.
pub struct Verifier<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// Plays programs.
    pub player: &'a mut dyn Plays,
    /// Another Python, where it is asked too.
    pub system: Option<&'a dyn OtherPython>,
    /// What came of it so far.
    pub verified: Verified,
    /// What was told of once: demos that no block shows, by name, and programs that are no Python, by their text.
    pub told: BTreeSet<String>,
}

/// Whether a demo may end with an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    /// Not unless that is claimed.
    EndWell,
    /// It may: that is what is asked.
    Fail,
}

impl Verifier<'_> {
    /// Verifies the steps that `wanted` names.
    pub fn all(mut self, wanted: impl Fn(Span) -> bool) -> Verified {
        let lesson = self.lesson;
        for step in lesson.screens.iter().flat_map(|screen| &screen.steps).filter(|step| wanted(step.at())) {
            self.step(step);
        }
        self.verified
    }

    fn fault(&mut self, at: Span, fault: impl Into<PlayFault>) {
        self.verified.faults.push((at, fault.into()));
    }

    fn hold(&mut self, kind: Held) {
        *self.verified.held.entry(kind).or_default() += 1;
    }

    fn add(&mut self, verdict: Verdict) {
        for (kind, count) in verdict.held {
            *self.verified.held.entry(kind).or_default() += count;
        }
        self.verified.faults.extend(verdict.failures.into_iter().map(|(at, failure)| (at, failure.into())));
    }

    /// Plays a text in place of a demo and hands its run on; where it cannot be played, that is told.
    fn with_run<T>(
        &mut self,
        demo: &Demo,
        at: Span,
        then: impl FnOnce(&mut Self, &Run<'_>) -> T,
    ) -> Option<T> {
        let file = self.lesson.file.parent().unwrap_or(Path::new("")).join(&demo.name);
        match self.player.play(&file, &demo.source, &self.lesson.front) {
            Ok(events) => Some(then(self, &Run::new(&events))),
            // A demo that is no Python is told of once, and not at each block that uses it.
            Err(PlayFault::Unparsable { .. }) if !self.told.insert(demo.source.clone()) => None,
            Err(fault) => {
                self.fault(at, fault);
                None
            }
        }
    }

    fn step(&mut self, step: &Step) {
        let lesson = self.lesson;
        match step {
            Step::Prose(_) | Step::Summary(_) | Step::Next(_) => {}
            Step::Show(show) => {
                let Some(demo) = lesson.demos.get(&show.demo) else {
                    return;
                };
                let elsewhere = lesson.screens.iter().flat_map(|screen| &screen.steps);
                let printed =
                    elsewhere.into_iter().any(|step| matches!(step, Step::Output(p) if p.demo == show.demo));
                self.with_run(demo, show.at, |this, run| this.add(check::show(run, demo, show, printed)));
                self.compare_pythons(demo, show.at);
            }
            Step::Output(printed) => {
                let Some(demo) = lesson.demos.get(&printed.demo) else {
                    return;
                };
                self.with_run(demo, printed.at, |this, run| {
                    this.add(check::printed(&run.stdout(0..run.events.len()), printed));
                });
                self.compare_pythons(demo, printed.at);
            }
            Step::Look(look) => look.proofs.iter().for_each(|proof| self.proof(proof)),
            Step::Ask(question) => self.question(question),
            Step::Try(goal) => self.try_it(goal),
            Step::Vary(experiment) => self.experiment(experiment),
        }
    }

    /// Holds what is to be looked at against a run.
    fn proof(&mut self, proof: &Proof) {
        let Some(demo) = self.lesson.demos.get(&proof.demo) else {
            return;
        };
        self.with_run(demo, proof.at, |this, run| {
            let happened = look::fact(run, proof.fact);
            match proof.fact {
                Fact::Timeline if happened.trim_end() == proof.text.trim_end() => this.hold(Held::Task),
                Fact::Timeline => {
                    let (demo, picture) = (demo.name.clone(), happened);
                    this.fault(proof.at, Failure::Picture { demo, picture });
                }
                Fact::Output => {
                    let (at, text) = (proof.at, proof.text.clone());
                    let printed = Printed { at, demo: demo.name.clone(), text, text_at: at };
                    this.add(check::printed(&happened, &printed));
                }
                Fact::Cell(_) if happened == proof.text => this.hold(Held::Output),
                Fact::Cell(_) => {
                    let failure =
                        Failure::Output { number: 1, claimed: Some(proof.text.clone()), got: Some(happened) };
                    this.fault(proof.at, failure);
                }
            }
            if let Some((outcome, _)) = run.ending().filter(|(outcome, _)| *outcome != Outcome::Ok)
                && !matches!(proof.fact, Fact::Cell(Cell::Ends))
            {
                let (demo, happened) = (demo.name.clone(), check::Ending(run.ending()));
                if outcome != Outcome::Exception || proof.fact == Fact::Timeline {
                    this.fault(proof.at, Failure::Ended { demo, happened });
                }
            }
        });
        self.compare_pythons(demo, proof.at);
    }

    /// Whether the system's Python prints the same.
    fn compare_pythons(&mut self, demo: &Demo, at: Span) {
        let Some(system) = self.system else { return };
        let folder = self.lesson.file.parent().unwrap_or(Path::new(""));
        let Theirs { python, text: theirs } =
            match system.stdout(folder, &demo.source, self.lesson.front.clock) {
                Ok(Some(theirs)) => theirs,
                Ok(None) => {
                    if let Ok(Some(version)) = legacy::newest(&demo.source) {
                        self.verified.not_compared.insert(demo.name.clone(), version);
                    }
                    return;
                }
                Err(fault) => return self.fault(at, fault),
            };
        self.with_run(demo, at, |this, run| {
            let ours = run.stdout(0..run.events.len());
            let (mut left, mut right) = (theirs.lines(), ours.lines());
            for number in 1.. {
                let (theirs, ours) = (left.next(), right.next());
                if theirs == ours && ours.is_none() {
                    this.hold(Held::SameOnCPython);
                    break;
                }
                if theirs != ours {
                    let text = |line: Option<&str>| line.map(str::to_owned);
                    let fault = PlayFault::PythonsDiffer {
                        python,
                        demo: demo.name.clone(),
                        number,
                        theirs: text(theirs),
                        ours: text(ours),
                    };
                    this.fault(at, fault);
                    break;
                }
            }
        });
    }

    /// Holds a demo that no block shows to the rules that hold for every demo: it comes to its end by itself, warns of
    /// nothing, prints no addresses, and the same on every Python.
    fn unshown(&mut self, demo: &Demo, claims: &[&Placed], may: May, at: Span) {
        let mut steps = self.lesson.screens.iter().flat_map(|screen| &screen.steps);
        let is_shown = steps.any(|step| match step {
            Step::Show(show) => show.demo == demo.name,
            Step::Output(printed) => printed.demo == demo.name,
            Step::Look(look) => look.proofs.iter().any(|proof| proof.demo == demo.name),
            _ => false,
        });
        if is_shown || !self.told.insert(demo.name.clone()) {
            return;
        }
        self.with_run(demo, at, |this, run| {
            let ending = run.ending();
            let ends = match (&ending, may) {
                (Some((Outcome::Ok, _)), _) => true,
                (Some((Outcome::Exception, _)), May::Fail) => true,
                (Some((Outcome::Exception, Some(exception))), May::EndWell) => claims.iter().any(
                    |placed| matches!(&placed.claim, Claim::Ends(Some(claimed)) if claimed.fits(exception)),
                ),
                _ => false,
            };
            if !ends {
                let (demo, happened) = (demo.name.clone(), check::Ending(ending));
                this.fault(at, Failure::Ended { demo, happened });
            }
            if may == May::EndWell
                && let Some(failure) = check::warned(run, demo, claims)
            {
                this.fault(at, failure);
            }
            let printed = run.stdout(0..run.events.len());
            if let Some(line) = printed.lines().find(|line| has_address(line)) {
                let (demo, line) = (demo.name.clone(), line.to_owned());
                this.fault(at, PlayFault::PrintsAddress { demo, line });
            }
        });
        self.compare_pythons(demo, at);
    }

    fn question(&mut self, question: &Question) {
        let at = question.at;
        if let (Kind::Match(_), None) = (&question.kind, &question.demo) {
            // What belongs together stands in the script: there is nothing to run.
            return self.hold(Held::Answer);
        }
        let Some(demo) = question.demo.as_ref().and_then(|name| self.lesson.demos.get(name)) else {
            return;
        };
        let (claims, may): (Vec<&Placed>, May) = match &question.kind {
            Kind::Choice { options, .. } => {
                (options.iter().flat_map(|option| &option.claims).collect(), May::EndWell)
            }
            Kind::Fix { checks, .. } => (checks.iter().collect(), May::Fail),
            // Its traceback is no part of what it prints: the question may be how far it comes.
            Kind::PredictOutput { .. } => (Vec::new(), May::Fail),
            _ => (Vec::new(), May::EndWell),
        };
        self.unshown(demo, &claims, may, at);
        match &question.kind {
            Kind::Explain { .. } => {}
            Kind::Choice { options, .. } => options.iter().for_each(|option| self.option(demo, option)),
            Kind::PredictOutput { visit, wrong } => {
                self.answer(demo, at, wrong, |run| {
                    let text = answer::output_at(run, demo, *visit)?;
                    if text.trim().is_empty() {
                        Err(PlayFault::NothingPrinted)
                    } else {
                        Ok(text.trim_end().to_owned())
                    }
                });
            }
            Kind::PredictState { visit, of, wrong } => {
                self.answer(demo, at, wrong, |run| Ok(answer::state_at(run, demo, *visit, of)?.to_owned()));
            }
            Kind::PredictFact { asked, visit, wrong } => {
                self.answer(demo, at, wrong, |run| Ok(answer::fact_at(run, demo, *visit, asked)?));
            }
            Kind::PredictNext { visit, wrong } => {
                self.answer(demo, at, wrong, |run| Ok(format!("<{}>", answer::next_at(run, demo, *visit)?)));
            }
            Kind::Order { pieces } => {
                self.with_run(demo, at, |this, run| match answer::order_of(run, demo, pieces) {
                    Err((at, failure)) => this.fault(at, failure),
                    Ok(order) if order.is_sorted() => this.fault(at, PlayFault::OrderGivenAway),
                    Ok(_) => this.hold(Held::Answer),
                });
            }
            Kind::Match(pairs) => self.pairs(demo, pairs, at),
            Kind::Complete { blank, accept, wrong, checks } => {
                self.solution(&filled(demo, blank, &blank.code), checks, blank.at);
                for patch in accept {
                    self.solution(&filled(demo, blank, &patch.code), checks, patch.at);
                }
                for mistake in wrong {
                    self.mistake(&filled(demo, blank, &mistake.answer), checks, mistake);
                }
            }
            Kind::Fix { solution, wrong, checks } => {
                if self.passes(demo, checks, at) == Some(true) {
                    self.fault(at, PlayFault::NothingToFix);
                }
                let solved =
                    solution.iter().fold(demo.clone(), |demo, patch| patched(&demo, patch.mark, &patch.code));
                let at = solution.first().map_or(at, |patch| patch.at);
                self.solution(&solved, checks, at);
                for mistake in wrong {
                    let mark = mistake.visit.map_or(0, |visit| visit.mark);
                    self.mistake(&patched(demo, mark, &mistake.answer), checks, mistake);
                }
            }
        }
    }

    /// Computes the answer of a prediction and sees that no anticipated mistake is it.
    fn answer(
        &mut self,
        demo: &Demo,
        at: Span,
        wrong: &[Wrong],
        compute: impl FnOnce(&Run<'_>) -> Result<String, PlayFault>,
    ) {
        self.with_run(demo, at, |this, run| match compute(run) {
            Err(fault) => this.fault(at, fault),
            Ok(answer) => {
                this.hold(Held::Answer);
                for wrong in wrong {
                    if wrong.answer.trim() == answer.trim() {
                        this.fault(wrong.at, PlayFault::WrongIsRight { answer: wrong.answer.clone() });
                    } else {
                        this.hold(Held::Mistake);
                    }
                }
            }
        });
    }

    /// Finds out what belongs together, and that what belongs to nothing is explained.
    fn pairs(&mut self, demo: &Demo, pairs: &Pairs, at: Span) {
        self.with_run(demo, at, |this, run| match belonging(pairs, Some((demo, run))) {
            Err((at, failure)) => this.fault(at, failure),
            Ok(found) => {
                found.iter().for_each(|_| this.hold(Held::Answer));
                for (place, partner) in pairs.right.iter().enumerate() {
                    if found.contains(&place) {
                        continue;
                    }
                    if partner.why.text.is_empty() {
                        this.fault(partner.at, PlayFault::Unexplained { text: partner.text.clone() });
                    }
                    this.hold(Held::Mistake);
                }
            }
        });
    }

    /// Runs each trial of an experiment and holds what it says.
    fn experiment(&mut self, experiment: &Experiment) {
        let Some(demo) = self.lesson.demos.get(&experiment.demo) else {
            return;
        };
        self.unshown(demo, &[], May::EndWell, experiment.at);
        for trial in &experiment.trials {
            let tried = filled(demo, &experiment.part, &trial.code);
            self.with_run(&tried, trial.at, |this, run| {
                this.add(check::claims(run, &tried, &trial.claims, &mut BTreeSet::new()));
                if !trial.claims.iter().any(|placed| matches!(placed.claim, Claim::Ends(_))) {
                    this.add(check::ends(run, &tried, &None, trial.at));
                }
            });
            self.compare_pythons(&tried, trial.at);
        }
    }

    fn option(&mut self, demo: &Demo, option: &Choice) {
        let Some(first) = option.claims.first() else {
            return;
        };
        self.with_run(demo, option.at, |this, run| {
            let verdict = check::claims(run, demo, &option.claims, &mut BTreeSet::new());
            if option.right {
                this.add(verdict);
            } else if verdict.failures.is_empty() {
                this.fault(first.at, PlayFault::ChoiceHolds { claim: first.claim.to_string() });
            } else {
                this.hold(Held::Mistake);
            }
        });
    }

    /// Whether a program passes checks; nothing where it cannot be played, which is a failure to pass as well.
    fn passes(&mut self, demo: &Demo, checks: &[Placed], at: Span) -> Option<bool> {
        let before = self.verified.faults.len();
        let passes = self.with_run(demo, at, |_, run| failing(run, demo, checks).is_none());
        self.verified.faults.truncate(before);
        passes
    }

    fn solution(&mut self, demo: &Demo, checks: &[Placed], at: Span) {
        let why =
            self.with_run(demo, at, |_, run| failing(run, demo, checks).map(|why| (why, exception_of(run))));
        match why {
            Some(Some((why, ending))) => self.fault(at, PlayFault::SolutionFails { why, ending }),
            Some(None) => {
                self.hold(Held::Solution);
                self.compare_pythons(demo, at);
            }
            None => {}
        }
    }

    fn mistake(&mut self, demo: &Demo, checks: &[Placed], mistake: &Wrong) {
        if self.passes(demo, checks, mistake.at) == Some(true) {
            self.fault(mistake.at, PlayFault::MistakePasses { answer: mistake.answer.clone() });
        } else {
            self.hold(Held::Mistake);
        }
    }

    fn try_it(&mut self, goal: &TryIt) {
        let Some(demo) = self.lesson.demos.get(&goal.demo) else {
            return;
        };
        self.unshown(demo, &[], May::EndWell, goal.at);
        let solved = at_prompt(demo, goal.solution.iter().map(String::as_str));
        let length = demo.source.lines().count() as u32;
        let unmet = self.with_run(&solved, goal.at, |_, run| {
            goals_unmet(run, &solved, length, &goal.goals).map(|why| (why, exception_of(run)))
        });
        match unmet {
            Some(Some((why, ending))) => self.fault(goal.at, PlayFault::SolutionFails { why, ending }),
            Some(None) => self.hold(Held::Solution),
            None => {}
        }
        for mistake in &goal.wrong {
            let program = at_prompt(demo, [mistake.answer.as_str()]);
            let before = self.verified.faults.len();
            let unmet =
                self.with_run(&program, mistake.at, |_, run| goals_unmet(run, &program, length, &goal.goals));
            self.verified.faults.truncate(before);
            if unmet == Some(None) {
                self.fault(mistake.at, PlayFault::MistakePasses { answer: mistake.answer.clone() });
            } else {
                self.hold(Held::Mistake);
            }
        }
    }
}

/// Whether a line shows where something lies in memory, which is another place in every run.
fn has_address(line: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find("0x") {
        rest = &rest[at + 2..];
        if rest.bytes().take_while(u8::is_ascii_hexdigit).count() >= 8 {
            return true;
        }
    }
    false
}

/// The exception that ended a run.
fn exception_of(run: &Run<'_>) -> Option<Exception> {
    run.ending().and_then(|(_, exception)| exception)
}
