//! A fleet through the library, as a program of one's own uses it.

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator};
use atlas_integrations::types::IntegrationType;
use atlas_integrations::{Client, Credentials};
use atlas_integrations_cli::fleet::{Action, Desired, Fleet, Options, Plan, Secrets, plan};

/// An emulator with a project that has Slack and a webhook, and the plan to delete both.
struct Planned {
    emulator: Emulator,
    client: Client,
    group_id: String,
    fleet: Fleet,
    plan: Plan,
}

async fn planned() -> Planned {
    let emulator = Emulator::start().await.expect("starts");
    let group_id = emulator.add_project("Payments", ["SLACK", "WEBHOOK"]);
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
    let project = project.expect("it is listed");
    let plan = plan(&fleet, &desired, project, Options::default()).await;
    let actions: Vec<_> = plan.changes.iter().map(|change| &change.action).collect();
    assert_eq!(actions, [&Action::Delete, &Action::Delete]);
    Planned {
        emulator,
        client,
        group_id,
        fleet,
        plan,
    }
}

#[tokio::test]
async fn what_is_gone_before_it_is_deleted_is_as_it_should_be() {
    let planned = planned().await;
    let (client, group_id) = (&planned.client, &planned.group_id);
    // Somebody else is faster with one.
    let delete = client.delete_third_party_integration().group_id(group_id);
    let delete = delete.integration_type(IntegrationType::Slack);
    delete.send().await.expect("it is deleted");
    let outcome = planned.plan.apply(&planned.fleet, true).await;
    assert!(
        outcome.results.iter().all(|(_, result)| result.is_ok()),
        "{outcome:?}"
    );
    let left = client.list_third_party_integrations().group_id(group_id);
    let left = left.send().await.expect("a list");
    assert!(left.results.is_empty());
}

#[tokio::test]
async fn what_cannot_be_deleted_is_said() {
    let planned = planned().await;
    planned.emulator.forbid_project(&planned.group_id);
    let outcome = planned.plan.apply(&planned.fleet, true).await;
    let [(0, Err(one)), (1, Err(other))] = outcome.results.as_slice() else {
        panic!("{outcome:?}");
    };
    for reason in [one, other] {
        assert!(reason.contains("403"), "{reason}");
    }
}
