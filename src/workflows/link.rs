//! Where to send the customer.

use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use serde_json::json;

use super::{unexpected, Run};
use crate::error::Result;
use crate::input::QUERY;
use crate::operations::COMPANIES_GET;

/// `companies.link_url`: the company's Link URL with parameters of one's own.
pub(super) fn link_url(run: &mut Run<'_>) -> Result<String> {
    let redirect = redirect(run)?;
    let parameters = run.input.pairs("parameters")?;
    let url = with_parameters(
        &redirect,
        parameters.iter().map(|(name, value)| (&**name, &**value)),
    );
    Ok(json!({ "url": url }).to_string())
}

/// The company's Link URL.
pub(super) fn redirect(run: &mut Run<'_>) -> Result<String> {
    #[derive(Deserialize)]
    struct Company {
        redirect: Option<String>,
    }
    let company_id = run.company_id()?;
    let answer = run.call(&COMPANIES_GET, json!({ "companyId": company_id }))?;
    let company: Company = answer.decode()?;
    company
        .redirect
        .filter(|redirect| !redirect.is_empty())
        .ok_or_else(|| unexpected("the company has no redirect"))
}

/// A URL with parameters behind those that it has; its fragment stays at its end.
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
    fn parameters_join_what_is_there() {
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

    proptest! {
        #[test]
        fn parameters_survive(pairs in proptest::collection::vec(any::<(String, String)>(), 0..4)) {
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
