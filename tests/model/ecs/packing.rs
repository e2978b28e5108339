//! Which instance gets a task. All tasks of a service being alike, the fewest instances that can do are the tasks divided
//! by how many fit one, rounded up.

use std::collections::BTreeMap;

use burstsim::scenario::*;
use burstsim::world::simulate_observed;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// What fits what.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    task: (u32, u32),
    instance: (u32, u32),
    reserved: u32,
}

impl Sizes {
    /// Tasks for an instance, counted one by one.
    fn room(self) -> u32 {
        let fit = |count: u32| {
            let (cpu, memory) = (count * self.task.0, count * self.task.1);
            cpu <= self.instance.0 && memory + self.reserved <= self.instance.1
        };
        (1..).take_while(|&count| fit(count)).count() as u32
    }

    fn service(self, placement: Placement, mut tasks: Tasks) -> Function {
        (tasks.task.cpu, tasks.task.memory_mb) = self.task;
        let mut ec2 = Ec2 {
            minimum: concurrency(40),
            maximum: concurrency(40),
            reserved_memory_mb: self.reserved,
            placement,
            ..ec2()
        };
        (ec2.instance.cpu, ec2.instance.memory_mb) = self.instance;
        service("s", tasks, LaunchType::Ec2(ec2), constant(1.0), Vec::new())
    }
}

/// Tasks of a quarter of a vCPU and more, on instances with room for at least one.
fn sizes() -> impl Strategy<Value = Sizes> {
    let task = (select(vec![256, 512, 1024, 2048]), 1_u32..=8);
    let instance = (select(vec![2048, 4096, 8192]), select(vec![4, 8, 16, 32]));
    let sizes = (task, instance, 0_u32..600).prop_map(|(task, instance, reserved)| Sizes {
        task: (task.0, task.1 * 512),
        instance: (instance.0, instance.1 * 1024),
        reserved,
    });
    sizes.prop_filter("a task has to fit", |sizes| sizes.room() > 0)
}

fn placement() -> impl Strategy<Value = Placement> {
    select(Placement::ALL.to_vec())
}

/// `count` tasks, that run at the start or are launched then, of which `left` stay from 300 s on.
fn shrinking(count: u32, left: u32, is_initial: bool) -> Tasks {
    let mut tasks = tasks(count, 1);
    if !is_initial {
        tasks.scaling.initial = concurrency(0);
    }
    let bounds = |seconds: u32, count| ScheduledBounds {
        at: TimeOfDay::from_seconds(seconds).expect("within a day"),
        min: Some(concurrency(count)),
        max: Some(concurrency(count)),
    };
    tasks.scaling.schedule = vec![bounds(300, left), bounds(80_000, count)];
    tasks
}

/// Tasks on each instance that has some, just before a time.
fn placed(notes: &Notes, before: f64) -> BTreeMap<u32, u32> {
    let mut placed = BTreeMap::new();
    for moved in notes.tasks.iter().filter(|one| seconds(one.at) < before) {
        let on = placed
            .entry(moved.instance.expect("on an instance"))
            .or_insert(0);
        match moved.state {
            TaskState::Starting => *on += 1,
            TaskState::Stopped => *on -= 1,
            TaskState::Running | TaskState::Draining => {}
        }
    }
    placed.retain(|_, count| *count > 0);
    placed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn no_placement_beats_the_optimum_and_binpack_reaches_it(
        sizes in sizes(),
        placement in placement(),
        counts in (1_u32..40, 0_u32..40),
        is_initial in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let (count, left) = (counts.0, counts.1.min(counts.0));
        let function = sizes.service(placement, shrinking(count, left, is_initial));
        let mut scenario = run_of(400.0, vec![function]);
        scenario.seed = seed;
        let (_, notes) = observed(&scenario);
        let room = sizes.room();
        for (before, count) in [(290.0, count), (400.0, left)] {
            let placed = placed(&notes, before);
            prop_assert_eq!(placed.values().sum::<u32>(), count, "all are placed");
            prop_assert!(placed.values().all(|&on| on <= room), "{:?} > {}", placed, room);
            let used = placed.len() as u32;
            let optimum = count.div_ceil(room);
            prop_assert!(used >= optimum);
            match placement {
                Placement::Binpack => prop_assert_eq!(used, optimum, "{:?}", placed),
                Placement::Spread => {
                    // Of the forty instances those without tasks count as well.
                    let most = placed.values().max().copied().unwrap_or(0);
                    let least = if used < 40 { 0 } else { *placed.values().min().expect("40") };
                    prop_assert!(most <= least + 1, "{:?}", placed);
                }
                Placement::Random => {}
            }
        }
    }
}

/// Where nothing is left to choose, the same seed gives the same places, and another seed others.
#[test]
fn random_placement_belongs_to_the_seed() {
    let sizes = Sizes {
        task: (1024, 2048),
        instance: (4096, 16_384),
        reserved: 0,
    };
    let mut scenario = run_of(
        400.0,
        vec![sizes.service(Placement::Random, shrinking(30, 30, true))],
    );
    let mut places = |seed, replication| {
        scenario.seed = seed;
        let mut notes = Notes::default();
        let run = simulate_observed(&scenario, replication, &mut notes);
        run.expect("nobody interrupts");
        let tasks = notes.tasks.iter();
        let tasks: Vec<_> = tasks.map(|one| one.instance).collect();
        tasks
    };
    let first = places(1, 0);
    assert_eq!(first, places(1, 0));
    assert_ne!(first, places(2, 0), "another seed");
    assert_ne!(first, places(1, 1), "another replication");
}

/// Four tasks of half a vCPU and 2 GB would fill an m7i.large, but for the 207 MB of agent and system: three fit, and
/// 7985 - 3 x 2048 = 1841 MB and half a vCPU are left over.
#[test]
fn memory_of_the_agent_and_the_system_is_left_over() {
    let sizes = |reserved| Sizes {
        task: (512, 2048),
        instance: (2048, 8192),
        reserved,
    };
    for (reserved, expected) in [(207, vec![3, 3, 2]), (0, vec![4, 4])] {
        let function = sizes(reserved).service(Placement::Binpack, shrinking(8, 8, true));
        let service = function.ecs().expect("a service");
        let ec2 = service.ec2().expect("on instances");
        assert_eq!(ec2.tasks_per_instance(&service.tasks.task), expected[0]);
        assert_eq!(ec2.memory_for_tasks_mb(), 8192 - reserved);
        let (_, notes) = observed(&run_of(200.0, vec![function]));
        let placed: Vec<u32> = placed(&notes, 200.0).into_values().collect();
        assert_eq!(placed, expected);
    }
}
