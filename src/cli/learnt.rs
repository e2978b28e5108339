//! What a study reports before its end, in words: a line on standard error, whether or not that is a terminal.
//!
//! It knows what a study may learn; it must not know how progress is drawn.

use burstsim::report::Language;
use burstsim::report::format::thousands;
use burstsim::study::watch::Learnt;

/// The line for what a study has learnt; `None` if there is nothing to say of it.
pub(super) fn words(language: Language, what: Learnt) -> Option<String> {
    Some(match what {
        Learnt::NeitherEndMeets { least, most } => language.choose(
            format!(
                "Neither {least} nor {most} clearly meets the objectives, so probably no value does. Looking for the \
                 nearest."
            ),
            format!("{least}도 {most}도 목표를 충족한다고 할 수 없어 충족하는 값이 없을 것입니다. 가장 가까운 값을 찾습니다."),
        ),
        Learnt::Near { value } => language.choose(
            format!("About {value}, by one replication. Judging the values near it."),
            format!("반복 1회로는 약 {value}. 그 근처의 값을 판정합니다."),
        ),
        Learnt::Answer { value, met } => {
            let next = language.choose(
                "Running what is shown around it.",
                "그 주변을 실행합니다.",
            );
            format!("{} {next}", lowest(language, value, met))
        }
        Learnt::Hour { hour, value, met } => {
            format!("{hour:02}:00  {}", lowest(language, value, met))
        }
        Learnt::Schedule => language
            .choose(
                "Every hour has its value. Measuring them as a schedule.",
                "모든 시간대의 값을 찾았습니다. 일정으로 적용해 측정합니다.",
            )
            .to_owned(),
        Learnt::Constant { value, met } => {
            let next = language.choose(
                "That is without autoscaling; looking at its targets.",
                "오토스케일링이 없을 때입니다. 목표 사용률을 살펴봅니다.",
            );
            format!("{} {next}", lowest(language, value, met))
        }
        Learnt::Target {
            percent,
            lower_bound,
            met,
        } => {
            let bound = thousands(lower_bound.into());
            if met {
                language.choose(
                    format!("A target of {percent} % meets the objectives from a minimum of {bound}."),
                    format!("목표 사용률 {percent} %: 최솟값 {bound}에서 목표를 충족합니다."),
                )
            } else {
                language.choose(
                    format!("A target of {percent} % is not shown to meet the objectives."),
                    format!("목표 사용률 {percent} %: 목표를 충족한다고 할 수 없습니다."),
                )
            }
        }
        _ => return None,
    })
}

/// The lowest value that meets, or the nearest, as a sentence.
fn lowest(language: Language, value: u32, met: bool) -> String {
    let value = thousands(value.into());
    if met {
        language.choose(
            format!("{value} is the lowest value that meets the objectives."),
            format!("목표를 충족하는 가장 낮은 값: {value}."),
        )
    } else {
        language.choose(
            format!("Nothing meets the objectives; {value} comes nearest."),
            format!("목표를 충족하는 값이 없습니다. 가장 가까운 값: {value}."),
        )
    }
}
