//! What a registry asks for, RFC 9110, 11.6.1, and as registries really write it: any case,
//! values without quotes that hold spaces, several challenges joined by commas.

/// What a registry accepts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Challenges {
    /// A name and a password.
    pub basic: bool,
    /// A token of a token service.
    pub bearer: Option<BearerChallenge>,
    /// Other schemes, by name.
    pub others: Vec<String>,
}

/// Where a token comes from, and for what.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BearerChallenge {
    /// The token service's address, as it was written.
    pub realm: String,
    /// What the token service calls the registry.
    pub service: Option<String>,
    /// The right that is missing; several are separated by spaces.
    pub scope: Option<String>,
    /// What is wrong with the token that was sent, such as `insufficient_scope`.
    pub error: Option<String>,
}

/// Longer ones are not read: no registry needs them.
const LONGEST: usize = 8 * 1024;
const OTHERS: usize = 5;

impl Challenges {
    /// Reads a `WWW-Authenticate` header. Whatever cannot be read is left out.
    pub fn parse(header: &str) -> Self {
        let mut challenges = Self::default();
        if header.len() > LONGEST {
            return challenges;
        }
        for (scheme, parameters) in split(header) {
            if scheme.eq_ignore_ascii_case("basic") {
                challenges.basic = true;
            } else if scheme.eq_ignore_ascii_case("bearer") {
                let bearer = BearerChallenge::of(&parameters);
                challenges.bearer = challenges.bearer.or(bearer);
            } else if challenges.others.len() < OTHERS {
                challenges.others.push(scheme.to_owned());
            }
        }
        challenges
    }

    /// Whether nothing was asked for that could be read.
    pub fn is_empty(&self) -> bool {
        !self.basic && self.bearer.is_none() && self.others.is_empty()
    }
}

impl BearerChallenge {
    /// What it asks for, whatever was wrong with what was sent.
    pub(crate) fn without_error(&self) -> Self {
        Self {
            error: None,
            ..self.clone()
        }
    }

    fn of(parameters: &[(String, String)]) -> Option<Self> {
        let value = |name: &str| {
            let found = parameters.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.clone())
        };
        Some(Self {
            realm: value("realm").filter(|realm| !realm.is_empty())?,
            service: value("service"),
            scope: value("scope").filter(|scope| !scope.is_empty()),
            error: value("error"),
        })
    }
}

type Parameters = Vec<(String, String)>;

/// Each scheme with its parameters.
fn split(header: &str) -> Vec<(&str, Parameters)> {
    let mut challenges: Vec<(&str, Parameters)> = Vec::new();
    for part in parts(header) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        let (scheme, rest) = scheme_of(part);
        if let Some(scheme) = scheme {
            challenges.push((scheme, Vec::new()));
        }
        if let (Some((_, parameters)), Some(parameter)) = (challenges.last_mut(), parameter(rest)) {
            parameters.push(parameter);
        }
    }
    challenges
}

/// What stands between commas that are not quoted.
fn parts(header: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut is_quoted, mut is_escaped) = (0, false, false);
    for (position, letter) in header.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => {
                parts.push(&header[start..position]);
                start = position + 1;
            }
            _ => {}
        }
    }
    parts.push(&header[start..]);
    parts
}

/// A part begins a challenge when a word stands before its first parameter, or alone.
fn scheme_of(part: &str) -> (Option<&str>, &str) {
    match part.split_once(char::is_whitespace) {
        Some((word, rest)) if !word.contains('=') && !rest.trim_start().starts_with('=') => {
            (Some(word), rest.trim_start())
        }
        None if !part.contains('=') => (Some(part), ""),
        _ => (None, part),
    }
}

fn parameter(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let value = value.trim();
    let value = match value.strip_prefix('"') {
        Some(quoted) => unquoted(quoted),
        None => value.to_owned(),
    };
    Some((name.trim().to_ascii_lowercase(), value))
}

/// A quoted text without its quotes, from behind the first one.
fn unquoted(text: &str) -> String {
    let mut value = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            '\\' => value.extend(letters.next()),
            letter => value.push(letter),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bearer(header: &str) -> BearerChallenge {
        let bearer = Challenges::parse(header).bearer;
        bearer.unwrap_or_else(|| panic!("no token is asked for in {header}"))
    }

    #[test]
    fn distribution_asks_for_a_token() {
        let read = bearer(
            r#"Bearer realm="https://auth.example.com/token",service="my-registry",scope="repository:lib/oci:pull,push registry:catalog:*",error="invalid_token""#,
        );
        assert_eq!(
            read,
            BearerChallenge {
                realm: "https://auth.example.com/token".to_owned(),
                service: Some("my-registry".to_owned()),
                scope: Some("repository:lib/oci:pull,push registry:catalog:*".to_owned()),
                error: Some("invalid_token".to_owned()),
            }
        );
    }

    #[test]
    fn passwords_are_asked_for_in_many_ways() {
        for header in [
            r#"Basic realm="basic-realm""#,
            "basic realm=Authorization Required",
            "BASIC",
            r#"Basic realm="a, Bearer realm=\"b\"", charset="UTF-8""#,
        ] {
            let read = Challenges::parse(header);
            assert!(read.basic, "{header}");
            assert_eq!((read.bearer, read.others), (None, Vec::new()), "{header}");
        }
    }

    #[test]
    fn several_are_joined() {
        let read = Challenges::parse(
            r#"Bearer realm="https://git.example.com/v2/token",service="c",scope="*", Basic realm="x", Negotiate"#,
        );
        assert!(read.basic);
        assert_eq!(read.others, ["Negotiate"]);
        assert_eq!(
            read.bearer.unwrap_or_default().realm,
            "https://git.example.com/v2/token"
        );
    }

    #[test]
    fn values_without_quotes_and_spaces_around_are_read() {
        let read = bearer("bearer Realm = https://a.example/t , SERVICE=s e r v, scope=a:b:pull");
        assert_eq!(read.realm, "https://a.example/t");
        assert_eq!(read.service.as_deref(), Some("s e r v"));
        assert_eq!(read.scope.as_deref(), Some("a:b:pull"));
    }

    #[test]
    fn a_token_without_a_service_is_none() {
        assert_eq!(Challenges::parse(r#"Bearer service="x""#).bearer, None);
        assert!(Challenges::parse("").is_empty());
    }

    #[test]
    fn a_challenge_without_end_is_not_read() {
        let long = format!("Basic realm=\"{}\"", "x".repeat(100_000));
        assert!(Challenges::parse(&long).is_empty());
    }

    proptest! {
        #[test]
        fn anything_is_read_without_a_panic(header in "\\PC{0,200}") {
            let _ = Challenges::parse(&header);
        }

        #[test]
        fn quoted_values_come_back(realm in "[a-z:/.?=&, \"\\\\]{1,40}") {
            let quoted = realm.replace('\\', "\\\\").replace('"', "\\\"");
            let read = bearer(&format!("Bearer realm=\"{quoted}\",service=\"s\""));
            prop_assert_eq!(read.realm, realm);
            prop_assert_eq!(read.service.as_deref(), Some("s"));
        }
    }
}
