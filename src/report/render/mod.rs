//! How documents look, a module for each format: none of them knows what is said.
//!
//! | module | what it makes |
//! |---|---|
//! | `text` | words and tables for a terminal or as Markdown |
//! | `page` | `report.html`: one file for a browser, without a network |
//! | `particles` | Korean particles, which follow from what stands before them |
//! | `pictures` | charts as SVG and PNG, with the feature `pictures` |

#[cfg(not(feature = "pictures"))]
pub(super) mod no_pictures;
pub(super) mod page;
mod particles;
#[cfg(feature = "pictures")]
pub(super) mod pictures;
pub(super) mod text;

#[cfg(not(feature = "pictures"))]
pub(super) use no_pictures as pictures;
