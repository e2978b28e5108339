//! How a verb ends in a terminal: where its page is, what to ask next, and the browser with `--open`.

use super::{Place, Ran, SMALL};

/// A scenario in which nothing is refused, with more tables at its end.
fn calm(more: &str) -> String {
    format!(
        "duration = \"1m\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
         [[functions]]\nname = \"a b\"\nservice_time = \"100ms\"\ncold_start = \"300ms\"\n\
         traffic = [{{ even.rate = 20 }}]\n{more}"
    )
}

/// The command of the line that begins with `next: `, without what it answers.
fn next(ran: &Ran) -> Option<&str> {
    let mut lines = ran.stderr.lines();
    let line = lines.find_map(|line| line.strip_prefix("next: "))?;
    line.split("   #").next()
}

/// Runs a line as a shell would, with this program as `burstsim`.
#[cfg(unix)]
fn in_a_shell(place: &Place, line: &str) -> Ran {
    let program = assert_cmd::cargo::cargo_bin!("burstsim").display();
    let script = format!("burstsim() {{ '{program}' \"$@\"; }}; {line}");
    let mut shell = std::process::Command::new("sh");
    let shell = shell.args(["-c", &script]).current_dir(place.path(""));
    let output = shell.output().expect("a shell");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_run_names_its_page_and_the_verb_that_explains_its_throttles() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let ran = place.burstsim(&["run", "small.toml"]);
    ran.expect_code(0);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    let [.., files, page, next] = lines[..] else {
        panic!("too few lines: {ran:?}");
    };
    assert!(files.ends_with(" files in output/small"), "{files}");
    assert_eq!(page, "page: output/small/report.html");
    assert!(place.path("output/small/report.html").is_file());
    assert_eq!(
        next,
        "next: burstsim explain small.toml   # the smallest change that would have prevented the throttles"
    );
    let marks = ran
        .stdout
        .lines()
        .find(|line| line.contains("attempts throttled  "));
    assert!(
        marks.is_some_and(|line| line.contains('^') && line.contains(" – ")),
        "the chart does not say when attempts were throttled:\n{}",
        ran.stdout
    );
}

#[cfg(unix)]
#[test]
fn the_next_command_runs_as_it_stands() {
    let place = Place::new();
    place.file("my small.toml", SMALL);
    let value = "--set=functions.front.cold_start={ runtime = \"nodejs22.x\" }";
    let ran = place.burstsim(&["run", "my small.toml", value, "--seed", "7", "--monthly"]);
    let line = next(&ran).unwrap_or_else(|| panic!("no next verb: {ran:?}"));
    assert_eq!(
        line,
        "burstsim explain 'my small.toml' --set 'functions.front.cold_start={ runtime = \"nodejs22.x\" }' \
         --seed 7 --monthly"
    );
    in_a_shell(&place, &format!("{line} --no-charts")).expect_code(0);
    let explained = super::json(&place.path("output/my small-explain/manifest.json"));
    assert_eq!(explained["seed"], 7, "{explained}");

    // What was read from standard input is gone: the result has it, with its changes.
    let piped = place.with_input(&["run", "-", "--seed", "8"], SMALL);
    let line = next(&piped).unwrap_or_else(|| panic!("no next verb: {piped:?}"));
    assert_eq!(line, "burstsim explain output/stdin/scenario.toml");
    in_a_shell(&place, line).expect_code(0);
}

#[cfg(unix)]
#[test]
fn a_missed_objective_is_sized_and_a_quiet_run_is_compared() {
    let place = Place::new();
    place.file(
        "missed.toml",
        calm("[slo]\ncold_start_rate = \"< 0.01%\"\n"),
    );
    let ran = place.burstsim(&["run", "missed.toml", "--no-charts"]);
    ran.expect_code(99);
    assert_eq!(next(&ran), Some("burstsim size missed.toml"));
    let more =
        "[[functions]]\nname = \"c\"\nservice_time = \"1s\"\ncold_start = \"0s\"\ntraffic = []\n";
    let both = calm(more) + "[slo]\ncold_start_rate = \"< 0.01%\"\n";
    place.file("both.toml", both);
    let ran = place.burstsim(&["run", "both.toml", "--no-charts"]);
    let line = next(&ran).unwrap_or_else(|| panic!("no next verb: {ran:?}"));
    assert_eq!(line, "burstsim size both.toml --function 'a b'");
    in_a_shell(&place, &format!("{line} --no-charts")).expect_code(0);

    place.file("calm.toml", calm(""));
    let ran = place.burstsim(&["run", "calm.toml", "--no-charts"]);
    ran.expect_code(0);
    assert_eq!(next(&ran), Some("burstsim compare calm.toml"));
    // Where every Region has the same quota there is nothing to compare, but how much more would fit.
    for same in ["region.scaling=per-function", "region.burst=1234"] {
        let ran = place.burstsim(&["run", "calm.toml", "--no-charts", "--set", same]);
        ran.expect_code(0);
        let line = next(&ran).unwrap_or_else(|| panic!("no next verb: {ran:?}"));
        let expected = format!("burstsim sweep calm.toml --set {same} --over scale=1,1.5,2,3");
        assert_eq!(line, expected);
        in_a_shell(&place, &format!("{line} --no-charts --replications 2")).expect_code(0);
    }
    let doubled = [
        "run",
        "calm.toml",
        "--no-charts",
        "--scale",
        "2",
        "--set",
        "region.burst=1234",
    ];
    let line = place.burstsim(&doubled);
    let line = next(&line).unwrap_or_default().to_owned();
    assert!(line.ends_with("--over scale=2,3,4,6"), "{line}");
}

#[test]
fn whoever_asked_for_silence_or_data_gets_no_more() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let quiet = place.burstsim(&["run", "small.toml", "--quiet"]);
    assert_eq!((&*quiet.stdout, &*quiet.stderr), ("", ""));
    for format in ["json", "csv", "md"] {
        let ran = place.burstsim(&["run", "small.toml", "--no-charts", "--format", format]);
        ran.expect_code(0);
        assert!(
            !ran.stdout.contains("burstsim explain"),
            "{format}: {ran:?}"
        );
        assert_eq!(ran.stderr.lines().count(), 1, "{format}: {}", ran.stderr);
    }
    // Without charts there is no page; an explanation leaves no more to ask.
    let ran = place.burstsim(&["run", "small.toml", "--no-charts"]);
    assert!(!ran.stderr.contains("report.html"), "{}", ran.stderr);
    let ran = place.burstsim(&["run", "small.toml", "--no-charts", "--explain"]);
    assert_eq!(next(&ran), None, "{}", ran.stderr);
}

#[test]
fn every_study_names_its_page() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let few = ["--replications", "2"];
    let vary = ["--vary", "region.burst=5,10"];
    let over = ["--over", "region.burst=5,10"];
    let slo = ["--function", "front", "--slo", "throttle_rate < 99%"];
    let verbs: [(&str, Vec<&str>); 4] = [
        ("compare", [vary, few].concat()),
        ("sweep", [over, few].concat()),
        ("explain", vec![]),
        ("size", [&slo[..], &["--max-replications", "2"]].concat()),
    ];
    for (verb, more) in verbs {
        let ran = place.burstsim(&[&[verb, "small.toml"][..], &more].concat());
        ran.expect_code(0);
        let last = ran.stderr.lines().last().unwrap_or_default();
        let page = last.strip_prefix("page: ");
        let page = page.unwrap_or_else(|| panic!("{verb} does not name its page: {ran:?}"));
        assert!(
            page.ends_with("/report.html") && place.path(page).is_file(),
            "{page}"
        );
    }
}

#[test]
fn korean_ends_in_korean() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let ran = place.burstsim(&["run", "small.toml", "--lang", "ko"]);
    ran.expect_code(0);
    let lines: Vec<&str> = ran.stderr.lines().rev().take(3).collect();
    assert_eq!(
        lines[0],
        "다음: burstsim explain small.toml   # 스로틀링을 막았을 가장 작은 변경"
    );
    assert_eq!(lines[1], "페이지: output/small/report.html");
    assert!(
        lines[2].starts_with("파일 ") && lines[2].ends_with("개: output/small"),
        "{lines:?}"
    );
}

/// A browser that writes down what it was asked to open.
#[cfg(unix)]
fn browser(place: &Place) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = place.path("browser");
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> '{}'\n",
        place.path("opened").display()
    );
    std::fs::write(&path, script).expect("a script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a program");
    path
}

/// What was opened, which may be a moment after the verb has ended.
#[cfg(unix)]
fn opened(place: &Place) -> String {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        match std::fs::read_to_string(place.path("opened")) {
            Ok(text) if text.ends_with('\n') => return text,
            _ => assert!(std::time::Instant::now() < until, "nothing was opened"),
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn open_starts_the_browser_that_the_user_has_chosen() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let browser = browser(&place);
    let with = |choice: String, arguments: &[&str]| {
        let mut command = place.command(arguments);
        let output = command
            .env("BROWSER", choice)
            .output()
            .expect("burstsim runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let run = ["run", "small.toml", "--open"];
    let (code, stderr) = with(browser.display().to_string(), &run);
    assert_eq!(code, Some(0), "{stderr}");
    assert_eq!(opened(&place), "output/small/report.html\n");
    std::fs::remove_file(place.path("opened")).expect("it was opened");
    // The first that starts; the page where the choice says.
    let choice = format!("no-such-browser:{} --new %s --end", browser.display());
    with(choice, &["explain", "small.toml", "--open", "--quiet"]);
    assert_eq!(
        opened(&place),
        "--new output/small-explain/report.html --end\n"
    );
}

#[test]
fn without_a_browser_open_warns_and_changes_nothing_else() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let run = |open: &[&str], browser: &str| {
        let mut command = place.command(&[&["run", "small.toml"], open].concat());
        let command = command.env("BROWSER", browser).env("CI", "true");
        let output = command.output().expect("burstsim runs");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let (code, stdout, _) = run(&[], "");
    for (browser, why) in [("", "CI is set"), ("no-such-browser", "no-such-browser: ")] {
        let (own_code, own_stdout, stderr) = run(&["--open"], browser);
        assert_eq!((own_code, &own_stdout), (code, &stdout));
        let warning = stderr
            .lines()
            .find(|line| line.starts_with("warning: no browser"));
        assert!(
            warning.is_some_and(|line| line.contains(why) && line.contains("report.html")),
            "{stderr}"
        );
    }
    let ran = place.burstsim(&["run", "small.toml", "--open", "--no-charts"]);
    ran.expect_code(2);
    assert!(ran.stderr.contains("--no-charts"), "{}", ran.stderr);
}

/// Text beyond what charts have room for is drawn as large as fits, which nobody should have to find out by looking.
#[test]
fn text_that_charts_have_no_room_for_is_warned_of() {
    let place = Place::new();
    place.file("calm.toml", calm(""));
    let run = |more: &[&str]| {
        let ran = place.burstsim(&[&["run", "calm.toml"], more].concat());
        ran.expect_code(0);
        ran.stderr.contains("text grows only as far as")
    };
    assert!(run(&["--text-scale", "2.5"]));
    assert!(!run(&["--text-scale", "3", "--no-charts"]));
    let plot = ["plot", "output/calm", "--text-scale", "3"];
    assert!(place.burstsim(&plot).stderr.contains("about twofold"));
}
