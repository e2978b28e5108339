//! An explanation that is cut off, and goes on: nothing is run twice, and the end is the same.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::*;
use crate::study::key::PointKey;
use crate::study::watch::{Keeper, Watch};

/// What was kept, and after how much of it the study is stopped.
struct Notebook {
    kept: Mutex<BTreeMap<PointKey, Vec<Option<f64>>>>,
    most: usize,
}

impl Notebook {
    fn new(most: usize) -> Self {
        Self {
            kept: Mutex::default(),
            most,
        }
    }

    fn count(&self) -> usize {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.len()
    }
}

impl Watch for Notebook {
    fn is_stopped(&self) -> bool {
        self.count() >= self.most
    }

    fn keeper(&self) -> Option<&dyn Keeper> {
        Some(self)
    }
}

impl Keeper for Notebook {
    fn kept(&self, run: PointKey) -> Option<Vec<Option<f64>>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&run).cloned()
    }

    fn keep(&self, run: PointKey, figures: &[Option<f64>]) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let before = kept.insert(run, figures.to_vec());
        assert_eq!(before, None, "a run that was kept was made again");
    }
}

/// By whole runs and by copies, cut off at every second of what it keeps.
fn ends_the_same_wherever_it_is_cut_off(scenario: &Scenario) {
    let base = BaseRun::of(scenario, &()).expect("nobody stops it");
    for method in [Method::default(), forks::from_copies(60, 4)] {
        let by = |watch: &dyn Watch| {
            explain_by(method, scenario, &base, Question::default(), watch, &())
        };
        let whole = format!("{:?}", by(&()));
        let once = Notebook::new(usize::MAX);
        assert_eq!(format!("{:?}", by(&once)), whole, "with a keeper");
        let all = once.count();
        assert!(all > 3, "{all} are kept");
        for most in (1..all).step_by((all / 6).max(1)) {
            let mut notebook = Notebook::new(most);
            assert!(by(&notebook).is_interrupted, "after {most} of {all}");
            notebook.most = usize::MAX;
            assert_eq!(
                format!("{:?}", by(&notebook)),
                whole,
                "after {most} of {all}"
            );
            assert_eq!(notebook.count(), all, "after {most} of {all}");
        }
    }
}

#[test]
fn periods_of_throttling() {
    ends_the_same_wherever_it_is_cut_off(&scenario(
        "account_concurrency = 300\nburst = 150",
        "[[functions]]\nname = \"hog\"\nservice_time = \"1h\"\ncold_start = \"0s\"\n\
         traffic = [{ batch = { at = [\"1s\"], requests = 250 } }]\n\
         [[functions]]\nname = \"shop\"\nservice_time = \"1s\"\n\
         traffic = [{ batch = { at = [\"2s\", \"130s\"], requests = 100 } }]",
    ));
}

#[test]
fn a_backlog() {
    ends_the_same_wherever_it_is_cut_off(&scenario(
        "",
        "[[functions]]\nname = \"clicks\"\nservice_time = \"500ms\"\ncold_start = \"0s\"\n\
         [[functions.traffic]]\neven.rate = 3\n\
         invoked_by.stream = { shards = 1, batch_size = 1 }\n\
         [slo]\noldest_age = \"< 10s\"",
    ));
}

#[test]
fn a_service_that_refuses() {
    ends_the_same_wherever_it_is_cut_off(&scenario(
        "",
        "[[services]]\nname = \"api\"\nplatform.fargate = {}\n\
         task = { cpu = 0.5, memory = \"1 GB\", concurrency = 2 }\n\
         queue = { maximum = 2, timeout = \"1s\" }\n\
         scaling = { minimum = 1, maximum = 4, target.cpu = \"60%\" }\n\
         service_time = \"500ms\"\ntraffic = [{ poisson.rate = 6 }]",
    ));
}
