//! What a page lists is whole: the pages in the contents, the shipped scenarios in their reference.

use std::collections::BTreeSet;

use super::pages::{all, page, root};
use super::program::words;

#[test]
fn every_page_of_the_docs_is_in_the_contents() {
    let contents = page("docs/SUMMARY.md").text;
    for page in all() {
        let Ok(path) = page.path.strip_prefix("docs") else {
            continue;
        };
        let path = path.display().to_string();
        assert!(
            path == "SUMMARY.md" || contents.contains(&format!("]({path})")),
            "docs/SUMMARY.md lacks {path}"
        );
    }
}

/// The names of the shipped scenarios.
fn shipped() -> Vec<String> {
    let list = words("run --list");
    let first = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    list.lines().map(first).collect()
}

#[test]
fn every_shipped_scenario_is_in_the_reference_under_its_rule() {
    let text = page("docs/reference/shipped.md").text;
    let (_, rest) = text.split_once("## Today's rule").expect("a heading");
    let (today, earlier) = rest
        .split_once("## The rule until November 2023")
        .expect("a heading");
    for name in shipped() {
        let scenario = std::fs::read_to_string(root().join(format!("scenarios/{name}.toml")));
        let is_earlier = scenario
            .expect("a scenario")
            .contains("scaling = \"regional-burst\"");
        let section = if is_earlier { earlier } else { today };
        // Of a row such as `operator-guide-on-demand-1` … `-4`, the first is named.
        let stem = name.trim_end_matches(|sign: char| sign.is_ascii_digit());
        let listed = [
            format!("`{name}`"),
            format!("`{stem}1`](../../scenarios/{stem}1.toml) … "),
        ];
        assert!(
            listed.iter().any(|row| section.contains(row)),
            "docs/reference/shipped.md lacks {name} under its rule"
        );
    }
}

/// Who opens a scenario of the rule that ended is told so in its head.
#[test]
fn scenarios_of_the_earlier_rule_say_so_in_their_head() {
    for name in shipped() {
        let text = std::fs::read_to_string(root().join(format!("scenarios/{name}.toml")));
        let text = text.expect("a scenario");
        let head: Vec<_> = text
            .lines()
            .take_while(|line| line.starts_with('#'))
            .collect();
        assert!(
            !text.contains("scaling = \"regional-burst\"")
                || head.join(" ").contains("November 2023"),
            "the head of scenarios/{name}.toml does not say that its rule ended in November 2023"
        );
    }
}

/// README in English and in Korean show the same commands, and lead to each other.
#[test]
fn both_readmes_have_the_same_commands() {
    let (english, korean) = (page("README.md"), page("README.ko.md"));
    let commands = |page: &super::pages::Page| -> BTreeSet<String> {
        let blocks = page.blocks().into_iter();
        let shell = blocks.filter(|block| block.language() == "sh");
        let lines =
            shell.flat_map(|block| block.text.lines().map(str::to_owned).collect::<Vec<_>>());
        let bare = |line: String| line.split('#').next().unwrap_or_default().trim().to_owned();
        lines.map(bare).collect()
    };
    let missing: Vec<_> = commands(&english)
        .difference(&commands(&korean))
        .cloned()
        .collect();
    assert!(missing.is_empty(), "README.ko.md lacks {missing:?}");
    assert!(english.text.contains("](README.ko.md)") && korean.text.contains("](README.md)"));
}
