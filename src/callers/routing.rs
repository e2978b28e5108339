//! To which version of a function a request goes: by chance, with the weights of its alias.

use rand::RngExt;

use crate::kernel::KeyedStream;
use crate::scenario::{Function, FunctionId};

/// By chance, to which version of a function each request goes. The draw belongs to the request: it goes
/// the same way however often it is tried, and whatever becomes of others.
#[derive(Clone, Debug)]
pub(super) struct Routing {
    /// For each set of weights that are in force one after the other: of each version but the last that has
    /// any, where its part of the numbers from 0 to 1 ends.
    ends: Vec<Vec<f64>>,
    draws: KeyedStream,
}

impl Routing {
    /// The routing to the versions of a function; `None` where there is no choice.
    pub(super) fn new(versions: &[Function], draws: KeyedStream) -> Option<Box<Self>> {
        let ends = match versions.first().and_then(Function::alias) {
            Some(alias) => alias
                .steps
                .iter()
                .map(|one| ends(&one.of_versions))
                .collect(),
            None => {
                let weights = versions.iter().filter_map(|one| one.version.as_ref());
                let weights: Vec<f64> = weights.map(|version| version.weight).collect();
                vec![ends(&weights)]
            }
        };
        (versions.len() > 1).then(|| Box::new(Self { ends, draws }))
    }

    /// Where request `number` goes, `first` being the first version; the others follow it. `in_force` says
    /// which weights are.
    // Few have a choice: for the others the way to a request stays short.
    #[cold]
    pub(super) fn route(
        &self,
        first: FunctionId,
        number: u64,
        in_force: impl Fn(FunctionId) -> usize,
    ) -> FunctionId {
        let step = match self.ends.len() {
            1 => 0,
            _ => in_force(first),
        };
        let draw = self.draws.of(number).random::<f64>();
        let version = self.ends[step].partition_point(|end| *end <= draw);
        FunctionId::new(first.index() + version)
    }
}

fn ends(weights: &[f64]) -> Vec<f64> {
    // The last one with a weight has the rest: what its rounding leaves of 1 goes to nobody else.
    let last = weights.iter().rposition(|weight| *weight > 0.0);
    let ends = weights.iter().scan(0.0, |end, weight| {
        *end += weight;
        Some(*end)
    });
    ends.take(last.unwrap_or(0)).collect()
}
