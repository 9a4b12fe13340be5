//! The operations of the API, and the rules of what they change. From the top, each uses only those below it:
//!
//! | module | what it does |
//! |---|---|
//! | `link` | the effects of a customer's decision in Link |
//! | `connections`, `products` | a company's connections and products |
//! | `data_types` | supplemental data, custom data types |
//! | `refresh`, `push` | pulls and pushes of data |
//! | `settings` | the account, and sync settings |
//! | `companies`, `listing` | one company; lists of companies |
//! | `groups` | groups |
//! | `redirect` | where customers are sent after Link |
//! | `integrations`, `limits`, `webhooks` | the software to connect, the account's limits, events and their consumers |

pub mod companies;
pub mod connections;
pub mod data_types;
pub mod groups;
pub mod integrations;
pub mod limits;
pub mod link;
pub mod listing;
pub mod products;
pub mod push;
pub mod redirect;
pub mod refresh;
pub mod settings;
pub mod webhooks;
