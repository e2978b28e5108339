//! Measures by the names that Python gives them.

use burstsim::measures::Measure;
use burstsim::scenario::parse::nearest;

use crate::failure::Failure;

/// Those that objectives are about, such as `throttle_rate`.
pub(crate) fn of_objectives(names: &[String]) -> Result<Vec<Measure>, Failure> {
    find(names, Measure::OBJECTIVES, Measure::key)
}

/// Those that variants and points are compared by, such as `latency_p99_ms`.
pub(crate) fn compared(names: &[String]) -> Result<Vec<Measure>, Failure> {
    find(names, Measure::COMPARED, Measure::column)
}

/// Those whose series has a value in every interval, such as `open_mean`.
pub(crate) fn settling(names: &[String]) -> Result<Vec<Measure>, Failure> {
    let all = Measure::BANDS.into_iter().filter(|metric| metric.adds_up());
    find(names, all.collect::<Vec<_>>(), Measure::series_column)
}

fn find(
    names: &[String],
    all: impl IntoIterator<Item = Measure>,
    called: fn(Measure) -> &'static str,
) -> Result<Vec<Measure>, Failure> {
    let all: Vec<Measure> = all.into_iter().collect();
    let one = |name: &String| {
        let found = all.iter().copied().find(|measure| called(*measure) == name);
        found.ok_or_else(|| {
            let keys = || all.iter().map(|measure| called(*measure));
            let nearest = nearest(name, keys());
            let hint = nearest.map_or_else(String::new, |key| format!("did you mean `{key}`? "));
            let all = keys().collect::<Vec<_>>().join(", ");
            Failure::Argument(format!("`{name}` is no metric: {hint}metrics: {all}"))
        })
    };
    names.iter().map(one).collect()
}
