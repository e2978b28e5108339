//! What was sized, in words: provisioned concurrency, a reserve, the account's limit, what reads a queue, or tasks.

use crate::report::document::Language;
use crate::scenario::{ServiceQuantity, Setting, SourceQuantity};

/// Its name in a sentence.
pub(super) fn name(language: Language, setting: Setting) -> &'static str {
    match setting {
        Setting::ReservedConcurrency(_) => language.choose("reserved concurrency", "예약된 동시성"),
        Setting::AccountConcurrency => {
            language.choose("concurrency limit of the account", "계정 동시성 한도")
        }
        Setting::OfSource(quantity, ..) => match quantity {
            SourceQuantity::MaximumConcurrency => {
                language.choose("maximum concurrency of the queue", "대기열의 최대 동시성")
            }
            SourceQuantity::ProvisionedPollers => language.choose(
                "number of provisioned event pollers",
                "프로비저닝된 이벤트 폴러",
            ),
            SourceQuantity::Shards => language.choose("number of shards", "샤드 수"),
        },
        Setting::OfService(quantity, _) => match quantity {
            ServiceQuantity::MinimumTasks => language.choose("minimum of tasks", "최소 태스크 수"),
            ServiceQuantity::MaximumTasks => language.choose("maximum of tasks", "최대 태스크 수"),
            ServiceQuantity::MinimumInstances => {
                language.choose("minimum of EC2 instances", "최소 EC2 인스턴스 수")
            }
            ServiceQuantity::CpuHeadroom => language.choose(
                "CPU headroom (100 % less the target)",
                "CPU 여유(100 %에서 목표를 뺀 값)",
            ),
        },
        _ => language.choose("provisioned concurrency", "프로비저닝된 동시성"),
    }
}

/// Its name as the head of a row.
pub(super) fn short(language: Language, setting: Setting) -> &'static str {
    match setting {
        Setting::ReservedConcurrency(_) => language.choose("reserved", "예약"),
        Setting::AccountConcurrency => language.choose("account limit", "계정 한도"),
        Setting::OfSource(quantity, ..) => match quantity {
            SourceQuantity::MaximumConcurrency => language.choose("maximum", "최대"),
            SourceQuantity::ProvisionedPollers => language.choose("pollers", "폴러"),
            SourceQuantity::Shards => language.choose("shards", "샤드"),
        },
        Setting::OfService(quantity, _) => match quantity {
            ServiceQuantity::MinimumTasks => language.choose("minimum tasks", "태스크, 최소"),
            ServiceQuantity::MaximumTasks => language.choose("maximum tasks", "태스크, 최대"),
            ServiceQuantity::MinimumInstances => language.choose("instances", "인스턴스"),
            ServiceQuantity::CpuHeadroom => language.choose("headroom, %", "여유, %"),
        },
        _ => language.choose("provisioned", "프로비저닝"),
    }
}
