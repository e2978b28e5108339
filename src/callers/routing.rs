//! To which version of a function a request goes: by chance, with the weights of its aliases.

use rand::RngExt;

use crate::kernel::KeyedStream;
use crate::scenario::{Function, FunctionId};

/// By chance, to which version of a function each request goes. The draw belongs to the request: it goes
/// the same way however often it is tried, and whatever becomes of others.
#[derive(Clone, Debug)]
pub(super) struct Routing {
    /// Of each version but the last, where its part of the numbers from 0 to 1 ends.
    ends: Vec<f64>,
    draws: KeyedStream,
}

impl Routing {
    /// The routing to the versions of a function; `None` where there is no choice.
    pub(super) fn new(versions: &[Function], draws: KeyedStream) -> Option<Box<Self>> {
        let weights = versions.iter().filter_map(|one| one.version.as_ref());
        let ends = weights.scan(0.0, |end, alias| {
            *end += alias.weight;
            Some(*end)
        });
        (versions.len() > 1).then(|| {
            Box::new(Self {
                ends: ends.take(versions.len() - 1).collect(),
                draws,
            })
        })
    }

    /// Where request `number` goes, `first` being the first version; the others follow it.
    // Few have a choice: for the others the way to a request stays short.
    #[cold]
    pub(super) fn route(&self, first: FunctionId, number: u64) -> FunctionId {
        let draw = self.draws.of(number).random::<f64>();
        let version = self.ends.partition_point(|end| *end <= draw);
        FunctionId::new(first.index() + version)
    }
}
