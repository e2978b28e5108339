//! The figures of a REPORT: Lambda's line of text, and `platform.report` of the JSON log format.
//!
//! It knows the labels and units of a REPORT. It must not know where it stands.

use serde::Deserialize;

/// A finished request, as Lambda reports it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Report {
    /// Hash of its id, if it is known.
    pub(super) request: Option<u64>,
    /// How long it took, initialisation apart, in milliseconds.
    pub(super) duration_ms: f64,
    /// Initialisation, or restoring of a snapshot.
    pub(super) init_ms: Option<f64>,
    /// Memory of the function in MB.
    pub(super) memory_mb: Option<u32>,
    /// Whether it failed, where the REPORT says it.
    pub(super) error: Option<bool>,
}

/// Reads what follows `REPORT RequestId: ` and the id. Labels stand in any order (`sam local` has Init Duration first)
/// with tabs, or blanks where the text was pasted, between. `None` without a duration, as in a line that is cut off.
pub(super) fn fields(text: &[u8]) -> Option<Report> {
    let mut report = Report::default();
    let mut duration = None;
    let mut restore = None;
    let mut rest = text.trim_ascii_start();
    while let Some(colon) = memchr::memchr(b':', rest) {
        let (label, value) = rest.split_at_checked(colon)?;
        let value = value.get(1..)?.trim_ascii_start();
        let number = number(value);
        // A line may be cut off before the unit: then the number may not be whole.
        let milliseconds = || {
            let (value, unit) = number?;
            unit.starts_with(b"ms").then_some(value)
        };
        // Most frequent first. "Billed Duration" and "Max Memory Used" are of no use here.
        match label {
            b"Duration" => duration = milliseconds(),
            b"Memory Size" => report.memory_mb = number.map(|(size, _)| size as u32),
            b"Init Duration" => report.init_ms = milliseconds(),
            b"Restore Duration" => restore = milliseconds(),
            b"Status" => report.error = Some(!value.starts_with(b"success")),
            _ => {}
        }
        // A number ends with its unit, anything else with its word.
        let last = number.map_or(value, |(_, unit)| unit);
        rest = word(last).1.trim_ascii_start();
    }
    report.init_ms = restore.or(report.init_ms);
    report.duration_ms = duration?;
    Some(report)
}

/// The first word, up to a blank or tab, and what follows.
pub(super) fn word(text: &[u8]) -> (&[u8], &[u8]) {
    // An id is 36 bytes: a search of a few words at a time does not pay.
    let end = text
        .iter()
        .position(u8::is_ascii_whitespace)
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, &[]))
}

/// A decimal number at the front, and what follows it and blanks.
fn number(text: &[u8]) -> Option<(f64, &[u8])> {
    const POWERS: [f64; 19] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18,
    ];
    let mut digits = 0_u64;
    let mut places = None;
    let mut length = 0;
    for byte in text.iter().take(18) {
        match byte {
            b'0'..=b'9' => {
                digits = digits * 10 + u64::from(byte - b'0');
                places = places.map(|places: usize| places + 1);
            }
            b'.' if places.is_none() => places = Some(0),
            _ => break,
        }
        length += 1;
    }
    if length == 0 {
        return None;
    }
    let rest = text.get(length..)?;
    // Both are exact up to 2^53, so the quotient is rounded as a parser would round it.
    let value = digits as f64 / POWERS.get(places.unwrap_or(0))?;
    Some((value, rest.trim_ascii_start()))
}

/// An event of the platform in the JSON log format.
#[derive(Debug, Deserialize)]
pub(super) struct Platform {
    pub(super) time: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) record: Record,
}

/// What it says.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Record {
    pub(super) request_id: Option<String>,
    status: Option<String>,
    metrics: Metrics,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Metrics {
    #[serde(rename = "durationMs")]
    duration_ms: Option<f64>,
    #[serde(rename = "initDurationMs")]
    init_ms: Option<f64>,
    #[serde(rename = "restoreDurationMs")]
    restore_ms: Option<f64>,
    #[serde(rename = "memorySizeMB")]
    memory_mb: Option<u32>,
}

impl Record {
    /// The figures of a `platform.report`; `None` without a duration.
    pub(super) fn report(&self, request: Option<u64>) -> Option<Report> {
        Some(Report {
            request,
            duration_ms: self
                .metrics
                .duration_ms
                .filter(|duration| *duration >= 0.0)?,
            init_ms: self.metrics.restore_ms.or(self.metrics.init_ms),
            memory_mb: self.metrics.memory_mb,
            error: self.status.as_deref().map(|status| status != "success"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_apart_in_any_order() {
        let usual = "\tDuration: 38.12 ms\tBilled Duration: 551 ms\tMemory Size: 512 MB\t\
                     Max Memory Used: 85 MB\tInit Duration: 512.08 ms\t";
        let expected = Report {
            duration_ms: 38.12,
            init_ms: Some(512.08),
            memory_mb: Some(512),
            ..Report::default()
        };
        let local = "\tInit Duration: 512.08 ms\tDuration: 38.12 ms\tBilled Duration: 39 ms\t\
                     Memory Size: 512 MB\tMax Memory Used: 512 MB\t";
        let old = "\tDuration: 38.12 ms\tBilled Duration: 100 ms \tMemory Size: 512 MB\t\
                   Max Memory Used: 19 MB\tInit Duration: 512.08 ms";
        let pasted = usual.replace('\t', " ");
        let table = format!("{pasted} |");
        for text in [usual, local, old, &pasted, &table] {
            assert_eq!(fields(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn restoring_a_snapshot_is_initialisation() {
        let text = "\tDuration: 8.5 ms\tBilled Duration: 279 ms\tMemory Size: 2048 MB\t\
                    Max Memory Used: 99 MB\tRestore Duration: 614.02 ms\t\
                    Billed Restore Duration: 270 ms\tStatus: timeout\t\
                    XRAY TraceId: 1-58f1ab8c-79a3\tSegmentId: 5f1a\tSampled: true";
        let report = fields(text.as_bytes()).expect("a REPORT");
        assert_eq!(report.init_ms, Some(614.02));
        assert_eq!(report.duration_ms, 8.5);
        assert_eq!(report.error, Some(true));
    }

    #[test]
    fn what_is_cut_off_has_no_duration() {
        for text in [
            "",
            "\tDura",
            "\tDuration: ",
            "\tDuration: 12",
            "\tDuration: 12.",
            "\tBilled Duration: 3 ms",
        ] {
            assert_eq!(fields(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_as_the_library_reads_them() {
        for text in [
            "0",
            "2.15",
            "1423.35",
            "900000.00",
            "0.1",
            "123456789.123",
            "3.",
        ] {
            let (value, rest) = number(text.as_bytes()).expect("a number");
            assert_eq!(value, text.parse::<f64>().expect("a number"), "{text}");
            assert!(rest.is_empty());
        }
        assert_eq!(number(b"x"), None);
    }
}
