//! The page of the playground with a scenario in it: `playground.html`.
//!
//! The page itself is built elsewhere, with the engine in it, and handed over as text. It knows the place in the page that
//! takes a scenario; it must not know the rest of the page, nor where it lies.

use std::collections::BTreeMap;

use serde_json::json;

use super::document::Language;
use super::render::page::script_safe;
use crate::scenario::{Scenario, resolved};

/// The name of the file in the result folder.
pub const FILE: &str = "playground.html";

/// Where the page takes a scenario.
const PLACE: &str = r#"<script type="application/json" id="scenario"></script>"#;

/// What a page is made by.
const MADE_BY: &str = concat!(
    r#"<meta name="generator" content="burstsim "#,
    env!("CARGO_PKG_VERSION"),
    r#"">"#
);

/// The text of a page that takes a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Playground {
    page: String,
}

/// A scenario for the page, as its writer wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<'a> {
    /// What the scenario is called unless it says so itself.
    pub name: &'a str,
    /// Its TOML text.
    pub toml: &'a str,
    /// The data files that it names, by their paths.
    pub files: BTreeMap<String, String>,
    /// The language that the page begins in.
    pub language: Language,
}

/// Why a text is no page of the playground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPlayground {
    /// It has no place for a scenario.
    #[error("this is not the page of the playground")]
    Foreign,
    /// Another version of burstsim made it, whose numbers may differ.
    #[error(
        "the page was built by another version of burstsim, whose numbers may differ: build it again"
    )]
    OtherVersion,
}

/// Why a scenario cannot stand in a page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file {path} is no text: the playground takes text files only, so unpack it before")]
pub struct NoText {
    /// The file.
    pub path: String,
}

impl Playground {
    /// The page, if it is one of this version.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(page: String) -> Result<Self, NoPlayground> {
        match (page.contains(PLACE), page.contains(MADE_BY)) {
            (false, _) => Err(NoPlayground::Foreign),
            (true, false) => Err(NoPlayground::OtherVersion),
            (true, true) => Ok(Self { page }),
        }
    }

    /// The page as it is.
    pub fn empty(&self) -> &str {
        &self.page
    }

    /// The page with a scenario in it, with which it begins.
    pub fn with(&self, given: &Given<'_>) -> String {
        let data = json!({
            "name": given.name,
            "toml": given.toml,
            "files": given.files,
            "language": given.language.code(),
        });
        let (open, close) = PLACE.split_at(PLACE.len() - "</script>".len());
        let filled = format!("{open}{}{close}", script_safe(&data.to_string()));
        self.page.replacen(PLACE, &filled, 1)
    }

    /// The page with a scenario as a result folder has it: every default filled in.
    ///
    /// # Errors
    /// A data file that is no text.
    pub(super) fn with_resolved(
        &self,
        scenario: &Scenario,
        language: Language,
    ) -> Result<String, NoText> {
        let inputs = scenario.inputs.iter();
        let files = inputs.map(|input| text_file(&input.path, input.contents.to_vec()));
        Ok(self.with(&Given {
            name: &scenario.name,
            toml: &resolved::to_toml(scenario),
            files: files.collect::<Result<_, _>>()?,
            language,
        }))
    }
}

/// A data file as a page takes it.
///
/// # Errors
/// It is no text.
pub fn text_file(path: &str, contents: Vec<u8>) -> Result<(String, String), NoText> {
    let path = path.to_owned();
    match String::from_utf8(contents) {
        Ok(text) => Ok((path, text)),
        Err(_) => Err(NoText { path }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> String {
        format!("<html><head>{MADE_BY}</head>{PLACE}<script>1</script></html>")
    }

    fn given(toml: &str) -> Given<'_> {
        Given {
            name: "a",
            toml,
            files: BTreeMap::from([("log.csv".to_owned(), "t\n1\n".to_owned())]),
            language: Language::Korean,
        }
    }

    #[test]
    fn a_scenario_stands_in_its_place_and_is_no_markup() {
        let text = "x = \"</script><script>alert(1)</script><!--\"";
        let filled = Playground::read(page()).unwrap().with(&given(text));
        assert_eq!(
            filled.matches("<script").count(),
            page().matches("<script").count()
        );
        let (_, after) = filled.split_once(r#"id="scenario">"#).unwrap();
        let (data, _) = after.split_once("</script>").unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["toml"], text);
        assert_eq!(data["files"]["log.csv"], "t\n1\n");
        assert_eq!(data["language"], "ko");
    }

    #[test]
    fn another_page_and_another_version_are_refused() {
        assert_eq!(
            Playground::read("<html>".into()),
            Err(NoPlayground::Foreign)
        );
        let older = page().replace(env!("CARGO_PKG_VERSION"), "0.0.9");
        assert_eq!(Playground::read(older), Err(NoPlayground::OtherVersion));
    }

    #[test]
    fn a_file_that_is_no_text_is_named() {
        let error = text_file("log.csv.gz", vec![0x1f, 0x8b]).unwrap_err();
        assert!(error.to_string().contains("log.csv.gz"));
    }
}
