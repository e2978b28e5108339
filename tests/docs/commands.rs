//! Commands of README and book run, in order, page by page; scenarios are valid; verbs and options exist.

use std::path::Path;
use std::sync::Mutex;

use super::pages::{Block, Page, all};
use super::program::{help_by_name, shell};

/// Its scenarios and command lines are tested in `tests/scenario_reference.rs`.
const REFERENCE: &str = "docs/scenario.md";

/// The commands of a block: its lines, joined where they end in a backslash.
fn commands(block: &Block) -> Vec<String> {
    let joined = block.text.replace("\\\n", " ");
    let lines = joined.lines().map(str::trim);
    let commands = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    commands.map(str::to_owned).collect()
}

/// What is wrong with the verbs and options after each `burstsim` of a command.
fn unknown(command: &str) -> Vec<String> {
    let help = help_by_name();
    let code = command.split(" #").next().unwrap_or_default();
    let mut faults = Vec::new();
    for part in code.split("burstsim ").skip(1) {
        let part = part.split(['|', ';', '>', ')']).next().unwrap_or_default();
        let mut words = part.split_whitespace();
        let verb = words.next().unwrap_or_default();
        let Some(help) = help.get(verb) else {
            // What is no word is a file, such as that of a check's hash.
            if verb.chars().all(|sign| sign.is_ascii_lowercase()) {
                faults.push(format!("no verb {verb}"));
            }
            continue;
        };
        let options = words.filter(|word| word.starts_with("--") && word.len() > 2);
        for option in options {
            let option = option
                .split(['=', '"', '\'', ','])
                .next()
                .unwrap_or_default();
            let known = help
                .split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '-'))
                .any(|word| word == option);
            if !known {
                faults.push(format!("burstsim {verb} has no {option}"));
            }
        }
    }
    faults
}

/// Runs a command in `place`: a missed objective is an answer, everything else but success is not.
fn run(command: &str, place: &Path) -> Option<String> {
    let ran = shell(command, place);
    let ends = matches!(ran.status.code(), Some(0 | 99));
    let said = String::from_utf8_lossy(&ran.stderr);
    (!ends).then(|| format!("`{command}` ended with {}:\n{said}", ran.status))
}

/// The lines of a fragment about a function, each set in the scenario above it.
fn fragment(block: &Block, scenario: &str, place: &Path) -> Vec<String> {
    let lines = block.text.lines().filter(|line| !line.trim().is_empty());
    let set = lines.map(|line| {
        let value = line
            .split(" #")
            .next()
            .unwrap_or_default()
            .replacen(" = ", "=", 1);
        format!(
            "burstsim check {scenario} --set 'functions.0.{}'",
            value.trim()
        )
    });
    set.filter_map(|command| run(&command, place)).collect()
}

/// What is wrong with a page.
fn faults(page: &Page) -> Vec<String> {
    let place = tempfile::tempdir().expect("a folder");
    let place = place.path();
    let mut scenario = String::new();
    let mut faults = Vec::new();
    for block in page.blocks() {
        let at = |fault: String| format!("{}:{}: {fault}", page.name(), block.line);
        let found: Vec<String> = match (block.language(), block.order("file")) {
            (_, Some(name)) => {
                std::fs::write(place.join(name), &block.text).expect("a file");
                scenario = name.to_owned();
                let is_scenario = block.language() == "toml";
                let check = is_scenario.then(|| run(&format!("burstsim check {name}"), place));
                check.flatten().into_iter().collect()
            }
            ("sh", None) => {
                let run_each = block.order("not run").is_none();
                let commands = commands(&block).into_iter();
                commands
                    .flat_map(|command| match run_each {
                        true => run(&command, place).into_iter().collect(),
                        false => unknown(&command),
                    })
                    .collect()
            }
            ("toml", None) if block.info.ends_with("function, one line each") => {
                fragment(&block, &scenario, place)
            }
            ("toml", None) => {
                vec!["a scenario without a name: put <!-- file: NAME --> above it".to_owned()]
            }
            _ => Vec::new(),
        };
        faults.extend(found.into_iter().map(at));
    }
    faults
}

#[test]
#[cfg(unix)]
fn commands_run_and_scenarios_are_valid() {
    let pages: Vec<_> = all()
        .into_iter()
        .filter(|page| page.path != Path::new(REFERENCE))
        .collect();
    let next = Mutex::new(pages.iter());
    let found = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let page = next.lock().expect("the pages").next();
                    let Some(page) = page else { break };
                    let faults = faults(page);
                    found.lock().expect("the faults").extend(faults);
                }
            });
        }
    });
    let found = found.into_inner().expect("the faults");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A mark that leaves commands out says why.
#[test]
fn what_is_not_run_says_why() {
    for page in all() {
        for block in page.blocks() {
            let reason = block.order("not run");
            assert!(
                reason.is_none_or(|reason| reason.split(' ').count() >= 3),
                "{}:{}: why are these commands not run?",
                page.name(),
                block.line
            );
        }
    }
}

/// The reference's own commands are tried on scenarios elsewhere; here, that they exist.
#[test]
fn the_references_commands_have_the_programs_verbs_and_options() {
    let reference = super::pages::page(REFERENCE);
    for block in reference.blocks() {
        if block.language() == "sh" {
            for command in commands(&block) {
                let faults = unknown(&command);
                assert!(faults.is_empty(), "{REFERENCE}:{}: {faults:?}", block.line);
            }
        }
    }
}
