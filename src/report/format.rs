//! Numbers and names as people read them, in tables and charts alike.
//!
//! The only place that decides how a figure looks. Data files have their own, exact notation
//! (`cells`): nothing here is meant to be read by a machine.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::billing::Usd;

/// A count with thousands separators: `1,234,567`.
pub fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share between 0 and 1 as a percentage with one decimal. What is not nothing never reads as
/// nothing, and what is not all never reads as all.
pub(crate) fn percent(share: f64) -> String {
    if share <= 0.0 {
        "0 %".to_owned()
    } else if share >= 1.0 {
        "100 %".to_owned()
    } else if share < 0.0005 {
        "< 0.1 %".to_owned()
    } else if share > 0.9995 {
        "> 99.9 %".to_owned()
    } else {
        format!("{:.1} %", share * 100.0)
    }
}

/// A mean with half the width of its interval, which has two significant digits and decides on the
/// decimals of both: `1,234 ± 56`, `12.34 ± 0.56`. An exact mean stands alone; one without an
/// interval says so.
pub(crate) fn plus_minus(mean: f64, half_width: f64) -> String {
    if half_width == 0.0 {
        return decimal(mean, if mean.fract() == 0.0 { 0 } else { 2 });
    }
    if !half_width.is_finite() {
        return format!("{} ± ?", decimal(mean, 1));
    }
    // A width of 9.96 rounds to 10, which needs no decimal.
    let magnitude = (half_width * 1.005).log10().floor();
    let decimals = (1.0 - magnitude).clamp(0.0, 6.0) as usize;
    format!(
        "{} ± {}",
        decimal(mean, decimals),
        decimal(half_width, decimals)
    )
}

/// A number with thousands separators and a fixed number of decimals.
fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), thousands);
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if value < 0.0 { "-" } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

/// An amount of money: cents from a dollar on, below it two significant digits, so that a small one
/// never reads as nothing: `$1,234.56`, `$0.42`, `$0.0042`.
pub(crate) fn usd(amount: Usd) -> String {
    let dollars = amount.get();
    if dollars == 0.0 {
        return "$0".to_owned();
    }
    // 0.0996 rounds to 0.10, whose first digit stands one place further left.
    let magnitude = (dollars.abs() * 1.005).log10().floor();
    let decimals = (1.0 - magnitude).clamp(2.0, 12.0) as usize;
    format!("${}", decimal(dollars, decimals))
}

/// A mean amount of money with half the width of its interval: `$12.34 ± 0.56`.
pub(crate) fn usd_plus_minus(mean: f64, half_width: f64) -> String {
    if half_width == 0.0 {
        return usd(Usd::new(mean));
    }
    // Finer than the decimals of `plus_minus`.
    if half_width < 1e-5 {
        let magnitude = (half_width * 1.005).log10().floor();
        let decimals = (1.0 - magnitude).clamp(0.0, 12.0) as usize;
        let [mean, width] = [mean, half_width].map(|value| decimal(value, decimals));
        return format!("${mean} ± {width}");
    }
    format!("${}", plus_minus(mean, half_width))
}

/// A share as a percentage to three significant digits, for comparison with a limit.
pub(crate) fn exact_percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent == 0.0 {
        return "0 %".to_owned();
    }
    let decimals = (2 - percent.abs().log10().floor() as i32).clamp(0, 12) as usize;
    format!("{percent:.decimals$} %")
}

/// A time span given in milliseconds, to three significant digits: `0.85 ms`, `120 ms`, `1.23 s`.
pub(crate) fn milliseconds(value: f64) -> String {
    // Decided on the rounded value, so that 999.6 ms reads "1.00 s" and not "1000 ms".
    if value < 999.5 {
        format!("{} ms", three_digits(value))
    } else {
        format!("{} s", three_digits(value / 1000.0))
    }
}

fn three_digits(value: f64) -> String {
    if value < 9.995 {
        format!("{value:.2}")
    } else if value < 99.95 {
        format!("{value:.1}")
    } else {
        thousands(value.round() as u64)
    }
}

/// A simulated span in the largest unit that leaves a short number: `90 s`, `15 min`, `1.5 h`.
pub(crate) fn span(seconds: f64) -> String {
    let (value, unit) = if seconds < 120.0 {
        (seconds, "s")
    } else if seconds < 2.0 * 3600.0 {
        (seconds / 60.0, "min")
    } else {
        (seconds / 3600.0, "h")
    };
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded} {unit}")
}

/// A moment of a run that lasts `end` seconds: `3:10` (minutes and seconds), `1:03:10` where it lasts an
/// hour or more, with as many of a second's decimals as the moment has.
pub(crate) fn clock(seconds: f64, end: f64) -> String {
    let decimals = clock_decimals(seconds);
    let scale = 10_u64.pow(decimals);
    let ticks = (seconds * scale as f64).round() as u64;
    let (whole, rest) = (ticks / scale, ticks % scale);
    let fraction = match decimals {
        0 => String::new(),
        digits => format!(".{rest:0width$}", width = digits as usize),
    };
    let (minutes, seconds) = (whole / 60, whole % 60);
    match end >= 3600.0 {
        true => format!(
            "{}:{:02}:{seconds:02}{fraction}",
            minutes / 60,
            minutes % 60
        ),
        false => format!("{minutes}:{seconds:02}{fraction}"),
    }
}

/// Decimals, three at most, that tell multiples of `step` seconds apart.
pub(crate) fn clock_decimals(step: f64) -> u32 {
    let tells = |decimals: &u32| {
        let scaled = step * 10_f64.powi(*decimals as i32);
        (scaled - scaled.round()).abs() < 1e-6
    };
    (0..3).find(tells).unwrap_or(3)
}

/// A quantity of any kind: whole where it is whole or large, else to three or four digits.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if size.fract() == 0.0 || size >= 1000.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 1.0 => 2,
        _ if size >= 0.1 => 3,
        // Three digits: a small cost does not read as nothing.
        _ => (2.0 - size.log10().floor()).min(12.0) as usize,
    };
    let text = decimal(value, decimals);
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// Words with a capital, as a sentence begins; a key, a Region or a quantile in front keeps its letters.
pub(crate) fn capital(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    if first.contains(|sign: char| sign == '_' || sign.is_ascii_digit()) {
        return words.to_owned();
    }
    let mut signs = words.chars();
    let first = signs.next().map(|sign| sign.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), signs.as_str())
}

/// `count` of a thing, with its noun in the right number.
pub fn plural(count: u64, singular: &str, plural: &str) -> String {
    let noun = if count == 1 { singular } else { plural };
    format!("{} {noun}", thousands(count))
}

/// A sentence in lines of at most `width` columns, broken at spaces, and within a word only where it
/// alone is wider than a line; all but the first are indented. Signs of East Asian scripts take two
/// columns.
pub(crate) fn wrapped(sentence: &str, width: usize) -> String {
    const INDENT: &str = "  ";
    let mut lines = String::new();
    let mut used = 0;
    for word in sentence.split(' ') {
        let length = word.width();
        if used > 0 && used + 1 + length > width {
            lines.push('\n');
            lines.push_str(INDENT);
            used = INDENT.len();
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        for sign in word.chars() {
            let columns = sign.width().unwrap_or(0);
            if used + columns > width {
                lines.push('\n');
                lines.push_str(INDENT);
                used = INDENT.len();
            }
            lines.push(sign);
            used += columns;
        }
    }
    lines
}

/// A name cut to `columns` of a terminal. The middle goes: names of a family differ at their ends.
pub(crate) fn shortened(name: &str, columns: usize) -> String {
    // Escapes are no wider than what is cut off in front of them, and are not cut themselves.
    let signs: Vec<String> = name
        .chars()
        .map(|sign| escaped(&sign.to_string()))
        .collect();
    if signs.iter().map(|sign| sign.width()).sum::<usize>() <= columns {
        return signs.concat();
    }
    let room = columns.saturating_sub(1);
    let fitting = |signs: &mut dyn Iterator<Item = &String>, room: usize| {
        let mut used = 0;
        signs
            .take_while(|sign| {
                used += sign.width();
                used <= room
            })
            .count()
    };
    let front = fitting(&mut signs.iter(), room.div_ceil(2));
    let back = fitting(&mut signs.iter().rev(), room / 2);
    let (front, back) = (&signs[..front], &signs[signs.len() - back..]);
    format!("{}…{}", front.concat(), back.concat())
}

/// A name from the scenario, safe to show on one line of a terminal: control characters and
/// signs that reorder or break text become visible escapes such as `\u{1b}`.
pub fn escaped(name: &str) -> String {
    with_escapes(name, is_invisible_control).into_owned()
}

/// The same of a text that may have several lines, and tabs in them.
pub fn escaped_lines(text: &str) -> Cow<'_, str> {
    with_escapes(text, |sign| {
        !matches!(sign, '\n' | '\t') && is_invisible_control(sign)
    })
}

fn with_escapes(text: &str, is_harmful: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        if is_harmful(sign) {
            shown.extend(sign.escape_unicode());
        } else {
            shown.push(sign);
        }
    }
    Cow::Owned(shown)
}

/// A text from the scenario without its control characters, for charts.
pub(crate) fn without_controls(text: &str) -> String {
    text.chars()
        .filter(|&sign| !is_invisible_control(sign))
        .collect()
}

/// Control characters, line and paragraph separators, and the signs that change the direction of
/// text (which could make a table say something else than it holds) or have no width (which could make
/// two names look alike).
pub(crate) fn is_invisible_control(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
                | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

#[cfg(test)]
mod tests;
