//! The URL that a customer is sent to after Link: the lender's, with the outcome filled in.

use axum::http::Uri;
use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};
use rusqlite::{Connection as Database, OptionalExtension};
use serde::Deserialize;

/// What may stand unescaped in a value: RFC 3986's unreserved characters.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where to send customers. The URL has names in braces; the hosts are those that it may lead to.
pub struct Redirect {
    url: String,
    allowed_hosts: Vec<String>,
}

/// A redirect URL with its values filled in.
pub enum Filled {
    Url(String),
    /// It would lead to this host, which is not allowed.
    Elsewhere(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
pub struct SetRedirect {
    url: Option<String>,
    allowed_hosts: Option<Vec<String>>,
}

impl SetRedirect {
    /// For a profile, which names no hosts: a host with parameters could lead anywhere, so it is not used.
    pub fn of_profile(url: &str) -> SetRedirect {
        let authority = url.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
        SetRedirect {
            url: Some(url.to_owned()).filter(|_| !authority.contains('{')),
            allowed_hosts: None,
        }
    }

    /// Keeps it, or forgets the one that there is.
    pub fn write(self, database: &Database) -> Result<(), SetError> {
        let redirect = match self.url {
            None => None,
            Some(url) => Some(Redirect::new(url, self.allowed_hosts)?),
        };
        database.execute("DELETE FROM redirect", ())?;
        if let Some(Redirect { url, allowed_hosts }) = redirect {
            database.execute(
                "INSERT INTO redirect VALUES (?1, ?2)",
                (url, allowed_hosts.join(" ")),
            )?;
        }
        Ok(())
    }
}

/// Why a redirect URL is refused.
pub enum SetError {
    Bad(&'static str),
    Broken(rusqlite::Error),
}

impl From<rusqlite::Error> for SetError {
    fn from(error: rusqlite::Error) -> SetError {
        SetError::Broken(error)
    }
}

impl Redirect {
    fn new(url: String, allowed_hosts: Option<Vec<String>>) -> Result<Redirect, SetError> {
        let Some((_, rest)) = url
            .split_once("://")
            .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
        else {
            return Err(SetError::Bad("url: expected an http or https URL"));
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(SetError::Bad(
                "url: expected ASCII without spaces, the rest percent-encoded",
            ));
        }
        if !braces_are_paired(&url) {
            return Err(SetError::Bad("url: each name needs its two braces"));
        }
        let hosts = match allowed_hosts {
            // The portal takes URLs.
            Some(hosts) => hosts
                .into_iter()
                .map(|allowed| {
                    if allowed.contains("://") {
                        host(&allowed).unwrap_or_default()
                    } else {
                        allowed
                    }
                })
                .collect(),
            None if authority.contains('{') => {
                return Err(SetError::Bad(
                    "allowedHosts: needed, because the URL's host has a parameter",
                ));
            }
            None => match host(&url) {
                Some(host) => vec![host],
                None => return Err(SetError::Bad("url: expected a host")),
            },
        };
        if hosts.is_empty() || !hosts.iter().all(|host| is_name(host)) {
            return Err(SetError::Bad(
                "allowedHosts: expected names of hosts, such as app.example.com, without ports",
            ));
        }
        Ok(Redirect {
            url,
            allowed_hosts: hosts,
        })
    }

    pub fn read(database: &Database) -> rusqlite::Result<Option<Redirect>> {
        let read = |row: &rusqlite::Row<'_>| {
            let hosts: String = row.get(1)?;
            Ok(Redirect {
                url: row.get(0)?,
                allowed_hosts: hosts.split(' ').map(str::to_owned).collect(),
            })
        };
        database
            .query_row("SELECT url, allowed_hosts FROM redirect", (), read)
            .optional()
    }

    /// The origins that it may lead to, as a content security policy has them.
    pub fn origins(&self) -> String {
        let scheme = self.url.split(':').next().unwrap_or_default();
        let origins = self
            .allowed_hosts
            .iter()
            .map(|host| format!("{scheme}://{host}:*"));
        origins.collect::<Vec<_>>().join(" ")
    }

    /// Fills in each name in braces: a reserved one, or else a parameter of the Link URL's query.
    pub fn fill(&self, reserved: &[(&str, &str)], query: &str) -> Filled {
        let value = |name: &str| match reserved.iter().find(|(each, _)| *each == name) {
            Some((_, value)) => (*value).to_owned(),
            None => form_urlencoded::parse(query.as_bytes())
                .find(|(each, _)| each == name)
                .map(|(_, value)| value.into_owned())
                .unwrap_or_default(),
        };
        let mut filled = String::new();
        let mut rest = self.url.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            filled.extend(utf8_percent_encode(&value(name), VALUE));
            rest = after;
        }
        filled.push_str(rest);
        let allowed = |host: &String| {
            self.allowed_hosts
                .iter()
                .any(|each| each.eq_ignore_ascii_case(host))
        };
        match host(&filled) {
            Some(host) if allowed(&host) => Filled::Url(filled),
            host => Filled::Elsewhere(host.unwrap_or_default()),
        }
    }
}

/// A host's name, or an IPv4 address.
fn is_name(host: &str) -> bool {
    !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
}

fn braces_are_paired(url: &str) -> bool {
    let mut open = false;
    let paired = url.chars().all(|c| match c {
        '{' => !std::mem::replace(&mut open, true),
        '}' => std::mem::replace(&mut open, false),
        _ => true,
    });
    paired && !open
}

/// The host of an http or https URL that names no user.
fn host(url: &str) -> Option<String> {
    let without_braces = url.replace(['{', '}'], "");
    let uri: Uri = without_braces.parse().ok()?;
    let authority = uri.authority()?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    (is_web && !authority.as_str().contains('@')).then(|| authority.host().to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn redirect(url: &str, hosts: Option<&[&str]>) -> Redirect {
        let hosts = hosts.map(|hosts| hosts.iter().map(|&host| host.to_owned()).collect());
        Redirect::new(url.to_owned(), hosts).ok().unwrap()
    }

    fn filled(url: &str, hosts: Option<&[&str]>, query: &str) -> Option<String> {
        let reserved = [
            ("companyId", "c"),
            ("statusCode", "403"),
            ("errorMessage", "User cancelled"),
        ];
        match redirect(url, hosts).fill(&reserved, query) {
            Filled::Url(url) => Some(url),
            Filled::Elsewhere(_) => None,
        }
    }

    #[test]
    fn names_are_filled_in_and_encoded() {
        assert_eq!(
            filled(
                "https://lender.example/done?c={companyId}&s={statusCode}&e={errorMessage}&r={ref}&none={none}",
                None,
                "ref=A%2F17+%26+S%C3%B8n&companyId=forged"
            )
            .unwrap(),
            "https://lender.example/done?c=c&s=403&e=User%20cancelled&r=A%2F17%20%26%20S%C3%B8n&none="
        );
        assert_eq!(
            filled("http://localhost:80/{companyId}{}", None, "").unwrap(),
            "http://localhost:80/c"
        );
    }

    #[test]
    fn a_redirect_leads_only_to_allowed_hosts() {
        let hosts: &[&str] = &["uk.lender.example", "DE.lender.example"];
        let to = |query| filled("https://{region}.lender.example/", Some(hosts), query);
        assert!(to("region=uk").is_some() && to("region=de").is_some());
        for query in [
            "region=fr",
            "",
            "region=evil.example%2F",
            "region=evil.example%3F",
            "region=u%40uk",
            "region=uk.lender.example%23",
        ] {
            assert_eq!(to(query), None, "{query}");
        }
        assert_eq!(
            filled(
                "https://{host}/",
                Some(&["a.example"]),
                "host=user%3Apassword%40a.example"
            ),
            None
        );
    }

    #[test]
    fn a_bad_redirect_is_refused() {
        for (url, hosts) in [
            ("javascript:alert(1)", None),
            ("ftp://a.example", None),
            ("https://{region}.example/", None),
            ("https:///nowhere", None),
            ("https://a.example", Some(vec![])),
            ("https://a.example", Some(vec!["a b".to_owned()])),
            ("https://a.example", Some(vec!["a.example:80".to_owned()])),
            ("https://a.example", Some(vec!["*.example".to_owned()])),
            ("https://a.example/{odd", None),
            ("https://a.example/odd}", None),
            ("https://a.example/{{odd}}", None),
            ("https://a.example/a b", None),
            ("https://a.example/\u{e9}", None),
        ] {
            assert!(Redirect::new(url.to_owned(), hosts).is_err(), "{url}");
        }
    }

    proptest! {
        /// Whatever a Link URL's parameters hold, the customer is sent to an allowed host or not at all.
        #[test]
        fn no_parameter_leads_to_another_host(region in any::<String>(), path in any::<String>()) {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("region", &region).append_pair("path", &path).finish();
            if let Some(url) = filled("https://{region}.lender.example/{path}?p={path}", Some(&["uk.lender.example"]), &query) {
                prop_assert!(url.starts_with("https://uk.lender.example/"));
            }
        }
    }
}
