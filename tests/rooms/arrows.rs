//! No room imports what the table does not let it import.

use crate::house::{House, Reference};
use crate::table::Table;

/// The arrows between rooms that the table does not allow.
pub(crate) fn forbidden(house: &House, table: &Table) -> Vec<String> {
    let references = house.references();
    let mut found: Vec<String> = references
        .iter()
        .filter_map(|reference| complaint(reference, table))
        .collect();
    found.dedup();
    found
}

fn complaint(reference: &Reference, table: &Table) -> Option<String> {
    let Reference {
        file, line, path, ..
    } = reference;
    // The files at the root belong to no room and only put the rooms together.
    let room = reference.room.as_deref()?;
    if reference.is_root {
        return Some(format!(
            "{file}:{line}: `{room}` -> `{path}`: what stands at the root belongs to no room, so no room may import it"
        ));
    }
    let mut others = reference.rooms.iter();
    let other = others.find(|other| !table.allows(room, other))?;
    let allowed = table.words(room);
    Some(format!(
        "{file}:{line}: `{room}` -> `{other}` ({path}): the table in src/lib.rs lets `{room}` import {allowed}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::sources;

    const TABLE: &str = "//! | room | what it is for | may import |\n//! |---|---|---|\n\
                         //! | `high` | x | `low` |\n//! | `low` | x | nothing |\n";

    fn complaints(high: &str, low: &str) -> Vec<String> {
        let house = House::new(&sources([
            ("src/lib.rs", "pub mod high; pub mod low; pub fn root() {}"),
            ("src/high.rs", high),
            ("src/low/mod.rs", "mod inner; pub struct Low;"),
            ("src/low/inner.rs", low),
        ]));
        forbidden(&house, &Table::read(TABLE).expect("a good table"))
    }

    #[test]
    fn an_arrow_upward_is_caught_however_it_is_written() {
        let expected = "src/low/inner.rs:2: `low` -> `high` (crate::high::High): \
                        the table in src/lib.rs lets `low` import nothing";
        let found = complaints("pub struct High;", "// why\nuse crate::{low, high::High};");
        assert_eq!(found, [expected]);
        for low in [
            "fn f() { crate::high::f() }",
            "use crate::high;",
            "use super::super::high::*;",
            "#[serde(with = crate::high::f)] struct S;",
            "mod m { pub fn f(x: &crate::high::High) {} }",
        ] {
            let found = complaints("pub struct High;", low);
            assert!(
                found.len() == 1 && found[0].contains("`low` -> `high`"),
                "{low}: {found:?}"
            );
        }
    }

    #[test]
    fn an_arrow_that_goes_through_another_room_is_caught() {
        // `low` names only its own room, and `high` re-exports into it.
        let house = House::new(&sources([
            ("src/lib.rs", "pub mod high; pub mod low; pub mod other;"),
            ("src/high.rs", "pub struct High;"),
            ("src/low.rs", "pub struct Low;"),
            (
                "src/other.rs",
                "use crate::low::Low; pub use crate::high::High;",
            ),
        ]));
        let table = format!("{TABLE}//! | `other` | x | nothing |");
        let table = table.replace("`low` | x | nothing", "`low` | x | `other`");
        let table = table.replace("`high` | x | `low`", "`high` | x | nothing");
        let table = Table::read(&table).expect("a good table");
        let found = forbidden(&house, &table);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn arrows_downward_within_a_room_and_out_of_the_house_are_free() {
        let high = "use crate::low::Low; use std::fmt; fn f() { fmt::f(); crate::low::f() }";
        let low = "use super::Low; use crate::low::inner; use high::External; // crate::high::High\n\
                   fn f() { \"crate::high\"; }";
        assert_eq!(complaints(high, low), [""; 0]);
    }

    #[test]
    fn tests_of_a_room_may_import_anything() {
        let low = "#[cfg(test)] mod tests { use crate::high::High; }";
        assert_eq!(complaints("pub struct High;", low), [""; 0]);
    }

    #[test]
    fn the_root_is_no_room() {
        let found = complaints("fn f() { crate::root() }", "");
        assert!(
            found.len() == 1 && found[0].contains("`high` -> `crate::root`"),
            "{found:?}"
        );
    }
}
