//! What the command line's parser has to say: help, the version, and what is wrong with what was typed.

use std::io::{self, Write};

use clap::error::ErrorKind;

use crate::cli::{self, When};
use crate::error::Exit;
use crate::lang::Lang;
use crate::terminal::paint;

/// Prints what clap has to say: help and version are no errors.
pub fn explain(error: &clap::Error, lang: Lang) -> Exit {
    let to_stderr = error.use_stderr();
    let palette = if to_stderr {
        paint::Palette::chosen(When::Auto, &io::stderr())
    } else {
        paint::Palette::chosen(When::Auto, &io::stdout())
    };
    let styled = match palette {
        paint::Palette::Colours => cli::Styled::Yes,
        paint::Palette::Plain => cli::Styled::No,
    };
    let text = cli::told(error, styled, lang);
    let mut out: Box<dyn Write> = if to_stderr { Box::new(io::stderr()) } else { Box::new(io::stdout()) };
    let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match printed {
            Ok(()) => Exit::Done,
            Err(_) => Exit::BrokenPipe,
        },
        _ => Exit::Usage,
    }
}
