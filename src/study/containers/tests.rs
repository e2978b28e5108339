//! What a diary of tasks and instances keeps, and what it leaves out.

use super::*;
use crate::kernel::SimDuration;
use crate::metrics::TaskChangeCause;

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(seconds)
}

fn task(seconds: u64, task: u32, state: TaskState) -> TaskMoved {
    TaskMoved {
        at: at(seconds),
        function: FunctionId::new(0),
        task,
        instance: Some(0),
        state,
    }
}

fn instance(seconds: u64, instance: u32, state: InstanceState) -> InstanceMoved {
    InstanceMoved {
        at: at(seconds),
        function: FunctionId::new(0),
        instance,
        state,
    }
}

fn serves(millis: u64, what: Attempted) -> TaskServes {
    TaskServes {
        at: SimTime::ZERO + SimDuration::from_millis(millis),
        function: FunctionId::new(0),
        what,
    }
}

#[test]
fn what_happens_at_one_moment_is_one_step_with_how_things_stand_after_it() {
    let mut diary = ContainerDiary::default();
    let change = TaskChange {
        at: at(0),
        from: 0,
        to: 1,
        cause: TaskChangeCause::Bounds,
    };
    diary.tasks_asked(FunctionId::new(0), &change);
    diary.instance_moved(&instance(0, 0, InstanceState::Running));
    diary.task_moved(&task(0, 0, TaskState::Starting));
    diary.task_moved(&task(0, 0, TaskState::Running));
    diary.task_serves(&serves(1_000, Attempted::Begins(0)));
    diary.task_serves(&serves(1_000, Attempted::Waits));
    diary.task_serves(&serves(3_000, Attempted::Done(0)));
    diary.task_serves(&serves(3_000, Attempted::BeginsAfterWaiting(0)));
    diary.task_moved(&task(4, 0, TaskState::Draining));
    diary.task_serves(&serves(5_000, Attempted::Done(0)));
    diary.task_moved(&task(5, 0, TaskState::Stopped));
    let told = diary.told(at(10)).unwrap();
    let stood: Vec<_> = told
        .steps
        .iter()
        .map(|step| {
            let load = &step.loads[0];
            let moves = step.moves.len();
            (
                step.at.as_secs_f64(),
                moves,
                load.waiting,
                load.busy.clone(),
            )
        })
        .collect();
    let one = |busy| vec![(0, busy)];
    let expected = [
        (0.0, 4, 0, one(0)),
        (1.0, 0, 1, one(1)),
        (3.0, 0, 0, one(1)),
        (4.0, 1, 0, one(1)),
        (5.0, 1, 0, vec![]),
    ];
    assert_eq!(stood, expected);
    assert_eq!((told.every, told.merged), (1, 1), "nothing was left out");
    let second = 1_000_000_000;
    let expected = Held {
        instances: 10 * second,
        tasks: 5 * second,
    };
    assert_eq!(
        told.held[&0], expected,
        "an instance for 10 s, a task for 5 s"
    );
}

#[test]
fn of_many_requests_an_even_choice_is_kept_and_nothing_of_the_tasks_is_lost() {
    let mut diary = ContainerDiary::default();
    for number in 0..10_000 {
        if number % 1_000 == 0 {
            diary.task_moved(&task(
                number / 10,
                (number / 1_000) as u32,
                TaskState::Running,
            ));
        }
        diary.task_serves(&serves(number * 100 + 1, Attempted::Begins(0)));
    }
    let told = diary.told(at(1_000)).unwrap();
    let of_tasks = told.steps.iter().filter(|step| !step.moves.is_empty());
    assert_eq!(of_tasks.count(), 10, "every change of a task is a step");
    assert_eq!(told.every, 32, "10,000 moments, and at most 400 of them");
    let quiet = told.steps.iter().filter(|step| step.moves.is_empty());
    let began: Vec<u64> = quiet.map(|step| step.loads[0].began).collect();
    let expected: Vec<u64> = (1..=312).map(|step| step * 32).collect();
    assert_eq!(began, expected);
}

#[test]
fn more_than_can_be_looked_at_has_nothing_to_tell() {
    let tasks = |count: usize| {
        let mut diary = ContainerDiary::default();
        for number in 0..count {
            diary.task_moved(&task(number as u64, number as u32, TaskState::Running));
        }
        diary.told(at(1_000))
    };
    assert!(tasks(MOST_TASKS).is_some());
    assert!(tasks(MOST_TASKS + 1).is_none());
    let instances = |count: usize| {
        let mut diary = ContainerDiary::default();
        for number in 0..count {
            diary.instance_moved(&instance(0, number as u32, InstanceState::Booting));
        }
        diary.told(at(1_000))
    };
    assert!(instances(MOST_INSTANCES).is_some());
    assert!(instances(MOST_INSTANCES + 1).is_none());
    assert!(ContainerDiary::default().told(at(1)).is_none(), "no task");
}

#[test]
fn many_changes_become_fewer_steps_in_which_none_is_lost() {
    let mut diary = ContainerDiary::default();
    for round in 0..2_000 {
        diary.task_moved(&task(2 * round, round as u32, TaskState::Running));
        diary.task_moved(&task(2 * round + 1, round as u32, TaskState::Stopped));
    }
    let told = diary.told(at(4_000)).unwrap();
    assert_eq!((told.steps.len(), told.merged), (MOST_STEPS, 4));
    let moves: usize = told.steps.iter().map(|step| step.moves.len()).sum();
    assert_eq!(moves, 4_000);
    assert_eq!(
        told.steps[0].at,
        at(3),
        "a step is told when the last of it is over"
    );
}
