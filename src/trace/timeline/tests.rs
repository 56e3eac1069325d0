//! The laws on made-up programs, and programs that were tampered with.

use proptest::prelude::*;

use super::*;
use crate::trace::event::{Event, Kind};
use crate::trace::laws::{assert_timeline_properties, objects_of};
use crate::trace::simulate::{Flavour, program};

fn flavours() -> impl Strategy<Value = Flavour> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(lines, threads, tasks)| Flavour {
        lines,
        threads,
        tasks,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_program_obeys_the_laws(seed in any::<u64>(), actions in 0usize..400, flavour in flavours()) {
        assert_timeline_properties(&program(seed, actions, flavour));
    }
}
