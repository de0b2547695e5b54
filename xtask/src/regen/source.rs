//! Reading the upstream specification: from a file or over HTTP, YAML or JSON.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::Value;

use super::digest::sha256;

/// Refused beyond this many bytes; upstream's document has 4 MB.
const LIMIT: u64 = 64 << 20;

/// An upstream specification, as read.
pub(super) struct Upstream {
    /// The parsed document.
    pub(super) document: Value,
    /// SHA-256 of the bytes it was parsed from, in hexadecimal digits.
    pub(super) sha256: String,
    /// Upstream's own revision (`info.x-xgen-sha`), where it states one.
    pub(super) revision: Option<String>,
}

/// Reads the specification at `place`, a path or an http(s) address.
pub(super) fn read(place: &str) -> Result<Upstream> {
    let bytes = if place.starts_with("http://") || place.starts_with("https://") {
        download(place)?
    } else {
        let path = Path::new(place);
        if !path.exists() {
            bail!("the specification {place} does not exist");
        }
        std::fs::read(path).with_context(|| format!("cannot read the specification {place}"))?
    };
    let document = parse(&bytes, place)?;
    let revision = document
        .pointer("/info/x-xgen-sha")
        .and_then(Value::as_str)
        .map(str::to_owned);
    Ok(Upstream {
        sha256: sha256(&bytes),
        document,
        revision,
    })
}

fn download(url: &str) -> Result<Vec<u8>> {
    eprintln!("downloading {url}");
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_connect(Some(Duration::from_secs(20)))
        .timeout_global(Some(Duration::from_secs(300)))
        .http_status_as_error(false)
        .build()
        .into();
    let mut response = agent
        .get(url)
        .call()
        .with_context(|| format!("cannot download {url}"))?;
    if response.status() != 200 {
        bail!(
            "cannot download {url}: the server answered {}",
            response.status()
        );
    }
    response
        .body_mut()
        .with_config()
        .limit(LIMIT)
        .read_to_vec()
        .with_context(|| format!("the download of {url} broke off"))
}

/// Parses `bytes` as JSON where they start like a JSON object, as YAML otherwise, and makes sure
/// that an OpenAPI 3.0 document came out.
pub(super) fn parse(bytes: &[u8], place: &str) -> Result<Value> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes
            .iter()
            .take(error.valid_up_to())
            .filter(|byte| **byte == b'\n')
            .count();
        anyhow!(
            "{place} is not UTF-8: a broken character in line {}",
            line + 1
        )
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let document: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).with_context(|| format!("{place} is not valid JSON"))?
    } else {
        yaml(text).with_context(|| format!("{place} is not valid YAML"))?
    };
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => Ok(document),
        Some(version) => bail!("{place} is an OpenAPI {version} document; OpenAPI 3.0.x is needed"),
        None => bail!("{place} is not an OpenAPI 3.0.x document: it has no `openapi` version"),
    }
}

/// Parses one YAML document; an error names the line.
pub(super) fn yaml(text: &str) -> Result<Value> {
    // The default budget guards servers against hostile input and is smaller than upstream's
    // document; here a person chose the file, and its size is bounded already.
    let options = serde_saphyr::options! { budget: None, with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| anyhow!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        format!(
            "{:#}",
            parse(text.as_bytes(), "spec").expect_err("must be refused")
        )
    }

    #[test]
    fn content_decides_between_json_and_yaml() {
        let json = parse(b" \n{\"openapi\": \"3.0.1\", \"paths\": {}}", "spec").expect("JSON");
        let yaml = parse(b"openapi: 3.0.1\npaths: {}\n", "spec").expect("YAML");
        assert_eq!(json, yaml);
    }

    #[test]
    fn dates_and_versions_stay_text() {
        let document = parse(b"openapi: 3.0.1\nx: 2023-01-01\n", "spec").expect("YAML");
        assert_eq!(document["x"], "2023-01-01");
    }

    #[test]
    fn broken_input_is_refused_with_its_line() {
        let json = complaint("{\"openapi\": \"3.0.1\",\n\"paths\": }");
        assert!(
            json.starts_with("spec is not valid JSON: ") && json.contains("line 2"),
            "{json}"
        );
        let yaml = complaint("openapi: 3.0.1\npaths: [1,\n");
        assert!(
            yaml.starts_with("spec is not valid YAML: ") && yaml.contains("line 2"),
            "{yaml}"
        );
        let latin = parse(b"openapi: 3.0.1\n\nx: \xe9\n", "spec").expect_err("must be refused");
        assert_eq!(
            latin.to_string(),
            "spec is not UTF-8: a broken character in line 3"
        );
    }

    #[test]
    fn only_openapi_3_0_is_taken() {
        assert_eq!(
            complaint("openapi: 3.1.0\n"),
            "spec is an OpenAPI 3.1.0 document; OpenAPI 3.0.x is needed"
        );
        for text in ["swagger: '2.0'\n", "[]", "just words", ""] {
            assert_eq!(
                complaint(text),
                "spec is not an OpenAPI 3.0.x document: it has no `openapi` version"
            );
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = read("no/such/file.yaml").err().expect("must be refused");
        assert_eq!(
            error.to_string(),
            "the specification no/such/file.yaml does not exist"
        );
    }
}
