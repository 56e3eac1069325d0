//! What releases are made of: manual pages, and wheels packed from a program that is built.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::corpus::process::python;
use super::sandbox::Sandbox;

#[test]
fn every_command_has_a_manual_page() {
    let sandbox = Sandbox::new();
    let _ = sandbox.program(["man", "pages/here"]).run().status(0).stdout("").stderr("");
    for command in ["", "-run", "-step", "-lesson", "-lesson-new", "-quiz", "-check"] {
        let page = sandbox.read(&format!("pages/here/learn-coroutines{command}.1"));
        assert!(page.contains(".TH") && page.contains(".SH SYNOPSIS"), "{page}");
    }
    assert!(!fs::exists(sandbox.path("pages/here/learn-coroutines-man.1")).expect("can be asked"));
    sandbox.write("file", "");
    let _ = sandbox.program(["man", "file"]).run().status(1).stderr_has("file");
}

#[test]
fn a_wheel_holds_the_program_and_a_record_of_its_files() {
    let Some(python) = python() else { return };
    let sandbox = Sandbox::with("program", "#!/bin/sh\necho it runs\n");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/wheel.py");
    let packed = Command::new(&python.executable)
        .arg(script)
        .args([&sandbox.path("program"), &sandbox.path("dist")])
        .args(["--tag", "plan9_x86_64"])
        .output()
        .expect("Python starts");
    let told = String::from_utf8_lossy(&packed.stderr).into_owned();
    assert!(packed.status.success(), "{told}");
    let wheel = String::from_utf8_lossy(&packed.stdout).trim().to_owned();
    assert!(wheel.ends_with("-py3-none-plan9_x86_64.whl"), "{wheel}");
    // Every file but the record itself stands in the record, with its own digest and size.
    let check = "import base64, csv, hashlib, sys, zipfile\n\
        archive = zipfile.ZipFile(sys.argv[1])\n\
        record = next(name for name in archive.namelist() if name.endswith('RECORD'))\n\
        for name, digest, size in csv.reader(archive.read(record).decode().splitlines()):\n    \
            content = archive.read(name)\n    \
            told = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()\n    \
            print(name.rsplit('/', 1)[1], name == record or (f'sha256={told}', str(len(content))) == (digest, size))\n\
        program = next(info for info in archive.infolist() if '/scripts/' in info.filename)\n\
        print(oct(program.external_attr >> 16), archive.read(program).decode())\n";
    let checked =
        Command::new(&python.executable).args(["-c", check, &wheel]).output().expect("Python starts");
    assert_eq!(
        String::from_utf8_lossy(&checked.stdout),
        "learn-coroutines True\nMETADATA True\nWHEEL True\nRECORD True\n\
         0o100755 #!/bin/sh\necho it runs\n\n",
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}
