//! What a user reads in the program's output is plain English: every string literal of more than a word, and the help of
//! every option. Comments and names of code are not read by users.

use crate::house::{House, Sources};
use crate::plain::{has, phrases};

/// Every place where a text for users has one of the phrases.
pub(crate) fn faults(sources: &Sources) -> Vec<String> {
    let house = House::new(sources);
    let rooms = house.rooms();
    let literals = rooms.iter().flat_map(|room| house.texts(room));
    let literals = literals
        .filter(|(_, text, _)| text.contains(' '))
        .map(|(file, text, line)| (file.to_owned(), line, text.to_owned()));
    let phrases = phrases();
    let found = literals
        .chain(help(sources))
        .flat_map(|(file, line, text)| {
            let lower = without_addresses(&text).to_lowercase();
            let found = phrases.iter().filter(move |one| has(&lower, &one.words));
            let fault = move |one: &crate::plain::Phrase| {
                format!(
                    "{file}:{line}: {:?}, not {:?}: {text}",
                    one.instead, one.words
                )
            };
            found.map(fault).collect::<Vec<_>>()
        });
    found.collect()
}

/// An address is spelt as its owner spells it.
fn without_addresses(text: &str) -> String {
    let words = text.split(' ').filter(|word| !word.contains('/'));
    words.collect::<Vec<_>>().join(" ")
}

/// The documentation of what clap makes of it: fields and variants with their help, in files that derive arguments.
fn help(sources: &Sources) -> Vec<(String, usize, String)> {
    let program = sources.iter().filter(|(file, text)| {
        file.starts_with("src/cli/") && (text.contains("Args)]") || text.contains("ValueEnum"))
    });
    let lines = program.flat_map(|(file, text)| {
        let lines = text.lines().enumerate();
        lines.filter_map(move |(index, line)| {
            let said = line.strip_prefix("    ")?.strip_prefix("///")?;
            Some((file.clone(), index + 1, said.to_owned()))
        })
    });
    lines.collect()
}
