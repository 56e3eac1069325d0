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

#[test]
fn nobody_elses_share_of_the_machine_is_changed() {
    let output = acts(
        &Sandbox::new(),
        &["os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)", "os.nice(5)", "os.getpriority(0, 0)"],
    );
    let _ = output.stdout("0 PermissionError\n1 PermissionError\n2 done\n");
}

const ANSWERED: &str = "---\nlesson: 1\ntitle: Mine\nabout: Own answers.\nminutes: 1\n---\n\n## Answers\n\n\
    ```try #by-hand echo.py\nMake one of your own.\n- goal: echo#* yields 'ahoy'\n- solution `mine = echo()`\n\
    - solution `next(mine)`\n- solution `mine.send(\"ahoy\")`\n- hint: Make it.\n```\n\n\
    ```complete #start echo.py\nStart it.\n- blank <1> `next(talk)`\n- check: prints hello\n- hint: Start it.\n```\n\n\
    ```fix #repair echo.py\nStart it.\n- solution <1> `next(talk)`\n- check: prints hello\n- hint: Start it.\n```\n";

/// The lesson of three questions, answered line by line, one page after the other.
fn answered(sandbox: &Sandbox, typed: &str) -> Output {
    sandbox.write(
        "own/01-mine/echo.py",
        "def echo():\n    word = None\n    while True:\n        word = yield word\n        print(word)\n\n\n\
         talk = echo()\nnext(talk)  # <1>\ntalk.send(\"hello\")\n",
    );
    sandbox.write("own/01-mine/lesson.en.md", ANSWERED);
    let lesson = sandbox.program(["--plain", "--lang", "en", "--lessons", "own", "lesson", "1", "--restart"]);
    lesson.stdin(typed).run().status(0)
}

#[test]
fn what_a_learner_types_as_an_answer_is_as_confined_as_a_lesson() {
    let sandbox = Sandbox::with("diary.txt", "dear diary");
    let diary = sandbox.path("diary.txt").display().to_string();
    let mark = sandbox.path("mark").display().to_string();
    let honest = answered(
        &sandbox,
        "mine = echo()\nnext(mine)\nmine.send(\"ahoy\")\n\nnext(talk)\nn\n9 next(talk)\n\nn\nq\nq\n",
    );
    assert_eq!(honest.stdout.matches("✓ Right.").count(), 2, "{honest}");
    assert!(honest.stdout.contains("✓ Goal reached."), "{honest}");
    // Each is right where it may read the diary, and leaves a mark where it may write.
    let pries = format!("next(talk) if open({diary:?}).read() and open({mark:?}, \"w\") else 0");
    let tries = format!("mine = echo() if open({diary:?}).read() and open({mark:?}, \"w\") else 0");
    let prying = answered(
        &sandbox,
        &format!("{tries}\nnext(mine)\nmine.send(\"ahoy\")\n\nn\n{pries}\nn\nn\n9 {pries}\n\nn\nn\nq\nq\n"),
    );
    assert!(!prying.stdout.contains("✓ Right.") && !prying.stdout.contains("dear diary"), "{prying}");
    assert!(prying.stdout.contains("✗ Not quite.") && !prying.stdout.contains("Goal reached"), "{prying}");
    assert!(!fs::exists(&mark).expect("can be asked"), "{prying}");
}
