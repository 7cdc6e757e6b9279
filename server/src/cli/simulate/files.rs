//! How many connections this process may hold: each viewer has one, and each is an open file.

/// Files for what else is asked at the same time.
const SPARE: u64 = 200;

/// Raises the limit of open files as far as the system lets this process; how many of these viewers there is room
/// for. Says when it is fewer.
pub fn enough_for(viewers: usize, say: impl Fn(&str)) -> usize {
    // What it is where it cannot be raised; where that cannot be read either, what many systems begin with.
    let now = || rlimit::Resource::NOFILE.get_soft().unwrap_or(1_024);
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|_| now());
    let room = room_in(files);
    if room < viewers {
        say(&format!(
            "{room} viewers in place of {viewers}: this process may have {files} files open, \
             and the system does not let it raise that (see `ulimit -n`)"
        ));
    }
    viewers.min(room)
}

fn room_in(files: u64) -> usize {
    usize::try_from(files.saturating_sub(SPARE)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_viewer_is_a_file_and_some_are_left_for_the_rest() {
        assert_eq!((room_in(1_024), room_in(100)), (824, 0));
        assert_eq!(enough_for(3, |_| unreachable!()), 3);
    }
}
