//! The Link URL of a customer.

use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use serde_json::json;

use super::{unexpected, Run};
use crate::config::is_loopback;
use crate::error::Result;
use crate::input::QUERY;
use crate::operations::COMPANIES_GET;

/// `companies.link_url`: the company's Link URL with parameters of one's own.
pub(super) async fn link_url(run: &mut Run<'_>) -> Result<String> {
    let redirect = redirect(run).await?;
    let parameters = run.input.pairs("parameters")?;
    let url = with_parameters(
        &redirect,
        parameters.iter().map(|(name, value)| (&**name, &**value)),
    );
    Ok(json!({ "url": url }).to_string())
}

/// The company's Link URL.
pub(super) async fn redirect(run: &mut Run<'_>) -> Result<String> {
    #[derive(Deserialize)]
    struct Company {
        redirect: Option<String>,
    }
    let company_id = run.company_id()?;
    let input = json!({ "companyId": company_id });
    let answer = run.call(&COMPANIES_GET, input).await?;
    let company: Company = answer.decode()?;
    let redirect = company
        .redirect
        .filter(|redirect| !redirect.is_empty())
        .ok_or_else(|| unexpected("the company has no redirect"))?;
    check(&redirect, run.client.base_url(), "the company's redirect")?;
    Ok(redirect)
}

/// Checks the URL of the service that a customer is sent to: an https URL, or an http one of this machine or of the host
/// that the client itself calls so, as a sandbox is. `field` names it in the error.
pub(super) fn check(url: &str, base_url: &str, field: &str) -> Result<()> {
    let refuse = |why: &str| {
        Err(unexpected(&format!(
            "{field} is nothing to send a customer to: {why}"
        )))
    };
    if url
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
    {
        return refuse("it holds characters that no URL may hold");
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return refuse("expected an https URL");
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    if host.is_empty() {
        return refuse("it has no host");
    }
    let is_called = || {
        let origin = format!("http://{authority}");
        base_url
            .strip_prefix(&origin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(()),
        "http" if is_loopback(host) || is_called() => Ok(()),
        _ => refuse("expected an https URL"),
    }
}

/// A URL with parameters behind those that it has; its fragment remains at its end.
fn with_parameters<'a>(url: &str, parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let (before, fragment) = match url.find('#') {
        Some(at) => url.split_at(at),
        None => (url, ""),
    };
    let mut url = before.to_owned();
    for (name, value) in parameters {
        match url.find('?') {
            None => url.push('?'),
            Some(_) if url.ends_with(['?', '&']) => {}
            Some(_) => url.push('&'),
        }
        url.extend(utf8_percent_encode(name, QUERY));
        url.push('=');
        url.extend(utf8_percent_encode(value, QUERY));
    }
    url + fragment
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parameters_are_added_to_the_query_of_the_url() {
        let with = |url, parameters: &[(&str, &str)]| with_parameters(url, parameters.iter().copied());
        let one = &[("a", "b")][..];
        for (url, expected) in [
            ("https://l.example/c", "https://l.example/c?a=b"),
            ("https://l.example/c?", "https://l.example/c?a=b"),
            ("https://l.example/c?x=1", "https://l.example/c?x=1&a=b"),
            ("https://l.example/c?x=1&", "https://l.example/c?x=1&a=b"),
            ("https://l.example/c#top?", "https://l.example/c?a=b#top?"),
            (
                "https://l.example/c?x=%20#top",
                "https://l.example/c?x=%20&a=b#top",
            ),
        ] {
            assert_eq!(with(url, one), expected);
            assert_eq!(with(url, &[]), url);
        }
        assert_eq!(
            with("https://l.example/c", &[("ref", "a b&c=d/é"), ("x", "")]),
            "https://l.example/c?ref=a%20b%26c%3Dd%2F%C3%A9&x="
        );
    }

    #[test]
    fn the_url_for_customers_must_be_http_or_https() {
        let is_fine = |url| check(url, "http://sandbox:8080/base", "the company's redirect").is_ok();
        for good in [
            "https://link.codat.io/company/1?x=%20#top",
            "HTTPS://link.codat.io",
            "https://user@[2001:db8::1]:8443/x",
            "http://127.0.0.1:4010/link/c",
            "http://localhost/link/c",
            "http://[::1]:4010/link/c",
            "http://sandbox:8080/link/c",
        ] {
            assert!(is_fine(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "javascript://link.example/%0aalert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//link.example/c",
            "/link/c",
            "https:/link.example",
            "https://",
            "https:///c",
            "https://:443/c",
            "http://link.example/c",
            "http://sandbox/link/c",
            "http://sandbox:80801/link/c",
            "http://127.0.0.1@link.example/c",
            "http://localhost.link.example/c",
            "https://link.example/c\r\nLocation: https://evil.example",
            "https://link.example/\t",
            "https://link.example/a b",
            "https://link.example\\@evil.example",
            " https://link.example",
            "https://link.example/\u{7f}",
            "https://link.example/\u{2028}",
            "https://link.example/\0",
        ] {
            assert!(!is_fine(bad), "{bad:?}");
        }
        let error = check("data:,x", "", "the company's redirect").unwrap_err();
        assert_eq!(error.kind, crate::ErrorKind::UnexpectedResponse);
        assert!(error.message.contains("redirect") && !error.message.contains("data:"));
    }

    proptest! {
        #[test]
        fn parameters_are_encoded_without_loss(pairs in proptest::collection::vec(any::<(String, String)>(), 0..4)) {
            let given = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let url = with_parameters("https://l.example/c?x=1#f", given);
            let query = url.strip_prefix("https://l.example/c?x=1").unwrap().strip_suffix("#f").unwrap();
            let decode = |text: &str| {
                percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
            };
            let read: Vec<(String, String)> = query.split('&').skip(1).map(|pair| {
                let (name, value) = pair.split_once('=').unwrap();
                (decode(name), decode(value))
            }).collect();
            prop_assert_eq!(read, pairs);
        }
    }
}
