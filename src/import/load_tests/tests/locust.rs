//! Histories of Locust.

use super::read;

const LOCUST: &str = "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size
1795680000,0,,Aggregated,0.0,0.0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,0,0,0,0.0,0,0,0
1795680001,10,POST,/a,0.0,0.0,0,0,0,0,0,0,0,0,0,0,0,10,0,300.0,310.5,280.2,1134.7,3.0
1795680001,10,,Aggregated,0.0,0.0,300,300,300,300,400,400,400,400,400,400,400,10,1,300.0,310.5,280.2,1134.7,3.0
1795680003,10,,Aggregated,0.0,0.0,300,300,300,300,400,400,400,400,400,400,400,10,1,300.0,310.5,280.2,1134.7,3.0
1795680010,10,,Aggregated,0.0,0.0,300,300,300,300,400,400,400,400,400,400,1100,40,3,300.0,305.5,280.2,1134.7,3.0
1795680011,10,,Aggreg";

#[test]
fn the_history_of_locust_is_cumulative() {
    let read = read(LOCUST);
    assert_eq!(read.report.kind, "locust_history");
    let expected = [
        ("07:59:59.000Z".to_owned(), 1, 0),
        ("08:00:00.000Z".to_owned(), 1, 10),
        ("08:00:01.000Z".to_owned(), 2, 0),
        ("08:00:03.000Z".to_owned(), 7, 30),
    ];
    assert_eq!(read.counted(), expected);
    assert_eq!(read.errors(), (3, 40));
    let [durations] = read.durations() else {
        panic!("one, not {:?}", read.durations());
    };
    assert_eq!((durations.requests, durations.mean_ms), (40.0, Some(305.5)));
    let of = |share: f64| {
        durations
            .quantiles
            .iter()
            .find(|(known, _)| *known == share)
            .map(|(_, ms)| *ms)
    };
    let expected = [
        (0.0, 280.2),
        (0.5, 300.0),
        (0.8, 300.0),
        (0.9, 400.0),
        (0.99, 400.0),
        (1.0, 1134.7),
    ];
    for (share, milliseconds) in expected {
        assert_eq!(
            of(share),
            Some(milliseconds),
            "of {share}: {:?}",
            durations.quantiles
        );
    }
    let endpoint = "is one endpoint, already included in the Aggregated row";
    assert_eq!(
        read.skipped(),
        [
            (endpoint, 1, 3),
            ("is cut off or not a row of Locust's history", 1, 7)
        ]
    );
}

#[test]
fn a_last_row_of_locust_may_be_of_the_same_second() {
    let tail = LOCUST.rfind("1795680011").expect("the row that is cut off");
    let row = LOCUST[..tail].lines().last().expect("a row");
    let more = row.replace(",40,3,", ",45,3,");
    let read = read(&format!("{}{more}\n", &LOCUST[..tail]));
    let counted: u64 = read.counted().iter().map(|(.., requests)| requests).sum();
    assert_eq!(counted, 45);
    assert_eq!(
        read.counted().last(),
        Some(&("08:00:09.000Z".to_owned(), 1, 5))
    );
}

#[test]
fn locust_may_start_again_and_may_have_old_columns() {
    let old = "\"Type\",\"Name\",\"Timestamp\",\"# requests\",\"# failures\",\"Median response time\",\"Average response time\",\"Min response time\",\"Max response time\",\"50%\"
\"None\",\"Aggregated\",\"1795680001\",10,0,30,31.5,20,90,30
\"None\",\"Aggregated\",\"1795680003\",25,2,30,31.0,20,90,30
\"None\",\"Aggregated\",\"1795680005\",5,1,30,33.0,20,90,30
\"None\",\"Aggregated\",\"1795680005\",5,1,30,33.0,20,90,30
";
    let read = read(old);
    let expected = [
        ("08:00:00.000Z".to_owned(), 1, 10),
        ("08:00:01.000Z".to_owned(), 2, 15),
        ("08:00:03.000Z".to_owned(), 2, 5),
    ];
    assert_eq!(read.counted(), expected);
    assert_eq!(read.errors(), (3, 30));
    assert_eq!(read.skipped(), [("repeats the row before it", 1, 5)]);
}
