//! What the engine of the playground is asked: JSON, part of which comes from a link or a file that was dropped.

use burstsim_web::{Request, answer};

use crate::Target;

/// Reads requests.
pub const TARGET: Target = Target {
    name: "link",
    check,
};

fn check(data: &[u8]) -> Result<(), String> {
    let Ok(request) = serde_json::from_slice::<Request>(data) else {
        return Ok(());
    };
    match request {
        // A run is of a scenario, and those have a target of their own that keeps them short.
        Request::Run { asked, .. }
        | Request::Files { asked, .. }
        | Request::Watch { asked, .. } => {
            answered(&Request::Describe(asked));
        }
        Request::Edit { asked, changes } => {
            answered(&Request::Edit { asked, changes });
        }
        Request::Describe(_) => answered(&request),
        Request::Shipped | Request::Schema => {}
    }
    Ok(())
}

fn answered(request: &Request) {
    // What cannot be answered is refused in words.
    if let Ok(answer) = answer(request, &mut |_| ()) {
        drop(answer.into_bytes());
    }
}
