//! The two-way wire: what goes down into an object, and what comes up in answer.

use super::fit;
use super::role::{Line, Role};
use super::words::{actor, word};
use crate::lang::Lang;
use crate::trace::event::{Actor, How, Input};
use crate::trace::object::{Answer, AnswerKind, Resumption, Wire};
use crate::trace::world::World;

/// What a resumption looks like in code: `next`, `send(30)`, `throw(ValueError('no'))`, `close`.
pub fn call(how: How, input: &Input) -> String {
    let text = match (how, input) {
        (_, Input::Exception(exception)) => match how {
            How::Athrow => format!("athrow({exception})"),
            How::Close | How::Gc => format!("close ({exception})"),
            How::Aclose => format!("aclose ({exception})"),
            _ => format!("throw({exception})"),
        },
        (How::Send | How::YieldFrom | How::Await | How::Task, Input::Value(value)) => {
            format!("send({value})")
        }
        (How::Asend, Input::Value(value)) => format!("asend({value})"),
        (How::Send, Input::Nothing) => "send(None)".to_owned(),
        (_, Input::Value(value)) => format!("{}({value})", how.word()),
        (How::YieldFrom | How::Await, Input::Nothing) => "next".to_owned(),
        (How::Task, Input::Nothing) => "step".to_owned(),
        (how, Input::Nothing) => how.word().to_owned(),
    };
    fit::visible(&text)
}

/// The arrow down.
pub fn down(resumption: &Resumption) -> (Role, String) {
    let role = if matches!(resumption.input, Input::Exception(_)) { Role::Error } else { Role::Down };
    (role, format!("↓ {}", call(resumption.how, &resumption.input)))
}

/// The arrow up. A yield is never called a return.
pub fn up(answer: &Answer, lang: Lang) -> (Role, String) {
    let (role, verb) = match answer.kind {
        AnswerKind::Yielded => (Role::Up, word(lang, "yields", "产出")),
        AnswerKind::Returned => (Role::Up, word(lang, "returns", "返回")),
        AnswerKind::Raised => (Role::Error, word(lang, "raises", "传出")),
        AnswerKind::Closed => (Role::Closed, word(lang, "closed without running", "未运行就关闭")),
    };
    let value = answer.value.as_ref().map(|value| format!(" {}", fit::visible(value.as_str())));
    (role, format!("↑ {verb}{}", value.unwrap_or_default()))
}

/// Whether what goes down here is what came down one level above: `yield from` and `await` pass it on untouched.
pub fn passes_down(above: &Wire<'_>, here: &Wire<'_>) -> bool {
    match (above.down, here.down) {
        (Some(above_down), Some(here)) => {
            matches!(here.how, How::YieldFrom | How::Await | How::Throw | How::Close)
                && here.by == Actor::Object(above.object.id())
                && above_down.step <= here.step
                && above_down.input != Input::Nothing
                && above_down.input == here.input
        }
        _ => false,
    }
}

/// Whether what came up here went up one level above as it was.
pub fn passes_up(above: &Wire<'_>, here: &Wire<'_>) -> bool {
    match (above.up, here.up) {
        (Some(above), Some(here)) => {
            above.kind == AnswerKind::Yielded
                && here.kind == AnswerKind::Yielded
                && here.step <= above.step
                && above.value == here.value
        }
        _ => false,
    }
}

/// The wire into an object: on one line where it fits, else what goes down above what comes up.
/// `above` is the wire of the one that resumed it.
pub fn lines(
    world: &World,
    wire: &Wire<'_>,
    above: Option<&Wire<'_>>,
    lang: Lang,
    columns: usize,
) -> Vec<Line> {
    let untouched = || (Role::Dim, word(lang, " (untouched)", "（原样）").to_owned());
    let mut parts: Vec<Line> = Vec::new();
    if let Some(resumption) = wire.down {
        let mut part = vec![down(resumption)];
        part.extend(above.is_some_and(|above| passes_down(above, wire)).then(untouched));
        parts.push(part);
    }
    if let Some(answer) = wire.up {
        let mut part = vec![up(answer, lang)];
        part.extend(above.is_some_and(|above| passes_up(above, wire)).then(untouched));
        parts.push(part);
    }
    if let Some(refusal) = wire.refused {
        let who = actor(world, lang, &refusal.by);
        let tried = call(refusal.how, &refusal.input);
        let exception = fit::visible(refusal.exception.as_str());
        let text = match lang {
            Lang::En => format!("! {who}: {tried} refused: {exception}"),
            Lang::Zh => format!("! {who} 的 {tried} 被拒绝：{exception}"),
        };
        parts.push(vec![(Role::Error, text)]);
    }
    let gap: Line = vec![(Role::Plain, "  ".to_owned())];
    let together = parts.join(&gap[..]);
    if fit::line_width(&together) <= columns {
        return if together.is_empty() { Vec::new() } else { vec![together] };
    }
    parts.into_iter().map(|part| fit::cut_line(part, columns)).collect()
}
