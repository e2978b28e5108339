//! The words that the project's English does without (`tests/plain_english.txt`), for every test that looks for them: in
//! README and docs, and in what the sources say to users.

/// A phrase a line: what is not written, what is written instead, why.
const LIST: &str = include_str!("../plain_english.txt");

/// A phrase, and what to write instead.
pub(crate) struct Phrase {
    pub(crate) words: String,
    pub(crate) instead: &'static str,
}

pub(crate) fn phrases() -> Vec<Phrase> {
    let rows = LIST
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read = rows.map(|row| {
        let columns: Vec<_> = row.split(" | ").collect();
        assert_eq!(columns.len(), 3, "phrase | instead | why: {row}");
        Phrase {
            words: columns[0].to_lowercase(),
            instead: columns[1],
        }
    });
    read.collect()
}

/// Whether `text`, in small letters, has the phrase at the bounds of words.
pub(crate) fn has(text: &str, phrase: &str) -> bool {
    // A star within stands for one word.
    if let Some((before, after)) = phrase.split_once(" * ") {
        return text.match_indices(before).any(|(at, _)| {
            let rest = text[at + before.len()..].trim_start();
            let bound = !text[..at].ends_with(char::is_alphanumeric);
            let next = rest.split_once(' ').map(|(_, next)| next);
            bound && next.is_some_and(|next| next.starts_with(after))
        });
    }
    let (words, open) = match phrase.strip_suffix('*') {
        Some(words) => (words, true),
        None => (phrase, false),
    };
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        let letter = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
        !letter(before) && (open || !letter(after))
    })
}

#[test]
fn a_phrase_is_found_at_the_bounds_of_words() {
    assert!(has("it tells more", "tells"));
    assert!(!has("at least that much", "the least"));
    assert!(has("initialising it", "initialis*"));
    assert!(!has("reinitialising", "initialis*"));
    assert!(has("the least value that meets", "least * that"));
}
