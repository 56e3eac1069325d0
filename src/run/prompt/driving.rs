//! `:drive NAME`: one generator or coroutine in the learner's hands, its state machine in view, with undo.

use super::record::Deed;
use super::show::Where;
use super::{Next, Prompt, Reading, Task};
use crate::engine::Engine;
use crate::lang::Lang;
use crate::run::problem::RunError;
use crate::shell::Purpose;
use crate::trace::event::{Clock, ObjectKind, State};
use crate::trace::id::ObjectId;
use crate::view::drive::{self, Way};
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::wire::Request;

/// What is being driven.
pub(super) struct Driving {
    /// How the session calls it.
    name: String,
    kind: ObjectKind,
    /// How much was done to it, which can be undone.
    done: usize,
    /// How much of its state machine is shown next.
    shown: Shown,
}

/// How much of the state machine is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// All of it.
    Machine,
    /// The state, and what can be done now.
    Offers,
}

/// What can be typed.
#[derive(Clone, Debug, PartialEq)]
enum Wish {
    Next,
    Send(String),
    Throw(String),
    Close,
    Undo,
    Machine,
    Leave,
    Unknown,
}

fn wish(text: &str) -> Wish {
    let text = text.trim();
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    match (word, rest.trim()) {
        ("next" | "n", "") => Wish::Next,
        ("send" | "s", value) if !value.is_empty() => Wish::Send(value.to_owned()),
        ("throw" | "t", exception) if !exception.is_empty() => Wish::Throw(exception.to_owned()),
        ("close" | "c", "") => Wish::Close,
        ("undo" | "u", "") => Wish::Undo,
        ("" | "machine" | "m", "") => Wish::Machine,
        ("quit" | "q", "") => Wish::Leave,
        _ => Wish::Unknown,
    }
}

/// The Python that does it.
fn python(name: &str, kind: ObjectKind, wish: &Wish) -> Option<String> {
    Some(match (kind, wish) {
        (ObjectKind::Generator, Wish::Next) => format!("next({name})"),
        (ObjectKind::Coroutine, Wish::Next) => format!("{name}.send(None)"),
        (ObjectKind::AsyncGenerator, Wish::Next) => format!("await anext({name})"),
        (ObjectKind::AsyncGenerator, Wish::Send(value)) => format!("await {name}.asend({value})"),
        (_, Wish::Send(value)) => format!("{name}.send({value})"),
        (ObjectKind::AsyncGenerator, Wish::Throw(exception)) => format!("await {name}.athrow({exception})"),
        (_, Wish::Throw(exception)) => format!("{name}.throw({exception})"),
        (ObjectKind::AsyncGenerator, Wish::Close) => format!("await {name}.aclose()"),
        (_, Wish::Close) => format!("{name}.close()"),
        (_, Wish::Undo | Wish::Machine | Wish::Leave | Wish::Unknown) => return None,
    })
}

impl Prompt {
    /// Begins to drive what the session calls so.
    pub(super) fn begin_driving(&mut self, name: String) {
        let kind = ObjectKind::Generator;
        self.driving = Some(Driving { name, kind, done: 0, shown: Shown::Machine });
        self.look_at_driven();
    }

    /// Asks the session what it is that is driven; the answer comes to [`Prompt::show_driven`].
    pub(super) fn look_at_driven(&mut self) {
        if let (Some(driving), Some(session)) = (&self.driving, &mut self.session) {
            session.send(Request::Evaluate { expression: driving.name.clone() });
            self.task = Task::Looking;
        }
    }

    /// Shows what is driven, and asks what to do with it.
    pub(super) fn show_driven(&mut self, answer: Result<String, String>) -> Result<Option<Next>, RunError> {
        let found = match &answer {
            Ok(value) => self.object_called(value),
            Err(error) => {
                self.show.complain(error);
                self.driving = None;
                return self.go_on();
            }
        };
        let Some((id, kind)) = found else {
            let value = answer.unwrap_or_default();
            self.show.complain(&match self.lang {
                Lang::En => format!("This is no generator or coroutine of this session: {value}"),
                Lang::Zh => format!("这不是本会话中的生成器或协程：{value}"),
            });
            self.driving = None;
            return self.go_on();
        };
        let (lang, columns) = (self.lang, self.columns());
        let Some(driving) = &mut self.driving else { return self.go_on() };
        driving.kind = kind;
        let (name, shown) = (driving.name.clone(), driving.shown);
        driving.shown = Shown::Offers;
        let lines = match shown {
            Shown::Machine => self.show.machine(id, lang, columns),
            Shown::Offers => self.offers(id, kind),
        };
        for line in lines {
            self.show.say(&line, Where::Here);
        }
        if shown == Shown::Machine {
            let text = lang.pick(
                "next, send VALUE, throw EXCEPTION, close; undo; Enter: the whole machine; q: back to the prompt",
                "next、send 值、throw 异常、close；undo 撤销；回车：整个状态机；q：回到提示符",
            );
            self.show.remark(text, Where::Here);
        }
        self.show.end_line();
        self.read(&format!("drive {name}> "), Reading::Drive, Purpose::Answer);
        Ok(None)
    }

    /// The state, what can be done now with how often it was, and how much was tried, in one line.
    fn offers(&self, id: ObjectId, kind: ObjectKind) -> Vec<Line> {
        let world = self.show.world();
        let Some(object) = world.object(id) else { return Vec::new() };
        let state = object.state();
        let arcs = self.show.arcs(id);
        let mut line = crate::view::cards::heading(object, self.lang);
        let offered = [Way::Next, Way::Send, Way::Throw, Way::Close];
        for arc in arcs.iter().filter(|arc| arc.from == state && offered.contains(&arc.way)) {
            let count = match (arc.taken, self.lang) {
                (0, _) => self.lang.pick("never", "从未").to_owned(),
                (times, Lang::En) => format!("{times} ×"),
                (times, Lang::Zh) => format!("{times} 次"),
            };
            // An offer stays in one piece where the line is broken.
            let whole = |text: String| text.replace(' ', "\u{a0}");
            line.push((Role::Plain, "  ".to_owned()));
            let offer = format!("▸ {} {count}", drive::spelled(arc.way, kind, self.lang));
            line.push((if arc.taken > 0 { Role::Plain } else { Role::Key }, whole(offer)));
        }
        if state == State::Closed {
            line.push((Role::Dim, self.lang.pick("  it is over", "  已经结束").to_owned()));
        }
        let taken = arcs.iter().filter(|arc| arc.taken > 0).count();
        line.push((Role::Dim, format!("  ({taken}/{})", arcs.len())));
        fit::wrap(&line, self.columns(), 4)
    }

    /// What was typed while driving; nothing for Ctrl-C and Ctrl-D.
    pub(super) fn drive_typed(&mut self, text: Option<&str>) -> Result<Option<Next>, RunError> {
        let wish = text.map_or(Wish::Leave, wish);
        let Some(driving) = &mut self.driving else { return self.go_on() };
        if let Some(source) = python(&driving.name, driving.kind, &wish) {
            driving.done += 1;
            return self.run_entry(source).map(|()| None);
        }
        match wish {
            Wish::Leave => {
                self.driving = None;
                return self.go_on();
            }
            Wish::Undo if driving.done > 0 => {
                driving.done -= 1;
                return self.undo();
            }
            Wish::Undo => {
                let text = self.lang.pick("There is nothing to undo.", "没有可以撤销的操作。");
                self.show.remark(text, Where::Here);
            }
            _ => driving.shown = Shown::Machine,
        }
        self.look_at_driven();
        Ok(None)
    }

    /// Takes the last entry back: a fresh Python runs all that was before it again.
    fn undo(&mut self) -> Result<Option<Next>, RunError> {
        let mut good = std::mem::take(&mut self.records);
        if let Some(record) = good.pop()
            && let Deed::Entry(source) = &record.deed
        {
            let sentence = match self.lang {
                Lang::En => format!("undone: {source}"),
                Lang::Zh => format!("已撤销：{source}"),
            };
            self.show.remark(&sentence, Where::Here);
        }
        self.open_anew(Clock::Virtual)?;
        self.again = Some(good.into());
        Ok(None)
    }

    /// The object whose picture this is.
    fn object_called(&self, value: &str) -> Option<(ObjectId, ObjectKind)> {
        let label = value.trim_matches(['<', '>']).rsplit(' ').next()?;
        let object = self.show.world().objects().find(|object| object.label() == label)?;
        Some((object.id(), object.kind()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_driven_in_its_own_python() {
        let send = wish("send x + 1");
        assert_eq!(python("g", ObjectKind::Generator, &send).as_deref(), Some("g.send(x + 1)"));
        assert_eq!(python("g", ObjectKind::AsyncGenerator, &send).as_deref(), Some("await g.asend(x + 1)"));
        assert_eq!(python("c", ObjectKind::Coroutine, &wish("n")).as_deref(), Some("c.send(None)"));
        assert_eq!(
            python("g", ObjectKind::Generator, &wish("t KeyError(1)")).as_deref(),
            Some("g.throw(KeyError(1))")
        );
        assert_eq!(python("g", ObjectKind::Generator, &wish("undo")), None);
    }

    #[test]
    fn what_lacks_its_value_is_not_guessed() {
        for text in ["send", "throw", "next 3", "jump"] {
            assert_eq!(wish(text), Wish::Unknown, "{text}");
        }
        assert_eq!(wish("  "), Wish::Machine);
    }
}
