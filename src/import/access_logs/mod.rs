//! Access logs: what a load balancer, an API or a web server in front of functions has written of each request.
//!
//! It knows the lines of these logs. It must not know which function answers which path: all that one load balancer
//! or one API has received is taken as one function.
//!
//! | module | what it is |
//! |---|---|
//! | `load_balancer` | Application Load Balancer and Classic Load Balancer |
//! | `api_gateway` | API Gateway: JSON of any access log format, line by line, in a list, or in events of CloudWatch Logs |
//! | `request` | a request of API Gateway, from JSON |
//! | `common_log` | common log format, and API Gateway's formats CSV and XML |
//! | `fields` | what all of them have in common: fields of a line, quoted or not, statuses, ids |

use super::format::Format;

mod api_gateway;
mod common_log;
mod fields;
mod load_balancer;
mod request;
#[cfg(test)]
mod tests;

/// In order of precedence.
pub(super) const FORMATS: &[Format] = &[
    load_balancer::APPLICATION,
    load_balancer::CLASSIC,
    api_gateway::EVENTS,
    api_gateway::JSON,
    common_log::TEXT,
];
