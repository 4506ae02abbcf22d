//! The chart that runs the gallery.

use super::{Release, text::words};
use crate::image::{LayerFiles, Manifest, helm_chart};

fn gallery(version: &str, created: &str) -> Manifest {
    let chart = format!("apiVersion: v2\nname: gallery\nversion: {version}\ntype: application\n");
    let files = LayerFiles::new()
        .file("gallery/Chart.yaml", chart)
        .file(
            "gallery/values.yaml",
            "replicas: 2\nimage:\n  repository: gallery/ui\n  tag: \"3\"\n",
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
    vec![
        Release::new(
            "charts/gallery",
            &["0.9.0"],
            gallery("0.9.0", "2026-02-24T09:00:00Z"),
        ),
        Release::new(
            "charts/gallery",
            &["1.0.0"],
            gallery("1.0.0", "2026-04-01T09:00:00Z"),
        ),
        Release::new(
            "charts/gallery",
            &["1.0.1"],
            gallery("1.0.1", "2026-04-15T09:00:00Z"),
        ),
    ]
}
