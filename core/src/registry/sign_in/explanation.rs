//! What goes wrong with signing in, in words.

use crate::registry::{
    explanation::{Explanation, explanation},
    sign_in::{challenge::Challenges, token_service::TokenServiceFault},
};

/// The registry wants to know who asks.
pub(crate) fn unauthorized(registry: &str, challenge: Option<&str>) -> Explanation {
    let challenges = Challenges::parse(challenge.unwrap_or_default());
    let others = challenges.others.join(", ");
    let (cause, cure) = if challenges.is_empty() {
        (
            "It wants a sign-in, of a kind that this page may not read.".to_owned(),
            "Sign in below.",
        )
    } else if challenges.basic {
        (
            "It wants a name and a password.".to_owned(),
            "Sign in below.",
        )
    } else if challenges.bearer.is_some() {
        (
            "It wants a token, which its token service gives to those who may.".to_owned(),
            "Sign in below.",
        )
    } else {
        (
            format!("It wants a sign-in of the kind {others}, which Porthole does not know."),
            "Use a proxy that signs people in.",
        )
    };
    explanation(format!("{registry} asks who you are"), [cause], cure)
}

/// The registry has nothing to compare a password with.
pub(crate) fn passwords_unreadable(registry: &str) -> Explanation {
    explanation(
        format!("{registry} cannot check passwords"),
        [
            "It answers every one with status 400 and no word, as distribution does where it \
             cannot read its file of passwords: a folder stands there, as in Debian's package, or \
             one of its lines is none."
                .to_owned(),
        ],
        "In its config.yml let path, below auth and htpasswd, name a file of lines made by htpasswd -B, then restart it. Its log names the fault.",
    )
}

/// Who signed in may not.
pub(crate) fn no_permission(registry: &str, subject: &str, scope: Option<&str>) -> Explanation {
    let missing = match scope {
        Some(scope) => format!("The right that is missing: {scope}."),
        None => "Whoever signed in has no permission for it.".to_owned(),
    };
    explanation(
        format!("No permission for {subject} of {registry}"),
        [missing],
        "Sign in as somebody else, or ask the registry's administrator for the right.",
    )
}

/// The browser asks the registry for permission to send a password, and is refused.
pub(crate) fn sign_in_not_allowed(registry: &str, page_origin: &str) -> Explanation {
    explanation(
        format!("{registry} does not let this page sign in"),
        [
            "Before a password goes to another origin, the browser asks the registry for permission \
             (a preflight), without the password. Distribution answers that with 401."
                .to_owned(),
            format!("It does not allow pages of {page_origin} to send Authorization (Access-Control-Allow-Headers)."),
        ],
        "Serve Porthole and the registry from one origin: then nothing has to be allowed.",
    )
}

/// No token came.
pub(crate) fn token_service(
    registry: &str,
    fault: &TokenServiceFault,
    page_origin: &str,
) -> Explanation {
    use TokenServiceFault as Fault;
    let administrator = "Tell the registry's administrator.";
    let (title, cause, cure) = match fault {
        Fault::NotAgreed(service) => (
            format!("{registry} has its tokens from {}", service.origin()),
            "Nothing was sent there yet: it is another host than the registry, and you did not agree to it.".to_owned(),
            "Agree to it if it belongs to the registry.",
        ),
        Fault::Insecure(origin) => (
            format!("The token service of {registry} is not safe"),
            format!("{origin} is plain http, and the registry https: what is sent there could be read on the way. Nothing was sent."),
            administrator,
        ),
        Fault::Invalid => (
            format!("{registry} names no token service"),
            "Where it says who gives tokens stands no address.".to_owned(),
            administrator,
        ),
        Fault::NoAnswer(origin) => (
            format!("No answer from {origin} that this page may read"),
            format!("The token service of {registry} is down, leads elsewhere, where no password follows, or does not allow pages of {page_origin} to read it (Access-Control-Allow-Origin, and Authorization in Access-Control-Allow-Headers)."),
            "Serve Porthole, the registry and its token service from one origin.",
        ),
        Fault::Refused(origin, 429) => (
            format!("{origin} limits how much may be asked"),
            format!("The token service of {registry} answered with status 429."),
            "Wait a while before you try again.",
        ),
        Fault::Refused(origin, status) => (
            format!("{origin} gives no token"),
            format!("The token service of {registry} answered with status {status}."),
            "Try again. If it lasts, look at the token service's log.",
        ),
        Fault::NoToken(origin) => (
            format!("{origin} gives no token"),
            format!("The token service of {registry} answered with something that holds none."),
            administrator,
        ),
        Fault::Useless(origin) => (
            format!("{registry} refuses the tokens of its own token service"),
            format!("A token that {origin} gave just now is not valid there: the two do not fit together, or their clocks differ."),
            administrator,
        ),
    };
    explanation(title, [cause], cure)
}
