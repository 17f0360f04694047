//! The state directory itself: found, judged, made.

use std::{
    fs::{self, DirBuilder, Metadata},
    io::{self, ErrorKind},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::{
    disk::{self, Disk, System},
    error::{Doing, StateError, Unsafe},
};

/// What is at a path.
#[derive(Debug)]
pub(super) enum Found {
    Nothing,
    /// Ours alone; its path without links.
    Safe(PathBuf),
}

/// The directory at `path`, made with all above it where there is none.
pub(super) fn open(path: &Path) -> Result<PathBuf, StateError> {
    if let Found::Safe(root) = find(path)? {
        return Ok(root);
    }
    let failed = |error| StateError::io(Doing::Opening, path)(error);
    if let Some(above) = path.parent() {
        // As the XDG specification has it for directories that aren't there.
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(above)
            .map_err(StateError::io(Doing::Opening, above))?;
    }
    match System.make_directory(path) {
        // Another keywright was as quick.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(failed(error)),
        _ => {}
    }
    match find(path)? {
        Found::Safe(root) => Ok(root),
        Found::Nothing => Err(failed(ErrorKind::NotFound.into())),
    }
}

/// Judges what is at `path`. A link to it is followed if it is ours or root's.
pub(super) fn find(path: &Path) -> Result<Found, StateError> {
    let failed = |error| StateError::io(Doing::Opening, path)(error);
    let is_nothing = |error: &io::Error| error.kind() == ErrorKind::NotFound;
    let link = match fs::symlink_metadata(path) {
        Err(error) if is_nothing(&error) => return Ok(Found::Nothing),
        found => found.map_err(failed)?,
    };
    let own = rustix::process::geteuid().as_raw();
    if link.is_symlink() && ![own, 0].contains(&link.uid()) {
        return Err(StateError::Unsafe { path: path.into(), why: Unsafe::ForeignLink { owner: link.uid() } });
    }
    // From here on without links, so that what was judged is what is used.
    let root = path.canonicalize().map_err(failed)?;
    let judged = fs::symlink_metadata(&root).map_err(failed)?;
    match judge(&judged, own) {
        Some(why) => Err(StateError::Unsafe { path: root, why }),
        None => Ok(Found::Safe(root)),
    }
}

/// What is wrong with a directory that only `own` may change.
fn judge(metadata: &Metadata, own: u32) -> Option<Unsafe> {
    let mode = metadata.permissions().mode() & 0o7777;
    if !metadata.is_dir() {
        Some(Unsafe::NotADirectory)
    } else if metadata.uid() != own {
        Some(Unsafe::Foreign { owner: metadata.uid() })
    } else if mode & 0o022 != 0 {
        Some(Unsafe::Writable { mode })
    } else {
        None
    }
}

/// A directory below the state directory, made where it isn't there. It is one of keywright's own: a link
/// in its place leads out of what was judged.
pub(super) fn below(disk: &dyn Disk, root: &Path, path: &Path, doing: Doing) -> Result<PathBuf, StateError> {
    let made = disk::make_path(disk, root, path).map_err(StateError::io(doing, root.join(path)))?;
    let own = rustix::process::geteuid().as_raw();
    let mut part = root.to_owned();
    for name in path {
        part.push(name);
        let metadata = fs::symlink_metadata(&part).map_err(StateError::io(doing, &part))?;
        let why = if metadata.is_symlink() { Some(Unsafe::Link) } else { judge(&metadata, own) };
        if let Some(why) = why {
            return Err(StateError::Unsafe { path: part, why });
        }
    }
    Ok(made)
}

#[cfg(test)]
mod tests;
