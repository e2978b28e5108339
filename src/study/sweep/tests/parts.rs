//! However a sweep is split, and whatever happens to the records, the result is that of one machine.

use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use crate::measures::Measure;
use crate::scenario::parse::ranges::Swept;
use crate::scenario::parse::{NoFiles, Override, Parsed, ScenarioError, Source, parse_with};
use crate::scenario::{Comparison, Objective};
use crate::study::sweep::outcome::Judged;
use crate::study::sweep::part::PartError;
use crate::study::sweep::points::{Points, Stopped};
use crate::study::sweep::record::{HEADER, Record, read, write_run};
use crate::study::sweep::task::{TaskError, make};
use crate::study::sweep::{Design, Grain, Part, PointKey, Records, Reduced, Sweep};
use crate::study::watch::{Step, Watch};
use crate::world::Interrupted;

const REPLICATIONS: u64 = 3;

fn parse(overrides: &[Override]) -> Result<Parsed, ScenarioError> {
    let text = "duration = \"20s\"\n[region]\nname = \"us-east-1\"\nscaling = \"regional-burst\"\n\
        account_concurrency = 110\n[[functions]]\nname = \"a shop\"\nreserved_concurrency = 5\n\
        service_time.exponential = { mean = \"1s\" }\ntraffic = [{ poisson.rate = 8 }]\n\
        [slo]\nthrottle_rate = \"< 50%\"\n";
    let source = Source {
        name: "test",
        default_name: "test",
        text,
    };
    parse_with(source, overrides, &NoFiles)
}

/// Points that reserve 1, 2, ... up to this many.
fn points(most: u64) -> Points {
    replicated(most, REPLICATIONS)
}

fn replicated(most: u64, replications: u64) -> Points {
    let over = format!("functions.\"a shop\".reserved_concurrency=1..{most}:1");
    let design = Design::new(vec![Swept::read(&over, false).unwrap()], None).unwrap();
    Points::check(&design, replications, parse, &()).unwrap()
}

/// The records of a part, made after what `earlier` files say.
fn part(points: &Points, text: &str, earlier: &[&str]) -> String {
    let mut lines = HEADER.to_owned();
    let append = |line: &str| -> Result<(), Interrupted> {
        lines.push_str(line);
        Ok(())
    };
    let part = text.parse().unwrap();
    let earlier = records(points, earlier);
    points.run_part(part, parse, &earlier, append, &()).unwrap();
    lines
}

fn records(points: &Points, files: &[&str]) -> Records {
    let mut records = Records::of(points);
    for file in files {
        records.read(file.as_bytes()).unwrap();
    }
    records
}

/// Counts the runs that are not taken from records.
#[derive(Default)]
struct Ended(AtomicU64);

impl Watch for Ended {
    fn ended(&self, step: Step) {
        assert_eq!(step, Step::Run);
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// The sweep that is made with what files say, and how many runs that took.
fn merged(points: Points, files: &[&str]) -> (Sweep, u64) {
    let records = records(&points, files);
    let ended = Ended::default();
    let sweep = points.run(parse, &records, &ended).unwrap();
    (sweep, ended.0.into_inner())
}

fn whole(points: Points) -> Sweep {
    points.run(parse, &(), &()).unwrap()
}

proptest! {
    #[test]
    fn every_run_belongs_to_exactly_one_part(points in 1_u64..60, replications in 1_u64..12, of in 1_u64..20) {
        let mut seen = BTreeSet::new();
        let mut sizes = Vec::new();
        for number in 1..=of {
            let part = Part::new(number, of).unwrap();
            let grain = part.grain(points, replications);
            let mut runs = 0;
            for point in 0..points {
                let mine = part.replications(point, grain, replications);
                prop_assert!(grain == Grain::Runs || [0, replications].contains(&(mine.len() as u64)));
                runs += mine.len() as u64;
                for one in mine {
                    prop_assert!(one < replications);
                    prop_assert!(seen.insert((point, one)), "{point}, {one} is dealt out twice");
                }
            }
            sizes.push(if grain == Grain::Points { runs / replications } else { runs });
        }
        prop_assert_eq!(seen.len() as u64, points * replications);
        let spread = sizes.iter().max().unwrap() - sizes.iter().min().unwrap();
        prop_assert!(spread <= 1, "parts of {sizes:?}");
    }
}

#[test]
fn whole_points_are_dealt_out_where_there_are_enough() {
    let grain = |points, replications| Part::new(1, 3).unwrap().grain(points, replications);
    assert_eq!((grain(12, 10), grain(11, 10)), (Grain::Points, Grain::Runs));
    assert_eq!(grain(2, 1), Grain::Points, "a run is a point then");
    assert_eq!(Part::WHOLE.to_string().parse(), Ok(Part::WHOLE));
}

#[test]
fn what_names_no_part_says_why() {
    let error = |text: &str| text.parse::<Part>().unwrap_err();
    for text in ["", "3", "a/b", "1/", "/3", "1/2/3", "-1/3", "1.5/3"] {
        assert_eq!(error(text), PartError::NotAPart, "{text}");
    }
    assert_eq!(error("1/0"), PartError::NoParts);
    for (number, text) in [(0, "0/3"), (4, "4/3")] {
        assert_eq!(error(text), PartError::NoSuchPart { number, of: 3 });
    }
}

#[test]
fn parts_of_any_number_make_the_sweep_of_one_machine() {
    // Of 9 points 2 parts have whole ones, 4 and 30 have runs, and some of the 30 have none.
    let expected = whole(points(9)).points;
    for of in [1, 2, 4, 30] {
        let parts: Vec<String> = (1..=of)
            .map(|number| part(&points(9), &format!("{number}/{of}"), &[]))
            .collect();
        let mut files: Vec<&str> = parts.iter().map(String::as_str).collect();
        files.reverse();
        let (sweep, simulated) = merged(points(9), &files);
        assert!(sweep.points == expected, "{of} parts");
        assert_eq!(simulated, 0, "{of} parts are all there is");
        let all = files.concat();
        assert!(merged(points(9), &[&all]).0.points == expected, "one file");
    }
}

#[test]
fn a_part_goes_on_where_it_was_also_in_another_number_of_parts() {
    for (first, second) in [
        ("2/2", "2/2"),
        ("3/4", "2/2"),
        ("1/2", "2/4"),
        ("1/1", "4/4"),
    ] {
        let all = part(&points(9), first, &[]);
        let half = all.lines().count() / 2;
        let kept: String = all.split_inclusive('\n').take(1 + half).collect();
        let more = part(&points(9), second, &[&kept]);
        let anew = part(&points(9), second, &[]);
        // Its lines are those of a part that was not cut off, but for what is known already.
        for line in more.lines().skip(1) {
            assert!(anew.contains(line), "{first}, then {second}: {line}");
            assert!(!kept.contains(line), "{first}, then {second}: made twice");
        }
        let known = records(&points(9), &[&kept, &more]);
        let dealt = points(9).dealt(second.parse().unwrap(), &known);
        assert_eq!((dealt.known, dealt.known_runs), (dealt.total, dealt.runs));
    }
}

#[test]
fn what_is_missing_is_simulated_and_nothing_else() {
    let expected = whole(points(4)).points;
    // Of 12 runs a third each.
    let parts = ["1/3", "2/3", "3/3"].map(|text| part(&points(4), text, &[]));
    for missing in 0..3 {
        let there = (0..3).filter(|one| *one != missing);
        let files: Vec<&str> = there.map(|one| parts[one].as_str()).collect();
        let (sweep, simulated) = merged(points(4), &files);
        assert!(sweep.points == expected, "without part {}", missing + 1);
        assert_eq!(simulated, 4, "without part {}", missing + 1);
    }
}

#[test]
fn order_duplicates_damage_and_strangers_change_only_how_much_is_left() {
    let expected = whole(points(4)).points;
    let file = part(&points(4), "1/2", &[]);
    let mut lines: Vec<&str> = file.lines().skip(1).collect();
    lines.reverse();
    let twice = [&[HEADER.trim_end()], &lines[..], &lines[..], &[""]].concat();
    let known = records(&points(4), &[&twice.join("\n")]);
    assert_eq!(
        (known.damaged(), known.strangers(), known.disputed()),
        (0, 0, 0)
    );
    let (sweep, simulated) = merged(points(4), &[&twice.join("\n")]);
    assert_eq!((sweep.points == expected, simulated), (true, 6));

    for cut in 0..file.len() {
        let known = records(&points(4), &[&file[..cut]]);
        let whole_lines = file[..cut].matches('\n').count().saturating_sub(1) as u64;
        let is_torn = cut > HEADER.len() && !file[..cut].ends_with('\n');
        assert_eq!(known.damaged(), u64::from(is_torn), "cut at {cut}");
        let runs: u64 = points(4).keys.iter().map(|key| known.runs_of(*key)).sum();
        assert_eq!(runs, whole_lines, "cut at {cut}");
        if cut % 97 == 0 {
            assert!(merged(points(4), &[&file[..cut]]).0.points == expected);
        }
    }

    let mut damaged = file.clone().into_bytes();
    damaged[HEADER.len() + 60] = 0xff;
    let mut known = Records::of(&points(4));
    known.read(&damaged).unwrap();
    assert_eq!(known.damaged(), 1);

    // Another number of replications, as another version or scenario, has other keys.
    let others = part(&replicated(4, 2), "1/1", &[]);
    let known = records(&points(4), &[&others, &file]);
    assert_eq!((known.damaged(), known.strangers()), (0, 4));
    assert!(merged(points(4), &[&others, &file]).0.points == expected);

    let mut none = Records::of(&points(4));
    for other in [
        "mine",
        "burstsim sweep journal 1\n",
        "burstsim sweep records 2\n",
    ] {
        none.read(other.as_bytes()).unwrap_err();
    }
    none.read(b"").unwrap();
}

#[test]
fn of_lines_that_disagree_none_is_used() {
    let expected = whole(points(4)).points;
    let file = part(&points(4), "1/1", &[]);
    let runs = part(&points(4), "1/2", &[]);
    let lie = |file: &str| match read(file.lines().nth(1).unwrap()).unwrap() {
        Record::Point(key, mut outcome) => {
            outcome.slo_met = None;
            crate::study::sweep::record::write(key, &outcome)
        }
        Record::Run(key, number, mut run) => {
            run.has_stand_ins = true;
            write_run(key, number, &run)
        }
    };
    for (honest, lost) in [(file, REPLICATIONS), (runs, 1)] {
        let disputed = format!("{honest}{}", lie(&honest));
        let known = records(&points(4), &[&disputed, &honest]);
        assert_eq!((known.disputed(), known.damaged()), (1, 0));
        let (_, simulated) = merged(points(4), &[&honest]);
        let (sweep, more) = merged(points(4), &[&disputed, &honest]);
        assert!(sweep.points == expected);
        assert_eq!(more - simulated, lost);
    }
}

#[test]
fn a_run_is_read_back_to_the_last_bit_and_a_damaged_one_not_at_all() {
    let mut figures = [None; Measure::COMPARED.len()];
    figures[..6].copy_from_slice(&[
        Some(0.1),
        Some(f64::INFINITY),
        Some(f64::NAN),
        Some(-0.0),
        Some(f64::MIN_POSITIVE / 2.0),
        Some(f64::from_bits(0x7ff0_0000_0000_0001)),
    ]);
    let objective = |comparison| Objective {
        measure: Measure::LatencyP99,
        comparison,
        limit: 800.1,
    };
    let comparisons = [
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ];
    let judged = comparisons.map(|comparison| Judged {
        objective: objective(comparison),
        value: (comparison != Comparison::Less).then_some(f64::INFINITY),
        met: comparison == Comparison::Greater,
    });
    let key = PointKey::read("00112233445566778899aabbccddeeff").unwrap();
    for (figures, judged, has_stand_ins) in [
        (vec![figures; 3], judged.to_vec(), true),
        (
            vec![[Some(1.0); Measure::COMPARED.len()]],
            Vec::new(),
            false,
        ),
    ] {
        let run = Reduced {
            figures,
            judged,
            has_stand_ins,
        };
        let line = write_run(key, u64::MAX, &run);
        let line = line.strip_suffix('\n').unwrap();
        let Some(Record::Run(same, number, again)) = read(line) else {
            panic!("{line} is not read back as a run");
        };
        assert_eq!((same, number), (key, u64::MAX));
        assert_eq!(format!("{again:?}"), format!("{run:?}"));
        let bits = |run: &Reduced| -> Vec<_> {
            let all = run.figures.iter().flatten();
            all.map(|one| one.map(f64::to_bits)).collect()
        };
        assert_eq!(bits(&again), bits(&run));
        for cut in 0..line.len() {
            assert_eq!(read(&line[..cut]), None, "cut at {cut}");
        }
    }
}

#[test]
fn tasks_of_any_size_make_the_sweep_of_one_machine() {
    let expected = whole(replicated(3, 5)).points;
    for most in [1, 2, 3, 5, 50] {
        let points = replicated(3, 5);
        let mut records = Records::of(&points);
        let lines: Vec<String> = {
            let nothing = records.clone();
            let tasks = points.tasks(NonZeroU64::new(most).unwrap(), &nothing);
            let make = |task: super::super::Task<'_>| {
                assert!(task.replications.end - task.replications.start <= most);
                // As another process would, which has nothing but texts.
                let settings = task.settings();
                let overrides: Vec<_> = settings.iter().map(|one| Override::set(one)).collect();
                make(parse, &overrides, 5, task.replications, &()).unwrap()
            };
            tasks.map(make).collect()
        };
        assert_eq!(lines.len() as u64, 3 * 5_u64.div_ceil(most));
        for line in lines.iter().rev().flat_map(|lines| lines.lines()) {
            records.take(line);
        }
        let ended = Ended::default();
        let sweep = points.run(parse, &records, &ended).unwrap();
        assert!(sweep.points == expected, "tasks of {most}");
        assert_eq!(ended.0.into_inner(), 0);
    }
}

#[test]
fn tasks_are_those_of_what_is_missing() {
    let points = replicated(3, 5);
    // Runs 1, 4, 7, 10 and 13 of 15: of the points 1 and 4, 2, 0 and 3.
    let file = part(&points, "2/3", &[]);
    let known = records(&points, &[&file]);
    let ranges = |most: u64| -> Vec<_> {
        let tasks = points.tasks(NonZeroU64::new(most).unwrap(), &known);
        tasks.map(|task| (task.point, task.replications)).collect()
    };
    let expected = [
        (0, 0..1),
        (0, 2..4),
        (1, 0..2),
        (1, 3..5),
        (2, 1..3),
        (2, 4..5),
    ];
    assert_eq!(ranges(5), expected);
    assert_eq!(ranges(1).len(), 10);
}

#[test]
fn a_task_that_cannot_be_done_says_why() {
    let wrong = [Override::set("functions.x.memory=1")];
    let error = make(parse, &wrong, 5, 0..1, &()).unwrap_err();
    assert!(matches!(error, TaskError::Scenario(_)), "{error}");
    let error = make(parse, &[], 5, 4..6, &()).unwrap_err();
    assert!(matches!(error, TaskError::Beyond { .. }), "{error}");
}

#[test]
fn a_record_that_cannot_be_appended_stops_the_part() {
    let points = points(4);
    let mut room = 2;
    let append = |_: &str| {
        room -= 1;
        if room < 0 {
            Err("the disk is full")
        } else {
            Ok(())
        }
    };
    let earlier = Records::of(&points);
    let stopped = points.run_part(Part::WHOLE, parse, &earlier, append, &());
    let stopped = stopped.unwrap_err();
    assert!(
        matches!(stopped, Stopped::NotKept("the disk is full")),
        "{stopped:?}"
    );
}
