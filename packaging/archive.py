#!/usr/bin/env python3
"""Packs a program with its completions, manual pages and licence notes into an archive, with a checksum beside it.

    packaging/archive.py target/release/learn-coroutines x86_64-unknown-linux-gnu dist
"""

import argparse
import hashlib
import io
import pathlib
import subprocess
import tarfile
import tempfile
import zipfile

SHELLS = {"bash": "learn-coroutines.bash", "zsh": "_learn-coroutines", "fish": "learn-coroutines.fish"}


def contents(program):
    """The files of the archive, by their names in it."""
    files = {program.name: (program.read_bytes(), 0o755)}
    for shell, name in SHELLS.items():
        done = subprocess.run([program, "completions", shell], check=True, capture_output=True)
        files[f"completions/{name}"] = (done.stdout, 0o644)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "man", folder], check=True)
        for page in sorted(pathlib.Path(folder).iterdir()):
            files[f"man/{page.name}"] = (page.read_bytes(), 0o644)
    readme = pathlib.Path(__file__).resolve().parent.parent / "README.md"
    files["README.md"] = (readme.read_bytes(), 0o644)
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path, help="the program that was built, for this machine")
    parser.add_argument("target", help="what it was built for, as rustc names it")
    parser.add_argument("folder", type=pathlib.Path, help="where the archive goes")
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    top = f"learn-coroutines-{arguments.target}"
    if program.suffix == ".exe":
        path = arguments.folder / f"{top}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, (content, _) in contents(program).items():
                archive.writestr(f"{top}/{name}", content)
    else:
        path = arguments.folder / f"{top}.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            for name, (content, mode) in contents(program).items():
                info = tarfile.TarInfo(f"{top}/{name}")
                info.size, info.mode = len(content), mode
                archive.addfile(info, io.BytesIO(content))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{digest}  {path.name}\n")
    print(path)


if __name__ == "__main__":
    main()
