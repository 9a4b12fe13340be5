//! Goes through JSON without building anything from it.
//!
//! serde_json cannot do this: what it ignores it does not check, and what it checks it decodes.

/// The deepest level of arrays and objects.
const DEEPEST: usize = 127;

/// The most digits of an integer that is a double for certain.
const SAFE_DIGITS: usize = 300;

/// A text of which the part before `at` was read. What is read returns `None` if the text is not what it must be.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    why: Option<&'static str>,
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str) -> Scanner<'t> {
        Scanner {
            text,
            at: 0,
            depth: 0,
            why: None,
        }
    }

    /// Why it failed, and after how many bytes.
    pub fn failure(&self) -> String {
        let why = self.why.unwrap_or("unexpected characters");
        format!("{why} at byte {}", self.at)
    }

    /// The next byte that is not white space. It is read next.
    pub fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        let space = rest.iter().position(|byte| !b" \n\r\t".contains(byte));
        self.at += space.unwrap_or(rest.len());
        rest.get(space?).copied()
    }

    /// Whether there is nothing but white space any more.
    pub fn is_at_end(&mut self) -> bool {
        let is_at_end = self.peek().is_none();
        if !is_at_end {
            self.why = Some("trailing characters");
        }
        is_at_end
    }

    /// Reads an object: `field` gets the name of each field, as it is between the quotes, and reads the value.
    pub fn object(&mut self, mut field: impl FnMut(&mut Self, &'t str) -> Option<()>) -> Option<()> {
        self.enter()?;
        if !self.takes(b'}') {
            loop {
                self.expect(b'"', "expected a field's name")?;
                let name = self.string()?;
                self.expect(b':', "expected a colon")?;
                field(self, name)?;
                if !self.takes(b',') {
                    break self.expect(b'}', "expected a comma or the end of an object")?;
                }
            }
        }
        self.depth -= 1;
        Some(())
    }

    /// Reads an array: `item` reads each of its values.
    pub fn array(&mut self, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.enter()?;
        if !self.takes(b']') {
            loop {
                item(self)?;
                if !self.takes(b',') {
                    break self.expect(b']', "expected a comma or the end of an array")?;
                }
            }
        }
        self.depth -= 1;
        Some(())
    }

    /// Reads any value, and returns its text.
    pub fn skipped(&mut self) -> Option<&'t str> {
        self.peek();
        let start = self.at;
        self.skip()?;
        self.text.get(start..self.at)
    }

    /// Reads any value.
    pub fn skip(&mut self) -> Option<()> {
        match self.peek() {
            Some(b'{') => self.object(|scanner, _| scanner.skip()),
            Some(b'[') => self.array(Self::skip),
            _ => self.scalar().map(|_| ()),
        }
    }

    /// Reads a string, a number or a word.
    pub fn scalar(&mut self) -> Option<Scalar<'t>> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                self.string().map(Scalar::Text)
            }
            Some(b'-' | b'0'..=b'9') => self.number().map(Scalar::Number),
            Some(b't') => self.word("true", Scalar::Flag),
            Some(b'f') => self.word("false", Scalar::Flag),
            Some(b'n') => self.word("null", Scalar::Null),
            Some(_) => self.fail("expected a value"),
            None => self.fail("the text ends"),
        }
    }

    /// Goes into an array or an object.
    fn enter(&mut self) -> Option<()> {
        if self.depth == DEEPEST {
            return self.fail("more than 127 levels of arrays and objects");
        }
        self.depth += 1;
        self.at += 1;
        Some(())
    }

    /// Reads this byte, if it is the next.
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8, why: &'static str) -> Option<()> {
        if self.takes(byte) {
            return Some(());
        }
        self.fail(if self.at == self.text.len() {
            "the text ends"
        } else {
            why
        })
    }

    fn fail<T>(&mut self, why: &'static str) -> Option<T> {
        self.why = Some(why);
        None
    }

    fn word(&mut self, word: &str, scalar: Scalar<'t>) -> Option<Scalar<'t>> {
        if self.rest().starts_with(word.as_bytes()) {
            self.at += word.len();
            return Some(scalar);
        }
        self.fail("expected a value")
    }

    /// Reads a string from after its first quote to its end; returns what is between the quotes.
    fn string(&mut self) -> Option<&'t str> {
        let start = self.at;
        loop {
            self.at += plain(self.rest());
            match self.rest() {
                [b'"', ..] => {
                    self.at += 1;
                    return self.text.get(start..self.at - 1);
                }
                [b'\\', b'u', ..] => self.unicode_escape()?,
                [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => self.at += 2,
                [b'\\', _, ..] => return self.fail("an unknown escape in a string"),
                [] | [b'\\'] => return self.fail("the text ends in a string"),
                _ => return self.fail("a control character in a string"),
            }
        }
    }

    /// Reads `\u` and four digits, and the same again after the first half of a surrogate pair.
    fn unicode_escape(&mut self) -> Option<()> {
        let first = self.unit()?;
        match first {
            0xD800..=0xDBFF => match self.unit() {
                Some(0xDC00..=0xDFFF) => Some(()),
                _ => self.fail("half of a surrogate pair"),
            },
            0xDC00..=0xDFFF => self.fail("half of a surrogate pair"),
            _ => Some(()),
        }
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().strip_prefix(b"\\u").and_then(|rest| rest.get(..4));
        let number = digits.and_then(|digits| {
            digits.iter().try_fold(0, |number, digit| {
                Some(number * 16 + char::from(*digit).to_digit(16)?)
            })
        });
        match number {
            Some(_) => self.at += 6,
            None => return self.fail("a bad \\u escape in a string"),
        }
        number
    }

    fn number(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.at += usize::from(self.rest().first() == Some(&b'-'));
        let whole = self.digits();
        let first = self.text.as_bytes().get(self.at - whole);
        if whole == 0 || whole > 1 && first == Some(&b'0') {
            return self.fail("a bad number");
        }
        let mut is_safe = whole <= SAFE_DIGITS;
        if self.rest().first() == Some(&b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return self.fail("a bad number");
            }
        }
        if let [b'e' | b'E', sign, ..] = self.rest() {
            self.at += 1 + usize::from(matches!(sign, b'+' | b'-'));
            is_safe = false;
            if self.digits() == 0 {
                return self.fail("a bad number");
            }
        }
        let number = self.text.get(start..self.at)?;
        if !is_safe && !number.parse().is_ok_and(f64::is_finite) {
            return self.fail("a number out of range");
        }
        Some(number)
    }

    /// Reads digits; returns how many.
    fn digits(&mut self) -> usize {
        let rest = self.rest();
        let digits = rest
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(rest.len());
        self.at += digits;
        digits
    }

    fn rest(&self) -> &'t [u8] {
        &self.text.as_bytes()[self.at..]
    }
}

/// A value that is neither an array nor an object.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'t> {
    /// What is between the quotes.
    Text(&'t str),
    Number(&'t str),
    Flag,
    Null,
}

/// How many bytes at the beginning are neither a quote, nor a backslash, nor a control character. Eight at a time.
fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    let mut count = 0;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * u64::from(b'"'));
        let backslash = word ^ (ONES * u64::from(b'\\'));
        // In each, the lowest byte with its high bit set is the first that is meant; higher ones may be mistaken.
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let stops = (control | zero(quote) | zero(backslash)) & HIGH;
        if stops != 0 {
            return count + stops.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..=0x1f);
    count + rest.iter().take_while(is_plain).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn is_valid(text: &str) -> bool {
        let mut scanner = Scanner::new(text);
        scanner.skip().is_some() && scanner.is_at_end()
    }

    /// serde_json decodes the same texts.
    #[track_caller]
    fn agrees(text: &str) {
        let decoded = serde_json::from_str::<Value>(text);
        assert_eq!(is_valid(text), decoded.is_ok(), "{text:?}: {decoded:?}");
    }

    #[test]
    fn text_that_is_close_to_json_is_refused() {
        for text in [
            "",
            " ",
            "{",
            "}",
            "[",
            "]",
            "[,]",
            "[1,]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "[1]]",
            "{} {}",
            "nul",
            "null",
            "nullx",
            "TRUE",
            "true",
            "tru",
            "false",
            "-",
            "-1",
            "+1",
            "01",
            "-01",
            "0",
            "-0",
            "00",
            "1.",
            ".1",
            "1.0",
            "1.e1",
            "1e",
            "1e+",
            "1e+1",
            "1E-1",
            "1e5x",
            "1ee5",
            "0x1",
            "1_000",
            "NaN",
            "Infinity",
            "\"",
            "\"a",
            "\"a\"",
            "\"\\",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u\"",
            "\"\\u12\"",
            "\"\\u123g\"",
            "\"\\u1234\"",
            "\"\\uD83D\\uDE00\"",
            "\"\\uD83D\"",
            "\"\\uDE00\"",
            "\"\\uD83Dx\"",
            "\"\\uD83D\\n\"",
            "\"\\uD83D\\uD83D\"",
            "\"\\u+123\"",
            "\"\u{1}\"",
            "\"\u{1f}\"",
            "\"\u{7f}\u{80}é東😀\"",
            "\"a\nb\"",
            "\u{a0}1",
            "\u{feff}1",
            "1\u{0}",
            "/**/1",
            "{\"a\":1,\"a\":2}",
            "[[],{},[{}],{\"\":[]}]",
            "\r\n\t [ 1 ,\t2 ] ",
            "\u{c}1",
            "1e308",
            "1e309",
            "-1e309",
            "1e-999999",
            "123456789012345678901234567890",
        ] {
            agrees(text);
        }
        for count in [300, 308, 309, 310, 400] {
            agrees(&"9".repeat(count));
            agrees(&format!("-1{}", "0".repeat(count)));
            agrees(&format!("0.{}", "9".repeat(count)));
            agrees(&format!("1{}e-{count}", "0".repeat(count)));
        }
        for depth in [126, 127, 128, 129, 100_000] {
            agrees(&format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
            agrees(&format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth)));
        }
    }

    /// A stop byte is found wherever it is, beside any other byte.
    #[test]
    fn the_end_of_a_string_is_found_at_any_position() {
        for stop in (0..0x20).chain([b'"', b'\\']) {
            for place in 0..20 {
                for other in [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
                    let mut bytes = [other; 20];
                    bytes[place] = stop;
                    assert_eq!(plain(&bytes), place, "{stop} after {other}");
                    assert_eq!(plain(&bytes[..place]), place);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_as_by_serde_json(text in r#"([\[\]{}:,"\\ eE.+\-019nutrlsfad8DC]|\\u[dD][89abcdCDEF][0-9]{2}|"[ -~]{0,12}"|\PC){0,24}"#) {
            agrees(&text);
        }

        #[test]
        fn json_with_a_changed_byte_is_judged_as_by_serde_json(tree in tree(), place in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let text = tree.to_string();
            agrees(&text);
            let mut bytes = text.into_bytes();
            let place = place.index(bytes.len());
            bytes[place] = byte;
            if let Ok(text) = String::from_utf8(bytes) {
                agrees(&text);
            }
        }
    }

    fn tree() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,20}".prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("\\PC{0,8}", inner, 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }
}
