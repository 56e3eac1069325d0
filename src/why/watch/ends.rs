//! How tasks end: with an exception that nobody fetches, cut off by the end of the program, disposed of while pending.

use std::collections::{BTreeMap, HashSet};

use super::{Findings, Made, Moment, Phase, label, lead, task_name};
use crate::trace::aio::{Task, TaskState};
use crate::trace::event::{
    Actor, Awaitable, Complaint, Kind, Note, Place, Resolution, Site, Target, Waiting,
};
use crate::trace::id::{Step, TaskId};
use crate::trace::world::World;
use crate::why::cause::Part;
use crate::why::finding::{Finding, What};

/// Where the exceptions that ended tasks were raised, and which tasks anybody waited for.
#[derive(Debug, Default)]
pub(super) struct Ends {
    raised: BTreeMap<TaskId, Raised>,
    /// The futures that got an exception, by the name a complaint has for them.
    failed: BTreeMap<String, (Option<Site>, Step)>,
    awaited: HashSet<TaskId>,
}

#[derive(Debug)]
struct Raised {
    site: Site,
    /// In which coroutine.
    by: String,
    step: Step,
}

impl Ends {
    pub(super) fn see(&mut self, moment: Moment<'_>, phase: Phase, found: &mut Findings) {
        let world = moment.world;
        match &moment.event.kind {
            Kind::Raised { id, .. } => {
                let task = world.object(*id).and_then(|object| object.task());
                let raised = world.in_flight().find(|flight| flight.thread == moment.event.thread);
                if let Some(task) = task
                    && let Some(site) = raised.and_then(|flight| flight.site).or(moment.event.site)
                {
                    let step = raised.map_or(moment.step(), |flight| flight.step);
                    let inside = match raised.and_then(|flight| flight.place.as_ref()) {
                        Some(Place::Object(inside)) => label(world, *inside),
                        _ => label(world, *id),
                    };
                    self.raised.insert(task, Raised { site, by: inside, step });
                }
            }
            Kind::FutureDone { future, outcome: Resolution::Exception, .. } => {
                self.failed.insert(format!("future#{future}"), (moment.event.site, moment.step()));
            }
            Kind::Note(Note::Complaint { about: Complaint::NeverRetrieved, of, exception, .. }) => {
                if phase == Phase::BrokenOff {
                    return;
                }
                let name = named(of.as_ref());
                let task = world.tasks().find(|task| task.name() == name).map(|task| task.id());
                let (site, by, step) =
                    match (task.and_then(|task| self.raised.get(&task)), self.failed.get(&name)) {
                        (Some(Raised { site, by, step }), _) => (Some(*site), by.as_str(), *step),
                        (None, Some((site, step))) => (*site, "", *step),
                        (None, None) => (moment.event.site, "", moment.step()),
                    };
                let exception = exception.as_ref().map(|it| it.as_str().to_owned()).unwrap_or_default();
                let made = task.and_then(|task| moment.made.task(world, task));
                let leads = [made, lead(Part::Raised, site, by)];
                let what = What::NeverRetrieved { task: name, exception };
                found.add(Finding::new(what, site, step).led_by(leads.into_iter().flatten().collect()));
            }
            Kind::TaskWaiting { on: Waiting::Task(task), .. }
            | Kind::Delegated { to: Target::Task(task), .. } => {
                self.awaited.insert(*task);
            }
            Kind::TaskWaiting { on: Waiting::Group(_, members), .. } => {
                self.awaited.extend(members.iter().filter_map(|member| match member {
                    Target::Task(task) => Some(*task),
                    _ => None,
                }));
            }
            Kind::Note(Note::Complaint { about: Complaint::TaskDestroyed, of, .. }) => {
                if phase == Phase::BrokenOff {
                    return;
                }
                let name = named(of.as_ref());
                let task = world.tasks().find(|task| task.name() == name).map(|task| task.id());
                let made = task.and_then(|task| moment.made.task(world, task));
                let waits = task.and_then(|task| moment.made.where_is(world, task));
                let site = made.as_ref().map(|made| made.site).or(moment.event.site);
                let leads = [made, lead(Part::Waits, waits, &name)];
                let what = What::Destroyed { task: name };
                found.add(
                    Finding::new(what, site, moment.step()).led_by(leads.into_iter().flatten().collect()),
                );
            }
            Kind::CancelRequested { task, by: Actor::Library(name), .. }
                if phase == Phase::Ending && &**name == "asyncio.run" =>
            {
                self.cut_off(*task, moment, found);
            }
            _ => {}
        }
    }

    /// Where the program was broken off, nobody has had the time to complain of a task that failed and was waited for by none.
    pub(super) fn unfetched(&self, world: &World, made: &Made, found: &mut Findings) {
        for (task, Raised { site, by, step }) in &self.raised {
            let Some(TaskState::Done(Resolution::Exception, exception)) = world.task(*task).map(Task::state)
            else {
                continue;
            };
            // The program's main task is fetched by whoever runs it.
            let is_main = world
                .task(*task)
                .is_some_and(|task| matches!(task.created_by(), Actor::Module | Actor::Function(_)));
            if !self.awaited.contains(task) && !is_main {
                let exception = exception.as_str().to_owned();
                let what = What::NeverRetrieved { task: task_name(world, *task), exception };
                let leads = [made.task(world, *task), lead(Part::Raised, Some(*site), by)];
                let finding = Finding::new(what, Some(*site), *step);
                found.add(finding.led_by(leads.into_iter().flatten().collect()));
            }
        }
    }

    fn cut_off(&mut self, id: TaskId, moment: Moment<'_>, found: &mut Findings) {
        let world = moment.world;
        let Some(task) = world.task(id) else { return };
        let made = moment.made.task(world, id);
        // What the library made for itself is no concern of the program's.
        let Some(site) = made.as_ref().map(|made| made.site) else { return };
        // Who passes its cancellation on to others is cut off as one with them.
        let is_passed_on = task.cancel().is_some_and(|cancel| cancel.requests > 1);
        if is_passed_on {
            return;
        }
        let name = task_name(world, id);
        let begun = task.steps() > 0;
        let waits = moment.made.where_is(world, id).filter(|_| begun);
        let on = begun.then(|| match task.waits_for() {
            Some(Waiting::Future(_, label) | Waiting::Lock(_, label, _)) => label.to_string(),
            Some(Waiting::Sleep(_)) => "asyncio.sleep".to_owned(),
            Some(Waiting::Task(id)) => task_name(world, *id),
            Some(Waiting::Group(call, _)) => call.to_string(),
            _ => String::new(),
        });
        let leads = [made, lead(Part::CutOff, waits, &name)];
        let what = What::CutOff { tasks: Vec::new(), on: on.filter(|on| !on.is_empty()) };
        let finding = Finding::new(what, Some(site), moment.step());
        let finding = found.add(finding.led_by(leads.into_iter().flatten().collect()));
        if let What::CutOff { tasks, .. } = &mut finding.what {
            tasks.push(name);
        }
    }
}

/// The task a complaint is about.
fn named(of: Option<&Awaitable>) -> String {
    match of {
        Some(Awaitable::Named(name)) => name.to_string(),
        _ => String::new(),
    }
}
