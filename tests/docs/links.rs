//! Relative links of README, book and the other pages of the repository lead to files and headings that exist.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::pages::{Page, all, page, root};

/// Pages that are not part of the book.
const OTHERS: [&str; 8] = [
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "bindings/python/README.md",
    "bindings/web/README.md",
    "benches/peers/README.md",
    "data/aws-measured/README.md",
    "data/measured/README.md",
];

/// The links of a page, `[text](goal)`, each with its line.
fn links(page: &Page) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, text) in page.prose() {
        // Code is no link, though it may look like one.
        let outside = text.split('`').step_by(2);
        let whole: String = outside.collect();
        for rest in whole.split("](").skip(1) {
            if let Some((goal, _)) = rest.split_once(')') {
                found.push((line, goal.to_owned()));
            }
        }
    }
    found
}

/// What a heading is called in links, as code hosts and mdBook do it.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let headings = page.prose().filter_map(|(_, line)| {
        let title = line.trim_start_matches('#');
        (title.len() < line.len()).then(|| title.strip_prefix(' '))?
    });
    let plain = |title: &str| -> String {
        let kept = title.trim().chars().filter_map(|sign| match sign {
            ' ' => Some('-'),
            _ if sign.is_alphanumeric() || matches!(sign, '-' | '_') => Some(sign),
            _ => None,
        });
        kept.flat_map(char::to_lowercase).collect()
    };
    let mut names = BTreeSet::new();
    for name in headings.map(plain) {
        let again = seen.entry(name.clone()).or_default();
        names.insert(match *again {
            0 => name,
            _ => format!("{name}-{again}"),
        });
        *again += 1;
    }
    names
}

/// `folder/goal` without `.` and `..`.
fn joined(folder: &Path, goal: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for part in folder.join(goal).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::CurDir => {}
            _ => path.push(part),
        }
    }
    path
}

/// What is wrong with the link `goal` of `from`.
fn fault(from: &Page, goal: &str) -> Option<String> {
    if goal.contains("://") || goal.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = goal.split_once('#').unwrap_or((goal, ""));
    let folder = from.path.parent().unwrap_or(Path::new(""));
    let path = match file {
        "" => from.path.clone(),
        _ => joined(folder, file),
    };
    if !root().join(&path).exists() {
        return Some(format!("{goal}: there is no {}", path.display()));
    }
    let is_page = path.extension().is_some_and(|extension| extension == "md");
    let leads = anchor.is_empty() || !is_page || anchors(&page(path)).contains(anchor);
    (!leads).then(|| format!("{goal}: no heading is called so"))
}

#[test]
fn relative_links_lead_to_files_and_headings() {
    let pages = all().into_iter().chain(OTHERS.map(page));
    let faults: Vec<_> = pages
        .flat_map(|page| {
            let faults = links(&page).into_iter().filter_map(|(line, goal)| {
                let fault = fault(&page, &goal)?;
                Some(format!("{}:{line}: {fault}", page.name()))
            });
            faults.collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A link within the text of the program's own sources would not be noticed otherwise.
#[test]
fn what_the_sources_call_a_page_of_the_docs_exists() {
    let mut folders = vec!["src", "tests", "scripts", "examples", "benches"]
        .into_iter()
        .map(|folder| root().join(folder))
        .collect::<Vec<_>>();
    let mut lost = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            for rest in text.split("docs/").skip(1) {
                let end =
                    rest.find(|sign: char| !(sign.is_alphanumeric() || "-_/.".contains(sign)));
                let named = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
                if named.ends_with(".md") && !root().join("docs").join(named).exists() {
                    lost.push(format!("{}: docs/{named}", path.display()));
                }
            }
        }
    }
    assert!(lost.is_empty(), "no such pages:\n{}", lost.join("\n"));
}
