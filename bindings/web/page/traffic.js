// Traffic over time: what the format's sources look like as a line, and a line drawn by hand as the format's stages.
//
// A line is a list of points { t, rate } in seconds and requests per second. Two points at one time are a jump; a point with
// shape "exponential" is reached by equal factors in equal times. The first half turns sources into lines and back, and
// knows no page; the second draws a line, to be looked at or to be moved with the mouse, a finger or the keyboard.
(function (playground) {
  "use strict";

  const { choose } = playground;

  // ---- durations as the format writes them

  const UNITS = [
    [/^w(?:ks?|eeks?)?$/, 604800], [/^d(?:ays?)?$/, 86400], [/^h(?:rs?|ours?)?$/, 3600], [/^m(?:ins?|inutes?)?$/, 60],
    [/^s(?:ec(?:ond)?s?)?$/, 1], [/^m(?:s(?:ecs?)?|illis?|illiseconds?)$/, 1e-3],
    [/^(?:[uµμ]s(?:ecs?)?|micro(?:second)?s?)$/, 1e-6], [/^n(?:s(?:ecs?)?|anos?|anoseconds?)$/, 1e-9],
  ];
  const PART = /\s*([0-9]+(?:[.,][0-9]+)?)\s*([a-zµμ]+)\s*,?/gy;

  // Seconds, or null where the text is no duration.
  function secondsOf(text) {
    if (typeof text !== "string" || !text.trim()) return null;
    const plain = text.trim().replace(/^\+/, "");
    PART.lastIndex = 0;
    let seconds = 0, at = 0;
    for (let part; at < plain.length && (part = PART.exec(plain)); at = PART.lastIndex) {
      const unit = UNITS.find(([name]) => name.test(part[2]));
      if (!unit) return null;
      seconds += Number(part[1].replace(",", ".")) * unit[1];
    }
    return at === plain.length && Number.isFinite(seconds) ? tidy(seconds, 15) : null;
  }

  // As people write it: "150ms", "90s", "2m", "1h 30m".
  function durationOf(seconds) {
    const trimmed = (value) => String(Number(value.toFixed(6)));
    if (seconds === 0) return "0s";
    if (seconds < 1e-3) return trimmed(seconds * 1e6) + "us";
    if (seconds < 1) return trimmed(seconds * 1e3) + "ms";
    if (!Number.isInteger(seconds)) {
      const ms = Math.round(seconds * 1e3);
      if (seconds < 60) return trimmed(seconds) + "s";
      return durationOf(Math.floor(ms / 1e3)) + (ms % 1000 ? " " + (ms % 1000) + "ms" : "");
    }
    if (seconds % 3600 === 0) return seconds / 3600 + "h";
    if (seconds % 60 === 0 && seconds < 3600) return seconds / 60 + "m";
    if (seconds < 120) return seconds + "s";
    const parts = [[Math.floor(seconds / 3600), "h"], [Math.floor((seconds % 3600) / 60), "m"], [seconds % 60, "s"]];
    return parts.filter(([count]) => count).map(([count, unit]) => count + unit).join(" ");
  }

  // ---- stages and lines

  const isSame = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  const isJump = (a, b) => isSame(a.t, b.t);
  const isPlace = (a, b) => isJump(a, b) && isSame(a.rate, b.rate);
  const tidy = (value, digits = 9) => Number(value.toPrecision(digits));

  // A text that is being written may say anything: what are no stages makes no line.
  const isStage = (stage) => Number.isFinite(stage?.target);
  const stagesIn = ({ stages }) => (Array.isArray(stages) && stages.every(isStage) ? stages : []);

  function lineOf(stages) {
    const points = [];
    let [t, rate] = [0, 0];
    const add = (point) => {
      const last = points[points.length - 1];
      if (last && isPlace(last, point)) return;
      const before = points[points.length - 2];
      // Of several jumps at once only where it begins and where it ends can be seen.
      if (last && before && isJump(before, last) && isJump(last, point)) points.pop();
      if (points.length === 1 && isJump(points[0], point) && points[0].t === 0) points.pop();
      points.push(point);
    };
    for (const { duration, target, shape } of stages) {
      const length = secondsOf(duration) ?? 0;
      const end = { t: tidy(t + length), rate: target };
      if (shape === "step") {
        add({ t, rate: target });
      } else if (!points.length && length > 0) {
        add({ t: 0, rate: 0 });
      }
      const isCurved = shape === "exponential" && length > 0 && rate > 0 && target > 0;
      add(isCurved ? { ...end, shape } : end);
      [t, rate] = [end.t, target];
    }
    return points;
  }

  // A jump is written as a stage of shape "step", or, where `hasEmpty` says that the text does so, as one of no length.
  function stagesOf(points, hasEmpty = false) {
    const stages = [];
    let rate = 0;
    points.forEach((point, i) => {
      const before = points[i - 1];
      if (!before || isJump(before, point)) {
        if (i === points.length - 1 && !isSame(rate, point.rate)) stages.push({ duration: "0s", target: point.rate });
        return;
      }
      const duration = durationOf(tidy(point.t - before.t));
      const isAtPlace = isSame(before.rate, rate);
      if (!isAtPlace && !hasEmpty && isSame(before.rate, point.rate)) {
        stages.push({ duration, target: point.rate, shape: "step" });
      } else {
        if (!isAtPlace) stages.push({ duration: "0s", target: before.rate });
        const isCurved = point.shape === "exponential" && before.rate > 0 && point.rate > 0;
        stages.push({ duration, target: point.rate, ...(isCurved ? { shape: "exponential" } : {}) });
      }
      rate = point.rate;
    });
    return stages.length ? stages : [{ duration: "0s", target: 0 }];
  }

  // The changes that turn some stages into others, as few as possible: comments beside the rest stay.
  function stageChanges(path, before, after) {
    if (stagesIn({ stages: before }).length !== after.length) return [{ path, value: after }];
    return after.flatMap((stage, i) => {
      const old = before[i];
      const changes = [];
      const set = (key, value) => changes.push({ path: [...path, i, key], value });
      if (!isSame(secondsOf(old.duration) ?? -1, secondsOf(stage.duration))) set("duration", stage.duration);
      if (old.target !== stage.target) set("target", stage.target);
      if ((old.shape || "linear") !== (stage.shape || "linear")) set("shape", stage.shape ?? null);
      return changes;
    });
  }

  // ---- shapes that have a name

  const flat = (points) => points.every((point) => isSame(point.rate, points[0].rate));
  const ending = (points) => points[points.length - 1].t;
  const isStraight = (points) => points.length > 1 && !points.some((point) => point.shape);

  // Points within a straight line say nothing.
  function simple(points) {
    return points.filter((point, i) => {
      const [before, after] = [points[i - 1], points[i + 1]];
      if (!before || !after || isJump(before, point) || isJump(point, after)) return true;
      const share = (point.t - before.t) / (after.t - before.t);
      return !isSame(point.rate, before.rate + share * (after.rate - before.rate));
    });
  }

  // A line that is flat still has the points of the shape it was made as.
  const middleOf = (points) => (points.length === 4 ? [points[1].t, tidy(points[2].t - points[1].t)] : null);

  const joined = (points) => points.filter((point, i) => i === 0 || !isPlace(points[i - 1], point));

  // Each says which numbers make it, draws them, and finds them in a line: null where it is another shape.
  const SHAPES = {
    ramp: {
      params: ["from", "to", "begins", "takes"],
      draw({ from, to, begins: wanted, takes }, end) {
        const begins = Math.min(wanted, end);
        const top = Math.min(end, begins + takes);
        return joined([{ t: 0, rate: from }, { t: begins, rate: from }, { t: top, rate: to },
          { t: Math.max(end, top), rate: to }]);
      },
      find(points) {
        const line = simple(points);
        if (line.length < 2 || line.length > 4) return null;
        const at = line.findIndex((point, i) => i > 0 && !isSame(point.rate, line[i - 1].rate));
        if (at < 0) {
          const [begins, takes] = middleOf(points) || [0, tidy(ending(line) / 2)];
          return { from: line[0].rate, to: line[0].rate, begins, takes };
        }
        const [a, b] = [line[at - 1], line[at]];
        if (!flat(line.slice(0, at)) || !flat(line.slice(at))) return null;
        return { from: a.rate, to: b.rate, begins: a.t, takes: tidy(b.t - a.t) };
      },
    },
    spike: {
      params: ["base", "peak", "begins", "lasts"],
      draw({ base, peak, begins: wanted, lasts }, end) {
        const begins = Math.min(wanted, end);
        const over = Math.min(end, begins + lasts);
        return joined([{ t: 0, rate: base }, { t: begins, rate: base }, { t: begins, rate: peak }, { t: over, rate: peak },
          { t: over, rate: base }, { t: Math.max(end, over), rate: base }]);
      },
      find(points) {
        const line = simple(points);
        if (flat(line)) {
          const [begins, lasts] = middleOf(points) || [tidy(ending(line) / 4), tidy(ending(line) / 4)];
          return { base: line[0].rate, peak: line[0].rate, begins, lasts };
        }
        const [a, b, c, d, e, f] = line;
        if (line.length === 4 && isJump(b, c) && isSame(a.rate, b.rate) && isSame(c.rate, d.rate)) {
          return a.rate > c.rate
            ? { base: c.rate, peak: a.rate, begins: 0, lasts: b.t }
            : { base: a.rate, peak: c.rate, begins: b.t, lasts: tidy(d.t - b.t) };
        }
        const isOne = line.length === 6 && isJump(b, c) && isJump(d, e)
          && isSame(a.rate, b.rate) && isSame(c.rate, d.rate) && isSame(e.rate, f.rate) && isSame(a.rate, e.rate);
        return isOne ? { base: a.rate, peak: c.rate, begins: b.t, lasts: tidy(d.t - c.t) } : null;
      },
    },
    steps: {
      params: ["from", "to", "steps"],
      draw({ from, to, steps }, end) {
        const count = Math.max(2, Math.min(50, Math.round(steps)));
        const isLong = end / count >= 20 && Number.isInteger(end);
        const edge = (i) => (isLong ? Math.round((end * i) / count) : tidy((end * i) / count));
        const rate = (i) => tidy(from + ((to - from) * i) / (count - 1), 4);
        const step = (i) => [{ t: edge(i), rate: rate(i) }, { t: edge(i + 1), rate: rate(i) }];
        return joined(Array.from({ length: count }, (_, i) => step(i)).flat());
      },
      find(points) {
        const line = simple(points);
        if (flat(line)) return { from: line[0].rate, to: line[0].rate, steps: Math.max(2, points.length - 1) };
        const count = line.length / 2;
        if (!Number.isInteger(count) || count < 2) return null;
        const [from, to, end] = [line[0].rate, line[line.length - 1].rate, ending(line)];
        const drawn = this.draw({ from, to, steps: count }, end);
        const hair = 1e-3 * Math.max(1, to, from);
        const isNear = (a, b) => Math.abs(a.t - b.t) <= 1e-3 && Math.abs(a.rate - b.rate) <= hair;
        const isOne = drawn.length === line.length && drawn.every((point, i) => isNear(point, line[i]));
        return isOne ? { from, to, steps: count } : null;
      },
    },
  };

  const RATES = ["poisson", "even"];
  const arrivalsOf = (source) => RATES.find((kind) => source?.[kind]) || null;

  // What a source is: its shape, and the numbers of it. `picked` is what the reader chose last, where it still fits.
  function shapeOf(source, picked) {
    const arrivals = arrivalsOf(source);
    if (!arrivals) return { shape: ["batch", "closed", "trace", "counts"].find((kind) => source?.[kind]) || "none", params: {} };
    const profile = source[arrivals];
    if (profile.rate !== undefined) return { shape: "steady", params: {} };
    if (profile.diurnal) return { shape: "wave", params: {} };
    const points = lineOf(stagesIn(profile));
    if (!isStraight(points)) return { shape: "drawn", points };
    if (picked === "drawn") return { shape: "drawn", points };
    for (const shape of [...new Set([picked, ...Object.keys(SHAPES)])]) {
      const isConstant = flat(simple(points));
      const params = SHAPES[shape] && (shape === picked || !isConstant) && SHAPES[shape].find(points);
      if (params) return { shape, params, points };
    }
    return { shape: "drawn", points };
  }

  // ---- any source as a line

  const SAMPLES = 240;

  function waveLine({ mean, amplitude, period, peak_at: peakAt }, end) {
    const [length, peak] = [secondsOf(period) || end, secondsOf(peakAt ?? "0s") || 0];
    return Array.from({ length: SAMPLES + 1 }, (_, i) => {
      const t = (end * i) / SAMPLES;
      return { t, rate: Math.max(0, mean + amplitude * Math.cos((2 * Math.PI * (t - peak)) / length)) };
    });
  }

  // The rows of a table of recorded data: the first line names the columns.
  function rowsOf(text) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() && !line.startsWith("#"));
    if (!lines.length) return [];
    const sign = [",", ";", "\t"].sort((a, b) => lines[0].split(b).length - lines[0].split(a).length)[0];
    const names = lines[0].split(sign).map((name) => name.trim().replace(/^"|"$/g, "").toLowerCase());
    return lines.slice(1).map((line) => {
      const cells = line.split(sign);
      return Object.fromEntries(names.map((name, i) => [name, (cells[i] || "").trim().replace(/^"|"$/g, "")]));
    });
  }

  // Seconds from the start, from numbers or dates.
  function timesOf(cells) {
    const times = cells.map((cell) => {
      if (cell !== "" && !Number.isNaN(Number(cell))) return Number(cell);
      return Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(cell) ? cell : cell.replace(" ", "T") + "Z") / 1000;
    });
    const first = times.reduce((least, time) => Math.min(least, time), Infinity);
    const size = first >= 1e17 ? 1e9 : first >= 1e14 ? 1e6 : first >= 1e11 ? 1e3 : 1;
    return first >= 1e9 ? times.map((time) => (time - first) / size) : times;
  }

  // Requests of a recording per second, in bars. A control that is dragged asks at every step: the last few are kept.
  const MOST_KEPT = 4;
  const recorded = []; // { text, end, line }

  function recordedLine(text, end) {
    const kept = recorded.find((one) => one.end === end && one.text === text);
    if (kept) return kept.line;
    const line = readLine(text, end);
    recorded.unshift({ text, end, line });
    recorded.length = Math.min(recorded.length, MOST_KEPT);
    return line;
  }

  function readLine(text, end) {
    const rows = rowsOf(text);
    const times = timesOf(rows.map((row) => row.start_s ?? row.arrival_s ?? row.time ?? ""));
    if (!times.length || !times.every(Number.isFinite)) return null;
    const bars = Math.min(SAMPLES, Math.max(1, new Set(times).size));
    const length = end / bars;
    const sums = new Array(bars).fill(0);
    rows.forEach((row, i) => {
      const bar = Math.floor(times[i] / length + 1e-9);
      if (bar >= 0 && bar < bars) sums[bar] += row.count === undefined ? 1 : Number(row.count) || 0;
    });
    return sums.flatMap((sum, i) => [{ t: i * length, rate: sum / length }, { t: (i + 1) * length, rate: sum / length }]);
  }

  const isPoint = ({ t, rate }) => Number.isFinite(t) && Number.isFinite(rate);
  const nothingToDraw = () => ({ words: choose("The TOML says nothing here that can be drawn.", "여기에는 그릴 수 있는 값이 TOML에 없습니다.") });

  function pointsOf(profile, end) {
    const { rate, diurnal } = profile;
    if (rate !== undefined) return [{ t: 0, rate }, { t: end, rate }];
    return diurnal ? waveLine(diurnal, end) : lineOf(stagesIn(profile));
  }

  // { points } of a rate, { marks } of instants, or { words } where there is no line.
  function outline(source, end, files) {
    const arrivals = arrivalsOf(source);
    if (arrivals) {
      const points = pointsOf(source[arrivals], end);
      return points.length && points.every(isPoint) ? { points } : nothingToDraw();
    }
    if (source?.batch) {
      const { at, requests } = source.batch;
      if (!Number.isFinite(requests)) return nothingToDraw();
      return { marks: [at ?? []].flat().map((text) => ({ t: secondsOf(text) ?? 0, size: requests })) };
    }
    const file = source?.trace?.file ?? source?.counts?.file;
    if (file !== undefined) {
      const text = Object.hasOwn(files, file) ? files[file] : null;
      const points = text && recordedLine(text, end);
      if (points) return { points };
      return { words: choose("Requests arrive as the file " + file + " says.", "요청은 파일 " + file + "에 기록된 대로 도착합니다.") };
    }
    return { words: choose("Users ask, wait for the answer, think, and ask again: the rate follows from that.",
      "사용자는 요청하고, 응답을 기다리고, 생각한 뒤 다시 요청합니다. 요청 속도는 그에 따라 정해집니다.") };
  }

  // ---- numbers as people read them

  const short = (value) => (Number.isInteger(value) ? value.toLocaleString("en-US") : String(tidy(value, 4)));
  const perSecond = (rate) => choose(short(rate) + " requests/s", "초당 요청 " + short(rate) + "건");

  function nice(value) {
    if (!(value > 0)) return 1;
    const power = 10 ** Math.floor(Math.log10(value));
    return tidy([1, 2, 5, 10].find((digit) => digit * power >= value * (1 - 1e-9)) * power);
  }

  const TIMES = [0.001, 0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
    86400, 172800, 604800];
  const niceTime = (value) => TIMES.find((time) => time >= value * (1 - 1e-9)) ?? nice(value);
  const spread = (step, end) => Array.from({ length: Math.floor(end / step + 1e-6) + 1 }, (_, i) => tidy(i * step));

  // ---- the drawing

  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = { left: 52, right: 16, top: 26, bottom: 26 };
  const HEIGHT = 190;
  const DRAG_PX = 4;
  const MOST_HANDLES = 60;
  const CURVE_PIECES = 24;

  const EMPTY = { points: [], marks: [], isEditable: false, label: "", words: "" };

  let drawings = 0;

  // `onPoints` hears of a line that the reader has changed.
  function drawing({ onPoints }) {
    const make = (tag, attributes = {}, text) => {
      const element = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      if (text !== undefined) element.textContent = text;
      return element;
    };
    const svg = make("svg", { class: "traffic-svg" });
    const tools = playground.make("div", { class: "traffic-tools" });
    const words = playground.make("p", { class: "traffic-words" });
    const hint = playground.make("p", { class: "traffic-words", id: "traffic-" + ++drawings + "-hint" });
    const element = playground.make("div", { class: "traffic" }, svg, tools, words, hint);

    let line = { ...EMPTY, end: 60 };
    let width = 320;
    let top = 1;
    let chosen = 0;
    let drag = null;
    let shownAs = "";

    // ---- scales

    const x = (t) => MARGIN.left + (t / line.end) * (width - MARGIN.left - MARGIN.right);
    const y = (rate) => HEIGHT - MARGIN.bottom - (rate / top) * (HEIGHT - MARGIN.top - MARGIN.bottom);
    const timeAt = (px) => ((px - MARGIN.left) / (width - MARGIN.left - MARGIN.right)) * line.end;
    const rateAt = (px) => ((HEIGHT - MARGIN.bottom - px) / (HEIGHT - MARGIN.top - MARGIN.bottom)) * top;
    const timeStep = () => niceTime(line.end / 240);
    const rateStep = () => nice(top / 100);
    const snapped = (value, step) => tidy(Math.round(value / step) * step);

    function rescale() {
      const most = Math.max(0, ...line.points.map((point) => point.rate), ...line.marks.map((mark) => mark.size));
      const step = nice((most * 1.15 || 1) / 4);
      top = step * Math.max(1, Math.ceil((most * (line.isEditable ? 1.15 : 1.02)) / step - 1e-9));
    }

    // ---- what stands where

    function axes() {
      const group = make("g", { "aria-hidden": "true" });
      const step = nice(top / 4);
      for (const rate of spread(step, top)) {
        const place = { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(rate), y2: y(rate) };
        group.append(
          make("line", { class: "traffic-grid", ...place }),
          make("text", { class: "traffic-tick", x: MARGIN.left - 6, y: y(rate) + 4, "text-anchor": "end" }, compact(rate)),
        );
      }
      const timeGap = niceTime(line.end / Math.max(2, Math.floor((width - 70) / 70)));
      for (const t of spread(timeGap, line.end)) {
        const text = t === 0 ? "0" : durationOf(t);
        group.append(
          make("text", { class: "traffic-tick", x: x(t), y: HEIGHT - 8, "text-anchor": "middle" }, text),
          make("line", { class: "traffic-grid", x1: x(t), x2: x(t), y1: y(0), y2: y(0) + 4 }),
        );
      }
      const unit = line.marks.length ? choose("requests at once", "동시에 도착하는 요청") : choose("requests per second", "초당 요청");
      group.append(make("text", { class: "traffic-axis", x: 4, y: 14 }, unit));
      group.append(make("text", { class: "traffic-axis", x: width - MARGIN.right, y: 14, "text-anchor": "end" },
        choose("time →", "경과 시간 →")));
      return group;
    }

    function compact(value) {
      if (value >= 1e6) return short(value / 1e6) + "M";
      return value >= 10000 ? short(value / 1e3) + "k" : short(value);
    }

    function between(from, to) {
      return Array.from({ length: CURVE_PIECES }, (_, i) => {
        const share = (i + 1) / CURVE_PIECES;
        return { t: from.t + (to.t - from.t) * share, rate: from.rate * (to.rate / from.rate) ** share };
      });
    }

    function path() {
      const pieces = line.points.flatMap((point, i) => {
        const before = line.points[i - 1];
        return before && point.shape === "exponential" && before.rate > 0 && point.rate > 0 ? between(before, point) : [point];
      }).filter((point) => point.t <= line.end * (1 + 1e-9));
      return pieces.map((point, i) => (i ? "L" : "M") + x(point.t).toFixed(1) + " " + y(point.rate).toFixed(1)).join("");
    }

    function curve() {
      if (!line.points.length) return [];
      const last = line.points[line.points.length - 1];
      const d = path();
      const area = d + "L" + x(Math.min(last.t, line.end)).toFixed(1) + " " + y(0) + "L" + x(0) + " " + y(0) + "Z";
      return [make("path", { class: "traffic-area", d: area }), make("path", { class: "traffic-line", d })];
    }

    const spokenPoint = (point) => durationOf(tidy(point.t)) + ": " + perSecond(point.rate);

    function handle(point, i) {
      const group = make("g", {
        class: "traffic-point", tabindex: i === chosen ? "0" : "-1", role: "slider", "data-point": i,
          "aria-orientation": "vertical",
        "aria-label": choose("Point " + (i + 1) + " of " + line.points.length,
          "점 " + line.points.length + "개 중 " + (i + 1) + "번"),
        "aria-valuemin": 0, "aria-valuemax": top, "aria-valuenow": point.rate, "aria-valuetext": spokenPoint(point),
        "aria-describedby": hint.id, transform: "translate(" + x(point.t).toFixed(1) + " " + y(point.rate).toFixed(1) + ")",
      });
      group.append(make("circle", { class: "traffic-reach", r: 15 }), make("circle", { class: "traffic-dot", r: 6 }));
      group.classList.toggle("is-chosen", i === chosen);
      group.addEventListener("focus", () => choosePoint(i));
      return group;
    }

    function stems() {
      return line.marks.filter((mark) => mark.t <= line.end).flatMap((mark) => [
        make("line", { class: "traffic-stem", x1: x(mark.t), x2: x(mark.t), y1: y(0), y2: y(mark.size) }),
        make("circle", { class: "traffic-dot", cx: x(mark.t), cy: y(mark.size), r: 5 }),
      ]);
    }

    // In words, for whoever cannot see the line.
    function spoken() {
      if (line.words) return line.words;
      if (line.marks.length) return line.marks.slice(0, 8).map((mark) => durationOf(mark.t) + ": " + short(mark.size)).join("; ");
      const every = line.points.length <= 12 ? 1 : Math.ceil(line.points.length / 8);
      const points = line.points.filter((_, i) => i % every === 0);
      return points.map(spokenPoint).join("; ");
    }

    // ---- drawing again

    const isDrawn = () => !line.words && (line.points.length > 0 || line.marks.length > 0);
    const canEdit = () => isDrawn() && line.isEditable && line.points.length <= MOST_HANDLES;

    function draw() {
      shownAs = JSON.stringify(line);
      const isFocused = svg.contains(document.activeElement);
      svg.style.display = isDrawn() ? "" : "none";
      svg.setAttribute("viewBox", "0 0 " + width + " " + HEIGHT);
      svg.setAttribute("role", canEdit() ? "group" : "img");
      svg.setAttribute("aria-label", line.label + (canEdit() ? "" : ": " + spoken()));
      svg.classList.toggle("is-editable", canEdit());
      svg.replaceChildren(axes(), ...curve(), ...stems(), ...(canEdit() ? line.points.map(handle) : []));
      words.textContent = line.words || "";
      words.hidden = !line.words;
      hint.hidden = !line.isEditable || !isDrawn();
      hint.textContent = canEdit()
        ? choose("Drag a point; click beside the line for a new one. Keys: arrows move it (Shift: further), Enter adds one after "
          + "it, Delete removes it.",
          "점을 끌어 옮기고, 선 밖을 눌러 새 점을 만듭니다. 키: 화살표로 이동(Shift: 크게), Enter로 뒤에 추가, Delete로 삭제.")
        : choose("Too many points to be drawn by hand: change them in the TOML.", "점이 너무 많아 손으로 그릴 수 없습니다. TOML에서 바꾸세요.");
      drawTools();
      if (isFocused) focusChosen();
    }

    const focusChosen = () => svg.querySelector(".traffic-point[tabindex='0']")?.focus({ preventScroll: true });

    // ---- the numbers of the chosen point

    const field = (attributes) => {
      const text = playground.make("span");
      const input = playground.make("input", { type: "text", autocomplete: "off", ...attributes });
      return { label: playground.make("label", {}, text, input), text, input };
    };
    const [at, rate] = [field({}), field({ inputmode: "decimal" })];
    const adder = playground.make("button", { type: "button", onclick: () => addAfter(chosen) });
    const remover = playground.make("button", { type: "button", onclick: () => remove(chosen) });
    tools.append(at.label, rate.label, adder, remover);

    function drawTools() {
      tools.hidden = !canEdit();
      const point = line.points[chosen];
      if (!canEdit() || !point) return;
      at.text.textContent = choose("Point at", "점의 시점");
      rate.text.textContent = choose("requests/s", "초당 요청");
      adder.textContent = choose("Add a point", "점 추가");
      remover.textContent = choose("Remove", "삭제");
      adder.disabled = line.points.length >= MOST_HANDLES;
      remover.disabled = line.points.length <= 2 || chosen === 0;
      at.input.disabled = chosen === 0;
      if (document.activeElement !== at.input) at.input.value = durationOf(tidy(point.t));
      if (document.activeElement !== rate.input) rate.input.value = String(point.rate);
      for (const input of [at.input, rate.input]) if (document.activeElement !== input) input.removeAttribute("aria-invalid");
    }

    at.input.addEventListener("input", () => {
      const t = secondsOf(at.input.value);
      at.input.setAttribute("aria-invalid", String(t === null));
      if (t !== null) move(chosen, t, line.points[chosen].rate);
    });
    rate.input.addEventListener("input", () => {
      const value = Number(rate.input.value.replace(/[,_\s]/g, ""));
      const isRate = rate.input.value.trim() !== "" && value >= 0 && value <= 1e9;
      rate.input.setAttribute("aria-invalid", String(!isRate));
      if (isRate) move(chosen, line.points[chosen].t, value);
    });
    for (const input of [at.input, rate.input]) input.addEventListener("blur", drawTools);

    // ---- changes

    function choosePoint(i) {
      if (chosen === i) return;
      chosen = i;
      svg.querySelectorAll(".traffic-point").forEach((point, index) => {
        point.setAttribute("tabindex", index === i ? "0" : "-1");
        point.classList.toggle("is-chosen", index === i);
      });
      drawTools();
    }

    function change(points) {
      line = { ...line, points };
      if (!drag) rescale();
      draw();
      onPoints(points);
    }

    // A point stays between its neighbours, and the first at the start.
    function move(i, t, rateNow) {
      const [before, after] = [line.points[i - 1], line.points[i + 1]];
      const low = before ? before.t : 0;
      const high = after ? after.t : line.end;
      const place = { t: i === 0 ? 0 : tidy(Math.min(Math.max(t, low), high)), rate: tidy(Math.max(0, Math.min(rateNow, 1e9))) };
      const point = { ...line.points[i], ...place };
      if (isPlace(point, line.points[i])) return;
      change(line.points.map((one, index) => (index === i ? point : one)));
    }

    function insert(index, point, hasFocus) {
      if (line.points.length >= MOST_HANDLES) return;
      chosen = index;
      change([...line.points.slice(0, index), point, ...line.points.slice(index)]);
      if (hasFocus) focusChosen();
    }

    // Halfway to the next point; behind the last one, where the run ends or halfway back.
    function addAfter(i) {
      const isLast = i === line.points.length - 1;
      const [a, b] = isLast ? [line.points[i - 1], line.points[i]] : [line.points[i], line.points[i + 1]];
      const t = snapped((a.t + b.t) / 2, timeStep());
      const isWithin = t > a.t && t < b.t;
      const hasFocus = svg.contains(document.activeElement);
      if (!isWithin) return;
      const share = (t - a.t) / (b.t - a.t);
      insert(isLast ? i : i + 1, { t, rate: snapped(a.rate + share * (b.rate - a.rate), rateStep() / 10) }, hasFocus);
    }

    function remove(i) {
      if (line.points.length <= 2 || i === 0) return;
      chosen = i - 1;
      change(line.points.filter((_, index) => index !== i));
    }

    // ---- mouse and touch

    function where(event) {
      const box = svg.getBoundingClientRect();
      const scale = width / box.width;
      return { t: timeAt((event.clientX - box.left) * scale), rate: rateAt((event.clientY - box.top) * scale) };
    }

    svg.addEventListener("pointerdown", (event) => {
      if (!canEdit() || event.button > 0) return;
      const point = event.target.closest?.(".traffic-point");
      drag = { index: point ? Number(point.dataset.point) : null, x: event.clientX, y: event.clientY, hasMoved: false };
      if (drag.index === null) return;
      event.preventDefault();
      choosePoint(drag.index);
      point.focus({ preventScroll: true });
      svg.setPointerCapture(event.pointerId);
    });

    svg.addEventListener("pointermove", (event) => {
      if (!drag) return;
      drag.hasMoved ||= Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > DRAG_PX;
      if (drag.index === null || !drag.hasMoved) return;
      const { t, rate: value } = where(event);
      move(drag.index, snapped(t, timeStep()), snapped(Math.max(0, Math.min(value, top)), rateStep()));
    });

    function release(event, isClick) {
      if (!drag) return;
      const { index, hasMoved } = drag;
      drag = null;
      if (index === null && !hasMoved && isClick) {
        const { t, rate: value } = where(event);
        if (t <= 0 || t > line.end || value < 0) return;
        const next = line.points.findIndex((point) => point.t > t);
        const point = { t: snapped(t, timeStep()), rate: snapped(Math.min(value, top), rateStep()) };
        insert(next < 0 ? line.points.length : next, point, true);
      } else if (hasMoved) {
        rescale();
        draw();
      }
    }
    svg.addEventListener("pointerup", (event) => release(event, true));
    svg.addEventListener("pointercancel", (event) => release(event, false));

    // ---- keys

    svg.addEventListener("keydown", (event) => {
      const held = event.target.closest?.(".traffic-point");
      if (!held || event.ctrlKey || event.metaKey || event.altKey) return;
      const i = Number(held.dataset.point);
      const point = line.points[i];
      const far = event.shiftKey ? 10 : 1;
      const go = (index) => {
        choosePoint(Math.max(0, Math.min(index, line.points.length - 1)));
        focusChosen();
      };
      const by = (times, rates) => move(i, snapped(point.t, 1e-6) + times * timeStep() * far,
        point.rate + rates * rateStep() * far);
      const act = {
        ArrowLeft: () => by(-1, 0), ArrowRight: () => by(1, 0), ArrowUp: () => by(0, 1), ArrowDown: () => by(0, -1),
        PageUp: () => go(i - 1), PageDown: () => go(i + 1), Home: () => go(0), End: () => go(line.points.length - 1),
        Delete: () => remove(i), Backspace: () => remove(i), Enter: () => addAfter(i),
      }[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });

    // ---- width

    new ResizeObserver(() => {
      const now = Math.round(element.clientWidth);
      if (!now || now === width || drag) return;
      width = now;
      draw();
    }).observe(element);

    // Shows another line. One that the reader is dragging is their own until it is let go.
    function update(next) {
      const now = { ...EMPTY, ...next };
      if (drag?.hasMoved || shownAs === JSON.stringify(now)) return;
      line = now;
      chosen = Math.max(0, Math.min(chosen, line.points.length - 1));
      rescale();
      draw();
    }

    return { element, update };
  }

  playground.traffic = {
    secondsOf, durationOf, tidy, lineOf, stagesOf, stageChanges, shapeOf, arrivalsOf, outline, drawing, SHAPES,
  };
})(globalThis.playground);
