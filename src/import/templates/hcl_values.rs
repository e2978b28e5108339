//! Expressions of Terraform's language to values: literals, variables with a default and locals of the same file, and
//! what is made of them. The rest stays open, as text.
//!
//! It knows expressions. It must not know resources.

use std::cell::Cell;
use std::collections::BTreeMap;

use hcl::expr::{Conditional, Expression, ObjectKey, TemplateExpr, Traversal, TraversalOperator};
use hcl::structure::{Body, Structure};
use hcl::template::{Element, Template};
use serde_json::{Map, Value, json};

use super::resolved::{Resolve, Resolved, flag, plain_text};

/// The key of an object that stands for an expression.
const OPEN: &str = "${}";

/// Expressions that are looked at for all values of a file; it bounds the time.
const MOST_EXPRESSIONS: usize = 500_000;

/// Locals and defaults that lead to one another through more steps lead nowhere; it bounds the stack.
const DEEPEST: usize = 16;

/// Longest text that is put together.
pub(super) const LONGEST_TEXT: usize = 4096;

/// A value, and the variable whose default it comes from.
pub(super) type Known = (Value, Option<String>);

/// The variables and locals of a file.
#[derive(Default)]
pub(super) struct Scope {
    /// Defaults.
    pub(super) variables: BTreeMap<String, Expression>,
    pub(super) locals: BTreeMap<String, Expression>,
    spent: Cell<usize>,
}

/// Says what is known of values that a [`Scope`] made.
pub(super) struct Expressions;

impl Resolve for Expressions {
    fn resolve(&self, value: &Value) -> Resolved {
        let Some(text) = open_text(value) else {
            return Resolved::value(value.clone());
        };
        match (value.get("value"), value["parameter"].as_str()) {
            (Some(value), Some(parameter)) => {
                Resolved::value(value.clone()).by_default_of(parameter)
            }
            _ => Resolved::open(text),
        }
    }

    fn is_plain(&self, value: &Value) -> bool {
        open_text(value).is_none()
    }
}

/// The text of an expression, if a value stands for one.
pub(super) fn open_text(value: &Value) -> Option<&str> {
    value.get(OPEN)?.as_str()
}

/// A value that stands for an expression.
pub(super) fn open(text: &str) -> Value {
    json!({ OPEN: text })
}

impl Scope {
    /// A block's attributes and blocks; blocks as lists, as plans have them.
    pub(super) fn body(&self, body: &Body) -> Value {
        let mut values = Map::new();
        for structure in body.iter() {
            match structure {
                Structure::Attribute(attribute) => {
                    values.insert(attribute.key.to_string(), self.value(&attribute.expr));
                }
                Structure::Block(block) => {
                    let content = block
                        .body
                        .blocks()
                        .find(|inner| inner.identifier() == "content");
                    let (name, body) = match (block.identifier(), block.labels(), content) {
                        ("dynamic", [name], Some(content)) => (name.as_str(), &content.body),
                        (name, ..) => (name, &block.body),
                    };
                    let list = values
                        .entry(name)
                        .or_insert_with(|| Value::Array(Vec::new()));
                    if let Value::Array(list) = list {
                        list.push(self.body(body));
                    }
                }
            }
        }
        Value::Object(values)
    }

    /// An expression as a value, or as what stands for it.
    pub(super) fn value(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Expression::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key_text(key), self.value(value)));
                Value::Object(entries.collect())
            }
            Expression::Parenthesis(inner) => self.value(inner),
            Expression::FuncCall(call) => match (call.name.name.as_str(), call.args.as_slice()) {
                ("jsonencode" | "tolist" | "toset" | "tomap", [inner]) => self.value(inner),
                _ => self.scalar(expression),
            },
            _ => self.scalar(expression),
        }
    }

    fn scalar(&self, expression: &Expression) -> Value {
        match self.known(expression, 0) {
            Some((value, None)) => value,
            Some((value, Some(parameter))) => {
                json!({ OPEN: written(expression), "value": value, "parameter": parameter })
            }
            None => open(&written(expression)),
        }
    }

    /// The value of an expression, if the file says it.
    pub(super) fn known(&self, expression: &Expression, depth: usize) -> Option<Known> {
        let spent = self.spent.get() + 1;
        self.spent.set(spent);
        if spent > MOST_EXPRESSIONS || depth > DEEPEST {
            return None;
        }
        match expression {
            Expression::Null => Some((Value::Null, None)),
            Expression::Bool(flag) => Some(((*flag).into(), None)),
            Expression::Number(number) => {
                let whole = number.as_i64().map(Value::from);
                Some((whole.or_else(|| number.as_f64().map(Value::from))?, None))
            }
            Expression::String(text) => Some((text.as_str().into(), None)),
            Expression::Array(items) => {
                let (items, parameter) = self.all(items, depth)?;
                Some((items.into(), parameter))
            }
            Expression::Object(entries) => {
                let mut parameter = None;
                let mut object = Map::new();
                for (key, value) in entries.iter() {
                    let (value, from) = self.known(value, depth)?;
                    object.insert(key_text(key), value);
                    parameter = parameter.or(from);
                }
                Some((object.into(), parameter))
            }
            Expression::TemplateExpr(template) => self.template(template, depth),
            Expression::Traversal(traversal) => self.traversal(traversal, depth),
            Expression::FuncCall(call) => self.call(call, depth),
            Expression::Parenthesis(inner) => self.known(inner, depth),
            Expression::Conditional(conditional) => self.conditional(conditional, depth),
            Expression::Operation(operation) => self.operation(operation, depth),
            _ => None,
        }
    }

    pub(super) fn all(
        &self,
        expressions: &[Expression],
        depth: usize,
    ) -> Option<(Vec<Value>, Option<String>)> {
        let mut parameter = None;
        let mut values = Vec::new();
        for expression in expressions {
            let (value, from) = self.known(expression, depth)?;
            values.push(value);
            parameter = parameter.or(from);
        }
        Some((values, parameter))
    }

    fn template(&self, template: &TemplateExpr, depth: usize) -> Option<Known> {
        let template = Template::from_expr(template).ok()?;
        // `"${var.x}"` is `var.x`, of any type.
        if let [Element::Interpolation(only)] = template.elements() {
            return self.known(&only.expr, depth + 1);
        }
        let mut text = String::new();
        let mut parameter = None;
        for element in template.elements() {
            match element {
                Element::Literal(literal) => text.push_str(literal),
                Element::Interpolation(interpolation) => {
                    let (value, from) = self.known(&interpolation.expr, depth + 1)?;
                    text.push_str(&plain_text(&value));
                    parameter = parameter.or(from);
                }
                Element::Directive(_) => return None,
            }
        }
        (text.len() <= LONGEST_TEXT).then(|| (text.into(), parameter))
    }

    /// `var.name`, `local.name` and what is below them.
    fn traversal(&self, traversal: &Traversal, depth: usize) -> Option<Known> {
        let Expression::Variable(root) = &traversal.expr else {
            return None;
        };
        let (TraversalOperator::GetAttr(name), mut below) = traversal.operators.split_first()?
        else {
            return None;
        };
        let (mut place, variable) = match root.as_str() {
            "var" => (self.variables.get(name.as_str())?, Some(name.to_string())),
            "local" => (self.locals.get(name.as_str())?, None),
            _ => return None,
        };
        // Into an object as it is written, so that its other entries need not be known.
        while let (Expression::Object(entries), Some((operator, rest))) =
            (place, below.split_first())
        {
            let key = self.key(operator, depth)?;
            place = entries.iter().find(|(other, _)| key_text(other) == key)?.1;
            below = rest;
        }
        let (mut value, from) = self.known(place, depth + 1)?;
        for operator in below {
            let key = self.key(operator, depth)?;
            let inner = match &mut value {
                Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?),
                other => other.get_mut(&key),
            };
            value = inner?.take();
        }
        Some((value, variable.or(from)))
    }

    fn key(&self, operator: &TraversalOperator, depth: usize) -> Option<String> {
        match operator {
            TraversalOperator::GetAttr(name) => Some(name.to_string()),
            TraversalOperator::LegacyIndex(index) => Some(index.to_string()),
            TraversalOperator::Index(index) => Some(plain_text(&self.known(index, depth + 1)?.0)),
            _ => None,
        }
    }

    fn conditional(&self, conditional: &Conditional, depth: usize) -> Option<Known> {
        let (condition, from) = self.known(&conditional.cond_expr, depth + 1)?;
        let branch = if flag(&condition)? {
            &conditional.true_expr
        } else {
            &conditional.false_expr
        };
        let (value, parameter) = self.known(branch, depth + 1)?;
        Some((value, parameter.or(from)))
    }
}

fn key_text(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Identifier(name) => name.to_string(),
        ObjectKey::Expression(Expression::String(text)) => text.clone(),
        ObjectKey::Expression(other) => written(other),
        other => other.to_string(),
    }
}

/// An expression as text.
fn written(expression: &Expression) -> String {
    hcl::format::to_string(expression).unwrap_or_default()
}

/// A value of Terraform's JSON form, in whose texts expressions stand, as an expression.
pub(super) fn of_json(value: &Value) -> Expression {
    match value {
        Value::Null => Expression::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(number)) => number.into(),
            (None, None) => Expression::Null,
        },
        Value::String(text) if text.contains("${") || text.contains("%{") => {
            Expression::from(TemplateExpr::QuotedString(text.clone()))
        }
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => Expression::Array(items.iter().map(of_json).collect()),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| (ObjectKey::from(key.as_str()), of_json(value)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> (Scope, Body) {
        let body = hcl::parse(text).expect("HCL");
        let mut scope = Scope::default();
        for block in body.blocks() {
            for attribute in block.body.attributes() {
                if block.identifier() == "locals" {
                    scope
                        .locals
                        .insert(attribute.key.to_string(), attribute.expr.clone());
                } else if let ("variable", [name]) = (block.identifier(), block.labels()) {
                    scope
                        .variables
                        .insert(name.as_str().to_owned(), attribute.expr.clone());
                }
            }
        }
        (scope, body)
    }

    #[test]
    fn what_a_file_says_has_a_value() {
        let (scope, _) = scope(
            r#"
            variable "size" { default = 512 }
            variable "sizes" { default = { dev = 128, prod = 1024 } }
            variable "stage" { default = "dev" }
            locals {
              base   = 30
              object = { arn = aws_sqs_queue.x.arn, seconds = 45 }
              loop   = local.loop
              wide   = "${local.wide}${local.wide}"
            }"#,
        );
        for (text, expected) in [
            ("128", json!(128)),
            ("var.size", json!(512)),
            ("\"${var.size}\"", json!(512)),
            ("var.sizes[var.stage]", json!(128)),
            ("var.sizes.prod", json!(1024)),
            ("lookup(var.sizes, \"none\", 7)", json!(7)),
            ("var.stage == \"prod\" ? 10 : 2", json!(2)),
            ("local.base * 6 + 1", json!(181)),
            ("local.object.seconds", json!(45)),
            ("max(var.size, 1000)", json!(1000)),
            ("-1", json!(-1)),
            ("\"${var.stage}-x\"", json!("dev-x")),
        ] {
            let expression: Expression = text.parse().expect("HCL");
            let resolved = Expressions.resolve(&scope.value(&expression));
            assert!(
                matches!(&resolved, Resolved::Value { value, .. } if *value == expected),
                "{text}: {resolved:?}"
            );
        }
        for text in [
            "local.object",
            "local.loop",
            "local.wide",
            "aws_x.y.arn",
            "[for x in var.sizes : x]",
            "var.none",
        ] {
            let expression: Expression = text.parse().expect("HCL");
            let value = scope.value(&expression);
            assert_eq!(open_text(&value), Some(text), "{value}");
        }
    }

    #[test]
    fn blocks_are_lists_and_dynamic_ones_too() {
        let (scope, body) = scope(
            "a { b = 1 }\nc { d = 2 }\nc { d = 3 }\ndynamic \"e\" {\n for_each = x.y\n content {\n f = e.value\n }\n}\ng = jsonencode({ h = 4, i = z.w })\n",
        );
        let expected = json!({
            "a": [{"b": 1}], "c": [{"d": 2}, {"d": 3}], "e": [{"f": {"${}": "e.value"}}],
            "g": {"h": 4, "i": {"${}": "z.w"}},
        });
        assert_eq!(scope.body(&body), expected);
    }
}
