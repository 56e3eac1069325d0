//! `--sandbox`: what a confined program may do, what it may not, and how either is told.

use std::fs;

use crate::sandbox::{Output, Sandbox};

/// Runs acts, each a line of Python that prints what came of it.
fn acts(sandbox: &Sandbox, acts: &[&str]) -> Output {
    let mut program = String::from(
        "import os, socket, subprocess, sys\n\
         def act(name, function):\n    \
             try:\n        function()\n        print(name, 'done')\n    \
             except OSError as error:\n        print(name, type(error).__name__)\n",
    );
    for (index, act) in acts.iter().enumerate() {
        program.push_str(&format!("act({index}, lambda: {act})\n"));
    }
    sandbox.write("program/acts.py", program);
    let output = sandbox.program(["run", "--quiet", "--sandbox", "program/acts.py"]);
    output.env("SECRET_TOKEN", "hunter2").env("LANG", "C.UTF-8").run().status(0)
}

fn has_landlock(output: &Output) -> bool {
    let has = !output.stderr.contains("Landlock");
    if !has {
        eprintln!("skipped: {}", output.stderr);
    }
    has
}

#[test]
fn files_outside_of_its_own_folder_and_scratch_are_denied_and_the_learner_hears_of_it() {
    let sandbox = Sandbox::with("diary.txt", "dear diary");
    sandbox.write("program/beside.txt", "kept");
    let diary = sandbox.path("diary.txt").display().to_string();
    let beside = sandbox.path("program/beside.txt").display().to_string();
    let output = acts(
        &sandbox,
        &[
            &format!("open({diary:?})"),
            &format!("open({beside:?}, 'w')"),
            &format!("os.truncate({beside:?}, 0)"),
            &format!("os.chmod({beside:?}, 0)"),
            "os.listdir('/')",
            "open('/proc/self/environ')",
            &format!("(os.symlink({diary:?}, 'link'), open('link'))"),
        ],
    );
    if !has_landlock(&output) {
        return;
    }
    let all: String = (0..7).map(|index| format!("{index} PermissionError\n")).collect();
    let output = output.stdout(&all);
    let _ = output.stderr_has(&format!(
        "note: The sandbox denied open('{diary}'): a confined program reads only its own folder and writes only its \
         scratch folder.\n"
    ));
    assert_eq!(sandbox.read("program/beside.txt"), "kept");
}

#[test]
fn its_own_folder_can_be_read_and_its_scratch_folder_written_and_nothing_stays() {
    let sandbox = Sandbox::with("program/beside.txt", "here");
    let output = acts(
        &sandbox,
        &[
            "open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'beside.txt')).read()",
            "open('notes.txt', 'w').write('x')",
            "print(os.getcwd(), file=sys.stderr)",
        ],
    );
    let output = output.stdout("0 done\n1 done\n2 done\n");
    let scratch = output.stderr.lines().find(|line| line.starts_with('/')).expect("tells its folder");
    assert!(!fs::exists(scratch).expect("can be asked"), "{scratch} is left");
}

#[test]
fn no_other_program_is_started_and_nobody_is_signalled() {
    let output = acts(
        &Sandbox::new(),
        &[
            "os.system('id')",
            "os.fork()",
            "os.execv('/bin/sh', ['sh'])",
            "subprocess.run(['id'])",
            "os.kill(1, 0)",
        ],
    );
    let all: String = (0..5).map(|index| format!("{index} PermissionError\n")).collect();
    let _ = output
        .stdout(&all)
        .stderr_has("note: The sandbox denied os.system('id'): a confined program starts no other programs");
}

#[test]
fn it_speaks_to_its_own_machine_only() {
    let output = acts(
        &Sandbox::new(),
        &[
            "socket.create_connection(('192.0.2.1', 80), 1)",
            "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
            "socket.socket(socket.AF_UNIX)",
            "[server := socket.create_server(('127.0.0.1', 0)), socket.create_connection(server.getsockname())]",
        ],
    );
    let _ = output
        .stdout("0 PermissionError\n1 PermissionError\n2 PermissionError\n3 done\n")
        .stderr_has("a confined program speaks only to its own machine, at localhost.\n");
}

#[test]
fn what_stands_in_the_environment_stays_a_secret() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "secret.py",
        "import os\nprint(os.environ.get('SECRET_TOKEN'), os.environ['HOME'] == os.getcwd())\n",
    );
    let run = |options: &[&str]| {
        let arguments = ["run", "--quiet"].iter().chain(options).chain(&["secret.py"]);
        sandbox.program(arguments).env("SECRET_TOKEN", "hunter2").run().status(0).stdout
    };
    assert_eq!(run(&["--sandbox"]), "None True\n");
    assert_eq!(run(&[]), "hunter2 True\n");
}

#[test]
fn a_denied_act_is_told_in_chinese_too() {
    let sandbox =
        Sandbox::with("a.py", "import os\ntry:\n    os.fork()\nexcept PermissionError:\n    pass\n");
    let output = sandbox.program(["--lang", "zh", "run", "--sandbox", "a.py"]).run().status(0);
    let _ = output.stderr_has("沙箱拒绝了 os.fork()：受限的程序不能启动别的程序，也不能加载本机代码。");
}
