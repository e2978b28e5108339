//! Documents as text: for a terminal of 80 columns, or as Markdown.
//!
//! It knows how each wants lines, tables and names. It must not know what is said.

mod sparkline;

use std::ops::Range;

use comfy_table::{CellAlignment, Table as Drawn, presets};
use unicode_width::UnicodeWidthStr;

use super::particles;
use crate::report::document::table::Table;
use crate::report::document::{Block, Document, InText, Section};
use crate::report::format::{escaped, shortened, wrapped};

/// Characters in a line of the terminal.
pub(in crate::report) const WIDTH: usize = 80;
/// Longer heads of columns go on in the line below.
const LONGEST_HEAD: usize = 24;
/// Names in heads are broken into so many lines at most; longer ones lose their middle.
const MOST_HEAD_LINES: usize = 4;
/// Where the name of a file, a key or a resource can be broken.
const JOINTS: [char; 8] = [' ', '-', '_', '.', '/', ':', ',', '='];
/// The same for the names of rows.
const LONGEST_NAME: usize = 36;

/// What a text is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Medium {
    /// A terminal of 80 columns, without colour.
    Terminal,
    /// Markdown as GitHub reads it, to be pasted into a review.
    Markdown,
}

/// A document as text: its tables, and below them what it says.
pub(in crate::report) fn text(document: &Document, medium: Medium) -> String {
    let mut parts = vec![medium.title(&document.title) + &medium.sentence(&document.subtitle)];
    let sections = |place: InText| {
        let own = document
            .sections
            .iter()
            .filter(move |section| section.in_text == place);
        own.map(|section| section_of(document, section, medium))
    };
    parts.extend(sections(InText::Above));
    for words in document.words.iter().filter(|words| !words.is_for_pages) {
        let heading = words
            .heading
            .as_ref()
            .map(|heading| medium.sentence(&format!("{heading}:")));
        let sentences = words
            .sentences
            .iter()
            .map(|one| medium.sentence(&one.plain()));
        parts.push(heading.into_iter().chain(sentences).collect());
    }
    parts.extend(sections(InText::Below));
    parts.push(
        document
            .notes
            .iter()
            .map(|note| medium.sentence(note))
            .collect(),
    );
    parts.retain(|part| !part.is_empty());
    parts.join(medium.gap())
}

fn section_of(document: &Document, section: &Section, medium: Medium) -> String {
    let mut parts = Vec::new();
    if medium == Medium::Markdown && !section.heading.is_empty() {
        parts.push(medium.heading(section.heading));
    }
    let mut previous: Option<&Block> = None;
    for block in &section.blocks {
        parts.push(match block {
            Block::Heading(words) => medium.gap().to_owned() + &medium.heading(words),
            Block::Note(words) => medium.sentence(words),
            Block::Command(words, command) => medium.command(words, command),
            Block::Table(table) => {
                let follows_a_table = matches!(previous, Some(Block::Table(_)));
                let gap = if follows_a_table { medium.gap() } else { "" };
                gap.to_owned() + &medium.shown(table)
            }
            Block::Chart(chart) => {
                let timeline = document
                    .axes
                    .get(chart.axis)
                    .and_then(|axis| axis.timeline());
                let line = timeline.and_then(|timeline| sparkline::of(chart, timeline, WIDTH));
                line.filter(|_| medium == Medium::Terminal)
                    .unwrap_or_default()
            }
            // Its values stand in tables.
            Block::HeatMap(_) => String::new(),
        });
        previous = Some(block);
    }
    let text = parts.concat();
    text.trim_start_matches('\n').to_owned()
}

impl Medium {
    /// The title of the whole.
    pub(in crate::report) fn title(self, title: &str) -> String {
        match self {
            _ if title.is_empty() => String::new(),
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
        let sentence = particles::resolved(sentence);
        match self {
            _ if sentence.is_empty() => String::new(),
            Self::Terminal => format!("{}\n", wrapped(&escaped(&sentence), WIDTH)),
            Self::Markdown => format!("{}\n\n", markdown(&sentence)),
        }
    }

    /// The space between two parts; Markdown has it already.
    pub(in crate::report) const fn gap(self) -> &'static str {
        match self {
            Self::Terminal => "\n",
            Self::Markdown => "",
        }
    }

    /// Words, and lines to copy, which are not wrapped.
    fn command(self, words: &str, command: &str) -> String {
        let lines: Vec<String> = command.lines().map(escaped).collect();
        let lines = lines.join("\n");
        match self {
            Self::Terminal => format!("\n{}\n{lines}\n", self.sentence(words)),
            Self::Markdown => format!("{}```\n{lines}\n```\n\n", self.sentence(words)),
        }
    }

    /// A table of a document, in as many parts as a terminal needs: each has the names of the rows.
    fn shown(self, table: &Table) -> String {
        let caption = self.sentence(&table.caption);
        let parts = match self {
            Self::Terminal => self.parts(table),
            Self::Markdown => return caption + &self.part(table, 1..table.columns.len()),
        };
        let parts: Vec<String> = parts
            .into_iter()
            .map(|columns| self.part(table, columns))
            .collect();
        caption + &parts.join(self.gap())
    }

    /// As many columns together as fit the width, but one at least.
    fn parts(self, table: &Table) -> Vec<Range<usize>> {
        let (mut parts, mut start) = (Vec::new(), 1);
        while start < table.columns.len() {
            let fits = |end: &usize| {
                let part = self.part(table, start..*end);
                part.lines().all(|line| line.width() <= WIDTH)
            };
            let ends = (start + 1..=table.columns.len()).rev();
            // The next columns stand alone where even one is too wide.
            let end = ends.into_iter().find(fits).unwrap_or(start + 1);
            parts.push(start..end);
            start = end;
        }
        parts
    }

    fn part(self, table: &Table, columns: Range<usize>) -> String {
        let head = |index: usize| {
            let head = table.columns.get(index).map_or("", String::as_str);
            self.head_of(head)
        };
        let heads = std::iter::once(0).chain(columns.clone()).map(head);
        let rows = table.rows.iter().map(|row| {
            let cells = columns
                .clone()
                .map(|index| row.cells.get(index - 1).cloned());
            std::iter::once(self.cell_of(&row.name, LONGEST_NAME))
                .chain(cells.map(Option::unwrap_or_default))
                .collect()
        });
        self.table(heads, rows, table.words)
    }

    /// The head of a column: a long name is broken at its joints, so that it can be read as a whole.
    fn head_of(self, words: &str) -> String {
        let is_long = words.split(' ').any(|word| word.width() > LONGEST_HEAD);
        match self {
            Self::Terminal if is_long => {
                broken(words, LONGEST_HEAD).unwrap_or_else(|| self.cell_of(words, LONGEST_HEAD))
            }
            _ => self.cell_of(words, LONGEST_HEAD),
        }
    }

    /// Words of a cell in so many columns of a terminal: names without spaces lose their middle.
    fn cell_of(self, words: &str, columns: usize) -> String {
        match self {
            Self::Markdown => words.to_owned(),
            Self::Terminal if words.split(' ').any(|word| word.width() > columns) => {
                shortened(words, columns)
            }
            Self::Terminal => wrapped(words, columns),
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
            Self::Terminal => {
                let lines: Vec<String> = text.lines().map(escaped).collect();
                lines.join("\n")
            }
            Self::Markdown => markdown(&text),
        };
        let mut table = Drawn::new();
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

/// A name in lines of so many columns, broken behind its joints; `None` if they are too many, or a part is too long.
fn broken(name: &str, columns: usize) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in name.split_inclusive(JOINTS) {
        match lines.last_mut() {
            Some(line) if line.width() + part.trim_end().width() <= columns => line.push_str(part),
            _ => lines.push(part.to_owned()),
        }
    }
    let fits = |line: &String| line.trim_end().width() <= columns;
    let is_fine = lines.len() <= MOST_HEAD_LINES && lines.iter().all(fits);
    let lines = lines.iter().map(|line| line.trim_end());
    is_fine.then(|| lines.collect::<Vec<_>>().join("\n"))
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
    fn a_long_head_is_broken_at_its_joints_and_no_part_is_lost() {
        let head = |words: &str| Medium::Terminal.head_of(words);
        assert_eq!(head("us-east-1"), "us-east-1");
        assert_eq!(
            head("our-checkout-service-after-the-campaign"),
            "our-checkout-service-\nafter-the-campaign"
        );
        assert_eq!(
            head("region.account_concurrency=3000 1024 MB"),
            "region.account_\nconcurrency=3000 1024 MB"
        );
        for words in ["x".repeat(60), "long-name-".repeat(20)] {
            let shown = head(&words);
            assert!(
                shown.contains('…') && shown.width() <= LONGEST_HEAD,
                "{shown}"
            );
        }
        let long = "a-long-name-of-a-variant-with-words";
        assert_eq!(Medium::Markdown.head_of(long), long);
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
