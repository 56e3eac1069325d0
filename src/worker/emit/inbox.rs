//! What the tool asks: requests as they come, each for whoever waits for its kind.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::time::Duration;

use parking_lot::Mutex;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::wire::Request;
use crate::wire::codec::{self, CodecError};
use crate::worker::emit::exit::tool_is_gone;

/// How long a wait for the program's input lasts before signals are looked for.
const LOOK: Duration = Duration::from_millis(50);

/// Where requests come from: any stream with a descriptor, because a wait for it must end when a signal comes, as
/// `poll` does.
pub(crate) trait Requests: Read + AsFd + Send {}

impl<T: Read + AsFd + Send> Requests for T {}

/// The stream that requests come on.
pub(crate) struct Inbox {
    /// The same stream, to wait for it without keeping others from it.
    watch: OwnedFd,
    state: Mutex<State>,
}

struct State {
    stream: Box<dyn Requests>,
    /// The program asked for input and went on without it, after Ctrl-C say: the answer belongs to its next question.
    input_is_due: bool,
    /// A session is served: at its prompt a question that Ctrl-C has ended is not answered any more.
    is_session: bool,
    /// Requests that came while another kind was waited for.
    set_aside: VecDeque<Request>,
    /// A session waits for its next request, and takes in whatever comes.
    is_attended: bool,
}

/// Whether the tool must be told that the program wants input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InputRequest {
    /// It was told, and its answer is due.
    Known,
    /// It was not.
    New,
}

impl Inbox {
    /// Takes the stream.
    pub(crate) fn new(stream: Box<dyn Requests>) -> io::Result<Inbox> {
        let watch = rustix::io::fcntl_dupfd_cloexec(stream.as_fd(), 10)?;
        let state = State {
            stream,
            input_is_due: false,
            is_session: false,
            set_aside: VecDeque::new(),
            is_attended: false,
        };
        Ok(Inbox { watch, state: Mutex::new(state) })
    }

    /// Waits for the next request; `None` where the tool is gone.
    pub(crate) fn next(&self) -> Result<Option<Request>, CodecError> {
        codec::read(&mut self.state.lock().stream)
    }

    /// Whether a request of a session is there.
    pub(crate) fn has_request(&self) -> bool {
        self.state.lock().set_aside.iter().any(is_for_session) || self.is_readable(Some(Duration::ZERO))
    }

    /// The descriptor that requests come on.
    pub(crate) fn descriptor(&self) -> i32 {
        self.watch.as_raw_fd()
    }

    /// Waits for the next request of a session, for so long at most; signals end the wait too.
    pub(crate) fn within(&self, patience: Option<Duration>) -> Option<Request> {
        {
            let mut state = self.state.lock();
            if let Some(request) = state.take(is_for_session) {
                return Some(request);
            }
            state.is_attended = true;
            state.is_session = true;
        }
        let arrived = self.is_readable(patience);
        let mut state = self.state.lock();
        state.is_attended = false;
        if arrived {
            state.set_aside_next();
        }
        state.take(is_for_session)
    }

    /// The program wants input.
    pub(crate) fn want_input(&self) -> InputRequest {
        match std::mem::replace(&mut self.state.lock().input_is_due, true) {
            true => InputRequest::Known,
            false => InputRequest::New,
        }
    }

    /// Waits for the program's input. `go_on` is asked now and then; its error ends the wait, and the answer is kept for
    /// the next one.
    pub(crate) fn input<E>(&self, mut go_on: impl FnMut() -> Result<(), E>) -> Result<Vec<u8>, E> {
        loop {
            {
                let mut state = self.state.lock();
                if !state.is_attended && self.is_readable(Some(Duration::ZERO)) {
                    state.set_aside_next();
                }
                if let Some(Request::Input { bytes }) = state.take(|request| !is_for_session(request)) {
                    state.input_is_due = false;
                    return Ok(bytes);
                }
            }
            go_on()?;
            self.is_readable(Some(LOOK));
        }
    }

    /// The program goes on without the input it asked for: a session asks anew, any other program gets the answer that
    /// is due when it asks next.
    pub(crate) fn goes_without_input(&self) {
        let mut state = self.state.lock();
        state.input_is_due &= !state.is_session;
    }

    /// Waits until a request is there, for so long at most.
    fn is_readable(&self, patience: Option<Duration>) -> bool {
        let mut arrival = [PollFd::new(&self.watch, PollFlags::IN)];
        let patience = patience.and_then(|patience| Timespec::try_from(patience).ok());
        matches!(poll(&mut arrival, patience.as_ref()), Ok(count) if count > 0)
    }
}

impl State {
    /// Reads a request that is there.
    fn set_aside_next(&mut self) {
        match codec::read::<Request>(&mut self.stream) {
            Ok(Some(request)) => self.set_aside.push_back(request),
            Ok(None) | Err(_) => tool_is_gone(),
        }
    }

    /// The first request of a kind.
    fn take(&mut self, is_it: impl Fn(&Request) -> bool) -> Option<Request> {
        let position = self.set_aside.iter().position(is_it)?;
        self.set_aside.remove(position)
    }
}

fn is_for_session(request: &Request) -> bool {
    !matches!(request, Request::Input { .. })
}
