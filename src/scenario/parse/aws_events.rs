//! Settings of event sources and of what goes wrong in a function, by the names that AWS and its tools give
//! them.
//!
//! Those of target tracking, whatever it scales, are here too. It knows words, not where they stand; `aws_names` looks them up.

pub(super) const OTHER_NAME: &str = "AWS's name: a scenario has another";
pub(super) const NOT_YET: &str = "not modeled yet";
const SOURCE: &str = "modeled as the way that traffic reaches the function";
const OF_MAPPING: &str = "a setting of a source of traffic";

/// Names without case and separators; then the key, or how far it is modeled; then what to do.
pub(super) type Row = (
    &'static [&'static str],
    Option<&'static str>,
    &'static str,
    &'static str,
);

/// Of whatever is scaled by target tracking.
pub(super) const COOLDOWNS: &[Row] = &[
    (
        &["scaleoutcooldown"],
        Some("cooldown_out"),
        OTHER_NAME,
        r#"write cooldown_out = "60s""#,
    ),
    (
        &["scaleincooldown"],
        Some("cooldown_in"),
        OTHER_NAME,
        r#"write cooldown_in = "60s""#,
    ),
];

pub(super) const EVENTS: &[Row] = &[
    (
        &["timeout", "functiontimeout", "timeoutinseconds"],
        Some("timeout"),
        OTHER_NAME,
        "write timeout = \"30s\" in the function, with its unit; an API has a timeout of its own, under \
         invoked_by.api_gateway",
    ),
    (
        &["errorrate", "errors", "failurerate", "functionerrors"],
        Some("error_rate"),
        "modeled as the share of invocations that fail",
        r#"write error_rate = "1%" in the function; [[region.outages]] lets attempts fail before they reach it"#,
    ),
    (
        &[
            "event",
            "events",
            "eventsource",
            "eventsources",
            "eventsourcemapping",
            "eventsourcemappings",
            "eventsourcearn",
            "trigger",
            "triggers",
            "source",
            "invocationtype",
            "invokemode",
            "invokedby",
            "invoke",
        ],
        Some("invoked_by"),
        SOURCE,
        "write invoked_by.sqs, invoked_by.stream, invoked_by.async or invoked_by.api_gateway under \
         [[functions.traffic]]",
    ),
    (
        &["sqs", "queue", "queues", "queueurl", "queuearn"],
        Some("invoked_by"),
        SOURCE,
        "write invoked_by.sqs = { batch_size = 10 } under [[functions.traffic]]",
    ),
    (
        &["fifo", "fifoqueue", "messagegroupid", "messagegroups"],
        Some("message_groups"),
        OTHER_NAME,
        "write message_groups = 100 under invoked_by.sqs, the number of groups of a FIFO queue",
    ),
    (
        &[
            "kinesis",
            "stream",
            "streams",
            "dynamodb",
            "dynamodbstream",
            "streamarn",
        ],
        Some("invoked_by"),
        SOURCE,
        r#"write invoked_by.stream = { kind = "kinesis", shards = 10 } under [[functions.traffic]]"#,
    ),
    (
        &["shardcount", "shards"],
        Some("shards"),
        OTHER_NAME,
        "write shards = 10 under invoked_by.stream",
    ),
    (
        &[
            "async",
            "asynchronous",
            "eventinvokeconfig",
            "asyncinvokeconfig",
            "sns",
            "topic",
            "s3",
            "eventbridge",
            "rule",
        ],
        Some("invoked_by"),
        SOURCE,
        "write invoked_by.async = {} under [[functions.traffic]]: Lambda queues these events",
    ),
    (
        &["api", "apigateway", "httpapi", "restapi"],
        Some("invoked_by"),
        SOURCE,
        "write invoked_by.api_gateway = {} under [[functions.traffic]]",
    ),
    (
        &["throttlingratelimit", "throttlinglimit", "ratelimit"],
        Some("rate"),
        OTHER_NAME,
        "write rate = 10000 under invoked_by.api_gateway",
    ),
    (
        &["throttlingburstlimit"],
        Some("burst"),
        OTHER_NAME,
        "write burst = 5000 under invoked_by.api_gateway",
    ),
    (
        &["timeoutinmillis", "integrationtimeout"],
        Some("timeout"),
        OTHER_NAME,
        r#"write timeout = "29s" under invoked_by.api_gateway"#,
    ),
    (
        &["batchsize"],
        Some("batch_size"),
        OF_MAPPING,
        "write batch_size = 10 under invoked_by.sqs or invoked_by.stream",
    ),
    (
        &[
            "maximumbatchingwindow",
            "maximumbatchingwindowinseconds",
            "batchwindow",
            "batchingwindow",
        ],
        Some("maximum_batching_window"),
        OF_MAPPING,
        r#"write maximum_batching_window = "5s" under invoked_by.sqs or invoked_by.stream"#,
    ),
    (
        &["scalingconfig", "maximumconcurrency", "maxconcurrency"],
        Some("maximum_concurrency"),
        OF_MAPPING,
        "write maximum_concurrency = 50 under invoked_by.sqs",
    ),
    (
        &[
            "provisionedpollerconfig",
            "provisionedpollers",
            "minimumpollers",
            "maximumpollers",
        ],
        Some("provisioned_pollers"),
        OF_MAPPING,
        "write provisioned_pollers = { minimum = 2, maximum = 200 } under invoked_by.sqs",
    ),
    (
        &["visibilitytimeout"],
        Some("visibility_timeout"),
        OTHER_NAME,
        r#"write visibility_timeout = "3m" under invoked_by.sqs, with its unit"#,
    ),
    (
        &["maxreceivecount", "redrivepolicy"],
        Some("max_receive_count"),
        OTHER_NAME,
        "write max_receive_count = 5 under invoked_by.sqs",
    ),
    (
        &["functionresponsetypes", "reportbatchitemfailures"],
        Some("report_batch_item_failures"),
        OF_MAPPING,
        "write report_batch_item_failures = true under invoked_by.sqs",
    ),
    (
        &["parallelizationfactor"],
        Some("parallelization_factor"),
        OF_MAPPING,
        "write parallelization_factor = 10 under invoked_by.stream",
    ),
    (
        &["maximumrecordage", "maximumrecordageinseconds"],
        Some("maximum_record_age"),
        OF_MAPPING,
        r#"write maximum_record_age = "1h" under invoked_by.stream, with its unit"#,
    ),
    (
        &["bisectbatchonfunctionerror"],
        Some("bisect_batch_on_function_error"),
        OF_MAPPING,
        "write bisect_batch_on_function_error = true under invoked_by.stream",
    ),
    (
        &["maximumretryattempts"],
        Some("maximum_retry_attempts"),
        OF_MAPPING,
        "write maximum_retry_attempts = 2 under invoked_by.async or invoked_by.stream",
    ),
    (
        &["maximumeventage", "maximumeventageinseconds"],
        Some("maximum_event_age"),
        OTHER_NAME,
        r#"write maximum_event_age = "1h" under invoked_by.async, with its unit"#,
    ),
    (
        &[
            "deadletterconfig",
            "deadletterqueue",
            "dlq",
            "destinations",
            "destinationconfig",
            "onfailure",
        ],
        Some("on_failure"),
        OTHER_NAME,
        "write on_failure = true under invoked_by.async or invoked_by.stream; a queue has max_receive_count",
    ),
    (
        &["onsuccess"],
        None,
        "changes nothing that is simulated",
        "remove it",
    ),
    (
        &["functionurl", "functionurlconfig", "url"],
        None,
        NOT_YET,
        "leave it out: a client that calls a function URL is taken for one that calls directly",
    ),
    (
        &[
            "kafka",
            "msk",
            "mq",
            "startingposition",
            "filtercriteria",
            "tumblingwindow",
            "tumblingwindowinseconds",
        ],
        None,
        NOT_YET,
        "remove it; sources are clients, asynchronous events, SQS, Kinesis and DynamoDB streams, and API \
         Gateway: invoked_by under [[functions.traffic]]",
    ),
];
