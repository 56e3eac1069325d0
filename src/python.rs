//! Tokens of Python text, for colours, comments and marks, and typed entries; the only place that names the parser.

pub mod entry;

use std::ops::Range;

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{Mode, ParseOptions, parse_unchecked};
use ruff_text_size::Ranged;

/// What a piece of Python text is, as far as colours go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shade {
    /// A keyword.
    Keyword,
    /// A keyword at which code can fall asleep: `yield`, its `from`, `await`, and the `async` of `async for` and `async with`.
    Suspension,
    /// The name that a `def` or `class` gives.
    Definition,
    /// `True`, `False`, `None`, `...`.
    Constant,
    /// Any other name.
    Name,
    /// A number.
    Number,
    /// A string, its prefix and quotes with it.
    String,
    /// A comment, its `#` with it.
    Comment,
    /// The `@` of a decorator and the name right after it.
    Decorator,
    /// Operators and brackets.
    Operator,
    /// Blanks, and text that is no Python.
    Plain,
}

/// A piece of Python text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// What it is.
    pub shade: Shade,
}

/// The tokens of a source, in order and without overlaps; what the parser cannot read is left out.
pub fn tokens(source: &str) -> Vec<Token> {
    if u32::try_from(source.len()).is_err() {
        return Vec::new();
    }
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module));
    let mut found: Vec<Token> = Vec::new();
    let mut context = Context::LineStart;
    let mut tokens = parsed.tokens().iter().peekable();
    while let Some(token) = tokens.next() {
        let kind = token.kind();
        let (start, end) = (token.range().start().to_usize(), token.range().end().to_usize());
        let next = tokens.peek().map(|token| token.kind());
        let shade = shade(kind, next, context);
        context = context.after(kind);
        let starts_after = found.last().is_none_or(|last| last.end <= start);
        if let Some(shade) = shade
            && start < end
            && starts_after
            && source.get(start..end).is_some()
        {
            found.push(Token { start, end, shade });
        }
    }
    found
}

/// The lines of a source, without line breaks, each as pieces of one shade whose texts together are the line.
pub fn shaded_lines(source: &str) -> Vec<Vec<(Shade, &str)>> {
    let tokens = tokens(source);
    let mut next = 0;
    let mut offset = 0;
    let mut lines = Vec::new();
    for line in source.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let (start, end) = (offset, offset + text.len());
        offset += line.len();
        let mut pieces = Vec::new();
        let mut at = start;
        while let Some(token) = tokens.get(next).filter(|token| token.start < end) {
            let (from, to) = (token.start.max(start), token.end.min(end));
            if at < from {
                pieces.push((Shade::Plain, &source[at..from]));
            }
            if from < to {
                pieces.push((token.shade, &source[from..to]));
                at = to;
            }
            if token.end > end {
                break;
            }
            next += 1;
        }
        if at < end {
            pieces.push((Shade::Plain, &source[at..end]));
        }
        while tokens.get(next).is_some_and(|token| token.end <= offset) {
            next += 1;
        }
        lines.push(pieces);
    }
    lines
}

/// What came just before a token, where that decides its colour.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    /// `def` or `class`.
    Defining,
    /// `yield`.
    Yield,
    /// The `@` at the start of a line, or the dotted name after it.
    Decorating,
    /// The start of a logical line.
    LineStart,
    /// Anything else.
    Other,
}

impl Context {
    fn after(self, kind: TokenKind) -> Context {
        match kind {
            TokenKind::Def | TokenKind::Class => Context::Defining,
            TokenKind::Yield => Context::Yield,
            TokenKind::Newline
            | TokenKind::NonLogicalNewline
            | TokenKind::Indent
            | TokenKind::Dedent
            | TokenKind::Comment => Context::LineStart,
            TokenKind::At if self == Context::LineStart => Context::Decorating,
            TokenKind::Name | TokenKind::Dot if self == Context::Decorating => Context::Decorating,
            _ => Context::Other,
        }
    }
}

/// The shade of a token, or none where it is no text of its own.
fn shade(kind: TokenKind, next: Option<TokenKind>, context: Context) -> Option<Shade> {
    Some(match kind {
        TokenKind::Name if context == Context::Defining => Shade::Definition,
        TokenKind::Name if context == Context::Decorating => Shade::Decorator,
        TokenKind::At if context == Context::LineStart => Shade::Decorator,
        TokenKind::Name => Shade::Name,
        TokenKind::Int | TokenKind::Float | TokenKind::Complex => Shade::Number,
        TokenKind::String
        | TokenKind::FStringStart
        | TokenKind::FStringMiddle
        | TokenKind::FStringEnd
        | TokenKind::TStringStart
        | TokenKind::TStringMiddle
        | TokenKind::TStringEnd => Shade::String,
        TokenKind::Comment => Shade::Comment,
        TokenKind::True | TokenKind::False | TokenKind::None | TokenKind::Ellipsis => Shade::Constant,
        TokenKind::Yield | TokenKind::Await => Shade::Suspension,
        TokenKind::From if context == Context::Yield => Shade::Suspension,
        TokenKind::Async if matches!(next, Some(TokenKind::For | TokenKind::With)) => Shade::Suspension,
        kind if kind.is_soft_keyword() => Shade::Name,
        kind if kind.is_keyword() => Shade::Keyword,
        TokenKind::Newline
        | TokenKind::NonLogicalNewline
        | TokenKind::Indent
        | TokenKind::Dedent
        | TokenKind::EndOfFile => return None,
        TokenKind::Unknown => Shade::Plain,
        _ => Shade::Operator,
    })
}

/// The logical lines at the top level of a source, each from where it begins to where the next one does.
///
/// Statements on one line, `a; b`, are one of them. Blank lines and comments belong to the line above.
pub fn top_level(source: &str) -> Vec<Range<usize>> {
    if u32::try_from(source.len()).is_err() {
        return Vec::new();
    }
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module));
    let mut starts: Vec<usize> = Vec::new();
    let mut end = 0;
    for statement in parsed.syntax().as_module().map_or(&[][..], |module| &module.body) {
        let start = statement.start().to_usize();
        let is_new = starts.is_empty() || source.get(end..start).is_some_and(|gap| gap.contains('\n'));
        if is_new {
            starts.push(start);
        }
        end = statement.end().to_usize();
    }
    if let Some(first) = starts.first_mut() {
        // What stands above the first one belongs to it.
        *first = 0;
    }
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shaded(source: &str) -> Vec<(Shade, &str)> {
        shaded_lines(source).into_iter().flatten().filter(|(_, text)| !text.trim().is_empty()).collect()
    }

    #[test]
    fn the_places_where_code_can_fall_asleep_have_their_own_shade() {
        let source =
            "async def f():\n    x = yield from g\n    await h()  # zzz\n    async for i in j: pass\n";
        let asleep: Vec<_> =
            shaded(source).into_iter().filter(|(shade, _)| *shade == Shade::Suspension).collect();
        assert_eq!(
            asleep.iter().map(|(_, text)| *text).collect::<Vec<_>>(),
            ["yield", "from", "await", "async"]
        );
        assert!(shaded(source).contains(&(Shade::Definition, "f")));
        assert!(shaded(source).contains(&(Shade::Comment, "# zzz")));
        assert!(shaded(source).contains(&(Shade::Keyword, "async")));
    }

    #[test]
    fn a_string_over_several_lines_is_a_string_on_each() {
        let lines = shaded_lines("s = '''one\n  two\n'''\nt = 1");
        assert_eq!(lines[1], [(Shade::String, "  two")]);
        assert_eq!(lines[2], [(Shade::String, "'''")]);
        assert_eq!(lines[3].last(), Some(&(Shade::Number, "1")));
    }

    #[test]
    fn decorators_are_told_from_matrix_products() {
        assert_eq!(shaded("@a.b\ndef f(): pass\n")[0].0, Shade::Decorator);
        assert!(shaded("x = a @ b\n").contains(&(Shade::Operator, "@")));
    }

    #[test]
    fn deep_nesting_is_survived() {
        for source in ["(".repeat(20_000), "[".repeat(20_000), "-".repeat(20_000), "not ".repeat(20_000)] {
            tokens(&source);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back_whole(source in "(?s)[a-z'\"{}()\\[\\]:# \n\r\t\\\\f\u{e9}\u{4e2d}@0-9.\u{0}]{0,80}") {
            let lines = shaded_lines(&source);
            let expected: Vec<&str> =
                source.split_inclusive('\n').map(|line| line.trim_end_matches(['\n', '\r'])).collect();
            let found: Vec<String> =
                lines.iter().map(|line| line.iter().map(|(_, text)| *text).collect()).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
