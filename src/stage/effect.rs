//! What a front end may ask for: plain data, carried out by a loop of `front` through a player.

use crate::trace::id::Step;
use crate::trace::stop::{Breakpoints, Until};

/// One thing that a front end asks of a run; the screen and the line mode have the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Go forward until there: through the recorded past first, then at the live edge.
    Forward(Until),
    /// Go back until there.
    Back(Until),
    /// To the start of the program.
    ToStart,
    /// To the live edge, without running anything.
    ToEdge,
    /// To this step, running the program where it is not there yet.
    Goto(Step),
    /// Have this much happen beyond the cursor, without moving the cursor.
    Peek(Until),
    /// Go on to the next line where the program, at the live edge, is in the middle of a transition: nothing can be
    /// resumed there.
    ToALine,
    /// Evaluate an expression in the paused frame.
    Evaluate(String),
    /// Take back the last evaluation that did something: run the program again to where it was done.
    Undo,
    /// Hand this to the program's stdin; nothing means its end.
    Input(Vec<u8>),
    /// These are the lines to stop at from now on.
    SetBreakpoints(Breakpoints),
    /// Have the program that runs stand still as soon as it can; it is not disturbed.
    Pause,
    /// Interrupt the program while it runs, as Ctrl-C does.
    Interrupt,
    /// Give the terminal back to the shell until the user returns.
    Suspend,
    /// Repaint every cell.
    Redraw,
    /// Start the program over on the other clock.
    OtherClock,
    /// Leave.
    Quit,
}
