//! The table of rooms in the documentation of `src/lib.rs`, which says what each may import.

use std::collections::{BTreeMap, BTreeSet};

const HEAD: &str = "| room | what it is for | may import |";
const NOTHING: &str = "nothing";
const EVERYTHING: &str = "everything below";

/// What each room may import.
#[derive(Debug)]
pub(crate) struct Table(BTreeMap<String, BTreeSet<String>>);

impl Table {
    /// Reads the table of a front page.
    ///
    /// # Errors
    /// What is wrong with it: no table, a room twice, or one that imports what does not stand below it.
    pub(crate) fn read(front_page: &str) -> Result<Self, String> {
        let lines = front_page
            .lines()
            .map(|line| line.trim_start_matches("//!").trim());
        let rows: Vec<_> = lines
            .skip_while(|line| *line != HEAD)
            .skip(2)
            .take_while(|line| line.starts_with('|'))
            .map(cells)
            .collect();
        if rows.is_empty() {
            return Err(format!("no table with the head `{HEAD}`"));
        }
        // From the lowest room up: what a room may import has been read before it.
        let mut table = BTreeMap::new();
        for row in rows.iter().rev() {
            let [room, _, imports] = &row[..] else {
                return Err(format!("not a row of three cells: {row:?}"));
            };
            let room = names(room).pop().ok_or(format!("no room in {row:?}"))?;
            let allowed: BTreeSet<String> = match &imports[..] {
                NOTHING => BTreeSet::new(),
                EVERYTHING => table.keys().cloned().collect(),
                _ => names(imports).into_iter().collect(),
            };
            if allowed.is_empty() && imports != NOTHING {
                return Err(format!(
                    "`{room}` imports neither `{NOTHING}` nor rooms: {imports}"
                ));
            }
            if let Some(above) = allowed.iter().find(|name| !table.contains_key(*name)) {
                return Err(format!(
                    "`{room}` may import `{above}`, which does not stand below it"
                ));
            }
            if table.insert(room.clone(), allowed).is_some() {
                return Err(format!("`{room}` stands there twice"));
            }
        }
        Ok(Self(table))
    }

    pub(crate) fn rooms(&self) -> BTreeSet<String> {
        self.0.keys().cloned().collect()
    }

    pub(crate) fn allows(&self, from: &str, to: &str) -> bool {
        from == to || self.0.get(from).is_some_and(|allowed| allowed.contains(to))
    }

    /// What a room may import, in words.
    pub(crate) fn words(&self, room: &str) -> String {
        let allowed = self.0.get(room).into_iter().flatten();
        let allowed: Vec<_> = allowed.map(|name| format!("`{name}`")).collect();
        match allowed.is_empty() {
            true => NOTHING.to_owned(),
            false => allowed.join(", "),
        }
    }
}

fn cells(row: &str) -> Vec<String> {
    let inside = row.trim_start_matches('|').trim_end_matches('|');
    inside
        .split('|')
        .map(|cell| cell.trim().to_owned())
        .collect()
}

/// What stands between back quotes.
fn names(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> Result<Table, String> {
        Table::read(&format!(
            "//! # Rooms\n//!\n//! {HEAD}\n//! |---|---|---|\n{rows}\n//!\n//! After."
        ))
    }

    #[test]
    fn a_row_names_rooms_below_it() {
        let table = read(
            "//! | `top` | x | everything below |\n//! | [`middle`] | `not a room` | `low`, `lowest` |\n\
             //! | [`low`] | x | `lowest` |\n//! | [`lowest`] | x | nothing |",
        );
        let table = table.expect("a good table");
        assert_eq!(table.words("top"), "`low`, `lowest`, `middle`");
        assert_eq!(table.words("lowest"), "nothing");
        assert!(table.allows("middle", "lowest") && table.allows("low", "low"));
        assert!(!table.allows("low", "middle") && !table.allows("unknown", "low"));
    }

    #[test]
    fn a_table_that_goes_upward_or_says_nothing_is_refused() {
        let problem = |rows| read(rows).err().unwrap_or_default();
        let upward = problem("//! | `a` | x | nothing |\n//! | `b` | x | `a` |");
        assert_eq!(upward, "`b` may import `a`, which does not stand below it");
        assert!(problem("//! | `a` | x | |").contains("neither"));
        assert!(problem("//! | `a` | x | nothing |\n//! | `a` | x | nothing |").contains("twice"));
        assert!(problem("//! | `a` | x |").contains("three cells"));
        assert!(problem("").contains("no table"));
    }
}
