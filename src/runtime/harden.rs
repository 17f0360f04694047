//! What the process does for its secrets before it reads any: no core dumps, no reading of its memory by others
//! of the same user, no swap. All of it is best effort: a system that refuses is no reason not to start.

use std::fmt;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What was achieved, for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "what was achieved belongs in the log"]
pub struct Hardened {
    /// The kernel writes no core dump, and on Linux lets no other process of the user attach or read memory.
    pub no_dumps: bool,
    /// What is kept out of swap.
    pub memory: Memory,
}

/// What of the process's memory is kept out of swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// All of it.
    All,
    /// The pages of tokens and passwords, as far as the limit goes; not what passes through buffers.
    Secrets,
    /// Nothing: the limit on locked memory is zero.
    Nothing,
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Secrets => "tokens and passwords",
            Self::Nothing => "nothing",
        })
    }
}

/// Does it; to be called first of all, by every subcommand.
pub fn harden() -> Hardened {
    Hardened { no_dumps: forbid_dumps(), memory: keep_out_of_swap() }
}

fn forbid_dumps() -> bool {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    let limited = setrlimit(Resource::Core, none).is_ok();
    // A handler that the kernel pipes dumps to (systemd-coredump) gets them whatever the limit is; only this
    // holds it back. It also gives /proc/PID/environ and mem to root, and forbids ptrace to others.
    #[cfg(target_os = "linux")]
    let limited = {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok() && limited
    };
    limited
}

/// Everything, where no limit binds this process. Where one does, locking all that is to come would make the
/// first allocation beyond it fail, and with it the program: then each secret locks its own pages.
fn keep_out_of_swap() -> Memory {
    let Rlimit { maximum, .. } = getrlimit(Resource::Memlock);
    // With the limit at zero it succeeds only for a process with CAP_IPC_LOCK, which no limit binds. Asking for
    // the capability isn't enough: in a container's user namespace it is held, and counts for nothing here.
    let trial = if maximum.is_none() { None } else { Some(0) };
    let bound = setrlimit(Resource::Memlock, Rlimit { current: trial, maximum });
    let all = bound.is_ok() && lock_all();
    // As far up as is granted; an error leaves what there was.
    let _ = setrlimit(Resource::Memlock, Rlimit { current: maximum, maximum });
    if all {
        crate::domain::secret::all_are_locked();
        return Memory::All;
    }
    match getrlimit(Resource::Memlock).current {
        Some(0) => Memory::Nothing,
        _ => Memory::Secrets,
    }
}

/// Pages are locked as they are first used, so that reserved address space costs nothing.
#[cfg(target_os = "linux")]
fn lock_all() -> bool {
    use rustix::mm::{MlockAllFlags, mlockall};
    mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT).is_ok()
}

/// macOS has the call and doesn't implement it; its swap is encrypted.
#[cfg(not(target_os = "linux"))]
fn lock_all() -> bool {
    false
}
