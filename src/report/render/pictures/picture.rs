//! A picture as a list of shapes in pixels, from back to front.
//!
//! It knows geometry and text, not what they stand for, and not how they are painted.

use crate::report::document::look::Size;

/// What a picture is composed on: its units are half a pixel of the file at the usual size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Canvas {
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// How much larger than usual the file shows it.
    pub(crate) scale: f64,
}

/// Canvas units to a pixel of the file, at the usual size.
pub(crate) const SMOOTHING: usize = 2;

/// Pictures smaller than usual keep their texts at least this large.
const LEAST_SCALE: f64 = 0.6;

impl Default for Canvas {
    fn default() -> Self {
        Self::of(Size::default())
    }
}

impl Canvas {
    /// The canvas for a file of a size: texts grow with it, so that a larger picture is the same one
    /// with more detail.
    pub(crate) fn of(size: Size) -> Self {
        Self::scaled(size, 100)
    }

    /// The same with everything at so many hundredths of its usual size.
    pub(crate) fn scaled(size: Size, percent: u16) -> Self {
        let usual = Size::default();
        let share = |side: u32, usual: u32| f64::from(side) / f64::from(usual);
        let scale = share(size.width(), usual.width()).min(share(size.height(), usual.height()));
        let scale = scale.max(LEAST_SCALE) * f64::from(percent) / 100.0;
        let units = |side: u32| (f64::from(side) * SMOOTHING as f64 / scale).round() as i32;
        Self {
            width: units(size.width()),
            height: units(size.height()),
            scale,
        }
    }

    /// Width and height of the file in pixels.
    pub(crate) fn pixels(self) -> (u32, u32) {
        let side = |units: i32| (f64::from(units) * self.scale / SMOOTHING as f64).round() as u32;
        (side(self.width), side(self.height))
    }
}

/// A place in the picture: pixels from the left and from the top.
pub(crate) type Point = (i32, i32);

/// Red, green, blue. All colours are opaque, so that print and screen agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Color(pub(crate) u8, pub(crate) u8, pub(crate) u8);

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stroke {
    pub(crate) color: Color,
    pub(crate) width: u32,
    pub(crate) dash: Option<Dash>,
}

/// Lengths of the dashes of a line and of the gaps between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dash {
    pub(crate) on: u32,
    pub(crate) off: u32,
}

/// Which side of a text its point is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Center,
    Right,
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// Straight lines from point to point.
    Line { points: Vec<Point>, stroke: Stroke },
    /// A filled polygon.
    Area { points: Vec<Point>, color: Color },
    /// One line of text; the point is at half its height.
    Text {
        text: String,
        at: Point,
        size: f64,
        color: Color,
        align: Align,
    },
}

/// A list of shapes, from back to front, with a title for readers who cannot see it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    pub(crate) title: String,
    pub(crate) canvas: Canvas,
    pub(crate) background: Color,
    pub(crate) shapes: Vec<Shape>,
}

impl Default for Picture {
    /// An empty picture of the usual size.
    fn default() -> Self {
        Self {
            title: String::new(),
            canvas: Canvas::default(),
            background: Color(255, 255, 255),
            shapes: Vec::new(),
        }
    }
}

impl Picture {
    /// Every colour becomes what `change` makes of it.
    pub(crate) fn recolour(&mut self, change: impl Fn(Color) -> Color) {
        self.background = change(self.background);
        for shape in &mut self.shapes {
            let color = match shape {
                Shape::Line { stroke, .. } => &mut stroke.color,
                Shape::Area { color, .. } | Shape::Text { color, .. } => color,
            };
            *color = change(*color);
        }
    }

    /// Adds a line; dashes become lines of their own.
    pub(crate) fn line(&mut self, mut points: Vec<Point>, stroke: Stroke) {
        drop_straight(&mut points);
        if points.len() < 2 {
            return;
        }
        match stroke.dash {
            None => self.shapes.push(Shape::Line { points, stroke }),
            Some(dash) => {
                let solid = Stroke {
                    dash: None,
                    ..stroke
                };
                for points in dashes(&points, dash) {
                    self.line(points, solid);
                }
            }
        }
    }

    /// Adds a filled polygon.
    pub(crate) fn area(&mut self, mut points: Vec<Point>, color: Color) {
        drop_straight(&mut points);
        if points.len() >= 3 {
            self.shapes.push(Shape::Area { points, color });
        }
    }

    /// Adds a filled rectangle between two corners.
    pub(crate) fn rectangle(&mut self, (left, top): Point, (right, bottom): Point, color: Color) {
        let corners = vec![(left, top), (right, top), (right, bottom), (left, bottom)];
        self.area(corners, color);
    }

    /// Adds a round mark with an edge in the colour of the paper.
    pub(crate) fn dot(&mut self, (x, y): Point, radius: i32, color: Color) {
        for (radius, color) in [(radius + 3, self.background), (radius, color)] {
            let corner = |index: i32| {
                let angle = f64::from(index) * std::f64::consts::TAU / 16.0;
                let reach = f64::from(radius);
                let (dx, dy) = (reach * libm::cos(angle), reach * libm::sin(angle));
                (x + dx.round() as i32, y + dy.round() as i32)
            };
            self.area((0..16).map(corner).collect(), color);
        }
    }

    /// Adds a line of text.
    pub(crate) fn text(
        &mut self,
        text: impl Into<String>,
        at: Point,
        size: f64,
        color: Color,
        align: Align,
    ) {
        self.shapes.push(Shape::Text {
            text: text.into(),
            at,
            size,
            color,
            align,
        });
    }
}

/// Leaves out the points in the middle of straight pieces, which are most of those of a band and
/// of a flat curve. A thick line with fewer joints is also painted more evenly.
fn drop_straight(points: &mut Vec<Point>) {
    let mut kept: Vec<Point> = Vec::new();
    for &point in points.iter() {
        if let [.., a, b] = kept[..] {
            let (first, second) = ((b.0 - a.0, b.1 - a.1), (point.0 - b.0, point.1 - b.1));
            let parallel = first.0 * second.1 == first.1 * second.0;
            let onward = first.0 * second.0 + first.1 * second.1 >= 0;
            if parallel && onward {
                kept.pop();
            }
        }
        kept.push(point);
    }
    *points = kept;
}

/// Cuts a line into dashes, which run on round its corners.
fn dashes(points: &[Point], dash: Dash) -> Vec<Vec<Point>> {
    let mut dashes = Vec::new();
    let mut current = vec![points[0]];
    let (mut drawing, mut left) = (true, f64::from(dash.on));
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = f64::from(to.0 - from.0).hypot(f64::from(to.1 - from.1));
        let mut walked = 0.0;
        while length - walked > left {
            walked += left;
            let here = between(from, to, walked / length);
            if drawing {
                current.push(here);
                dashes.push(std::mem::take(&mut current));
            } else {
                current = vec![here];
            }
            drawing = !drawing;
            left = f64::from(if drawing { dash.on } else { dash.off });
        }
        left -= length - walked;
        if drawing {
            current.push(to);
        }
    }
    if drawing {
        dashes.push(current);
    }
    dashes
}

fn between(from: Point, to: Point, share: f64) -> Point {
    let along = |from: i32, to: i32| from + (f64::from(to - from) * share).round() as i32;
    (along(from.0, to.0), along(from.1, to.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_run_on_round_corners() {
        let dash = Dash { on: 4, off: 2 };
        assert_eq!(
            dashes(&[(0, 0), (3, 0), (3, 7)], dash),
            [vec![(0, 0), (3, 0), (3, 1)], vec![(3, 3), (3, 7)],]
        );
    }

    #[test]
    fn only_the_corners_of_a_line_are_kept() {
        let mut points = vec![(0, 0), (1, 0), (1, 0), (3, 0), (3, 2), (3, 5), (3, 1)];
        drop_straight(&mut points);
        assert_eq!(points, [(0, 0), (3, 0), (3, 5), (3, 1)]);
    }

    #[test]
    fn a_line_needs_two_points_and_an_area_three() {
        let mut picture = Picture::default();
        let stroke = Stroke {
            color: Color(0, 0, 0),
            width: 1,
            dash: Some(Dash { on: 4, off: 2 }),
        };
        picture.line(vec![], stroke);
        picture.line(vec![(1, 1)], stroke);
        picture.area(vec![(1, 1), (2, 2)], Color(0, 0, 0));
        assert_eq!(picture.shapes, []);
    }
}
