//! The calendar against a plain sorted list.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rand::Rng;

use super::*;
use crate::kernel::{SimDuration, Streams};

const PHASES: [Phase; 5] = [
    Phase::Observation,
    Phase::Completion,
    Phase::Control,
    Phase::Arrival,
    Phase::Retry,
];

#[test]
fn ties_go_by_phase_and_then_by_insertion() {
    let mut calendar = Calendar::new();
    let at = SimTime::from_nanos(5);
    for (phase, name) in [
        (Phase::Retry, "retry"),
        (Phase::Arrival, "arrival 1"),
        (Phase::Control, "control"),
        (Phase::Arrival, "arrival 2"),
        (Phase::Completion, "completion"),
        (Phase::Observation, "observation"),
    ] {
        calendar.schedule(at, phase, name);
    }
    calendar.schedule(SimTime::from_nanos(4), Phase::Retry, "earlier");
    let order: Vec<_> = std::iter::from_fn(|| calendar.pop())
        .map(|(_, name)| name)
        .collect();
    assert_eq!(
        order,
        [
            "earlier",
            "observation",
            "completion",
            "control",
            "arrival 1",
            "arrival 2",
            "retry"
        ]
    );
}

#[test]
fn pop_before_leaves_what_happens_at_the_end() {
    let mut calendar = Calendar::new();
    calendar.schedule(SimTime::from_nanos(10), Phase::Arrival, ());
    assert_eq!(calendar.pop_before(SimTime::from_nanos(10)), None);
    assert_eq!(calendar.len(), 1);
    assert!(calendar.pop_before(SimTime::from_nanos(11)).is_some());
    assert!(calendar.is_empty());
}

/// What a test does to the calendar.
#[derive(Clone, Debug)]
enum Step {
    /// This many events, this long after the present, each of the next phase.
    Schedule { delay: u64, count: usize },
    /// Take this many.
    Pop(usize),
    /// Look at the next event without taking it, which must not hide what is then put before it.
    Peek,
}

/// Delays of every order of magnitude, ties among them, up to the end of time.
fn delay() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0u64),
        3 => 0u64..20,
        3 => (0u32..64, any::<u64>()).prop_map(|(bits, noise)| noise >> (63 - bits)),
        2 => (0u32..64).prop_map(|bit| 1 << bit),
        1 => Just(u64::MAX),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let schedule = |counts: std::ops::Range<usize>| {
        (delay(), counts).prop_map(|(delay, count)| Step::Schedule { delay, count })
    };
    let step = prop_oneof![
        10 => schedule(1..4),
        1 => schedule(50..400),
        5 => (1usize..6).prop_map(Step::Pop),
        1 => (50usize..400).prop_map(Step::Pop),
        2 => Just(Step::Peek),
    ];
    prop::collection::vec(step, 0..150)
}

/// Applies `steps` to a calendar and to a sorted set, and compares all that comes out.
fn compare_with_reference(steps: &[Step]) -> Result<(), TestCaseError> {
    let mut calendar = Calendar::new();
    let mut reference: BTreeSet<(SimTime, Phase, usize)> = BTreeSet::new();
    let (mut now, mut number) = (SimTime::ZERO, 0);
    let take = |calendar: &mut Calendar<usize>, reference: &mut BTreeSet<_>| {
        let expected = reference.pop_first();
        prop_assert_eq!(calendar.pop(), expected.map(|(at, _, number)| (at, number)));
        Ok(expected.map(|(at, ..)| at))
    };
    for step in steps {
        match step {
            Step::Schedule { delay, count } => {
                let at = now + SimDuration::from_nanos(*delay);
                for _ in 0..*count {
                    let phase = PHASES[number * 7 % PHASES.len()];
                    if number % 3 == 0 {
                        calendar.schedule_soon(at, phase, number);
                    } else {
                        calendar.schedule(at, phase, number);
                    }
                    reference.insert((at, phase, number));
                    number += 1;
                }
            }
            Step::Pop(count) => {
                for _ in 0..*count {
                    now = take(&mut calendar, &mut reference)?.unwrap_or(now);
                }
            }
            Step::Peek => {
                let first = reference.first().map(|(at, ..)| *at);
                prop_assert_eq!(calendar.next_time(), first);
            }
        }
        prop_assert_eq!(calendar.len(), reference.len());
    }
    while take(&mut calendar, &mut reference)?.is_some() {}
    prop_assert!(calendar.is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is scheduled and taken, the calendar agrees with a sorted set.
    #[test]
    fn agrees_with_a_sorted_set(steps in steps()) {
        compare_with_reference(&steps)?;
    }
}

/// The hold model: each event taken schedules one more. Loads of every size pass through every way
/// the far future can be opened; the load grows and falls by the factor 10,000 on the way.
#[test]
fn a_load_that_grows_and_falls_keeps_its_order() {
    let mut calendar = Calendar::new();
    let mut reference = BTreeSet::new();
    let mut random = Streams::new(1, 0).stream("calendar", "delays");
    let mut number = 0;
    let mut schedule = |calendar: &mut Calendar<_>, reference: &mut BTreeSet<_>, now: SimTime| {
        // Between 0 and 2 s, and one in eight on a grid of 100 ms, where it meets others.
        let delay = random.next_u64() % 2_000_000_000;
        let delay = if delay.is_multiple_of(8) {
            delay / 100_000_000 * 100_000_000
        } else {
            delay
        };
        let at = now + SimDuration::from_nanos(delay);
        calendar.schedule(at, PHASES[number % 5], number);
        reference.insert((at, PHASES[number % 5], number));
        number += 1;
    };
    let mut now = SimTime::ZERO;
    for pending in [1, 100, 30_000, 1_000, 3, 0] {
        while reference.len() < pending {
            schedule(&mut calendar, &mut reference, now);
        }
        for _ in 0..3 * pending {
            let (at, _, expected) = reference.pop_first().unwrap();
            assert_eq!(
                calendar.pop(),
                Some((at, expected)),
                "with {pending} pending"
            );
            now = at;
            schedule(&mut calendar, &mut reference, now);
        }
        while reference.len() > pending / 30 {
            let (at, _, expected) = reference.pop_first().unwrap();
            assert_eq!(
                calendar.pop(),
                Some((at, expected)),
                "falling from {pending} pending"
            );
            now = at;
        }
    }
    assert!(calendar.is_empty());
}

#[test]
fn a_hundred_thousand_events_of_one_instant_and_their_followers_come_in_order() {
    let mut calendar = Calendar::new();
    let at = SimTime::from_nanos(123_456_789);
    let n = 100_000u32;
    for number in 0..n {
        calendar.schedule(at, Phase::Completion, number);
    }
    for number in 0..n {
        assert_eq!(calendar.pop(), Some((at, number)));
        // Its follower falls on the same instant, behind all that complete there.
        calendar.schedule(at, Phase::Arrival, n + number);
    }
    for number in 0..n {
        assert_eq!(calendar.pop(), Some((at, n + number)));
    }
    assert!(calendar.is_empty());
}
