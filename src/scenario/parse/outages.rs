//! Decodes `[[region.outages]]`: when the service itself fails, and how often.
//!
//! It knows that outages have a length and do not overlap; it must not know what an error does to a
//! caller.

use super::context::Context;
use super::given::Given;
use super::problem::Problem;
use crate::kernel::SimDuration;
use crate::scenario::format::plain::Share;
use crate::scenario::quantities::print_duration;
use crate::scenario::region::Outage;

/// The outages in the order of time, which need not be that of the file.
pub(super) fn outages(cx: &mut Context<'_>, given: Given<'_>) -> Option<Vec<Outage>> {
    // All that can be decoded are compared, so that a slip in one does not hide an overlap of others.
    let mut placed: Vec<_> = given
        .items()
        .filter_map(|item| Some((outage(cx, item)?, item)))
        .collect();
    placed.sort_by_key(|(outage, _)| (outage.from, outage.to));
    let apart = do_not_overlap(cx, &placed);
    let complete = placed.len() == given.items().len();
    let outages = placed.into_iter().map(|(outage, _)| outage);
    (complete && apart).then(|| outages.collect())
}

fn outage(cx: &mut Context<'_>, given: Given<'_>) -> Option<Outage> {
    let (from, to): (SimDuration, SimDuration) = (given.take("from")?, given.take("to")?);
    if from >= to {
        return cx.report(
            Problem::new(given.place("to"), "an outage must end after it begins")
                .label("not after `from`")
                .related(given.place("from"), "where it begins"),
        );
    }
    let Share(errors) = given.take("errors")?;
    Some(Outage { from, to, errors })
}

/// Reports each outage that begins before one ahead of it is over.
fn do_not_overlap(cx: &mut Context<'_>, placed: &[(Outage, Given<'_>)]) -> bool {
    let mut apart = true;
    let mut latest: Option<&(Outage, Given<'_>)> = None;
    for outage in placed {
        if let Some((before, other)) = latest
            && outage.0.from < before.to
        {
            apart = false;
            let title = format!(
                "two outages overlap: one lasts until {}, another begins at {}",
                print_duration(before.to),
                print_duration(outage.0.from)
            );
            cx.report::<()>(
                Problem::new(outage.1.place("from"), title)
                    .label("begins before the other is over")
                    .related(other.place("to"), "the end of the other")
                    .help("a time has one share of errors: split or shorten them"),
            );
        }
        if latest.is_none_or(|(before, _)| before.to < outage.0.to) {
            latest = Some(outage);
        }
    }
    apart
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
        let help = error.problems()[0].help.as_deref();
        assert_eq!(help, Some("write [[region.outages]], with two brackets"));
    }
}
