//! `--watch`: the same command again when a file changes.

use super::{Place, SMALL};

#[test]
fn only_a_file_can_be_watched() {
    let place = Place::new();
    for (arguments, words) in [
        (["run", "-", "--watch"], "standard input is read once"),
        (["check", "-", "--watch"], "standard input is read once"),
        (
            ["run", "flash-sale", "--watch"],
            "burstsim new --from flash-sale",
        ),
        (
            ["run", "nothere.toml", "--watch"],
            "cannot read nothere.toml",
        ),
        (
            ["run", "flash-sal", "--watch"],
            "Did you mean `flash-sale`?",
        ),
    ] {
        let ran = place.with_input(&arguments, SMALL);
        assert!(matches!(ran.code, Some(1 | 2)), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(words), "{arguments:?}: {}", ran.stderr);
    }
}

#[cfg(unix)]
mod running {
    use std::fs::File;
    use std::process::Child;
    use std::time::{Duration, Instant};

    use assert_cmd::cargo::cargo_bin;

    use super::*;
    use crate::killed::send;

    /// A verb that watches, with what it says in files.
    struct Watching<'a> {
        place: &'a Place,
        child: Child,
    }

    impl<'a> Watching<'a> {
        fn start(place: &'a Place, arguments: &[&str]) -> Self {
            let file = |name| File::create(place.path(name)).expect("a file");
            let mut command = std::process::Command::new(cargo_bin!("burstsim"));
            let command = command.args(arguments).current_dir(place.path(""));
            let command = command.stdout(file("stdout")).stderr(file("stderr"));
            let child = command.spawn().expect("burstsim runs");
            Self { place, child }
        }

        fn said(&self, name: &str) -> String {
            let bytes = std::fs::read(self.place.path(name)).expect("it was said");
            String::from_utf8(bytes).expect("UTF-8")
        }

        /// Waits until `words` were said so many times.
        #[track_caller]
        fn await_words(&mut self, name: &str, words: &str, times: usize) {
            let until = Instant::now() + Duration::from_secs(60);
            while self.said(name).matches(words).count() < times {
                let ended = self.child.try_wait().expect("a child");
                let said = [self.said("stdout"), self.said("stderr")].concat();
                assert!(ended.is_none(), "it ended with {ended:?}: {said}");
                assert!(Instant::now() < until, "no {words:?}: {said}");
                std::thread::sleep(Duration::from_millis(20));
            }
        }

        fn interrupt(mut self) -> Option<i32> {
            send("-INT", &self.child);
            self.child.wait().expect("it ends").code()
        }
    }

    impl Drop for Watching<'_> {
        fn drop(&mut self) {
            // Of a test that failed; after the others there is none.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }

    const WAITING: &str = "watching small.toml; Ctrl-C ends";

    fn requests(place: &Place) -> u64 {
        let summary = super::super::json(&place.path("result/summary.json"));
        summary["functions"][0]["requests"]
            .as_u64()
            .expect("requests")
    }

    #[test]
    fn a_run_is_made_again_when_the_scenario_changes_until_ctrl_c() {
        let place = Place::new();
        place.file("small.toml", SMALL);
        let arguments = [
            "run",
            "small.toml",
            "--watch",
            "--no-charts",
            "--output",
            "result",
        ];
        let mut watching = Watching::start(&place, &arguments);
        watching.await_words("stderr", WAITING, 1);
        let first = requests(&place);

        place.file(
            "small.toml",
            SMALL.replace("poisson.rate = 60", "poisson.rate = 120"),
        );
        watching.await_words("stderr", WAITING, 2);
        let second = requests(&place);
        assert!(second > first * 3 / 2, "{first} requests, then {second}");

        // What is broken is said, and the earlier result stays.
        place.file(
            "small.toml",
            SMALL.replace("duration = \"2m\"", "duration = \"2 parsecs\""),
        );
        watching.await_words("stderr", WAITING, 3);
        let said = watching.said("stderr");
        assert!(said.contains("2 parsecs"), "{said}");
        assert_eq!(requests(&place), second, "the earlier result stays");

        // A file that is not there is waited for, as while an editor replaces it.
        std::fs::remove_file(place.path("small.toml")).expect("it is there");
        watching.await_words("stderr", "cannot read small.toml", 1);
        place.file("small.toml", SMALL);
        watching.await_words("stderr", WAITING, 5);
        assert_eq!(requests(&place), first, "the first scenario again");

        assert_eq!(watching.interrupt(), Some(130));
        let said = std::fs::read_to_string(place.path("stderr")).expect("words");
        assert!(
            said.ends_with("interrupted: no longer watching; the latest result stays\n"),
            "{said}"
        );
        assert_eq!(requests(&place), first, "the result after Ctrl-C");
    }

    #[test]
    fn data_files_are_watched_too_and_the_page_is_opened_once() {
        let place = Place::new();
        let traced = SMALL.replace("poisson.rate = 60", "trace.file = \"log.csv\"");
        place.file("small.toml", traced);
        place.file("log.csv", "arrival_s\n1\n2\n");
        let browser = place.path("browser");
        std::fs::write(&browser, "#!/bin/sh\necho \"$1\" >> opened\n").expect("a script");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&browser, mode).expect("a program");
        let arguments = [
            "run",
            "small.toml",
            "--watch",
            "--open",
            "--output",
            "result",
        ];
        let file = |name| File::create(place.path(name)).expect("a file");
        let mut command = std::process::Command::new(cargo_bin!("burstsim"));
        let command = command.args(arguments).current_dir(place.path(""));
        let command = command.env("BROWSER", &browser);
        let command = command.stdout(file("stdout")).stderr(file("stderr"));
        let child = command.spawn().expect("burstsim runs");
        let mut watching = Watching {
            place: &place,
            child,
        };
        let waiting = "watching small.toml and 1 data file; Ctrl-C ends";
        watching.await_words("stderr", waiting, 1);
        assert_eq!(requests(&place), 2);
        place.file("log.csv", "arrival_s\n1\n2\n3\n");
        watching.await_words("stderr", waiting, 2);
        assert_eq!(requests(&place), 3);
        watching.await_words("opened", "report.html", 1);
        assert_eq!(watching.interrupt(), Some(130));
        let opened = std::fs::read_to_string(place.path("opened")).expect("it was opened");
        assert_eq!(opened, "result/report.html\n", "opened once");
    }

    #[test]
    fn a_check_is_made_again_as_well() {
        let place = Place::new();
        place.file("small.toml", SMALL);
        let mut watching = Watching::start(&place, &["check", "small.toml", "--watch"]);
        watching.await_words("stdout", "valid; 2 functions", 1);
        watching.await_words("stderr", WAITING, 1);
        place.file("small.toml", SMALL.replace("poisson.rate", "poisson.rote"));
        watching.await_words("stderr", "rote", 1);
        watching.await_words("stderr", WAITING, 2);
        place.file("small.toml", SMALL);
        watching.await_words("stdout", "valid; 2 functions", 2);
        assert_eq!(watching.interrupt(), Some(130));
    }
}
