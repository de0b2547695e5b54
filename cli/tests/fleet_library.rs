//! A fleet through the library, as a program of one's own uses it.

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator};
use atlas_integrations::types::IntegrationType;
use atlas_integrations::{Client, Credentials};
use atlas_integrations_cli::fleet::{Action, Desired, Fleet, Options, Secrets, plan};

#[tokio::test]
async fn what_is_gone_before_it_is_deleted_is_as_it_should_be() {
    let emulator = Emulator::start().await.expect("starts");
    let payments = emulator.add_project("Payments", ["SLACK", "WEBHOOK"]);
    let client = Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::service_account(CLIENT_ID, CLIENT_SECRET))
        .build()
        .expect("a client");
    let fleet = Fleet::list(client.clone()).await;
    let desired =
        "version: 1\nrules:\n- projects: { include: [Payments] }\n  absent: [SLACK, WEBHOOK]\n";
    let desired = Desired::parse(desired, "a test", &mut Secrets::default()).expect("a state");
    let project = fleet.projects.iter().find(|it| it.name == "Payments");
    let plan = plan(
        &fleet,
        &desired,
        project.expect("it is listed"),
        Options::default(),
    )
    .await;
    let actions: Vec<_> = plan.changes.iter().map(|change| &change.action).collect();
    assert_eq!(actions, [&Action::Delete, &Action::Delete]);

    // Somebody else is faster with one; the other cannot be deleted.
    let delete = client.delete_third_party_integration().group_id(&payments);
    let delete = delete.integration_type(IntegrationType::Slack);
    delete.send().await.expect("it is deleted");
    let outcome = plan.apply(&fleet, true).await;
    assert!(
        outcome.results.iter().all(|(_, result)| result.is_ok()),
        "{outcome:?}"
    );
    let left = client.list_third_party_integrations().group_id(&payments);
    let left = left.send().await.expect("a list");
    assert!(left.results.is_empty());
}

#[tokio::test]
async fn what_cannot_be_deleted_is_said() {
    let emulator = Emulator::start().await.expect("starts");
    let payments = emulator.add_project("Payments", ["SLACK"]);
    let client = Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::service_account(CLIENT_ID, CLIENT_SECRET))
        .build()
        .expect("a client");
    let fleet = Fleet::list(client).await;
    let desired = "version: 1\nrules:\n- projects: { include: [Payments] }\n  absent: [SLACK]\n";
    let desired = Desired::parse(desired, "a test", &mut Secrets::default()).expect("a state");
    let project = fleet.projects.iter().find(|it| it.name == "Payments");
    let plan = plan(
        &fleet,
        &desired,
        project.expect("it is listed"),
        Options::default(),
    )
    .await;
    emulator.forbid_project(&payments);
    let outcome = plan.apply(&fleet, true).await;
    let [(0, Err(reason))] = outcome.results.as_slice() else {
        panic!("{outcome:?}");
    };
    assert!(reason.contains("403"), "{reason}");
}
