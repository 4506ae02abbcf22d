//! What an image's manifest and config say of it, at a glance.

use std::rc::Rc;

use leptos::prelude::*;
use porthole_core::{
    integrity::finding::Finding,
    inventory::kind::Kind,
    oci::{
        config::{Execution, ImageConfig},
        descriptor::Annotations,
        document::Content,
        tolerant::Tolerant,
    },
    registry::config::{CONFIG_LIMIT, ReadConfig},
};

use crate::{
    components::{
        element::{element, nothing, of_class, parts, text},
        facts::{Fact, Value, facts},
        loaded::loaded,
        mark::{mark, words},
        mismatch::mismatch_card,
    },
    connection::loading::Loader,
    pages::image::parts::ImageParts,
};

/// What annotations mean, OCI image specification 1.1, "Pre-Defined Annotation Keys". Labels of
/// these names mean the same.
const MEANINGS: [(&str, &str); 9] = [
    ("Version", "org.opencontainers.image.version"),
    ("Source", "org.opencontainers.image.source"),
    ("Revision", "org.opencontainers.image.revision"),
    ("Licences", "org.opencontainers.image.licenses"),
    ("Website", "org.opencontainers.image.url"),
    ("Manual", "org.opencontainers.image.documentation"),
    ("Vendor", "org.opencontainers.image.vendor"),
    ("Base", "org.opencontainers.image.base.name"),
    ("Base digest", "org.opencontainers.image.base.digest"),
];

/// The facts beside the layers.
pub(crate) fn aside(image: &ImageParts) -> AnyView {
    let kind = Kind::of(&Content::Image(Box::new(image.manifest.clone())));
    let kind = Some(kind).filter(|kind| !matches!(kind, Kind::Image));
    let of_kind = kind.map(|kind| Fact {
        name: "Kind",
        value: Value::Text(kind.to_string()),
    });
    let manifest = Fact {
        name: "Manifest",
        value: Value::Digest(image.digest.clone(), "the manifest"),
    };
    let config = match (&image.manifest.config, image.config) {
        (Err(malformed), _) => fault(&malformed.to_string()),
        (Ok(None), _) => second("The manifest names no config."),
        (Ok(Some(descriptor)), Some(_)) if descriptor.size > CONFIG_LIMIT as u64 => {
            fault(&format!(
                "The manifest says that it has {} bytes. At most {CONFIG_LIMIT} are read.",
                descriptor.size
            ))
        }
        (Ok(Some(_)), Some(config)) => from_config(image, config),
        (Ok(Some(descriptor)), None) => parts([
            facts(vec![Fact {
                name: "Config",
                value: Value::Digest(descriptor.digest.clone(), "the config"),
            }]),
            facts(annotated(image, None)),
            second("Its config is of a type that is not an image's, so it is not read as one."),
        ]),
    };
    of_class("aside", "panel side-column")
        .set("aria-label", "Facts")
        .child(facts(of_kind.into_iter().chain([manifest]).collect()))
        .child(config)
        .view()
}

fn second(words: &str) -> AnyView {
    of_class("p", "second").text(words).view()
}

/// The config cannot be shown.
pub(crate) fn fault(reason: &str) -> AnyView {
    let reason = porthole_core::format::visible_start(reason, 200);
    of_class("p", "fault")
        .set("role", "alert")
        .text(format!("The config cannot be read. {reason}"))
        .view()
}

fn from_config(image: &ImageParts, config: Loader<Finding<ReadConfig>>) -> AnyView {
    let id = image
        .manifest
        .config
        .as_ref()
        .ok()
        .and_then(Option::as_ref)
        .map(|config| Fact {
            name: "Image ID",
            value: Value::Digest(config.digest.clone(), "the config"),
        });
    let of_annotations = StoredValue::new_local(image.clone());
    let state = loaded(config, "Reading the config", move |finding| {
        let mark = of_class("p", "config-line")
            .child(of_class("span", "second").text("Config"))
            .child(mark(words(&finding)));
        let said = config_or_fault(&finding, |config| {
            of_annotations.with_value(|image| facts(all(image, config)))
        });
        parts([mark.view(), said])
    });
    parts([facts(id.into_iter().collect()), state])
}

/// What the config says; what stands in its place where it is none, or not the one.
pub(crate) fn config_or_fault(
    finding: &Rc<Finding<ReadConfig>>,
    draw: impl FnOnce(&ImageConfig) -> AnyView,
) -> AnyView {
    match (&**finding, finding.content().map(|read| &read.config)) {
        (_, Some(Ok(config))) => draw(config),
        (_, Some(Err(reason))) => fault(reason),
        (Finding::Mismatch(mismatch), None) => mismatch_card(mismatch, "The config"),
        (_, None) => nothing(),
    }
}

fn all(image: &ImageParts, config: &ImageConfig) -> Vec<Fact> {
    let execution = config.config.value().cloned().flatten().unwrap_or_default();
    let created = Fact {
        name: "Built",
        value: match &config.created.0 {
            Ok(created) => Value::Built(*created),
            Err(malformed) => Value::Unreadable(malformed.clone()),
        },
    };
    let platform = Fact {
        name: "Platform",
        value: Value::Text(config.platform().to_string()),
    };
    let mut facts = vec![created, platform];
    facts.extend(run(&execution));
    facts.extend(Fact::code("Author", &config.author));
    facts.extend(annotated(
        image,
        execution.labels.value().and_then(Option::as_ref),
    ));
    facts
}

/// What a container runs.
fn run(execution: &Execution) -> impl Iterator<Item = Fact> {
    let names = execution.exposed_ports.0.clone();
    let ports = names.map(|ports| ports.map(|ports| ports.into_keys().collect::<Vec<_>>()));
    [
        Fact::code("User", &execution.user),
        Fact::list("Entrypoint", &execution.entrypoint),
        Fact::list("Cmd", &execution.cmd),
        Fact::list("Ports", &Tolerant(ports)),
        Fact::code("Workdir", &execution.working_dir),
    ]
    .into_iter()
    .flatten()
}

/// What annotations say, the manifest's before the index's before labels.
fn annotated(image: &ImageParts, labels: Option<&Annotations>) -> Vec<Fact> {
    let own = image
        .manifest
        .annotations
        .as_ref()
        .ok()
        .and_then(Option::as_ref);
    let of_index = image.promised.as_ref();
    let of_index = of_index.and_then(|promised| promised.annotations.as_ref());
    let places = [own, of_index, labels];
    let value = |key: &str| {
        let mut found = places.iter().flatten().filter_map(|texts| texts.get(key));
        found.find(|text| !text.is_empty()).cloned()
    };
    let fact = |(name, key): &(&'static str, &str)| {
        Some(Fact {
            name,
            value: Value::Link(value(key)?),
        })
    };
    MEANINGS.iter().filter_map(fact).collect()
}

/// Two columns of texts, with their number; nothing where there are none.
pub(crate) fn pairs(title: &'static str, pairs: Vec<(String, String)>) -> AnyView {
    if pairs.is_empty() {
        return nothing();
    }
    let heading = parts([
        text(title),
        of_class("span", "second")
            .text(format!(" {}", pairs.len()))
            .view(),
    ]);
    let row = |(name, value): (String, String)| {
        parts([
            element("dt").child(element("code").text(name)).view(),
            element("dd").child(element("code").text(value)).view(),
        ])
    };
    let list = of_class("dl", "pairs").children(pairs.into_iter().map(row));
    of_class("section", "panel config-part")
        .child(element("h2").child(heading))
        .child(list)
        .view()
}
