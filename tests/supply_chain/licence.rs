//! Licence expressions of SPDX, as far as crates use them: `(MIT OR Apache-2.0) AND Unicode-3.0`.
//!
//! Knows no crate and no list of what is allowed.

/// Whether licences of which each is `allowed` or not satisfy the expression; an error where it is none. `A WITH B` is
/// asked as one licence. Cargo's old `A/B` means `A OR B`.
pub(super) fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = Words {
        words: &spaced.split_whitespace().collect::<Vec<_>>(),
        allowed,
    };
    let satisfied = words.any()?;
    match words.words {
        [] => Ok(satisfied),
        [word, ..] => Err(format!("'{word}' was not expected in '{expression}'")),
    }
}

struct Words<'a> {
    /// Those still to be read.
    words: &'a [&'a str],
    allowed: &'a dyn Fn(&str) -> bool,
}

impl<'a> Words<'a> {
    fn any(&mut self) -> Result<bool, String> {
        let mut satisfied = self.all()?;
        while self.skip("OR") {
            satisfied |= self.all()?;
        }
        Ok(satisfied)
    }

    fn all(&mut self) -> Result<bool, String> {
        let mut satisfied = self.one()?;
        while self.skip("AND") {
            satisfied &= self.one()?;
        }
        Ok(satisfied)
    }

    fn one(&mut self) -> Result<bool, String> {
        match self.next()? {
            "(" => {
                let satisfied = self.any()?;
                match self.next()? {
                    ")" => Ok(satisfied),
                    word => Err(format!("expected ')', found '{word}'")),
                }
            }
            word @ (")" | "OR" | "AND" | "WITH") => {
                Err(format!("expected a licence, found '{word}'"))
            }
            licence if self.skip("WITH") => {
                let exception = self.next()?;
                Ok((self.allowed)(&format!("{licence} WITH {exception}")))
            }
            licence => Ok((self.allowed)(licence)),
        }
    }

    fn next(&mut self) -> Result<&'a str, String> {
        let (word, rest) = self
            .words
            .split_first()
            .ok_or("the expression ends early")?;
        self.words = rest;
        Ok(word)
    }

    fn skip(&mut self, expected: &str) -> bool {
        match self.words {
            [word, rest @ ..] if *word == expected => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }
}

#[test]
fn a_choice_needs_one_of_its_licences_and_a_sum_all() {
    let allowed =
        |licence: &str| ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].contains(&licence);
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only/MIT", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("MIT OR Apache-2.0 AND GPL-3.0-only", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0-only", false),
        ("Apache-2.0", false),
        ("Apache-2.0 WITH LLVM-exception", true),
    ] {
        assert_eq!(
            satisfied(expression, &allowed),
            Ok(expected),
            "{expression}"
        );
    }
    for expression in ["", "MIT OR", "(MIT", "MIT)", "MIT Zlib", "OR MIT"] {
        assert!(
            satisfied(expression, &allowed).is_err(),
            "{expression:?} is no expression"
        );
    }
}
