// The scenario as controls, for those who would rather move than write it.
//
// Every control shows one setting: what the text says, or else the default, as the engine resolved it. A change is shown at
// once and edited into the text by the engine, which keeps comments and all that has no control; what the engine then knows
// of the text comes back as its description. While a change is on its way, what is known of earlier texts is not shown, and
// what someone is typing is never overwritten.
(function (playground) {
  "use strict";

  const { choose, make, at } = playground;
  const { secondsOf, durationOf, tidy } = playground.traffic;
  const TYPED_MS = 200; // a number that is being typed is not taken digit by digit

  // ---- paths into the scenario

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  // What the controls are built of: without it they wait. All else they take as it is written.
  const isTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const areTables = (value) => value === undefined || (Array.isArray(value) && value.every(isTable));
  const isShaped = ({ functions, services }) =>
    areTables(functions) && areTables(services) && (functions || []).every((one) => areTables(one.traffic));

  // A copy with one change made, as the engine's edit makes it.
  function patched(object, { path, value }) {
    if (!path.length) return value;
    const [step, ...rest] = path;
    const copy = Array.isArray(object) ? [...object] : { ...(typeof object === "object" ? object : {}) };
    if (rest.length) copy[step] = patched(copy[step] ?? (typeof rest[0] === "number" ? [] : {}), { path: rest, value });
    else if (value !== null) copy[step] = value;
    else if (Array.isArray(copy)) copy.splice(step, 1);
    else delete copy[step];
    return copy;
  }

  // ---- what a slider stops at

  const DIGITS = [1, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2, 2.2, 2.5, 2.7, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 9];

  // Equal ways for equal factors, and every stop a round number.
  function ladder(from, to, { isWhole = false, hasZero = false } = {}) {
    const stops = hasZero ? [0] : [];
    for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power++) {
      for (const digit of DIGITS) {
        const stop = tidy(digit * 10 ** power);
        if (stop >= from && stop <= to && (!isWhole || Number.isInteger(stop))) stops.push(stop);
      }
    }
    if (stops[stops.length - 1] < to) stops.push(to);
    return stops;
  }

  const SHORT = [...ladder(0.001, 60), 75, 90, 120, 150, 180, 240, 300, 420, 600, 900];

  const LADDERS = {
    concurrency: ladder(1, 10000, { isWhole: true, hasZero: true }),
    accounts: ladder(10, 100000, { isWhole: true }),
    rate: ladder(0.1, 100000, { hasZero: true }),
    requests: ladder(1, 1000000, { isWhole: true }),
    users: ladder(1, 100000, { isWhole: true }),
    attempts: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 50, 100],
    steps: Array.from({ length: 19 }, (_, i) => i + 2),
    short: SHORT,
    shortFromZero: [0, ...SHORT],
    run: [10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 900, 1200, 1500, 1800, 2700, 3600, 5400, 7200, 10800,
      14400, 21600, 28800, 43200, 86400, 172800, 259200, 604800],
    percent: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 100],
    target: Array.from({ length: 17 }, (_, i) => 10 + i * 5),
    memory: [128, 192, 256, 384, 512, 640, 768, 896, 1024, 1280, 1536, 1769, 2048, 2560, 3008, 3538, 4096, 5120, 6144, 7168,
      8192, 9216, 10240],
  };

  // Times within the run, evenly.
  function timesWithin(end) {
    const steps = [0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600];
    const step = steps.find((one) => end / one <= 130) ?? end / 100;
    return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, i) => tidy(i * step));
  }

  // ---- kinds of values: as text, as a number for the slider, and back

  const digitsOf = (text) => text.trim().replace(/(?<=\d)[,_\s](?=\d{3})/g, "");
  // A number too large to be kept would be written as none at all.
  const only = (fits, value) => (fits(value) ? value : undefined);

  const KINDS = {
    count: {
      inputMode: "numeric",
      size: (value) => (typeof value === "number" ? value : null),
      show: (value) => String(value),
      parse: (text) => (/^\d+$/.test(digitsOf(text)) ? only(Number.isSafeInteger, Number(digitsOf(text))) : undefined),
      make: (size) => size,
      wrong: () => choose("Write a whole number.", "정수를 입력하세요."),
    },
    rate: {
      inputMode: "decimal",
      size: (value) => (typeof value === "number" ? value : null),
      show: (value) => String(value),
      parse: (text) => {
        const digits = digitsOf(text);
        return /^(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?$/i.test(digits) ? only(Number.isFinite, Number(digits)) : undefined;
      },
      make: (size) => size,
      wrong: () => choose("Write a number.", "숫자를 입력하세요."),
    },
    duration: {
      inputMode: "text",
      size: (value) => secondsOf(value),
      show: (value) => String(value),
      parse: (text) => (secondsOf(text) === null ? undefined : text.trim()),
      make: (size) => durationOf(tidy(size, 6)),
      wrong: () => choose("Write a time with its unit, such as 150ms or 2m.", "단위와 함께 입력하세요. 예: 150ms, 2m"),
    },
    share: {
      inputMode: "decimal",
      size: (value) => (/%\s*$/.test(value) ? parseFloat(value) : tidy(parseFloat(value) * 100)),
      show(value) { return String(this.size(value)); },
      parse: (text) => {
        const isShare = /^(?:\d+\.?\d*|\.\d+)\s*%?$/.test(text.trim()) && parseFloat(text) <= 100;
        return isShare ? parseFloat(text) + "%" : undefined;
      },
      make: (size) => size + "%",
      wrong: () => choose("Write a number from 0 to 100.", "0에서 100 사이의 숫자를 입력하세요."),
    },
    memory: {
      inputMode: "numeric",
      size: (value) => (typeof value === "string" ? parseFloat(value) * (/gb/i.test(value) ? 1024 : 1) : null),
      show(value) { return String(this.size(value) ?? value); },
      parse(text) {
        const found = /^(\d+\.?\d*|\.\d+)\s*([mg]b)?$/i.exec(digitsOf(text));
        const size = found ? parseFloat(found[1]) * (/gb/i.test(found[2] || "") ? 1024 : 1) : NaN;
        return Number.isFinite(size) ? size + " MB" : undefined;
      },
      make: (size) => size + " MB",
      wrong: () => choose("Write a number of megabytes.", "메가바이트 단위의 숫자를 입력하세요."),
    },
    times: {
      inputMode: "text",
      size: () => null,
      show: (value) => (Array.isArray(value) ? value.join(", ") : String(value)),
      parse: (text) => {
        const times = text.split(",").map((one) => one.trim()).filter(Boolean);
        return times.length && times.every((one) => secondsOf(one) !== null) ? times : undefined;
      },
      wrong: () => choose("Write times with their units: 0s, 60s.", "단위와 함께 쉼표로 나누어 입력하세요. 예: 0s, 60s"),
    },
    words: {
      inputMode: "text",
      size: () => null,
      show: (value) => String(value),
      parse: (text) => text.trim() || undefined,
      wrong: () => choose("Write a name.", "이름을 입력하세요."),
    },
  };

  // ---- times that differ from request to request

  // The ways to say one, and their numbers; other ways are kept as the text has them.
  const WAYS = {
    constant: { label: () => choose("always the same", "항상 같음"), params: [] },
    lognormal: { label: () => choose("varies: median and p99", "변동: 중앙값과 p99"), key: "lognormal", params: ["median", "p99"] },
    spread: { label: () => choose("varies: mean and deviation", "변동: 평균과 표준편차"), key: "lognormal", params: ["mean", "sd"] },
    exponential: { label: () => choose("exponential", "지수 분포"), key: "exponential", params: ["mean"] },
    uniform: { label: () => choose("between two times", "두 값 사이에서 균등"), key: "uniform", params: ["min", "max"] },
    gamma: { label: () => choose("gamma", "감마 분포"), key: "gamma", params: ["mean", "sd"] },
  };

  const PARAMS = {
    median: () => choose("half take at most", "절반이 이 시간 이하"), p99: () => choose("99 % take at most", "99 %가 이 시간 이하"),
    mean: () => choose("mean", "평균"), sd: () => choose("standard deviation", "표준편차"),
    min: () => choose("shortest", "최솟값"), max: () => choose("longest", "최댓값"),
  };

  function wayOf(value) {
    if (value === undefined || value === null) return "";
    if (typeof value === "string") return "constant";
    if (value.runtime !== undefined) return "runtime";
    const fits = ({ key, params }) => key && value[key] && same(Object.keys(value[key]).sort(), [...params].sort());
    return Object.keys(WAYS).find((way) => fits(WAYS[way])) || "other";
  }

  // About how long it is, to begin another way with.
  function typical(value) {
    const params = typeof value === "object" && value ? Object.values(value)[0] : null;
    const seconds = typeof value === "string" ? secondsOf(value)
      : secondsOf(params?.median) ?? secondsOf(params?.mean) ?? secondsOf(params?.min) ?? secondsOf(params?.scale);
    return seconds || 0.2;
  }

  function distributed(way, seconds) {
    const time = (factor) => durationOf(tidy(seconds * factor, 3));
    return {
      constant: () => time(1), lognormal: () => ({ lognormal: { median: time(1), p99: time(5) } }),
      spread: () => ({ lognormal: { mean: time(1), sd: time(0.5) } }), exponential: () => ({ exponential: { mean: time(1) } }),
      uniform: () => ({ uniform: { min: time(0.5), max: time(1.5) } }),
      gamma: () => ({ gamma: { mean: time(1), sd: time(0.5) } }),
    }[way]();
  }

  // ---- shapes of traffic

  const SHAPES = {
    steady: () => choose("steady", "일정"), ramp: () => choose("ramp", "서서히 변화"), steps: () => choose("steps", "계단"),
    spike: () => choose("spike", "급증"), wave: () => choose("wave (a day)", "하루 주기"),
    drawn: () => choose("drawn by hand", "직접 그리기"),
    batch: () => choose("batch: many at once", "배치: 한 번에 여러 건"), closed: () => choose("users who wait", "응답을 기다리는 사용자"),
    trace: () => choose("recorded in a file", "파일에 기록된 요청"), counts: () => choose("counted in a file", "파일에 집계된 요청"),
    none: () => choose("nothing yet", "아직 없음"),
  };
  const PICKED = ["steady", "ramp", "steps", "spike", "wave", "drawn", "batch", "closed"];
  const SOURCES = ["poisson", "even", "batch", "trace", "counts", "closed"];

  const SHAPE_PARAMS = {
    from: { kind: "rate", label: () => choose("from", "시작 속도") }, to: { kind: "rate", label: () => choose("to", "도달 속도") },
    base: { kind: "rate", label: () => choose("usually", "평상시") },
    peak: { kind: "rate", label: () => choose("in the spike", "급증 시") },
    begins: { kind: "duration", label: () => choose("begins at", "시작 시점") },
    takes: { kind: "duration", label: () => choose("takes", "걸리는 시간") },
    lasts: { kind: "duration", label: () => choose("lasts", "지속 시간") },
    steps: { kind: "count", label: () => choose("steps", "계단 수"), ladder: () => LADDERS.steps },
  };

  // ---- what has no control

  const COVERED = {
    scenario: ["name", "title", "duration", "seed", "region", "functions"],
    region: ["name", "scaling", "account_concurrency"],
    function: ["name", "service_time", "cold_start", "memory", "architecture", "reserved_concurrency",
      "provisioned_concurrency", "timeout",
      "error_rate", "client", "traffic"],
    client: ["retry"],
  };
  const uncovered = (table, covered, path) =>
    (isTable(table) ? Object.keys(table) : []).filter((key) => !covered.includes(key)).map((key) => [...path, key]);

  function mount(root) {
    const { store, traffic } = playground;
    const known = { written: null, scenario: null, isBroken: false, problems: new Map(), first: null };
    const picked = new Map(); // the shape that the reader chose for a source
    const folded = new Map(); // which functions are folded
    let regions = [], runtimes = [];
    let running = 0;
    let opened = 0; // scenarios so far: what was typed for one is not for the next
    let refused = "";
    let undo = null;
    let fields = [];
    let ids = 0;

    const button = (text, act, attributes = {}) => make("button", { type: "button", onclick: act, ...attributes }, text);

    // ---- changes

    // Resolves with the text that the changes were made to, or with null if they were not.
    async function write(changes) {
      if (!changes.length || known.isBroken) return null;
      undo = null;
      running++;
      try {
        known.written = changes.reduce(patched, known.written);
        refresh();
        const before = await store.change(changes, "controls");
        refused = "";
        return before;
      } catch (error) {
        if (error.name !== "Cancelled") refused = error.message;
        return null;
      } finally {
        running--;
        if (!running) receive();
      }
    }

    const set = (path, value) => write([{ path, value }]);
    const written = (path) => at(known.written, path);
    const resolved = (path) => at(known.scenario, path);
    const endOf = () => secondsOf(written(["duration"])) || secondsOf(resolved(["duration"])) || 60;

    // ---- a field

    // One setting: a slider where there are stops, a number beside it, and a way back to the default.
    function quantity({ path, key = path.join("."), label, shown = label, unit, kind: kindName, stops, isRequired = false,
      words = [], hint, read = () => written(path), fallback = () => resolved(path), change = (value) => set(path, value) }) {
      const kind = KINDS[kindName];
      const id = "control-" + ++ids;
      const rungs = () => (typeof stops === "function" ? stops() : stops);
      const input = make("input", {
        type: "text", id, inputmode: kind.inputMode, autocomplete: "off", spellcheck: "false", "data-key": key,
        "aria-describedby": id + "-words", class: "control-number", "aria-label": shown === label ? null : label,
      });
      const slider = stops && make("input", {
        type: "range", min: 0, step: 1, "data-key": key + "/slider", "aria-label": label, "aria-describedby": id + "-words",
      });
      const reset = !isRequired && button("↺", () => { cancel(); input.value = ""; change(null); input.focus(); }, {
        class: "control-reset", "data-key": key + "/reset", "aria-label": choose("Back to the default: ", "기본값으로: ") + label,
        title: choose("Back to the default", "기본값으로"),
      });
      const problem = make("p", { class: "control-problem", id: id + "-words" });
      const element = make("div", { class: "control" + (slider ? " has-slider" : "") },
        make("label", { for: id }, shown),
        make("div", { class: "control-row" }, slider,
          make("span", { class: "control-box" }, input, unit && make("span", { class: "control-unit" }, unit)), reset || null),
        hint && make("p", { class: "control-hint" }, hint), problem);
      let timer = 0;
      let pending = null;

      function cancel() {
        clearTimeout(timer);
        pending = null;
      }
      function flush() {
        clearTimeout(timer);
        if (pending?.opened === opened) change(pending.value);
        pending = null;
      }

      const nearest = (size) => {
        const all = rungs();
        let best = 0;
        all.forEach((stop, i) => { if (Math.abs(stop - size) < Math.abs(all[best] - size)) best = i; });
        return best;
      };

      function showProblem(words) {
        problem.textContent = words || "";
        input.setAttribute("aria-invalid", String(Boolean(words)));
      }

      input.addEventListener("input", () => {
        const text = input.value.trim();
        const isWord = words.includes(text.toLowerCase());
        const value = text === "" ? (isRequired ? undefined : null) : isWord ? text.toLowerCase() : kind.parse(text);
        cancel();
        showProblem(value === undefined ? kind.wrong() : "");
        if (value === undefined || same(value ?? undefined, read())) return;
        pending = { value, opened };
        timer = setTimeout(flush, TYPED_MS);
      });
      input.addEventListener("blur", () => { flush(); shownAs = ""; update(); });
      input.addEventListener("keydown", (event) => { if (event.key === "Enter") flush(); });

      if (slider) {
        slider.addEventListener("input", () => {
          const value = kind.make(rungs()[Number(slider.value)]);
          speak(value);
          if (!same(value, read())) change(value);
        });
        slider.addEventListener("blur", () => { shownAs = ""; update(); });
      }
      function speak(value) {
        slider.setAttribute("aria-valuetext", value === undefined ? "" : kind.show(value) + (unit ? " " + unit : ""));
      }

      // Hundreds of fields hear of every change: those that it does not concern do nothing.
      let shownAs = "";

      function update() {
        const now = read();
        const fall = fallback();
        const problemNow = known.problems.get(JSON.stringify(path)) || "";
        const state = JSON.stringify([now, fall, problemNow, typeof stops === "function" ? rungs() : 0]);
        if (state === shownAs) return;
        shownAs = state;
        const isSet = now !== undefined && now !== null;
        if (document.activeElement !== input) {
          input.value = isSet ? (words.includes(now) ? now : kind.show(now)) : "";
          showProblem(problemNow);
        }
        const isPlain = fall != null && typeof fall !== "object";
        input.placeholder = words.includes(fall) ? choose("none", "없음") : isPlain ? kind.show(fall) : "";
        element.classList.toggle("is-default", !isSet);
        if (reset) reset.style.visibility = isSet ? "" : "hidden";
        if (!slider) return;
        slider.max = rungs().length - 1;
        const effective = now ?? fall;
        const size = kind.size(effective ?? null);
        if (document.activeElement !== slider || nearest(size ?? 0) !== Number(slider.value)) {
          slider.value = size === null || Number.isNaN(size) ? (words.length ? slider.max : 0) : nearest(size);
        }
        speak(effective ?? undefined);
      }
      fields.push(update);
      return element;
    }

    // A choice; `""` stands for the default.
    function picker({ key, label, options, read, change, hint }) {
      const id = "control-" + ++ids;
      const select = make("select", { id, "data-key": key }, ...options.map(([value, text]) => make("option", { value }, text)));
      select.addEventListener("change", () => change(select.value));
      const update = () => { select.value = read() ?? ""; };
      fields.push(update);
      return make("div", { class: "control" }, make("label", { for: id }, label), make("div", { class: "control-row" }, select),
        hint && make("p", { class: "control-hint" }, hint));
    }

    const defaultOption = (value) => {
      const isPlain = value !== undefined && typeof value !== "object";
      return ["", choose("default", "기본값") + (isPlain ? ": " + value : "")];
    };

    const word = ({ path, options, isRequired, ...rest }) => picker({
      key: path.join("."), ...rest,
      options: isRequired ? options : [defaultOption(resolved(path)), ...options],
      read: () => written(path), change: (value) => set(path, value === "" ? null : value),
    });

    function distribution({ path, label, isRequired = false, hasRuntime = false, ladderName = "short" }) {
      const way = wayOf(written(path));
      const key = path.join(".");
      const fall = resolved(path);
      const options = Object.entries(WAYS).map(([name, { label: text }]) => [name, text()]);
      if (!isRequired) options.unshift(defaultOption(way === "" ? fall : undefined));
      if (hasRuntime) options.push(["runtime", choose("as measured for a runtime", "런타임 측정값")]);
      if (way === "other") options.push(["other", choose("as the TOML says", "TOML에 적힌 대로")]);
      const change = (name) => {
        if (name === "other") return;
        const base = written(path) ?? fall;
        if (name === "") set(path, null);
        else if (name === "runtime") set(path, { runtime: runtimes.find((one) => one === "python3.13") || runtimes[0] });
        else set(path, distributed(name, typical(base)));
      };
      const parts = [picker({ key: key + "/way", label, options, read: () => wayOf(written(path)), change })];
      const part = (steps, text) => quantity({
        path: [...path, ...steps], label: label + ", " + text, shown: text, kind: "duration", stops: LADDERS[ladderName],
        isRequired: true,
      });
      if (way === "constant") parts.push(part([], choose("time", "시간")));
      if (way === "runtime") {
        const names = runtimes.map((one) => [one, one]);
        parts.push(word({ path: [...path, "runtime"], label: choose("runtime", "런타임"), options: names, isRequired: true }));
      }
      for (const name of WAYS[way]?.params || []) parts.push(part([WAYS[way].key, name], PARAMS[name]()));
      return make("div", { class: "control-group" }, ...parts);
    }

    // ---- cards

    function card(title, ...children) {
      return make("section", { class: "card" }, make("h3", {}, title), ...children);
    }

    // What is written and has no control here: named, and kept.
    function also(paths) {
      const below = (path) => path.slice({ functions: 2, region: 1 }[path[0]] || 0);
      const shown = (path) => below(path).filter((step) => typeof step === "string").join(".");
      if (!paths.length) return null;
      const list = paths.map((path) => button(shown(path), () => playground.editor.reveal(path), {
        class: "control-link", "aria-label": choose("Show in the TOML: ", "TOML에서 보기: ") + shown(path),
      }));
      return make("p", { class: "control-also" }, choose("Also in the TOML, and kept: ", "TOML에만 있으며 그대로 유지됩니다: "),
        ...list.flatMap((one, i) => (i ? [" ", one] : [one])));
    }

    const SCALING = () => [
      ["per-function", choose("per function: AWS's rule since November 2023", "함수별: 2023년 11월 이후 AWS 규칙")],
      ["regional-burst", choose("regional burst: AWS's rule until November 2023", "리전 버스트: 2023년 11월까지의 AWS 규칙")],
    ];

    function regionCard() {
      const own = written(["region", "name"]);
      const names = regions.includes(own) || own === undefined ? regions : [own, ...regions];
      return card(choose("Region and scaling rule", "리전과 확장 규칙"),
        make("div", { class: "controls-grid" },
          word({ path: ["region", "name"], label: choose("Region", "리전"), options: names.map((name) => [name, name]),
            isRequired: true }),
          word({ path: ["region", "scaling"], label: choose("Scaling rule", "확장 규칙"), options: SCALING(), isRequired: true }),
          quantity({ key: "account", path: ["region", "account_concurrency"], label: choose("Account concurrency", "계정 동시성"),
            kind: "count",
            stops: LADDERS.accounts })),
        also(uncovered(written(["region"]), COVERED.region, ["region"])));
    }

    function runCard() {
      return card(choose("Run", "실행"),
        make("div", { class: "controls-grid" },
          quantity({ path: ["duration"], label: choose("Simulated time", "시뮬레이션 시간"), kind: "duration",
            stops: LADDERS.run,
            isRequired: true, change: changeDuration }),
          quantity({ path: ["seed"], label: choose("Seed of chance", "난수 시드"), kind: "count",
            hint: choose("The same seed gives the same run.", "시드가 같으면 같은 실행이 됩니다.") })),
        also(uncovered(known.written, COVERED.scenario, [])));
    }

    // Traffic that was made to end with the run still does.
    function changeDuration(text) {
      const [before, end] = [endOf(), secondsOf(text)];
      const changes = [{ path: ["duration"], value: text }];
      (known.written.functions || []).forEach((one, i) => (one.traffic || []).forEach((source, j) => {
        const arrivals = traffic.arrivalsOf(source);
        const stages = arrivals && source[arrivals].stages;
        if (!stages || !end) return;
        const { shape, params, points } = traffic.shapeOf(source, picked.get(i + "/" + j));
        const last = points?.[points.length - 1];
        if (!last || Math.abs(last.t - before) > 1e-3) return;
        const drawn = params ? traffic.SHAPES[shape].draw(params, end) : stretched(points, end);
        const path = ["functions", i, "traffic", j, arrivals, "stages"];
        if (drawn) changes.push(...traffic.stageChanges(path, stages, stagesLike(stages, drawn)));
      }));
      write(changes);
    }

    function stretched(points, end) {
      const [before, last] = points.slice(-2);
      return before && before.rate === last.rate && end > before.t ? [...points.slice(0, -1), { ...last, t: end }] : null;
    }

    const stagesLike = (stages, points) =>
      traffic.stagesOf(points, Array.isArray(stages) && stages.some((stage) => secondsOf(stage?.duration) === 0));

    // ---- a source of traffic

    function sourceCard(i, j, count) {
      const path = ["functions", i, "traffic", j];
      const source = () => written(path) || {};
      const name = i + "/" + j;
      const now = () => traffic.shapeOf(source(), picked.get(name));
      const { shape } = now();
      const arrivals = traffic.arrivalsOf(source());
      const options = [...new Set([...PICKED, shape])].map((one) => [one, SHAPES[one]()]);
      const title = count > 1 ? choose("Source " + (j + 1), "소스 " + (j + 1)) : choose("Shape", "형태");
      const change = (to) => pickShape(path, name, to);
      const head = [picker({ key: name + "/shape", label: title, options, read: () => now().shape, change })];
      if (arrivals) {
        head.push(picker({ key: name + "/arrivals", label: choose("Requests arrive", "요청 도착"),
          options: [["poisson", choose("at random (Poisson)", "무작위(푸아송)")], ["even", choose("evenly spaced", "일정한 간격")]],
          read: () => traffic.arrivalsOf(source()), change: (to) => changeArrivals(path, to) }));
      }
      const drawing = traffic.drawing({ onPoints: (points) => {
        picked.set(name, "drawn");
        changePoints(path, points);
      } });
      const label = choose("Rate over time", "시간에 따른 요청 속도");
      fields.push(() => {
        const end = endOf();
        drawing.update({ ...traffic.outline(source(), end, store.files), end, isEditable: shape === "drawn", label });
      });
      const tools = make("div", { class: "controls-buttons" },
        button(choose("Remove this source", "이 소스 삭제"), () => remove(path, title), { "data-key": name + "/remove" }));
      return make("div", { class: "source", role: "group", "aria-label": choose("Traffic, ", "트래픽, ") + title },
        make("div", { class: "controls-pair" }, ...head), drawing.element,
        make("div", { class: "controls-grid" }, ...shapeFields(path, name, shape, arrivals)),
        also(uncovered(source(), SOURCES, path)), count > 1 ? tools : null);
    }

    const RATE_UNIT = () => choose("/s", "건/초");

    function shapeFields(path, name, shape, arrivals) {
      const rate = (steps, label, extra = {}) => quantity({
        path: [...path, ...steps], label, unit: RATE_UNIT(), kind: "rate", stops: LADDERS.rate, isRequired: true, ...extra,
      });
      const time = (steps, label, extra = {}) => quantity({
        path: [...path, ...steps], label, kind: "duration", stops: () => timesWithin(endOf()), isRequired: true, ...extra,
      });
      const wave = [...path, arrivals, "diurnal"];
      return {
        steady: () => [rate([arrivals, "rate"], choose("Requests per second", "초당 요청"))],
        wave: () => [
          rate([arrivals, "diurnal", "mean"], choose("Mean", "평균"), { change: (value) => changeMean(wave, value) }),
          rate([arrivals, "diurnal", "amplitude"], choose("Up and down by", "진폭"),
            { stops: () => LADDERS.rate.filter((stop) => stop <= (written([...wave, "mean"]) ?? 0)) }),
          time([arrivals, "diurnal", "period"], choose("Length of a wave", "주기"), { stops: LADDERS.run }),
          time([arrivals, "diurnal", "peak_at"], choose("Peak at", "최고점 시점"), { isRequired: false, fallback: () => "0s" }),
        ],
        batch: () => [
          quantity({ key: name + "/at", path: [...path, "batch", "at"], label: choose("At", "시점"), kind: "times",
            isRequired: true }),
          quantity({ key: name + "/requests", path: [...path, "batch", "requests"],
            label: choose("Requests each time", "시점마다 요청 수"), kind: "count",
            stops: LADDERS.requests, isRequired: true }),
        ],
        closed: () => [
          quantity({ key: name + "/users", path: [...path, "closed", "users"], label: choose("Users", "사용자 수"), kind: "count",
            stops: LADDERS.users, isRequired: true }),
          distribution({ path: [...path, "closed", "think_time"], label: choose("Think time", "생각 시간"), isRequired: true }),
        ],
      }[shape]?.() || paramFields(path, name, shape);
    }

    // The numbers of a shape are not in the text: they make its stages.
    function paramFields(path, name, shape) {
      const params = () => traffic.shapeOf(written(path), shape).params;
      return (traffic.SHAPES[shape]?.params || []).map((param) => {
        const { kind, label, ladder: stops } = SHAPE_PARAMS[param];
        const isTime = kind === "duration";
        return quantity({
          key: name + "/" + param, path: [...path, param], label: label(), kind, isRequired: true,
          unit: kind === "rate" ? RATE_UNIT() : undefined,
          stops: stops ? stops() : isTime ? () => timesWithin(endOf()) : LADDERS.rate,
          read: () => { const value = params()?.[param]; return isTime && value !== undefined ? durationOf(value) : value; },
          fallback: () => undefined,
          change: (value) => {
            picked.set(name, shape);
            changePoints(path, traffic.SHAPES[shape].draw({ ...params(), [param]: isTime ? secondsOf(value) : value }, endOf()));
          },
        });
      });
    }

    function changePoints(path, points) {
      const arrivals = traffic.arrivalsOf(written(path));
      const stages = written([...path, arrivals, "stages"]);
      write(traffic.stageChanges([...path, arrivals, "stages"], stages, stagesLike(stages, points)));
    }

    // A wave never falls below nothing.
    function changeMean(path, mean) {
      const isBelow = written([...path, "amplitude"]) > mean;
      write([{ path: [...path, "mean"], value: mean }, ...(isBelow ? [{ path: [...path, "amplitude"], value: mean }] : [])]);
    }

    function changeArrivals(path, to) {
      const from = traffic.arrivalsOf(written(path));
      if (from !== to) write([{ path: [...path, from], value: null }, { path: [...path, to], value: written([...path, from]) }]);
    }

    // How much traffic there is, to begin another shape with.
    function levels(source) {
      const { points, marks } = traffic.outline(source, endOf(), store.files);
      if (marks) return [10, Math.max(10, tidy(Math.max(0, ...marks.map((mark) => mark.size)) / 10, 2))];
      if (!points?.length) return [10, 100];
      const rates = points.map((point) => point.rate);
      const [low, high] = [Math.min(...rates), Math.max(...rates)].map((rate) => tidy(rate, 3));
      return low === high ? [low || 10, (low || 10) * 10] : [low, high];
    }

    function pickShape(path, name, shape) {
      const source = written(path) || {};
      const arrivals = traffic.arrivalsOf(source) || "poisson";
      const end = endOf();
      const [low, high] = levels(source);
      const time = (share) => durationOf(share * end >= 10 ? Math.round(share * end) : tidy(share * end, 2));
      const seconds = (share) => secondsOf(time(share));
      const staged = (points) => ({ [arrivals]: { stages: traffic.stagesOf(points) } });
      const named = (params) => staged(traffic.SHAPES[shape].draw(params, end));
      const made = {
        steady: () => ({ [arrivals]: { rate: low > 0 && low * 10 === high ? low : high } }),
        ramp: () => named({ from: low, to: high, begins: seconds(0.2), takes: seconds(0.4) }),
        steps: () => named({ from: low, to: high, steps: 5 }),
        spike: () => named({ base: low, peak: high, begins: seconds(0.25), lasts: seconds(0.25) }),
        wave: () => {
          const [mean, amplitude] = [tidy((low + high) / 2, 2), tidy((high - low) / 2, 2)];
          const diurnal = { mean, amplitude: Math.min(mean, amplitude), period: durationOf(end), peak_at: time(0.5) };
          return { [arrivals]: { diurnal } };
        },
        drawn: () => staged(drawable(source, end)),
        batch: () => ({ batch: { at: [time(0.1)], requests: Math.max(1, Math.round(high * 10)) } }),
        closed: () => ({ closed: { users: Math.max(1, Math.min(1000, Math.round(high))), think_time: "1s" } }),
      }[shape];
      if (!made) return;
      picked.set(name, shape);
      // Stages stay as they are written: they only become points.
      if (shape === "drawn" && source[arrivals]?.stages) return refresh();
      const [[kind, value]] = Object.entries(made());
      const others = SOURCES.filter((one) => one !== kind && source[one] !== undefined);
      write([...within([...path, kind], source[kind], value), ...others.map((one) => ({ path: [...path, one], value: null }))]);
    }

    // The changes that turn one table into another: a table that stays keeps the way in which it is written.
    function within(path, before, after) {
      if (!isTable(before)) return [{ path, value: after }];
      const gone = Object.keys(before).filter((key) => after[key] === undefined);
      return [
        ...Object.entries(after).map(([key, value]) => ({ path: [...path, key], value })),
        ...gone.map((key) => ({ path: [...path, key], value: null })),
      ];
    }

    // A line with few enough points to be moved by hand.
    function drawable(source, end) {
      const { points = [] } = traffic.outline(source, end, store.files);
      if (points.length > 1 && points.length <= 12) return points;
      const [low, high] = levels(source);
      const rateAt = (t) => points.findLast((point) => point.t <= t + 1e-9)?.rate ?? low;
      if (!points.length) return [{ t: 0, rate: low }, { t: tidy(end / 2, 3), rate: high }, { t: end, rate: low }];
      const times = Array.from({ length: 9 }, (_, i) => (i / 8) * end);
      return times.map((t) => ({ t: tidy(t, 4), rate: tidy(rateAt(t), 3) }));
    }

    // ---- a function

    function provisionedFields(path) {
      if (["versions", "aliases", "alias"].some((key) => written([...path, key]))) {
        return make("p", { class: "control-hint" }, choose(
          "Provisioned concurrency belongs to the versions or the alias, in the TOML.",
          "프로비저닝된 동시성은 버전이나 별칭에 속하며 TOML에 있습니다."));
      }
      const own = [...path, "provisioned_concurrency"];
      const value = written(own);
      const isTable = typeof value === "object" && value !== null;
      const mode = !isTable ? "fixed" : value.autoscaling && !value.schedule ? "autoscaling" : "other";
      const options = [["fixed", choose("a fixed number", "고정값")], ["autoscaling", choose("autoscaled", "자동 조정")]];
      if (mode === "other") options.push(["other", choose("on a schedule, as the TOML says", "TOML에 적힌 일정대로")]);
      const number = typeof value === "number" ? value : 0;
      const start = { autoscaling: { min: number || 10, max: Math.max(100, 10 * number) } };
      const change = (to) => {
        if (to === "fixed") set(own, value?.autoscaling?.min ?? value?.value ?? 0);
        if (to === "autoscaling") set(own, start);
      };
      const bound = (key, label) => quantity({
        key: [...own, key].join("."), path: [...own, "autoscaling", key], label, kind: "count",
          stops: LADDERS.requests.filter((stop) => stop <= 10000), isRequired: true });
      const fieldsOf = {
        fixed: () => [quantity({ path: own, label: choose("Provisioned concurrency", "프로비저닝된 동시성"), kind: "count",
          stops: LADDERS.concurrency })],
        autoscaling: () => [bound("min", choose("at least", "최소")), bound("max", choose("at most", "최대")),
          quantity({ key: own.join(".") + "/target", path: [...own, "autoscaling", "target"],
            label: choose("target utilization", "목표 사용률"), unit: "%",
            kind: "share", stops: LADDERS.target })],
        other: () => [],
      }[mode]();
      return make("div", { class: "control-group" },
        picker({ key: own.join(".") + "/mode", label: choose("Provisioned concurrency is", "프로비저닝된 동시성 방식"),
          options, read: () => mode, change }),
        ...fieldsOf);
    }

    const RETRIES = () => [
      ["none", choose("none: a throttle is a lost request", "없음: 스로틀링되면 요청을 잃음")],
      ["standard", choose("the SDK's standard", "SDK standard 모드")],
      ["adaptive", choose("the SDK's adaptive", "SDK adaptive 모드")], ["legacy", choose("the SDK's legacy", "SDK legacy 모드")],
      ["custom", choose("a policy of one's own", "직접 정한 정책")],
    ];

    function retryFields(path) {
      const own = [...path, "client", "retry"];
      const isCustom = () => typeof written(own) === "object" && written(own) !== null;
      const change = (to) => {
        const custom = { custom: { max_attempts: 5, base: "100ms", cap: "5s" } };
        set(own, to === "" ? null : to === "custom" ? custom : to);
      };
      const parts = [picker({ key: own.join("."), label: choose("Retries of the client", "클라이언트 재시도"),
        options: [defaultOption(resolved(own)), ...RETRIES()], read: () => (isCustom() ? "custom" : written(own)), change })];
      const time = (key, label, ladderName) => quantity({ key: own.join(".") + "/" + key, path: [...own, "custom", key], label,
        kind: "duration",
        stops: LADDERS[ladderName], isRequired: true });
      if (isCustom()) {
        parts.push(
          quantity({ key: own.join(".") + "/attempts", path: [...own, "custom", "max_attempts"],
            label: choose("attempts in all", "전체 시도 횟수"),
            kind: "count", stops: LADDERS.attempts, isRequired: true }),
          time("base", choose("first wait, at most", "첫 대기(최대)"), "shortFromZero"),
          time("cap", choose("longest wait", "가장 긴 대기"), "short"));
      }
      return make("div", { class: "control-group" }, ...parts);
    }

    function part(title, ...children) {
      return make("div", { class: "part", role: "group", "aria-label": title }, make("h4", {}, title), ...children);
    }

    function functionCard(i, count) {
      const path = ["functions", i];
      const own = (key) => [...path, key];
      const sources = written(own("traffic")) || [];
      const summary = make("summary", { "data-key": i + "/summary" });
      const name = make("span", { class: "card-name" });
      const brief = make("span", { class: "card-brief" });
      summary.append(name, " ", brief);
      fields.push(() => {
        name.textContent = String(written(own("name")) ?? choose("(no name)", "(이름 없음)"));
        brief.textContent = briefOf(i);
      });
      const number = (key, label, extra) => quantity({ path: own(key), label, ...extra });
      const details = make("details", { class: "card" }, summary,
        number("name", choose("Name", "이름"), { kind: "words", isRequired: true }),
        part(choose("Traffic", "트래픽"),
          ...sources.map((_, j) => sourceCard(i, j, sources.length)),
          make("div", { class: "controls-buttons" }, button(sources.length ? choose("Add a source of traffic", "트래픽 소스 추가")
            : choose("Add traffic", "트래픽 추가"),
            () => addSource(i), { "data-key": i + "/add-source" }))),
        part(choose("Time", "시간"), make("div", { class: "controls-grid" },
          distribution({ path: own("service_time"), label: choose("Service time", "처리 시간"), isRequired: true }),
          distribution({ path: own("cold_start"), label: choose("Cold start", "콜드 스타트"), hasRuntime: true,
            ladderName: "shortFromZero" }))),
        part(choose("Concurrency and size", "동시성과 크기"), make("div", { class: "controls-grid" },
          number("reserved_concurrency", choose("Reserved concurrency", "예약된 동시성"), { kind: "count", words: ["none"],
            stops: LADDERS.concurrency }),
          provisionedFields(path),
          number("memory", choose("Memory", "메모리"), { kind: "memory", unit: "MB", stops: LADDERS.memory }),
          word({ path: own("architecture"), label: choose("Architecture", "아키텍처"),
            options: [["x86_64", "x86_64"], ["arm64", "arm64"]] }))),
        part(choose("Failure and retries", "실패와 재시도"), make("div", { class: "controls-grid" },
          number("timeout", choose("Timeout", "제한 시간"), { kind: "duration", words: ["none"],
            stops: LADDERS.short.filter((stop) => stop >= 0.1) }),
          number("error_rate", choose("Error rate", "오류율"), { kind: "share", unit: "%", stops: LADDERS.percent }),
          retryFields(path))),
        also([...uncovered(written(path), COVERED.function, path),
          ...uncovered(written(own("client")), COVERED.client, own("client"))]),
        make("div", { class: "controls-buttons" },
          button(choose("Duplicate", "복제"), () => duplicate(i), { "data-key": i + "/duplicate" }),
          button(choose("Remove", "삭제"), () => remove(path, String(written(own("name")))), {
            "data-key": i + "/remove", disabled: count < 2 && !(known.written.services || []).length,
          })));
      details.open = !(folded.get(i) ?? i > 0);
      details.addEventListener("toggle", () => folded.set(i, !details.open));
      return details;
    }

    function briefOf(i) {
      const one = written(["functions", i]) || {};
      const sources = (one.traffic || []).map((source, j) => {
        const { shape } = traffic.shapeOf(source, picked.get(i + "/" + j));
        const rate = traffic.arrivalsOf(source) && source[traffic.arrivalsOf(source)].rate;
        return rate !== undefined && rate !== null ? rate.toLocaleString("en-US") + RATE_UNIT() : SHAPES[shape]();
      });
      const isConstant = wayOf(one.service_time) === "constant";
      const about = () => (one.service_time === undefined ? "" : "~" + durationOf(tidy(typical(one.service_time), 3)));
      const time = isConstant ? one.service_time : about();
      return [sources.join(" + "), time].filter(Boolean).join(" · ");
    }

    // ---- adding and removing

    const names = () => (known.written.functions || []).concat(known.written.services || []).map((one) => one.name);

    function freeName(base) {
      const stem = base.replace(/-\d+$/, "");
      for (let number = 2; ; number++) if (!names().includes(stem + "-" + number)) return stem + "-" + number;
    }

    function append(one) {
      const i = (known.written.functions || []).length;
      folded.set(i, false);
      write([{ path: ["functions", i], value: one }]);
      focus("functions." + i + ".name");
    }

    const add = () => append({ name: freeName("function-1"), service_time: "100ms", traffic: [{ poisson: { rate: 10 } }] });
    const duplicate = (i) => {
      const one = written(["functions", i]);
      append({ ...structuredClone(one), name: freeName(String(one.name)) });
    };

    function addSource(i) {
      const path = ["functions", i, "traffic"];
      const sources = written(path);
      const one = { poisson: { rate: 10 } };
      write([sources ? { path: [...path, sources.length], value: one } : { path, value: [one] }]);
      focus(i + "/" + (sources ? sources.length : 0) + "/shape");
    }

    // Nothing asks whether one is sure: it can be taken back, as long as nothing else was changed after it.
    async function remove(path, name) {
      picked.clear();
      if (path.length === 2) shiftFolds(path[1]);
      const before = await write([{ path, value: null }]);
      if (before === null || running) return;
      undo = { name, before };
      refreshTop();
      focus("undo");
    }

    function shiftFolds(removed) {
      const kept = [...folded].filter(([i]) => i !== removed).map(([i, isFolded]) => [i > removed ? i - 1 : i, isFolded]);
      folded.clear();
      for (const [i, isFolded] of kept) folded.set(i, isFolded);
    }

    // ---- what is on top: what is wrong, what was removed

    const top = make("div", { class: "controls-top", role: "status" });
    const body = make("fieldset", { class: "controls-body" });
    const legend = make("legend", { class: "visually-hidden" });
    body.append(legend);
    root.classList.add("controls");
    root.append(top, body);

    let shownTop = "";

    function refreshTop() {
      const first = known.first;
      const now = JSON.stringify([playground.language, known.isBroken, refused, first, undo?.name]);
      if (now === shownTop) return;
      shownTop = now;
      const lines = [];
      const jump = () => playground.editor.select(first.from, first.to);
      if (known.isBroken) lines.push(line("is-bad", choose(
        "The TOML cannot be read as a scenario at the moment, so the controls wait. They come back as soon as it can.",
        "지금은 TOML을 시나리오로 읽을 수 없어 컨트롤을 쓸 수 없습니다. 읽을 수 있게 되면 바로 돌아옵니다.")));
      if (first) {
        lines.push(line("is-bad", (known.isBroken ? "" : choose("It cannot run yet: ", "아직 실행할 수 없습니다: ")) + first.title,
          first.source == null && first.from != null && button(choose("Show in the TOML", "TOML에서 보기"), jump)));
        if (first.help) lines.push(line("", first.help));
      }
      if (refused) lines.push(line("is-bad", choose("That could not be changed: ", "바꿀 수 없었습니다: ") + refused));
      if (undo) {
        lines.push(line("", choose(undo.name + " was removed.", undo.name + "을(를) 삭제했습니다."),
          button(choose("Undo", "실행 취소"), takeBack, { "data-key": "undo" })));
      }
      top.replaceChildren(...lines);
    }

    const line = (className, text, act) => make("p", { class: className || null }, text, " ", act || null);

    function takeBack() {
      playground.editor.flush();
      if (!undo) return; // something was typed after it
      const { before } = undo;
      undo = null;
      store.set({ toml: before }, "controls");
      root.querySelector("summary")?.focus();
    }

    // ---- drawing

    let drawnAs = "";

    // What the set of controls depends on: everything but their values.
    function signature() {
      const { functions = [], region, ...rest } = known.written;
      const keysOf = (table) => Object.keys(table || {});
      return JSON.stringify([playground.language, regions.length, keysOf(rest), keysOf(region), (rest.services || []).length,
        functions.map((one, i) => [keysOf(one), keysOf(one.client), wayOf(one.service_time), wayOf(one.cold_start),
          typeof one.client?.retry,
          keysOf(typeof one.provisioned_concurrency === "object" ? one.provisioned_concurrency : {}),
          (one.traffic || []).map((source, j) => [traffic.shapeOf(source, picked.get(i + "/" + j)).shape, keysOf(source),
            wayOf(source.closed?.think_time)])])]);
    }

    function build() {
      fields = [];
      ids = 0;
      const functions = known.written.functions || [];
      legend.textContent = choose("The scenario as controls", "컨트롤로 보는 시나리오");
      const services = known.written.services || [];
      body.replaceChildren(legend, regionCard(), runCard(), make("h3", { class: "controls-title" }, choose("Functions", "함수")),
        ...functions.map((_, i) => functionCard(i, functions.length)),
        make("div", { class: "controls-buttons" }, button(choose("Add a function", "함수 추가"), add, { "data-key": "add" })),
        ...(services.length ? [servicesLine(services)] : []));
    }

    function servicesLine(services) {
      return make("p", { class: "control-also" }, choose("ECS services, which have no controls and are kept: ",
        "컨트롤이 없으며 그대로 유지되는 ECS 서비스: "),
        ...services.flatMap(({ name }, i) =>
          [button(String(name), () => playground.editor.reveal(["services", i]), { class: "control-link" }), " "]));
    }

    const keyed = (key) => [...root.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key);
    const focus = (key) => keyed(key)?.focus();

    function buildKeepingFocus() {
      const active = root.contains(document.activeElement) ? document.activeElement : null;
      const { key } = active?.dataset || {};
      const typed = active?.matches("input[type=text]") ? [active.value, active.selectionStart, active.selectionEnd] : null;
      const scrolled = root.closest("[data-scrolls]")?.scrollTop;
      build();
      const again = key && keyed(key);
      if (!again) return;
      if (typed) again.value = typed[0];
      again.focus({ preventScroll: true });
      if (typed && again.matches("input[type=text]")) again.setSelectionRange(typed[1], typed[2]);
      if (scrolled !== undefined) root.closest("[data-scrolls]").scrollTop = scrolled;
    }

    function refresh() {
      body.disabled = known.isBroken;
      body.inert = known.isBroken;
      refreshTop();
      if (!known.written) return;
      const now = signature();
      if (now !== drawnAs) {
        drawnAs = now;
        buildKeepingFocus();
      }
      for (const update of fields) update();
    }

    // ---- what the engine knows of the text

    // Errors by the path of the setting that they stand at.
    function problemsByPath(errors) {
      const found = new Map();
      if (!errors.length || !playground.toml) return found;
      const { keys } = playground.toml.scan(store.toml);
      for (const error of errors.filter((one) => one.source == null && one.from != null)) {
        const key = keys.findLast((one) => one.from <= error.from);
        if (key) found.set(JSON.stringify(key.path), error.title);
      }
      return found;
    }

    function receive() {
      const { description } = store;
      if (running || !description) return;
      const errors = (description.problems || []).filter((one) => one.severity === "error");
      known.isBroken = description.written === null || !isShaped(description.written);
      if (!known.isBroken) known.written = description.written;
      if (description.scenario) known.scenario = description.scenario;
      known.problems = problemsByPath(errors);
      known.first = errors[0] || null;
      refresh();
    }

    store.on("description", receive);
    store.on("scenario", (from) => {
      if (from === "controls") return;
      refused = "";
      undo = null;
      if (from === "editor") return;
      opened++;
      picked.clear();
      folded.clear();
    });
    store.on("language", refresh);

    playground.schema().then((schema) => {
      regions = schema.properties.region.properties.name.enum || [];
      const kinds = schema.properties.functions.items.properties.cold_start.anyOf || [];
      runtimes = kinds.find((kind) => kind.properties?.runtime)?.properties.runtime.enum || [];
      refresh();
    }, () => {}); // without the engine the page says so itself
    receive();
  }

  playground.controls = { mount };
})(globalThis.playground);
