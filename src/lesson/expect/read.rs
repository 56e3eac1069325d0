//! Reading a claim: its words, one after the other.

use super::{
    Claim, ClaimError, Exactness, Exception, FORMS, Life, Moment, is_object, is_state, is_task, is_task_state,
};

/// Reads a claim.
pub fn parse(text: &str) -> Result<Claim, ClaimError> {
    let text = text.trim();
    let (first, rest) = split(text);
    let incomplete = |word: &str| ClaimError::Incomplete { word: word.into(), form: form_of(word) };
    let needed = |rest: &str, word: &str| {
        if rest.is_empty() { Err(incomplete(word)) } else { Ok(rest.to_owned()) }
    };
    match first {
        "" => return Err(ClaimError::Empty),
        "prints" if rest.is_empty() => return Ok(Claim::Prints(String::new())),
        "prints" if rest == "nothing" => return Ok(Claim::PrintsNothing),
        "prints" => return Ok(Claim::Prints(code(rest))),
        "error" => return Ok(Claim::Error(Exception::read(&needed(rest, first)?))),
        "catches" => return Ok(Claim::Catches(Exception::read(&needed(rest, first)?))),
        "next" => {
            return match marks(rest).as_deref() {
                Some([mark]) => Ok(Claim::Next(*mark)),
                _ => Err(incomplete(first)),
            };
        }
        "order" => {
            return match marks(rest) {
                Some(marks) if marks.len() > 1 => Ok(Claim::Order(marks)),
                _ => Err(incomplete(first)),
            };
        }
        "ends" if rest == "well" => return Ok(Claim::Ends(None)),
        "ends" => {
            let exception = rest.strip_prefix("with ").ok_or_else(|| incomplete(first))?;
            return Ok(Claim::Ends(Some(Exception::read(exception))));
        }
        "queued" if rest == "nothing" => return Ok(Claim::Queued(Vec::new())),
        "queued" => {
            let names: Vec<String> =
                needed(rest, first)?.split(',').map(|name| name.trim().to_owned()).collect();
            return Ok(Claim::Queued(names));
        }
        "timers" => return rest.parse().map(Claim::Timers).map_err(|_| incomplete(first)),
        "loop" if rest.starts_with("runs ") => {
            return Ok(Claim::Runs(rest.trim_start_matches("runs ").trim().to_owned()));
        }
        "turn" => return rest.parse().map(Claim::Turn).map_err(|_| incomplete(first)),
        "clock" => return moment(rest).map(Claim::Clock).ok_or_else(|| incomplete(first)),
        "takes" => return moment(rest).map(Claim::Takes).ok_or_else(|| incomplete(first)),
        "warns" => return Ok(Claim::Warns(needed(rest, first)?)),
        "thread" => {
            let (name, life) = rest.rsplit_once(' ').ok_or_else(|| incomplete(first))?;
            return match life {
                "starts" => Ok(Claim::Thread(name.trim().into(), Life::Starts)),
                "ends" => Ok(Claim::Thread(name.trim().into(), Life::Ends)),
                _ => Err(incomplete(first)),
            };
        }
        "submits" => {
            let (callable, executor) = rest.split_once(" to ").ok_or_else(|| incomplete(first))?;
            return Ok(Claim::Submits(callable.trim().into(), executor.trim().into()));
        }
        "in" => {
            let name = rest.strip_prefix("thread ").ok_or_else(|| incomplete(first))?;
            return Ok(Claim::RunsIn(name.trim().into()));
        }
        _ => {}
    }
    let (verb, rest) = split(rest);
    let object = || {
        if is_object(first) {
            Ok(first.to_owned())
        } else {
            Err(ClaimError::NotAnObject { word: first.into() })
        }
    };
    let object_or_task = || if is_task(first) { Ok(first.to_owned()) } else { object() };
    Ok(match verb {
        "is" if rest == "made" => Claim::Made(object_or_task()?),
        "is" if rest == "cancelled" => Claim::Cancelled(first.into()),
        "is" if rest.starts_with("done with ") => {
            Claim::Done(first.into(), code(rest.trim_start_matches("done with ").trim()))
        }
        "is" if is_task_state(rest) => Claim::Is(first.into(), rest.into()),
        "is" if is_state(rest) => Claim::Is(object()?, rest.into()),
        "is" if rest.is_empty() => return Err(incomplete("is")),
        "is" => return Err(ClaimError::UnknownState { word: rest.into() }),
        "has" => {
            let (name, value) = rest.split_once('=').ok_or_else(|| incomplete("has"))?;
            Claim::Has(owner(first)?, name.trim().into(), code(value.trim()))
        }
        "resumes" => {
            let (target, how) = rest.split_once(" with ").ok_or_else(|| incomplete("resumes"))?;
            if !is_object(target) {
                return Err(ClaimError::NotAnObject { word: target.into() });
            }
            Claim::Resumes { by: first.into(), object: target.into(), how: how.trim().into() }
        }
        "yields" => Claim::Yields(object()?, code(&needed(rest, verb)?)),
        "returns" => Claim::Returns(object()?, code(&needed(rest, verb)?)),
        "raises" => Claim::Raises(object()?, Exception::read(&needed(rest, verb)?)),
        "refuses" => {
            let (how, exception) = rest.split_once(": ").ok_or_else(|| incomplete("refuses"))?;
            Claim::Refuses(object()?, how.trim().into(), Exception::read(exception))
        }
        "closes" if rest == "without running" => Claim::Closes(object()?),
        "closes" => return Err(incomplete("closes")),
        "delegates" => {
            let target = rest.strip_prefix("to ").ok_or_else(|| incomplete("delegates"))?;
            Claim::Delegates(object()?, target.trim().into())
        }
        "waits" => {
            let on = rest.strip_prefix("for ").ok_or_else(|| incomplete("waits"))?;
            Claim::Waits(first.into(), code(on.trim()))
        }
        "wakes" => Claim::Wakes { by: first.into(), task: needed(rest, verb)? },
        "cancels" => Claim::Cancels { by: first.into(), task: needed(rest, verb)? },
        "failed" => {
            let exception = rest.strip_prefix("with ").ok_or_else(|| incomplete("failed"))?;
            Claim::Failed(first.into(), Exception::read(exception))
        }
        "switches" => {
            let to = rest.strip_prefix("to ").ok_or_else(|| incomplete("switches"))?;
            Claim::Switches(first.into(), to.trim().into())
        }
        _ => {
            // Where something stands before it, the verb is what was meant to be one.
            let is_verb =
                is_object(first) || is_task(first) || first.starts_with('<') || nearest(verb).is_some();
            let word = if is_verb && !verb.is_empty() { verb } else { first };
            return Err(ClaimError::UnknownWord { word: word.into(), near: nearest(word) });
        }
    })
}

/// Whose variable it is: an object's, a function's, or the module's.
fn owner(word: &str) -> Result<String, ClaimError> {
    let is_function = word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.') && !word.is_empty();
    if is_object(word) || word == "<module>" || is_function {
        Ok(word.to_owned())
    } else {
        Err(ClaimError::NotAnObject { word: word.into() })
    }
}

/// A time: `1.5`, `about 0.3`.
fn moment(text: &str) -> Option<Moment> {
    let (text, exactness) = match text.strip_prefix("about ") {
        Some(text) => (text.trim(), Exactness::About),
        None => (text, Exactness::Exact),
    };
    let seconds: f64 = text.parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0).then_some(Moment { seconds, exactness })
}

fn split(text: &str) -> (&str, &str) {
    text.split_once(char::is_whitespace).map_or((text, ""), |(first, rest)| (first, rest.trim()))
}

/// A text that may stand in back-ticks, so that spaces at its ends are seen.
fn code(text: &str) -> String {
    text.strip_prefix('`').and_then(|t| t.strip_suffix('`')).unwrap_or(text).to_owned()
}

fn marks(text: &str) -> Option<Vec<u32>> {
    text.split_whitespace().map(|word| word.strip_prefix('<')?.strip_suffix('>')?.parse().ok()).collect()
}

fn form_of(word: &str) -> &'static str {
    FORMS.iter().find(|(name, _)| *name == word).map_or("averager#1 yields 10.0", |(_, form)| form)
}

fn nearest(word: &str) -> Option<&'static str> {
    crate::lesson::problem::nearest(word, FORMS.iter().map(|(name, _)| *name))
}
