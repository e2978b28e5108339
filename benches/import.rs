//! How fast a log of Lambda is imported, beside counting its lines, and in how much memory.
//!
//! `cargo bench --bench import` writes 1 GB of REPORT lines to a temporary file (`cargo bench --bench import -- 200`: 200 MB),
//! counts its lines with `wc -l`, imports it, and prints both times, their ratio and the largest memory of the process.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints, and fails loudly"
)]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Command;
use std::time::Instant;

use burstsim::import::{Given, Importer};

fn main() {
    let megabytes = std::env::args()
        .filter_map(|word| word.parse::<u64>().ok())
        .next();
    let bytes = megabytes.unwrap_or(1000) * 1_000_000;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("checkout.log");
    let lines = write_log(&path, bytes);

    // Once to have the file in memory for both.
    let count = || Command::new("wc").arg("-l").arg(&path).output();
    let counted = count().is_ok_and(|output| output.status.success());
    let started = Instant::now();
    let _ = count();
    let wc = started.elapsed().as_secs_f64();

    let started = Instant::now();
    let mut importer = Importer::new(Given::default());
    let file = File::open(&path).expect("the log");
    let used = importer.read("checkout.log", file).expect("a log").used;
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(used, lines, "every line is a request");

    let speed = bytes as f64 / 1e6 / seconds;
    println!(
        "import: {lines} REPORT lines, {} MB in {seconds:.2} s: {speed:.0} MB/s on one core",
        bytes / 1_000_000
    );
    if counted {
        println!(
            "wc -l:  {wc:.2} s; import takes {:.1} times as long",
            seconds / wc
        );
    }
    if let Some(peak) = peak_memory_mb() {
        println!("memory: at most {peak} MB");
    }
}

/// Writes REPORT lines as `aws logs tail` prints them; how many.
fn write_log(path: &std::path::Path, bytes: u64) -> u64 {
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    let (mut written, mut lines) = (0, 0_u64);
    while written < bytes {
        let millis = lines * 7;
        let (seconds, part) = (millis / 1000, millis % 1000);
        let (day, hour) = (1 + seconds / 86_400 % 28, seconds / 3600 % 24);
        let (minute, second) = (seconds / 60 % 60, seconds % 60);
        let line = format!(
            "2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}.{part:03}000+00:00 2026/11/{day:02}/[$LATEST]{:032x} \
             REPORT RequestId: {lines:08x}-0000-4000-8000-000000000000\tDuration: {}.{:02} ms\tBilled Duration: {} ms\t\
             Memory Size: 512 MB\tMax Memory Used: 90 MB\t\n",
            lines % 500,
            20 + lines % 180,
            lines % 100,
            21 + lines % 180,
        );
        out.write_all(line.as_bytes()).expect("room on the disk");
        written += line.len() as u64;
        lines += 1;
    }
    out.flush().expect("room on the disk");
    lines
}

/// The largest memory that this process has held, where the system says it.
fn peak_memory_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1000)
}
