// What the lessons share, without the page: their list, what a reader has done of each, and the questions to the engine.
//
// A lesson is data with small functions. Its numbers come from runs: nothing in a lesson says how one ends.
//
//   id, title, story, view             "charts" or "watch": where to look
//   scenario                           what it starts with: { shipped: name } or { name, toml }
//   predict.question                   asked before the answer is anywhere to be seen
//   predict.scenario, predict.changes  what is shown, and simulated, once it was answered
//   predict.choices                    [{ id, label, is(found) }], or predict.number: { unit, min, max, step, value(found),
//                                      slack: { share } or { amount } }
//   predict.measure(run, ask)          the numbers that decide, `found`, taken from the answer to `run`
//   predict.why(found)                 why it is so
//   act.task, act.controls             what to achieve, and with what; act.free are the settings that may be changed
//   act.measure(run, ask, before)      what the present run comes to: { done, ... }; `before` is what it came to last
//   act.status(seen)                   how far the reader is
//   find(seen, found)                  what that means: paragraphs
//   terms                              pairs of English and Korean names
//
// `run` is { summary, series, scenario, written }: what the engine answers, every setting, and those that the text sets, which
// controls read and write. `ask.changed(changes)` runs the present scenario with changes, `ask.start()` the one that the lesson
// began with.
(function (playground) {
  "use strict";

  const { choose, at, store } = playground;
  const all = [];
  const KEPT_AS = "burstsim-lessons";

  // ---- what a reader has done

  const progress = new Map();
  const fresh = () => ({ draft: null, answer: null, found: null, seen: null, reached: null, read: false });

  const progressOf = (lesson) => {
    if (!progress.has(lesson.id)) progress.set(lesson.id, fresh());
    return progress.get(lesson.id);
  };

  // A page that was opened as a file may have no storage: then what is done is known until it is closed.
  function kept() {
    try {
      const ids = JSON.parse(localStorage.getItem(KEPT_AS));
      return Array.isArray(ids) ? ids.map(String) : [];
    } catch {
      return [];
    }
  }

  const done = new Set(kept());

  function markDone(lesson) {
    done.add(lesson.id);
    try {
      localStorage.setItem(KEPT_AS, JSON.stringify([...done]));
    } catch {
      // See above.
    }
  }

  // ---- questions to the engine

  let shipped = null;
  const shippedScenarios = () => shipped ||= playground.engine.ask({ verb: "shipped" }).then(({ answer }) => answer.scenarios);

  // The text of a scenario that a lesson names or brings along.
  async function textOf(source) {
    if (source.toml) return { toml: source.toml.trim() + "\n", name: source.name, files: {} };
    const found = (await shippedScenarios()).find(({ name }) => name === source.shipped);
    return { toml: found.text, name: found.name, files: {} };
  }

  async function edited(text, changes) {
    if (!changes.length) return text;
    const { answer } = await playground.engine.ask({ verb: "edit", ...store.request(text), changes });
    return { ...text, toml: answer.scenario };
  }

  async function described(text) {
    const { answer } = await playground.engine.ask({ verb: "describe", ...store.request(text) });
    return { scenario: answer.scenario, written: answer.written };
  }

  // Checks ask for the same runs again and again: the last few are kept.
  const MOST_KEPT = 24;
  const runs = new Map();

  function simulated(text) {
    const key = JSON.stringify([text.name, text.toml, text.files]);
    if (!runs.has(key)) {
      if (runs.size >= MOST_KEPT) runs.delete(runs.keys().next().value);
      const run = Promise.all([playground.engine.ask({ verb: "run", ...store.request(text) }), described(text)])
        .then(([{ answer }, known]) => ({ summary: answer.summary, series: answer.series, ...known }));
      run.catch(() => runs.delete(key));
      runs.set(key, run);
    }
    return runs.get(key);
  }

  const questions = (lesson, text) => ({
    changed: async (changes) => simulated(await edited(text, changes)),
    start: async () => simulated(await textOf(lesson.scenario)),
  });

  // ---- predict

  // The scenario that holds the answer.
  async function revealed(lesson) {
    const { predict } = lesson;
    return edited(await textOf(predict.scenario || lesson.scenario), predict.changes || []);
  }

  async function judged(lesson) {
    const text = await revealed(lesson);
    return lesson.predict.measure(await simulated(text), questions(lesson, text));
  }

  function isRight({ predict }, answer, found) {
    if (predict.choices) return predict.choices.find(({ id }) => id === answer).is(found);
    const { value, slack } = predict.number;
    const engines = value(found);
    return Math.abs(Number(answer) - engines) <= (slack.share ? slack.share * engines : slack.amount) + 1e-9;
  }

  // ---- act

  function without(scenario, paths) {
    const copy = structuredClone(scenario);
    for (const path of paths) {
      const branch = at(copy, path.slice(0, -1));
      if (branch) delete branch[path[path.length - 1]];
    }
    return copy;
  }

  // Settings in any order: the engine lists them by name or by place, as it likes.
  function isSame(a, b) {
    if (a === b) return true;
    if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
    const [one, other] = [Object.keys(a), Object.keys(b)];
    return one.length === other.length && one.every((key) => isSame(a[key], b[key]));
  }

  // Whether nothing was touched but what the task leaves free: throttles also go if the traffic does. A default that somebody
  // wrote down is no change, so that one of the two may differ.
  async function isTheirs(lesson, { scenario, written }) {
    const [free, base] = [lesson.act.free, await described(await revealed(lesson))];
    const isLike = (one, other) => isSame(without(one, free), without(other, free));
    return isLike(written, base.written) || isLike(scenario, base.scenario);
  }

  // ---- numbers and settings as people read them

  function number(value) {
    if (value == null || Number.isNaN(value)) return "–";
    const size = Math.abs(value);
    const digits = Number.isInteger(value) || size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
    return value.toLocaleString("en-US", { maximumFractionDigits: digits });
  }

  const percent = (share) => number(100 * share) + " %";
  const usd = (amount) => "$" + amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const seconds = (milliseconds) => number(milliseconds / 1000) + choose(" s", "초");

  // ---- what a control reads and writes

  // The setting at a path.
  const setting = (path) => ({ read: (written) => at(written, path), write: (value) => [{ path, value }] });

  // A number that need not be set, and how it is shown: at the place `unset` of the slider it is not.
  const optional = (path, unset) => ({
    show: (value) => (value === unset ? choose("none", "없음") : number(value)),
    read(written) {
      const value = at(written, path);
      return typeof value === "number" ? value : unset;
    },
    write: (value) => [{ path, value: value === unset ? null : value }],
  });

  // ---- the numbers of a run

  const of = (run, name) => run.summary.functions.find((one) => one.name === name);
  const column = (run, name, key) => run.series.functions.find((one) => one.name === name).columns[key];

  Object.assign(playground.lessons ||= {}, {
    all, add: (lesson) => all.push(lesson),
    progressOf, startAgain: (lesson) => progress.set(lesson.id, fresh()), isDone: (lesson) => done.has(lesson.id), markDone,
    textOf, revealed, judged, isRight, isTheirs, questions, simulated, at,
    number, percent, usd, seconds, setting, optional, of, column,
  });
})(globalThis.playground);
