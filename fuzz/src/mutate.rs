//! Mutants: an input of the corpus with a few changes, of bytes, words, numbers, lines and brackets.
//!
//! It knows what texts are made of; it must not know any format.

use super::corpus::{Corpus, words};
use super::random::Random;

/// Longer mutants take long and find nothing else.
const LONGEST: usize = 64 << 10;

/// Numbers at which something may end.
const NUMBERS: [&str; 34] = [
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "7",
    "255",
    "256",
    "1000",
    "65536",
    "1000001",
    "100000000",
    "100000001",
    "2147483647",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "0.1",
    "0.0000000001",
    "1e-320",
    "1e308",
    "1e309",
    "1e999999999",
    "-1e308",
    "nan",
    "inf",
    "-inf",
    "0x7fffffffffffffff",
    "1_000",
];

/// What texts may hold where nobody expects it.
const STRANGE: [&str; 30] = [
    "\u{1b}[31m",
    "\u{9b}31m",
    "\u{202e}",
    "\u{2066}",
    "\u{200d}",
    "\u{feff}",
    "\0",
    "\r",
    "\r\n",
    "\t",
    "\u{7f}",
    "\u{2028}",
    "한",
    "𝄞",
    "e\u{301}",
    "\"",
    "'",
    "\"\"\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "#",
    "===",
    "=",
    "..",
    "-",
    "+09:00",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:60Z",
    "-9999-01-01",
];

const OPENING: [&str; 8] = ["[", "{", "{a=", "(", "{\"a\":", "[[", "\"${", "- "];

/// A mutant of an input of the corpus.
pub(crate) fn mutant(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let input = |random: &mut Random| match corpus.inputs.get(random.below(corpus.inputs.len())) {
        Some((_, input)) => input.clone(),
        None => Vec::new(),
    };
    let mut text = input(random);
    // Mostly one change or two: what has many is refused for the first.
    let changes = 1 + random.below(3) * random.below(4);
    for _ in 0..changes {
        change(&mut text, corpus, random, &input);
        text.truncate(LONGEST);
    }
    text
}

fn change(
    text: &mut Vec<u8>,
    corpus: &Corpus,
    random: &mut Random,
    other: &impl Fn(&mut Random) -> Vec<u8>,
) {
    match random.below(18) {
        0 => {
            let at = random.below(text.len());
            if let Some(byte) = text.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => {
            let at = random.below(text.len());
            if let Some(byte) = text.get_mut(at) {
                *byte = random.next() as u8;
            }
        }
        2 => {
            let (start, end) = stretch(text, random, 40);
            text.drain(start..end);
        }
        3 => {
            let (start, end) = stretch(text, random, 200);
            let copy = text[start..end].to_vec();
            insert(text, random, &copy);
        }
        4 => text.truncate(random.below(text.len() + 1)),
        5 | 6 => replace_word(text, random, |random| {
            let words = &corpus.words;
            words
                .get(random.below(words.len()))
                .cloned()
                .unwrap_or_default()
        }),
        7..=9 => replace_number(text, random),
        10 => {
            let strange = random.of(&STRANGE).unwrap_or_default();
            insert(text, random, strange.as_bytes());
        }
        11 => replace_word(text, random, |random| {
            random.of(&STRANGE).unwrap_or_default().as_bytes().to_vec()
        }),
        12 => {
            let opening = random.of(&OPENING).unwrap_or_default();
            let depth = [1, 3, 100, 3_000][random.below(4)];
            insert(text, random, opening.repeat(depth).as_bytes());
        }
        13 => lines(text, random, |lines, one, _| {
            lines.remove(one);
        }),
        14 => lines(text, random, |lines, one, other| lines.swap(one, other)),
        15 => {
            let times = [1, 2, 10, 300][random.below(4)];
            lines(text, random, |lines, one, other| {
                let line = lines[one].clone();
                lines.splice(other..other, std::iter::repeat_n(line, times));
            });
        }
        // A part of another input, cut where lines begin.
        16 => {
            let other = other(random);
            let from = line_start(&other, random.below(other.len()));
            let (_, end) = stretch(&other, random, 2_000);
            let at = line_start(text, random.below(text.len()));
            let part = other[from..end.max(from)].to_vec();
            text.splice(at..at, part);
        }
        // The beginning of this, and the end of another.
        _ => {
            let other = other(random);
            text.truncate(line_start(text, random.below(text.len())));
            text.extend_from_slice(&other[line_start(&other, random.below(other.len()))..]);
        }
    }
}

/// A stretch of at most this many bytes.
fn stretch(text: &[u8], random: &mut Random, most: usize) -> (usize, usize) {
    let start = random.below(text.len());
    let end = (start + 1 + random.below(most)).min(text.len());
    (start.min(end), end)
}

fn insert(text: &mut Vec<u8>, random: &mut Random, what: &[u8]) {
    let at = random.below(text.len() + 1);
    text.splice(at..at, what.iter().copied());
}

/// The start of the line that a byte is in.
fn line_start(text: &[u8], at: usize) -> usize {
    let before = &text[..at.min(text.len())];
    before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |newline| newline + 1)
}

fn replace_word(text: &mut Vec<u8>, random: &mut Random, by: impl Fn(&mut Random) -> Vec<u8>) {
    let count = words(text).count();
    replace(text, random.below(count), &by(random));
}

fn replace_number(text: &mut Vec<u8>, random: &mut Random) {
    let is_number = |word: &[u8]| word.first().is_some_and(u8::is_ascii_digit);
    let all = words(text).enumerate();
    let numbers: Vec<usize> = all
        .filter(|(_, word)| is_number(word))
        .map(|(at, _)| at)
        .collect();
    let Some(&at) = numbers.get(random.below(numbers.len())) else {
        return;
    };
    let digits = random.of(&NUMBERS).unwrap_or_default();
    // The unit stays.
    let word = words(text).nth(at).unwrap_or_default();
    let unit = word.iter().skip_while(|byte| !byte.is_ascii_alphabetic());
    let number: Vec<u8> = digits.bytes().chain(unit.copied()).collect();
    replace(text, at, &number);
}

/// Puts something in the place of a word.
fn replace(text: &mut Vec<u8>, word: usize, by: &[u8]) {
    let start: usize = words(text).take(word).map(<[u8]>::len).sum();
    let length = words(text).nth(word).map_or(0, <[u8]>::len);
    text.splice(start..start + length, by.iter().copied());
}

/// Changes the lines, two of which are chosen.
fn lines(
    text: &mut Vec<u8>,
    random: &mut Random,
    change: impl FnOnce(&mut Vec<Vec<u8>>, usize, usize),
) {
    let mut lines: Vec<Vec<u8>> = text
        .split_inclusive(|&byte| byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if lines.is_empty() {
        return;
    }
    let (one, other) = (random.below(lines.len()), random.below(lines.len()));
    change(&mut lines, one, other);
    *text = lines.concat();
}
