//! Korean particles behind what is filled into a sentence: `checkout:v1은(는)` becomes `checkout:v1은`, `1.23 s을(를)`
//! becomes `1.23 s를`.
//!
//! A sentence does not know whether what stands before its particle ends in a consonant; here both are known. Behind
//! Latin letters the particle stays open, as Korean texts have it.

/// A particle as sentences have it, after a consonant, and after a vowel.
const PARTICLES: [[&str; 3]; 6] = [
    ["이(가)", "이", "가"],
    ["은(는)", "은", "는"],
    ["을(를)", "을", "를"],
    ["과(와)", "과", "와"],
    ["와(과)", "과", "와"],
    ["(으)로", "으로", "로"],
];

/// How a word ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Vowel,
    /// A consonant that `(으)로` takes for a vowel.
    Rieul,
    Consonant,
}

/// A Korean text, plain or HTML, with each particle as it follows from what stands before it.
pub(super) fn resolved(text: &str) -> String {
    PARTICLES.iter().fold(text.to_owned(), |text, particle| {
        resolved_of(&text, *particle)
    })
}

fn resolved_of(text: &str, [open, consonant, vowel]: [&str; 3]) -> String {
    let mut pieces = text.split(open);
    let mut resolved = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        resolved.push_str(match end_of(&resolved) {
            None => open,
            Some(End::Vowel) => vowel,
            Some(End::Rieul) if open == "(으)로" => vowel,
            Some(End::Rieul | End::Consonant) => consonant,
        });
        resolved.push_str(piece);
    }
    resolved
}

/// How the last word is read; `None` where that is not known.
fn end_of(text: &str) -> Option<End> {
    let text = without_brackets(text);
    let last = text.chars().next_back()?;
    match last {
        '가'..='힣' => Some(match (u32::from(last) - u32::from('가')) % 28 {
            0 => End::Vowel,
            8 => End::Rieul,
            _ => End::Consonant,
        }),
        // Percent.
        '%' => Some(End::Vowel),
        '0'..='9' if is_money(text) => Some(End::Vowel),
        '0' | '3' | '6' => Some(End::Consonant),
        '1' | '7' | '8' => Some(End::Rieul),
        '2' | '4' | '5' | '9' => Some(End::Vowel),
        's' if is_in_seconds(text) => Some(End::Vowel),
        _ => None,
    }
}

/// A text without the tags and the words in parentheses at its end, which no particle minds.
fn without_brackets(text: &str) -> &str {
    let mut text = text;
    loop {
        let opening = match text.chars().next_back() {
            Some('>') => '<',
            Some(')') => '(',
            _ => return text,
        };
        match text.rfind(opening) {
            Some(at) => text = text[..at].trim_end(),
            None => return text,
        }
    }
}

/// Whether it ends in an amount, which is read with its dollars behind it.
fn is_money(text: &str) -> bool {
    let number = |letter: char| letter.is_ascii_digit() || letter == ',' || letter == '.';
    text.trim_end_matches(number).ends_with('$')
}

/// Whether it ends in seconds or milliseconds: `1.23 s`, `300ms`.
fn is_in_seconds(text: &str) -> bool {
    let number = text.strip_suffix('s').unwrap_or(text);
    let number = number.strip_suffix('m').unwrap_or(number).trim_end();
    number.ends_with(|letter: char| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_particle_follows_from_the_sound_before_it() {
        for (open, said) in [
            ("함수은(는) 값을(를)", "함수는 값을"),
            ("서울(으)로 부산(으)로 제주(으)로", "서울로 부산으로 제주로"),
            ("checkout:v1은(는)", "checkout:v1은"),
            ("7(으)로도, 10(으)로도, 5(으)로도", "7로도, 10으로도, 5로도"),
            ("95이(가), 200이(가)", "95가, 200이"),
            ("6(최저 비용)은(는)", "6(최저 비용)은"),
            ("99.6 %이(가)", "99.6 %가"),
            ("$10.33이(가)", "$10.33가"),
            ("< 2s을(를), 1.23 ms을(를)", "< 2s를, 1.23 ms를"),
            (
                "<data value=\"2\">1,200</data>은(는)",
                "<data value=\"2\">1,200</data>은",
            ),
            ("AWS Lambda이(가)", "AWS Lambda이(가)"),
            ("은(는)", "은(는)"),
            ("한도와(과) 값과(와)", "한도와 값과"),
        ] {
            assert_eq!(resolved(open), said);
        }
    }
}
