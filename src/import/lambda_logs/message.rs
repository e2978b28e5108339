//! One message of a function's log: what Lambda wrote of a request, or what the function wrote itself.
//!
//! It knows the lines of Lambda's platform and the errors that runtimes write. It must not know how an export wraps them.

use super::hash::hash;
use super::report::{self, Platform, Report, word};

/// What a message says of requests.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Message {
    /// A request, by the hash of its id, begins.
    Start(u64),
    /// A request has finished.
    Report(Report),
    /// A request, by the hash of its id, has failed.
    Failed(u64),
    /// The request that the environment is serving has failed.
    Crashed,
    /// Of an initialisation, which is no request.
    InitReport,
    /// A REPORT that says no duration.
    Broken,
    /// Other words of the platform: END, INIT_START.
    Platform,
    /// What the function wrote.
    Other,
}

/// The hash of the id of a request.
pub(super) fn request(id: &[u8]) -> u64 {
    hash(0, id)
}

/// Reads a message. With it comes its own time, where it is JSON and says one.
pub(super) fn read(text: &[u8]) -> (Message, Option<String>) {
    let plain = |message| (message, None);
    match text.first() {
        Some(b'R') => plain(starting_with_r(text)),
        Some(b'S') => plain(match text.strip_prefix(b"START RequestId: ") {
            Some(rest) => Message::Start(request(word(rest).0)),
            None => Message::Other,
        }),
        Some(b'E') if text.starts_with(b"END RequestId: ") => plain(Message::Platform),
        Some(b'I') if text.starts_with(b"INIT_REPORT ") => plain(Message::InitReport),
        Some(b'I') if text.starts_with(b"INIT_START ") => plain(Message::Platform),
        Some(b'{') => json(text),
        Some(b'[') if is_python_error(text) => plain(Message::Crashed),
        Some(b'0'..=b'9' | b'a'..=b'f') => plain(after_time_and_id(text)),
        _ => plain(Message::Other),
    }
}

/// `REPORT RequestId: ...`, `RESTORE_START ...`, or `RequestId: ... Error: Runtime exited`.
fn starting_with_r(text: &[u8]) -> Message {
    if let Some(rest) = text.strip_prefix(b"REPORT RequestId: ") {
        let (id, figures) = word(rest);
        return match report::fields(figures) {
            Some(figures) => Message::Report(Report {
                request: Some(request(id)),
                ..figures
            }),
            None => Message::Broken,
        };
    }
    if let Some(rest) = text.strip_prefix(b"RequestId: ") {
        let (id, what) = word(rest);
        let what = what.trim_ascii_start();
        let is_error = what.starts_with(b"Error:")
            || what.starts_with(b"Process exited before completing request");
        return if is_error {
            Message::Failed(request(id))
        } else {
            Message::Other
        };
    }
    if text.starts_with(b"RESTORE_REPORT ") {
        return Message::InitReport;
    }
    if text.starts_with(b"RESTORE_START ") {
        Message::Platform
    } else {
        Message::Other
    }
}

/// `TIME ID Task timed out after ...`, and Node.js's `TIME ID ERROR Invoke Error ...`; the time may have been taken
/// for that of the line.
fn after_time_and_id(text: &[u8]) -> Message {
    let (mut id, mut rest) = word(text);
    if id.get(10) == Some(&b'T') {
        (id, rest) = word(rest.trim_ascii_start());
    }
    if id.len() != 36 || id.get(8) != Some(&b'-') {
        return Message::Other;
    }
    let rest = rest.trim_ascii_start();
    let has_failed = rest.starts_with(b"Task timed out after ")
        || rest
            .strip_prefix(b"ERROR")
            .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"Invoke Error"));
    if has_failed {
        Message::Failed(request(id))
    } else {
        Message::Other
    }
}

/// `[ERROR] KeyError: ...`, as the runtime of Python writes of what nobody caught; a logger writes a tab and a time.
fn is_python_error(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"[ERROR] ") else {
        return false;
    };
    let is_of_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
    let name = rest.iter().take_while(|byte| is_of_name(byte)).count();
    let (name, after) = rest.split_at_checked(name).unwrap_or_default();
    let ends = matches!(after.first(), None | Some(b':' | b'\n' | b'\r'));
    ends && (name.ends_with(b"Error") || name.ends_with(b"Exception"))
}

/// An event of the platform in the JSON log format, or what the function wrote in JSON.
fn json(text: &[u8]) -> (Message, Option<String>) {
    // `{"time":"...","type":"platform.` stands at the front; what the function writes may be long.
    let front = text.get(..4000).unwrap_or(text);
    if memchr::memmem::find(front, b"\"platform.").is_none() {
        return (Message::Other, None);
    }
    let Ok(Platform { time, kind, record }) = serde_json::from_slice(text) else {
        return (Message::Other, None);
    };
    let id = record
        .request_id
        .as_deref()
        .map(|id| request(id.as_bytes()));
    let message = match kind.as_str() {
        "platform.report" => record.report(id).map_or(Message::Broken, Message::Report),
        "platform.start" => id.map_or(Message::Platform, Message::Start),
        "platform.initReport" | "platform.restoreReport" => Message::InitReport,
        kind if kind.starts_with("platform.") => Message::Platform,
        _ => Message::Other,
    };
    (message, time)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "8329c002-87c4-11e6-bbf0-c124e4d39f76";

    fn of(text: &str) -> Message {
        read(text.replace("ID", ID).as_bytes()).0
    }

    #[test]
    fn the_words_of_the_platform_are_known() {
        let id = request(ID.as_bytes());
        for (text, expected) in [
            (
                "START RequestId: 8329c002-87c4-11e6-bbf0-c124e4d39f76 Version: $LATEST",
                Message::Start(id),
            ),
            (
                "START RequestId: 8329c002-87c4-11e6-bbf0-c124e4d39f76",
                Message::Start(id),
            ),
            (
                "INIT_REPORT Init Duration: 1403.87 ms\tPhase: invoke\tStatus: error",
                Message::InitReport,
            ),
            (
                "RESTORE_REPORT Restore Duration: 614.02 ms",
                Message::InitReport,
            ),
            (
                "2021-11-09T19:16:53.572Z ID Task timed out after 3.10 seconds",
                Message::Failed(id),
            ),
            ("ID Task timed out after 3.10 seconds", Message::Failed(id)),
            (
                "2021-11-09T19:16:53.572Z\tID\tERROR\tInvoke Error \t{\"errorType\"",
                Message::Failed(id),
            ),
            (
                "2021-11-09T19:16:53.572Z\tID\tERROR\tlogged",
                Message::Other,
            ),
            ("[ERROR] KeyError: 'x'\nTraceback", Message::Crashed),
            (
                "[ERROR] Runtime.ImportModuleError: no module",
                Message::Crashed,
            ),
            ("[ERROR] the function logs itself", Message::Other),
            (
                "[ERROR]\t2021-11-09T19:16:53.572Z\tKeyError: logged",
                Message::Other,
            ),
            ("STARTED", Message::Other),
            ("", Message::Other),
        ] {
            // Ids in texts that say ID are put in; "RequestId" holds the letters, too.
            let text = if text.contains("RequestId") {
                text.to_owned()
            } else {
                text.replace("ID", ID)
            };
            assert_eq!(read(text.as_bytes()).0, expected, "{text}");
        }
        let exit = format!("RequestId: {ID} Error: Runtime exited with error: exit status 1");
        assert_eq!(read(exit.as_bytes()).0, Message::Failed(id));
        assert_eq!(of("REPORT RequestId: x\tDura"), Message::Broken);
    }

    #[test]
    fn the_json_log_format_says_the_same() {
        let text = r#"{"time":"2024-06-17T17:23:55.826Z","type":"platform.report","record":
            {"requestId":"a","metrics":{"durationMs":18.593,"billedDurationMs":19,
            "memorySizeMB":2048,"maxMemoryUsedMB":246,"initDurationMs":100},"status":"timeout"}}"#;
        let (message, time) = read(text.as_bytes());
        let expected = Report {
            request: Some(request(b"a")),
            duration_ms: 18.593,
            init_ms: Some(100.0),
            memory_mb: Some(2048),
            error: Some(true),
        };
        assert_eq!(message, Message::Report(expected));
        assert_eq!(time.as_deref(), Some("2024-06-17T17:23:55.826Z"));
        let start = r#"{"time":"x","type":"platform.start","record":{"requestId":"a"}}"#;
        assert_eq!(of(start), Message::Start(request(b"a")));
        let init = r#"{"type":"platform.initReport","record":{"metrics":{"durationMs":9}}}"#;
        assert_eq!(of(init), Message::InitReport);
        let none = r#"{"type":"platform.report","record":{"requestId":"a"}}"#;
        assert_eq!(of(none), Message::Broken);
        assert_eq!(
            of(r#"{"level":"INFO","message":"REPORT RequestId: x"}"#),
            Message::Other
        );
        assert_eq!(
            of(r#"{"type":"platform.report","#),
            Message::Other,
            "cut off"
        );
    }
}
