//! The browser, for pages that a verb wrote.
//!
//! It knows how a browser is started; it must not know what a page shows.

use std::env;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use burstsim::report::Language;

use super::output;

/// Opens a page in the browser. The page is there: a machine without a browser is no failure, only worth a warning.
pub(super) fn show(page: &Path, language: Language) {
    let started = match env::var("BROWSER") {
        Ok(choices) if !choices.trim().is_empty() => chosen(&choices, page),
        _ => usual(page),
    };
    if let Err(error) = started {
        let page = page.display();
        let words = language.choose(
            format!("no browser could be started ({error}): open {page} yourself"),
            format!("브라우저를 시작할 수 없습니다({error}): {page}을(를) 직접 여십시오"),
        );
        output::warn(language, &words);
    }
}

/// The first that starts of the commands in `BROWSER`, which are separated as paths are in `PATH`. Each gets the page in
/// place of `%s`, or at its end.
fn chosen(choices: &str, page: &Path) -> io::Result<()> {
    let mut failure = io::Error::other("BROWSER names no program");
    let separator = if cfg!(windows) { ';' } else { ':' };
    for choice in choices.split(separator) {
        let mut words = choice.split_whitespace();
        let Some(program) = words.next() else {
            continue;
        };
        let mut command = Command::new(program);
        let mut is_named = false;
        for word in words {
            is_named |= word == "%s";
            match word {
                "%s" => command.arg(page),
                word => command.arg(word),
            };
        }
        if !is_named {
            command.arg(page);
        }
        match detached(&mut command) {
            Ok(()) => return Ok(()),
            Err(error) => failure = io::Error::new(error.kind(), format!("{program}: {error}")),
        }
    }
    Err(failure)
}

/// Starts a program that is not waited for, and that does not write between our lines.
fn detached(command: &mut Command) -> io::Result<()> {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null()).spawn().map(|_| ())
}

/// Whatever the system opens pages with.
fn usual(page: &Path) -> io::Result<()> {
    match why_not() {
        Some(reason) => Err(io::Error::other(reason)),
        None => open::that_detached(page),
    }
}

/// Why there can be no browser, where the system's opener would start and fail without a word.
fn why_not() -> Option<&'static str> {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    if is_set("CI") {
        return Some("CI is set");
    }
    let screens = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"];
    let has_no_screen = cfg!(target_os = "linux") && !screens.into_iter().any(is_set);
    has_no_screen.then_some("neither DISPLAY nor WAYLAND_DISPLAY is set")
}
