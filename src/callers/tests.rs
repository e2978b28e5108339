//! The protocol of callers: what they are told, and what they do then.

use super::RetryableError::{Throttling, Transient};
use super::*;
use crate::kernel::SimDuration;
use crate::scenario::parse::{NoFiles, Source as Text, parse};

const THREE_ATTEMPTS: &str =
    r#"retry.custom = { max_attempts = 3, base = "1s", cap = "8s", jitter = "none" }"#;

fn callers(traffic: &str) -> (Callers, Vec<Arrival>) {
    callers_with(THREE_ATTEMPTS, traffic)
}

fn callers_with(client: &str, traffic: &str) -> (Callers, Vec<Arrival>) {
    let text = format!(
        r#"
        duration = "1m"
        [region]
        name = "us-east-1"
        scaling = "per-function"
        [[functions]]
        name = "f"
        service_time = "100ms"
        client = {{ {client} }}
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

/// These clients limit nothing.
fn never(_: SimTime, client: ClientId) {
    panic!("{client:?} is not to be looked after");
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(seconds)
}

fn arrive(callers: &mut Callers, arrival: Arrival) -> Request {
    callers
        .arrive(arrival.at, arrival.source, arrival.ticket, |_| 0)
        .0
}

const TWO_USERS: &str = r#"{ closed = { users = 2, think_time = "5s" } }"#;

#[test]
fn an_open_client_leaves_no_ticket_and_waits_for_nothing() {
    let (mut callers, first) = callers("{ batch = { at = [\"0s\", \"3s\"], requests = 1 } }");
    let [first] = first[..] else {
        panic!("an open client begins with one arrival, not {first:?}");
    };
    let (request, next) = callers.arrive(first.at, first.source, first.ticket, |_| 0);
    assert_eq!(request.ticket, Ticket::NONE);
    assert_eq!(
        next,
        Some(at(3)),
        "its next arrival does not depend on this one"
    );
    callers.served(&request);
    assert_eq!(callers.answered(at(1), request.ticket, never), None);
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
        let Then::Retry { at: again, waiting } = callers.refused(now, request, Throttling, never)
        else {
            panic!("the caller gave up at attempt {}", request.attempts);
        };
        assert_eq!(again.since(now), SimDuration::from_secs(seconds));
        assert_eq!(callers.waiting().collect::<Vec<_>>(), [&request]);
        assert_eq!(callers.retry(waiting), request);
        now = again;
    }
    request.attempts += 1;
    assert_eq!(
        callers.refused(now, request, Throttling, never),
        Then::GiveUp { next: None }
    );
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
        attempts: 2,
        ..Outstanding::new(request.source, request.number, None)
    };
    assert_eq!(record, Some(expected));
}

#[test]
fn a_user_asks_again_after_an_answer_and_after_giving_up() {
    let (mut callers, first) = callers(TWO_USERS);
    let request = arrive(&mut callers, first[1]);
    let next = callers.answered(at(2), request.ticket, never);
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
    let then = callers.refused(at(8), second, Throttling, never);
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

fn of_clients(count: u32, traffic: &str) -> (Callers, Vec<Arrival>) {
    callers_with(&format!("{THREE_ATTEMPTS}, clients = {count}"), traffic)
}

const BATCH: &str = r#"{ batch = { at = ["0s"], requests = 1000 } }"#;

/// The next request of an open source, whose first attempt is refused: whether it is tried again.
fn is_retried(callers: &mut Callers, first: &[Arrival], error: RetryableError) -> bool {
    let mut request = arrive(callers, first[0]);
    request.attempts += 1;
    matches!(
        callers.refused(at(0), request, error, never),
        Then::Retry { .. }
    )
}

#[test]
fn one_client_retries_100_throttled_requests_and_then_no_more() {
    let (mut callers, first) = of_clients(1, BATCH);
    for number in 0..200 {
        let is_retried = is_retried(&mut callers, &first, Throttling);
        assert_eq!(is_retried, number < 500 / 5, "request {number}");
    }
    assert_eq!(
        callers.outstanding.len(),
        100,
        "nothing is kept of a request that was given up"
    );
}

#[test]
fn one_client_retries_35_failed_requests_and_then_no_more() {
    let (mut callers, first) = of_clients(1, BATCH);
    for number in 0..50 {
        let is_retried = is_retried(&mut callers, &first, Transient);
        assert_eq!(is_retried, number < 500 / 14, "request {number}");
    }
}

#[test]
fn requests_go_to_clients_in_turn_and_each_has_its_own_quota() {
    let (mut callers, first) = of_clients(3, BATCH);
    for number in 0..400 {
        let is_retried = is_retried(&mut callers, &first, Throttling);
        assert_eq!(is_retried, number < 3 * 100, "request {number}");
    }
}

#[test]
fn many_clients_never_use_up_their_quotas() {
    let (mut callers, first) = callers(BATCH);
    assert!((0..1000).all(|_| is_retried(&mut callers, &first, Throttling)));
    assert!(callers.outstanding.is_empty());
}

/// After 100 retries a client has no token. One request that is answered after a retry brings 5 back, five
/// that are answered at once 1 each: enough for one more retry, either time.
#[test]
fn answers_give_back_what_the_last_retry_cost_or_1() {
    let (mut callers, first) = of_clients(1, BATCH);
    let mut request = arrive(&mut callers, first[0]);
    request.attempts += 1;
    let Then::Retry { waiting, .. } = callers.refused(at(0), request, Throttling, never) else {
        panic!("the quota is full");
    };
    for _ in 1..100 {
        assert!(is_retried(&mut callers, &first, Throttling));
    }
    assert!(!is_retried(&mut callers, &first, Throttling));

    let request = callers.retry(waiting);
    callers.served(&request);
    assert_eq!(callers.answered(at(1), request.ticket, never), None);
    assert!(is_retried(&mut callers, &first, Throttling));
    assert!(!is_retried(&mut callers, &first, Throttling));

    for answers in 1..=5 {
        let request = arrive(&mut callers, first[0]);
        callers.served(&request);
        assert_eq!(callers.answered(at(1), request.ticket, never), None);
        let is_enough = is_retried(&mut callers, &first, Throttling);
        assert_eq!(is_enough, answers == 5, "after {answers} answers");
    }
}

#[test]
fn a_user_keeps_to_one_client() {
    let (mut callers, first) = of_clients(2, r#"{ closed = { users = 3, think_time = "5s" } }"#);
    let client = |callers: &Callers, user: usize| {
        let record = first[user].ticket.index().unwrap();
        callers.outstanding[record].client.map(ClientId::index)
    };
    let clients = |callers: &Callers| [0, 1, 2].map(|user| client(callers, user));
    assert_eq!(clients(&callers), [Some(0), Some(1), Some(0)]);
    let request = arrive(&mut callers, first[1]);
    assert!(callers.answered(at(1), request.ticket, never).is_some());
    assert_eq!(clients(&callers), [Some(0), Some(1), Some(0)]);
}

/// A throttle before any rate is known: the next attempt has to wait 2 s for a token, and one that has
/// arrived meanwhile goes behind it.
#[test]
fn an_adaptive_client_holds_attempts_back() {
    let (mut callers, first) = callers_with(r#"retry = "adaptive", clients = 1"#, BATCH);
    let mut planned = Vec::new();
    let mut request = arrive(&mut callers, first[0]);
    let later = |at, client| planned.push((at, client));
    assert!(!callers.hold_back(at(0), &request, later), "as yet");
    request.attempts += 1;
    let then = callers.refused(at(0), request, Throttling, never);
    assert!(matches!(then, Then::Retry { .. }));

    let second = arrive(&mut callers, first[0]);
    let later = |at, client| planned.push((at, client));
    assert!(callers.hold_back(at(0), &second, later));
    let [(due, client)] = planned[..] else {
        panic!("the client is to be looked after once, not {planned:?}");
    };
    assert_eq!(due, at(2));
    assert_eq!(callers.waiting().count(), 2);
    assert_eq!(callers.wake(at(2), client, never), Some(second));
}
