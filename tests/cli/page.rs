//! `report.html`: it is written, it is whole in itself, and names do no harm in it. What a browser
//! makes of it is tested by `scripts/test-pages`.

use super::{Place, SMALL, contents, json};

const HOSTILE: &str = include_str!("../page/hostile.toml");

fn page(place: &Place, arguments: &[&str]) -> String {
    let fixed = ["--output", "result", "--quiet"];
    let ran = place.burstsim(&[arguments, &fixed].concat());
    assert!(matches!(ran.code, Some(0 | 99)), "{ran:?}");
    let listed = json(&place.path("result/manifest.json"))["files"].to_string();
    assert!(listed.contains("\"report.html\""), "{listed}");
    std::fs::read_to_string(place.path("result/report.html")).expect("a page")
}

/// The page without our own assets, which are the same in every page.
fn own_markup(page: &str) -> String {
    let mut rest = page;
    let mut markup = String::new();
    for (open, close) in [
        ("<style>", "</style>"),
        ("<script>", "</script>"),
        ("<script>", "</script>"),
    ] {
        let (before, asset) = rest.split_once(open).expect("an asset");
        markup.push_str(before);
        rest = asset.split_once(close).expect("its end").1;
    }
    markup + rest
}

#[test]
fn a_page_asks_nothing_of_the_network() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    for arguments in [
        &["run", "small.toml"][..],
        &["compare", "small.toml", "--replications", "2"],
        &["explain", "small.toml", "--periods", "1"],
        &[
            "size",
            "small.toml",
            "--function",
            "back",
            "--slo",
            "given_up_rate < 50%",
            "--max-replications",
            "2",
        ],
        &[
            "size",
            "small.toml",
            "--target",
            "--function",
            "back",
            "--slo",
            "given_up_rate < 50%",
            "--max-replications",
            "2",
        ],
        &[
            "sweep",
            "small.toml",
            "--over",
            "region.burst=10,20",
            "--replications",
            "2",
        ],
    ] {
        let page = page(&place, arguments);
        assert!(page.contains("default-src 'none'"), "it has no policy");
        let markup = own_markup(&page);
        for wish in [
            " src=", "@import", "url(", "http://", "https://", "<iframe", "<img", "<object",
        ] {
            // The licence and its like are words; only the policy names a source.
            assert!(!markup.contains(wish), "{arguments:?} has {wish}");
        }
        assert_eq!(markup.matches("<link").count(), 1, "only an empty icon");
        assert!(markup.contains("<link rel=\"icon\" href=\"data:,\">"));
    }
}

#[test]
fn names_are_text_and_nothing_else() {
    let place = Place::new();
    place.file("hostile.toml", HOSTILE);
    for arguments in [
        &["run", "hostile.toml"][..],
        &["run", "hostile.toml", "--replications", "2"],
        &["compare", "hostile.toml", "--replications", "2"],
        &["explain", "hostile.toml", "--periods", "1"],
        &[
            "sweep",
            "hostile.toml",
            "--over",
            "region.burst=5,10",
            "--replications",
            "2",
        ],
    ] {
        let page = page(&place, arguments);
        let markup = own_markup(&page);
        assert_eq!(
            page.matches("<script").count(),
            3,
            "{arguments:?}: our scripts and the data"
        );
        assert_eq!(page.matches("</script").count(), 3, "{arguments:?}");
        for harm in ["<!--", "<img", "alert(1)</script>", "</title><script"] {
            assert!(!markup.contains(harm), "{arguments:?} has {harm}");
        }
        assert!(
            markup.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
            "{arguments:?}"
        );
        let data = markup.split_once("id=\"data\">").expect("data").1;
        let data = data.split_once("</script>").expect("its end").0;
        assert!(!data.contains(['<', '>', '&', '\u{2028}']), "{arguments:?}");
        let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
        assert!(
            data["charts"]
                .as_object()
                .is_some_and(|charts| charts.len() >= 3)
        );
    }
}

#[test]
fn a_page_shows_every_interval_of_a_short_run() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let page = page(&place, &["run", "small.toml"]);
    assert!(page.contains("A point of a chart is one interval of 10 s; the run has 12."));
}

#[test]
fn no_charts_writes_no_page() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let fixed = ["run", "small.toml", "--output", "result", "--quiet"];
    place.burstsim(&fixed).expect_code(0);
    place
        .burstsim(&[&fixed[..], &["--no-charts"]].concat())
        .expect_code(0);
    let files = contents(&place.path("result"));
    assert!(
        !files.contains_key(std::path::Path::new("report.html")),
        "{:?}",
        files.keys()
    );
}

/// What would have helped is on the page of a run if it was asked for; else the page says how to ask.
#[test]
fn a_throttled_run_says_what_would_have_helped_or_how_to_learn_it() {
    let place = Place::new();
    place.file("hostile.toml", HOSTILE);
    let plain = page(&place, &["run", "hostile.toml"]);
    assert!(plain.contains("<code>burstsim explain scenario.toml</code>"));
    assert!(!plain.contains("What is the smallest change that would have prevented this?"));
    // The command does as it says.
    let again = [
        "explain",
        "result/scenario.toml",
        "--periods",
        "1",
        "--quiet",
    ];
    place.burstsim(&again).expect_code(0);

    let explained = page(&place, &["run", "hostile.toml", "--explain"]);
    assert!(explained.contains("What is the smallest change that would have prevented this?"));
    assert!(!explained.contains("<code>burstsim explain"));
    let listed = contents(&place.path("result"));
    for end in ["csv", "json", "md"] {
        let name = format!("explanation.{end}");
        assert!(
            listed.contains_key(std::path::Path::new(&name)),
            "{name} is missing"
        );
    }
}

/// The links of the contents lead to sections, and what they are called stands above these.
#[test]
fn contents_lead_to_every_section() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    for arguments in [
        &["run", "small.toml"][..],
        &["run", "small.toml", "--lang", "ko"],
        &["compare", "small.toml", "--replications", "2"],
        &["explain", "small.toml", "--periods", "1"],
    ] {
        let markup = own_markup(&page(&place, arguments));
        let (_, contents) = markup.split_once("<nav ").expect("contents");
        let (contents, rest) = contents.split_once("</nav>").expect("their end");
        let links: Vec<&str> = contents
            .split("href=\"#")
            .skip(1)
            .filter_map(|link| link.split_once('"').map(|(id, _)| id))
            .collect();
        assert!(links.len() >= 2, "{arguments:?}: {links:?}");
        for id in links {
            let section = format!("<section id=\"{id}\"><h2><a href=\"#{id}\">");
            assert_eq!(rest.matches(&section).count(), 1, "{arguments:?}: {id}");
        }
        let mut ids: Vec<&str> = markup.split(" id=\"").skip(1).collect();
        ids.iter_mut()
            .for_each(|id| *id = id.split('"').next().unwrap_or_default());
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{arguments:?}: an id stands twice");
    }
}

/// The time zone is for what is printed: it moves nothing, and a misspelt one is told from others.
#[test]
fn a_time_zone_is_printed_and_a_wrong_one_is_refused() {
    let place = Place::new();
    place.file("small.toml", SMALL);
    let zone = [
        "--set",
        "time_of_day_start=09:10",
        "--set",
        "timezone=Asia/Seoul",
    ];
    let page = page(&place, &[&["run", "small.toml"], &zone[..]].concat());
    assert!(page.contains("from 09:10 KST"), "the subtitle has it");
    let resolved = std::fs::read_to_string(place.path("result/scenario.toml")).expect("a scenario");
    assert!(resolved.contains("timezone = \"Asia/Seoul\""), "{resolved}");
    let summary = std::fs::read(place.path("result/summary.json")).expect("a summary");
    place
        .burstsim(&["run", "small.toml", "--output", "plain", "--quiet"])
        .expect_code(0);
    let plain = std::fs::read(place.path("plain/summary.json")).expect("a summary");
    assert!(summary == plain, "a time zone changes no figure");
    for (wrong, answer) in [
        ("Asia/Soul", "did you mean \"Asia/Seoul\"?"),
        ("Seoul", "did you mean \"Asia/Seoul\"?"),
        (
            "+25:00",
            "write for instance \"Asia/Seoul\", \"UTC\" or \"+09:00\"",
        ),
    ] {
        let set = format!("timezone={wrong}");
        let ran = place.burstsim(&["run", "small.toml", "--set", &set]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(answer), "{wrong}: {}", ran.stderr);
    }
}

#[test]
fn the_key_figures_of_a_run_stand_at_the_top() {
    let place = Place::new();
    place.file("hostile.toml", HOSTILE);
    let markup = own_markup(&page(&place, &["run", "hostile.toml"]));
    let (tiles, rest) = markup.split_once("</dl>").expect("tiles");
    assert!(tiles.contains("<dt>throttled</dt><dd><data "), "{tiles}");
    assert!(
        rest.contains("class=\"words\""),
        "they stand above the words"
    );
    let korean = own_markup(&page(&place, &["run", "hostile.toml", "--lang", "ko"]));
    assert!(korean.contains("aria-label=\"핵심 수치\""));
}

/// Where a trace records cold starts, the page shows them beside the predicted ones; else it says how to compare.
#[test]
fn a_replayed_log_is_compared_with_the_prediction() {
    let place = Place::new();
    let replayed = page(&place, &["run", "measured-aws-2020"]);
    assert!(replayed.contains(">Predicted against recorded</a>"));
    assert!(replayed.contains("cold starts predicted, 37 recorded"));
    let korean = page(&place, &["run", "measured-aws-2020", "--lang", "ko"]);
    assert!(korean.contains("기록 37번"));
    let arrivals = page(&place, &["run", "counted-day"]);
    assert!(arrivals.contains("records arrivals only"));
    assert!(arrivals.contains("<code>burstsim help backtest</code>"));
    place.burstsim(&["help", "backtest"]).expect_code(0);
    place.file("small.toml", SMALL);
    assert!(!page(&place, &["run", "small.toml"]).contains("id=\"recorded\""));
}

/// The page of a small run links to the one that steps through its environments, which fits both papers.
#[test]
fn environments_can_be_reached_from_the_page() {
    let place = Place::new();
    let page = page(&place, &["run", "ten-requests"]);
    assert!(page.contains("<a href=\"environments.html\">"), "no link");
    let steps = std::fs::read_to_string(place.path("result/environments.html")).expect("a page");
    assert!(steps.contains("@media (prefers-color-scheme:dark)"));
    assert!(steps.contains("[fill=\"#FFFFFF\"]{fill:#181A1F}"));
    place.file("small.toml", SMALL);
    let many = ["run", "small.toml", "--replications", "2"];
    assert!(!self::page(&place, &many).contains("environments.html"));
}
