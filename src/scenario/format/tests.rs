//! The tables of keys in `docs/scenario.md` are made of the shapes of the format.
//!
//! Under a comment `<!-- keys of a stage -->` the rows are those of that shape; what the head of a column asks
//! for fills it. `INSTA_UPDATE=always cargo test --lib format::tests` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::SCENARIO;
use super::shape::{Form, Key, Kind, Need, Shape};

const REMEDY: &str = "write it anew with `INSTA_UPDATE=always cargo test --lib format::tests`";

/// Shapes whose keys another table or the text explains.
const EXPLAINED_ELSEWHERE: [&str; 3] = ["a distribution", "client.retry", "weights"];

/// Every shape below a kind, by what errors call it.
fn shapes(kind: &'static Kind, found: &mut BTreeMap<&'static str, &'static Shape>) {
    if let Some(list) = kind.list() {
        shapes(&list.item, found);
    }
    if let Some(shape) = kind.table()
        && found.insert(shape.what, shape).is_none()
    {
        shape.keys().for_each(|key| shapes(&key.kind, found));
    }
}

/// What fills a column, by its head.
fn cell(key: &Key, head: &str) -> String {
    match head {
        "meaning" | "measured" | "requests arrive" | "parameters" => key.says.to_owned(),
        "values" | "law" => key.values_in_words(),
        "origin" => key.origin.to_owned(),
        "default" => match key.need {
            Need::Required(_) => "required".to_owned(),
            Need::Else(words) => words.to_owned(),
            _ => format!("`{}`", key.default().unwrap_or_default()),
        },
        _ => panic!("no column has the head {head:?}"),
    }
}

/// The rows of a shape: the names of keys, and the other cells, which keys may share.
fn rows(shape: &Shape, heads: &[&str]) -> Vec<(Vec<&'static str>, Vec<String>)> {
    let mut rows: Vec<(Vec<_>, Vec<_>)> = Vec::new();
    for key in shape.keys() {
        if let Some(Form::Ways(ways)) = key.kind.table().map(|shape| &shape.form) {
            let way = |way: &super::shape::Way| vec![way.says.to_owned(), way.law.to_owned()];
            rows.extend(ways.iter().map(|one| (vec![key.name], way(one))));
            continue;
        }
        let cells: Vec<_> = heads.iter().map(|head| cell(key, head)).collect();
        match rows.last_mut() {
            Some((names, same)) if *same == cells => names.push(key.name),
            _ => rows.push((vec![key.name], cells)),
        }
    }
    rows
}

fn row(names: &[&str], cells: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    let first = names.join(", ");
    let cells: String = std::iter::once(&first)
        .chain(cells)
        .map(|cell| match cell.as_str() {
            "" => " |".to_owned(),
            cell => format!(" {} |", cell.replace('|', "\\|")),
        })
        .collect();
    format!("|{cells}")
}

#[test]
fn the_reference_has_the_keys_of_the_format() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.md");
    let text = fs::read_to_string(&file)
        .expect("the reference")
        .replace("\r\n", "\n");
    let mut shapes_left = BTreeMap::new();
    shapes(&SCENARIO, &mut shapes_left);
    let mut fresh = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        fresh.push(line.to_owned());
        let marker = line.strip_prefix("<!-- keys of ");
        let Some(what) = marker.and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        let Some(shape) = shapes_left.remove(what) else {
            panic!("{what} is not in the format, or has its keys here twice");
        };
        let head = lines.next().expect("a table");
        let cells = head.trim_matches('|').split('|').skip(1).map(str::trim);
        let heads: Vec<_> = cells.collect();
        fresh.extend([head, lines.next().expect("a line under the head")].map(str::to_owned));
        while lines.next_if(|line| line.starts_with('|')).is_some() {}
        let rows = rows(shape, &heads);
        fresh.extend(rows.iter().map(|(names, cells)| row(names, cells)));
    }
    shapes_left.retain(|what, shape| {
        !matches!(shape.form, Form::Ways(_)) && !EXPLAINED_ELSEWHERE.contains(what)
    });
    let left: Vec<_> = shapes_left.keys().collect();
    assert!(
        left.is_empty(),
        "no table `<!-- keys of ... -->` for {left:?}"
    );
    let fresh = fresh.join("\n") + "\n";
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&file, &fresh).expect("the reference can be written");
        return;
    }
    for (line, expected) in text.lines().zip(fresh.lines()) {
        assert!(line == expected, "{REMEDY}:\n{line}\n{expected}");
    }
    assert!(text == fresh, "docs/scenario.md is stale: {REMEDY}");
}

#[test]
fn every_key_says_what_it_means() {
    let mut all = BTreeMap::new();
    shapes(&SCENARIO, &mut all);
    for (what, shape) in all {
        for key in shape.keys() {
            let is_explained = matches!(shape.form, Form::Ways(_))
                || matches!(
                    key.kind.table().map(|shape| &shape.form),
                    Some(Form::Ways(_))
                );
            assert!(
                is_explained || !key.says.is_empty(),
                "`{}` of {what}",
                key.name
            );
        }
    }
}
