//! What this machine has: memory that a process may still take, and room on a disk.
//!
//! Memory is known on Linux only: what the kernel says is available, less where a control group (a container, a batch job)
//! or `ulimit -v` allows less. Elsewhere it is not known, and nobody is warned. It must not know what memory is for.

use std::fs;
use std::path::Path;

/// Bytes of memory that this process may still take; `None` where that is not known.
pub fn memory() -> Option<f64> {
    let bounds = [available(), control_group(), address_space()];
    bounds.into_iter().flatten().reduce(f64::min)
}

/// Bytes that are free on the disk of a folder, which need not be there yet; `None` if that cannot be learnt.
pub fn disk(folder: &Path) -> Option<f64> {
    let here = Path::new(".");
    let mut above = folder.ancestors().map(|one| match one {
        one if one.as_os_str().is_empty() => here,
        one => one,
    });
    let there = above.find(|one| one.is_dir())?;
    fs4::available_space(there).ok().map(|bytes| bytes as f64)
}

/// What the kernel can hand out without swapping, and what it can swap.
fn available() -> Option<f64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let free = meminfo(&text, "MemAvailable:")?;
    Some(free + meminfo(&text, "SwapFree:").unwrap_or(0.0))
}

/// A row of `/proc/meminfo`, in bytes.
fn meminfo(text: &str, name: &str) -> Option<f64> {
    let row = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: f64 = row.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// What `ulimit -v` leaves.
fn address_space() -> Option<f64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let row = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max address space"))?;
    let limit: f64 = row.split_whitespace().next()?.parse().ok()?;
    let used = fs::read_to_string("/proc/self/status").ok()?;
    Some((limit - meminfo(&used, "VmSize:")?).max(0.0))
}

/// What the control groups around this process leave, in version 2 or 1 of their interface.
fn control_group() -> Option<f64> {
    let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
    let left = groups.lines().filter_map(|line| {
        let (controllers, path) = line.split_once(':')?.1.split_once(':')?;
        let version = match controllers {
            "" => ["/sys/fs/cgroup", "memory.max", "memory.current"],
            list if list.split(',').any(|one| one == "memory") => [
                "/sys/fs/cgroup/memory",
                "memory.limit_in_bytes",
                "memory.usage_in_bytes",
            ],
            _ => return None,
        };
        // In a container the path may be that of the host: what counts then lies at the root.
        let path = Path::new(path.trim_start_matches('/'));
        path.ancestors()
            .filter_map(|group| left_in(version, group))
            .reduce(f64::min)
    });
    left.reduce(f64::min)
}

/// What one group leaves; `None` if it does not say, or sets no limit.
fn left_in([root, limit, used]: [&str; 3], group: &Path) -> Option<f64> {
    let folder = Path::new(root).join(group);
    let read = |file: &str| fs::read_to_string(folder.join(file)).ok();
    let limit: f64 = read(limit)?.trim().parse().ok()?;
    let used: f64 = read(used)?.trim().parse().ok()?;
    let stat = read("memory.stat").unwrap_or_default();
    Some((limit - used + given_back(&stat)).max(0.0))
}

/// What counts as used and is given back when memory is needed: pages of files, and what the kernel keeps of them. The
/// older version has the sums of a group and those below it under names of their own.
fn given_back(stat: &str) -> f64 {
    let row = |name: &str| {
        let mut rows = stat.lines().filter_map(|line| line.strip_prefix(name));
        rows.find_map(|value| value.trim().parse::<f64>().ok())
    };
    let either = |total: &str, own: &str| row(total).or_else(|| row(own)).unwrap_or(0.0);
    either("total_inactive_file ", "inactive_file ")
        + either("total_active_file ", "active_file ")
        + row("slab_reclaimable ").unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_meminfo_is_read_in_bytes() {
        let text = "MemTotal:       16303428 kB\nMemAvailable:   12000000 kB\n";
        assert_eq!(meminfo(text, "MemAvailable:"), Some(12_288_000_000.0));
        assert_eq!(meminfo(text, "SwapFree:"), None);
    }

    #[test]
    fn pages_of_files_are_given_back() {
        let second = "anon 5\nactive_file 10\ninactive_file 20\nslab_reclaimable 3\n";
        assert_eq!(given_back(second), 33.0);
        let first =
            "active_file 1\ninactive_file 2\ntotal_active_file 10\ntotal_inactive_file 20\n";
        assert_eq!(given_back(first), 30.0);
        assert_eq!(given_back(""), 0.0);
    }

    #[test]
    fn a_folder_that_is_not_there_lies_on_the_disk_of_the_one_above() {
        for folder in ["no/such/folder", ".", ""] {
            assert!(
                disk(Path::new(folder)).is_some_and(|bytes| bytes >= 0.0),
                "{folder:?}"
            );
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_says_how_much_memory_there_is() {
        assert!(memory().is_some_and(|bytes| bytes > 1e6));
    }
}
