//! What charts and pages say of throttling is said where there was some, and nowhere else: each branch
//! of their words is forced by a run that takes it.

use super::{Place, contents};

/// Ten requests a second that callers repeat, with room for further lines.
fn scenario(region: &str, function: &str) -> String {
    format!(
        "duration = \"2m\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
         account_concurrency = 150\n{region}\n[[functions]]\nname = \"api\"\nservice_time = \"500ms\"\n\
         cold_start = \"0s\"\n{function}\ntraffic = [{{ poisson.rate = 10 }}]\n"
    )
}

const OUTAGE: &str = "[[region.outages]]\nfrom = \"30s\"\nto = \"60s\"\nerrors = \"100%\"";
const RETRY: &str = "client.retry.custom = { max_attempts = 10, base = \"1s\", cap = \"20s\" }";
const RESERVE: &str = "reserved_concurrency = 2";

/// Everything that is written about a run, about several and about a comparison, and the page alone.
fn written(place: &Place, text: &str) -> [(String, String); 3] {
    place.file("test.toml", text);
    let of = |arguments: &[&str]| {
        let output = ["--output", "result"];
        place
            .burstsim(&[arguments, &output].concat())
            .expect_code(0);
        let files = contents(&place.path("result"));
        let read = |name: &str| {
            let file = files.get(std::path::Path::new(name));
            file.map_or_else(String::new, |bytes| {
                String::from_utf8_lossy(bytes).into_owned()
            })
        };
        let pictures = files.keys().filter_map(|name| name.to_str());
        let pictures = pictures.filter(|name| name.ends_with(".svg")).map(read);
        let pair = (read("report.html"), pictures.collect::<String>());
        std::fs::remove_dir_all(place.path("result")).expect("a result");
        pair
    };
    [
        of(&["run", "test.toml"]),
        of(&["run", "test.toml", "--replications", "3"]),
        of(&[
            "compare",
            "test.toml",
            "--replications",
            "3",
            "--regions",
            "us-east-1,ap-northeast-2",
        ]),
    ]
}

const POSSIBLE: &str = "throttling possible";
const MARKS: &str = "Marks at the foot show where attempts were throttled.";
const BAND: &str = "The tinted band is what waits after a throttle";
const FAILED: &str =
    "Nothing was throttled: open requests above the instances wait after a server error";

/// Whether the words stand in the page of a run.
fn said(page: &str) -> [bool; 4] {
    [POSSIBLE, BAND, MARKS, FAILED].map(|words| page.contains(words))
}

#[test]
fn a_run_without_a_throttle_says_nothing_of_throttling() {
    let place = Place::new();
    for (kind, text) in [
        ("outage", scenario(OUTAGE, RETRY)),
        ("calm", scenario("", RETRY)),
    ] {
        let written = written(&place, &text);
        for (page, pictures) in &written {
            assert!(!page.contains(POSSIBLE), "the page of {kind}");
            assert!(!pictures.contains(POSSIBLE), "a chart of {kind}");
        }
        let [(page, _), ..] = written;
        assert_eq!(
            said(&page),
            [false, false, false, kind == "outage"],
            "{kind}"
        );
        let failed = page.contains("Attempts that an outage failed; no limit refused any.");
        assert_eq!(failed, kind == "outage", "{kind}");
    }
}

#[test]
fn throttles_are_said_and_what_waits_for_them_is_a_band() {
    let place = Place::new();
    let limited = "Attempts that were refused, by the limit that refused them";
    for (kind, text, band, both) in [
        (
            "callers that repeat",
            scenario("", &format!("{RESERVE}\n{RETRY}")),
            true,
            false,
        ),
        (
            "an outage as well",
            scenario(OUTAGE, &format!("{RESERVE}\n{RETRY}")),
            true,
            true,
        ),
        ("callers that do not", scenario("", RESERVE), false, false),
    ] {
        let written = written(&place, &text);
        for (_, pictures) in &written {
            assert_eq!(pictures.contains(POSSIBLE), band, "a chart of {kind}");
            assert!(pictures.contains("throttled"), "marks of {kind}");
        }
        let [(page, _), ..] = written;
        assert_eq!(said(&page), [band, band, true, false], "{kind}");
        let end = if both {
            ", and those that failed."
        } else {
            "."
        };
        assert!(page.contains(&format!("{limited}{end}")), "{kind}");
    }
}

/// The shipped story, as the report that found it had it.
#[test]
fn the_story_of_an_outage_is_not_one_of_throttling() {
    let place = Place::new();
    let arguments = ["outage", "--output", "result"];
    for verb in [&["run"][..], &["compare", "--replications", "2"]] {
        let ran = place.burstsim(&[&verb[..1], &arguments, &verb[1..]].concat());
        ran.expect_code(0);
        for (name, bytes) in contents(&place.path("result")) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(POSSIBLE), "{} of {verb:?}", name.display());
        }
    }
}

/// Two bursts, the later the larger, through a Region's quota of 500.
const TWICE: &str = r#"
duration = "4m"
[region]
name = "ap-northeast-2"
scaling = "regional-burst"
account_concurrency = 3000
[[functions]]
name = "f"
service_time = "1s"
cold_start = "0s"
idle_timeout = "1s"
traffic = [{ batch = { at = ["1m"], requests = 900 } }, { batch = { at = ["2m30s"], requests = 1450 } }]
"#;

fn printed(place: &Place, arguments: &[&str]) -> String {
    let ran = place.burstsim(arguments);
    ran.expect_code(0);
    ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn periods_stand_in_an_order_that_is_named_and_keys_are_explained() {
    let place = Place::new();
    place.file("twice.toml", TWICE);
    let text = printed(&place, &["run", "twice.toml", "--no-charts"]);
    assert!(text.contains("The most severe: from 2:30 to 2:3"), "{text}");

    let text = printed(&place, &["explain", "twice.toml", "--no-charts"]);
    let order = "Periods by severity, throttles before cold starts:";
    assert!(text.contains(order), "{text}");
    let burst = "burst: environments that can be created at once; ramp_per_minute: how many of them are regained \
                 in a minute.";
    assert_eq!(text.matches(burst).count(), 1, "{text}");
    assert!(
        !text.contains("request_burst"),
        "no key of the other rule: {text}"
    );
    let korean = printed(
        &place,
        &["explain", "twice.toml", "--no-charts", "--lang", "ko"],
    );
    assert!(
        korean.contains("burst: 한 번에 만들 수 있는 환경 수"),
        "{korean}"
    );
}

#[test]
fn a_run_without_throttles_says_how_much_was_left() {
    let place = Place::new();
    // 300 environments at once, which the quota of 500 allows; an interval of 10 ms sees what is left of it.
    let calm = TWICE.replace("requests = 900", "requests = 300");
    let calm = calm.replace("requests = 1450", "requests = 200");
    place.file("calm.toml", calm);
    let run = ["run", "calm.toml", "--no-charts", "--set", "interval=10ms"];
    let text = printed(&place, &run);
    assert!(
        text.contains("Peak concurrency 300 of 3,000 (account limit): 2,700 were never used."),
        "{text}"
    );
    let scaling = "Scaling rate: at the end of every interval, at least 200 of 500 new environments could have been \
                   created at once.";
    assert!(text.contains(scaling), "{text}");

    place.file("twice.toml", TWICE);
    let text = printed(&place, &["run", "twice.toml", "--no-charts"]);
    assert!(
        !text.contains("never used") && !text.contains("Scaling rate:"),
        "{text}"
    );
}
