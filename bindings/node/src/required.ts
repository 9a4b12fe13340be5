/** What an answer must have, or it is none. */

const COMPANY = ["id", "name"];
const CONNECTION = ["id"];
const PAGE = ["results"];
const PULL = ["id", "dataType", "status"];

/** The members without which an operation's answer is refused; operations that are not here answer with nothing. */
export const REQUIRED = {
  "companies.list": PAGE,
  "companies.create": COMPANY,
  "companies.get": COMPANY,
  "companies.replace": COMPANY,
  "companies.update": COMPANY,
  "companies.get_access_token": ["accessToken"],
  "companies.link_url": ["url"],
  "companies.create_many": ["total", "created", "found", "resumed", "failed", "notTried", "results"],
  "connections.list": PAGE,
  "connections.create": CONNECTION,
  "connections.get": CONNECTION,
  "connections.unlink": CONNECTION,
  "connections.update_authorization": CONNECTION,
  "connections.wait_until_linked": CONNECTION,
  "connections.needs_reauthorization": ["needed", "connections", "linkUrl"],
  "refresh.by_data_type": PULL,
  "refresh.get_data_status": [],
  "refresh.list_pull_operations": PAGE,
  "refresh.get_pull_operation": PULL,
  "refresh.wait_until_complete": ["failed", "items"],
  "integrations.list": PAGE,
  "integrations.get": ["key", "name", "enabled"],
  "integrations.get_branding": [],
  "webhooks.list": PAGE,
  "webhooks.create": ["id"],
  "groups.list": PAGE,
  "groups.create": ["id"],
  "groups.add_company": COMPANY,
} as const satisfies Readonly<Record<string, readonly string[]>>;
