//! Whole screens and transcripts as they are shown, beside this file in `snapshots`; `INSTA_UPDATE=always` writes them anew.

use insta::{Settings, assert_snapshot};
use learn_coroutines::suite::lang::Lang;

use crate::sandbox::Sandbox;
use crate::show::Show;

const CHAIN: &str = include_str!("screens/chain.py");
const GATHER: &str = include_str!("screens/gather.py");
const AVERAGER: &str = include_str!("screens/averager.py");

/// Compares with the snapshot of this name: the text alone, whatever made it.
#[track_caller]
fn compare(name: &str, text: &str) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // Blanks at the ends of rows are not seen.
    let text: Vec<&str> = text.lines().map(str::trim_end).collect();
    settings.bind(|| assert_snapshot!(name, text.join("\n")));
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh",
    }
}

#[test]
fn step_mode_at_three_sizes_in_both_languages() {
    for lang in Lang::ALL {
        for (columns, rows) in [(60, 18), (80, 24), (120, 40)] {
            let mut show = Show::open(CHAIN, lang, (columns, rows));
            show.press(&"t ".repeat(20));
            compare(&format!("chain_{columns}x{rows}_{}", code(lang)), &show.screen());
            let mut show = Show::open(GATHER, lang, (columns, rows));
            show.press(&"t ".repeat(29));
            compare(&format!("gather_{columns}x{rows}_{}", code(lang)), &show.screen());
        }
    }
}

#[test]
fn the_help_of_step_mode_in_both_languages() {
    for lang in Lang::ALL {
        let mut show = Show::open(AVERAGER, lang, (80, 40));
        show.press("?");
        compare(&format!("guide_{}", code(lang)), &show.screen());
    }
}

#[test]
fn line_mode_in_both_languages() {
    for lang in Lang::ALL {
        let sandbox = Sandbox::with("averager.py", AVERAGER);
        let arguments = ["--plain", "--lang", code(lang), "step", "--clock", "virtual", "averager.py"];
        let commands = "?\ns\nt\nt\no\nw\np 6 * 7\nb\ng 12\nc\nq\n";
        let output = sandbox.program(arguments).stdin(commands).run().status(0).stderr("");
        compare(&format!("line_mode_{}", code(lang)), &output.stdout);
    }
}

#[test]
fn a_run_in_both_languages() {
    for lang in Lang::ALL {
        let sandbox = Sandbox::with("gather.py", GATHER);
        let arguments = ["--lang", code(lang), "run", "--clock", "virtual", "gather.py"];
        let output = sandbox.program(arguments).run().status(0);
        compare(&format!("run_{}", code(lang)), &output.to_string());
    }
}

#[test]
fn pages_of_a_lesson_in_both_languages() {
    for lang in Lang::ALL {
        let sandbox = Sandbox::new();
        let _ = sandbox.program(["lesson", "new", "own/01-echo"]).run().status(0);
        let arguments = ["--plain", "--lang", code(lang), "--lessons", "own", "lesson", "1", "--seed", "7"];
        let output = sandbox.program(arguments).stdin("n\nn\nq\n").run().status(0).stderr("");
        compare(&format!("lesson_{}", code(lang)), &output.stdout);
    }
}
