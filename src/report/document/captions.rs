//! What stands below a chart: what its story says of it, and what any chart can tell by itself. No line is hidden
//! beneath another, and none leaves the chart, without a word.

use std::collections::BTreeSet;

use super::across::{Across, Values};
use super::chart::{LineStyle, Series, View};
use super::look::Language;
use super::points::Timeline;
use crate::billing::Usd;
use crate::measures::Unit;
use crate::report::format::{capital, milliseconds, number, usd};

impl View {
    /// The sentences below the chart.
    pub(in crate::report) fn captions(
        &self,
        language: Language,
        across: &Across,
        is_logarithmic: bool,
    ) -> Vec<String> {
        let own = Some(self.conclusion.clone()).filter(|words| !words.is_empty());
        own.into_iter()
            .chain(self.beyond(language, across))
            .chain(self.coinciding(language))
            .chain(self.at_the_foot(language, is_logarithmic))
            .collect()
    }

    /// The chart in a sentence or two, for who cannot see it; what follows from it is in the captions.
    pub(in crate::report) fn words(&self, language: Language, across: &Across) -> String {
        let mut sentences = match across {
            Across::Time(timeline) => self.over_time(language, timeline),
            Across::Values(values) => self.over_values(language, values),
        };
        sentences.extend(self.marks.iter().map(|mark| mark.label.clone()));
        let sentences = sentences.iter().map(|words| format!("{}.", capital(words)));
        sentences.collect::<Vec<_>>().join(" ")
    }

    /// What the lines are called in a sentence: rates without their total, and all without what a label explains behind
    /// a colon, where that leaves them apart.
    fn names(&self) -> Vec<&str> {
        let labels = || self.series.iter().map(|series| series.label.as_str());
        let uncounted = || self.series.iter().map(uncounted);
        let bare = uncounted().map(|label| label.split_once(": ").map_or(label, |(name, _)| name));
        let forms: [Vec<&str>; 2] = [bare.collect(), uncounted().collect()];
        let are_apart =
            |names: &Vec<&str>| names.iter().collect::<BTreeSet<_>>().len() == names.len();
        let mut forms = forms.into_iter();
        forms.find(are_apart).unwrap_or_else(|| labels().collect())
    }

    fn are_all_the_same(&self) -> bool {
        let Some((first, others)) = self.series.split_first() else {
            return false;
        };
        let has_values = first.points.extent.is_some() && !others.is_empty();
        has_values
            && others
                .iter()
                .all(|other| other.points.values == first.points.values)
    }

    /// The peaks, and what has none.
    fn over_time(&self, language: Language, timeline: &Timeline) -> Vec<String> {
        let (mut peaks, mut constant, mut without) = (Vec::new(), Vec::new(), Vec::new());
        let (mut series, mut names) = (&self.series[..], self.names());
        // Of lines that are the same, one stands for all.
        if self.are_all_the_same() {
            (series, names) = (&series[..1], vec![""]);
        }
        for (series, name) in series.iter().zip(names) {
            let Some(extent) = &series.points.extent else {
                without.push(name.to_owned());
                continue;
            };
            let (far, far_at) = match self.falls_short {
                true => (extent.least, extent.least_at),
                false => (extent.most, extent.most_at),
            };
            let far = format!("{name} {}", shown(far, series.unit));
            let far = far.trim_start().to_owned();
            if extent.least == extent.most {
                constant.push(far);
                continue;
            }
            let at = timeline.clock().at(timeline.span(far_at).0);
            peaks.push(language.choose(format!("{far} at {at}"), format!("{far}({at})")));
        }
        let peak = match &peaks[..] {
            _ if self.falls_short => language.choose("Lowest", "최솟값"),
            [_] => language.choose("Peak", "최댓값"),
            _ => language.choose("Peaks", "최댓값"),
        };
        let groups = [
            (peak, peaks),
            (language.choose("Throughout", "내내"), constant),
            (language.choose("No values", "값 없음"), without),
        ];
        let groups = groups.into_iter().filter(|(_, names)| !names.is_empty());
        groups
            .map(|(what, names)| format!("{what}: {}", names.join("; ")))
            .collect()
    }

    /// Whether each line goes up or down, and between which values.
    fn over_values(&self, language: Language, values: &Values) -> Vec<String> {
        let name = bare(&values.name);
        let at = |index: usize| values.shown.get(index).map_or("", String::as_str);
        let series = self.series.iter().map(|series| {
            let label = &series.label;
            let Some((least, most)) = ends(&series.points.values) else {
                return language.choose(format!("{label}: no values"), format!("{label}: 값 없음"));
            };
            let [low, high] = [least, most].map(|(_, value)| shown(value, series.unit));
            let (low_at, high_at) = (at(least.0), at(most.0));
            if series.points.values.iter().flatten().count() == 1 {
                return language.choose(
                    format!("{label}: {high} at {name} {high_at}"),
                    format!("{label}: {name} {high_at}에서 {high}"),
                );
            }
            // What differs by less than anybody reads does not differ.
            if low == high {
                return language.choose(
                    format!("{label}: {high} throughout"),
                    format!("{label}: 내내 {high}"),
                );
            }
            let known: Vec<f64> = series.points.values.iter().copied().flatten().collect();
            if !values.are_names && known.is_sorted() {
                return language.choose(
                    format!("{label}: up from {low} at {name} {low_at} to {high} at {high_at}"),
                    format!("{label}: {name} {low_at}의 {low}에서 {high_at}의 {high}까지 증가"),
                );
            }
            if !values.are_names && known.is_sorted_by(|one, next| one >= next) {
                return language.choose(
                    format!("{label}: down from {high} at {name} {high_at} to {low} at {low_at}"),
                    format!("{label}: {name} {high_at}의 {high}에서 {low_at}의 {low}까지 감소"),
                );
            }
            language.choose(
                format!("{label}: lowest at {name} {low_at} with {low}, highest at {high_at} with {high}"),
                format!("{label}: {name} {low_at}에서 최저 {low}, {high_at}에서 최고 {high}"),
            )
        });
        vec![series.collect::<Vec<_>>().join("; ")]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect()
    }

    fn lines(&self) -> impl Iterator<Item = &Series> {
        let lines = self.series.iter();
        lines.filter(|series| series.style != LineStyle::Marks)
    }

    /// How far lines go beyond what the vertical axis shows.
    fn beyond(&self, language: Language, across: &Across) -> Option<String> {
        let (_, end) = self.window?;
        let lines = self.series.iter().zip(self.names());
        let lines = lines.filter(|(series, _)| series.style != LineStyle::Marks);
        let far = lines.filter_map(|(series, name)| {
            let extent = series.points.extent.filter(|extent| extent.most > end)?;
            let most = shown(extent.most, series.unit);
            let at = match across {
                Across::Time(time) => time.clock().at(time.span(extent.most_at).0),
                Across::Values(values) => {
                    let shown = values.shown.get(extent.most_at).map_or("", String::as_str);
                    format!("{} {shown}", bare(&values.name))
                }
            };
            Some(language.choose(
                format!("{name} up to {most} at {at}"),
                format!("{name} 최대 {most}({at})"),
            ))
        });
        let far = far.collect::<Vec<_>>().join("; ");
        (!far.is_empty()).then(|| {
            language.choose(
                format!("Beyond the chart (▲): {far}."),
                format!("차트 범위를 벗어남(▲): {far}."),
            )
        })
    }

    /// Which lines are the same from end to end, of those that may run together.
    fn coinciding(&self, language: Language) -> Vec<String> {
        let lines: Vec<(&Series, &str)> = self
            .series
            .iter()
            .zip(self.names())
            .filter(|(series, _)| matches!(series.style, LineStyle::Pattern(_)))
            .filter(|(series, _)| series.points.extent.is_some())
            .collect();
        let values = |index: usize| &lines[index].0.points.values;
        let is_first = |index: &usize| (0..*index).all(|before| values(before) != values(*index));
        let groups = (0..lines.len()).filter(is_first).map(|first| {
            let same = (first..lines.len()).filter(|index| values(*index) == values(first));
            same.map(|index| lines[index].1).collect::<Vec<_>>()
        });
        let groups = groups.filter(|names| names.len() > 1);
        let sentence = |names: Vec<&str>| {
            if names.len() == self.series.len() {
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

/// The first smallest and the first largest value, each with its index.
fn ends(values: &[Option<f64>]) -> Option<((usize, f64), (usize, f64))> {
    let known = values.iter().enumerate();
    let known = known.filter_map(|(index, value)| Some((index, (*value)?)));
    known.fold(None, |ends, one| match ends {
        None => Some((one, one)),
        Some((least, most)) => Some((
            if one.1 < least.1 { one } else { least },
            if one.1 > most.1 { one } else { most },
        )),
    })
}

/// A value as sentences have it: `1.23 s` and `$0.42`, where a chart counts milliseconds and dollars.
fn shown(value: f64, unit: &str) -> String {
    if unit == Unit::Milliseconds.behind() {
        milliseconds(value)
    } else if unit == Unit::Usd.behind() {
        usd(Usd::new(value))
    } else {
        format!("{}{unit}", number(value))
    }
}

/// The label of a line without the total that stands behind that of a rate: `cold starts (2,724)`.
fn uncounted(series: &Series) -> &str {
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b',';
    let is_total = |words: &str| {
        words
            .strip_suffix(')')
            .is_some_and(|digits| digits.bytes().all(is_digit))
    };
    match series.label.rsplit_once(" (") {
        Some((name, total)) if series.unit == "/s" && is_total(total) => name,
        _ => &series.label,
    }
}

/// The name of an axis without its unit.
fn bare(name: &str) -> &str {
    name.split_once('(')
        .map_or(name, |(name, _)| name.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::SimDuration;
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
                "Beyond the chart (▲): high up to 90 at size 2."
            ]
        );
    }

    #[test]
    fn lines_over_values_go_up_or_down_or_have_their_ends_named() {
        let values = |are_names| {
            Across::Values(Values {
                name: "size".to_owned(),
                places: vec![1.0, 2.0, 3.0],
                shown: ["1", "2", "3"].map(str::to_owned).into(),
                are_names,
            })
        };
        let said =
            |line, are_names| view(&[("cost", line)]).words(Language::English, &values(are_names));
        for (line, words) in [
            ([1.0, 4.0, 4.0], "Cost: up from 1 at size 1 to 4 at 2."),
            ([4.0, 2.0, 1.0], "Cost: down from 4 at size 1 to 1 at 3."),
            ([4.0, 4.0, 4.0], "Cost: 4 throughout."),
            (
                [2.0, 1.0, 3.0],
                "Cost: lowest at size 2 with 1, highest at 3 with 3.",
            ),
        ] {
            assert_eq!(said(line, false), words);
        }
        assert_eq!(
            said([1.0, 2.0, 3.0], true),
            "Cost: lowest at size 1 with 1, highest at 3 with 3.",
            "names have no order"
        );
    }

    #[test]
    fn over_time_peaks_are_named_with_when_and_what_never_changes_apart() {
        let view = view(&[
            ("p99: 99 % of requests", [1.0, 9.0, 3.0]),
            ("open", [1.0, 2.0, 3.0]),
            ("limit", [5.0; 3]),
        ]);
        let second = SimDuration::from_secs(1);
        let across = Across::Time(Timeline::new(3, second, SimDuration::from_secs(3), 1));
        assert_eq!(
            view.words(Language::English, &across),
            "Peaks: p99 9 at 0:01; open 3 at 0:02. Throughout: limit 5."
        );
        let same = self::view(&[("a", [1.0, 2.0, 1.0]), ("b", [1.0, 2.0, 1.0])]);
        assert_eq!(
            same.words(Language::English, &across),
            "Peak: 2 at 0:01.",
            "lines that coincide need no names"
        );
    }

    #[test]
    fn figures_read_as_in_sentences() {
        let mut view = view(&[
            ("p99: 99 % of requests", [1.0, 98_980.0, 3.0]),
            ("cold starts (1,024)", [1.0, 2.0, 3.0]),
            ("checkout (2)", [1.0, 2.0, 3.0]),
        ]);
        (view.series[0].unit, view.series[1].unit) = (" ms", "/s");
        let second = SimDuration::from_secs(1);
        let across = Across::Time(Timeline::new(3, second, SimDuration::from_secs(3), 1));
        let said = "p99 99.0 s at 0:01; cold starts 3/s at 0:02; checkout (2) 3 at 0:02.";
        assert_eq!(
            view.words(Language::English, &across),
            format!("Peaks: {said}")
        );
        view.series.truncate(1);
        view.falls_short = true;
        assert_eq!(
            view.words(Language::English, &across),
            "Lowest: p99 1.00 ms at 0:00."
        );
    }

    #[test]
    fn what_differs_by_less_than_is_read_does_not_differ() {
        let across = Across::Values(Values {
            name: "size".to_owned(),
            places: vec![1.0, 2.0, 3.0],
            shown: ["1", "2", "3"].map(str::to_owned).into(),
            are_names: false,
        });
        let mut view = view(&[("rate", [0.416_61, 0.416_62, 0.416_63])]);
        view.series[0].unit = " %";
        assert_eq!(
            view.words(Language::English, &across),
            "Rate: 0.417 % throughout."
        );
        view.series[0].unit = " USD";
        assert_eq!(
            view.words(Language::English, &across),
            "Rate: $0.42 throughout."
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
