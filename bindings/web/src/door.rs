//! The exports: room for a request, its answer, and where the answer lies.
//!
//! The only file with attributes that count as unsafe: a name that is not mangled could clash with another. It knows bytes
//! and the one import; what they mean is for the rest.
#![allow(
    unsafe_code,
    reason = "exports without name mangling, and the declaration of the import"
)]

use std::cell::RefCell;

use super::{Request, answer};

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for a request of so many bytes and gives its place.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|bytes| {
        bytes.clear();
        bytes.resize(length, 0);
        bytes.as_mut_ptr()
    })
}

/// Answers the request: how many bytes lie at [`output`]; negative if they are the words of an error.
#[unsafe(no_mangle)]
pub extern "C" fn run() -> isize {
    let answered = INPUT.with_borrow(|bytes| {
        let request: Request = serde_json::from_slice(bytes)
            .map_err(|error| format!("the request is wrong: {error}"))?;
        answer(&request, &mut progress)
    });
    let (bytes, sign) = match answered {
        Ok(answer) => (answer.into_bytes(), 1),
        Err(words) => (words.into_bytes(), -1),
    };
    let length = isize::try_from(bytes.len()).unwrap_or(isize::MAX);
    OUTPUT.set(bytes);
    sign * length
}

/// Where the answer lies, until the next request.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(Vec::as_ptr)
}

#[cfg(target_family = "wasm")]
fn progress(share: f64) {
    #[link(wasm_import_module = "burstsim")]
    unsafe extern "C" {
        #[link_name = "progress"]
        safe fn tell(share: f64);
    }
    tell(share);
}

/// Nobody listens where there is no browser.
#[cfg(not(target_family = "wasm"))]
fn progress(_share: f64) {}
