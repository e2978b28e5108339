//! What a comparison found, in sentences: who is throttled least, who differs from the baseline in what, and who
//! misses an objective.

use super::events;
use super::tables::{STAND_IN, signed};
use super::variants::{self, Group};
use crate::billing::{Item, stand_in_regions};
use crate::catalog::prices_date;
use crate::measures::{Measure, Unit};
use crate::report::compared::Compared;
use crate::report::document::{Language, Sentence, Tone};
use crate::report::format::{escaped, percent};
use crate::report::notation;
use crate::study::compare::{Comparison, Difference, Finding};
use crate::study::{SampleVerdict, Scope};

/// A measure that sentences speak of: what is said of its value, and a noun for it, in English and in Korean.
struct Said {
    measure: Measure,
    clause: [&'static str; 2],
    noun: [&'static str; 2],
}

const fn said(measure: Measure, clause: [&'static str; 2], noun: [&'static str; 2]) -> Said {
    Said {
        measure,
        clause,
        noun,
    }
}

const SAID: [Said; 8] = [
    said(
        Measure::ThrottleRate,
        ["throttles {} of attempts", "시도의 {} 스로틀링"],
        ["throttles", "스로틀링"],
    ),
    said(
        Measure::GivenUp,
        ["gives up {} requests", "포기한 요청 {}개"],
        ["requests given up", "포기한 요청"],
    ),
    said(
        Measure::ColdStarts,
        ["has {} cold starts", "콜드 스타트 {}회"],
        ["cold starts", "콜드 스타트"],
    ),
    said(
        Measure::LatencyP99,
        ["has a latency p99 of {}", "p99 지연 시간 {}"],
        ["latency p99", "p99 지연 시간"],
    ),
    // Only where there is a queue.
    said(
        Measure::OldestAge,
        [
            "lets an item wait up to {} in a queue",
            "대기열의 가장 긴 대기 {}",
        ],
        ["the longest wait in a queue", "대기열의 가장 긴 대기"],
    ),
    said(
        Measure::EnvironmentsMax,
        ["peaks at {} environments", "실행 환경 최대 {}개"],
        ["environments", "실행 환경"],
    ),
    said(Measure::Cost, ["costs {}", "비용 {}"], ["cost", "비용"]),
    said(
        Measure::MonthlyCost,
        ["costs {} a month", "월 비용 {}"],
        ["monthly cost", "월 비용"],
    ),
];

/// The title of the scenario, or of each of several.
pub(super) fn title(language: Language, compared: &Compared<'_>) -> String {
    let mut titles: Vec<String> = Vec::new();
    let scenarios = || compared.scenarios();
    let first = scenarios().next().map(|scenario| scenario.scale);
    let is_scaled_alike = scenarios().all(|scenario| Some(scenario.scale) == first);
    for scenario in scenarios() {
        let title = if is_scaled_alike {
            language.title_of(scenario)
        } else {
            scenario.title.clone()
        };
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles.join(" / ")
}

/// All that was found, the headline first.
pub(super) fn sentences(
    language: Language,
    comparison: &Comparison,
    groups: &[Group],
) -> Vec<Sentence> {
    let alike = variants::alike(language, comparison);
    // Of variants that are alike the first is named.
    let name = |index: usize| {
        let variant = comparison.variants.get(index);
        variant.map_or_else(String::new, |variant| escaped(&variant.name))
    };
    let differing = groups.iter().skip(1).map(|one| {
        let pair = Pair {
            language,
            comparison,
            baseline: name(0),
            variant: name(one.index),
            index: one.index,
        };
        pair.sentence()
    });
    let plain = alike
        .into_iter()
        .chain(differing)
        .chain(events::sentences(language, comparison, groups))
        .chain(unlike(language, comparison))
        .map(|words| Sentence::new(Tone::Plain).text(words));
    let missed = groups.iter().flat_map(|one| {
        let verdicts = comparison.judge(one.index);
        let missed = verdicts.into_iter().filter(|verdict| !verdict.met);
        missed.map(|verdict| missed_in_words(language, &one.name, &verdict))
    });
    std::iter::once(headline(language, comparison, groups))
        .chain(plain)
        .chain(missed.map(|words| Sentence::new(Tone::Bad).text(words)))
        .collect()
}

/// What variants do not have in common, so that their figures are read with care.
fn unlike(language: Language, comparison: &Comparison) -> Vec<String> {
    let mut sentences = Vec::new();
    if !comparison.same_requests() {
        let words = language.choose(
            "The variants do not meet the same requests: their traffic differs.",
            "변형마다 트래픽이 달라 같은 요청을 받지 않습니다.",
        );
        sentences.push(words.to_owned());
    }
    if !comparison.same_duration() {
        let words = language.choose(
            "They do not run equally long: shares, latencies and peaks can be compared; totals and costs are of a run \
             as a whole.",
            "실행 시간이 서로 다릅니다. 비율, 지연 시간, 최댓값은 비교할 수 있지만 합계와 비용은 실행 전체의 값입니다.",
        );
        sentences.push(words.to_owned());
    }
    let lacking = comparison.functions().iter().filter(|name| {
        let mut variants = comparison.variants.iter();
        !variants.all(|one| one.scenario.functions.iter().any(|own| own.name == **name))
    });
    let lacking: Vec<String> = lacking.map(|name| escaped(name)).collect();
    if !lacking.is_empty() {
        let names = lacking.join(", ");
        sentences.push(language.choose(
            format!("Not in every variant: {names}."),
            format!("일부 변형에만 있는 함수: {names}."),
        ));
    }
    sentences
}

/// Which variant throttles the lowest share of attempts, and which the highest.
fn headline(language: Language, comparison: &Comparison, groups: &[Group]) -> Sentence {
    let rate = |index| comparison.estimate(index, Scope::Account, Measure::ThrottleRate);
    let rates = groups
        .iter()
        .filter_map(|one| Some((&one.name, rate(one.index)?.mean)));
    let mut rates: Vec<(&String, f64)> = rates.collect();
    // Stable: of equals the one given first.
    rates.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (Some((best, lowest)), Some((worst, highest))) = (rates.first(), rates.last()) else {
        return Sentence::new(Tone::Plain).text(language.choose(
            "No variant received any requests.",
            "요청을 받은 변형이 없습니다.",
        ));
    };
    let (low, high) = (percent(*lowest), percent(*highest));
    if *highest == 0.0 {
        Sentence::new(Tone::Good).text(language.choose(
            "No variant was throttled in any replication.",
            "어느 반복에서도 스로틀링된 변형이 없습니다.",
        ))
    } else if lowest == highest {
        Sentence::new(Tone::Plain).text(language.choose(
            format!("Every variant throttles {high} of attempts."),
            format!("모든 변형에서 시도의 {high}가 스로틀링됩니다."),
        ))
    } else {
        Sentence::new(Tone::Plain).text(language.choose(
            format!("{best} throttles the lowest share of attempts, {low}; {worst} the highest, {high}."),
            format!("시도 중 스로틀링된 비율은 {best}에서 가장 낮고({low}) {worst}에서 가장 높습니다({high})."),
        ))
    }
}

/// A variant that is not the baseline, beside it.
struct Pair<'a> {
    language: Language,
    comparison: &'a Comparison,
    baseline: String,
    variant: String,
    index: usize,
}

impl Pair<'_> {
    fn sentence(&self) -> String {
        let Self {
            language,
            baseline,
            variant,
            ..
        } = self;
        let differing = SAID.iter().filter_map(|said| {
            let difference = self.difference(said.measure)?;
            (difference.finding == Finding::Differs).then_some((said, difference))
        });
        let clauses = differing
            .enumerate()
            .map(|(place, (said, difference))| self.clause(said, &difference, place == 0));
        let clauses: Vec<String> = clauses.collect();
        let [noise, too_few, equal] =
            [Finding::Noise, Finding::TooFew, Finding::Equal].map(|finding| self.nouns(finding));
        let opening = if !clauses.is_empty() {
            language.choose(
                format!("{variant} {}.", clauses.join("; ")),
                format!("{variant}: {}.", clauses.join(", ")),
            )
        } else if noise.is_empty() && too_few.is_empty() {
            return language.choose(
                format!("{variant} and {baseline} do not differ in any of these: {equal}."),
                format!("{variant}, {baseline}: 다음에서 차이가 없습니다: {equal}."),
            );
        } else {
            language.choose(
                format!("{variant} and {baseline}: nothing is shown to differ."),
                format!("{variant}, {baseline}: 확인된 차이가 없습니다."),
            )
        };
        let rest = [
            (
                language.choose(
                    "Too few replications to tell: ",
                    "반복이 적어 판단할 수 없음: ",
                ),
                too_few,
            ),
            (
                language.choose("No significant difference in ", "유의한 차이 없음: "),
                noise,
            ),
            (language.choose("Equal: ", "동일: "), equal),
        ];
        let rest = rest
            .into_iter()
            .filter(|(_, nouns)| !nouns.is_empty())
            .map(|(words, nouns)| format!(" {words}{nouns}."));
        opening + &rest.collect::<String>()
    }

    fn difference(&self, measure: Measure) -> Option<Difference> {
        self.comparison
            .difference(self.index, Scope::Account, measure)
    }

    /// What amounts to `finding`.
    fn nouns(&self, finding: Finding) -> String {
        let alike = SAID.iter().filter(|said| {
            let difference = self.difference(said.measure);
            difference.is_some_and(|one| one.finding == finding)
        });
        let nouns = alike.map(|said| self.language.choose(said.noun[0], said.noun[1]));
        nouns.collect::<Vec<_>>().join(", ")
    }

    /// The value with its difference from the baseline, whose own value the first clause names.
    fn clause(&self, said: &Said, difference: &Difference, is_first: bool) -> String {
        let unit = said.measure.unit();
        let value = |index| {
            let estimate = self
                .comparison
                .estimate(index, Scope::Account, said.measure);
            estimate.map_or_else(|| "-".to_owned(), |one| notation::plain(unit, one.mean))
        };
        let words = self.language.choose(said.clause[0], said.clause[1]);
        let words = words.replace("{}", &value(self.index));
        let points = match unit {
            Unit::Share => self.language.choose(" points", " %p"),
            _ => "",
        };
        let size = signed(&difference.estimate, unit) + points;
        if !is_first {
            return self
                .language
                .choose(format!("{words} ({size})"), format!("{words}({size})"));
        }
        let (baseline, other) = (&self.baseline, value(0));
        self.language.choose(
            format!("{words}, {baseline} {other} ({size})"),
            format!("{words}({baseline} {other}, {size})"),
        )
    }
}

/// An objective that a variant misses.
fn missed_in_words(language: Language, variant: &str, verdict: &SampleVerdict) -> String {
    let (objective, function) = (&verdict.objective, escaped(&verdict.function));
    let (key, unit) = (objective.measure.key(), objective.measure.unit());
    let value = match &verdict.value {
        Some(value) => notation::estimate(value, unit),
        None => language.nothing_to_measure().to_owned(),
    };
    let doubt = if verdict.certain {
        ""
    } else {
        language.choose(
            "; not certain: the interval includes the limit",
            "; 구간이 한도를 포함하므로 불확실",
        )
    };
    language.choose(
        format!("{variant} misses {key} {objective} in {function}: {value}{doubt}."),
        format!("{variant}: {function}의 {key} {objective} 미달, {value}{doubt}."),
    )
}

/// What must be known of the costs.
pub(super) fn notes(language: Language, comparison: &Comparison, groups: &[Group]) -> Vec<String> {
    let changes = |index: usize, measure, sign: f64| {
        let difference = comparison.difference(index, Scope::Account, measure);
        difference
            .is_some_and(|one| one.finding == Finding::Differs && one.estimate.mean * sign > 0.0)
    };
    let mut others = groups.iter().skip(1).map(|one| one.index);
    let loses_users = others
        .any(|index| changes(index, Measure::Cost, -1.0) && changes(index, Measure::GivenUp, 1.0));
    let date = prices_date();
    let prices = language.choose(
        format!("List prices of {date} unless the scenario sets them."),
        format!("시나리오에서 따로 정하지 않으면 {date}의 정가입니다."),
    );
    let groups = groups.iter();
    let stand_ins: Vec<Item> = groups
        .flat_map(|one| comparison.stand_ins(one.index))
        .copied()
        .collect();
    let stand_in = (!stand_ins.is_empty()).then(|| {
        let other = stand_in_regions(&stand_ins);
        language.choose(
            format!(
                "{STAND_IN} A price of the Region's own is not known, so that of {other} stands in; \
                 region.prices sets it."
            ),
            format!(
                "{STAND_IN} 해당 리전의 가격을 알 수 없어 {other}의 가격을 대신 씁니다. region.prices로 \
                 정할 수 있습니다."
            ),
        )
    });
    loses_users
        .then(|| language.abandoned_are_not_billed().to_owned())
        .into_iter()
        .chain([prices])
        .chain(stand_in)
        .collect()
}
