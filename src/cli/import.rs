//! `burstsim import`: what users have, metrics, logs, traces and templates, turned into a scenario that runs.
//!
//! It knows files and where their contents go; it must not know any format.

use std::io;
use std::path::{Path, PathBuf};

use burstsim::import::{Import, ScenarioPlan, about};
use burstsim::report::imported;
use clap::Args;

use super::error::{CliError, Outcome};
use super::format::{Format, formats};
use super::measured_files::{GivenArguments, read_all};
use super::output;
use super::quoting::shell_word;
use super::results::Lang;
use burstsim::disk::new_files::NewFiles;

/// Turn CloudWatch exports, logs, load tests, traces and templates into a scenario
#[derive(Args, Debug)]
#[command(
    after_help = "Formats are recognized by content, packed with gz or not:\n  \
    CloudWatch  get-metric-data (with its query file), get-metric-statistics, console CSV, metric streams\n  \
    Logs        of Lambda: aws logs tail, filter-log-events, Logs Insights (CSV, JSON), S3 exports\n  \
    Access logs of load balancers and API Gateway\n  \
    Load tests  k6, Locust, Artillery, vegeta, JMeter, hey\n  \
    Traces      Azure Functions 2019 and 2021, Huawei 2023\n  \
    Templates   SAM, CloudFormation, serverless.yml, Terraform\n  \
    Your own    CSV of arrival_s or time and, where they are known, service_ms and cold\n              \
    CSV of start_s or time, and count: the requests of each interval\n\n\
    Examples:\n  \
    burstsim import metrics.json queries.json --output last-week\n  \
    burstsim import lambda.log.gz template.yaml --output checkout --function checkout\n  \
    burstsim import us-east-1.json ap-northeast-2.json --output regions\n  \
    burstsim run last-week/scenario.toml --scale 2"
)]
pub(super) struct ImportFiles {
    /// Files of any of these formats; what they say of the same function is put together
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Folder for the scenario, its data and import.json
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,

    #[command(flatten)]
    given: GivenArguments,

    /// Write the scenario with so many times the traffic
    #[arg(long, value_name = "FACTOR", value_parser = factor)]
    scale: Option<f64>,

    /// Replace files that are already there
    #[arg(long)]
    force: bool,

    /// Print neither the report nor progress
    #[arg(short, long)]
    quiet: bool,

    /// Language of the text; warnings, errors, --help and JSON stay English
    #[arg(long, value_enum, value_name = "LANG", default_value_t)]
    lang: Lang,

    /// How to print the report
    #[arg(long, default_value = "text", value_parser = formats([
        (Format::Text, "Sentences and a table"),
        (Format::Json, "The contents of import.json"),
    ]))]
    format: Format,
}

fn factor(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if factor > 0.0 && factor <= 1e6 => Ok(factor),
        _ => Err("not a number above 0, at most 1,000,000".to_owned()),
    }
}

impl ImportFiles {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        // What will fail last is noticed first: reading may take minutes.
        let first = self.output.join("scenario.toml");
        NewFiles::beside(&first, self.force)?;
        let import = read_all(&self.files, self.given.given()?, self.quiet)?;
        let import = import.in_folder(&folder_called(&self.output));
        let scenarios = import.scenarios(self.scale);
        let summary = format!("{:#}\n", import.summary(&scenarios));
        let written = self.write(&scenarios, &summary)?;
        self.print(&import, &scenarios, &summary)?;
        if !self.quiet {
            output::words(&format!("{written} files in {}", self.output.display()));
            for (file, _) in &scenarios {
                let path = self.output.join(file).display().to_string();
                output::words(&format!("next: burstsim run {}", shell_word(&path)));
            }
        }
        Ok(Outcome::Done)
    }

    /// Puts all files in place, or none; how many.
    fn write(
        &self,
        scenarios: &[(String, ScenarioPlan)],
        summary: &str,
    ) -> Result<usize, CliError> {
        let mut files = NewFiles::beside(&self.output.join("scenario.toml"), self.force)?;
        let read: Vec<String> = self.files.iter().map(|file| file_name(file)).collect();
        for (name, plan) in scenarios {
            for data in plan.files() {
                files.written(&data.name, |out| data.write(out))?;
            }
            let text = plan.text(&about(&read, name, scenarios));
            plan.check(name, &text).map_err(Box::new)?;
            files.written(name, |out| out.write_all(text.as_bytes()))?;
        }
        files.written("import.json", |out| out.write_all(summary.as_bytes()))?;
        Ok(files.put_in_place()?.len())
    }

    fn print(
        &self,
        import: &Import,
        scenarios: &[(String, ScenarioPlan)],
        summary: &str,
    ) -> io::Result<()> {
        match self.format {
            Format::Json => output::data(summary),
            _ if self.quiet => Ok(()),
            _ => output::data(&imported::text(import, scenarios, self.lang.into())),
        }
    }
}

/// What a folder is called, also where its path does not say it, as `.`.
fn folder_called(path: &Path) -> String {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let name = whole.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}
