//! What each hostile tag must come to, in the words of the walk.

const WHOLE: &str = "2 layers; config for linux/amd64, 2 steps";
const ONE_LEFT: &str = "1 layers, 1 illegible; config for linux/amd64, 2 steps";
const NO_LAYERS: &str = "0 layers; config for linux/amd64, 2 steps";
const NO_CONFIG: &str = "2 layers; config illegible";
const OTHER_CONFIG: &str = "2 layers; config not an image's";
const NONE: &str = "no manifest";
const BOTH: &str = "index [2 layers; config for linux/amd64, 2 steps \
                    | 2 layers; config for linux/amd64, 2 steps]";

/// Each tag with what it must come to, but for what is nested too deep to be written out.
pub(crate) const OUTCOMES: &[(&str, &str)] = &[
    ("good", WHOLE),
    ("tag-gone", "ManifestUnknown"),
    ("manifest-empty-body", NONE),
    ("manifest-not-json", NONE),
    ("manifest-not-utf-8", NONE),
    ("manifest-cut-short", NONE),
    ("manifest-null", NONE),
    ("manifest-array", NONE),
    ("manifest-object", "0 layers; config none"),
    ("manifest-string", NONE),
    ("manifest-nested-deep", NONE),
    ("manifest-nested-deep-inside", WHOLE),
    ("duplicate-keys", NONE),
    ("config-null", "2 layers; config none"),
    ("layers-null", NO_LAYERS),
    ("layers-missing", NO_LAYERS),
    ("layers-empty", NO_LAYERS),
    (
        "layers-many",
        "2000 layers; config for linux/amd64, 2 steps",
    ),
    (
        "layer-ten-times",
        "11 layers; config for linux/amd64, 2 steps",
    ),
    ("media-type-missing", WHOLE),
    ("media-type-disagrees", "ambiguous"),
    ("media-type-unknown", "unknown kind"),
    ("content-type-html", WHOLE),
    ("content-type-with-charset", WHOLE),
    ("schema-1", "schema 1, 4 layers"),
    ("artifact-unknown", "1 layers; config not an image's"),
    ("size-negative", ONE_LEFT),
    ("size-above-2-to-53", WHOLE),
    ("size-largest", WHOLE),
    ("size-above-2-to-64", ONE_LEFT),
    ("size-fraction", ONE_LEFT),
    ("size-exponent", ONE_LEFT),
    ("size-string", ONE_LEFT),
    ("size-null", ONE_LEFT),
    ("size-missing", ONE_LEFT),
    ("sizes-overflow", WHOLE),
    ("digest-none", ONE_LEFT),
    ("digest-empty", ONE_LEFT),
    ("digest-short", ONE_LEFT),
    ("digest-upper-case", ONE_LEFT),
    ("digest-markup", ONE_LEFT),
    ("digest-path", ONE_LEFT),
    ("digest-number", ONE_LEFT),
    ("digest-missing", ONE_LEFT),
    ("digest-unknown-algorithm", WHOLE),
    ("config-digest-none", "2 layers; config malformed"),
    ("foreign-layers", WHOLE),
    ("config-missing", "2 layers; config BlobUnknown"),
    ("config-unknown-type", OTHER_CONFIG),
    ("config-type-missing", OTHER_CONFIG),
    ("config-not-json", NO_CONFIG),
    ("config-empty-body", NO_CONFIG),
    ("config-array", NO_CONFIG),
    (
        "config-object",
        "2 layers; config for unknown/unknown, 0 steps",
    ),
    ("config-nested-deep", NO_CONFIG),
    (
        "config-wrong-types",
        "2 layers; config for linux/unknown, 0 steps",
    ),
    ("config-larger-than-said", "2 layers; config mismatch"),
    ("created-missing", WHOLE),
    ("created-empty", WHOLE),
    ("created-yesterday", WHOLE),
    ("created-number", WHOLE),
    ("created-year-0001", WHOLE),
    ("created-year-1970", WHOLE),
    ("created-year-9999", WHOLE),
    ("created-day-31-of-february", WHOLE),
    ("created-with-offset", WHOLE),
    ("created-markup", WHOLE),
    (
        "history-missing",
        "2 layers; config for linux/amd64, 0 steps",
    ),
    (
        "history-shorter-than-layers",
        "2 layers; config for linux/amd64, 1 steps",
    ),
    (
        "history-longer-than-layers",
        "2 layers; config for linux/amd64, 40 steps",
    ),
    (
        "history-only-empty-layers",
        "2 layers; config for linux/amd64, 0 steps",
    ),
    ("diff-ids-do-not-fit", WHOLE),
    ("labels-markup", WHOLE),
    ("labels-script-link", WHOLE),
    ("labels-bidirectional", WHOLE),
    ("labels-long", WHOLE),
    ("labels-many", WHOLE),
    ("labels-null", WHOLE),
    ("labels-wrong-types", WHOLE),
    ("labels-prototype", WHOLE),
    ("environment-markup", WHOLE),
    ("environment-without-equals", WHOLE),
    ("environment-long", WHOLE),
    ("command-markup", WHOLE),
    ("history-markup", WHOLE),
    ("history-bidirectional", WHOLE),
    ("history-long", WHOLE),
    ("author-markup", WHOLE),
    ("author-bidirectional", WHOLE),
    ("author-long", WHOLE),
    (
        "platform-markup",
        "2 layers; config for <img src=x onerr…, 2 steps",
    ),
    ("annotations-markup", WHOLE),
    ("annotations-wrong-types", WHOLE),
    ("media-type-markup", WHOLE),
    (
        "index-child-missing",
        "index [2 layers; config for linux/amd64, 2 steps | ManifestUnknown]",
    ),
    (
        "index-children-all-missing",
        "index [ManifestUnknown | ManifestUnknown]",
    ),
    ("index-child-twice", BOTH),
    (
        "index-nested",
        "index [index [2 layers; config for linux/amd64, 2 steps]]",
    ),
    ("index-without-platforms", BOTH),
    ("index-platform-null", BOTH),
    ("index-platform-markup", BOTH),
    ("index-platform-lies", BOTH),
    ("index-empty", "index []"),
    ("index-null", "index []"),
    ("index-entries-wrong-types", "index [], 5 illegible"),
    (
        "index-child-size-negative",
        "index [2 layers; config for linux/amd64, 2 steps], 1 illegible",
    ),
    ("index-child-type-unknown", BOTH),
    (
        "index-attestation-of-nobody",
        "index [2 layers; config for linux/amd64, 2 steps]",
    ),
];

/// An image below 30 indexes.
pub(crate) fn nested_30_deep() -> (&'static str, String) {
    let outcome = format!("{}{WHOLE}{}", "index [".repeat(30), "]".repeat(30));
    ("index-nested-30-deep", outcome)
}
