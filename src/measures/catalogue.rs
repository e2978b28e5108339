//! The entries of the catalogue.

use super::entry::{Better, Entry, OverTime};
use super::trouble::Trouble;
use super::unit::Unit;
use Better::{More, Neither};
use OverTime::{Maximum, Mean, Quotient, Statistic, Sum};
use Unit::{Count, Level, Milliseconds, Share, Usd};

/// Makes the enumeration, the list of all and their entries of one block, so that none can be forgotten. The sentence
/// above a name documents it and says what it is.
macro_rules! measures {
    ($($(#[doc = $what:literal])+ $name:ident($column:literal, $unit:expr, $over_time:expr) $(.$method:ident($($argument:expr),*))*;)*) => {
        /// Something that is measured of a run: of the account, of one of its functions, or of a function in an
        /// interval.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Measure {
            $($(#[doc = $what])+ $name,)*
        }

        static ENTRIES: [Entry; Measure::ALL.len()] = [
            $(Entry::new(concat!($($what),+), $column, $unit, $over_time)$(.$method($($argument),*))*,)*
        ];

        impl Measure {
            /// All of them, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

measures! {
    /// Requests that arrived.
    Requests("requests", Count, Sum).better(Neither)
        .english("requests", "requests").korean("요청", "요청");
    /// Attempts that a limit refused.
    Throttles("throttles", Count, Sum)
        .english("throttled attempts", "throttles").korean("스로틀링된 시도", "스로틀링");
    /// Throttles / attempts.
    ThrottleRate("throttle_rate", Share, Quotient).follows(&[Trouble::Throttles])
        .english("throttled", "throttled").korean("스로틀링", "스로틀링").of("attempts", "시도");
    /// The throttle rate of all functions together.
    AccountThrottleRate("account_throttle_rate", Share, Quotient).follows(&[Trouble::Throttles])
        .english("throttled, all functions", "all functions")
        .korean("스로틀링, 전체 함수", "전체 함수").of("attempts", "시도");
    /// Attempts that failed in an outage of the service, and invocations that failed in the function.
    Errors("errors", Count, Sum)
        .english("failed attempts", "failed").korean("실패한 시도", "실패");
    /// Invocations that waited for a new environment.
    ColdStarts("cold_starts", Count, Sum)
        .english("cold starts", "cold starts").korean("콜드 스타트", "콜드 스타트");
    /// Cold starts / invocations.
    ColdStartRate("cold_start_rate", Share, Quotient).follows(&[Trouble::ColdStarts])
        .english("cold starts", "cold starts").korean("콜드 스타트", "콜드 스타트").of("invocations", "호출");
    /// Invocations beyond provisioned concurrency / invocations; all of them without any.
    SpilloverRate("spillover_rate", Share, Quotient)
        .english("beyond provisioned", "beyond")
        .korean("프로비저닝된 동시성 초과", "초과").of("invocations", "호출");
    /// Requests given up.
    GivenUp("given_up", Count, Sum)
        .english("requests given up", "given up").korean("포기한 요청", "포기");
    /// Requests given up / requests.
    GivenUpRate("given_up_rate", Share, Quotient).follows(&[Trouble::Throttles])
        .english("given up", "given up").korean("포기", "포기").of("requests", "요청");
    /// Invocations that ended in a function error / invocations.
    ErrorRate("error_rate", Share, Quotient)
        .english("function errors", "errors").korean("함수 오류", "오류").of("invocations", "호출");
    /// The longest that an item had waited in a queue at any instant; none without a queue.
    OldestAge("oldest_age_ms", Milliseconds, Statistic).follows(&[Trouble::Throttles]).on_request()
        .english("oldest age", "oldest age").korean("최대 대기 시간", "최대 대기");
    /// Items of queues that went to a dead-letter queue or on-failure destination / items received; none without a queue.
    DeadLetterRate("dead_letter_rate", Share, Quotient).follows(&[Trouble::Throttles]).on_request()
        .english("dead-lettered", "dead-lettered").korean("배달 못한 편지 대기열로 이동", "배달 못함").of("items", "항목");
    /// Items of queues that were lost / items received; none without a queue.
    DropRate("drop_rate", Share, Quotient).follows(&[Trouble::Throttles]).on_request()
        .english("dropped", "dropped").korean("유실", "유실").of("items", "항목");
    /// Arithmetic mean of the time from a request's arrival to its completion.
    LatencyMean("latency_mean_ms", Milliseconds, Statistic).follows(&Trouble::ALL)
        .english("latency mean", "mean").korean("평균 지연 시간", "평균");
    /// Median latency.
    LatencyP50("latency_p50_ms", Milliseconds, Statistic).follows(&Trouble::ALL)
        .english("latency p50", "p50").korean("p50 지연 시간", "p50");
    /// 90 % quantile of the latency.
    LatencyP90("latency_p90_ms", Milliseconds, Statistic).follows(&Trouble::ALL)
        .english("latency p90", "p90").korean("p90 지연 시간", "p90");
    /// 95 % quantile of the latency.
    LatencyP95("latency_p95_ms", Milliseconds, Statistic).follows(&Trouble::ALL)
        .english("latency p95", "p95").korean("p95 지연 시간", "p95");
    /// 99 % quantile of the latency.
    LatencyP99("latency_p99_ms", Milliseconds, Statistic).follows(&Trouble::ALL)
        .english("latency p99", "p99").korean("p99 지연 시간", "p99");
    /// 99.9 % quantile of the latency.
    LatencyP999("latency_p999_ms", Milliseconds, Statistic).follows(&Trouble::ALL)
        .english("latency p99.9", "p99.9").korean("p99.9 지연 시간", "p99.9");
    /// Requests in flight or waiting to retry.
    OpenMean("open_mean", Level, Mean)
        .english("open requests, mean", "open").korean("미결 요청(평균)", "미결 요청");
    /// Most requests in flight or waiting to retry.
    OpenMax("open_max", Count, Maximum)
        .english("peak open requests", "open").korean("미결 요청(최대)", "미결 요청");
    /// Requests being served, their initialisation included.
    InFlightMean("in_flight_mean", Level, Mean).better(Neither)
        .english("in flight, mean", "in flight").korean("동시 처리(평균)", "동시 처리");
    /// Most requests being served.
    InFlightMax("in_flight_max", Count, Maximum).better(Neither)
        .english("peak in flight", "in flight").korean("동시 처리(최대)", "동시 처리");
    /// Environments alive.
    EnvironmentsMean("environments_mean", Level, Mean).better(Neither)
        .english("environments, mean", "environments").korean("실행 환경(평균)", "실행 환경");
    /// Most environments alive; of several functions together it is not observed.
    EnvironmentsMax("environments_max", Count, Maximum).better(Neither)
        .english("peak environments", "environments").korean("실행 환경(최대)", "실행 환경");
    /// Share of its time that provisioned concurrency is busy, as billed; none without any.
    Utilization("utilization", Share, Quotient).better(More)
        .english("provisioned busy", "busy").korean("프로비저닝된 동시성 사용률", "사용률").of("its time", "시간");
    /// Provisioned environments that can be used.
    ProvisionedMean("provisioned_mean", Level, Mean).better(Neither)
        .english("provisioned, mean", "on average").korean("프로비저닝된 동시성(평균)", "평균");
    /// Most provisioned environments that can be used at once.
    ProvisionedMax("provisioned_max", Count, Maximum).better(Neither)
        .english("peak provisioned", "at most").korean("프로비저닝된 동시성(최대)", "최대");
    /// Windows of `[slo]` in which every objective held / windows; none without `windows`.
    WindowsMet("windows_met", Share, Quotient).better(More).follows(&Trouble::ALL).on_request()
        .english("windows met", "windows").korean("목표를 충족한 구간", "충족 구간").of("windows", "구간");
    /// What the run costs.
    Cost("cost_usd", Usd, Sum)
        .english("cost of the run", "cost").korean("실행 비용", "비용");
    /// What a month of such runs costs.
    MonthlyCost("monthly_cost_usd", Usd, Sum)
        .english("cost of a month", "a month").korean("월 비용", "월 비용");
}

impl Measure {
    /// What the catalogue says of it.
    pub fn entry(self) -> &'static Entry {
        &ENTRIES[self as usize]
    }

    /// Its name, as in `[slo]`: `latency_p99`.
    pub fn key(self) -> &'static str {
        self.entry().key()
    }

    /// Its name in data files, with the unit: `latency_p99_ms`.
    pub fn column(self) -> &'static str {
        self.entry().column
    }

    /// Its column in `timeseries.csv`, where requests are told from what comes of them.
    pub fn series_column(self) -> &'static str {
        match self {
            Self::Requests => "arrivals",
            other => other.column(),
        }
    }

    /// What its values are counted in.
    pub fn unit(self) -> Unit {
        self.entry().unit
    }

    /// Whether the values of several functions add up to the account's.
    pub fn adds_up(self) -> bool {
        matches!(self.entry().over_time, Sum | Mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_a_name_of_its_own_and_words_in_both_languages() {
        for (index, measure) in Measure::ALL.iter().enumerate() {
            let entry = measure.entry();
            let column = entry.column;
            let earlier = Measure::ALL[..index].iter();
            let mut earlier = earlier.map(|other| other.entry());
            let same = earlier.find(|other| other.column == column || other.key() == entry.key());
            assert!(same.is_none(), "two measures are called {column}");
            assert!(!entry.what().is_empty(), "{column} does not say what it is");
            assert!(
                column.ends_with(entry.unit.suffix()),
                "{column} hides its unit"
            );
            for words in [entry.english, entry.korean] {
                assert!(
                    !words.name.is_empty() && !words.short.is_empty(),
                    "{column}: {words:?}"
                );
                let is_share = entry.unit == Share;
                assert_eq!(is_share, !words.whole.is_empty(), "{column}: {words:?}");
            }
        }
    }

    #[test]
    fn names_say_how_a_value_comes_about_over_time() {
        for measure in Measure::ALL {
            let entry = measure.entry();
            let is = |over_time| entry.over_time == over_time;
            let key = entry.key();
            assert_eq!(key.ends_with("_max"), is(Maximum), "{key}");
            assert_eq!(entry.unit == Share, is(Quotient), "{key}");
            let of_single = key.starts_with("latency_") || key == "oldest_age";
            assert_eq!(of_single, is(Statistic), "{key}");
            assert_eq!(entry.unit == Level, is(Mean), "{key}");
        }
    }

    /// What a reader of `docs/measures.md` is told.
    #[test]
    fn the_documentation_has_a_row_for_every_measure() {
        const TEXT: &str = include_str!("../../docs/measures.md");
        for measure in Measure::ALL {
            let entry = measure.entry();
            let unit = match entry.unit {
                Count | Level => "number",
                Share => "share",
                other => other.symbol(),
            };
            let over_time = match entry.over_time {
                Sum => "added up",
                Mean => "mean over time",
                Maximum => "highest at any instant",
                Quotient => "quotient of sums",
                Statistic => "statistic of single values",
            };
            let better = match entry.better {
                Better::Less => "less",
                More => "more",
                Neither => "-",
            };
            let (column, what) = (entry.column, entry.what());
            let row = format!("| `{column}` | {what} | {unit} | {over_time} | {better} |");
            assert!(
                TEXT.lines().any(|line| line == row),
                "docs/measures.md lacks the row\n{row}"
            );
        }
    }
}
