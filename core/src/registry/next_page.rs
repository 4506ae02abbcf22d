//! Where a list goes on.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a query value must not hold as it is.
const QUERY_VALUE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'=')
    .add(b'?');

/// The query of the `rel="next"` target of a `Link` header, RFC 8288.
///
/// Only the query is used, and only with the path that was asked: so relative targets, internal
/// host names and lost prefixes do no harm, and nothing is ever asked of another origin.
pub fn next_query(link: &str) -> Option<String> {
    let mut rest = link;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (target, after) = after.split_once('>')?;
        let end = end_of_link(after);
        if is_next(&after[..end]) {
            let (_, query) = target.split_once('?')?;
            let query = query.split('#').next().unwrap_or_default();
            return is_safe(query).then(|| query.to_owned());
        }
        rest = &after[end..];
    }
}

/// A comma outside of quotation marks ends the parameters of a link.
fn end_of_link(parameters: &str) -> usize {
    let mut quoted = false;
    for (position, character) in parameters.char_indices() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => return position,
            _ => {}
        }
    }
    parameters.len()
}

fn is_next(parameters: &str) -> bool {
    parameters.split(';').any(|parameter| {
        let Some((name, value)) = parameter.split_once('=') else {
            return false;
        };
        let relations = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("rel")
            && relations
                .split_ascii_whitespace()
                .any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

/// zot does not escape; what would change the meaning of the address is refused.
fn is_safe(query: &str) -> bool {
    query.len() <= 4096
        && query
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

/// The query that asks for what follows the last item.
pub fn query_after(last: &str, page_size: Option<usize>) -> String {
    let last = utf8_percent_encode(last, QUERY_VALUE);
    match page_size {
        Some(size) => format!("n={size}&last={last}"),
        None => format!("last={last}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_of_registries_are_read() {
        for (link, query) in [
            (
                r#"</v2/_catalog?last=a-b&n=3>; rel="next""#,
                Some("last=a-b&n=3"),
            ),
            (
                r#"<https://quay.example/v2/_catalog?next_page=gAA%3D>; rel="next""#,
                Some("next_page=gAA%3D"),
            ),
            (
                "</v2/_catalog?last=a/b&n=3>; rel=next",
                Some("last=a/b&n=3"),
            ),
            (
                r#"</first?n=1>; rel="first", </v2/a,b?n=2>; title="x, y"; REL="prev next""#,
                Some("n=2"),
            ),
            (r#"</v2/_catalog?n=3>; rel="first""#, None),
            ("</v2/_catalog>; rel=next", None),
            ("nonsense", None),
            ("<", None),
            ("", None),
            ("</x?a b>; rel=next", None),
        ] {
            assert_eq!(next_query(link).as_deref(), query, "{link}");
        }
    }

    #[test]
    fn the_last_item_is_escaped() {
        assert_eq!(query_after("a/b", Some(1000)), "n=1000&last=a/b");
        assert_eq!(query_after("a&n=5#%", None), "last=a%26n%3D5%23%25");
    }

    proptest! {
        #[test]
        fn no_link_panics(link in ".*") {
            let _ = next_query(&link);
        }

        #[test]
        fn a_query_never_leaves_its_place(link in "[<>?#;=,a-z\"/ ]{0,40}") {
            if let Some(query) = next_query(&link) {
                prop_assert!(!query.contains(['#', ' ']));
            }
        }
    }
}
