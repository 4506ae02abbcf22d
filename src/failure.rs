//! A panic ends the program. What is left is told to the script that started it, which shows
//! it in place of the page.

use std::panic;

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CustomEvent, CustomEventInit, EventTarget};

/// Where the script listens.
const EVENT: &str = "porthole:panic";

/// Tells panics to the script that started the program.
pub(crate) fn report_panics() {
    panic::set_hook(Box::new(|panic| {
        let detail = CustomEventInit::new();
        detail.set_detail(&JsValue::from_str(&panic.to_string()));
        let event = CustomEvent::new_with_event_init_dict(EVENT, &detail);
        if let Ok(event) = event {
            let scope: EventTarget = js_sys::global().unchecked_into();
            // Nothing is left to tell that this failed too.
            let _ = scope.dispatch_event(&event);
        }
    }));
}
