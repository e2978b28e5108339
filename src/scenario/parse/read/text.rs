//! Reads text: lines, names, words of the catalog, one of a few words.

use crate::catalog;
use crate::scenario::alias::Weights;
use crate::scenario::deployment::Deployment;
use crate::scenario::folder_name::is_folder_name;
use crate::scenario::parse::nearest::nearest;
use crate::scenario::parse::problem::Problem;
use crate::scenario::parse::tree::{Node, Value};
use crate::scenario::time_zone::TimeZone;

type Read<T> = Result<T, Problem>;

/// Text of any content.
pub(super) fn text<'n>(node: &'n Node, expected: &str) -> Read<&'n str> {
    match &node.value {
        Value::Text(text) => Ok(text),
        _ => Err(node.mismatch(expected)),
    }
}

/// A name or title: text that is not blank and has no control characters, so that it fits on a
/// line of any output.
pub(super) fn line(node: &Node) -> Read<String> {
    let line = text(node, "text in quotes")?;
    if line.trim().is_empty() {
        return Err(Problem::new(node.span, "this must not be empty"));
    }
    if line.chars().any(char::is_control) {
        let title = "this must be one line of text";
        return node.wrong(title, "contains a control character");
    }
    Ok(line.to_owned())
}

/// The scenario's name, which also names the folder of its results.
pub(super) fn folder_name(node: &Node) -> Read<String> {
    let name = line(node)?;
    if is_folder_name(&name) {
        return Ok(name);
    }
    Err(
        Problem::new(node.span, "this name cannot name the folder of the results")
            .label("not a folder name on every system")
            .help(r#"avoid / \ : * ? " < > |, and dots or spaces at either end"#),
    )
}

/// What comes after the colon in AWS's name of a version, `checkout:live`.
pub(super) fn alias_name(node: &Node) -> Read<String> {
    let name = line(node)?;
    if name.contains(':') {
        return Err(Problem::new(node.span, "the name of an alias has no colon")
            .label("a colon parts the function from its alias")
            .help(r#"write the alias alone, such as name = "live""#));
    }
    Ok(name)
}

/// What comes after the colon in AWS's name of a version or an alias, `checkout:live`.
pub(super) fn qualifier(node: &Node, what: &str) -> Read<String> {
    let name = line(node)?;
    if name.contains(':') {
        let title = format!("the name of a function's {what} has no colon");
        return Err(Problem::new(node.span, title)
            .label(format!("a colon parts the function from its {what}"))
            .help(format!("write the {what} alone")));
    }
    if name == Weights::AT {
        let title = "`at` is a time among the weights of versions";
        return Err(Problem::new(node.span, title)
            .label("not a name")
            .help("call it for instance v1"));
    }
    Ok(name)
}

/// CodeDeploy's name of how it shifts requests.
pub(super) fn deployment(node: &Node) -> Read<&str> {
    let examples = Deployment::EXAMPLES;
    let name = text(node, &format!("CodeDeploy's name, such as {examples}"))?;
    if Deployment::parse(name).is_some() {
        return Ok(name);
    }
    let title = format!("`{}` is no deployment configuration", name.escape_debug());
    Err(Problem::new(node.span, title)
        .label("not as CodeDeploy names them")
        .help(format!("write for instance {examples}")))
}

/// A name of the tz database, or an offset from UTC.
pub(super) fn time_zone(node: &Node) -> Read<String> {
    let zone = text(node, r#"a time zone such as "Asia/Seoul" or "+09:00""#)?;
    if let Some(zone) = TimeZone::parse(zone) {
        return Ok(zone.to_string());
    }
    // A person may well write the city alone.
    let city = |name: &&str| {
        let last = name.rsplit('/').next().unwrap_or(name);
        last.eq_ignore_ascii_case(&zone.replace(' ', "_"))
    };
    let meant = TimeZone::names()
        .find(city)
        .or_else(|| nearest(zone, TimeZone::names()));
    let title = format!("unknown time zone \"{}\"", zone.escape_debug());
    let problem = Problem::new(node.span, title);
    Err(match meant {
        Some(name) => problem.label(format!("did you mean \"{name}\"?")),
        None => problem
            .label("not a name of the tz database, and not an offset")
            .help(r#"write for instance "Asia/Seoul", "UTC" or "+09:00""#),
    })
}

pub(super) fn region(node: &Node) -> Read<&str> {
    let code = text(node, r#"the code of a Region, such as "us-east-1""#)?;
    if catalog::region(code).is_some() {
        return Ok(code);
    }
    let regions = catalog::regions();
    // A person may well write the Region's name instead of its code.
    let by_name = regions
        .iter()
        .find(|region| region.name.to_lowercase().contains(&code.to_lowercase()) && code.len() > 3);
    let meant = nearest(code, regions.iter().map(|region| region.code.as_str()))
        .or(by_name.map(|region| region.code.as_str()));
    let title = format!("unknown Region \"{}\"", code.escape_debug());
    let problem = Problem::new(node.span, title);
    Err(match meant {
        Some(code) => problem.label(format!("did you mean \"{code}\"?")),
        None => problem
            .label("not a Region of the catalog")
            .help("`burstsim regions` lists them"),
    })
}

pub(super) fn runtime(node: &Node) -> Read<&str> {
    let runtime = text(node, r#"the name of a runtime, such as "python3.13""#)?;
    let runtimes = catalog::runtimes();
    if runtimes.contains(&runtime) {
        return Ok(runtime);
    }
    let title = format!("unknown runtime \"{}\"", runtime.escape_debug());
    let problem = Problem::new(node.span, title);
    // The list is long; whoever merely mistyped does not need it.
    Err(match nearest(runtime, runtimes.iter().copied()) {
        Some(near) => problem.label(format!("did you mean \"{near}\"?")),
        None => problem
            .label("not in the catalog of measured runtimes")
            .help(format!("measured: {}", runtimes.join(", "))),
    })
}

/// One of a list of words.
pub(super) fn word<'n>(node: &'n Node, words: &[&str]) -> Read<&'n str> {
    let quoted: Vec<_> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let Value::Text(written) = &node.value else {
        return Err(node.mismatch(&format!("one of {}", quoted.join(", "))));
    };
    if words.contains(&written.as_str()) {
        return Ok(written);
    }
    let label = match nearest(written, words.iter().copied()) {
        Some(word) => format!("did you mean \"{word}\"?"),
        None => "not one of the valid words".to_owned(),
    };
    let title = format!("unknown value \"{}\"", written.escape_debug());
    Err(Problem::new(node.span, title)
        .label(label)
        .help(format!("valid: {}", quoted.join(", "))))
}
