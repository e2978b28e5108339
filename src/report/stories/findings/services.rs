//! What ECS services did: what was refused and why, how long requests took, how many tasks and instances there were.

use crate::kernel::SimTime;
use crate::metrics::periods::after_warm_up;
use crate::metrics::{RunResult, TaskChangeCause};
use crate::report::cells::json_fraction;
use crate::report::document::clock::Clock;
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, plural, thousands};
use crate::report::services::{Service, of_run};
use crate::study::Finished;

/// More services than this are not named: nobody reads a list of hundreds.
const MOST_LISTED: usize = 6;

/// What is said of each service.
pub(super) fn sentences(language: Language, finished: &Finished<'_>) -> Vec<Sentence> {
    let services = of_run(finished.scenario, finished.result).enumerate();
    let count = services.clone().count();
    let listed = services.take(MOST_LISTED).flat_map(|(place, service)| {
        let told = Told {
            language,
            clock: Clock::of(finished.scenario, finished.result.simulated.as_secs_f64()),
            service,
            path: format!("/services/{place}"),
        };
        let requests = told.of_requests(finished.result);
        std::iter::once(requests)
            .chain(told.of_latency())
            .chain([told.of_tasks()])
            .chain(told.of_instances())
            .collect::<Vec<_>>()
    });
    let mut sentences: Vec<Sentence> = listed.collect();
    if count > MOST_LISTED {
        let more = count - MOST_LISTED;
        let services = plural(more as u64, "service", "services");
        sentences.push(Sentence::new(Tone::Plain).text(language.choose(
            format!("{services} more; summary.json has all of them."),
            format!("서비스가 {more}개 더 있습니다. summary.json에 모두 있습니다."),
        )));
    }
    sentences
}

/// A service, and where `summary.json` has it.
struct Told<'a> {
    language: Language,
    clock: Clock,
    service: Service<'a>,
    path: String,
}

impl Told<'_> {
    fn key(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    fn name(&self) -> String {
        escaped(&self.service.requests.name)
    }

    /// `api (ECS on Fargate): of 9,000 attempts 120 were refused, 100 because the queue was full ...`
    fn of_requests(&self, result: &RunResult) -> Sentence {
        let (counts, totals) = (&self.service.requests.totals, &self.service.tasks.totals);
        let label = format!(
            "{} ({})",
            self.name(),
            self.service.settings.platform().title()
        );
        if counts.throttles() == 0 {
            let english = Sentence::new(Tone::Good)
                .text(format!("{label}: "))
                .counted(
                    &self.key("requests"),
                    counts.arrivals,
                    "request",
                    "requests",
                )
                .text(" arrived and none was refused.");
            let korean = Sentence::new(Tone::Good)
                .text(format!("{label}: 요청 "))
                .count(&self.key("requests"), counts.arrivals)
                .text("건이 도착했고 거부된 것은 없습니다.");
            return self.language.choose(english, korean);
        }
        let first = self.first_refusal(result);
        let (english_at, korean_at) = first.map_or_else(Default::default, |at| {
            let at = self.clock.at(at.as_secs_f64());
            (format!(", the first at {at}"), format!("(처음 {at})"))
        });
        let english = Sentence::new(Tone::Bad)
            .text(format!("{label}: of "))
            .counted(
                &self.key("attempts"),
                counts.attempts,
                "attempt",
                "attempts",
            )
            .text(", ")
            .count(&self.key("rejected"), totals.rejected)
            .text(" found every place taken and the queue full, and ")
            .count(&self.key("timed_out"), totals.timed_out)
            .text(" waited too long (")
            .share(&self.key("throttle_rate"), counts.throttle_rate())
            .text(format!(" in all){english_at}."));
        let korean = Sentence::new(Tone::Bad)
            .text(format!("{label}: 시도 "))
            .count(&self.key("attempts"), counts.attempts)
            .text("건 중 ")
            .count(&self.key("rejected"), totals.rejected)
            .text("건은 빈 자리가 없고 대기열이 가득 차서, ")
            .count(&self.key("timed_out"), totals.timed_out)
            .text("건은 너무 오래 기다려서 거부되었습니다(모두 ")
            .share(&self.key("throttle_rate"), counts.throttle_rate())
            .text(format!("){korean_at}."));
        self.language.choose(english, korean)
    }

    fn first_refusal(&self, result: &RunResult) -> Option<SimTime> {
        let rows = &self.service.tasks.intervals;
        let mut rows = after_warm_up(result, rows, |row| row.start).iter();
        let refused = rows.find(|row| row.counts.rejected + row.counts.timed_out > 0);
        refused.map(|row| row.start)
    }

    fn of_latency(&self) -> Option<Sentence> {
        let latency = &self.service.requests.latency;
        let (p50, p99) = (latency.quantile_ms(0.5)?, latency.quantile_ms(0.99)?);
        let english = Sentence::new(Tone::Plain)
            .text(format!(
                "{}: half of the requests were answered within ",
                self.name()
            ))
            .millis(&self.key("latency_ms/p50"), p50)
            .text(", 99 % within ")
            .millis(&self.key("latency_ms/p99"), p99)
            .text(".");
        let korean = Sentence::new(Tone::Plain)
            .text(format!("{}: 요청의 절반은 ", self.name()))
            .millis(&self.key("latency_ms/p50"), p50)
            .text(" 이내, 99 %는 ")
            .millis(&self.key("latency_ms/p99"), p99)
            .text(" 이내에 응답을 받았습니다.");
        Some(self.language.choose(english, korean))
    }

    /// How many tasks there were, and when target tracking first asked for more.
    fn of_tasks(&self) -> Sentence {
        let tasks = self.service.tasks;
        let mut changes = tasks.changes.iter();
        let first_out = changes.find(|change| {
            change.to > change.from && change.cause == TaskChangeCause::TargetTracking
        });
        let (english_out, korean_out) = first_out.map_or_else(Default::default, |change| {
            let at = self.clock.at(change.at.as_secs_f64());
            let (from, to) = (thousands(change.from.into()), thousands(change.to.into()));
            (
                format!("; target tracking first scaled out at {at}, from {from} to {to}"),
                format!("; 대상 추적은 {at}에 처음 {from}개에서 {to}개로 확장했습니다"),
            )
        });
        let share = self.service.settings.tasks.task.cpu_per_request;
        let english = Sentence::new(Tone::Plain)
            .text(format!("{}: a peak of ", self.name()))
            .counted(&self.key("tasks/max"), tasks.running.max, "task", "tasks")
            .text(", CPU ")
            .share(
                &self.key("cpu_utilization"),
                json_fraction(tasks.cpu_utilization(share)),
            )
            .text(format!(" in use on average{english_out}."));
        let korean = Sentence::new(Tone::Plain)
            .text(format!("{}: 동시에 최대 태스크 ", self.name()))
            .count(&self.key("tasks/max"), tasks.running.max)
            .text("개, CPU 사용률 ")
            .share(
                &self.key("cpu_utilization"),
                json_fraction(tasks.cpu_utilization(share)),
            )
            .text(format!("{korean_out}."));
        self.language.choose(english, korean)
    }

    fn of_instances(&self) -> Option<Sentence> {
        let ec2 = self.service.settings.ec2()?;
        let tasks = self.service.tasks;
        let name = &ec2.instance.name;
        let fit = thousands(
            ec2.tasks_per_instance(&self.service.settings.tasks.task)
                .into(),
        );
        let english = Sentence::new(Tone::Plain)
            .text(format!("{}: at most ", self.name()))
            .counted(
                &self.key("instances/max"),
                tasks.instances_running.max,
                "instance",
                "instances",
            )
            .text(format!(
                " ({name}), each with room for {fit} of these tasks."
            ));
        let korean = Sentence::new(Tone::Plain)
            .text(format!("{}: 최대 인스턴스 ", self.name()))
            .count(&self.key("instances/max"), tasks.instances_running.max)
            .text(format!("개({name}), 각각 태스크 {fit}개가 들어갑니다."));
        Some(self.language.choose(english, korean))
    }
}
