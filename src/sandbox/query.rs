//! The service's query language: `property op value`, joined by `&&` and `||`, grouped by `{ }`.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::Timestamp;
use serde_json::Value;

/// A query must be shorter than this.
const MAX_LENGTH: usize = 2048;
/// Braces may nest this deep: far beyond any use, and far from the end of the stack.
const MAX_DEPTH: usize = 64;

/// What a query filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Company,
    /// Only a company's tags.
    Tags,
    Connection,
    Integration,
    PullOperation,
    PushOperation,
    /// A record of a custom data type: no query can name its properties.
    CustomRecord,
}

/// A parsed query.
#[derive(Debug)]
pub enum Query {
    Any(Vec<Query>),
    All(Vec<Query>),
    Is(Comparison),
}

#[derive(Debug)]
pub struct Comparison {
    path: Vec<String>,
    operator: Operator,
    operand: Operand,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Equal,
    NotEqual,
    Contains,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
}

/// Longer spellings first, so that `>=` is not read as `>`.
const OPERATORS: [(&str, Operator); 7] = [
    ("!=", Operator::NotEqual),
    (">=", Operator::GreaterOrEqual),
    ("<=", Operator::LessOrEqual),
    ("=", Operator::Equal),
    ("~", Operator::Contains),
    (">", Operator::Greater),
    ("<", Operator::Less),
];

#[derive(Debug)]
enum Operand {
    /// In lower case: text is compared without regard to case.
    Text(String),
    Flag(bool),
    Number(f64),
    Time(Timestamp),
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Number,
    Time,
}

impl Query {
    pub fn parse(text: &str, subject: Subject) -> Result<Query, String> {
        if text.chars().count() >= MAX_LENGTH {
            return Err(format!("A query must be under {MAX_LENGTH} characters."));
        }
        let mut parser = Parser {
            rest: text,
            subject,
            depth: 0,
        };
        let query = parser.any()?;
        match parser.rest {
            "" => Ok(query),
            _ => Err("Malformed query.".to_owned()),
        }
    }

    pub fn matches(&self, value: &Value) -> bool {
        match self {
            Query::Any(parts) => parts.iter().any(|part| part.matches(value)),
            Query::All(parts) => parts.iter().all(|part| part.matches(value)),
            // Not equal is the opposite of equal: it is true if the property is absent.
            Query::Is(comparison) if comparison.operator == Operator::NotEqual => {
                !comparison.holds(value, &comparison.path)
            }
            Query::Is(comparison) => comparison.holds(value, &comparison.path),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
    subject: Subject,
    depth: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Result<Query, String> {
        let mut parts = vec![self.all()?];
        while self.skip("||") {
            parts.push(self.all()?);
        }
        Ok(Query::Any(parts))
    }

    fn all(&mut self) -> Result<Query, String> {
        let mut parts = vec![self.one()?];
        while self.skip("&&") {
            parts.push(self.one()?);
        }
        Ok(Query::All(parts))
    }

    fn one(&mut self) -> Result<Query, String> {
        if !self.skip("{") {
            return self.comparison().map(Query::Is);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("Braces are nested more than {MAX_DEPTH} deep."));
        }
        let query = self.any()?;
        self.depth -= 1;
        if !self.skip("}") {
            return Err("Malformed query: a brace is not closed.".to_owned());
        }
        Ok(query)
    }

    fn comparison(&mut self) -> Result<Comparison, String> {
        let property = self.until(&["=", "!=", "~", ">", "<", "&&", "||", "{", "}"]);
        let Some((spelling, operator)) = OPERATORS
            .iter()
            .find(|(spelling, _)| self.rest.starts_with(spelling))
        else {
            return Err("Malformed query: a property must be followed by an operator.".to_owned());
        };
        self.rest = &self.rest[spelling.len()..];
        let value = self.until(&["&&", "||", "{", "}"]);
        if property.is_empty() || value.is_empty() {
            return Err("Malformed query: a property or its value is missing.".to_owned());
        }
        let (path, kind) = resolve(property, self.subject)?;
        let operand = kind.operand(property, *operator, value)?;
        Ok(Comparison {
            path,
            operator: *operator,
            operand,
        })
    }

    fn skip(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest).trim_start();
        rest.is_some()
    }
}

impl<'a> Parser<'a> {
    /// The text before the first of `ends`, trimmed.
    fn until(&mut self, ends: &[&str]) -> &'a str {
        let end = ends
            .iter()
            .filter_map(|end| self.rest.find(end))
            .min()
            .unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        text.trim()
    }
}

/// The path of a property in the JSON, and the kind of its value.
fn resolve(property: &str, subject: Subject) -> Result<(Vec<String>, Kind), String> {
    if subject == Subject::Tags {
        return Ok((vec![property.to_owned()], Kind::Text));
    }
    // The key of a tag may contain dots.
    let key = property.strip_prefix("tags.").filter(|key| !key.is_empty());
    if let Some(key) = key.filter(|_| subject == Subject::Company) {
        return Ok((vec!["tags".to_owned(), key.to_owned()], Kind::Text));
    }
    let known = subject.properties().iter().find(|(name, _)| *name == property);
    let Some((_, kind)) = known else {
        return Err(format!(
            "Could not resolve property {property} on {}.",
            subject.name()
        ));
    };
    Ok((property.split('.').map(str::to_owned).collect(), *kind))
}

impl Subject {
    /// What the service calls it in messages.
    fn name(self) -> &'static str {
        match self {
            Subject::Company => "Company",
            Subject::Tags => "Tags",
            Subject::Connection => "Connection",
            Subject::Integration => "Integration",
            Subject::PullOperation => "Dataset",
            Subject::PushOperation => "PushOperation",
            Subject::CustomRecord => "CustomRecord",
        }
    }

    /// What a query may name, beside tags.
    fn properties(self) -> &'static [(&'static str, Kind)] {
        match self {
            Subject::Tags | Subject::CustomRecord => &[],
            Subject::Company => &[
                ("id", Kind::Text),
                ("name", Kind::Text),
                ("description", Kind::Text),
                ("platform", Kind::Text),
                ("createdByUserName", Kind::Text),
                ("products", Kind::Text),
                ("groups.id", Kind::Text),
                ("groups.name", Kind::Text),
                ("dataConnections.status", Kind::Text),
                ("created", Kind::Time),
                ("lastSync", Kind::Time),
                ("products.count", Kind::Number),
                ("groups.count", Kind::Number),
                ("dataConnections.count", Kind::Number),
            ],
            Subject::Connection => &[
                ("id", Kind::Text),
                ("integrationId", Kind::Text),
                ("integrationKey", Kind::Text),
                ("sourceId", Kind::Text),
                ("sourceType", Kind::Text),
                ("platformName", Kind::Text),
                ("status", Kind::Text),
                ("created", Kind::Time),
                ("lastSync", Kind::Time),
            ],
            Subject::Integration => &[
                ("key", Kind::Text),
                ("name", Kind::Text),
                ("integrationId", Kind::Text),
                ("sourceId", Kind::Text),
                ("sourceType", Kind::Text),
                ("enabled", Kind::Flag),
                ("isBeta", Kind::Flag),
                ("isOfflineConnector", Kind::Flag),
            ],
            Subject::PullOperation => &[
                ("id", Kind::Text),
                ("connectionId", Kind::Text),
                ("dataType", Kind::Text),
                ("status", Kind::Text),
                ("requested", Kind::Time),
                ("completed", Kind::Time),
                ("progress", Kind::Number),
            ],
            Subject::PushOperation => &[
                ("pushOperationKey", Kind::Text),
                ("dataConnectionKey", Kind::Text),
                ("dataType", Kind::Text),
                ("status", Kind::Text),
                ("requestedOnUtc", Kind::Time),
                ("completedOnUtc", Kind::Time),
                ("statusCode", Kind::Number),
            ],
        }
    }
}

impl Kind {
    fn operand(self, property: &str, operator: Operator, value: &str) -> Result<Operand, String> {
        let ordering = !matches!(
            operator,
            Operator::Equal | Operator::NotEqual | Operator::Contains
        );
        match self {
            Kind::Text if ordering => Err(format!("{property} is text, which supports only =, != and ~.")),
            Kind::Text => Ok(Operand::Text(value.to_lowercase())),
            Kind::Flag if !matches!(operator, Operator::Equal | Operator::NotEqual) => Err(format!(
                "{property} is true or false, which supports only = and !=."
            )),
            Kind::Flag => match value.to_lowercase().as_str() {
                "true" => Ok(Operand::Flag(true)),
                "false" => Ok(Operand::Flag(false)),
                _ => Err(format!("{property} is true or false, {value} is not.")),
            },
            _ if operator == Operator::Contains => {
                Err(format!("{property} is not text, so that ~ does not apply."))
            }
            Kind::Number => value
                .parse()
                .map(Operand::Number)
                .map_err(|_| format!("{property} is a number, {value} is not.")),
            Kind::Time => time(value)
                .map(Operand::Time)
                .ok_or(format!("{property} is a date, {value} is not.")),
        }
    }
}

/// A date, or a date with a time, which is UTC unless it says otherwise.
fn time(text: &str) -> Option<Timestamp> {
    let zoned = text.parse().ok();
    zoned.or_else(|| TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok())
}

impl Comparison {
    /// Whether any value at the path compares: an array stands for each of its elements.
    fn holds(&self, value: &Value, path: &[String]) -> bool {
        match (value, path) {
            (Value::Array(items), [count]) if count == "count" => self.compare(&Value::from(items.len())),
            (Value::Array(items), _) => items.iter().any(|item| self.holds(item, path)),
            (_, []) => self.compare(value),
            (_, [name, rest @ ..]) => value.get(name).is_some_and(|value| self.holds(value, rest)),
        }
    }

    fn compare(&self, value: &Value) -> bool {
        let ordering = match (&self.operand, value) {
            (Operand::Text(text), Value::String(value)) => {
                let value = value.to_lowercase();
                if self.operator == Operator::Contains {
                    return value.contains(text);
                }
                Some(value.as_str().cmp(text))
            }
            (Operand::Flag(flag), Value::Bool(value)) => Some(value.cmp(flag)),
            (Operand::Number(number), Value::Number(value)) => {
                value.as_f64().and_then(|value| value.partial_cmp(number))
            }
            (Operand::Time(instant), Value::String(value)) => time(value).map(|value| value.cmp(instant)),
            _ => None,
        };
        ordering.is_some_and(|ordering| match self.operator {
            Operator::Equal | Operator::NotEqual => ordering.is_eq(),
            Operator::Contains => false,
            Operator::Greater => ordering.is_gt(),
            Operator::Less => ordering.is_lt(),
            Operator::GreaterOrEqual => ordering.is_ge(),
            Operator::LessOrEqual => ordering.is_le(),
        })
    }
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
