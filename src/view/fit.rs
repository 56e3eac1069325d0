//! Text in columns: how wide it is, cut, padded and wrapped, so that Chinese and Latin letters line up.
//!
//! Wrapping is written here, as the crates that wrap know neither roles nor where Chinese may break before a sign.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::role::{Line, Role};

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// How many columns a line takes.
pub fn line_width(line: &Line) -> usize {
    line.iter().map(|(_, text)| width(text)).sum()
}

/// The text, cut to so many columns; what is cut ends in `…`.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let wide = width(cluster);
        if used + wide + 1 > columns {
            break;
        }
        used += wide;
        kept.push_str(cluster);
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// The text in exactly so many columns: cut, or filled with blanks on the right.
pub fn pad(text: &str, columns: usize) -> String {
    let mut kept = cut(text, columns);
    kept.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(&kept))));
    kept
}

/// The line, cut to so many columns.
pub fn cut_line(line: Line, columns: usize) -> Line {
    if line_width(&line) <= columns {
        return line;
    }
    let mut kept = Line::new();
    let mut left = columns;
    for (role, text) in line {
        let wide = width(&text);
        if wide < left {
            left -= wide;
            kept.push((role, text));
        } else {
            // A piece that fills the rest exactly is cut too, because something follows it.
            let text = if wide == left { cut(&format!("{text} "), left) } else { cut(&text, left) };
            kept.push((role, text));
            break;
        }
    }
    kept
}

/// The line, broken into lines of so many columns: between words, and anywhere between Chinese characters.
/// Lines after the first begin with `indent` blanks.
pub fn wrap(line: &Line, columns: usize, indent: usize) -> Vec<Line> {
    let columns = columns.max(2);
    let indent = if indent + 2 > columns { 0 } else { indent };
    let mut lines = vec![Line::new()];
    let mut used = 0;
    for (role, word) in line.iter().flat_map(|(role, text)| words(text).map(move |word| (*role, word))) {
        let mut word = word;
        if used + width(word.trim_end()) > columns && used > indent {
            trim_end(&mut lines);
            lines.push(indented(indent));
            used = indent;
            word = word.trim_start();
        }
        // A word longer than a line is broken wherever the line ends.
        for cluster in word.graphemes(true) {
            let wide = width(cluster);
            if used + wide > columns {
                if cluster == " " {
                    continue;
                }
                lines.push(indented(indent));
                used = indent;
            }
            used += wide;
            push(&mut lines, role, cluster);
        }
    }
    trim_end(&mut lines);
    lines
}

fn indented(indent: usize) -> Line {
    if indent == 0 { Line::new() } else { vec![(Role::Plain, " ".repeat(indent))] }
}

fn push(lines: &mut [Line], role: Role, text: &str) {
    if let Some(line) = lines.last_mut() {
        match line.last_mut() {
            Some((last, so_far)) if *last == role => so_far.push_str(text),
            _ => line.push((role, text.to_owned())),
        }
    }
}

fn trim_end(lines: &mut [Line]) {
    if let Some((_, text)) = lines.last_mut().and_then(|line| line.last_mut()) {
        text.truncate(text.trim_end_matches(' ').len());
    }
}

/// The places a text may be broken at: after blanks, and on both sides of a wide character.
/// Closing punctuation stays with what it closes.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut starts = vec![0];
    let mut before: Option<&str> = None;
    for (at, cluster) in text.grapheme_indices(true) {
        if let Some(last) = before {
            let wide = width(last) == 2 || width(cluster) == 2;
            let closes = "，。、；：！？）》」』”’…,.;:!?)]".contains(cluster) || cluster == " ";
            let opens = "（《「『“‘([".contains(last);
            if (last == " " && cluster != " ") || (wide && !closes && !opens) {
                starts.push(at);
            }
        }
        before = Some(cluster);
    }
    starts.push(text.len());
    starts
        .into_iter()
        .scan(None, |from: &mut Option<usize>, to| Some(from.replace(to).map_or("", |from| &text[from..to])))
        .filter(|word| !word.is_empty())
}

/// The text with everything made visible that a terminal would obey instead of show: control characters, and
/// the marks that turn the direction of writing. Tabs become blanks.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\t' => {
                let column = width(&shown);
                shown.extend(std::iter::repeat_n(' ', 8 - column % 8));
            }
            '\u{0}'..='\u{1f}' => shown.extend(char::from_u32(0x2400 + u32::from(letter))),
            '\u{7f}' => shown.push('␡'),
            letter if is_obeyed(letter) => shown.extend(letter.escape_unicode()),
            letter => shown.push(letter),
        }
    }
    shown
}

/// Whether a terminal obeys this character instead of showing it: control characters, and the marks that turn the
/// direction of writing.
pub fn is_obeyed(letter: char) -> bool {
    matches!(
        letter,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(line: &Line) -> String {
        line.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn a_cut_never_splits_a_wide_character() {
        assert_eq!(cut("生成器挂起", 6), "生成…");
        assert_eq!(cut("生成器挂起", 5), "生成…");
        assert_eq!(pad("生成器挂起", 4), "生… ");
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn words_wrap_whole_and_chinese_wraps_anywhere_but_before_a_full_stop() {
        let line = vec![(Role::Plain, "averager#1 falls asleep".to_owned())];
        assert_eq!(wrap(&line, 16, 0).iter().map(text).collect::<Vec<_>>(), ["averager#1 falls", "asleep"]);
        let line = vec![(Role::Plain, "生成器挂起了。".to_owned())];
        assert_eq!(wrap(&line, 12, 0).iter().map(text).collect::<Vec<_>>(), ["生成器挂起", "了。"]);
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        assert_eq!(visible("a\x1b[2Jb\x07"), "a␛[2Jb␇");
        assert_eq!(visible("\u{202e}x\u{9b}"), "\\u{202e}x\\u{9b}");
        assert_eq!(visible("ab\tc"), "ab      c");
    }

    proptest! {
        #[test]
        fn wrapped_lines_fit_and_keep_every_letter(source in "[a-z 生成器。，]{0,60}", columns in 2usize..30, indent in 0usize..4) {
            let line = vec![(Role::Plain, source.clone())];
            let lines = wrap(&line, columns, indent);
            for line in &lines {
                prop_assert!(line_width(line) <= columns, "{:?} in {}", line, columns);
            }
            let kept: String = lines.iter().map(text).collect();
            prop_assert_eq!(kept.replace(' ', ""), source.replace(' ', ""));
        }

        #[test]
        fn a_cut_line_fits(pieces in proptest::collection::vec("[a-z生]{0,9}", 0..6), columns in 0usize..30) {
            let line: Line = pieces.into_iter().map(|text| (Role::Plain, text)).collect();
            prop_assert!(line_width(&cut_line(line, columns)) <= columns);
        }
    }
}
