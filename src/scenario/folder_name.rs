//! Names of scenarios and studies as those of folders: one that cannot name a folder everywhere gets another, which no
//! other name gets.
//!
//! It knows what file systems take. It must not know where folders lie.

use std::hash::Hasher;

use siphasher::sip::SipHasher24;

/// The longest name of a scenario, in bytes.
const LONGEST: usize = 200;

/// The longest name of a folder, in bytes: file systems take 255, and a journal beside it has a longer one.
const LONGEST_FOLDER: usize = 220;

/// What stands for a name of which nothing is left.
const FALLBACK: &str = "scenario";

/// Names that mean a device on Windows, whatever follows a dot, some of them with a digit.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Whether `name` names one folder on every common file system.
pub(crate) fn is_folder_name(name: &str) -> bool {
    name.len() <= LONGEST && is_plain(name)
}

fn is_plain(name: &str) -> bool {
    let at_the_edge = ['.', ' '];
    !name.is_empty()
        && !name.contains(is_forbidden)
        && !name.starts_with(at_the_edge)
        && !name.ends_with(at_the_edge)
}

fn is_forbidden(sign: char) -> bool {
    sign.is_control() || r#"/\:*?"<>|"#.contains(sign)
}

/// The folder of what is called `name`: itself, unless it would lead elsewhere, or is refused by some system. Then it is
/// what is left of it with a hash of the whole, so that no two names share a folder.
///
/// ```
/// use burstsim::scenario::folder_name::folder_name;
///
/// assert_eq!(folder_name("flash-sale"), "flash-sale");
/// assert_ne!(folder_name("a/b"), folder_name("a:b"));
/// ```
pub fn folder_name(name: &str) -> String {
    if name.len() <= LONGEST_FOLDER && is_plain(name) && !is_device(name) {
        return name.to_owned();
    }
    let shown = |sign| if is_forbidden(sign) { '-' } else { sign };
    let shown: String = name.chars().map(shown).collect();
    let mut end = shown.len().min(LONGEST);
    while !shown.is_char_boundary(end) {
        end -= 1;
    }
    match shown[..end].trim_matches(['.', ' ']) {
        "" if name.is_empty() => FALLBACK.to_owned(),
        "" => distinct(FALLBACK, name.as_bytes()),
        shown => distinct(&shown.replace('.', "-"), name.as_bytes()),
    }
}

/// A name that tells what is shown alike apart by its bytes.
pub(crate) fn distinct(shown: &str, bytes: &[u8]) -> String {
    let mut hasher = SipHasher24::new();
    hasher.write(bytes);
    format!("{shown}-{:08x}", hasher.finish() >> 32)
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let stem = stem.to_lowercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).unwrap_or("");
        let mut signs = number.chars();
        // Windows counts the superscripts as digits.
        let is_digit = |sign: char| sign.is_ascii_digit() || "¹²³".contains(sign);
        signs.next().is_some_and(is_digit) && signs.next().is_none()
    };
    DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(|device| numbered(device))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_name_is_one_folder() {
        for name in ["flash-sale", "Größe 2", "v1.2", "50%", "console", "com10"] {
            assert!(is_folder_name(name), "{name:?}");
            assert_eq!(folder_name(name), name);
        }
        for name in [
            "", ".", "..", "../up", "a/b", "a\\b", "c:", "a\nb", " a", "a.",
        ] {
            assert!(!is_folder_name(name), "{name:?}");
        }
    }

    #[test]
    fn what_cannot_name_a_folder_gets_one_of_its_own() {
        let long = "x".repeat(300);
        let longer = "x".repeat(301);
        let names = [
            "a/b",
            "a\\b",
            "a:b",
            "a-b",
            "a",
            "a.",
            "a ",
            ".a",
            "..",
            ".",
            "../../etc",
            "CON",
            "con",
            "nul.txt",
            "Com1",
            "lpt¹",
            "a\u{1b}b",
            &long,
            &longer,
        ];
        let folders: BTreeSet<String> = names.iter().map(|name| folder_name(name)).collect();
        assert_eq!(folders.len(), names.len(), "{folders:?}");
        for folder in &folders {
            assert_eq!(&folder_name(folder), folder, "a folder's name names itself");
            assert!(is_plain(folder) && folder.len() < 230, "{folder}");
        }
        assert_eq!(folder_name(""), "scenario");
        assert_eq!(folder_name("함수 1"), "함수 1");
        assert!(folder_name("a/b").starts_with("a-b-"), "it can be read");
    }
}
