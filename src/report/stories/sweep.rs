//! The document of a sweep: lines over one key, heat maps over two, points over each of more.

mod charts;
mod extremes;
mod heat;
mod material;
mod names;
pub(in crate::report) mod scale;
mod tables;
mod words;

use crate::measures::Measure;
use crate::report::document::{Document, Language, Look};
use crate::report::format::{escaped, thousands};
use crate::study::sweep::{Kind, Sweep};
use material::{Charted, Material};

/// More points make a page that is slow to open: it has their tables only.
const MOST_POINTS: usize = 2000;

/// The document of a sweep, of `measures`.
pub(in crate::report) fn of_sweep(look: &Look, sweep: &Sweep, measures: &[Measure]) -> Document {
    let language = look.language;
    let material = Material {
        sweep,
        measures,
        language,
    };
    let has_charts = sweep.points.len() <= MOST_POINTS;
    let Charted {
        axes,
        scopes,
        mut sections,
        figures,
    } = match (sweep.kind, sweep.keys.len()) {
        (Kind::Grid, 1) => material.lines(),
        (Kind::Grid, 2) => material.heat_maps(),
        _ => material.points(),
    };
    for section in &mut sections {
        section.is_for_pictures |= !has_charts;
    }
    sections.extend(material.tables());
    let same_numbers =
        language.choose("the same random numbers at each", "모든 지점에서 같은 난수");
    Document {
        language,
        title: escaped(&material.title()),
        subtitle: format!("{} · {same_numbers}", material.subtitle()),
        words: vec![words::findings(language, sweep, measures)],
        axes,
        scopes,
        sections,
        notes: words::notes(language, sweep, measures),
        page_notes: page_notes(language, sweep, has_charts),
        figures,
        ..Document::default()
    }
}

/// What the page does not show, and where the numbers are.
fn page_notes(language: Language, sweep: &Sweep, has_charts: bool) -> Vec<String> {
    let most = thousands(MOST_POINTS as u64);
    let pictures = (!has_charts).then(|| {
        language.choose(
            format!("More than {most} points: the pictures beside this page show them."),
            format!("지점이 {most}개를 넘어 이 페이지 옆의 그림에 표시합니다."),
        )
    });
    let keys = charts::MOST_KEYS;
    let first_keys = (sweep.keys.len() > keys).then(|| {
        language.choose(
            format!("The first {keys} keys have charts."),
            format!("처음 {keys}개 키에 차트가 있습니다."),
        )
    });
    let (name, seed) = (escaped(&sweep.first.name), sweep.first.seed);
    let files = language.choose(
        format!(
            "Scenario {name}, seed {seed}. The numbers are in sweep.csv and sweep.json beside this page, the \
             scenario of the first point in first-point/."
        ),
        format!(
            "시나리오 {name}, 시드 {seed}. 수치는 이 페이지 옆의 sweep.csv와 sweep.json에, 첫 지점의 시나리오는 \
             first-point/에 있습니다."
        ),
    );
    pictures
        .into_iter()
        .chain(first_keys)
        .chain([files])
        .collect()
}

#[cfg(test)]
mod tests;
