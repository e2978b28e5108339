//! Tools that describe infrastructure, and answers in their languages.
//!
//! It knows what they are called; it must not know what an answer is.

/// An answer as code of a tool.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Code {
    pub(super) tool: Tool,
    pub(super) text: String,
}

/// A tool that describes infrastructure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Terraform,
    CloudFormation,
    Serverless,
}

impl Tool {
    /// What people call it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Terraform => "Terraform",
            Self::CloudFormation => "CloudFormation / SAM",
            Self::Serverless => "serverless.yml",
        }
    }

    /// What data files call it.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::CloudFormation => "cloudformation",
            Self::Serverless => "serverless",
        }
    }

    /// What Markdown calls its language.
    pub(super) const fn language(self) -> &'static str {
        match self {
            Self::Terraform => "hcl",
            Self::CloudFormation | Self::Serverless => "yaml",
        }
    }
}
