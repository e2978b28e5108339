//! The peers' model on burstsim's kernel, for `benches/peers/compare`:
//! `peer_kernel RATE DURATION_S SEED` prints a line of JSON.
//!
//! What `peer_comparison` times is burstsim's full model with all its limits and metrics, beside
//! models of others that have neither. This one is those others' model, line by line that of nexosim's
//! program in `benches/peers/nexosim`: idle environments, cold starts and the time in flight, nothing
//! else. Only the run is timed.
#![allow(clippy::print_stdout, reason = "printing is what an example is for")]

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::time::Instant;

use burstsim::kernel::{Calendar, Model, Phase, SimDuration, SimTime, Stream, Streams, run_until};
use burstsim::scenario::{Distribution, Lognormal};
use burstsim::workload::{Sampler, exponential};

const MEDIAN: SimDuration = SimDuration::from_millis(800);
const P99: SimDuration = SimDuration::from_millis(2800);
const COLD_START: SimDuration = SimDuration::from_millis(350);
const IDLE_TIMEOUT: SimDuration = SimDuration::from_secs(640);

#[derive(Clone, Copy)]
enum Event {
    Arrival,
    Completion,
}

struct Function {
    mean_gap_s: f64,
    service: Sampler,
    end: SimTime,
    gaps: Stream,
    services: Stream,
    /// When each idle environment fell idle, in that order: the last is reused first, and the first
    /// is the first to time out.
    idle: VecDeque<SimTime>,
    requests: u64,
    cold_starts: u64,
    time_in_flight_s: f64,
}

impl Function {
    fn schedule_arrival(&mut self, now: SimTime, calendar: &mut Calendar<Event>) {
        let gap_s = self.mean_gap_s * exponential(&mut self.gaps);
        let at = now + SimDuration::from_secs_f64(gap_s);
        calendar.schedule_soon(at, Phase::Arrival, Event::Arrival);
    }

    fn arrive(&mut self, now: SimTime, calendar: &mut Calendar<Event>) {
        self.schedule_arrival(now, calendar);
        self.requests += 1;
        while (self.idle.front()).is_some_and(|since| *since + IDLE_TIMEOUT <= now) {
            self.idle.pop_front();
        }
        let mut service = self.service.sample(&mut self.services);
        if self.idle.pop_back().is_none() {
            self.cold_starts += 1;
            service = service + COLD_START;
        }
        let until = now + service;
        self.time_in_flight_s += until.min(self.end).since(now).as_secs_f64();
        calendar.schedule(until, Phase::Completion, Event::Completion);
    }
}

impl Model for Function {
    type Event = Event;

    fn handle(&mut self, now: SimTime, event: Event, calendar: &mut Calendar<Event>) {
        match event {
            Event::Arrival => self.arrive(now, calendar),
            Event::Completion => self.idle.push_back(now),
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rate, duration_s, seed] = arguments.as_slice() else {
        return Err("usage: peer_kernel RATE DURATION_S SEED".into());
    };
    let (rate, duration_s): (f64, f64) = (rate.parse()?, duration_s.parse()?);
    let streams = Streams::new(seed.parse()?, 0);
    let end = SimTime::from_secs_f64(duration_s);
    let mut function = Function {
        mean_gap_s: 1.0 / rate,
        service: Sampler::new(&Distribution::Lognormal(Lognormal::MedianP99 {
            median: MEDIAN,
            p99: P99,
        })),
        end,
        gaps: streams.stream("f", "arrivals"),
        services: streams.stream("f", "service time"),
        idle: VecDeque::new(),
        requests: 0,
        cold_starts: 0,
        time_in_flight_s: 0.0,
    };

    let mut calendar = Calendar::new();
    function.schedule_arrival(SimTime::ZERO, &mut calendar);
    let started = Instant::now();
    let _ = run_until(&mut function, &mut calendar, end, |_, _| {
        ControlFlow::Continue(())
    });
    let seconds = started.elapsed().as_secs_f64();
    println!(
        r#"{{"requests": {}, "seconds": {seconds}, "cold_starts": {}, "in_flight": {}}}"#,
        function.requests,
        function.cold_starts,
        function.time_in_flight_s / duration_s
    );
    Ok(())
}
