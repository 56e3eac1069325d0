//! Tables: columns as wide as they need, narrower where the screen asks for it.

use super::flow;
use crate::view::fit::line_width;
use crate::view::role::{Line, Role};

/// The narrowest column of a table.
const NARROWEST: usize = 6;

/// A table being read.
pub struct Table {
    right: Vec<bool>,
    rows: Vec<Vec<Line>>,
    row: Vec<Line>,
}

impl Table {
    /// A table whose columns stand on the right where `right` says so.
    pub fn new(right: Vec<bool>) -> Table {
        Table { right, rows: Vec::new(), row: Vec::new() }
    }

    /// Adds a cell to the row.
    pub fn cell(&mut self, cell: Line) {
        self.row.push(cell);
    }

    /// Ends a row.
    pub fn end_row(&mut self) {
        if !self.row.is_empty() {
            self.rows.push(std::mem::take(&mut self.row));
        }
    }

    /// The table's lines, its cells broken so that it fits.
    pub fn lines(&self, columns: usize) -> Vec<Line> {
        let widths = self.widths(columns);
        let mut lines = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let cells: Vec<Vec<Line>> =
                row.iter().zip(&widths).map(|(cell, wide)| flow::wrap(cell, *wide, "", "")).collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for part in 0..height {
                let mut line = Line::new();
                for (column, (cell, wide)) in cells.iter().zip(&widths).enumerate() {
                    if column > 0 {
                        flow::push(&mut line, Role::Dim, " │ ");
                    }
                    let piece = cell.get(part).cloned().unwrap_or_default();
                    let blanks = " ".repeat(wide.saturating_sub(line_width(&piece)));
                    let right = self.right.get(column).copied().unwrap_or(false);
                    if right {
                        flow::push(&mut line, Role::Plain, &blanks);
                    }
                    for (role, text) in piece {
                        let role = if number == 0 && role == Role::Plain { Role::Strong } else { role };
                        flow::push(&mut line, role, &text);
                    }
                    if !right && column + 1 < widths.len() {
                        flow::push(&mut line, Role::Plain, &blanks);
                    }
                }
                lines.push(line);
            }
            if number == 0 {
                let rule: Vec<String> = widths.iter().map(|wide| "─".repeat(*wide)).collect();
                lines.push(vec![(Role::Dim, rule.join("─┼─"))]);
            }
        }
        lines
    }

    /// How wide each column is: what it needs, the widest made narrower first where that is too much.
    fn widths(&self, columns: usize) -> Vec<usize> {
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut widths: Vec<usize> = (0..count)
            .map(|column| {
                self.rows.iter().filter_map(|row| row.get(column)).map(line_width).max().unwrap_or(0)
            })
            .map(|wide| wide.max(1))
            .collect();
        let room = columns.saturating_sub(3 * count.saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            match widths.iter_mut().max() {
                Some(widest) if *widest > NARROWEST => *widest -= 1,
                _ => break,
            }
        }
        widths
    }
}
