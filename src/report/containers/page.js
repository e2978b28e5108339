"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const { end, services, steps, words } = data;
const at = id => document.getElementById(id);
const lasting = 40; // seconds that the whole run takes to play
const TASKS = ["starting", "running", "draining"];
const ROOT = document.documentElement;
let now = 0, playing = false, before, drawn = -2;

if (!ROOT.dataset.theme) ROOT.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
function within(parent, ...children) { parent.append(...children); return parent; }
function filled(text, parts) { return text.replace(/\{(\w+)\}/g, (mark, name) => parts[name] ?? mark); }

// ---- How everything stands after each step. What takes a place keeps it: nothing else moves when it goes.
function freePlace(taken) {
  let place = 0;
  for (const used = new Set(taken); used.has(place);) place++;
  return place;
}
const nothing = services.map(() => ({ numbers: [0, 0, 0, 0, 0, 0], all: "", tasks: new Map(), instances: new Map() }));
const standing = [];
for (const step of steps) {
  const last = standing.at(-1) ?? nothing;
  const next = last.map(one => ({ ...one, tasks: new Map(one.tasks), instances: new Map(one.instances) }));
  for (const [kind, service, number, state, on] of step.m) {
    const things = kind === "t" ? next[service].tasks : next[service].instances;
    const known = things.get(number);
    if (state === 3) things.delete(number);
    else things.set(number, { on, busy: 0, place: known?.place ?? freePlace([...things.values()].map(one => one.place)), ...known, state });
  }
  for (const { i, n, a, b } of step.s) {
    if (n) next[i].numbers = n;
    if (a !== undefined) next[i].all = a;
    for (const [number, busy] of b ?? []) {
      const task = next[i].tasks.get(number);
      if (task) next[i].tasks.set(number, { ...task, busy });
    }
  }
  standing.push(next);
}

// ---- Sizes: a vCPU is as wide wherever it is, as long as that can be looked at.
const widthOfInstance = service => Math.min(620, Math.max(250, 150 * service.instance.cpu / 1024));
const shared = services.find(service => service.instance);
const ofVcpu = shared ? widthOfInstance(shared) / shared.instance.cpu : 150 / 1024;
const widthAlone = service => Math.min(320, Math.max(96, ofVcpu * service.cpu));
const widthInside = service => widthOfInstance(service) * service.cpu / service.instance.cpu;

function places(service, task) {
  if (service.places <= 24) {
    const list = make("div", "places");
    for (let place = 0; place < service.places; place++) list.append(make("span", place < task.busy ? "place full" : "place"));
    return list;
  }
  const list = make("div", "places"), many = make("div", "many"), part = make("span");
  part.style.width = 100 * task.busy / service.places + "%";
  return within(list, within(many, part));
}
function named(service, number, task) {
  const busy = filled(words.busy, { busy: task.busy, places: service.places });
  return `${words.task} ${number + 1}, ${words["t" + task.state]}, ${service.size}, ${busy}`;
}
function image(element, label) {
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", label);
  element.title = label;
  return element;
}

// ---- A task in an instance, and alone.
function packed(service, number, task) {
  const width = widthInside(service);
  const tile = make("div", "task " + TASKS[task.state] + (width < 46 ? " tight" : ""));
  tile.style.width = 100 * service.cpu / service.instance.cpu + "%";
  const label = width < 18 ? "" : width < 64 ? number + 1 : `${words.task} ${number + 1}`;
  within(tile, make("b", "", label), places(service, task));
  if (task.state !== 1 && width >= 58) tile.append(make("small", "", words["t" + task.state]));
  return image(tile, named(service, number, task));
}
function alone(service, number, task) {
  const tile = make("div", "alone " + TASKS[task.state]);
  tile.style.width = widthAlone(service) + "px";
  within(tile, make("h3", "", `${words.task} ${number + 1}`), places(service, task),
    make("div", "what", words["t" + task.state]), make("div", "size", service.size));
  return image(tile, named(service, number, task));
}
function instance(service, number, one, tasks) {
  const { cpu, memory, free, filled: texts } = service.instance;
  const booting = one.state === 0;
  const card = make("section", "instance" + (booting ? " booting" : ""));
  card.setAttribute("aria-label", `${words.instance} ${number + 1}, ${words["i" + one.state]}`);
  const bars = make("div", "axis"), ofCpu = make("div", "bar"), ofMemory = make("div", "bar memory");
  ofCpu.style.width = ofMemory.style.width = `min(${widthOfInstance(service)}px, 60vw)`;
  for (const [task, state] of tasks) {
    ofCpu.append(packed(service, task, state));
    const slice = make("div", "slice " + TASKS[state.state], widthOfInstance(service) * service.memory / memory < 16 ? "" : task + 1);
    slice.style.width = 100 * service.memory / memory + "%";
    slice.setAttribute("aria-hidden", "true");
    ofMemory.append(slice);
  }
  ofCpu.append(make("div", "left"));
  ofMemory.append(make("div", "left"));
  if (memory > free) {
    const system = make("div", "system");
    system.style.width = 100 * (memory - free) / memory + "%";
    system.title = words.system;
    ofMemory.append(system);
  }
  within(bars, ofCpu, make("span", "label", `${+(cpu / 1024).toFixed(2)} vCPU`),
    ofMemory, make("span", "label", `${+(memory / 1024).toFixed(1)} GB`));
  const head = within(make("h3"), make("span", "", `${words.instance} ${number + 1}`), make("span", "what", booting ? words.i0 : service.instance.name));
  within(card, head, bars);
  const text = texts[Math.min(tasks.length, texts.length - 1)];
  // What is not there yet has nothing left over, but its place.
  const lines = booting ? ["\u00a0", "\u00a0"] : [text.left, text.packed];
  return within(card, ...lines.map(line => make("p", "what words", line)));
}
function tray(service, count, wantRoom) {
  const box = make("section", "tray"), list = make("ul");
  for (let task = 0; task < count; task++) {
    const tile = make("li");
    tile.style.width = Math.max(20, service.instance ? widthInside(service) : widthAlone(service)) + "px";
    list.append(tile);
  }
  return within(box, make("h3", "", filled(wantRoom ? words.tray1 : words.tray0, { count })), list);
}

// ---- A service at a step. In the order of places, with a gap where one is free.
function inPlaces(things, draw) {
  const last = Math.max(-1, ...[...things.values()].map(one => one.place));
  const all = Array.from({ length: last + 1 });
  for (const [number, one] of things) all[one.place] = draw(number, one);
  const like = all.find(one => one);
  return all.map(one => {
    if (one) return one;
    const gap = like.cloneNode(true);
    gap.classList.add("gone");
    gap.setAttribute("aria-hidden", "true");
    return gap;
  });
}
function field(service, one) {
  const box = make("div", "field");
  const [, , , , unlaunched, wantRoom] = one.numbers;
  if (service.instance) {
    within(box, ...inPlaces(one.instances, (number, state) =>
      instance(service, number, state, [...one.tasks].filter(([, task]) => task.on === number).sort(([a], [b]) => a - b))));
  } else {
    within(box, ...inPlaces(one.tasks, (number, task) => alone(service, number, task)));
  }
  if (unlaunched) box.append(tray(service, unlaunched, wantRoom));
  return box;
}
const panels = services.map((service, index) => {
  const panel = make("section", "service");
  const numbers = make("dl", "numbers");
  const shown = ["time", "asked", "running", "pending", "waiting"].slice(index ? 1 : 0).map(name => {
    const value = make("dd"), row = within(make("div"), make("dt", "", words[name]), value);
    numbers.append(row);
    return [name, value, row];
  });
  const all = make("p", "all");
  const place = make("div", "field");
  within(panel, make("h2", "", `${service.name} – ${service.platform}`), make("p", "about", service.about), numbers, place, all);
  at("figure").append(panel);
  return { service, shown, all, place };
});

// ---- The whole run as a curve behind the time.
const SVG = "http://www.w3.org/2000/svg";
const drawing = document.createElementNS(SVG, "svg");
drawing.setAttribute("viewBox", "0 0 1000 100");
drawing.setAttribute("preserveAspectRatio", "none");
function stroke(className, path) {
  const element = document.createElementNS(SVG, "path");
  element.setAttribute("class", className);
  element.setAttribute("d", path);
  drawing.append(element);
  return element;
}
function curve() {
  const sum = (all, index) => all.reduce((total, one) => total + one.numbers[index], 0);
  const most = Math.max(1, ...standing.map(all => Math.max(sum(all, 0), sum(all, 1))));
  const line = index => {
    let path = "", last = 86;
    standing.forEach((all, step) => {
      const x = 1000 * steps[step].t / end, y = 86 - 82 * sum(all, index) / most;
      path += `${path ? "L" : "M"}${x.toFixed(1)} ${last.toFixed(1)}L${x.toFixed(1)} ${y.toFixed(1)}`;
      last = y;
    });
    return path + `L1000 ${last.toFixed(1)}`;
  };
  stroke("running", line(1) + "L1000 86L0 86Z");
  stroke("asked", line(0));
  let marks = "";
  standing.forEach((all, step) => {
    if (!sum(all, 3)) return;
    const from = 1000 * steps[step].t / end, to = 1000 * (steps[step + 1]?.t ?? end) / end;
    marks += `M${from.toFixed(1)} 92H${Math.max(to, from + 1).toFixed(1)}V100H${from.toFixed(1)}Z`;
  });
  if (marks) stroke("waiting", marks);
  at("curve").append(drawing);
  return stroke("now", "M0 0V100");
}

// ---- Time.
function clock(seconds) {
  if (end < 100) return seconds.toFixed(2) + " s";
  const tenths = Math.round(seconds * 10), two = number => String(number).padStart(2, "0");
  const minutes = Math.floor(tenths / 600), rest = `${two(Math.floor(tenths / 10) % 60)}.${tenths % 10}`;
  return end < 3600 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
// The last step that has been taken.
function stepAt(time) {
  let low = 0, high = steps.length;
  while (low < high) {
    const middle = low + high >> 1;
    if (steps[middle].t <= time + 1e-9) low = middle + 1; else high = middle;
  }
  return low - 1;
}
function show() {
  const step = stepAt(now);
  if (step !== drawn) {
    drawn = step;
    panels.forEach((panel, index) => {
      const one = (standing[step] ?? nothing)[index];
      const [asked, running, pending, waiting] = one.numbers;
      const values = { asked, running, pending, waiting };
      for (const [name, value, row] of panel.shown) {
        if (name !== "time") value.textContent = values[name];
        row.className = name === "waiting" && waiting || name === "pending" && pending ? "alarm" : "";
      }
      const next = field(panel.service, one);
      panel.place.replaceWith(next);
      panel.place = next;
      panel.all.textContent = one.all;
    });
    at("words").textContent = steps[step]?.w || (step < 0 ? words.start : "\u00a0");
  }
  // Nobody wants to be read every step of what plays.
  at("words").setAttribute("aria-live", playing ? "off" : "polite");
  panels[0].shown[0][1].textContent = at("shown").textContent = clock(now);
  at("time").value = now;
  at("time").setAttribute("aria-valuetext", clock(now));
  hand.setAttribute("d", `M${(1000 * now / end).toFixed(2)} 0V100`);
  at("play").textContent = playing ? words.pause : words.play;
}
function go(time) { now = Math.min(Math.max(time, 0), end); show(); }
function step(forward) {
  playing = false;
  const last = stepAt(now);
  const next = forward ? steps[last + 1] : steps[steps[last]?.t < now - 1e-9 ? last : last - 1];
  go(next?.t ?? (forward ? end : 0));
}
function frame(stamp) {
  if (!playing) return;
  if (before !== undefined) go(now + (stamp - before) / 1000 * end / lasting);
  before = stamp;
  if (now >= end) { playing = false; show(); } else requestAnimationFrame(frame);
}
function play() {
  playing = !playing;
  if (playing && now >= end) now = 0;
  before = undefined;
  show();
  if (playing) requestAnimationFrame(frame);
}
at("time").max = end;
at("back").onclick = () => step(false);
at("on").onclick = () => step(true);
at("play").onclick = play;
at("theme").onclick = () => { ROOT.dataset.theme = ROOT.dataset.theme === "dark" ? "light" : "dark"; };
at("time").oninput = event => { playing = false; go(Number(event.target.value)); };
document.addEventListener("keydown", event => {
  if (event.target.tagName === "BUTTON" && event.key === " ") return;
  const actions = { ArrowLeft: () => step(false), ArrowRight: () => step(true), " ": play, Home: () => go(0), End: () => go(end) };
  if (actions[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    actions[event.key]();
  }
});
const hand = curve();
show();
