// What the page's scripts compute, without a browser: node bindings/web/tests/units.mjs
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loaded } from "./scripts.mjs";

const plain = (value) => JSON.parse(JSON.stringify(value));

// ---- the store

// A store whose engine answers edits with `toml|path=value` for each change, when `release` lets it.
function storeWithEngine() {
  const asked = [];
  const ask = (request) => new Promise((resolve, reject) => {
    const edited = request.changes.map(({ path, value }) => `${path}=${value}`).join(",");
    const answer = () => resolve({ answer: { scenario: `${request.scenario}|${edited}` } });
    asked.push({ request, release: answer, refuse: () => reject(new Error("no such key")) });
  });
  const playground = loaded(["words.js", "store.js"], { playground: { engine: { ask } } });
  return { store: playground.store, asked, playground };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("a new text forgets what was known of the old one", () => {
  const { store } = storeWithEngine();
  const heard = [];
  store.on("scenario", (from) => heard.push(from));
  Object.assign(store, { description: {}, result: {} });
  store.set({ toml: "a" }, "editor");
  assert.deepEqual([store.toml, store.description, store.result, heard], ["a", null, null, ["editor"]]);
  store.set({ toml: "a" }, "editor");
  assert.deepEqual(heard, ["editor"], "the same text is no change");
  store.set({ files: { "a.csv": "1" } }, "open");
  assert.deepEqual(heard, ["editor", "open"], "other files are");
});

test("a listener can stop, and one that fails does not silence the others", async () => {
  const thrown = [];
  const later = (act) => { try { act(); } catch (error) { thrown.push(error.message); } };
  const { store } = loaded(["words.js", "store.js"], { playground: {}, setTimeout: later });
  const heard = [];
  store.on("busy", () => { throw new Error("broken listener"); });
  const stop = store.on("busy", (value) => heard.push(value));
  store.put("busy", 1);
  stop();
  store.put("busy", 2);
  assert.deepEqual([heard, thrown], [[1], ["broken listener", "broken listener"]]);
});

test("edits are made one after another, and of a control that is dragged the last counts", async () => {
  const { store, asked } = storeWithEngine();
  store.set({ toml: "t" }, "open");
  const changes = [1, 2, 3].map((value) => store.change([{ path: ["a"], value }], "controls"));
  assert.equal(asked.length, 1);
  asked[0].release();
  await settled();
  assert.deepEqual(plain(asked[1].request.changes), [{ path: ["a"], value: 3 }]);
  asked[1].release();
  await Promise.all(changes);
  assert.equal(store.toml, "t|a=1|a=3");
});

test("removals and other paths are not merged", async () => {
  const { store, asked } = storeWithEngine();
  const paths = [[["a"], 1], [["a"], null], [["a"], null], [["b"], 2]];
  const done = paths.map(([path, value]) => store.change([{ path, value }], "controls"));
  for (let i = 0; i < 4; i++) {
    asked[i].release();
    await settled();
  }
  await Promise.all(done);
  assert.equal(store.toml, "|a=1|a=null|a=null|b=2");
});

test("what is typed during an edit is kept, and the edit made to it", async () => {
  const { store, asked } = storeWithEngine();
  store.set({ toml: "old" }, "open");
  const done = store.change([{ path: ["a"], value: 1 }], "controls");
  store.set({ toml: "typed" }, "editor");
  asked[0].release();
  await settled();
  asked[1].release();
  await done;
  assert.equal(store.toml, "typed|a=1");
});

test("an edit that is refused says so and does not stop the next", async () => {
  const { store, asked } = storeWithEngine();
  const first = store.change([{ path: ["x"], value: 1 }], "controls");
  const second = store.change([{ path: ["y"], value: 2 }], "controls");
  asked[0].refuse();
  await assert.rejects(first, /no such key/);
  await settled();
  asked[1].release();
  await second;
  assert.equal(store.toml, "|y=2");
});

test("edits that wait are not made to another scenario", async () => {
  const { store, asked } = storeWithEngine();
  store.set({ toml: "old" }, "open");
  const edits = ["a", "b"].map((key) => store.change([{ path: [key], value: 1 }], "controls"));
  const ends = Promise.allSettled(edits);
  store.set({ toml: "another" }, "open");
  asked[0].release();
  assert.deepEqual((await ends).map(({ reason }) => reason?.name), ["Cancelled", "Cancelled"]);
  assert.deepEqual([store.toml, asked.length], ["another", 1]);
  const after = store.change([{ path: ["c"], value: 1 }], "lesson");
  const last = store.change([{ path: ["d"], value: 1 }], "controls");
  asked[1].release();
  assert.equal(await after, "another", "an edit tells the text that it was made to");
  asked[2].release();
  await last;
  assert.equal(store.toml, "another|c=1|d=1", "an edit of a lesson is no other scenario");
});

test("what the editor has not told yet is kept by an edit", async () => {
  const { store, asked, playground } = storeWithEngine();
  let untold = null;
  playground.editor = { flush: () => { if (untold) store.set({ toml: untold }, "editor"); } };
  store.set({ toml: "old" }, "open");
  const done = store.change([{ path: ["a"], value: 1 }], "controls");
  untold = "typed";
  asked[0].release();
  await settled();
  untold = null;
  asked[1].release();
  await done;
  assert.equal(store.toml, "typed|a=1");
});

test("lines of a scenario end as in a textarea, those of its data as they are", () => {
  const { store } = storeWithEngine();
  store.set({ toml: "a\r\nb\r\n", files: { "a.csv": "1\r\n" } }, "open");
  assert.deepEqual([store.toml, store.files["a.csv"]], ["a\nb\n", "1\r\n"]);
});

// ---- traffic

test("traffic that is written wrongly has words instead of a line", () => {
  const { traffic } = loaded(["words.js", "traffic.js"]);
  const wrong = [{ poisson: { rate: "100" } }, { poisson: { rate: null } }, { poisson: { stages: 3 } }, { poisson: { stages: ["x"] } },
    { even: "x" }, { even: { diurnal: { mean: "1" } } }, { batch: { at: "0s", requests: "5" } }, { trace: { file: "empty.csv" } }, "x"];
  for (const source of wrong) {
    assert.ok(traffic.outline(source, 60, { "empty.csv": "\n# nothing\n" }).words, JSON.stringify(source));
    traffic.shapeOf(source);
  }
  assert.deepEqual(plain(traffic.outline({ batch: { at: "5s", requests: 2 } }, 60, {}).marks), [{ t: 5, size: 2 }]);
  assert.equal(traffic.secondsOf("9".repeat(400) + "s"), null);
});

// ---- the engine's answers

test("an answer is its JSON and the files behind it", () => {
  const { engine } = loaded(["words.js", "engine.js"]);
  const json = new TextEncoder().encode('{"files":[{"name":"ä.csv","size":2},{"name":"empty","size":0},{"name":"b","size":1}]}');
  const bytes = new Uint8Array(4 + json.length + 3);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  bytes.set([7, 8, 9], 4 + json.length);
  const { files } = engine.read(bytes.buffer);
  assert.deepEqual([...files].map(([name, file]) => [name, [...file]]), [["ä.csv", [7, 8]], ["empty", []], ["b", [9]]]);
});

// An engine whose workers say what they are told to.
function engineWithWorkers() {
  const workers = [];
  class Worker {
    constructor() { workers.push(this); }
    postMessage(message) {
      this.asked = message;
      if (typeof message === "string") setTimeout(() => this.onmessage({ data: { module: {} } }));
    }
    terminate() { this.isGone = true; }
    say(what) { this.onmessage({ data: { id: this.asked.id, ...what } }); }
  }
  const document = { getElementById: () => ({ textContent: "" }) };
  const { engine } = loaded(["words.js", "engine.js"], { Worker, document, URL: { createObjectURL: () => "" } });
  return { engine, bench: () => workers.findLast((worker) => worker.asked?.request) };
}

// How a question stands, when all that can happen has happened.
function standing(promise) {
  let now = "waits";
  promise.then(() => { now = "answered"; }, (error) => { now = error.name; });
  return async () => {
    await settled();
    return now;
  };
}

test("giving up one kind of question leaves the others", async () => {
  const { engine, bench } = engineWithWorkers();
  const ask = (verb) => standing(engine.run({ verb }));
  const [run, files] = [ask("run"), ask("files")];
  await settled();
  engine.cancel("files");
  assert.deepEqual([await run(), await files()], ["waits", "Cancelled"]);
  const watch = ask("watch");
  engine.cancel("run");
  assert.deepEqual([await run(), await watch()], ["Cancelled", "waits"]);
  assert.equal(bench().asked.request.verb, "watch");
  engine.cancel();
  assert.equal(await watch(), "Cancelled");
});

test("an answer that cannot be read stops nothing but its question", async () => {
  const { engine, bench } = engineWithWorkers();
  const first = standing(engine.run({ verb: "run" }));
  await settled();
  const worker = bench();
  worker.say({ answer: new Uint8Array([9, 0, 0, 0, 65]).buffer });
  assert.equal(await first(), "Trapped");
  assert.ok(worker.isGone, "it is not asked again");
  const second = standing(engine.run({ verb: "run" }));
  await settled();
  bench().say({ answer: new Uint8Array([2, 0, 0, 0, 123, 125]).buffer });
  assert.equal(await second(), "answered");
});

// ---- links and files

const share = () => loaded(["words.js", "store.js", "share.js"], { playground: {} }).share;

test("a link holds a scenario with all its letters and files", async () => {
  const { packed, unpacked } = share();
  const scenario = { toml: 'title = "실행 <b>&"\n', name: "스파이크", files: { "data/log.csv": "a,b\n1,2\n" } };
  const link = await packed(scenario);
  assert.match(link, /^[\w-]+$/);
  const { toml, name, files } = await unpacked(link);
  assert.deepEqual(plain({ toml, name, files }), scenario);
});

test("a link that is cut, changed or no scenario is refused in a sentence", async () => {
  const { packed, unpacked } = share();
  const link = await packed({ toml: "a = 1\n".repeat(50), name: "a" });
  const others = await Promise.all([[], 5, null, { toml: 5 }, { toml: "a", name: {} }, { toml: "a", name: "a", files: { x: 1 } }]
    .map((value) => packed({ toml: "", name: "", ...value })));
  // What is not a scenario is written like one, but for its values.
  const broken = [link.slice(0, -9), link.slice(4), "", "%%%", "AAAA", others[3], others[4], others[5]];
  for (const text of broken) await assert.rejects(unpacked(text), /damaged/, text);
});

test("a link that unfolds without end is stopped", async () => {
  const { unpacked } = share();
  const zeros = new Blob([new Uint8Array(70e6)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = Buffer.from(await new Response(zeros).arrayBuffer());
  await assert.rejects(unpacked(bytes.toString("base64url")), /damaged/);
});

test("a name is one that a file may have", () => {
  const { tidy } = share();
  assert.equal(tidy("../../etc/passwd"), "-..-etc-passwd");
  assert.equal(tidy("a:b\u0000c"), "a-b-c");
  assert.equal(tidy("..."), "scenario");
  assert.equal(tidy("실행"), "실행");
});

test("an archive is read by others", () => {
  const { zip } = share();
  const folder = mkdtempSync(join(tmpdir(), "burstsim-zip-"));
  try {
    writeFileSync(join(folder, "a.zip"), zip([["a/실행.csv", new TextEncoder().encode("a,b\n")], ["a/empty", new Uint8Array()]]));
    const code = "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(z.testzip(),z.namelist(),z.read('a/실행.csv'))";
    const env = { ...process.env, PYTHONIOENCODING: "utf-8" };
    const { status, stdout, error } = spawnSync("python3", ["-c", code, join(folder, "a.zip")], { env });
    if (error) return; // nobody here to read it
    assert.equal(status, 0);
    assert.equal(stdout.toString().trim(), "None ['a/실행.csv', 'a/empty'] b'a,b\\n'");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const bytes = (text) => new TextEncoder().encode(text);
const present = { toml: 'x = "data/log.csv"\n', name: "mine", files: {} };

test("a scenario is opened with the data files that it names", () => {
  const { opened } = share();
  const files = [["log.csv", bytes("1")], ["spike.toml", bytes('a = "logs/log.csv"')], ["other.csv", bytes("2")]];
  assert.deepEqual(plain(opened(files, present)), { toml: 'a = "logs/log.csv"', name: "spike", files: { "logs/log.csv": "1" } });
});

test("a data file alone goes to the present scenario", () => {
  const { opened } = share();
  assert.deepEqual(plain(opened([["log.csv", bytes("1")]], present)), { ...present, files: { "data/log.csv": "1" } });
});

test("a result folder gives its scenario, called like the folder", () => {
  const { opened } = share();
  const picture = ["sale/scaling.png", new Uint8Array([255])];
  const folder = [["sale/report.html", bytes("<")], ["sale/scenario.toml", bytes("a = 1")], picture];
  assert.deepEqual(plain(opened(folder, present)), { toml: "a = 1", name: "sale", files: {} });
});

test("a folder that is dropped gives its files and those of its folders, however many", async () => {
  const file = (name) => ({ name, isFile: true, file: (resolve) => resolve(name) });
  const folder = (name, ...inside) => ({
    name, isFile: false,
    createReader: () => ({ readEntries: (resolve) => resolve(inside.splice(0, 100)) }),
  });
  const many = Array.from({ length: 230 }, (_, i) => file(`${i}.csv`));
  const deep = folder("inputs", file("log.csv"), folder("more", file("unseen.csv")));
  const items = [folder("result", ...many, file("scenario.toml"), deep)].map((entry) => ({ webkitGetAsEntry: () => entry }));
  const paths = (await share().dropped({ items, files: [] })).map(({ path }) => path);
  assert.equal(paths.length, 232);
  assert.deepEqual(plain(paths.slice(-2)), ["result/scenario.toml", "result/inputs/log.csv"]);
});

test("other files are refused in a sentence", () => {
  const { opened } = share();
  assert.throws(() => opened([["photo.png", new Uint8Array([255, 254])]], present), /photo\.png: neither/);
  assert.throws(() => opened([["a.toml", new Uint8Array([255, 254, 0])]], present), /a\.toml is not text in UTF-8/);
  assert.throws(() => opened([["a.toml", bytes("")], ["b.toml", bytes("")]], present), /several/);
});

// ---- a pinned run

const results = () => loaded(["words.js", "store.js", "results.js"], { playground: { language: "en" } }).results;
const time = (end, step, per = 1) => ({ end, step, per, count: Math.ceil(end / step), decimals: 0 });

test("values keep their times on another axis", () => {
  const { resampled } = results();
  assert.deepEqual(plain(resampled([1, 2, 3], time(3, 1), time(3, 1))), [1, 2, 3], "the same axis");
  assert.deepEqual(plain(resampled([1, 2, 3], time(3, 1), time(5, 1))), [1, 2, 3, null, null], "beyond its end there is nothing");
  assert.deepEqual(plain(resampled([1, 2, 3, 4], time(4, 1), time(2, 1))), [1, 2], "a shorter one cuts it");
  assert.deepEqual(plain(resampled([1, 5, 3, 4], time(4, 1), time(4, 2))), [5, 4], "a longer step shows the most");
  assert.deepEqual(plain(resampled([1, 2], time(4, 2), time(4, 1))), [1, 1, 2, 2], "a shorter step repeats it");
  assert.deepEqual(plain(resampled([1, 5, 3, 4], time(4, 1), time(4, 1, 2))), [1, 5, 3, 4], "buckets have their least and most");
  assert.deepEqual(plain(resampled([1, 5, 3, 4], time(4, 1, 2), time(4, 1))), [5, 5, 4, 4], "and give their most");
  assert.deepEqual(plain(resampled([1, null, 3], time(3, 1), time(3, 1, 3))), [1, 3], "what is unknown is left out");
  assert.deepEqual(plain(resampled([null, null], time(2, 1), time(4, 2))), [null, null]);
});

const line = (label, values) => ({ label, ink: "blue", look: "line", width: "line", unit: "", values });
const run = (names, views, axis = time(3, 1)) => ({
  title: "a run", summary: { functions: names.map((name) => ({ name })) },
  data: {
    axes: [axis], shades: [],
    charts: { scaling: { axis: 0, log: false, views: views.map((series) => ({ series, areas: [] })) } },
  },
});

test("a pinned run's curves are dashed grey series of the same function", () => {
  const { withPinned } = results();
  const now = run(["a", "b"], [[line("all", [[1, 3]])], [line("a", [1, 1, 1])], [line("b", [2, 2, 2])]]);
  const marks = { ...line("throttled", [1, 0, 0]), look: "marks" };
  const before = run(["b"], [[line("all", [9, 9, 9])], [line("b", [[7, 3]]), marks]]);
  const views = plain(withPinned(now, before, "pinned").charts.scaling.views.map((view) => view.series));
  assert.deepEqual(views.map((series) => series.map((one) => one.label)), [["all", "pinned: all"], ["a"], ["b", "pinned: b"]]);
  const { ink, dash, values } = views[2][1];
  assert.deepEqual([ink, dash, values], ["grey", [7, 5], [7, 7, 7]]);
  assert.equal(now.data.charts.scaling.views[0].series.length, 1, "the result itself is left alone");
});

test("charts that the pinned run does not have, or that go along values, stay as they are", () => {
  const { withPinned } = results();
  const now = run([], [[line("all", [1, 2])]], { name: "memory", places: [1, 2], shown: ["1", "2"], named: false });
  assert.deepEqual(plain(withPinned(now, run([], [[line("all", [1])]]), "pinned")), plain(now.data));
  const [one, other] = [1, 2].map(() => run([], [[line("all", [1, 2, 3])]]));
  other.data.charts = { tokens: other.data.charts.scaling };
  assert.equal(withPinned(one, other, "pinned").charts.scaling.views[0].series.length, 1);
});

test("figures of two runs stand beside each other", () => {
  const { compared } = results();
  const summary = (account) => ({ account, functions: [{ name: "a" }] });
  const of = (requests, throttles, p99, total) => summary({
    requests, throttles, throttle_rate: throttles / requests, cold_starts: 5, given_up: 0, latency_ms: { p99 }, cost: { total },
  });
  const rows = plain(compared(of(2000, 50, 1500, 1.5), of(1000, 100, 900, 1.5)));
  const spaced = (text) => text.replaceAll("\u00a0", " ");
  const shown = (name) => rows.filter((row) => row.name === name).map((row) => [row.before, row.now, row.difference].map(spaced));
  assert.deepEqual(shown("requests"), [["1,000", "2,000", "+1,000 (+100 %)"]]);
  assert.deepEqual(shown("throttled attempts"), [["100", "50", "−50 (−50 %)"]]);
  assert.deepEqual(shown("share of attempts throttled"), [["10 %", "2.5 %", "−7.5 % (−75 %)"]]);
  assert.deepEqual(shown("cold starts"), [["5", "5", "="]]);
  assert.deepEqual(shown("latency p99"), [["900 ms", "1.5 s", "+600 ms (+66.7 %)"]]);
  assert.deepEqual(shown("cost"), [["$1.50", "$1.50", "="]]);
  const nothing = compared(summary({ latency_ms: { p99: null } }), summary({}));
  assert.ok(nothing.every((row) => row.before === "–" && row.difference === "–"), "what is unknown has no difference");
});
