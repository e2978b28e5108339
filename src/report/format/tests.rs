//! Numbers, times and lines as they are printed.

use super::*;

#[test]
fn no_line_is_wider_than_it_may_be() {
    let name = "이름".repeat(40) + &"x".repeat(100);
    let text = wrapped(&format!("the function {name} was throttled"), 80);
    assert!(text.lines().all(|line| line.width() <= 80), "{text}");
    assert_eq!(
        text.replace("\n  ", "").replace(' ', ""),
        format!("thefunction{name}wasthrottled")
    );
    assert_eq!(wrapped("a bb ccc", 5), "a bb\n  ccc");
}

#[test]
fn shortened_names_keep_both_ends_and_whole_escapes() {
    for (name, columns, short) in [
        ("checkout", 8, "checkout"),
        ("checkout-eu-west-1", 9, "chec…st-1"),
        ("함수이름의끝", 7, "함…끝"),
        ("\u{1b}\u{1b}\u{1b}abc", 16, "\\u{1b}…abc"),
        ("abcdef", 1, "…"),
    ] {
        assert_eq!(shortened(name, columns), short, "{name}");
        assert!(
            short.width() <= columns.max(short.width().min(columns)),
            "{name}"
        );
    }
}

#[test]
fn counts_are_grouped_by_thousands() {
    let shown: Vec<_> = [0, 999, 1_000, 12_345, 1_234_567, u64::MAX]
        .into_iter()
        .map(thousands)
        .collect();
    assert_eq!(
        shown,
        [
            "0",
            "999",
            "1,000",
            "12,345",
            "1,234,567",
            "18,446,744,073,709,551,615"
        ]
    );
}

#[test]
fn a_percentage_never_rounds_something_to_nothing_or_almost_all_to_all() {
    let shown: Vec<_> = [0.0, 1e-9, 0.0005, 0.123, 0.9994, 0.999_999, 1.0]
        .into_iter()
        .map(percent)
        .collect();
    assert_eq!(
        shown,
        [
            "0 %", "< 0.1 %", "0.1 %", "12.3 %", "99.9 %", "> 99.9 %", "100 %"
        ]
    );
}

#[test]
fn exact_percentages_tell_values_from_limits() {
    let shown: Vec<_> = [0.0, 0.000_161, 0.002_694, 0.3, 1.0]
        .into_iter()
        .map(exact_percent)
        .collect();
    assert_eq!(shown, ["0 %", "0.0161 %", "0.269 %", "30.0 %", "100 %"]);
}

#[test]
fn times_have_three_significant_digits_and_a_unit() {
    let shown: Vec<_> = [
        0.0,
        0.85,
        9.999,
        120.0,
        999.6,
        1234.0,
        99_960.0,
        4_000_000.0,
    ]
    .into_iter()
    .map(milliseconds)
    .collect();
    assert_eq!(
        shown,
        [
            "0.00 ms", "0.85 ms", "10.0 ms", "120 ms", "1.00 s", "1.23 s", "100 s", "4,000 s"
        ]
    );
}

#[test]
fn a_width_decides_on_the_decimals() {
    let shown: Vec<_> = [
        (1_234.567, 56.4),
        (1_234.567, 9.96),
        (12.345_678, 0.056),
        (0.25, f64::INFINITY),
        (1e6, 0.0),
        (0.5, 0.0),
        (3.0, 250.0),
    ]
    .into_iter()
    .map(|(mean, width)| plus_minus(mean, width))
    .collect();
    assert_eq!(
        shown,
        [
            "1,235 ± 56",
            "1,235 ± 10",
            "12.346 ± 0.056",
            "0.2 ± ?",
            "1,000,000",
            "0.50",
            "3 ± 250"
        ]
    );
}

#[test]
fn small_amounts_of_money_stay_readable() {
    let shown: Vec<_> = [
        0.0, 0.000_002, 0.004_249, 0.0996, 0.42, 0.999, 12.345_6, 1_234.56, 1e6,
    ]
    .into_iter()
    .map(|dollars| usd(Usd::new(dollars)))
    .collect();
    assert_eq!(
        shown,
        [
            "$0",
            "$0.0000020",
            "$0.0042",
            "$0.10",
            "$0.42",
            "$1.00",
            "$12.35",
            "$1,234.56",
            "$1,000,000.00"
        ]
    );
    assert_eq!(usd_plus_minus(12.345, 0.56), "$12.35 ± 0.56");
    assert_eq!(usd_plus_minus(0.004_2, 0.0), "$0.0042");
    assert_eq!(
        usd_plus_minus(0.000_42, 0.000_002),
        "$0.0004200 ± 0.0000020"
    );
}

#[test]
fn spans_use_the_largest_fitting_unit() {
    let shown: Vec<_> = [0.5, 90.0, 900.0, 5400.0, 86_400.0, 7300.0]
        .into_iter()
        .map(span)
        .collect();
    assert_eq!(
        shown,
        ["0.5 s", "90 s", "15 min", "90 min", "24 h", "2.03 h"]
    );
}

#[test]
fn moments_read_as_clocks_do() {
    let short = [0.0, 9.0, 190.0, 462.0, 0.5, 61.25].map(|at| clock(at, 900.0));
    assert_eq!(short, ["0:00", "0:09", "3:10", "7:42", "0:00.5", "1:01.25"]);
    assert_eq!(clock(59.9999, 900.0), "1:00.000");
    let long = [0.0, 3790.0, 86_400.0].map(|at| clock(at, 86_400.0));
    assert_eq!(long, ["0:00:00", "1:03:10", "24:00:00"]);
}

#[test]
fn quantities_keep_the_digits_that_matter() {
    let shown = [0.0, 3.0, 0.00421, 0.1234, 12.3456, 123.456, 1234.56, 7000.0].map(number);
    assert_eq!(
        shown,
        [
            "0", "3", "0.00421", "0.123", "12.35", "123.5", "1,235", "7,000"
        ]
    );
}

#[test]
fn sentences_are_broken_at_spaces() {
    assert_eq!(wrapped("fits", 4), "fits");
    assert_eq!(wrapped("one two three", 7), "one two\n  three");
    assert_eq!(
        wrapped("a verylongword b", 6),
        "a\n  very\n  long\n  word\n  b"
    );
}

#[test]
fn names_cannot_reach_the_terminal() {
    assert_eq!(escaped("naïve–name"), "naïve–name");
    assert_eq!(escaped("\x1b[31mred\n"), "\\u{1b}[31mred\\u{a}");
    assert_eq!(escaped("safe\u{202e}txt.exe"), "safe\\u{202e}txt.exe");
    assert_eq!(without_controls("a\u{7}b\u{202e}c"), "abc");
}

#[test]
fn a_sentence_begins_with_a_capital_but_names_keep_their_letters() {
    for (words, shown) in [
        ("warm-up, not counted", "Warm-up, not counted"),
        ("account_concurrency 100: 3", "account_concurrency 100: 3"),
        ("us-east-1: 3", "us-east-1: 3"),
        ("p99 < 1s", "p99 < 1s"),
        ("", ""),
    ] {
        assert_eq!(capital(words), shown);
    }
}
