//! README and book, held against the program: links lead somewhere, commands run, scenarios are valid, lists are whole, and the
//! text keeps to plain English.
//!
//! A page gives orders to these tests in HTML comments, which readers do not see, right above a block:
//!
//! - `<!-- file: NAME -->`: the block is this file, for the commands below it; a scenario among them is checked.
//! - `<!-- not run: REASON -->`: the commands are not run; that their verbs and options exist is checked all the same.
//!
//! `BURSTSIM=PATH` tries a program that is built already, such as an optimised one; its name must be `burstsim`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly; clippy.toml excuses test functions only"
)]

mod commands;
mod english;
mod links;
mod lists;
mod pages;
#[path = "../english/mod.rs"]
mod plain;
mod program;
mod verbs;
