// What is drawn beside uPlot's lines: areas, bands, marks, limits, labels, in the inks of the page. Knows no events.
function burstsimDrawing(root, data, numbers, horizontal) {
  "use strict";

  const { number } = numbers;
  const { unpacked } = horizontal;

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
        // At the right end, where demand has mostly subsided; at the left where only there no mark crosses it.
        const wide = ctx.measureText(label).width, gap = 6 * ratio;
        const ends = [bbox.left + bbox.width - gap - wide, bbox.left + gap];
        const xs = view.marks.map((mark) => u.valToPos(mark.value, "x", true));
        const free = (left) => !xs.some((x) => x > left - gap && x < left + wide + gap);
        words(ctx, label, ends.find(free) ?? ends[0], above ? y - 7 * ratio : y + 16 * ratio);
      }
    });
  }

  return { css, ink, fill, drawBehind, drawInFront };
}
