//! Core's check of a blob, for JavaScript.

use porthole_core::{
    integrity::{
        blob::{
            check::BlobCheck,
            expectation::{BlobExpectation, Depth},
            verdict::BlobVerdict,
        },
        limits::Limits,
    },
    oci::{digest::Digest, media_type::MediaType},
};
use wasm_bindgen::prelude::*;

/// A check that is under way.
#[wasm_bindgen]
pub struct Check(BlobCheck);

#[wasm_bindgen]
impl Check {
    /// A check against a descriptor; also of the content, where there is a `diff_id`.
    ///
    /// # Errors
    /// When nothing can be compared.
    #[wasm_bindgen(constructor)]
    pub fn new(digest: &str, size: u64, diff_id: Option<String>) -> Result<Self, JsError> {
        let diff_id = diff_id.as_deref().map(parsed).transpose()?;
        let depth = match diff_id {
            Some(_) => Depth::Content,
            None => Depth::AllBytes,
        };
        let expectation = BlobExpectation {
            digest: parsed(digest)?,
            size,
            media_type: MediaType::default(),
            diff_id,
        };
        BlobCheck::new(expectation, depth, Limits::default())
            .map(Self)
            .map_err(|obstacle| JsError::new(&format!("{obstacle:?}")))
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When no more are wanted.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), JsError> {
        self.0
            .push(chunk)
            .map_err(|stop| JsError::new(&format!("{stop:?}")))
    }

    /// The verdict: `all bytes`, `content`, or what is wrong.
    pub fn finish(self) -> String {
        match self.0.finish() {
            BlobVerdict::AllBytes(_) => "all bytes".to_owned(),
            BlobVerdict::Content(_) => "content".to_owned(),
            other => format!("{other:?}"),
        }
    }
}

fn parsed(digest: &str) -> Result<Digest, JsError> {
    Digest::parse(digest).map_err(|wrong| JsError::new(&format!("{wrong:?}")))
}
