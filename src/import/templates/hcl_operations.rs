//! Functions and operators of Terraform's language, of arguments that are known.
//!
//! It knows numbers, texts and flags. It must not know where arguments come from.

use hcl::expr::{BinaryOperator, FuncCall, Operation, UnaryOperator};
use serde_json::Value;

use super::hcl_values::{Known, LONGEST_TEXT, Scope};
use super::resolved::{flag, number, plain_text};

impl Scope {
    pub(super) fn call(&self, call: &FuncCall, depth: usize) -> Option<Known> {
        let (arguments, parameter) = self.all(&call.args, depth + 1)?;
        let numbers = || arguments.iter().map(number).collect::<Option<Vec<f64>>>();
        let value = match (call.name.name.as_str(), arguments.as_slice()) {
            (
                "tonumber" | "tostring" | "tobool" | "tolist" | "toset" | "tomap" | "jsonencode",
                [one],
            ) => one.clone(),
            ("try", [first, ..]) => first.clone(),
            ("coalesce", values) => values.iter().find(|value| !value.is_null())?.clone(),
            ("lookup", [map, key, default @ ..]) => {
                let found = map.get(plain_text(key));
                found.or_else(|| default.first())?.clone()
            }
            ("lower", [text]) => text.as_str()?.to_lowercase().into(),
            ("upper", [text]) => text.as_str()?.to_uppercase().into(),
            ("join", [between, Value::Array(parts)]) => {
                let parts: Vec<String> = parts.iter().map(plain_text).collect();
                let text = parts.join(between.as_str()?);
                Value::from((text.len() <= LONGEST_TEXT).then_some(text)?)
            }
            ("max", [_, ..]) => whole(numbers()?.into_iter().fold(f64::NEG_INFINITY, f64::max)),
            ("min", [_, ..]) => whole(numbers()?.into_iter().fold(f64::INFINITY, f64::min)),
            ("ceil", [one]) => whole(number(one)?.ceil()),
            ("floor", [one]) => whole(number(one)?.floor()),
            _ => return None,
        };
        Some((value, parameter))
    }

    pub(super) fn operation(&self, operation: &Operation, depth: usize) -> Option<Known> {
        let binary = match operation {
            Operation::Unary(unary) => {
                let (value, parameter) = self.known(&unary.expr, depth + 1)?;
                let value = match unary.operator {
                    UnaryOperator::Neg => whole(-number(&value)?),
                    UnaryOperator::Not => (!flag(&value)?).into(),
                };
                return Some((value, parameter));
            }
            Operation::Binary(binary) => binary,
        };
        let (left, from_left) = self.known(&binary.lhs_expr, depth + 1)?;
        let (right, from_right) = self.known(&binary.rhs_expr, depth + 1)?;
        let numbers = || Some((number(&left)?, number(&right)?));
        let value = match binary.operator {
            BinaryOperator::Eq => (plain_text(&left) == plain_text(&right)).into(),
            BinaryOperator::NotEq => (plain_text(&left) != plain_text(&right)).into(),
            BinaryOperator::And => (flag(&left)? && flag(&right)?).into(),
            BinaryOperator::Or => (flag(&left)? || flag(&right)?).into(),
            BinaryOperator::Less => numbers().map(|(a, b)| a < b)?.into(),
            BinaryOperator::LessEq => numbers().map(|(a, b)| a <= b)?.into(),
            BinaryOperator::Greater => numbers().map(|(a, b)| a > b)?.into(),
            BinaryOperator::GreaterEq => numbers().map(|(a, b)| a >= b)?.into(),
            BinaryOperator::Plus => whole(numbers().map(|(a, b)| a + b)?),
            BinaryOperator::Minus => whole(numbers().map(|(a, b)| a - b)?),
            BinaryOperator::Mul => whole(numbers().map(|(a, b)| a * b)?),
            BinaryOperator::Div => whole(numbers().map(|(a, b)| a / b)?),
            BinaryOperator::Mod => whole(numbers().map(|(a, b)| a % b)?),
        };
        Some((value, from_left.or(from_right)))
    }
}

/// A number as JSON has it, whole where it is.
fn whole(number: f64) -> Value {
    let is_whole = number.fract() == 0.0 && number.abs() < 9e15;
    if is_whole {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}
