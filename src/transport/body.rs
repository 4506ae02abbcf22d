//! A body, chunk by chunk.

use js_sys::{Reflect, Uint8Array};
use porthole_core::registry::transport::TransportFault;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader};

/// Reads the stream of a body.
pub(crate) struct BodyReader(ReadableStreamDefaultReader);

impl BodyReader {
    pub(crate) fn new(stream: ReadableStream) -> Self {
        Self(stream.get_reader().unchecked_into())
    }

    pub(crate) async fn chunk(&self) -> Result<Option<Vec<u8>>, TransportFault> {
        let result = JsFuture::from(self.0.read())
            .await
            .map_err(|_| TransportFault::BrokenOff)?;
        let field =
            |name: &str| Reflect::get(&result, &JsValue::from_str(name)).unwrap_or_default();
        if field("done").is_truthy() {
            return Ok(None);
        }
        let chunk = field("value")
            .dyn_into::<Uint8Array>()
            .map_err(|_| TransportFault::BrokenOff)?;
        Ok(Some(chunk.to_vec()))
    }
}
