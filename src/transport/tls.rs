//! Which authorities to trust: the system's, the built-in ones if it has none, or only those of the configuration.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::crypto::ring;
use rustls::pki_types::pem::{PemObject, SectionKind};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use crate::error::{Error, Result};

/// The TLS configuration of a client of this base URL; `pem` holds the authorities to trust instead of all others.
pub(crate) fn config(base_url: &str, pem: Option<&str>) -> Result<Arc<ClientConfig>> {
    let roots = match pem {
        Some(pem) => given(pem)?,
        // Without TLS nobody has to prove an identity, and the system's authorities are some hundred files.
        None if is_clear(base_url) => RootCertStore::empty(),
        None => system()?,
    };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::invalid(format!("no version of TLS can be used: {e}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// A configuration that trusts the same authorities, and shares nothing that changes: no sessions to resume.
pub(crate) fn afresh(config: &ClientConfig) -> Arc<ClientConfig> {
    let mut config = config.clone();
    config.resumption = Resumption::default();
    Arc::new(config)
}

fn is_clear(base_url: &str) -> bool {
    let scheme = base_url.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"))
}

fn given(pem: &str) -> Result<RootCertStore> {
    const MEMBER: &str = "rootCertificates";
    let refuse = |found: &str| {
        let expected = "expected certificates in PEM";
        Err(Error::invalid_member(MEMBER, format!("{expected}, {found}")))
    };
    // Some editors put a byte order mark before the text.
    let pem = pem.strip_prefix('\u{feff}').unwrap_or(pem);
    if !pem.contains("-----BEGIN") {
        return refuse(match pem.lines().count() {
            1 => "found one line without any (pass the contents of the file, not its path)",
            _ => "found none",
        });
    }
    let mut roots = RootCertStore::empty();
    let mut unusable = None;
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem.as_bytes()) {
        match section {
            Ok((SectionKind::Certificate, der)) => {
                // A certificate that cannot be used is left out; the others still count.
                if let Err(e) = roots.add(CertificateDer::from(der)) {
                    unusable = Some(e);
                }
            }
            Ok(_) => return refuse("found something else, such as a key"),
            // The parser's message repeats the text, which may hold a key.
            Err(_) => return refuse("found text that is no PEM, such as one whose line breaks are gone"),
        }
    }
    match unusable {
        _ if !roots.is_empty() => Ok(roots),
        Some(e) => refuse(&format!("found none that can be used: {e}")),
        None => refuse("found none"),
    }
}

fn system() -> Result<RootCertStore> {
    let found = rustls_native_certs::load_native_certs();
    if let Some((name, path)) = from_environment() {
        // Authorities other than those that were asked for would be a surprise.
        let unread = found.errors.iter().find(|error| match &error.kind {
            rustls_native_certs::ErrorKind::Io { path: at, .. } => *at == path,
            _ => false,
        });
        if let Some(error) = unread {
            return Err(Error::invalid_member(name, format!("cannot be used: {error}")));
        }
        if found.certs.is_empty() {
            let expected = "expected certificates in PEM, found none in";
            return Err(Error::invalid_member(
                name,
                format!("{expected} {}", path.display()),
            ));
        }
    }
    let mut roots = RootCertStore::empty();
    // A certificate that cannot be read is left out; the others still count.
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    Ok(roots)
}

/// Where the environment says that the system's authorities are.
fn from_environment() -> Option<(&'static str, PathBuf)> {
    let named = |name| std::env::var_os(name).map(|path| (name, PathBuf::from(path)));
    named("SSL_CERT_FILE").or_else(|| named("SSL_CERT_DIR").filter(|(_, path)| !path.as_os_str().is_empty()))
}
