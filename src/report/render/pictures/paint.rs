//! From a picture to the bytes of an SVG or a PNG file.
//!
//! With `typeface` the only place that knows plotters: its backends write the SVG and rasterise the bitmap. Both
//! are given the same shapes by the same code. The font is embedded, so that no system font is
//! needed and every machine gives the same bytes.

#[cfg(not(target_family = "wasm"))]
use plotters::backend::{BitMapBackend, SVGBackend};
use plotters_backend::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendStyle, DrawingBackend};
// Beneath WebAssembly plotters itself wants the page of a browser; the backends, which do all the drawing, do not.
#[cfg(target_family = "wasm")]
use {plotters_bitmap::BitMapBackend, plotters_svg::SVGBackend};

use super::picture::{Align, Canvas, Color, Picture, Point, SMOOTHING, Shape, Stroke};
use super::typeface::{Face, LATIN, Writing, run_width, runs};

pub(super) use super::typeface::{fitted, fitted_parts, text_width};

/// What the two formats do not do alike by themselves.
#[derive(Clone, Copy)]
struct Format {
    /// Pixels that a unit of the canvas has.
    scale: f64,
    /// Whether it is the bitmap: each sign is drawn with the font that has it, and lines piece by piece.
    is_bitmap: bool,
}

/// A stroke of a width, or a filling.
struct Paint {
    color: BackendColor,
    width: u32,
}

impl BackendStyle for Paint {
    fn color(&self) -> BackendColor {
        self.color
    }

    fn stroke_width(&self) -> u32 {
        self.width
    }
}

type Drawn = Result<(), String>;

impl Picture {
    /// The picture as SVG text.
    ///
    /// # Errors
    /// The reason, in words.
    pub(crate) fn svg(&self) -> Result<String, String> {
        let Canvas { width, height, .. } = self.canvas;
        let mut svg = String::new();
        let size = (width.unsigned_abs(), height.unsigned_abs());
        let mut area = SVGBackend::with_string(&mut svg, size);
        let format = Format {
            scale: 1.0,
            is_bitmap: false,
        };
        self.paint(&mut area, format)?;
        drop(area);
        // plotters' own header states the canvas; a file is shown at its own size. It also
        // has neither a title nor rounded joins, without which a jagged line grows spikes.
        let body = svg.split_once('>').map_or("", |(_header, body)| body);
        let (shown_width, shown_height) = self.canvas.pixels();
        let title = xml_escaped(&self.title);
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{shown_width}\" \
             height=\"{shown_height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             stroke-linejoin=\"round\">\n<title>{title}</title>{body}"
        ))
    }

    /// The picture as the bytes of a PNG file.
    ///
    /// # Errors
    /// The reason, in words.
    pub(crate) fn png(&self) -> Result<Vec<u8>, String> {
        let small = self.canvas.pixels();
        // Each pixel of the file is the mean of four, which smooths all edges: the rasteriser by
        // itself does not.
        let size = (small.0 * SMOOTHING as u32, small.1 * SMOOTHING as u32);
        let mut pixels = vec![0; size.0 as usize * size.1 as usize * 3];
        let mut area = BitMapBackend::with_buffer(&mut pixels, size);
        let format = Format {
            scale: self.canvas.scale,
            is_bitmap: true,
        };
        self.paint(&mut area, format)?;
        drop(area);
        encode(&halved(&pixels, size.0 as usize), small).map_err(|error| error.to_string())
    }

    fn paint<DB: DrawingBackend>(&self, area: &mut DB, format: Format) -> Drawn {
        let (width, height) = area.get_size();
        let corner = (width as i32, height as i32);
        drawn(area.ensure_prepared())?;
        drawn(area.draw_rect((0, 0), corner, &rgb(self.background), true))?;
        for shape in &self.shapes {
            paint_shape(area, shape, format)?;
        }
        drawn(area.present())
    }
}

fn drawn<T>(result: Result<T, impl std::fmt::Display>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

impl Format {
    fn point(self, (x, y): Point) -> Point {
        if self.scale == 1.0 {
            return (x, y);
        }
        let along = |units: i32| (f64::from(units) * self.scale).round() as i32;
        (along(x), along(y))
    }

    fn points(self, points: &[Point]) -> Vec<Point> {
        points.iter().map(|&point| self.point(point)).collect()
    }

    fn width(self, width: u32) -> u32 {
        ((f64::from(width) * self.scale).round() as u32).max(1)
    }
}

fn paint_shape<DB: DrawingBackend>(area: &mut DB, shape: &Shape, format: Format) -> Drawn {
    match shape {
        Shape::Line { points, stroke } => {
            let stroke = Stroke {
                width: format.width(stroke.width),
                ..*stroke
            };
            let points = format.points(points);
            if format.is_bitmap {
                return paint_pieces(area, &points, stroke);
            }
            drawn(area.draw_path(points, &stroked(stroke)))
        }
        Shape::Area { points, color } => {
            drawn(area.fill_polygon(format.points(points), &rgb(*color)))
        }
        Shape::Text {
            text,
            at,
            size,
            color,
            align,
        } => {
            let (at, size) = (format.point(*at), size * format.scale);
            if format.is_bitmap {
                return paint_runs(area, text, at, size, (*color, *align));
            }
            let horizontal = match align {
                Align::Left => HPos::Left,
                Align::Center => HPos::Center,
                Align::Right => HPos::Right,
            };
            write(area, text, at, (&LATIN, size, *color, horizontal))
        }
    }
}

fn write<DB: DrawingBackend>(
    area: &mut DB,
    text: &str,
    at: Point,
    (face, size, color, horizontal): (&'static Face, f64, Color, HPos),
) -> Drawn {
    let anchor = Pos::new(horizontal, VPos::Center);
    drawn(area.draw_text(text, &Writing::new(face, size, rgb(color), anchor)?, at))
}

fn stroked(stroke: Stroke) -> Paint {
    Paint {
        color: rgb(stroke.color),
        width: stroke.width,
    }
}

/// Paints a text run by run, each with the font that has its signs: a bitmap knows no fallback.
fn paint_runs<DB: DrawingBackend>(
    area: &mut DB,
    text: &str,
    at: Point,
    size: f64,
    (color, align): (Color, Align),
) -> Drawn {
    let one_alone = runs(text).nth(1).is_none();
    let (horizontal, mut left) = match align {
        Align::Left => (HPos::Left, at.0),
        Align::Center if one_alone => (HPos::Center, at.0),
        Align::Center => (HPos::Left, at.0 - text_width(text, size) / 2),
        Align::Right if one_alone => (HPos::Right, at.0),
        Align::Right => (HPos::Left, at.0 - text_width(text, size)),
    };
    for (face, run) in runs(text) {
        let row = at.1 + (size * face.bitmap_drop).round() as i32;
        let style = (face, size * face.bitmap_scale, color, horizontal);
        write(area, run, (left, row), style)?;
        left += run_width(face, run, size).unwrap_or(0);
    }
    Ok(())
}

/// Paints a line piece by piece with round joints. As a whole, plotters' rasteriser makes one
/// polygon of a thick line, and where it turns sharply that polygon has spikes which look like
/// values that were never measured.
fn paint_pieces<DB: DrawingBackend>(area: &mut DB, points: &[Point], stroke: Stroke) -> Drawn {
    let style = stroked(stroke);
    for piece in points.windows(2) {
        drawn(area.draw_path(piece.iter().copied(), &style))?;
    }
    for joint in points.iter().skip(1).rev().skip(1) {
        drawn(area.draw_circle(*joint, stroke.width / 2, &rgb(stroke.color), true))?;
    }
    Ok(())
}

fn rgb(Color(red, green, blue): Color) -> BackendColor {
    BackendColor {
        alpha: 1.0,
        rgb: (red, green, blue),
    }
}

/// Reduces a bitmap to half its width and height, averaging each square of four pixels.
fn halved(pixels: &[u8], width: usize) -> Vec<u8> {
    let row = width * 3;
    let mut small = Vec::with_capacity(pixels.len() / 4);
    for rows in pixels.chunks_exact(2 * row) {
        let (upper, lower) = rows.split_at(row);
        for (upper, lower) in upper.chunks_exact(6).zip(lower.chunks_exact(6)) {
            for channel in 0..3 {
                let sum = [
                    upper[channel],
                    upper[channel + 3],
                    lower[channel],
                    lower[channel + 3],
                ]
                .map(u32::from)
                .iter()
                .sum::<u32>();
                small.push(((sum + 2) / 4) as u8);
            }
        }
    }
    small
}

fn encode(pixels: &[u8], (width, height): (u32, u32)) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}

fn xml_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::render::pictures::style::{BLUE, solid};

    /// The rows of the bitmap, in the picture's pixels, that have any colour.
    fn painted_rows(picture: &Picture) -> Vec<usize> {
        let bytes = picture.png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let rows = pixels.chunks_exact(1600 * 3).enumerate();
        rows.filter(|(_, row)| row.iter().any(|&channel| channel != 255))
            .map(|(row, _)| row * SMOOTHING)
            .collect()
    }

    #[test]
    fn a_picture_has_the_pixels_that_were_asked_for() {
        for (width, height) in [
            (1600, 900),
            (1280, 720),
            (640, 360),
            (1000, 1000),
            (3840, 2160),
        ] {
            let size = crate::report::document::look::Size::new(width, height).unwrap();
            let picture = Picture {
                canvas: Canvas::of(size),
                ..Picture::default()
            };
            let png = png::Decoder::new(std::io::Cursor::new(picture.png().unwrap()));
            let info = png.read_info().unwrap();
            assert_eq!((info.info().width, info.info().height), (width, height));
            let header = format!("width=\"{width}\" height=\"{height}\"");
            assert!(picture.svg().unwrap().contains(&header));
        }
    }

    #[test]
    fn a_jagged_line_has_no_spikes_beyond_its_points() {
        let mut picture = Picture::default();
        let heights = [900, 400, 900, 900, 401, 900, 640, 642, 900, 400, 410, 900];
        let points = (100..).step_by(2).zip(heights).collect();
        picture.line(points, solid(BLUE, 9));
        let rows = painted_rows(&picture);
        let (first, last) = (rows[0], rows[rows.len() - 1]);
        assert!((390..=400).contains(&first), "begins at {first}");
        assert!((898..=910).contains(&last), "ends at {last}");
    }
}
