//! The comparison's work on nexosim: `peer-nexosim RATE DURATION_S SEED` prints a line of JSON.
//!
//! Fair means here: one model that schedules events on itself, two a request as in burstsim, their
//! payload empty so that nexosim need not allocate one; its single-threaded executor, which is the
//! faster one for one model; burstsim's generator and samplers, and its release profile. The idle
//! timeout is checked lazily, as burstsim does, so that warm environments cost no timer events.
//! Only the run is timed.

use std::collections::VecDeque;
use std::error::Error;
use std::time::{Duration, Instant};

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::QuerySource;
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

const MEDIAN_S: f64 = 0.8;
const P99_S: f64 = 2.8;
const COLD_START: Duration = Duration::from_millis(350);
const IDLE_TIMEOUT: Duration = Duration::from_secs(640);
/// The 99 % quantile of the standard normal distribution.
const Z_99: f64 = 2.326_347_874_040_841;
const START: MonotonicTime = MonotonicTime::EPOCH;

#[derive(Serialize, Deserialize)]
struct Function {
    mean_gap_s: f64,
    mu: f64,
    sigma: f64,
    end: MonotonicTime,
    gaps: Xoshiro256PlusPlus,
    services: Xoshiro256PlusPlus,
    /// When each idle environment fell idle, in that order: the last is reused first, and the first
    /// is the first to time out.
    idle: VecDeque<MonotonicTime>,
    requests: u64,
    cold_starts: u64,
    time_in_flight_s: f64,
}

#[Model]
impl Function {
    fn new(rate: f64, duration: Duration, seed: u64) -> Self {
        let gaps = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut services = gaps.clone();
        services.jump();
        Self {
            mean_gap_s: 1.0 / rate,
            mu: MEDIAN_S.ln(),
            sigma: (P99_S / MEDIAN_S).ln() / Z_99,
            end: START + duration,
            gaps,
            services,
            idle: VecDeque::new(),
            requests: 0,
            cold_starts: 0,
            time_in_flight_s: 0.0,
        }
    }

    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        self.schedule_arrival(cx);
    }

    fn schedule_arrival(&mut self, cx: &Context<Self>) {
        let gap_s = self.mean_gap_s * self.gaps.sample::<f64, _>(Exp1);
        // nexosim refuses an event at the present instant.
        let gap = Duration::from_secs_f64(gap_s).max(Duration::from_nanos(1));
        cx.schedule_event(gap, schedulable!(Self::arrival), ())
            .expect("the gap is not zero");
    }

    #[nexosim(schedulable)]
    fn arrival(&mut self, (): (), cx: &Context<Self>) {
        self.schedule_arrival(cx);
        let now = cx.time();
        self.requests += 1;
        while (self.idle.front()).is_some_and(|since| *since + IDLE_TIMEOUT <= now) {
            self.idle.pop_front();
        }
        let normal = self.services.sample::<f64, _>(StandardNormal);
        let mut service = Duration::from_secs_f64((self.mu + self.sigma * normal).exp());
        if self.idle.pop_back().is_none() {
            self.cold_starts += 1;
            service += COLD_START;
        }
        self.time_in_flight_s += service.min(self.end.duration_since(now)).as_secs_f64();
        cx.schedule_event(service, schedulable!(Self::completion), ())
            .expect("no service takes no time");
    }

    #[nexosim(schedulable)]
    fn completion(&mut self, (): (), cx: &Context<Self>) {
        self.idle.push_back(cx.time());
    }

    /// Requests, cold starts and the time that requests spent in flight, added up.
    async fn counts(&mut self, (): ()) -> (u64, u64, f64) {
        (self.requests, self.cold_starts, self.time_in_flight_s)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rate, duration_s, seed] = arguments.as_slice() else {
        return Err("usage: peer-nexosim RATE DURATION_S SEED".into());
    };
    let duration_s: f64 = duration_s.parse()?;
    let duration = Duration::from_secs_f64(duration_s);
    let function = Function::new(rate.parse()?, duration, seed.parse()?);

    let mailbox = Mailbox::new();
    let mut bench = SimInit::with_num_threads(1);
    let counts = QuerySource::new()
        .connect(Function::counts, &mailbox)
        .register(&mut bench);
    let mut simulation = bench.add_model(function, mailbox, "function").init(START)?;

    let started = Instant::now();
    simulation.step_until(START + duration)?;
    let seconds = started.elapsed().as_secs_f64();

    let (requests, cold_starts, time_in_flight_s) = simulation.process_query(&counts, ())?;
    println!(
        r#"{{"requests": {requests}, "seconds": {seconds}, "cold_starts": {cold_starts}, "in_flight": {}}}"#,
        time_in_flight_s / duration_s
    );
    Ok(())
}
