//! What a table of a scenario looks like, as data: its keys, what each may hold, and what it says.
//!
//! The decoder, the schema, overrides and the tables of `docs/scenario.md` all go by it. It must not know
//! any table, nor how a value is read.

use crate::catalog::Defaults;
use crate::kernel::SimDuration;
use crate::scenario::quantities::print_duration;
use crate::scenario::units::{Concurrency, EphemeralStorage};

/// A table of the format.
#[derive(Debug)]
pub(crate) struct Shape {
    /// As errors name it: `a function`. The reference marks its table of keys with it.
    pub(crate) what: &'static str,
    /// Which keys go together.
    pub(crate) form: Form,
    /// Whose settings people mistake for its keys.
    pub(crate) takes_for: TakesFor,
}

/// What AWS calls a setting depends on what it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TakesFor {
    /// Functions, their callers and their sources.
    Functions,
    /// Tasks and instances.
    Tasks,
}

/// Which keys of a table go together.
#[derive(Debug)]
pub(crate) enum Form {
    /// Those that are required, and any of the others.
    Keys(&'static [Key]),
    /// Exactly one of the first, which names the kind, and any of the others beside it.
    OneOf(&'static [Key], &'static [Key]),
    /// All of one way; the first holds where no key tells.
    Ways(&'static [Way]),
    /// Some known ones, and keys that the scenario itself names, such as its versions.
    Named(&'static NamedKeys),
}

/// Keys of which the scenario names most itself.
#[derive(Debug)]
pub(crate) struct NamedKeys {
    pub(crate) known: &'static [Key],
    /// What each key holds that is not known. Which names there are is for the decoder to say.
    pub(crate) others: Kind,
    /// What errors expect where something else than such a table stands.
    pub(crate) expected: &'static str,
}

/// A way to give a distribution: parameters that are all required.
#[derive(Debug)]
pub(crate) struct Way {
    /// What the parameters are, in Markdown.
    pub(crate) says: &'static str,
    /// The law that they give.
    pub(crate) law: &'static str,
    pub(crate) keys: &'static [Key],
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) need: Need,
    /// What it means, in Markdown.
    pub(crate) says: &'static str,
    /// What may stand there, in Markdown; empty where the kind says it all.
    pub(crate) values: &'static str,
    /// Whether AWS or nobody states the default; empty where that is no question.
    pub(crate) origin: &'static str,
    /// The key beside which it cannot stand; empty where there is none.
    pub(crate) instead_of: &'static str,
}

/// A value of the catalog, in TOML.
pub(crate) type FromCatalog = fn(&Defaults) -> String;

/// What holds where a key is absent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Need {
    /// Nothing: it must be there. How to write it, for instance.
    Required(&'static str),
    /// A value, in TOML.
    Or(&'static str),
    /// A value of the catalog, in TOML.
    Catalog(FromCatalog),
    /// It depends, or is nothing; in Markdown, for the reference.
    Else(&'static str),
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A line of text.
    Line,
    /// A line that names a folder on every system.
    FolderName,
    /// A line without a colon.
    AliasName,
    /// What comes after the colon in AWS's name of a version or an alias: of which of them.
    Qualifier(&'static str),
    /// The name of something else in the scenario: of what.
    NameOf(&'static str),
    /// The name of a deployment configuration of CodeDeploy.
    Deployment,
    /// The path of a file.
    File,
    /// The code of a Region.
    Region,
    /// The name of a measured runtime.
    Runtime,
    /// True or false.
    Boolean,
    /// A duration or an instant.
    Duration,
    /// A duration above zero.
    PositiveDuration,
    /// A duration that AWS bounds: what errors call it, the shortest and the longest in seconds.
    DurationWithin(&'static str, u64, u64),
    /// A time of the day.
    TimeOfDay,
    /// The name of a time zone, or an offset.
    TimeZone,
    /// A size of memory.
    Memory,
    /// A size of ephemeral storage.
    Storage,
    /// A size of memory of a task or an instance.
    ContainerMemory,
    /// A number of concurrent requests or environments, of at least this many.
    Concurrency(u32),
    /// A whole number: what errors call it, the least and the most.
    Whole(&'static str, u64, u64),
    /// A number: what errors call it, and where it ends.
    Number(&'static str, Bound),
    /// A rate in requests per second.
    Rate,
    /// A price in USD: for what.
    Price(&'static str),
    /// A share: an example, and what to say of none where it may not be.
    Share(&'static str, Option<(&'static str, &'static str)>),
    /// A comparison with a limit.
    Objective(Limit),
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    /// A value of a kind, or a word instead.
    Or(&'static Kind, &'static str),
    /// A value in place of which a table is a known mistake.
    NoTable(&'static Kind, &'static Mistake),
    /// A single value, or a table or list; or a table, or a list.
    Either(&'static Kind, &'static Kind),
    /// A list.
    List(&'static List),
    /// A table.
    Table(&'static Shape),
}

/// What to say of a mistake that many make.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) title: &'static str,
    pub(crate) label: &'static str,
    pub(crate) help: &'static str,
}

/// Where a number ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    None,
    AtLeastZero,
    AboveZero,
    /// Above zero, and at most so much.
    AboveZeroUpTo(u32),
}

/// What an objective is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    Share,
    Duration,
}

/// A list of the format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    pub(crate) item: Kind,
    /// What errors expect where something else stands.
    pub(crate) expected: &'static str,
    pub(crate) may_be_empty: bool,
    /// What the items are, and the heading that each is under: `functions`, `[[functions]]`.
    pub(crate) heading: Option<(&'static str, &'static str)>,
    /// How the items are addressed by name, if they have one.
    pub(crate) named: Option<Named>,
}

/// A list whose items an override addresses by their name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    /// `a function`.
    pub(crate) one: &'static str,
    /// `functions`.
    pub(crate) many: &'static str,
    /// What has them: `scenario`.
    pub(crate) owner: &'static str,
    /// Whether an override may add one.
    pub(crate) may_grow: bool,
}

impl List {
    /// A list of any number of items; what errors expect where something else stands.
    pub(crate) const fn of(expected: &'static str, item: Kind) -> Self {
        Self {
            item,
            expected,
            may_be_empty: true,
            heading: None,
            named: None,
        }
    }

    /// With at least one item.
    pub(crate) const fn not_empty(self) -> Self {
        let may_be_empty = false;
        Self {
            may_be_empty,
            ..self
        }
    }

    /// With a heading for each item: what the items are, and the heading.
    pub(crate) const fn under(self, items: &'static str, heading: &'static str) -> Self {
        let heading = Some((items, heading));
        Self { heading, ..self }
    }

    /// With items that an override addresses by their name.
    pub(crate) const fn named(self, named: Named) -> Self {
        let named = Some(named);
        Self { named, ..self }
    }
}

/// A concurrency.
pub(crate) const CONCURRENCY: Kind = Kind::Concurrency(0);

/// A word that stands for nothing of the kind.
pub(crate) const NONE: &str = "none";

impl Shape {
    /// A table with these keys.
    pub(crate) const fn new(what: &'static str, keys: &'static [Key]) -> Self {
        Self::of(what, Form::Keys(keys))
    }

    const fn of(what: &'static str, form: Form) -> Self {
        Self {
            what,
            form,
            takes_for: TakesFor::Functions,
        }
    }

    /// Of tasks, or of what they run on.
    pub(crate) const fn of_tasks(mut self) -> Self {
        self.takes_for = TakesFor::Tasks;
        self
    }

    /// A table with exactly one of these keys.
    pub(crate) const fn one_of(what: &'static str, keys: &'static [Key]) -> Self {
        Self::one_of_beside(what, keys, &[])
    }

    /// A table with exactly one of these keys, and any of the others.
    pub(crate) const fn one_of_beside(
        what: &'static str,
        keys: &'static [Key],
        others: &'static [Key],
    ) -> Self {
        Self::of(what, Form::OneOf(keys, others))
    }

    /// A table with the keys of one of these ways.
    pub(crate) const fn ways(what: &'static str, ways: &'static [Way]) -> Self {
        Self::of(what, Form::Ways(ways))
    }

    /// A table whose keys the scenario names.
    pub(crate) const fn named(what: &'static str, keys: &'static NamedKeys) -> Self {
        Self::of(what, Form::Named(keys))
    }

    /// All keys that it may have and whose names are known.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static Key> + use<> {
        let (keys, others, ways): (&[Key], &[Key], &[Way]) = match self.form {
            Form::Keys(keys) => (keys, &[], &[]),
            Form::OneOf(keys, others) => (keys, others, &[]),
            Form::Named(keys) => (keys.known, &[], &[]),
            Form::Ways(ways) => (&[], &[], ways),
        };
        let of_ways = ways.iter().flat_map(|way| way.keys);
        keys.iter().chain(others).chain(of_ways)
    }

    /// A key by its name.
    pub(crate) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }

    /// What a key holds, by its name.
    pub(crate) fn kind_of(&self, name: &str) -> Option<&'static Kind> {
        match (self.key(name), &self.form) {
            (Some(key), _) => Some(&key.kind),
            (None, Form::Named(keys)) => Some(&keys.others),
            (None, _) => None,
        }
    }

    /// Whether two of its keys cannot stand beside each other.
    pub(crate) fn exclude_each_other(&self, one: &str, other: &str) -> bool {
        let has = |keys: &[Key], name: &str| keys.iter().any(|key| key.name == name);
        match self.form {
            Form::Keys(keys) => {
                let is_instead = |one: &str, other: &str| {
                    keys.iter()
                        .any(|key| key.name == one && key.instead_of == other)
                };
                is_instead(one, other) || is_instead(other, one)
            }
            Form::Named(_) => false,
            Form::OneOf(keys, _) => one != other && has(keys, one) && has(keys, other),
            Form::Ways(ways) => {
                let is_known = |name| ways.iter().any(|way| has(way.keys, name));
                let go_together = ways
                    .iter()
                    .any(|way| has(way.keys, one) && has(way.keys, other));
                is_known(one) && is_known(other) && !go_together
            }
        }
    }
}

impl Key {
    const fn new(name: &'static str, kind: Kind, need: Need) -> Self {
        Self {
            name,
            kind,
            need,
            says: "",
            values: "",
            origin: "",
            instead_of: "",
        }
    }

    /// A key that must be there; how to write it, for instance.
    pub(crate) const fn required(name: &'static str, kind: Kind, example: &'static str) -> Self {
        Self::new(name, kind, Need::Required(example))
    }

    /// A key with a default, in TOML.
    pub(crate) const fn or(name: &'static str, kind: Kind, default: &'static str) -> Self {
        Self::new(name, kind, Need::Or(default))
    }

    /// A key whose default is the catalog's.
    pub(crate) const fn catalog(name: &'static str, kind: Kind, default: FromCatalog) -> Self {
        Self::new(name, kind, Need::Catalog(default))
    }

    /// A key whose default depends on others, or is nothing; in Markdown.
    pub(crate) const fn otherwise(name: &'static str, kind: Kind, default: &'static str) -> Self {
        Self::new(name, kind, Need::Else(default))
    }

    /// A key that names a kind.
    pub(crate) const fn kind(name: &'static str, kind: Kind) -> Self {
        Self::new(name, kind, Need::Else(""))
    }

    /// What it means, in Markdown.
    pub(crate) const fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    /// What it means; AWS states the default, or the rule.
    pub(crate) const fn published(self, says: &'static str) -> Self {
        let origin = "published";
        Self {
            says,
            origin,
            ..self
        }
    }

    /// What it means; no source states the default.
    pub(crate) const fn assumed(self, says: &'static str) -> Self {
        let origin = "assumed";
        Self {
            says,
            origin,
            ..self
        }
    }

    /// The key beside which it cannot stand: an override of one removes the other.
    pub(crate) const fn instead_of(self, instead_of: &'static str) -> Self {
        Self { instead_of, ..self }
    }

    /// What may stand there, in Markdown, where the kind does not say it all.
    pub(crate) const fn values(self, values: &'static str) -> Self {
        Self { values, ..self }
    }

    /// The default in TOML, where it is one value in all circumstances.
    pub(crate) fn default(&self) -> Option<String> {
        match self.need {
            Need::Or(value) => Some(value.to_owned()),
            Need::Catalog(value) => Some(value(crate::catalog::defaults())),
            Need::Required(_) | Need::Else(_) => None,
        }
    }

    /// What may stand there, in Markdown.
    pub(crate) fn values_in_words(&self) -> String {
        if self.values.is_empty() {
            self.kind.in_words()
        } else {
            self.values.to_owned()
        }
    }
}

impl Kind {
    /// The table that may stand there, if one may.
    pub(crate) const fn table(&self) -> Option<&'static Shape> {
        match self {
            Self::Table(shape)
            | Self::Or(Self::Table(shape), _)
            | Self::Either(_, Self::Table(shape))
            | Self::Either(Self::Table(shape), _) => Some(shape),
            _ => None,
        }
    }

    /// The list that may stand there, if one may.
    pub(crate) const fn list(&self) -> Option<&'static List> {
        match self {
            Self::List(list) | Self::Either(_, Self::List(list)) => Some(list),
            _ => None,
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Line => "line of text".to_owned(),
            Self::File => "file".to_owned(),
            Self::Boolean => "`true` or `false`".to_owned(),
            Self::Duration => "duration".to_owned(),
            Self::PositiveDuration => "duration above 0".to_owned(),
            Self::DurationWithin(_, least, most) => {
                let [least, most] =
                    [least, most].map(|seconds| print_duration(SimDuration::from_secs(*seconds)));
                format!("duration, `\"{least}\"` to `\"{most}\"`")
            }
            Self::TimeOfDay => "time of day".to_owned(),
            Self::Memory => "memory".to_owned(),
            Self::Storage => format!(
                "text with a unit, {} MB to {} MB in steps of 1 MB",
                grouped(EphemeralStorage::MIN_MB.into()),
                grouped(EphemeralStorage::MAX_MB.into())
            ),
            Self::ContainerMemory => "text with a unit, such as `\"2 GB\"`".to_owned(),
            Self::Concurrency(0) => "concurrency".to_owned(),
            Self::Concurrency(min) => format!("concurrency of at least {min}"),
            Self::Whole(_, 0, u64::MAX) => "whole number, 0 to 2^64 − 1".to_owned(),
            Self::Whole(_, min, max) => {
                format!("whole number, {} to {}", grouped(*min), grouped(*max))
            }
            Self::Rate => "rate".to_owned(),
            Self::Price(_) => "price".to_owned(),
            Self::Share(..) => "share".to_owned(),
            Self::Objective(Limit::Share) => "comparison with a share".to_owned(),
            Self::Objective(Limit::Duration) => "comparison with a duration".to_owned(),
            Self::Word(words) => in_words(&words()),
            Self::NameOf(what) => format!("name of {what}"),
            Self::NoTable(kind, _) => kind.in_words(),
            Self::Or(kind, word) => format!("{}, or `\"{word}\"`", kind.in_words()),
            _ => String::new(),
        }
    }
}

/// `"a"`, `"b"` or `"c"`.
fn in_words(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
    match quoted.split_last() {
        Some((last, others @ [_, ..])) => format!("{} or {last}", others.join(", ")),
        _ => quoted.concat(),
    }
}

/// A number with its thousands grouped.
fn grouped(number: u64) -> String {
    if number < 1000 {
        return number.to_string();
    }
    format!("{},{:03}", grouped(number / 1000), number % 1000)
}

/// The largest concurrency, as a bound of whole numbers.
pub(crate) const MOST: u64 = Concurrency::MAX.get() as u64;
