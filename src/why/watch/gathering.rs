//! `gather` that passes a failure on and leaves its others running.

use std::collections::BTreeMap;

use super::{Findings, Moment, lead, task_name};
use crate::trace::aio::{Task, TaskState};
use crate::trace::event::{Actor, Kind, Resolution, Target, Waiting};
use crate::trace::id::TaskId;
use crate::why::cause::Part;
use crate::why::finding::{Finding, What};

/// The tasks that a failed `gather` left, each with the finding it makes where it runs on.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    left: BTreeMap<TaskId, Finding>,
}

impl Gathering {
    pub(super) fn see(&mut self, moment: Moment<'_>, found: &mut Findings) {
        match &moment.event.kind {
            Kind::TaskWoken { task, .. } => self.woken(*task, moment),
            Kind::CancelRequested { task, by, .. } if !matches!(by, Actor::Library(_)) => {
                self.left.remove(task);
            }
            Kind::TaskStep { task } => {
                if let Some(finding) = self.left.remove(task) {
                    self.left.retain(|_, other| other.step != finding.step);
                    found.add(finding);
                }
            }
            _ => {}
        }
    }

    fn woken(&mut self, id: TaskId, moment: Moment<'_>) {
        let world = moment.world;
        let Some((Waiting::Group(call, members), _)) = world.task(id).and_then(Task::last_wait) else {
            return;
        };
        if &**call != "gather" {
            return;
        }
        let tasks: Vec<&Task> = members
            .iter()
            .filter_map(|member| match member {
                Target::Task(id) => world.task(*id),
                _ => None,
            })
            .collect();
        let failed =
            tasks.iter().find(|task| matches!(task.state(), TaskState::Done(Resolution::Exception, _)));
        let left: Vec<&&Task> =
            tasks.iter().filter(|task| !task.is_done() && task.cancel().is_none()).collect();
        let (Some(failed), false) = (failed, left.is_empty()) else { return };
        let others: Vec<String> = left.iter().map(|task| task.name().to_owned()).collect();
        let site = moment.made.where_is(world, id);
        let mut leads = vec![lead(Part::Waits, site, &task_name(world, id))];
        leads.push(lead(Part::Ended, moment.made.where_is(world, failed.id()), failed.name()));
        leads.extend(
            left.iter()
                .take(3)
                .map(|task| lead(Part::RunsOn, moment.made.where_is(world, task.id()), task.name())),
        );
        let leads: Vec<_> = leads.into_iter().flatten().collect();
        let what = What::GatherLeft { failed: failed.name().to_owned(), others };
        let finding = Finding::new(what, site, moment.step()).led_by(leads);
        for task in left {
            self.left.insert(task.id(), finding.clone());
        }
    }
}
