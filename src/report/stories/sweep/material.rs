//! What the document of a sweep is made from, and what its parts give.

use crate::measures::Measure;
use crate::report::document::across::Across;
use crate::report::document::{Figure, Language, Layout, Pane, Section};
use crate::report::format::without_controls;
use crate::study::sweep::Sweep;

/// What the document is made from.
pub(super) struct Material<'a> {
    pub(super) sweep: &'a Sweep,
    pub(super) measures: &'a [Measure],
    pub(super) language: Language,
}

/// The charts of a sweep: their axes and scopes, their sections, and the pictures of them.
#[derive(Default)]
pub(super) struct Charted {
    pub(super) axes: Vec<Across>,
    pub(super) scopes: Vec<String>,
    pub(super) sections: Vec<Section>,
    pub(super) figures: Vec<Figure>,
}

impl Material<'_> {
    /// A picture, whose subtitle says after its `subject` how many points there are and what their values are.
    pub(super) fn figure(
        &self,
        name: String,
        subject: &str,
        layout: Layout,
        panes: Vec<Pane>,
    ) -> Figure {
        Figure {
            name,
            title: self.title(),
            subtitle: without_controls(&format!("{subject}{}", self.subtitle())),
            layout,
            panes,
        }
    }

    /// How many points there are, and what their values are.
    pub(super) fn title(&self) -> String {
        let first = &self.sweep.first;
        match self.sweep.keys.iter().any(|key| key == "scale") {
            true => first.title.clone(),
            false => self.language.title_of(first),
        }
    }

    pub(super) fn subtitle(&self) -> String {
        let (sweep, language) = (self.sweep, self.language);
        format!(
            "{} · {} · {}",
            language.points(sweep.points.len() as u64, sweep.kind),
            language.mean_of(sweep.replications),
            language.whole_account(),
        )
    }
}
