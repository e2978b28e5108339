//! Numbers that name one thing of a kind: a function, a source of traffic, a slot in a pool.
//!
//! Each kind is a type of its own, so that the number of one cannot be taken for that of another; at run
//! time it is 32 bits and nothing else. This module knows no kind; rooms declare theirs with [`id_type`].

/// Declares a kind of id: the position of a thing in the list that holds all of its kind.
macro_rules! id_type {
    ($(#[$documentation:meta])* $visibility:vis struct $name:ident;) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        $visibility struct $name(u32);

        impl $name {
            /// The id of the thing at `index` in its list.
            #[inline]
            $visibility const fn new(index: usize) -> Self {
                debug_assert!(index < u32::MAX as usize, "ids have 32 bits");
                Self(index as u32)
            }

            /// Where the thing is in its list.
            #[inline]
            $visibility const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

pub(crate) use id_type;
