//! A request as a line for a terminal.

use crate::registry::{
    check::probe::NOBODY,
    record::{Sent, Signature},
    shell::shell,
};

impl Sent {
    /// The line that asks the same. It holds no secret: for a password curl asks, a token it has
    /// from a variable. There is none where the address was not kept whole.
    pub fn curl(&self) -> Option<String> {
        if !self.address.is_whole {
            return None;
        }
        let address = self.address.as_str();
        let mut line = "curl".to_owned();
        let mut add = |word: &str| {
            line.push(' ');
            line.push_str(word);
        };
        // The head tells as much as the body.
        add(if self.method == "HEAD" { "-I" } else { "-i" });
        if !matches!(self.method, "GET" | "HEAD") {
            add("-X");
            add(self.method);
        }
        if self.method == "PUT" {
            // The bytes are not noted.
            add("--data-binary @manifest.json");
        }
        if self.follows {
            add("-L");
        }
        if address.contains(['[', ']', '{', '}']) {
            // Otherwise they stand for several addresses.
            add("-g");
        }
        for (name, value) in &self.headers {
            add("-H");
            add(&shell(&format!("{name}: {value}")));
        }
        match self.signature {
            None => {}
            Some(Signature::Basic) => add(r#"-u "$USER""#),
            Some(Signature::Bearer) => add(r#"-H "Authorization: Bearer $TOKEN""#),
            Some(Signature::Nobody) => {
                add("-H");
                add(&shell(&format!("Authorization: {NOBODY}")));
            }
        }
        add(&shell(address));
        Some(line)
    }
}
