//! What each reference compares, in the language of the reader.
//!
//! References know no languages; their names of cases, figures and sources stay as they are.

use crate::report::Language;
use crate::study::validate::Reference;

/// What a reference compares.
pub fn title(language: Language, reference: &Reference) -> &'static str {
    let korean = korean(reference.name).unwrap_or(reference.title);
    language.choose(reference.title, korean)
}

fn korean(name: &str) -> Option<&'static str> {
    Some(match name {
        "erlang-b" => "동시성 한도에서 스로틀링되는 요청의 비율",
        "mg-infinity" => "한도가 없을 때의 동시성: 푸아송 법칙",
        "mt-g-infinity" => "요청률이 변할 때 특정 시점의 평균 동시성",
        "laws" => "리틀의 법칙, 잃거나 생겨난 요청이 없음",
        "expiry" => "유휴 제한 시간이 있을 때의 콜드 스타트와 실행 환경",
        "token-bucket" => "리전 등급별로 부하가 급증한 뒤의 함수 인스턴스",
        "per-function" => "2023년 11월 이후의 규칙: 부하가 급증한 뒤의 함수 인스턴스와 요청률",
        "aws-examples" => "AWS가 든 예제: 몇 개의 수치가 그대로 나오는지",
        "lifecycle" => "손으로 계산한 실행: 실행 환경의 수명",
        "limits" => "손으로 계산한 실행: 예약된 동시성, 계정 한도, 초당 요청 한도",
        "provisioned" => "손으로 계산한 실행: 시간에 따른 프로비저닝된 동시성",
        "versions" => "손으로 계산한 실행: 버전, 별칭, 가중치, 배포",
        "retries" => "다시 시도하는 호출자: 시도, 대기, 할당량",
        "queues" => "손으로 계산한 실행: 비동기 이벤트, SQS, 스트림, API Gateway",
        "traffic" => "도착과 처리 시간을 정의와 비교",
        "services" => "손으로 계산한 실행: ECS 서비스",
        "outages" => "장애와 서비스 수준 계약(SLA)의 크레딧",
        "bills" => "요금(USD): AWS의 예제와 그 예제에 없는 것",
        "aws-measured" => "2020년 AWS Lambda에서 측정한 콜드 스타트와 예측",
        "idle-clock" => {
            "임의의 간격으로 호출한 실행 환경 하나, 2020년과 2021년 AWS Lambda에서 측정"
        }
        "refill-2022" => {
            "0에서 3,500개까지의 실행 환경, 2022년 측정을 버스트 할당량의 두 가지 보충 방식과 비교"
        }
        "sqs-2026" => "표준 모드의 SQS 대기열, 2026년 3월 측정",
        "containers-2022" => "Fargate와 EC2에서 0에서 3,500개까지의 컨테이너, 2022년과 2024년 측정",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::validate::REFERENCES;

    #[test]
    fn every_reference_has_a_korean_title() {
        for reference in &REFERENCES {
            let title = title(Language::Korean, reference);
            let is_korean = title.chars().any(|letter| ('가'..='힣').contains(&letter));
            assert!(is_korean, "{} is called {title}", reference.name);
        }
    }
}
