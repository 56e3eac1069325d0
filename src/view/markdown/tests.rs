//! Tests of Markdown as lines.

use super::*;
use crate::view::fit::line_width;

fn text(markdown: &str, columns: usize) -> Vec<String> {
    let lines = render(markdown, columns);
    lines.iter().map(|line| line.iter().map(|(_, text)| text.as_str()).collect()).collect()
}

#[test]
fn a_paragraph_is_broken_between_words() {
    assert_eq!(text("one two three\nfour", 9), ["one two", "three", "four"]);
}

#[test]
fn chinese_is_broken_between_characters_and_not_before_closing_punctuation() {
    assert_eq!(text("生成器在这里睡着了。", 12), ["生成器在这里", "睡着了。"]);
    assert_eq!(text("生成器在这里睡着了。", 18), ["生成器在这里睡着", "了。"]);
    assert_eq!(text("他说了它“睡着”", 10), ["他说了它", "“睡着”"]);
}

#[test]
fn a_line_break_between_chinese_characters_is_no_blank() {
    assert_eq!(text("生成\n器 a\nb", 40), ["生成器 a b"]);
}

#[test]
fn code_within_a_line_keeps_its_punctuation() {
    assert_eq!(text("调用 `send(10)`。好", 15), ["调用", "`send(10)`。好"]);
}

#[test]
fn lists_and_tables_are_set() {
    assert_eq!(text("1. one\n2. two and\n   more\n   - deep", 40), ["1. one", "2. two and more", "  • deep"]);
    assert_eq!(text("| a | b |\n|---|---|\n| long | x |", 40), ["a    │ b", "─────┼──", "long │ x"]);
}

#[test]
fn python_keeps_its_lines_and_gets_its_colours() {
    let lines = render("```python\nyield 1\n```", 40);
    assert!(lines[0].iter().any(|(role, text)| *role == Role::Code(Shade::Suspension) && text == "yield"));
}

#[test]
fn no_line_is_wider_than_the_screen() {
    let markdown = "A paragraph with `code` and **words**, 还有中文。\n\n> quoted text that goes on and on\n\n| name | what it is for |\n|---|---|\n| next | resumes without a value, as for does |";
    for columns in 20..60 {
        for line in render(markdown, columns) {
            assert!(line_width(&line) <= columns, "{columns}: {line:?}");
        }
    }
}

#[test]
fn the_address_of_a_link_can_be_read() {
    assert_eq!(
        text("See [PEP 380](https://peps.python.org/380), too.", 60),
        ["See PEP 380 (https://peps.python.org/380), too."]
    );
    assert_eq!(text("<https://python.org>", 60), ["https://python.org"]);
    assert_eq!(text("看[这里](https://a.b)。", 60), ["看这里 (https://a.b)。"]);
}
