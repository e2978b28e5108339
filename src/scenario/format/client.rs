//! The keys of `client`: how the callers of a function or a service behave.

use super::shape::{Key, Kind, Shape};
use crate::scenario::client::{ClientRetry, Jitter, MANY, MAX_ATTEMPTS, MAX_CLIENTS};
use crate::scenario::words::words_of;

const CLIENTS: Kind = Kind::Or(&Kind::Whole("the number of clients", 1, MAX_CLIENTS), MANY);
const ATTEMPTS: Kind = Kind::Whole("the number of attempts", 1, MAX_ATTEMPTS);
const RETRY: Kind = Kind::Either(
    &Kind::Word(words_of::<ClientRetry>),
    &Kind::Table(&RETRY_POLICY),
);

#[rustfmt::skip]
static RETRY_POLICY: Shape = Shape::one_of("client.retry", &[
    Key::kind("custom", Kind::Table(&CUSTOM_RETRY)).says("a policy of your own"),
]);

/// How callers behave.
pub(crate) const CLIENT_KEY: Key = Key::otherwise("client", Kind::Table(&CLIENT), "")
    .says("how callers behave")
    .values("a [table](#callers)");

#[rustfmt::skip]
static CLIENT: Shape = Shape::new("client", &[
    Key::or("retry", RETRY, r#""none""#)
        .assumed("what a caller does when it is throttled, or gets a server error in an \
                  [outage](#outages)").values("a word or `custom`, see below"),
    Key::or("clients", CLIENTS, r#""many""#)
        .assumed("how many SDK clients share the requests of the function's callers; each has its \
                  own [retry quota](#retry-quota). `1` is a single service that calls; `\"many\"` \
                  are enough that no quota is ever used up"),
]);

#[rustfmt::skip]
static CUSTOM_RETRY: Shape = Shape::new("a custom retry policy", &[
    Key::required("max_attempts", ATTEMPTS, "max_attempts = 3")
        .says("attempts in all, the first included"),
    Key::required("base", Kind::Duration, r#"base = "1s""#)
        .says("longest wait before the first retry; it doubles with each further one"),
    Key::required("cap", Kind::PositiveDuration, r#"cap = "20s""#)
        .says("the wait grows no longer than this"),
    Key::or("jitter", Kind::Word(words_of::<Jitter>), r#""full""#)
        .says("share of the wait that is random: `\"full\"`, all of it; `\"equal\"`, its second \
               half; `\"none\"`, nothing"),
]);
