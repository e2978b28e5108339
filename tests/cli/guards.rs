//! What a scenario takes is said before it runs, and what cannot end, or does not fit, is refused; no input hangs.

use std::time::Duration;

use super::Place;

/// A scenario of one function with this traffic, and what else belongs to the function.
fn scenario(duration: &str, function: &str) -> String {
    format!(
        "duration = \"{duration}\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
         [[functions]]\nname = \"shop\"\nservice_time = \"100ms\"\n{function}\n"
    )
}

/// 900 billion requests.
const MANY: &str = "traffic = [{ poisson.rate = 1e6 }]";
/// A thousand million requests at once, which wait for their next try.
const BATCH: &str =
    "client.retry = \"standard\"\ntraffic = [{ batch = { at = [\"0s\"], requests = 1000000000 } }]";
/// Ten million users.
const USERS: &str = "traffic = [{ closed = { users = 10000000, think_time = \"1s\" } }]";

#[test]
fn check_says_how_large_a_run_is() {
    let place = Place::new();
    place.file("a.toml", scenario("10s", "traffic = [{ even.rate = 100 }]"));
    let ran = place.burstsim(&["check", "a.toml"]);
    ran.expect_code(0);
    let line = ran.stdout.lines().nth(1).unwrap_or_default();
    assert!(line.starts_with("a run: about 1,000 requests, "), "{ran:?}");
    assert!(
        line.contains("rows") && line.contains("of memory"),
        "{line}"
    );
    assert_eq!(ran.stderr, "", "nothing is worth a warning");
    let resolved = place.burstsim(&["check", "a.toml", "--resolved"]);
    assert!(!resolved.stdout.contains("a run:"), "only TOML is printed");
}

#[test]
fn hours_of_work_are_warned_of_and_years_refused() {
    let place = Place::new();
    place.file("hours.toml", scenario("900000s", MANY));
    let ran = place.burstsim(&["check", "hours.toml"]);
    ran.expect_code(0);
    assert!(ran.stdout.contains("about 900 billion requests"), "{ran:?}");
    assert!(
        ran.stderr.contains("warning: ") && ran.stderr.contains("2 days"),
        "{ran:?}"
    );

    let years = format!("interval = \"1h\"\n{}", scenario("1000d", MANY));
    place.file("years.toml", years);
    for verb in ["check", "run", "compare", "size", "explain"] {
        let mut command = place.command(&[verb, "years.toml"]);
        if verb != "check" {
            command.args(["--output", "result"]);
        }
        if verb == "size" {
            command.args(["--slo", "throttle_rate < 1%"]);
        }
        let output = command.timeout(Duration::from_secs(60)).output();
        let output = output.unwrap_or_else(|error| panic!("{verb}: {error}"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{verb}: {said}");
        for words in [
            "86 trillion requests",
            "functions.shop.traffic",
            "`duration`",
        ] {
            assert!(said.contains(words), "{verb}: no {words:?} in {said}");
        }
        assert!(!place.path("result").exists(), "{verb} left a result");
    }
}

#[test]
fn small_work_is_not_worth_a_word() {
    let place = Place::new();
    place.file("small.toml", super::SMALL);
    let ran = place.burstsim(&["run", "small.toml", "--no-charts"]);
    assert!(!ran.stderr.contains("warning"), "{ran:?}");
}

/// `ulimit -v` is what a machine with little memory looks like; only Linux says what it is.
#[cfg(target_os = "linux")]
mod memory {
    use assert_cmd::Command;
    use assert_cmd::cargo::cargo_bin;

    use super::*;

    /// What is said by a command that may have so many MB, with its exit code.
    fn within(place: &Place, megabytes: u32, arguments: &str) -> (Option<i32>, String) {
        let program = cargo_bin("burstsim");
        let limit = u64::from(megabytes) * 1000;
        let line = format!("ulimit -v {limit}; exec {} {arguments}", program.display());
        let mut command = Command::new("sh");
        command.current_dir(&place.folder).args(["-c", &line]);
        let output = command.timeout(Duration::from_secs(60)).output();
        let output = output.expect("a shell");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    }

    #[test]
    fn what_does_not_fit_is_refused_before_it_is_simulated() {
        let place = Place::new();
        place.file("batch.toml", scenario("10m", BATCH));
        place.file("users.toml", scenario("1m", USERS));
        let quiet = "traffic = [{ poisson.rate = 0.1 }]";
        place.file("rows.toml", scenario("2440000s", quiet));
        for (megabytes, arguments, names) in [
            (
                8000,
                "run batch.toml",
                ["functions.shop.traffic", "1 billion callers"],
            ),
            (
                8000,
                "run batch.toml --quiet",
                ["at least 6", "GB of memory"],
            ),
            (
                900,
                "run users.toml",
                ["functions.shop.traffic", "10 million callers"],
            ),
            (
                1500,
                "run rows.toml --replications 8 --threads 2",
                ["4,961,334 rows", "`interval`"],
            ),
            (
                8000,
                "compare batch.toml",
                ["functions.shop.traffic", "client.retry"],
            ),
        ] {
            let (code, said) = within(&place, megabytes, arguments);
            assert_eq!(code, Some(2), "{arguments}: {said}");
            for words in names {
                assert!(said.contains(words), "{arguments}: no {words:?} in {said}");
            }
            assert!(!place.path("output").exists(), "{arguments} left a result");
        }
    }

    #[test]
    fn what_may_not_fit_is_warned_of() {
        let place = Place::new();
        let batch = BATCH.replace("1000000000", "4000000");
        place.file("batch.toml", scenario("10m", &batch));
        let (code, said) = within(&place, 700, "check batch.toml");
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("may need up to 1.0 GB of memory"), "{said}");
        let (_, said) = within(&place, 4000, "check batch.toml");
        assert_eq!(said, "");
    }
}

#[cfg(unix)]
mod files {
    use std::fs;
    use std::os::unix::net::UnixListener;
    use std::process::Command;
    use std::thread;

    use super::*;

    /// A place with a scenario whose trace is called `trace`.
    fn place() -> Place {
        let place = Place::new();
        place.file(
            "a.toml",
            scenario("10s", "traffic = [{ trace.file = \"trace\" }]"),
        );
        place.file("b.toml", scenario("10s", "traffic = [{ even.rate = 1 }]"));
        place
    }

    fn fifo(place: &Place, name: &str) {
        let made = Command::new("mkfifo").arg(place.path(name)).status();
        assert!(made.expect("mkfifo").success());
    }

    #[test]
    fn what_is_no_file_is_refused_at_once() {
        let place = place();
        fs::create_dir(place.path("folder")).expect("a folder");
        let _socket = UnixListener::bind(place.path("socket")).expect("a socket");
        for input in ["/dev/zero", "folder", "socket"] {
            let trace = format!("functions.shop.traffic=[{{ trace.file = \"{input}\" }}]");
            for arguments in [
                &["run", input][..],
                &["run", "b.toml", "--set", &trace],
                &["import", input, "--output", "imported"],
                &["calibrate", input],
                &["backtest", "b.toml", "--measured", input],
                &[
                    "sweep",
                    "b.toml",
                    "--over",
                    "functions.shop.service_time=1s,2s",
                    "--from",
                    input,
                ],
                &[
                    "sweep",
                    "b.toml",
                    "--over",
                    "functions.shop.service_time=1s,2s",
                    "--records",
                    input,
                ],
            ] {
                let mut command = place.command(arguments);
                let output = command.timeout(Duration::from_secs(60)).output();
                let output = output.unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                let code = output.status.code();
                assert!(
                    matches!(code, Some(1 | 2)),
                    "{arguments:?}: {code:?} {said}"
                );
                assert!(said.contains(input), "{arguments:?}: which? {said}");
            }
        }
    }

    /// As a shell has it with `<(zcat log.gz)`.
    #[test]
    fn a_pipe_that_somebody_writes_to_is_read() {
        let place = place();
        fifo(&place, "trace");
        let path = place.path("trace");
        let writer = thread::spawn(move || fs::write(path, "arrival_s\n1\n2\n3\n"));
        let result = place.result_of("a.toml", &[]);
        writer.join().expect("a writer").expect("a pipe");
        assert_eq!(result.total("shop", "requests"), 3);
    }

    #[test]
    fn nobody_is_waited_for_for_ever() {
        let place = place();
        fifo(&place, "trace");
        let mut command = place.command(&["check", "a.toml"]);
        let output = command.timeout(Duration::from_secs(120)).output();
        let output = output.expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("nobody has written to it"), "{said}");
    }
}
