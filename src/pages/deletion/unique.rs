//! Numbers of which none was used before.

use js_sys::{Function, Math, Reflect, Uint8Array, global};
use wasm_bindgen::{JsCast as _, JsValue};

/// A random number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number below 256 is a byte"
)]
pub(super) fn unique() -> u128 {
    let bytes = Uint8Array::new_with_length(16);
    if fill(&bytes).is_none() {
        for place in 0..bytes.length() {
            bytes.set_index(place, (Math::random() * 256.0) as u8);
        }
    }
    let mut number = [0; 16];
    bytes.copy_to(&mut number);
    u128::from_be_bytes(number)
}

/// By the browser's source of random numbers, which plain http has too.
fn fill(bytes: &Uint8Array) -> Option<()> {
    let crypto = Reflect::get(&global(), &JsValue::from_str("crypto")).ok()?;
    let get = Reflect::get(&crypto, &JsValue::from_str("getRandomValues")).ok()?;
    get.dyn_into::<Function>()
        .ok()?
        .call1(&crypto, bytes)
        .ok()?;
    Some(())
}
