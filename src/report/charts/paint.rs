//! From a picture to the bytes of an SVG or a PNG file.
//!
//! The only place that knows plotters: its backends write the SVG and rasterise the bitmap. Both
//! are given the same shapes by the same code. The font is embedded, so that no system font is
//! needed and every machine gives the same bytes.

use std::sync::OnceLock;

use plotters::backend::{BitMapBackend, SVGBackend};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{PathElement, Polygon, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color as _, FontDesc, FontFamily, FontStyle, IntoTextStyle, RGBColor, register_font,
};

use super::picture::{Align, Color, Picture, SIZE, Shape};
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

/// A format's own way with text: factor of its size, and drop as a share of its size.
#[derive(Clone, Copy)]
struct TextFit {
    scale: f64,
    drop: f64,
}

const IN_SVG: TextFit = TextFit {
    scale: 1.0,
    drop: 0.0,
};

const IN_BITMAP: TextFit = TextFit {
    scale: BITMAP_TEXT_SCALE,
    drop: BITMAP_TEXT_DROP,
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
        self.paint(&area, IN_SVG)
            .map_err(|error| error.to_string())?;
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
        self.paint(&area, IN_BITMAP)
            .map_err(|error| error.to_string())?;
        drop(area);
        encode(&halved(&pixels)).map_err(|error| error.to_string())
    }

    fn paint<DB: DrawingBackend>(&self, area: &DrawingArea<DB, Shift>, fit: TextFit) -> Drawn<DB> {
        area.fill(&rgb(WHITE))?;
        for shape in &self.shapes {
            paint_shape(area, shape, fit)?;
        }
        area.present()
    }
}

fn paint_shape<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    shape: &Shape,
    fit: TextFit,
) -> Drawn<DB> {
    match shape {
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
            let style = font(size * fit.scale)
                .into_text_style(area)
                .color(&color)
                .pos(Pos::new(horizontal, VPos::Center));
            let at = (at.0, at.1 + (size * fit.drop).round() as i32);
            area.draw(&Text::new(text.as_str(), at, style))
        }
    }
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
