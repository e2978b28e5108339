//! `burstsim plot`: draw the charts of an earlier run again, without running anything.

use std::path::PathBuf;

use burstsim::report::redraw::Earlier;
use burstsim::report::{Look, Size, Theme};
use clap::{Args, ValueEnum};

use super::error::{CliError, Outcome};
use super::input;
use super::output;
use super::results::Lang;

/// Draw the charts of an earlier run again, in another language, theme or size
///
/// It reads the CSV files of the result and simulates nothing. The new charts take the place of the earlier
/// ones, unless --output names another folder; with no option they come out as `run` drew them.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim plot output/flash-sale --theme dark\n  \
    burstsim plot output/flash-sale --lang ko --output slides/flash-sale\n  \
    burstsim plot output/flash-sale --size 1280x720\n\n\
    Results of `burstsim compare` cannot be drawn again: give --lang to compare itself.")]
pub(super) struct Plot {
    /// Folder of the result, such as output/flash-sale
    #[arg(value_name = "RESULT_DIR")]
    result: PathBuf,

    /// Folder for the charts [default: the result's own]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Language of the charts
    #[arg(long, value_enum, value_name = "LANG", default_value_t)]
    lang: Lang,

    /// Colours of the charts
    #[arg(long, value_enum, default_value_t)]
    theme: ThemeName,

    /// Pixels of the PNG, from 640x360 to 3840x2160; texts grow with it
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1600x900")]
    size: Size,

    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ThemeName {
    /// Dark on white
    #[default]
    Light,
    /// Light on near-black
    Dark,
}

impl Plot {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        let earlier = Earlier::find(&self.result)?;
        let scenario = input::load_file(&earlier.scenario())?;
        let look = Look {
            language: self.lang.into(),
            theme: match self.theme {
                ThemeName::Light => Theme::Light,
                ThemeName::Dark => Theme::Dark,
            },
            size: self.size,
        };
        let drawn = earlier.redraw(&scenario, &look, self.output.as_deref())?;
        let folder = self.output.as_ref().unwrap_or(&self.result);
        output::written(&drawn, folder, self.quiet);
        Ok(Outcome::Done)
    }
}
