//! The cost of calls: one request each, plus one for the token or the challenge.

mod support;

use support::{api_key, client, emulator, get_datadog, service_account};
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_cost_one_request_each_and_one_extra() {
    for credentials in [api_key(), service_account()] {
        for (calls, at_once) in [(100, 1), (1_000, 64), (1_000, 1_000)] {
            let emulator = emulator().await;
            let client = client(emulator.base_url(), credentials.clone());
            let mut tasks = JoinSet::new();
            for _ in 0..calls {
                if tasks.len() == at_once {
                    tasks.join_next().await.expect("a task").expect("no panic");
                }
                let client = client.clone();
                tasks.spawn(async move {
                    get_datadog(&client).await.expect("configured");
                });
            }
            tasks.join_all().await;
            let requests = emulator.received_requests().len();
            println!("{credentials:?}, {at_once} at a time: {requests} requests");
            assert_eq!(requests, calls + 1, "{credentials:?}, {at_once} at a time");
        }
    }
}
