// The charts of a page: drawn with uPlot, those with the same horizontal axis linked, values shown under the cursor,
// series and functions switched. Numbers come from `data`, texts from the figures within `root`, which may also hold
// the toolbar. report.html and the playground draw with this, so it looks at nothing outside `root`.
//
// Options: `before` is what `state()` of earlier charts gave: what their reader had chosen and zoomed to is kept.
// `lazily`: what nobody sees yet is drawn a little later, one chart at a time.
function burstsimCharts(root, data, options) {
  "use strict";

  const { before, lazily } = options || {};
  const charts = [];
  const MOST_STEPS = 60; // a series of at most so many values is drawn in steps
  const MOST_DOTS = 60; // a line through at most so many values that were tried marks each of them
  const CURVE_WIDTH = { thick: 3, line: 2, thin: 1.25 };

  // ---- numbers and times as people read them

  function thousands(value, decimals) {
    const text = Math.abs(value).toFixed(decimals);
    const [whole, fraction] = text.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
    return (value < 0 ? "-" : "") + grouped + (fraction ? "." + fraction : "");
  }

  function number(value) {
    if (value == null) return "–";
    const size = Math.abs(value);
    if (Number.isInteger(value) || size >= 1000) return thousands(value, 0);
    const decimals = size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : Math.min(12, 2 - Math.floor(Math.log10(size)));
    return thousands(value, decimals).replace(/\.?0+$/, "");
  }

  // m:ss, or h:mm:ss where the run is longer than an hour; fractions where the step has them.
  function clock(time, seconds, fine) {
    if (time.day != null) return timeOfDay(time, seconds, fine);
    return elapsed(time, seconds, fine);
  }

  // HH:MM, with seconds where there are any, and the number of days of a later one.
  function timeOfDay(time, seconds, fine) {
    const digits = fine === undefined ? time.decimals : fine;
    const at = Number((time.day + seconds).toFixed(digits));
    const days = Math.floor(at / 86400);
    const text = elapsed({ end: 86400 }, at - days * 86400, digits).padStart(digits ? 9 + digits : 8, "0");
    return (at % 60 ? text : text.slice(0, 5)) + (days ? " +" + days + "d" : "");
  }

  function elapsed(time, seconds, fine) {
    const digits = fine === undefined ? time.decimals : fine;
    const scale = Math.pow(10, digits);
    let rest = Math.round(seconds * scale) / scale;
    const hours = time.end >= 3600 ? Math.floor(rest / 3600) : 0;
    rest -= hours * 3600;
    const minutes = Math.floor(rest / 60 + 1e-9);
    const pad = (value, width) => String(value).padStart(width, "0");
    const s = Math.max(0, rest - minutes * 60).toFixed(digits);
    const tail = pad(minutes, time.end >= 3600 ? 2 : 1) + ":" + pad(s, digits ? 3 + digits : 2);
    return time.end >= 3600 ? hours + ":" + tail : tail;
  }

  // An axis of hours needs no seconds.
  function tick(time, seconds, step) {
    const text = clock(time, seconds, step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0);
    return time.day == null && time.end >= 3600 && step >= 60 ? text.slice(0, -3) : text;
  }

  const LADDER = [];
  for (let power = -6; power <= 15; power++) for (const digit of [1, 2, 5]) LADDER.push(Number(digit + "e" + power));

  // ---- horizontal axes: time, or values of a setting

  const TIME_STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600,
    900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];

  // A point is an interval, or there are two (smallest and largest) for each bucket of intervals.
  function timeAxis(time) {
    const bucketed = time.per > 1;
    const length = time.step * time.per;
    const buckets = Math.ceil(time.count / time.per);
    const stepped = !bucketed && time.count <= MOST_STEPS;
    const spans = Array.from({ length: buckets }, (_, i) => [i * length, Math.min((i + 1) * length, time.end)]);
    const xs = bucketed
      ? spans.flatMap(([a, b]) => [a + (b - a) / 4, a + (3 * (b - a)) / 4])
      : stepped
        ? spans.map(([a]) => a).concat(time.end)
        : spans.map(([a, b]) => (a + b) / 2);
    const between = (as, edges) => edges.map((edge) => as(time, edge)).join(" " + data.words.to + " ");
    const bucketOf = (index) => Math.min(bucketed ? index >> 1 : index, buckets - 1);
    return {
      start: 0, end: time.end, least: Math.min(time.end, length * 2), margin: 2 * length,
      xs, spans, bucketed, stepped, bucketOf,
      at: (index) => between(clock, spans[bucketOf(index)]) +
        (time.day == null ? "" : " (" + between(elapsed, spans[bucketOf(index)]) + ")"),
      span: (from, to) => clock(time, from) + " " + data.words.to + " " + clock(time, to),
      whole: data.words.run + ", " + (time.day == null ? elapsed(time, time.end) : between(clock, [0, time.end])),
      // Of the day they are round, wherever the run begins.
      ticks: { incrs: TIME_STEPS, space: time.end > 86400 ? 84 : 64,
        splits: (u, _, from, to, step) => {
          const shift = time.day || 0;
          const all = [];
          for (let at = Math.ceil((from + shift) / step - 1e-9) * step; at <= to + shift + 1e-9; at += step) all.push(at - shift);
          return all;
        },
        values: (u, splits, _, __, step) => splits.map((at) => tick(time, at, step)) },
    };
  }

  function valueAxis({ name, places, shown, named }) {
    const [low, high] = [places[0], places[places.length - 1]];
    const room = named ? 0.5 : (high - low) * 0.03 || 1;
    const [start, end] = [low - room, high + room];
    const short = (text) => (text.length > 16 ? text.slice(0, 15) + "…" : text);
    const distinct = places.filter((place, i) => i === 0 || place !== places[i - 1]);
    // Names have their places, as many as there is room for; numbers get round ones.
    const names = {
      splits: (u, _, from, to) => {
        const seen = distinct.filter((place) => place >= from && place <= to);
        const every = Math.max(1, Math.ceil(seen.length / Math.max(2, Math.floor(u.over.clientWidth / 110))));
        return seen.filter((__, i) => i % every === 0);
      },
      values: (u, splits) => splits.map((at) => short(shown[places.indexOf(at)] || "")),
    };
    return {
      start, end, least: (end - start) / 50, margin: 0, name, named,
      xs: places, spans: places.map((place) => [place, place]), bucketed: false, stepped: false, bucketOf: (index) => index,
      at: (index) => name + " " + shown[index],
      span: (from, to) => name + " " + number(from) + " " + data.words.to + " " + number(to),
      whole: data.words.range,
      ticks: named ? names : { space: 56, incrs: LADDER.filter((rung) => rung >= 1 || !places.every(Number.isInteger)), values: (u, splits) => splits.map((at) => number(at)) },
    };
  }

  const axes = data.axes.map((spec, index) => {
    const axis = spec.places ? valueAxis(spec) : timeAxis(spec);
    return Object.assign(axis, { key: root.id + "axis-" + index, from: axis.start, to: axis.end });
  });

  // Runs of equal values are packed as [value, how many].
  function unpacked(axis, packed) {
    const values = [];
    for (const item of packed) {
      if (Array.isArray(item)) for (let i = 0; i < item[1]; i++) values.push(item[0]);
      else values.push(item);
    }
    if (axis.stepped) values.push(values[values.length - 1]);
    return values;
  }

  function shown(axis, values, index, series) {
    const unit = series.unit;
    const bucket = axis.bucketOf(index);
    if (!axis.bucketed) {
      const value = number(values[bucket]) + (values[bucket] == null ? "" : unit);
      const [low, high] = series.band ? [series.band.low[bucket], series.band.high[bucket]] : [];
      return low != null && high > low ? value + " (" + number(low) + " – " + number(high) + ")" : value;
    }
    const pair = [values[2 * bucket], values[2 * bucket + 1]].filter((value) => value != null);
    if (!pair.length) return "–";
    const [low, high] = [Math.min(...pair), Math.max(...pair)];
    return (low === high ? number(low) : number(low) + " – " + number(high)) + unit;
  }

  // ---- inks

  const css = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const ink = (name) => css("--ink-" + name);

  function stripes(context, kind, ratio) {
    const tile = document.createElement("canvas");
    const size = Math.round(9 * ratio);
    tile.width = tile.height = size;
    const pen = tile.getContext("2d");
    pen.strokeStyle = css("--fill-stripes");
    pen.lineWidth = 1.3 * ratio;
    pen.beginPath();
    if (kind === "vertical") {
      pen.moveTo(size / 2, 0);
      pen.lineTo(size / 2, size);
    } else {
      for (const shift of [-size, 0, size]) {
        pen.moveTo(shift, size);
        pen.lineTo(shift + size, 0);
      }
    }
    pen.stroke();
    return context.createPattern(tile, "repeat");
  }

  function fill(context, name, ratio) {
    if (name === "paper") return css("--paper");
    if (name === "possible" || name === "marks") return css("--fill-" + name);
    return stripes(context, name === "standard" ? "vertical" : "diagonal", ratio);
  }

  // ---- drawing beside uPlot's lines

  // What lies between values and others below them: the axis, if there are none.
  function pathUnder({ xs, stepped }, u, values) {
    const path = new Path2D();
    const base = u.valToPos(u.scales.y.min, "y", true);
    let open = null;
    const close = (x) => { path.lineTo(x, base); path.closePath(); open = null; };
    for (let i = 0; i < xs.length; i++) {
      const x = u.valToPos(xs[i], "x", true);
      if (values[i] == null) {
        if (open != null) close(open);
        continue;
      }
      const y = u.valToPos(values[i], "y", true);
      if (open == null) { path.moveTo(x, base); path.lineTo(x, y); }
      else if (stepped) { path.lineTo(x, u.valToPos(values[i - 1], "y", true)); path.lineTo(x, y); }
      else path.lineTo(x, y);
      open = x;
    }
    if (open != null) close(open);
    return path;
  }

  // The intervals of values that were tried: a band, or a line each where values are names.
  function drawBand(chart, u, series) {
    const { ctx } = u;
    const { low, high } = series.band;
    const at = (values, i) => [u.valToPos(chart.axis.xs[i], "x", true), u.valToPos(values[i], "y", true)];
    const known = chart.axis.xs.map((_, i) => i).filter((i) => low[i] != null && high[i] != null);
    if (!known.length) return;
    ctx.save();
    ctx.beginPath();
    if (chart.axis.named) {
      for (const i of known) { ctx.moveTo(...at(low, i)); ctx.lineTo(...at(high, i)); }
      ctx.strokeStyle = ink(series.ink);
      ctx.lineWidth = 2 * uPlot.pxRatio;
      ctx.stroke();
    } else {
      // A stretch of neighbours is a band; one alone is a line as wide as its dot.
      ctx.globalAlpha = 0.22;
      ctx.fillStyle = ink(series.ink);
      const runs = [];
      for (const i of known) if (known.includes(i - 1)) runs[runs.length - 1].push(i); else runs.push([i]);
      for (const run of runs) {
        const reach = run.length > 1 ? 0 : 3 * uPlot.pxRatio;
        const edge = (values, i, side) => { const [x, y] = at(values, i); ctx.lineTo(x + side * reach, y); };
        ctx.beginPath();
        for (const i of run) [-1, 1].forEach((side) => edge(high, i, side));
        for (const i of run.reverse()) [1, -1].forEach((side) => edge(low, i, side));
        ctx.fill();
      }
    }
    ctx.restore();
  }

  function clipped(u, draw) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    draw(ctx, bbox);
    ctx.restore();
  }

  function drawBehind(chart, u) {
    const visible = (index) => u.series[index + 1].show;
    clipped(u, (ctx, bbox) => {
      for (const area of chart.view().areas) {
        if (![area.under, ...area.needs].every(visible)) continue;
        const path = pathUnder(chart.axis, u, area.edge ? unpacked(chart.axis, area.edge) : u.data[area.under + 1]);
        ctx.fillStyle = css("--paper");
        ctx.fill(path);
        ctx.fillStyle = fill(ctx, area.fill, uPlot.pxRatio);
        ctx.fill(path);
      }
      chart.view().series.forEach((series, index) => {
        if (series.band && visible(index)) drawBand(chart, u, series);
      });
      ctx.fillStyle = css("--shade");
      for (const shade of data.shades) {
        const [a, b] = [shade.from, shade.to].map((at) => u.valToPos(at, "x", true));
        ctx.fillRect(a, bbox.top, b - a, bbox.height);
      }
    });
  }

  // Where a line leaves the chart: a triangle at each peak, the highest with its value.
  function drawPeaks(chart, u, ctx, bbox) {
    const ratio = uPlot.pxRatio;
    const end = u.scales.y.max;
    const taken = [];
    chart.view().series.forEach((series, index) => {
      if (series.look === "marks" || !u.series[index + 1].show) return;
      const peaks = [];
      let open = false;
      u.data[index + 1].forEach((value, i) => {
        const beyond = value != null && value > end;
        if (beyond && !open) peaks.push([value, i]);
        else if (beyond && value > peaks[peaks.length - 1][0]) peaks[peaks.length - 1] = [value, i];
        open = beyond;
      });
      peaks.sort((a, b) => b[0] - a[0]).forEach(([value, i], place) => {
        const x = u.valToPos(chart.axis.xs[i], "x", true);
        if (taken.some((other) => Math.abs(other - x) < 24 * ratio)) return;
        taken.push(x);
        ctx.fillStyle = ink(series.ink);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x - 6 * ratio, bbox.top + 10 * ratio);
        ctx.lineTo(x + 6 * ratio, bbox.top + 10 * ratio);
        ctx.fill();
        if (place) return;
        const width = ctx.measureText(number(value)).width;
        const left = x + 10 * ratio + width < bbox.left + bbox.width ? x + 10 * ratio : x - 10 * ratio - width;
        words(ctx, number(value), left, bbox.top + 12 * ratio);
      });
    });
  }

  // Words on paper, so that no curve runs through them.
  function words(ctx, text, left, baseline) {
    const ratio = uPlot.pxRatio;
    ctx.font = 12 * ratio + "px " + getComputedStyle(document.body).fontFamily;
    ctx.textAlign = "left";
    ctx.fillStyle = css("--paper");
    ctx.globalAlpha = 0.8;
    ctx.fillRect(left - 3 * ratio, baseline - 12 * ratio, ctx.measureText(text).width + 6 * ratio, 15 * ratio);
    ctx.globalAlpha = 1;
    ctx.fillStyle = css("--ink");
    ctx.fillText(text, left, baseline);
  }

  // Words beside dots: as many as do not cover each other, those of later series first.
  function drawLabels(chart, u, ctx, bbox) {
    const ratio = uPlot.pxRatio;
    const [gap, height] = [6 * ratio, 14 * ratio];
    const dots = [];
    chart.view().series.forEach((series, index) => {
      if (!series.labels || !u.series[index + 1].show) return;
      series.labels.forEach((text, i) => {
        const value = u.data[index + 1][i];
        if (value != null) dots.unshift([u.valToPos(chart.axis.xs[i], "x", true), u.valToPos(value, "y", true), text]);
      });
    });
    const taken = dots.map(([x, y]) => [x - gap, y - gap, x + gap, y + gap]);
    ctx.font = 12 * ratio + "px " + getComputedStyle(document.body).fontFamily;
    for (const [x, y, text] of dots.filter((dot) => dot[2])) {
      const width = ctx.measureText(text).width;
      const [right, left] = [x + gap + 2 * ratio, x - gap - 2 * ratio - width];
      const free = [[x - width / 2, y - gap - height], [right, y - gap - height / 2], [right, y], [left, y - gap - height / 2],
        [left, y], [x - width / 2, y + gap]].map(([a, b]) => [a, b, a + width, b + height]).find((box) =>
        box[0] >= bbox.left && box[1] >= bbox.top && box[2] <= bbox.left + bbox.width && box[3] <= bbox.top + bbox.height &&
        taken.every((other) => box[0] >= other[2] || other[0] >= box[2] || box[1] >= other[3] || other[1] >= box[3]));
      if (!free) continue;
      taken.push(free);
      words(ctx, text, free[0], free[3] - 3 * ratio);
    }
  }

  function drawInFront(chart, u) {
    const ratio = uPlot.pxRatio;
    const view = chart.view();
    clipped(u, (ctx, bbox) => {
      view.series.forEach((series, index) => {
        if (series.look !== "marks" || !u.series[index + 1].show) return;
        ctx.fillStyle = ink(series.ink);
        const values = u.data[index + 1];
        const height = 6 * ratio;
        chart.axis.spans.forEach(([a, b], bucket) => {
          const most = chart.axis.bucketed ? Math.max(values[2 * bucket], values[2 * bucket + 1]) : values[bucket];
          if (!(most > 0)) return;
          const [from, to] = [Math.floor(u.valToPos(a, "x", true)), Math.ceil(u.valToPos(b, "x", true))];
          ctx.fillRect(from, bbox.top + bbox.height - height, Math.max(to - from, ratio), height);
        });
      });
      view.series.forEach((series, index) => {
        if (!series.missed || !u.series[index + 1].show) return;
        ctx.fillStyle = css("--paper");
        series.missed.forEach((missed, i) => {
          const value = u.data[index + 1][i];
          if (!missed || value == null) return;
          ctx.beginPath();
          ctx.arc(u.valToPos(chart.axis.xs[i], "x", true), u.valToPos(value, "y", true), 1.8 * ratio, 0, 2 * Math.PI);
          ctx.fill();
        });
      });
      drawLabels(chart, u, ctx, bbox);
      if (view.window) drawPeaks(chart, u, ctx, bbox);
      for (const mark of view.marks) {
        const x = u.valToPos(mark.value, "x", true);
        ctx.strokeStyle = ink(mark.ink);
        ctx.lineWidth = 2 * ratio;
        ctx.setLineDash(mark.dashed ? [7 * ratio, 5 * ratio] : []);
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bbox.top + bbox.height);
        ctx.stroke();
      }
      ctx.font = 12 * ratio + "px " + getComputedStyle(document.body).fontFamily;
      for (const limit of chart.limitsShown) {
        const y = u.valToPos(limit.value, "y", true);
        ctx.strokeStyle = css("--ink");
        ctx.lineWidth = ratio;
        ctx.setLineDash([7 * ratio, 5 * ratio]);
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
        // Above the line, where there is room.
        const label = limit.whole ? limit.label : limit.label + " " + number(limit.value);
        const above = y - 7 * ratio > bbox.top + 12 * ratio;
        words(ctx, label, bbox.left + bbox.width - 6 * ratio - ctx.measureText(label).width, above ? y - 7 * ratio : y + 16 * ratio);
      }
    });
  }

  // ---- vertical axes, and all that a chart is


  function verticalRange(chart, low, high) {
    const log = chart.spec.log;
    if (low == null) [low, high] = log ? [1, 10] : [0, 1];
    // A limit is drawn once the curves come near it.
    const window = chart.view().window;
    chart.limitsShown = chart.view().limits.filter((limit) => high >= limit.near * limit.value && !(window && limit.value > window[1]));
    if (log) {
      for (const { value } of chart.limitsShown) [low, high] = [Math.min(low, value), Math.max(high, value)];
      const from = LADDER.filter((rung) => rung <= low).pop() || LADDER[0];
      const to = LADDER.find((rung) => rung >= high) || high;
      return [from, Math.max(to, from * 10)];
    }
    for (const { band } of chart.view().series) if (band) high = Math.max(high, ...band.high.map((value) => value || 0));
    let top = Math.max(high, 0) || 1;
    for (const limit of chart.limitsShown) top = Math.max(top, limit.value * 1.08);
    if (window) return [window[0], Math.min(window[1], top * 1.04)];
    return [0, top * 1.04];
  }

  function plotOptions(chart, size) {
    const axis = () => ({ stroke: () => css("--faint"), grid: { stroke: () => css("--grid"), width: 1 },
      ticks: { stroke: () => css("--edge"), width: 1, size: 5 },
      font: "12px " + getComputedStyle(document.body).fontFamily });
    const view = chart.view();
    const isOn = switches(chart).map(([, button]) => isShown(button));
    const lines = view.series.map((series, index) => series.look === "marks"
      ? { label: series.label, scale: "marks", show: isOn[index], paths: () => null, points: { show: false } }
      : series.look === "dots"
      ? { label: series.label, scale: "y", show: isOn[index], stroke: () => ink(series.ink), paths: () => null,
          points: { show: true, size: 8, width: 1, fill: () => ink(series.ink), stroke: () => css("--paper") } }
      : {
          label: series.label, scale: "y", show: isOn[index],
          stroke: () => ink(series.ink),
          width: CURVE_WIDTH[series.width],
          dash: series.dash,
          points: chart.axis.name && chart.axis.xs.length <= MOST_DOTS
            ? { show: true, size: 7, width: 1, fill: () => ink(series.ink), stroke: () => css("--paper") }
            : { show: false },
          paths: chart.axis.stepped ? uPlot.paths.stepped({ align: 1 }) : undefined,
        });
    return {
      width: size.width, height: size.height,
      legend: { show: false },
      padding: [12, 26, 0, chart.axis.name ? 4 : 0],
      cursor: {
        sync: { key: chart.axis.key }, drag: { x: true, y: false, dist: 6 }, y: false,
        points: { size: 7, fill: (u, index) => ink(view.series[index - 1].ink), stroke: () => css("--paper"), width: 1.5,
          show: (u, index) => u.series[index].scale === "y" ? undefined : false },
        bind: { dblclick: () => () => { zoom(chart.axis, chart.axis.start, chart.axis.end); return null; } },
      },
      scales: {
        x: { time: false, auto: false, min: chart.axis.from, max: chart.axis.to },
        y: { distr: chart.spec.log ? 3 : 1, range: (u, low, high) => verticalRange(chart, low, high) },
        marks: { auto: false, range: [0, 1] },
      },
      series: [{}, ...lines],
      axes: [
        Object.assign(axis(), { size: 34 }, chart.axis.ticks,
          chart.axis.name ? { label: chart.axis.name, labelSize: 22, labelFont: "13px " + getComputedStyle(document.body).fontFamily } : {}),
        Object.assign(axis(), {
          // Digits decide how much room the numbers need.
          size: (u, values) => 18 + 7.2 * Math.max(2, ...(values || []).map((text) => String(text == null ? "" : text).length)),
          values: (u, splits) => splits.map((at) => at == null ? null : number(at)),
        }),
      ],
      hooks: {
        drawClear: [(u) => drawBehind(chart, u)],
        draw: [(u) => drawInFront(chart, u)],
        setCursor: [(u) => readOut(chart, u)],
        setScale: [(u, key) => { if (key === "x") follow(chart, u); }],
      },
    };
  }

  // ---- zoom, shared by all charts with the same axis

  const chosen = { scope: 0 };
  const select = root.querySelector("#scope");
  const isWhole = (axis) => axis.from <= axis.start && axis.to >= axis.end;

  function zoom(axis, from, to) {
    const { start, end, least } = axis;
    if (to - from < least) {
      const middle = (from + to) / 2;
      [from, to] = [middle - least / 2, middle + least / 2];
    }
    if (from < start) [from, to] = [start, Math.min(end, to + (start - from))];
    if (to > end) [from, to] = [Math.max(start, from - (to - end)), end];
    Object.assign(axis, { from, to });
    for (const chart of charts) if (chart.plot && chart.axis === axis) chart.plot.setScale("x", { min: from, max: to });
    const span = root.querySelector("#span");
    const zoomed = axes.filter((one) => !isWhole(one));
    if (span) span.textContent = zoomed.length ? zoomed.map((one) => one.span(one.from, one.to)).join(", ") : axes[0].whole;
  }

  const showAll = () => axes.forEach((axis) => zoom(axis, axis.start, axis.end));

  // A chart was zoomed by its reader: the others follow.
  function follow(chart, u) {
    const { min, max } = u.scales.x;
    const { from, to, start, end } = chart.axis;
    if (min == null || !charts.length) return;
    const hair = 1e-9 * (end - start);
    if (Math.abs(min - from) > hair || Math.abs(max - to) > hair) zoom(chart.axis, min, max);
  }

  function zoomBy(axis, factor, at) {
    const { from, to } = axis;
    const middle = at == null ? (from + to) / 2 : at;
    zoom(axis, middle - (middle - from) * factor, middle + (to - middle) * factor);
  }

  // ---- values under the cursor

  function readOut(chart, u) {
    const index = u.cursor.idx;
    chart.values.forEach((output, series) => {
      output.textContent = index == null ? "" : shown(chart.axis, u.data[series + 1].raw || u.data[series + 1], index, chart.view().series[series]);
    });
    chart.at.textContent = index == null ? "" : chart.axis.at(index);
  }

  function onKey(chart, event) {
    if (!chart.plot) plot(chart);
    const u = chart.plot;
    const { xs, bucketed, start, end } = chart.axis;
    const move = (by) => {
      const now = u.cursor.idx;
      let next = now == null ? u.posToIdx(u.over.clientWidth / 2) : now + by * (bucketed ? 2 : 1);
      next = Math.max(0, Math.min(xs.length - 1, next));
      const { from, to } = chart.axis;
      if (xs[next] < from || xs[next] > to) {
        const shift = (to - from) / 2 * Math.sign(by);
        zoom(chart.axis, from + shift, to + shift);
      }
      u.setCursor({ left: u.valToPos(xs[next], "x"), top: u.over.clientHeight / 2 });
    };
    const at = u.cursor.idx == null ? null : xs[u.cursor.idx];
    const keys = {
      ArrowLeft: () => move(-1), ArrowRight: () => move(1),
      PageUp: () => move(-10), PageDown: () => move(10),
      "+": () => zoomBy(chart.axis, 0.5, at), "=": () => zoomBy(chart.axis, 0.5, at), "-": () => zoomBy(chart.axis, 2, at),
      "0": () => zoom(chart.axis, start, end), Escape: () => zoom(chart.axis, start, end),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  }

  // ---- legend

  function swatch(paint) {
    const canvas = document.createElement("canvas");
    const ratio = 2;
    [canvas.width, canvas.height] = [26 * ratio, 14 * ratio];
    canvas.setAttribute("aria-hidden", "true");
    canvas.repaint = () => {
      const ctx = canvas.getContext("2d");
      ctx.clearRect(0, 0, canvas.width, canvas.height);
      paint(ctx, ratio);
    };
    canvas.repaint();
    return canvas;
  }

  function lineSwatch(series, area) {
    return swatch((ctx, ratio) => {
      if (area) {
        ctx.fillStyle = fill(ctx, area.fill, ratio);
        ctx.fillRect(ratio, 7 * ratio, 24 * ratio, 7 * ratio);
      }
      if (series.look === "marks") {
        ctx.fillStyle = ink(series.ink);
        ctx.fillRect(2 * ratio, 5 * ratio, 22 * ratio, 5 * ratio);
        return;
      }
      if (series.look === "dots") {
        ctx.fillStyle = ink(series.ink);
        ctx.beginPath();
        ctx.arc(13 * ratio, 7 * ratio, 4 * ratio, 0, 2 * Math.PI);
        ctx.fill();
        return;
      }
      ctx.strokeStyle = ink(series.ink);
      ctx.lineWidth = CURVE_WIDTH[series.width] * ratio;
      ctx.setLineDash((series.dash || []).map((length) => length * ratio));
      ctx.beginPath();
      ctx.moveTo(1 * ratio, 7 * ratio);
      ctx.lineTo(25 * ratio, 7 * ratio);
      ctx.stroke();
    });
  }

  function markSwatch(mark) {
    return swatch((ctx, ratio) => {
      ctx.strokeStyle = ink(mark.ink);
      ctx.lineWidth = 2 * ratio;
      ctx.setLineDash(mark.dashed ? [4 * ratio, 3 * ratio] : []);
      ctx.beginPath();
      ctx.moveTo(13 * ratio, 0);
      ctx.lineTo(13 * ratio, 14 * ratio);
      ctx.stroke();
    });
  }

  function areaSwatch(name) {
    return swatch((ctx, ratio) => {
      ctx.fillStyle = fill(ctx, name, ratio);
      ctx.fillRect(ratio, ratio, 24 * ratio, 12 * ratio);
      ctx.strokeStyle = css("--edge");
      ctx.lineWidth = ratio;
      ctx.strokeRect(ratio, ratio, 24 * ratio, 12 * ratio);
    });
  }

  function legend(chart) {
    const box = chart.figure.querySelector(".legend");
    box.replaceChildren();
    chart.values = chart.view().series.map((series, index) => {
      const button = document.createElement("button");
      const output = document.createElement("output");
      button.type = "button";
      button.setAttribute("aria-pressed", String(!series.hidden));
      button.title = data.words.toggle + " " + series.label;
      // An area without a name of its own belongs to its line.
      const own = chart.view().areas.find((area) => area.under === index && area.fill !== "paper" && !area.label);
      button.append(lineSwatch(series, own), series.label, output);
      button.addEventListener("click", () => {
        const show = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(show));
        if (chart.plot) chart.plot.setSeries(index + 1, { show });
      });
      box.append(button);
      return output;
    });
    const entry = (picture, label) => {
      const item = document.createElement("span");
      item.className = "area";
      item.append(picture, label);
      box.append(item);
    };
    for (const area of chart.view().areas.filter((area) => area.label)) entry(areaSwatch(area.fill), area.label);
    for (const mark of chart.view().marks) entry(markSwatch(mark), mark.label);
    chart.at = document.createElement("span");
    chart.at.className = "at";
    chart.at.setAttribute("aria-live", "polite");
    box.append(chart.at);
  }

  // ---- charts

  function sizeOf(figure) {
    const width = Math.max(240, figure.querySelector(".plot").clientWidth);
    return { width, height: width < 560 ? 260 : 340 };
  }

  function drawable(chart) {
    return chart.view().series.map((series) => {
      const values = unpacked(chart.axis, series.values);
      if (series.low) series.band = { low: unpacked(chart.axis, series.low), high: unpacked(chart.axis, series.high) };
      if (!chart.spec.log || !values.some((value) => value != null && value <= 0)) return values;
      // What is nothing has no place on a logarithmic axis: it is drawn at the foot, and read as it is.
      const drawn = values.map((value) => (value == null ? null : Math.max(value, 0.001)));
      drawn.raw = values;
      return drawn;
    });
  }

  // All but the drawing: legend and words.
  function prepare(chart) {
    if (chart.plot) chart.plot.destroy();
    chart.plot = null;
    chart.limitsShown = [];
    legend(chart);
    const box = chart.figure.querySelector(".plot");
    const texts = chart.figure.querySelectorAll("[data-view]");
    texts.forEach((text) => { text.hidden = Number(text.dataset.view) !== chart.viewNumber(); });
    const words = chart.figure.querySelector(".alt:not([hidden])");
    if (words) box.setAttribute("aria-label", words.textContent);
  }

  function plot(chart, size) {
    const box = chart.figure.querySelector(".plot");
    chart.plot = new uPlot(plotOptions(chart, size || sizeOf(chart.figure)), [chart.axis.xs, ...drawable(chart)], box);
    box.style.height = "";
  }

  let later = null;

  // Draws charts; with `lazily` those in sight first, the others when there is time. They take their room at once.
  function draw(some) {
    const sizes = some.map((chart) => sizeOf(chart.figure));
    if (!lazily) {
      some.forEach((chart, index) => plot(chart, sizes[index]));
      return;
    }
    some.forEach((chart, index) => { chart.figure.querySelector(".plot").style.height = sizes[index].height + "px"; });
    const places = some.map((chart) => chart.figure.getBoundingClientRect());
    some.forEach((chart, index) => {
      if (places[index].bottom > 0 && places[index].top < innerHeight) plot(chart, sizes[index]);
    });
    if (later === null) later = setTimeout(drawNext, 50);
  }

  function drawNext() {
    const next = charts.find((chart) => !chart.plot);
    later = next ? setTimeout(drawNext) : null;
    if (next) plot(next);
  }

  function drawRest() {
    for (const chart of charts) if (!chart.plot) plot(chart);
  }

  const isShown = (button) => button.getAttribute("aria-pressed") === "true";
  const switches = (chart) => [...chart.figure.querySelectorAll(".legend button")]
    .map((button, index) => [chart.view().series[index].label, button]);

  // Series are known by their names: another run may have others.
  function switchAgain(chart, shown) {
    if (!shown) return;
    for (const [label, button] of switches(chart)) if (shown.has(label) && shown.get(label) !== isShown(button)) button.click();
  }

  // ---- toolbar

  const on = (id, event, act) => {
    const element = root.querySelector("#" + id);
    if (element) element.addEventListener(event, act);
  };

  function showSpan(button) {
    const [from, to] = [Number(button.dataset.from), Number(button.dataset.to)];
    const margin = (to - from) * 0.25 + axes[0].margin;
    zoom(axes[0], from - margin, to + margin);
    root.querySelector("figure[data-chart]").closest("section").scrollIntoView({ block: "start" });
  }

  // ---- what a page may ask of its charts

  function redraw() {
    root.querySelectorAll(".legend canvas").forEach((canvas) => canvas.repaint());
    for (const chart of charts) if (chart.plot) chart.plot.redraw(false, true);
  }

  // As wide as there is room, or `width` on paper.
  function fit(width) {
    if (width) drawRest();
    for (const chart of charts.filter((one) => one.plot)) {
      const size = sizeOf(chart.figure);
      if (width) Object.assign(size, { width, height: 250 });
      if (size.width !== chart.plot.width || size.height !== chart.plot.height) chart.plot.setSize(size);
    }
  }

  function state() {
    const shownIn = (chart) => new Map(switches(chart).map(([label, button]) => [label, isShown(button)]));
    return {
      scope: select ? select.options[chosen.scope].text : null,
      shown: new Map(charts.map((chart) => [chart.figure.dataset.chart, shownIn(chart)])),
      zooms: axes.map((axis) => (isWhole(axis) ? null : [axis.from, axis.to])),
    };
  }

  function destroy() {
    clearTimeout(later);
    for (const chart of charts) if (chart.plot) chart.plot.destroy();
    charts.length = 0;
  }

  // ---- all of it

  if (before && select) {
    chosen.scope = Math.max(0, [...select.options].findIndex((option) => option.text === before.scope));
    select.value = String(chosen.scope);
  }

  for (const figure of root.querySelectorAll("figure[data-chart]")) {
    const spec = data.charts[figure.dataset.chart];
    const chart = { figure, spec, axis: axes[spec.axis], plot: null, limitsShown: [], values: [], at: null };
    chart.viewNumber = () => (chart.spec.views.length > 1 ? chosen.scope : 0);
    chart.view = () => chart.spec.views[chart.viewNumber()];
    prepare(chart);
    if (before) switchAgain(chart, before.shown.get(figure.dataset.chart));
    charts.push(chart);
    figure.querySelector(".plot").addEventListener("keydown", (event) => onKey(chart, event));
  }
  draw(charts);

  on("in", "click", () => axes.forEach((axis) => zoomBy(axis, 0.5)));
  on("out", "click", () => axes.forEach((axis) => zoomBy(axis, 2)));
  on("whole", "click", showAll);
  on("scope", "change", (event) => {
    chosen.scope = Number(event.target.value);
    const others = charts.filter((chart) => chart.spec.views.length > 1);
    others.forEach(prepare);
    draw(others);
  });
  root.querySelectorAll("button[data-from]").forEach((button) => button.addEventListener("click", () => showSpan(button)));

  showAll();
  if (before) axes.forEach((axis, index) => { if (before.zooms[index]) zoom(axis, ...before.zooms[index]); });

  return { count: charts.length, redraw, fit, showAll, state, destroy };
}
