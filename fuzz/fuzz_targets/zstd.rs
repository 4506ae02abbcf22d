#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let blob = porthole_fuzz::beginning_with(b"\x28\xb5\x2f\xfd", bytes);
    porthole_fuzz::content(&blob);
});
