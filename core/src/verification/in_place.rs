//! Reading blobs in this thread, as their bytes come.

use std::rc::Rc;

use crate::{
    integrity::{
        blob::{
            check::BlobCheck,
            measured::{End, Measured},
        },
        limits::Limits,
        obstacle::Obstacle,
    },
    registry::{client::RegistryClient, error::ErrorKind, transport::Transport},
    verification::blob::{BlobFault, BlobJob, BlobProgress, BlobReader},
};

/// Reads blobs by a client.
pub struct InPlace<T> {
    client: Rc<RegistryClient<T>>,
    limits: Limits,
}

impl<T: Transport> InPlace<T> {
    /// A reader with these limits.
    pub fn new(client: Rc<RegistryClient<T>>, limits: Limits) -> Self {
        Self { client, limits }
    }
}

impl<T: Transport> BlobReader for InPlace<T> {
    async fn measure(
        &self,
        job: &BlobJob,
        progress: &dyn Fn(BlobProgress),
    ) -> Result<Measured, BlobFault> {
        let digest = job.expectation.digest.clone();
        let check = BlobCheck::new(job.expectation.clone(), job.depth, self.limits);
        let mut check = check.map_err(impossible)?;
        let blob = self.client.blob(&job.repository, &digest).await;
        let mut blob = blob.map_err(BlobFault::Registry)?;
        loop {
            let chunk = match blob.chunk().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return Ok(check.measured(End::Whole)),
                Err(error) if error.kind == ErrorKind::BrokenOff => {
                    return Ok(check.measured(End::BrokenOff));
                }
                Err(error) => return Err(BlobFault::Registry(error)),
            };
            if check.push(&chunk).is_err() {
                return Ok(check.measured(End::Stopped));
            }
            progress(BlobProgress {
                taken: check.taken(),
                unpacked: check.unpacked(),
            });
        }
    }
}

/// What cannot be compared is not given to a reader.
fn impossible(obstacle: Obstacle) -> BlobFault {
    BlobFault::Worker(format!("It cannot be compared: {obstacle:?}."))
}
