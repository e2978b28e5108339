//! Rows of Logs Insights as the console exports them in CSV.
//!
//! It knows the header. It must not know what a row says.

use super::super::format::Format;
use super::super::head::Head;
use super::super::input::{Input, ReadError};
use super::super::reading::Reading;
use super::insights::{self, Field, Row};
use super::log::Log;
use super::records::{self, Records};

pub(super) const FORMAT: Format = Format {
    kind: "logs-insights-csv",
    title: "rows of Logs Insights",
    is_like,
    read,
};

fn is_like(head: &Head) -> bool {
    !head.is_json()
        && records::columns(head)
            .iter()
            .any(|name| Field::is_telling(name))
}

fn read(input: &mut Input<'_>, reading: &mut Reading<'_>) -> Result<(), ReadError> {
    let mut log = Log::new(input);
    let mut records = Records::new(input.head());
    records.next(input)?;
    let fields: Vec<Option<Field>> = records.words().map(Field::named).collect();
    while records.next(input)? {
        let mut row = Row::default();
        for (index, field) in fields.iter().enumerate() {
            if let (Some(field), Some(cell)) = (field, records.cell(index)) {
                row.set(*field, String::from_utf8_lossy(cell));
            }
        }
        row.tell(records.line(), &mut log, reading);
    }
    insights::doubt_completeness(reading);
    log.finish(reading);
    Ok(())
}
