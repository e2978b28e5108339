//! The catalog's Regions as a table, JSON and CSV.
//!
//! It knows the catalog; it must not know what a quota does.

use std::io;

use comfy_table::{CellAlignment, Table, presets};

use super::format::thousands;
use crate::catalog;

/// Codes, names and burst quotas, for reading.
pub fn table() -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(["Region", "Name", "Burst quota"]);
    for region in catalog::regions() {
        let quota = thousands(u64::from(region.burst_quota));
        table.add_row([region.code.clone(), region.name.clone(), quota]);
    }
    if let Some(column) = table.column_mut(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!(
        "{}\n\nBurst quota: environments that all functions of an account may create at once\n\
         under `scaling = \"regional-burst\"`, AWS's rule until November 2023. Under\n\
         `scaling = \"per-function\"`, the rule since, each function may create {}.\n\
         Catalog of {}; sources with --format json or csv.\n",
        table.trim_fmt(),
        thousands(u64::from(catalog::defaults().per_function_burst)),
        catalog::date()
    )
}

/// An array of objects with sources and dates.
///
/// # Errors
/// None to be expected: it is written to memory.
pub fn json() -> io::Result<String> {
    Ok(serde_json::to_string_pretty(catalog::regions())?)
}

/// Comma-separated values with sources and dates.
///
/// # Errors
/// None to be expected: it is written to memory.
pub fn csv() -> io::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for region in catalog::regions() {
        writer.serialize(region)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_form_lists_every_region() {
        let json = super::json().unwrap();
        let csv = super::csv().unwrap();
        for region in crate::catalog::regions() {
            for text in [&super::table(), &json, &csv] {
                assert!(
                    text.contains(&region.code),
                    "{} is missing in:\n{text}",
                    region.code
                );
            }
        }
        assert_eq!(
            csv.lines().next(),
            Some("code,name,burst_quota,source,checked")
        );
        let widest = super::table()
            .lines()
            .map(|line| line.chars().count())
            .max();
        assert!(widest <= Some(80), "the table is {widest:?} columns wide");
    }
}
