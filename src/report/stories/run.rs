//! The document of a run, of a long one, or of many replications, of which it shows the first.

mod bill;
mod charts;
mod conclusions;
mod counts;
mod curves;
mod demand;
mod judged;
mod many;
mod notes;
mod queues;
mod recorded;
mod rows;
mod service_sections;
mod services;
mod steady;
mod tables;
mod tiles;

use crate::metrics::RunResult;
use crate::report::Hints;
use crate::report::document::across::Across;
use crate::report::document::chart::{Chart, View};
use crate::report::document::{Block, Document, InText, Language, Look, Section, Words, subtitle};
use crate::report::format::{escaped, thousands};
use crate::report::observed::Observed;
use crate::report::replications::Replications;
use crate::report::stories::findings;
use crate::report::stories::queues::Arrivals;
use crate::scenario::Scenario;
use crate::study::{Finished, SteadyState};
pub(super) use bill::item_label;
use curves::Curves;
pub(super) use judged::objective_line;
use services::Services;

/// What the document of a run is made from.
pub(super) struct Run<'a> {
    look: Look,
    /// All of it.
    whole: &'a Finished<'a>,
    /// The part that Lambda served, as all that follows is.
    finished: &'a Finished<'a>,
    scenario: &'a Scenario,
    result: &'a RunResult,
    curves: Curves<'a>,
}

/// What stands beside a run.
#[derive(Default)]
pub(in crate::report) struct Beside<'a> {
    /// Where it ran for long, to find its steady state.
    pub(in crate::report) steady: Option<&'a SteadyState>,
    /// Where it is the first of many.
    pub(in crate::report) many: Option<&'a Replications>,
    /// What would have been enough, if that was asked.
    pub(in crate::report) explained: Option<Section>,
    /// What a reader can do to learn more.
    pub(in crate::report) hints: Hints,
}

/// The pictures of what was observed, which may be an earlier result.
pub(in crate::report) fn of_observed(
    look: &Look,
    scenario: &Scenario,
    observed: &Observed,
) -> Document {
    let on_lambda = scenario.on_lambda();
    let curves = Curves::new(&on_lambda, observed, look.language);
    let services = Services::new(scenario, &curves);
    let mut figures = services.figures(look);
    if observed.functions.is_empty() {
        return Document {
            language: look.language,
            axes: vec![Across::Time(curves.timeline)],
            shades: curves.shades(),
            figures,
            sections: vec![Section {
                blocks: services.charts().into_iter().map(Block::Chart).collect(),
                ..Section::default()
            }],
            ..Document::default()
        };
    }
    figures.splice(0..0, curves.figures(look));
    let charts = [
        curves.scaling(),
        curves.throttles(),
        curves.cold_starts(),
        curves.latency(),
    ];
    let means = observed
        .means
        .as_ref()
        .map(|means| curves.mean_scaling(means));
    Document {
        language: look.language,
        axes: vec![Across::Time(curves.timeline)],
        shades: curves.shades(),
        figures,
        sections: vec![Section {
            blocks: means
                .into_iter()
                .chain(charts)
                .chain(curves.queue_charts())
                .chain(services.charts())
                .map(Block::Chart)
                .collect(),
            ..Section::default()
        }],
        ..Document::default()
    }
}

/// The document of a run.
pub(in crate::report) fn of_run(
    look: &Look,
    (whole, on_lambda): (&Finished<'_>, &Finished<'_>),
    observed: &Observed,
    beside: Beside<'_>,
) -> Document {
    let run = Run::new(look, (whole, on_lambda), observed);
    let mut document = run.document(beside.many, &beside.hints);
    if let Some(steady) = beside.steady {
        document
            .sections
            .push(steady::section(look.language, steady));
    }
    match beside.explained {
        // After the scaling diagram and what limited the run.
        Some(section) => {
            let limits = document.sections.iter().position(|one| one.id == "limits");
            document
                .sections
                .insert(limits.map_or(1, |at| at + 1), section);
        }
        None => run.hint(&mut document),
    }
    document
}

impl<'a> Run<'a> {
    pub(super) fn new(
        look: &Look,
        (whole, finished): (&'a Finished<'a>, &'a Finished<'a>),
        observed: &'a Observed,
    ) -> Self {
        let Finished {
            scenario, result, ..
        } = *finished;
        Self {
            look: *look,
            whole,
            finished,
            scenario,
            result,
            curves: Curves::new(scenario, observed, look.language),
        }
    }

    fn language(&self) -> Language {
        self.look.language
    }

    /// How to learn what would have helped, where anything was throttled.
    fn hint(&self, document: &mut Document) {
        // What was throttled in the warm-up is not explained.
        if self.result.totals().throttles() == 0 {
            return;
        }
        if let Some(limits) = document.sections.iter_mut().find(|one| one.id == "limits") {
            let words = self.language().choose(
                "To find the smallest change that would have prevented this, run in the folder of this page:",
                "이를 막을 수 있었던 가장 작은 변경을 찾으려면, 이 페이지의 폴더에서 실행하십시오:",
            );
            // The scenario lies beside the page, so that the command needs no name of the user's.
            let command = "burstsim explain scenario.toml".to_owned();
            limits
                .blocks
                .push(Block::Command(words.to_owned(), command));
        }
    }

    pub(super) fn document(&self, many: Option<&Replications>, hints: &Hints) -> Document {
        let language = self.language();
        let mut about = subtitle(&self.look, self.scenario);
        if let Some(many) = many {
            about = format!("{about} · {}", language.mean_of(many.count()));
        }
        let observed = self.curves.observed;
        let files = [
            ("timeseries.csv", !observed.functions.is_empty()),
            ("account.csv", !observed.functions.is_empty()),
            ("sources.csv", !observed.sources.is_empty()),
            ("services.csv", !observed.services.is_empty()),
            ("summary.json", true),
        ];
        let files = files.into_iter().filter(|(_, is_there)| *is_there);
        let files: Vec<_> = files.map(|(name, _)| name).collect();
        Document {
            language,
            title: escaped(&self.language().title_of(self.scenario)),
            subtitle: about,
            tiles: self.tiles(many),
            words: self.words(many, hints),
            axes: vec![Across::Time(self.curves.timeline)],
            shades: self.curves.shades(),
            scopes: self.curves.scopes(),
            sections: self.sections(many),
            page_notes: self.notes(many, &files.join(", ")),
            ..Document::default()
        }
    }

    fn words(&self, many: Option<&Replications>, hints: &Hints) -> Vec<Words> {
        let language = self.language();
        let findings = findings::of_run(language, self.whole, self.finished);
        let Some(many) = many else {
            return vec![Words {
                heading: None,
                sentences: findings,
                is_for_pages: false,
            }];
        };
        let count = thousands(many.count());
        vec![
            Words {
                heading: Some(language.choose(
                    format!(
                        "Means of {count} replications, with half the width of their 95 % intervals"
                    ),
                    format!("반복 {count}회의 평균과 95 % 구간 폭의 절반"),
                )),
                sentences: many::sentences(language, self.scenario, many, hints),
                is_for_pages: false,
            },
            Words {
                heading: Some(
                    language
                        .choose(
                            "Replication 0, which the rest of this page shows",
                            "이 페이지의 나머지가 보여 주는 0번 반복",
                        )
                        .to_owned(),
                ),
                sentences: findings,
                is_for_pages: true,
            },
        ]
    }

    pub(super) fn sections(&self, many: Option<&Replications>) -> Vec<Section> {
        let language = self.language();
        let bills = &self.whole.bills;
        let mut sections = vec![
            self.scaling(),
            self.limits(),
            self.queues(),
            self.section(
                "traffic",
                language.choose("Traffic", "트래픽"),
                "",
                self.concluded(self.curves.traffic(), |scope| self.of_traffic(scope)),
            ),
            self.section(
                "cold-starts",
                language.choose("Cold starts", "콜드 스타트"),
                language.choose(
                    "Invocations that waited for a new environment.",
                    "새 환경을 기다린 호출입니다.",
                ),
                self.concluded(self.curves.cold_starts(), |scope| self.of_cold_starts(scope)),
            )
            .and(self.curves.cold_start_rate()),
            self.recorded(),
            self.section(
                "latency",
                language.choose("Latency", "지연 시간"),
                language.choose(
                    "From a request's arrival to its completion, waits and cold start included, of the requests \
                     completed in an interval. The axis is logarithmic.",
                    "요청이 도착한 때부터 끝날 때까지(대기와 콜드 스타트 포함), 구간에 완료된 요청 기준입니다. 축은 로그 눈금입니다.",
                ),
                self.concluded(self.curves.latency(), |scope| self.of_latency(scope)),
            ),
            self.section(
                "concurrency",
                language.choose("Concurrency against its limits", "동시성과 한도"),
                language.choose(
                    "Peak requests in flight in each interval, and what the limits leave room for.",
                    "구간별 최대 동시 요청과 한도가 허용하는 만큼입니다.",
                ),
                self.concluded(self.concurrency(), |scope| self.of_concurrency(scope)),
            ),
            self.provisioned(),
            self.section(
                "tokens",
                language.choose("Scaling tokens", "확장 토큰"),
                self.tokens_in_words(),
                self.concluded(self.tokens(), |_| self.of_tokens()),
            ),
        ];
        if self.scenario.functions.is_empty() {
            sections.clear();
        }
        sections.retain(|section| !section.blocks.is_empty());
        sections.extend(self.services());
        let scenario = self.whole.scenario;
        match many {
            Some(many) => sections.extend([
                many::figures(language, scenario, many),
                many::cost(language, scenario, bills, many),
            ]),
            None => {
                if !self.scenario.functions.is_empty() {
                    sections.push(Section {
                        note: self.counted_in_words(),
                        ..tables::figures(language, self.scenario, self.result)
                    });
                }
                sections.push(bill::cost(language, scenario, bills));
            }
        }
        sections
    }

    fn section(
        &self,
        id: &'static str,
        heading: &'static str,
        note: &str,
        chart: Chart,
    ) -> Section {
        Section {
            id,
            heading,
            note: note.to_owned(),
            blocks: vec![Block::Chart(chart)],
            ..Section::default()
        }
    }

    /// AWS's diagram, and a glance at it for a terminal.
    fn scaling(&self) -> Section {
        let scaling = self.concluded(self.curves.scaling(), |scope| self.of_scaling(scope));
        let note = self.scaling_in_words(&scaling);
        let means = self.curves.observed.means.as_ref();
        let means = means.map(|means| self.curves.mean_scaling(means));
        let in_text = if means.is_none() {
            InText::Above
        } else {
            InText::No
        };
        Section {
            id: "scaling",
            heading: self.language().choose("Scaling", "확장"),
            note,
            blocks: means
                .into_iter()
                .chain([scaling])
                .map(Block::Chart)
                .collect(),
            in_text,
            ..Section::default()
        }
    }

    /// What limited the run, where anything did.
    fn limits(&self) -> Section {
        let language = self.language();
        let totals = self.result.totals_with_warm_up();
        let note = match (totals.throttles(), totals.errors) {
            (0, 0) => return Section::default(),
            (_, 0) => language.choose(
                "Attempts that were refused, by the limit that refused them.",
                "거부된 시도를 거부한 한도별로 나타냅니다.",
            ),
            (0, _) => language.choose(
                "Attempts that an outage failed; no limit refused any.",
                "장애로 실패한 시도입니다. 한도가 거부한 것은 없습니다.",
            ),
            _ => language.choose(
                "Attempts that were refused, by the limit that refused them, and those that failed.",
                "거부된 시도를 거부한 한도별로, 그리고 실패한 시도를 나타냅니다.",
            ),
        };
        let heading = language.choose("What limited it", "무엇이 제한했나");
        let chart = self.concluded(self.curves.throttles(), |scope| self.of_throttles(scope));
        self.section("limits", heading, note, chart)
            .and(self.curves.throttle_rate())
    }

    /// What waits in queues, and where it went, where there are any.
    fn queues(&self) -> Section {
        let language = self.language();
        let mut charts = self.curves.queue_charts();
        // The first of them is the backlog.
        match charts
            .first_mut()
            .and_then(|backlog| backlog.views.first_mut())
        {
            Some(view) => view.conclusion = self.of_backlog().unwrap_or_default(),
            None => return Section::default(),
        }
        let note = language.choose(
            "What waits until Lambda takes it, what comes back after an error or a throttle included.",
            "Lambda가 가져갈 때까지 대기하는 항목으로, 오류나 스로틀링 뒤에 되돌아온 것도 포함합니다.",
        );
        let charts = charts.into_iter().chain([self.curves.batches()]);
        let charts = charts.map(Block::Chart);
        let table = tables::queues(language, self.scenario, self.result);
        Section {
            id: "queues",
            heading: language.choose("Queues", "대기열"),
            note: note.to_owned(),
            blocks: charts
                .chain([Block::Table(table), Block::Note(self.counted_in_words())])
                .collect(),
            ..Section::default()
        }
    }

    /// How to read the diagram: of throttling only where there was any.
    fn scaling_in_words(&self, scaling: &Chart) -> String {
        let language = self.language();
        let totals = self.result.totals_with_warm_up();
        let mut words = vec![language.choose(
            "Function instances (execution environments) follow the open requests as fast as the scaling rate lets them.",
            "함수 인스턴스(실행 환경)는 확장 속도가 허용하는 만큼 미결 요청을 따라갑니다.",
        )];
        if Arrivals::of(self.scenario) != Arrivals::Requests {
            words.push(language.choose(
                "What waits in a queue is open, too, until it is processed.",
                "대기열에서 대기하는 것도 처리될 때까지 미결입니다.",
            ));
        }
        if scaling.views.iter().any(View::shows_throttling) {
            words.push(language.choose(
                "The tinted band is what waits after a throttle: more may be throttled there.",
                "색칠된 띠는 스로틀링된 뒤 기다리는 요청입니다. 그곳에서 더 스로틀링될 수 있습니다.",
            ));
        }
        if totals.throttles() > 0 {
            words.push(language.choose(
                "Marks at the foot show where attempts were throttled.",
                "아래쪽 표시는 시도가 스로틀링된 때입니다.",
            ));
        } else if totals.errors > 0 {
            words.push(language.choose(
                "Nothing was throttled: open requests above the instances wait after a server error (5xx).",
                "스로틀링은 없습니다. 인스턴스보다 많은 미결 요청은 서버 오류(5xx) 뒤에 기다리는 것입니다.",
            ));
        }
        words.join(" ")
    }

    fn provisioned(&self) -> Section {
        let language = self.language();
        let Some(chart) = self.provisioned_use() else {
            return Section::default();
        };
        Section {
            id: "provisioned",
            heading: language.choose("Provisioned concurrency", "프로비저닝된 동시성"),
            note: language
                .choose(
                    "Environments that are kept ready, and how many of them were busy.",
                    "준비해 둔 환경과 그중 사용 중인 수입니다.",
                )
                .to_owned(),
            blocks: vec![
                Block::Chart(self.concluded(chart, |_| self.of_provisioned())),
                Block::Table(tables::provisioned(language, self.result)),
            ],
            ..Section::default()
        }
    }

    fn counted_in_words(&self) -> String {
        let language = self.language();
        if self.result.warm_up.is_zero() {
            return language
                .choose("Over the whole run.", "전체 실행 기준.")
                .to_owned();
        }
        let warm_up = language.span(self.result.warm_up.as_secs_f64());
        language.choose(
            format!("After the warm-up of {warm_up}, which the charts shade."),
            format!("준비 구간 {warm_up} 이후 기준이며, 차트에는 음영으로 표시됩니다."),
        )
    }
}
