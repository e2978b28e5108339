//! The keys of a function's versions, and of the alias that points to them.

use super::provisioned::PROVISIONED_CONCURRENCY;
use super::shape::{CONCURRENCY, Key, Kind, List, Mistake, Named, NamedKeys, Shape};
use crate::scenario::alias::{Shift, Weights};
use crate::scenario::warm::WarmEnvironments;
use crate::scenario::words::words_of;

pub(crate) const WARM_ENVIRONMENTS: Kind = Kind::Or(&CONCURRENCY, WarmEnvironments::STEADY);
const WEIGHT: Kind = Kind::Share(r#"a share such as "10%""#, None);
const VERSION_NAME: Kind = Kind::NameOf("a version");

pub(crate) static VERSIONS: List = List::of(
    "a list of versions, each under [[functions.versions]]",
    Kind::Table(&VERSION),
)
.under("versions", "[[functions.versions]]")
.named(Named {
    one: "a version",
    many: "versions",
    owner: "function",
    may_grow: true,
});

/// The older way to write versions.
pub(crate) static ALIASES: List = List::of(
    "a list of aliases, each under [[functions.aliases]]",
    Kind::Table(&WEIGHTED_VERSION),
)
.under("aliases", "[[functions.aliases]]")
.named(Named {
    one: "an alias",
    many: "aliases",
    owner: "function",
    may_grow: true,
});

static STEPS: List = List::of(
    r#"weights such as { v1 = "90%", v2 = "10%" }, or a list of them"#,
    Kind::Table(&WEIGHTS),
)
.not_empty();

static WEIGHTS: Shape = Shape::named(
    "weights",
    &NamedKeys {
        known: &[Key::otherwise(Weights::AT, Kind::Duration, "the start")
            .says("from when on they hold; in a list, all but the first have it")],
        others: WEIGHT,
        expected: r#"weights such as { v1 = "90%", v2 = "10%" }"#,
    },
);

static CHANGES_ON_ALIAS: Mistake = Mistake {
    title: "provisioned concurrency of an alias is a number for the whole run",
    label: "a schedule or autoscaling",
    help: "AWS: it cannot be managed on an alias that has weights. Set it under \
           [[functions.versions]] instead",
};

#[rustfmt::skip]
static VERSION: Shape = Shape::new("a version", &[
    Key::required("name", Kind::Qualifier("version"), r#"name = "v1""#)
        .says("name of the version, distinct in its function")
        .values("line of text without a colon, not `at`"),
    Key::or("provisioned_concurrency", PROVISIONED_CONCURRENCY, "0")
        .says("environments that only this version uses, wherever the alias points")
        .values("concurrency, 0 for none, or a [table](#provisioned-concurrency-over-time)"),
    Key::otherwise("warm_environments", WARM_ENVIRONMENTS, "none")
        .says("[warm environments](#warm-environments) of this version; `\"steady\"` goes by its \
               share of the traffic at the start. A function with versions has them only here")
        .values("concurrency, or `\"steady\"`"),
]);

#[rustfmt::skip]
pub(crate) static ALIAS: Shape = Shape::new("the alias", &[
    Key::required("name", Kind::Qualifier("alias"), r#"name = "live""#)
        .says("name of the alias, not that of a version").values("line of text without a colon"),
    Key::otherwise("weights", Kind::Either(&Kind::Table(&WEIGHTS), &Kind::List(&STEPS)),
                   "all to the only version; required where there are several")
        .says("the share of the requests of each version, for the whole run or [from a time \
               on](#weights-over-time); a version that is not named gets none")
        .values("a table such as `{ v1 = \"90%\", v2 = \"10%\" }`, adding up to 100%, of at most \
                 two versions above 0; or a list of them, each with the time `at`"),
    Key::otherwise("deployment", Kind::Table(&DEPLOYMENT), "")
        .says("weights as CodeDeploy shifts them, instead of `weights`")
        .values("a [table](#deployments)").instead_of("weights"),
    Key::or("provisioned_concurrency", Kind::NoTable(&CONCURRENCY, &CHANGES_ON_ALIAS), "0")
        .says("environments of the alias: each version has its share of them by the weights, and \
               they [move](#provisioned-concurrency-of-an-alias) with these")
        .values("concurrency, 0 for none"),
    Key::or("shift", Kind::Word(words_of::<Shift>), r#""when-allocated""#)
        .says("when requests follow new weights: once all the provisioned concurrency that these \
               give is allocated, or at their time"),
]);

#[rustfmt::skip]
static DEPLOYMENT: Shape = Shape::new("a deployment", &[
    Key::required("from", VERSION_NAME, r#"from = "v1""#)
        .says("the version that the alias points to before"),
    Key::required("to", VERSION_NAME, r#"to = "v2""#)
        .says("the version that it points to in the end").values("name of another version"),
    Key::required("config", Kind::Deployment, r#"config = "Linear10PercentEvery1Minute""#)
        .says("how requests are shifted, by [CodeDeploy's \
               names](https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html) \
               with any numbers: a share every few minutes; a share, and minutes later the rest; \
               all")
        .values("`\"Linear10PercentEvery1Minute\"`, `\"Canary10Percent5Minutes\"`, \
                 `\"AllAtOnce\"`, also with `CodeDeployDefault.Lambda` before them"),
    Key::or("at", Kind::Duration, r#""0s""#).says("when the first requests are shifted"),
]);

#[rustfmt::skip]
static WEIGHTED_VERSION: Shape = Shape::new("an alias", &[
    Key::required("name", Kind::AliasName, r#"name = "live""#)
        .says("name of the version, distinct in its function")
        .values("line of text without a colon"),
    Key::otherwise("weight", WEIGHT, "what the others leave; one may leave it out")
        .says("its share of the requests; those of a function add up to 1")
        .values("share, 0 to 1 or 0% to 100%"),
    Key::or("provisioned_concurrency", PROVISIONED_CONCURRENCY, "0")
        .says("environments that only this version uses")
        .values("concurrency, 0 for none, or a [table](#provisioned-concurrency-over-time)"),
    Key::otherwise("warm_environments", WARM_ENVIRONMENTS, "none")
        .says("[warm environments](#warm-environments) of this version; `\"steady\"` goes by its \
               share of the traffic")
        .values("concurrency, or `\"steady\"`"),
]);
