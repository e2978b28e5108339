//! What the README and the book show of shipped scenarios: the README's story, and pictures that are what the program
//! draws today.

use super::Place;

/// The pictures of README and book: the command that a page shows, its file, and the picture in `docs/images`.
const PICTURES: [(&str, &str, &str); 10] = [
    ("run product-launch", "scaling", "product-launch"),
    (
        "run product-launch",
        "throttles",
        "product-launch-throttles",
    ),
    (
        "run scaling-with-concurrency-limit",
        "scaling",
        "scaling-with-concurrency-limit",
    ),
    (
        "run scaling-with-provisioned-concurrency",
        "scaling",
        "scaling-with-provisioned-concurrency",
    ),
    (
        "run scaling-with-provisioned-autoscaling",
        "scaling",
        "scaling-with-provisioned-autoscaling",
    ),
    (
        "compare scaling-with-concurrency-limit --replications 3",
        "scaling",
        "compare-regions",
    ),
    (
        "compare product-launch --set region.account_concurrency=10000 --regions us-east-1,ap-northeast-2 \
         --scaling per-function,regional-burst --replications 2",
        "scaling",
        "scaling-rules",
    ),
    ("run ten-requests", "environments", "ten-requests"),
    ("run order-queue", "queues", "order-queue"),
    (
        "run noisy-neighbour --replications 10",
        "scaling",
        "noisy-neighbour",
    ),
];

/// They show what the program draws today, to the byte.
#[test]
fn the_pictures_of_the_docs_are_the_programs() {
    let refresh = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    let place = Place::new();
    let mut stale = Vec::new();
    for (command, file, picture) in PICTURES {
        let arguments: Vec<_> = command.split_whitespace().collect();
        let arguments = [&arguments[..], &["--quiet", "--output", "result"]].concat();
        place.burstsim(&arguments).expect_code(0);
        let drawn = std::fs::read(place.path(&format!("result/{file}.png")));
        let drawn = drawn.expect("a drawn picture");
        let shown = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/images");
        let shown = format!("{shown}/{picture}.png");
        if refresh {
            std::fs::write(&shown, &drawn).expect("a picture in docs/images");
        }
        if std::fs::read(&shown).expect("a picture in docs/images") != drawn {
            stale.push(picture);
        }
        std::fs::remove_dir_all(place.path("result")).expect("a result");
    }
    assert!(
        stale.is_empty(),
        "docs/images is out of date ({stale:?}): \
         run INSTA_UPDATE=always cargo test --test cli pictures_of_the_docs, and look at them"
    );
}

#[test]
fn a_launch_meets_first_the_scaling_rate_then_the_accounts_limit() {
    let place = Place::new();
    let launch = place.result_of("product-launch", &[]);
    let seconds = |column: &str| -> Vec<u64> {
        let refused = launch.rows.iter().filter(|row| row.count(column) > 0);
        refused.map(|row| row.count("time_s")).collect()
    };
    let (scaling, concurrency) = (
        seconds("throttles_scaling"),
        seconds("throttles_concurrency"),
    );
    assert_eq!(scaling.first(), Some(&72), "the tokens are used up at 1:12");
    assert_eq!(concurrency.first(), Some(&91), "the limit stops it at 1:31");
    assert_eq!(concurrency.last(), Some(&159), "demand subsides at 2:40");

    let lost = |more: &[&str]| {
        place
            .result_of("product-launch", more)
            .total("shop", "given_up")
    };
    assert_eq!(launch.total("shop", "requests"), 510_370);
    assert_eq!(launch.total("shop", "given_up"), 39_439);
    let account = ["--set", "region.account_concurrency=6000"];
    let raised = place.result_of("product-launch", &account);
    assert_eq!(raised.total("shop", "throttles_concurrency"), 0);
    assert_eq!(raised.total("shop", "given_up"), 21_111);
    let provisioned = ["--set", "functions.shop.provisioned_concurrency=3500"];
    assert_eq!(lost(&[account, provisioned].concat()), 0);
    let old = ["--set", "region.scaling=regional-burst"];
    assert_eq!(lost(&old), 56_198, "in us-east-1");
    let seoul = ["--set", "region.name=ap-northeast-2"];
    assert_eq!(lost(&[old, seoul].concat()), 308_012, "in Seoul");
}
