//! Results when the program is killed, asked to end, or given a folder that it cannot use. `scripts/test-chaos` fails and
//! kills at every system call; here is what needs no tools.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;

use super::{Place, SMALL, contents};

/// So many rows that writing them takes a while.
const MANY_ROWS: [&str; 3] = ["--set=duration=1h", "--set=interval=5ms", "--no-charts"];

#[test]
fn a_folder_that_cannot_be_used_is_refused_before_the_work() {
    let place = Place::new();
    // A year of traffic: hours of work, should a verb begin with it.
    let year = SMALL
        .replace("\"2m\"", "\"8760h\"")
        .replace("\"10s\"", "\"1h\"");
    place.file("year.toml", year);
    place.file("taken", "mine");
    std::fs::create_dir(place.path("mine")).expect("a folder");
    place.file("mine/notes.md", "mine");
    let before = contents(&place.path(""));
    let verbs: [&[&str]; 6] = [
        &["run", "year.toml"],
        &["run", "year.toml", "--replications", "2"],
        &[
            "compare",
            "year.toml",
            "--vary",
            "functions.back.reserved_concurrency=20,30",
        ],
        &[
            "size",
            "year.toml",
            "--function",
            "front",
            "--slo",
            "throttle_rate < 1%",
        ],
        &["explain", "year.toml"],
        &[
            "sweep",
            "year.toml",
            "--over",
            "functions.back.reserved_concurrency=20,30",
        ],
    ];
    for verb in verbs {
        for (folder, words) in [
            ("taken", "cannot use the result folder"),
            ("mine", "holds files, but no result of burstsim"),
            ("taken/below", "cannot use the result folder"),
        ] {
            let mut command = place.command(verb);
            let ran = command
                .args(["-o", folder])
                .timeout(Duration::from_secs(60));
            let output = ran.output().expect("burstsim runs");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(
                output.status.code(),
                Some(1),
                "{verb:?} -o {folder}: {stderr}"
            );
            assert!(stderr.contains(words), "{verb:?} -o {folder}: {stderr}");
        }
    }
    assert!(contents(&place.path("")) == before, "files have changed");
}

#[cfg(unix)]
fn start(place: &Place, arguments: &[&str]) -> Child {
    let mut command = std::process::Command::new(cargo_bin!("burstsim"));
    command.args(arguments).current_dir(place.path(""));
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    child.expect("burstsim runs")
}

#[cfg(unix)]
pub(super) fn send(signal: &str, child: &Child) {
    let mut kill = std::process::Command::new("kill");
    let sent = kill.args([signal, &child.id().to_string()]).status();
    assert!(
        sent.is_ok_and(|status| status.success()),
        "{signal} was not sent"
    );
}

/// Waits until the program writes the rows of a result, and says where.
#[cfg(unix)]
fn await_rows(place: &Place, child: &mut Child) -> std::path::PathBuf {
    let started = Instant::now();
    loop {
        let entries = std::fs::read_dir(place.path(""))
            .expect("a folder")
            .flatten();
        let staged = entries.map(|entry| entry.path().join("timeseries.csv"));
        let mut written = staged.filter(|path| is_temporary(path) && has_more_than(path, 100_000));
        if let Some(path) = written.next() {
            return path;
        }
        assert!(
            child.try_wait().expect("a child").is_none(),
            "it ended before it was stopped"
        );
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "it writes no rows"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(unix)]
fn has_more_than(path: &Path, bytes: u64) -> bool {
    path.metadata().is_ok_and(|found| found.len() > bytes)
}

#[cfg(unix)]
fn is_temporary(path: &Path) -> bool {
    path.components().any(|part| {
        part.as_os_str()
            .as_encoded_bytes()
            .starts_with(b".burstsim-")
    })
}

/// The names of all that is in the folder of a test.
#[cfg(unix)]
fn names(place: &Place) -> Vec<String> {
    let entries = std::fs::read_dir(place.path(""))
        .expect("a folder")
        .flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A system that shuts down asks with SIGTERM; a user with Ctrl-C, which is SIGINT.
#[test]
#[cfg(unix)]
fn writing_stops_at_once_when_asked_and_the_earlier_result_stays() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let run = ["run", "small.toml", "--no-charts", "--output", "result"];
    place.burstsim(&run).expect_code(0);
    let before = contents(&place.path(""));
    for signal in ["-INT", "-TERM"] {
        let many = ["run", "small.toml", "--output", "result"];
        let mut child = start(&place, &[&many[..], &MANY_ROWS].concat());
        await_rows(&place, &mut child);
        let sent = Instant::now();
        send(signal, &child);
        let ended = child.wait().expect("the end of burstsim");
        let took = sent.elapsed();
        assert_eq!(ended.code(), Some(130), "{signal}");
        // Within a second; more is for a machine that does other things, too.
        assert!(took < Duration::from_secs(5), "{signal}: it took {took:?}");
        assert!(
            contents(&place.path("")) == before,
            "{signal}: files have changed"
        );
    }
}

#[test]
#[cfg(unix)]
fn what_a_killed_run_leaves_is_gone_after_the_next() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let run = ["run", "small.toml", "--no-charts", "--output", "result"];
    place.burstsim(&run).expect_code(0);
    let before = contents(&place.path("result"));
    let many = ["run", "small.toml", "--output", "result"];
    let mut child = start(&place, &[&many[..], &MANY_ROWS].concat());
    let staged = await_rows(&place, &mut child);
    send("-KILL", &child);
    child.wait().expect("the end of burstsim");
    assert!(staged.exists(), "a killed process cannot clean up");
    assert!(
        contents(&place.path("result")) == before,
        "the earlier result has changed"
    );
    place.burstsim(&run).expect_code(0);
    assert_eq!(names(&place), ["result", "small.toml"]);
    assert!(
        contents(&place.path("result")) == before,
        "the same run has the same result"
    );
}

/// Files of the user stay the same files in the same folder: that is why such a folder is not exchanged as a whole.
#[test]
fn a_result_beside_files_of_the_user_is_replaced_file_by_file() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let run = ["run", "small.toml", "--no-charts", "--output", "result"];
    place.burstsim(&run).expect_code(0);
    place.file("result/notes.md", "mine");
    place
        .burstsim(&[&run[..], &["--seed", "7"]].concat())
        .expect_code(0);
    let mut found = contents(&place.path("result"));
    let mine = found.remove(Path::new("notes.md"));
    assert_eq!(mine.as_deref(), Some(&b"mine"[..]));
    place
        .burstsim(&[
            "run",
            "small.toml",
            "--no-charts",
            "--seed",
            "7",
            "-o",
            "other",
        ])
        .expect_code(0);
    assert!(
        found == contents(&place.path("other")),
        "it is not the result of the second run"
    );
}
