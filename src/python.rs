//! Tokens and statements of Python text, for colours, comments, marks and prompts; and the text of asyncio itself.

pub mod entry;
pub mod library;
pub mod lines;

use std::ops::Range;

use ruff_python_ast::Stmt;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{
    InterpolatedStringErrorType, LexicalErrorType, Mode, ParseErrorType, ParseOptions, parse_unchecked,
};
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

/// Whether what was typed at a prompt can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// It can.
    Complete,
    /// More lines may make it so.
    Incomplete,
    /// Whatever follows, it is no Python.
    Invalid,
}

/// Whether lines typed at a prompt are complete, as Python's own prompt decides it: what ends in an indented block
/// ends with an empty line, anything else with its line.
pub fn completeness(source: &str) -> Completeness {
    if u32::try_from(source.len()).is_err() {
        return Completeness::Invalid;
    }
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module));
    let ended = source.lines().next_back().is_some_and(|line| line.trim().is_empty());
    let Some(error) = parsed.errors().iter().min_by_key(|error| error.location.start()) else {
        let last = parsed.syntax().as_module().and_then(|module| module.body.last());
        let is_open = last.is_some_and(is_compound) && !ended;
        return if is_open { Completeness::Incomplete } else { Completeness::Complete };
    };
    let start = error.location.start().to_usize();
    let rest = source.get(start..).unwrap_or_default();
    let may_go_on = match &error.error {
        ParseErrorType::Lexical(LexicalErrorType::Eof) => true,
        ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => {
            let quotes = rest.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
            quotes.starts_with("\"\"\"") || quotes.starts_with("'''")
        }
        ParseErrorType::Lexical(
            LexicalErrorType::FStringError(
                InterpolatedStringErrorType::UnterminatedString
                | InterpolatedStringErrorType::UnterminatedTripleQuotedString,
            )
            | LexicalErrorType::TStringError(
                InterpolatedStringErrorType::UnterminatedString
                | InterpolatedStringErrorType::UnterminatedTripleQuotedString,
            ),
        ) => {
            let opening = parsed
                .tokens()
                .iter()
                .rev()
                .find(|token| matches!(token.kind(), TokenKind::FStringStart | TokenKind::TStringStart));
            opening.is_some_and(|token| token.range().len().to_usize() > 3)
        }
        // The parser has no other name for a block that is still to come.
        ParseErrorType::OtherError(words) => {
            let waits =
                ["Expected an indented block", "Expected class, function", "Expected `except` or `finally`"];
            !ended && waits.iter().any(|wait| words.starts_with(wait)) && rest.lines().all(is_blank)
        }
        _ => false,
    };
    if may_go_on { Completeness::Incomplete } else { Completeness::Invalid }
}

fn is_blank(line: &str) -> bool {
    let text = line.trim();
    text.is_empty() || text.starts_with('#')
}

/// Whether a statement has blocks of its own.
fn is_compound(statement: &Stmt) -> bool {
    matches!(
        statement,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Match(_)
            | Stmt::Try(_)
    )
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
    fn a_prompt_goes_on_as_long_as_more_lines_can_help() {
        let incomplete = [
            "if x:\n",
            "x = (1,\n",
            "'''abc\n",
            "'''abc\n\n",
            "f'''abc{\n",
            "f'''abc\n",
            "def f(\n",
            "@dec\n",
            "try:\n  pass\n",
            "x \\\n",
            "match x:\n",
            "match x:\n  case 1:\n",
            "class A:\n  def f(self):\n",
            "if 1:\n  2\nelse:\n",
            "for x in y: # c\n  # d\n",
            "x = {\n 'a': (1,\n\n",
            "def f():\n  pass\n",
            "class A: pass\n",
            "async def f():\n",
            "try:\n  1\nexcept:\n",
            "rb'''a\n",
        ];
        for source in incomplete {
            assert_eq!(completeness(source), Completeness::Incomplete, "{source:?}");
        }
        let complete =
            ["x\n", "", "# c\n", "x = 1; y = 2", "def f():\n  pass\n\n", "if 1: 2\n\n", "a\nb\n", "f(\n1)\n"];
        for source in complete {
            assert_eq!(completeness(source), Completeness::Complete, "{source:?}");
        }
        let invalid = [
            "x = \n",
            "x = lambda:\n",
            "  x\n",
            "x = = 1\n",
            "(1, = \n",
            "'abc\n",
            "f(a b\n",
            "while 1\n",
            "x)\n",
            "print 1\n",
            "def f():\n    x = 1\n  y\n",
            "if 1:\nx\n",
            "f'{x\n",
            "if 1:\n\n",
            "try:\n  1\n\n",
            "@x\n\n",
        ];
        for source in invalid {
            assert_eq!(completeness(source), Completeness::Invalid, "{source:?}");
        }
    }

    #[test]
    fn a_source_falls_into_its_logical_lines() {
        let source = "# top\na = 1; b = 2\n\ndef f():\n    pass\n# c\n@d\nclass A: pass\nx = (1,\n 2)\n";
        let pieces: Vec<&str> = top_level(source).into_iter().map(|range| &source[range]).collect();
        let expected =
            ["# top\na = 1; b = 2\n\n", "def f():\n    pass\n# c\n", "@d\nclass A: pass\n", "x = (1,\n 2)\n"];
        assert_eq!(pieces, expected);
        assert!(top_level("# nothing\n").is_empty());
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
