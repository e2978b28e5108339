//! Files that are no scenarios but something well known: YAML, JSON, the templates of AWS's tools, data.
//!
//! It is asked of text that is not TOML, and names what it is, since a list of its syntax errors helps
//! nobody. It must not know the keys of a scenario.

use super::problem::{Problem, Span};

const HELP: &str = "a scenario is a TOML file of its own: `burstsim new my-scenario.toml` writes one to fill \
                    in, with each function's memory, concurrency and traffic";

const DATA_HELP: &str = "recorded requests are the traffic of a function: name this file in a scenario, with \
                         [[functions.traffic]] and trace.file";

/// The one problem of a text that is something else; `None` if it may be meant to be TOML.
pub(super) fn problem(text: &str, source: usize) -> Option<Problem> {
    let (start, first) = first_line(text)?;
    let (what, help) = recognise(text, first)?;
    let span = Span::new(source, start, start + first.len());
    let title = format!("this is {what}, not a scenario");
    Some(Problem::new(span, title).help(help))
}

fn recognise(text: &str, first: &str) -> Option<(&'static str, &'static str)> {
    let has = |words: &str| text.contains(words);
    if first.starts_with('{') || is_json_list(text) {
        let what = if has("AWS::Serverless") {
            "an AWS SAM template in JSON"
        } else if has("AWSTemplateFormatVersion") || has("\"AWS::") {
            "a CloudFormation template in JSON"
        } else if has("\"terraform_version\"") || has("\"aws_lambda_function\"") {
            "a Terraform file in JSON"
        } else {
            "JSON"
        };
        return Some((what, HELP));
    }
    if is_hcl(first) {
        return Some(("a Terraform configuration", HELP));
    }
    if is_yaml(first) {
        let what = if has("AWS::Serverless") {
            "an AWS SAM template"
        } else if has("AWSTemplateFormatVersion") || has("Type: AWS::") {
            "a CloudFormation template"
        } else if has("service:") && has("provider:") {
            "a configuration of the Serverless Framework"
        } else {
            "YAML"
        };
        return Some((what, HELP));
    }
    if first.starts_with('<') {
        return Some(("XML or HTML", HELP));
    }
    let is_data = first.starts_with("arrival_s") && !first.contains('=');
    is_data.then_some(("a table of requests", DATA_HELP))
}

/// The first line that is neither blank nor a comment, with its place.
fn first_line(text: &str) -> Option<(usize, &str)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim();
        if !content.is_empty() && !content.starts_with('#') && !content.starts_with("//") {
            let before = line.find(content).unwrap_or(0);
            return Some((start + before, content));
        }
        start += line.len();
    }
    None
}

fn is_json_list(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('[') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// `key:` or `key: value`, a document's beginning or an item of a list.
fn is_yaml(line: &str) -> bool {
    if line == "---" || line.starts_with("--- ") || line.starts_with("%YAML") {
        return true;
    }
    let line = line.strip_prefix("- ").unwrap_or(line);
    let Some((key, rest)) = line.split_once(':') else {
        return false;
    };
    let in_key = |c: char| c.is_alphanumeric() || "_-.\"'".contains(c);
    !key.is_empty() && key.chars().all(in_key) && (rest.is_empty() || rest.starts_with(' '))
}

/// `resource "aws_lambda_function" "f" {` and its like.
fn is_hcl(line: &str) -> bool {
    const BLOCKS: [&str; 8] = [
        "resource",
        "data",
        "module",
        "provider",
        "terraform",
        "variable",
        "locals",
        "output",
    ];
    let mut words = line.split([' ', '\t']);
    words.next().is_some_and(|word| BLOCKS.contains(&word))
        && line.ends_with('{')
        && !line.contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_have_is_named() {
        for (text, what) in [
            (
                "{\n  \"Resources\": {\"F\": {\"Type\": \"AWS::Lambda::Function\"}}\n}",
                "a CloudFormation template in JSON",
            ),
            (
                "{\"Transform\": \"AWS::Serverless-2016-10-31\"}",
                "an AWS SAM template in JSON",
            ),
            ("{\"duration\": \"15m\"}", "JSON"),
            ("[1, 2]", "JSON"),
            (
                "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n",
                "a CloudFormation template",
            ),
            (
                "# ours\n\nTransform: AWS::Serverless-2016-10-31\n",
                "an AWS SAM template",
            ),
            (
                "service: shop\nprovider:\n  name: aws\n",
                "a configuration of the Serverless Framework",
            ),
            ("---\nduration: 15m\n", "YAML"),
            ("duration: 15m\n", "YAML"),
            (
                "// ours\nresource \"aws_lambda_function\" \"f\" {\n",
                "a Terraform configuration",
            ),
            ("locals {\n", "a Terraform configuration"),
            ("<?xml version=\"1.0\"?>", "XML or HTML"),
            ("arrival_s,service_ms\n0.5,20\n", "a table of requests"),
        ] {
            let problem = problem(text, 0).unwrap_or_else(|| panic!("{text:?} is not named"));
            assert_eq!(
                problem.title,
                format!("this is {what}, not a scenario"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn toml_with_a_slip_stays_toml() {
        for text in [
            "",
            "# nothing\n",
            "duration = 15m\n",
            "[region\n",
            "[[functions]\nname = \"f\"\n",
            "title = \"a: b\n",
            "\"a:b\" = 1 2\n",
            "[1]\nx = \n",
            "duration \"15m\"\n",
        ] {
            assert_eq!(problem(text, 0), None, "{text:?}");
        }
    }
}
