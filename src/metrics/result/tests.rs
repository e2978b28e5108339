//! What a result works out from its own counts.

use super::*;

#[test]
fn an_invocation_is_billed_to_the_next_millisecond_and_its_init_with_it() {
    let mut billed = BilledTime::default();
    let [service, init] = [1_200, 700].map(|micros| SimDuration::from_nanos(micros * 1000));
    assert_eq!(billed_ms(service), 2);
    // 1.2 ms + 0.7 ms = 1.9 ms: one span of 2 ms, of which the run alone takes 2.
    billed.record_init(service, init);
    assert_eq!(billed.init_ms, 0);
    billed.record_init(service, SimDuration::from_millis(100));
    assert_eq!(billed.init_ms, 100);
    billed.record_provisioned(SimDuration::from_millis(7));
    assert_eq!(billed.provisioned_ms, 7);
}
