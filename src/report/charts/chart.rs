//! A finished chart with its name in the result folder.

use std::path::Path;

use super::environments::Steps;
use super::look::Look;
use super::picture::Picture;
use super::style;

/// A chart and its file name without extension.
pub(in crate::report) struct Chart {
    pub(in crate::report) name: String,
    pub(in crate::report) picture: Picture,
    /// What turns the picture into a page to step through.
    pub(super) steps: Option<Steps>,
}

impl Chart {
    /// The page on which a reader steps through the chart, if it has one.
    ///
    /// # Errors
    /// If the chart cannot be drawn.
    pub(in crate::report) fn page(&self) -> Result<Option<String>, String> {
        let steps = self.steps.as_ref();
        steps.map(|steps| steps.page(&self.picture)).transpose()
    }
}

/// A finished chart, in the colours of its theme.
pub(super) fn chart(look: &Look, name: impl Into<String>, mut picture: Picture) -> Chart {
    picture.recolour(|color| style::themed(look.theme, color));
    Chart {
        name: name.into(),
        picture,
        steps: None,
    }
}

/// Whether a file of a result, by its name in the folder, is one of the charts.
pub(in crate::report) fn is_chart(name: &Path) -> bool {
    let is_picture = name
        .extension()
        .is_some_and(|end| end == "svg" || end == "png");
    let is_page = name == Path::new("environments.html");
    is_page || (is_picture && name.components().count() == 1)
}

/// A function's name reduced to what every file system takes: lower-case letters, digits and
/// single hyphens, at most 40 of them. The number before it keeps the names distinct.
pub(in crate::report) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for sign in name.chars().flat_map(char::to_lowercase) {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.truncate(40);
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "function".to_owned()
    } else {
        slug.to_owned()
    }
}
