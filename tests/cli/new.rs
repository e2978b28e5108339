//! `new` and `schema`: a scenario to start from, that runs as it is and stays right when its keys are
//! switched on; nothing is overwritten unasked.

use std::collections::BTreeMap;
use std::fs;

use super::{Place, contents};

/// The first line without `--schema`.
const HINT: &str = "# For help from your editor: burstsim schema > scenario.schema.json, and make this \
    line #:schema ./scenario.schema.json\n";

fn shipped(name: &str) -> String {
    let folder = env!("CARGO_MANIFEST_DIR");
    let text = fs::read_to_string(format!("{folder}/scenarios/{name}.toml"));
    text.expect("a shipped scenario")
}

fn names(place: &Place) -> Vec<String> {
    let ran = place.burstsim(&["run", "--list"]);
    let lines = ran.expect_code(0).stdout.lines();
    let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
    lines.filter_map(first).collect()
}

/// Every way to switch on one thing of `text`: a line that begins with `#` and no space, or, where such
/// lines begin with a heading, all of them.
fn switched_on(text: &str) -> Vec<(String, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let off = |line: &str| {
        let rest = line.strip_prefix('#').unwrap_or_default();
        rest.starts_with(|c: char| c == '[' || c.is_alphabetic())
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let is_heading = lines[at].starts_with("#[");
        let more = lines[at..].iter().take_while(|line| off(line)).count();
        let count = if is_heading { more } else { more.min(1) };
        if count > 0 {
            let on = lines[at..at + count].iter().map(|line| &line[1..]);
            let on: Vec<_> = on.collect();
            let all = [&lines[..at], &on, &lines[at + count..]].concat();
            found.push((on.join("\n"), all.join("\n") + "\n"));
        }
        at += count.max(1);
    }
    found
}

#[test]
fn a_new_scenario_is_right_and_runs() {
    let place = Place::new();
    let new = place.burstsim(&["new"]);
    new.expect_code(0);
    assert_eq!(new.stdout, "");
    assert_eq!(
        new.stderr,
        "wrote my-scenario.toml\nnext: burstsim run my-scenario.toml\n"
    );
    let check = place.burstsim(&["check", "my-scenario.toml"]);
    check.expect_code(0);
    assert_eq!(check.stderr, "", "warnings");

    let result = place.result_of("my-scenario.toml", &[]);
    assert_eq!(result.code, Some(0), "its objectives are met");
    let total = |key| result.total("checkout", key);
    assert!(
        total("throttles") > 1000 && total("cold_starts") > 1000,
        "a dull chart"
    );
    assert!(total("requests") < 1_000_000, "too much for a first try");
}

#[test]
fn every_key_that_is_switched_off_can_be_switched_on() {
    let place = Place::new();
    let text = place.burstsim(&["new", "-"]).expect_code(0).stdout.clone();
    let ways = switched_on(&text);
    assert!(
        ways.len() >= 15,
        "only {} keys are switched off",
        ways.len()
    );
    for (on, text) in ways {
        let check = place.with_input(&["check", "-"], &text);
        assert_eq!((check.code, check.stderr.as_str()), (Some(0), ""), "{on}");
    }
}

#[test]
fn every_shipped_scenario_can_be_started_from() {
    let place = Place::new();
    for name in names(&place) {
        let file = format!("{name}/mine.toml");
        fs::create_dir(place.path(&name)).expect("a folder");
        place
            .burstsim(&["new", &file, "--from", &name])
            .expect_code(0);
        let check = place.burstsim(&["check", &file]);
        assert_eq!((check.code, check.stderr.as_str()), (Some(0), ""), "{name}");

        let text = fs::read_to_string(place.path(&file)).expect("the new file");
        let (first, rest) = text.split_once('\n').expect("lines");
        assert_eq!(format!("{first}\n"), HINT);
        let original = shipped(&name);
        assert_eq!(
            Some(rest),
            original.split_once('\n').map(|(_, rest)| rest),
            "{name}"
        );
    }
    let data = contents(&place.path("ten-requests"));
    let files: Vec<_> = data
        .keys()
        .map(|path| path.display().to_string().replace('\\', "/"))
        .collect();
    assert_eq!(files, ["data/ten-requests.csv", "mine.toml"]);
    let new = place.burstsim(&["new", "--from", "flash-sale"]);
    assert!(
        new.stderr
            .ends_with("next: burstsim run my-flash-sale.toml\n"),
        "{new:?}"
    );
}

#[test]
fn the_schema_comes_along_if_asked_for() {
    let place = Place::new();
    place
        .burstsim(&["new", "my shop.toml", "--schema"])
        .expect_code(0);
    let text = fs::read_to_string(place.path("my shop.toml")).expect("the new file");
    assert!(
        text.starts_with("#:schema ./scenario.schema.json\n# "),
        "{text}"
    );
    let schema = fs::read_to_string(place.path("scenario.schema.json")).expect("the schema");
    assert_eq!(place.burstsim(&["schema"]).expect_code(0).stdout, schema);
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/scenario.schema.json");
    assert_eq!(
        fs::read_to_string(committed).expect("the committed one"),
        schema
    );

    // It may lie there already, but something else must not be replaced.
    place
        .burstsim(&["new", "two.toml", "--schema"])
        .expect_code(0);
    place.file("scenario.schema.json", "mine");
    let new = place.burstsim(&["new", "three.toml", "--schema"]);
    new.expect_code(1);
    assert!(
        new.stderr.contains("scenario.schema.json already exists"),
        "{new:?}"
    );
    assert!(!place.path("three.toml").exists(), "half of it was written");
    place.burstsim(&["new", "-", "--schema"]).expect_code(2);
}

/// The scenario would take the place of its own schema, and only one of the two would be there.
#[test]
fn a_scenario_does_not_replace_its_companion() {
    let place = Place::new();
    let new = place.burstsim(&["new", "scenario.schema.json", "--schema", "--force"]);
    new.expect_code(2);
    assert!(new.stderr.contains("choose another path"), "{new:?}");
    assert!(contents(place.folder.path()).is_empty(), "{new:?}");
}

#[test]
fn an_existing_file_is_left_alone_unless_forced() {
    let place = Place::new();
    place.file("mine.toml", "seed = 1\n");
    let new = place.burstsim(&["new", "mine.toml", "--from", "ten-requests"]);
    new.expect_code(1);
    assert!(
        new.stderr.contains("mine.toml already exists") && new.stderr.contains("--force"),
        "{new:?}"
    );
    let untouched = BTreeMap::from([("mine.toml".into(), b"seed = 1\n".to_vec())]);
    assert_eq!(contents(place.folder.path()), untouched);
    place
        .burstsim(&["new", "mine.toml", "--force"])
        .expect_code(0);
    place.burstsim(&["check", "mine.toml"]).expect_code(0);
}

#[test]
fn what_cannot_be_written_is_said_and_leaves_nothing() {
    let place = Place::new();
    let new = place.burstsim(&["new", "nowhere/mine.toml"]);
    new.expect_code(1);
    assert_eq!(
        new.stderr,
        "error: cannot write nowhere/mine.toml: its folder does not exist\n"
    );
    fs::create_dir(place.path("folder")).expect("a folder");
    let new = place.burstsim(&["new", "folder", "--force"]);
    new.expect_code(1);
    assert!(new.stderr.contains("folder is a folder"), "{new:?}");
    // A file where the folder of the data should be.
    place.file("data", "mine");
    place
        .burstsim(&["new", "mine.toml", "--from", "ten-requests"])
        .expect_code(1);
    let left: Vec<_> = contents(place.folder.path()).into_keys().collect();
    assert_eq!(left, ["data".into()] as [std::path::PathBuf; 1]);
}

#[cfg(unix)]
#[test]
fn a_new_file_has_the_rights_of_any_new_file() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.burstsim(&["new"]).expect_code(0);
    let other = place.file("other", "");
    let mode = |name: &str| {
        let found = fs::metadata(place.path(name)).expect("a file");
        found.permissions().mode()
    };
    assert_eq!(mode("my-scenario.toml"), mode(other));
}

#[test]
fn a_misspelt_name_is_answered_with_the_nearest() {
    let place = Place::new();
    let new = place.burstsim(&["new", "--from", "flash-sail"]);
    new.expect_code(2);
    assert!(new.stderr.contains("flash-sale"), "{new:?}");
    let new = place.burstsim(&["new", "-", "--from", "ten-requests"]);
    assert!(
        new.expect_code(0).stderr.contains("data/ten-requests.csv"),
        "{new:?}"
    );
}
