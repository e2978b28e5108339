//! `deny.toml`: what may come from others.

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Policy {
    pub licenses: Licences,
    pub sources: Sources,
    pub bans: Bans,
}

#[derive(Deserialize)]
pub struct Licences {
    pub allow: Vec<String>,
    pub exceptions: Vec<Exception>,
}

/// Licences that one crate alone may have.
#[derive(Deserialize)]
pub struct Exception {
    #[serde(rename = "crate")]
    pub name: String,
    pub allow: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Sources {
    pub allow_registry: Vec<String>,
}

#[derive(Deserialize)]
pub struct Bans {
    pub skip: Vec<Skip>,
    pub deny: Vec<Ban>,
    pub build: Build,
}

/// A version that may be there beside a newer one.
#[derive(Deserialize)]
pub struct Skip {
    /// `name@version`.
    #[serde(rename = "crate")]
    pub package: String,
    pub reason: String,
}

/// A crate that must not be there, but below its wrappers.
#[derive(Deserialize)]
pub struct Ban {
    #[serde(rename = "crate")]
    pub name: String,
    #[serde(default)]
    pub wrappers: Vec<String>,
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Build {
    pub allow_build_scripts: Vec<String>,
}

impl Policy {
    pub fn read() -> Self {
        toml::from_str(include_str!("../../deny.toml")).expect("deny.toml")
    }

    /// Whether the crate may be under the licence.
    pub fn allows(&self, name: &str, licence: &str) -> bool {
        let exceptions = self.licenses.exceptions.iter();
        let own = exceptions
            .filter(|exception| exception.name == name)
            .flat_map(|exception| &exception.allow);
        self.licenses
            .allow
            .iter()
            .chain(own)
            .any(|allowed| allowed == licence)
    }
}
