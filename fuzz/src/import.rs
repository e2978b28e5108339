//! Files that are imported: one, or several below lines `=== NAME`.

use burstsim::import::{Given, Importer, about};
use burstsim::report::{Language, imported};

use crate::parts::parts;
use crate::{Target, judged};

/// Reads files of any format.
pub const TARGET: Target = Target {
    name: "import",
    check,
};

fn check(data: &[u8]) -> Result<(), String> {
    let mut files = parts(data);
    files.sort_by_key(|(_, text)| Importer::turn(&text[..]));
    let mut importer = Importer::new(Given::default());
    let mut read = Vec::new();
    for (name, text) in &files {
        let name = match name.as_str() {
            "" => "us-east-1/checkout.log",
            name => name,
        };
        match importer.read(name, &text[..]) {
            Ok(_) => read.push(name.to_owned()),
            // It quotes the file, and is escaped where it is shown.
            Err(error) => drop(error.to_string()),
        }
    }
    let Ok(import) = importer.finish() else {
        return Ok(());
    };
    for scale in [None, Some(2.5)] {
        let scenarios = import.scenarios(scale);
        for (name, plan) in &scenarios {
            let text = plan.text(&about(&read, name, &scenarios));
            // What no run could have, such as a billion requests in a minute, is refused with the parser's words.
            if let Err(error) = plan.check(name, &text) {
                judged::wrong(&error)?;
            }
        }
        judged::harmless(&imported::text(&import, &scenarios, Language::English))?;
        drop(import.summary(&scenarios).to_string());
    }
    Ok(())
}
