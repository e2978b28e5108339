//! The event calendar alone: the hold model (each event taken schedules one more, an exponential
//! time later) at 10 to 1,000,000 events pending, against the standard library's binary heap.
//!
//! ```sh
//! cargo bench --bench calendar
//! ```
//! One iteration is one event: a pop, a draw and a push.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Duration;

use burstsim::kernel::{Calendar, Phase, SimDuration, SimTime, Streams};
use burstsim::workload::exponential;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};

/// As large as the model's own event.
type Event = (u64, u64);

/// A future event list, as the hold model uses it.
trait Hold {
    fn schedule(&mut self, at: SimTime, event: Event);
    fn next(&mut self) -> (SimTime, Event);
}

impl Hold for Calendar<Event> {
    fn schedule(&mut self, at: SimTime, event: Event) {
        Calendar::schedule(self, at, Phase::Completion, event);
    }
    fn next(&mut self) -> (SimTime, Event) {
        self.pop().unwrap_or_default()
    }
}

/// The binary heap with the least it needs for a reproducible order: time and insertion.
#[derive(Default)]
struct Heap {
    entries: BinaryHeap<Reverse<(SimTime, u64, Event)>>,
    inserted: u64,
}

impl Hold for Heap {
    fn schedule(&mut self, at: SimTime, event: Event) {
        self.entries.push(Reverse((at, self.inserted, event)));
        self.inserted += 1;
    }
    fn next(&mut self) -> (SimTime, Event) {
        let Reverse((at, _, event)) = self.entries.pop().unwrap_or_default();
        (at, event)
    }
}

/// Takes and schedules for ever; the state is ready once every first event has been replaced.
fn hold(bench: &mut criterion::Bencher<'_>, mut list: impl Hold, pending: u64) {
    let mut stream = Streams::new(1, 0).stream("bench", "delays");
    let mut delay = || SimDuration::from_secs_f64(exponential(&mut stream));
    for number in 0..pending {
        list.schedule(SimTime::ZERO + delay(), (number, number));
    }
    let mut step = || {
        let (now, event) = list.next();
        list.schedule(now + delay(), black_box(event));
    };
    for _ in 0..4 * pending {
        step();
    }
    bench.iter(step);
}

fn calendar_and_heap(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold");
    group
        .sample_size(20)
        .measurement_time(Duration::from_secs(1))
        .warm_up_time(Duration::from_millis(300));
    for pending in [10, 100, 1_000, 10_000, 100_000, 1_000_000] {
        group.bench_function(BenchmarkId::new("calendar", pending), |bench| {
            hold(bench, Calendar::new(), pending);
        });
        group.bench_function(BenchmarkId::new("binary heap", pending), |bench| {
            hold(bench, Heap::default(), pending);
        });
    }
    group.finish();
}

criterion_group!(benches, calendar_and_heap);
criterion_main!(benches);
