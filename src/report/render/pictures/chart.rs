//! A finished chart with its name in the result folder.

use std::path::Path;

use super::environments::Steps;
use super::picture::Picture;
use super::style;
use crate::report::document::Look;

/// A chart and its file name without extension.
pub(in crate::report) struct Chart {
    pub(super) name: String,
    pub(super) picture: Picture,
    /// What turns the picture into a page to step through.
    pub(super) steps: Option<Steps>,
}

impl Chart {
    pub(in crate::report) fn name(&self) -> &str {
        &self.name
    }

    /// The chart as files, by their names: SVG, PNG and, where a reader can step through it, a page.
    ///
    /// # Errors
    /// If the chart cannot be drawn.
    pub(in crate::report) fn files(&self) -> Result<Vec<(String, Vec<u8>)>, String> {
        let file = |end: &str, contents| (format!("{}.{end}", self.name), contents);
        let mut files = vec![
            file("svg", self.picture.svg()?.into_bytes()),
            file("png", self.picture.png()?),
        ];
        if let Some(page) = self.page()? {
            files.push(file("html", page.into_bytes()));
        }
        Ok(files)
    }

    pub(in crate::report) fn page(&self) -> Result<Option<String>, String> {
        let steps = self.steps.as_ref();
        steps.map(|steps| steps.page(&self.picture)).transpose()
    }
}

/// A finished chart, in the colours of its theme.
pub(in crate::report) fn chart(
    look: &Look,
    name: impl Into<String>,
    mut picture: Picture,
) -> Chart {
    picture.recolour(|color| style::themed(look.theme, color));
    Chart {
        name: name.into(),
        picture,
        steps: None,
    }
}

/// Whether a file of a result, by its name in the folder, is one of the charts.
pub(in crate::report) fn is_chart(name: &str) -> bool {
    let name = Path::new(name);
    let is_picture = name
        .extension()
        .is_some_and(|end| end == "svg" || end == "png");
    let is_page = name == Path::new("environments.html");
    is_page || (is_picture && name.components().count() == 1)
}
