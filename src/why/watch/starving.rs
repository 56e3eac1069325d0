//! Awaits that never leave: a coroutine that awaits and awaits, and keeps everybody else from running.

use std::collections::HashMap;

use super::{Findings, Moment, label, lead};
use crate::trace::aio::LoopState;
use crate::trace::event::{Kind, Site};
use crate::trace::id::ThreadId;
use crate::trace::world::World;
use crate::why::cause::Part;
use crate::why::finding::{Finding, What};

/// So many awaits in one turn that never leave are worth telling.
const MANY: u32 = 500;

/// How many awaits the task that runs in each thread has made since it was resumed.
#[derive(Debug, Default)]
pub(super) struct Starving {
    awaits: HashMap<ThreadId, Run>,
}

#[derive(Debug)]
struct Run {
    count: u32,
    site: Option<Site>,
}

impl Starving {
    pub(super) fn see(&mut self, moment: Moment<'_>, found: &mut Findings) {
        match &moment.event.kind {
            Kind::Awaited { id, reason } if !reason.is_suspension() => {
                let run = self.awaits.entry(moment.event.thread).or_insert(Run { count: 0, site: None });
                run.count += 1;
                run.site = moment.event.site;
                if run.count == MANY {
                    let ready = ready(moment.world);
                    if !ready.is_empty() {
                        let who = label(moment.world, *id);
                        let leads =
                            [moment.made.object(moment.world, *id), lead(Part::Awaits, run.site, &who)];
                        let what = What::Starving { who, awaits: MANY, ready };
                        let finding = Finding::new(what, run.site, moment.step());
                        found.add(finding.led_by(leads.into_iter().flatten().collect()));
                    }
                } else if run.count > MANY
                    && run.count.is_power_of_two()
                    && let Some(What::Starving { awaits, .. }) = found
                        .all
                        .iter_mut()
                        .rev()
                        .map(|finding| &mut finding.what)
                        .find(|what| matches!(what, What::Starving { .. }))
                {
                    *awaits = (*awaits).max(run.count);
                }
            }
            Kind::TaskWaiting { .. } | Kind::TaskStep { .. } | Kind::TaskDone { .. } => {
                self.awaits.remove(&moment.event.thread);
            }
            _ => {}
        }
    }
}

/// The tasks that are ready to run and cannot.
fn ready(world: &World) -> Vec<String> {
    let running = world.loops().filter(|it| it.state() == LoopState::Running);
    let handles = running.flat_map(|it| it.ready()).filter_map(|id| world.handle(id));
    let tasks = handles.filter_map(|handle| world.task(handle.task()?));
    tasks.map(|task| task.name().to_owned()).take(5).collect()
}
