//! The throttle that Amazon API Gateway puts on an account in a Region.
//!
//! It knows `api_gateway.toml`, with source and date; it must not know how a throttle works.

use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded::{embedded, read};

static FILE: LazyLock<File> = LazyLock::new(|| embedded(read(include_str!("api_gateway.toml"))));

/// A token bucket for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestThrottle {
    /// Requests per second that it gains.
    pub rate: u32,
    /// Requests that it holds.
    pub burst: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    checked: String,
    source: String,
    throttle: RequestThrottle,
    smaller: Smaller,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Smaller {
    rate: u32,
    burst: u32,
    regions: Vec<String>,
}

/// API Gateway's throttle of an account in the Region with the code `region`.
pub fn api_gateway_throttle(region: &str) -> RequestThrottle {
    let Smaller {
        rate,
        burst,
        regions,
    } = &FILE.smaller;
    if regions.iter().any(|code| code == region) {
        return RequestThrottle {
            rate: *rate,
            burst: *burst,
        };
    }
    FILE.throttle
}

/// Where the throttles are published, and when that was read, `YYYY-MM-DD`.
pub(super) fn source() -> (&'static str, &'static str) {
    (&FILE.source, &FILE.checked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::region;
    use crate::catalog::tests::is_date;

    #[test]
    fn newer_regions_have_a_smaller_throttle() {
        let both = |code| {
            let throttle = api_gateway_throttle(code);
            (throttle.rate, throttle.burst)
        };
        assert_eq!(both("us-east-1"), (10_000, 5_000));
        assert_eq!(both("mx-central-1"), (2_500, 1_250));
        assert_eq!(FILE.smaller.regions.len(), 13);
        for code in &FILE.smaller.regions {
            assert!(region(code).is_some(), "{code} is no Region");
        }
        let (source, checked) = source();
        assert!(source.contains("docs.aws.amazon.com") && is_date(checked));
    }
}
