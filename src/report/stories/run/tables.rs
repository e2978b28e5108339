//! The tables of a run.

use crate::billing::{Bill, Bills, Item};
use crate::catalog::STAND_IN_REGION;
use crate::metrics::{FunctionResult, RunResult};
use crate::report::cost::prices_in_words;
use crate::report::document::table::{Row, Table};
use crate::report::document::{Block, Section};
use crate::report::format::{escaped, milliseconds, percent, thousands, usd};
use crate::report::stories::findings::provisioned_use;
use crate::scenario::Scenario;

/// What a column says of a function.
type Column = (&'static str, fn(&FunctionResult) -> String);

const COLUMNS: [Column; 14] = [
    ("requests", |f| thousands(f.totals.arrivals)),
    ("served", |f| thousands(f.totals.completions)),
    ("given up", |f| thousands(f.totals.given_up)),
    ("open at the end", |f| thousands(f.open_at_end)),
    ("attempts", |f| thousands(f.totals.attempts)),
    ("throttled", |f| thousands(f.totals.throttles())),
    ("share", |f| percent(f.totals.throttle_rate())),
    ("cold starts", |f| thousands(f.totals.cold_starts)),
    ("share", |f| percent(f.totals.cold_start_rate())),
    ("on provisioned", |f| match f.has_provisioned {
        true => thousands(f.totals.provisioned_invocations),
        false => "-".to_owned(),
    }),
    ("latency p50", |f| latency(f.latency.quantile_ms(0.5))),
    ("latency p99", |f| latency(f.latency.quantile_ms(0.99))),
    ("in flight, most", |f| thousands(f.in_flight.max)),
    ("environments, most", |f| thousands(f.environments.max)),
];

fn latency(ms: Option<f64>) -> String {
    ms.map_or_else(|| "-".to_owned(), milliseconds)
}

/// More functions than these stand below each other; fewer side by side, which is easier to read.
const MOST_SIDE_BY_SIDE: usize = 4;

/// The totals of each function.
pub(super) fn figures(result: &RunResult) -> Table {
    if result.functions.len() <= MOST_SIDE_BY_SIDE {
        return figures_side_by_side(result);
    }
    let rows = result.functions.iter().map(|function| {
        let cells = COLUMNS.iter().map(|(_, cell)| cell(function));
        Row::new(escaped(&function.name), cells.collect())
    });
    Table {
        caption: String::new(),
        columns: heads("function", COLUMNS.iter().map(|(head, _)| *head)),
        rows: rows.collect(),
    }
}

fn figures_side_by_side(result: &RunResult) -> Table {
    let rows = COLUMNS.iter().map(|(head, cell)| {
        let head = match *head {
            "share" => "- share",
            head => head,
        };
        Row::new(head, result.functions.iter().map(cell).collect())
    });
    let names = result.functions.iter();
    let names: Vec<String> = names.map(|function| escaped(&function.name)).collect();
    Table {
        caption: String::new(),
        columns: heads("", names.iter().map(String::as_str)),
        rows: rows.collect(),
    }
}

/// How much of the provisioned concurrency was used.
pub(super) fn provisioned(result: &RunResult) -> Table {
    let functions = result.functions.iter().filter(|f| f.has_provisioned);
    let rows = functions.map(|function| {
        let (allocated, busy) = provisioned_use(result, function);
        let totals = &function.totals;
        let cells = vec![
            thousands(allocated),
            thousands(busy),
            thousands(allocated.saturating_sub(busy)),
            thousands(totals.provisioned_invocations),
            thousands(totals.spillover()),
            percent(totals.spillover_rate()),
        ];
        Row::new(escaped(&function.name), cells)
    });
    let columns = [
        "allocated, most",
        "busy, most",
        "never needed",
        "invocations on it",
        "beyond it",
        "share",
    ];
    Table {
        caption: String::new(),
        columns: heads("function", columns.into_iter()),
        rows: rows.collect(),
    }
}

/// The bill by item, and by function where there are several.
pub(super) fn cost(scenario: &Scenario, bills: &Bills) -> Section {
    let periods: Vec<(&str, &Bill)> = std::iter::once(("this run", &bills.run))
        .chain(bills.month.as_ref().map(|month| ("a month like it", month)))
        .collect();
    let names = || periods.iter().map(|(name, _)| *name);
    let total = |name: &str| Row {
        name: name.to_owned(),
        cells: periods.iter().map(|(_, bill)| usd(bill.total())).collect(),
        total: true,
    };
    let items = Item::ALL.into_iter().filter(|item| bills.run.has(*item));
    let by_item = items.map(|item| {
        let cells = periods.iter().map(|(_, bill)| usd(bill.amount(item)));
        Row::new(label(item), cells.collect())
    });
    let mut blocks = vec![Block::Table(Table {
        caption: "By item, in USD".to_owned(),
        columns: heads("item", names()),
        rows: by_item.chain([total("total")]).collect(),
    })];
    if bills.run.functions.len() > 1 {
        let by_function = bills
            .run
            .functions
            .iter()
            .enumerate()
            .map(|(index, function)| {
                let of = |bill: &Bill| bill.functions.get(index).map(|one| usd(one.total()));
                let cells = periods.iter().map(|(_, bill)| of(bill).unwrap_or_default());
                Row::new(escaped(&function.name), cells.collect())
            });
        blocks.push(Block::Table(Table {
            caption: "By function, in USD".to_owned(),
            columns: heads("function", names()),
            rows: by_function.chain([total("total")]).collect(),
        }));
    }
    Section {
        id: "cost",
        heading: "Cost",
        note: prices(scenario, bills),
        blocks,
        ..Section::default()
    }
}

fn heads<'a>(first: &'a str, others: impl Iterator<Item = &'a str>) -> Vec<String> {
    std::iter::once(first)
        .chain(others)
        .map(str::to_owned)
        .collect()
}

const fn label(item: Item) -> &'static str {
    match item {
        Item::Requests => "requests",
        Item::Duration => "duration",
        Item::Init => "initialisation",
        Item::Provisioned => "provisioned concurrency",
        Item::ProvisionedDuration => "duration on provisioned concurrency",
        Item::Storage => "ephemeral storage",
    }
}

fn prices(scenario: &Scenario, bills: &Bills) -> String {
    let mut text = prices_in_words(scenario, bills);
    let stand_ins = bills.month.as_ref().unwrap_or(&bills.run).stand_ins();
    if !stand_ins.is_empty() {
        let items: Vec<_> = stand_ins.into_iter().map(label).collect();
        text.push_str(&format!(
            " The price of {} in {} is not known: that of {STAND_IN_REGION} stands in.",
            items.join(", "),
            scenario.region.name
        ));
    }
    text
}
