//! The chart that runs the gallery.

use super::{Release, text::words};
use crate::image::{LayerFiles, Manifest, helm_chart};

/// A version of the chart that runs a line of versions of the page.
fn gallery(version: &str, created: &str, ui: &str) -> Manifest {
    let chart = format!("apiVersion: v2\nname: gallery\nversion: {version}\ntype: application\n");
    let files = LayerFiles::new()
        .file("gallery/Chart.yaml", chart)
        .file(
            "gallery/values.yaml",
            format!("replicas: 2\nimage:\n  repository: gallery/ui\n  tag: \"{ui}\"\n"),
        )
        .file(
            "gallery/templates/NOTES.txt",
            words(&format!("notes {version}"), 900),
        )
        .file(
            "gallery/templates/deployment.yaml",
            words("deployment", 1_800),
        );
    helm_chart("gallery", version, created, files)
}

pub(super) fn releases() -> Vec<Release> {
    let releases = [
        ("0.9.0", "2026-06-02T10:00:00Z", "2"),
        ("1.0.0", "2026-07-23T13:00:00Z", "3"),
        ("1.0.1", "2026-08-19T09:00:00Z", "3"),
    ];
    releases
        .map(|(version, created, ui)| {
            Release::new("charts/gallery", &[version], gallery(version, created, ui))
        })
        .into()
}
