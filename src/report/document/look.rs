//! How a user wants charts to look: their language, theme, size, and how large their texts are.
//!
//! Knows choices; must not know what is drawn.

/// How charts are to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Of all words that are not the user's own.
    pub language: Language,
    /// Of the background and what stands on it.
    pub theme: Theme,
    /// Of the PNG, and the SVG's nominal one.
    pub size: Size,
    /// Of texts, and of lines and margins with them.
    pub text_scale: TextScale,
}

/// The language of charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Korean, with the terms of AWS's Korean documentation.
    Korean,
}

/// The colours of charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white, for paper and light slides.
    #[default]
    Light,
    /// Light on near-black, for dark slides.
    Dark,
}

/// Width and height of a chart in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    width: u32,
    height: u32,
}

/// How large texts are beside the usual ones, such as 1.5 for slides. A chart of many panels has them as large as there
/// is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextScale {
    percent: u16,
}

/// Smaller texts cannot be read, and larger ones leave no room for a chart.
const TEXT_PERCENT: std::ops::RangeInclusive<f64> = 50.0..=300.0;

/// Below this there is no room for an axis and its words; above it (4K) the SVG serves better.
const LEAST: (u32, u32) = (640, 360);
const MOST: (u32, u32) = (3840, 2160);

impl Look {
    /// The usual look, in a language.
    pub fn of(language: Language) -> Self {
        Self {
            language,
            ..Self::default()
        }
    }

    /// The language of words beside charts; `without` where there are no charts to have a look.
    pub(in crate::report) fn language_of(look: Option<&Self>, without: Language) -> Language {
        look.map_or(without, |look| look.language)
    }
}

impl Default for Size {
    fn default() -> Self {
        Self {
            width: 1600,
            height: 900,
        }
    }
}

impl Default for TextScale {
    fn default() -> Self {
        Self { percent: 100 }
    }
}

impl TextScale {
    /// A scale within sensible bounds, to the hundredth.
    ///
    /// # Errors
    /// The bounds, in words.
    pub fn new(factor: f64) -> Result<Self, String> {
        let percent = (factor * 100.0).round();
        match TEXT_PERCENT.contains(&percent) {
            true => Ok(Self {
                percent: percent as u16,
            }),
            false => Err("expected a factor from 0.5 to 3, such as 1.5".to_owned()),
        }
    }

    /// In hundredths of the usual.
    pub fn percent(self) -> u16 {
        self.percent
    }
}

impl std::str::FromStr for TextScale {
    type Err = String;

    /// Reads `1.5`.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::new(text.trim().parse().unwrap_or(f64::NAN))
    }
}

impl Size {
    /// A size within sensible bounds.
    ///
    /// # Errors
    /// The bounds, in words.
    pub fn new(width: u32, height: u32) -> Result<Self, String> {
        let fits = (LEAST.0..=MOST.0).contains(&width) && (LEAST.1..=MOST.1).contains(&height);
        match fits {
            true => Ok(Self { width, height }),
            false => Err(format!(
                "expected a size from {}x{} to {}x{} pixels",
                LEAST.0, LEAST.1, MOST.0, MOST.1
            )),
        }
    }

    /// Width in pixels.
    pub fn width(self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(self) -> u32 {
        self.height
    }
}

impl std::str::FromStr for Size {
    type Err = String;

    /// Reads `1600x900`.
    fn from_str(text: &str) -> Result<Self, String> {
        let sides = text.split_once(['x', 'X', '×']);
        let sides = sides.and_then(|(width, height)| {
            Some((width.trim().parse().ok()?, height.trim().parse().ok()?))
        });
        let (width, height) = sides.ok_or("expected WIDTHxHEIGHT in pixels, such as 1600x900")?;
        Self::new(width, height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_numbers_within_bounds() {
        let size: Size = "1280x720".parse().unwrap();
        assert_eq!((size.width(), size.height()), (1280, 720));
        for wrong in [
            "",
            "x",
            "1280",
            "1280x",
            "-1x5",
            "1e3x900",
            "639x900",
            "1600x2161",
        ] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_text_scale_is_a_factor_within_bounds() {
        let scale: TextScale = " 1.5 ".parse().unwrap();
        assert_eq!(scale.percent(), 150);
        assert_eq!(TextScale::default().percent(), 100);
        for wrong in [
            "", "x", "0", "-1", "0.49", "3.01", "1e9", "NaN", "inf", "150%",
        ] {
            let error = wrong.parse::<TextScale>().unwrap_err();
            assert!(error.contains("from 0.5 to 3"), "{wrong:?}: {error}");
        }
    }
}
