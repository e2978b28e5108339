//! Results of JMeter.

use super::{read, request};

pub(super) const JMETER: &str = "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes
1795680002000,100,Home,200,OK,T 1-1,text,true,,8
1795680002000,40,Home-0,302,Found,T 1-1,text,true,,8
1795680002040,60,Home-1,200,OK,T 1-1,text,true,,8
1795680001000,7,Home-1,500,\"Not, OK\",T 1-2,text,false,\"expected
\"\"x\"\", got y\",8
1795680002000,200,Buy,200,\"Number of samples in transaction : 2, number of failing samples : 0\",T 1-1,,true,,8
1795680003000,12";

#[test]
fn samples_of_jmeter_count_once() {
    let read = read(JMETER);
    assert_eq!(read.report.kind, "jmeter_csv");
    // `Home-1` of another thread is of no `Home` before it: it is a name like any other.
    assert_eq!(
        read.requests(),
        [
            request("08:00:02.000Z", 100_000),
            request("08:00:01.000Z", 7000)
        ]
    );
    assert_eq!(read.errors(), (1, 2));
    let expected = [
        ("is a sub-sample of the sample before it", 2, 3),
        ("is a transaction, whose samples are counted already", 1, 7),
        ("is cut off or not a JMeter sample", 1, 8),
    ];
    assert_eq!(read.skipped(), expected);
}

#[test]
fn a_jtl_may_have_no_header_another_separator_or_dates() {
    for (text, says_order) in [
        (
            "1795680002000,100,Home,200,OK,T 1-1,text,true,8,1,1,99\n",
            true,
        ),
        ("1795680002000|100|Home|200|T 1-1|true|8\n", true),
        (
            "timeStamp;elapsed;label;success\n1795680002000;100;Home;true\n",
            false,
        ),
        (
            "timeStamp\telapsed\tlabel\tsuccess\r\n2026/11/26 08:00:02.000\t100\tHome\ttrue\r\n",
            false,
        ),
        (
            "\"timeStamp\",\"elapsed\",\"label\",\"responseCode\"\n\"1795680002000\",\"100\",\"Home\",\"200\"\n",
            false,
        ),
    ] {
        let read = read(text);
        assert_eq!(read.report.kind, "jmeter_csv", "{text}");
        assert_eq!(
            read.requests(),
            [request("08:00:02.000Z", 100_000)],
            "{text}"
        );
        assert_eq!(read.errors(), (0, 1), "{text}");
        assert_eq!(read.assumes("no header"), says_order, "{text}");
    }
}

#[test]
fn elements_within_a_sample_are_its_parts() {
    let text = r#"<?xml version="1.0" encoding="UTF-8"?>
<testResults version="1.2">
<httpSample t="100" it="0" lt="90" ts="1795680002000" s="true" lb="a &gt; b > c" rc="200" rm="OK" tn="T 1-1">
  <httpSample t="40" ts="1795680002000" s="true" lb="Home-0" rc="302"/>
  <httpSample t="60" ts="1795680002040" s="true" lb="Home-1" rc="200"><responseData class="java.lang.String">&lt;sample t=</responseData></httpSample>
</httpSample>
<httpSample t="7" ts="1795680001000" s="false" lb="Home" rc="500"/><sample t="3" ts="1795680004000" s="true"/>
<sample t="200" ts="1795680002000" s="true" lb="Buy" rm="Number of samples in transaction : 2"/>
<httpSample t="x" ts="1795680001000"/>
<httpSample t="9"#;
    let read = read(text);
    assert_eq!(read.report.kind, "jmeter_xml");
    let expected = [
        request("08:00:02.000Z", 100_000),
        request("08:00:01.000Z", 7000),
        request("08:00:04.000Z", 3000),
    ];
    assert_eq!(read.requests(), expected);
    assert_eq!(read.errors(), (1, 3));
    let expected = [
        ("is a sub-sample of the sample before it", 2, 4),
        ("is a transaction, whose samples are counted already", 1, 8),
        ("is a sample without a time or a duration", 2, 9),
    ];
    assert_eq!(read.skipped(), expected);
}
