//! From requests to what they say about environments: pauses of the function that its environments
//! survived or not, and the life of each environment with its end dated to an interval.
//!
//! It assumes that a request goes to the idle environment used last: then an environment is gone
//! when a request passes it over for one that idled longer, or for a new one. It knows logs; it must
//! not know which distributions are fitted to the result.

use super::log::{Invocation, RequestLog};

/// What logs say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct History {
    /// What was read.
    pub evidence: Evidence,
    /// Each request that arrived while nothing was in progress.
    pub inactivities: Vec<Inactivity>,
    /// Each environment whose birth was seen.
    pub lives: Vec<Life>,
    /// The longest idling, in seconds, that any environment survived.
    pub longest_survived_idle: f64,
    /// The longest time, in seconds, over which an environment was seen to serve.
    pub longest_seen: f64,
}

/// Lower bounds, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outlived {
    /// The longest inactivity of the function that an environment survived.
    pub inactivity: f64,
    /// The longest time over which an environment was seen to serve.
    pub age: f64,
}

/// How much there was to learn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Logs read.
    pub logs: usize,
    /// Requests in them.
    pub requests: usize,
    /// Cold starts among them.
    pub cold_starts: usize,
    /// Environments whose birth, a cold start, was seen.
    pub born: usize,
    /// Environments whose first request was warm: older than the log, or initialised ahead.
    pub warm_at_first: usize,
    /// Warm requests that met several idle environments.
    pub choices: usize,
    /// Those of them that got the one used last.
    pub most_recent: usize,
}

/// A time without any invocation of the function, up to a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Inactivity {
    /// In seconds.
    pub length: f64,
    /// Whether an environment was left to serve the request that ended it.
    pub survived: bool,
}

/// The life of an environment. Times are in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Life {
    /// Age at the end of its last request.
    pub last_seen: f64,
    /// Age when it was found gone or, if it did not end, when the log ends.
    pub checked: f64,
    /// Whether it was found gone.
    pub ended: bool,
    /// The longest inactivity of the function between these ages.
    pub inactivity: f64,
}

/// An environment while the log is read.
#[derive(Clone, Copy, Debug)]
struct Environment {
    /// When it was created; `None` if that was not seen.
    born: Option<f64>,
    /// Start of its first request.
    first: f64,
    /// End of its latest request.
    done: f64,
    /// Requests still to come.
    uses_left: usize,
    /// The longest inactivity of the function since `done`.
    inactivity: f64,
}

impl History {
    /// Adds a log. Each log is a function of its own.
    pub(crate) fn read(&mut self, log: &RequestLog) {
        let invocations = log.invocations();
        let mut environments = count_uses(invocations);
        // Those that have served and may be idle, in the order in which they finished.
        let mut idle: Vec<usize> = Vec::new();
        let mut active_until = f64::NEG_INFINITY;
        for one in invocations {
            self.evidence.requests += 1;
            self.evidence.cold_starts += usize::from(one.cold);
            let inactive = one.arrival - active_until;
            if inactive > 0.0 && inactive.is_finite() {
                self.inactivities.push(Inactivity {
                    length: inactive,
                    survived: !one.cold,
                });
                for &index in &idle {
                    let seen = &mut environments[index].inactivity;
                    *seen = seen.max(inactive);
                }
            }
            active_until = active_until.max(one.done);
            self.bury_passed_over(one, &mut idle, &environments);
            self.serve(one, &mut idle, &mut environments);
        }
        let end = invocations.last().map_or(0.0, |last| last.arrival);
        for index in idle {
            self.close(&environments[index], end, false);
        }
        self.evidence.logs += 1;
    }

    /// Environments that are never used again, and were passed over by `one`, are gone.
    fn bury_passed_over(
        &mut self,
        one: &Invocation,
        idle: &mut Vec<usize>,
        environments: &[Environment],
    ) {
        let served = &environments[one.environment];
        let idle_since = match idle.contains(&one.environment) {
            true => served.done,
            false => f64::NEG_INFINITY,
        };
        idle.retain(|&index| {
            let other = &environments[index];
            let gone = other.uses_left == 0 && other.done < one.arrival && other.done > idle_since;
            if gone {
                self.close(other, one.arrival, true);
            }
            !gone
        });
    }

    fn serve(&mut self, one: &Invocation, idle: &mut Vec<usize>, environments: &mut [Environment]) {
        if let Some(position) = idle.iter().position(|&index| index == one.environment) {
            self.note_choice(one, idle, environments);
            idle.remove(position);
            let idled = one.arrival - environments[one.environment].done;
            self.longest_survived_idle = self.longest_survived_idle.max(idled);
        } else if one.cold {
            environments[one.environment].born = Some(one.arrival);
            self.evidence.born += 1;
        } else {
            self.evidence.warm_at_first += 1;
        }
        let environment = &mut environments[one.environment];
        environment.first = environment.first.min(one.arrival);
        environment.done = one.done;
        environment.uses_left -= 1;
        self.longest_seen = self.longest_seen.max(one.done - environment.first);
        environment.inactivity = 0.0;
        // In the order in which they finish.
        let position = idle.partition_point(|&index| environments[index].done <= one.done);
        idle.insert(position, one.environment);
    }

    /// Whether the request got the one used last, where there was a choice: of several that are
    /// known to have been idle because they served later.
    fn note_choice(&mut self, one: &Invocation, idle: &[usize], environments: &[Environment]) {
        let alive = |&&index: &&usize| {
            environments[index].uses_left > 0 && environments[index].done < one.arrival
        };
        if idle.iter().filter(alive).count() > 1 {
            self.evidence.choices += 1;
            let most_recent = idle.iter().rfind(alive);
            self.evidence.most_recent += usize::from(most_recent == Some(&one.environment));
        }
    }

    fn close(&mut self, environment: &Environment, at: f64, ended: bool) {
        let Some(born) = environment.born else {
            return; // Older than the log; its age is not known.
        };
        self.lives.push(Life {
            last_seen: environment.done - born,
            checked: (at - born).max(environment.done - born),
            ended,
            inactivity: environment.inactivity,
        });
    }
}

fn count_uses(invocations: &[Invocation]) -> Vec<Environment> {
    let count = invocations.iter().map(|one| one.environment + 1).max();
    let unused = Environment {
        born: None,
        first: f64::INFINITY,
        done: 0.0,
        uses_left: 0,
        inactivity: 0.0,
    };
    let mut environments = vec![unused; count.unwrap_or(0)];
    for one in invocations {
        environments[one.environment].uses_left += 1;
    }
    environments
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (arrival, cold, environment); each takes 1 s.
    fn history(rows: &[(f64, bool, usize)]) -> History {
        let row = |&(arrival, cold, environment): &(f64, bool, usize)| Invocation {
            arrival,
            done: arrival + 1.0,
            cold,
            environment,
        };
        let mut history = History::default();
        history.read(&RequestLog::new(rows.iter().map(row).collect()).unwrap());
        history
    }

    #[test]
    fn an_environment_is_gone_when_a_request_passes_it_over() {
        // 1 finishes after 0; at 100 s the request goes to 0, so 1 is gone. 0 lives to the end.
        let history = history(&[
            (0.0, true, 0),
            (0.5, true, 1),
            (40.0, false, 1),
            (100.0, false, 0),
            (130.0, false, 0),
        ]);
        let gone = Life {
            last_seen: 40.5,
            checked: 99.5,
            ended: true,
            inactivity: 59.0,
        };
        let alive = Life {
            last_seen: 131.0,
            checked: 131.0,
            ended: false,
            inactivity: 0.0,
        };
        assert_eq!(history.lives, [gone, alive]);
        assert_eq!(history.longest_survived_idle, 99.0);
        let lengths: Vec<_> = history.inactivities.iter().map(|one| one.length).collect();
        assert_eq!(lengths, [38.5, 59.0, 29.0]);
        assert!(history.inactivities.iter().all(|one| one.survived));
    }

    #[test]
    fn a_busy_environment_is_not_passed_over() {
        let history = history(&[(0.0, true, 0), (0.5, true, 1), (10.0, false, 1)]);
        assert!(history.lives.iter().all(|life| !life.ended));
    }

    #[test]
    fn a_cold_start_after_a_pause_ends_all() {
        let history = history(&[(0.0, true, 0), (0.5, true, 1), (700.0, true, 2)]);
        let ends: Vec<_> = history
            .lives
            .iter()
            .map(|life| (life.ended, life.inactivity))
            .collect();
        assert_eq!(ends, [(true, 698.5), (true, 698.5), (false, 0.0)]);
        let pause = Inactivity {
            length: 698.5,
            survived: false,
        };
        assert_eq!(history.inactivities, [pause]);
    }

    #[test]
    fn environments_older_than_the_log_are_counted_but_have_no_age() {
        let history = history(&[(0.0, false, 0), (0.5, true, 1), (700.0, true, 2)]);
        assert_eq!(history.lives.len(), 2);
        assert_eq!(
            (history.evidence.born, history.evidence.warm_at_first),
            (2, 1)
        );
    }

    #[test]
    fn choices_count_those_known_to_be_idle() {
        let both = [(0.0, true, 0), (0.5, true, 1)];
        // At 10 s both are idle; 1 was used last.
        let recent = history(&[both[0], both[1], (10.0, false, 1), (10.5, false, 0)]);
        let oldest = history(&[both[0], both[1], (10.0, false, 0), (10.5, false, 1)]);
        let counts = |history: &History| (history.evidence.choices, history.evidence.most_recent);
        assert_eq!((counts(&recent), counts(&oldest)), ((1, 1), (1, 0)));
    }
}
