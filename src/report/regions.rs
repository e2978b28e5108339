//! The catalog's Regions as a table, JSON and CSV.
//!
//! It knows the catalog; it must not know what a quota does, nor what becomes of a price.

use std::io;

use serde::Serialize;

use super::format::thousands;
use super::render::text::Medium;
use super::{Hints, Language};
use crate::catalog::{self, Known, ListPrice, PricedItem, RegionEntry};

/// A Region with the first tier of its price of duration.
#[derive(Debug, Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    burst_quota: u32,
    source: &'static str,
    checked: &'static str,
    /// USD per GB-second on x86.
    gb_second_x86_64_usd: Option<f64>,
    /// Whether that is another Region's, for this one's is not known.
    gb_second_x86_64_stand_in: Option<bool>,
    gb_second_arm64_usd: Option<f64>,
    gb_second_arm64_stand_in: Option<bool>,
    price_source: &'static str,
    price_checked: &'static str,
}

impl Row {
    fn new(region: &'static RegionEntry) -> Self {
        let price = |architecture| {
            let tiers = catalog::list_prices(&region.code, architecture, PricedItem::Duration);
            tiers.into_iter().next()
        };
        let stands_in = |price: ListPrice| matches!(price.known, Known::StandIn(_));
        let [x86_64, arm64]: [Option<ListPrice>; 2] = ["x86_64", "arm64"].map(price);
        Self {
            code: &region.code,
            name: &region.name,
            burst_quota: region.burst_quota,
            source: &region.source,
            checked: &region.checked,
            gb_second_x86_64_usd: x86_64.map(|price| price.usd),
            gb_second_x86_64_stand_in: x86_64.map(stands_in),
            gb_second_arm64_usd: arm64.map(|price| price.usd),
            gb_second_arm64_stand_in: arm64.map(stands_in),
            price_source: x86_64.map_or("", |price| price.source),
            price_checked: x86_64.map_or("", |price| price.checked),
        }
    }
}

fn rows() -> impl Iterator<Item = Row> {
    catalog::regions().iter().map(Row::new)
}

/// Codes, names, burst quotas and prices, for reading.
pub fn table(hints: &Hints, language: Language) -> String {
    text(hints, language, Medium::Terminal)
}

/// The same as Markdown.
pub fn markdown(hints: &Hints, language: Language) -> String {
    text(hints, language, Medium::Markdown)
}

fn text(hints: &Hints, language: Language, medium: Medium) -> String {
    let heading = language.choose(
        ["Region", "Name", "Burst quota", "x86", "Arm"],
        ["리전", "이름", "버스트 할당량", "x86", "Arm"],
    );
    let cells = rows().map(|row| {
        vec![
            row.code.to_owned(),
            row.name.to_owned(),
            thousands(u64::from(row.burst_quota)),
            price(row.gb_second_x86_64_usd, row.gb_second_x86_64_stand_in),
            price(row.gb_second_arm64_usd, row.gb_second_arm64_stand_in),
        ]
    });
    let each = thousands(u64::from(catalog::defaults().per_function_burst));
    let (priced, dated) = (catalog::prices_date(), catalog::date());
    let stand_in = catalog::STAND_IN_REGION;
    let sources = hints.sources.in_language(language);
    let notes = language.choose(
        [
            format!(
                "Burst quota: environments that all functions of an account may create at once under \
                 scaling = \"regional-burst\", AWS's rule until November 2023. Under scaling = \
                 \"per-function\", the rule since, each function may create {each}."
            ),
            format!(
                "x86, Arm: list price of {priced} in USD for a million GB-seconds, first tier."
            ),
            format!("* not known here: bills use the price of {stand_in} and mark it as a stand-in."),
            format!("Catalog of {dated}; {sources}."),
        ],
        [
            format!(
                "버스트 할당량: scaling = \"regional-burst\"(2023년 11월까지의 AWS 규칙)에서 계정의 모든 함수가 한 번에 만들 수 \
                 있는 실행 환경 수입니다. 그 이후의 규칙인 scaling = \"per-function\"에서는 함수마다 {each}개를 만들 수 있습니다."
            ),
            format!("x86, Arm: {priced} 기준 백만 GB-초당 정가(USD), 첫 구간."),
            format!("* 알려지지 않음: 청구액은 {stand_in}의 가격을 대신 쓰고 그렇게 표시합니다."),
            format!("{dated} 기준 카탈로그; {sources}."),
        ],
    );
    let mut text = medium.table(heading, cells, 2) + medium.gap();
    text.extend(notes.iter().map(|note| medium.sentence(note)));
    text
}

/// A price for a million GB-seconds, with the mark of a stand-in.
fn price(usd: Option<f64>, stand_in: Option<bool>) -> String {
    let mark = if stand_in == Some(true) { "*" } else { " " };
    usd.map_or_else(String::new, |usd| format!("{:.4}{mark}", usd * 1e6))
}

/// An array of objects with sources and dates.
///
/// # Errors
/// None to be expected: it is written to memory.
pub fn json() -> io::Result<String> {
    Ok(serde_json::to_string_pretty(&rows().collect::<Vec<_>>())?)
}

/// Comma-separated values with sources and dates.
///
/// # Errors
/// None to be expected: it is written to memory.
pub fn csv() -> io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows() {
        writer.serialize(row)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use crate::report::{Hints, Language};

    #[test]
    fn every_form_lists_every_region() {
        let json = super::json().unwrap();
        let csv = super::csv().unwrap();
        for region in crate::catalog::regions() {
            for text in [&super::table(&Hints::PLAIN, Language::English), &json, &csv] {
                assert!(
                    text.contains(&region.code),
                    "{} is missing in:\n{text}",
                    region.code
                );
            }
        }
        assert_eq!(
            csv.lines().next(),
            Some(
                "code,name,burst_quota,source,checked,gb_second_x86_64_usd,\
                 gb_second_x86_64_stand_in,gb_second_arm64_usd,gb_second_arm64_stand_in,\
                 price_source,price_checked"
            )
        );
        let tel_aviv = super::table(&Hints::PLAIN, Language::English);
        let tel_aviv = tel_aviv.lines().find(|line| line.contains("il-central-1"));
        assert!(
            tel_aviv.is_some_and(|line| line.contains("16.6667*")),
            "{tel_aviv:?}"
        );
        let widest = super::table(&Hints::PLAIN, Language::English)
            .lines()
            .map(|line| line.chars().count())
            .max();
        assert!(widest <= Some(80), "the table is {widest:?} columns wide");
    }
}
