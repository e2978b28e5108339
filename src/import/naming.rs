//! What the path of a file says: a function, a Region, a name for the scenario that is made of it.
//!
//! It knows paths. It must not know what files hold.

use super::instant::Instant;

/// The longest part of a scenario's name that comes from a file's, in characters of up to four bytes: it has to name a
/// folder, with a Region and a time behind it.
const LONGEST: usize = 40;

/// What the scenarios of an import are called that has no folder: after the file of which most rows were used (given
/// beside its path), the first of equals, and where the chosen time begins. Two parts of one recording thus do not write
/// over each other's results.
pub(super) fn scenario_name(files: &[(&str, u64)], from: Option<Instant>) -> String {
    let most = files.iter().rev().max_by_key(|(_, used)| used);
    let stem = most.and_then(|(path, _)| stem(path));
    let stem: String = stem.unwrap_or_else(|| "imported".to_owned());
    let stem: String = stem.chars().take(LONGEST).collect();
    // 1970-01-01T11:30:00.000Z
    let from = from.map(|from| from.rfc3339().chars().take(16).collect::<String>());
    let from = from.map_or_else(String::new, |from| format!("-{}", from.replace(':', "")));
    format!("{stem}{from}")
}

/// The name of one of several Regions' scenarios.
pub(super) fn name_in_region(name: &str, region: &str) -> String {
    match region_in(name) {
        // The file of another Region, or of this one.
        Some(other) => name.replacen(&other, region, 1),
        None => format!("{name}-{region}"),
    }
}

/// The name of a file without its folders, its last extensions and what it holds of a function, fit for a name of one:
/// `checkout-invocations.json` and `checkout-duration.json` are of the same function. `None` if nothing is left.
pub(super) fn stem(path: &str) -> Option<String> {
    const ENDINGS: [&str; 12] = [
        ".gz", ".csv", ".json", ".jsonl", ".ndjson", ".log", ".txt", ".jtl", ".yaml", ".yml",
        ".tf", ".bin",
    ];
    const CONTENTS: [&str; 12] = [
        "invocations",
        "errors",
        "throttles",
        "duration",
        "durations",
        "concurrentexecutions",
        "concurrency",
        "sum",
        "average",
        "maximum",
        "p99",
        "p50",
    ];
    let mut name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)) {
        name = shorter;
    }
    let is_content = |word: &str| CONTENTS.contains(&word.to_lowercase().as_str());
    while let Some((before, last)) = name.rsplit_once(['-', '_', '.', ' '])
        && is_content(last)
    {
        name = before;
    }
    if is_content(name) {
        name = "";
    }
    fit(name)
}

/// What a folder is called, as the name of the scenarios in it. `None` if nothing is left.
pub(super) fn named_after(folder: &str) -> Option<String> {
    fit(folder).map(|name| name.chars().take(LONGEST).collect())
}

/// A name without what may not stand in one. `None` if nothing is left.
fn fit(name: &str) -> Option<String> {
    let name: String = name
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "-_".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect();
    let name = name.trim_matches('-');
    (!name.is_empty()).then(|| name.to_owned())
}

/// A Region's code in the path of a file: `exports/ap-northeast-2/metrics.json`.
pub(super) fn region_in(path: &str) -> Option<String> {
    let is_region = |word: &str| {
        let parts: Vec<&str> = word.split('-').collect();
        let [area, place @ .., number] = parts.as_slice() else {
            return false;
        };
        area.len() == 2
            && area.bytes().all(|b| b.is_ascii_lowercase())
            && (1..=2).contains(&place.len())
            && place
                .iter()
                .all(|p| p.len() > 3 && p.bytes().all(|b| b.is_ascii_lowercase()))
            && number.len() == 1
            && number.bytes().all(|b| b.is_ascii_digit())
    };
    path.split(['/', '\\', '.', '_'])
        .flat_map(|word| {
            // A code may stand within other words of a name: `checkout-us-east-1`.
            let parts: Vec<&str> = word.split('-').collect();
            (0..parts.len())
                .flat_map(|from| [3, 4].map(|length| (from, from + length)))
                .filter(|(_, to)| *to <= parts.len())
                .map(|(from, to)| parts[from..to].join("-"))
                .collect::<Vec<_>>()
        })
        .filter(|word| is_region(word))
        .reduce(|_, later| later)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_names_lends_its_own() {
        let stem = |path| stem(path).unwrap_or_default();
        assert_eq!(stem("logs/checkout.log.gz"), "checkout");
        assert_eq!(stem("C:\\my logs\\pay out.csv"), "pay-out");
        assert_eq!(stem(".json"), "");
        assert_eq!(stem("checkout-invocations.json"), "checkout");
        assert_eq!(stem("checkout_Duration_p99.json"), "checkout");
        assert_eq!(stem("invocations.json"), "");
    }

    #[test]
    fn a_scenario_is_called_after_the_file_that_most_rows_are_from() {
        let files = [("queries.json", 0), ("x/monday.json", 7), ("b.log", 7)];
        assert_eq!(scenario_name(&files, None), "monday");
        let from = Instant::read("2026-11-26T09:30:00Z");
        assert_eq!(scenario_name(&files, from), "monday-2026-11-26T0930");
        assert_eq!(scenario_name(&files[..1], None), "queries");
        assert_eq!(scenario_name(&[("invocations.csv", 1)], None), "imported");
        let long = "장".repeat(300);
        let named = scenario_name(&[(&long, 1)], from);
        let named = name_in_region(&named, "ap-northeast-2");
        assert!(
            crate::scenario::folder_name::folder_name(&named) == named,
            "{named}"
        );
    }

    #[test]
    fn a_scenario_in_a_folder_is_called_after_it() {
        assert_eq!(named_after("last week").as_deref(), Some("last-week"));
        assert_eq!(named_after("장부.2026").as_deref(), Some("장부-2026"));
        assert_eq!(named_after(".."), None);
        let long = named_after(&"장".repeat(300)).unwrap_or_default();
        assert!(
            crate::scenario::folder_name::folder_name(&long) == long,
            "{long}"
        );
    }

    #[test]
    fn scenarios_of_several_regions_are_told_apart() {
        let seoul = "ap-northeast-2";
        assert_eq!(name_in_region("shop", seoul), "shop-ap-northeast-2");
        assert_eq!(name_in_region("us-east-1", seoul), seoul);
        assert_eq!(name_in_region(seoul, seoul), seoul);
        assert_eq!(
            name_in_region("shop-us-east-1-2026", "unknown"),
            "shop-unknown-2026"
        );
    }

    #[test]
    fn a_region_is_found_in_a_path() {
        assert_eq!(region_in("us-east-1.json").as_deref(), Some("us-east-1"));
        assert_eq!(
            region_in("x/checkout-ap-northeast-2.json").as_deref(),
            Some("ap-northeast-2")
        );
        assert_eq!(
            region_in("exports/us-gov-west-1/m.json"),
            None,
            "not a Region that burstsim knows"
        );
        assert_eq!(region_in("locust-a_stats_history.csv"), None);
    }
}
