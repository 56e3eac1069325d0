#!/usr/bin/env python3
"""Packs a program that is already built into a wheel, without compiling it once more.

    packaging/wheel.py target/release/learn-coroutines dist

What maturin would write (`bindings = "bin"`): the program lies among the scripts, and pip puts it on PATH. The tag says
what the program asks of the system; it is read from the program itself.
"""

import argparse
import base64
import hashlib
import pathlib
import platform
import re
import stat
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
NAME = "learn_coroutines"
# The zip format knows no earlier day; a fixed one gives the same bytes for the same program.
DAY = (1980, 1, 1, 0, 0, 0)


def field(name):
    """A field of the package in Cargo.toml. (Pythons before 3.11 have no reader for it.)"""
    text = (HERE.parent / "Cargo.toml").read_text(encoding="utf-8")
    found = re.search(rf'^{name} = "(.*)"$', text, re.MULTILINE)
    if found is None:
        sys.exit(f"Cargo.toml has no {name}")
    return found[1]


def listed(name):
    """A list of strings in pyproject.toml."""
    text = (HERE / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(rf"^{name} = \[(.*?)\]$", text, re.MULTILINE | re.DOTALL)
    return re.findall(r'"(.*?)"', found[1]) if found else []


def tag(program):
    """The platform tag of a program: the newest symbols of the C library that it needs decide on Linux."""
    machine = platform.machine().lower()
    if program.startswith(b"\x7fELF"):
        needed = [int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)\b", program)]
        if needed:
            return f"manylinux_2_{max(max(needed), 17)}_{machine}"
        return f"musllinux_1_2_{machine}"
    if program[:4] in (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"):
        return f"macosx_11_0_{'arm64' if machine in ('arm64', 'aarch64') else 'x86_64'}"
    if program.startswith(b"MZ"):
        return "win_amd64" if machine in ("amd64", "x86_64") else "win_arm64"
    sys.exit("this is no program of Linux, macOS or Windows")


def stripped(path):
    """The program without what only a debugger reads, where `strip` is there."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / path.name
        try:
            subprocess.run(["strip", "-o", str(copy), str(path)], check=True)
        except (OSError, subprocess.CalledProcessError):
            return path.read_bytes()
        return copy.read_bytes()


def metadata(version):
    lines = [
        "Metadata-Version: 2.1",
        "Name: learn-coroutines",
        f"Version: {version}",
        f"Summary: {field('description')}",
        f"License: {field('license')}",
        f"Keywords: {','.join(listed('keywords'))}",
        *(f"Classifier: {classifier}" for classifier in listed("classifiers")),
        "Requires-Python: >=3.8",
        "Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM",
    ]
    return "\n".join(lines) + "\n\n" + (HERE.parent / "README.md").read_text(encoding="utf-8")


def write(path, files):
    """Writes the archive and, as its last file, the record of all others."""
    record = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (content, mode) in files.items():
            info = zipfile.ZipInfo(name, DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | mode) << 16
            archive.writestr(info, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}\n")
        name = next(name for name in files if name.endswith("/WHEEL")).replace("WHEEL", "RECORD")
        info = zipfile.ZipInfo(name, DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (stat.S_IFREG | 0o644) << 16
        archive.writestr(info, "".join(record) + f"{name},,\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=pathlib.Path, help="the program that was built")
    parser.add_argument("folder", type=pathlib.Path, help="where the wheel goes")
    parser.add_argument("--tag", help="the platform tag, where the program's own is not meant")
    arguments = parser.parse_args()
    program = stripped(arguments.program)
    version = field("version")
    system = arguments.tag or tag(program)
    wheel = f"Wheel-Version: 1.0\nGenerator: learn-coroutines\nRoot-Is-Purelib: false\nTag: py3-none-{system}\n"
    suffix = ".exe" if program.startswith(b"MZ") else ""
    files = {
        f"{NAME}-{version}.data/scripts/learn-coroutines{suffix}": (program, 0o755),
        f"{NAME}-{version}.dist-info/METADATA": (metadata(version).encode(), 0o644),
        f"{NAME}-{version}.dist-info/WHEEL": (wheel.encode(), 0o644),
    }
    arguments.folder.mkdir(parents=True, exist_ok=True)
    path = arguments.folder / f"{NAME}-{version}-py3-none-{system}.whl"
    write(path, files)
    print(path)


if __name__ == "__main__":
    main()
