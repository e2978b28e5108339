//! The estimates as TOML, to be pasted under `[[functions]]` of a scenario.
//!
//! It knows wording; it must not know how anything was estimated.

use std::fmt;

use super::lifetime::SurplusTimeout;
use super::{Calibration, Evidence, Parameter};

/// TOML with the estimates as values, and their 95 % intervals as comments.
impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        header(f, &self.evidence)?;
        match self.idle_timeout {
            Some(clock) => {
                let comment = format!("95 % interval {}", seconds(clock));
                line(f, "idle_timeout", &quoted_s(clock.value), &comment)?;
            }
            None => {
                let comment = format!(
                    "above {:.0} s: no pause was long enough to end any",
                    self.outlived.inactivity
                );
                line(f, "idle_timeout", r#""none""#, &comment)?;
            }
        }
        match self.surplus_idle_timeout {
            SurplusTimeout::Estimated(clock) => {
                let comment = format!("95 % interval {}", seconds(clock));
                line(f, "surplus_idle_timeout", &quoted_s(clock.value), &comment)?;
            }
            SurplusTimeout::NotSeen(survived) => {
                let comment = format!("not seen to end any; {survived:.0} s were survived");
                line(f, "surplus_idle_timeout", r#""none""#, &comment)?;
            }
        }
        match &self.ageing.retirement {
            Some(age) => {
                let scale = age.scale.value.round();
                let value = format!("{{ shape = {:.1}, scale = \"{scale}s\" }}", age.shape.value);
                let comment = format!(
                    "95 % intervals {:.1} to {:.1}, {}",
                    age.shape.low,
                    age.shape.high,
                    seconds(age.scale)
                );
                line(f, "max_lifetime.weibull", &value, &comment)?;
            }
            None => {
                let comment = format!(
                    "no environment was seen to retire; {:.0} s is the longest that one served",
                    self.outlived.age
                );
                line(f, "max_lifetime", r#""none""#, &comment)?;
            }
        }
        match self.ageing.early_stop_mean {
            Some(mean) => {
                let value = format!("{{ mean = {} }}", quoted_s(mean.value));
                let comment = format!("95 % interval {}", seconds(mean));
                line(f, "early_stop.exponential", &value, &comment)
            }
            None => line(
                f,
                "early_stop",
                r#""none""#,
                "no end that the other causes do not explain",
            ),
        }
    }
}

fn header(f: &mut fmt::Formatter<'_>, evidence: &Evidence) -> fmt::Result {
    let Evidence {
        logs,
        requests,
        cold_starts,
        born,
        warm_at_first,
        choices,
        most_recent,
    } = *evidence;
    let plural = if logs == 1 { "" } else { "s" };
    writeln!(
        f,
        "# Estimated by maximum likelihood from {logs} log{plural}: {requests} requests, \
         {cold_starts} cold starts."
    )?;
    writeln!(
        f,
        "# {born} environments were seen to start; {warm_at_first} more served a warm request first: \
         older than the log, or\n# initialized ahead of a request."
    )?;
    let of = format!("# {choices} warm requests met several idle environments");
    match choices {
        0 => writeln!(f, "{of}.")?,
        _ => {
            let share = 100.0 * most_recent as f64 / choices as f64;
            writeln!(f, "{of}; {share:.1} % got the one used last.")?;
            if share < 95.0 {
                writeln!(
                    f,
                    "# WARNING: the method assumes nearly all; these estimates cannot be trusted."
                )?;
            }
        }
    }
    writeln!(f)
}

fn line(f: &mut fmt::Formatter<'_>, key: &str, value: &str, comment: &str) -> fmt::Result {
    let setting = format!("{key} = {value}");
    writeln!(f, "{setting:62} # {comment}")
}

fn quoted_s(value: f64) -> String {
    format!("\"{}s\"", value.round())
}

fn seconds(parameter: Parameter) -> String {
    let end = |value: f64| match value.is_finite() {
        true => format!("{} s", value.round()),
        false => "no bound".to_owned(),
    };
    format!("{} to {}", end(parameter.low), end(parameter.high))
}
