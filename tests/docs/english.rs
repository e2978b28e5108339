//! README and book keep to plain English (`tests/plain_english.txt`) and to lines that a terminal shows whole.

use super::pages::all;
use super::plain::{has, phrases};

/// The longest line of prose. Rows of tables, headings and links that cannot be broken are not prose.
const WIDTH: usize = 130;

/// A paragraph a line, so that a phrase across two lines is found; without code, which is not prose.
fn without_code(text: &str) -> String {
    text.split('`')
        .step_by(2)
        .collect::<Vec<_>>()
        .join("` `")
        .to_lowercase()
}

#[test]
fn readme_and_docs_keep_to_plain_english() {
    let phrases = phrases();
    let mut faults = Vec::new();
    for page in all() {
        // What the program or the sources of the keys and measures say is tested there.
        let of_sources = ["breaks.md", "scenario.md", "measures.md", "validation.md"];
        let of_sources = of_sources.iter().any(|name| page.path.ends_with(name));
        let own = |(_, line): &(usize, &str)| {
            !(of_sources && (line.starts_with('|') || line.starts_with("Reference: ")))
        };
        let lines: Vec<_> = page.prose().filter(own).collect();
        for pair in lines.windows(2) {
            let (number, line) = pair[0];
            // A phrase belongs to the line that it begins in.
            let both = without_code(&format!("{line} {}", pair[1].1.trim_start()));
            let next = without_code(pair[1].1);
            for phrase in &phrases {
                if has(&both, &phrase.words) && !has(&next, &phrase.words) {
                    let (name, words) = (page.name(), &phrase.words);
                    faults.push(format!("{name}:{number}: {words:?}: {}", phrase.instead));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn lines_of_prose_are_short() {
    let mut long = Vec::new();
    for page in all() {
        for (number, line) in page.prose() {
            // The last stands in docs/validation.md as the program prints it.
            let fixed = ["|", "#", "<!--", "Reference: "];
            let fixed = fixed.iter().any(|mark| line.starts_with(mark));
            let length = line.chars().count();
            if !fixed && length > WIDTH {
                long.push(format!("{}:{number}: {length}", page.name()));
            }
        }
    }
    assert!(
        long.is_empty(),
        "lines beyond {WIDTH} characters:\n{}",
        long.join("\n")
    );
}
