//! The key figures of a run, or the means of many, as tiles at the top of its page.
//!
//! Every figure is one of `summary.json`; an objective that is held against it makes it good or bad.

use super::Run;
use crate::measures::{Measure, Unit};
use crate::report::cells;
use crate::report::document::tile::Tile;
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, thousands, usd};
use crate::report::notation;
use crate::report::replications::Replications;
use crate::report::services::{self, Service};
use crate::report::stories::queues::{Arrivals, wait};
use crate::scenario::Objective;

/// More services than this have no tiles of their own.
const MOST_SERVICES: usize = 2;

/// Whether a function met an objective.
struct Judged {
    objective: Objective,
    function: String,
    met: bool,
}

/// What a tile is made of.
struct Key<'k> {
    label: String,
    /// Where `summary.json` has it.
    pointer: String,
    unit: Unit,
    /// Of the single run.
    value: Option<f64>,
    /// How the value is shown, where not by its unit.
    shown: Option<String>,
    /// How many attempts or invocations it is a share of, in the single run.
    whole: Option<u64>,
    /// What else is to be known of it.
    note: String,
    /// What objectives call it.
    measure: Option<Measure>,
    /// Whose objectives judge it.
    functions: &'k [&'k str],
}

impl<'k> Key<'k> {
    /// A figure that is shown as its unit says, with nothing else to be known of it.
    fn new(
        label: impl Into<String>,
        pointer: String,
        unit: Unit,
        value: Option<f64>,
        functions: &'k [&'k str],
    ) -> Self {
        Self {
            label: label.into(),
            pointer,
            unit,
            value,
            shown: None,
            whole: None,
            note: String::new(),
            measure: None,
            functions,
        }
    }
}

impl Run<'_> {
    pub(super) fn tiles(&self, many: Option<&Replications>) -> Vec<Tile> {
        let judged = self.judged(many);
        let names: Vec<&str> = self.result.functions.iter().map(|one| &*one.name).collect();
        let mut keys = Vec::new();
        if !self.scenario.functions.is_empty() {
            keys.extend(self.of_lambda(&names));
            keys.extend(self.of_queues(&names));
        }
        let services: Vec<Service<'_>> = services::of_run(self.whole.scenario, self.whole.result)
            .take(MOST_SERVICES)
            .collect();
        let owners: Vec<[&str; 1]> = services
            .iter()
            .map(|one| [one.requests.name.as_str()])
            .collect();
        for (place, (service, owner)) in services.iter().zip(&owners).enumerate() {
            keys.extend(self.of_service(place, service, owner));
        }
        keys.push(self.of_cost(many));
        let made = keys
            .into_iter()
            .filter_map(|key| self.tile(key, many, &judged));
        made.chain(self.of_objectives(&judged)).collect()
    }

    fn judged(&self, many: Option<&Replications>) -> Vec<Judged> {
        match many {
            None => self
                .whole
                .verdicts
                .iter()
                .map(|one| Judged {
                    objective: one.objective,
                    function: one.function.clone(),
                    met: one.met,
                })
                .collect(),
            Some(many) => many
                .sample()
                .judge()
                .into_iter()
                .map(|one| Judged {
                    objective: one.objective,
                    function: one.function,
                    met: one.met,
                })
                .collect(),
        }
    }

    /// A figure with what objectives say of it; nothing where it was not measured.
    fn tile(&self, key: Key<'_>, many: Option<&Replications>, judged: &[Judged]) -> Option<Tile> {
        let language = self.language();
        let own = judged.iter().filter(|one| {
            Some(one.objective.measure) == key.measure && key.functions.contains(&&*one.function)
        });
        let (tone, verdict) = verdict_of(language, &own.collect::<Vec<_>>());
        let figure = Sentence::new(tone);
        let figure = match many {
            Some(many) => {
                let estimate = many.estimate(&key.pointer)?;
                figure.text(notation::estimate(&estimate, key.unit))
            }
            None => {
                let value = key.value?;
                let shown = key
                    .shown
                    .unwrap_or_else(|| notation::plain(key.unit, value));
                let exact = match key.unit {
                    Unit::Milliseconds => cells::json_millis(value),
                    _ => value,
                };
                figure.figure(&key.pointer, exact, shown)
            }
        };
        let whole = key.measure.zip(key.whole).filter(|_| many.is_none());
        let whole = whole.map(|(measure, whole)| self.of_whole(measure, whole));
        let notes = whole.into_iter().chain([key.note, verdict]);
        let notes: Vec<String> = notes.filter(|note| !note.is_empty()).collect();
        Some(Tile {
            label: key.label,
            figure,
            note: notes.join(" · "),
        })
    }

    fn of_lambda<'k>(&self, names: &'k [&'k str]) -> Vec<Key<'k>> {
        let language = self.language();
        let totals = self.result.totals();
        let account = |label: &str, key: &str, unit, value| {
            Key::new(label, format!("/account/{key}"), unit, value, names)
        };
        let requests = match Arrivals::of(self.scenario) {
            Arrivals::Requests => language.choose("requests", "요청"),
            Arrivals::Items => language.choose("items of queues", "대기열 항목"),
            Arrivals::Both => language.choose("requests and items", "요청과 항목"),
        };
        let rate = |measure: Measure, key: &str, share: f64, whole: u64| Key {
            whole: (whole > 0).then_some(whole),
            measure: Some(measure),
            ..account(
                language.words(measure).name,
                key,
                Unit::Share,
                (whole > 0).then_some(share),
            )
        };
        let mut keys = vec![
            account(
                requests,
                "requests",
                Unit::Count,
                Some(totals.arrivals as f64),
            ),
            rate(
                Measure::ThrottleRate,
                "throttle_rate",
                totals.throttle_rate(),
                totals.attempts,
            ),
        ];
        if totals.given_up > 0 && Arrivals::of(self.scenario) == Arrivals::Requests {
            let label = language.words(Measure::GivenUp).name;
            keys.push(Key {
                measure: Some(Measure::GivenUpRate),
                ..account(label, "given_up", Unit::Count, Some(totals.given_up as f64))
            });
        }
        keys.push(rate(
            Measure::ColdStartRate,
            "cold_start_rate",
            totals.cold_start_rate(),
            totals.invocations,
        ));
        let latency = self.result.latency();
        keys.push(Key {
            measure: Some(Measure::LatencyP99),
            ..account(
                language.words(Measure::LatencyP99).name,
                "latency_ms/p99",
                Unit::Milliseconds,
                latency.quantile_ms(0.99),
            )
        });
        let limit = u64::from(self.scenario.region.account_concurrency.get());
        let limit = thousands(limit);
        keys.push(Key {
            note: language.choose(
                format!("of {limit} (account limit)"),
                format!("계정 한도 {limit}"),
            ),
            ..account(
                language.choose("peak concurrency", "최대 동시성"),
                "concurrency/max",
                Unit::Count,
                Some(self.result.account.concurrency.max as f64),
            )
        });
        keys
    }

    /// `of 12,000 attempts`.
    fn of_whole(&self, measure: Measure, whole: u64) -> String {
        let language = self.language();
        let (count, name) = (thousands(whole), language.words(measure).whole);
        language.choose(format!("of {count} {name}"), format!("{name} {count}건 중"))
    }

    /// What matters of queues: the longest wait, and what was not processed.
    fn of_queues<'k>(&self, names: &'k [&'k str]) -> Vec<Key<'k>> {
        let language = self.language();
        let functions = self.result.functions.iter().enumerate();
        let sources: Vec<_> = functions
            .flat_map(|(index, function)| {
                let sources = function.sources.iter().enumerate();
                sources
                    .map(move |(place, one)| (format!("/functions/{index}/sources/{place}"), one))
            })
            .collect();
        let key =
            |label: &str, pointer, unit, value| Key::new(label, pointer, unit, Some(value), names);
        let oldest = sources
            .iter()
            .filter_map(|(path, one)| Some((path, one.oldest_age?.as_secs_f64())))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let oldest = oldest.map(|(path, seconds)| Key {
            shown: Some(wait(language, seconds)),
            measure: Some(Measure::OldestAge),
            ..key(
                language.choose("longest wait in a queue", "대기열의 가장 긴 대기"),
                format!("{path}/oldest_age_s"),
                Unit::Level,
                cells::json_fraction(seconds),
            )
        });
        // Of several the one that lost most: its figure stands in the summary.
        let lost = sources
            .iter()
            .max_by_key(|(_, one)| one.totals.dead_lettered);
        let lost = lost.map(|(path, one)| Key {
            measure: Some(Measure::DeadLetterRate),
            ..key(
                match sources.len() {
                    1 => language.choose("dead-lettered", "DLQ·실패 시 대상으로 이동"),
                    _ => language.choose(
                        "dead-lettered (worst queue)",
                        "DLQ·실패 시 대상(가장 많은 대기열)",
                    ),
                },
                format!("{path}/dead_lettered"),
                Unit::Count,
                one.totals.dead_lettered as f64,
            )
        });
        oldest.into_iter().chain(lost).collect()
    }

    fn of_service<'k>(
        &self,
        place: usize,
        service: &Service<'_>,
        owner: &'k [&'k str],
    ) -> Vec<Key<'k>> {
        let language = self.language();
        let name = escaped(&service.requests.name);
        let key = |label: &str, key: &str, unit, value, measure| {
            let (label, pointer) = (
                format!("{name}: {label}"),
                format!("/services/{place}/{key}"),
            );
            Key {
                measure,
                ..Key::new(label, pointer, unit, value, owner)
            }
        };
        let totals = &service.requests.totals;
        let refused = language.choose("refused", "거부");
        vec![
            key(
                language.choose("requests", "요청"),
                "requests",
                Unit::Count,
                Some(totals.arrivals as f64),
                None,
            ),
            Key {
                whole: (totals.attempts > 0).then_some(totals.attempts),
                ..key(
                    refused,
                    "throttle_rate",
                    Unit::Share,
                    (totals.attempts > 0).then(|| totals.throttle_rate()),
                    Some(Measure::ThrottleRate),
                )
            },
            key(
                language.words(Measure::LatencyP99).name,
                "latency_ms/p99",
                Unit::Milliseconds,
                service.requests.latency.quantile_ms(0.99),
                Some(Measure::LatencyP99),
            ),
            key(
                language.choose("peak tasks", "동시 태스크(최대)"),
                "tasks/max",
                Unit::Count,
                Some(service.tasks.running.max as f64),
                None,
            ),
        ]
    }

    fn of_cost(&self, many: Option<&Replications>) -> Key<'static> {
        let language = self.language();
        let bills = &self.whole.bills;
        let month = bills.month.as_ref().map(|bill| match many {
            None => usd(bill.total()),
            Some(many) => many.estimate("/account/cost/monthly/total").map_or_else(
                || usd(bill.total()),
                |one| notation::estimate(&one, Unit::Usd),
            ),
        });
        let note = month.map_or_else(String::new, |month| {
            language.choose(format!("{month} a month"), format!("월 {month}"))
        });
        let label = language.choose("cost of the run", "실행 비용");
        let (pointer, value) = ("/account/cost/total", cells::json_usd(bills.run.total()));
        Key {
            shown: Some(usd(bills.run.total())),
            note,
            ..Key::new(label, pointer.to_owned(), Unit::Usd, Some(value), &[])
        }
    }

    /// How many of the objectives were met, where there are any.
    fn of_objectives(&self, judged: &[Judged]) -> Option<Tile> {
        let language = self.language();
        let count = |met: bool| judged.iter().filter(|one| one.met == met).count();
        let (met, missed, all) = (count(true), count(false), judged.len());
        let tone = if missed == 0 { Tone::Good } else { Tone::Bad };
        (all > 0).then(|| Tile {
            label: language.choose("objectives met", "충족한 목표").to_owned(),
            figure: Sentence::new(tone)
                .text(language.choose(format!("{met} of {all}"), format!("{all}개 중 {met}개"))),
            note: String::new(),
        })
    }
}

/// What objectives say of a figure: `SLO < 1%: met`, with the functions that missed it where there are several.
fn verdict_of(language: Language, judged: &[&Judged]) -> (Tone, String) {
    let Some(first) = judged.first() else {
        return (Tone::Plain, String::new());
    };
    let missed = judged.iter().filter(|one| !one.met).count();
    let (tone, word) = match missed {
        0 => (Tone::Good, language.met()),
        _ => (Tone::Bad, language.missed()),
    };
    let functions = match judged.len() {
        1 => String::new(),
        _ if missed == 0 => String::new(),
        all => language.choose(
            format!(" in {missed} of {all} functions"),
            format!("(함수 {all}개 중 {missed}개)"),
        ),
    };
    (tone, format!("SLO {}: {word}{functions}", first.objective))
}

#[cfg(test)]
mod tests;
