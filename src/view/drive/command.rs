//! What can be typed to drive an object by hand, and the Python that does it.

use crate::lang::Lang;
use crate::trace::event::{ObjectKind, Place, State};
use crate::trace::id::ObjectId;
use crate::trace::world::World;

/// What can be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Resume it without a value.
    Next,
    /// Resume it with the value of this expression.
    Send(String),
    /// Resume it with the exception of this expression.
    Throw(String),
    /// Close it.
    Close,
    /// Take the last deed back.
    Undo,
    /// Show the whole state machine.
    Machine,
    /// Go back to where one came from.
    Leave,
    /// Nothing that is known.
    Unknown,
}

impl Command {
    /// What a line asks for.
    pub fn of(line: &str) -> Command {
        let line = line.trim();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (word, rest.trim()) {
            ("next" | "n", "") => Command::Next,
            ("send" | "s", value) if !value.is_empty() => Command::Send(value.to_owned()),
            ("throw" | "t", exception) if !exception.is_empty() => Command::Throw(exception.to_owned()),
            ("close" | "c", "") => Command::Close,
            ("undo" | "u", "") => Command::Undo,
            ("" | "machine" | "m", "") => Command::Machine,
            ("quit" | "q", "") => Command::Leave,
            _ => Command::Unknown,
        }
    }

    /// The Python that does it to what is called `name`; nothing where it is no deed.
    pub fn python(&self, name: &str, kind: ObjectKind) -> Option<String> {
        Some(match (kind, self) {
            (ObjectKind::Generator, Command::Next) => format!("next({name})"),
            (ObjectKind::Coroutine, Command::Next) => format!("{name}.send(None)"),
            (ObjectKind::AsyncGenerator, Command::Next) => format!("await anext({name})"),
            (ObjectKind::AsyncGenerator, Command::Send(value)) => format!("await {name}.asend({value})"),
            (_, Command::Send(value)) => format!("{name}.send({value})"),
            (ObjectKind::AsyncGenerator, Command::Throw(exception)) => {
                format!("await {name}.athrow({exception})")
            }
            (_, Command::Throw(exception)) => format!("{name}.throw({exception})"),
            (ObjectKind::AsyncGenerator, Command::Close) => format!("await {name}.aclose()"),
            (_, Command::Close) => format!("{name}.close()"),
            (_, Command::Undo | Command::Machine | Command::Leave | Command::Unknown) => return None,
        })
    }
}

/// What can be typed, in one line, without what leads to [`Command::Machine`] and [`Command::Leave`].
pub fn usage(lang: Lang) -> &'static str {
    lang.pick("next, send VALUE, throw EXCEPTION, close; undo", "next、send 值、throw 异常、close；undo 撤销")
}

/// Why what was named cannot be driven: this is its picture.
pub fn cannot_be_driven(picture: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("This is no generator or coroutine of this program: {picture}"),
        Lang::Zh => format!("这不是这个程序里的生成器或协程：{picture}"),
    }
}

/// Why an async generator cannot be driven where the program stands still.
pub fn needs_the_loop(lang: Lang) -> &'static str {
    lang.pick(
        "An async generator is driven by an event loop, which stands still here; at the prompt, `:drive` can await it.",
        "异步生成器由事件循环驱动，而这里事件循环停着；在提示符下，`:drive` 可以等待它。",
    )
}

/// The object whose picture this is.
pub fn object_called(world: &World, picture: &str) -> Option<(ObjectId, ObjectKind)> {
    let label = picture.trim_matches(['<', '>']).rsplit(' ').next()?;
    let object = world.objects().find(|object| object.label() == label)?;
    Some((object.id(), object.kind()))
}

/// The name under which the code that runs can reach an object: `chosen` where it can, else one that has not ended, else
/// any.
pub fn name_at_hand(world: &World, chosen: Option<ObjectId>) -> Option<String> {
    let top = world.top().map(|level| level.frame.id());
    let reached: Vec<(String, ObjectId)> = world
        .stack(world.current_thread())
        .rev()
        .filter(|level| Some(level.frame.id()) == top || matches!(level.frame.place(), Place::Module))
        .flat_map(|level| level.frame.locals())
        .filter(|local| local.value.as_str().starts_with('<'))
        .filter_map(|local| {
            object_called(world, local.value.as_str()).map(|(id, _)| (local.name.to_owned(), id))
        })
        .collect();
    let ended = |id: ObjectId| world.object(id).is_none_or(|object| object.state() == State::Closed);
    let name = |wanted: &dyn Fn(ObjectId) -> bool| {
        reached.iter().find(|(_, id)| wanted(*id)).map(|(name, _)| name.clone())
    };
    name(&|id| Some(id) == chosen).or_else(|| name(&|id| !ended(id))).or_else(|| name(&|_| true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_driven_in_its_own_python() {
        let send = Command::of("send x + 1");
        assert_eq!(send.python("g", ObjectKind::Generator).as_deref(), Some("g.send(x + 1)"));
        assert_eq!(send.python("g", ObjectKind::AsyncGenerator).as_deref(), Some("await g.asend(x + 1)"));
        assert_eq!(Command::of("n").python("c", ObjectKind::Coroutine).as_deref(), Some("c.send(None)"));
        assert_eq!(
            Command::of("t KeyError(1)").python("g", ObjectKind::Generator).as_deref(),
            Some("g.throw(KeyError(1))")
        );
        assert_eq!(Command::of("undo").python("g", ObjectKind::Generator), None);
    }

    #[test]
    fn what_lacks_its_value_is_not_guessed() {
        for text in ["send", "throw", "next 3", "jump"] {
            assert_eq!(Command::of(text), Command::Unknown, "{text}");
        }
        assert_eq!(Command::of("  "), Command::Machine);
    }
}
