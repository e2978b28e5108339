//! Words of each language.

use super::*;

#[test]
fn legends_use_awss_korean_terms() {
    let terms = [
        Language::Korean.instances(),
        Language::Korean.open_requests(),
        Language::Korean.provisioned(),
        Language::Korean.standard(),
    ];
    assert_eq!(
        terms,
        [
            "함수 인스턴스",
            "미결 요청",
            "프로비저닝된 동시성",
            "표준 동시성"
        ]
    );
}

#[test]
fn spans_and_axes_have_their_units() {
    let korean = Language::Korean;
    assert_eq!(korean.simulated(900.0), "15분 시뮬레이션");
    assert_eq!(korean.time("h"), "경과 시간(시간)");
    assert_eq!(Language::English.time("h"), "time (h)");
}
