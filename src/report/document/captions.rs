//! What stands below a chart: what its story says of it, and what any chart can tell by itself. No line is hidden
//! beneath another, and none leaves the chart, without a word.

use super::across::Across;
use super::chart::{LineStyle, Series, View};
use super::look::Language;
use crate::report::format::{capital, number};

impl View {
    /// The sentences below the chart.
    pub(in crate::report) fn captions(
        &self,
        language: Language,
        across: &Across,
        is_logarithmic: bool,
    ) -> Vec<String> {
        let own = Some(self.conclusion.clone()).filter(|words| !words.is_empty());
        let beyond = self
            .lines()
            .filter_map(|one| self.beyond(language, across, one));
        own.into_iter()
            .chain(beyond)
            .chain(self.coinciding(language))
            .chain(self.at_the_foot(language, is_logarithmic))
            .collect()
    }

    fn lines(&self) -> impl Iterator<Item = &Series> {
        let lines = self.series.iter();
        lines.filter(|series| series.style != LineStyle::Marks)
    }

    /// How far a line goes beyond what the vertical axis shows.
    fn beyond(&self, language: Language, across: &Across, series: &Series) -> Option<String> {
        let (_, end) = self.window?;
        let extent = series.points.extent.filter(|extent| extent.most > end)?;
        let (label, most) = (capital(&series.label), number(extent.most));
        let at = match across {
            Across::Time(time) => time.clock().at(time.span(extent.most_at).0),
            Across::Values(values) => {
                let shown = values.shown.get(extent.most_at).map_or("", String::as_str);
                format!("{} {shown}", values.name)
            }
        };
        let unit = series.unit;
        Some(language.choose(
            format!("{label} goes beyond the chart (▲), up to {most}{unit} at {at}."),
            format!("{label}: 차트 범위를 벗어남(▲), {at}에 최대 {most}{unit}."),
        ))
    }

    /// Which lines are the same from end to end, of those that may run together.
    fn coinciding(&self, language: Language) -> Vec<String> {
        let lines: Vec<&Series> = self
            .lines()
            .filter(|series| matches!(series.style, LineStyle::Pattern(_)))
            .filter(|series| series.points.extent.is_some())
            .collect();
        let is_first = |index: usize| {
            let values = &lines[index].points.values;
            lines[..index]
                .iter()
                .all(|other| other.points.values != *values)
        };
        let groups = (0..lines.len())
            .filter(|&index| is_first(index))
            .map(|index| {
                let same = lines[index..].iter();
                let same = same.filter(|other| other.points.values == lines[index].points.values);
                same.map(|one| one.label.as_str()).collect::<Vec<_>>()
            });
        let groups = groups.filter(|names| names.len() > 1);
        let sentence = |names: Vec<&str>| {
            if names.len() == lines.len() {
                return language
                    .choose("All lines coincide.", "모든 선이 겹칩니다.")
                    .to_owned();
            }
            let names = names.join(", ");
            language.choose(
                format!("These lines coincide: {names}."),
                format!("겹치는 선: {names}."),
            )
        };
        groups.map(sentence).collect()
    }

    /// Nothing has no place on a logarithmic scale.
    fn at_the_foot(&self, language: Language, is_logarithmic: bool) -> Option<String> {
        let mut values = self.lines().flat_map(|series| &series.points.values);
        let has_none = is_logarithmic && values.any(|value| *value == Some(0.0));
        has_none.then(|| {
            language
                .choose(
                    "0 is drawn at the foot of the logarithmic scale.",
                    "0은 로그 눈금의 맨 아래에 표시합니다.",
                )
                .to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::document::across::Values;
    use crate::report::document::chart::Ink;
    use crate::report::document::points::Points;

    fn view(lines: &[(&str, [f64; 3])]) -> View {
        let series = lines.iter().enumerate().map(|(place, (label, values))| {
            let points = Points::each(values.map(Some).into());
            Series::new(*label, Ink::Blue, LineStyle::Pattern(place), points)
        });
        View {
            series: series.collect(),
            ..View::default()
        }
    }

    fn captions(view: &View, is_logarithmic: bool) -> Vec<String> {
        let across = Across::Values(Values {
            name: "size".to_owned(),
            places: vec![1.0, 2.0, 3.0],
            shown: ["1", "2", "3"].map(str::to_owned).into(),
            are_names: false,
        });
        view.captions(Language::English, &across, is_logarithmic)
    }

    #[test]
    fn a_line_that_leaves_the_chart_is_named_with_how_far_it_goes() {
        let mut view = view(&[("low", [1.0, 2.0, 3.0]), ("high", [1.0, 90.0, 3.0])]);
        assert_eq!(captions(&view, false), [""; 0]);
        view.window = Some((0.0, 10.0));
        view.conclusion = "Its own words.".to_owned();
        assert_eq!(
            captions(&view, false),
            [
                "Its own words.",
                "High goes beyond the chart (▲), up to 90 at size 2."
            ]
        );
    }

    #[test]
    fn lines_beneath_each_other_are_named() {
        let (a, b) = ([1.0, 2.0, 3.0], [1.0, 2.0, 4.0]);
        assert_eq!(
            captions(&view(&[("x", a), ("y", b), ("z", a)]), false),
            ["These lines coincide: x, z."]
        );
        assert_eq!(
            captions(&view(&[("x", a), ("y", a)]), false),
            ["All lines coincide."]
        );
        assert_eq!(captions(&view(&[("x", a)]), false), [""; 0]);
    }

    #[test]
    fn nothing_on_a_logarithmic_scale_is_explained() {
        let zero = view(&[("x", [0.0, 2.0, 3.0])]);
        assert_eq!(captions(&zero, true).len(), 1);
        assert_eq!(captions(&zero, false), [""; 0]);
    }
}
