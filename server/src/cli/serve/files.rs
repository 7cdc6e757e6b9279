//! How many files the process may have open. Each open page is a connection, and a connection is a file: who runs
//! out of them answers nobody any more.

use crate::events::LISTENERS;

/// What many systems begin with; fewer listeners than this are worth a word.
const FEW: usize = 4_096;

/// Raises the limit as far as the system lets this process do; how many files it is then.
pub fn raised() -> u64 {
    rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        // It is what it was; where that cannot be read either, what many systems begin with.
        let files = rlimit::Resource::NOFILE.get_soft().unwrap_or(1_024);
        tracing::warn!(%error, files, "the limit of open files cannot be raised");
        files
    })
}

/// How many pages may listen: half of the files. The other half is for what else these pages ask, the database,
/// providers and pictures.
pub fn listeners(files: u64) -> usize {
    let listeners = usize::try_from(files / 2).unwrap_or(LISTENERS).min(LISTENERS);
    if listeners < FEW {
        tracing::warn!(
            files,
            listeners,
            "few pages can listen at once: raise the limit of open files"
        );
    }
    listeners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_files_are_for_listeners_and_no_more_than_there_is_memory_for() {
        assert_eq!(listeners(1_024), 512);
        assert_eq!(listeners(u64::MAX), LISTENERS);
    }
}
