// What came out: sentences, charts and tables of the engine, and an earlier run that was pinned beside them.
//
// It draws `store.result` with the charts of report.html, and works out no figure of its own: a comparison takes both runs'
// figures from their summaries.
(function (playground) {
  "use strict";

  const { choose, make, store } = playground;

  // ---- a pinned run in the charts: series of its own, on the current run's axes

  const DASHES = [[7, 5], [2, 4], [12, 4, 2, 4], [4, 3]];

  // Runs of equal values are packed as [value, how many].
  const unpacked = (packed) => packed.flatMap((item) => (Array.isArray(item) ? Array(item[1]).fill(item[0]) : [item]));

  // The stretches of time that an axis draws: a step, or a bucket of steps with its smallest and largest value.
  function buckets({ step, per, count, end }) {
    const length = step * per;
    return Array.from({ length: Math.ceil(count / per) }, (_, i) => [i * length, Math.min((i + 1) * length, end)]);
  }

  // Smallest and largest value of each bucket, null where there is none.
  function extremes(axis, values) {
    return buckets(axis).map((_, i) => {
      const known = (axis.per > 1 ? [values[2 * i], values[2 * i + 1]] : [values[i]]).filter((value) => value != null);
      return known.length ? [Math.min(...known), Math.max(...known)] : null;
    });
  }

  // Values along one axis of time as another axis shows them: nothing where the earlier run had ended.
  function resampled(values, from, to) {
    if (from.step === to.step && from.per === to.per && from.count === to.count) return values;
    const known = extremes(from, values);
    const length = from.step * from.per;
    const hair = 1e-9 * length;
    return buckets(to).flatMap(([start, end]) => {
      const first = Math.floor((start + hair) / length);
      const last = Math.max(first, Math.ceil((end - hair) / length) - 1);
      const there = start + hair < from.end ? known.slice(first, last + 1).filter((pair) => pair) : [];
      const low = there.length ? Math.min(...there.map((pair) => pair[0])) : null;
      const high = there.length ? Math.max(...there.map((pair) => pair[1])) : null;
      return to.per > 1 ? [low, high] : [high];
    });
  }

  // Which view of the pinned chart shows the same function, if any; the first shows all of them.
  function counterpart(index, result, pinned) {
    if (index === 0) return 0;
    const name = result.summary.functions[index - 1]?.name;
    const other = pinned.summary.functions.findIndex((one) => one.name === name);
    return other < 0 ? -1 : other + 1;
  }

  function withSeries(view, pinnedView, from, to, word) {
    if (!pinnedView) return view;
    const lines = pinnedView.series.filter((series) => series.look !== "marks" && series.look !== "dots");
    const more = lines.map((series, index) => ({
      label: word + ": " + series.label, ink: "grey", look: "line", width: "line", unit: series.unit,
      dash: DASHES[index % DASHES.length], values: resampled(unpacked(series.values), from, to), hidden: Boolean(series.hidden),
    }));
    return { ...view, series: [...view.series, ...more] };
  }

  // The data of a result's charts with the pinned run's series in them; charts that do not go along time stay as they are.
  function withPinned(result, pinned, word) {
    const { data } = result;
    const charts = Object.entries(data.charts).map(([id, chart]) => {
      const other = Object.hasOwn(pinned.data.charts, id) ? pinned.data.charts[id] : null;
      const [to, from] = [data.axes[chart.axis], other && pinned.data.axes[other.axis]];
      if (!from || !to.step || !from.step) return [id, chart];
      const views = chart.views.map((view, index) =>
        withSeries(view, other.views[counterpart(index, result, pinned)], from, to, word));
      return [id, { ...chart, views }];
    });
    return { ...data, charts: Object.fromEntries(charts) };
  }

  // ---- a pinned run in figures

  const grouped = (value, decimals) =>
    value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const short = (value) => value.toLocaleString("en-US", { maximumSignificantDigits: 3 });
  const count = (value) => grouped(value, Number.isInteger(value) ? 0 : 1);
  // A number and its unit stay together.
  const share = (value) => (value === 0 ? "0" : short(value * 100)) + "\u00a0%";
  const span = (ms) => (Math.abs(ms) < 999.5 ? short(ms) + "\u00a0ms" : short(ms / 1000) + "\u00a0s");
  const money = (value) => "$" + (value === 0 || value >= 1 ? grouped(value, 2) : short(value));

  const FIGURES = [
    ["requests", "요청", (of) => of.requests, count],
    ["throttled attempts", "스로틀링된 시도", (of) => of.throttles, count],
    ["share of attempts throttled", "시도 중 스로틀링 비율", (of) => of.throttle_rate, share],
    ["cold starts", "콜드 스타트", (of) => of.cold_starts, count],
    ["requests given up", "포기한 요청", (of) => of.given_up, count],
    ["latency p99", "지연 시간 p99", (of) => of.latency_ms?.p99, span],
  ];
  const COST = ["cost", "비용", (of) => of.cost?.total, money];
  const OF_SERVICES = [
    ["requests", "요청", (of) => of.requests, count],
    ["rejected attempts", "거부된 시도", (of) => of.rejected, count],
    ["latency p99", "지연 시간 p99", (of) => of.latency_ms?.p99, span],
  ];

  function difference(before, now, shown) {
    if (before == null || now == null) return "–";
    if (before === now) return "=";
    const sign = now > before ? "+" : "−";
    const relative = before === 0 ? "" : " (" + sign + share(Math.abs(now / before - 1)) + ")";
    return sign + shown(Math.abs(now - before)) + relative;
  }

  function row(name, before, now, shown) {
    const text = (value) => (value == null ? "–" : shown(value));
    return { name, before: text(before), now: text(now), difference: difference(before, now, shown) };
  }

  // Rows of figures of both runs. A service is compared with the one of its name.
  function compared(summary, pinned) {
    const rows = (figures, before, now, prefix) => figures.map(([en, ko, of, shown]) =>
      row(prefix + choose(en, ko), of(before), of(now), shown));
    const services = (summary.services || []).flatMap((service) => {
      const other = (pinned.services || []).find((one) => one.name === service.name);
      return other ? rows(OF_SERVICES, other, service, service.name + ": ") : [];
    });
    const hasFunctions = summary.functions.length || pinned.functions.length;
    const functions = hasFunctions ? rows(FIGURES, pinned.account, summary.account, "") : [];
    return [...functions, ...services, ...rows([COST], pinned.account, summary.account, "")];
  }

  // ---- drawing

  let root = null;
  let words = null;
  let panel = null;
  let strip = null; // where there is one column at a time, what came out stands below the scenario, too
  let drawn = null; // the result that is shown
  let charts = null; // none while they are hidden and another result has come
  let kept = null; // what the reader had chosen in charts, for those that are drawn next

  // A figure is a column where there is room for them, else a row.
  function table(pinned, result) {
    const rows = compared(result.summary, pinned.summary);
    const heads = [choose("pinned", "고정한 실행"), choose("now", "지금"), choose("difference", "차이")];
    const cells = rows.map(({ before, now, difference: change }) => [before, now, change]);
    const isWide = words.clientWidth > 90 * rows.length;
    const [across, down] = isWide ? [rows.map(({ name }) => name), heads] : [heads, rows.map(({ name }) => name)];
    const header = (text, scope) => make("th", { scope }, text);
    const top = make("tr", {}, make("td"), ...across.map((text) => header(text, "col")));
    const lines = down.map((text, i) =>
      make("tr", {}, header(text, "row"), ...across.map((_, j) => make("td", {}, isWide ? cells[j][i] : cells[i][j]))));
    return make("div", { class: "scroll" },
      make("table", { class: isWide && "pg-wide" },
        make("caption", {}, choose("Beside the pinned run: ", "고정한 실행과 비교: ") + pinned.title),
        make("thead", {}, top),
        make("tbody", {}, ...lines)));
  }

  // The engine multiplies the curves of a coarser run, and nothing else: its sentences and figures are of a part.
  function withoutFigures(fragment) {
    fragment.querySelectorAll(".words, figcaption").forEach((element) => element.remove());
    for (const section of fragment.querySelectorAll("section")) if (!section.querySelector("figure")) section.remove();
  }

  function coarseWords({ coarse }) {
    // The engine calls a coarser run by its factor; its reader knows the scenario by its title.
    const title = make("h2", { class: "pg-title" }, store.description?.scenario?.title || store.name);
    const words = choose(`A first look: 1/${coarse} of the traffic, with limits as much lower, and the curves times ${coarse}. ` +
      "Sentences and figures come with the exact run.",
    `먼저 대략 살펴봅니다: 트래픽의 1/${coarse}을(를) 그만큼 낮은 한도로 실행하고, 곡선에 ${coarse}을(를) 곱했습니다. 문장과 수치는 정확한 실행과 함께 나옵니다.`);
    return [title, make("p", { class: "pg-coarse" }, words)];
  }

  function placeWords(fragment, result) {
    if (result.coarse > 1) {
      withoutFigures(fragment);
      words.replaceChildren(...coarseWords(result));
      strip.textContent = words.textContent;
      return;
    }
    const title = result.title;
    const parts = [make("h2", { class: "pg-title" }, title), make("p", { class: "subtitle" }, result.subtitle)];
    parts.push(...fragment.querySelectorAll(".words"));
    if (store.pinned) parts.push(table(store.pinned, result));
    words.replaceChildren(...parts);
    const first = words.querySelector(".headline");
    strip.textContent = first ? headline(first) : title;
  }

  // What the first sentence says, without its button.
  const headline = (item) =>
    [...item.childNodes].filter((node) => node.nodeName !== "BUTTON").map((node) => node.textContent).join("");

  // Where the reader is, and which tables are open, outlives a redraw.
  function place() {
    const inside = document.activeElement && panel.contains(document.activeElement) ? document.activeElement : null;
    const chart = inside?.closest("figure")?.dataset.chart;
    const open = [...panel.querySelectorAll("figure details[open]")].map((details) => details.closest("figure").dataset.chart);
    return { id: inside?.id, chart, isPlot: inside?.classList.contains("plot"), open };
  }

  function placeAgain({ id, chart, isPlot, open }) {
    const figures = [...panel.querySelectorAll("figure[data-chart]")];
    for (const figure of figures) if (open.includes(figure.dataset.chart)) figure.querySelector("details").open = true;
    const figure = figures.find((one) => one.dataset.chart === chart);
    const element = id ? panel.querySelector("#" + CSS.escape(id)) : isPlot && figure ? figure.querySelector(".plot") : null;
    element?.focus({ preventScroll: true });
  }

  function draw() {
    const result = drawn;
    if (!result) return;
    const at = place();
    kept = charts?.state() || kept;
    charts?.destroy();
    charts = null;
    const template = document.createElement("template");
    template.innerHTML = result.html;
    // The page has scripts, and a switch and a licence of its own.
    template.content.querySelectorAll("#theme, noscript, .foot details").forEach((element) => element.remove());
    placeWords(template.content, result);
    panel.replaceChildren(template.content);
    if (panel.hidden) return;
    const data = store.pinned ? withPinned(result, store.pinned, choose("pinned", "고정")) : result.data;
    charts = burstsimCharts(root, data, { before: kept, lazily: true });
    placeAgain(at);
    requestAnimationFrame(reachable);
    root.dataset.charts = String(charts.count);
    root.dataset.drawn = String(Number(root.dataset.drawn || 0) + 1);
  }

  // A table that is wider than its place is scrolled by keyboard, too, once it has the focus.
  function reachable() {
    // All are looked at before one is changed: the page is laid out once.
    const wide = [...root.querySelectorAll(".scroll")].filter((box) => box.scrollWidth > box.clientWidth);
    for (const box of wide) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      const name = box.querySelector("caption") || box.closest("section")?.querySelector("h2");
      box.setAttribute("aria-label", name?.textContent || choose("Table", "표"));
    }
  }

  // A result of an earlier text is as dim as what it replaces.
  function show(result, isLate) {
    drawn = result;
    if (!isLate) dim(false);
    draw();
  }

  // The last good charts stay, dimmed, while there are none of the present text.
  function dim(isDim) {
    root.classList.toggle("pg-dim", isDim);
    strip.classList.toggle("pg-dim", isDim);
  }

  // The charts came into view, or have another width.
  function fit() {
    if (panel.hidden) return;
    if (charts) charts.fit();
    else draw();
    requestAnimationFrame(reachable);
  }

  function mount(element) {
    root = element;
    words = element.querySelector("#pg-words");
    panel = element.querySelector("#pg-charts");
    strip = document.getElementById("pg-strip");
    store.on("result", (result) => { if (result) show(result); });
    store.on("pinned", draw);
    store.on("theme", () => charts?.redraw());
    root.addEventListener("toggle", reachable, true);
    let width = 0;
    new ResizeObserver(() => {
      if (panel.clientWidth === width) return;
      width = panel.clientWidth;
      fit();
    }).observe(panel);
  }

  playground.results = {
    mount, show, dim, fit,
    print: (width) => charts?.fit(width),
    isShown: () => drawn !== null,
    withPinned, resampled, compared,
  };
})(globalThis.playground);
