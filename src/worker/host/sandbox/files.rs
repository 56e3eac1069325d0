//! The kernel's wall around files: Landlock rules for what may be read and what may be written.

use std::fs;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, BitFlags, LandlockStatus, PathBeneath, PathFd, RestrictionStatus, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, Scope, make_bitflags,
};

use crate::trace::event::Gap;

/// The newest set of rules asked for; a kernel that knows less enforces what it knows.
const WANTED: ABI = ABI::V6;

/// The set of rules without which a file could still be emptied.
const NEEDED: ABI = ABI::V3;

/// What Python needs to read. Its library is inside this program; this is what the system has to say: time zones,
/// languages, kinds of files, and the names of this machine and of well-known ports.
const READABLE: [&str; 24] = [
    "/usr/share/zoneinfo",
    "/usr/lib/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/etc/zoneinfo",
    "/etc/localtime",
    "/etc/timezone",
    "/usr/lib/locale",
    "/usr/share/locale",
    "/usr/share/i18n",
    "/etc/locale.alias",
    "/etc/hosts",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/nsswitch.conf",
    "/etc/services",
    "/etc/protocols",
    "/etc/os-release",
    "/usr/lib/os-release",
    "/etc/mime.types",
    "/sys/devices/system/cpu",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
    "/dev/null",
];

/// What may also be written.
const WRITABLE: [&str; 2] = ["/dev/null", "/dev/full"];

/// What may be done in the scratch folder: everything but to run programs and to make devices and sockets.
const SCRATCH: BitFlags<AccessFs> = make_bitflags!(AccessFs::{
    ReadFile | ReadDir | WriteFile | Truncate | Refer | RemoveDir | RemoveFile | MakeDir | MakeReg | MakeFifo | MakeSym
});

const READ: BitFlags<AccessFs> = make_bitflags!(AccessFs::{ReadFile | ReadDir});

/// Encloses this thread and all that it starts; what could not be enforced.
pub(crate) fn enclose(file: &Path, scratch: &Path) -> Option<Gap> {
    match restrict(file, scratch) {
        Ok(status) => match status.landlock {
            LandlockStatus::Available { effective_abi, .. } if effective_abi >= NEEDED => None,
            LandlockStatus::Available { .. } => Some(Gap::OldLandlock),
            _ => Some(Gap::NoLandlockKernel),
        },
        Err(error) => Some(Gap::LandlockFailed { error: error.to_string().into() }),
    }
}

fn restrict(file: &Path, scratch: &Path) -> Result<RestrictionStatus, RulesetError> {
    let mut rules = Ruleset::default()
        .handle_access(AccessFs::from_all(WANTED))?
        .scope(Scope::from_all(WANTED))?
        .create()?;
    for path in READABLE {
        rules = allow(rules, Path::new(path), READ)?;
    }
    for path in WRITABLE {
        rules = allow(rules, Path::new(path), AccessFs::ReadFile | AccessFs::WriteFile)?;
    }
    if let Ok(this) = std::env::current_exe() {
        rules = allow(rules, &this, AccessFs::ReadFile.into())?;
    }
    if let Some(folder) = file.parent() {
        rules = allow(rules, folder, AccessFs::ReadDir.into())?;
        for path in visible_entries(folder) {
            rules = allow(rules, &path, READ)?;
        }
    }
    rules = allow(rules, file, AccessFs::ReadFile.into())?;
    rules = allow(rules, scratch, SCRATCH)?;
    rules.restrict_self()
}

/// What lies in FILE's folder and may be read. A program may lie in a home folder, where keys are kept in hidden
/// files; and a link could lead anywhere.
fn visible_entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| {
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            !is_hidden && entry.file_type().is_ok_and(|kind| !kind.is_symlink())
        })
        .map(|entry| entry.path())
        .collect()
}

/// Adds a rule for a path; one that is not there, or cannot be opened, needs none.
fn allow(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, RulesetError> {
    let Ok(handle) = PathFd::new(path) else {
        return Ok(rules);
    };
    // What only folders have would be refused for a file.
    let access = if path.is_dir() { access } else { access & AccessFs::from_file(WANTED) };
    rules.add_rule(PathBeneath::new(handle, access))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_files_and_links_of_the_programs_folder_stay_closed() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["data.txt", ".netrc"] {
            fs::write(folder.path().join(name), "x").expect("writes");
        }
        fs::create_dir(folder.path().join("beside")).expect("makes a folder");
        fs::create_dir(folder.path().join(".ssh")).expect("makes a folder");
        std::os::unix::fs::symlink("/etc", folder.path().join("link")).expect("makes a link");
        let mut names: Vec<_> = visible_entries(folder.path())
            .iter()
            .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
            .collect();
        names.sort();
        assert_eq!(names, ["beside", "data.txt"]);
    }

    #[test]
    fn what_python_needs_is_no_folder_of_a_user() {
        for path in READABLE {
            assert!(["/usr/", "/etc/", "/dev/", "/sys/"].iter().any(|root| path.starts_with(root)), "{path}");
        }
    }
}
