//! Points are folded alike on any number of threads, kept as they were, and told from each other.

mod parts;

use crate::measures::Measure;
use std::sync::Mutex;

use super::queue::{Ended, Left, Made, Yields};
use super::record::Record;
use super::*;
use crate::scenario::Scenario;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::study::parallel::Threads;
use crate::study::replications::replicate;
use crate::study::{Estimate, Scope};

fn scenario(rate: usize) -> Scenario {
    let text = format!(
        "duration = \"30s\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
         account_concurrency = 110\n[[functions]]\nname = \"f\"\nreserved_concurrency = 5\n\
         service_time.exponential = {{ mean = \"1s\" }}\ntraffic = [{{ poisson.rate = {rate} }}]\n\
         [slo]\nthrottle_rate = \"< 50%\"\n"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    parse(source, &[], &NoFiles).unwrap().scenario
}

/// Point p has p requests a second.
#[derive(Default)]
struct Kept {
    kept: Mutex<Vec<usize>>,
    full_after: Option<usize>,
}

impl Kept {
    fn keep(&self, point: usize) -> Result<(), &'static str> {
        let mut kept = self.kept.lock().unwrap();
        if self.full_after == Some(kept.len()) {
            return Err("the disk is full");
        }
        kept.push(point);
        Ok(())
    }
}

type Ran = Result<Vec<(usize, Outcome)>, Ended<&'static str>>;

fn run(points: &[usize], replications: u64, kept: &Kept) -> Ran {
    let mut done = Vec::new();
    let keep = |point: usize, made: Made| {
        kept.keep(point)?;
        if let Made::Point(outcome) = made {
            done.push((point, outcome));
        }
        Ok(())
    };
    let left = points.iter().map(|&point| Left {
        point,
        replications: (0..replications).collect(),
        yields: Yields::Outcome(Default::default()),
    });
    queue::run(left, |point| Ok(scenario(point)), keep, &())?;
    Ok(done)
}

fn on_threads(threads: u16, kept: &Kept) -> Ran {
    let threads = Threads::start(Some(threads)).unwrap();
    let mut done = threads.run(|| run(&[3, 5, 8, 9, 20], 4, kept))?;
    done.sort_by_key(|(point, _)| *point);
    Ok(done)
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let alone = on_threads(1, &Kept::default()).unwrap();
    assert_eq!(
        alone.iter().map(|one| one.0).collect::<Vec<_>>(),
        [3, 5, 8, 9, 20]
    );
    for threads in [2, 7] {
        assert_eq!(on_threads(threads, &Kept::default()).unwrap(), alone);
    }
    // An estimate is that of the replications by themselves.
    let results = replicate(&scenario(8), 0..4, &()).unwrap();
    let rates: Vec<f64> = results
        .iter()
        .map(|one| one.totals().throttle_rate())
        .collect();
    let outcome = &alone[2].1;
    for scope in [Scope::Account, Scope::Function(0)] {
        assert_eq!(
            outcome.estimate(scope, Measure::ThrottleRate),
            Estimate::new(&rates)
        );
    }
    assert_eq!(
        (outcome.slo_met, alone[4].1.slo_met),
        (Some(true), Some(false))
    );
}

#[test]
fn what_cannot_be_kept_stops_the_sweep() {
    let full = Kept {
        full_after: Some(2),
        ..Kept::default()
    };
    let stopped = on_threads(2, &full).unwrap_err();
    assert!(
        matches!(stopped, Ended::Failed("the disk is full")),
        "{stopped:?}"
    );
    assert_eq!(full.kept.lock().unwrap().len(), 2);
}

#[test]
fn a_record_is_read_back_to_the_last_bit_and_a_damaged_one_not_at_all() {
    let done = on_threads(2, &Kept::default()).unwrap();
    for (point, outcome) in done {
        let key = PointKey::of(&scenario(point), 4);
        let line = record::write(key, &outcome);
        let line = line.strip_suffix('\n').unwrap();
        assert_eq!(record::read(line), Some(Record::Point(key, outcome)));
        for cut in 0..line.len() {
            assert_eq!(record::read(&line[..cut]), None, "cut at {cut}");
        }
        let changed = line
            .replacen(" met", " missed", 1)
            .replacen(" missed ", " met ", 2);
        assert!(changed == line || record::read(&changed).is_none());
        assert_eq!(record::read(&line.replacen(':', "0:", 1)), None);
    }
}

#[test]
fn a_single_replication_has_no_interval_and_survives_its_record() {
    let work = Kept::default();
    let done = run(&[5], 1, &work).unwrap();
    let (_, outcome) = &done[0];
    let estimate = outcome.estimate(Scope::Account, Measure::Requests).unwrap();
    assert_eq!((estimate.n, estimate.half_width), (1, f64::INFINITY));
    let key = PointKey::of(&scenario(5), 1);
    let line = record::write(key, outcome);
    let read = record::read(line.trim_end()).unwrap();
    assert_eq!(read, Record::Point(key, outcome.clone()));
}

#[test]
fn a_key_tells_scenarios_replications_and_itself() {
    let key = PointKey::of(&scenario(3), 4);
    assert_eq!(key, PointKey::of(&scenario(3), 4));
    assert_ne!(key, PointKey::of(&scenario(4), 4));
    assert_ne!(key, PointKey::of(&scenario(3), 5));
    assert_eq!(PointKey::read(&key.to_string()), Some(key));
    assert_eq!(PointKey::read("xyz"), None);
}
