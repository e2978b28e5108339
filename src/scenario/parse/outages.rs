//! Decodes `[[region.outages]]`: when the service itself fails, and how often.
//!
//! It knows that outages have a length and do not overlap; it must not know what an error does to a
//! caller.

use super::cursor::{Context, Table};
use super::problem::Problem;
use super::slo::share_of;
use super::tree::{Node, Value};
use super::values::duration;
use crate::scenario::region::Outage;
use crate::scenario::text::print_duration;

const SHARE: &str = r#"a share such as "30%""#;

/// The outages in the order of time, which need not be that of the file.
pub(super) fn outages(cx: &mut Context<'_>, node: &Node) -> Option<Vec<Outage>> {
    let Value::Array(items) = &node.value else {
        return cx.mismatch(node, "a list of outages, each under [[region.outages]]");
    };
    // All that can be decoded are compared, so that a slip in one does not hide an overlap of others.
    let decoded = items
        .iter()
        .filter_map(|item| Some((outage(cx, item)?, item)));
    let mut placed: Vec<_> = decoded.collect();
    placed.sort_by_key(|(outage, _)| (outage.from, outage.to));
    let apart = do_not_overlap(cx, &placed);
    let complete = placed.len() == items.len();
    let outages = placed.into_iter().map(|(outage, _)| outage);
    (complete && apart).then(|| outages.collect())
}

fn outage(cx: &mut Context<'_>, node: &Node) -> Option<Outage> {
    let mut table = Table::open(cx, node, "an outage")?;
    let from = table.required(cx, "from", r#"from = "10m""#, duration);
    let to = table.required(cx, "to", r#"to = "25m""#, duration);
    let errors = table.required(cx, "errors", r#"errors = "30%""#, errors);
    table.close(cx);
    let (from, to) = (from?, to?);
    if from >= to {
        return cx.report(
            Problem::new(node.place("to"), "an outage must end after it begins")
                .label("not after `from`")
                .related(node.place("from"), "where it begins"),
        );
    }
    Some(Outage {
        from,
        to,
        errors: errors?,
    })
}

/// Reports each outage that begins before one ahead of it is over.
fn do_not_overlap(cx: &mut Context<'_>, placed: &[(Outage, &Node)]) -> bool {
    let mut apart = true;
    let mut latest: Option<&(Outage, &Node)> = None;
    for outage in placed {
        match latest {
            Some((before, node)) if outage.0.from < before.to => {
                apart = false;
                let title = format!(
                    "two outages overlap: one lasts until {}, another begins at {}",
                    print_duration(before.to),
                    print_duration(outage.0.from)
                );
                cx.report::<()>(
                    Problem::new(outage.1.place("from"), title)
                        .label("begins before the other is over")
                        .related(node.place("to"), "the end of the other")
                        .help("a time has one share of errors: split or shorten them"),
                );
            }
            _ => {}
        }
        if latest.is_none_or(|(before, _)| before.to < outage.0.to) {
            latest = Some(outage);
        }
    }
    apart
}

/// A share above 0.
fn errors(cx: &mut Context<'_>, node: &Node) -> Option<f64> {
    match share_of(cx, node, SHARE)? {
        0.0 => cx.report(
            Problem::new(node.span, "an outage must have errors")
                .label("none")
                .help("remove the outage, or give it a share above 0%"),
        ),
        share => Some(share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
    use crate::scenario::parse::{NoFiles, ScenarioError, Source, parse};

    fn read(outages: &str) -> Result<Vec<Outage>, ScenarioError> {
        let text = format!(
            "duration = \"1h\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
             outages = {outages}\n[[functions]]\nname = \"f\"\nservice_time = \"1s\"\n"
        );
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        parse(source, &[], &NoFiles).map(|parsed| parsed.scenario.region.outages)
    }

    #[test]
    fn outages_may_touch_and_come_in_any_order() {
        let read = read(
            r#"[{ from = "10m", to = "25m", errors = "30%" }, { from = "0s", to = "10m", errors = 0.5 }]"#,
        );
        let outage = |from: u64, to: u64, errors| Outage {
            from: SimDuration::from_secs(60 * from),
            to: SimDuration::from_secs(60 * to),
            errors,
        };
        assert_eq!(
            read.unwrap(),
            [outage(0, 10, 0.5), outage(10, 25, 0.3)],
            "in the order of time"
        );
        assert_eq!(self::read("[]").unwrap(), []);
    }

    #[test]
    fn wrong_outages_are_explained_all_at_once() {
        let error = read(
            r#"[
              { from = "10m", to = "10m", errors = "30%" },
              { from = "20m", to = "40m", errors = "0%" },
              { from = "50m", errors = 30 },
              { from = "1m", to = "9m", errors = "1%" },
              { from = "2m", to = "3m", errors = "1%" },
              { from = "8m 59s", to = "9m", errors = "30s" },
              { from = "8m", to = "9m", errors = true },
              { from = "4m", to = "5m", errors = 1, erors = 1 },
            ]"#,
        )
        .unwrap_err();
        let titles: Vec<_> = error.problems().iter().map(|p| p.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "an outage must end after it begins",
                "an outage must have errors",
                "an outage lacks the key `to`",
                "a share is at most 1, or 100%: a percentage needs its %",
                "two outages overlap: one lasts until 9m, another begins at 2m",
                "this is a share, not a time",
                "expected a share such as \"30%\", found true or false",
                "two outages overlap: one lasts until 9m, another begins at 4m",
                "unknown key `erors` in an outage",
            ]
        );
    }

    #[test]
    fn one_outage_in_single_brackets_is_explained() {
        let error = read(r#"{ from = "1m", to = "2m", errors = "1%" }"#).unwrap_err();
        let title = &error.problems()[0].title;
        assert!(title.contains("each under [[region.outages]]"), "{title}");
    }
}
