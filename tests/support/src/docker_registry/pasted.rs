//! YAML that somebody copied from a page, merged into a `config.yml` key by key.

use std::fmt::Write as _;

/// A key, or an entry of a list, with all that stands below it.
#[derive(Debug)]
struct Entry<'a> {
    line: &'a str,
    below: Vec<Entry<'a>>,
}

/// A file with what was pasted: what stands below the same keys stays, unless it has the same key
/// itself. Without `http:` or `storage:` above them the lines are headers.
pub(super) fn merged(file: &str, pasted: &str) -> String {
    let mut entries = read(file);
    let mut added = read(pasted);
    let is_whole = |entry: &Entry<'_>| ["http", "storage", "headers"].contains(&entry.key());
    if !added.iter().any(is_whole) {
        let below = added;
        added = vec![Entry {
            line: "headers:",
            below,
        }];
    }
    if added.iter().any(|entry| entry.key() == "headers") {
        let below = added;
        added = vec![Entry {
            line: "http:",
            below,
        }];
    }
    merge(&mut entries, added);
    let mut text = String::new();
    write(&mut text, &entries, 0);
    text
}

impl Entry<'_> {
    fn key(&self) -> &str {
        self.line.split(':').next().unwrap_or_default()
    }

    /// Whether its value stands in its own line.
    fn has_value(&self) -> bool {
        let value = self.line.split_once(':').map_or("", |(_, value)| value);
        let value = value.trim_start();
        !value.is_empty() && !value.starts_with('#')
    }
}

fn read(yaml: &str) -> Vec<Entry<'_>> {
    let is_said = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let lines: Vec<&str> = yaml.lines().filter(is_said).collect();
    below(&lines)
}

/// The entries of lines of which the first is of the least depth.
fn below<'a>(lines: &[&'a str]) -> Vec<Entry<'a>> {
    let Some(first) = lines.first() else {
        return Vec::new();
    };
    let depth = depth(first);
    let mut entries = Vec::new();
    let mut rest = lines;
    while let Some((line, after)) = rest.split_first() {
        let deeper = after.iter().take_while(|line| self::depth(line) > depth);
        let (deeper, next) = after.split_at(deeper.count());
        entries.push(Entry {
            line: line.trim(),
            below: below(deeper),
        });
        rest = next;
    }
    entries
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn merge<'a>(entries: &mut Vec<Entry<'a>>, added: Vec<Entry<'a>>) {
    for new in added {
        let mut known = entries.iter_mut();
        match known.find(|entry| entry.key().eq_ignore_ascii_case(new.key())) {
            Some(entry) if entry.has_value() || new.has_value() => *entry = new,
            Some(entry) => merge(&mut entry.below, new.below),
            None => entries.push(new),
        }
    }
}

fn write(text: &mut String, entries: &[Entry<'_>], depth: usize) {
    for Entry { line, below } in entries {
        writeln!(text, "{:depth$}{line}", "").expect("a string takes all that is written");
        write(text, below, depth + 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
storage:
  filesystem:
    rootdirectory: /srv
http:
  addr: :5000
  headers:
    X-Instance: ['a']
    Access-Control-Allow-Origin: ['b']
";

    #[test]
    fn what_is_pasted_stands_below_its_keys_and_replaces_nothing_else() {
        let block = "\
http:  # yours
  headers:  # yours, too
    access-control-allow-origin: ['*']
    Access-Control-Allow-Headers:
      - Accept

# Of the storage.
storage:
  delete:
    enabled: true
";
        let expected = "\
storage:
  filesystem:
    rootdirectory: /srv
  delete:
    enabled: true
http:
  addr: :5000
  headers:
    X-Instance: ['a']
    access-control-allow-origin: ['*']
    Access-Control-Allow-Headers:
      - Accept
";
        assert_eq!(merged(FILE, block), expected);
    }

    #[test]
    fn headers_need_no_keys_above_them() {
        let expected = FILE.replace("['b']", "['*']");
        let line = "    Access-Control-Allow-Origin: ['*']";
        assert_eq!(merged(FILE, line), expected);
        assert_eq!(merged(FILE, &format!("headers:\n{line}")), expected);
        assert_eq!(merged(FILE, "\n"), FILE);
    }

    #[test]
    fn a_value_gives_way_to_a_list_of_its_key() {
        let list = "Access-Control-Allow-Origin:\n  - '*'\n";
        let expected = FILE.replace(" ['b']", "\n      - '*'");
        assert_eq!(merged(FILE, list), expected);
    }
}
