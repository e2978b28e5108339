//! Bands between two lines, filled with colour or with stripes.
//!
//! The drawing library has no patterns; here a band is known column by column, so that stripes
//! are cut exactly where it begins and ends.

use super::picture::{Color, Picture, Point, Stroke};

/// A band: for each pixel column from `left` on, where it begins and ends. A column where
/// `top >= bottom` is empty.
#[derive(Clone, Debug)]
pub(super) struct Band {
    left: i32,
    columns: Vec<(i32, i32)>,
}

/// How a band is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// Evenly.
    Plain(Color),
    /// With vertical stripes this many pixels apart.
    Vertical(Stroke, i32),
    /// With stripes rising to the right, this many pixels apart across.
    Diagonal(Stroke, i32),
    /// With stripes falling to the right, this many pixels apart across.
    Falling(Stroke, i32),
}

impl Band {
    /// The band between two lines, each given by its points in order of `x`; where `upper` lies
    /// below `lower` it is empty.
    pub(super) fn between(upper: &[Point], lower: &[Point]) -> Self {
        let start = |line: &[Point]| line.first().map_or(0, |point| point.0);
        let end = |line: &[Point]| line.last().map_or(-1, |point| point.0);
        let left = start(upper).max(start(lower));
        let right = end(upper).min(end(lower));
        let columns = heights(upper, left, right).zip(heights(lower, left, right));
        Self {
            left,
            columns: columns.collect(),
        }
    }

    /// The rectangle between two corners.
    pub(super) fn rectangle((left, top): Point, (right, bottom): Point) -> Self {
        Self::between(
            &[(left, top), (right, top)],
            &[(left, bottom), (right, bottom)],
        )
    }

    /// Paints the band.
    pub(super) fn fill(&self, picture: &mut Picture, fill: Fill) {
        match fill {
            Fill::Plain(color) => self.fill_plain(picture, color),
            Fill::Vertical(stroke, gap) => self.fill_vertical(picture, stroke, gap),
            Fill::Diagonal(stroke, gap) => self.fill_slanted(picture, stroke, gap, -1),
            Fill::Falling(stroke, gap) => self.fill_slanted(picture, stroke, gap, 1),
        }
    }

    /// One polygon for each run of columns that are not empty.
    fn fill_plain(&self, picture: &mut Picture, color: Color) {
        for run in self.runs() {
            let (mut top, bottom): (Vec<Point>, Vec<Point>) = run
                .map(|(x, (top, bottom))| ((x, top), (x, bottom)))
                .unzip();
            top.extend(bottom.into_iter().rev());
            picture.area(top, color);
        }
    }

    fn fill_vertical(&self, picture: &mut Picture, stroke: Stroke, gap: i32) {
        for (x, (top, bottom)) in self.at_columns() {
            // Counted from the picture's edge, so that neighbouring bands share their stripes.
            if x.rem_euclid(gap) == 0 && top < bottom {
                picture.line(vec![(x, top), (x, bottom)], stroke);
            }
        }
    }

    /// Follows each stripe `y = offset + slope x` through the columns and draws the parts that
    /// lie inside.
    fn fill_slanted(&self, picture: &mut Picture, stroke: Stroke, gap: i32, slope: i32) {
        let filled = || self.at_columns().filter(|(_, (top, bottom))| top < bottom);
        let lowest = filled().map(|(x, (top, _))| top - slope * x).min();
        let highest = filled().map(|(x, (_, bottom))| bottom - slope * x).max();
        let (Some(lowest), Some(highest)) = (lowest, highest) else {
            return;
        };
        for index in lowest.div_euclid(gap)..=highest.div_euclid(gap) {
            let mut start = None;
            for (x, (top, bottom)) in self.at_columns() {
                let here = (x, index * gap + slope * x);
                let inside = (top..bottom).contains(&here.1);
                match (inside, start) {
                    (true, None) => start = Some((here, here)),
                    (true, Some((first, _))) => start = Some((first, here)),
                    (false, Some((first, last))) => {
                        picture.line(vec![first, last], stroke);
                        start = None;
                    }
                    (false, None) => {}
                }
            }
            if let Some((first, last)) = start {
                picture.line(vec![first, last], stroke);
            }
        }
    }

    fn at_columns(&self) -> impl Iterator<Item = (i32, (i32, i32))> {
        (self.left..).zip(self.columns.iter().copied())
    }

    fn runs(&self) -> impl Iterator<Item = impl Iterator<Item = (i32, (i32, i32))>> {
        let columns: Vec<_> = self.at_columns().collect();
        let filled = |column: &(i32, (i32, i32))| column.1.0 < column.1.1;
        let runs: Vec<Vec<_>> = columns
            .chunk_by(|a, b| filled(a) == filled(b))
            .filter(|run| run.first().is_some_and(filled))
            .map(<[_]>::to_vec)
            .collect();
        runs.into_iter().map(Vec::into_iter)
    }
}

/// The height of a line in each column from `left` to `right`.
fn heights(line: &[Point], left: i32, right: i32) -> impl Iterator<Item = i32> {
    let mut segment = 0;
    (left..=right).map(move |x| {
        while segment + 2 < line.len() && line[segment + 1].0 < x {
            segment += 1;
        }
        match (line.get(segment), line.get(segment + 1)) {
            (Some(&from), Some(&to)) if to.0 > from.0 => {
                let share = f64::from(x - from.0) / f64::from(to.0 - from.0);
                from.1 + (f64::from(to.1 - from.1) * share).round() as i32
            }
            (Some(&only), _) => only.1,
            (None, _) => 0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::picture::Shape;
    use super::super::style;
    use super::*;

    const STROKE: Stroke = style::solid(style::GREY, 1);

    fn filled(band: &Band, fill: Fill) -> Vec<Vec<Point>> {
        let mut picture = Picture::default();
        band.fill(&mut picture, fill);
        let points = |shape| match shape {
            Shape::Line { points, .. } | Shape::Area { points, .. } => points,
            Shape::Text { .. } => unreachable!("bands have no text"),
        };
        picture.shapes.into_iter().map(points).collect()
    }

    #[test]
    fn a_band_exists_only_where_the_upper_line_is_above() {
        // Lines that cross at x = 5: y grows downwards.
        let band = Band::between(&[(0, 10), (10, 0)], &[(0, 5), (10, 5)]);
        assert_eq!(
            filled(&band, Fill::Plain(style::GREY)),
            [vec![(6, 4), (10, 0), (10, 5), (6, 5)]]
        );
    }

    #[test]
    fn vertical_stripes_fill_it_from_edge_to_edge() {
        let band = Band::rectangle((3, 0), (9, 7));
        assert_eq!(
            filled(&band, Fill::Vertical(STROKE, 4)),
            [vec![(4, 0), (4, 7)], vec![(8, 0), (8, 7)]]
        );
    }

    #[test]
    fn slanted_stripes_stay_inside() {
        let band = Band::between(&[(0, 0), (20, 10)], &[(0, 20), (20, 15)]);
        for fill in [Fill::Diagonal(STROKE, 4), Fill::Falling(STROKE, 4)] {
            let lines = filled(&band, fill);
            assert!(lines.len() > 3);
            for point in lines.into_iter().flatten() {
                let (top, bottom) = band.columns[point.0 as usize];
                assert!((top..bottom).contains(&point.1), "{point:?}");
            }
        }
    }

    #[test]
    fn nothing_to_fill_is_no_problem() {
        let band = Band::between(&[], &[(0, 0), (5, 5)]);
        assert!(filled(&band, Fill::Plain(style::GREY)).is_empty());
        assert!(filled(&band, Fill::Diagonal(STROKE, 4)).is_empty());
    }
}
