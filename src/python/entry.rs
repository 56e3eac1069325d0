//! What is typed at a prompt: whether it is whole, how its next line is indented, what it binds and needs.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::{self, Visitor};
use ruff_python_ast::{Comprehension, Expr, ExprContext, Mod, Stmt};
use ruff_python_parser::{LexicalErrorType, Mode, ParseErrorType, ParseOptions, parse_unchecked};

use super::{Completeness, completeness, is_blank};

/// How many blanks one level of indentation has.
pub const INDENT: usize = 4;

/// Whether a text can be run as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing but blanks and comments.
    Blank,
    /// Whole: one statement or several.
    Whole,
    /// More lines must or may follow; the next one is best indented by so many columns.
    Open {
        /// Columns.
        indent: usize,
    },
    /// No Python, whatever follows.
    Broken,
}

/// What kind of Python a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One expression.
    Expression,
    /// Any other statements.
    Statements,
    /// No Python.
    Broken,
}

/// Whether a text can be run as it is. A compound statement is ended by a blank line, anything else by its own end; a
/// block that has not begun is not ended by one, as at CPython's own prompt since 3.13.
pub fn entry(source: &str) -> Entry {
    let body = format!("{}\n", without_blank_end(source));
    if source.lines().all(is_blank) {
        return Entry::Blank;
    }
    match completeness(&body) {
        Completeness::Complete => Entry::Whole,
        Completeness::Invalid => Entry::Broken,
        Completeness::Incomplete
            if ends_blank(source) && completeness(&format!("{body}\n")) == Completeness::Complete =>
        {
            Entry::Whole
        }
        Completeness::Incomplete => Entry::Open { indent: next_indent(source) },
    }
}

/// What kind of Python a text is.
pub fn shape(source: &str) -> Shape {
    if u32::try_from(source.len()).is_err() {
        return Shape::Broken;
    }
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module));
    match parsed.syntax() {
        _ if !parsed.errors().is_empty() => Shape::Broken,
        Mod::Module(module) if matches!(module.body[..], [Stmt::Expr(_)]) => Shape::Expression,
        _ => Shape::Statements,
    }
}

/// What an entry needs in order to run outside of a prompt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A running event loop: it awaits at its top, or makes tasks there.
    Loop,
}

/// The functions of asyncio that want a running loop.
const WANT_LOOP: [&str; 6] =
    ["create_task", "ensure_future", "gather", "get_running_loop", "current_task", "all_tasks"];

/// What an entry needs in order to run outside of a prompt.
pub fn needs(source: &str) -> Needs {
    let top = Top::of(source);
    if top.awaits { Needs::Loop } else { Needs::Nothing }
}

/// The names an entry binds at its top.
pub fn bound_names(source: &str) -> Vec<String> {
    Top::of(source).names
}

/// Whether an entry only imports.
pub fn is_import(source: &str) -> bool {
    let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module));
    match parsed.syntax() {
        Mod::Module(module) => {
            !module.body.is_empty()
                && module.body.iter().all(|it| matches!(it, Stmt::Import(_) | Stmt::ImportFrom(_)))
        }
        Mod::Expression(_) => false,
    }
}

/// What stands at the top of an entry, outside of the functions and classes it defines.
#[derive(Default)]
struct Top {
    names: Vec<String>,
    awaits: bool,
}

impl Top {
    fn of(source: &str) -> Top {
        let mut top = Top::default();
        if u32::try_from(source.len()).is_ok() {
            let parsed = parse_unchecked(source, ParseOptions::from(Mode::Module));
            if let Mod::Module(module) = parsed.syntax() {
                top.visit_body(&module.body);
            }
        }
        top
    }

    fn bind(&mut self, name: &str) {
        self.names.push(name.to_owned());
    }
}

impl<'a> Visitor<'a> for Top {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => return self.bind(&function.name),
            Stmt::ClassDef(class) => return self.bind(&class.name),
            Stmt::For(it) if it.is_async => self.awaits = true,
            Stmt::With(it) if it.is_async => self.awaits = true,
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name);
                    self.bind(name.split('.').next().unwrap_or_default());
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    self.bind(alias.asname.as_ref().unwrap_or(&alias.name));
                }
            }
            _ => {}
        }
        visitor::walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Await(_) => self.awaits = true,
            Expr::Lambda(_) => return,
            Expr::Name(name) if name.ctx != ExprContext::Load => self.bind(&name.id),
            Expr::Attribute(attribute) if WANT_LOOP.contains(&attribute.attr.as_str()) => self.awaits = true,
            Expr::Name(name) if WANT_LOOP.contains(&name.id.as_str()) => self.awaits = true,
            // Their targets are their own.
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                let before = self.names.len();
                visitor::walk_expr(self, expression);
                self.names.truncate(before);
                return;
            }
            _ => {}
        }
        visitor::walk_expr(self, expression);
    }

    fn visit_comprehension(&mut self, comprehension: &'a Comprehension) {
        self.awaits |= comprehension.is_async;
        visitor::walk_comprehension(self, comprehension);
    }
}

/// How far the line after this text is best indented, in columns.
fn next_indent(source: &str) -> usize {
    let ended = format!("{}\n", source.trim_end_matches('\n'));
    let parsed = parse_unchecked(&ended, ParseOptions::from(Mode::Module));
    let tokens = parsed.tokens();
    let mut depth = 0usize;
    let mut last = TokenKind::Newline;
    for token in tokens {
        match token.kind() {
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !is_layout(token.kind()) && token.kind() != TokenKind::Unknown {
            last = token.kind();
        }
    }
    // Blanks within a string would be part of it.
    if parsed.errors().iter().any(|error| is_unclosed_string(&error.error)) {
        return 0;
    }
    let line = ended.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
    let indent = line.chars().take_while(|letter| *letter == ' ').count();
    let opens = matches!(last, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace)
        || (last == TokenKind::Colon && depth == 0);
    let leaves = depth == 0
        && ["return", "raise", "break", "continue", "pass"]
            .iter()
            .any(|word| line.trim_start().split([' ', '(']).next() == Some(*word));
    match (opens && !line.trim().is_empty(), leaves) {
        (true, _) => indent + INDENT,
        (false, true) => indent.saturating_sub(INDENT),
        (false, false) => indent,
    }
}

fn is_layout(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Newline
            | TokenKind::NonLogicalNewline
            | TokenKind::Comment
            | TokenKind::Indent
            | TokenKind::Dedent
            | TokenKind::EndOfFile
    )
}

fn is_unclosed_string(error: &ParseErrorType) -> bool {
    matches!(
        error,
        ParseErrorType::Lexical(
            LexicalErrorType::UnclosedStringError
                | LexicalErrorType::StringError
                | LexicalErrorType::FStringError(_)
                | LexicalErrorType::TStringError(_)
        ) | ParseErrorType::FStringError(_)
            | ParseErrorType::TStringError(_)
    )
}

/// The text without the blank lines at its end.
fn without_blank_end(source: &str) -> &str {
    let mut text = source;
    while let Some((body, last)) = text.rsplit_once('\n')
        && last.trim().is_empty()
    {
        text = body;
    }
    text
}

/// Whether a text of several lines ends in a blank one.
fn ends_blank(source: &str) -> bool {
    source.rsplit_once('\n').is_some_and(|(_, last)| last.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indent(source: &str) -> Option<usize> {
        match entry(source) {
            Entry::Open { indent } => Some(indent),
            _ => None,
        }
    }

    #[test]
    fn one_line_that_is_whole_is_run_at_once() {
        for source in
            ["x = 1", "1 + 1", "next(g)", "await f()", "import os", "x = [i for i in y]", "a; b", "'''a'''"]
        {
            assert_eq!(entry(source), Entry::Whole, "{source}");
        }
        assert_eq!(entry(""), Entry::Blank);
        assert_eq!(entry("  # only this"), Entry::Blank);
    }

    #[test]
    fn what_can_never_be_python_is_not_asked_for_more() {
        for source in [
            "x =",
            "def",
            "1 +",
            "for x in",
            "x = = 1",
            ")",
            "'abc",
            "f'abc",
            "if x",
            "print 1",
            "a b",
            "x = (1 2)",
        ] {
            assert_eq!(entry(source), Entry::Broken, "{source}");
        }
    }

    #[test]
    fn brackets_strings_and_backslashes_ask_for_more() {
        for source in [
            "f(",
            "f(1,\n",
            "[1,\n 2",
            "{'a': (",
            "'''abc",
            "x = \"\"\"abc\ndef",
            "f'''abc {x} d",
            "x = 1 + \\",
        ] {
            assert!(matches!(entry(source), Entry::Open { .. }), "{source}: {:?}", entry(source));
        }
    }

    #[test]
    fn a_block_is_ended_by_a_blank_line() {
        for block in [
            "def f():\n    yield 1",
            "for x in y: print(x)",
            "async def f():\n    await g()",
            "class A:\n    pass",
            "with a:\n    b()",
            "try:\n    a\nexcept E:\n    b",
            "@d\ndef f():\n    pass",
            "match x:\n    case 1:\n        pass",
        ] {
            assert!(matches!(entry(block), Entry::Open { .. }), "{block}: {:?}", entry(block));
            for end in ["\n", "\n    ", "\n        "] {
                assert_eq!(entry(&format!("{block}{end}")), Entry::Whole, "{block}{end}");
            }
        }
    }

    #[test]
    fn a_block_that_is_not_begun_asks_for_more_even_after_a_blank_line() {
        for source in [
            "def f():",
            "def f():\n",
            "if x:\n    pass\nelse:",
            "try:\n    pass",
            "try:\n    pass\n",
            "@d",
            "class A:\n\n",
            "def f():\n    # only this",
            "while 1:",
            "async def f():",
            "match x:",
        ] {
            assert!(matches!(entry(source), Entry::Open { .. }), "{source}: {:?}", entry(source));
        }
    }

    #[test]
    fn a_paste_of_several_statements_is_whole_where_its_last_is() {
        assert_eq!(entry("def f():\n    yield 1\ng = f()\nnext(g)"), Entry::Whole);
        assert_eq!(entry("x = 1\n\n\ny = 2\n"), Entry::Whole);
    }

    #[test]
    fn the_next_line_is_indented_as_its_block() {
        assert_eq!(indent("def f():"), Some(4));
        assert_eq!(indent("def f():  # so"), Some(4));
        assert_eq!(indent("def f():\n    x = 1"), Some(4));
        assert_eq!(indent("def f():\n    for x in y:"), Some(8));
        assert_eq!(indent("def f():\n    if x:\n        return 1"), Some(4));
        assert_eq!(indent("f("), Some(4));
        assert_eq!(indent("x = {'a':"), Some(0));
        assert_eq!(indent("'''abc:"), Some(0));
        assert_eq!(indent("def f():\n    x = '''abc"), Some(0));
    }

    #[test]
    fn the_shape_of_an_expression_is_told_from_statements() {
        assert_eq!(shape("help"), Shape::Expression);
        assert_eq!(shape("clock is None"), Shape::Expression);
        assert_eq!(shape("lesson = 3"), Shape::Statements);
        assert_eq!(shape("lesson 3"), Shape::Broken);
        assert_eq!(shape("await f()"), Shape::Expression);
    }

    #[test]
    fn no_text_is_too_strange() {
        for source in [
            "\\",
            "\\\n",
            "(\\",
            "'''",
            "f\"{",
            "f\"\"\"{",
            "\u{0}",
            "\u{c}",
            "if x:\n\t",
            "$",
            "?",
            "x = '\\",
        ] {
            entry(source);
            shape(source);
        }
    }
}
