//! What a comparison of platforms has beside other comparisons, as data: capacity over time, cost by item, break-even.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::report::cells;
use crate::report::figures::number;
use crate::study::compare::{BreakEven, Comparison};

/// Writes `capacity.csv`: by variant and time, what is paid for and what of it is used, in requests that could be served
/// at the same time; means over the replications.
pub(super) fn write_capacity(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["variant", "time_s", "capacity_paid", "capacity_used"])?;
    for (index, variant) in comparison.variants.iter().enumerate() {
        let name = cells::name(&variant.name);
        let rows = comparison.capacity(index).means();
        for (start, row) in comparison.starts().iter().zip(rows) {
            csv.write_record([
                name.clone(),
                cells::time(*start),
                cells::fraction(row.paid),
                cells::fraction(row.used),
            ])?;
        }
    }
    csv.flush()
}

/// Writes `break-even.csv`: a row for each load and platform.
pub(super) fn write_break_even(even: &BreakEven, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record([
        "factor",
        "requests_per_second",
        "platform",
        "monthly_cost_usd",
        "given_up_rate",
    ])?;
    for point in &even.points {
        let costs = point.usd.iter().zip(&point.given_up);
        for (platform, (usd, given_up)) in even.platforms.iter().zip(costs) {
            csv.write_record([
                point.factor.to_string(),
                cells::fraction(point.per_second),
                platform.key().to_owned(),
                cells::fraction(*usd),
                cells::fraction(*given_up),
            ])?;
        }
    }
    csv.flush()
}

/// `break_even` in `comparison.json`.
pub(super) fn break_even_json(even: &BreakEven) -> Value {
    let points = even.points.iter().map(|point| {
        let by_platform = |values: &[f64]| -> Map<String, Value> {
            let pairs = even.platforms.iter().zip(values);
            let pairs =
                pairs.map(|(platform, value)| (platform.key().to_owned(), json!(number(*value))));
            pairs.collect()
        };
        json!({
            "factor": point.factor,
            "requests_per_second": number(point.per_second),
            "monthly_cost_usd": by_platform(&point.usd),
            "given_up_rate": by_platform(&point.given_up),
        })
    });
    let crossings = even.crossings.iter().map(|crossing| {
        json!({
            "cheapest_below": crossing.below.key(),
            "cheapest_above": crossing.above.key(),
            "requests_per_second": number(crossing.per_second),
            "monthly_cost_usd": number(crossing.usd),
        })
    });
    json!({ "points": points.collect::<Vec<_>>(), "crossings": crossings.collect::<Vec<_>>() })
}

/// What a variant of a comparison of platforms says of them.
pub(super) fn variant_json(comparison: &Comparison, index: usize) -> Option<Value> {
    let platform = comparison.variants.get(index)?.platform?;
    let capacity = comparison.capacity(index).mean();
    let items = comparison
        .month_by_item(index)
        .filter(|(_, usd)| *usd > 0.0);
    let items: Map<String, Value> = items
        .map(|(item, usd)| (item.key().to_owned(), json!(number(usd))))
        .collect();
    Some(json!({
        "platform": platform.key(),
        "capacity_paid": capacity.and_then(|one| number(one.paid)),
        "capacity_used": capacity.and_then(|one| number(one.used)),
        "monthly_cost_usd": items,
    }))
}
