//! The embedded fonts: which of them draws a sign, and how wide a text is.
//!
//! Needs no system font, so that every machine gives the same bytes.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// An embedded font; see `font/README.md`.
pub(super) struct Face {
    pub(super) family: &'static str,
    pub(super) bytes: &'static [u8],
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
    bitmap_scale: 1.164 / 1.24,
    bitmap_drop: 0.13,
};

/// Its line is 1.448 em high.
pub(super) static HANGUL: Face = Face {
    family: "Noto Sans KR",
    bytes: include_bytes!("font/NotoSansKR-subset.otf"),
    bitmap_scale: 1.448 / 1.24,
    bitmap_drop: 0.13,
};

/// Width of a text in pixels.
pub(super) fn text_width(text: &str, text_size: f64) -> i32 {
    let widths = runs(text).map(|(face, run)| run_width(face, run, text_size));
    let measured = register().ok().and_then(|()| widths.sum::<Option<i32>>());
    // Without a font nothing will be painted either; any sensible number will do.
    measured.unwrap_or((text.chars().count() as f64 * text_size * 0.6) as i32)
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

pub(super) fn run_width(face: &Face, run: &str, text_size: f64) -> Option<i32> {
    let font = font(face, text_size * face.bitmap_scale);
    let (width, _height) = font.box_size(run).ok()?;
    i32::try_from(width).ok()
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

pub(super) fn font(face: &Face, text_size: f64) -> FontDesc<'static> {
    FontDesc::new(FontFamily::Name(face.family), text_size, FontStyle::Normal)
}

/// Registers the embedded fonts, once for the whole process.
pub(super) fn register() -> Result<(), String> {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let registered = REGISTERED.get_or_init(|| {
        [&LATIN, &HANGUL]
            .map(|face| register_font(face.family, FontStyle::Normal, face.bytes).is_ok())
            .iter()
            .all(|&done| done)
    });
    if *registered {
        Ok(())
    } else {
        Err("an embedded font is damaged".to_owned())
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
