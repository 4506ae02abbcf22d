//! Records in words.

use std::time::Duration;

use crate::{
    format::{count, size, visible},
    registry::record::{Answer, End, Record, Sent, Signature},
};

/// How much a record asks to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing is wrong.
    Usual,
    /// This page ended it.
    GivenUp,
    /// It failed.
    Fault,
}

impl Record {
    /// What became of it: the status, with its name where it is a refusal; or what happened instead.
    pub fn outcome(&self) -> String {
        let end = match self.end {
            Some((_, End::NoAnswer)) => "no answer",
            Some((_, End::BrokenOff)) => "broken off",
            Some((_, End::GivenUp)) => "given up",
            Some((_, End::Whole | End::Unread)) | None => "",
        };
        let answer = match self.head.as_ref().map(|head| head.answer) {
            None if end.is_empty() => "waiting".to_owned(),
            None => String::new(),
            Some(Answer::Unreadable) => "not readable".to_owned(),
            Some(Answer::LeadsElsewhere) => "leads elsewhere".to_owned(),
            Some(Answer::Status(status)) => match reason(status) {
                Some(reason) => format!("{status} {reason}"),
                None => status.to_string(),
            },
        };
        let was_redirected = self.head.as_ref().is_some_and(|head| head.was_redirected);
        let detour = if was_redirected { "redirected" } else { "" };
        let parts = [answer.as_str(), detour, end].into_iter();
        let parts = parts.filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    }

    /// How much it asks to be looked at.
    pub fn tone(&self) -> Tone {
        let answer = self.head.as_ref().map(|head| head.answer);
        let end = self.end.map(|(_, end)| end);
        let has_failed = matches!(end, Some(End::NoAnswer | End::BrokenOff));
        if has_failed || matches!(answer, Some(Answer::Status(400..))) {
            Tone::Fault
        } else if end == Some(End::GivenUp) {
            Tone::GivenUp
        } else {
            Tone::Usual
        }
    }

    /// When it began, in seconds.
    pub fn began_in_words(&self) -> String {
        let hundredths = self.began.as_millis() / 10;
        format!("{}.{:02} s", hundredths / 100, hundredths % 100)
    }

    /// How long it took to its end, and how long to its head; nothing before.
    pub fn took(&self) -> (String, String) {
        let since = |then: Duration| words(then.saturating_sub(self.began));
        let whole = self.end.map(|(ended, _)| since(ended));
        let head = self.head.as_ref().map(|head| since(head.came));
        let head = head.map(|head| format!("The head came after {head}"));
        (whole.unwrap_or_default(), head.unwrap_or_default())
    }

    /// How much of the body was read, and that in bytes.
    pub fn length(&self) -> (String, String) {
        match self.end {
            Some((_, End::Unread)) => (
                "not read".to_owned(),
                "The head of the answer was enough".to_owned(),
            ),
            None if self.bytes == 0 => (String::new(), String::new()),
            _ if self.head.is_none() => (String::new(), String::new()),
            _ => (size(self.bytes), format!("{} bytes", count(self.bytes))),
        }
    }

    /// Whether all of these words, in lower case, stand in its method, address, outcome or digest.
    pub fn has(&self, words: &str) -> bool {
        if words.is_empty() {
            return true;
        }
        let digest = self.head.as_ref().and_then(|head| head.digest.as_ref());
        let digest = digest.map(ToString::to_string).unwrap_or_default();
        let texts = [
            self.sent.method,
            self.sent.address.as_str(),
            &self.outcome(),
            &digest,
        ];
        let texts = texts.map(str::to_ascii_lowercase);
        let mut words = words.split_whitespace();
        words.all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

impl Sent {
    /// What signs it, as the header says it.
    pub fn scheme(&self) -> Option<&'static str> {
        self.signature.map(|signature| match signature {
            Signature::Basic => "Basic",
            Signature::Bearer => "Bearer",
            Signature::Nobody => "nobody",
        })
    }

    /// All that is known of it, a line each.
    pub fn described(&self) -> String {
        let mut lines = vec![format!("{} {}", self.method, self.address.as_str())];
        let headers = self.headers.iter();
        lines.extend(headers.map(|(name, value)| format!("{name}: {value}")));
        let signature = self.signature.map(|signature| match signature {
            Signature::Basic => "Signed with a name and a password (Basic)",
            Signature::Bearer => "Signed with a token (Bearer)",
            Signature::Nobody => "Signed with a word that is nobody's",
        });
        lines.extend(signature.map(ToOwned::to_owned));
        if self.has_credentials {
            lines.push("The browser adds its own cookies and logins".to_owned());
        }
        if !self.address.is_whole {
            lines.push("Not all of the address is kept".to_owned());
        }
        let lines = lines.iter().map(|line| visible(line));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn words(time: Duration) -> String {
    let milliseconds = time.as_millis();
    if milliseconds < 10_000 {
        format!("{milliseconds} ms")
    } else {
        let tenths = milliseconds / 100;
        format!("{}.{} s", tenths / 10, tenths % 10)
    }
}

/// The name of a refusal, RFC 9110.
fn reason(status: u16) -> Option<&'static str> {
    Some(match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        416 => "Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ if status >= 500 => "server fault",
        _ if status >= 400 => "refused",
        _ => return None,
    })
}
