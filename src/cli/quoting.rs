//! Words as a shell takes them.

/// A path, or another word that was typed, as a shell takes it.
pub(super) fn shell_word(path: &str) -> String {
    // A backslash is a separator of folders on Windows, and takes the meaning of what follows in other shells.
    let plain = if cfg!(windows) { "-_./\\:=" } else { "-_./:=" };
    let is_plain = |c: char| c.is_alphanumeric() || plain.contains(c);
    if !path.is_empty() && path.chars().all(is_plain) {
        return path.to_owned();
    }
    format!("'{}'", path.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_path_survives_the_shell() {
        assert_eq!(shell_word("a/b-1.toml"), "a/b-1.toml");
        assert_eq!(shell_word(""), "''");
        assert_eq!(
            shell_word("functions.a.memory=1 GB"),
            "'functions.a.memory=1 GB'"
        );
        assert_eq!(shell_word("my shop.toml"), "'my shop.toml'");
        assert_eq!(shell_word("it's.toml"), r"'it'\''s.toml'");
    }
}
