//! Runs of the whole pipeline, in temporary projects, on three generations of a small upstream
//! specification.

mod check;
mod compile;
mod loss;
mod overlay;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;

use tempfile::TempDir;

use super::{Options, Project};

const OPERATIONS: &str = "
api_date = '2025-03-12'
[[operation]]
name = 'get_thing'
method = 'get'
path = '/groups/{groupId}/things/{thingType}'
";

const OVERLAY: &str = "
overlay: 1.0.0
info: { title: Documentation, version: 1.0.0 }
actions:
  - target: $.info
    update: { title: Things, description: All about things. }
  - target: $.paths['/groups/{groupId}/things/{thingType}'].get
    update: { summary: Gets a thing., description: At length. }
  - target: $..parameters[?@.name]
    update: { description: A parameter. }
  - target: $.components.parameters[*]
    update: { description: A parameter. }
  - target: $.components.schemas[*]
    update: { description: A schema. }
  - target: $.components.schemas[*].properties[*]
    update: { description: A property. }
";

/// Nothing may be lost, and nothing is compiled: most fixtures are no workspace.
const UNCOMPILED: Options = Options {
    accept_loss: false,
    compile: false,
};

/// Three ways to describe the same API, following the changes of the real specification.
#[derive(Clone, Copy)]
enum Generation {
    /// The union has only a discriminator; its members refer to it as their `allOf` parent.
    Old,
    /// The union lists its members and repeats their shared properties; the operation is renamed.
    New,
    /// The same in JSON, with a resource version that is newer than the API date.
    Newest,
}

fn upstream(generation: Generation) -> String {
    let (revision, id) = match generation {
        Generation::Old => ("1111", "getThing"),
        Generation::New | Generation::Newest => ("2222", "getGroupThing"),
    };
    let (one_of, child) = match generation {
        Generation::Old => (
            "",
            "allOf: [{ $ref: '#/components/schemas/Thing' }, { type: object, ",
        ),
        _ => (
            "oneOf: [{ $ref: '#/components/schemas/Round' }, { $ref: '#/components/schemas/Square' }]",
            "",
        ),
    };
    let end = if child.is_empty() { "" } else { "}]" };
    let mut parameters = [
        "{ $ref: '#/components/parameters/groupId' }",
        "{ name: thingType, in: path, required: true, description: Theirs, \
           schema: { type: string, enum: [ROUND, SQUARE] } }",
    ];
    if let Generation::New = generation {
        parameters.reverse();
    }
    let parameters = parameters.join(", ");
    let newer = match generation {
        Generation::Newest => "application/vnd.atlas.2025-09-01+json: { schema: { type: string } }",
        _ => "application/vnd.atlas.2024-08-05+csv: { schema: { type: string } }",
    };
    let text = format!(
        "openapi: 3.0.1
info: {{ title: Their title, version: '2', x-xgen-sha: '{revision}' }}
paths:
  /groups/{{groupId}}/things/{{thingType}}:
    get:
      operationId: {id}
      summary: Their summary
      tags: [Things]
      parameters: [{parameters}]
      responses:
        '200':
          description: Their response
          content:
            application/vnd.atlas.2023-01-01+json:
              schema: {{ $ref: '#/components/schemas/Thing' }}
            {newer}
        '404': {{ $ref: '#/components/responses/notFound' }}
components:
  parameters:
    groupId:
      {{ name: groupId, in: path, required: true, schema: {{ type: string, pattern: '^([a-f0-9]{{24}})$' }} }}
  responses:
    notFound:
      description: Theirs
      content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/ApiError' }} }} }}
  schemas:
    ApiError: {{ type: object, properties: {{ error: {{ type: integer, format: int32, example: 404 }} }} }}
    Unused: {{ type: object, description: Theirs }}
    Thing:
      type: object
      description: Theirs
      {one_of}
      properties: {{ type: {{ type: string, enum: [ROUND, SQUARE] }} }}
      discriminator:
        propertyName: type
        mapping: {{ SQUARE: '#/components/schemas/Square', ROUND: '#/components/schemas/Round' }}
    Round: {{ {child} properties: {{ type: {{ type: string, enum: [ROUND] }},
      radius: {{ type: number, format: float, default: 1, minimum: 0 }} }} {end} }}
    Square: {{ {child} properties: {{ type: {{ type: string, enum: [SQUARE] }},
      apiKey: {{ type: string, pattern: '^x$', example: theirs }},
      side: {{ type: string, enum: [LEFT, RIGHT], deprecated: true }} }}, required: [apiKey] {end} }}
"
    );
    match generation {
        Generation::Newest => super::source::yaml(&text).expect("YAML").to_string(),
        _ => text,
    }
}

/// The specification with newer resource versions than the API date only.
fn too_new(specification: &str) -> String {
    specification
        .replace("2023-01-01+json", "2026-01-01+json")
        .replace("2024-08-05+csv", "2026-01-01+csv")
}

/// A temporary project with the two files that a person maintains.
struct Fixture {
    directory: TempDir,
    project: Project,
}

impl Fixture {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path().to_owned();
        let project = Project {
            target: root.join("target"),
            root,
        };
        let this = Self { directory, project };
        std::fs::create_dir(this.path("openapi")).expect("creates");
        this.write("openapi/operations.toml", OPERATIONS);
        this.write("openapi/overlay.yaml", OVERLAY);
        this
    }

    fn path(&self, name: impl AsRef<Path>) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("writes");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("reads")
    }

    /// Regenerates from a specification with the text `text`.
    fn regenerate(&self, text: &str) -> Result<(), String> {
        self.regenerate_with(text, UNCOMPILED)
    }

    fn regenerate_with(&self, text: &str, options: Options) -> Result<(), String> {
        self.write("upstream", text);
        let spec = self.path("upstream").display().to_string();
        self.project
            .write(&spec, options)
            .map_err(|error| format!("{error:#}"))
    }

    /// Regenerates, which must fail without changing a file, and returns the error.
    fn failure(&self, text: &str) -> String {
        self.failure_with(text, UNCOMPILED)
    }

    fn failure_with(&self, text: &str, options: Options) -> String {
        let before = self.written();
        let error = self.regenerate_with(text, options).expect_err("must fail");
        assert_eq!(self.written(), before);
        error
    }

    /// Lays the overlay `overlay` over the committed document.
    fn redocument(&self, overlay: &str) -> Result<(), String> {
        self.write("openapi/overlay.yaml", overlay);
        self.project
            .write_overlay(UNCOMPILED)
            .map_err(|error| format!("{error:#}"))
    }

    fn check(&self, spec: Option<&str>) -> Result<(), String> {
        let before = self.written();
        let outcome = self
            .project
            .check(spec)
            .map_err(|error| format!("{error:#}"));
        assert_eq!(self.written(), before, "--check has written a file");
        outcome
    }

    /// The texts of the files that regen writes.
    fn written(&self) -> Vec<Option<String>> {
        [
            super::DOCUMENT,
            super::LOCK,
            super::snapshot::DOCUMENT,
            super::snapshot::CLIENT,
        ]
        .map(|name| std::fs::read_to_string(self.path(name)).ok())
        .into()
    }
}

#[test]
fn three_generations_of_upstream_give_the_same_client() {
    let clients = [Generation::Old, Generation::New, Generation::Newest].map(|generation| {
        let fixture = Fixture::new();
        fixture
            .regenerate(&upstream(generation))
            .expect("regenerates");
        let document = fixture.read(super::DOCUMENT);
        for word in [
            "Their",
            "heirs",
            "csv",
            "2025-09-01",
            "Unused",
            "pattern\": \"^x",
        ] {
            assert!(!document.contains(word), "{word}\n{document}");
        }
        for word in [
            "\"oneOf\"",
            "\"discriminator\"",
            "\"deprecated\": true",
            "\"SquareSide\"",
            "application/vnd.atlas.2023-01-01+json",
        ] {
            assert!(document.contains(word), "{word}\n{document}");
        }
        let client = fixture.read(super::snapshot::CLIENT);
        client.replace("getGroupThing", "getThing")
    });
    assert!(
        clients[0].contains("pub fn get_thing(&self)"),
        "{}",
        clients[0]
    );
    assert_eq!(clients[0], clients[1]);
    assert_eq!(clients[1], clients[2]);
}

#[test]
fn a_second_run_changes_nothing() {
    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    let before = fixture.written();
    assert!(before.iter().all(Option::is_some));
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    assert_eq!(fixture.written(), before);
    let lock = fixture.read(super::LOCK);
    assert!(lock.contains("\"upstream_revision\": \"2222\""), "{lock}");
    fixture.check(None).expect("up to date");
    let spec = fixture.path("upstream").display().to_string();
    fixture.check(Some(&spec)).expect("up to date");
}

#[test]
fn a_failure_leaves_the_old_files_intact() {
    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    let good = upstream(Generation::New);
    for (text, part) in [
        (
            good.replace("/things/", "/others/"),
            "the closest are /groups/{groupId}/others/",
        ),
        (
            good.replace("    get:", "    post:"),
            "has no get operation on /groups/{groupId}/things/",
        ),
        (
            good.replace("schemas/ApiError' }", "schemas/Gone' }"),
            "`$ref: #/components/schemas/Gone` does not resolve",
        ),
        (too_new(&good), "no resource version up to 2025-03-12"),
        (
            good.replace("openapi: 3.0.1", "openapi: 3.1.0"),
            "OpenAPI 3.0.x is required",
        ),
        (format!("{good}\n  {{broken"), "is not valid YAML"),
        ("{\"openapi\": \"3.0.1\",\n]".to_owned(), "line 2"),
        (
            good.replace("SQUARE: '#/components/schemas/Square', ", ""),
            "which its discriminator mapping does not list",
        ),
    ] {
        let error = fixture.failure(&text);
        assert!(error.contains(part), "{part}\n{error}");
    }
    let missing = fixture.path("missing").display().to_string();
    let error = fixture
        .project
        .write(&missing, UNCOMPILED)
        .expect_err("must fail");
    assert!(
        format!("{error:#}").ends_with("missing does not exist"),
        "{error}"
    );
}

/// Responds to one request on a loopback port with these bytes, and returns the URL.
fn serve(response: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        if let Ok((mut stream, _)) = listener.accept() {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(&response);
        }
    });
    format!("http://{address}/v2.yaml")
}

#[test]
fn a_specification_can_be_downloaded() {
    let text = upstream(Generation::New);
    let response = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}",
        text.len()
    );
    let fixture = Fixture::new();
    fixture
        .project
        .write(&serve(response.into_bytes()), UNCOMPILED)
        .expect("regenerates");
    let downloaded = fixture.written();

    let fixture = Fixture::new();
    fixture.regenerate(&text).expect("regenerates");
    assert_eq!(fixture.written(), downloaded);
}

#[test]
fn a_download_that_fails_says_why() {
    let unreachable = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        format!(
            "http://{}/v2.yaml",
            listener.local_addr().expect("an address")
        )
    };
    for (url, part) in [
        (
            serve(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec()),
            "the server responded with 404",
        ),
        (
            serve(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nopenapi: 3".to_vec()),
            "was interrupted",
        ),
        (
            serve(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>".to_vec()),
            "has no `openapi` version",
        ),
        (unreachable, "cannot download"),
    ] {
        let fixture = Fixture::new();
        let error = format!(
            "{:#}",
            fixture
                .project
                .write(&url, UNCOMPILED)
                .expect_err("must fail")
        );
        assert!(
            error.contains(part) && error.contains(&url),
            "{part}\n{error}"
        );
        assert!(fixture.written().iter().all(Option::is_none));
    }
}
