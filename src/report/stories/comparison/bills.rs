//! What each variant is billed for, line by line: the run, and a month where that was asked for.

use super::tables::{STAND_IN, heads, laid_out};
use super::variants::Group;
use crate::billing::{Item, Usd};
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, InText, Language, Section};
use crate::report::format::usd;
use crate::report::stories::run::item_label;
use crate::study::compare::Comparison;

/// The bills; `None` of platforms, whose months have a table of their own.
pub(super) fn section(
    language: Language,
    comparison: &Comparison,
    names: &[Group],
) -> Option<Section> {
    if comparison.is_of_platforms() {
        return None;
    }
    let all = |of: &dyn Fn(usize) -> Vec<(Item, f64)>| -> Vec<Vec<(Item, f64)>> {
        names.iter().map(|group| of(group.index)).collect()
    };
    let run = all(&|index| comparison.run_by_item(index).collect());
    let month = all(&|index| comparison.month_by_item(index).collect());
    let captions = [
        language.choose("The run, USD (mean)", "실행, USD(평균)"),
        language.choose("Per month, USD (mean)", "월, USD(평균)"),
    ];
    let tables = captions.into_iter().zip([run, month]);
    let tables = tables.filter_map(|(caption, bills)| table(language, caption, names, &bills));
    Some(Section {
        id: "bills",
        heading: language.choose("Cost by item", "항목별 비용"),
        blocks: tables.map(Block::Table).collect(),
        in_text: InText::Above,
        ..Section::default()
    })
}

/// A row for each item that any variant is billed for, and their total; `None` without a bill.
fn table(
    language: Language,
    caption: &str,
    names: &[Group],
    bills: &[Vec<(Item, f64)>],
) -> Option<Table> {
    if bills.iter().all(Vec::is_empty) {
        return None;
    }
    let amount = |bill: &[(Item, f64)], item: Item| {
        let found = bill.iter().find(|(one, _)| *one == item);
        found.map_or(0.0, |(_, amount)| *amount)
    };
    let is_used = |item: &Item| bills.iter().any(|bill| amount(bill, *item) > 0.0);
    let rows = Item::ALL.into_iter().filter(is_used).map(|item| {
        let cells = bills.iter().map(|bill| match amount(bill, item) {
            0.0 => "-".to_owned(),
            amount => usd(Usd::new(amount)),
        });
        Row::new(item_label(language, item), cells.collect())
    });
    let totals = bills.iter().zip(names).map(|(bill, group)| {
        let total: f64 = bill.iter().map(|(_, amount)| amount).sum();
        let mark = if group.has_stand_ins { STAND_IN } else { "" };
        usd(Usd::new(total)) + mark
    });
    let total = Row {
        name: language.choose("total", "합계").to_owned(),
        cells: totals.collect(),
        total: true,
    };
    Some(laid_out(Table {
        caption: caption.to_owned(),
        columns: heads(names),
        rows: rows.chain([total]).collect(),
        ..Table::default()
    }))
}
