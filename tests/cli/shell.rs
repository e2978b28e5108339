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
fn each_shell_gets_a_script_that_asks_the_program() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = place.burstsim(&["completions", shell]);
        ran.expect_code(0);
        assert!(
            ran.stdout.contains("BURSTSIM_COMPLETE"),
            "{shell}: {}",
            ran.stdout
        );
    }
    place.burstsim(&["completions", "tcsh"]).expect_code(2);
}

/// What the program offers for the last word of a line, as the script of fish asks it.
fn offered(place: &Place, line: &[&str]) -> Vec<String> {
    let mut command = place.command(&[&["--", "burstsim"], line].concat());
    let output = command.env("BURSTSIM_COMPLETE", "fish").output();
    let output = output.expect("burstsim runs");
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{line:?}: {output:?}"
    );
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let values = text.lines().filter_map(|line| line.split('\t').next());
    values.map(str::to_owned).collect()
}

#[test]
fn each_option_knows_what_may_stand_behind_it() {
    let place = Place::new();
    place.file("mine.toml", super::SMALL);
    let cases: [(&[&str], &str); 19] = [
        (&["comp"], "compare"),
        (&["run", "flash"], "flash-sale"),
        (&["run", "mi"], "mine.toml"),
        (&["run", "flash-sale", "--set", "reg"], "region.burst="),
        (
            &["run", "flash-sale", "--set", "functions.shop.prov"],
            "functions.shop.provisioned_concurrency=",
        ),
        (
            &["run", "mine.toml", "--set", "functions.fr"],
            "functions.front.memory=",
        ),
        (
            &["check", "mine.toml", "--set", "region.name=ap-northeast-2"],
            "region.name=ap-northeast-2",
        ),
        (
            &["sweep", "mine.toml", "--over", "functions.back.res"],
            "functions.back.reserved_concurrency=",
        ),
        (
            &["compare", "mine.toml", "--vary", "region.scaling=per"],
            "region.scaling=per-function",
        ),
        (
            &["compare", "mine.toml", "--regions", "us-east-1,sa"],
            "us-east-1,sa-east-1",
        ),
        (
            &["compare", "mine.toml", "--scaling", "reg"],
            "regional-burst",
        ),
        (
            &["compare", "mine.toml", "--platforms", "lambda,far"],
            "lambda,fargate",
        ),
        (
            &["sweep", "mine.toml", "--metric", "throttles,latency_p99"],
            "throttles,latency_p99_ms",
        ),
        (
            &[
                "run",
                "mine.toml",
                "--precision",
                "5%",
                "--precision-of",
                "spill",
            ],
            "spillover_rate",
        ),
        (&["size", "mine.toml", "--slo", "cold"], "cold_start_rate"),
        (&["size", "mine.toml", "--function", "fr"], "front"),
        (&["explain", "mine.toml", "--function", "b"], "back"),
        (&["run", "mine.toml", "--lang", "k"], "ko"),
        (&["compare", "mine.toml", "--repl"], "--replications"),
    ];
    for (line, expected) in cases {
        let offered = offered(&place, line);
        assert!(
            offered.iter().any(|one| one == expected),
            "{line:?}: {offered:?}"
        );
    }
    // Every Region and every shipped scenario is there.
    let regions = offered(&place, &["compare", "mine.toml", "--regions", ""]);
    let table = place.burstsim(&["regions", "--format", "csv"]).stdout;
    assert_eq!(regions.len(), table.lines().count() - 1, "{regions:?}");
    let scenarios = offered(&place, &["run", ""]);
    for line in place.burstsim(&["run", "--list"]).stdout.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        assert!(
            scenarios.iter().any(|one| one == name),
            "no {name}: {scenarios:?}"
        );
    }
    // What is no scenario is no reason to say anything else than keys.
    place.file("mine.toml", "not toml");
    assert_eq!(
        offered(&place, &["run", "mine.toml", "--set", "functions.fr"]),
        [""; 0]
    );
}

/// Runs a program of `shell`, if there is such a shell, beside this `burstsim` in the path; what it printed.
fn in_shell(place: &Place, shell: &str, arguments: &[&str]) -> Option<String> {
    let program = assert_cmd::cargo::cargo_bin!("burstsim");
    let folder = program.parent()?.display().to_string();
    let path = format!("{folder}:{}", std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new(shell);
    let command = command
        .args(arguments)
        .env("PATH", path)
        .stderr(Stdio::null());
    let output = command.current_dir(place.path("")).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Bash itself completes with the script, if there is a bash.
#[test]
fn bash_completes_scenarios_keys_and_options() {
    let place = Place::new();
    let script = place.burstsim(&["completions", "bash"]).stdout;
    place.file("burstsim.bash", script);
    let completed = |words: &str| {
        let program = format!(
            "source burstsim.bash; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); \
             _clap_complete_burstsim burstsim \"${{COMP_WORDS[COMP_CWORD]}}\" ''; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        in_shell(&place, "bash", &["--norc", "-c", &program])
    };
    let Some(scenarios) = completed("burstsim run flash") else {
        return; // no bash here
    };
    assert_eq!(scenarios.trim(), "flash-sale");
    let completed = |words| completed(words).unwrap_or_default();
    assert_eq!(
        completed("burstsim compare --repl").trim(),
        "--replications"
    );
    let keys = completed("burstsim run flash-sale --set functions.shop.mem");
    assert_eq!(keys.trim(), "functions.shop.memory=");
}

/// Bash takes words apart at `=`: what it has of them already is not offered once more.
#[test]
fn bash_completes_values_behind_a_key() {
    let place = Place::new();
    let script = place.burstsim(&["completions", "bash"]).stdout;
    place.file("burstsim.bash", script);
    // As bash has them at Tab: the line, its words, and what stands before the cursor of the last.
    let completed = |line: &str, words: &str, typed: &str| {
        let program = format!(
            "source burstsim.bash; COMP_LINE='{line}'; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); \
             complete -p burstsim; _burstsim burstsim '{typed}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        in_shell(&place, "bash", &["--norc", "-c", &program])
    };
    let run = "burstsim run flash-sale --set region.scaling";
    let Some(offered) = completed(&format!("{run}=per"), &format!("{run} = per"), "per") else {
        return; // no bash here
    };
    let (registered, offered) = offered.split_once('\n').unwrap_or_default();
    assert!(registered.contains("-F _burstsim burstsim"), "{registered}");
    assert_eq!(offered.trim(), "per-function");
    let completed = |line: &str, words: &str, typed: &str| {
        let all = completed(line, words, typed).unwrap_or_default();
        let offered = all.split_once('\n').map(|(_, offered)| offered.trim());
        offered.unwrap_or_default().to_owned()
    };
    assert_eq!(
        completed(&format!("{run}="), &format!("{run} ="), ""),
        "per-function\nregional-burst"
    );
    let vary = "burstsim compare flash-sale --vary region.scaling";
    let (line, words) = (
        format!("{vary}=per-function,reg"),
        format!("{vary} = per-function,reg"),
    );
    assert_eq!(
        completed(&line, &words, "per-function,reg"),
        "per-function,regional-burst"
    );
    let words = format!("{run} = per-function --set functions.shop.mem");
    let line = words.replace(" = ", "=");
    let offered = completed(&line, &words, "functions.shop.mem");
    assert_eq!(offered, "functions.shop.memory=");
}

/// The same with fish.
#[test]
fn fish_completes_keys_with_what_they_mean() {
    let place = Place::new();
    let script = place.burstsim(&["completions", "fish"]).stdout;
    place.file("burstsim.fish", script);
    let program = "source burstsim.fish; complete -C 'burstsim run flash-sale --set region.bu'";
    let Some(offered) = in_shell(&place, "fish", &["--no-config", "-c", program]) else {
        return; // no fish here
    };
    let (key, says) = offered.trim().split_once('\t').unwrap_or_default();
    assert_eq!(key, "region.burst=", "{offered}");
    assert!(says.contains("at once"), "{offered}");
}

/// Zsh reads the script without a complaint, if there is a zsh.
#[test]
fn zsh_reads_the_script() {
    let place = Place::new();
    let script = place.burstsim(&["completions", "zsh"]).stdout;
    place.file("burstsim.zsh", script);
    let program = "autoload -U compinit && compinit -u -d dump && source ./burstsim.zsh && print $_comps[burstsim]";
    let Some(completer) = in_shell(&place, "zsh", &["-f", "-c", program]) else {
        return; // no zsh here
    };
    assert_eq!(completer.trim(), "_clap_dynamic_completer_burstsim");
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
