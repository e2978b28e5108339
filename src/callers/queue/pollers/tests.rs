//! The units of a mapping, followed by hand.

use super::*;
use crate::scenario::InvokedBy;
use crate::scenario::parse::{NoFiles, Source, parse};

/// The pollers of a queue with settings of its own, in standard mode unless they say otherwise.
fn pollers(settings: &str) -> Pollers {
    let text = format!(
        "duration = \"60s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n[[functions]]\nname = \"f\"\n\
         service_time = \"1s\"\n[[functions.traffic]]\npoisson.rate = 1\ninvoked_by.sqs = {{ {settings} }}\n"
    );
    let source = Source {
        name: "test",
        default_name: "test",
        text: &text,
    };
    let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
    match &scenario.functions[0].traffic[0].invoked_by {
        InvokedBy::Sqs(queue) => Pollers::new(queue, &scenario.region.scaling),
        other => panic!("a queue is read as {other:?}"),
    }
}

fn at(milliseconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_millis(milliseconds)
}

#[test]
fn units_are_counted_and_of_provisioned_mode_pollers() {
    assert_eq!(pollers("batch_size = 1").count(), 5);
    let provisioned = pollers("provisioned_pollers = { minimum = 3, maximum = 9 }");
    assert_eq!(provisioned.count(), 3, "pollers, not their 30 invokes");
}

#[test]
fn growth_is_planned_anew_once_messages_wait_again() {
    let mut pollers = pollers("batch_size = 1");
    for _ in 0..5 {
        pollers.take(at(0), 1);
    }
    pollers.plan(at(0), true);
    assert_eq!(
        pollers.next_turn(at(0), true),
        Some(at(200)),
        "300 a minute"
    );
    pollers.plan(at(100), false);
    assert_eq!(pollers.next_turn(at(100), false), None, "nothing waits");
    pollers.plan(at(150), true);
    assert_eq!(
        pollers.next_turn(at(150), true),
        Some(at(350)),
        "a whole step from when messages wait again"
    );
}

#[test]
fn a_unit_is_free_after_its_turnaround() {
    let mut pollers = pollers("batch_size = 1, turnaround = \"100ms\"");
    for _ in 0..5 {
        pollers.take(at(0), 1);
    }
    pollers.release(at(50));
    assert!(!pollers.has_room(at(50)), "it deletes and receives");
    pollers.plan(at(50), true);
    assert_eq!(pollers.next_turn(at(50), true), Some(at(150)));
    assert_eq!(
        pollers.next_turn(at(50), false),
        Some(at(250)),
        "growth only: nobody waits for the unit"
    );
    pollers.advance(at(150));
    assert!(pollers.has_room(at(150)));
}
