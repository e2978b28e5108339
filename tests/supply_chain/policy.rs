//! `deny.toml`: what may come from others.

use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Policy {
    pub(super) licenses: Licences,
    pub(super) sources: Sources,
    pub(super) bans: Bans,
}

#[derive(Deserialize)]
pub(super) struct Licences {
    pub(super) allow: Vec<String>,
    pub(super) exceptions: Vec<Exception>,
}

/// Licences that one crate alone may have.
#[derive(Deserialize)]
pub(super) struct Exception {
    #[serde(rename = "crate")]
    pub(super) name: String,
    pub(super) allow: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Sources {
    pub(super) allow_registry: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Bans {
    pub(super) skip: Vec<Skip>,
    pub(super) deny: Vec<Ban>,
    pub(super) build: Build,
}

/// A version that may be there beside a newer one.
#[derive(Deserialize)]
pub(super) struct Skip {
    /// `name@version`.
    #[serde(rename = "crate")]
    pub(super) package: String,
    pub(super) reason: String,
}

/// A crate that must not be there, but below its wrappers.
#[derive(Deserialize)]
pub(super) struct Ban {
    #[serde(rename = "crate")]
    pub(super) name: String,
    #[serde(default)]
    pub(super) wrappers: Vec<String>,
    pub(super) reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Build {
    pub(super) allow_build_scripts: Vec<String>,
}

impl Policy {
    pub(super) fn read() -> Self {
        toml::from_str(include_str!("../../deny.toml")).expect("deny.toml")
    }

    /// Whether the crate may be under the licence.
    pub(super) fn allows(&self, name: &str, licence: &str) -> bool {
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
