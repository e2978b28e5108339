//! Units that are spelt otherwise than the format has them: the message names the right spelling.

use super::{GOOD, error_after, error_of};

snapshots! {
    memory_in_megabits: error_after("\"512 MB\"", "\"512 Mb\"");
    memory_in_binary_units: error_after("\"512 MB\"", "\"0.5GiB\"");
    memory_in_kilobytes: error_after("\"512 MB\"", "\"512 KB\"");
    a_duration_in_words: error_of(GOOD, &["functions.search.service_time=5 msec"]);
    a_duration_in_weeks: error_after("duration = \"15m\"", "duration = \"2 weeks\"");
    a_latency_in_words: error_after("\"< 800ms\"", "\"< 0.8 seconds\"");
    a_rate_by_the_minute: error_after("even.rate = 50", "even.rate = \"7000 rpm\"");
    a_rate_in_words: error_after("even.rate = 50", "even.rate = \"fast\"");
}
