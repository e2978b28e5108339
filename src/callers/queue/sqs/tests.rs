//! Turns of a queue, followed by hand.

use super::*;
use crate::kernel::{SimDuration, Streams};
use crate::scenario::InvokedBy;
use crate::scenario::parse::{NoFiles, Source, parse};

/// Batches of two, gathered for a second, of which two may be in progress.
fn queue() -> SqsQueue {
    let text = "duration = \"60s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n[[functions]]\n\
         name = \"f\"\nservice_time = \"10s\"\n[[functions.traffic]]\npoisson.rate = 1\n\
         invoked_by.sqs = { batch_size = 2, maximum_batching_window = \"1s\", maximum_concurrency = 2, turnaround = \"0s\" }\n";
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
    let function = &scenario.functions[0];
    let InvokedBy::Sqs(settings) = &function.traffic[0].invoked_by else {
        panic!("a queue is read as {:?}", function.traffic[0].invoked_by);
    };
    let per_item = PerItem::new(function, 0, &Streams::new(scenario.seed, 0));
    SqsQueue::new(*settings, &scenario.region.scaling, per_item)
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(seconds)
}

fn receive(queue: &mut SqsQueue, number: u64, arrival: SimTime) {
    queue.receive(Item::new(Request {
        number,
        arrival,
        ..Request::default()
    }));
}

/// Otherwise the queue would have a turn at this instant again and again.
#[test]
fn a_batch_that_was_gathered_while_no_unit_is_free_waits_for_one() {
    let (mut queue, mut left) = (queue(), Vec::new());
    (0..4).for_each(|number| receive(&mut queue, number, at(0)));
    let batches = [0, 1].map(|_| queue.next(at(0), &mut left).unwrap().batch);
    assert!(queue.next(at(0), &mut left).is_none(), "nothing is left");

    receive(&mut queue, 4, at(5));
    assert!(queue.next(at(5), &mut left).is_none(), "it is gathered");
    assert_eq!(queue.next_turn(at(5)), Some(at(6)), "the window ends");
    queue.advance(at(6), &mut left);
    assert!(queue.next(at(6), &mut left).is_none(), "both are in use");
    assert_eq!(
        queue.next_turn(at(6)),
        None,
        "the end of an invocation is what it waits for"
    );
    queue.ended(at(10), batches[0], Outcome::Success, &mut left);
    let delivery = queue.next(at(10), &mut left).expect("a unit is free");
    assert_eq!((delivery.items, delivery.request.number), (1, 4));
}

/// SQS keeps a message for 4 days by default.
#[test]
fn a_message_is_lost_once_it_is_older_than_sqs_keeps_it() {
    let days = SimDuration::from_secs(4 * 86_400);
    for (late, expected) in [(SimDuration::ZERO, None), (days, Some(Fate::DroppedByAge))] {
        let (mut queue, mut left) = (queue(), Vec::new());
        (0..2).for_each(|number| receive(&mut queue, number, at(5)));
        let now = at(5) + days + late;
        let delivery = queue.next(now, &mut left);
        assert_eq!(
            delivery.is_some(),
            expected.is_none(),
            "received at {now} s"
        );
        let fates: Vec<_> = left.iter().map(|left| left.fate).collect();
        assert_eq!(fates, expected.map_or(vec![], |fate| vec![fate; 2]));
    }
}
