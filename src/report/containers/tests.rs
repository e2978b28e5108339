//! A small case of both launch types, worked by hand.

use serde_json::Value;

use super::*;
use crate::kernel::SimDuration;
use crate::metrics::{
    Attempted, InstanceMoved, InstanceState, TaskChange, TaskChangeCause, TaskMoved, TaskServes,
    TaskState,
};
use crate::scenario::FunctionId;
use crate::scenario::parse::{NoFiles, Source, parse};
use crate::study::containers::ContainerDiary;
use crate::world::Observer;

fn scenario(first: &str) -> Scenario {
    let text = format!(
        r#"
        title = {first}
        duration = "30m"
        [region]
        name = "us-east-1"
        scaling = "per-function"
        [[services]]
        name = {first}
        platform.ec2 = {{ instance = "m7i.large", minimum = 1, maximum = 3, reserved_memory = "512 MB" }}
        task = {{ cpu = 1, memory = "2 GB", concurrency = 2 }}
        scaling = {{ minimum = 2, maximum = 4, target.cpu = "60%" }}
        service_time = "1s"
        traffic = [{{ even.rate = 1 }}]
        [[services]]
        name = "alone"
        platform = "fargate"
        task = {{ cpu = 1, memory = "2 GB", concurrency = 1 }}
        scaling = {{ minimum = 1, maximum = 4, target.requests_per_task = 100 }}
        service_time = "1s"
        traffic = [{{ even.rate = 1 }}]
        "#
    );
    let source = Source {
        name: "test.toml",
        default_name: "test",
        text: &text,
    };
    parse(source, &[], &NoFiles).unwrap().scenario
}

/// Tells a diary what happens at a second.
struct Story(ContainerDiary);

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + SimDuration::from_secs(seconds)
}

impl Story {
    fn asked(&mut self, second: u64, service: usize, from: u32, to: u32) {
        let cause = match second {
            0 => TaskChangeCause::Bounds,
            _ => TaskChangeCause::TargetTracking,
        };
        let change = TaskChange {
            at: at(second),
            from,
            to,
            cause,
        };
        self.0.tasks_asked(FunctionId::new(service), &change);
    }

    /// A task of the first service with its instance, or of the second without.
    fn task(&mut self, second: u64, task: u32, instance: Option<u32>, state: TaskState) {
        self.0.task_moved(&TaskMoved {
            at: at(second),
            function: FunctionId::new(usize::from(instance.is_none())),
            task,
            instance,
            state,
        });
    }

    fn instance(&mut self, second: u64, instance: u32, state: InstanceState) {
        self.0.instance_moved(&InstanceMoved {
            at: at(second),
            function: FunctionId::new(0),
            instance,
            state,
        });
    }

    fn request(&mut self, second: u64, what: Attempted) {
        self.0.task_serves(&TaskServes {
            at: at(second),
            function: FunctionId::new(0),
            what,
        });
    }
}

fn told() -> Containers {
    use TaskState::{Draining, Running, Starting, Stopped};
    let mut story = Story(ContainerDiary::default());
    // Both begin: two tasks fill the CPU of an instance and half of its memory.
    story.asked(0, 0, 0, 2);
    story.instance(0, 0, InstanceState::Running);
    for task in [0, 1] {
        story.task(0, task, Some(0), Starting);
        story.task(0, task, Some(0), Running);
    }
    story.asked(0, 1, 0, 1);
    story.task(0, 0, None, Starting);
    story.task(0, 0, None, Running);
    story.request(10, Attempted::Begins(0));
    story.request(11, Attempted::Waits);
    story.request(12, Attempted::Done(0));
    story.request(12, Attempted::BeginsAfterWaiting(0));
    // Two more tasks need an instance more.
    story.asked(60, 0, 2, 4);
    story.instance(120, 1, InstanceState::Booting);
    story.instance(200, 1, InstanceState::Running);
    story.task(200, 2, Some(1), Starting);
    story.task(200, 3, Some(1), Starting);
    story.task(210, 2, Some(1), Running);
    story.task(210, 3, Some(1), Running);
    story.request(211, Attempted::Begins(2));
    // Fewer again: one finishes its request, and the instance is empty.
    story.asked(300, 0, 4, 2);
    story.task(300, 3, Some(1), Stopped);
    story.task(300, 2, Some(1), Draining);
    story.request(310, Attempted::Done(2));
    story.task(310, 2, Some(1), Stopped);
    story.instance(1_260, 1, InstanceState::Stopped);
    // Fargate.
    story.asked(1_300, 1, 1, 2);
    story.task(1_300, 1, None, Starting);
    story.task(1_360, 1, None, Running);
    story.0.told(at(1_800)).unwrap()
}

fn page(language: Language, name: &str) -> String {
    let look = Look {
        language,
        ..Look::default()
    };
    html(&look, &scenario(name), &told(), at(1_800))
}

fn data(page: &str) -> Value {
    let data = page.split_once("id=\"data\">").unwrap().1;
    let data = data.split_once("</script>").unwrap().0;
    serde_json::from_str(data).unwrap()
}

/// The words of each step, and what the page is told of how the services stand.
fn steps(data: &Value) -> String {
    let line = |step: &Value| format!("{} {}\n", step["t"], step["w"].as_str().unwrap());
    let all = data["steps"].as_array().unwrap();
    all.iter().map(line).collect()
}

#[test]
fn each_step_says_what_changed() {
    insta::assert_snapshot!(steps(&data(&page(Language::English, "'own'"))));
}

#[test]
fn each_step_says_it_in_korean() {
    insta::assert_snapshot!(steps(&data(&page(Language::Korean, "'own'"))));
}

#[test]
fn the_numbers_are_those_worked_by_hand() {
    let data = data(&page(Language::English, "'own'"));
    let numbers = |service: usize| {
        let mut rows = Vec::new();
        for step in data["steps"].as_array().unwrap() {
            for state in step["s"].as_array().unwrap() {
                if state["i"] == service && state.get("n").is_some() {
                    rows.push(format!("{} {}", step["t"], state["n"]));
                }
            }
        }
        rows
    };
    // Asked for, running, pending, requests waiting; not launched yet, for want of room.
    let expected = [
        "0.0 [2,2,0,0,0,1]",
        "11.0 [2,2,0,1,0,1]",
        "12.0 [2,2,0,0,0,1]",
        "60.0 [4,2,2,0,2,1]",
        "200.0 [4,2,2,0,0,1]",
        "210.0 [4,4,0,0,0,1]",
        "300.0 [2,3,0,0,0,0]",
        "310.0 [2,2,0,0,0,0]",
        "1260.0 [2,2,0,0,0,1]",
    ];
    assert_eq!(numbers(0), expected);
    let expected = [
        "0.0 [1,1,0,0,0,0]",
        "1300.0 [2,1,1,0,0,0]",
        "1360.0 [2,2,0,0,0,0]",
    ];
    assert_eq!(numbers(1), expected);
}

#[test]
fn what_is_left_over_is_said_of_each_instance_and_of_all() {
    let data = data(&page(Language::English, "'own'"));
    let filled = &data["services"][0]["instance"]["filled"];
    let said = |tasks: usize| {
        let one = &filled[tasks];
        format!(
            "{} / {}",
            one["left"].as_str().unwrap(),
            one["packed"].as_str().unwrap()
        )
    };
    let said = [said(0), said(1), said(2)].map(|text| text.replace('\u{a0}', " "));
    let expected = [
        "2 vCPU, 7.5 GB left: room for 2 more tasks / Tasks have 0 % of vCPU, 0 % of memory",
        "1 vCPU, 5.5 GB left: room for 1 more task / Tasks have 50 % of vCPU, 25 % of memory",
        "0 vCPU, 3.5 GB left: no room for another task / Tasks have 100 % of vCPU, 50 % of memory",
    ];
    assert_eq!(said, expected);
    assert!(
        data["services"][1]["instance"].is_null(),
        "Fargate has none"
    );
    let mut all = Vec::new();
    for step in data["steps"].as_array().unwrap() {
        for state in step["s"].as_array().unwrap() {
            if let Some(words) = state["a"].as_str() {
                all.push(format!("{} {}", step["t"], words.replace('\u{a0}', " ")));
            }
        }
    }
    insta::assert_snapshot!(all.join("\n"));
    // 1,800 s of one instance and 1,060 of another; tasks for 2 x 1,800, 100 and 110 s.
    let page = page(Language::English, "'own'").replace('\u{a0}', " ");
    let expected = "own: Over the whole run tasks had 67 % of the vCPU and 33 % of the memory";
    assert!(page.contains(expected));
}

#[test]
fn hostile_names_are_only_text_and_the_page_fetches_nothing() {
    let hostile = r#""</script><script>alert(1)</script>{{data}}<b>""#;
    for language in [Language::English, Language::Korean] {
        let page = page(language, hostile);
        assert_eq!(page.matches("<script").count(), 2, "only the page's own");
        assert_eq!(page.matches("</script").count(), 2);
        assert_eq!(page.matches("<b>").count(), 0);
        let data = data(&page);
        let name = data["services"][0]["name"].as_str().unwrap();
        assert!(name.starts_with("</script><script>alert(1)"), "{name}");
        for wish in [" src=", "@import", "url(", "fetch(", "https://"] {
            assert!(!page.contains(wish), "{wish}");
        }
        let addresses = page.matches("http").count();
        let known =
            page.matches("http://www.w3.org/2000/svg").count() + page.matches("http-equiv").count();
        assert_eq!(addresses, known);
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(
        page(Language::Korean, "'own'"),
        page(Language::Korean, "'own'")
    );
}
