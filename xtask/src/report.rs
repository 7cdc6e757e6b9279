//! What a person at the terminal reads: steps with their times, tables, failures.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};

/// Runs one step, prints its name before and its time after, and names it in a failure.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("→ {name}");
    let start = Instant::now();
    let done = work().with_context(|| format!("the step “{name}” failed"))?;
    println!("✓ {name}: {}", time(start.elapsed()));
    Ok(done)
}

/// As [`step`]; a failure also says what to do then.
pub fn step_or<T>(name: &str, remedy: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    step(name, || or(remedy, work()))
}

/// Adds to a failure, after the reasons, what to do about it.
pub fn or<T>(remedy: &str, result: Result<T>) -> Result<T> {
    result.map_err(|error| anyhow!("{error:#}\nwhat to do: {remedy}"))
}

/// A duration as a person says it: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn time(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", duration.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// Prints rows in columns, the first to the left and the others to the right.
pub fn table(rows: &[Vec<String>]) {
    print!("{}", lay_out(rows));
}

fn lay_out(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|c| c.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::from(" ");
        for (column, cell) in row.iter().enumerate() {
            let gap = " ".repeat(widths[column].saturating_sub(cell.chars().count()));
            if column == 0 {
                line.push_str(&format!(" {cell}{gap}"));
            } else {
                line.push_str(&format!("  {gap}{cell}"));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Prints why a command failed, the outermost reason first.
pub fn failure(error: &anyhow::Error) {
    eprintln!("\n✗ {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  {}", cause.to_string().replace('\n', "\n  "));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(time(Duration::from_millis(420)), "0.4 s");
        assert_eq!(time(Duration::from_secs(12)), "12 s");
        assert_eq!(time(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn a_failure_says_which_why_and_what_to_do() {
        let failed: Result<()> = step_or("baking", "buy flour", || Err(anyhow!("no flour")));
        let told = format!("{:#}", failed.unwrap_err());
        assert_eq!(told, "the step “baking” failed: no flour\nwhat to do: buy flour");
    }

    #[test]
    fn columns_line_up() {
        let rows = [vec!["a".into(), "10".into()], vec!["long".into(), "5".into()]];
        assert_eq!(lay_out(&rows), "  a     10\n  long   5\n");
    }
}
