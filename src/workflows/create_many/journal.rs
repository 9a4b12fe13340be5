//! The journal: a file of JSON lines that remembers what was begun and what is done.
//!
//! Lines are only ever added. The first names the list that the journal is of. A company is claimed, with its key and the
//! time, before it is first sent, and that has reached the disk by then; what became of it follows, and may be lost: then
//! the company is searched for again.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::list::List;
use crate::error::{Error, Result};

/// What the journal is called in its first line.
const KIND: &str = "companies.create_many";
const VERSION: u32 = 1;

/// The first line.
#[derive(Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Head {
    codat: String,
    version: u32,
    base_url: String,
    total: usize,
    input: String,
}

/// Any other line.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Line {
    Claim { claim: usize, key: String, at: u64 },
    Done { done: usize, id: String },
    Failed { failed: usize },
}

/// What is known of a company from earlier runs.
pub(super) enum Known {
    /// It may have been sent.
    Begun(Claim),
    /// It is there.
    Done(String),
    /// It was refused: another key may be tried.
    Failed,
}

/// A key, and when it was first used, or a little later.
#[derive(Clone)]
pub(super) struct Claim {
    pub key: String,
    pub at: SystemTime,
}

impl Claim {
    pub fn new() -> Claim {
        Claim {
            key: uuid::Uuid::new_v4().to_string(),
            at: SystemTime::now(),
        }
    }
}

/// An open journal, which no other run can open meanwhile.
pub(super) struct Journal {
    file: File,
    /// Up to its last whole line; none if what came behind could not be removed.
    length: Option<u64>,
}

impl Drop for Journal {
    fn drop(&mut self) {
        // A child process may have the file too, and would keep it locked.
        let _ = self.file.unlock();
    }
}

/// A new file is there after a power failure only if its folder reached the disk too. Not every file system can do that.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let _ = File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all());
}

impl Journal {
    /// Opens a journal of this list at this service, a new one if there is none, and reads what it remembers.
    pub fn open(path: &Path, base_url: &str, list: &List) -> Result<(Journal, BTreeMap<usize, Known>)> {
        let head = Head {
            codat: KIND.into(),
            version: VERSION,
            base_url: base_url.into(),
            total: list.len(),
            input: list.fingerprint(),
        };
        // Opening what is no file, such as a pipe, may wait for good.
        if path.metadata().is_ok_and(|found| !found.is_file()) {
            return Err(refused(NOT_ONE));
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        // It holds keys and identifiers, which are nobody else's business.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(refused("it is in use by another run")),
            Err(TryLockError::Error(e)) => return Err(refused(e)),
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|_| refused(NOT_ONE))?;
        // A run that was killed may have left half a line.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let known = match text[..whole].lines().next() {
            None if text.is_empty() || encode(&head)?.starts_with(&text) => None,
            None => return Err(refused(NOT_ONE)),
            Some(first) => Some(read(first, &head, text[..whole].lines().skip(1))?),
        };
        let mut journal = Journal { file, length: None };
        journal.cut(whole as u64).map_err(refused)?;
        if known.is_none() {
            journal.write(&encode(&head)?)?;
            journal.file.sync_all().map_err(refused)?;
            sync_folder(path);
        }
        Ok((journal, known.unwrap_or_default()))
    }

    /// Holds these keys for good, from when this returns.
    pub fn claim(&mut self, claims: &[(usize, Claim)]) -> Result<()> {
        let mut lines = String::new();
        for (index, claim) in claims {
            let at = claim.at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
            let key = claim.key.clone();
            lines += &encode(&Line::Claim {
                claim: *index,
                key,
                at,
            })?;
        }
        self.write(&lines)?;
        self.file.sync_data().map_err(refused)
    }

    pub fn done(&mut self, index: usize, id: &str) -> Result<()> {
        let id = id.to_owned();
        self.write(&encode(&Line::Done { done: index, id })?)
    }

    pub fn failed(&mut self, index: usize) -> Result<()> {
        self.write(&encode(&Line::Failed { failed: index })?)
    }

    /// Adds whole lines, or nothing.
    fn write(&mut self, lines: &str) -> Result<()> {
        let Some(length) = self.length else {
            return Err(refused("it holds half a line that cannot be taken back"));
        };
        match self.file.write_all(lines.as_bytes()) {
            Ok(()) => {
                self.length = Some(length + lines.len() as u64);
                Ok(())
            }
            Err(e) => {
                self.length = None;
                // If this fails too, `length` says so.
                let _ = self.cut(length);
                Err(refused(e))
            }
        }
    }

    /// Cuts it off there, and continues there.
    fn cut(&mut self, length: u64) -> std::io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length))?;
        self.length = Some(length);
        Ok(())
    }
}

const NOT_ONE: &str = "expected the path of a journal of companies.create_many, or of no file";

fn read<'a>(
    first: &str,
    head: &Head,
    lines: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<usize, Known>> {
    let found: Head = serde_json::from_str(first).map_err(|_| refused(NOT_ONE))?;
    if found.codat != KIND {
        return Err(refused(NOT_ONE));
    }
    if found.version != VERSION {
        return Err(refused("it was written by another version of this library"));
    }
    if found.base_url != head.base_url {
        return Err(refused(format!("it is of a run at {}", found.base_url)));
    }
    if found != *head {
        return Err(refused("it is of another list of companies"));
    }
    let mut known = BTreeMap::new();
    for line in lines {
        let (index, state) = match serde_json::from_str(line) {
            Ok(Line::Claim { claim, key, at }) => {
                let at = UNIX_EPOCH + Duration::from_secs(at.min(u32::MAX.into()));
                (claim, Known::Begun(Claim { key, at }))
            }
            Ok(Line::Done { done, id }) => (done, Known::Done(id)),
            Ok(Line::Failed { failed }) => (failed, Known::Failed),
            Err(e) => return Err(refused(format!("a line of it cannot be read: {e}"))),
        };
        if index >= head.total {
            return Err(refused(format!(
                "it names companies[{index}], of which there is none"
            )));
        }
        known.insert(index, state);
    }
    Ok(known)
}

fn encode(line: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string(line).map_err(refused)?;
    Ok(text + "\n")
}

fn refused(why: impl std::fmt::Display) -> Error {
    Error::invalid_member("journal", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_partial_line_that_cannot_be_removed_nothing_is_written() {
        let path = std::env::temp_dir().join(format!("codat-journal-{}", std::process::id()));
        std::fs::write(&path, "").unwrap();
        // A handle that can only read stands for a disk that takes nothing more.
        let file = File::open(&path).unwrap();
        let mut journal = Journal {
            file,
            length: Some(0),
        };
        assert!(journal.failed(1).is_err());
        let error = journal.failed(1).unwrap_err();
        assert!(error.message.contains("half a line"), "{error}");
        std::fs::remove_file(&path).unwrap();
    }
}
