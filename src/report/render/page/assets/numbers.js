// Numbers and times as people read them, on axes, under the cursor and in legends. Knows no chart.
function burstsimNumbers() {
  "use strict";

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

  return { number, clock, elapsed, tick, LADDER };
}
