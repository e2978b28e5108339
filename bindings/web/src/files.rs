//! The files of a run, byte for byte as `burstsim run` writes them.
//!
//! It knows what a run is reported with; it must not know what stands in the files.

use burstsim::kernel::SimTime;
use burstsim::report::{InMemory, Look, Report, RunReport, Study};
use burstsim::study::containers::ContainerDiary;
use burstsim::study::diary::Diary;
use serde_json::json;

use crate::answer::Answer;
use crate::asked::simulate;
use crate::request::{Asked, HowToWrite};

/// Runs a scenario and gives its files.
pub(crate) fn files(
    asked: &Asked,
    how: &HowToWrite,
    progress: &mut dyn FnMut(f64),
) -> Result<Answer, String> {
    let scenario = asked.scenario(&how.overrides)?;
    let diaries = (Diary::default(), ContainerDiary::default());
    let (result, (diary, containers)) = simulate(&scenario, diaries, progress);
    let result = result.map_err(|interrupted| interrupted.to_string())?;
    let diary = diary.entries();
    let containers = containers.told(SimTime::ZERO + result.simulated);
    let report = RunReport {
        diary: diary.as_deref(),
        containers: containers.as_ref(),
        ..RunReport::new(&scenario, Study::Run(&result))
    };
    let look = how.pictures.then(|| Look::of(asked.language.into()));
    let mut folder = InMemory::default();
    let written = report.write(&mut folder, look.as_ref());
    written.map_err(|error| error.to_string())?;
    let files = folder.files.into_iter();
    Ok(
        files.fold(Answer::of(json!({})), |answer, (name, contents)| {
            answer.with(name, contents)
        }),
    )
}
