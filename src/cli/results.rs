//! The options on results that verbs share.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use burstsim::report::{Language, Look, TextScale};
use burstsim::scenario::folder_name::folder_name;
use burstsim::scenario::parse::Override;
use clap::{Args, ValueEnum};

use super::output;
use super::quoting::shell_word;

#[derive(Args, Debug)]
pub(super) struct ResultArguments {
    /// Folder for the results [default: one in output/, named after the scenario]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Suppress the table, progress bar and warnings
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// Also extrapolate the bill to a month (730 h) of runs like this one (same as --set billing.monthly=true)
    #[arg(long)]
    monthly: bool,

    /// Bill the scenario as an event that happens N times a month, such as a sale day, instead of the whole month
    /// (same as --set billing.events_per_month=N); with compare NORMAL EVENT the first scenario fills the rest of the month
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    events_per_month: Option<String>,

    /// Write no charts: neither pictures nor report.html
    #[arg(long)]
    no_charts: bool,

    /// Open report.html in the browser ($BROWSER, or the system's) once it is written
    #[arg(long, conflicts_with = "no_charts")]
    open: bool,

    /// Whether that was done: with --watch a page is written many times.
    #[arg(skip)]
    opened: AtomicBool,

    /// Size of the text in SVG and PNG charts, from 0.5 to 3; 1.5 suits slides
    #[arg(
        long,
        value_name = "FACTOR",
        default_value = "1",
        hide_default_value = true
    )]
    text_scale: TextScale,
}

/// How charts look, of the verbs that draw them in more than one way.
#[derive(Args, Debug)]
pub(super) struct ChartArguments {
    /// Language of the text, the page and the charts; errors, problems of the scenario, --help, CSV and JSON stay English
    #[arg(long, value_enum, value_name = "LANG", default_value_t)]
    lang: Lang,
}

/// Beyond so many hundredths of the usual size, text has no room in any usual chart.
const ROOMY_TEXT: u16 = 200;

/// Warns of a size of text that charts are too small for: each has the largest that fits.
pub(super) fn warn_of_text(asked: TextScale, language: Language) {
    if asked.percent() > ROOMY_TEXT {
        output::warn(
            language,
            language.choose(
                "text grows only as far as a chart has room, about twofold: a --text-scale above 2 may look no larger",
                "글자는 차트에 자리가 있는 만큼, 약 2배까지만 커집니다. 2가 넘는 --text-scale은 더 커 보이지 않을 수 있습니다.",
            ),
        );
    }
}

/// The language of verbs that draw no charts.
#[derive(Args, Debug)]
pub(super) struct LanguageArguments {
    /// Language of the text; errors, problems of the scenario, --help, CSV and JSON stay English
    #[arg(long, value_enum, value_name = "LANG", default_value_t)]
    lang: Lang,
}

impl LanguageArguments {
    /// The language of the text.
    pub(super) fn language(&self) -> Language {
        self.lang.into()
    }
}

/// A language of texts and charts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English
    #[default]
    En,
    /// Korean
    Ko,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::En => Self::English,
            Lang::Ko => Self::Korean,
        }
    }
}

impl ChartArguments {
    /// The language of the text, the page and the charts.
    pub(super) fn language(&self) -> Language {
        self.lang.into()
    }
}

impl ResultArguments {
    /// Whether a page that was just written is to be opened: the first.
    pub(super) fn is_to_open(&self) -> bool {
        self.open && !self.opened.swap(true, Ordering::Relaxed)
    }

    /// What these options change of a scenario, as a shell takes them.
    pub(super) fn again(&self) -> String {
        let events = self.events_per_month.as_ref();
        let events = events.map(|events| format!(" --events-per-month {}", shell_word(events)));
        let monthly = if self.monthly { " --monthly" } else { "" };
        monthly.to_owned() + &events.unwrap_or_default()
    }

    /// How charts are to look, if there are to be any.
    pub(super) fn look(&self, language: Language) -> Option<Look> {
        (!self.no_charts).then(|| Look {
            language,
            text_scale: self.text_scale,
            ..Look::default()
        })
    }

    /// What these options change of a scenario, as `--set` would.
    pub(super) fn overrides(&self) -> Vec<Override> {
        self.overrides_of_usual_days()
            .into_iter()
            .chain(self.events())
            .collect()
    }

    /// The same for what is usual, beside events.
    pub(super) fn overrides_of_usual_days(&self) -> Vec<Override> {
        // With events, a month is what is asked for.
        let monthly = self.monthly || self.events_per_month.is_some();
        let monthly = monthly.then(|| Override::set("billing.monthly=true"));
        monthly.into_iter().collect()
    }

    fn events(&self) -> Option<Override> {
        let events = self.events_per_month.as_ref();
        events.map(|events| Override::set(&format!("billing.events_per_month={events}")))
    }

    /// The folder for results called `name`, unless the user chose another.
    pub(super) fn folder(&self, name: &str) -> PathBuf {
        let default = || Path::new("output").join(folder_name(name));
        self.output.clone().unwrap_or_else(default)
    }
}
