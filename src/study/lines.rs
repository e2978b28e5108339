//! Lines of text that prove themselves whole, as what a study keeps of its runs is written.
//!
//! A line ends with a hash of itself: one that was cut off, or changed on the disk, is told from a good one. Numbers are
//! written by their bits, so that what is read back is what was written to the last of them. Must not know where
//! lines are kept.

use std::hash::Hasher;

use siphasher::sip::SipHasher24;

use super::key::PointKey;

/// A value that is not there.
pub(super) const NOTHING: &str = "-";

/// The line with its hash and its end.
pub(super) fn sealed(line: &str) -> String {
    format!("{line} {}\n", checksum(line))
}

/// What a line without its end says; `None` if it is not as it was written.
pub(super) fn opened(line: &str) -> Option<&str> {
    let (content, sum) = line.rsplit_once(' ')?;
    (sum == checksum(content)).then_some(content)
}

fn checksum(text: &str) -> String {
    let mut hasher = SipHasher24::new();
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}

/// The figures of a run as a line, with its end.
pub fn write_figures(key: PointKey, figures: &[Option<f64>]) -> String {
    let figures: Vec<String> = figures.iter().map(|figure| written(*figure)).collect();
    sealed(&format!("{key} {}", figures.join(" ")))
}

/// Reads such a line without its end; `None` if it is not as it was written.
pub fn read_figures(line: &str) -> Option<(PointKey, Vec<Option<f64>>)> {
    let mut words = opened(line)?.split(' ');
    let key = PointKey::read(words.next()?)?;
    Some((key, words.map(read).collect::<Option<_>>()?))
}

/// A figure as a word.
pub(super) fn written(figure: Option<f64>) -> String {
    figure.map_or(NOTHING.to_owned(), |one| format!("{:x}", one.to_bits()))
}

/// A word as a figure, or as none; `None` if it is neither.
pub(super) fn read(word: &str) -> Option<Option<f64>> {
    match word {
        NOTHING => Some(None),
        bits => Some(Some(f64::from_bits(u64::from_str_radix(bits, 16).ok()?))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_back_to_the_last_bit_and_a_damaged_line_does_not() {
        let key = PointKey::read("00112233445566778899aabbccddeeff").unwrap();
        let figures = vec![Some(0.1), None, Some(f64::INFINITY), Some(-0.0)];
        let line = write_figures(key, &figures);
        let line = line.strip_suffix('\n').unwrap();
        let (read, again) = read_figures(line).unwrap();
        assert_eq!((read, format!("{again:?}")), (key, format!("{figures:?}")));
        for cut in 1..line.len() {
            assert_eq!(read_figures(&line[..cut]), None, "cut after {cut}");
        }
        assert_eq!(read_figures(&line.replace(" - ", " 0 ")), None);
    }
}
