//! Templates: what infrastructure as code says of functions, their settings and what invokes them.
//!
//! It knows the templates of CloudFormation and SAM, the Serverless Framework and Terraform. It must not know what is
//! done with the settings, nor read any other file that a template refers to.
//!
//! | module | what it does |
//! |---|---|
//! | `document` | text to a tree of values, from JSON or YAML |
//! | `yaml` | YAML with short tags, merge keys and repeated keys |
//! | `resolved` | what is known of a value: itself, or an expression that stays open |
//! | `found` | functions of a template, put together from several resources |
//! | `source` | the settings of an event source, from one table for all tools |
//! | `intrinsics` | `Ref`, `Fn::Sub`, `Fn::If` and the like |
//! | `cloudformation_template` | a template's resources, and which function a value leads to |
//! | `cloudformation` | functions, aliases and versions of CloudFormation and SAM |
//! | `cloudformation_scaling` | Application Auto Scaling there |
//! | `cloudformation_sources` | what invokes a function there |
//! | `variables` | `${self:...}`, `${opt:...}` and the like |
//! | `serverless` | `serverless.yml` |
//! | `serverless_service` | what the functions and events of a service refer to |
//! | `serverless_events` | the events of a function there |
//! | `hcl_values` | expressions of Terraform's language to values |
//! | `hcl_operations` | functions and operators of that language |
//! | `terraform_source` | `.tf` files and their JSON form to a list of resources |
//! | `terraform_json` | plans and states to a list of resources |
//! | `terraform_resources` | the resources, and what their expressions lead to |
//! | `terraform` | what Terraform's resources say of functions |
//! | `terraform_sources` | what invokes a function there |

use super::format::Format;
use super::head::Head;
use super::input::{Input, ReadError};
use super::reading::Reading;
use super::settings::{Autoscaling, EventSource, Setting, Settings, SourceKind};

mod cloudformation;
mod cloudformation_scaling;
mod cloudformation_sources;
mod cloudformation_template;
mod document;
mod found;
mod hcl_operations;
mod hcl_values;
mod intrinsics;
mod resolved;
mod serverless;
mod serverless_events;
mod serverless_service;
mod source;
mod terraform;
mod terraform_json;
mod terraform_resources;
mod terraform_source;
mod terraform_sources;
mod variables;
mod yaml;

#[cfg(test)]
mod tests;

/// The formats of this family, in order of precedence.
pub(super) const FORMATS: &[Format] = &[
    terraform_json::FORMAT,
    terraform_source::JSON_FORMAT,
    cloudformation::FORMAT,
    serverless::FORMAT,
    terraform_source::FORMAT,
];
