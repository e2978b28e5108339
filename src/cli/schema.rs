//! `burstsim schema`: the format of a scenario, for editors.

use burstsim::scenario::schema;
use clap::Args;

use super::error::{CliError, Outcome};
use super::output;

/// Print the JSON Schema of a scenario, so that editors complete and check it
#[derive(Args, Debug)]
#[command(
    after_help = "An editor that reads TOML with taplo (in VS Code: Even Better TOML) uses it for a \
    file whose first line names it:\n  #:schema ./scenario.schema.json\n\n\
    Examples:\n  burstsim schema > scenario.schema.json\n  \
    burstsim new my.toml --schema         # a new scenario with the schema beside it"
)]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn execute(&self) -> Result<Outcome, CliError> {
        output::data(&schema::to_json())?;
        Ok(Outcome::Done)
    }
}
