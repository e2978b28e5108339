//! The protocol of callers: what they are told, and what they do then.

use super::*;
use crate::kernel::SimDuration;
use crate::scenario::parse::{NoFiles, Source as Text, parse};

fn callers(traffic: &str) -> (Callers, Vec<Arrival>) {
    let text = format!(
        r#"
        duration = "1m"
        [region]
        name = "us-east-1"
        scaling = "per-function"
        [[functions]]
        name = "f"
        service_time = "100ms"
        client.retry.custom = {{ max_attempts = 3, base = "1s", cap = "8s", jitter = "none" }}
        traffic = [{traffic}]
        "#
    );
    let source = Text {
        name: "test.toml",
        default_name: "test",
        text: &text,
    };
    let scenario = parse(source, &[], &NoFiles).unwrap().scenario;
    Callers::new(&scenario, &Streams::new(1, 0))
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(seconds)
}

fn arrive(callers: &mut Callers, arrival: Arrival) -> Request {
    callers.arrive(arrival.at, arrival.source, arrival.ticket).0
}

const TWO_USERS: &str = r#"{ closed = { users = 2, think_time = "5s" } }"#;

#[test]
fn an_open_client_leaves_no_ticket_and_waits_for_nothing() {
    let (mut callers, first) = callers("{ batch = { at = [\"0s\", \"3s\"], requests = 1 } }");
    let [first] = first[..] else {
        panic!("an open client begins with one arrival, not {first:?}");
    };
    let (request, next) = callers.arrive(first.at, first.source, first.ticket);
    assert_eq!(request.ticket, Ticket::NONE);
    assert_eq!(
        next,
        Some(at(3)),
        "its next arrival does not depend on this one"
    );
    callers.served(&request);
    assert_eq!(callers.answered(at(1), request.ticket), None);
    assert!(
        callers.outstanding.is_empty(),
        "no record is kept of open requests"
    );
}

#[test]
fn a_refused_request_comes_back_as_it_was_until_its_attempts_are_used_up() {
    let (mut callers, first) = callers("{ batch = { at = [\"0s\"], requests = 1 } }");
    let mut request = arrive(&mut callers, first[0]);
    let mut now = at(0);
    for seconds in [1, 2] {
        request.attempts += 1;
        let Then::Retry { at: again, waiting } = callers.refused(now, request) else {
            panic!("the caller gave up at attempt {}", request.attempts);
        };
        assert_eq!(again.since(now), SimDuration::from_secs(seconds));
        assert_eq!(callers.waiting().collect::<Vec<_>>(), [&request]);
        assert_eq!(callers.retry(waiting), request);
        now = again;
    }
    request.attempts += 1;
    assert_eq!(callers.refused(now, request), Then::GiveUp { next: None });
    assert_eq!(callers.waiting().count(), 0);
}

#[test]
fn who_waits_for_an_answer_knows_the_request_and_its_attempts() {
    let (mut callers, first) = callers(TWO_USERS);
    assert_eq!(first.len(), 2, "each user begins with a request");
    let mut request = arrive(&mut callers, first[1]);
    request.attempts = 2;
    callers.served(&request);
    let record = request
        .ticket
        .index()
        .map(|index| callers.outstanding[index]);
    let expected = Outstanding {
        request: request.id(),
        attempts: 2,
    };
    assert_eq!(record, Some(expected));
}

#[test]
fn a_user_asks_again_after_an_answer_and_after_giving_up() {
    let (mut callers, first) = callers(TWO_USERS);
    let request = arrive(&mut callers, first[1]);
    let next = callers.answered(at(2), request.ticket);
    let expected = Arrival {
        at: at(2 + 5),
        ..first[1]
    };
    assert_eq!(next, Some(expected));
    let mut second = arrive(&mut callers, expected);
    assert_eq!(
        second.number,
        request.number + 1,
        "a user's requests are counted"
    );
    second.attempts = 3;
    let then = callers.refused(at(8), second);
    let next = Arrival {
        at: at(8 + 5),
        ..first[1]
    };
    assert_eq!(then, Then::GiveUp { next: Some(next) });
}

#[test]
fn requests_of_one_user_do_not_depend_on_the_others() {
    let numbers = |users: u32| {
        let (mut callers, first) = callers(&format!(
            "{{ closed = {{ users = {users}, think_time = \"5s\" }} }}"
        ));
        arrive(&mut callers, first[1]).number
    };
    assert_eq!(numbers(2), numbers(50));
}
