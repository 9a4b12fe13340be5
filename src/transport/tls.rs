//! Whom to trust: the system's authorities, the built-in ones where it has none, or those given, alone.

use ureq::tls::{parse_pem, Certificate, PemItem, RootCerts, TlsConfig};

use crate::error::{Error, Result};

/// The TLS configuration of clients of this base URL; `pem` are the authorities that stand alone when given.
pub(crate) fn config(base_url: &str, pem: Option<&str>) -> Result<TlsConfig> {
    let roots = match pem {
        Some(pem) => RootCerts::new_with_certs(&given(pem)?),
        // Nobody has to prove anything there, and the system's are some hundred files.
        None if is_clear(base_url) => RootCerts::WebPki,
        None => match system() {
            certificates if certificates.is_empty() => RootCerts::WebPki,
            certificates => RootCerts::new_with_certs(&certificates),
        },
    };
    Ok(TlsConfig::builder().root_certs(roots).build())
}

fn is_clear(base_url: &str) -> bool {
    let scheme = base_url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"))
}

fn given(pem: &str) -> Result<Vec<Certificate<'static>>> {
    let expected = "expected certificates in PEM";
    let mut certificates = Vec::new();
    for item in parse_pem(pem.as_bytes()) {
        match item.map_err(|e| Error::invalid_member("rootCertificates", format!("{expected}: {e}")))? {
            PemItem::Certificate(certificate) => certificates.push(certificate),
            _ => {
                return Err(Error::invalid_member(
                    "rootCertificates",
                    format!("{expected} and nothing else"),
                ))
            }
        }
    }
    if certificates.is_empty() {
        return Err(Error::invalid_member(
            "rootCertificates",
            format!("{expected}, found none"),
        ));
    }
    Ok(certificates)
}

fn system() -> Vec<Certificate<'static>> {
    // A certificate that cannot be read is left out; the others still count.
    let found = rustls_native_certs::load_native_certs();
    found
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate.as_ref()).to_owned())
        .collect()
}
