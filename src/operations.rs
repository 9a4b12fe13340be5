//! The table of operations: each one once, with where its input goes and what it answers.
//!
//! Everything that knows operations by name reads this table: [`Client::call`](crate::Client::call), the C
//! ABI, the checks that hold the header, the wrappers and the OpenAPI documents together.

use serde::Serialize;

/// One operation of the service.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Operation {
    /// `object.verb`, as in every language: `companies.create`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with path members in braces.
    pub path: &'static str,
    /// Everything that the input may hold.
    pub members: &'static [Member],
    /// What a success answers with.
    pub answer: AnswerKind,
    /// The `operationId` in the service's OpenAPI document.
    pub operation_id: &'static str,
}

/// The HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// As it is written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }

    /// Whether the service takes an `Idempotency-Key` with it.
    pub fn takes_idempotency_key(self) -> bool {
        matches!(self, Method::Post | Method::Patch)
    }
}

/// What a successful answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum AnswerKind {
    /// A JSON object.
    Object,
    /// Nothing; reads as `null`.
    Nothing,
}

/// One member of an operation's input.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Member {
    /// Its name in the input, and on the wire.
    pub name: &'static str,
    /// Where it goes in the request.
    pub place: Place,
    /// What it must be.
    pub kind: Kind,
    /// Whether it must be given; `null` counts as not given.
    pub required: bool,
}

/// Where a member goes in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum Place {
    Path,
    Query,
    Body,
}

/// What a member must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A string of 1 to 128 letters, digits, `-`, `_` and `.`: an identifier that is safe in a path.
    Id,
    /// Any string.
    Text,
    /// A string of at least one character and, where a limit is given, at most so many.
    Name {
        /// The most characters allowed.
        max: Option<usize>,
    },
    /// A whole number within these bounds.
    Integer {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// At most 10 pairs of strings: keys of 1 to 27 characters, values of at most 100.
    Tags,
    /// An array of objects `{"id": …}`, each naming a group.
    GroupRefs,
    /// An array of strings.
    TextList,
    /// True or false.
    Flag,
}

const fn path(name: &'static str) -> Member {
    Member {
        name,
        place: Place::Path,
        kind: Kind::Id,
        required: true,
    }
}

const fn query(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        place: Place::Query,
        kind,
        required: false,
    }
}

const fn body(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        place: Place::Body,
        kind,
        required: false,
    }
}

const fn required(member: Member) -> Member {
    Member {
        required: true,
        ..member
    }
}

const NAME: Kind = Kind::Name { max: None };
const GROUP_NAME: Kind = Kind::Name { max: Some(50) };
const PAGE: Kind = Kind::Integer {
    min: 1,
    max: i32::MAX as i64,
};
const PAGE_SIZE: Kind = Kind::Integer { min: 1, max: 5000 };

/// Makes a static of every row, so that exports and typed methods can name it, and the list of them all.
macro_rules! operations {
    ($($row:ident $name:literal = $method:ident $path:literal [$($member:expr),*] -> $answer:ident, $id:literal;)*) => {
        $(
            #[doc = concat!("`", $name, "`: the service's operation `", $id, "`.")]
            pub static $row: Operation = Operation {
                name: $name,
                method: Method::$method,
                path: $path,
                members: &[$($member),*],
                answer: AnswerKind::$answer,
                operation_id: $id,
            };
        )*

        /// Every operation, in the order of the documentation.
        pub static OPERATIONS: &[&Operation] = &[$(&$row),*];
    };
}

operations! {
    COMPANIES_LIST "companies.list" = Get "/companies"
        [query("page", PAGE), query("pageSize", PAGE_SIZE), query("query", Kind::Text),
         query("orderBy", Kind::Text), query("tags", Kind::Text)]
        -> Object, "list-companies";
    COMPANIES_CREATE "companies.create" = Post "/companies"
        [required(body("name", NAME)), body("description", Kind::Text), body("tags", Kind::Tags),
         body("groups", Kind::GroupRefs)]
        -> Object, "create-company";
    COMPANIES_GET "companies.get" = Get "/companies/{companyId}"
        [path("companyId")]
        -> Object, "get-company";
    COMPANIES_REPLACE "companies.replace" = Put "/companies/{companyId}"
        [path("companyId"), required(body("name", NAME)), body("description", Kind::Text),
         body("tags", Kind::Tags), body("groups", Kind::GroupRefs)]
        -> Object, "replace-company";
    COMPANIES_UPDATE "companies.update" = Patch "/companies/{companyId}"
        [path("companyId"), body("name", NAME), body("description", Kind::Text), body("tags", Kind::Tags)]
        -> Object, "update-company";
    COMPANIES_DELETE "companies.delete" = Delete "/companies/{companyId}"
        [path("companyId")]
        -> Nothing, "delete-company";
    COMPANIES_ADD_PRODUCT "companies.add_product" = Put "/companies/{companyId}/products/{productIdentifier}"
        [path("companyId"), path("productIdentifier")]
        -> Nothing, "add-product";
    COMPANIES_REMOVE_PRODUCT "companies.remove_product" = Delete "/companies/{companyId}/products/{productIdentifier}"
        [path("companyId"), path("productIdentifier")]
        -> Nothing, "remove-product";
    COMPANIES_REFRESH_PRODUCT_DATA "companies.refresh_product_data" = Post "/companies/{companyId}/products/{productIdentifier}/refresh"
        [path("companyId"), path("productIdentifier"), body("dataTypes", Kind::TextList)]
        -> Nothing, "refresh-product-data";
    COMPANIES_GET_ACCESS_TOKEN "companies.get_access_token" = Get "/companies/{companyId}/accessToken"
        [path("companyId")]
        -> Object, "get-company-access-token";

    GROUPS_LIST "groups.list" = Get "/groups"
        []
        -> Object, "list-groups";
    GROUPS_CREATE "groups.create" = Post "/groups"
        [required(body("name", GROUP_NAME))]
        -> Object, "create-group";
    GROUPS_ADD_COMPANY "groups.add_company" = Patch "/companies/{companyId}/groups"
        [path("companyId"), required(body("groupId", Kind::Id))]
        -> Object, "add-company-to-group";
    GROUPS_REMOVE_COMPANY "groups.remove_company" = Delete "/companies/{companyId}/groups/{groupId}"
        [path("companyId"), path("groupId")]
        -> Nothing, "remove-company-from-group";
}

/// The operation of this name, such as `companies.create`.
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS
        .iter()
        .copied()
        .find(|operation| operation.name == name)
}
