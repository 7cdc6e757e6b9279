//! Cursors that no list has told.

use picklive_server::live::rooms;
use serde_json::Value;

use crate::{
    bags_kept::drawn,
    bags_support::bag,
    rooms_support::{Hall, draft},
};

#[tokio::test]
async fn every_list_refuses_one_as_the_contract_says() {
    let hall = Hall::still().await;
    rooms::create(&hall.server.state, &draft("other", None, &[])).await.unwrap();
    let (bag, crowd) = drawn(&hall, bag(1_000, 1), 1).await;
    let contract: Value =
        serde_json::from_str(include_str!("../../../contract/openapi.json")).unwrap();
    let mut tried = 0;
    for (path, item) in contract["paths"].as_object().unwrap() {
        let get = &item["get"];
        let after = |it: &Value| it["$ref"] == "#/components/parameters/After";
        if !get["parameters"].as_array().is_some_and(|all| all.iter().any(after)) {
            continue;
        }
        let path = path.replace("{id}", bag.id.as_str());
        let answer = crowd[0].get(&format!("{path}?after=no%20cursor")).await;
        let status = answer.status().as_u16();
        // The list of one's coupons is told whole, whatever is asked for.
        if path == "/v1/coupons" {
            assert_eq!(status, 200);
            continue;
        }
        assert!(matches!(status, 400 | 422), "{path}: {status}");
        assert!(
            get["responses"].get(status.to_string()).is_some(),
            "{path} does not declare {status}"
        );
        tried += 1;
    }
    assert_eq!(tried, 6, "lists that have pages");
}
