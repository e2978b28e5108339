//! Tables whose cells are coloured by their values.
//!
//! The colours are viridis, which is perceptually even, rises in lightness and is safe for
//! colour-blind readers (Smith and van der Walt, 2015, CC0).

use super::axis::Axis;

/// From this share of the scale on black words are read better than white ones.
const LIGHT_ON_SCREEN: f64 = 0.44;
/// Viridis at equal distances.
const VIRIDIS: [(u8, u8, u8); 11] = [
    (0x44, 0x01, 0x54),
    (0x48, 0x24, 0x75),
    (0x41, 0x44, 0x87),
    (0x35, 0x5f, 0x8d),
    (0x2a, 0x78, 0x8e),
    (0x21, 0x91, 0x8c),
    (0x22, 0xa8, 0x84),
    (0x44, 0xbf, 0x70),
    (0x7a, 0xd1, 0x51),
    (0xbd, 0xdf, 0x26),
    (0xfd, 0xe7, 0x25),
];

/// A table of values over two keys.
pub(in crate::report) struct HeatMap {
    /// Distinct within the document.
    pub(in crate::report) id: String,
    pub(in crate::report) caption: String,
    /// What columns and rows are.
    pub(in crate::report) corner: String,
    pub(in crate::report) columns: Vec<String>,
    /// Each with its name, from the top.
    pub(in crate::report) rows: Vec<(String, Vec<Cell>)>,
    /// What columns and rows are values of.
    pub(in crate::report) keys: [String; 2],
    /// What the colours stand for.
    pub(in crate::report) scale: Axis,
    /// The lowest value and the highest, as cells show them; `None` without any.
    pub(in crate::report) ends: Option<[String; 2]>,
    /// Which cells meet the objectives, in words; empty where there are none.
    pub(in crate::report) objectives: String,
    /// Columns are so wide, in characters, and so are those of the other heat maps of the page.
    pub(in crate::report) column_width: usize,
}

/// A value.
pub(in crate::report) struct Cell {
    pub(in crate::report) shown: String,
    /// Where it lies between the lowest and the highest, from 0 to 1; `None` without a value.
    pub(in crate::report) share: Option<f64>,
    /// Whether it is framed: it meets the objectives, and others do not.
    pub(in crate::report) is_framed: bool,
}

impl HeatMap {
    /// Whether any cell is framed.
    pub(in crate::report) fn has_frames(&self) -> bool {
        let mut cells = self.rows.iter().flat_map(|(_, cells)| cells);
        cells.any(|cell| cell.is_framed)
    }
}

impl Cell {
    /// Its colours: those of the pictures, with the ink that can be read on them.
    pub(in crate::report) fn style(&self) -> Option<String> {
        let (paper, ink) = heat(self.share?);
        Some(format!("background:{paper};color:{ink}"))
    }
}

/// The colour at a share of a heat map's scale, and the one in which words on it can be read, as CSS
/// has them.
pub(in crate::report) fn heat(share: f64) -> (String, &'static str) {
    let (r, g, b) = viridis(share);
    let ink = match share < LIGHT_ON_SCREEN {
        true => "#ffffff",
        false => "#000000",
    };
    (format!("#{r:02x}{g:02x}{b:02x}"), ink)
}

/// The whole scale from left to right, as CSS has it.
pub(in crate::report) fn gradient() -> String {
    let colours = VIRIDIS.map(|(r, g, b)| format!("#{r:02x}{g:02x}{b:02x}"));
    format!("background:linear-gradient(90deg,{})", colours.join(","))
}

/// The colour at a share of the scale.
pub(in crate::report) fn viridis(share: f64) -> (u8, u8, u8) {
    let place = share.clamp(0.0, 1.0) * (VIRIDIS.len() - 1) as f64;
    let index = (place as usize).min(VIRIDIS.len() - 2);
    let (a, b) = (VIRIDIS[index], VIRIDIS[index + 1]);
    let part = place - index as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
    (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2: relative luminance, and the contrast of small words.
    #[test]
    fn words_on_every_colour_can_be_read() {
        let luminance = |hex: &str| -> f64 {
            let channel = |at: usize| {
                let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
                match value <= 0.040_45 {
                    true => value / 12.92,
                    false => ((value + 0.055) / 1.055).powf(2.4),
                }
            };
            0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
        };
        for step in 0..=200 {
            let (paper, ink) = heat(f64::from(step) / 200.0);
            let (a, b) = (luminance(&paper), luminance(ink));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{ink} on {paper}: {contrast}");
        }
    }

    #[test]
    fn the_colour_scale_runs_from_dark_to_light() {
        assert_eq!(viridis(0.0), VIRIDIS[0]);
        assert_eq!(viridis(1.0), VIRIDIS[10]);
        assert_eq!(viridis(0.5), VIRIDIS[5]);
        let light = |share: f64| {
            let (r, g, b) = viridis(share);
            0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
        };
        let steps: Vec<f64> = (0..=50).map(|step| light(f64::from(step) / 50.0)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
    }
}
