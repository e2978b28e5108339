//! A service of the Serverless Framework that is being read: what its functions and events refer to.

use serde_json::Value;

use super::cloudformation_template::Template;
use super::variables::Variables;

/// A service that is being read.
pub(super) struct Service<'a> {
    /// The whole file.
    pub(super) root: &'a Value,
    pub(super) variables: Variables<'a>,
    /// Its template of CloudFormation.
    pub(super) template: Template<'a>,
}
