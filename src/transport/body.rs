//! A body, chunk by chunk.

use std::cell::RefCell;

use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use porthole_core::registry::transport::TransportFault;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamByobReader, ReadableStreamDefaultReader};

/// How much memory takes a long body, again and again, in bytes.
const BUFFER: u32 = 1 << 20;

/// Reads the stream of a body.
pub(crate) enum BodyReader {
    /// Each chunk is memory of its own, which the browser frees when it comes to that.
    Chunks(ReadableStreamDefaultReader),
    /// All chunks go through the same memory.
    Buffer(ReadableStreamByobReader, RefCell<Option<ArrayBuffer>>),
}

impl BodyReader {
    /// For a body that is short.
    pub(crate) fn new(stream: ReadableStream) -> Self {
        Self::Chunks(stream.get_reader().unchecked_into())
    }

    /// For one that may be long, where the browser can do that.
    pub(crate) fn through_buffer(stream: ReadableStream) -> Self {
        match ReadableStreamByobReader::new(&stream) {
            Ok(reader) => Self::Buffer(reader, RefCell::new(None)),
            Err(_) => Self::new(stream),
        }
    }

    pub(crate) async fn chunk(&self) -> Result<Option<Vec<u8>>, TransportFault> {
        let reading = match self {
            Self::Chunks(reader) => reader.read(),
            Self::Buffer(reader, buffer) => {
                let buffer = buffer.take().unwrap_or_else(|| ArrayBuffer::new(BUFFER));
                reader.read_with_array_buffer_view(&Uint8Array::new(&buffer))
            }
        };
        let result = JsFuture::from(reading)
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
        let bytes = chunk.to_vec();
        if let Self::Buffer(_, buffer) = self {
            buffer.replace(Some(chunk.buffer()));
        }
        Ok(Some(bytes))
    }
}
