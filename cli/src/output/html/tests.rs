use base64::Engine as _;
use sha2::{Digest as _, Sha256};

use super::*;

fn page(rows: impl IntoIterator<Item = Row>) -> String {
    let mut matrix = Matrix::new("Title");
    rows.into_iter().for_each(|row| matrix.push(row));
    let mut bytes = Vec::new();
    matrix.write(&mut bytes).expect("writes");
    String::from_utf8(bytes).expect("text")
}

fn row(name: &str, cells: &[(&str, State)]) -> Row {
    let cells = cells.iter().map(|(service, state)| {
        let cell = Cell::from(*state);
        ((*service).to_owned(), cell)
    });
    Row {
        name: name.to_owned(),
        cells: cells.collect(),
        ..Row::default()
    }
}

/// The text of the cells of the rows of one section of the table.
fn cells(page: &str, section: &str) -> Vec<Vec<String>> {
    let (_, rest) = page.split_once(&format!("<{section}>")).expect("begins");
    let (rows, _) = rest.split_once(&format!("</{section}>")).expect("ends");
    let text = |cell: &str| {
        let after_tag = cell.split_once('>').map_or("", |(_, rest)| rest);
        let pieces = after_tag.split('<').map(|piece| piece.rsplit('>').next());
        pieces.flatten().collect::<String>().trim_end().to_owned()
    };
    let rows = rows.split("<tr").skip(1).map(|row| {
        let row = row.replace("<th ", "<td ");
        let cells = row.split("<td").skip(1).map(text);
        cells.collect()
    });
    rows.collect()
}

#[test]
fn the_policy_allows_the_script_of_the_page() {
    let digest = Sha256::digest(format!("\n{SCRIPT}"));
    let digest = base64::prelude::BASE64_STANDARD.encode(digest);
    assert_eq!(SCRIPT_DIGEST, format!("sha256-{digest}"));
    assert!(!SCRIPT.contains("</"));
}

#[test]
fn text_from_elsewhere_is_never_markup() {
    let odd = "</bdi><script>alert('1')</script>\"&amp;\u{202e}\u{1b}\n";
    let cell = Cell {
        state: State::Different,
        details: vec![odd.to_owned()],
    };
    let mut matrix = Matrix::new("Title");
    matrix.note("Incomplete", odd);
    matrix.push(Row {
        name: odd.to_owned(),
        id: odd.to_owned(),
        cells: BTreeMap::from([(odd.to_owned(), cell)]),
        problem: Some(odd.to_owned()),
    });
    let mut bytes = Vec::new();
    matrix.write(&mut bytes).expect("writes");
    let page = String::from_utf8(bytes).expect("text");
    let escaped = "&lt;/bdi&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\
                   &quot;&amp;amp;\u{fffd}\u{fffd}\u{fffd}";
    assert_eq!(page.matches(escaped).count(), 6, "{page}");
    assert_eq!(page.matches("alert").count(), 6, "{page}");
    assert_eq!(page.matches("<script").count(), 1, "{page}");
}

#[test]
fn rows_are_sorted_and_services_are_columns() {
    let page = page([
        row("b", &[("SLACK", State::Present)]),
        row(
            "a",
            &[("DATADOG", State::Missing), ("SLACK", State::Unwanted)],
        ),
    ]);
    assert_eq!(
        cells(&page, "thead"),
        [["Project", "ID", "DATADOG", "SLACK"]]
    );
    assert_eq!(
        cells(&page, "tbody"),
        [["a", "", "missing", "unwanted"], ["b", "", "", "present"]]
    );
    assert_eq!(
        cells(&page, "tfoot"),
        [
            ["missing", "1", "0"],
            ["unwanted", "0", "1"],
            ["present", "0", "1"]
        ]
    );
    assert!(page.contains("<dd>2 projects, 1 with findings, 0 with problems</dd>"));
}

#[test]
fn what_could_not_be_read_is_said_and_not_counted_as_fine() {
    let unread = Row {
        problem: Some("403 Forbidden".to_owned()),
        ..row("b", &[])
    };
    let page = page([row("a", &[("SLACK", State::Present)]), unread]);
    assert_eq!(
        cells(&page, "tbody"),
        [
            ["a", "", "present", ""],
            ["b", "", "unread", "403 Forbidden"]
        ]
    );
    assert!(page.contains("<tr data-kinds=\"problem\">"));
    assert!(page.contains("<dd>2 projects, 0 with findings, 1 with problems</dd>"));
}

#[test]
fn of_several_integrations_of_a_type_the_worst_is_shown() {
    let mut several = row("a", &[]);
    several.add("OTEL", State::Present, vec!["one".to_owned()]);
    several.add("OTEL", State::Different, vec!["two".to_owned()]);
    let page = page([several]);
    assert_eq!(cells(&page, "tbody"), [["a", "", "differentonetwo"]]);
    assert!(page.contains("<ul><li>one</li><li>two</li></ul>"));
}

#[test]
fn a_page_without_projects_is_whole() {
    let page = page([]);
    assert_eq!(cells(&page, "thead"), [["Project", "ID"]]);
    assert!(page.ends_with("</html>\n"));
}
