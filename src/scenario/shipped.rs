//! The scenarios that ship inside the program, with the files they refer to.
//!
//! It knows their names and texts; it must not know what they mean: they are parsed like any
//! other scenario.

use super::parse::{Files, Parsed, ScenarioError, Source, parse};

/// A ready scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its name, as `burstsim run` takes it.
    pub name: &'static str,
    /// Its TOML text, with a comment head that tells its story.
    pub text: &'static str,
}

/// The files that ready scenarios refer to.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShippedFiles;

/// The ready scenarios, in order of their names.
pub fn all() -> &'static [Shipped] {
    ALL
}

/// The ready scenario called `name`.
pub fn find(name: &str) -> Option<&'static Shipped> {
    ALL.iter().find(|shipped| shipped.name == name)
}

impl Shipped {
    /// What it is about, in one sentence: the first line of its comment head.
    pub fn summary(&self) -> &'static str {
        let first = self.story().lines().next().unwrap_or_default();
        first.trim_start_matches('#').trim()
    }

    /// The scenario, with values replaced as by `--set`.
    ///
    /// # Errors
    /// What is wrong with the values.
    pub fn read(&self, overrides: &[String]) -> Result<Parsed, ScenarioError> {
        let source = Source {
            name: self.name,
            default_name: self.name,
            text: self.text,
        };
        parse(source, overrides, &ShippedFiles)
    }

    /// Its text from the comment head on, without the line before it that tells editors the schema.
    pub fn story(&self) -> &'static str {
        let after = |line: &'static str| line.split_once('\n').map(|(_, rest)| rest);
        let rest = self.text.strip_prefix("#:schema ").and_then(after);
        rest.unwrap_or(self.text)
    }

    /// The files that it names, by their paths beside it, with their contents.
    pub fn files(&self) -> Vec<(&'static str, &'static [u8])> {
        let named = |path: &str| self.text.contains(&format!("\"{path}\""));
        let files = FILES.iter().copied();
        files.filter(|(path, _)| named(path)).collect()
    }
}

impl Files for ShippedFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        FILES
            .iter()
            .find(|(name, _)| *name == path)
            .map(|(_, contents)| contents.to_vec())
            .ok_or_else(|| "no such file ships with burstsim".to_owned())
    }
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../scenarios/", $name, ".toml")),
        }),*]
    };
}

macro_rules! files {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_bytes!(concat!("../../scenarios/", $path)))),*]
    };
}

const ALL: &[Shipped] = shipped![
    "alias-shift",
    "api-three-ways",
    "canary",
    "clickstream",
    "counted-day",
    "flash-sale",
    "image-pipeline",
    "measured-aws-2020",
    "nightly-schedule",
    "noisy-neighbour",
    "noisy-neighbour-cured",
    "november-2023",
    "november-2023-before",
    "operator-guide-on-demand-1",
    "operator-guide-on-demand-2",
    "operator-guide-on-demand-3",
    "operator-guide-on-demand-4",
    "operator-guide-provisioned-1",
    "operator-guide-provisioned-2",
    "operator-guide-provisioned-3",
    "operator-guide-provisioned-4",
    "order-queue",
    "outage",
    "product-launch",
    "queue-starves-api",
    "scaling-with-concurrency-limit",
    "scaling-with-provisioned-autoscaling",
    "scaling-with-provisioned-concurrency",
    "scheduled-morning",
    "seoul-spike",
    "spike-three-ways",
    "steady-batch",
    "ten-requests",
    "virginia-spike",
    "walkthrough-provisioned",
    "walkthrough-provisioned-reserved",
    "walkthrough-reserved",
];

const FILES: &[(&str, &[u8])] = files![
    "data/log-2020-05-17.csv",
    "data/requests-per-minute.csv",
    "data/ten-requests.csv",
];

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The files in `folder` of `scenarios/` with the given extension, by their stems.
    fn on_disk(folder: &str, extension: &str) -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let entries = std::fs::read_dir(folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|found| found == extension))
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn every_scenario_of_the_folder_ships() {
        let listed: Vec<_> = all()
            .iter()
            .map(|shipped| shipped.name.to_owned())
            .collect();
        let files: Vec<_> = on_disk("scenarios", "toml").into_iter().collect();
        assert_eq!(listed, files, "listed here, and the files of scenarios/");
    }

    #[test]
    fn every_data_file_of_the_folder_ships() {
        for stem in on_disk("scenarios/data", "csv") {
            let path = format!("data/{stem}.csv");
            let contents = ShippedFiles.read(&path);
            assert!(
                contents.is_ok_and(|c| c.starts_with(b"# ")),
                "{path}: missing, or without its source"
            );
        }
        assert!(ShippedFiles.read("data/none.csv").is_err());
    }

    fn parsed(shipped: &Shipped, overrides: &[String]) -> Result<Parsed, ScenarioError> {
        let source = Source {
            name: shipped.name,
            default_name: shipped.name,
            text: shipped.text,
        };
        parse(source, overrides, &ShippedFiles)
    }

    #[test]
    fn every_scenario_is_right_and_warns_of_nothing() {
        for shipped in all() {
            match parsed(shipped, &[]) {
                Ok(parsed) => assert!(
                    parsed.warnings.is_empty(),
                    "{}: {:?}",
                    shipped.name,
                    parsed.warnings
                ),
                Err(error) => panic!("{}: {error:?}", shipped.name),
            }
        }
    }

    /// Shipped files, and what was asked for.
    struct Watched(RefCell<BTreeSet<String>>);

    impl Files for Watched {
        fn read(&self, path: &str) -> Result<Vec<u8>, String> {
            self.0.borrow_mut().insert(path.to_owned());
            ShippedFiles.read(path)
        }
    }

    #[test]
    fn the_files_of_a_scenario_are_those_it_reads() {
        for shipped in all() {
            let watched = Watched(RefCell::default());
            let source = Source {
                name: shipped.name,
                default_name: shipped.name,
                text: shipped.text,
            };
            parse(source, &[], &watched).unwrap();
            let files = shipped.files();
            let named: BTreeSet<_> = files.iter().map(|(path, _)| (*path).to_owned()).collect();
            assert_eq!(watched.0.into_inner(), named, "{}", shipped.name);
        }
    }

    #[test]
    fn every_scenario_names_the_schema_and_where_it_lies() {
        let line = "#:schema ../schema/scenario.schema.json\n";
        for shipped in all() {
            let rest = shipped.text.strip_prefix(line);
            assert_eq!(rest, Some(shipped.story()), "{}", shipped.name);
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        assert!(folder.join("../schema/scenario.schema.json").is_file());
    }

    #[test]
    fn what_the_stories_say_to_try_can_be_tried() {
        let mut tried = 0;
        for shipped in all() {
            for suggestion in shipped.text.split("--set ").skip(1) {
                let quoted = suggestion
                    .strip_prefix('\'')
                    .and_then(|rest| rest.split_once('\''));
                let word = suggestion.split_whitespace().next().unwrap();
                let word = word.trim_end_matches([',', '.', ':', ';']);
                let setting = quoted.map_or(word, |(setting, _)| setting);
                let is_error = suggestion[setting.len()..].starts_with(", an error");
                let result = parsed(shipped, &[setting.to_owned()]);
                assert_eq!(
                    result.is_err(),
                    is_error,
                    "{}: --set {setting}: {result:?}",
                    shipped.name
                );
                tried += 1;
            }
        }
        assert!(tried >= 15, "only {tried} suggestions were found");
    }

    #[test]
    fn every_scenario_opens_with_its_story() {
        for shipped in all() {
            let name = shipped.name;
            let head: Vec<_> = shipped
                .story()
                .lines()
                .take_while(|line| line.starts_with('#'))
                .collect();
            let head = head.join("\n");
            let summary = shipped.summary();
            assert!(
                summary.ends_with(['.', '?']) && summary.len() <= 100,
                "{name}: the first line is not a sentence of one line: {summary:?}"
            );
            for part in ["# What it teaches: ", "# Try: "] {
                assert!(
                    head.contains(part) || (part == "# Try: " && head.contains("# Compare with ")),
                    "{name}: its head lacks {part:?}"
                );
            }
            assert_eq!(find(name), Some(shipped));
        }
        assert_eq!(find("no-such-scenario"), None);
    }
}
