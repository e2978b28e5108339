//! Charts of ordinary, empty and hostile runs: they are drawn, the same each time, and nothing of
//! the user's text gets out of its place.
