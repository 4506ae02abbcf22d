//! Whether a registry may be changed, and the permit without which nothing is sent that changes
//! one.

use std::{cell::Cell, collections::BTreeSet, fmt, rc::Rc};

use crate::{
    oci::{
        digest::{Algorithm, Digest},
        name::RepositoryName,
        tag::Tag,
    },
    registry::{
        address::RegistryAddress,
        client::RegistryClient,
        request::{Method, Request},
        transport::Transport,
    },
};

/// Whether a page may change a registry. Clones are one switch.
#[derive(Clone, Debug, Default)]
pub struct WriteSwitch {
    is_on: Rc<Cell<bool>>,
    may_turn: bool,
}

impl WriteSwitch {
    /// A switch that is off and stays so.
    pub fn locked() -> Self {
        Self::default()
    }

    /// As config.json's `read_only` has it: absent starts off, true is locked, false starts on.
    pub fn configured(read_only: Option<bool>) -> Self {
        Self {
            is_on: Rc::new(Cell::new(read_only == Some(false))),
            may_turn: read_only != Some(true),
        }
    }

    /// Whether the registry may be changed now.
    pub fn is_on(&self) -> bool {
        self.is_on.get()
    }

    /// Whether somebody may turn it.
    pub fn may_turn(&self) -> bool {
        self.may_turn
    }

    /// Turns it. A locked one stays as it is.
    pub fn turn(&self, is_on: bool) {
        if self.may_turn {
            self.is_on.set(is_on);
        }
    }

    /// A permit for these writes, if the switch is on.
    pub(crate) fn permit(&self, writes: Writes) -> Option<WritePermit> {
        self.is_on().then(|| WritePermit {
            is_on: Rc::clone(&self.is_on),
            allows: Rc::new(move |request| writes.allow(request)),
        })
    }
}

/// What may be written, all of it in one repository: nothing else is permitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Writes {
    /// The absolute address of the repository's manifests, with the slash at its end.
    manifests: String,
    /// The digests and tags that may be removed.
    pub(crate) removed: BTreeSet<String>,
    /// The tags that may be put.
    pub(crate) tags: Rc<BTreeSet<Tag>>,
    /// The manifests that may be put, under one of the tags or under their own digest.
    pub(crate) put: BTreeSet<Digest>,
}

/// No content has this digest: what is asked of it changes nothing.
pub(crate) const NOBODYS_DIGEST: &str =
    "sha256:0000000000000000000000000000000000000000000000000000000000000000";

/// The digest that no content has.
pub(crate) fn nobodys_digest() -> Digest {
    Digest::of_hash(Algorithm::Sha256, &[0; 32])
}

/// What begins a tag that nobody has.
const NOBODYS_TAG: &str = "porthole-probe-";

/// A tag that nobody has: `unique` is a number that was never used before. Whether a registry
/// removes tags alone shows by asking for this one's removal.
pub(crate) fn nobodys_tag(unique: u128) -> Tag {
    let tag = Tag::parse(&format!("{NOBODYS_TAG}{unique:032x}"));
    tag.expect("letters, dashes and digits are a tag")
}

fn is_nobodys_tag(reference: &str) -> bool {
    let unique = reference.strip_prefix(NOBODYS_TAG);
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    unique.is_some_and(|digits| digits.len() == 32 && digits.bytes().all(is_digit))
}

impl Writes {
    /// Only what changes nothing, whatever a registry does with it: to remove the digest that no
    /// content has, or a tag that nobody has, and to put a manifest to that digest, which can only
    /// be refused.
    pub(crate) fn of_nothing(address: &RegistryAddress, repository: &RepositoryName) -> Self {
        Self {
            manifests: address.url(&format!("/v2/{repository}/manifests/")),
            removed: BTreeSet::new(),
            tags: Rc::default(),
            put: BTreeSet::new(),
        }
    }

    fn allow(&self, request: &Request) -> bool {
        let Some(reference) = request.url.strip_prefix(&self.manifests) else {
            return false;
        };
        let is_nobodys = reference == NOBODYS_DIGEST;
        match (request.method, &request.body) {
            (Method::Delete, None) => {
                is_nobodys || is_nobodys_tag(reference) || self.removed.contains(reference)
            }
            (Method::Put, Some(body)) => {
                let is_its_own = || body.digest().to_string() == reference;
                let is_a_tag = || Tag::parse(reference).is_ok_and(|tag| self.tags.contains(&tag));
                is_nobodys || self.put.contains(body.digest()) && (is_its_own() || is_a_tag())
            }
            _ => false,
        }
    }
}

/// What a request needs that changes a registry. It names what may be written and holds for as
/// long as the switch is on that gave it. It is made by core alone: for a plan that somebody
/// confirmed, or for what changes nothing.
#[derive(Clone)]
pub struct WritePermit {
    is_on: Rc<Cell<bool>>,
    /// What [`Writes`] allow. A page that never writes does without their code.
    allows: Rc<dyn Fn(&Request) -> bool>,
}

impl fmt::Debug for WritePermit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WritePermit")
    }
}

/// Whether it is the same one.
impl PartialEq for WritePermit {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.allows, &other.allows)
    }
}

impl Eq for WritePermit {}

impl WritePermit {
    /// Whether it holds for a request, now.
    pub(crate) fn allows(&self, request: &Request) -> bool {
        self.is_on.get() && (self.allows)(request)
    }
}

impl<T: Transport> RegistryClient<T> {
    /// Changes the registry only while the switch is on. Without one it never does.
    #[must_use]
    pub fn switched_by(mut self, switch: WriteSwitch) -> Self {
        self.switch = switch;
        self
    }

    /// Whether the registry may be changed.
    pub fn switch(&self) -> &WriteSwitch {
        &self.switch
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        oci::media_type::{MediaType, OCI_INDEX},
        registry::request::ManifestBody,
    };

    fn address() -> RegistryAddress {
        RegistryAddress::parse("https://registry.example.com/path").unwrap()
    }

    fn writes() -> Writes {
        let repository = RepositoryName::parse("gallery/ui").unwrap();
        Writes::of_nothing(&address(), &repository)
    }

    fn switched_on() -> WriteSwitch {
        WriteSwitch::configured(Some(false))
    }

    fn body(text: &str) -> ManifestBody {
        ManifestBody::new(MediaType::of(OCI_INDEX), text.as_bytes().into())
    }

    fn request(method: Method, path: &str, body: Option<ManifestBody>) -> Request {
        Request {
            method,
            body,
            ..Request::get(address().url(path))
        }
    }

    fn delete(path: &str) -> Request {
        request(Method::Delete, path, None)
    }

    fn put(path: &str, text: &str) -> Request {
        request(Method::Put, path, Some(body(text)))
    }

    #[test]
    fn the_settings_say_how_it_starts_and_whether_it_turns() {
        let told = [None, Some(true), Some(false)].map(|read_only| {
            let switch = WriteSwitch::configured(read_only);
            (switch.is_on(), switch.may_turn())
        });
        assert_eq!(told, [(false, true), (false, false), (true, true)]);
    }

    #[test]
    fn a_locked_switch_stays_off() {
        for switch in [WriteSwitch::locked(), WriteSwitch::configured(Some(true))] {
            switch.turn(true);
            assert!(!switch.is_on() && switch.permit(writes()).is_none());
        }
    }

    #[test]
    fn a_permit_holds_while_the_switch_that_gave_it_is_on() {
        let nothing = delete(&format!("/v2/gallery/ui/manifests/{NOBODYS_DIGEST}"));
        let switch = WriteSwitch::configured(None);
        assert_eq!(switch.permit(writes()), None);
        switch.clone().turn(true);
        let permit = switch.permit(writes()).unwrap();
        assert!(permit.allows(&nothing));
        switch.turn(false);
        assert!(!permit.allows(&nothing));
    }

    #[test]
    fn a_permit_for_nothing_permits_what_changes_nothing() {
        let permit = switched_on().permit(writes()).unwrap();
        let nobodys = |repository: &str| format!("/v2/{repository}/manifests/{NOBODYS_DIGEST}");
        assert!(permit.allows(&delete(&nobodys("gallery/ui"))));
        assert!(permit.allows(&put(&nobodys("gallery/ui"), "{}")));
        let at = |reference: &str| format!("/v2/gallery/ui/manifests/{reference}");
        assert_eq!(nobodys_digest().to_string(), NOBODYS_DIGEST);
        let tag = nobodys_tag(7).to_string();
        assert!(permit.allows(&delete(&at(&tag))));
        for refused in [
            put(&at(&tag), "{}"),
            delete(&at(&tag[1..])),
            delete(&at(&tag[..tag.len() - 1])),
            delete(&at(&format!("{tag}0"))),
            delete(&at("porthole-probe-00000000000000000000000000000x07")),
            delete(&nobodys("gallery/api")),
            delete("/v2/gallery/ui/manifests/latest"),
            delete(&format!("/v2/gallery/ui/blobs/{NOBODYS_DIGEST}")),
            put("/v2/gallery/ui/manifests/latest", "{}"),
            request(Method::Put, &nobodys("gallery/ui"), None),
            request(Method::Get, &nobodys("gallery/ui"), None),
        ] {
            assert!(!permit.allows(&refused), "{refused:?}");
        }
        let elsewhere = Request {
            url: format!("https://other.example.com{}", nobodys("gallery/ui")),
            ..delete("")
        };
        assert!(!permit.allows(&elsewhere));
    }

    #[test]
    fn a_permit_permits_what_it_names_and_nothing_else() {
        let known = body("{}").digest().clone();
        let permit = switched_on().permit(Writes {
            removed: ["2.1".to_owned(), known.to_string()].into(),
            tags: Rc::new([Tag::parse("latest").unwrap()].into()),
            put: [known.clone()].into(),
            ..writes()
        });
        let permit = permit.unwrap();
        let at = |reference: &str| format!("/v2/gallery/ui/manifests/{reference}");
        for permitted in [
            delete(&at("2.1")),
            delete(&at(&known.to_string())),
            put(&at("latest"), "{}"),
            put(&at(&known.to_string()), "{}"),
        ] {
            assert!(permit.allows(&permitted), "{permitted:?}");
        }
        for refused in [
            delete(&at("2")),
            delete(&at("latest")),
            delete(&at("2.1?other")),
            put(&at("2.1"), "{}"),
            put(&at("latest"), "[]"),
            put(&at(&body("[]").digest().to_string()), "[]"),
            put(&at(&known.to_string()), "[]"),
        ] {
            assert!(!permit.allows(&refused), "{refused:?}");
        }
    }
}
