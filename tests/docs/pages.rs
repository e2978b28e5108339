//! Markdown as far as these tests need it: fenced blocks with the comment above them, and what stands outside of them.

use std::path::{Path, PathBuf};

/// A fenced block.
#[derive(Debug)]
pub(crate) struct Block {
    /// The line of its fence, from 1.
    pub(crate) line: usize,
    /// What stands behind the opening fence.
    pub(crate) info: String,
    /// The words of an HTML comment on the line above.
    pub(crate) comment: Option<String>,
    /// Its lines.
    pub(crate) text: String,
}

impl Block {
    /// The language, the first word of the info string.
    pub(crate) fn language(&self) -> &str {
        self.info.split([' ', ',']).next().unwrap_or_default()
    }

    /// What follows `order:` in the comment above.
    pub(crate) fn order(&self, order: &str) -> Option<&str> {
        let rest = self.comment.as_deref()?.strip_prefix(order)?;
        Some(rest.strip_prefix(':')?.trim())
    }
}

/// A page of the repository.
#[derive(Debug)]
pub(crate) struct Page {
    /// Its path from the root of the repository.
    pub(crate) path: PathBuf,
    /// The whole text.
    pub(crate) text: String,
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The page at `path` from the root.
pub(crate) fn page(path: impl Into<PathBuf>) -> Page {
    let path = path.into();
    let text = std::fs::read_to_string(root().join(&path));
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Page { path, text }
}

/// README in both languages, and the book.
pub(crate) fn all() -> Vec<Page> {
    let mut paths = vec![PathBuf::from("README.md"), PathBuf::from("README.ko.md")];
    let mut folders = vec![PathBuf::from("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).expect("a folder of docs/") {
            let path = folder.join(entry.expect("an entry").file_name());
            if root().join(&path).is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.into_iter().map(page).collect()
}

impl Page {
    /// Its fenced blocks, in order.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        let mut above = "";
        for (line, number) in self.text.lines().zip(1..) {
            open = match (line.strip_prefix("```"), open) {
                (Some(info), None) => Some(Block {
                    line: number,
                    info: info.to_owned(),
                    comment: comment(above),
                    text: String::new(),
                }),
                (Some(_), Some(block)) => {
                    blocks.push(block);
                    None
                }
                (None, Some(mut block)) => {
                    block.text.push_str(line);
                    block.text.push('\n');
                    Some(block)
                }
                (None, None) => None,
            };
            above = line;
        }
        assert!(open.is_none(), "{}: a block is not closed", self.name());
        blocks
    }

    /// The lines outside of fenced blocks, with their numbers from 1.
    pub(crate) fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut fenced = false;
        (1..).zip(self.text.lines()).filter(move |(_, line)| {
            let fence = line.starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        })
    }

    /// Its path, to be named in messages.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// The words of an HTML comment that fills a line.
fn comment(line: &str) -> Option<String> {
    let words = line.strip_prefix("<!--")?.strip_suffix("-->")?;
    Some(words.trim().to_owned())
}
