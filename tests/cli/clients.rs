//! SDK clients, as a user meets them.

use super::Place;

/// 10,000 requests of one service meet a function that is stopped.
const STOPPED: &str = r#"
duration = "5m"
interval = "10s"
region = { name = "us-east-1", scaling = "per-function" }

[[functions]]
name = "f"
service_time = "100ms"
reserved_concurrency = 0
client = { retry = "standard", clients = 1 }
traffic = [{ even.rate = 33.333 }]
"#;

#[test]
fn one_client_that_is_always_throttled_soon_retries_no_more() {
    let place = Place::new();
    place.file("stopped.toml", STOPPED);
    let attempts = |clients: &str| {
        let set = format!("functions.f.client.clients={clients}");
        let outcome = place.result_of("stopped.toml", &["--set", &set]);
        assert_eq!(outcome.total("f", "requests"), 10_000);
        assert_eq!(
            outcome.total("f", "throttles"),
            outcome.total("f", "attempts")
        );
        outcome.total("f", "attempts")
    };
    assert_eq!(attempts("1"), 10_000 + 100);
    assert_eq!(attempts("20"), 10_000 + 20 * 100);
    assert!(attempts("many") > 29_900);
}

#[test]
fn an_adaptive_client_attempts_at_its_lowest_rate_what_is_always_throttled() {
    let place = Place::new();
    place.file("stopped.toml", STOPPED);
    let adaptive = ["--set", "functions.f.client.retry=adaptive"];
    let outcome = place.result_of("stopped.toml", &adaptive);
    // The first at once, then a token every 2 s.
    assert_eq!(outcome.total("f", "attempts"), 1 + 149);
}

#[test]
fn adaptive_clients_need_their_number() {
    let place = Place::new();
    place.file("stopped.toml", &STOPPED.replace(", clients = 1", ""));
    let set = ["functions.f.client.retry=adaptive"];
    let ran = place.burstsim(&["check", "stopped.toml", "--set", set[0]]);
    ran.expect_code(2);
    for words in ["number of clients", "client.clients"] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
}
