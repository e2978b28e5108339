//! Latency histograms by hand, by law, and against HdrHistogram.

use hdrhistogram::Histogram;
use proptest::prelude::*;

use super::*;

#[test]
fn a_constant_latency_reports_itself() {
    let mut histogram = LatencyHistogram::new();
    for _ in 0..10 {
        histogram.record(SimDuration::from_millis(120));
    }
    for quantile in [0.0, 0.5, 0.99, 1.0] {
        assert_eq!(histogram.quantile_ms(quantile), Some(120.0));
    }
    assert_eq!(histogram.mean_ms(), Some(120.0));
}

#[test]
fn quantiles_are_order_statistics_to_a_tenth_of_a_percent() {
    let mut histogram = LatencyHistogram::new();
    for millis in 1..=10_000 {
        histogram.record(SimDuration::from_millis(millis));
    }
    for (quantile, exact) in [
        (0.5, 5_000.0),
        (0.9, 9_000.0),
        (0.99, 9_900.0),
        (0.999, 9_990.0),
    ] {
        let got = histogram.quantile_ms(quantile).unwrap();
        assert!((exact..=exact * 1.001).contains(&got), "p{quantile}: {got}");
    }
    assert_eq!(histogram.mean_ms(), Some(5_000.5));
    assert_eq!(
        (histogram.min_ms(), histogram.max_ms()),
        (Some(1.0), Some(10_000.0))
    );
}

#[test]
fn nothing_recorded_has_no_statistics_and_clearing_returns_there() {
    let mut histogram = LatencyHistogram::new();
    histogram.record(SimDuration::MAX);
    histogram.clear();
    assert_eq!(histogram.mean_ms(), None);
    assert_eq!(histogram.quantile_ms(0.5), None);
    assert_eq!(histogram.max_ms(), None);
}

#[test]
fn merging_equals_recording_together() {
    let (mut left, mut right, mut both) = Default::default();
    for millis in 1..100 {
        let histogram: &mut LatencyHistogram = if millis % 3 == 0 {
            &mut left
        } else {
            &mut right
        };
        histogram.record(SimDuration::from_millis(millis));
        LatencyHistogram::record(&mut both, SimDuration::from_millis(millis));
    }
    left.merge(&right);
    assert_eq!(left.mean_ms(), both.mean_ms());
    assert_eq!(left.quantile_ms(0.9), both.quantile_ms(0.9));
    assert_eq!(
        (left.min_ms(), left.max_ms()),
        (both.min_ms(), both.max_ms())
    );
}

/// Latencies of every order of magnitude, in nanoseconds.
fn nanos() -> impl Strategy<Value = u64> {
    prop_oneof![
        1_000_000u64..1_000_000_000,
        (0u32..64, any::<u64>()).prop_map(|(bits, noise)| noise >> bits),
    ]
}

proptest! {
    /// Few latencies, which are selected, and many, which are counted, both agree with HdrHistogram.
    #[test]
    fn quantiles_are_those_of_hdrhistogram(
        nanos in prop::collection::vec(nanos(), 1..60), copies in prop_oneof![Just(1), Just(100)]
    ) {
        let mut ours = LatencyHistogram::new();
        let mut reference = Histogram::<u64>::new(3).unwrap();
        for _ in 0..copies {
            for &nanos in &nanos {
                ours.record(SimDuration::from_nanos(nanos));
                reference.record(nanos / 1000).unwrap();
            }
        }
        let (&min, &max) = (nanos.iter().min().unwrap(), nanos.iter().max().unwrap());
        let expected = |quantile| {
            let micros = reference.value_at_quantile(quantile) as f64;
            (micros / 1e3).clamp(millis(min), millis(max))
        };
        for quantile in [0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0] {
            prop_assert_eq!(ours.quantile_ms(quantile), Some(expected(quantile)), "p{}", quantile);
        }
        let mean = nanos.iter().map(|&nanos| u128::from(nanos)).sum::<u128>() as f64;
        let mean = mean * f64::from(copies) / f64::from(copies) / nanos.len() as f64 / 1e6;
        let row = ours.statistics().unwrap();
        prop_assert_eq!((row.p50_ms, row.p99_ms), (expected(0.5), expected(0.99)));
        prop_assert!((row.mean_ms - mean).abs() <= 1e-12 * mean, "{} is not {mean}", row.mean_ms);
        prop_assert_eq!((ours.min_ms(), ours.max_ms()), (Some(millis(min)), Some(millis(max))));
    }

    /// However latencies are shared out among histograms, merging them loses none.
    #[test]
    fn merged_parts_are_the_whole(parts in prop::collection::vec(
        prop::collection::vec(nanos(), 0..2_500), 1..5
    )) {
        let (mut merged, mut whole) = (LatencyHistogram::new(), LatencyHistogram::new());
        for part in &parts {
            let mut histogram = LatencyHistogram::new();
            for &nanos in part {
                histogram.record(SimDuration::from_nanos(nanos));
                whole.record(SimDuration::from_nanos(nanos));
            }
            merged.merge(&histogram);
        }
        prop_assert_eq!(merged.count(), whole.count());
        prop_assert_eq!(merged.mean_ms(), whole.mean_ms());
        prop_assert_eq!((merged.min_ms(), merged.max_ms()), (whole.min_ms(), whole.max_ms()));
        for quantile in [0.01, 0.5, 0.99] {
            prop_assert_eq!(merged.quantile_ms(quantile), whole.quantile_ms(quantile));
        }
    }
}
