//! Why something may not be done, in words: a title, causes, a cure.

use crate::{
    deletion::ability::{Ability, TagAbility, What, Why},
    registry::{
        client::Reach,
        error::{ErrorKind, RegistryError},
        explanation::{Explanation, explanation, said},
    },
};

impl What {
    fn verb(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Push => "push",
        }
    }
}

impl Ability {
    /// Why not, to somebody who looks at a page of `page_origin`; nothing where it may be done.
    pub fn explain(&self, what: What, reach: &Reach, page_origin: &str) -> Option<Explanation> {
        match self {
            Self::Unasked | Self::Yes => None,
            Self::No(why) => Some(why.explain(what, reach, page_origin)),
            Self::Unclear(error) => Some(unclear(error, what, reach, page_origin)),
        }
    }
}

impl TagAbility {
    /// Why not, to somebody who looks at a page of `page_origin`; nothing where it can be done.
    pub fn explain(&self, reach: &Reach, page_origin: &str) -> Option<Explanation> {
        let Self::No { lacks, ability } = self else {
            return None;
        };
        let why = ability.explain(*lacks, reach, page_origin)?;
        if matches!(ability, Ability::No(Why::ReadOnlyHere { .. })) {
            return Some(why);
        }
        let way = "It removes no tag by itself, so Porthole would push an empty manifest under \
                   the tag and delete that.";
        let causes = [way.to_owned(), why.title + "."];
        Some(explanation(
            format!(
                "{} cannot remove one of several tags",
                reach.address.label()
            ),
            causes.into_iter().chain(why.causes),
            &why.cure,
        ))
    }
}

impl Why {
    fn explain(&self, what: What, reach: &Reach, page_origin: &str) -> Explanation {
        let registry = reach.address.label();
        match self {
            Self::ReadOnlyHere { may_turn } => read_only(*may_turn),
            Self::Unsupported => unsupported(what, &registry),
            Self::ReadOnlyThere => explanation(
                format!("{registry} only reads"),
                [
                    "It is under maintenance (storage.maintenance.readonly).".to_owned(),
                    "A proxy before it lets nothing else pass.".to_owned(),
                ],
                "Try again after the maintenance, or ask whoever runs it.",
            ),
            Self::SignIn(error) => sign_in(error, reach, page_origin),
            Self::Denied(answered) => {
                let verb = what.verb();
                explanation(
                    format!("{registry} does not let you {verb}"),
                    said(
                        answered,
                        "Whoever asks has no permission for it.".to_owned(),
                    ),
                    &format!(
                        "Sign in as somebody who may, or ask the registry's administrator for the right to {verb}."
                    ),
                )
            }
            Self::Preflight => preflight(what, &registry, page_origin),
        }
    }
}

fn sign_in(error: &RegistryError, reach: &Reach, page_origin: &str) -> Explanation {
    let explained = error.explain(reach, page_origin);
    if matches!(error.kind, ErrorKind::Unauthorized(_)) {
        let cure = "Sign in in the header, then open this again.";
        return explanation(explained.title, explained.causes, cure);
    }
    explained
}

fn read_only(may_turn: bool) -> Explanation {
    let (cause, cure) = if may_turn {
        (
            "Nothing is sent that would change the registry as long as this page is read-only.",
            "Press “Read-only” in the header.",
        )
    } else {
        (
            "Whoever set this page up made it read-only for good (read_only in config.json).",
            "Use another page, or copy the commands.",
        )
    };
    explanation("This page only reads".to_owned(), [cause.to_owned()], cure)
}

fn unsupported(what: What, registry: &str) -> Explanation {
    match what {
        What::Delete => explanation(
            format!("{registry} is configured not to delete"),
            [
                "Distribution does not delete unless its configuration says so.".to_owned(),
                "Hosted registries, such as ghcr.io, delete by their own pages only.".to_owned(),
            ],
            "In its config.yml set enabled: true below storage and delete, or in its environment \
             REGISTRY_STORAGE_DELETE_ENABLED=true, then restart it.",
        ),
        What::Push => explanation(
            format!("{registry} takes no pushes"),
            ["It is a copy of another registry (a pull-through cache).".to_owned()],
            "Ask the registry that it is a copy of.",
        ),
    }
}

fn preflight(what: What, registry: &str, page_origin: &str) -> Explanation {
    let lacks = match what {
        What::Delete => "Access-Control-Allow-Methods lacks DELETE.",
        What::Push => {
            "Access-Control-Allow-Methods lacks PUT, or Access-Control-Allow-Headers lacks \
             Content-Type."
        }
    };
    explanation(
        format!(
            "{registry} does not let pages of {page_origin} {}",
            what.verb()
        ),
        [
            lacks.to_owned(),
            "Where it asks for a password, distribution refuses the browser's question for \
             permission (a preflight) with 401, whatever its configuration says."
                .to_owned(),
        ],
        "Open Connection and choose “also delete”: its check prints the lines for this registry.",
    )
}

fn unclear(error: &RegistryError, what: What, reach: &Reach, page_origin: &str) -> Explanation {
    let registry = reach.address.label();
    let title = format!("Whether {registry} lets you {} is not known", what.verb());
    let (ErrorKind::Refused(answered) | ErrorKind::ServerFault(answered)) = &error.kind else {
        let explained = error.explain(reach, page_origin);
        let causes = [explained.title + "."].into_iter().chain(explained.causes);
        return explanation(title, causes, &explained.cure);
    };
    let status = format!("It answered with status {}.", answered.status);
    explanation(
        title,
        said(answered, status),
        "Try again. If it lasts, look at the registry's log.",
    )
}
