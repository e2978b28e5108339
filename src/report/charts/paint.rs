//! From a picture to the bytes of an SVG or a PNG file.
//!
//! The only place that knows plotters: its backends write the SVG and rasterise the bitmap. Both
//! are given the same shapes by the same code. The font is embedded, so that no system font is
//! needed and every machine gives the same bytes.

use std::sync::OnceLock;

use plotters::backend::{BitMapBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color as _, FontDesc, FontFamily, FontStyle, IntoTextStyle, RGBColor, register_font,
};

use super::picture::{Align, Color, Picture, Point, SIZE, Shape, Stroke};
use super::style::WHITE;

/// DejaVu Sans, reduced to the signs that charts use; see `font/README.md`.
static FONT: &[u8] = include_bytes!("font/DejaVuSans-subset.ttf");

/// The list that SVG viewers read, and at the same time the name under which our font is
/// registered for the bitmap: plotters passes the name through to the SVG as it stands. Verdana
/// has nearly the same widths.
const FONT_FAMILY: &str = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif";

/// The PNG has half the picture's width and height; each of its pixels is the mean of four, which
/// smooths all edges (the rasteriser by itself does not).
const SMOOTHING: usize = 2;

/// The bitmap measures a font by the height of its line, the SVG by its em with a constant of 1.24
/// between them; for this font the line is 1.164 em high. The factor makes both texts equally large.
const BITMAP_TEXT_SCALE: f64 = 1.164 / 1.24;

/// How far below its point the bitmap draws a text, as a share of its size, to stand where the SVG
/// puts it: with half its x-height above the point and half below.
const BITMAP_TEXT_DROP: f64 = 0.13;

const WIDTH: usize = SIZE.0 as usize;
const HEIGHT: usize = SIZE.1 as usize;

/// What the two formats do not do alike by themselves.
#[derive(Clone, Copy)]
struct Format {
    /// Factor of the size of texts.
    text_scale: f64,
    /// How far below its point a text is drawn, as a share of its size.
    text_drop: f64,
    /// Whether lines are drawn piece by piece.
    lines_in_pieces: bool,
}

const SVG: Format = Format {
    text_scale: 1.0,
    text_drop: 0.0,
    lines_in_pieces: false,
};

const BITMAP: Format = Format {
    text_scale: BITMAP_TEXT_SCALE,
    text_drop: BITMAP_TEXT_DROP,
    lines_in_pieces: true,
};

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

impl Picture {
    /// The picture as SVG text.
    ///
    /// # Errors
    /// The reason, in words.
    pub(crate) fn svg(&self) -> Result<String, String> {
        register()?;
        let mut svg = String::new();
        let area = SVGBackend::with_string(&mut svg, size()).into_drawing_area();
        self.paint(&area, SVG).map_err(|error| error.to_string())?;
        drop(area);
        // plotters' own header states the picture's size; a file is shown at half of it. It also
        // has neither a title nor rounded joins, without which a jagged line grows spikes.
        let body = svg.split_once('>').map_or("", |(_header, body)| body);
        let (width, height) = (WIDTH / SMOOTHING, HEIGHT / SMOOTHING);
        let title = xml_escaped(&self.title);
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" stroke-linejoin=\"round\">\n\
             <title>{title}</title>{body}"
        ))
    }

    /// The picture as the bytes of a PNG file.
    ///
    /// # Errors
    /// The reason, in words.
    pub(crate) fn png(&self) -> Result<Vec<u8>, String> {
        register()?;
        let mut pixels = vec![0; WIDTH * HEIGHT * 3];
        let area = BitMapBackend::with_buffer(&mut pixels, size()).into_drawing_area();
        self.paint(&area, BITMAP)
            .map_err(|error| error.to_string())?;
        drop(area);
        encode(&halved(&pixels)).map_err(|error| error.to_string())
    }

    fn paint<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        format: Format,
    ) -> Drawn<DB> {
        area.fill(&rgb(WHITE))?;
        for shape in &self.shapes {
            paint_shape(area, shape, format)?;
        }
        area.present()
    }
}

fn paint_shape<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    shape: &Shape,
    format: Format,
) -> Drawn<DB> {
    match shape {
        Shape::Line { points, stroke } if format.lines_in_pieces => {
            paint_pieces(area, points, *stroke)
        }
        Shape::Line { points, stroke } => {
            let style = rgb(stroke.color).stroke_width(stroke.width);
            area.draw(&PathElement::new(points.clone(), style))
        }
        Shape::Area { points, color } => {
            area.draw(&Polygon::new(points.clone(), rgb(*color).filled()))
        }
        Shape::Text {
            text,
            at,
            size,
            color,
            align,
        } => {
            let horizontal = match align {
                Align::Left => HPos::Left,
                Align::Center => HPos::Center,
                Align::Right => HPos::Right,
            };
            let color = rgb(*color);
            let style = font(size * format.text_scale)
                .into_text_style(area)
                .color(&color)
                .pos(Pos::new(horizontal, VPos::Center));
            let at = (at.0, at.1 + (size * format.text_drop).round() as i32);
            area.draw(&Text::new(text.as_str(), at, style))
        }
    }
}

/// Paints a line piece by piece with round joints. As a whole, plotters' rasteriser makes one
/// polygon of a thick line, and where it turns sharply that polygon has spikes which look like
/// values that were never measured.
fn paint_pieces<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    points: &[Point],
    stroke: Stroke,
) -> Drawn<DB> {
    let color = rgb(stroke.color);
    for piece in points.windows(2) {
        area.draw(&PathElement::new(piece, color.stroke_width(stroke.width)))?;
    }
    for joint in points.iter().skip(1).rev().skip(1) {
        area.draw(&Circle::new(*joint, stroke.width / 2, color.filled()))?;
    }
    Ok(())
}

/// Width of a text in pixels.
pub(super) fn text_width(text: &str, text_size: f64) -> i32 {
    let measured = register().ok().and_then(|()| {
        let font = font(text_size * BITMAP_TEXT_SCALE);
        let (width, _height) = font.box_size(text).ok()?;
        i32::try_from(width).ok()
    });
    // Without a font nothing will be painted either; any sensible number will do.
    measured.unwrap_or((text.chars().count() as f64 * text_size * 0.6) as i32)
}

fn font(text_size: f64) -> FontDesc<'static> {
    FontDesc::new(FontFamily::Name(FONT_FAMILY), text_size, FontStyle::Normal)
}

/// Registers the embedded font, once for the whole process.
fn register() -> Result<(), String> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let registered =
        REGISTERED.get_or_init(|| register_font(FONT_FAMILY, FontStyle::Normal, FONT).is_ok());
    if *registered {
        Ok(())
    } else {
        Err("the embedded font is damaged".to_owned())
    }
}

fn size() -> (u32, u32) {
    (SIZE.0.unsigned_abs(), SIZE.1.unsigned_abs())
}

fn rgb(Color(red, green, blue): Color) -> RGBColor {
    RGBColor(red, green, blue)
}

/// Reduces a bitmap to half its width and height, averaging each square of four pixels.
fn halved(pixels: &[u8]) -> Vec<u8> {
    let row = WIDTH * 3;
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

fn encode(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let (width, height) = (size().0 / SMOOTHING as u32, size().1 / SMOOTHING as u32);
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
    use crate::report::charts::style::{BLUE, solid};

    /// The rows of the bitmap, in the picture's pixels, that have any colour.
    fn painted_rows(picture: &Picture) -> Vec<usize> {
        let bytes = picture.png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let rows = pixels.chunks_exact(WIDTH / SMOOTHING * 3).enumerate();
        rows.filter(|(_, row)| row.iter().any(|&channel| channel != 255))
            .map(|(row, _)| row * SMOOTHING)
            .collect()
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
