//! The system calls that can leave something half done, in one place: a test makes each of them fail in
//! turn. And what is built of them: a file that is replaced whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

/// What only its owner may read and write, whatever the umask.
const FILE_MODE: u32 = 0o600;
const DIRECTORY_MODE: u32 = 0o700;

/// How old a temporary file must be to have been left behind by a crash.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// What the state directory asks of the system. The methods' own bodies are the real thing.
pub(super) trait Disk: Send + Sync {
    /// A new file, open for writing; an error where there is one of this name.
    fn create(&self, path: &Path) -> io::Result<File> {
        private(File::options().write(true).create_new(true), path)
    }

    /// A file to be appended to, made where there is none.
    fn append(&self, path: &Path) -> io::Result<File> {
        private(File::options().read(true).append(true).create(true), path)
    }

    /// A directory that only its owner may enter.
    fn make_directory(&self, path: &Path) -> io::Result<()> {
        DirBuilder::new().mode(DIRECTORY_MODE).create(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(DIRECTORY_MODE))
    }

    /// As much of the bytes as goes in one call.
    fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    /// Until the bytes are on the disk.
    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Until the directory's names are on the disk. Some file systems have no such thing for directories
    /// and say that the argument is wrong; there is nothing more to be had from them.
    fn sync_directory(&self, path: &Path) -> io::Result<()> {
        match File::open(path)?.sync_all() {
            Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
            done => done,
        }
    }
}

/// The real system.
pub(super) struct System;

impl Disk for System {}

/// The mode is set again once it is open: a umask takes bits away, and a file may be there already.
fn private(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.mode(FILE_MODE).open(path)?;
    if file.metadata()?.permissions().mode() & 0o777 != FILE_MODE {
        file.set_permissions(fs::Permissions::from_mode(FILE_MODE))?;
    }
    Ok(file)
}

/// Puts a file in place, whole: written beside its place, flushed, and renamed. Whatever fails, what was
/// there before is there still, or all of the new is.
pub(super) fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().ok_or(ErrorKind::InvalidInput)?;
    let temporary = directory.join(temporary_name());
    let written = disk.create(&temporary).and_then(|file| {
        write_all(disk, &file, bytes)?;
        disk.sync(&file)?;
        disk.rename(&temporary, path)
    });
    if let Err(error) = written {
        // Where even that fails, it is swept away later.
        let _ = disk.remove(&temporary);
        return Err(error);
    }
    disk.sync_directory(directory)
}

/// All of the bytes, in one call where the system takes them in one.
pub(super) fn write_all(disk: &dyn Disk, file: &File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match disk.write(file, bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

const TEMPORARY: (&str, &str) = (".keywright-", ".tmp");

/// Unlike any other of this process or of another one.
fn temporary_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("{}{}-{count}{}", TEMPORARY.0, process::id(), TEMPORARY.1)
}

/// Removes what a crash left behind in a directory: temporary files of keywright's, an hour old. What
/// can't be removed stays.
pub(super) fn sweep(disk: &dyn Disk, directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours =
            name.to_str().is_some_and(|name| name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1));
        if is_ours && entry.metadata().is_ok_and(|metadata| metadata.is_file() && is_abandoned(&metadata)) {
            let _ = disk.remove(&entry.path());
        }
    }
}

fn is_abandoned(metadata: &fs::Metadata) -> bool {
    let age = metadata.modified().map(|modified| SystemTime::now().duration_since(modified));
    matches!(age, Ok(Ok(age)) if age > ABANDONED)
}

/// The path of a file to be read, if it is a file: a pipe would be waited for, and a link leads elsewhere.
/// `None`: there is nothing.
pub(super) fn regular(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(Some(metadata)),
        Ok(_) => Err(io::Error::other("it is not a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A directory's path below another, made where it isn't there.
pub(super) fn make_path(disk: &dyn Disk, root: &Path, below: &Path) -> io::Result<PathBuf> {
    let mut path = root.to_owned();
    for part in below {
        let above = path.clone();
        path.push(part);
        match disk.make_directory(&path) {
            Ok(()) => disk.sync_directory(&above)?,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests;
