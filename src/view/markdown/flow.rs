//! Text of several roles, broken into lines by the rules of Western and Chinese typesetting.

use unicode_segmentation::UnicodeSegmentation;

use crate::view::fit::width;
use crate::view::role::{Line, Role};

/// Characters that may not begin a line.
const CLOSING: &str = "，。、；：！？）》」』】〉”’…—,.;:!?)]}%`";

/// Characters that may not end a line.
const OPENING: &str = "（《「『【〈“‘([{`";

/// Adds a piece of text to a line.
pub fn push(line: &mut Line, role: Role, text: &str) {
    match line.last_mut() {
        Some((last, so_far)) if *last == role => so_far.push_str(text),
        _ => line.push((role, text.to_owned())),
    }
}

/// Breaks a text into lines of so many columns; the first begins with `first`, the others with `rest`.
pub fn wrap(text: &Line, columns: usize, first: &str, rest: &str) -> Vec<Line> {
    let clusters = clusters(text);
    let mut lines = Vec::new();
    let mut line = vec![(Role::Plain, first.to_owned())];
    let (mut used, mut empty) = (width(first), true);
    for word in words(&clusters) {
        let wide: usize = word.iter().map(|(_, cluster)| width(cluster)).sum();
        let blanks = word.iter().rev().take_while(|(_, cluster)| *cluster == " ").count();
        if used + wide - blanks > columns && !empty {
            lines.push(finished(std::mem::replace(&mut line, vec![(Role::Plain, rest.to_owned())])));
            (used, empty) = (width(rest), true);
        }
        for (role, cluster) in word {
            if empty && *cluster == " " {
                continue;
            }
            let wide = width(cluster);
            if used + wide > columns && !empty {
                if *cluster == " " {
                    continue;
                }
                lines.push(finished(std::mem::replace(&mut line, vec![(Role::Plain, rest.to_owned())])));
                used = width(rest);
            }
            push(&mut line, *role, cluster);
            used += wide;
            empty = false;
        }
    }
    lines.push(finished(line));
    lines
}

/// A line without the blanks at its end and without empty pieces.
fn finished(mut line: Line) -> Line {
    if let Some((_, last)) = line.last_mut() {
        last.truncate(last.trim_end_matches(' ').len());
    }
    line.retain(|(_, text)| !text.is_empty());
    line
}

/// The characters as people see them. A line break of the script is a blank, but between Chinese characters nothing.
fn clusters(text: &Line) -> Vec<(Role, &str)> {
    let all: Vec<(Role, &str)> =
        text.iter().flat_map(|(role, text)| text.graphemes(true).map(|cluster| (*role, cluster))).collect();
    let wide = |at: Option<usize>| at.and_then(|at| all.get(at)).is_some_and(|(_, c)| width(c) == 2);
    let mut clusters = Vec::with_capacity(all.len());
    for (at, (role, cluster)) in all.iter().enumerate() {
        if *cluster != "\n" {
            clusters.push((*role, *cluster));
        } else if !(wide(at.checked_sub(1)) && wide(Some(at + 1))) {
            clusters.push((*role, " "));
        }
    }
    clusters
}

/// The pieces between which a line may be broken, each with the blanks behind it.
fn words<'a, 'b>(clusters: &'b [(Role, &'a str)]) -> Vec<&'b [(Role, &'a str)]> {
    let mut words = Vec::new();
    let mut start = 0;
    // Whether the back-tick before is one that opens code: it holds what follows, the closing one what precedes.
    let mut in_code = false;
    for at in 1..clusters.len() {
        let ((_, before), (_, after)) = (clusters[at - 1], clusters[at]);
        if before == "`" {
            in_code = !in_code;
        }
        let blank = before == " " && after != " ";
        let wide = width(before) == 2 || width(after) == 2;
        let closes = if after == "`" { in_code } else { CLOSING.contains(after) || after == " " };
        let opens = if before == "`" { in_code } else { OPENING.contains(before) };
        if blank || (wide && !closes && !opens) {
            words.push(&clusters[start..at]);
            start = at;
        }
    }
    if start < clusters.len() {
        words.push(&clusters[start..]);
    }
    words
}
