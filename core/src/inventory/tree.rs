//! Repositories as a tree of namespaces.

use crate::{oci::name::RepositoryName, sorting::sort};

/// A row of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// How many namespaces it is in.
    pub depth: usize,
    /// Where it is: the namespaces and its own name, with slashes between them.
    pub path: String,
    /// The repository of this path; nothing where it is a namespace only.
    pub repository: Option<RepositoryName>,
    /// Whether it is a namespace.
    pub is_namespace: bool,
}

impl TreeRow {
    /// The last part of its path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// The rows of a tree, without what is in a folded namespace. A repository that is also a
/// namespace is one row and both.
pub fn rows<'a>(
    repositories: impl Iterator<Item = &'a RepositoryName>,
    is_folded: &dyn Fn(&str) -> bool,
) -> Vec<TreeRow> {
    let mut repositories: Vec<&RepositoryName> = repositories.collect();
    // By component: a namespace's repositories stand together.
    sort(&mut repositories, |left, right| {
        left.as_str().split('/').cmp(right.as_str().split('/'))
    });
    let mut rows: Vec<TreeRow> = Vec::new();
    // Up to here rows of folded namespaces are left out.
    let mut folded: Option<String> = None;
    for repository in repositories {
        let path = repository.as_str();
        if folded
            .as_deref()
            .is_some_and(|folded| is_within(path, folded))
        {
            continue;
        }
        folded = None;
        let namespaces = path.match_indices('/').map(|(end, _)| &path[..end]);
        for (depth, namespace) in namespaces.enumerate() {
            open(&mut rows, depth, namespace);
            if is_folded(namespace) {
                folded = Some(namespace.to_owned());
                break;
            }
        }
        if folded.is_none() {
            rows.push(TreeRow {
                depth: path.matches('/').count(),
                path: path.to_owned(),
                repository: Some(repository.clone()),
                is_namespace: false,
            });
        }
    }
    rows
}

fn is_within(path: &str, namespace: &str) -> bool {
    path.strip_prefix(namespace)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// The row of a namespace, made unless it stands there: it is the last one at its depth.
fn open(rows: &mut Vec<TreeRow>, depth: usize, namespace: &str) {
    let last = rows.iter_mut().rev().find(|row| row.depth <= depth);
    match last {
        Some(row) if row.path == namespace => row.is_namespace = true,
        _ => rows.push(TreeRow {
            depth,
            path: namespace.to_owned(),
            repository: None,
            is_namespace: true,
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(names: &[&str], folded: &[&str]) -> Vec<String> {
        let names: Vec<RepositoryName> = names
            .iter()
            .map(|name| RepositoryName::parse(name).unwrap())
            .collect();
        let rows = rows(names.iter(), &|path| folded.contains(&path));
        let draw = |row: &TreeRow| {
            let mark = if row.is_namespace { "+" } else { "" };
            let link = if row.repository.is_some() { "!" } else { "" };
            format!("{}{mark}{}{link}", "  ".repeat(row.depth), row.name())
        };
        rows.iter().map(draw).collect()
    }

    #[test]
    fn repositories_stand_in_their_namespaces() {
        assert_eq!(
            drawn(&["gallery/ui", "hello", "gallery/api", "a/b/c"], &[]),
            [
                "+a", "  +b", "    c!", "+gallery", "  api!", "  ui!", "hello!"
            ]
        );
    }

    #[test]
    fn a_repository_that_is_a_namespace_is_both() {
        assert_eq!(
            drawn(&["a", "a-b", "a/b", "a/b/c"], &[]),
            ["+a!", "  +b!", "    c!", "a-b!"]
        );
    }

    #[test]
    fn what_is_folded_is_left_out() {
        let names = ["a/b/c", "a/b/d", "a/e", "ab/c", "z"];
        assert_eq!(drawn(&names, &["a"]), ["+a", "+ab", "  c!", "z!"]);
        assert_eq!(
            drawn(&names, &["a/b", "ab"]),
            ["+a", "  +b", "  e!", "+ab", "z!"]
        );
    }

    proptest! {
        #[test]
        fn every_repository_has_one_row_where_nothing_is_folded(
            names in proptest::collection::btree_set("[ab](-[ab])?(/[ab](-[ab])?){0,3}", 0..30)
        ) {
            let names: Vec<RepositoryName> = names.iter().map(|name| RepositoryName::parse(name).unwrap()).collect();
            let rows = rows(names.iter(), &|_| false);
            let linked = rows.iter().filter(|row| row.repository.is_some()).count();
            prop_assert_eq!(linked, names.len());
            let mut paths: Vec<&str> = rows.iter().map(|row| row.path.as_str()).collect();
            paths.sort_unstable();
            let number = paths.len();
            paths.dedup();
            prop_assert_eq!(paths.len(), number);
        }
    }
}
