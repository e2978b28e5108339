//! `burstsim plot`: draw the charts of an earlier run or comparison again, without running anything.

use std::path::{Path, PathBuf};

use burstsim::report::redraw::{self, Earlier, RedrawError};
use burstsim::report::{Look, Size, TextScale, Theme};
use clap::{Args, ValueEnum};

use super::error::{CliError, Outcome};
use super::input;
use super::output;
use super::results::{Lang, warn_of_text};
use burstsim::disk::folder::{self, OnDisk, Staging};

/// Redraw the charts of an earlier run or comparison in another language, theme or size
///
/// It reads the data files of the result and simulates nothing. The new charts take the place of the earlier
/// ones, unless --output names another folder; with no option they come out as `run` or `compare` drew them.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  \
    burstsim plot output/flash-sale --theme dark\n  \
    burstsim plot output/flash-sale --lang ko --output slides/flash-sale\n  \
    burstsim plot output/flash-sale --size 1280x720 --text-scale 1.5\n  \
    burstsim plot output/flash-sale-compare --theme dark")]
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

    /// Colors of the charts
    #[arg(long, value_enum, default_value_t)]
    theme: ThemeName,

    /// Pixels of the PNG, from 640x360 to 3840x2160; texts grow with it
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1600x900")]
    size: Size,

    /// Size of the text, from 0.5 to 3; 1.5 suits slides. Charts of many panels get as much as there is room for
    #[arg(long, value_name = "FACTOR", default_value = "1")]
    text_scale: TextScale,

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
        folder::finish(&self.result)?;
        let result = OnDisk(&self.result);
        let wrong = |error| cannot_redraw(&self.result, &error);
        let earlier = Earlier::find(&result).map_err(wrong)?;
        let files = earlier.scenarios();
        let load = |file: &String| input::load_file(&self.result.join(file));
        let scenarios: Result<Vec<_>, CliError> = files.iter().map(load).collect();
        let scenarios = scenarios?;
        let look = Look {
            language: self.lang.into(),
            theme: match self.theme {
                ThemeName::Light => Theme::Light,
                ThemeName::Dark => Theme::Dark,
            },
            size: self.size,
            text_scale: self.text_scale,
        };
        let again = earlier.read(&scenarios).map_err(wrong)?;
        let folder = self.output.as_ref().unwrap_or(&self.result);
        let mut staging = Staging::begin(folder)?;
        let drawn = match folder == &self.result || folder::are_same(folder, &self.result) {
            true => again.result(&look, &mut staging),
            false => again.charts(&look, &mut staging),
        }?;
        staging.commit()?;
        if !self.quiet {
            output::written(drawn.len(), folder, look.language);
            warn_of_text(look.text_scale, look.language);
        }
        Ok(Outcome::Done)
    }
}

/// Why the result in `folder` cannot be drawn again, with what to do about it.
fn cannot_redraw(folder: &Path, error: &RedrawError) -> CliError {
    let shown = folder.display();
    let words = match error {
        RedrawError::NoResult => format!(
            "{shown} is no result folder: it has no manifest.json of burstsim's; expected the folder that a run \
             wrote, such as output/flash-sale"
        ),
        RedrawError::NoRun => format!(
            "{shown} holds neither the result of a run nor of a comparison, and only these can be drawn again; expected \
             the folder that `burstsim run` or `burstsim compare` wrote, such as output/flash-sale"
        ),
        RedrawError::OtherVersion { .. } => {
            let scenario = folder.join(redraw::SCENARIO);
            let again = match scenario.exists() {
                true => format!("burstsim run {}", scenario.display()),
                false => "burstsim compare".to_owned(),
            };
            format!("{shown} was {error}; run the scenario again: {again}")
        }
        RedrawError::Read { name, source } => {
            format!("cannot read {}: {source}", folder.join(name).display())
        }
        RedrawError::Malformed {
            name,
            line,
            problem,
        } => {
            let line = line.map_or_else(String::new, |line| format!(", line {line}"));
            let file = folder.join(name);
            let file = file.display();
            format!("{file}{line}: {problem}; if it was edited, run the scenario again")
        }
        _ => format!("{shown}: {error}"),
    };
    match error.is_wrong_input() {
        true => CliError::Arguments(words),
        false => CliError::Environment(words),
    }
}
