//! The program under test, on the path of whatever the pages run.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// Where `burstsim` lies.
fn folder() -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_burstsim"));
    let named = std::env::var_os("BURSTSIM").map(PathBuf::from);
    let program = named.as_deref().unwrap_or(built);
    let program = program.canonicalize().expect("the program");
    program.parent().expect("its folder").to_owned()
}

/// Runs `line` in `place` as a shell does, with `burstsim` on its path.
pub(crate) fn shell(line: &str, place: &Path) -> Output {
    let mut path = OsString::from(folder());
    if let Some(usual) = std::env::var_os("PATH") {
        path.push(":");
        path.push(usual);
    }
    Command::new("sh")
        .args(["-eu", "-c", line])
        .current_dir(place)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .expect("a shell")
}

/// What the program prints for `burstsim ARGUMENTS`, which must end with 0.
pub(crate) fn words(arguments: &str) -> String {
    let printed = shell(&format!("burstsim {arguments}"), &std::env::temp_dir());
    assert!(
        printed.status.success(),
        "burstsim {arguments}: {printed:?}"
    );
    String::from_utf8(printed.stdout).expect("UTF-8")
}

/// The help of each verb, in the order of `burstsim --help`.
pub(crate) fn help() -> &'static [(String, String)] {
    static HELP: OnceLock<Vec<(String, String)>> = OnceLock::new();
    HELP.get_or_init(|| {
        let all = words("--help");
        let listed = all.lines().skip_while(|line| *line != "Commands:").skip(1);
        let listed = listed.take_while(|line| !line.is_empty());
        let names = listed.filter_map(|line| {
            let name = line.strip_prefix("  ")?;
            (!name.starts_with(' ')).then(|| name.split(' ').next().unwrap_or_default())
        });
        names
            .filter(|name| *name != "help")
            .map(|name| (name.to_owned(), words(&format!("{name} --help"))))
            .collect()
    })
}

/// The help of each verb by its name.
pub(crate) fn help_by_name() -> BTreeMap<&'static str, &'static str> {
    let pairs = help().iter();
    pairs
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}
