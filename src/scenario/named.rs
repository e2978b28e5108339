//! Functions of a scenario by the names that a person uses.
//!
//! It knows functions and aliases; it must not know who asks.

use super::parse::nearest;
use super::{Function, Scenario};

/// There is no function of a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the scenario has no function called `{wanted}`: {}",
    nearest.as_ref().map_or_else(
        || format!("it has {}", listed(names)),
        |name| format!("did you mean `{name}`?"),
    )
)]
pub struct NoFunction {
    /// The name.
    pub wanted: String,
    /// The function whose name is most like it.
    pub nearest: Option<String>,
    /// All functions.
    pub names: Vec<String>,
}

impl Scenario {
    /// The index of the function, or of the first version of the alias, that is called so.
    ///
    /// # Errors
    /// If there is none.
    pub fn function_named(&self, wanted: &str) -> Result<usize, NoFunction> {
        let names = || self.functions.iter().map(|function| &*function.name);
        if let Some(index) = names().position(|name| name == wanted) {
            return Ok(index);
        }
        // An alias by AWS's name stands for its versions, the first of which has what they share.
        let mut aliases = self.functions.iter().map(|function| {
            let first = Some(function).filter(|function| function.is_first_version());
            first.and_then(Function::qualified_alias)
        });
        let found = aliases.position(|name| name.as_deref() == Some(wanted));
        found.ok_or_else(|| NoFunction {
            wanted: wanted.to_owned(),
            nearest: nearest(wanted, names()).map(str::to_owned),
            names: names().map(str::to_owned).collect(),
        })
    }

    /// The names of all functions, as a sentence lists them.
    pub fn function_names(&self) -> String {
        let functions = self.functions.iter();
        listed(&functions.map(|one| one.name.clone()).collect::<Vec<_>>())
    }
}

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
