//! Services: who serves requests.
//!
//! A service is *offered* an attempt and says at once whether it serves it or refuses it; of what it serves
//! it says until when, and is told as that time comes to *finish* it. In between, what it has to do of its
//! own accord (an environment that reaches its age, provisioned concurrency that changes) comes back to it
//! as something *due*.
//!
//! This room knows how requests are served. It must not know who makes them, nor what becomes of one that
//! was refused.
//!
//! | module | what it holds |
//! |---|---|
//! | [`lambda`] | AWS Lambda: admission, environments, quotas, limits |
//! | [`ecs`] | ECS services: tasks on Fargate or on EC2 instances, and what scales them |
//! | `alarms` | when target tracking acts, on either |

mod alarms;
pub(crate) mod ecs;
pub(crate) mod lambda;
