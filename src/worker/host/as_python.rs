//! This program as the Python that `sys.executable` names: `-c`, `-m`, `-` and FILE, untraced, on its own streams.
//!
//! A program that starts `sys.executable` (subprocess, multiprocessing, ProcessPoolExecutor) starts this program. It is
//! told by a variable of the environment that it is called as Python, because a name or a link of its own would have to
//! lie in some folder, and the same arguments would be an error otherwise. What confines the parent confines it too: a
//! child keeps the rules of its parent.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use rustpython_vm::compiler::Mode;
use rustpython_vm::scope::Scope;
use rustpython_vm::{Interpreter, PyResult, Settings, VirtualMachine};

use crate::wire::AS_PYTHON;

/// The exit status of Python for a command line it does not understand or a file it cannot read.
const USAGE: u8 = 2;

/// What to run.
#[derive(Debug, PartialEq, Eq)]
enum What {
    /// `-c`.
    Command(String),
    /// `-m`.
    Module(String),
    /// FILE, or standard input.
    File(String),
    /// `-` or nothing.
    Input,
    /// `-V`.
    Version,
}

/// A command line of Python's.
#[derive(Debug, PartialEq, Eq)]
struct CommandLine {
    what: What,
    /// `sys.argv`.
    argv: Vec<String>,
    /// The letters of the options without a value.
    flags: String,
    /// `-W`.
    warnings: Vec<String>,
    /// `-X`.
    implementation: Vec<String>,
}

/// Whether this program is called as Python with these arguments, itself aside.
pub fn is_meant(arguments: &[OsString]) -> bool {
    std::env::var_os(AS_PYTHON).is_some() && looks_like_python(arguments, Path::exists)
}

/// A command of the tool's own stays one, also below a program that the tool runs.
fn looks_like_python(arguments: &[OsString], exists: impl Fn(&Path) -> bool) -> bool {
    match arguments.first().map(OsString::as_os_str) {
        None => !io::IsTerminal::is_terminal(&io::stdin()),
        Some(first) if first.as_encoded_bytes().starts_with(b"--") => false,
        Some(first) if first.as_encoded_bytes().starts_with(b"-") => first != "-h",
        Some(first) => exists(Path::new(first)),
    }
}

/// Runs what Python's command line asks for; its exit status.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    match parse(arguments) {
        Ok(CommandLine { what: What::Version, .. }) => {
            say(&mut io::stdout(), &format!("Python {}\n", version()));
            ExitCode::SUCCESS
        }
        Ok(line) => run(line),
        Err(message) => {
            say(&mut io::stderr(), &format!("{message}\n"));
            ExitCode::from(USAGE)
        }
    }
}

fn parse(arguments: Vec<OsString>) -> Result<CommandLine, String> {
    let mut arguments = arguments.into_iter().map(|argument| argument.to_string_lossy().into_owned());
    let mut line = CommandLine {
        what: What::Input,
        argv: vec![String::new()],
        flags: String::new(),
        warnings: Vec::new(),
        implementation: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        let Some(letters) = argument.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            line.argv = vec![argument.clone()];
            line.what = if argument == "-" { What::Input } else { What::File(argument) };
            break;
        };
        let mut done = false;
        for (at, letter) in letters.char_indices() {
            match letter {
                'c' | 'm' | 'W' | 'X' => {
                    let rest = &letters[at + 1..];
                    let value = if rest.is_empty() { arguments.next() } else { Some(rest.to_owned()) };
                    let value = value.ok_or_else(|| format!("Argument expected for the -{letter} option"))?;
                    match letter {
                        'c' => (line.argv, line.what) = (vec!["-c".to_owned()], What::Command(value)),
                        'm' => (line.argv, line.what) = (vec!["-m".to_owned()], What::Module(value)),
                        'W' => line.warnings.push(value),
                        _ => line.implementation.push(value),
                    }
                    done = matches!(letter, 'c' | 'm');
                    break;
                }
                'V' => line.what = What::Version,
                'B' | 'E' | 'I' | 's' | 'S' | 'u' | 'b' | 'd' | 'O' | 'P' | 'q' | 'v' | 'x' => {
                    line.flags.push(letter);
                }
                _ => return Err(format!("Unknown option: -{letter}")),
            }
        }
        if done || line.what == What::Version {
            break;
        }
    }
    line.argv.extend(arguments);
    Ok(line)
}

fn settings(line: &CommandLine) -> Settings {
    let has = |letter| line.flags.contains(letter);
    let mut settings = Settings::default();
    settings.argv.clone_from(&line.argv);
    settings.install_signal_handlers = true;
    settings.write_bytecode = false;
    settings.utf8_mode = 1;
    settings.isolated = has('I');
    settings.user_site_directory = !(has('s') || has('I'));
    settings.import_site = !has('S');
    settings.buffered_stdio = !has('u');
    settings.quiet = has('q');
    settings.safe_path = has('P') || has('I');
    settings.warnoptions.clone_from(&line.warnings);
    settings.xoptions = line
        .implementation
        .iter()
        .map(|option| match option.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (option.clone(), None),
        })
        .collect();
    let seed = std::env::var("PYTHONHASHSEED").ok().filter(|_| !has('E') && !has('I'));
    settings.hash_seed = Some(seed.and_then(|seed| seed.parse().ok()).unwrap_or(0));
    settings
}

fn run(line: CommandLine) -> ExitCode {
    let builder = Interpreter::builder(settings(&line));
    let modules = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
    let interpreter =
        builder.add_native_modules(&modules).add_frozen_modules(rustpython_pylib::FROZEN_STDLIB).build();
    let status = interpreter.run(|vm| execute(&line, vm));
    ExitCode::from(u8::try_from(status & 0xff).unwrap_or(1))
}

fn execute(line: &CommandLine, vm: &VirtualMachine) -> PyResult<()> {
    for name in ["stdin", "stdout", "stderr"] {
        let stream = vm.sys_module.get_attr(name, vm)?;
        let encoding = vm.ctx.new_str("utf-8").into();
        let kwargs =
            [("encoding".to_owned(), encoding)].into_iter().collect::<rustpython_vm::function::KwArgs>();
        // A stream that is closed is None.
        if !vm.is_none(&stream) {
            vm.call_method(&stream, "reconfigure", rustpython_vm::function::FuncArgs::new(vec![], kwargs))?;
        }
    }
    let globals = vm.main_namespace()?;
    let path = vm.sys_module.get_attr("path", vm)?;
    let first = match &line.what {
        What::File(file) => Path::new(file).parent().map(|folder| folder.to_string_lossy().into_owned()),
        _ => Some(String::new()),
    };
    if let Some(first) = first.filter(|_| !line.flags.contains(['I', 'P'])) {
        vm.call_method(&path, "insert", (0, first))?;
    }
    let (source, name) = match &line.what {
        What::Module(module) => return vm.run_module(module),
        What::Command(command) => (command.clone(), "<string>".to_owned()),
        What::File(file) => {
            globals.set_item("__file__", vm.ctx.new_str(file.as_str()).into(), vm)?;
            globals.set_item("__cached__", vm.ctx.none(), vm)?;
            (read(file, vm)?, file.clone())
        }
        What::Input | What::Version => {
            let mut source = String::new();
            io::stdin().read_to_string(&mut source).map_err(|error| vm.new_os_error(error.to_string()))?;
            (source, "<stdin>".to_owned())
        }
    };
    let code =
        vm.compile(&source, Mode::Exec, name).map_err(|error| error.into_pyexception(vm, Some(&source)))?;
    vm.run_code_obj(code, Scope::with_builtins(None, globals, vm))?;
    Ok(())
}

fn read(file: &str, vm: &VirtualMachine) -> PyResult<String> {
    match std::fs::read(file) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
        }
        Err(error) => {
            let words = format!("{}: can't open file {file:?}: {error}\n", program_name());
            say(&mut io::stderr(), &words);
            let status = vm.ctx.new_int(i32::from(USAGE)).into();
            Err(vm.new_exception(vm.ctx.exceptions.system_exit.to_owned(), vec![status]))
        }
    }
}

fn program_name() -> String {
    let name = std::env::args_os().next();
    name.as_deref().map(OsStr::to_string_lossy).unwrap_or_default().into_owned()
}

/// The version of the language and library of the interpreter.
fn version() -> String {
    use rustpython_vm::version::{MAJOR, MICRO, MINOR};
    format!("{MAJOR}.{MINOR}.{MICRO}")
}

/// Whoever closed the stream does not want to hear it.
fn say(stream: &mut impl Write, words: &str) {
    let _ = stream.write_all(words.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> CommandLine {
        parse(words.iter().map(OsString::from).collect()).expect("a command line")
    }

    #[test]
    fn what_follows_a_command_a_module_or_a_file_belongs_to_it() {
        let line = parsed(&["-I", "-c", "pass", "-c", "x"]);
        assert_eq!((line.what, line.argv.join(" ")), (What::Command("pass".into()), "-c -c x".into()));
        let line = parsed(&["-m", "timeit", "-n", "1"]);
        assert_eq!((line.what, line.argv.join(" ")), (What::Module("timeit".into()), "-m -n 1".into()));
        let line = parsed(&["-Bu", "a.py", "-x"]);
        assert_eq!((line.what, line.argv.join(" ")), (What::File("a.py".into()), "a.py -x".into()));
        assert_eq!(line.flags, "Bu");
        assert_eq!(parsed(&["-", "a"]).argv, ["-", "a"]);
    }

    #[test]
    fn options_with_a_value_take_it_joined_or_apart() {
        let line = parsed(&["-Werror", "-W", "ignore", "-Xdev", "-X", "utf8=1", "-cpass"]);
        assert_eq!(
            (line.warnings.join(" "), line.implementation.join(" ")),
            ("error ignore".into(), "dev utf8=1".into())
        );
        assert_eq!(line.what, What::Command("pass".into()));
        assert!(parse(vec!["-c".into()]).is_err());
        assert!(parse(vec!["-z".into()]).is_err());
    }

    #[test]
    fn the_tools_own_commands_stay_its_own() {
        let is_python = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            looks_like_python(&words, |path| path == Path::new("a.py"))
        };
        assert!(is_python(&["-c", "pass"]) && is_python(&["a.py"]) && is_python(&["-"]));
        assert!(!is_python(&["run", "a.py"]) && !is_python(&["--lang", "zh"]));
    }
}
