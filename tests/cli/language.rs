//! `--lang ko`: what a verb prints is Korean, whichever verb it is, and what programs read stays as it is.

use unicode_width::UnicodeWidthStr as _;

use super::{Place, Ran, SMALL, contents};

const REQUESTS: &str =
    "arrival_s,elapsed_ms,cold,environment\n0,900,1,a\n1,500,0,a\n2,500,0,a\n3,900,1,b\n";

/// A scenario whose recorded requests can be held against it.
const RECORDED: &str = r#"
duration = "2m"
region = { name = "us-east-1", scaling = "per-function" }

[[functions]]
name = "f"
service_time = "500ms"
cold_start = "400ms"
traffic = [{ trace.file = "log.csv" }]
"#;

/// The verbs that print a text, each with arguments that take no time.
fn verbs() -> Vec<Vec<&'static str>> {
    let of_small = |verb: &'static str, more: &[&'static str]| -> Vec<&'static str> {
        let fixed = [verb, "small.toml", "--no-charts", "--output", "result"];
        [&fixed[..], more].concat()
    };
    let few = ["--replications", "2"];
    let slo = ["--slo", "throttle_rate < 99%", "--max-replications", "2"];
    let of_front = ["--function", "front"];
    vec![
        of_small("run", &[]),
        of_small("run", &few),
        of_small("run", &["--explain"]),
        of_small(
            "compare",
            &["--vary", "region.burst=5,10", "--replications", "2"],
        ),
        of_small("explain", &[]),
        of_small("size", &[&slo[..], &of_front].concat()),
        of_small(
            "sweep",
            &["--over", "region.burst=5,10", "--replications", "2"],
        ),
        vec![
            "backtest",
            "recorded.toml",
            "--measured",
            "log.csv",
            "--no-charts",
            "--output",
            "result",
        ],
        vec!["regions"],
        vec!["validate", "--quick", "--only", "erlang-b"],
    ]
}

fn ran(place: &Place, verb: &[&str], more: &[&str]) -> Ran {
    let ran = place.burstsim(&[verb, more].concat());
    assert!(
        matches!(ran.code, Some(0 | 99)),
        "{verb:?} {more:?}: {ran:?}"
    );
    ran
}

fn place() -> Place {
    let place = Place::new();
    place.file("small.toml", SMALL);
    place.file("recorded.toml", RECORDED);
    place.file("log.csv", REQUESTS);
    place
}

fn is_hangul(letter: char) -> bool {
    ('가'..='힣').contains(&letter)
}

/// Lines with a word of Korean, of those that have words.
fn korean_lines(text: &str) -> (usize, usize) {
    let worded = |line: &&str| line.chars().any(char::is_alphabetic);
    let lines: Vec<&str> = text.lines().filter(worded).collect();
    let korean = lines
        .iter()
        .filter(|line| line.chars().any(is_hangul))
        .count();
    (korean, lines.len())
}

#[test]
fn every_verb_prints_korean_in_both_forms() {
    let place = place();
    for verb in verbs() {
        for form in ["text", "md"] {
            let english = ran(&place, &verb, &["--format", form]);
            let korean = ran(&place, &verb, &["--lang", "ko", "--format", form]);
            let in_english = korean_lines(&english.stdout);
            assert_eq!(in_english.0, 0, "{verb:?} {form}: {}", english.stdout);
            let (own, all) = korean_lines(&korean.stdout);
            // Tables of Regions and of cases are names.
            let is_of_names = matches!(verb[0], "regions" | "validate");
            let enough = if is_of_names { own >= 2 } else { own * 2 > all };
            assert!(
                enough,
                "{verb:?} {form}: {own} of {all} lines\n{}",
                korean.stdout
            );
        }
    }
    let check = ran(&place, &["check", "small.toml"], &["--lang", "ko"]);
    assert_eq!(korean_lines(&check.stdout), (2, 2), "{}", check.stdout);
}

/// A Hangul syllable takes two columns: numbers stand below each other all the same.
#[test]
fn columns_line_up() {
    let place = place();
    let korean = ran(&place, &verbs()[0], &["--lang", "ko"]).stdout;
    let mut lines = korean.lines();
    let head = lines
        .find(|line| line.ends_with(" back"))
        .expect("a head of columns");
    let rows: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    assert!(rows.len() > 10, "{korean}");
    for row in rows {
        assert_eq!(
            row.width(),
            head.width(),
            "{row:?} ends elsewhere than its head:\n{korean}"
        );
    }
    for line in korean.lines() {
        assert!(line.width() <= 80, "{line:?} is too wide");
    }
}

#[test]
fn what_programs_read_does_not_change() {
    let place = place();
    for verb in verbs() {
        for form in ["json", "csv"] {
            let english = ran(&place, &verb, &["--format", form]).stdout;
            let korean = ran(&place, &verb, &["--lang", "ko", "--format", form]).stdout;
            assert!(english == korean, "{verb:?} {form} differs");
        }
    }
    let data = |lang: &str| {
        ran(
            &place,
            &verbs()[0],
            &["--lang", lang, "--openmetrics", "--metric-data"],
        );
        contents(&place.path("result"))
    };
    let (english, korean) = (data("en"), data("ko"));
    assert!(
        english == korean,
        "a file for programs depends on the language"
    );
}

#[test]
fn an_unknown_language_is_refused_and_the_help_says_what_stays_english() {
    let place = place();
    for verb in [
        "run", "compare", "explain", "size", "sweep", "backtest", "check", "regions", "validate",
    ] {
        let help = place.burstsim(&[verb, "--help"]).stdout;
        let words: Vec<&str> = help.split_whitespace().collect();
        let help = words.join(" ");
        assert!(
            help.contains("Language of the text") && help.contains("stay English"),
            "{verb}: {help}"
        );
        place
            .burstsim(&[verb, "small.toml", "--lang", "fr"])
            .expect_code(2);
    }
}

/// What a sizing finds on its way is said in the language, too.
#[test]
fn a_sizing_says_in_korean_what_it_learns() {
    let place = place();
    let size = verbs()
        .into_iter()
        .find(|verb| verb[0] == "size")
        .expect("a sizing");
    let korean = ran(&place, &size, &["--lang", "ko"]).stderr;
    let actions = std::fs::read_to_string(place.path("result/actions.md")).expect("actions");
    assert!(actions.starts_with("# 할 일: "), "{actions}");
    let english = ran(&place, &size, &[]).stderr;
    assert!(
        english.contains("the lowest value that meets the objectives"),
        "{english}"
    );
    assert!(korean.contains("목표를 충족하는 가장 낮은 값"), "{korean}");
}

/// What a study warns of is said in the language; what it quotes of a scenario stays as it is.
#[test]
fn a_comparison_warns_in_korean_of_regions_that_are_alike() {
    let place = place();
    let regions = ["--regions", "us-east-1,eu-west-1", "--replications", "2"];
    let compare = [
        &["compare", "small.toml", "--no-charts", "--output", "result"],
        &regions[..],
    ];
    let compare = compare.concat();
    let korean = ran(&place, &compare, &["--lang", "ko"]).stderr;
    let english = ran(&place, &compare, &[]).stderr;
    assert!(
        english.contains("warning: the scenario sets region.burst"),
        "{english}"
    );
    assert!(
        korean.contains("경고: 시나리오가 region.burst를 정하므로"),
        "{korean}"
    );
    assert!(!korean.contains("warning"), "{korean}");
}

/// Whether there are charts or not: what people read in a result is in the language.
#[test]
fn an_explanation_without_charts_is_korean_in_its_file() {
    let place = place();
    for verb in [&["explain"][..], &["run", "--explain"]] {
        let fixed = [
            "small.toml",
            "--no-charts",
            "--output",
            "result",
            "--lang",
            "ko",
        ];
        ran(&place, verb, &fixed);
        for file in ["explanation.md", "actions.md"] {
            let text = std::fs::read_to_string(place.path(&format!("result/{file}")));
            let text = text.expect("an explanation");
            assert!(text.chars().any(is_hangul), "{verb:?}, {file}: {text}");
        }
    }
}
