//! Connections: a company's access to one software.

use rusqlite::Connection as Database;
use serde::{Deserialize, Serialize};

use crate::sandbox::store;

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    PendingAuth,
    Linked,
    Unlinked,
    Deauthorized,
}

/// A kind of software, which decides what data it gives.
#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub enum SourceType {
    Accounting,
    Banking,
    Commerce,
}

/// A connection, as the service responds with it.
#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    pub id: String,
    pub integration_id: String,
    pub integration_key: String,
    pub source_id: String,
    pub source_type: SourceType,
    pub platform_name: String,
    pub status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_sync: Option<String>,
    pub created: String,
    pub data_connection_errors: Vec<ConnectionError>,
    /// Null rather than absent, as the service sends it.
    #[serde(default)]
    pub connection_info: Option<()>,
    /// The Link URL of the connection: not stored, since it follows the sandbox's port.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub link_url: String,
}

/// The reason why the software gave no access, and the time when it did again.
#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionError {
    pub status_code: String,
    pub status_text: String,
    pub error_message: String,
    pub errored_on_utc: String,
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_on_utc: Option<String>,
}

impl SourceType {
    pub fn name(self) -> &'static str {
        match self {
            SourceType::Accounting => "Accounting",
            SourceType::Banking => "Banking",
            SourceType::Commerce => "Commerce",
        }
    }

    /// The types of data that software of this kind gives.
    pub fn data_types(self) -> &'static [&'static str] {
        match self {
            SourceType::Accounting => &[
                "accountTransactions",
                "balanceSheet",
                "bankAccounts",
                "bankTransactions",
                "billCreditNotes",
                "billPayments",
                "bills",
                "cashFlowStatement",
                "chartOfAccounts",
                "company",
                "creditNotes",
                "customers",
                "directCosts",
                "directIncomes",
                "invoices",
                "itemReceipts",
                "items",
                "journalEntries",
                "journals",
                "paymentMethods",
                "payments",
                "profitAndLoss",
                "purchaseOrders",
                "salesOrders",
                "suppliers",
                "taxRates",
                "trackingCategories",
                "transfers",
            ],
            SourceType::Banking => &[
                "banking-accountBalances",
                "banking-accounts",
                "banking-transactionCategories",
                "banking-transactions",
            ],
            SourceType::Commerce => &[
                "commerce-companyInfo",
                "commerce-customers",
                "commerce-disputes",
                "commerce-locations",
                "commerce-orders",
                "commerce-paymentMethods",
                "commerce-payments",
                "commerce-productCategories",
                "commerce-products",
                "commerce-taxComponents",
                "commerce-transactions",
            ],
        }
    }

    /// Of all kinds.
    pub fn all_data_types() -> impl Iterator<Item = &'static str> {
        [SourceType::Accounting, SourceType::Banking, SourceType::Commerce]
            .into_iter()
            .flat_map(|kind| kind.data_types().iter().copied())
    }

    pub fn is_data_type(name: &str) -> bool {
        SourceType::all_data_types().any(|each| each == name)
    }
}

impl Connection {
    pub fn insert(&self, database: &Database, company: &str) -> rusqlite::Result<()> {
        database
            .prepare_cached("INSERT INTO connection (id, company, document) VALUES (?1, ?2, ?3)")?
            .execute((&self.id, company, store::text(self)?))?;
        Ok(())
    }

    pub fn save(&self, database: &Database) -> rusqlite::Result<()> {
        database
            .prepare_cached("UPDATE connection SET document = ?2 WHERE id = ?1")?
            .execute((&self.id, store::text(self)?))?;
        Ok(())
    }

    pub fn is_linked(&self) -> bool {
        self.status == Status::Linked
    }

    pub fn is_accounting(&self) -> bool {
        self.source_type == SourceType::Accounting
    }

    /// The types of data that can be pulled from it.
    pub fn data_types(&self) -> &'static [&'static str] {
        self.source_type.data_types()
    }

    /// With its link.
    pub fn answered(mut self, base_url: &str, company_id: &str) -> Connection {
        self.link_url = format!("{base_url}/company/{company_id}/connection/{}", self.id);
        self
    }
}

/// With its pull operations.
pub fn delete(database: &Database, id: &str) -> rusqlite::Result<()> {
    database
        .prepare_cached("DELETE FROM connection WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Whether any company has this connection.
pub fn exists(database: &Database, id: &str) -> rusqlite::Result<bool> {
    database
        .prepare_cached("SELECT 1 FROM connection WHERE id = ?1")?
        .exists([id])
}

/// How many companies have a connection that is Linked.
pub fn count_linked_companies(database: &Database) -> rusqlite::Result<u32> {
    database
        .prepare_cached("SELECT count(DISTINCT company) FROM connection WHERE status = 'Linked'")?
        .query_row([], |row| row.get(0))
}
