//! The embedded fonts: which of them draws a sign, how wide a text is, and where its pixels are.
//!
//! Needs no system font, so that every machine gives the same bytes. plotters could lay texts out itself, but in
//! a browser it would ask the page for their widths: here every place asks the same embedded fonts.

use std::convert::Infallible;
use std::sync::LazyLock;

use ab_glyph::{Font as _, FontRef, InvalidFont, ScaleFont as _};
use plotters_backend::text_anchor::Pos;
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, FontFamily};

/// An embedded font; see `font/README.md`.
pub(super) struct Face {
    pub(super) family: &'static str,
    bytes: &'static [u8],
    font: LazyLock<Result<FontRef<'static>, InvalidFont>>,
    /// The bitmap measures a font by the height of its line, the SVG by its em with a constant of
    /// 1.24 between them. The factor makes both texts equally large.
    pub(super) bitmap_scale: f64,
    /// How far below its point the bitmap draws a text, as a share of its size, to stand where the
    /// SVG puts it: with half its x-height above the point and half below.
    pub(super) bitmap_drop: f64,
}

/// For everything but Hangul. Its name is also the list that SVG viewers read, for plotters passes it
/// through to the SVG as it stands; Verdana has nearly the same widths.
pub(super) static LATIN: Face = Face {
    family: "DejaVu Sans, Verdana, Helvetica, Arial, Noto Sans KR, Noto Sans CJK KR, \
             Apple SD Gothic Neo, Malgun Gothic, NanumGothic, sans-serif",
    bytes: include_bytes!("font/DejaVuSans-subset.ttf"),
    font: LazyLock::new(|| FontRef::try_from_slice(LATIN.bytes)),
    bitmap_scale: 1.164 / 1.24,
    bitmap_drop: 0.13,
};

/// Its line is 1.448 em high.
pub(super) static HANGUL: Face = Face {
    family: "Noto Sans KR",
    bytes: include_bytes!("font/NotoSansKR-subset.otf"),
    font: LazyLock::new(|| FontRef::try_from_slice(HANGUL.bytes)),
    bitmap_scale: 1.448 / 1.24,
    bitmap_drop: 0.13,
};

/// Width of a text in pixels.
pub(super) fn text_width(text: &str, text_size: f64) -> i32 {
    let widths = runs(text).map(|(face, run)| run_width(face, run, text_size));
    // Without a font nothing will be painted either; any sensible number will do.
    let guess = || (text.chars().count() as f64 * text_size * 0.6) as i32;
    widths.sum::<Option<i32>>().unwrap_or_else(guess)
}

/// The text, shortened with an ellipsis if it is wider than `room`.
pub(super) fn fitted(text: &str, size: f64, room: i32) -> String {
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.pop().is_some() {
        let candidate = format!("{}…", short.trim_end());
        if text_width(&candidate, size) <= room {
            return candidate;
        }
    }
    String::new()
}

/// Parts of a line with a dot between them: as many of the first as there is room for.
pub(super) fn fitted_parts(text: &str, size: f64, room: i32) -> String {
    let mut shown = text;
    while text_width(shown, size) > room
        && let Some((first, _)) = shown.rsplit_once(" · ")
    {
        shown = first;
    }
    fitted(shown, size, room)
}

pub(super) fn run_width(face: &'static Face, run: &str, text_size: f64) -> Option<i32> {
    let font = face.font.as_ref().ok()?;
    Some(advance(font, run, text_size * face.bitmap_scale))
}

/// The sum of the widths of the signs, closer to each other or apart as the font says of pairs.
fn advance(font: &FontRef<'static>, text: &str, size: f64) -> i32 {
    let font = font.as_scaled(size as f32);
    let mut width = 0f32;
    let mut before = None;
    for sign in text.chars() {
        let glyph = font.glyph_id(sign);
        width += font.h_advance(glyph);
        if let Some(before) = before {
            width += font.kern(before, glyph);
        }
        before = Some(glyph);
    }
    width as i32
}

/// The stretches of a text that one font draws.
pub(super) fn runs(text: &str) -> impl Iterator<Item = (&'static Face, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = is_hangul(rest.chars().next()?);
        let end = rest.find(|sign| is_hangul(sign) != first);
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some((if first { &HANGUL } else { &LATIN }, run))
    })
}

/// A syllable or letter of Hangul: what the Hangul font is for.
fn is_hangul(sign: char) -> bool {
    matches!(sign, '\u{ac00}'..='\u{d7a3}' | '\u{3131}'..='\u{3163}')
}

/// How a text is written.
pub(super) struct Writing {
    face: &'static Face,
    font: &'static FontRef<'static>,
    size: f64,
    color: BackendColor,
    anchor: Pos,
}

impl Writing {
    /// # Errors
    /// A font that is damaged.
    pub(super) fn new(
        face: &'static Face,
        size: f64,
        color: BackendColor,
        anchor: Pos,
    ) -> Result<Self, String> {
        Ok(Self {
            face,
            font: face
                .font
                .as_ref()
                .map_err(|_| "an embedded font is damaged")?,
            size,
            color,
            anchor,
        })
    }
}

/// As plotters lays text out and draws it.
impl BackendTextStyle for Writing {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        self.color
    }

    fn size(&self) -> f64 {
        self.size
    }

    fn anchor(&self) -> Pos {
        self.anchor
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(self.face.family)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        let height = (self.size / 1.24) as i32;
        Ok(((0, 0), (advance(self.font, text, self.size), height)))
    }

    fn draw<E, D: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        text: &str,
        (left, top): BackendCoord,
        mut draw: D,
    ) -> Result<Result<(), E>, Infallible> {
        let font = self.font.as_scaled(self.size as f32);
        let mut shift = 0f32;
        let mut before = None;
        for sign in text.chars() {
            let id = font.glyph_id(sign);
            if let Some(before) = before {
                shift += font.kern(before, id);
            }
            before = Some(id);
            if let Some(outline) = font.outline_glyph(font.scaled_glyph(sign)) {
                let drop = ((self.size as f32) / 2.0 + outline.px_bounds().min.y) as i32;
                let mut outcome = Ok(());
                outline.draw(|x, y, share| {
                    if outcome.is_ok() {
                        let color = self.color.mix(f64::from(share));
                        let at = (x as i32 + shift as i32 + left, y as i32 + drop + top);
                        outcome = draw(at.0, at.1, color);
                    }
                });
                if outcome.is_err() {
                    return Ok(outcome);
                }
            }
            shift += font.h_advance(id);
        }
        Ok(Ok(()))
    }
}

/// Whether the embedded fonts have a sign.
#[cfg(test)]
pub(super) fn is_drawable(sign: char) -> bool {
    let face = if is_hangul(sign) { &HANGUL } else { &LATIN };
    let font = ttf_parser::Face::parse(face.bytes, 0).unwrap();
    font.glyph_index(sign).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_parts_loses_whole_parts() {
        let text = "us-east-1 · burst 3,000 · 26 min simulated";
        let room = |shown: &str| text_width(shown, 40.0);
        assert_eq!(fitted_parts(text, 40.0, room(text)), text);
        let two = "us-east-1 · burst 3,000";
        assert_eq!(fitted_parts(text, 40.0, room(text) - 1), two);
        assert_eq!(fitted_parts(text, 40.0, room(two) - 1), "us-east-1");
        let cut = fitted_parts(text, 40.0, room("us-east-1") - 1);
        assert!(cut.ends_with('…'), "a part alone is shortened: {cut}");
    }

    /// The text of the file with all words stands for them: whatever is added to it is tested.
    #[test]
    fn the_embedded_fonts_have_every_sign_of_every_word() {
        let text = include_str!("../../document/words.rs");
        let missing: Vec<char> = text
            .chars()
            .filter(|&sign| !matches!(sign, '\n' | '←' | '→') && !is_drawable(sign))
            .collect();
        assert_eq!(missing, [], "the PNG would show boxes");
    }

    #[test]
    fn all_of_the_usual_hangul_can_be_drawn() {
        // KS X 1001 begins with these and ends with those.
        assert!("가각간갇갈 힐힘힙힛힝 ㄱㅎㅏㅣ".chars().all(is_drawable));
        // Not in that standard: shows as a box.
        assert!(!is_drawable('똠'));
    }

    #[test]
    fn a_text_is_cut_where_the_font_changes() {
        let cut = |text| -> Vec<String> { runs(text).map(|(_, run)| run.to_owned()).collect() };
        assert_eq!(cut("주문 API – 결제"), ["주문", " API – ", "결제"]);
        assert_eq!(cut("orders"), ["orders"]);
        assert!(cut("").is_empty());
        let width = text_width("주문 API", 42.0);
        let parts = text_width("주문", 42.0) + text_width(" API", 42.0);
        assert_eq!(width, parts);
    }
}
