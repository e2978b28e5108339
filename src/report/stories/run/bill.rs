//! What a run costs, as a table: an item a row, and whose prices it was made out by.

use crate::billing::{Bill, Bills, Item, Period, stand_in_regions};
use crate::catalog::prices_date;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Language, Section};
use crate::report::format::{escaped, usd};
use crate::scenario::Scenario;

/// The bill by item, and by function where there are several.
pub(super) fn cost(language: Language, scenario: &Scenario, bills: &Bills) -> Section {
    let of = |period: Period| match (period, &bills.month) {
        (Period::Month, Some(month)) => month,
        _ => &bills.run,
    };
    let table = cost_table(language, bills, |period, item| {
        let bill = of(period);
        usd(item.map_or_else(|| bill.total(), |item| bill.amount(item)))
    });
    let mut blocks = vec![Block::Table(table)];
    let functions = bills.run.functions.iter().enumerate();
    if functions.len() > 1 {
        let rows = functions.map(|(index, function)| {
            let total = |bill: &Bill| bill.functions.get(index).map(|one| usd(one.total()));
            let cells = periods(language, bills).map(|(period, _)| total(of(period)));
            Row::new(
                escaped(&function.name),
                cells.map(Option::unwrap_or_default).collect(),
            )
        });
        let heads = periods(language, bills).map(|(_, head)| head.to_owned());
        let first = language
            .choose("total by function, USD", "함수별 합계, USD")
            .to_owned();
        blocks.push(Block::Table(Table {
            columns: std::iter::once(first).chain(heads).collect(),
            rows: rows.collect(),
            ..Table::default()
        }));
    }
    blocks.extend(
        prices(language, scenario, bills)
            .into_iter()
            .map(Block::Note),
    );
    cost_section(language, blocks)
}

pub(super) fn cost_section(language: Language, blocks: Vec<Block>) -> Section {
    Section {
        id: "cost",
        heading: language.choose("Cost", "비용"),
        blocks,
        in_text: InText::Above,
        ..Section::default()
    }
}

/// The run, and a month of such runs where that was requested.
fn periods(language: Language, bills: &Bills) -> impl Iterator<Item = (Period, &'static str)> {
    let run = (Period::Run, language.choose("run", "실행"));
    let month = (Period::Month, language.choose("per month", "월"));
    std::iter::once(run).chain(bills.month.is_some().then_some(month))
}

/// A row for each item that is used. `shown` gives the amount of an item, or without one the total.
pub(super) fn cost_table(
    language: Language,
    bills: &Bills,
    shown: impl Fn(Period, Option<Item>) -> String,
) -> Table {
    let stand_ins = stand_ins(bills);
    let inferred = inferred(bills);
    let items = Item::ALL.into_iter().filter(|item| bills.run.has(*item));
    let rows = items.map(Some).chain([None]).map(|item| {
        // A stand-in is the further guess, and says so where an item has prices of both kinds.
        let mark = match item {
            Some(item) if stand_ins.contains(&item) => " *",
            Some(item) if inferred.contains(&item) => " ~",
            _ => "",
        };
        let amounts = periods(language, bills).map(|(period, _)| shown(period, item));
        Row {
            name: format!("{}{mark}", label(language, item)),
            cells: amounts.collect(),
            total: item.is_none(),
        }
    });
    let heads = periods(language, bills).map(|(_, head)| head);
    let first = language.choose("cost in USD", "비용(USD)");
    Table {
        columns: std::iter::once(first)
            .chain(heads)
            .map(str::to_owned)
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    }
}

/// What an item of a bill is called.
pub(in crate::report::stories) const fn item_label(language: Language, item: Item) -> &'static str {
    label(language, Some(item))
}

const fn label(language: Language, item: Option<Item>) -> &'static str {
    let [english, korean] = match item {
        Some(Item::Requests) => ["requests", "요청"],
        Some(Item::Duration) => ["duration", "실행 시간"],
        Some(Item::Init) => ["initialization", "초기화"],
        Some(Item::Provisioned) => ["provisioned", "프로비저닝"],
        Some(Item::ProvisionedDuration) => ["- its duration", "- 그 실행 시간"],
        Some(Item::Storage) => ["ephemeral storage", "임시 스토리지"],
        Some(Item::EventPollers) => ["event pollers", "이벤트 폴러"],
        Some(Item::FargateVcpu) => ["Fargate vCPUs", "Fargate vCPU"],
        Some(Item::FargateMemory) => ["Fargate memory", "Fargate 메모리"],
        Some(Item::Instances) => ["EC2 instances", "EC2 인스턴스"],
        Some(Item::LoadBalancer) => ["load balancers", "로드 밸런서"],
        Some(Item::LoadBalancerCapacity) => ["- their capacity (LCU)", "- 그 용량(LCU)"],
        None => ["total", "합계"],
    };
    match language {
        Language::English => english,
        Language::Korean => korean,
    }
}

/// Items for which another Region's price stands in; a month reaches whatever price a run does.
fn stand_ins(bills: &Bills) -> Vec<Item> {
    bills.month.as_ref().unwrap_or(&bills.run).stand_ins()
}

/// Items of which a price follows from others of the Region, likewise.
fn inferred(bills: &Bills) -> Vec<Item> {
    bills.month.as_ref().unwrap_or(&bills.run).inferred()
}

/// Whose prices a bill was made out by.
pub(super) fn prices(language: Language, scenario: &Scenario, bills: &Bills) -> Vec<String> {
    let date = prices_date();
    let (own, own_korean) = if crate::report::cost::has_own_prices(bills) {
        (
            "Prices of the scenario, else list prices of",
            "시나리오의 가격, 그 밖에는 정가",
        )
    } else {
        ("List prices of", "정가")
    };
    let (free, free_korean) = if scenario.billing.free_tier {
        ("the monthly free tier deducted", "월 프리 티어 차감")
    } else {
        ("without the free tier", "프리 티어 제외")
    };
    let mut notes = vec![language.choose(
        format!("{own} {date}, {free}."),
        format!("{own_korean}({date}), {free_korean}."),
    )];
    if !stand_ins(bills).is_empty() {
        let region = &scenario.region.name;
        let other = stand_in_regions(&stand_ins(bills));
        notes.push(language.choose(
            format!(
                "* {region}'s own price is not known: that of {other} stands in; region.prices sets it."
            ),
            format!(
                "* {region}의 가격을 알 수 없어 {other}의 가격을 썼습니다. region.prices로 정할 수 있습니다."
            ),
        ));
    }
    let stand_ins = stand_ins(bills);
    if inferred(bills).iter().any(|item| !stand_ins.contains(item)) {
        let region = &scenario.region.name;
        notes.push(language.choose(
            format!(
                "~ {region}'s own price is on no list that is known here: it is inferred from another of its prices; \
                 region.prices sets it."
            ),
            format!(
                "~ {region}의 이 가격은 알려진 가격표에 없어 같은 리전의 다른 가격에서 추정했습니다. region.prices로 \
                 정할 수 있습니다."
            ),
        ));
    }
    notes
}
