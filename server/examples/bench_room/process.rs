//! What a process costs, as Linux tells it.

use std::{fs, time::Instant};

/// Ticks of a second in `/proc/…/stat`: the same on every Linux that people use.
const TICKS: f64 = 100.0;
/// Fields of `/proc/…/stat` after the name: time in the program, and time in the system for it.
const TIMES: [usize; 2] = [11, 12];

/// Time of cores that a process has used at a moment.
#[derive(Clone, Copy)]
pub struct Used {
    seconds: f64,
    at: Instant,
}

impl Used {
    /// By this process so far.
    pub fn by(process: u32) -> Self {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // The name may have blanks in it.
        let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
        let fields: Vec<&str> = fields.collect();
        let ticks = TIMES.iter().filter_map(|at| fields.get(*at)?.parse::<f64>().ok());
        Self { seconds: ticks.sum::<f64>() / TICKS, at: Instant::now() }
    }

    /// How many cores it used since.
    pub fn cores_until(self, later: Self) -> f64 {
        (later.seconds - self.seconds) / later.at.duration_since(self.at).as_secs_f64()
    }
}

/// Memory that a process holds, in bytes.
pub fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kilobytes.unwrap_or(0_u64) * 1_024
}

/// Lets this process have as many connections as the machine allows.
pub fn raise_files() {
    let _ = rlimit::increase_nofile_limit(u64::MAX);
}
