//! Four times as long a text takes about four times as long, whatever is in it: a check whose time grows with the square
//! of the text would take minutes for what a scenario may hold.

use std::time::{Duration, Instant};

use burstsim::report::diagnostics::{render, render_warnings};
use burstsim::scenario::parse::{NoFiles, Source, parse};

/// Bytes of the shorter text, about; a scenario may have 4 MB.
const SHORT: usize = 150_000;

const REGION: &str = "duration = \"10s\"\n[region]\nname = \"us-east-1\"\nscaling = \"per-function\"\n\
                      account_concurrency = 10000000\n";
const FUNCTION: &str = "[[functions]]\nname = \"f\"\nservice_time = \"1s\"\n";
const TRAFFIC: &str = "[[functions.traffic]]\npoisson.rate = 1\n";
const ALIAS: &str = "[functions.alias]\nname = \"live\"\nweights = { v0 = \"100%\" }\n";
const TASKS: &str = "service_time = \"100ms\"\nplatform = \"fargate\"\n[services.task]\ncpu = 1\n\
                     memory = \"2 GB\"\nconcurrency = 10\n";

/// What can be repeated: the text before, the item of each number, what is between items, and the text after.
struct Repeated {
    name: &'static str,
    before: String,
    item: fn(usize) -> String,
    between: &'static str,
    after: String,
}

impl Repeated {
    fn text(&self, bytes: usize) -> String {
        let each = (self.item)(10_000).len() + self.between.len();
        let items: Vec<_> = (0..bytes / each).map(self.item).collect();
        format!("{}{}{}", self.before, items.join(self.between), self.after)
    }

    fn time(&self, bytes: usize) -> Duration {
        let text = self.text(bytes);
        let source = Source {
            name: "a.toml",
            default_name: "a",
            text: &text,
        };
        let begin = processor_time();
        let drawn = match parse(source, &[], &NoFiles) {
            Ok(parsed) => render_warnings(&parsed, false),
            Err(error) => render(&error, false),
        };
        let time = processor_time().saturating_sub(begin);
        assert!(
            drawn.len() < 400_000,
            "{}: {} bytes for a terminal",
            self.name,
            drawn.len()
        );
        time
    }

    fn is_linear(&self) {
        // The fastest of two: nobody else makes one faster than it is.
        let short = self.time(SHORT).min(self.time(SHORT));
        let long = self.time(4 * SHORT);
        assert!(
            long < 9 * short + Duration::from_millis(300),
            "{}: {short:?} for {SHORT} bytes, {long:?} for four times as many",
            self.name
        );
    }
}

/// Time of the processor where Linux tells it, which other processes do not lengthen; else the time of the clock.
fn processor_time() -> Duration {
    static BEGIN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    nanos.map_or_else(|| BEGIN.elapsed(), Duration::from_nanos)
}

/// A time of the day, another for each number of a day's seconds.
fn clock(number: usize) -> String {
    let (hour, minute) = (number / 3600 % 24, number / 60 % 60);
    format!("{hour:02}:{minute:02}:{:02}", number % 60)
}

fn repeated(
    name: &'static str,
    (before, item, between, after): (&str, fn(usize) -> String, &'static str, &str),
) -> Repeated {
    Repeated {
        name,
        before: before.to_owned(),
        item,
        between,
        after: after.to_owned(),
    }
}

/// A text of this many pieces.
type Text = fn(usize) -> String;

#[test]
fn text_that_is_not_toml_is_refused_in_linear_time() {
    let signs: [fn(usize) -> String; 14] = [
        |_| "=".into(),
        |_| "[".into(),
        |_| "]".into(),
        |_| "{".into(),
        |_| "\"".into(),
        |_| "'".into(),
        |_| ".".into(),
        |_| ",".into(),
        |_| "\\".into(),
        |_| "\r".into(),
        |_| "\n".into(),
        |_| "\0".into(),
        |_| "\u{1b}".into(),
        |_| "한".into(),
    ];
    for sign in signs {
        let one = repeated("one character", ("", sign, "", ""));
        one.is_linear();
        let lines = repeated("one character a line", ("", sign, "\n", ""));
        lines.is_linear();
    }
    let texts: [(&str, Text, &str, &str); 8] = [
        ("a = [", |_| "[".into(), "", ""),
        ("a = ", |_| "{ a = ".into(), "", "1"),
        ("a", |_| ".a".into(), "", " = 1"),
        ("a = [", |_| "b".into(), ", ", "]"),
        ("", |number| format!("a{number} = b"), "\n", ""),
        ("", |_| "a = 1".into(), "\n", ""),
        ("a = \"\"\"", |_| "x".into(), "\n", ""),
        ("", |_| "a = 1 2".into(), " ", ""),
    ];
    for text in texts {
        repeated("not TOML", text).is_linear();
    }
}

#[test]
fn values_and_keys_of_any_length_are_refused_in_linear_time() {
    let digit: fn(usize) -> String = |_| "1".into();
    let letter: fn(usize) -> String = |_| "x".into();
    let function = format!("{REGION}[[functions]]\nname = \"f\"\nservice_time = \"");
    for (name, before, item, after) in [
        ("a long number", "duration = ", digit, "\n"),
        ("a long duration", "duration = \"", digit, "s\"\n"),
        ("a long key", "", letter, " = 1\n"),
        ("a long text", &*function, letter, "\"\n"),
        ("a long name", "name = \"", letter, "\"\n"),
        ("a comment", "# ", letter, "\n"),
    ] {
        repeated(name, (before, item, "", after)).is_linear();
    }
    for (name, item) in [
        (
            "tables",
            (|number| format!("[a{number}]")) as fn(usize) -> String,
        ),
        ("tables in one", |number| format!("[a.a{number}]")),
        ("one table again and again", |_| "[a]".into()),
        ("a list of tables", |_| "[[functions]]".into()),
        ("keys with a dot", |number| format!("a.b{number} = 1")),
        ("comments", |_| "# comment".into()),
    ] {
        repeated(name, ("", item, "\n", "")).is_linear();
    }
}

#[test]
fn functions_and_services_are_checked_in_linear_time() {
    let items: [(&str, Text); 6] = [
        ("functions", |number| {
            format!("[[functions]]\nname = \"f{number}\"\nservice_time = \"1s\"\n{TRAFFIC}")
        }),
        ("functions that reserve", |number| {
            format!(
                "[[functions]]\nname = \"f{number}\"\nservice_time = \"1s\"\nreserved_concurrency = 1\n\
                 provisioned_concurrency = 1\nwarm_environments = 1\n{TRAFFIC}"
            )
        }),
        ("functions of one name", |_| FUNCTION.into()),
        ("functions with a misspelt key", |number| {
            format!("[[functions]]\nname = \"f{number}\"\nservic_time = \"1s\"\n")
        }),
        ("functions of wrong values", |_| {
            "[[functions]]\nname = 1\nservice_time = true\nmemory = \"x\"\n".into()
        }),
        ("services", |number| {
            format!("[[services]]\nname = \"s{number}\"\n{TASKS}")
        }),
    ];
    for (name, item) in items {
        repeated(name, (REGION, item, "", "")).is_linear();
    }
}

#[test]
fn versions_are_checked_in_linear_time() {
    let function = format!("{REGION}{FUNCTION}");
    let with_traffic = format!("{function}{TRAFFIC}");
    let version: fn(usize) -> String =
        |number| format!("[[functions.versions]]\nname = \"v{number}\"\n");
    let provisioned: fn(usize) -> String = |number| {
        format!("[[functions.versions]]\nname = \"v{number}\"\nprovisioned_concurrency = 1\n")
    };
    let alias: fn(usize) -> String = |number| format!("{{ name = \"a{number}\", weight = 0 }}");
    let older = format!("{function}aliases = [");
    let unknown = format!(
        "{function}versions = [{{ name = \"v0\" }}, {{ name = \"v1\" }}]\n[functions.alias]\n\
         name = \"live\"\nweights = {{ "
    );
    for (name, before, item, between, after) in [
        ("versions", &*function, version, "", ALIAS),
        (
            "versions with traffic",
            &*with_traffic,
            provisioned,
            "",
            ALIAS,
        ),
        ("versions without alias", &*function, version, "", ""),
        ("aliases", &*older, alias, ", ", ", { name = \"z\" }]\n"),
        (
            "unknown versions",
            &*unknown,
            |number| format!("w{number} = \"0%\""),
            ", ",
            " }\n",
        ),
    ] {
        repeated(name, (before, item, between, after)).is_linear();
    }
    // Weights of each of many versions, in as many steps, are refused before they fill the memory.
    let many: String = (0..20_000).map(version).collect();
    let before = format!("{function}{many}[functions.alias]\nname = \"live\"\nweights = [");
    let steps: fn(usize) -> String = |number| format!("{{ at = \"{number}s\", v0 = \"100%\" }}");
    repeated("weights", (&before, steps, ", ", "]\n")).is_linear();
}

#[test]
fn traffic_and_schedules_are_checked_in_linear_time() {
    let function = format!("{REGION}{FUNCTION}");
    let sources = format!("{function}traffic = [");
    let stages = format!("{function}traffic = [{{ poisson.stages = [");
    let instants = format!("{function}traffic = [{{ batch = {{ requests = 1, at = [");
    let schedule =
        format!("{function}[functions.provisioned_concurrency]\nvalue = 1\nschedule = [");
    let bounds = format!(
        "{function}[functions.provisioned_concurrency]\nautoscaling = {{ min = 1, max = 9 }}\nschedule = ["
    );
    let outages = format!("{REGION}outages = [");
    let prices = format!("{REGION}prices.x86_64.duration = [");
    let objectives = format!("{function}[slo]\n");
    let end = format!("]\n{FUNCTION}");
    for (name, before, item, after) in [
        (
            "batches",
            &*sources,
            (|_| "{ batch = { at = [\"0s\"], requests = 1 } }".into()) as fn(usize) -> String,
            "]\n",
        ),
        (
            "silent batches",
            &*sources,
            |_| "{ batch = { at = [\"0s\"], requests = 0 } }".into(),
            "]\n",
        ),
        (
            "queues",
            &*sources,
            |_| "{ poisson.rate = 1, invoked_by.sqs = {} }".into(),
            "]\n",
        ),
        (
            "APIs",
            &*sources,
            |number| format!("{{ poisson.rate = 1, invoked_by.api_gateway.rate = {number} }}"),
            "]\n",
        ),
        (
            "files",
            &*sources,
            |number| format!("{{ trace.file = \"x{number}.csv\" }}"),
            "]\n",
        ),
        (
            "stages",
            &*stages,
            |_| "{ duration = \"1ms\", target = 1 }".into(),
            "] }]\n",
        ),
        (
            "instants",
            &*instants,
            |number| format!("\"{number}us\""),
            "] } }]\n",
        ),
        (
            "a schedule",
            &*schedule,
            |number| format!("{{ at = {:?}, value = 1 }}", clock(number)),
            "]\n",
        ),
        (
            "bounds",
            &*bounds,
            |number| format!("{{ at = {:?}, min = 1 }}", clock(number)),
            "]\n",
        ),
        (
            "outages",
            &*outages,
            |_| "{ from = \"0s\", to = \"1s\", errors = 0.1 }".into(),
            &*end,
        ),
        (
            "tiers",
            &*prices,
            |number| format!("{{ above = {number}, usd = 0.1 }}"),
            &*end,
        ),
        (
            "unknown objectives",
            &*objectives,
            |number| format!("k{number} = \"1s\"\n"),
            "",
        ),
    ] {
        let between = if name.ends_with("objectives") {
            ""
        } else {
            ", "
        };
        repeated(name, (before, item, between, after)).is_linear();
    }
}
