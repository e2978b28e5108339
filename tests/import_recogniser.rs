//! The recogniser of imported files against what nobody exports: damaged, mixed, cut off, random.
//!
//! What must hold: no panic, no endless reading, and a refusal that says why. Seeds are fixed, so that a failure comes again.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests may fail loudly; clippy.toml excuses test functions only"
)]

use burstsim::import::{Given, Importer};
use rand::{Rng, RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A small file of each family.
const SEEDS: [&str; 13] = [
    "{\"MetricDataResults\":[{\"Id\":\"a\",\"Label\":\"checkout Invocations\",\"Timestamps\":[\"2026-11-26T08:00:00Z\"],\"Values\":[5.0],\"StatusCode\":\"Complete\"}]}",
    "{\"Label\":\"Duration\",\"Datapoints\":[{\"Timestamp\":\"2026-11-26T08:00:00Z\",\"Average\":12.5,\"Unit\":\"Milliseconds\"}]}",
    "{\"metric_stream_name\":\"s\",\"account_id\":\"1\",\"region\":\"us-east-1\",\"namespace\":\"AWS/Lambda\",\"metric_name\":\"Invocations\",\"dimensions\":{\"FunctionName\":\"f\"},\"timestamp\":1795680000000,\"value\":{\"max\":1.0,\"min\":1.0,\"sum\":5.0,\"count\":5.0},\"unit\":\"Count\"}\n",
    "2026-11-26T08:00:00.100Z REPORT RequestId: 11111111-1111-4111-8111-111111111111\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 50 MB\t\n",
    "{\"events\":[{\"logStreamName\":\"s\",\"timestamp\":1795680000000,\"message\":\"REPORT RequestId: a\\tDuration: 3.00 ms\\tBilled Duration: 3 ms\\tMemory Size: 128 MB\\tMax Memory Used: 50 MB\\t\\n\"}]}",
    "h2 2026-11-26T08:00:00.186641Z app/my/1 192.0.2.1:2817 10.0.0.1:80 0.001 0.002 0.000 200 200 34 366 \"GET https://x:443/ HTTP/2.0\" \"curl\" - - arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/t/1 \"-\" \"-\" \"-\" 0 2026-11-26T08:00:00.183000Z \"forward\" \"-\" \"-\" \"-\" \"-\" \"-\" \"-\"\n",
    "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags\nhttp_req_duration,1795680000,12.5,,,,true,,GET,x,HTTP/2.0,default,,200,,,x,\n",
    "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size\n1795680000,1,,Aggregated,1.0,0.0,1,1,1,1,1,1,1,1,1,1,1,5,0,1,1,1,1,1\n",
    "app,func,end_timestamp,duration\na,b,10.5,2.5\n",
    "start_s,count\n0,5\n60,\n120,7\n",
    "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      MemorySize: !Ref Size\n      Timeout: 3\n",
    "service: shop\nprovider:\n  name: aws\nfunctions:\n  a:\n    handler: a.b\n    events:\n      - sqs: {arn: x}\n",
    "resource \"aws_lambda_function\" \"f\" {\n  function_name = \"f\"\n  memory_size = 512\n  timeout = var.t\n}\n",
];

/// What became of a file: what it says, or why it is refused.
fn import(bytes: &[u8]) -> Result<String, String> {
    let mut importer = Importer::new(Given::default());
    match importer.read("file", bytes) {
        Ok(_) => {}
        Err(error) => return Err(error.to_string()),
    }
    let import = importer
        .finish()
        .map_err(|error| format!("file: {error}"))?;
    let scenarios = import.scenarios(None);
    let texts: String = scenarios.iter().map(|(_, plan)| plan.text(&[])).collect();
    Ok(import.summary(&scenarios).to_string() + &texts)
}

fn damaged(seed: &[u8], random: &mut Xoshiro256PlusPlus) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.random_range(1..6) {
        let at = random.random_range(0..bytes.len().max(1));
        match random.random_range(0..6) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = random.random(),
            2 => bytes.insert(at.min(bytes.len()), random.random()),
            3 => {
                let piece: Vec<u8> = bytes[at.min(bytes.len())..].to_vec();
                bytes.extend(piece.iter().take(200));
            }
            4 => {
                let numbers = [
                    "-1",
                    "1e308",
                    "NaN",
                    "99999999999999999999",
                    "\u{a0}",
                    "\"",
                    "{",
                    "\n",
                ];
                let text = numbers[random.random_range(0..numbers.len())];
                let at = at.min(bytes.len());
                bytes.splice(at..at, text.bytes());
            }
            _ => {
                let other = SEEDS[random.random_range(0..SEEDS.len())].as_bytes();
                let from = random.random_range(0..other.len());
                bytes.extend(&other[from..]);
            }
        }
    }
    bytes
}

#[test]
fn every_seed_is_imported() {
    for seed in SEEDS {
        import(seed.as_bytes()).unwrap_or_else(|error| panic!("{error}:\n{seed}"));
    }
}

#[test]
fn damaged_files_are_imported_or_refused_with_a_reason() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(19);
    for round in 0..400 {
        for seed in SEEDS {
            let bytes = damaged(seed.as_bytes(), &mut random);
            if let Err(error) = import(&bytes) {
                let text = String::from_utf8_lossy(&bytes);
                assert!(
                    error.len() > "file: ".len() + 5,
                    "round {round}: `{error}` for {text}"
                );
            }
        }
    }
}

#[test]
fn noise_is_refused() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20);
    for length in 0..300 {
        let mut bytes = vec![0; length];
        random.fill_bytes(&mut bytes);
        let error = import(&bytes).expect_err("noise is no export");
        assert!(error.starts_with("file"), "{error}");
    }
}
