//! Recorded arrivals in a few bytes each.
//!
//! A row is the gap since the row before it and, where a recording has service times or cold starts, these: numbers in the
//! coarsest unit in which they are whole, of seven bits a byte. A recording in milliseconds takes 1 to 2 bytes a row, in
//! microseconds 3 to 4; service times take as much again. It must not know where rows come from.

use std::fmt;
use std::sync::Arc;

use crate::kernel::{SimDuration, SimTime};

/// Nanoseconds of a unit; two bits of a number say which it is in.
const UNITS: [u64; 4] = [1, 1_000, 100_000, 1_000_000];
const UNIT_BITS: u32 = 2;

/// What is noted of a cold start: nothing, none, one.
const COLD: [Option<bool>; 3] = [None, Some(false), Some(true)];

/// One recorded arrival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TraceRow {
    /// When the request arrives.
    pub arrival: SimTime,
    /// Its service time, if the trace records it; otherwise it is drawn.
    pub service: Option<SimDuration>,
    /// Whether it met a cold start when it was recorded, if the trace says so. The model does not
    /// look at it: it is there to be compared with.
    pub cold: Option<bool>,
}

/// Recorded arrivals in order of time; equal times in the order in which they were given.
///
/// ```
/// use burstsim::kernel::SimTime;
/// use burstsim::scenario::{TraceRow, TraceRows};
///
/// let row = |seconds| TraceRow { arrival: SimTime::from_secs_f64(seconds), service: None, cold: None };
/// let rows: TraceRows = [0.5, 0.25, 3.0].into_iter().map(row).collect();
/// let arrivals: Vec<f64> = rows.iter().map(|row| row.arrival.as_secs_f64()).collect();
/// assert_eq!(arrivals, [0.25, 0.5, 3.0]);
/// assert!(rows.bytes() <= 2 * rows.len());
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct TraceRows {
    packed: Arc<[u8]>,
    len: usize,
    /// Whether rows have more than an arrival.
    is_wide: bool,
}

impl TraceRows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The memory that they take, in bytes.
    pub fn bytes(&self) -> usize {
        self.packed.len()
    }

    /// The rows in their order.
    pub fn iter(&self) -> TraceRowsIter {
        TraceRowsIter {
            packed: Arc::clone(&self.packed),
            at: 0,
            arrival: 0,
            is_wide: self.is_wide,
        }
    }
}

impl fmt::Debug for TraceRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.iter().take(10))
            .finish_non_exhaustive()
    }
}

impl FromIterator<TraceRow> for TraceRows {
    fn from_iter<I: IntoIterator<Item = TraceRow>>(rows: I) -> Self {
        let mut packing = Packing::default();
        for row in rows {
            packing.push(row);
        }
        packing.finish()
    }
}

/// The rows of a recording, one after another. It shares their memory.
#[derive(Clone)]
pub struct TraceRowsIter {
    packed: Arc<[u8]>,
    /// The byte at which the next row begins.
    at: usize,
    /// When the row before it arrives, in nanoseconds.
    arrival: u64,
    is_wide: bool,
}

impl fmt::Debug for TraceRowsIter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TraceRowsIter").finish_non_exhaustive()
    }
}

impl TraceRowsIter {
    fn number(&mut self) -> Option<u128> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = *self.packed.get(self.at)?;
            self.at += 1;
            number |= u128::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

impl Iterator for TraceRowsIter {
    type Item = TraceRow;

    fn next(&mut self) -> Option<TraceRow> {
        self.arrival += nanos(self.number()?);
        let more = if self.is_wide { self.number()? } else { 0 };
        let cold = COLD[(more % COLD.len() as u128) as usize];
        let service = more / COLD.len() as u128;
        Some(TraceRow {
            arrival: SimTime::from_nanos(self.arrival),
            service: (service > 0).then(|| SimDuration::from_nanos(nanos(service - 1))),
            cold,
        })
    }
}

/// A number of nanoseconds in the coarsest unit in which it is whole.
fn in_units(nanos: u64) -> u128 {
    let whole = UNITS.iter().rposition(|&unit| nanos.is_multiple_of(unit));
    let unit = whole.unwrap_or(0);
    (u128::from(nanos / UNITS[unit]) << UNIT_BITS) | unit as u128
}

fn nanos(in_units: u128) -> u64 {
    let unit = UNITS[(in_units % UNITS.len() as u128) as usize];
    (in_units >> UNIT_BITS) as u64 * unit
}

/// Packs rows as they come. As soon as one is earlier than the row before it, all are kept as they are, to be sorted.
#[derive(Debug, Default)]
pub(crate) struct Packing {
    packed: Vec<u8>,
    len: usize,
    is_wide: bool,
    latest: u64,
    unsorted: Vec<TraceRow>,
}

impl Packing {
    pub(crate) fn push(&mut self, row: TraceRow) {
        if !self.unsorted.is_empty() {
            return self.unsorted.push(row);
        }
        if row.arrival.as_nanos() < self.latest {
            self.unsorted = std::mem::take(self).finish().iter().collect();
            return self.unsorted.push(row);
        }
        if !self.is_wide && (row.service.is_some() || row.cold.is_some()) {
            let earlier = std::mem::take(self).finish();
            self.is_wide = true;
            for row in earlier.iter() {
                self.pack(row);
            }
        }
        self.pack(row);
    }

    fn pack(&mut self, row: TraceRow) {
        let arrival = row.arrival.as_nanos();
        self.number(in_units(arrival - self.latest));
        if self.is_wide {
            let service = row
                .service
                .map_or(0, |service| in_units(service.as_nanos()) + 1);
            let cold = COLD.iter().position(|cold| *cold == row.cold);
            self.number(service * COLD.len() as u128 + cold.unwrap_or(0) as u128);
        }
        self.latest = arrival;
        self.len += 1;
    }

    fn number(&mut self, mut number: u128) {
        while number >= 0x80 {
            self.packed.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.packed.push(number as u8);
    }

    pub(crate) fn finish(mut self) -> TraceRows {
        if !self.unsorted.is_empty() {
            // Stable, so that equal times keep their order.
            self.unsorted.sort_by_key(|row| row.arrival);
            return self.unsorted.into_iter().collect();
        }
        TraceRows {
            packed: self.packed.into(),
            len: self.len,
            is_wide: self.is_wide,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row() -> impl Strategy<Value = TraceRow> {
        let time = prop_oneof![
            0..100_u64,
            (0..100_000_u64).prop_map(|millis| millis * 1_000_000),
            any::<u64>(),
        ];
        let service = prop::option::of(prop_oneof![
            (0..100_000_u64).prop_map(|tenths| tenths * 100_000),
            any::<u64>(),
        ]);
        let cold = prop::option::of(any::<bool>());
        (time, service, cold).prop_map(|(arrival, service, cold)| TraceRow {
            arrival: SimTime::from_nanos(arrival),
            service: service.map(SimDuration::from_nanos),
            cold,
        })
    }

    proptest! {
        #[test]
        fn rows_are_sorted_stably_and_nothing_is_lost(mut rows in prop::collection::vec(row(), 0..50)) {
            let packed: TraceRows = rows.iter().copied().collect();
            rows.sort_by_key(|row| row.arrival);
            prop_assert_eq!(packed.len(), rows.len());
            prop_assert_eq!(&packed.iter().collect::<Vec<_>>(), &rows);
            // The same rows are equal, in whichever order they came.
            prop_assert_eq!(rows.into_iter().collect::<TraceRows>(), packed);
        }
    }

    #[test]
    fn rows_take_few_bytes() {
        let rows = |gap: u64, service: Option<u64>| {
            let row = |n: u64| TraceRow {
                arrival: SimTime::from_nanos(n * gap),
                service: service.map(SimDuration::from_nanos),
                cold: None,
            };
            let rows: TraceRows = (0..1000).map(row).collect();
            rows.bytes() as f64 / rows.len() as f64
        };
        assert!(rows(17_000_000, None) <= 1.0, "milliseconds");
        assert!(rows(17_001_000, None) <= 3.0, "microseconds");
        assert!(rows(17_000_001, None) <= 4.0, "nanoseconds");
        assert!(
            rows(17_000_000, Some(90_100_000)) <= 4.0,
            "with service times"
        );
    }
}
