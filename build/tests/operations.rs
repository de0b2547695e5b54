//! What is emitted for an operation.

use serde_json::{Value, json};

use super::{assert_has, assert_lacks, at, reference, remove, rendered};

const PUT: &str = "/paths/~1a~1{kindOf}/put";
const LIST: &str = "/paths/~1a/get";

/// The operations after a change.
fn operations(change: impl FnOnce(&mut Value)) -> String {
    rendered(change).expect("renders").operations
}

/// The operations, where the list takes this parameter and no other.
fn with_parameter(parameter: &Value) -> String {
    operations(|document| at(document, LIST)["parameters"] = json!([parameter]))
}

/// The builder `name` of `code`.
fn builder<'a>(code: &'a str, name: &str) -> &'a str {
    let start = code.find(&format!("pub struct {name} ")).expect(name);
    let rest = &code[start..];
    rest.find("/// Builds").map_or(rest, |end| &rest[..end])
}

#[test]
fn a_request_is_built_with_what_the_operation_takes() {
    let code = operations(|_| {});
    assert_has(
        &code,
        &[r#"
    /// Puts a thing.
    ///
    /// At length.
    ///
    /// `PUT /a/{kindOf}`, which Atlas currently calls `updateThing`
    #[doc(alias = "updateThing")]
    pub fn put_thing(&self) -> builder::PutThing {
        builder::PutThing::new(self)
    }
"#],
    );
    let expected = r#"
    /// Builds a request of [`Client::put_thing`]: `PUT /a/{kindOf}`.
    ///
    /// ```no_run
    /// # async fn demo(client: atlas_integrations::Client, body: atlas_integrations::types::Thing) -> atlas_integrations::Result<()> {
    /// let response = client
    ///     .put_thing()
    ///     .body(body)
    ///     .send()
    ///     .await?;
    /// println!("{response:?}");
    /// # Ok(())
    /// # }
    /// ```
    #[derive(Clone, Debug)]
    #[must_use = "nothing is sent before `send` is called"]
    pub struct PutThing {
        request: Request,
    }
    impl PutThing {
        pub(super) fn new(client: &Client) -> Self {
            static OPERATION: Operation = Operation::new(
                    "put_thing",
                    Method::PUT,
                    "/a/{kindOf}",
                )
                .body("application/json", true)
                .tag("kindOf");
            Self {
                request: Request::new(client, &OPERATION),
            }
        }
        /// The kind. It is taken from the body unless set.
        pub fn kind_of(mut self, value: impl Into<Parameter<Kind>>) -> Self {
            self.request.set("kindOf", value.into());
            self
        }
        /// The body of the request.
        pub fn body(mut self, body: impl Into<Thing>) -> Self {
            self.request.set_body(&body.into());
            self
        }
        /// Sends the body as it is, even if a secret in it is empty, contains a line break, or
        /// looks like what Atlas shows in place of the real one.
        pub fn verbatim(mut self) -> Self {
            self.request.set_verbatim();
            self
        }
        /// Lets Atlas discard what it does not show. A `PUT` replaces the whole object: if
        /// the body was read, and lacks a property that Atlas stores but does not show, such
        /// as a password, then Atlas would discard that property. Without this call, such a
        /// body is refused before it is sent.
        pub fn discard_withheld(mut self) -> Self {
            self.request.set_discard_withheld();
            self
        }
        /// Options for this call.
        pub fn with(mut self, options: CallOptions) -> Self {
            self.request.set_options(options);
            self
        }
        /// Sends `PUT /a/{kindOf}`.
        ///
        /// # Errors
        ///
        /// See [`Error`](crate::Error). Nothing is sent if a parameter is missing or invalid.
        pub async fn send(self) -> Result<ResponseValue<Thing>> {
            self.request.send_for_json().await
        }
        /// Checks what `send` checks, and sends nothing.
        ///
        /// # Errors
        ///
        /// A parameter is missing or invalid, or the body must not be sent.
        pub fn validate(&self) -> Result<()> {
            self.request.validate()
        }
    }
"#;
    assert!(code.contains(expected.trim_start_matches('\n')), "{code}");
}

#[test]
fn every_operation_has_a_method_and_a_builder_and_nothing_else_is_kept() {
    let code = operations(|_| {});
    let file = syn::parse_file(&code).expect("parses");
    let [syn::Item::Impl(client), syn::Item::Mod(module)] = file.items.as_slice() else {
        panic!("other items: {code}");
    };
    let methods = client.items.iter().map(|item| match item {
        syn::ImplItem::Fn(function) => function.sig.ident.to_string(),
        _ => panic!("no method: {code}"),
    });
    assert_eq!(
        methods.collect::<Vec<_>>(),
        ["list_things", "put_thing", "delete_thing"]
    );
    let (_, items) = module.content.as_ref().expect("a body");
    let builders = items.iter().filter_map(|item| match item {
        syn::Item::Struct(builder) => Some(builder.ident.to_string()),
        _ => None,
    });
    assert_eq!(
        builders.collect::<Vec<_>>(),
        ["ListThings", "PutThing", "DeleteThing"]
    );
}

#[test]
fn a_success_without_a_body_is_nothing() {
    let code = operations(|_| {});
    let delete = builder(&code, "DeleteThing");
    assert_has(
        delete,
        &[
            "Operation::new(\"delete_thing\", Method::DELETE, \"/a/{kindOf}\");",
            "pub async fn send(self) -> Result<ResponseValue<()>> {
                self.request.send_for_nothing().await
            }",
        ],
    );
    assert_lacks(delete, &["body(", "list!"]);
}

#[test]
fn a_list_can_be_read_page_by_page() {
    let code = operations(|_| {});
    assert_has(&code, &["list!(ListThings, Page, Thing);"]);
    let code = operations(|document| {
        *at(
            document,
            "/components/schemas/Page/properties/results/items",
        ) = json!({ "type": "array", "items": {} });
    });
    assert_has(&code, &["list!(ListThings, Page, Vec<Json>);"]);
    let code = operations(|document| {
        at(document, LIST)["responses"]["204"] = json!({ "description": "No Content" });
    });
    assert_has(&code, &["ResponseValue<Option<Page>>"]);
    assert_lacks(&code, &["list!("]);
    let code = operations(|document| remove(document, LIST, "x-list"));
    assert_has(&code, &["Result<ResponseValue<Page>>"]);
    assert_lacks(&code, &["list!"]);
}

#[test]
fn a_body_is_told_with_its_media_type_and_the_parameter_that_repeats_its_tag() {
    let versioned = "application/vnd.atlas.2023-01-01+json";
    let body = |change: fn(&mut Value)| {
        let code = operations(change);
        let code = builder(&code, "PutThing");
        let start = code.find(".body(").expect("a body");
        let end = code[start..].find(';').expect("an end") + start;
        super::squeezed(&code[start..end])
    };
    let optional = |document: &mut Value| remove(document, PUT, "requestBody");
    assert_lacks(
        builder(&operations(optional), "PutThing"),
        &[".body(", "fn body", "set_body", ".tag("],
    );
    assert_eq!(
        body(|document| {
            let content = json!({ "schema": { "type": "array", "items": reference("Thing") } });
            at(document, PUT)["requestBody"] =
                json!({ "content": { "application/vnd.atlas.2023-01-01+json": content } });
        }),
        format!(".body({versioned:?},false)")
    );
    assert_eq!(
        body(|document| {
            let content = at(document, PUT)["requestBody"].take();
            let reference = |name| json!({ "$ref": format!("#/components/requestBodies/{name}") });
            at(document, PUT)["requestBody"] = reference("thing");
            at(document, "/components")["requestBodies"] =
                json!({ "thing": reference("another"), "another": content });
        }),
        body(|_| {})
    );
    // Without the mark, and where the enumeration is in no path, nothing repeats the tag.
    assert_eq!(
        body(|document| remove(document, "/components/schemas/Thing", "x-tag-enumeration")),
        ".body(\"application/json\",true)"
    );
    assert_eq!(
        body(|document| {
            at(document, "/components/parameters/kindOf")["schema"] = json!({ "type": "string" });
        }),
        ".body(\"application/json\",true)"
    );
    assert_eq!(
        body(|document| {
            let kind = json!({ "in": "query", "name": "like", "schema": reference("Kind") });
            let parameters = &mut at(document, PUT)["parameters"];
            *parameters = json!([kind, parameters[0]]);
        }),
        ".body(\"application/json\",true).tag(\"kindOf\")"
    );
}

#[test]
fn a_parameter_is_checked_against_its_limits() {
    for (schema, ty, checks) in [
        (json!({ "type": "integer" }), "i64", ""),
        (json!({ "type": "boolean", "default": true }), "bool", ""),
        (
            json!({ "type": "integer", "minimum": 1 }),
            "i64",
            ".at_least(1)",
        ),
        (
            json!({ "type": "integer", "minimum": -5, "maximum": 500 }),
            "i64",
            ".at_least(-5).at_most(500)",
        ),
        (
            json!({ "type": "string", "maxLength": 40, "minLength": 1 }),
            "String",
            ".max_length(40)",
        ),
        (
            json!({ "type": "string", "pattern": "^([a-f0-9]{24})$", "maxLength": 24 }),
            "ObjectId",
            ".max_length(24)",
        ),
        (reference("Kind"), "Kind", ""),
        (json!({ "allOf": [reference("Kind")] }), "Kind", ""),
    ] {
        let parameter = json!({
            "in": "query", "name": "perPage", "description": "How many.", "schema": schema,
        });
        assert_has(
            &with_parameter(&parameter),
            &[&format!(
                "/// How many.
                pub fn per_page(mut self, value: impl Into<Parameter<{ty}>>) -> Self {{
                    self.request.set(\"perPage\", value.into(){checks});
                    self
                }}"
            )],
        );
    }
}

#[test]
fn a_parameter_has_a_name_that_a_method_can_have() {
    for (name, method) in [
        ("groupId", "group_id"),
        ("type", "type_"),
        ("self", "self_"),
        ("body", "body_"),
        ("clone", "clone_"),
        ("into", "into_"),
        ("items", "items_"),
        ("new", "new_"),
        ("pages", "pages_"),
        ("request", "request_"),
        ("send", "send_"),
        ("validate", "validate_"),
        ("with", "with_"),
        ("gen", "gen_"),
        ("client", "client"),
        ("value", "value"),
        ("2fa", "n2fa"),
        ("x-y", "x_y"),
    ] {
        let query = json!({ "in": "query", "name": name, "schema": { "type": "string" } });
        assert_has(
            builder(&with_parameter(&query), "ListThings"),
            &[&format!(
                "pub fn {method}(mut self, value: impl Into<Parameter<String>>) -> Self {{
                    self.request.set({name:?}, value.into());
                    self
                }}"
            )],
        );
        let path = operations(|document| {
            at(document, "/components/parameters/kindOf")["name"] = json!(name);
            let template = format!("/a/{{{name}}}/b");
            let paths = document["paths"].as_object_mut().expect("an object");
            let item = paths.remove("/a/{kindOf}").expect("was there");
            paths.insert(template, item);
        });
        assert_has(
            builder(&path, "PutThing"),
            &[
                &format!("Method::PUT, \"/a/{{{name}}}/b\""),
                &format!(".tag({name:?})"),
                &format!("pub fn {method}(mut self, value: impl Into<Parameter<Kind>>)"),
                &format!("self.request.set({name:?}, value.into());"),
                "pub fn body(mut self, body: impl Into<Thing>)",
            ],
        );
    }
}

#[test]
fn a_query_parameter_that_is_required_is_told() {
    let query = |name: &str, is_required: bool| {
        json!({
            "in": "query", "name": name, "required": is_required, "schema": { "type": "string" },
        })
    };
    let code = operations(|document| {
        let parameters = [query("orgId", true), query("b", false), query("c", true)];
        at(document, LIST)["parameters"] = json!(parameters);
    });
    assert_has(
        &code,
        &["Operation::new(\"list_things\", Method::GET, \"/a\").required(&[\"orgId\", \"c\"])"],
    );
    // A parameter of the path needs no mention: the path has it.
    assert_lacks(&operations(|_| {}), &[".required("]);
}

#[test]
fn an_operation_is_marked_as_deprecated_and_called_as_it_is_upstream() {
    let code = operations(|document| at(document, PUT)["deprecated"] = json!(true));
    assert_has(
        &code,
        &["#[doc(alias = \"updateThing\")] #[deprecated] pub fn put_thing(&self)"],
    );
    let code = operations(|document| remove(document, PUT, "x-upstream-operation-id"));
    assert_has(&code, &["/// `PUT /a/{kindOf}`\n pub fn put_thing(&self)"]);
    assert_lacks(&code, &["deprecated", "doc(alias", "currently calls"]);
}

#[test]
fn an_error_response_may_hold_anything() {
    for response in [
        json!({ "description": "Gone" }),
        json!({ "content": { "text/html": { "schema": { "type": "string" } } } }),
        json!({ "content": { "application/json": { "schema": {} }, "a/b": { "schema": {} } } }),
    ] {
        let code = operations(|document| {
            document["components"]["responses"]["gone"] = response;
        });
        assert_eq!(code, operations(|_| {}));
    }
}

#[test]
fn parameters_whose_names_would_become_one_are_numbered() {
    let query = |name: &str| json!({ "in": "query", "name": name, "schema": { "type": "string" } });
    for (names, methods) in [
        (
            ["kind_of", "KindOf", "kind-of"],
            ["kind_of", "kind_of_2", "kind_of_3"],
        ),
        (["body", "body_", "Body"], ["body_", "body__2", "body__3"]),
    ] {
        let code = operations(|document| {
            at(document, LIST)["parameters"] = json!(names.map(query));
        });
        for (name, method) in names.iter().zip(methods) {
            assert_has(
                builder(&code, "ListThings"),
                &[&format!(
                    "pub fn {method}(mut self, value: impl Into<Parameter<String>>) -> Self {{
                        self.request.set({name:?}, value.into());
                        self
                    }}"
                )],
            );
        }
    }
    // One of the path and one of the query.
    let code = operations(|document| {
        let parameters = &mut at(document, PUT)["parameters"];
        *parameters = json!([parameters[0], query("kind-of")]);
    });
    assert_has(
        builder(&code, "PutThing"),
        &[
            "pub fn kind_of(mut self, value: impl Into<Parameter<Kind>>)",
            "self.request.set(\"kindOf\", value.into());",
            "pub fn kind_of_2(mut self, value: impl Into<Parameter<String>>)",
            "self.request.set(\"kind-of\", value.into());",
        ],
    );
}

#[test]
fn a_parameter_is_called_in_a_request_as_the_document_calls_it() {
    // None of these is mistaken for another one, whatever it is called.
    let code = operations(|document| {
        let path =
            |name: &str| json!({ "in": "path", "name": name, "schema": { "type": "string" } });
        at(document, PUT)["parameters"] = json!([path("p1"), path("p0")]);
        remove(document, "/paths/~1a~1{kindOf}", "delete");
        let paths = document["paths"].as_object_mut().expect("an object");
        let item = paths.remove("/a/{kindOf}").expect("was there");
        paths.insert("/a/{p0}/{p1}/{p0}".to_owned(), item);
    });
    assert_has(
        builder(&code, "PutThing"),
        &[
            "Operation::new(\"put_thing\", Method::PUT, \"/a/{p0}/{p1}/{p0}\")",
            "pub fn p1(mut self, value: impl Into<Parameter<String>>)",
            "pub fn p0(mut self, value: impl Into<Parameter<String>>)",
        ],
    );
}

#[test]
fn a_success_that_is_a_file_is_its_bytes() {
    let code = operations(|document| {
        let csv = json!({ "content": { "text/csv": { "schema": { "type": "string" } } } });
        at(document, PUT)["responses"] = json!({ "200": csv });
    });
    assert_has(
        builder(&code, "PutThing"),
        &[
            "Method::PUT, \"/a/{kindOf}\").accept(\"text/csv\").body(",
            "pub async fn send(self) -> Result<ResponseValue<Bytes>> {
                self.request.send_for_bytes().await
            }",
        ],
    );
}

#[test]
fn a_success_that_may_have_no_body_is_an_option() {
    let code = operations(|document| {
        at(document, PUT)["responses"]["201"] = json!({ "description": "Created" });
    });
    assert_has(
        builder(&code, "PutThing"),
        &[
            "pub async fn send(self) -> Result<ResponseValue<Option<Thing>>> {
            self.request.send_for_json_or_nothing().await
        }",
        ],
    );
}

#[test]
fn operations_on_one_thing_stand_together_and_those_that_read_come_first() {
    let code = operations(|document| {
        let of_another = json!({ "get": {
            "operationId": "list_others", "tags": ["Others"], "x-list": true,
            "responses": { "200": { "description": "OK", "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Page" },
            } } } },
        } });
        document["paths"]["/a/others"] = of_another;
        let mut copy = at(document, PUT).clone();
        copy["operationId"] = json!("copy_thing");
        document["paths"]["/a/{kindOf}/copy"] = json!({ "post": copy });
    });
    let names = [
        "list_things",
        "copy_thing",
        "put_thing",
        "delete_thing",
        "list_others",
    ];
    let positions = names.map(|name| code.find(&format!("pub fn {name}(")).expect(name));
    assert!(positions.is_sorted(), "{positions:?}");
}

#[test]
fn a_builder_shows_an_example_of_its_operation() {
    let code = operations(|_| {});
    assert_has(
        &code,
        &[
            r"/// let mut items = client
    ///     .list_things()
    ///     .items();
    /// while let Some(item) = items.try_next().await? {",
            r#"/// client
    ///     .delete_thing()
    ///     .kind_of("AN_A")
    ///     .send()
    ///     .await?;"#,
        ],
    );
}

#[test]
fn the_example_of_a_required_parameter_is_of_its_type() {
    let list = |items: Value| json!({ "type": "array", "items": items });
    for (schema, example) in [
        (list(json!({ "type": "string" })), r#".exact(["…"])"#),
        (list(reference("Kind")), r#".exact(["AN_A"])"#),
        (list(reference("Port")), ".exact([1])"),
        (list(list(json!({ "type": "boolean" }))), ".exact([[true]])"),
        (reference("Port"), ".exact(1)"),
        (reference("Ids"), r#".exact(["32b6e34b3d91647abb20e7b8"])"#),
        (json!({ "type": "boolean" }), ".exact(true)"),
        (json!({ "type": "integer", "format": "int32" }), ".exact(1)"),
        (json!({ "type": "number" }), ".exact(1.0)"),
        (json!({ "type": "string" }), ".exact(\"…\")"),
        (
            json!({ "type": "string", "enum": ["A", "B"] }),
            ".exact(\"A\")",
        ),
    ] {
        let parameter =
            json!({ "name": "exact", "in": "query", "required": true, "schema": schema });
        let code = operations(|document| {
            at(document, LIST)["parameters"] = json!([parameter]);
            let schemas = at(document, "/components/schemas");
            schemas["Port"] = json!({ "type": "integer" });
            let id = json!({ "type": "string", "pattern": "^([a-f0-9]{24})$" });
            schemas["Ids"] = list(id);
        });
        assert_has(&code, &[&format!("///     {example}\n")]);
    }
}
