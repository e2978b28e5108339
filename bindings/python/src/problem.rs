//! Problems of a scenario as objects of Python.

use burstsim::scenario::parse::{Parsed, Problem as Found, ScenarioError, Sources};
use pyo3::prelude::*;

/// One thing that is wrong with a scenario, or as a warning suspicious, and where.
#[pyclass(frozen, get_all, eq, hash, module = "burstsim")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Problem {
    severity: String,
    title: String,
    label: String,
    help: Option<String>,
    source: String,
    line: usize,
    column: usize,
}

#[pymethods]
impl Problem {
    #[new]
    #[pyo3(signature = (severity, title, label = String::new(), help = None, source = String::new(), line = 0, column = 0))]
    fn new(
        severity: String,
        title: String,
        label: String,
        help: Option<String>,
        source: String,
        line: usize,
        column: usize,
    ) -> Self {
        Self {
            severity,
            title,
            label,
            help,
            source,
            line,
            column,
        }
    }

    /// The arguments of `new`, for pickles.
    fn __getnewargs__(&self) -> (&str, &str, &str, Option<&str>, &str, usize, usize) {
        (
            &self.severity,
            &self.title,
            &self.label,
            self.help.as_deref(),
            &self.source,
            self.line,
            self.column,
        )
    }

    fn __str__(&self) -> String {
        let help = self.help.as_ref().filter(|help| !help.contains('\n'));
        let help = help.map_or_else(String::new, |help| format!(" ({help})"));
        let place = match self.line {
            0 => String::new(),
            line => format!("{}:{line}:{}: ", self.source, self.column),
        };
        format!("{place}{}{help}", self.title)
    }

    fn __repr__(&self) -> String {
        format!("<{}: {}>", self.severity, self.__str__())
    }
}

impl Problem {
    fn of(severity: &str, found: &Found, sources: &Sources) -> Self {
        let (line, column) = sources.position(found.span);
        Self {
            severity: severity.to_owned(),
            title: found.title.clone(),
            label: found.label.clone(),
            help: found.help.clone(),
            source: sources.name(found.span).to_owned(),
            line,
            column,
        }
    }

    /// A warning that is of no place in a text.
    pub(crate) fn warning(title: String) -> Self {
        let severity = "warning".to_owned();
        Self::new(severity, title, String::new(), None, String::new(), 0, 0)
    }

    /// What is wrong with variants of one scenario, each problem once.
    pub(crate) fn all(errors: &[ScenarioError]) -> Vec<Self> {
        let all = errors.iter().flat_map(|error| {
            let problems = error.problems().iter();
            problems.map(|one| Self::of("error", one, error.sources()))
        });
        distinct(all)
    }

    /// What is suspicious in scenarios, each once though several may give rise to it.
    pub(crate) fn warnings(parsed: &[Parsed]) -> Vec<Self> {
        let all = parsed.iter().flat_map(|parsed| {
            let warnings = parsed.warnings.iter();
            warnings.map(|one| Self::of("warning", one, &parsed.sources))
        });
        distinct(all)
    }
}

fn distinct(all: impl Iterator<Item = Problem>) -> Vec<Problem> {
    let mut known = std::collections::HashSet::new();
    all.filter(|one| known.insert(one.clone())).collect()
}
