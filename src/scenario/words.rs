//! Settings that are one of a few words.
//!
//! Each stands once: its words are in the format, in the reference and in the resolved scenario. This module
//! knows no setting; [`words`] gives one its words.

/// A setting that a scenario writes as one of a few words.
pub(crate) trait Word: Copy + 'static {
    /// All, in the order of the documentation.
    const ALL: &'static [Self];

    /// The word.
    fn word(self) -> &'static str;
}

/// All words of a setting, in the order of the documentation.
pub(crate) fn words_of<T: Word>() -> Vec<&'static str> {
    T::ALL.iter().map(|one| one.word()).collect()
}

/// Gives each variant of a setting its word.
macro_rules! words {
    ($setting:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $setting {
            /// All, in the order of the documentation.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The word that the scenario writes.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl $crate::scenario::words::Word for $setting {
            const ALL: &'static [Self] = &Self::ALL;

            fn word(self) -> &'static str {
                self.key()
            }
        }
    };
}

pub(crate) use words;
