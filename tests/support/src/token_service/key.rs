//! What tokens are signed with: JSON Web Tokens, RFC 7519, by ES256.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rcgen::{CertificateParams, KeyPair};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use serde_json::{Value, json};

/// A key, and the certificate by which a registry knows it.
pub(super) struct Key {
    pair: EcdsaKeyPair,
    /// As PEM, for the registry's configuration.
    certificate: String,
    /// The head of every token. It holds the certificate, by which the registry finds the key.
    head: String,
}

impl Key {
    pub(super) fn generate() -> Self {
        let pair = KeyPair::generate().expect("this machine can make a key");
        let certificate = CertificateParams::default()
            .self_signed(&pair)
            .expect("a certificate without names can be signed");
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let signing =
            EcdsaKeyPair::from_pkcs8(algorithm, &pair.serialize_der(), &SystemRandom::new());
        let chain = [STANDARD.encode(certificate.der())];
        Self {
            pair: signing.expect("a key is one for every way of writing its signatures"),
            certificate: certificate.pem(),
            head: part(&json!({ "typ": "JWT", "alg": "ES256", "x5c": chain })),
        }
    }

    pub(super) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// A token that says `claims`.
    pub(super) fn token(&self, claims: &Value) -> String {
        let said = format!("{}.{}", self.head, part(claims));
        let signature = self.pair.sign(&SystemRandom::new(), said.as_bytes());
        let signature = signature.expect("this machine has random numbers");
        format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
