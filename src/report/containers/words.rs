//! What the page says: every sentence of it, in each language.
//!
//! Knows how things are called; must not know when they are said.

use crate::report::document::Language;
use crate::report::format::{number, plural, thousands};
use crate::scenario::{EcsService, LaunchType, TaskTarget};

/// What stands around the figure.
pub(super) struct Fixed {
    pub(super) heading: &'static str,
    pub(super) back: &'static str,
    pub(super) on: &'static str,
    pub(super) moment: &'static str,
    pub(super) keys: &'static str,
    pub(super) theme: &'static str,
    pub(super) no_script: &'static str,
    pub(super) curve: &'static str,
}

/// The words that the script needs, by their names there.
pub(super) fn of_script(l: Language) -> [(&'static str, &'static str); 19] {
    [
        ("play", l.play()),
        ("pause", l.pause()),
        ("start", l.before_everything()),
        ("time", l.choose("time", "시각")),
        ("asked", l.choose("tasks asked for", "요청한 태스크")),
        ("running", l.choose("running", "실행 중")),
        ("pending", l.choose("pending", "대기 중")),
        ("waiting", l.choose("requests waiting", "대기 요청")),
        ("instance", l.choose("Instance", "인스턴스")),
        ("task", l.choose("Task", "태스크")),
        ("t0", l.choose("starting", "시작 중")),
        ("t1", l.choose("running", "실행 중")),
        ("t2", l.choose("draining", "드레이닝 중")),
        ("i0", l.choose("booting", "부팅 중")),
        ("i1", l.choose("running", "실행 중")),
        ("system", l.choose("system", "시스템")),
        (
            "tray1",
            l.choose(
                "{count} waiting for an instance",
                "인스턴스를 기다리는 태스크 {count}개",
            ),
        ),
        (
            "tray0",
            l.choose(
                "{count} waiting to be launched",
                "시작을 기다리는 태스크 {count}개",
            ),
        ),
        (
            "busy",
            l.choose(
                "{busy} of {places} places taken",
                "자리 {places}개 중 {busy}개 사용",
            ),
        ),
    ]
}

impl Fixed {
    pub(super) fn of(l: Language) -> Self {
        Self {
            heading: l.choose("Tasks and instances, step by step", "태스크와 인스턴스, 한 단계씩"),
            back: l.step_back(),
            on: l.step_on(),
            moment: l.moment(),
            keys: l.keys(),
            theme: l.choose("Light or dark", "밝게 또는 어둡게"),
            no_script: l.choose(
                "Stepping needs JavaScript, which is switched off.",
                "단계별로 보려면 JavaScript가 필요하지만 꺼져 있습니다.",
            ),
            curve: l.choose(
                "Over the run: tasks that run (area), tasks asked for (line), requests that wait (marks below).",
                "실행 전체: 실행 중인 태스크(면), 요청한 태스크(선), 대기 요청(아래 표시)",
            ),
        }
    }
}

/// The legend: the class of the sample and what it means.
pub(super) fn legend(l: Language, has_instances: bool) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![
        ("running", l.choose("task that runs", "실행 중인 태스크")),
        ("starting", l.choose("task that starts", "시작 중인 태스크")),
        (
            "draining",
            l.choose(
                "task that finishes its requests and takes no more",
                "남은 요청만 처리하는 태스크(드레이닝)",
            ),
        ),
        (
            "place full",
            l.choose("request in service", "처리 중인 요청"),
        ),
        ("place", l.choose("free place", "빈자리")),
    ];
    if has_instances {
        all.extend([
            ("left", l.choose("room left over", "남은 공간")),
            (
                "system",
                l.choose("kept for agent and system", "에이전트와 시스템 몫"),
            ),
            (
                "booting",
                l.choose("instance that boots", "부팅 중인 인스턴스"),
            ),
        ]);
    }
    all
}

/// vCPUs of CPU units.
pub(super) fn vcpu(units: u64) -> String {
    number(units as f64 / 1024.0)
}

/// GB of MiB, with one decimal: nobody packs hundredths.
pub(super) fn gb(mib: u64) -> String {
    number((mib as f64 / 102.4).round() / 10.0)
}

/// A share in whole per cent; what is not all never reads as all.
pub(super) fn share(part: f64, whole: f64) -> String {
    let percent = if whole > 0.0 {
        part / whole * 100.0
    } else {
        0.0
    };
    let rounded = percent.round();
    let rounded = if percent < 100.0 {
        rounded.min(99.0)
    } else {
        rounded
    };
    format!("{rounded}\u{a0}%")
}

/// What a service is: the line below its name.
pub(super) fn about(l: Language, ecs: &EcsService) -> String {
    let task = &ecs.tasks.task;
    let places = u64::from(task.concurrency.get());
    let (cpu, memory) = (vcpu(task.cpu.into()), gb(task.memory_mb.into()));
    let task = l.choose(
        format!(
            "each task {cpu} vCPU, {memory} GB, {} at a time",
            plural(places, "request", "requests")
        ),
        format!("태스크마다 vCPU {cpu}개, {memory} GB, 동시 요청 {places}개"),
    );
    let LaunchType::Ec2(ec2) = &ecs.launch_type else {
        return l.choose(
            format!("AWS runs what is beneath the tasks; {task}"),
            format!("태스크 아래는 AWS가 운영, {task}"),
        );
    };
    let instance = &ec2.instance;
    let (name, cpu, memory) = (
        &instance.name,
        vcpu(instance.cpu.into()),
        gb(instance.memory_mb.into()),
    );
    l.choose(
        format!("{name} instances of {cpu} vCPU, {memory} GB each; {task}"),
        format!("{name} 인스턴스마다 vCPU {cpu}개, {memory} GB; {task}"),
    )
}

/// What an instance has left, and how many tasks more fit.
pub(super) fn left(l: Language, (cpu, memory): (u64, u64), more: u32) -> String {
    let (cpu, memory) = (vcpu(cpu), gb(memory));
    let room = match more {
        0 => l.choose(
            "no room for another task".to_owned(),
            "태스크를 더 배치할 수 없음".to_owned(),
        ),
        more => l.choose(
            format!(
                "room for {}",
                plural(more.into(), "more task", "more tasks")
            ),
            format!("태스크 {more}개 더 가능"),
        ),
    };
    l.choose(
        format!("{cpu} vCPU, {memory} GB left: {room}"),
        format!("vCPU {cpu}개, {memory} GB 남음: {room}"),
    )
}

/// The share of an instance that its tasks have.
pub(super) fn packed(l: Language, cpu: &str, memory: &str) -> String {
    l.choose(
        format!("Tasks have {cpu} of vCPU, {memory} of memory"),
        format!("태스크 몫: vCPU {cpu}, 메모리 {memory}"),
    )
}

/// The same of all instances of a service.
pub(super) fn packed_in_all(
    l: Language,
    instances: u64,
    (cpu, all_cpu): (u64, u64),
    (memory, all_memory): (u64, u64),
) -> String {
    if instances == 0 {
        return l
            .choose("No instance runs.", "실행 중인 인스턴스가 없습니다.")
            .to_owned();
    }
    let of_cpu = share(cpu as f64, all_cpu as f64);
    let of_memory = share(memory as f64, all_memory as f64);
    let (cpu, all_cpu, memory, all_memory) = (vcpu(cpu), vcpu(all_cpu), gb(memory), gb(all_memory));
    l.choose(
        format!(
            "{}: tasks have {cpu} of {all_cpu} vCPU ({of_cpu}) and {memory} of {all_memory} GB ({of_memory}).",
            plural(instances, "running instance", "running instances")
        ),
        format!(
            "실행 중인 인스턴스 {instances}개: 태스크가 vCPU {all_cpu}개 중 {cpu}개({of_cpu}), 메모리 {all_memory} GB 중 \
             {memory} GB({of_memory})를 차지합니다.",
        ),
    )
}

/// Of tasks on Fargate.
pub(super) fn alone(l: Language, tasks: u64, cpu: u64, memory: u64) -> String {
    if tasks == 0 {
        return l
            .choose("No task is there.", "태스크가 없습니다.")
            .to_owned();
    }
    let (cpu, memory) = (vcpu(cpu), gb(memory));
    l.choose(
        format!(
            "{}: {cpu} vCPU and {memory} GB, and no instance with room left over.",
            plural(tasks, "task", "tasks")
        ),
        format!("태스크 {tasks}개: vCPU {cpu}개, {memory} GB. 공간이 남는 인스턴스가 없습니다."),
    )
}

/// Packing over the whole run.
pub(super) fn over_the_run(l: Language, cpu: &str, memory: &str) -> String {
    l.choose(
        format!("Over the whole run tasks had {cpu} of the vCPU and {memory} of the memory of running instances."),
        format!("실행 전체에서 태스크가 차지한 몫: 실행 중인 인스턴스 vCPU의 {cpu}, 메모리의 {memory}."),
    )
}

/// Which runs have this page.
pub(super) fn limits(l: Language, tasks: usize, instances: usize) -> String {
    l.choose(
        format!("A run has this page if it never has more than {tasks} tasks and {instances} instances at once."),
        format!("동시 태스크가 {tasks}개, 인스턴스가 {instances}개를 넘지 않는 실행에만 이 페이지가 있습니다."),
    )
}

/// That only every so manieth moment of requests is a step.
pub(super) fn thinned(l: Language, every: u64) -> String {
    let count = thousands(every);
    l.choose(
        format!(
            "Each change of a task or an instance is a step. Of the moments at which only requests came or went, one in \
             {count} is."
        ),
        format!(
            "태스크나 인스턴스의 변화는 모두 한 단계입니다. 요청만 오간 시점은 {count}개 중 하나만 단계로 보여 줍니다."
        ),
    )
}

/// That several moments are one step.
pub(super) fn merged(l: Language, moments: usize) -> String {
    l.choose(
        format!("There were many changes: {moments} moments in a row are one step."),
        format!("변화가 많아 연속한 시점 {moments}개를 한 단계로 합쳤습니다."),
    )
}

/// That services on Lambda are not here.
pub(super) fn without_lambda(l: Language) -> &'static str {
    l.choose(
        "Functions on AWS Lambda are not on this page.",
        "AWS Lambda의 함수는 이 페이지에 없습니다.",
    )
}

/// Numbers from 0 as people count: `1, 2 and 3`, and `4 to 9` where they are many in a row.
fn list(l: Language, numbers: &[u32]) -> String {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    let shown: Vec<String> = numbers.iter().map(|one| (one + 1).to_string()).collect();
    let in_a_row = numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    match shown.as_slice() {
        [first, .., last] if shown.len() > 3 && in_a_row => {
            l.choose(format!("{first} to {last}"), format!("{first}–{last}"))
        }
        [rest @ .., last] if !rest.is_empty() => {
            let rest = rest.join(", ");
            l.choose(format!("{rest} and {last}"), format!("{rest}, {last}"))
        }
        one => one.concat(),
    }
}

fn several(numbers: &[u32]) -> bool {
    numbers.len() > 1
}

/// `Task 3`, `Tasks 3 and 4`.
fn tasks(l: Language, numbers: &[u32]) -> String {
    let noun = l.choose(if several(numbers) { "Tasks" } else { "Task" }, "태스크");
    format!("{noun} {}", list(l, numbers))
}

fn instances(l: Language, numbers: &[u32]) -> String {
    let noun = if several(numbers) {
        "Instances"
    } else {
        "Instance"
    };
    format!("{} {}", l.choose(noun, "인스턴스"), list(l, numbers))
}

/// The end of a verb.
fn s(numbers: &[u32]) -> &'static str {
    if several(numbers) { "" } else { "s" }
}

/// The service begins.
pub(super) fn begins(l: Language, count: u32) -> String {
    l.choose(
        format!(
            "The service begins with {}.",
            plural(count.into(), "task", "tasks")
        ),
        format!("서비스가 태스크 {count}개로 시작합니다."),
    )
}

/// Target tracking asks for another number of tasks.
pub(super) fn target(l: Language, target: Option<TaskTarget>, from: u32, to: u32) -> String {
    let grows = to > from;
    let (over, korean) = match target {
        Some(TaskTarget::Cpu(value)) => {
            let value = share(value, 1.0);
            let side = if grows { "above" } else { "below" };
            (
                format!("CPU {side} {value}"),
                format!("CPU {value} {}", if grows { "초과" } else { "미만" }),
            )
        }
        Some(TaskTarget::RequestsPerTask(value)) => {
            let value = number(value);
            let side = if grows { "more" } else { "fewer" };
            (
                format!("{side} than {value} requests a task and minute"),
                format!(
                    "태스크당 분당 요청 {value}개 {}",
                    if grows { "초과" } else { "미만" }
                ),
            )
        }
        None => (String::new(), String::new()),
    };
    l.choose(
        format!(
            "Target tracking ({over}) asks for {} instead of {from}.",
            plural(to.into(), "task", "tasks")
        ),
        format!(
            "대상 추적({korean}): 태스크를 {from}개에서 {to}개로 {}.",
            if grows {
                "늘립니다"
            } else {
                "줄입니다"
            }
        ),
    )
}

/// The bounds ask for another number of tasks.
pub(super) fn bounds(l: Language, from: u32, to: u32) -> String {
    l.choose(
        format!(
            "The bounds ask for {} instead of {from}.",
            plural(to.into(), "task", "tasks")
        ),
        format!("범위에 맞춰 태스크를 {from}개에서 {to}개로 바꿉니다."),
    )
}

/// Instances are there when the run begins.
pub(super) fn there(l: Language, numbers: &[u32]) -> String {
    let which = instances(l, numbers);
    let verb = if several(numbers) { "run" } else { "runs" };
    l.choose(
        format!("{which} {verb} already."),
        format!("{which}: 이미 실행 중입니다."),
    )
}

/// Instances are asked for.
pub(super) fn boots(l: Language, numbers: &[u32], wait: u32) -> String {
    let which = instances(l, numbers);
    let s = s(numbers);
    let (why, korean) = match wait {
        0 => (String::new(), String::new()),
        wait => (
            match wait {
                1 => " for the task that waits".to_owned(),
                wait => format!(" for the {wait} tasks that wait"),
            },
            format!("(기다리는 태스크 {wait}개)"),
        ),
    };
    l.choose(
        format!("{which} boot{s}: the capacity provider adds capacity{why}."),
        format!("{which}: 용량 공급자가 추가해 부팅 중입니다{korean}."),
    )
}

/// Tasks wait, for no instance has room.
pub(super) fn no_room(l: Language, wait: u32) -> String {
    let (count, verb) = match wait {
        1 => ("1 task".to_owned(), "waits"),
        wait => (format!("{wait} tasks"), "wait"),
    };
    l.choose(
        format!("No instance has room: {count} {verb}."),
        format!("인스턴스에 남은 공간이 없어 태스크 {wait}개가 기다립니다."),
    )
}

/// Instances have booted.
pub(super) fn booted(l: Language, numbers: &[u32]) -> String {
    let which = instances(l, numbers);
    let (verb, takes) = if several(numbers) {
        ("have", "take")
    } else {
        ("has", "takes")
    };
    l.choose(
        format!("{which} {verb} booted and {takes} tasks."),
        format!("{which}: 부팅이 끝나 태스크를 받습니다."),
    )
}

/// Tasks run when the run begins.
pub(super) fn run_already(l: Language, numbers: &[u32], on: Option<u32>) -> String {
    let which = tasks(l, numbers);
    let verb = if several(numbers) { "run" } else { "runs" };
    match on {
        Some(on) => l.choose(
            format!("{which} {verb} on instance {}.", on + 1),
            format!("{which}: 인스턴스 {}에서 실행 중입니다.", on + 1),
        ),
        None => l.choose(
            format!("{which} {verb} already."),
            format!("{which}: 이미 실행 중입니다."),
        ),
    }
}

/// Tasks are launched.
pub(super) fn launched(l: Language, numbers: &[u32], on: Option<u32>) -> String {
    let which = tasks(l, numbers);
    let (verb, starts) = if several(numbers) {
        ("are", "start")
    } else {
        ("is", "starts")
    };
    match on {
        Some(on) => l.choose(
            format!("{which} {verb} placed on instance {} and {starts}.", on + 1),
            format!("{which}: 인스턴스 {}에 배치되어 시작합니다.", on + 1),
        ),
        None => l.choose(
            format!("{which} {verb} launched."),
            format!("{which}: 시작합니다."),
        ),
    }
}

/// Tasks have started.
pub(super) fn runs(l: Language, numbers: &[u32]) -> String {
    let which = tasks(l, numbers);
    let (run, take) = if several(numbers) {
        ("run", "take")
    } else {
        ("runs", "takes")
    };
    l.choose(
        format!("{which} {run} and {take} requests."),
        format!("{which}: 실행되어 요청을 받습니다."),
    )
}

/// Tasks are taken back by AWS.
pub(super) fn taken_back(l: Language, numbers: &[u32]) -> String {
    let which = tasks(l, numbers);
    l.choose(
        format!("AWS takes back Spot capacity: {}.", which.to_lowercase()),
        format!("AWS가 스팟 용량을 회수합니다: {which}."),
    )
}

/// Tasks take no more requests.
pub(super) fn drains(l: Language, numbers: &[u32]) -> String {
    let which = tasks(l, numbers);
    let (take, finish, its) = if several(numbers) {
        ("take", "finish", "their")
    } else {
        ("takes", "finishes", "its")
    };
    l.choose(
        format!("{which} {take} no more requests and {finish} {its} own."),
        format!("{which}: 새 요청을 받지 않고 남은 요청을 마칩니다."),
    )
}

/// Tasks are gone.
pub(super) fn stops(l: Language, numbers: &[u32]) -> String {
    let which = tasks(l, numbers);
    l.choose(
        format!("{which} stop{}.", s(numbers)),
        format!("{which}: 중지됩니다."),
    )
}

/// The last task of instances is gone.
pub(super) fn emptied(l: Language, numbers: &[u32]) -> String {
    let which = instances(l, numbers);
    let verb = if several(numbers) { "are" } else { "is" };
    l.choose(
        format!("{which} {verb} empty now."),
        format!("{which}: 이제 비었습니다."),
    )
}

/// Instances are removed. The capacity provider does so after 15 datapoints, one a minute, below its target.
pub(super) fn removed(l: Language, numbers: &[u32]) -> String {
    let which = instances(l, numbers);
    let (verb, was) = if several(numbers) {
        ("are", "they were")
    } else {
        ("is", "it was")
    };
    l.choose(
        format!(
            "{which} {verb} removed: {was} empty, and for 15 minutes or more fewer instances were needed than there were."
        ),
        format!("{which}: 비어 있고 15분 이상 필요한 수보다 인스턴스가 많아 제거됩니다."),
    )
}

/// A request waits.
pub(super) fn waits(l: Language) -> String {
    l.choose(
        "A request waits: every place is taken.",
        "요청 하나가 대기합니다. 빈자리가 없습니다.",
    )
    .to_owned()
}

/// A task serves a request.
pub(super) fn serves(l: Language, task: u32, has_waited: bool) -> String {
    let task = task + 1;
    match has_waited {
        false => l.choose(
            format!("A request goes to task {task}."),
            format!("요청 하나를 태스크 {task}에서 처리합니다."),
        ),
        true => l.choose(
            format!("A request that waited goes to task {task}."),
            format!("대기하던 요청 하나를 태스크 {task}에서 처리합니다."),
        ),
    }
}

/// A task is done with a request.
pub(super) fn done(l: Language, task: u32) -> String {
    let task = task + 1;
    l.choose(
        format!("Task {task} is done with a request."),
        format!("태스크 {task}: 요청 하나를 마칩니다."),
    )
}

/// A request is refused.
pub(super) fn refused(l: Language, has_waited: bool) -> String {
    match has_waited {
        false => l.choose(
            "A request is refused: there is no place for it, and no room to wait.",
            "요청 하나가 거부됩니다. 빈자리도 대기할 자리도 없습니다.",
        ),
        true => l.choose(
            "A request is refused: it has waited for too long.",
            "요청 하나가 거부됩니다. 너무 오래 대기했습니다.",
        ),
    }
    .to_owned()
}

/// Requests since the step before.
pub(super) fn since(l: Language, began: u64, done: u64, refused: u64) -> String {
    let more = match refused {
        0 => (String::new(), String::new()),
        refused => (
            format!(", {} refused", thousands(refused)),
            format!(", 거부 {}개", thousands(refused)),
        ),
    };
    l.choose(
        format!(
            "Since the step before: {} begun, {} done{}.",
            plural(began, "request", "requests"),
            thousands(done),
            more.0
        ),
        format!(
            "이전 단계 이후: 요청 처리 시작 {}개, 완료 {}개{}.",
            thousands(began),
            thousands(done),
            more.1
        ),
    )
}

/// Sentences that are left out.
pub(super) fn and_more(l: Language, count: usize) -> String {
    l.choose(
        format!(
            "And {}.",
            plural(count as u64, "more change", "more changes")
        ),
        format!("그 밖의 변화 {count}개."),
    )
}
