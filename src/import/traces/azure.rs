//! Names for Azure's functions and applications, which its traces have as hashes.

/// The name of a function: it follows from the hashes, so that all files of a trace have the same.
pub(super) fn name(app: &str, function: &str) -> String {
    match app {
        "" => short(function),
        app => format!("{}{}", prefix(app), short(function)),
    }
}

/// What the names of all functions of an application begin with.
pub(super) fn prefix(app: &str) -> String {
    format!("{}-", short(app))
}

/// The first digits of a hash; a text that is no hash is kept as it is.
fn short(hash: &str) -> String {
    let is_hash = hash.len() >= 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let kept = |c: char| {
        if c.is_alphanumeric() || "-_".contains(c) {
            c
        } else {
            '-'
        }
    };
    hash.chars()
        .take(if is_hash { 8 } else { 64 })
        .map(kept)
        .collect()
}
