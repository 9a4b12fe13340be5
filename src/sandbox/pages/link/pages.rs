//! What a customer sees. Every page works without a script, with the keyboard alone, and on a phone.

use maud::{html, Markup, PreEscaped, DOCTYPE};

use super::Visit;
use crate::sandbox::resources::connections;
use crate::sandbox::resources::integrations::{self, Integration, ALL};
use crate::sandbox::resources::link::Decision;
use crate::sandbox::rows::company::Company;
use crate::sandbox::rows::connection::{Connection, SourceType, Status};

/// The lender that requests access.
const LENDER: &str = "Sandbox Lender";
const KINDS: [SourceType; 3] = [SourceType::Accounting, SourceType::Banking, SourceType::Commerce];

fn layout(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · Link sandbox" }
                link rel="icon" href="/_sandbox/icon.svg";
                link rel="stylesheet" href="/_sandbox/style.css";
            }
            body.link {
                p.banner role="note" { strong { "Sandbox." } " Nothing here is real, and nothing leaves this machine." }
                main.card { (content) }
            }
        }
    }
}

fn logo(integration: &Integration) -> Markup {
    html! { span.logo aria-hidden="true" { (PreEscaped(integration.logo())) } }
}

/// The choice of software.
pub fn pick(visit: &Visit) -> Markup {
    let company = &visit.company;
    let linked = company.linked_accounting();
    let lost: Vec<&Connection> = company
        .data_connections
        .iter()
        .filter(|each| each.status == Status::Deauthorized && !(each.is_accounting() && linked.is_some()))
        .collect();
    let offered = |integration: &&Integration| !visit.is_barred(integration);
    let count = ALL
        .iter()
        .filter(offered)
        .filter(|each| fits(visit, each))
        .count();
    layout(
        "Choose your software",
        &html! {
            header {
                p.step { "Step 1 of 2" }
                h1 { (LENDER) " would like to connect to " (company.name) }
                p.lead { "Choose the software that holds your business's records." }
            }
            @if let Some(linked) = linked {
                p.notice role="status" { (linked.platform_name) " is connected already. You can add a bank or a shop." }
            }
            @if !lost.is_empty() {
                section aria-labelledby="lost" {
                    h2 #lost { "Access was lost" }
                    ul.choices {
                        @for connection in lost { (reconnect(visit, connection)) }
                    }
                }
            }
            form.search method="get" role="search" {
                @for (name, value) in form_urlencoded::parse(visit.query.as_bytes()) {
                    input type="hidden" name=(name) value=(value);
                }
                label for="search" { "Search" }
                div.row {
                    input #search type="search" name="search" value=(visit.search) autocomplete="off"
                        placeholder="Xero, QuickBooks…" aria-describedby="count";
                    button.secondary { "Search" }
                }
                p #count.quiet role="status" aria-live="polite" { (counted(count)) }
            }
            @for kind in KINDS {
                @let of_kind: Vec<_> = ALL.iter().filter(offered).filter(|each| each.source_type == kind).collect();
                @if !of_kind.is_empty() {
                    section.kind aria-labelledby=(kind.name()) hidden[!of_kind.iter().any(|each| fits(visit, each))] {
                        h2 id=(kind.name()) { (kind.name()) }
                        ul.choices {
                            @for integration in of_kind { (choice(visit, integration)) }
                        }
                    }
                }
            }
            form.leave method="post" {
                button.plain name="decision" value="cancel" { "Cancel and go back" }
            }
            script src="/_sandbox/link.js" defer {}
        },
    )
}

/// Whether the software fits the search. Other software is only hidden, so that the script can show it again.
fn fits(visit: &Visit, integration: &Integration) -> bool {
    let wanted = visit.search.to_lowercase();
    integration.name.to_lowercase().contains(&wanted)
}

fn counted(count: usize) -> String {
    match count {
        0 => "Nothing fits. Try another name.".to_owned(),
        1 => "1 to choose from".to_owned(),
        _ => format!("{count} to choose from"),
    }
}

fn choice(visit: &Visit, integration: &Integration) -> Markup {
    let separator = if visit.query.is_empty() { "" } else { "&" };
    html! {
        li data-name=(integration.name) hidden[!fits(visit, integration)] {
            a href={ "?" (visit.query) (separator) "platformKey=" (integration.key) } {
                (logo(integration))
                span {
                    (integration.name)
                    @if integration.is_beta { " " small.tag { "Beta" } }
                }
            }
        }
    }
}

fn reconnect(visit: &Visit, connection: &Connection) -> Markup {
    let integration = integrations::by_key(&connection.integration_key);
    html! {
        li {
            a href=(connection_url(&visit.company, &connection.id, &visit.query)) {
                @if let Some(integration) = integration { (logo(integration)) }
                span { "Reconnect " (connection.platform_name) }
            }
        }
    }
}

/// The way to the choice of software, with the Link URL's own query.
pub fn company_url(company: &Company, query: &str) -> String {
    with_query(format!("/company/{}", company.id), query)
}

/// The way to one connection, with the Link URL's own query.
pub fn connection_url(company: &Company, id: &str, query: &str) -> String {
    with_query(format!("/company/{}/connection/{id}", company.id), query)
}

fn with_query(path: String, query: &str) -> String {
    match query {
        "" => path,
        query => format!("{path}?{query}"),
    }
}

/// The page with the requested access and the decision.
pub fn consent(visit: &Visit, integration: &Integration) -> Markup {
    let company = &visit.company;
    let again = visit
        .connection
        .as_deref()
        .and_then(|id| company.connection(id))
        .is_some_and(|connection| connection.status != Status::PendingAuth);
    let verb = if again { "Reconnect" } else { "Connect" };
    let reads = match integration.source_type {
        SourceType::Accounting => [
            "Invoices, bills and payments",
            "Customers and suppliers",
            "Profit and loss, and the balance sheet",
        ],
        SourceType::Banking => [
            "Accounts and their balances",
            "Transactions",
            "How transactions are sorted",
        ],
        SourceType::Commerce => ["Orders and products", "Payments and payouts", "Customers"],
    };
    layout(
        &format!("{verb} {}", integration.name),
        &html! {
            header.centred {
                (logo(integration))
                p.step { @if visit.connection.is_some() { "Your permission" } @else { "Step 2 of 2" } }
                h1 { (verb) " " (integration.name) }
                p.lead { (LENDER) " asks to read the records of " strong { (company.name) } "." }
            }
            h2 { "It will be able to read" }
            ul.ticks { @for line in reads { li { (line) } } }
            p.quiet {
                "It cannot change anything. You can withdraw your permission at any time, in "
                (integration.name) " or by asking " (LENDER) "."
            }
            form.decide method="post" {
                input type="hidden" name="platformKey" value=(integration.key);
                @if visit.connection.is_none() {
                    input type="hidden" name="connectionId" value=(connections::candidate(company, integration));
                }
                button.primary name="decision" value="allow" { "Allow access" }
                button.plain name="decision" value="cancel" { "Cancel" }
            }
            @if visit.connection.is_none() {
                p.centred { a href={ "?" (visit.query) } { "Choose other software" } }
            }
        },
    )
}

/// The last page, for a customer who is not redirected.
pub fn done(company: &Company, software: &str, decision: Decision) -> Markup {
    match decision {
        Decision::Allow => message(
            "You're connected",
            &format!(
                "{LENDER} can now read the records of {} in {software}. You can close this window.",
                company.name
            ),
            false,
        ),
        Decision::Cancel => message(
            "You cancelled",
            &format!("{LENDER} was given no access. You can close this window, or use the link again."),
            false,
        ),
    }
}

pub fn unknown() -> Markup {
    message(
        "This link leads nowhere",
        "Its company or connection does not exist, or was deleted. Ask the sender for a new link.",
        true,
    )
}

pub fn failed(reason: &str) -> Markup {
    message("That did not work", reason, true)
}

pub fn host_refused(host: &str) -> Markup {
    message(
        "You cannot be sent on",
        &format!("The redirect URL leads to \u{201c}{host}\u{201d}, which is not among the allowed hosts. Your decision was kept."),
        true,
    )
}

pub fn refused() -> Markup {
    message(
        "This was refused",
        "The request came from another site, or used a host name that is not this machine's.",
        true,
    )
}

fn message(title: &str, text: &str, is_problem: bool) -> Markup {
    let role = if is_problem { "alert" } else { "status" };
    layout(
        title,
        &html! {
            div.message role=(role) {
                h1 { (title) }
                p.lead { (text) }
            }
        },
    )
}
