//! Where words and tables go: to a terminal, or into Markdown.
//!
//! It knows how each wants lines, tables and names. It must not know what is said.

use comfy_table::{CellAlignment, Table, presets};

use crate::report::format::{escaped, wrapped};

/// Signs in a line of the terminal.
pub(in crate::report) const WIDTH: usize = 80;

/// What a text is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Medium {
    /// A terminal of 80 columns, without colour.
    Terminal,
    /// Markdown as GitHub reads it, to be pasted into a review.
    Markdown,
}

impl Medium {
    /// The title of the whole.
    pub(in crate::report) fn title(self, title: &str) -> String {
        match self {
            Self::Terminal => self.sentence(title),
            Self::Markdown => format!("# {}\n\n", markdown(title)),
        }
    }

    /// What a part is about.
    pub(in crate::report) fn heading(self, heading: &str) -> String {
        match self {
            Self::Terminal => self.sentence(heading),
            Self::Markdown => format!("## {}\n\n", markdown(heading)),
        }
    }

    /// A sentence, or several: a paragraph of its own in Markdown, and its own line in a terminal.
    pub(in crate::report) fn sentence(self, sentence: &str) -> String {
        match self {
            Self::Terminal => format!("{}\n", wrapped(&escaped(sentence), WIDTH)),
            Self::Markdown => format!("{}\n\n", markdown(sentence)),
        }
    }

    /// The space between two parts; Markdown has it already.
    pub(in crate::report) const fn gap(self) -> &'static str {
        match self {
            Self::Terminal => "\n",
            Self::Markdown => "",
        }
    }

    /// A table of a heading and rows, whose first columns hold words, as many as `words` says, and
    /// whose others hold numbers.
    pub(in crate::report) fn table(
        self,
        heading: impl IntoIterator<Item = impl Into<String>>,
        rows: impl IntoIterator<Item = Vec<String>>,
        words: usize,
    ) -> String {
        let cell = |text: String| match self {
            Self::Terminal => escaped(&text),
            Self::Markdown => markdown(&text),
        };
        let mut table = Table::new();
        table.load_style(match self {
            Self::Terminal => presets::NOTHING,
            Self::Markdown => presets::ASCII_MARKDOWN,
        });
        table.set_header(heading.into_iter().map(|text| cell(text.into())));
        for row in rows {
            table.add_row(row.into_iter().map(cell));
        }
        for column in table.column_iter_mut().skip(words) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let mut text = String::new();
        for line in table.trim_fmt().lines() {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        match self {
            Self::Terminal => text,
            Self::Markdown => format!("{text}\n"),
        }
    }
}

/// A text in which names mean nothing to Markdown or HTML.
fn markdown(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in escaped(text).chars() {
        match sign {
            '<' => plain.push_str("&lt;"),
            '&' => plain.push_str("&amp;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '#' | '~' | '\\' => plain.extend(['\\', sign]),
            _ => plain.push(sign),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<script>alert(1)</script> | `a` *b* _c_ [d](e)\n# f\u{1b}[2J & g";

    #[test]
    fn names_mean_nothing_to_markdown() {
        let text = Medium::Markdown.sentence(HOSTILE);
        assert_eq!(
            text,
            "&lt;script>alert(1)&lt;/script> \\| \\`a\\` \\*b\\* \\_c\\_ \\[d\\](e)\\\\u{a}\\# \
             f\\\\u{1b}\\[2J &amp; g\n\n"
        );
        let row = vec![HOSTILE.to_owned(), "1".to_owned()];
        let table = Medium::Markdown.table(["name", "n"], [row], 1);
        assert_eq!(table.lines().count(), 4, "{table}");
        let unescaped = table.lines().nth(2).map(|line| line.replace("\\|", ""));
        let bars = unescaped.map(|line| line.matches('|').count());
        assert_eq!(bars, Some(3), "{table}");
    }

    #[test]
    fn names_mean_nothing_to_a_terminal() {
        let sentence = Medium::Terminal.sentence(HOSTILE);
        let table = Medium::Terminal.table(["", "n"], [vec![HOSTILE.to_owned()]], 1);
        for text in [sentence, table] {
            assert!(!text.contains('\u{1b}'), "{text}");
        }
    }
}
