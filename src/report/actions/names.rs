//! Names of functions in the languages of tools: as identifiers, and as strings.
//!
//! It knows what these languages allow; it must not know what is called so.

/// A name as Terraform's identifier: letters, digits and underscores.
pub(super) fn identifier(name: &str) -> String {
    let plain = |sign: char| {
        if sign.is_ascii_alphanumeric() {
            sign
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(plain).collect();
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        _ => format!("f_{name}"),
    }
}

/// A name as CloudFormation's logical identifier: letters and digits.
pub(super) fn logical(name: &str) -> String {
    let parts = name.split(|sign: char| !sign.is_ascii_alphanumeric());
    let capital = |part: &str| {
        let mut signs = part.chars();
        let first = signs.next().map(|sign| sign.to_ascii_uppercase());
        first.into_iter().chain(signs).collect::<String>()
    };
    let name: String = parts.map(capital).collect();
    if name.is_empty() {
        "Function".to_owned()
    } else {
        name
    }
}

/// A string of YAML, which reads as JSON's.
pub(super) fn yaml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A string of Terraform, in which nothing is interpolated.
pub(super) fn hcl(text: &str) -> String {
    yaml(text).replace("${", "$${").replace("%{", "%%{")
}
