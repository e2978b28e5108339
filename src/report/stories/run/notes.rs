//! What a reader of a run's page must know of it.

use super::Run;
use crate::report::document::points::Timeline;
use crate::report::format::{escaped, thousands};
use crate::report::replications::Replications;

impl Run<'_> {
    pub(in crate::report::stories) fn notes(
        &self,
        many: Option<&Replications>,
        files: &str,
    ) -> Vec<String> {
        let language = self.language();
        let mut notes = vec![self.points()];
        let (functions, charted) = (self.result.functions.len(), self.curves.charted.len());
        if functions > charted.max(1) {
            let all = thousands(functions as u64);
            notes.push(language.choose(
                format!("Of {all} functions the {charted} with the most requests have charts of their own."),
                format!("함수 {all}개 중 요청이 가장 많은 {charted}개에 차트가 따로 있습니다."),
            ));
        }
        if !self.curves.shades().is_empty() {
            let shaded = language.choose("Shaded: warm-up and outages.", "음영: 준비 구간과 장애.");
            notes.push(shaded.to_owned());
        }
        let name = escaped(&self.scenario.name);
        let seed = self.scenario.seed;
        let (first, korean) = match many {
            Some(_) => (", replication 0", ", 0번 반복"),
            None => ("", ""),
        };
        notes.push(language.choose(
            format!(
                "Scenario {name}, seed {seed}{first}. The numbers are in {files} beside this page."
            ),
            format!(
                "시나리오 {name}, 시드 {seed}{korean}. 수치는 이 페이지 옆의 {files}에 있습니다."
            ),
        ));
        notes
    }

    /// What a point of a chart stands for.
    fn points(&self) -> String {
        let language = self.language();
        let Timeline {
            step,
            intervals,
            per_bucket,
            ..
        } = self.curves.timeline;
        let (length, count) = (language.span(step), thousands(intervals as u64));
        if per_bucket == 1 {
            return language.choose(
                format!("A point of a chart is one interval of {length}; the run has {count}."),
                format!("차트의 점 하나는 {length} 구간이며, 실행에는 {count}개가 있습니다."),
            );
        }
        language.choose(
            format!(
                "The run has {count} intervals of {length}. A chart shows {per_bucket} of them as two points, the \
                 smallest and the largest value among them, so that no peak is lost; the words and tables count every \
                 interval."
            ),
            format!(
                "실행에는 {length} 구간이 {count}개 있습니다. 차트는 {per_bucket}개씩 최솟값과 최댓값 두 점으로 보여 주므로 최대치가 \
                 사라지지 않습니다. 문장과 표는 모든 구간을 셉니다."
            ),
        )
    }
}
