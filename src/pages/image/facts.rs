//! What an image's manifest and config say of it, at a glance.

use leptos::prelude::*;
use porthole_core::{
    format::{ago, visible_start},
    integrity::finding::Finding,
    oci::{
        config::ImageConfig,
        descriptor::Descriptor,
        digest::Digest,
        manifest::ImageManifest,
        timestamp::Timestamp,
        tolerant::{Malformed, Tolerant},
    },
    registry::config::{CONFIG_LIMIT, ReadConfig},
};

use crate::{
    components::{
        digest::ShortDigest,
        loaded::loaded,
        mark::{Mark, words},
        mismatch::MismatchCard,
    },
    connection::loading::Loader,
    pages::image::content::ConfigLoader,
};

/// Longer values are cut.
const VALUE_LENGTH: usize = 200;

/// The facts beside the layers.
#[component]
pub(crate) fn Facts(
    /// The manifest.
    image: ImageManifest,
    /// Its digest.
    parent: Digest,
    /// Its config, being read.
    config: ConfigLoader,
) -> impl IntoView {
    let kind = artifact_type(&image);
    let from_config = match (config, image.config) {
        (Some(config), Ok(Some(descriptor))) => view! { <ConfigFacts config descriptor/> }.into_any(),
        (_, Err(malformed)) => view! { <ConfigFault reason=malformed.to_string()/> }.into_any(),
        (_, Ok(Some(descriptor))) => view! {
            <dl class="facts">
                <dt>"Config"</dt>
                <dd><ShortDigest digest=descriptor.digest of="the config"/></dd>
            </dl>
            <p class="second">"Its config is of a type that is not an image's, so it is not read as one."</p>
        }
        .into_any(),
        (_, Ok(None)) => view! { <p class="second">"The manifest names no config."</p> }.into_any(),
    };
    view! {
        <aside class="panel side-column" aria-label="Facts">
            <dl class="facts">
                {kind.map(|kind| view! { <dt>"Artifact"</dt><dd>{visible_start(&kind, VALUE_LENGTH)}</dd> })}
                <dt>"Manifest"</dt>
                <dd><ShortDigest digest=parent of="the manifest"/></dd>
            </dl>
            {from_config}
        </aside>
    }
}

/// What an artifact is, where it is no image: its own type, or else that of its config.
fn artifact_type(image: &ImageManifest) -> Option<String> {
    if let Ok(Some(artifact_type)) = &image.artifact_type {
        return Some(artifact_type.to_string());
    }
    let config = image.config.as_ref().ok()?.as_ref()?;
    let media_type = &config.media_type;
    (!media_type.is_image_config() && !media_type.as_str().is_empty())
        .then(|| media_type.to_string())
}

/// What the config says, in each state of reading it.
#[component]
fn ConfigFacts(config: Loader<Finding<ReadConfig>>, descriptor: Descriptor) -> impl IntoView {
    let limit = CONFIG_LIMIT as u64;
    if descriptor.size > limit {
        let reason = format!(
            "The manifest says that it has {} bytes. At most {limit} are read.",
            descriptor.size
        );
        return view! { <ConfigFault reason/> }.into_any();
    }
    let digest = descriptor.digest;
    let state = loaded(config, "Reading the config", |finding| {
        let mark = view! { <p class="config-line"><span class="second">"Config "</span><Mark words=words(&finding)/></p> };
        let facts = match (&*finding, finding.content().map(|read| &read.config)) {
            (_, Some(Ok(config))) => view! { <ImageFacts config=config.clone()/> }.into_any(),
            (_, Some(Err(reason))) => view! { <ConfigFault reason=reason.clone()/> }.into_any(),
            (Finding::Mismatch(mismatch), None) => {
                view! { <MismatchCard mismatch=mismatch.clone() what="The config"/> }.into_any()
            }
            (_, None) => ().into_any(),
        };
        view! { {mark}{facts} }.into_any()
    });
    view! {
        <dl class="facts">
            <dt title="The digest of the config, which docker image ls shows with its own image store">"Image ID"</dt>
            <dd><ShortDigest digest of="the config"/></dd>
        </dl>
        {state}
    }
    .into_any()
}

/// The config cannot be shown.
#[component]
fn ConfigFault(
    /// Why.
    #[prop(into)]
    reason: String,
) -> impl IntoView {
    view! { <p class="fault" role="alert">"The config cannot be read. "{visible_start(&reason, VALUE_LENGTH)}</p> }
}

/// What the config says.
#[component]
fn ImageFacts(config: ImageConfig) -> impl IntoView {
    let platform = config.platform().to_string();
    let execution = config.config.value().cloned().flatten().unwrap_or_default();
    let joined = |list: Tolerant<Option<Vec<String>>>| {
        Tolerant(list.0.map(|list| list.map(|list| list.join(" "))))
    };
    view! {
        <dl class="facts">
            <Built created=config.created/>
            <dt>"Platform"</dt>
            <dd>{visible_start(&platform, VALUE_LENGTH)}</dd>
            <Fact name="User" value=execution.user/>
            <Fact name="Entrypoint" value=joined(execution.entrypoint)/>
            <Fact name="Cmd" value=joined(execution.cmd)/>
            <Fact name="Workdir" value=execution.working_dir/>
            <Fact name="Author" value=config.author/>
        </dl>
    }
}

/// When the builder says that it built the image.
#[component]
fn Built(created: Tolerant<Option<Timestamp>>) -> impl IntoView {
    let value = match created.0 {
        Ok(Some(created)) => {
            view! { <dd title=created.to_string()>{ago(created, now())}</dd> }.into_any()
        }
        Ok(None) => view! { <dd class="second">"no date"</dd> }.into_any(),
        Err(malformed) => view! { <Unreadable malformed/> }.into_any(),
    };
    view! { <dt>"Built"</dt>{value} }
}

/// One fact; nothing where the config does not say.
#[component]
fn Fact(name: &'static str, value: Tolerant<Option<String>>) -> impl IntoView {
    match value.0 {
        Ok(value) => {
            let value = value.filter(|value| !value.is_empty());
            value.map(|value| view! { <dt>{name}</dt><dd><code>{visible_start(&value, VALUE_LENGTH)}</code></dd> }).into_any()
        }
        Err(malformed) => view! { <dt>{name}</dt><Unreadable malformed/> }.into_any(),
    }
}

/// A value that is none.
#[component]
fn Unreadable(malformed: Malformed) -> impl IntoView {
    view! { <dd class="fault" title=visible_start(&malformed.to_string(), VALUE_LENGTH)>"cannot be read"</dd> }
}

#[expect(clippy::cast_possible_truncation, reason = "a day of this age fits")]
fn now() -> Timestamp {
    Timestamp::of_unix_seconds((js_sys::Date::now() / 1000.0) as i64)
}
