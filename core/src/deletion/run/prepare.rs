//! Looking at the repository again before the first request: what the plan made anew does not do
//! too is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use futures_util::{StreamExt as _, stream};

use crate::{
    deletion::{
        journal::record::{Kind, Record, Work},
        manifest::Manifest,
        plan::{Plan, Reason, Selection},
        read::read,
        run::{
            Run,
            outcome::{LeftOut, Outcome},
            removing::AT_ONCE,
            settling::named,
            state::{End, Phase},
        },
        snapshot::{Known, Snapshot, Target},
        steps::Action,
    },
    oci::{digest::Digest, document::Document, tag::Tag},
    registry::{
        error::{ErrorKind, RegistryError},
        manifest::ReadManifest,
        request::ManifestBody,
        transport::Transport,
    },
};

/// A repository with more tags is not listed again before each deletion.
const LISTED: usize = 1_000;

/// A tag that came since the repository was read.
pub(super) struct Newcomer {
    digest: Digest,
    lists: Rc<[Digest]>,
}

impl<T: Transport> Run<T> {
    /// Asks about what broke off, reads what a deletion is about, and leaves out what is not as
    /// it was.
    pub(super) async fn prepare(&self) -> Result<(), End> {
        self.settle_what_broke_off().await?;
        let Kind::Deletion {
            selection,
            mode,
            removal,
        } = &self.record.kind
        else {
            return Ok(());
        };
        let fresh = self.read_again(selection).await?;
        let outcomes = self.look(|state| state.outcomes.clone());
        let seen = as_before(&self.record, &outcomes, fresh.clone());
        let plan = Plan::of(&seen, selection, *mode, *removal);
        let compared = Compared {
            record: &self.record,
            seen: &seen,
            deleted: plan.deleted(),
            breaks: plan.breaks(),
            plan: &plan,
        };
        for place in 0..self.record.tasks.len() {
            if self.outcome(place) == Outcome::Waiting
                && let Some(why) = compared.why_not(place)
            {
                let outcome = self.adrift_or_gone(place, why).await;
                self.set(place, outcome);
            }
        }
        self.newcomers.take();
        self.baseline.replace(fresh.tags);
        Ok(())
    }

    async fn read_again(&self, selection: &Selection) -> Result<Snapshot, End> {
        let repository = &self.record.repository;
        let progress = |progress| self.enter(Phase::Reading(progress));
        let ask = async || read(&self.client, repository, selection, &progress).await;
        match self.stopping.unless(self.read(ask)).await {
            None => Err(End::Stopped),
            Some(Ok(snapshot)) => Ok(snapshot),
            Some(Err(error)) if error.kind == ErrorKind::NameUnknown => Ok(Snapshot::default()),
            Some(Err(error)) => Err(End::GivenUp(error)),
        }
    }

    async fn adrift_or_gone(&self, place: usize, why: LeftOut) -> Outcome {
        let (LeftOut::Adrift, Some(digest)) = (&why, self.record.tasks[place].work.deleted())
        else {
            return Outcome::LeftOut(why);
        };
        match self.is_there(digest).await {
            Ok(false) => Outcome::WasGone,
            Ok(true) => Outcome::LeftOut(why),
            Err(error) => Outcome::LeftOut(LeftOut::Unread(error)),
        }
    }

    /// Whether a tag that came since needs a manifest. Of a repository with many tags that is not
    /// asked: it would be asked again and again.
    pub(super) async fn newcomer_needing(
        &self,
        digest: &Digest,
    ) -> Result<Option<LeftOut>, RegistryError> {
        if self.baseline.borrow().len() > LISTED {
            return Ok(None);
        }
        let mut tags = self.listed().await?;
        tags.retain(|tag| !self.baseline.borrow().contains_key(tag));
        let mut targets = stream::iter(tags)
            .map(|tag| async {
                let target = self.leads(&tag).await;
                (tag, target)
            })
            .buffer_unordered(AT_ONCE);
        while let Some((tag, target)) = targets.next().await {
            let target = target?;
            let Some(now) = named(&target) else { continue };
            if now == digest {
                return Ok(Some(LeftOut::NewTag(tag)));
            }
            if self.lists(&tag, now).await?.contains(digest) {
                return Ok(Some(LeftOut::NewIndex(now.clone())));
            }
        }
        Ok(None)
    }

    /// What a newcomer lists, read once.
    async fn lists(&self, tag: &Tag, digest: &Digest) -> Result<Rc<[Digest]>, RegistryError> {
        if let Some(known) = self.newcomers.borrow().get(tag)
            && known.digest == *digest
        {
            return Ok(Rc::clone(&known.lists));
        }
        let manifest = self.manifest(digest).await?;
        let children = manifest.iter().flat_map(|manifest| &manifest.children);
        let lists: Rc<[Digest]> = children.map(|child| child.digest.clone()).collect();
        let newcomer = Newcomer {
            digest: digest.clone(),
            lists: Rc::clone(&lists),
        };
        self.newcomers.borrow_mut().insert(tag.clone(), newcomer);
        Ok(lists)
    }

    /// The repository's tags; none where it is not there any more.
    pub(super) async fn listed(&self) -> Result<Vec<Tag>, RegistryError> {
        let mut pages = self.client.tags(&self.record.repository);
        let mut tags = Vec::new();
        loop {
            match self.read(async || pages.next().await).await {
                Ok(Some(page)) => tags.extend(page.names),
                Ok(None) => return Ok(tags),
                Err(error) if error.kind == ErrorKind::NameUnknown => return Ok(Vec::new()),
                Err(error) => return Err(error),
            }
        }
    }
}

/// What a repository would hold, had nothing of a run been done: so the rest of it is planned as
/// it was, and what others did meanwhile is seen all the same.
fn as_before(record: &Record, outcomes: &[Outcome], mut seen: Snapshot) -> Snapshot {
    for (task, outcome) in record.tasks.iter().zip(outcomes) {
        let is_half = matches!(outcome, Outcome::Half(_));
        let is_done = outcome.mark().is_done();
        for tag in task.work.tags() {
            let target = record
                .led(tag)
                .map_or(Target::Missing, |digest| Target::Manifest(digest.clone()));
            if is_half {
                seen.tags.insert(tag.clone(), target);
            } else if is_done {
                seen.tags.entry(tag.clone()).or_insert(target);
            }
        }
        let Some(digest) = task.work.deleted() else {
            continue;
        };
        let is_known = seen.manifests.contains_key(digest);
        if (is_done || !is_known)
            && let Some(manifest) = record.bodies.get(digest).and_then(of_body)
        {
            seen.manifests
                .insert(digest.clone(), Known::Read(Rc::new(manifest)));
        }
    }
    seen
}

/// What kept bytes say.
pub(in crate::deletion) fn of_body(body: &ManifestBody) -> Option<Manifest> {
    let read = ReadManifest {
        bytes: body.bytes().to_vec(),
        document: Document::read(body.bytes(), Some(body.media_type())),
    };
    Manifest::of(body.digest(), &read)
}

/// A run, and the plan made anew.
struct Compared<'a> {
    record: &'a Record,
    seen: &'a Snapshot,
    plan: &'a Plan,
    /// What the plan made anew deletes, with the tags.
    deleted: BTreeMap<&'a Digest, &'a [Tag]>,
    /// What the plan made anew breaks, by what those indexes lose.
    breaks: BTreeMap<&'a Digest, BTreeSet<&'a Digest>>,
}

impl Plan {
    fn deleted(&self) -> BTreeMap<&Digest, &[Tag]> {
        let steps = self.steps.iter();
        let deleted = steps.filter_map(|step| match &step.action {
            Action::DeleteManifest { digest, tags } => Some((digest, &**tags)),
            Action::RemoveTag { .. } => None,
        });
        deleted.collect()
    }

    fn breaks(&self) -> BTreeMap<&Digest, BTreeSet<&Digest>> {
        let mut breaks = BTreeMap::<_, BTreeSet<_>>::new();
        for broken in &self.broken {
            breaks
                .entry(&broken.child)
                .or_default()
                .insert(&broken.index);
        }
        breaks
    }
}

impl Compared<'_> {
    /// Why the plan made anew does not do a task; nothing where it does. Where single tags lead is
    /// asked right before each is removed.
    fn why_not(&self, place: usize) -> Option<LeftOut> {
        let Work::Remove(Action::DeleteManifest { digest, tags }) = &self.record.tasks[place].work
        else {
            return None;
        };
        let Some(now) = self.deleted.get(digest) else {
            return Some(self.why_kept(digest, tags));
        };
        let known: BTreeSet<&Tag> = tags.iter().collect();
        if let Some(new) = now.iter().find(|tag| !known.contains(tag)) {
            return Some(LeftOut::NewTag(new.clone()));
        }
        let known = self.record.breaks.get(digest);
        let mut breaks = self.breaks.get(digest).into_iter().flatten();
        let new = breaks.find(|index| !known.is_some_and(|known| known.contains(**index)));
        new.map(|index| LeftOut::NewIndex((*index).clone()))
    }

    fn why_kept(&self, digest: &Digest, tags: &[Tag]) -> LeftOut {
        for tag in tags {
            match self.seen.tags.get(tag) {
                Some(Target::Unread(error)) => return LeftOut::Unread(error.clone()),
                Some(target) if named(target) != Some(digest) => {
                    return LeftOut::TagMoved {
                        tag: tag.clone(),
                        from: Some(digest.clone()),
                        to: named(target).cloned(),
                    };
                }
                _ => {}
            }
        }
        match self.plan.kept.manifests.get(digest) {
            Some(Reason::Tagged(others)) => match others.first() {
                Some(tag) => LeftOut::NewTag(tag.clone()),
                None => LeftOut::Unsure,
            },
            Some(Reason::Listed(index)) => LeftOut::NewIndex(index.clone()),
            Some(Reason::Unread) => LeftOut::Unsure,
            None => self.new_tag(digest, tags),
        }
    }

    fn new_tag(&self, digest: &Digest, tags: &[Tag]) -> LeftOut {
        let known: BTreeSet<&Tag> = tags.iter().collect();
        let mut new = self.seen.tags_of(digest).filter(|tag| !known.contains(tag));
        new.next()
            .map_or(LeftOut::Adrift, |tag| LeftOut::NewTag(tag.clone()))
    }
}
