//! What can go wrong with a request, and what other measures get worse with.

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// Attempts were throttled.
    Throttles,
    /// Requests waited for the initialisation of an environment.
    ColdStarts,
}

impl Trouble {
    /// Both, the worse first.
    pub const ALL: [Self; 2] = [Self::Throttles, Self::ColdStarts];
}
