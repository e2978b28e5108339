//! Where a result comes from.

/// What a result folder holds beside the numbers.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'a> {
    /// The scenario with every default filled in.
    pub resolved_toml: &'a str,
    /// The date of the catalog it was resolved with.
    pub catalog_date: &'a str,
}
