//! A session at the prompt: one entry after the other in one interpreter, and its event loop in between.

pub(crate) mod side;

use std::cell::Cell;
use std::time::Duration;

use rustpython_vm::builtins::{PyBaseExceptionRef, PyCode};
use rustpython_vm::bytecode::CodeFlags;
use rustpython_vm::function::IntoFuncArgs;
use rustpython_vm::scope::Scope;
use rustpython_vm::{AsObject, PyObjectRef, PyRef, PyResult, VirtualMachine};

use crate::python::{self, Completeness};
use crate::trace::event::{Clock, Kind, Outcome};
use crate::trace::id::FileId;
use crate::wire::{
    Depth, Detail, Drive, Entry, Failure, FailureLine, Pace, Program, Ready, Reply, Request, SESSION_FILE,
};
use crate::worker::host::evaluate;
use crate::worker::host::natives::Purpose;
use crate::worker::host::program::{self, Ending};
use crate::worker::host::sandbox::Confinement;
use crate::worker::ledger::objects::Entries;
use crate::worker::ledger::quiet::Quiet;
use crate::worker::listen::{follow, lines, transitions};
use crate::worker::tracer::Tracer;

/// A flag of `compile()`: `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`.
const ALLOW_TOP_LEVEL_AWAIT: i32 = 0x2000;
/// A flag of `compile()`: `codeop.PyCF_ALLOW_INCOMPLETE_INPUT`.
const ALLOW_INCOMPLETE_INPUT: i32 = 0x4000;

/// The flags that a code object has from `from __future__ import`, which are those of `compile()`: `codeop.PyCF_…` of
/// all features since `division`.
const FUTURES: i32 = 0x1FE_0000;

/// The farthest that time passes at once, in seconds: some thirty years.
const FAR: f64 = 1e9;

/// Serves a session to its end and tells of it; the exit status of the process.
pub(crate) fn run(program: &Program, confinement: Option<&Confinement>, tracer: &'static Tracer) -> i32 {
    let interpreter = program::build(program);
    let ending = interpreter.enter(|vm| {
        let opened = program::prepare(program, Purpose::Session, confinement, tracer, vm)
            .and_then(|()| program::begin(program, confinement, tracer, vm));
        match opened {
            Ok(_) => {
                tracer.clock.start();
                tracer.recorder.keep_time();
                Some(Session { detail: program.detail, tracer, vm, futures: Cell::new(0) }.serve())
            }
            Err(traceback) => {
                tracer.recorder.send(&Reply::Unparsable { traceback });
                None
            }
        }
    });
    program::finish(interpreter, ending, tracer)
}

struct Session<'a> {
    detail: Detail,
    tracer: &'static Tracer,
    vm: &'a VirtualMachine,
    /// The flags of every `from __future__ import` so far: they hold for all entries that follow.
    futures: Cell<i32>,
}

/// Whether more lines may follow an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MayGoOn {
    Yes,
    No,
}

/// What came of a part of an entry.
enum Part {
    Done,
    Raised(PyBaseExceptionRef),
}

impl Session<'_> {
    fn serve(&self) -> Ending {
        self.ready(Entry::Done);
        if !self.tracer.recorder.inbox.has_request() {
            let _quiet = Quiet::new();
            self.ask("warm_up", ());
        }
        loop {
            let entry = match self.request() {
                Ok(Request::Enter { source, pace }) => self.enter(&source, pace, MayGoOn::Yes),
                Ok(Request::EnterAtEnd { source }) => self.enter(&source, Pace::Free, MayGoOn::No),
                Ok(Request::Loop(drive)) => self.drive(drive),
                Ok(Request::Describe { name, depth }) => {
                    let _quiet = Quiet::new();
                    self.ask("describe", (name, depth == Depth::Source));
                    Entry::Done
                }
                Ok(Request::Complete { text, cursor }) => {
                    let completions = side::complete(&text, cursor, self.tracer, self.vm);
                    self.tracer.recorder.send(&Reply::Completions(completions));
                    continue;
                }
                Ok(Request::Evaluate { expression }) => {
                    let result = evaluate::evaluate(&expression, self.tracer, self.vm);
                    self.tracer.recorder.send(&Reply::Evaluated(result));
                    continue;
                }
                Ok(Request::Close) => {
                    self.vm.check_signals().ok();
                    return Ending { outcome: Outcome::Ok, exception: None, status: 0 };
                }
                // A session has nothing else to do with requests that came too late.
                Ok(_) => continue,
                Err(exit) => self.failed(exit),
            };
            let exit = match &entry {
                Entry::Exit { status } => Some(*status),
                Entry::Done | Entry::Failed(_) | Entry::Incomplete => None,
            };
            self.ready(entry);
            if let Some(status) = exit {
                return Ending { outcome: Outcome::Exit, exception: None, status };
            }
        }
    }

    fn ready(&self, entry: Entry) {
        let (clock, time) = (self.tracer.clock.kind(), self.tracer.clock.seconds());
        self.tracer.recorder.send(&Reply::Ready(Ready { entry, clock, time }));
    }

    /// Waits for the next request; meanwhile the loop goes on by itself under the real clock. The error is a SystemExit
    /// of something that ran there.
    fn request(&self) -> Result<Request, PyBaseExceptionRef> {
        loop {
            let inbox = &self.tracer.recorder.inbox;
            if !inbox.has_request() {
                // Ctrl-C that came too late for the entry before. One that comes with a request is meant for that.
                self.vm.check_signals().ok();
            }
            let goes_on = self.tracer.clock.kind() == Clock::Real && self.has_loop();
            if goes_on {
                self.doze(self.due(), Some(inbox.descriptor()));
            }
            let patience = goes_on.then_some(Duration::ZERO);
            if let Some(request) = self.vm.allow_threads(|| inbox.within(patience)) {
                return Ok(request);
            }
            if goes_on {
                self.turn_by_itself()?;
            }
        }
    }

    fn has_loop(&self) -> bool {
        side::has_loop(self.vm)
    }

    /// In how many seconds the loop has something to do.
    fn due(&self) -> Option<f64> {
        let _quiet = Quiet::new();
        self.ask("due", ()).and_then(|due| due.try_into_value(self.vm).ok())
    }

    /// Waits for so many seconds of real time, or until there is a request, or something for the loop from outside.
    fn doze(&self, seconds: Option<f64>, requests: Option<i32>) {
        let _quiet = Quiet::new();
        if self.call("doze", (seconds, requests)).is_err() && self.tracer.recorder.inbox.has_request() {
            // Ctrl-C that comes with a request is meant for that.
            self.vm.import("_thread", 0).and_then(|it| self.vm.call_method(&it, "interrupt_main", ())).ok();
        }
    }

    /// A turn that nobody asked for: what goes wrong in it is printed, and only SystemExit ends the session.
    fn turn_by_itself(&self) -> Result<(), PyBaseExceptionRef> {
        match self.turn() {
            Some(exception) if exception.fast_isinstance(self.vm.ctx.exceptions.system_exit) => {
                Err(exception)
            }
            Some(exception) => {
                self.failed(exception);
                self.tracer.recorder.flush();
                Ok(())
            }
            None => {
                self.settle();
                self.tracer.recorder.flush();
                Ok(())
            }
        }
    }

    fn turn(&self) -> Option<PyBaseExceptionRef> {
        match self.call("turn", ()) {
            Ok(raised) => raised.and_then(|raised| raised.downcast().ok()),
            Err(exception) => Some(exception),
        }
    }

    /// Does what the learner wants of the loop and its clock.
    fn drive(&self, drive: Drive) -> Entry {
        let raised = match drive {
            Drive::Turn => self.turn(),
            Drive::Advance { seconds } => self.advance(seconds),
            Drive::Clock(clock) => {
                if clock != self.tracer.clock.kind() {
                    self.tracer.clock.become_another(clock);
                    self.tracer.tell(self.vm, None, None, Kind::ClockChanged { clock });
                }
                None
            }
        };
        match raised {
            Some(exception) => self.failed(exception),
            None => {
                self.settle();
                Entry::Done
            }
        }
    }

    /// Lets time pass, and all that falls due meanwhile happen.
    fn advance(&self, seconds: f64) -> Option<PyBaseExceptionRef> {
        let clock = &self.tracer.clock;
        let end = clock.seconds() + seconds.clamp(0.0, FAR);
        loop {
            if let Err(interrupt) = self.vm.check_signals() {
                return Some(interrupt);
            }
            let left = (end - clock.seconds()).max(0.0);
            let next = self.due().unwrap_or(f64::INFINITY);
            match clock.kind() {
                Clock::Virtual if next > left => {
                    self.jump(end);
                    return None;
                }
                Clock::Virtual => self.jump(clock.seconds() + next),
                Clock::Real if left <= 0.0 => return None,
                Clock::Real => self.doze(Some(next.min(left)), None),
            }
            if let Some(exception) = self.turn() {
                return Some(exception);
            }
        }
    }

    fn jump(&self, to: f64) {
        let from = self.tracer.clock.jump_to(to);
        let to = self.tracer.clock.seconds();
        if to > from {
            self.tracer.tell(self.vm, None, None, Kind::ClockJumped { from, to });
        }
    }

    /// Runs one entry.
    fn enter(&self, source: &str, pace: Pace, may_go_on: MayGoOn) -> Entry {
        let flags = self.futures.get()
            | match may_go_on {
                MayGoOn::Yes => ALLOW_TOP_LEVEL_AWAIT | ALLOW_INCOMPLETE_INPUT,
                MayGoOn::No => ALLOW_TOP_LEVEL_AWAIT,
            };
        let file = self.tracer.ledger.with(|entries| entries.next_file());
        let name = format!("{SESSION_FILE}-{file}");
        let parts = match self.parts(source, &name, flags) {
            Ok(parts) => parts,
            Err(exception) if exception.class().name().to_string() == "_IncompleteInputError" => {
                return match python::completeness(source) {
                    // The parser gives up at the end where it could have done so before.
                    Completeness::Invalid => self.enter(source, pace, MayGoOn::No),
                    Completeness::Complete | Completeness::Incomplete => Entry::Incomplete,
                };
            }
            // Nothing ran: an error of Python's parser leaves no frame.
            Err(exception) => {
                self.ask("mend_syntax_error", (exception.clone(), source.to_owned()));
                return self.print(exception);
            }
        };
        if parts.is_empty() {
            return Entry::Done;
        }
        let file = self.tracer.ledger.with(Entries::new_file);
        self.tracer.tell(self.vm, None, None, Kind::ModuleLoaded { file, path: name.into() });
        let lines = pace == Pace::Stepping || self.detail == Detail::Lines;
        if pace == Pace::Stepping {
            self.tracer.recorder.step_from_the_start();
        }
        let mut outcome = Entry::Done;
        for code in parts {
            self.futures.set(self.futures.get() | code.code.flags.bits().cast_signed() & FUTURES);
            if let Err(exception) = self.follow(&code, source, file) {
                outcome = self.failed(exception);
                break;
            }
            if lines {
                lines::start(self.tracer, self.vm);
            }
            let part = self.execute(code);
            if lines {
                lines::stop(self.vm);
            }
            match part {
                Part::Done => self.settle(),
                Part::Raised(exception) => {
                    outcome = self.failed(exception);
                    break;
                }
            }
        }
        self.tracer.recorder.step_no_more();
        outcome
    }

    /// The code of an entry of this name: of each of its logical lines, the last of which shows its values.
    fn parts(&self, source: &str, name: &str, flags: i32) -> PyResult<Vec<PyRef<PyCode>>> {
        let pieces = python::top_level(source);
        let Some((last, before)) = pieces.split_last() else {
            // Nothing but comments, or no Python.
            self.compile(source, name, "single", flags)?;
            return Ok(Vec::new());
        };
        if before.is_empty() {
            return Ok(vec![self.line(source, name, flags)?]);
        }
        // All of it must be Python before any of it runs.
        self.compile(source, name, "exec", flags)?;
        let padded = |range: &std::ops::Range<usize>| {
            let above = source[..range.start].matches('\n').count();
            format!("{}{}", "\n".repeat(above), &source[range.clone()])
        };
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in before {
            parts.push(self.compile(&padded(piece), name, "exec", flags)?);
        }
        parts.push(self.line(&padded(last), name, flags)?);
        Ok(parts)
    }

    /// The code of one logical line, which shows its values.
    fn line(&self, source: &str, name: &str, flags: i32) -> PyResult<PyRef<PyCode>> {
        let error = match self.compile(source, name, "single", flags) {
            Ok(code) => return Ok(code),
            Err(error) => error,
        };
        // The interpreter takes `a` in `(1,⏎2); a` for a line of its own.
        let message = error.as_object().get_attr("msg", self.vm).and_then(|message| message.str(self.vm));
        let is_mistaken = |text: &str| text.starts_with("multiple statements found");
        if !message.is_ok_and(|message| is_mistaken(&message.to_string_lossy())) {
            return Err(error);
        }
        let code = self.call("compile_line", (source.to_owned(), name.to_owned(), flags))?;
        code.and_then(|code| code.downcast::<PyCode>().ok()).ok_or(error)
    }

    fn compile(&self, source: &str, name: &str, mode: &'static str, flags: i32) -> PyResult<PyRef<PyCode>> {
        let vm = self.vm;
        let compile = vm.builtins.get_attr("compile", vm)?;
        let code = compile.call((source.to_owned(), name.to_owned(), mode, flags), vm)?;
        code.downcast::<PyCode>().map_err(|_| vm.new_type_error("compile() gave no code object"))
    }

    /// Makes an entry's code known, to the tracer and for tracebacks.
    fn follow(&self, code: &PyRef<PyCode>, source: &str, file: FileId) -> PyResult<()> {
        if self.detail != Detail::Nothing {
            follow::watch_module(code, file, self.tracer, self.vm)?;
        }
        let _quiet = Quiet::new();
        self.call("remember", (code.clone(), source.to_owned()))?;
        Ok(())
    }

    fn execute(&self, code: PyRef<PyCode>) -> Part {
        let vm = self.vm;
        let result = if code.code.flags.contains(CodeFlags::COROUTINE) {
            match self.call("wait", (code,)) {
                Ok(raised) => raised.and_then(|raised| raised.downcast().ok()).map_or(Ok(()), Err),
                Err(exception) => Err(exception),
            }
        } else {
            vm.main_namespace().and_then(|globals| {
                vm.run_code_obj(code, Scope::with_builtins(None, globals, vm)).map(|_| ())
            })
        };
        match result {
            Ok(()) => Part::Done,
            Err(exception) => Part::Raised(exception),
        }
    }

    /// Closes the books of what ran.
    fn settle(&self) {
        transitions::reconcile(self.tracer, self.vm);
        self.tracer.settle_clause(self.vm);
        self.tracer.with_thread(self.vm, |thread| {
            thread.in_flight = 0;
            thread.activations.clear();
        });
    }

    /// What an exception makes of an entry; prints what Python prints of it.
    fn failed(&self, exception: PyBaseExceptionRef) -> Entry {
        let (tracer, vm) = (self.tracer, self.vm);
        self.settle();
        if exception.fast_isinstance(vm.ctx.exceptions.system_exit) {
            let status = vm.handle_exit_exception(exception) as i32 & 0xff;
            return Entry::Exit { status };
        }
        let text = tracer.safe_repr(exception.as_object(), vm);
        tracer.tell(vm, None, None, Kind::Uncaught { exception: text });
        self.print(exception)
    }

    /// Prints what Python prints of an exception.
    fn print(&self, exception: PyBaseExceptionRef) -> Entry {
        let vm = self.vm;
        let interrupted = exception.fast_isinstance(vm.ctx.exceptions.keyboard_interrupt);
        let lines = self.lines_of(&exception);
        let told: Option<Vec<String>> =
            self.ask("report", (exception.clone(),)).and_then(|told| told.try_into_value(vm).ok());
        let [class, message, traceback] =
            told.and_then(|told| <[String; 3]>::try_from(told).ok()).unwrap_or_else(|| {
                // Not even printing it went well: the interpreter's own way always does.
                let text = program::traceback(&exception, vm);
                [exception.class().name().to_string(), String::new(), text]
            });
        Entry::Failed(Box::new(Failure { class, message, traceback, lines, interrupted }))
    }

    /// The lines of the learner's own code that an exception went through.
    fn lines_of(&self, exception: &PyBaseExceptionRef) -> Vec<FailureLine> {
        let mut lines = Vec::new();
        let mut entry = exception.__traceback__();
        while let Some(known) = entry {
            let code = known.frame.iframe().code().to_owned();
            if let Some(code) = self.tracer.ledger.code(code.as_object().get_id()) {
                let (file, function) = (code.file, known.frame.iframe().code().code.obj_name.to_string());
                lines.push(FailureLine { file, line: known.lineno.get() as u32, function });
            }
            entry = known.next.lock().clone();
        }
        lines
    }

    fn call(&self, name: &'static str, args: impl IntoFuncArgs) -> PyResult<Option<PyObjectRef>> {
        side::call(name, args, self.vm)
    }

    fn ask(&self, name: &'static str, args: impl IntoFuncArgs) -> Option<PyObjectRef> {
        side::ask(name, args, self.tracer, self.vm)
    }
}
