//! Files of every trace in, requests out.

use super::FORMATS;
use crate::import::gathered::{FunctionData, Gathered};
use crate::import::input::ReadError;
use crate::import::instant::SECOND;
use crate::import::reading::{FileReport, Given};
use crate::import::recognise;

const APP: &str = "68baea05aa0c3619b6feb78c80a07e27e4e68f921d714b8125f916c3b3370bf2";
const OTHER_APP: &str = "c8b8b9160f181010f509ee0af3266cbcb5a5f4c7700ba8d4396f1147e1ad3bbd";
const FUNCTION: &str = "c13acdc7567b225971cef2416a3a2b03c8a4d8d154df48afe75834e2f5c59ddf";

fn import(files: &[(&str, &str)]) -> (Result<FileReport, ReadError>, Vec<FunctionData>) {
    let mut gathered = Gathered::default();
    let mut last = Err(ReadError::refused("no file"));
    for (path, text) in files {
        last = recognise::read(
            FORMATS,
            path,
            text.as_bytes(),
            &mut gathered,
            &Given::default(),
        );
    }
    (last, gathered.functions)
}

fn read(files: &[(&str, &str)]) -> (FileReport, Vec<FunctionData>) {
    let (report, functions) = import(files);
    let report = report.unwrap_or_else(|error| panic!("{error}\n{files:#?}"));
    let skipped: u64 = report.skipped.values().map(|skipped| skipped.count).sum();
    assert_eq!(
        report.rows,
        report.used + skipped,
        "every row is used or left out: {report:#?}"
    );
    (report, functions)
}

fn refused(path: &str, text: &str) -> String {
    match import(&[(path, text)]).0 {
        Err(error) => error.to_string(),
        Ok(report) => panic!("{text} is read: {report:#?}"),
    }
}

/// The name, and seconds and requests of every interval.
fn counted(function: &FunctionData) -> (&str, Vec<(i64, u64)>) {
    let intervals = function.counted.iter();
    (
        &function.name,
        intervals
            .map(|(at, interval)| (at / SECOND, interval.requests))
            .collect(),
    )
}

fn of_2019(rows: &[String]) -> String {
    [
        "HashOwner,HashApp,HashFunction,Trigger,1,2,3,4\n".to_owned(),
        rows.concat(),
    ]
    .concat()
}

#[test]
fn minutes_of_2019_are_counted_where_there_are_requests() {
    let text = of_2019(&[
        format!("o,{APP},{FUNCTION},queue,0,5,0,0\n"),
        format!("o,{OTHER_APP},{FUNCTION},timer,1,0,2.0,\r\n"),
        format!("o,{APP},{},http,0,0,0,0\n", "ab".repeat(32)),
        format!("o,{APP},,http,1,1,1,1\n"),
        format!("o,{APP},{FUNCTION},http,1,x,1,1\n"),
    ]);
    let (report, functions) = read(&[("invocations.csv", &text)]);
    let found: Vec<_> = functions.iter().map(counted).collect();
    assert_eq!(
        found,
        [
            ("68baea05-c13acdc7", vec![(0, 0), (60, 5), (180, 0)]),
            ("c8b8b916-c13acdc7", vec![(0, 1), (120, 2), (180, 0)]),
        ],
        "the first and the last minute say how long the recording is"
    );
    assert!(functions.iter().all(|function| !function.has_clock));
    assert_eq!(functions[0].span, Some((60 * SECOND, 60 * SECOND)));
    assert_eq!(
        (report.rows, report.used, report.kind),
        (5, 2, "azure-2019-invocations")
    );
    for (reason, line) in [
        ("has no invocations", 4),
        ("has no hash of a function", 5),
        ("has a count that is no whole number", 6),
    ] {
        assert_eq!(report.skipped[reason].first_line, line, "{reason}");
    }
    let day = read(&[("invocations_per_function_md.anon.d02.csv", &text)]).1;
    assert_eq!(
        counted(&day[0]).1,
        [(86_400, 0), (86_460, 5), (86_580, 0)],
        "the second day follows the first"
    );
}

#[test]
fn the_files_of_a_day_of_2019_speak_of_the_same_function() {
    let invocations = of_2019(&[
        format!("o,{APP},{FUNCTION},queue,0,5,0,0\n"),
        format!("o,{APP},{APP},queue,1,0,0,0\n"),
    ]);
    let durations = format!(
        "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,percentile_Average_75,percentile_Average_99,percentile_Average_100\n\
         o,{APP},{FUNCTION},100.5,20,1,900,90,91,95,100,105,110,120\no,{APP},{FUNCTION},,20,1,900,,,,,,,\n"
    );
    let of_app = format!(
        "HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1\no,{APP},9,120.4,100\no,{OTHER_APP},9,1,1\n"
    );
    let of_function = format!(
        "HashOwner,HashApp,HashFunction,SampleCount,AverageAllocatedMb\no,{APP},{FUNCTION},9,77\n"
    );
    let files = [
        ("i.csv", invocations.as_str()),
        ("d.csv", &durations),
        ("f.csv", &of_function),
        ("a.csv", &of_app),
    ];
    let (report, functions) = read(&files);
    assert_eq!(functions.len(), 2);
    let durations = &functions[0].durations[0];
    assert_eq!((durations.requests, durations.mean_ms), (20.0, Some(100.5)));
    let expected = [
        (0.01, 91.0),
        (0.25, 95.0),
        (0.5, 100.0),
        (0.75, 105.0),
        (0.99, 110.0),
        (0.0, 1.0),
        (1.0, 900.0),
    ];
    assert_eq!(
        durations.quantiles, expected,
        "least and largest are of invocations, not of averages"
    );
    assert_eq!(
        functions[0].durations.len(),
        1,
        "a row without an average says nothing"
    );
    let memory = |index: usize| {
        functions[index]
            .memory_mb
            .iter()
            .copied()
            .collect::<Vec<_>>()
    };
    assert_eq!((memory(0), memory(1)), (vec![77, 120], vec![120]));
    assert_eq!((report.rows, report.used), (2, 1));
    assert!(
        refused("a.csv", &of_app).contains("no function was read: import the invocations, too")
    );
}

#[test]
fn invocations_of_2021_begin_their_duration_before_their_end() {
    let text = format!(
        "app,func,end_timestamp,duration\n{APP},{FUNCTION},10.0000000000000,9.000\n{OTHER_APP},{FUNCTION},132.5,0.5\n\
         app,func,end_timestamp,duration\n{APP},{FUNCTION},soon,1\n{APP},{FUNCTION},9,-1\n{APP}\n"
    );
    let (report, functions) = read(&[("a.csv", &text)]);
    let kept = |index: usize| {
        let FunctionData {
            name,
            kept,
            has_clock,
            ..
        } = &functions[index];
        (name.as_str(), kept[0].arrival, kept[0].duration, *has_clock)
    };
    assert_eq!(
        kept(0),
        ("68baea05-c13acdc7", SECOND, Some(9_000_000), false)
    );
    assert_eq!(
        kept(1),
        ("c8b8b916-c13acdc7", 132 * SECOND, Some(500_000), false)
    );
    assert_eq!(
        (report.rows, report.used, report.kind),
        (5, 2, "azure-2021-invocations")
    );
    assert_eq!(report.skipped["has no end that can be read"].first_line, 5);
    assert_eq!(report.skipped["has no duration that can be read"].count, 1);
}

#[test]
fn huawei_has_a_column_for_each_function() {
    let text = "day,time,0,1,4\n0,0,,NaN,6772\n0,60,0,,7244.0\n0,120,,,\n25,2246100,2.0,,1\n26,60,,,3\n26,120,,,x\n";
    let (report, functions) = read(&[("requests_minute/day_00.csv", text)]);
    let found: Vec<_> = functions.iter().map(counted).collect();
    let last = 26 * 86_400 + 60;
    assert_eq!(
        found,
        [
            (
                "function-4",
                vec![(0, 6772), (60, 7244), (2_246_100, 1), (last, 3)]
            ),
            ("function-0", vec![(0, 0), (2_246_100, 2), (last, 0)]),
        ]
    );
    assert!(
        functions[0]
            .counted
            .values()
            .all(|interval| interval.length == 60 * SECOND)
    );
    assert_eq!((report.rows, report.used), (6, 4));
    assert_eq!(report.skipped["has no requests"].first_line, 4);
    for (path, text, length) in [
        ("x.csv", "day,time,7\n0,0,1\n0,1,1\n", 1),
        ("requests_second/day_000.csv", "day,time,7\n0,60,1\n", 1),
        ("x.csv", ",day,time,7\n0,0,60,1\n", 60),
    ] {
        let (_, functions) = read(&[(path, text)]);
        assert!(
            functions[0]
                .counted
                .values()
                .all(|interval| interval.length == length * SECOND),
            "{text}"
        );
    }
    assert!(
        refused("function_delay_minute/day_000.csv", "day,time,7\n0,0,1\n")
            .contains("is function delay")
    );
    assert!(refused("x.csv", "day,time,7\n0,0,0.25\n").contains("only requests are read"));
    assert!(
        refused("x.csv", "day,time,7\n99999999999,0,1\n0,99999999999999,1\n")
            .contains("that can be read")
    );
}

#[test]
fn requests_of_2025_name_their_pod() {
    let header = "time_worker,time_frontend,requestID,clusterName,funcName,podID,userID,totalCost_worker,workerCost";
    let row = |time: &str, id: &str, pod: &str| format!("{time},0,{id},1,296,{pod},224,0.5,0.1\n");
    let text = [
        format!("{header}\n"),
        row("2600186.994", "a", "pool22-300-128-0000618412"),
        row("2600187.994", "b", "pool22-300-128-0000618413"),
        row("2600187.994", "b", "pool22-300-128-0000618413"),
        row("", "c", "pool22-300-128-0000618413"),
    ];
    let (report, functions) = read(&[("R1.csv", &text.concat())]);
    assert_eq!(functions.len(), 1);
    let FunctionData {
        name,
        kept,
        memory_mb,
        environments,
        ..
    } = &functions[0];
    assert_eq!(name, "function-296-224-pool22-300-128");
    let kept: Vec<_> = kept
        .iter()
        .map(|kept| (kept.arrival, kept.duration, kept.environment))
        .collect();
    assert_eq!(
        kept,
        [
            (2_600_186_494_000_000, Some(500_000), 1),
            (2_600_187_494_000_000, Some(500_000), 2)
        ]
    );
    assert_eq!((memory_mb.first(), environments.len()), (Some(&128), 2));
    assert_eq!(report.skipped["the same request was read before"].count, 1);
    assert_eq!(report.skipped["has no time that can be read"].count, 1);
}

#[test]
fn a_header_alone_says_nothing() {
    for text in [
        "HashOwner,HashApp,HashFunction,Trigger,1,2\n",
        "HashOwner,HashApp,HashFunction,Average,Count\n",
        "app,func,end_timestamp,duration\n",
        "day,time,0,1\n",
    ] {
        assert!(
            refused("x.csv", text).contains("says nothing of any function"),
            "{text}"
        );
    }
}
