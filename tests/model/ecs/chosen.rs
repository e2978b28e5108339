//! Which task is chosen: to serve, and to be withdrawn.

use burstsim::metrics::{Attempted, Observer, TaskServes, TaskState};
use burstsim::scenario::*;
use burstsim::world::simulate_observed;

use super::*;

#[derive(Default)]
struct Attempts(Vec<(f64, Attempted)>);

impl Observer for Attempts {
    fn task_serves(&mut self, serves: &TaskServes) {
        self.0.push((seconds(serves.at), serves.what));
    }
}

/// Three tasks, in turn.
#[test]
fn an_observer_hears_which_task_serves_a_request() {
    let requests = trace(&[(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)]);
    let function = on_fargate(tasks(3, 1), constant(1.0), vec![requests]);
    let mut attempts = Attempts::default();
    let run = simulate_observed(&run_of(60.0, vec![function]), 0, &mut attempts);
    assert!(run.is_ok(), "nobody interrupts");
    let begins = attempts.0.iter().filter_map(|&(at, what)| match what {
        Attempted::Begins(task) => Some((at, task)),
        _ => None,
    });
    let expected = [(1.0, 0), (2.0, 1), (3.0, 2), (4.0, 0)];
    assert_eq!(begins.collect::<Vec<_>>(), expected);
}

/// Tasks 0 and 1 fill the one instance there is. At 10 s a third is asked for, whose instance is asked for at 60 s and there at
/// 140 s. At 300 s one has to go: with spread one of the instance that has two, and not the youngest of all, which is alone.
#[test]
fn with_spread_the_fuller_instance_loses_a_task() {
    let mut tasks = tasks(2, 1);
    tasks.scaling.maximum = concurrency(3);
    let bounds = |seconds: u32, count| ScheduledBounds {
        at: TimeOfDay::from_seconds(seconds).expect("within a day"),
        min: Some(concurrency(count)),
        max: Some(concurrency(count)),
    };
    tasks.scaling.schedule = vec![bounds(10, 3), bounds(300, 2)];
    let spread = Ec2 {
        placement: Placement::Spread,
        ..ec2()
    };
    let launch_type = LaunchType::Ec2(spread);
    let function = service("s", tasks, launch_type, constant(1.0), Vec::new());
    let (_, notes) = observed(&run_of(400.0, vec![function]));
    let starting = notes.tasks(TaskState::Starting);
    assert_eq!(starting.last(), Some(&(140.0, 2)), "{starting:?}");
    assert_eq!(notes.tasks(TaskState::Stopped), [(300.0, 1)]);
}
