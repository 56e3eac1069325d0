//! The kernel's wall around system calls: no other programs, no other processes, no sockets but to this machine's
//! network, and nothing that a wall around files does not see.

use std::collections::BTreeMap;

use rustix::process::getpid;
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

use crate::trace::event::Gap;

/// System calls with the arguments at which each is refused; without any, it always is.
type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// The calls that are refused whatever they are asked.
const REFUSED: &[i64] = &[
    // Other programs and processes.
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kcmp,
    libc::SYS_tkill,
    libc::SYS_pidfd_send_signal,
    libc::SYS_pidfd_getfd,
    libc::SYS_setns,
    libc::SYS_unshare,
    // How much of the machine another process gets.
    libc::SYS_setpriority,
    libc::SYS_ioprio_set,
    libc::SYS_sched_setaffinity,
    libc::SYS_sched_setattr,
    libc::SYS_sched_setparam,
    libc::SYS_sched_setscheduler,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    // Owners, permissions, times and attributes of files, which Landlock leaves alone.
    libc::SYS_fchmod,
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_fchown,
    libc::SYS_fchownat,
    libc::SYS_utimensat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_fsetxattr,
    SETXATTRAT,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_fremovexattr,
    REMOVEXATTRAT,
    FILE_SETATTR,
    libc::SYS_open_by_handle_at,
    // Other roads to the same: rings, file systems, memory that no limit counts or others share.
    libc::SYS_io_uring_setup,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsmount,
    libc::SYS_open_tree,
    libc::SYS_mount_setattr,
    libc::SYS_memfd_create,
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_semget,
    libc::SYS_msgget,
    libc::SYS_mq_open,
    // What only an administrator may do, should one run this.
    libc::SYS_setuid,
    libc::SYS_setgid,
    libc::SYS_setreuid,
    libc::SYS_setregid,
    libc::SYS_setresuid,
    libc::SYS_setresgid,
    libc::SYS_setgroups,
    libc::SYS_capset,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_acct,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_setrlimit,
];

/// The same, where a machine keeps older forms of them.
#[cfg(target_arch = "x86_64")]
const REFUSED_HERE: &[i64] = &[
    libc::SYS_fork,
    libc::SYS_vfork,
    libc::SYS_chmod,
    libc::SYS_chown,
    libc::SYS_lchown,
    libc::SYS_utime,
    libc::SYS_utimes,
    libc::SYS_futimesat,
    libc::SYS_iopl,
    libc::SYS_ioperm,
    libc::SYS_modify_ldt,
];
#[cfg(not(target_arch = "x86_64"))]
const REFUSED_HERE: &[i64] = &[];

/// Calls younger than the C library's list of them; they have the same number on every machine.
const FCHMODAT2: i64 = 452;
const SETXATTRAT: i64 = 463;
const REMOVEXATTRAT: i64 = 466;
const FILE_SETATTR: i64 = 469;

/// Refuses the calls to this thread and all that it starts; what is missing for that.
pub(crate) fn refuse() -> Option<Gap> {
    build_and_apply().err().map(|error| Gap::NoFilter { error: error.to_string().into() })
}

fn build_and_apply() -> Result<(), seccompiler::Error> {
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    for filter in [unknown(arch)?, forbidden(arch)?] {
        seccompiler::apply_filter_all_threads(&filter)?;
    }
    Ok(())
}

/// What starts a thread in the new way looks to a filter like what starts a process: it is unknown here, and the
/// C library takes the old way.
fn unknown(arch: TargetArch) -> Result<BpfProgram, BackendError> {
    let rules = Rules::from([(libc::SYS_clone3, vec![])]);
    program(rules, libc::ENOSYS, arch)
}

fn forbidden(arch: TargetArch) -> Result<BpfProgram, BackendError> {
    let mut rules: Rules = REFUSED.iter().chain(REFUSED_HERE).map(|call| (*call, vec![])).collect();

    let this = u64::from(getpid().as_raw_nonzero().get().unsigned_abs());
    let this_group = u64::from(getpid().as_raw_nonzero().get().wrapping_neg().cast_unsigned());
    // A process may signal itself, under each of its names.
    rules.insert(libc::SYS_kill, vec![rule([is_not(0, this)?, is_not(0, this_group)?, is_not(0, 0)?])?]);
    for call in [libc::SYS_tgkill, libc::SYS_rt_sigqueueinfo, libc::SYS_rt_tgsigqueueinfo] {
        rules.insert(call, vec![rule([is_not(0, this)?])?]);
    }
    // Threads, but no processes.
    rules.insert(libc::SYS_clone, vec![rule([masked(0, libc::CLONE_THREAD as u64, 0)?])?]);
    // Limits can be read, not changed.
    rules.insert(
        libc::SYS_prlimit64,
        vec![rule([SeccompCondition::new(2, SeccompCmpArgLen::Qword, SeccompCmpOp::Ne, 0)?])?],
    );
    // Streams and datagrams of the internet; where they lead is looked at before they are used.
    let (inet, inet6) = (libc::AF_INET as u64, libc::AF_INET6 as u64);
    let mut sockets = vec![rule([is_not(0, inet)?, is_not(0, inet6)?])?];
    for kind in [libc::SOCK_RAW, libc::SOCK_RDM, libc::SOCK_SEQPACKET, libc::SOCK_DCCP] {
        sockets.push(rule([masked(1, SOCKET_KIND, kind as u64)?])?);
    }
    rules.insert(libc::SYS_socket, sockets);
    // A pair of streams is joined for good; datagrams could be sent elsewhere.
    rules.insert(
        libc::SYS_socketpair,
        vec![
            rule([is_not(0, libc::AF_UNIX as u64)?])?,
            rule([masked(1, SOCKET_KIND, libc::SOCK_DGRAM as u64)?])?,
        ],
    );
    // No code but the interpreter's own: nothing is loaded or made at run time.
    let executable = libc::PROT_EXEC as u64;
    for call in [libc::SYS_mmap, libc::SYS_mprotect, libc::SYS_pkey_mprotect] {
        rules.insert(call, vec![rule([masked(2, executable, executable)?])?]);
    }
    program(rules, libc::EPERM, arch)
}

/// The bits of a socket's type that are not flags.
const SOCKET_KIND: u64 = 0xf;

fn program(rules: Rules, errno: i32, arch: TargetArch) -> Result<BpfProgram, BackendError> {
    let refusal = SeccompAction::Errno(errno.unsigned_abs());
    SeccompFilter::new(rules, SeccompAction::Allow, refusal, arch)?.try_into()
}

fn rule<const N: usize>(conditions: [SeccompCondition; N]) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(conditions.into())
}

fn is_not(argument: u8, value: u64) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, value)
}

fn masked(argument: u8, mask: u64, value: u64) -> Result<SeccompCondition, BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(mask), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_can_be_built_for_this_machine() {
        let Ok(arch) = TargetArch::try_from(std::env::consts::ARCH) else {
            return;
        };
        assert!(!unknown(arch).expect("a filter").is_empty());
        assert!(!forbidden(arch).expect("a filter").is_empty());
    }

    #[test]
    fn no_call_is_named_twice() {
        let mut calls: Vec<i64> = REFUSED.iter().chain(REFUSED_HERE).copied().collect();
        let before = calls.len();
        calls.sort_unstable();
        calls.dedup();
        assert_eq!(calls.len(), before);
    }
}
