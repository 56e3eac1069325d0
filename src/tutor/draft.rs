//! A question about one event of a run: the right answer, wrong ones that could be right, and why they are not.

use crate::lang::{Lang, say};
use crate::trace::aio::TaskState;
use crate::trace::event::{Actor, Event, How, Input, Kind, ObjectKind, State, Stream, Target};
use crate::trace::id::ObjectId;
use crate::trace::names::MODULE;
use crate::trace::object::{Frame, Object};
use crate::trace::world::World;
use crate::view::fit;
use crate::view::waits;
use crate::view::words::{actor, word};

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Whose code runs next, or who gets what comes out.
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
///
/// It is asked at the moment right before the event. Nothing is asked about what happens in another thread than the one
/// on the screen, nor about what the interpreter does to an object that nobody holds: nobody can tell when it does.
pub fn draft(topic: Topic, event: &Event, context: &Context<'_>) -> Option<Draft> {
    if event.thread != context.before.current_thread() && context.before.step().0 > 0 {
        return None;
    }
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
    let leaves = matches!(kind, Kind::Yielded { .. } | Kind::Returned { .. } | Kind::Raised { .. });
    match topic {
        Topic::Control => leaves || matches!(kind, Kind::Resumed { .. }),
        Topic::State => leaves || matches!(kind, Kind::Created { .. } | Kind::Resumed { .. }),
        Topic::Value => {
            matches!(
                kind,
                Kind::Resumed { input: Input::Value(_), .. } | Kind::Yielded { .. } | Kind::Returned { .. }
            )
        }
        Topic::Task => matches!(kind, Kind::TaskStep { .. }),
        Topic::Print => matches!(kind, Kind::Output { stream: Stream::Stdout, .. }),
    }
}

/// By what an object that runs was resumed.
fn resumed_by(object: &Object) -> Option<(How, &Actor)> {
    object.resumption().map(|resumption| (resumption.how, &resumption.by))
}

/// Code of the program that can be named as what runs or gets something: not a task, whose place the loop takes, nor
/// the library, nor the interpreter.
fn named(world: &World, lang: Lang, who: &Actor) -> Option<String> {
    matches!(who, Actor::Module | Actor::Function(_) | Actor::Object(_)).then(|| actor(world, lang, who))
}

/// Who gets what an object yields, and by what it asked for it: not those that delegate to it, through which it passes
/// untouched. Nobody to speak of where a coroutine sleeps, or an asynchronous generator in an `await`: that goes to the
/// event loop; nor where `close()` is ignored.
fn receiver(world: &World, id: ObjectId) -> Option<(How, &Actor)> {
    let mut at = world.object(id)?;
    match at.kind() {
        ObjectKind::Coroutine => return None,
        ObjectKind::AsyncGenerator if at.delegates_to().is_some() => return None,
        ObjectKind::AsyncGenerator => return resumed_by(at).filter(|(how, _)| asks(*how)),
        ObjectKind::Generator => {}
    }
    // A chain is no longer than there are objects.
    for _ in 0..world.object_count() {
        let (how, by) = resumed_by(at).filter(|(how, _)| asks(*how))?;
        let outer = match by {
            Actor::Object(outer) => world.object(*outer),
            _ => None,
        };
        // An asynchronous generator that awaits hands on what comes out of there, too.
        let passes = |outer: &&Object| {
            matches!(how, How::YieldFrom | How::Await)
                || outer.delegate() == Some(at.id())
                || at.kind() == ObjectKind::AsyncGenerator
        };
        match outer.filter(passes) {
            Some(outer) => at = outer,
            None => return Some((how, by)),
        }
    }
    None
}

/// Whether a resumption asks for a value.
fn asks(how: How) -> bool {
    !matches!(how, How::Close | How::Aclose | How::Gc)
}

fn control(event: &Event, context: &Context<'_>) -> Option<Draft> {
    let (before, lang) = (context.before, context.lang);
    let label = |id| context.after.label(id).map(fit::visible);
    let (text, right, of) = match &event.kind {
        // Who delegates executes no code of its own, and an exception that nobody handles runs none.
        Kind::Resumed { id, how, input, .. } => {
            let object = before.object(*id)?;
            // A generator expression has no line of its own: it goes on to the next value of what it loops over.
            let runs = object.delegates_to().is_none()
                && !object.name().starts_with('<')
                && !matches!(input, Input::Exception(_))
                && !matches!(how, How::Gc | How::Close | How::Aclose);
            let text = word(lang, "Whose code runs next?", "接下来运行谁的代码？").to_owned();
            (text, runs.then(|| label(*id)).flatten()?, None)
        }
        Kind::Yielded { id, .. } => {
            let object = before.object(*id)?;
            let name = label(*id)?;
            let is_own = !matches!(
                object.delegates_to(),
                Some(Target::Object(_) | Target::Task(_) | Target::Future(_) | Target::Awaitable(_))
            );
            // What consumes an iterator by `__next__` may hand the value to other code, as `map` does.
            let (_, to) =
                is_own.then(|| receiver(before, *id)).flatten().filter(|(how, _)| *how != How::Next)?;
            let text = say!(
                lang,
                "{name} yields a value. Who gets this value?",
                "{name} 产出一个值。谁得到这个值？"
            );
            (text, named(before, lang, to)?, Some(*id))
        }
        Kind::Returned { id, to, .. } => {
            let name = label(*id)?;
            // What consumes an iterator by `__next__` may go on with another one.
            let object = before.object(*id)?;
            // And who delegates to it gets its value, whatever a `throw` says of who sent it in.
            let goes_back = !matches!(resumed_by(object)?.0, How::Next | How::Gc)
                && object.delegator().is_none_or(|outer| *to == Actor::Object(outer));
            let text =
                say!(lang, "{name} returns. Whose code runs next?", "{name} 返回。接下来运行谁的代码？");
            (text, goes_back.then(|| named(before, lang, to)).flatten()?, Some(*id))
        }
        Kind::Raised { id, to, .. } => {
            let name = label(*id)?;
            // `close()` takes its GeneratorExit back.
            let arrives = !matches!(resumed_by(before.object(*id)?)?.0, How::Close | How::Aclose | How::Gc);
            let text = say!(
                lang,
                "An exception leaves {name}. Who gets it first?",
                "一个异常传出 {name}。谁最先得到它？"
            );
            (text, arrives.then(|| named(before, lang, to)).flatten()?, Some(*id))
        }
        _ => return None,
    };
    let passes = |object: &Object| match (of, lang) {
        (Some(id), _) if object.id() == id => {
            say!(
                lang,
                "`{}` is the one that control leaves here.",
                "控制权离开的就是 `{}`。",
                fit::visible(object.label())
            )
        }
        (Some(id), _) if object.delegate() == Some(id) && matches!(event.kind, Kind::Yielded { .. }) => {
            say!(
                lang,
                "`{}` delegates: the value passes through it untouched, and none of its code sees it.",
                "`{}` 在委派：值原样穿过它，它的代码看不到这个值。",
                fit::visible(object.label())
            )
        }
        _ => not_now(object, lang),
    };
    let idle = |object: &Object| Other { text: fit::visible(object.label()), why: passes(object) };
    // Those in one chain with it first: that is where one errs.
    let chain = of.map(|id| before.chain(id)).unwrap_or_default();
    let near = chain.iter().filter_map(|id| before.object(*id));
    let far = before.alive().filter(|object| !chain.contains(&object.id()));
    let mut others: Vec<Other> = near.chain(far).take(6).map(idle).collect();
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
            format!("`{label}` was only created; none of its code runs before somebody resumes it.")
        }
        (State::Created, Lang::Zh) => format!("`{label}` 只是被创建；没有人恢复它，它的代码一行也不会运行。"),
        (State::Suspended, Lang::En) => {
            format!("`{label}` sleeps until somebody resumes it; here nobody does.")
        }
        (State::Suspended, Lang::Zh) => format!("`{label}` 挂起着，要有人恢复它才会继续；这里没有人恢复它。"),
        (State::Running, Lang::En) => {
            format!("`{label}` is below what runs: it waits for what it resumed or called itself.")
        }
        (State::Running, Lang::Zh) => {
            format!("`{label}` 在正在运行的代码下面：它在等它自己恢复或调用的代码。")
        }
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
        | Kind::Raised { id, after, .. } => (*id, *after),
        _ => return None,
    };
    let object = after.object(id)?;
    if resumed_by(object).is_some_and(|(how, _)| how == How::Gc) {
        return None;
    }
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
            Lang::En => format!("{label} is RUNNING. In which state is it after the next transition?"),
            Lang::Zh => format!("{label} 在运行（RUNNING）。下一次切换之后它处于什么状态？"),
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
            "CREATED means: it has not been resumed even once. None of its code has run.",
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
    let delegates = |id| before.object(id).is_some_and(|object| object.delegates_to().is_some());
    let (text, right, id) = match &event.kind {
        // What is sent to one that delegates goes on to the one inside; and a first `send(None)` meets no `yield`.
        Kind::Resumed { id, input: Input::Value(value), before: State::Suspended, .. } if !delegates(*id) => {
            let text = match lang {
                Lang::En => format!("{} wakes up. Which value does its yield give it?", label(*id)?),
                Lang::Zh => format!("{} 被恢复。它的 yield 得到什么值？", label(*id)?),
            };
            (text, value, id)
        }
        Kind::Yielded { id, value, .. } => {
            let (how, to) = receiver(before, *id)?;
            let (own, to) = (label(*id)?, named(before, lang, to)?);
            let text = match how {
                How::Next => say!(lang, "{own} yields. Which value?", "{own} 产出一个值。是什么值？"),
                _ => say!(
                    lang,
                    "{own} yields. Which value does {to} get?",
                    "{own} 产出一个值。{to} 得到的值是什么？"
                ),
            };
            (text, value, id)
        }
        Kind::Returned { id, value, .. } => {
            if resumed_by(before.object(*id)?)?.0 == How::Gc {
                return None;
            }
            let text = match lang {
                Lang::En => format!("{} returns. With which value?", label(*id)?),
                Lang::Zh => format!("{} 返回。返回值是什么？", label(*id)?),
            };
            (text, value, id)
        }
        _ => return None,
    };
    // Nobody can think out how an object without a name of its own is shown.
    if right.as_str().starts_with('<') {
        return None;
    }
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
    // The right one is never an object without a text of its own, so such a one would give itself away.
    others.retain(|other| !other.text.starts_with('<'));
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
    // A task that makes its first step while it is made is not the loop's choice.
    if before.unfinished_tasks().any(|task| *task.state() == TaskState::Running) {
        return None;
    }
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
    // A line that is printed in pieces is asked about in none of them.
    let begins = context.printed.is_empty() || context.printed.ends_with('\n');
    let right = fit::visible(String::from_utf8_lossy(bytes).trim_end());
    if right.is_empty() || right.contains('␊') || !begins || !bytes.ends_with(b"\n") {
        return None;
    }
    // Wrong answers: what was printed before, and the values at hand.
    let before = word(lang, "That was printed before.", "那是之前打印的。");
    // What a traceback says is no line of the program's.
    let is_own =
        |line: &&str| !line.is_empty() && !line.starts_with([' ', '\t']) && !line.starts_with("Traceback");
    let earlier = context.printed.lines().rev().filter(is_own).take(6);
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
