// The horizontal axes of a page, time or values of a setting: where each point lies, and what it is called. `numbers` is
// what burstsimNumbers() gave. Knows no drawing.
function burstsimAxes(root, data, numbers) {
  "use strict";

  const { number, clock, elapsed, tick, LADDER } = numbers;
  const MOST_STEPS = 60; // a series of at most this many values is drawn in steps

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

  return { axes, unpacked, shown };
}
