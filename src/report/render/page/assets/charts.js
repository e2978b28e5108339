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
  const MOST_DOTS = 60; // a line through at most this many values that were tried marks each of them
  const CURVE_WIDTH = { thick: 3, line: 2, thin: 1.25 };

  const numbers = burstsimNumbers();
  const { number, LADDER } = numbers;
  const horizontal = burstsimAxes(root, data, numbers);
  const { axes, unpacked, shown } = horizontal;
  const { css, ink, fill, drawBehind, drawInFront } = burstsimDrawing(root, data, numbers, horizontal);

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
