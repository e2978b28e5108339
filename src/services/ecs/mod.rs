//! ECS services: tasks behind a load balancer, on Fargate or on EC2 instances, and what scales them.
//!
//! [`Ecs`] is the one door. What AWS does not publish is an assumption named at the place where it is made.
//!
//! | module | what it holds |
//! |---|---|
//! | `door` | all services of a run, and the bucket of launches that they share |
//! | `due` | what an ECS service does of its own accord, and what it tells |
//! | `service` | one service: requests, tasks that come and go |
//! | `requests` | places of tasks and the requests that wait for them |
//! | `balancer` | which task gets a request |
//! | `launches` | how fast tasks can be launched |
//! | `autoscaling` | target tracking and scheduled bounds |
//! | `cluster` | instances, and which of them gets a task |
//! | `instances` | the instances beneath a service as they come and go |
//! | `capacity_provider` | how many instances there are |
//! | `timed` | times that are drawn for each task or instance |

mod autoscaling;
mod balancer;
mod capacity_provider;
mod cluster;
mod door;
mod due;
mod instances;
mod launches;
mod requests;
mod service;
mod timed;

pub(crate) use door::Ecs;
pub(crate) use due::{Due, Effect, Outbox, TaskSlot};
pub(crate) use requests::Offered;
