//! Estimating the lifecycle of environments from request logs.

use super::Place;

/// A log that was measured.
const LOG: &str = include_str!("../../data/aws-measured/log-2020-06-09.csv");

#[test]
fn calibrate_prints_toml_that_a_scenario_takes() {
    let place = Place::new();
    let log = place.file("log.csv", LOG);
    let ran = place.burstsim(&["calibrate", log]);
    ran.expect_code(0);
    let printed: toml::Table = ran.stdout.parse().expect("TOML");
    let keys: Vec<_> = printed.keys().map(String::as_str).collect();
    let parameters = [
        "early_stop",
        "idle_timeout",
        "max_lifetime",
        "surplus_idle_timeout",
    ];
    assert_eq!(keys, parameters, "{}", ran.stdout);

    let scenario = format!(
        "duration = \"1h\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
         [[functions]]\nname = \"f\"\nservice_time = \"2s\"\n{}\n\
         [[functions.traffic]]\npoisson.rate = 0.01\n",
        ran.stdout
    );
    let scenario = place.file("pasted.toml", scenario);
    place.burstsim(&["check", scenario]).expect_code(0);
}

/// The times of this log are seconds, whatever the clock that they come from and the program that
/// wrote them.
#[test]
fn a_log_with_dates_and_semicolons_gives_the_same_answer() {
    let place = Place::new();
    let plain = place.burstsim(&["calibrate", place.file("log.csv", LOG)]);
    let with_dates = LOG.lines().map(|line| match line.split_once(',') {
        Some((arrival, rest)) if !line.starts_with('#') => {
            let time = match arrival.parse::<f64>() {
                Ok(seconds) => format!("{:.3}", 1_591_660_800.0 + seconds),
                Err(_) => "time".to_owned(),
            };
            format!("{time};{}\n", rest.replace(',', ";"))
        }
        _ => format!("{line}\n"),
    });
    let dated = place.file("dated.csv", with_dates.collect::<String>());
    let ran = place.burstsim(&["calibrate", dated]);
    ran.expect_code(0);
    assert_eq!(ran.stdout, plain.stdout);
}

#[test]
fn a_bad_log_is_refused_with_its_line() {
    let place = Place::new();
    let bad = "arrival_s,elapsed_ms,cold,environment\n0,100,1,a\n5,100,maybe,a\n";
    let log = place.file("bad.csv", bad);
    let ran = place.burstsim(&["calibrate", log]);
    ran.expect_code(2);
    assert_eq!(
        ran.stderr,
        "error: bad.csv, line 3: `cold` must be 0 or 1: maybe\n"
    );
    assert_eq!(ran.stdout, "");

    place.burstsim(&["calibrate", "no.csv"]).expect_code(1);
    let short = place.file("short.csv", &bad[..bad.len() - "5,100,maybe,a\n".len()]);
    let ran = place.burstsim(&["calibrate", short]);
    ran.expect_code(2);
    assert!(ran.stderr.contains("no environment ends"), "{}", ran.stderr);
}

/// A call each 900 s that never found the environment gone, as one public log of 2019 has it: that
/// bounds the idle timeout.
#[test]
fn a_log_in_which_nothing_ends_gives_bounds() {
    let place = Place::new();
    let rows = (0..49).map(|call| format!("{},250,0,a\n", 900 * call));
    let log = format!(
        "arrival_s,elapsed_ms,cold,environment\n{}",
        rows.collect::<String>()
    );
    let log = place.file("cron.csv", log);
    let ran = place.burstsim(&["calibrate", log]);
    ran.expect_code(0);
    let line = ran
        .stdout
        .lines()
        .find(|line| line.starts_with("idle_timeout"));
    let line = line.expect("the idle timeout");
    assert!(
        line.contains("\"none\"") && line.contains("above 900 s"),
        "{line}"
    );
    ran.stdout.parse::<toml::Table>().expect("TOML");
}
