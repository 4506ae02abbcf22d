//! What a registry says when it refuses a change, in one line.

use crate::{
    format::visible,
    registry::{
        client::Reach,
        error::{Answered, ErrorKind, RegistryError},
        request::Method,
    },
};

impl RegistryError {
    /// What went wrong with a change, to somebody who looks at a page of `page_origin`: where the
    /// registry refused it, in the registry's words, which name the reason.
    pub fn told_of_change(&self, reach: &Reach, page_origin: &str) -> String {
        let registry = reach.address.label();
        match (self.method, &self.kind) {
            (Method::Delete, ErrorKind::Denied(answered) | ErrorKind::Refused(answered)) => {
                format!("{registry} refused to delete it: {}", words(answered))
            }
            (Method::Put, ErrorKind::Denied(answered) | ErrorKind::Refused(answered)) => {
                format!("{registry} refused to take it: {}", words(answered))
            }
            (Method::Delete, ErrorKind::Malformed(_)) => {
                format!("{registry} said that it deleted it, and it is still there")
            }
            (Method::Put, ErrorKind::Malformed(words)) => {
                format!("{registry} stored something else: {words}")
            }
            _ => self.explain(reach, page_origin).title,
        }
    }
}

fn words(answered: &Answered) -> String {
    let mut faults = answered.faults.iter();
    let said = faults.find_map(|fault| {
        let words = [&*fault.code, &*fault.message];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        (!words.is_empty()).then(|| visible(&words.join(" ")).into_owned())
    });
    said.unwrap_or_else(|| format!("status {}", answered.status))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::{
        address::RegistryAddress,
        client::Patience,
        error::{Fault, Subject},
        request::Credentials,
    };

    fn told(method: Method, kind: ErrorKind) -> String {
        let reach = Reach {
            address: RegistryAddress::parse("localhost:5000").unwrap(),
            cross_origin: true,
            credentials: Credentials::Omit,
            patience: Patience::default(),
        };
        let error = RegistryError {
            kind,
            subject: Subject::Manifest,
            method,
            path: "/v2/a/manifests/b".to_owned(),
        };
        error.told_of_change(&reach, "http://localhost:8080")
    }

    fn answered(code: &str, message: &str) -> Answered {
        Answered {
            status: 412,
            faults: vec![Fault {
                code: code.to_owned(),
                message: message.to_owned(),
            }],
        }
    }

    #[test]
    fn a_refused_change_is_told_in_the_registrys_words() {
        let listed = answered("PRECONDITION", "an index lists it");
        let refused = ErrorKind::Refused(listed.clone());
        assert_eq!(
            told(Method::Delete, refused.clone()),
            "localhost:5000 refused to delete it: PRECONDITION an index lists it"
        );
        assert_eq!(
            told(Method::Put, ErrorKind::Denied(listed)),
            "localhost:5000 refused to take it: PRECONDITION an index lists it"
        );
        assert_eq!(
            told(Method::Delete, ErrorKind::Refused(answered("", ""))),
            "localhost:5000 refused to delete it: status 412"
        );
        let turned = ErrorKind::Refused(answered("DENIED", "\u{202e}desufer"));
        assert_eq!(
            told(Method::Delete, turned),
            "localhost:5000 refused to delete it: DENIED ⟨U+202E⟩desufer"
        );
        assert_eq!(
            told(Method::Get, refused),
            "localhost:5000 refused to give the manifest"
        );
    }

    #[test]
    fn what_refused_nothing_is_told_as_everywhere() {
        let title = told(Method::Delete, ErrorKind::RateLimited(None));
        assert_eq!(title, "localhost:5000 limits how much may be asked");
    }
}
