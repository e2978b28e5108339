//! A user of the library can do everything that the program can, and with none of its features: the example
//! `studies` at work, watched and stopped.

#[allow(dead_code, reason = "an example prints, and this does not")]
#[path = "../examples/studies.rs"]
mod studies;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use burstsim::scenario::parse::ranges::Swept;
use burstsim::study::Watch;
use burstsim::study::sweep::{Design, Points, Stopped};
use burstsim::study::watch::{Step, WHOLE_RUN};
use studies::{compared, explained, replicated, scenario, sized, swept};

/// Counts what it is told, and stops after so many runs.
#[derive(Default)]
struct Count {
    planned: AtomicU64,
    shares: AtomicU64,
    searches: AtomicU64,
    resumed: AtomicU64,
    thousandths: AtomicU64,
    runs: AtomicU64,
    searched: AtomicU64,
    stop_after: Option<u64>,
}

impl Watch for Count {
    fn is_stopped(&self) -> bool {
        self.stop_after.is_some_and(|most| get(&self.runs) >= most)
    }

    fn planned(&self, step: Step, more: u64) {
        let count = match step {
            Step::Run => &self.planned,
            Step::Search => &self.searches,
        };
        count.fetch_add(more, Ordering::Relaxed);
    }

    fn planned_share(&self, thousandths: u64) {
        self.shares.fetch_add(thousandths, Ordering::Relaxed);
    }

    fn resumed(&self, _: Step, done: u64) {
        self.resumed.fetch_add(done, Ordering::Relaxed);
    }

    fn advanced(&self, thousandths: u64) {
        self.thousandths.fetch_add(thousandths, Ordering::Relaxed);
    }

    fn ended(&self, step: Step) {
        let count = match step {
            Step::Run => &self.runs,
            Step::Search => &self.searched,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

fn get(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}

#[test]
fn every_study_is_made_and_delivered_by_the_library_alone() {
    let scenario = scenario(&[]).unwrap().scenario;
    let nobody = &();
    for (delivered, data, said) in [
        (
            replicated(&scenario, nobody),
            "replications.csv",
            "Precise to 20 %",
        ),
        (compared(nobody), "comparison.csv", "burst=1000"),
        (
            explained(&scenario, nobody),
            "explanation.csv",
            "enough by itself",
        ),
        (sized(&scenario, nobody), "size.csv", "lowest that meets"),
        (swept(nobody), "sweep.csv", "provisioned_concurrency"),
    ] {
        let (folder, text) = delivered.unwrap();
        assert!(text.contains(said), "{said:?} is not in\n{text}");
        for name in [data, "manifest.json"] {
            assert!(folder.files.contains_key(name), "no {name}");
        }
    }
}

#[test]
fn every_study_is_watched_in_the_same_way() {
    let scenario = scenario(&[]).unwrap().scenario;
    let watched = |study: &dyn Fn(&dyn Watch)| {
        let count = Count::default();
        study(&count);
        let planned = get(&count.runs) * WHOLE_RUN + get(&count.shares);
        assert_eq!(get(&count.thousandths), planned);
        assert_eq!(get(&count.searched), get(&count.searches));
        count
    };
    for count in [
        watched(&|watch| drop(replicated(&scenario, watch).unwrap())),
        watched(&|watch| drop(compared(watch).unwrap())),
        watched(&|watch| drop(sized(&scenario, watch).unwrap())),
        watched(&|watch| drop(swept(watch).unwrap())),
    ] {
        assert!(get(&count.runs) > 0);
        assert_eq!(get(&count.runs), get(&count.planned), "runs are planned");
    }
    let count = watched(&|watch| drop(explained(&scenario, watch).unwrap()));
    assert!(
        get(&count.shares) > 0,
        "changes are tried in parts of a run"
    );
}

#[test]
fn every_study_can_be_stopped() {
    let scenario = scenario(&[]).unwrap().scenario;
    let stopping = |after| Count {
        stop_after: Some(after),
        ..Count::default()
    };
    for after in [0, 2] {
        for stopped in [
            replicated(&scenario, &stopping(after)),
            compared(&stopping(after)),
            sized(&scenario, &stopping(after)),
            swept(&stopping(after)),
        ] {
            let error = stopped.map(|_| ()).unwrap_err().to_string();
            assert!(error.contains("interrupted"), "{error}");
        }
    }
}

/// Once its base run is there, an explanation delivers what it has found.
#[test]
fn an_explanation_that_is_stopped_keeps_what_it_has() {
    let scenario = scenario(&[]).unwrap().scenario;
    let stopping = |after| Count {
        stop_after: Some(after),
        ..Count::default()
    };
    let error = explained(&scenario, &stopping(0)).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("interrupted"), "{error}");
    let (folder, _) = explained(&scenario, &stopping(1)).unwrap();
    let json = String::from_utf8_lossy(&folder.files["explanation.json"]).into_owned();
    assert!(json.contains("\"interrupted\": true"), "{json}");
}

#[test]
fn a_sweep_that_was_stopped_goes_on_where_it_was() {
    let swept = Swept::read("functions.shop.provisioned_concurrency=0..40:10", false).unwrap();
    let design = Design::new(vec![swept], None).unwrap();
    let points = || Points::check(&design, 2, scenario, &()).unwrap();
    let kept = Mutex::new(BTreeMap::new());
    // Two points and one run of the third; more where several are under way.
    let stopping = Count {
        stop_after: Some(5),
        ..Count::default()
    };
    let stopped = points().run(scenario, &kept, &stopping).unwrap_err();
    let done = kept.lock().unwrap().len() as u64;
    assert!(
        matches!(stopped, Stopped::Interrupted { done: told, total: 5 } if told == done),
        "{stopped:?}"
    );
    assert!(done < 5, "{done} of 5 points are done");

    let watch = Count::default();
    let resumed = points().run(scenario, &kept, &watch).unwrap();
    assert_eq!(get(&watch.planned), 10);
    assert_eq!(get(&watch.resumed), 2 * done);
    assert_eq!(get(&watch.runs), 10 - 2 * done);
    let at_once = points().run(scenario, &(), &()).unwrap();
    assert_eq!(resumed.points, at_once.points);
}
