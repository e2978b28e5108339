//! A finished chart with its name in the result folder.

use std::path::Path;

use super::environments::Steps;
use super::picture::Picture;
use super::style;
use crate::report::document::Look;
use crate::report::environments;

/// A chart and its file name without extension.
pub(in crate::report) struct Chart {
    pub(super) name: String,
    pub(super) picture: Picture,
    /// What turns the picture into a page to step through.
    pub(super) steps: Option<Steps>,
}

/// A form in which a chart is a file.
#[derive(Clone, Copy)]
pub(in crate::report) enum Form {
    Svg,
    Png,
    Page,
}

impl Chart {
    pub(in crate::report) fn name(&self) -> &str {
        &self.name
    }

    /// The forms that it has: SVG, PNG and, where a reader can step through it, a page.
    pub(in crate::report) fn forms(&self) -> impl Iterator<Item = Form> + use<> {
        let page = self.steps.is_some().then_some(Form::Page);
        [Form::Svg, Form::Png].into_iter().chain(page)
    }

    /// The name of its file in a form.
    pub(in crate::report) fn file(&self, form: Form) -> String {
        let end = match form {
            Form::Svg => "svg",
            Form::Png => "png",
            Form::Page => "html",
        };
        format!("{}.{end}", self.name)
    }

    /// The contents of its file in a form.
    ///
    /// # Errors
    /// If the chart cannot be drawn.
    pub(in crate::report) fn drawn(&self, form: Form) -> Result<Vec<u8>, String> {
        match form {
            Form::Svg => Ok(self.picture.svg()?.into_bytes()),
            Form::Png => self.picture.png(),
            Form::Page => Ok(self.page()?.unwrap_or_default().into_bytes()),
        }
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
    let is_page = name == Path::new(environments::PAGE);
    is_page || (is_picture && name.components().count() == 1)
}
