//! YAML that somebody copied from a page and pasted into `http.headers`.

/// The lines that were pasted, without the keys that they stand below.
pub(super) struct Pasted<'a> {
    lines: Vec<&'a str>,
    /// How far all of them are indented.
    indentation: usize,
}

impl<'a> Pasted<'a> {
    /// Reads what was pasted, with `http:` and `headers:` above it or without.
    pub(super) fn read(yaml: &'a str) -> Self {
        let lines = yaml.lines().map(str::trim_end);
        let lines: Vec<_> = lines
            .filter(|line| !["", "http:", "headers:"].contains(&line.trim_start()))
            .collect();
        let indentation = lines.iter().map(|line| indentation(line)).min();
        Self {
            lines,
            indentation: indentation.unwrap_or_default(),
        }
    }

    /// Whether it says something about a header.
    pub(super) fn names(&self, header: &str) -> bool {
        let mut keys = self.lines.iter().filter_map(|line| line.split_once(':'));
        keys.any(|(key, _)| key.trim().eq_ignore_ascii_case(header))
    }

    /// The lines, to stand at a depth.
    pub(super) fn indented(&self, depth: usize) -> String {
        let lines = self.lines.iter();
        let lines = lines.map(|line| format!("{:depth$}{}\n", "", &line[self.indentation..]));
        lines.collect()
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_stands_where_it_belongs() {
        let lines =
            "Access-Control-Allow-Origin: ['*']\nAccess-Control-Allow-Headers:\n  - Accept\n";
        let block = "http:\n  headers:\n    Access-Control-Allow-Origin: ['*']\n    Access-Control-Allow-Headers:\n      - Accept\n\n";
        let expected = "    Access-Control-Allow-Origin: ['*']\n    Access-Control-Allow-Headers:\n      - Accept\n";
        assert_eq!(Pasted::read(lines).indented(4), expected);
        assert_eq!(Pasted::read(block).indented(4), expected);
        assert_eq!(Pasted::read("\n").indented(4), "");
    }

    #[test]
    fn what_is_pasted_is_found_by_its_key() {
        let pasted = Pasted::read("    access-control-allow-origin: ['http://localhost:8080']");
        assert!(pasted.names("Access-Control-Allow-Origin"));
        assert!(!pasted.names("Access-Control-Allow-Headers"));
    }
}
