//! Walking through pages: nothing is lost or repeated, and the walk ends.

mod support;

use std::pin::pin;

use atlas_integrations::types::{Group, ThirdPartyIntegration};
use atlas_integrations::{Client, Credentials, Error, ErrorKind};
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use support::scripted::{Scripted, response};
use support::{GROUP, client, emulator, service_account};

#[tokio::test]
async fn every_project_is_listed_once_and_in_order() {
    let emulator = emulator().await;
    for number in 0..23 {
        emulator.add_project(&format!("project {number}"), []);
    }
    let client = client(emulator.base_url(), service_account());
    let all: Vec<_> = client.list_projects().items().collect().await;
    let all: Vec<_> = all
        .into_iter()
        .map(|item| item.expect("decodes").name)
        .collect();
    assert_eq!(all.len(), 25);
    assert_eq!(
        (all[0].as_str(), all[2].as_str(), all[24].as_str()),
        ("Fleet", "project 0", "project 22")
    );

    for (size, pages) in [(1, 25), (7, 4), (25, 1), (500, 1)] {
        let before = emulator.received_requests().len();
        let list = client.list_projects().items_per_page(size);
        let names: Vec<_> = list
            .items()
            .map(|item| item.expect("decodes").name)
            .collect()
            .await;
        assert_eq!(names, all, "{size} per page");
        assert_eq!(
            emulator.received_requests().len() - before,
            pages,
            "{size} per page"
        );
    }
}

#[tokio::test]
async fn pages_are_fetched_on_demand_from_any_page_number() {
    let emulator = emulator().await;
    for number in 0..8 {
        emulator.add_project(&format!("project {number}"), []);
    }
    let client = client(emulator.base_url(), service_account());
    let requests = || {
        emulator
            .received_requests()
            .iter()
            .filter(|request| request.path.ends_with("/groups"))
            .count()
    };
    let mut pages = client.list_projects().items_per_page(3).page_num(2).pages();
    assert_eq!(requests(), 0);
    let page = pages.next().await.expect("a page").expect("fetched");
    assert_eq!(
        page.results
            .known()
            .next()
            .map(|project| project.name.as_str()),
        Some("project 1")
    );
    assert_eq!((page.total_count, requests()), (Some(10), 1));
    assert_eq!(pages.by_ref().count().await, 2);
    assert_eq!(requests(), 3);
}

#[tokio::test]
async fn integrations_are_listed_with_and_without_an_envelope() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    for enveloped in [false, true] {
        let list = client.list_third_party_integrations().group_id(GROUP);
        let list = list.envelope(enveloped).items_per_page(4);
        let all: Vec<_> = list.items().collect().await;
        let types: Vec<_> = all
            .iter()
            .filter_map(|item| item.as_ref().expect("decodes").tag())
            .collect();
        assert_eq!(types.len(), 9, "{types:?}");
    }
    emulator.forbid_project(GROUP);
    let list = client
        .list_third_party_integrations()
        .group_id(GROUP)
        .envelope(true);
    let outcome: Vec<Result<ThirdPartyIntegration, Error>> = list.items().collect().await;
    assert_eq!(outcome.len(), 1);
    assert!(outcome[0].as_ref().expect_err("forbidden").is_forbidden());
}

fn project(name: &str) -> Value {
    json!({ "name": name, "orgId": "o", "clusterCount": 0, "created": "2026-01-08T09:00:00Z" })
}

fn page(names: &[&str], total: u32, next: Option<bool>) -> Value {
    let results: Vec<_> = names.iter().map(|name| project(name)).collect();
    let mut page = json!({ "results": results, "totalCount": total });
    if let Some(next) = next {
        let rel = if next { "next" } else { "previous" };
        page["links"] = json!([{ "href": "x", "rel": "self" }, { "href": "y", "rel": rel }]);
    }
    page
}

/// Returns what a walk over these pages yields, and how many requests it costs. The server repeats
/// the last page.
async fn walk(pages: Vec<Value>) -> (Vec<Result<String, Error>>, usize) {
    let pages = pages
        .iter()
        .map(|page| response("200 OK", "application/json", &page.to_string()));
    let server = Scripted::start(pages.collect()).await;
    let client: Client = client(server.base_url(), Credentials::bearer("t"));
    let list = client.list_projects().items_per_page(2);
    let items = pin!(list.items());
    let items: Vec<_> = items
        .map(|item: Result<Group, Error>| item.map(|item| item.name))
        .collect()
        .await;
    let requests = server.requests().len();
    (items, requests)
}

fn names(items: &[Result<String, Error>]) -> Vec<&str> {
    let names = items.iter().filter_map(|item| item.as_ref().ok());
    names.map(String::as_str).collect()
}

#[tokio::test]
async fn neither_the_total_count_nor_a_short_page_ends_a_list() {
    let (items, _) = walk(vec![
        page(&["a", "b"], 1, Some(true)),
        page(&["c"], 0, Some(true)),
        page(&[], 9, Some(true)),
        page(&["d", "e"], 2, Some(false)),
    ])
    .await;
    assert_eq!(names(&items), ["a", "b", "c", "d", "e"]);
    assert!(items.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_total_count_that_is_too_high_does_not_cause_a_loop() {
    let (items, requests) = walk(vec![
        page(&["a", "b"], 900, Some(true)),
        page(&["c"], 900, Some(false)),
    ])
    .await;
    assert_eq!((names(&items), requests), (vec!["a", "b", "c"], 2));
}

#[tokio::test]
async fn without_links_a_list_ends_at_the_first_page_with_nothing_new() {
    let (items, requests) = walk(vec![
        page(&["a"], 9, None),
        page(&["b", "c"], 9, None),
        page(&[], 9, None),
    ])
    .await;
    assert_eq!((names(&items), requests), (vec!["a", "b", "c"], 3));
    let (items, requests) =
        walk(vec![page(&["a", "b"], 9, None), page(&["c", "d"], 9, None)]).await;
    assert_eq!((names(&items), requests), (vec!["a", "b", "c", "d"], 3));
}

#[tokio::test]
async fn a_repeated_page_is_skipped() {
    let (items, _) = walk(vec![
        page(&["a", "b"], 4, Some(true)),
        page(&["a", "b"], 4, Some(true)),
        page(&["c", "d"], 4, Some(false)),
    ])
    .await;
    assert_eq!(names(&items), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn without_links_a_list_ends_where_the_total_count_is_reached() {
    let (items, requests) = walk(vec![page(&["a", "b"], 3, None), page(&["c"], 3, None)]).await;
    assert_eq!((names(&items), requests), (vec!["a", "b", "c"], 2));
    // A total of nothing, beside elements, is no total.
    let (items, requests) = walk(vec![page(&["a"], 0, None), page(&[], 0, None)]).await;
    assert_eq!((names(&items), requests), (vec!["a"], 2));
}

#[tokio::test]
async fn a_list_from_a_later_page_counts_those_before_it() {
    let last = page(&["e"], 5, None).to_string();
    let server = Scripted::start(vec![response("200 OK", "application/json", &last)]).await;
    let client: Client = client(server.base_url(), Credentials::bearer("t"));
    let list = client.list_projects().items_per_page(2).page_num(3);
    assert_eq!(list.items().count().await, 1);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn pages_in_a_circle_are_an_error() {
    let (a, b) = (page(&["a"], 2, Some(true)), page(&["b"], 2, Some(true)));
    let pages = (0..40).flat_map(|_| [a.clone(), b.clone()]).collect();
    let (items, requests) = walk(pages).await;
    assert_eq!((names(&items), requests), (vec!["a", "b"], 5));
    let error = items
        .last()
        .expect("an item")
        .as_ref()
        .expect_err("endless");
    assert!(
        error
            .to_string()
            .starts_with("the list does not end: page 5"),
        "{error}"
    );
}

#[tokio::test]
async fn an_element_that_only_counts_does_not_go_on_for_ever() {
    for (id, limit) in [(Some("507f1f77bcf86cd799439011"), 4), (None, 11)] {
        let pages = (0..40).map(|number| {
            let mut page = page(&["a"], 1, Some(true));
            page["results"][0]["clusterCount"] = json!(number);
            if let Some(id) = id {
                page["results"][0]["id"] = json!(id);
            }
            page
        });
        let (items, requests) = walk(pages.collect()).await;
        assert_eq!(requests, limit, "{id:?}");
        let error = items
            .last()
            .expect("an item")
            .as_ref()
            .expect_err("endless");
        assert_eq!(error.kind(), ErrorKind::Unreadable);
        assert!(
            error.to_string().starts_with("the list does not end"),
            "{error}"
        );
        assert_eq!(names(&items).len(), if id.is_some() { 1 } else { 10 });
    }
}

#[tokio::test]
async fn an_element_that_stands_on_two_pages_is_yielded_once() {
    let with_ids = |names: &[&str], next| {
        let mut page = page(names, 3, Some(next));
        for project in page["results"].as_array_mut().expect("an array") {
            // Its other settings may have changed in between.
            let letter = project["name"].as_str().expect("a name");
            project["id"] = json!(format!("{letter:0>24}"));
            project["clusterCount"] = json!(u8::from(next));
        }
        page
    };
    let (items, _) = walk(vec![
        with_ids(&["a", "b"], true),
        with_ids(&["b", "c"], false),
    ])
    .await;
    assert_eq!(names(&items), ["a", "b", "c"]);
    // Without IDs, the content counts.
    let (items, _) = walk(vec![
        page(&["a", "b"], 3, Some(true)),
        page(&["b", "c", "c"], 3, Some(false)),
    ])
    .await;
    assert_eq!(names(&items), ["a", "b", "c", "c"]);
}

#[tokio::test]
async fn odd_members_of_a_page_cost_no_element() {
    for (name, odd) in [
        ("totalCount", json!("7")),
        ("totalCount", json!({ "estimate": 7 })),
        ("totalCount", json!(1.5)),
        ("links", json!("none")),
        ("links", json!([5])),
        ("links", Value::Null),
    ] {
        let mut page = page(&["a", "b"], 2, Some(false));
        page[name] = odd.clone();
        let (items, _) = walk(vec![page]).await;
        assert_eq!(names(&items), ["a", "b"], "{name} {odd}");
        assert!(items.iter().all(Result::is_ok), "{name} {odd}");
    }
}

#[tokio::test]
async fn a_page_of_far_more_elements_than_atlas_sends_is_an_error() {
    let names: Vec<_> = (0..10_001).map(|number| number.to_string()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let (items, _) = walk(vec![page(&names[..10_000], 1, Some(false))]).await;
    assert_eq!(items.iter().filter(|item| item.is_ok()).count(), 10_000);
    let odd = json!({ "results": vec![1; 1_001] });
    for page in [page(&names, 1, Some(false)), odd] {
        let (items, _) = walk(vec![page]).await;
        let error = items[0].as_ref().expect_err("too many");
        assert_eq!(error.json_path(), Some("$.results"));
        assert!(error.to_string().contains("there are too many"), "{error}");
    }
}

#[tokio::test]
async fn an_endless_list_is_an_error() {
    let (items, requests) = walk(vec![page(&["a", "b"], 4, Some(true))]).await;
    assert_eq!((names(&items), requests), (vec!["a", "b"], 4));
    let error = items
        .last()
        .expect("an item")
        .as_ref()
        .expect_err("endless");
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert!(
        error
            .to_string()
            .starts_with("the list does not end: page 4 is the 3rd"),
        "{error}"
    );
}

#[tokio::test]
async fn an_unexpected_element_does_not_affect_the_rest() {
    let unexpected = json!({ "results": [project("a"), { "name": 5 }, null, project("b")], "links": [{ "rel": "self" }] });
    let (items, _) = walk(vec![unexpected]).await;
    assert_eq!(names(&items), ["a", "b"]);
    assert_eq!(items.len(), 4);
    let error = items[1].as_ref().expect_err("unexpected");
    assert_eq!(error.json_path(), Some("$.name"));
    assert_eq!(
        error.odd_element().map(|element| element.json()),
        Some(r#"{"name":5}"#)
    );
    assert!(
        error
            .to_string()
            .starts_with("a list element cannot be read: "),
        "{error}"
    );
}

#[tokio::test]
async fn a_page_that_cannot_be_fetched_ends_the_list() {
    let server = Scripted::start(vec![
        response(
            "200 OK",
            "application/json",
            &page(&["a"], 9, Some(true)).to_string(),
        ),
        response("503 X", "text/html", ""),
    ])
    .await;
    let client = client(server.base_url(), Credentials::bearer("t"));
    let items: Vec<_> = client.list_projects().items().collect().await;
    assert_eq!(items.len(), 2);
    assert!(items[1].as_ref().expect_err("503").is_transient());
    let invalid: Vec<_> = client.list_projects().page_num(0).items().collect().await;
    assert_eq!(invalid.len(), 1);
    assert_eq!(
        invalid[0].as_ref().expect_err("page 0").kind(),
        ErrorKind::InvalidRequest
    );
}
