//! Values, so that they stay values wherever they are written.

use crate::registry::{
    address::{RegistryAddress, Scheme},
    shell::printable,
};

/// The origin to allow. A page that has none, such as a file, can only be allowed with all others.
pub(crate) fn allowed_origin(page: Option<&RegistryAddress>) -> String {
    page.map_or_else(|| "*".to_owned(), RegistryAddress::origin)
}

/// As YAML: in single quotes, where nothing but the quote itself means anything.
pub(crate) fn yaml(text: &str) -> String {
    format!("'{}'", printable(text).replace('\'', "''"))
}

/// The address, as it can stand in a file of nginx, Caddy or Compose: what means something there
/// is written by its number.
pub(crate) fn upstream(address: &RegistryAddress) -> String {
    let mut written = String::new();
    for letter in address.to_string().chars() {
        if letter.is_ascii_alphanumeric() || "-._~:/[]%".contains(letter) {
            written.push(letter);
        } else {
            let mut buffer = [0; 4];
            for byte in letter.encode_utf8(&mut buffer).bytes() {
                written.extend([format!("%{byte:02X}")]);
            }
        }
    }
    written
}

/// Whether a path stands before `/v2/`.
pub(crate) fn has_path(address: &RegistryAddress) -> bool {
    address.to_string() != address.origin()
}

/// The port that somebody listens on at the address.
pub(crate) fn port(address: &RegistryAddress) -> &str {
    let host = address.host();
    let after_brackets = host.rfind(']').unwrap_or(0);
    match (host[after_brackets..].rsplit_once(':'), address.scheme()) {
        (Some((_, port)), _) => port,
        (None, Scheme::Http) => "80",
        (None, Scheme::Https) => "443",
    }
}

/// The host without its port.
pub(crate) fn name(address: &RegistryAddress) -> &str {
    let host = address.host();
    let end = host
        .rfind(':')
        .filter(|end| host[*end..].find(']').is_none());
    &host[..end.unwrap_or(host.len())]
}
