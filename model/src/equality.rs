//! Whether texts stand for the same JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// How deep values are compared: as deep as serde_json reads.
const MAX_DEPTH: usize = 128;

/// Whether two texts stand for the same JSON value: members in any order, numbers in any notation, by all
/// of their digits. What cannot be read, or is nested too deep, is compared as text.
pub(crate) fn same(one: &RawValue, other: &RawValue) -> bool {
    same_text(one.get(), other.get(), MAX_DEPTH)
}

fn same_text(one: &str, other: &str, depth: usize) -> bool {
    let Some(below) = depth.checked_sub(1) else {
        return one == other;
    };
    let is_same = |one: &RawValue, other: &RawValue| same_text(one.get(), other.get(), below);
    one == other
        || match (one.as_bytes().first(), other.as_bytes().first()) {
            (Some(b'{'), Some(b'{')) => both::<BTreeMap<String, &RawValue>>(one, other)
                .is_some_and(|(one, other)| {
                    let members = one.iter().zip(&other);
                    let mut members =
                        members.map(|(one, other)| (one.0 == other.0, one.1, other.1));
                    one.len() == other.len()
                        && members.all(|(is_named, one, other)| is_named && is_same(one, other))
                }),
            (Some(b'['), Some(b'[')) => {
                both::<Vec<&RawValue>>(one, other).is_some_and(|(one, other)| {
                    let mut items = one.iter().zip(&other);
                    one.len() == other.len() && items.all(|(one, other)| is_same(one, other))
                })
            }
            (Some(b'"'), Some(b'"')) => {
                both::<Cow<'_, str>>(one, other).is_some_and(|(one, other)| one == other)
            }
            _ => Decimal::read(one).is_some_and(|one| Decimal::read(other) == Some(one)),
        }
}

fn both<'a, T: Deserialize<'a>>(one: &'a str, other: &'a str) -> Option<(T, T)> {
    let read = |text| serde_json::from_str(text).ok();
    Some((read(one)?, read(other)?))
}

/// The value of a number.
#[derive(PartialEq)]
struct Decimal {
    is_negative: bool,
    /// Without the zeros at both ends.
    digits: String,
    /// The power of ten by which they are multiplied.
    exponent: i64,
}

impl Decimal {
    /// None if `text` is no number, or its exponent beyond all measure.
    fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{fraction}");
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = digits.trim_end_matches('0');
        let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
        let places = i64::try_from(fraction.len()).ok()?;
        let exponent = exponent.parse::<i64>().ok()?;
        let exponent = exponent.checked_add(zeros)?.checked_sub(places)?;
        Some(match significant.trim_start_matches('0') {
            "" => Self {
                is_negative: false,
                digits: String::new(),
                exponent: 0,
            },
            digits => Self {
                is_negative: unsigned.len() < mantissa.len(),
                digits: digits.to_owned(),
                exponent,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_same(one: &str, other: &str) -> bool {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).expect(text);
        same(&raw(one), &raw(other))
    }

    #[test]
    fn values_are_the_same_in_whatever_order_and_notation() {
        for (one, other) in [
            ("1.50", "1.5"),
            ("150e-2", "1.5"),
            ("0.5", "5e-1"),
            ("1", "1.0"),
            ("1e999", "10E+998"),
            ("0", "-0.00e5"),
            (r#""\u0041""#, r#""A""#),
            (r#"{"a": 1.0, "b": [2, null]}"#, r#"{"b":[2.0,null],"a":1}"#),
        ] {
            assert!(is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn values_differ_if_a_digit_a_member_or_the_kind_does() {
        for (one, other) in [
            ("12345678901234567890123", "12345678901234567890124"),
            ("1e999", "1e998"),
            ("1e99999999999999999999", "1e99999999999999999998"),
            ("1", "-1"),
            ("1", "\"1\""),
            ("0", "null"),
            ("true", "false"),
            ("[1]", "[1,2]"),
            ("{}", "[]"),
            (r#"{"a":1}"#, r#"{"b":1}"#),
            (r#"{"a":1}"#, r#"{"a":1,"b":1}"#),
        ] {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_compared_as_text() {
        let nested =
            |depth, inner: &str| format!("{}{inner}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(is_same(&nested(100, "1"), &nested(100, "1.0")));
        assert!(is_same(&nested(10_000, "1"), &nested(10_000, "1")));
        assert!(!is_same(&nested(10_000, "1"), &nested(10_000, "1.0")));
    }
}
