//! The same functions on Lambda and in containers, as variants.
//!
//! Knows scenarios; must not know how platforms were asked for.

use super::variant::Variant;
use crate::scenario::function::on_lambda_first;
use crate::scenario::{Function, Platform, Scenario};

/// What names the platform among the settings of a variant.
pub const PLATFORM: &str = "platform";

/// Why there is nothing to compare.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlatformError {
    /// No function says how it would run in containers.
    #[error(
        "no function of the scenario has a `container`: say how one would run in containers, for instance \
         container = {{ task = {{ cpu = 1, memory = \"2 GB\", concurrency = 20 }}, instance = \"m7i.large\" }}"
    )]
    NoContainer,
    /// A function does not run there.
    #[error("`{function}` does not run on {}: {}", .platform.title(), remedy(*.platform))]
    NotThere {
        /// Its name.
        function: String,
        /// Where it does not run.
        platform: Platform,
    },
    /// A platform is named twice.
    #[error("`{0}` is named twice")]
    Twice(&'static str),
}

const fn remedy(platform: Platform) -> &'static str {
    match platform {
        Platform::Ec2 => "its container lacks `instance`, such as instance = \"m7i.large\"",
        Platform::Fargate => "its container says fargate = \"none\"",
        Platform::Lambda => "it is an ECS service",
    }
}

/// A variant for each platform, the first one being the baseline: every function with a container is moved there, and
/// everything else stays as it is. Each has a bill of the month.
///
/// # Errors
/// Why a platform makes no variant.
pub fn platforms(scenario: &Scenario, all: &[Platform]) -> Result<Vec<Variant>, PlatformError> {
    if !scenario
        .functions
        .iter()
        .any(|one| one.container().is_some())
    {
        return Err(PlatformError::NoContainer);
    }
    for (index, platform) in all.iter().enumerate() {
        if all[..index].contains(platform) {
            return Err(PlatformError::Twice(platform.key()));
        }
    }
    let variant = |&platform: &Platform| {
        let mut scenario = on(scenario, platform)?;
        scenario.billing.monthly = true;
        Ok(Variant {
            name: platform.title().to_owned(),
            settings: vec![(PLATFORM.to_owned(), platform.key().to_owned())],
            scenario,
            usual: None,
            platform: Some(platform),
        })
    };
    all.iter().map(variant).collect()
}

/// The scenario with every function that has a container on a platform. Those on Lambda come first, as they do in a
/// file.
///
/// # Errors
/// [`PlatformError::NotThere`] if one does not run there.
fn on(scenario: &Scenario, platform: Platform) -> Result<Scenario, PlatformError> {
    let functions = scenario.functions.iter().map(|function| {
        if function.container().is_none() {
            return Ok(function.clone());
        }
        function
            .moved(platform)
            .ok_or_else(|| PlatformError::NotThere {
                function: function.name.clone(),
                platform,
            })
    });
    let functions: Vec<Function> = functions.collect::<Result<_, _>>()?;
    Ok(Scenario {
        functions: on_lambda_first(functions),
        ..scenario.clone()
    })
}
