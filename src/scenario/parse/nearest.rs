//! The word that a misspelt one was most likely meant to be.

/// The longest word that is compared with others, in characters.
const LONGEST: usize = 60;

/// The candidate that `word` most likely was meant to be; `None` if none is near.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    // Beyond this a misspelling is a guess; it also keeps absurdly long words cheap.
    if length > LONGEST {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= 4 * (LONGEST + length))
        .map(|candidate| {
            (
                strsim::osa_distance(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= 1 + length / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_if_it_is_near() {
        let regions = ["us-east-1", "us-west-2", "eu-west-1"];
        assert_eq!(nearest("us-esat-1", regions), Some("us-east-1"));
        assert_eq!(nearest("EU-WEST-1", regions), Some("eu-west-1"));
        assert_eq!(nearest("mars", regions), None);
        assert_eq!(nearest("", regions), None);
        assert_eq!(nearest(&"u".repeat(1000), regions), None);
    }
}
