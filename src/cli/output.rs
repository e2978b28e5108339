//! The one place that writes to the terminal: data to standard output, words to standard error.
//!
//! What words quote, such as a path or a value that was typed, could command the terminal; it is shown instead.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use burstsim::report::Language;
use burstsim::report::format::escaped_lines;

/// Writes data to standard output, with a final line break.
pub(super) fn data(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()
}

/// Writes words to standard error, control characters in them as escapes.
pub(super) fn words(text: &str) {
    drawn(&escaped_lines(text));
}

/// Writes a warning to standard error.
pub(super) fn warn(language: Language, text: &str) {
    words(&format!("{}: {text}", language.choose("warning", "경고")));
}

/// Writes words that were drawn for a terminal, perhaps in colours, to standard error. If that fails there is nowhere left
/// to report it.
pub(super) fn drawn(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

/// Says where a result lies.
pub(super) fn written(files: usize, folder: &Path, language: Language) {
    let folder = folder.display();
    words(&language.choose(
        format!("{files} files in {folder}"),
        format!("파일 {files}개: {folder}"),
    ));
}

/// Whether words on standard error may be coloured: only on a terminal, and never with a
/// non-empty `NO_COLOR` (no-color.org).
pub(super) fn colour_on_stderr() -> bool {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stderr().is_terminal() && !unwanted
}
