//! What comes from outside cannot command the terminal: whatever holds an escape sequence, each verb shows it. Paths that
//! are no text are read and written as any other.

use super::{Place, Ran, SMALL};

/// Turns text red; sets the title of the window, with one character for the beginning that only some terminals take;
/// deletes; turns the text around.
const COMMANDS: &str = "\u{1b}[31m\u{9b}31m\u{7f}\u{202e}\u{2066}\u{7}";

/// Nothing that a verb printed commands the terminal.
#[track_caller]
fn is_harmless(ran: &Ran, what: &str) {
    let is_command = |sign: char| {
        (sign.is_control() && !matches!(sign, '\n' | '\t'))
            || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for (stream, text) in [("output", &ran.stdout), ("error", &ran.stderr)] {
        let found = text.lines().find(|line| line.contains(is_command));
        assert_eq!(found, None, "{what}: on standard {stream}");
    }
    assert!(
        !ran.stdout.is_empty() || !ran.stderr.is_empty(),
        "{what}: something is said"
    );
}

#[test]
fn values_that_are_typed_are_shown_not_obeyed() {
    let place = Place::new();
    let scenario = place.file("small.toml", SMALL);
    let typed = |before: &str| format!("{before}{COMMANDS}");
    let (value, path) = (typed("functions.front.memory="), typed("nothere"));
    let (toml, name, list) = (typed("no/there.toml"), typed("front"), typed("us-east-1,"));
    let cases: Vec<Vec<&str>> = vec![
        vec![COMMANDS],
        vec!["run", &path],
        vec!["run", &toml],
        vec!["check", &toml],
        vec!["check", scenario, "--set", &value],
        vec!["check", scenario, "--set", COMMANDS],
        vec!["check", scenario, "--set", &name],
        vec!["run", scenario, "--seed", COMMANDS],
        vec!["run", scenario, "--scale", COMMANDS],
        vec!["run", scenario, "--events-per-month", COMMANDS],
        vec!["run", scenario, "--replications", COMMANDS],
        vec!["run", scenario, "--format", COMMANDS],
        vec!["run", scenario, COMMANDS],
        vec!["run", scenario, &name, COMMANDS],
        vec!["--nothing", COMMANDS],
        vec![&name],
        vec!["compare", scenario, "--vary", COMMANDS],
        vec!["compare", scenario, "--vary", &value],
        vec!["compare", scenario, "--regions", &list],
        vec!["compare", scenario, "--scaling", COMMANDS],
        vec!["compare", scenario, "--platforms", COMMANDS],
        vec!["compare", scenario, &toml],
        vec!["explain", scenario, "--function", &name],
        vec!["size", scenario, "--function", &name],
        vec!["size", scenario, "--slo", COMMANDS],
        vec!["size", scenario, "--slo", "latency_p99 < \u{1b}[31m"],
        vec!["sweep", scenario, "--over", COMMANDS],
        vec!["sweep", scenario, "--over", &value],
        vec![
            "sweep",
            scenario,
            "--over",
            "region.burst=1,2",
            "--metric",
            COMMANDS,
        ],
        vec![
            "sweep",
            scenario,
            "--over",
            "region.burst=1,2",
            "--part",
            COMMANDS,
            "--records",
            "x",
        ],
        vec![
            "sweep",
            scenario,
            "--over",
            "region.burst=1,2",
            "--from",
            &path,
        ],
        vec!["plot", &path],
        vec!["plot", &path, "--size", COMMANDS],
        vec!["import", &path, "--output", "imported"],
        vec!["import", scenario, "--output", &path, "--from", COMMANDS],
        vec!["backtest", scenario, "--measured", &path],
        vec!["calibrate", &path],
        vec!["new", "--from", COMMANDS],
        vec!["playground", "--page", &path],
        vec!["regions", "--format", COMMANDS],
        vec!["validate", "--only", COMMANDS],
        vec!["completions", COMMANDS],
    ];
    for arguments in cases {
        let ran = place.burstsim(&arguments);
        assert_ne!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        is_harmless(&ran, &format!("{arguments:?}"));
    }
}

#[test]
fn what_files_hold_is_shown_not_obeyed() {
    let place = Place::new();
    for text in [
        format!("duration = {COMMANDS}"),
        format!("duration = \"{COMMANDS}\"\n"),
        format!("{COMMANDS} = 1\n"),
        format!("\"{}\" = 1\n", "\\u001b[31m\\u009b31m\\u202e"),
        SMALL.replace("\"front\"", "\"\\u001b[31m\""),
        SMALL.replace("\"us-east-1\"", "\"\\u001b[31m\\u202e\""),
        SMALL.replace("\"random\"", "\"\\u009b31m\""),
        SMALL.replace("\"python3.13\"", "\"\\u009b31m\""),
        SMALL.replace("poisson.rate = 60", "trace.file = \"\\u001b[31m.csv\""),
        SMALL.replace("poisson.rate = 60", "trace.file = \"log.csv\""),
    ] {
        place.file("wrong.toml", text);
        place.file("log.csv", format!("arrival_s,{COMMANDS}\n{COMMANDS},1\n"));
        let ran = place.burstsim(&["check", "wrong.toml"]);
        ran.expect_code(2);
        is_harmless(&ran, "a scenario");
    }
    for (name, text) in [
        ("a.csv", format!("arrival_s,service_ms\n1,{COMMANDS}\n")),
        (
            "a.json",
            format!("{{\"events\": [{{\"message\": \"{COMMANDS}\"}}]}}"),
        ),
        ("a.txt", COMMANDS.to_owned()),
        (
            "a.yaml",
            format!("Resources:\n  {COMMANDS}: !Ref {COMMANDS}\n"),
        ),
        (
            "a.tf",
            format!(
                "resource \"aws_lambda_function\" \"{COMMANDS}\" {{\n  memory_size = {COMMANDS}\n}}\n"
            ),
        ),
    ] {
        place.file(name, text);
        is_harmless(
            &place.burstsim(&["import", name, "--output", "imported"]),
            name,
        );
    }
}

/// A name that TOML allows and a line of text may have: nothing is wrong with it.
#[test]
fn names_that_turn_text_around_do_not_in_tables() {
    let place = Place::new();
    let name = "\u{202e}x\u{2066}";
    let text = SMALL.replace("\"front\"", &format!("\"{name}\""));
    let text = text.replace("title = \"Small\"", &format!("title = \"{name}\""));
    let scenario = place.file("turned.toml", text);
    let with = |arguments: &[&str]| {
        let fixed = ["--no-charts", "--output", "result"];
        let ran = place.burstsim(&[arguments, &fixed].concat());
        assert!(matches!(ran.code, Some(0 | 99)), "{ran:?}");
        is_harmless(&ran, &format!("{arguments:?}"));
    };
    with(&["run", scenario]);
    with(&["run", scenario, "--replications", "2"]);
    with(&["run", scenario, "--format", "md"]);
    let vary = ["--vary", "region.burst=5,10", "--replications", "2"];
    with(&[&["compare", scenario][..], &vary].concat());
    with(&["explain", scenario]);
    let over = ["--over", "region.burst=5,10", "--replications", "1"];
    with(&[&["sweep", scenario][..], &over].concat());
    is_harmless(&place.burstsim(&["check", scenario]), "check");
    is_harmless(
        &place.burstsim(&["check", scenario, "--resolved"]),
        "check --resolved",
    );
}

#[test]
fn what_cannot_name_a_folder_has_one_of_its_own() {
    let place = Place::new();
    let mut folders = std::collections::BTreeSet::new();
    for name in ["CON", "con", "a", "50%", ".a", "a b"] {
        let file = format!("{name}.toml");
        std::fs::write(place.path(&file), SMALL).unwrap();
        let ran = place.burstsim(&["run", &file, "--no-charts"]);
        ran.expect_code(0);
        let mut lines = ran.stderr.lines();
        let folder = lines
            .find_map(|line| line.split(" files in ").nth(1))
            .unwrap_or_else(|| panic!("{ran:?}"));
        assert!(place.path(folder).is_dir(), "{folder:?}");
        assert!(folders.insert(folder.to_owned()), "{name} shares {folder}");
    }
    for kept in ["output/a", "output/50%", "output/a b"] {
        assert!(folders.contains(kept), "{kept}: {folders:?}");
    }
    assert!(!folders.contains("output/CON") && !folders.contains("output/con"));
}

#[cfg(unix)]
mod not_text {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::path::PathBuf;

    use super::*;

    /// Latin-1 for `é`.
    fn name(name: &str) -> PathBuf {
        let bytes = [name.as_bytes(), b"\xe9"].concat();
        PathBuf::from(OsStr::from_bytes(&bytes))
    }

    fn run(place: &Place, arguments: &[&OsStr]) -> Ran {
        let mut command = place.command(&[]);
        let output = command.args(arguments).output().expect("burstsim runs");
        let ran = Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(matches!(ran.code, Some(0 | 99)), "{arguments:?}: {ran:?}");
        is_harmless(&ran, &format!("{arguments:?}"));
        ran
    }

    #[test]
    fn paths_that_are_no_text_work_in_every_verb() {
        let place = Place::new();
        let folder = name("folder");
        std::fs::create_dir(place.path("").join(&folder)).unwrap();
        let traced = SMALL.replace("poisson.rate = 60", "trace.file = \"log.csv\"");
        let scenario = folder.join(name("small").with_extension("toml"));
        std::fs::write(place.path("").join(&scenario), traced).unwrap();
        let other = name("other.toml");
        std::fs::write(place.path("").join(&other), SMALL).unwrap();
        let log = place.path("").join(&folder).join("log.csv");
        std::fs::write(&log, "arrival_s\n1\n2\n").unwrap();
        let logged = name("log.csv");
        let rows: String = (0..600)
            .map(|at| format!("{at},20,{},a\n", u8::from(at == 0)))
            .collect();
        let requests = format!("arrival_s,elapsed_ms,cold,environment\n{rows}");
        std::fs::write(place.path("").join(&logged), requests).unwrap();

        let (scenario, result) = (scenario.as_os_str(), name("result"));
        let (of_import, records, charts) = (name("imported"), name("records"), name("charts"));
        let to = |path: &'static str| OsStr::new(path);
        let (output, no_charts) = (to("--output"), to("--no-charts"));
        run(&place, &[to("check"), scenario]);
        run(
            &place,
            &[to("run"), scenario, output, result.as_os_str(), no_charts],
        );
        assert!(place.path("").join(&result).join("manifest.json").is_file());
        run(
            &place,
            &[to("plot"), result.as_os_str(), output, charts.as_os_str()],
        );
        assert!(place.path("").join(&charts).join("manifest.json").is_file());
        // In output/, named after the file.
        run(&place, &[to("run"), scenario, no_charts]);
        let vary = [
            to("--vary"),
            to("region.burst=5,10"),
            to("--replications"),
            to("2"),
            no_charts,
        ];
        run(&place, &[&[to("compare"), scenario][..], &vary].concat());
        run(
            &place,
            &[
                to("compare"),
                scenario,
                other.as_os_str(),
                to("--replications"),
                to("2"),
                no_charts,
            ],
        );
        run(&place, &[to("explain"), scenario, no_charts]);
        let over = [
            to("--over"),
            to("region.burst=5,10"),
            to("--replications"),
            to("1"),
        ];
        let sweep = [&[to("sweep"), scenario][..], &over].concat();
        run(
            &place,
            &[&sweep[..], &[to("--records"), records.as_os_str()]].concat(),
        );
        run(
            &place,
            &[&sweep[..], &[to("--from"), records.as_os_str(), no_charts]].concat(),
        );
        run(
            &place,
            &[
                to("import"),
                logged.as_os_str(),
                output,
                of_import.as_os_str(),
            ],
        );
        assert!(
            place
                .path("")
                .join(&of_import)
                .join("scenario.toml")
                .is_file()
        );
        let measured = [to("--measured"), logged.as_os_str(), no_charts];
        let imported = of_import.join("scenario.toml");
        run(
            &place,
            &[&[to("backtest"), imported.as_os_str()][..], &measured].concat(),
        );
        run(&place, &[to("new"), name("new").as_os_str()]);
        assert!(place.path("").join(name("new")).is_file());
    }
}
