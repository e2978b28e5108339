//! What the shell gets: completions, manual pages, and examples in the help that work.

use std::process::{Command, Stdio};

use super::{Place, Ran};

/// All verbs, from the program's own help.
fn verbs(place: &Place) -> Vec<String> {
    let help = place.burstsim(&["--help"]).stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty() && *name != "help");
    names.map(str::to_owned).collect()
}

#[test]
fn each_shell_gets_a_script_that_knows_verbs_and_scenarios() {
    let place = Place::new();
    let verbs = verbs(&place);
    assert!(verbs.len() > 8, "{verbs:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = place.burstsim(&["completions", shell]);
        ran.expect_code(0);
        for verb in &verbs {
            assert!(ran.stdout.contains(verb.as_str()), "{shell}: no {verb}");
        }
        let scenarios = matches!(shell, "bash" | "zsh" | "fish");
        assert_eq!(ran.stdout.contains("seoul-spike"), scenarios, "{shell}");
    }
    place.burstsim(&["completions", "tcsh"]).expect_code(2);
}

/// Bash itself completes with the script, if there is a bash.
#[test]
fn bash_completes_scenarios_and_options() {
    let place = Place::new();
    let script = place.burstsim(&["completions", "bash"]).stdout;
    place.file("burstsim.bash", script);
    let completed = |words: &str| {
        let program = format!(
            "source burstsim.bash; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); \
             _burstsim burstsim \"${{COMP_WORDS[COMP_CWORD]}}\" ''; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let mut bash = Command::new("bash");
        let bash = bash.args(["--norc", "-c", &program]).stderr(Stdio::null());
        let output = bash.current_dir(place.path("")).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Some(scenarios) = completed("burstsim run flash") else {
        return; // no bash here
    };
    assert_eq!(scenarios.trim(), "flash-sale");
    let options = completed("burstsim compare --repl").unwrap_or_default();
    assert_eq!(options.trim(), "--replications");
}

#[test]
fn the_manual_has_a_page_for_each_verb() {
    let place = Place::new();
    let page = place.burstsim(&["man"]);
    page.expect_code(0);
    assert!(page.stdout.contains(".TH burstsim 1"), "{}", page.stdout);
    place.burstsim(&["man", "--output", "man1"]).expect_code(0);
    for verb in verbs(&place) {
        let path = place.path(&format!("man1/burstsim-{verb}.1"));
        let page = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no page for {verb}"));
        let synopsis = format!("\\fBburstsim {verb}\\fR");
        assert!(page.contains(&synopsis), "{verb}:\n{page}");
    }
    // A file in the way is said to be.
    place.file("taken", "");
    let ran = place.burstsim(&["man", "--output", "taken"]);
    ran.expect_code(1);
    assert!(ran.stderr.contains("cannot write taken"), "{}", ran.stderr);
}

/// The commands under *Examples* of a verb's help.
fn examples(help: &str) -> Vec<Vec<String>> {
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let text = text.replace("\\\n", " ");
    let commands = text
        .lines()
        .map(|line| line.split("   #").next().unwrap_or(line));
    // What feeds another program is burstsim's part of it.
    let parts = commands.flat_map(|line| line.split(" | ").map(str::trim).collect::<Vec<_>>());
    let ours = parts.filter_map(|part| part.strip_prefix("burstsim "));
    ours.map(words).collect()
}

/// The words of a command line up to a redirection; double quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = line.split(|sign: char| {
        quoted ^= sign == '"';
        sign.is_whitespace() && !quoted
    });
    let parts = parts.filter(|part| !part.is_empty());
    let mut words: Vec<String> = parts.map(|part| part.replace('"', "")).collect();
    let redirection = words.iter().position(|word| word == ">" || word == ">>");
    words.truncate(redirection.unwrap_or(words.len()));
    words
}

#[test]
fn every_verb_has_examples_and_they_are_right() {
    let place = Place::new();
    for name in ["my.toml", "checkout.toml", "scenario.toml"] {
        place.file(name, super::SMALL);
    }
    for verb in verbs(&place) {
        let help = place.burstsim(&[&verb, "--help"]).stdout;
        let examples = examples(&help);
        assert!(!examples.is_empty(), "{verb} has no examples:\n{help}");
        for example in examples {
            // Whatever is wrong with the arguments is told before anything runs.
            let arguments: Vec<&str> = example.iter().map(String::as_str).collect();
            let ran = parsed(&place, &arguments);
            assert!(
                !ran.stderr.contains("error: unexpected argument")
                    && !ran.stderr.contains("error: invalid value")
                    && !ran.stderr.contains("error: unrecognized"),
                "burstsim {}: {}",
                example.join(" "),
                ran.stderr
            );
        }
    }
}

/// Runs a command so that clap reads all of it but the verb does little: with `--help` at the end clap
/// stops before the check of what is missing, but after that of what is there.
fn parsed(place: &Place, arguments: &[&str]) -> Ran {
    place.burstsim(&[arguments, &["--help"]].concat())
}

/// A name and a title that mean something to every program that might show them. Control characters are
/// refused before anything runs, and shown escaped.
#[test]
fn hostile_names_do_no_harm_in_any_format() {
    let place = Place::new();
    let hostile = r#"=cmd|<script>alert(1)</script>"'`*"#;
    let scenario = super::SMALL
        .replace(
            "\"Small\"",
            &format!("\"{}\"", hostile.replace('"', "\\\"")),
        )
        .replace(
            "\"front\"",
            &format!("\"{}\"", hostile.replace('"', "\\\"")),
        );
    let control = scenario.replacen("=cmd", "\\u001b[2J\\u202e", 1);
    place.file("control.toml", control);
    let ran = place.burstsim(&["run", "control.toml"]);
    ran.expect_code(2);
    assert!(
        !ran.stderr.contains(['\u{1b}', '\u{202e}']),
        "{}",
        ran.stderr
    );
    place.file("hostile.toml", scenario);
    let run = |format: &str| {
        let ran = place.burstsim(&[
            "run",
            "hostile.toml",
            "--output",
            "result",
            "--format",
            format,
        ]);
        ran.expect_code(0);
        ran
    };
    for format in ["text", "md", "csv", "json"] {
        let Ran { stdout, .. } = run(format);
        let first = stdout.lines().next().unwrap_or_default();
        match format {
            "md" => assert!(!stdout.contains("<script"), "{stdout}"),
            "csv" => assert!(!stdout.contains("\n="), "{stdout}"),
            "json" => assert_eq!(first, "{"),
            _ => assert_eq!(first, hostile, "the terminal shows the title as it is"),
        }
    }
    for (name, bytes) in super::contents(&place.path("result")) {
        let text = String::from_utf8_lossy(&bytes);
        let kind = name
            .extension()
            .map(|one| one.to_string_lossy().into_owned());
        match kind.as_deref() {
            Some("csv") => {
                let mut reader = csv_rows(&text);
                let formulas = reader.find(|cell| cell.starts_with(['=', '+', '@', '\t']));
                assert_eq!(formulas, None, "{}", name.display());
            }
            Some("svg" | "html") => {
                assert!(!text.contains("<script>alert"), "{}", name.display());
            }
            _ => {}
        }
    }
}

/// All cells of a CSV file whose cells hold no line break.
fn csv_rows(text: &str) -> impl Iterator<Item = String> {
    let cells = text.lines().flat_map(|line| {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for sign in line.chars() {
            match sign {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                _ => {
                    if let Some(last) = cells.last_mut() {
                        last.push(sign);
                    }
                }
            }
        }
        cells
    });
    cells.collect::<Vec<_>>().into_iter()
}
