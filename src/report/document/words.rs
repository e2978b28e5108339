//! Every word of the charts, in each language.
//!
//! The only place that knows how something is called: a message is a method that takes both
//! languages at once, so that a missing translation does not compile. Korean terms are those of AWS's Korean
//! documentation. Names, titles and numbers are the user's and stay as they are.

use super::look::Language;
use crate::report::format::{plural, span, thousands};
use crate::scenario::{ScalingRule, Scenario};
use crate::study::sweep::Kind;

/// Messages without anything to fill in.
macro_rules! fixed {
    ($($name:ident: $english:literal, $korean:literal;)*) => {
        impl Language {
            $(pub(in crate::report) fn $name(self) -> &'static str {
                self.choose($english, $korean)
            })*
        }
    };
}

fixed! {
    // The scaling diagram.
    instances: "function instances", "함수 인스턴스";
    open_requests: "open requests", "미결 요청";
    throttling_possible: "throttling possible", "스로틀링 가능";
    attempts_throttled: "attempts throttled", "스로틀링된 시도";
    attempts_throttled_in_a_replication: "attempts throttled in a replication", "한 반복에서라도 스로틀링된 시도";
    attempts_failed: "attempts failed", "실패한 시도";
    provisioned: "provisioned concurrency", "프로비저닝된 동시성";
    standard: "standard concurrency", "표준 동시성";
    most_at_once: "at the same time (maximum of each interval)", "동시 개수(구간별 최대)";
    mean_at_once: "at the same time (mean of each interval)", "동시 개수(구간별 평균)";
    account_limit: "account concurrency limit", "계정 동시성 한도";
    reserved_limit: "reserved concurrency", "예약된 동시성";
    limit_left_by_others: "concurrency that others leave", "다른 함수가 남긴 동시성";
    warm_up: "warm-up, not counted", "준비 구간(집계 제외)";
    // Throttles and cold starts.
    throttled_by_concurrency: "throttled by a concurrency limit", "동시성 한도로 스로틀링";
    throttled_by_rate: "throttled by requests per second", "초당 요청 한도로 스로틀링";
    cold_starts: "cold starts", "콜드 스타트";
    throttled_per_second: "throttled attempts per second", "초당 스로틀링된 시도";
    cold_starts_per_second: "cold starts per second", "초당 콜드 스타트";
    no_throttle: "No attempt was throttled.", "스로틀링된 시도가 없습니다.";
    no_cold_start: "There was no cold start.", "콜드 스타트가 없습니다.";
    throttled_by_burst: "throttled by the regional burst quota", "리전 버스트 할당량으로 스로틀링";
    throttled_by_function_scaling: "throttled by the function's scaling rate", "함수의 확장 속도로 스로틀링";
    server_errors: "server errors (5xx)", "서버 오류(5xx)";
    outage: "outage", "장애";
    // The other charts of a page.
    all_functions: "All functions", "모든 함수";
    per_second: "per second", "초당";
    arriving: "requests arriving", "도착한 요청";
    invocations: "invocations", "호출";
    attempts_with_retries: "attempts, retries included", "시도(재시도 포함)";
    in_flight_at_once: "requests at the same time (maximum of each interval)", "동시 요청(구간별 최대)";
    in_flight: "in flight", "처리 중";
    in_flight_mean: "in flight (mean)", "처리 중(평균)";
    claimed: "claimed (in flight unreserved, and all set aside)", "점유(예약되지 않은 처리 중 요청과 따로 둔 동시성)";
    unreserved_in_flight: "in flight on unreserved concurrency", "예약되지 않은 동시성에서 처리 중";
    tokens_left: "scaling tokens left", "남은 확장 토큰";
    tokens_unit: "new environments that could be created at once (at the end of each interval)", "한 번에 만들 수 있는 새 환경(구간 끝)";
    full_bucket: "full bucket", "가득 찬 버킷";
    tokens_of_the_region: "Every new environment takes a token from the bucket that all functions of the Region share; while it is empty, attempts that need one are throttled.", "새 환경마다 리전의 모든 함수가 함께 쓰는 버킷에서 토큰 하나를 씁니다. 버킷이 비면 토큰이 필요한 시도는 스로틀링됩니다.";
    tokens_of_a_function: "Every new environment takes a token from its function's bucket; the chart shows the function that has the fewest left.", "새 환경마다 자기 함수의 버킷에서 토큰 하나를 씁니다. 차트는 토큰이 가장 적게 남은 함수를 보여 줍니다.";
    busy_most: "busy (maximum)", "사용 중(최대)";
    allocated: "allocated", "할당됨";
    environments_at_once: "environments at the same time", "동시 환경";
    // Latency.
    p99: "p99: 99 % of requests took at most this", "p99: 요청의 99 %가 이 시간 이하";
    p50: "p50: half of them took at most this", "p50: 요청의 절반이 이 시간 이하";
    latency: "latency of served requests (ms)", "처리된 요청의 지연 시간(ms)";
    logarithmic: ", logarithmic scale", ", 로그 눈금";
    no_completion: "No request was completed.", "완료된 요청이 없습니다.";
    // Queues.
    backlog: "backlog: what waits (maximum of each interval)", "백로그: 대기 중인 항목(구간별 최대)";
    oldest_age: "age of the oldest that waits (s, at the end of each interval)", "가장 오래 대기 중인 항목의 나이(초, 구간 끝)";
    batches_in_flight: "batches in flight (maximum of each interval)", "처리 중인 배치(구간별 최대)";
    processed: "processed", "처리됨";
    in_dead_letter_queue: "in the dead-letter queue", "배달 못한 편지 대기열(DLQ)로 이동";
    at_destination: "at the on-failure destination", "실패 시 대상으로 이동";
    lost: "lost", "손실";
    waiting_or_in_flight: "waiting or in flight", "대기 중이거나 처리 중";
    mapping_allows: "batches the mapping allows", "매핑이 허용하는 배치";
    event_pollers: "event pollers", "이벤트 폴러";
    dead_lettered_or_lost: "dead-lettered or lost", "DLQ·실패 시 대상으로 이동 또는 손실";
    given_up_or_lost: "given up, dead-lettered or lost", "포기, DLQ·실패 시 대상으로 이동 또는 손실";
    nothing_came: "Nothing came.", "도착한 것이 없습니다.";
    // ECS services.
    tasks_at_once: "tasks and instances (at the end of each interval)", "태스크와 인스턴스(구간 끝)";
    tasks_running: "tasks running", "실행 중인 태스크";
    tasks_asked_for: "tasks asked for", "요청된 태스크";
    instances_of_ec2: "EC2 instances running", "실행 중인 EC2 인스턴스";
    instances_asked_for: "EC2 instances asked for", "요청된 EC2 인스턴스";
    requests_at_tasks: "requests (maximum of each interval)", "요청(구간별 최대)";
    served_by_tasks: "being served", "처리 중";
    waiting_for_a_place: "waiting for a place", "자리를 기다리는 중";
    places_of_tasks: "places of running tasks", "실행 중인 태스크의 자리";
    cpu_in_use: "CPU of running tasks in use (%)", "실행 중인 태스크의 CPU 사용률(%)";
    cpu_target: "tracking target", "추적 목표";
    // A comparison.
    same_requests: "the same requests in each", "모두 같은 요청";
    other_requests: "not the same requests in each", "변형마다 다른 요청";
    most_open: "open requests (maximum of any variant)", "미결 요청(변형 중 최대)";
    // Environments.
    initialising: "initializing (cold start)", "초기화 중(콜드 스타트)";
    busy: "busy with a request", "요청 처리 중";
    busy_provisioned: "busy, provisioned concurrency", "처리 중(프로비저닝된 동시성)";
    idle: "idle", "유휴";
    throttled: "throttled", "스로틀링";
    failed: "failed", "실패";
    // A sizing.
    whole_run: "whole run", "전체 실행";
    whole_range: "whole range", "전체 범위";
    met: "met", "충족";
    not_certain: "not certain", "불확실";
    missed: "MISSED", "미달";
    objectives: "objectives", "목표";
    abandoned_are_not_billed: "Abandoned requests are not billed, so a lower cost can simply mean lost users.", "포기한 요청에는 요금이 부과되지 않으므로, 낮은 비용은 단지 잃은 사용자를 뜻할 수 있습니다.";
    minimum: "minimum", "최소";
    on_average: "on average", "평균";
    at_most: "at most", "최대";
    least_that_meets: "lowest that meets the objectives", "목표를 충족하는 최솟값";
    nearest: "nearest to the objectives", "목표에 가장 가까운 값";
    cheapest: "cheapest", "최저 비용";
    peak_and_a_tenth: "peak + 10 %", "최대치 + 10 %";
    cheapest_that_meets: "cheapest that meets the objectives", "목표를 충족하는 최저 비용";
    tracking_target: "tracking target (% of provisioned concurrency busy)", "추적 목표(프로비저닝된 동시성 사용률 %)";
    constant: "constant value", "고정값";
    objective: "objective", "목표";
    confidence_interval: "95 % confidence interval", "95 % 신뢰 구간";
    mean: "mean", "평균";
    nothing_to_measure: "nothing to measure", "측정할 것이 없음";
    each_dot: "each dot a point, the same over every key", "점 하나가 지점 하나, 모든 키에서 동일";
    whole_account: "whole account", "계정 전체";
    // The page on which a reader steps through them.
    initialising_now: "initializing for", "초기화 중:";
    busy_now: "busy with", "처리 중:";
    stopped_now: "stopped", "종료됨";
    not_yet: "not there yet", "아직 없음";
    play: "Play", "재생";
    pause: "Pause", "멈춤";
    step_back: "One step back", "한 단계 뒤로";
    step_on: "One step on", "한 단계 앞으로";
    moment: "Moment of the run", "실행 시점";
    before_everything: "Nothing has happened yet.", "아직 아무 일도 없습니다.";
    keys: "Keys: ← and → for a step, space to play, Home and End.", "키: ←, → 한 단계, 스페이스 재생, Home, End";
}

impl Language {
    /// One of two wordings of the same.
    pub fn choose<T>(self, english: T, korean: T) -> T {
        match self {
            Self::English => english,
            Self::Korean => korean,
        }
    }

    /// The code of the language, as HTML and SVG have it.
    pub(in crate::report) fn code(self) -> &'static str {
        self.choose("en", "ko")
    }

    /// Title of a time axis whose numbers are in a unit.
    pub(in crate::report) fn time(self, unit: &str) -> String {
        self.choose(
            format!("time ({unit})"),
            format!("경과 시간({})", korean_unit(unit)),
        )
    }

    /// How many intervals of all something was so in, and when the first and the last of them begin.
    pub(in crate::report) fn during(
        self,
        count: usize,
        all: usize,
        [first, last]: [&str; 2],
    ) -> String {
        let (many, of) = (thousands(count as u64), thousands(all as u64));
        match count {
            every if every == all => self.choose(
                format!("in all {of} intervals"),
                format!("구간 {of}개 모두"),
            ),
            1 => self.choose(
                format!("in one of {of} intervals, at {first}"),
                format!("구간 {of}개 중 하나({first})"),
            ),
            _ => self.choose(
                format!("in {many} of {of} intervals, first at {first}, last at {last}"),
                format!("구간 {of}개 중 {many}개(처음 {first}, 마지막 {last})"),
            ),
        }
    }

    /// How many runs there were.
    pub(in crate::report) fn runs(self, runs: u64) -> String {
        let count = thousands(runs);
        self.choose(format!("{count} runs."), format!("실행 {count}회."))
    }

    /// A span of time.
    pub(in crate::report) fn span(self, seconds: f64) -> String {
        let span = span(seconds);
        let parts: Vec<&str> = span.split(' ').collect();
        let korean = parts.chunks(2).map(|part| match part {
            [number, unit] => format!("{number}{}", korean_unit(unit)),
            other => other.concat(),
        });
        let korean = korean.collect::<Vec<_>>().join(" ");
        self.choose(span.clone(), korean)
    }

    /// The title of a scenario, which says by how much its traffic is multiplied.
    pub(in crate::report) fn title_of(self, scenario: &Scenario) -> String {
        let (title, scale) = (&scenario.title, scenario.scale);
        if scale == 1.0 {
            return title.clone();
        }
        self.choose(
            format!("{title} (traffic × {scale})"),
            format!("{title} (트래픽 × {scale})"),
        )
    }

    /// A simulated span.
    pub(in crate::report) fn simulated(self, seconds: f64) -> String {
        let span = self.span(seconds);
        self.choose(format!("{span} simulated"), format!("{span} 시뮬레이션"))
    }

    /// The account's concurrency limit, for a subtitle.
    pub(in crate::report) fn account_limit_of(self, limit: u32) -> String {
        let limit = thousands(u64::from(limit));
        self.choose(
            format!("account limit {limit}"),
            format!("계정 한도 {limit}"),
        )
    }

    /// The quotas of a scaling rule.
    pub(in crate::report) fn quotas(self, rule: &ScalingRule) -> String {
        let ended = match rule {
            ScalingRule::RegionalBurst { .. } => self.choose(
                " (AWS's rule until November 2023)",
                "(2023년 11월까지의 AWS 규칙)",
            ),
            ScalingRule::PerFunction { .. } => "",
        };
        let each = match rule {
            ScalingRule::RegionalBurst { .. } => "",
            ScalingRule::PerFunction { .. } => self.choose(" each", " (함수마다)"),
        };
        format!(
            "{}{ended} · {} · {}{each}",
            rule.key(),
            self.burst(rule),
            self.ramp(rule)
        )
    }

    /// The burst quota of a scaling rule.
    pub(in crate::report) fn burst(self, rule: &ScalingRule) -> String {
        let word = self.choose("burst", "버스트");
        format!("{word} {}", thousands(u64::from(rule.burst().get())))
    }

    /// The ramp of a scaling rule.
    pub(in crate::report) fn ramp(self, rule: &ScalingRule) -> String {
        let minute = self.choose("min", "분");
        let ramp = thousands(u64::from(rule.ramp_per_minute().get()));
        format!("+{ramp}/{minute}")
    }

    /// Which replication a chart shows.
    pub(in crate::report) fn replication_0_of(self, count: u64) -> String {
        let count = thousands(count);
        self.choose(
            format!("replication 0 of {count}"),
            format!("반복 {count}회 중 0번"),
        )
    }

    /// A curve that is a mean over replications.
    pub(in crate::report) fn mean_of_replications(self, curve: &str, count: u64) -> String {
        let count = thousands(count);
        self.choose(
            format!("{curve}, mean of {count} replications"),
            format!("{curve}, 반복 {count}회의 평균"),
        )
    }

    /// How many functions a chart shows of all.
    pub(in crate::report) fn busiest(self, shown: usize, all: usize) -> String {
        self.choose(
            format!("the {shown} busiest of {all} functions"),
            format!("함수 {all}개 중 요청이 가장 많은 {shown}개"),
        )
    }

    /// How many sources with a queue a chart shows of all.
    pub(in crate::report) fn busiest_sources(self, shown: usize, all: usize) -> String {
        self.choose(
            format!("the {shown} busiest of {all} queues"),
            format!("대기열 {all}개 중 가장 많이 받은 {shown}개"),
        )
    }

    /// How many ECS services a picture shows of all.
    pub(in crate::report) fn busiest_services(self, shown: usize, all: usize) -> String {
        self.choose(
            format!("the {shown} busiest of {all} services"),
            format!("서비스 {all}개 중 요청이 가장 많은 {shown}개"),
        )
    }

    /// Where the items of a source are, by the end of each interval.
    pub(in crate::report) fn so_far(self, source: &str, items: &str) -> String {
        self.choose(
            format!("{source}: {items} so far"),
            format!("{source}: 누적 {items}"),
        )
    }

    /// What a comparison is of, where `requests` says whose requests they are.
    pub(in crate::report) fn compared(
        self,
        variants: u64,
        requests: &str,
        replications: u64,
    ) -> String {
        self.choose(
            format!(
                "{} · {requests} · mean of {}",
                plural(variants, "variant", "variants"),
                plural(replications, "replication", "replications"),
            ),
            format!(
                "변형 {}개 · {requests} · 반복 {}회의 평균",
                thousands(variants),
                thousands(replications)
            ),
        )
    }

    /// Function instances of variants, `words` being what holds for all; `first` where not all are
    /// shown.
    pub(in crate::report) fn instances_of(self, first: Option<usize>, words: &str) -> String {
        let english = first.map_or_else(String::new, |shown| format!("the first {shown} of "));
        let korean = first.map_or_else(String::new, |shown| format!(" 처음 {shown}개만"));
        self.choose(
            format!("function instances of {english}{words}"),
            format!("함수 인스턴스{korean} · {words}"),
        )
    }

    /// What a mean is over.
    pub(in crate::report) fn mean_of(self, replications: u64) -> String {
        self.choose(
            format!(
                "mean of {}",
                plural(replications, "replication", "replications")
            ),
            format!("반복 {}회의 평균", thousands(replications)),
        )
    }

    /// The same where values have replications of their own, up to so many.
    pub(in crate::report) fn mean_of_up_to(self, replications: u64) -> String {
        let count = thousands(replications);
        self.choose(
            format!("mean of up to {count} replications"),
            format!("최대 {count}회 반복의 평균"),
        )
    }

    /// How many points a sweep has, and how they were chosen.
    pub(in crate::report) fn points(self, count: u64, kind: Kind) -> String {
        let points = plural(count, "point", "points");
        let korean = thousands(count);
        match kind {
            Kind::Grid => self.choose(
                format!("{points} in a grid"),
                format!("격자의 지점 {korean}개"),
            ),
            Kind::LatinHypercube => self.choose(
                format!("{points} in a Latin hypercube"),
                format!("라틴 하이퍼큐브의 지점 {korean}개"),
            ),
        }
    }

    /// How many keys a chart shows of all.
    pub(in crate::report) fn first_keys(self, shown: usize, all: usize) -> String {
        self.choose(
            format!("first {shown} of {all} keys"),
            format!("키 {all}개 중 처음 {shown}개"),
        )
    }

    /// How far a curve goes that leaves the panel.
    pub(in crate::report) fn up_to(self, curve: &str, most: u64) -> String {
        let most = thousands(most);
        self.choose(
            format!("{curve}: up to {most}"),
            format!("{curve}: 최대 {most}"),
        )
    }

    /// A cold start begins.
    pub(in crate::report) fn created_for(self, request: u64, environment: &str) -> String {
        self.choose(
            format!(
                "Request {request} finds no idle environment: {environment} is created (cold start)."
            ),
            format!(
                "요청 {request}: 유휴 환경이 없어 {environment} 환경을 만듭니다(콜드 스타트)."
            ),
        )
    }

    /// A cold start is over.
    pub(in crate::report) fn initialised_for(self, request: u64, environment: &str) -> String {
        self.choose(
            format!("{environment} is initialized and runs request {request}."),
            format!("{environment} 환경의 초기화가 끝나 요청 {request}을(를) 처리합니다."),
        )
    }

    /// A warm start.
    pub(in crate::report) fn taken_by(self, request: u64, environment: &str) -> String {
        self.choose(
            format!("Request {request} goes to {environment}, which was idle."),
            format!("요청 {request}: 유휴 상태인 {environment} 환경이 처리합니다."),
        )
    }

    /// A request is done.
    pub(in crate::report) fn done_by(self, request: u64, environment: &str) -> String {
        self.choose(
            format!("Request {request} is done; {environment} is idle."),
            format!("요청 {request} 완료, {environment} 환경은 유휴 상태입니다."),
        )
    }

    /// An environment stops.
    pub(in crate::report) fn stops(self, environment: &str) -> String {
        self.choose(
            format!("{environment} is stopped."),
            format!("{environment} 환경이 종료됩니다."),
        )
    }

    /// An attempt is throttled.
    pub(in crate::report) fn throttled_for(self, request: u64) -> String {
        self.choose(
            format!("Request {request} is throttled."),
            format!("요청 {request}이(가) 스로틀링됩니다."),
        )
    }

    /// An attempt fails.
    pub(in crate::report) fn failed_for(self, request: u64) -> String {
        self.choose(
            format!("Request {request} fails: the service is out of order."),
            format!("요청 {request}이(가) 서비스 장애로 실패합니다."),
        )
    }

    /// Heading of a chart of environments.
    pub(in crate::report) fn environments(self, environments: u64, requests: u64) -> String {
        self.choose(
            format!(
                "{} for {}",
                plural(environments, "environment", "environments"),
                plural(requests, "request", "requests")
            ),
            format!(
                "실행 환경 {}개, 요청 {}개",
                thousands(environments),
                thousands(requests)
            ),
        )
    }
}

fn korean_unit(unit: &str) -> &str {
    match unit {
        "s" => "초",
        "min" => "분",
        "h" => "시간",
        "days" => "일",
        other => other,
    }
}

#[cfg(test)]
mod tests;
