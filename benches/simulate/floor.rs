//! What any model of the same requests costs: their draws, and an arrival and a completion through
//! the same calendar with events of the same size.

use burstsim::kernel::{Calendar, Phase, SimTime, Streams};
use burstsim::scenario::{Scenario, Traffic};
use burstsim::workload::{Arrivals, InService, Request, Sampler};

/// What can happen: like the model's own events, and as large.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Event {
    Arrival { source: u32, user: u32 },
    Completion { slot: u32, request: InService },
}

const _: () = assert!(
    size_of::<Event>() == 24,
    "the floor's events are as large as the model's"
);

/// Runs a scenario of one function with Poisson traffic; returns how many requests were completed.
pub(crate) fn run(scenario: &Scenario) -> u64 {
    let streams = Streams::new(1, 0);
    let function = &scenario.functions[0];
    let Traffic::Poisson(profile) = &function.traffic[0].traffic else {
        panic!("the floor is that of Poisson traffic");
    };
    let mut arrivals = Arrivals::poisson(profile, streams.stream("f", "arrivals"));
    let service = Sampler::new(&function.service_time);
    let mut services = streams.stream("f", "service time");

    let end = SimTime::ZERO + scenario.duration;
    let mut calendar = Calendar::new();
    let mut schedule_arrival = |calendar: &mut Calendar<Event>, source, user| {
        if let Some(at) = arrivals.next() {
            calendar.schedule_soon(at, Phase::Arrival, Event::Arrival { source, user });
        }
    };
    schedule_arrival(&mut calendar, 0, 0);
    let mut completions = 0;
    while let Some((now, event)) = calendar.pop_before(end) {
        match event {
            Event::Arrival { source, user } => {
                schedule_arrival(&mut calendar, source, user);
                let request = Request {
                    arrival: now,
                    service: service.sample(&mut services),
                    ..Request::default()
                };
                let completion = Event::Completion {
                    slot: 0,
                    request: request.in_service(),
                };
                calendar.schedule(now + request.service, Phase::Completion, completion);
            }
            Event::Completion { slot, request } => {
                std::hint::black_box((slot, request));
                completions += 1;
            }
        }
    }
    completions
}
