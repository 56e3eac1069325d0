//! Which pane stands where, for every size of the terminal.

use ratatui::layout::Rect;

/// The smallest screen that can be read; below it the screen says so.
pub const SMALLEST: (u16, u16) = (40, 15);

/// The parts of the screen that scroll and take the focus, in the order Tab visits them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pane {
    /// The program's text.
    Source,
    /// The chain of those that run, and the cards of those that sleep.
    Stack,
    /// The event loop.
    Loop,
    /// The timeline.
    Strip,
    /// The program's output.
    Output,
}

impl Pane {
    /// All panes, in the order Tab visits them.
    pub const ALL: [Pane; 5] = [Pane::Source, Pane::Stack, Pane::Loop, Pane::Strip, Pane::Output];
}

/// What the layout must make room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The pane with the focus: a small screen shows it and leaves others out.
    pub focus: Pane,
    /// Whether there is an event loop.
    pub has_loop: bool,
    /// Rows of the timeline.
    pub strip_rows: usize,
    /// Lines of output so far.
    pub output_rows: usize,
    /// Lines of what just happened, in the width of the source, where they stand among its lines.
    pub aside_rows: usize,
    /// Lines of a question, whose choices must all be seen, in the width of the screen; 0 where none is asked.
    pub question_rows: usize,
    /// Lines of the note on the current line, where it does not stand among the source's.
    pub note_rows: usize,
}

/// The areas of a screen. A pane's area has its heading in its first row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// The row at the top.
    pub title: Rect,
    /// The panes that are shown.
    pub panes: Vec<(Pane, Rect)>,
    /// The note on the current line.
    pub note: Rect,
    /// The question, where one is asked.
    pub question: Rect,
    /// The keys, or what is being typed.
    pub hints: Rect,
}

impl Areas {
    /// Where a pane is, if it is shown.
    pub fn pane(&self, pane: Pane) -> Option<Rect> {
        self.panes.iter().find(|(shown, _)| *shown == pane).map(|(_, area)| *area)
    }
}

/// Divides the screen; `None` where it is too small.
pub fn areas(size: Rect, needs: Needs) -> Option<Areas> {
    if size.width < SMALLEST.0 || size.height < SMALLEST.1 {
        return None;
    }
    let mut rest = size;
    let title = take_top(&mut rest, 1);
    let hints = take_bottom(&mut rest, 1);
    let question_height = rows(needs.question_rows).min(rest.height / 2);
    let question = take_bottom(&mut rest, question_height);
    let note_height = rows(needs.note_rows).min(rest.height / 4);
    let note = take_bottom(&mut rest, note_height);
    let panes = if size.width < 72 {
        one_column(rest, needs)
    } else if size.width < 150 {
        two_columns(rest, needs)
    } else {
        three_columns(rest, needs)
    };
    Some(Areas { title, panes, note, question, hints })
}

/// The columns of the source, on a screen of this width.
pub fn source_columns(width: u16) -> u16 {
    match width {
        0..72 => width,
        72..150 => width.saturating_sub(right_width(width) + GAP),
        _ => {
            let rest = width.saturating_sub(third_width(width) + GAP);
            rest.saturating_sub(second_width(rest) + GAP)
        }
    }
}

/// Whether the note on a line stands among the source's lines: on a large screen its own place is far from the line.
pub fn notes_inside(size: Rect) -> bool {
    size.width >= 150 || size.width >= 72 && size.height >= 30
}

/// Source above, the pane with the focus below, and what else fits.
fn one_column(mut rest: Rect, needs: Needs) -> Vec<(Pane, Rect)> {
    let mut panes = Vec::new();
    let second = match needs.focus {
        Pane::Source => Pane::Stack,
        Pane::Loop if !needs.has_loop => Pane::Stack,
        pane => pane,
    };
    let source_height = (rest.height * 2 / 5).max(5) + rows(needs.aside_rows).min(3);
    let source_height = source_height.min(rest.height.saturating_sub(3));
    let source = take_top(&mut rest, source_height);
    panes.push((Pane::Source, source));
    let mut wanted = Vec::new();
    if second != Pane::Output && needs.output_rows > 0 {
        wanted.push((Pane::Output, (rows(needs.output_rows).saturating_add(1)).clamp(2, 4)));
    }
    if second != Pane::Strip && needs.strip_rows > 0 {
        wanted.push((Pane::Strip, (rows(needs.strip_rows).saturating_add(1)).clamp(2, 6)));
    }
    if second != Pane::Loop && needs.has_loop {
        wanted.push((Pane::Loop, 6));
    }
    let mut below = Vec::new();
    for (pane, height) in wanted {
        if rest.height >= height + 9 {
            below.push((pane, take_bottom(&mut rest, height)));
        }
    }
    panes.push((second, rest));
    panes.extend(below);
    panes
}

/// Source and output on the left, those that run and sleep on the right, the timeline across.
fn two_columns(mut rest: Rect, needs: Needs) -> Vec<(Pane, Rect)> {
    let strip = take_strip(&mut rest, needs);
    let width = right_width(rest.width);
    let mut right = take_right(&mut rest, width);
    let mut panes = Vec::new();
    let height = output_height(rest.height, needs);
    if rest.height >= height + 4 || needs.focus == Pane::Output {
        panes.push((Pane::Output, take_bottom(&mut rest, height)));
    }
    panes.insert(0, (Pane::Source, rest));
    if needs.has_loop && right.height < 10 {
        panes.push((if needs.focus == Pane::Loop { Pane::Loop } else { Pane::Stack }, right));
    } else {
        if needs.has_loop {
            let share = if needs.focus == Pane::Loop { right.height * 3 / 5 } else { right.height * 2 / 5 };
            panes.push((Pane::Loop, take_bottom(&mut right, share)));
        }
        panes.push((Pane::Stack, right));
    }
    panes.extend(strip.map(|area| (Pane::Strip, area)));
    panes
}

/// As two columns, with the loop and the output in a third one.
fn three_columns(mut rest: Rect, needs: Needs) -> Vec<(Pane, Rect)> {
    let strip = take_strip(&mut rest, needs);
    let width = third_width(rest.width);
    let mut third = take_right(&mut rest, width);
    let width = second_width(rest.width);
    let second = take_right(&mut rest, width);
    let mut panes = vec![(Pane::Source, rest), (Pane::Stack, second)];
    if needs.has_loop {
        let upper = third.height * 3 / 5;
        panes.push((Pane::Loop, take_top(&mut third, upper)));
    }
    panes.push((Pane::Output, third));
    panes.extend(strip.map(|area| (Pane::Strip, area)));
    panes
}

/// The columns between two panes: the line that divides, and a blank.
const GAP: u16 = 2;

fn right_width(width: u16) -> u16 {
    (width * 9 / 20).clamp(32, 64)
}

fn third_width(width: u16) -> u16 {
    (width * 3 / 10).clamp(44, 80)
}

fn second_width(rest: u16) -> u16 {
    (rest * 4 / 10).clamp(40, 90)
}

/// A number of lines as rows of a screen.
fn rows(lines: usize) -> u16 {
    u16::try_from(lines).unwrap_or(u16::MAX)
}

fn take_strip(rest: &mut Rect, needs: Needs) -> Option<Rect> {
    let focused = needs.focus == Pane::Strip;
    let most = if focused { rest.height / 2 } else { rest.height / 4 };
    let height = rows(needs.strip_rows).saturating_add(1).min(most.max(3));
    (needs.strip_rows > 0 && (focused || rest.height >= 12)).then(|| take_bottom(rest, height))
}

fn output_height(height: u16, needs: Needs) -> u16 {
    let most = if needs.focus == Pane::Output { height / 2 } else { height * 3 / 10 };
    rows(needs.output_rows).saturating_add(1).clamp(2, most.max(3))
}

fn take_top(rest: &mut Rect, height: u16) -> Rect {
    let height = height.min(rest.height);
    let taken = Rect { height, ..*rest };
    rest.y += height;
    rest.height -= height;
    taken
}

fn take_bottom(rest: &mut Rect, height: u16) -> Rect {
    let height = height.min(rest.height);
    rest.height -= height;
    Rect { y: rest.y + rest.height, height, ..*rest }
}

/// Takes the right side, with two columns between: the line that divides, and a blank.
fn take_right(rest: &mut Rect, width: u16) -> Rect {
    let width = width.min(rest.width);
    rest.width -= width;
    let taken = Rect { x: rest.x + rest.width, width, ..*rest };
    rest.width = rest.width.saturating_sub(GAP);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_needs() -> Vec<Needs> {
        let mut all = Vec::new();
        for focus in Pane::ALL {
            for has_loop in [false, true] {
                for many in [0, 1, 3, 70_000] {
                    all.push(Needs {
                        focus,
                        has_loop,
                        strip_rows: many,
                        output_rows: many,
                        aside_rows: many,
                        question_rows: many,
                        note_rows: many,
                    });
                }
            }
        }
        all
    }

    #[test]
    fn in_every_size_the_areas_are_on_the_screen_and_apart() {
        for width in (40..=300).step_by(13).chain([71, 72, 149, 150]) {
            for height in (15..=100).step_by(7) {
                let size = Rect::new(0, 0, width, height);
                for needs in all_needs() {
                    let areas = areas(size, needs).expect("large enough");
                    let mut rects = vec![areas.title, areas.question, areas.note, areas.hints];
                    rects.extend(areas.panes.iter().map(|(_, area)| *area));
                    for (i, one) in rects.iter().enumerate() {
                        assert!(size.intersection(*one) == *one, "{one:?} leaves {size:?}");
                        for other in &rects[i + 1..] {
                            assert!(one.intersection(*other).area() == 0, "{one:?} {other:?} {needs:?}");
                        }
                    }
                    for pane in [Pane::Source, Pane::Stack] {
                        let shown = areas.pane(pane).is_some_and(|area| area.height >= 3 && area.width >= 20);
                        let displaced = pane == Pane::Stack && (width < 72 || needs.focus == Pane::Loop);
                        assert!(shown || displaced, "{pane:?} in {size:?} with {needs:?}: {areas:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_focused_pane_is_shown_in_every_size() {
        for (width, height) in [(40, 15), (80, 24), (200, 50)] {
            for needs in all_needs().into_iter().filter(|needs| needs.has_loop && needs.strip_rows > 0) {
                let areas = areas(Rect::new(0, 0, width, height), needs).expect("large enough");
                let area = areas.pane(needs.focus);
                assert!(area.is_some_and(|area| area.height >= 2), "{needs:?} {areas:?}");
            }
        }
    }

    #[test]
    fn the_width_of_the_source_is_known_before_the_rest_is_divided() {
        for width in 40..=300 {
            let areas = areas(Rect::new(0, 0, width, 40), all_needs()[0]).expect("large enough");
            assert_eq!(
                areas.pane(Pane::Source).map(|area| area.width),
                Some(source_columns(width)),
                "{width}"
            );
        }
    }

    #[test]
    fn a_screen_one_too_narrow_or_too_low_is_too_small() {
        let needs = all_needs()[0];
        assert_eq!(areas(Rect::new(0, 0, 39, 15), needs), None);
        assert_eq!(areas(Rect::new(0, 0, 40, 14), needs), None);
        assert!(areas(Rect::new(0, 0, 40, 15), needs).is_some());
    }
}
