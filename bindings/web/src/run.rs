//! A run for a page: sentences and charts as they stand in `report.html`, the summary, and the series of the CSV
//! files.
//!
//! It knows what a run is reported with; it must not know how a page shows it.

use std::io::{self, Write};

use burstsim::report::{InMemory, Look, Report, ReportError, ResultFolder, RunReport, Study};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::asked::simulate;
use crate::coarse;
use crate::request::{Asked, HowToRun};

/// The files that a page reads.
const READ: [&str; 4] = [
    "summary.json",
    "timeseries.csv",
    "account.csv",
    "services.csv",
];

/// Runs a scenario.
pub(crate) fn run(
    asked: &Asked,
    how: &HowToRun,
    progress: &mut dyn FnMut(f64),
) -> Result<Answer, String> {
    let mut scenario = asked.scenario(&[])?;
    if let Some(seed) = how.seed {
        scenario.seed = seed;
    }
    let mut times = 1;
    if let Some(part) = how.coarse.filter(|&part| part > 1) {
        scenario = coarse::smaller(&scenario, part).ok_or(
            "this scenario cannot be made smaller: what it has changes in time, or is too little",
        )?;
        times = part;
    }
    let (result, ()) = simulate(&scenario, (), progress);
    let result = result.map_err(|interrupted| interrupted.to_string())?;
    let report = RunReport::new(&scenario, Study::Run(&result));
    let mut folder = Only::default();
    let written = report.write(&mut folder, None);
    written.map_err(|error| error.to_string())?;
    let fragment = report.fragment(&Look::of(asked.language.into()));
    let data = match times {
        1 => fragment.data,
        times => coarse::multiplied(&fragment.data, f64::from(times))?,
    };
    let told = json!({
        "title": fragment.title,
        "subtitle": fragment.subtitle,
        "html": fragment.html,
        "coarse": times,
    });
    let summary = String::from_utf8_lossy(folder.file("summary.json")).into_owned();
    Ok(Answer::of(told)
        .and("data", data)
        .and("summary", summary)
        .and("series", series(&folder, scenario.interval.as_secs_f64())?))
}

/// The columns of the CSV files, as JSON text.
fn series(folder: &Only, interval_s: f64) -> Result<String, String> {
    let read = |name: &str, key: Option<&str>| {
        columns(folder.file(name), key).map_err(|error| error.to_string())
    };
    let by = |name: &str, key: &str| -> Result<String, String> {
        let parts = read(name, Some(key))?;
        let parts = parts.iter().map(|part| {
            let name = Value::from(part.of.as_str());
            format!("{{\"name\":{name},\"columns\":{}}}", part.values)
        });
        Ok(parts.collect::<Vec<_>>().join(","))
    };
    let account = read("account.csv", None)?;
    let account = account.first().map_or("{}", |part| &part.values);
    let functions = by("timeseries.csv", "function")?;
    let services = by("services.csv", "service")?;
    Ok(format!(
        "{{\"interval_s\":{interval_s},\"account\":{account},\"functions\":[{functions}],\"services\":[{services}]}}"
    ))
}

/// The columns of the rows of one function, or of a whole table, as JSON text.
struct Columns {
    of: String,
    values: String,
}

/// A table by columns: numbers, null where a cell is empty. With `key` the rows of each of its values by themselves,
/// in the order in which they first come.
fn columns(table: &[u8], key: Option<&str>) -> Result<Vec<Columns>, csv::Error> {
    let mut reader = csv::Reader::from_reader(table);
    let headers = reader.headers()?.clone();
    let key = key.and_then(|key| headers.iter().position(|header| header == key));
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        let of = key.and_then(|key| row.get(key)).unwrap_or_default();
        let known = parts.iter().position(|(known, _)| known == of);
        let at = known.unwrap_or_else(|| {
            parts.push((of.to_owned(), vec![String::new(); headers.len()]));
            parts.len() - 1
        });
        for (column, cell) in parts[at].1.iter_mut().zip(&row) {
            column.push(if column.is_empty() { '[' } else { ',' });
            column.push_str(if is_number(cell) { cell } else { "null" });
        }
    }
    let of_part = |(of, columns): (String, Vec<String>)| {
        let columns = headers.iter().zip(columns).enumerate();
        let numbers = columns.filter(|(index, _)| Some(*index) != key);
        let named = numbers.map(|(_, (name, column))| format!("{}:{column}]", Value::from(name)));
        let values = format!("{{{}}}", named.collect::<Vec<_>>().join(","));
        Columns { of, values }
    };
    Ok(parts.into_iter().map(of_part).collect())
}

/// Whether a cell is a number as JSON writes it, too.
fn is_number(cell: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(cell).is_ok()
}

/// Keeps the files that a page reads; the others are not even made.
#[derive(Default)]
struct Only(InMemory);

impl Only {
    fn file(&self, name: &str) -> &[u8] {
        self.0.files.get(name).map_or(&[], Vec::as_slice)
    }
}

impl ResultFolder for Only {
    type Error = ReportError;

    fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ReportError> {
        match READ.contains(&name) {
            true => self.0.file(name, write),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_apart_by_its_key_and_column() {
        let table = b"time_s,function,arrivals\n0,a,1\n0,b,2\n1,a,\n1,b,4.5\n";
        let parts = columns(table, Some("function")).unwrap();
        let values = |part: &Columns| serde_json::from_str::<Value>(&part.values).unwrap();
        let told: Vec<_> = parts
            .iter()
            .map(|part| (part.of.as_str(), values(part)))
            .collect();
        assert_eq!(
            told,
            [
                ("a", json!({ "time_s": [0, 1], "arrivals": [1, null] })),
                ("b", json!({ "time_s": [0, 1], "arrivals": [2, 4.5] })),
            ]
        );
    }
}
