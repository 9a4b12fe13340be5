//! `Extra`: what a model has no field for, kept as it came.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::CowStrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{forward_to_deserialize_any, Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// Fields that this version of the library does not know, in the order in which they came. Each value is kept as the
/// JSON text that it was: so no number loses a digit, and nothing in it can keep a model from being read.
///
/// ```
/// use codat::models::Group;
///
/// let group: Group = serde_json::from_str(r#"{"id":"g","rate":1.10,"owner":{"name":"Ada"}}"#)?;
/// assert_eq!(group.extra.get("rate"), Some("1.10"));
/// let owner: serde_json::Value = group.extra.decode("owner")?.unwrap();
/// assert_eq!(owner["name"], "Ada");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Extra(Vec<(Box<str>, Box<RawValue>)>);

impl Extra {
    /// The JSON of the field of this name, as it came.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(other, _)| *other == name)
            .map(|(_, json)| json)
    }

    /// The field of this name as a `T`, such as a `serde_json::Value`; `None` if there is no such field.
    ///
    /// # Errors
    /// Those of serde_json, if the value is no `T`.
    pub fn decode<T: DeserializeOwned>(&self, name: &str) -> serde_json::Result<Option<T>> {
        self.get(name).map(serde_json::from_str).transpose()
    }

    /// Names, and values as JSON.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, json)| (&**name, json.get()))
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PartialEq for Extra {
    /// Whether names and texts are the same, in the same order.
    fn eq(&self, other: &Extra) -> bool {
        self.iter().eq(other.iter())
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, json) in &self.0 {
            map.serialize_entry(name, json)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Extra, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Extra;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Extra, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Extra(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// Reads a struct, and puts into `extra` what it has no field for. What serde's `flatten` does would take numbers apart.
pub(super) struct Keeping<'x, D> {
    pub deserializer: D,
    pub extra: &'x mut Extra,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Keeping<'_, D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserializer.deserialize_map(Fields {
            fields,
            extra: self.extra,
            visitor,
        })
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserializer.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Fields<'x, V> {
    fields: &'static [&'static str],
    extra: &'x mut Extra,
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Fields<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Known {
            map,
            fields: self.fields,
            extra: self.extra,
        })
    }
}

/// The fields that the model has.
struct Known<'x, A> {
    map: A,
    fields: &'static [&'static str],
    extra: &'x mut Extra,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Known<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(Name(name)) = self.map.next_key()? {
            if self.fields.contains(&&*name) {
                return seed.deserialize(CowStrDeserializer::new(name)).map(Some);
            }
            self.extra.0.push((name.into(), self.map.next_value()?));
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// A field's name, borrowed if it holds no escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Makes models of what the service sends. Each has `extra` beside its fields, and takes null as absent.
macro_rules! model {
    (
        $(#[$meta:meta])*
        pub struct $model:ident $(<$of:ident>)? { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $model$(<$of>)? {
            $($(#[$field_meta])* pub $field: $type,)*
            /// Fields that this version does not know.
            #[serde(flatten)]
            pub extra: $crate::models::Extra,
        }

        const _: () = {
            #[derive(serde::Deserialize)]
            #[serde(rename_all = "camelCase")]
            struct Fields$(<$of>)? {
                $($(#[$field_meta])* $field: $type,)*
            }

            impl<'de, $($of: serde::Deserialize<'de>)?> serde::Deserialize<'de> for $model$(<$of>)? {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let mut extra = $crate::models::Extra::default();
                    let Fields { $($field),* } = Fields::deserialize($crate::models::extra::Keeping {
                        deserializer,
                        extra: &mut extra,
                    })?;
                    Ok($model { $($field,)* extra })
                }
            }
        };
    };
}

pub(super) use model;

/// Reads a value that may be null, which counts as absent.
pub(super) fn or_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads text that the service also sends as a number, which becomes its digits.
pub(super) fn as_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = Option::<Box<RawValue>>::deserialize(deserializer)?;
    let text = raw.map(|raw| match raw.get().bytes().next() {
        Some(b'-' | b'0'..=b'9') => Ok(raw.get().to_owned()),
        _ => serde_json::from_str(raw.get()),
    });
    text.transpose().map_err(D::Error::custom)
}
