//! Reads the upstream specification, YAML or JSON, from a file or over HTTP.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::Value;

use super::digest::sha256;

/// The largest download that is accepted, in bytes; upstream's document has about 4 MB.
const MAX_DOWNLOAD: u64 = 64 << 20;

/// An upstream specification.
pub(super) struct Upstream {
    /// The parsed document.
    pub(super) document: Value,
    /// SHA-256 of the bytes it was parsed from.
    pub(super) sha256: String,
    /// Upstream's own revision (`info.x-xgen-sha`), if it states one.
    pub(super) revision: Option<String>,
}

/// Reads the specification at `spec`, a path or an HTTP(S) URL.
pub(super) fn read(spec: &str) -> Result<Upstream> {
    try_read(spec).context(
        "no specification was read; give the path or URL of an OpenAPI 3.0 document in YAML or \
         JSON, or try again if a download failed",
    )
}

fn try_read(spec: &str) -> Result<Upstream> {
    let bytes = if spec.starts_with("http://") || spec.starts_with("https://") {
        download(spec)?
    } else {
        let path = Path::new(spec);
        if !path.exists() {
            bail!("the specification {spec} does not exist");
        }
        std::fs::read(path).with_context(|| format!("cannot read the specification {spec}"))?
    };
    let document = parse(&bytes, spec)?;
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
            "cannot download {url}: the server responded with {}",
            response.status()
        );
    }
    response
        .body_mut()
        .with_config()
        .limit(MAX_DOWNLOAD)
        .read_to_vec()
        .with_context(|| format!("the download of {url} was interrupted"))
}

/// Parses `bytes`, as JSON if they start with `{` and as YAML otherwise, and checks that the result
/// is an OpenAPI 3.0 document. `spec` is named in errors.
fn parse(bytes: &[u8], spec: &str) -> Result<Value> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes
            .iter()
            .take(error.valid_up_to())
            .filter(|byte| **byte == b'\n')
            .count();
        anyhow!(
            "{spec} is not valid UTF-8: invalid byte sequence on line {}",
            line + 1
        )
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let document: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).with_context(|| format!("{spec} is not valid JSON"))?
    } else {
        yaml(text).with_context(|| format!("{spec} is not valid YAML"))?
    };
    match document.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => Ok(document),
        Some(version) => {
            bail!("{spec} is an OpenAPI {version} document; OpenAPI 3.0.x is required")
        }
        None => bail!("{spec} is not an OpenAPI 3.0.x document: it has no `openapi` version"),
    }
}

/// Parses one YAML document. Errors give the line.
pub(super) fn yaml(text: &str) -> Result<Value> {
    // The default budget protects servers from hostile input and is too small for upstream's
    // document. Here the developer chose the input, and a download's size is already limited.
    let options = serde_saphyr::options! { budget: None, with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| anyhow!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejection(text: &str) -> String {
        format!(
            "{:#}",
            parse(text.as_bytes(), "spec").expect_err("must be rejected")
        )
    }

    #[test]
    fn json_and_yaml_are_told_apart_by_content() {
        let json = parse(b" \n{\"openapi\": \"3.0.1\", \"paths\": {}}", "spec").expect("JSON");
        let yaml = parse(b"openapi: 3.0.1\npaths: {}\n", "spec").expect("YAML");
        assert_eq!(json, yaml);
    }

    #[test]
    fn dates_are_read_as_text() {
        let document = parse(b"openapi: 3.0.1\nx: 2023-01-01\n", "spec").expect("YAML");
        assert_eq!(document["x"], "2023-01-01");
    }

    #[test]
    fn malformed_input_is_rejected_with_its_line() {
        let json = rejection("{\"openapi\": \"3.0.1\",\n\"paths\": }");
        assert!(
            json.starts_with("spec is not valid JSON: ") && json.contains("line 2"),
            "{json}"
        );
        let yaml = rejection("openapi: 3.0.1\npaths: [1,\n");
        assert!(
            yaml.starts_with("spec is not valid YAML: ") && yaml.contains("line 2"),
            "{yaml}"
        );
        let latin = parse(b"openapi: 3.0.1\n\nx: \xe9\n", "spec").expect_err("must be rejected");
        assert_eq!(
            latin.to_string(),
            "spec is not valid UTF-8: invalid byte sequence on line 3"
        );
    }

    #[test]
    fn only_openapi_3_0_is_accepted() {
        assert_eq!(
            rejection("openapi: 3.1.0\n"),
            "spec is an OpenAPI 3.1.0 document; OpenAPI 3.0.x is required"
        );
        for text in ["swagger: '2.0'\n", "[]", "just text", ""] {
            assert_eq!(
                rejection(text),
                "spec is not an OpenAPI 3.0.x document: it has no `openapi` version"
            );
        }
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = try_read("no/such/file.yaml")
            .err()
            .expect("must be rejected");
        assert_eq!(
            error.to_string(),
            "the specification no/such/file.yaml does not exist"
        );
    }
}
