use porthole_core::{
    oci::digest::Digest,
    verification::{expected::compare_expected, report::Report},
};
use serde_json::Value;

use super::*;

fn reported(verification: &Verifying<Shelf>, expected: &Digest) -> (Value, String) {
    let reach = reach("https://registry.example");
    let repository = repository(NAME);
    let told = compare_expected(&usual().content.bytes, expected);
    verification.look(|ledger| {
        let report = Report {
            ledger,
            repository: &repository,
            reach: &reach,
            pull_host: "registry.example",
            page_origin: "https://porthole.example",
            begun: now(),
            ended: now(),
            depth: verification.depth(),
            expected: Some((expected, Some(told))),
        };
        let sections = report.sections();
        let lines = sections.into_iter().flat_map(|section| section.lines);
        let words = lines.collect::<Vec<_>>().join("\n");
        (serde_json::from_str(&report.to_json()).unwrap(), words)
    })
}

#[tokio::test(flavor = "current_thread")]
async fn a_report_says_what_was_read_and_whether_it_was_expected() {
    let shelf = Shelf::of("1.0", &usual());
    let verification = verified(&shelf, "1.0").await;
    let right = Digest::parse(usual().digest()).unwrap();
    let sha512 = format!("sha512:{}", "0".repeat(128));
    for (expected, comparison, overall) in [
        (right.clone(), "same", "content"),
        (Digest::parse(&sha512).unwrap(), "other", "not as expected"),
    ] {
        let (report, words) = reported(&verification, &expected);
        assert_eq!(report["expected"]["comparison"], comparison);
        assert_eq!(report["overall"], overall);
        assert!(words.contains(&format!("Overall: {overall}.")), "{words}");
    }
    let (report, _) = reported(&verification, &right);
    let image = &report["subjects"][0]["images"][0];
    let packings = image["layers"].as_array().unwrap().iter();
    let packings = packings.map(|layer| layer["packing"].as_str().unwrap());
    assert_eq!(packings.collect::<Vec<_>>(), ["gzip", "zstd", "tar"]);
    // Everything that it says was read is what was asked for.
    let asked = shelf.asked();
    let parts = image["layers"].as_array().unwrap().iter();
    for part in parts.chain([&image["config"], &image["manifest"]]) {
        let from = part["read_from"].as_str().unwrap();
        let path = from.replace("https://registry.example/v2/team/app/", "");
        assert!(asked.contains(&path), "{path}");
    }
}
