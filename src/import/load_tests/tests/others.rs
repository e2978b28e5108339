//! Results of vegeta, hey, oha and ApacheBench.

use super::{read, request};

#[test]
fn vegeta_stamps_the_start_in_nanoseconds() {
    let csv = "1795680001500000000,200,250500000,0,12,,aGVsbG8=,attack,0,GET,http://x/,\n\
               1795680001600000000,0,1000,0,0,\"Get \"\"http://x/\"\": dial, refused\",,attack,1,GET,http://x/,\n\
               17956800016000\n";
    let json = r#"{"attack":"","seq":0,"code":200,"timestamp":"2026-11-26T17:00:01.5+09:00","latency":250500000,"bytes_out":0,"bytes_in":12,"error":"","body":null,"method":"GET","url":"http://x/","headers":null}
{"attack":"","seq":1,"code":0,"timestamp":"2026-11-26T08:00:01.6Z","latency":1000,"bytes_out":0,"bytes_in":0,"error":"refused","body":null}
{"attack":"","seq"#;
    for (text, kind) in [(csv, "vegeta_csv"), (json, "vegeta_json")] {
        let read = read(text);
        assert_eq!(read.report.kind, kind);
        assert_eq!(
            read.requests(),
            [
                request("08:00:01.500Z", 250_500),
                request("08:00:01.600Z", 1)
            ],
            "{kind}"
        );
        assert_eq!(read.errors(), (1, 2), "{kind}");
        assert_eq!(
            read.skipped(),
            [("is cut off or not a vegeta result", 1, 3)],
            "{kind}"
        );
    }
}

#[test]
fn offsets_have_no_date() {
    let hey =
        "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read,status-code,offset
0.0216,0.0001,0.0000,0.0002,0.0213,0.0000,200,0.2009
0.0047,0.0000,0.0000,0.0000,0.0046,0.0000,503,0.1005
0.0047,0.00";
    let oha = "request-start,DNS,DNS+dialup,Response-delay,request-duration,bytes,status
0.2009,0.0003,0.001,0.002,0.0216,11,200
0.1005,0.0003,0.001,0.002,0.0047,11,503
0.1";
    for (text, kind) in [(hey, "hey_csv"), (oha, "oha_csv")] {
        let read = read(text);
        assert_eq!(read.report.kind, kind);
        assert_eq!(
            read.requests(),
            [request("+200900000", 21_600), request("+100500000", 4700)],
            "{kind}"
        );
        assert_eq!(read.errors(), (1, 2), "{kind}");
        assert_eq!(
            read.skipped(),
            [("is cut off or not a result", 1, 4)],
            "{kind}"
        );
    }
    let old = read(
        "response-time,DNS+dialup,DNS,Request-write,Response-delay,Response-read\n0.1,0,0,0,0.1,0\n",
    );
    assert_eq!(
        (
            old.function().totals.undated,
            old.function().totals.durations
        ),
        (1, 1)
    );
    assert!(old.assumes("only durations"), "{:?}", old.report);
}

#[test]
fn apache_bench_has_whole_seconds() {
    let text = "starttime\tseconds\tctime\tdtime\tttime\twait\nThu Nov 26 08:00:01 2026\t1795680001\t1\t147\t148\t147\nThu";
    let read = read(text);
    assert_eq!(read.requests(), [request("08:00:01.000Z", 148_000)]);
    assert_eq!(read.errors(), (0, 0), "it does not say");
    assert_eq!(read.skipped(), [("is cut off or not a result", 1, 3)]);
}
