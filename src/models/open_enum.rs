//! Open enumerations: the service adds values, and programs that know only the older ones still work.

/// Makes an enumeration of strings that keeps values it does not know in `Unrecognized`.
macro_rules! open_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$value_doc])* $value,)*
            /// A value that this version of the library does not know, as the service wrote it.
            Unrecognized(String),
        }

        impl $name {
            /// As the service writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$value => stringify!($value),)*
                    $name::Unrecognized(value) => value,
                }
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> $name {
                match value.as_str() {
                    $(stringify!($value) => $name::$value,)*
                    _ => $name::Unrecognized(value),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                String::deserialize(deserializer).map($name::from)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use open_enum;
