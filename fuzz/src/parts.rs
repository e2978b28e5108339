//! Several texts in one input, each below a line `=== NAME`.

const MARK: &[u8] = b"=== ";

/// The parts of an input, with their names; one without a mark is a single part of no name.
pub(crate) fn parts(data: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for line in data.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_prefix(MARK) {
            Some(name) => {
                let name = String::from_utf8_lossy(name).trim().to_owned();
                parts.push((name, Vec::new()));
            }
            None => match parts.last_mut() {
                Some((_, text)) => text.extend_from_slice(line),
                None => parts.push((String::new(), line.to_vec())),
            },
        }
    }
    parts
}
