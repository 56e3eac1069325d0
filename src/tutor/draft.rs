//! A question about one event of a run: the right answer, wrong ones that could be right, and why they are not.

use crate::lang::Lang;
use crate::trace::event::{Event, Input, Kind, ObjectKind, State};
use crate::trace::names::MODULE;
use crate::trace::object::{Frame, Object};
use crate::trace::world::World;
use crate::view::fit;
use crate::view::waits;
use crate::view::words::{actor, word};

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Who is resumed, or who goes on.
    Control,
    /// Which state follows.
    State,
    /// What value arrives.
    Value,
    /// Which task the loop resumes.
    Task,
    /// What is printed next.
    Print,
}

impl Topic {
    /// Every topic, in the order they take turns.
    pub const ALL: [Topic; 5] = [Topic::Control, Topic::State, Topic::Value, Topic::Task, Topic::Print];

    /// The topic's word in ids.
    pub fn word(self) -> &'static str {
        match self {
            Topic::Control => "control",
            Topic::State => "state",
            Topic::Value => "value",
            Topic::Task => "task",
            Topic::Print => "print",
        }
    }
}

/// A wrong answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// The answer.
    pub text: String,
    /// Why it is not so.
    pub why: String,
}

/// A question with its answers, not shuffled yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is asked.
    pub text: String,
    /// The right answer.
    pub right: String,
    /// Wrong ones, the best first; there may be too many, and some may be the right one.
    pub others: Vec<Other>,
}

/// Where an event stands: the worlds before and after it, and what was printed before.
pub struct Context<'a> {
    /// The world before it.
    pub before: &'a World,
    /// The world after it.
    pub after: &'a World,
    /// What was printed before it.
    pub printed: &'a str,
    /// The learner's language.
    pub lang: Lang,
}

/// The question that an event is the answer to, where it is the answer to one on this topic.
pub fn draft(topic: Topic, event: &Event, context: &Context<'_>) -> Option<Draft> {
    match topic {
        Topic::Control => control(event, context),
        Topic::State => state(event, context),
        Topic::Value => value(event, context),
        Topic::Task => task(event, context),
        Topic::Print => print(event, context),
    }
}

/// Whether an event may be the answer to a question on this topic, without a look at the world.
pub fn may_ask(topic: Topic, kind: &Kind) -> bool {
    let transition = matches!(
        kind,
        Kind::Created { .. }
            | Kind::Resumed { .. }
            | Kind::Yielded { .. }
            | Kind::Returned { .. }
            | Kind::Raised { .. }
    );
    match topic {
        Topic::Control => transition,
        Topic::State => transition || matches!(kind, Kind::Closed { .. }),
        Topic::Value => {
            matches!(
                kind,
                Kind::Resumed { input: Input::Value(_), .. } | Kind::Yielded { .. } | Kind::Returned { .. }
            )
        }
        Topic::Task => matches!(kind, Kind::TaskStep { .. }),
        Topic::Print => matches!(kind, Kind::Output { .. }),
    }
}

fn control(event: &Event, context: &Context<'_>) -> Option<Draft> {
    let (after, lang) = (context.after, context.lang);
    let label = |id| after.label(id).map(fit::visible);
    let (text, right) = match &event.kind {
        Kind::Resumed { id, .. } => {
            (word(lang, "Whose code runs next?", "接下来运行谁的代码？").to_owned(), label(*id)?)
        }
        Kind::Yielded { id, to, .. } | Kind::Returned { id, to, .. } | Kind::Raised { id, to, .. } => {
            let id = label(*id)?;
            let text = match lang {
                Lang::En => format!("Control leaves {id}. Whose code runs next?"),
                Lang::Zh => format!("控制权离开 {id}。接下来运行谁的代码？"),
            };
            (text, actor(after, lang, to))
        }
        Kind::Created { by, .. } => (
            word(lang, "The function is called. Whose code runs next?", "函数被调用了。接下来运行谁的代码？")
                .to_owned(),
            actor(after, lang, by),
        ),
        _ => return None,
    };
    let idle = |object: &Object| Other { text: fit::visible(object.label()), why: not_now(object, lang) };
    let mut others: Vec<Other> = after.alive().take(6).map(idle).collect();
    let why = word(
        lang,
        "`<module>` is at a call that has not come back: it waits for what it resumed.",
        "`<module>` 停在一个还没有返回的调用上：它在等它恢复的对象。",
    );
    others.push(Other { text: MODULE.to_owned(), why: why.to_owned() });
    Some(Draft { text, right, others })
}

/// Why an object does not go on now.
fn not_now(object: &Object, lang: Lang) -> String {
    let label = fit::visible(object.label());
    match (object.state(), lang) {
        (State::Created, Lang::En) => {
            format!("`{label}` was only made; none of its code runs before somebody resumes it.")
        }
        (State::Created, Lang::Zh) => format!("`{label}` 只是被创建；没有人恢复它，它的代码一行也不会运行。"),
        (State::Suspended, Lang::En) => {
            format!("`{label}` sleeps until somebody resumes it; here nobody does.")
        }
        (State::Suspended, Lang::Zh) => format!("`{label}` 挂起着，要有人恢复它才会继续；这里没有人恢复它。"),
        (State::Running, Lang::En) => {
            format!("`{label}` is below the one that runs: it waits for what it resumed itself.")
        }
        (State::Running, Lang::Zh) => format!("`{label}` 在正在运行的代码下面：它在等它自己恢复的对象。"),
        (State::Closed, Lang::En) => format!("`{label}` is closed and never runs again."),
        (State::Closed, Lang::Zh) => format!("`{label}` 已经关闭，不会再运行。"),
    }
}

fn state(event: &Event, context: &Context<'_>) -> Option<Draft> {
    let (after, lang) = (context.after, context.lang);
    let (id, is) = match &event.kind {
        Kind::Created { id, after, .. }
        | Kind::Resumed { id, after, .. }
        | Kind::Yielded { id, after, .. }
        | Kind::Returned { id, after, .. }
        | Kind::Raised { id, after, .. }
        | Kind::Closed { id, after, .. } => (*id, *after),
        _ => return None,
    };
    let object = after.object(id)?;
    let label = fit::visible(object.label());
    let text = match &event.kind {
        Kind::Created { name, .. } => {
            let name = fit::visible(name);
            match lang {
                Lang::En => format!("{name}() is called. In which state is the new object?"),
                Lang::Zh => format!("调用了 {name}()。新对象处于什么状态？"),
            }
        }
        Kind::Resumed { .. } => match lang {
            Lang::En => format!("Control goes into {label} now. In which state is it then?"),
            Lang::Zh => format!("控制权现在进入 {label}。这时它处于什么状态？"),
        },
        _ => match lang {
            Lang::En => format!("In which state is {label} after the next transition?"),
            Lang::Zh => format!("下一次切换之后 {label} 处于什么状态？"),
        },
    };
    let kind: ObjectKind = object.kind();
    let others = [State::Created, State::Running, State::Suspended, State::Closed];
    let other =
        |state: State| Other { text: state.word(kind).to_owned(), why: meaning(state, lang).to_owned() };
    Some(Draft { text, right: is.word(kind).to_owned(), others: others.map(other).to_vec() })
}

/// What a state means, to say why it is not this one.
fn meaning(state: State, lang: Lang) -> &'static str {
    match state {
        State::Created => word(
            lang,
            "CREATED means: made, and not resumed even once. None of its code has run.",
            "CREATED 的意思是：已创建，一次也没有被恢复过，代码一行也没有运行。",
        ),
        State::Running => word(
            lang,
            "RUNNING means: its own code, or something it resumed or called, runs at this moment.",
            "RUNNING 的意思是：此刻正在运行的是它自己的代码，或者它恢复、调用的代码。",
        ),
        State::Suspended => word(
            lang,
            "SUSPENDED means: it sleeps at a `yield` or `await` and can be resumed.",
            "SUSPENDED 的意思是：它挂起在某个 `yield` 或 `await` 处，可以被恢复。",
        ),
        State::Closed => word(
            lang,
            "CLOSED means: it has returned, raised or been closed, and never runs again.",
            "CLOSED 的意思是：它已经返回、传出异常或被关闭，不会再运行。",
        ),
    }
}

fn value(event: &Event, context: &Context<'_>) -> Option<Draft> {
    let (before, after, lang) = (context.before, context.after, context.lang);
    let label = |id| after.label(id).map(fit::visible);
    let (text, right, id) = match &event.kind {
        Kind::Resumed { id, input: Input::Value(value), .. } => {
            let text = match lang {
                Lang::En => format!("{} wakes up. What does its yield or await give it?", label(*id)?),
                Lang::Zh => format!("{} 被恢复。它的 yield 或 await 得到什么值？", label(*id)?),
            };
            (text, value, id)
        }
        Kind::Yielded { id, to, value, .. } => {
            let to = actor(after, lang, to);
            let text = match lang {
                Lang::En => format!("{} yields. What does {to} get?", label(*id)?),
                Lang::Zh => format!("{} 产出一个值。{to} 得到什么？", label(*id)?),
            };
            (text, value, id)
        }
        Kind::Returned { id, value, .. } => {
            let text = match lang {
                Lang::En => format!("{} returns. With which value?", label(*id)?),
                Lang::Zh => format!("{} 返回。返回值是什么？", label(*id)?),
            };
            (text, value, id)
        }
        _ => return None,
    };
    // Wrong answers are what lies about: its own variables, its caller's, what it gave last.
    let mut others: Vec<Other> = Vec::new();
    if let Some(object) = before.object(*id) {
        let own = label(*id)?;
        others.extend(variables(object.frame(), |name| match lang {
            Lang::En => format!("That is the value of `{name}` in `{own}`; it is not what is handed over."),
            Lang::Zh => format!("那是 `{own}` 里变量 `{name}` 的值，并不是传递的值。"),
        }));
        others.extend(object.answer().and_then(|answer| answer.value.as_ref()).map(|value| {
            let why = word(lang, "That is what came out the time before.", "那是上一次出来的值。");
            Other { text: fit::visible(value.as_str()), why: why.to_owned() }
        }));
    }
    if let Some(level) = before.top() {
        others.extend(variables(level.frame, |name| match lang {
            Lang::En => format!("That is the value of `{name}`; it is not what is handed over."),
            Lang::Zh => format!("那是变量 `{name}` 的值，并不是传递的值。"),
        }));
    }
    others.retain(|other| {
        !["<function", "<class", "<module"].iter().any(|start| other.text.starts_with(start))
    });
    let none = word(
        lang,
        "None is what `next` sends in, what a bare `yield` hands out, and what a function without `return` returns.",
        "None 是 `next` 送进去的值、不带表达式的 `yield` 交出的值、没有 `return` 的函数的返回值。",
    );
    others.push(Other { text: "None".to_owned(), why: none.to_owned() });
    let stop = word(
        lang,
        "StopIteration is an exception: it comes when a generator returns, and is no value that is handed over.",
        "StopIteration 是异常：生成器返回时才会引发，不是传递的值。",
    );
    others.push(Other { text: "StopIteration".to_owned(), why: stop.to_owned() });
    Some(Draft { text, right: fit::visible(right.as_str()), others })
}

/// Wrong answers: the values of a frame's variables, each with why it is not that, by the variable's name.
fn variables(frame: &Frame, why: impl Fn(&str) -> String) -> impl Iterator<Item = Other> {
    frame.locals().map(move |local| {
        let name = fit::visible(local.name);
        Other { text: fit::visible(local.value.as_str()), why: why(&name) }
    })
}

fn task(event: &Event, context: &Context<'_>) -> Option<Draft> {
    let (before, lang) = (context.before, context.lang);
    let Kind::TaskStep { task } = &event.kind else {
        return None;
    };
    let right = fit::visible(before.task(*task)?.name());
    let others = before.unfinished_tasks().take(8).map(|task| {
        let name = fit::visible(task.name());
        let why = match (task.waits_for(), lang) {
            (Some(on), Lang::En) => {
                format!("`{name}` {}.", waits::waiting(before, lang, on, task.waits_at()))
            }
            (Some(on), Lang::Zh) => {
                format!("`{name}` {}。", waits::waiting(before, lang, on, task.waits_at()))
            }
            (None, Lang::En) => format!("`{name}` is ready too, but stands further back in the queue."),
            (None, Lang::Zh) => format!("`{name}` 也就绪了，但在就绪队列中排在后面。"),
        };
        Other { text: name, why }
    });
    let text = word(lang, "Which task does the loop resume next?", "事件循环接下来恢复哪个任务？").to_owned();
    Some(Draft { text, right, others: others.collect() })
}

fn print(event: &Event, context: &Context<'_>) -> Option<Draft> {
    let lang = context.lang;
    let Kind::Output { bytes, .. } = &event.kind else {
        return None;
    };
    let right = fit::visible(String::from_utf8_lossy(bytes).trim_end());
    if right.is_empty() || right.contains('␊') {
        return None;
    }
    // Wrong answers: what was printed before, and the values at hand.
    let before = word(lang, "That was printed before.", "那是之前打印的。");
    let earlier = context.printed.lines().rev().take(6).filter(|line| !line.is_empty());
    let mut others: Vec<Other> =
        earlier.map(|line| Other { text: fit::visible(line), why: before.to_owned() }).collect();
    if let Some(level) = context.before.top() {
        let values = variables(level.frame, |name| match lang {
            Lang::En => format!("That is the value of `{name}` at this moment; it is not what is printed."),
            Lang::Zh => format!("那是变量 `{name}` 此刻的值，打印的不是它。"),
        });
        others.extend(values.filter(|other| !other.text.starts_with('<')));
    }
    let none = word(
        lang,
        "`print` prints what it is given, and that is not None here.",
        "`print` 打印传给它的值，这里传给它的不是 None。",
    );
    others.push(Other { text: "None".to_owned(), why: none.to_owned() });
    Some(Draft {
        text: word(lang, "What is printed next?", "接下来打印什么？").to_owned(), right, others
    })
}

/// The choices, the right one among them, in an order that the learner cannot guess and that the seed decides; with
/// the place of the right one. None where there is nothing to choose from.
pub fn shuffled(draft: &Draft, most: usize, seed: u64) -> Option<(Vec<Other>, usize)> {
    let right = Other { text: draft.right.clone(), why: String::new() };
    let mut choices = vec![right];
    for other in &draft.others {
        if choices.len() < most && choices.iter().all(|choice| choice.text != other.text) {
            choices.push(other.clone());
        }
    }
    if choices.len() < 2 {
        return None;
    }
    fastrand::Rng::with_seed(seed).shuffle(&mut choices);
    let place = choices.iter().position(|choice| choice.text == draft.right)?;
    Some((choices, place))
}
