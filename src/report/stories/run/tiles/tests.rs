//! What stands on the tiles of a run.

use super::*;
use crate::report::document::Look;
use crate::report::document::Piece;
use crate::report::fixture;
use crate::report::observed::Observed;
use crate::report::stories::{Beside, of_run};
use crate::report::summary::Summary;
use crate::study::{Finished, Goal};

fn tiles(language: Language, many: Option<&Replications>) -> Vec<Tile> {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let finished = Finished::new(&scenario, &result);
    let observed = Observed::new((&scenario, &result), None, None);
    let beside = Beside {
        many,
        ..Beside::default()
    };
    let look = Look::of(language);
    of_run(&look, (&finished, &finished), &observed, beside).tiles
}

fn shown(tiles: &[Tile]) -> String {
    let lines = tiles.iter().map(|tile| {
        let Tile {
            label,
            figure,
            note,
        } = tile;
        format!("{:?} {label}: {} ({note})", figure.tone, figure.plain())
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_run_has_tiles_and_objectives_judge_them() {
    insta::assert_snapshot!(shown(&tiles(Language::English, None)));
    insta::assert_snapshot!("in_korean", shown(&tiles(Language::Korean, None)));
}

#[test]
fn figures_are_those_of_the_summary() {
    let (scenario, result) = (fixture::scenario(), fixture::small());
    let finished = Finished::new(&scenario, &result);
    let summary = serde_json::to_value(Summary::new(&finished)).unwrap();
    let tiles = tiles(Language::English, None);
    let figures = tiles.iter().flat_map(|tile| &tile.figure.pieces);
    let mut checked = 0;
    for piece in figures {
        if let Piece::Figure {
            value,
            key: Some(key),
            ..
        } = piece
        {
            assert_eq!(
                summary.pointer(key).and_then(|one| one.as_f64()),
                Some(*value),
                "{key}"
            );
            checked += 1;
        }
    }
    assert!(checked >= 5, "only {checked} figures");
}

#[test]
fn many_replications_show_their_means() {
    let (scenario, first) = (fixture::scenario(), fixture::small());
    let mut second = first.clone();
    second.functions[0].totals.throttles_scaling += 1;
    second.functions[0].totals.attempts += 1;
    let many = Replications::of(&scenario, &[first, second], None::<Goal>);
    let tiles = shown(&tiles(Language::English, Some(&many)));
    assert!(tiles.contains(" ± "), "{tiles}");
    // The counts of one replication say nothing of the mean.
    assert!(!tiles.contains("attempts"), "{tiles}");
}
