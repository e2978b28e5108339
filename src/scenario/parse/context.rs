//! What decoding shares: problems, texts, files.

use super::inputs::{Files, Inputs};
use super::problem::{Problem, Sources};

/// What decoding shares: the problems so far, and the files the scenario refers to.
pub(super) struct Context<'a> {
    pub(super) sources: Sources,
    pub(super) problems: Vec<Problem>,
    pub(super) inputs: Inputs<'a>,
    /// Whether the text was not even TOML: what is missing may only be unreadable then.
    pub(super) syntax_broken: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self {
            sources: Sources::default(),
            problems: Vec::new(),
            inputs: Inputs::new(files),
            syntax_broken: false,
        }
    }

    /// Records a problem. Gives `None`, so that a decoder can end with it.
    pub(super) fn report<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }
}
