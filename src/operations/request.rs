//! The request that a builder assembles.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;

use super::ResponseValue;
use super::body::Body;
use super::response_value::Bytes as File;
use super::url::UrlBuilder;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::http::{Draft, Response};
use crate::pipeline::{Call, CallOptions, Operation};
use atlas_integrations_model::excerpt::quoted;
use atlas_integrations_model::{Parameter, ParameterValue, Texts, Value};

/// A request of one operation. What is wrong with a parameter is kept until it is sent.
#[derive(Clone)]
pub struct Request {
    client: Client,
    operation: &'static Operation,
    /// The values of the parameters, by their names in the request.
    parameters: BTreeMap<&'static str, Result<Texts, String>>,
    body: Option<Body>,
    /// Whether a secret is sent although it cannot be the real one.
    verbatim: bool,
    /// Whether Atlas may discard what it did not show.
    discard_withheld: bool,
    options: CallOptions,
}

impl Request {
    pub(super) fn new(client: &Client, operation: &'static Operation) -> Self {
        Self {
            client: client.clone(),
            operation,
            parameters: BTreeMap::new(),
            body: None,
            verbatim: false,
            discard_withheld: false,
            options: CallOptions::default(),
        }
    }

    pub(super) fn set_options(&mut self, options: CallOptions) {
        self.options = options;
    }

    /// Sets a parameter, or takes it out if there is no value.
    pub(super) fn set<T: ParameterValue>(&mut self, name: &'static str, value: Parameter<T>) {
        match value.into_texts().transpose() {
            Some(texts) if self.operation.joined.contains(&name) => {
                let joined = texts.map(|texts| Texts::One(texts.as_slice().join(",")));
                self.parameters.insert(name, joined)
            }
            Some(texts) => self.parameters.insert(name, texts),
            None => self.parameters.remove(name),
        };
    }

    pub(super) fn set_body<T: Value + DeserializeOwned>(&mut self, body: &T) {
        self.body = Some(Body::new(body));
    }

    pub(super) fn set_verbatim(&mut self) {
        self.verbatim = true;
    }

    pub(super) fn set_discard_withheld(&mut self) {
        self.discard_withheld = true;
    }

    /// The number that a parameter was set to.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.value(name).ok()?.parse().ok()
    }

    pub(super) fn validate(&self) -> Result<()> {
        self.draft().map(drop)
    }

    /// Sends the request, and decodes the body of the response.
    pub(super) async fn send_for_json<T: Value + DeserializeOwned>(
        self,
    ) -> Result<ResponseValue<T>> {
        ResponseValue::from_json(self.send().await?, Response::decode_value)
    }

    /// Sends the request, and decodes the body of the response, if it has one.
    #[allow(dead_code, reason = "not every document has such an operation")]
    pub(super) async fn send_for_json_or_nothing<T: DeserializeOwned>(
        self,
    ) -> Result<ResponseValue<Option<T>>> {
        ResponseValue::from_json_or_nothing(self.send().await?)
    }

    /// Sends the request, and takes the body of the response as it is.
    #[allow(dead_code, reason = "not every document has such an operation")]
    pub(super) async fn send_for_bytes(self) -> Result<ResponseValue<File>> {
        self.send().await.map(ResponseValue::from_bytes)
    }

    /// Sends the request, and ignores the body of the response.
    pub(super) async fn send_for_nothing(self) -> Result<ResponseValue<()>> {
        self.send().await.map(ResponseValue::empty)
    }

    async fn send(self) -> Result<Response> {
        let pipeline = self.client.pipeline();
        let draft = self.draft()?;
        let secrets = self.body.as_ref().map(Body::secrets);
        let call = Call {
            draft: &draft,
            operation: self.operation,
            options: &self.options,
            secrets: secrets.unwrap_or(|_| Vec::new()),
        };
        pipeline.call(call).await
    }

    /// What is to be sent, if nothing is wrong with it.
    fn draft(&self) -> Result<Draft> {
        // A parameter that is invalid counts more than one that is missing.
        for (name, value) in &self.parameters {
            if let Err(rule) = value {
                return Err(self.invalid(name, rule));
            }
        }
        let headers = self.headers()?;
        let body = self.checked_body()?;
        let url = self.url()?;
        let media_type = self.operation.content_type.map(HeaderValue::from_static);
        let accept = self.operation.accept.map(HeaderValue::from_static);
        let mut draft = Draft {
            method: self.operation.method.clone(),
            url,
            accept: accept.unwrap_or_else(|| self.client.accept()),
            headers,
            body: media_type.zip(body.cloned()),
            timeout: self.client.pipeline().http.timeout,
        };
        self.options.apply(&mut draft)?;
        Ok(draft)
    }

    /// The parameters that are headers.
    fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        for name in self.operation.headers {
            for value in self.values(name) {
                let invalid = || {
                    let rule = format!("{} cannot be the value of a header", quoted(value));
                    self.invalid(name, &rule)
                };
                let value = HeaderValue::from_str(value).map_err(|_| invalid())?;
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
                headers.append(name, value);
            }
        }
        Ok(headers)
    }

    fn url(&self) -> Result<Url> {
        let Operation {
            path,
            required,
            headers,
            ..
        } = self.operation;
        let mut url = UrlBuilder::new(self.client.base());
        let is_set = |name: &str| self.parameters.contains_key(name);
        let mut placed = headers.iter().filter(|name| is_set(name)).count();
        let mut rest = *path;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            url.push_path(before);
            url.push_encoded(self.segment(name)?);
            placed += usize::from(is_set(name));
            rest = after;
        }
        url.push_path(rest);
        for name in *required {
            self.value(name)?;
        }
        // Most requests have no other parameters.
        if self.parameters.len() > placed {
            let in_path = path.split('{').filter_map(|it| it.split_once('}'));
            let is_elsewhere =
                |name| headers.contains(name) || in_path.clone().any(|(it, _)| it == *name);
            for name in self.parameters.keys().filter(|name| !is_elsewhere(name)) {
                for value in self.values(name) {
                    url.push_parameter(name, value);
                }
            }
        }
        Ok(url.build())
    }

    /// The value of a parameter of the path, which is safe there.
    fn segment(&self, name: &str) -> Result<&str> {
        let tag = self.body.as_ref().and_then(|body| body.tag());
        let segment = match self.operation.tag {
            Some(repeated) if repeated == name => self.repeated_tag(name, tag)?,
            _ => self.value(name)?,
        };
        if segment.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !segment.is_empty() {
            return Ok(segment);
        }
        // Each of these would lead to another path, however it were encoded.
        let rule = match segment {
            "" => "it must not be empty",
            "." | ".." => "`.` and `..` mean another path",
            _ if segment.contains(['/', '\\']) => "it must not contain a slash",
            _ if segment.contains(char::is_control) => "it must not contain control characters",
            _ => return Ok(segment),
        };
        let segment = quoted(segment);
        Err(self.invalid(name, &format!("{segment} cannot be part of a path: {rule}")))
    }

    /// The value of the parameter that repeats the tag of the body: it need not be set, and must
    /// not differ.
    fn repeated_tag<'a>(&'a self, name: &str, tag: Option<&'a str>) -> Result<&'a str> {
        if self.body.is_none() || (tag.is_some() && !self.parameters.contains_key(name)) {
            return tag.map_or_else(|| self.value(name), Ok);
        }
        let value = self.value(name)?;
        if tag == Some(value) {
            return Ok(value);
        }
        let tag = match tag {
            Some(tag) => format!("is of the type {}", quoted(tag)),
            None => "has no type".to_owned(),
        };
        let (name, value) = (snake_case(name), quoted(value));
        let rule = format!("it {tag}, and {name} is {value}; the two must agree");
        Err(self.invalid("body", &rule))
    }

    fn value(&self, name: &str) -> Result<&str> {
        match self.parameters.get(name) {
            Some(Ok(texts)) => match texts.as_slice().first() {
                Some(value) => Ok(value),
                None => Err(self.missing(name)),
            },
            Some(Err(rule)) => Err(self.invalid(name, rule)),
            None => Err(self.missing(name)),
        }
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &String> {
        let values = self.parameters.get(name).map(Result::as_ref);
        let texts = values.and_then(Result::ok).map(Texts::as_slice);
        texts.unwrap_or_default().iter()
    }

    fn checked_body(&self) -> Result<Option<&Bytes>> {
        let body = match &self.body {
            Some(body) => body,
            None if self.operation.needs_body => return Err(self.missing("body")),
            None => return Ok(None),
        };
        // A PUT replaces the whole object (RFC 9110, section 9.3.4).
        let may_lose = self.operation.method == Method::PUT && !self.discard_withheld;
        body.check(self.verbatim, may_lose)
            .map(Some)
            .map_err(|rule| self.invalid("body", &rule))
    }

    fn invalid(&self, name: &str, rule: &str) -> Error {
        let (operation, name) = (self.operation.id, snake_case(name));
        Error::invalid_request(format!("{operation}: invalid {name}: {rule}"))
    }

    fn missing(&self, name: &str) -> Error {
        let (operation, name) = (self.operation.id, snake_case(name));
        Error::invalid_request(format!(
            "{operation}: missing {name}: call `.{name}(…)` before `.send()`"
        ))
    }
}

/// The name of a parameter's method: `groupId` becomes `group_id`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The values, without the body, which may hold secrets.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credentials;

    static OPERATION: Operation = Operation::new("get", Method::GET, "/a/{ids}")
        .required(&["of"])
        .headers(&["X-Flag"])
        .joined(&["ids", "csv"]);

    fn request() -> Request {
        let client = Client::builder()
            .base_url("http://localhost:1")
            .credentials(Credentials::bearer("t"))
            .build();
        let mut request = Request::new(&client.expect("a client"), &OPERATION);
        request.set("ids", Parameter::from(vec![1_i64, 2]));
        request.set("of", Parameter::<Vec<String>>::from(["a b", "c"]));
        request
    }

    fn url(request: &Request) -> Result<String> {
        let url = request.draft()?.url;
        Ok(url
            .as_str()
            .trim_start_matches(request.client.base_url())
            .to_owned())
    }

    #[test]
    fn a_list_repeats_the_parameter_unless_it_is_joined() {
        let mut request = request();
        assert_eq!(url(&request).expect("valid"), "/a/1%2C2?of=a%20b&of=c");
        request.set("csv", Parameter::from(vec![true, false]));
        request.set("filter[x]", Parameter::<String>::from("y"));
        request.set("X-Flag", Parameter::from(true));
        assert_eq!(
            url(&request).expect("valid"),
            "/a/1%2C2?csv=true%2Cfalse&filter%5Bx%5D=y&of=a%20b&of=c"
        );
    }

    #[test]
    fn a_required_list_has_an_element_and_a_header_is_one_line() {
        let mut request = request();
        request.set("of", Parameter::from(Vec::<String>::new()));
        let error = url(&request).expect_err("no elements").to_string();
        assert!(error.contains("missing of"), "{error}");
        request.set("of", Parameter::<String>::from("a"));
        request.set("X-Flag", Parameter::<String>::from("a\nb"));
        let error = url(&request).expect_err("two lines").to_string();
        assert!(error.contains("cannot be the value of a header"), "{error}");
    }
}
