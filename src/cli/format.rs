//! What a verb prints on standard output: one list of formats, of which each verb offers some.
//!
//! It knows their names; what a format holds is said by the verb.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// A format of standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Words and tables for a terminal.
    Text,
    Json,
    Csv,
    /// Words and tables as Markdown.
    Md,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Md => "md",
        }
    }
}

/// The formats of a verb, each with what it prints there.
pub(super) fn formats<const N: usize>(
    offered: [(Format, &'static str); N],
) -> impl TypedValueParser<Value = Format> {
    let values = offered.map(|(format, help)| PossibleValue::new(format.name()).help(help));
    PossibleValuesParser::new(values).map(move |name| {
        let formats = offered.into_iter().map(|(format, _)| format);
        let mut named = formats.filter(|format| format.name() == name);
        // The parser lets only their names pass.
        named.next().unwrap_or(Format::Text)
    })
}
