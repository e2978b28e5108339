// "Watch it happen": plays what the engine says that each environment did. Asks when it is shown and the scenario has
// changed; has the controls, the counters and the words; `watch-timeline.js` knows the data, `watch-canvas.js` draws.
(function (playground) {
  "use strict";

  const { choose, make, store } = playground;
  const { STATE, COLD, upTo } = playground.timelineParts;
  const { Cells, Stream, Overview, Lanes, paintSample, readColours } = playground.watchCanvas;

  const MOST_RECORDS = 400000;
  const LASTING = 20; // seconds that the whole run takes to play, at first
  const SPEEDS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
  const LONG_SPEEDS = [2000, 5000]; // for runs that would take a minute at a thousand
  const PATIENCE = 250; // ms that a run may wait for what nobody wants to watch any more
  const FADE = 0.6; // seconds in which what stopped leaves
  const WORDS_EVERY = 2000; // ms between sentences while it plays: nobody wants to hear every frame
  const NUMBERS_EVERY = 100;
  const MOST_SENTENCES = 3;
  const MOST_SPOKEN = 30; // tasks that are told one by one

  const state = {
    element: null, shown: false, stale: true, asking: null, answer: null, timeline: null, limits: {}, now: 0, speed: 1,
    playing: false, wantsPlay: true, before: 0, wordsAt: 0, numbersAt: 0, status: null,
    version: 0, // of the scenario: another with every change of its text, name or files
  };
  let parts = {};

  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // ---- numbers and times as people read them

  const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const number = (value) => grouped.format(value);
  const plural = (count, one) => number(count) + " " + one + (count === 1 ? "" : "s");
  // Names are the user's: what turns text around or hides in it is shown as what it is.
  const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const plain = (text) => String(text).replace(CONTROLS, "\ufffd");

  // m:ss, or h:mm:ss of a run longer than an hour.
  function clock(seconds, digits) {
    const scale = 10 ** digits;
    const all = Math.round(Math.max(0, seconds) * scale) / scale;
    const isLong = state.timeline?.end >= 3600;
    const hours = isLong ? Math.floor(all / 3600) : 0;
    const minutes = Math.floor((all - hours * 3600) / 60 + 1e-9);
    const rest = Math.max(0, all - hours * 3600 - minutes * 60).toFixed(digits).padStart(digits ? 3 + digits : 2, "0");
    return (isLong ? hours + ":" + String(minutes).padStart(2, "0") : minutes) + ":" + rest;
  }

  // As fine as the run is short.
  const fineness = () => (state.timeline.until - state.timeline.from < 120 ? 2 : state.timeline.end < 3600 ? 1 : 0);
  const moment = (seconds) => clock(seconds, fineness());
  // Where a part of a run begins and ends: nobody wants its hundredths.
  const coarsely = (seconds) => clock(seconds, state.timeline.until - state.timeline.from < 10 ? 2 : 0);

  // ---- markup

  const button = (text, act, label) => make("button", { type: "button", onclick: act, "aria-label": label, title: label }, text);
  const piece = (tag, name) => make(tag, { class: name });

  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function build() {
    const root = state.element;
    parts = {
      intro: make("p", { class: "note watch-intro" }),
      status: make("p", { class: "watch-status", role: "status" }),
      body: make("div", { class: "watch-body", tabindex: -1 }), // a click anywhere in it brings the keys here
    };
    parts.body.append(buildControls(), buildTrack(), buildWords(), buildScene(), make("p", { class: "hint watch-keys" }, choose(
      "Keys, with the focus in here: space to play, ← and → for one event, Page Up and Page Down for a twentieth, + and − for " +
      "speed, Home and End.",
      "키(포커스가 여기 있을 때): 스페이스 재생, ←/→ 이벤트 하나씩, Page Up/Page Down 20분의 1씩, +/− 속도, Home/End")));
    root.replaceChildren(parts.intro, parts.status, parts.body);
    parts.body.hidden = !state.timeline;
    showIntro();
    showStatus();
  }

  function showIntro() {
    const line = state.timeline;
    const texts = [];
    if (!line || hasLambda(line)) {
      texts.push(choose(
        "Each square is an execution environment. It initialises, serves one request at a time, idles, and is stopped.",
        "사각형 하나가 실행 환경 하나입니다. 초기화하고, 한 번에 요청 하나를 처리하고, 유휴 상태로 있다가 종료됩니다."));
    }
    if (line && hasTasks(line)) {
      texts.push(choose(
        "Each numbered square is an ECS task, with the requests that it serves at the same time.",
        "숫자가 있는 사각형 하나가 ECS 태스크 하나이며, 숫자는 동시에 처리 중인 요청 수입니다."));
    }
    setText(parts.intro, texts.join(" "));
  }

  function buildControls() {
    parts.play = button("", playOrPause);
    parts.play.className = "watch-play";
    const change = () => setSpeed(Number(parts.speed.value));
    parts.speed = make("select", { "aria-label": choose("Speed", "속도"), onchange: change });
    parts.time = piece("span", "watch-time"); // no output: nobody wants to hear it at every frame
    return make("div", { class: "watch-controls", role: "group", "aria-label": choose("Playback", "재생") },
      parts.play,
      button("◀", () => step(false), choose("One event back", "이벤트 하나 뒤로")),
      button("▶", () => step(true), choose("One event on", "이벤트 하나 앞으로")),
      parts.speed, parts.time);
  }

  function buildTrack() {
    const label = choose("Moment of the run", "실행 시점");
    const seek = () => jump(Number(parts.slider.value));
    parts.slider = make("input", { type: "range", step: "any", "aria-label": label, oninput: seek });
    const canvas = picture("watch-overview", choose(
      "The run as a whole: environments (grey), in flight (orange), refused attempts (marks below)",
      "전체 실행: 실행 환경(회색), 처리 중(주황), 거부된 시도(아래 표시)"));
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); seekTo(event); });
    canvas.addEventListener("pointermove", (event) => { if (canvas.hasPointerCapture(event.pointerId)) seekTo(event); });
    parts.overview = new Overview(canvas);
    return make("div", { class: "watch-track" }, parts.slider, canvas);
  }

  function seekTo(event) {
    const box = parts.overview.canvas.getBoundingClientRect();
    const { from, until } = state.timeline;
    jump(from + (event.clientX - box.left) / box.width * (until - from));
  }

  const picture = (name, label) => make("canvas", { class: name, role: "img", "aria-label": label });

  function buildWords() {
    parts.happened = piece("p", "watch-happened");
    parts.standing = piece("p", "watch-standing");
    parts.each = piece("p", "watch-unseen");
    return make("div", { class: "watch-words", "aria-live": "polite" }, parts.happened, parts.standing, parts.each);
  }

  function buildScene() {
    const cells = picture("watch-cells", choose("Execution environments, a cell each", "실행 환경, 칸 하나에 하나씩"));
    const stream = picture("watch-stream", choose("Refused attempts as they pass", "지나가는 거부된 시도"));
    const lanes = picture("watch-lanes", choose("Environments over time, a lane each", "시간에 따른 실행 환경, 줄 하나에 하나씩"));
    parts.cells = new Cells(cells);
    parts.stream = new Stream(stream);
    parts.lanes = new Lanes(lanes);
    parts.streamRate = piece("span", "watch-rate");
    parts.streamTitle = make("h3", {}, choose("Refused attempts", "거부된 시도"), " ", parts.streamRate);
    parts.lanesTitle = make("h3", {}, choose("Over time", "시간에 따라"));
    parts.tip = piece("div", "watch-tip");
    parts.tip.hidden = true;
    cells.addEventListener("pointermove", showTip);
    cells.addEventListener("pointerleave", () => { parts.tip.hidden = true; });
    parts.numbers = piece("dl", "watch-numbers");
    parts.stage = make("div", { class: "watch-stage" }, cells, parts.streamTitle, stream, parts.lanesTitle, lanes, parts.tip);
    return make("div", { class: "watch-scene" }, parts.stage, parts.numbers);
  }

  // ---- counters, each with the sample that the legend would have

  const hasLambda = (line) => line.slotCount > 0 || !line.tasks.length;
  const hasTasks = (line) => line.tasks.length > 0;
  const hasRefused = (line) => line.refused.count > 0;
  const stoppedSoFar = () => upTo(state.timeline.stopped.at, 0, state.timeline.stopped.count, state.now);

  // `of` takes the totals of a moment; `when` says whether a run has such a counter at all.
  const COUNTERS = [
    { sample: "serving", name: ["serving a request", "요청 처리 중"], of: (all) => all.serving, when: hasLambda },
    {
      sample: "initialising", name: ["initializing (cold start)", "초기화 중(콜드 스타트)"], of: (all) => all.initialising,
      when: hasLambda,
    },
    { sample: "idle", name: ["idle", "유휴"], of: (all) => all.idle, when: hasLambda },
    { sample: "stopped", name: ["stopped so far", "지금까지 종료됨"], of: stoppedSoFar, when: (line) => line.stopped.count },
    {
      sample: "provisioned", name: ["provisioned, busy", "프로비저닝됨, 사용 중"], of: (all) => all.provisionedBusy,
      limit: (all) => all.allocated, when: (line) => line.functions.some((one) => one.provisionedSlots),
    },
    {
      name: ["concurrency", "동시성"], of: (all) => all.serving + all.initialising, limit: () => state.limits.concurrency,
      bar: "orange", when: hasLambda,
    },
    {
      name: ["scaling tokens left", "남은 확장 토큰"], of: (all) => all.tokens ?? state.limits.tokens,
      limit: () => state.limits.tokens, bar: "blue", when: (line) => state.limits.hasTokens && hasLambda(line),
    },
    {
      sample: "throttled", name: ["throttled so far", "지금까지 스로틀링"], of: (all) => all.throttled, when: (line) => !hasTasks(line),
    },
    {
      sample: "throttled", name: ["rejected so far", "지금까지 거부"], of: (all) => all.throttled,
      when: (line) => !hasLambda(line),
    },
    {
      sample: "throttled", name: ["throttled or rejected so far", "지금까지 스로틀링·거부"], of: (all) => all.throttled,
      when: (line) => hasLambda(line) && hasTasks(line),
    },
    { sample: "failed", name: ["failed so far", "지금까지 실패"], of: (all) => all.failed, when: (line) => line.times.failed.length },
    { name: ["waiting to retry", "재시도 대기 중"], of: (all) => all.waiting,
      // Of clients that were refused before the part that is shown, nothing is known.
      when: (line) => hasRefused(line) && !line.from },
    { sample: "task", name: ["tasks", "태스크"], of: (all) => all.tasks, when: hasTasks },
    { sample: "starting", name: ["tasks starting", "시작 중인 태스크"], of: (all) => all.tasksStarting, when: hasTasks },
    { sample: "draining", name: ["tasks draining", "드레이닝 중인 태스크"], of: (all) => all.tasksDraining, when: hasTasks },
    { name: ["requests at tasks", "태스크가 처리 중인 요청"], of: (all) => all.taskRequests, when: hasTasks },
    { sample: "queued", name: ["waiting for a place", "자리를 기다리는 중"], of: (all) => all.queued, when: hasTasks },
  ];

  function buildNumbers() {
    const { timeline } = state;
    parts.counters = COUNTERS.filter((one) => one.when(timeline)).map((one) => {
      const name = choose(...one.name);
      const sample = one.sample && make("canvas", { class: "watch-sample", "aria-hidden": "true" });
      const repaint = () => { if (sample) paintSample(sample, one.sample, timeline.isSmall); };
      const text = make("span");
      const fill = one.bar && piece("span", "watch-" + one.bar);
      const gauge = one.bar &&
        make("span", { class: "watch-gauge", role: "meter", "aria-label": name, "aria-valuemin": 0 }, fill);
      const row = make("div", { class: "watch-number" }, make("dt", {}, sample, name), make("dd", {}, text, gauge));
      repaint();
      return { one, row, text, gauge, fill, repaint };
    });
    parts.numbers.replaceChildren(...parts.counters.map((counter) => counter.row));
  }

  function showNumbers() {
    const { timeline } = state;
    for (const { one, row, text, gauge, fill } of parts.counters) {
      const value = one.of(timeline.totals);
      const limit = one.limit?.(timeline.totals);
      const shown = value == null ? "–" : number(Math.floor(value));
      setText(text, limit ? choose(shown + " of " + number(limit), shown + " / " + number(limit)) : shown);
      row.classList.toggle("none", !value);
      if (!one.bar) continue;
      gauge.hidden = !limit;
      if (!limit) continue;
      fill.style.width = 100 * Math.max(0, Math.min(1, (value || 0) / limit)) + "%";
      gauge.setAttribute("aria-valuemax", String(limit));
      gauge.setAttribute("aria-valuenow", String(Math.max(0, Math.min(limit, Math.floor(value || 0)))));
    }
    setText(parts.streamRate, rateWords());
    timeline.functions.forEach((one, index) => {
      if (one.slots || one.taskSlots) parts.cells.caption(index, plain(one.name), captionOf(one, index));
    });
  }

  // Lambda throttles; the load balancer of a service rejects.
  function refusedWord() {
    if (!hasTasks(state.timeline)) return choose("throttled", "스로틀링");
    return hasLambda(state.timeline) ? choose("throttled or rejected", "스로틀링·거부") : choose("rejected", "거부");
  }

  function rateWords() {
    const { timeline, now } = state;
    const [throttled, failed] = ["throttled", "failed"].map((kind) => number(timeline.refusedIn(kind, now - 1, now)));
    const canFail = timeline.times.failed.length > 0;
    return choose(
      `in the last second: ${throttled} ${refusedWord()}` + (canFail ? `, ${failed} failed` : ""),
      `지난 1초간 ${refusedWord()} ${throttled}` + (canFail ? `, 실패 ${failed}` : ""));
  }

  function captionOf(one, index) {
    const { byFunction } = state.timeline;
    const texts = [];
    const all = [STATE.initialising, STATE.serving, STATE.idle].reduce((sum, one) => sum + byFunction[5 * index + one], 0);
    if (one.slots) texts.push(choose(plural(all, "environment"), `실행 환경 ${number(all)}개`));
    if (one.taskSlots) {
      const [tasks, requests, waiting] = [one.tasks, one.requests, one.waiting].map(number);
      texts.push(choose(
        `${plural(one.tasks, "task")}, ${requests} in service, ${waiting} waiting`,
        `태스크 ${tasks}개, 처리 중 ${requests}, 대기 ${waiting}`));
    }
    return texts.join(" · ");
  }

  // ---- words

  const several = () => state.timeline.functions.length > 1;

  function called(environment) {
    const name = environment.label;
    return several() ? plain(state.timeline.functions[environment.function].name) + " " + name : name;
  }

  // What happens at this very moment, a sentence each and not more than a few; ends go before beginnings.
  function happenings() {
    const { timeline, now } = state;
    const { records, places, environments, served, refused, stopped, known, tasks } = timeline;
    const all = { count: 0, sentences: [] };
    const say = (sentence) => { if (++all.count <= MOST_SENTENCES) all.sentences.push(sentence()); };
    const during = (columns, act) => {
      for (let i = upTo(columns.at, 0, columns.count, now) - 1; i >= 0 && columns.at[i] === now; i--) act(i);
    };
    for (let slot = 0; slot < places.length; slot++) {
      for (const place of [places[slot] - 1, places[slot]]) {
        if (place < records.starts[slot]) continue;
        const [at, ready, until] = [records.at[place], records.ready[place], records.until[place]];
        const [request, one] = [records.request[place] + 1, environments[records.environment[place]]];
        if (until === now && until > at) say(() => doneWords(request, called(one)));
        if (ready === now && ready > at) say(() => readyWords(request, called(one)));
      }
    }
    during(stopped, (i) => {
      const one = known.get(stopped.environment[i]);
      if (one) say(() => choose(`${called(one)} is stopped.`, `${called(one)} 환경이 종료됩니다.`));
    });
    during(served, (i) => {
      const one = known.get(served.environment[i]);
      say(() => begunWords(served.request[i] + 1, called(one), served.start[i]));
    });
    during(refused, (i) => {
      const { isService } = timeline.functions[refused.function[i]];
      say(() => refusedWords(refused.request[i] + 1, refused.failed[i], isService));
    });
    for (const one of tasks) {
      if (one.move >= 0 && one.times[one.move] === now) say(() => taskWords(one));
    }
    return all;
  }

  function begunWords(request, name, start) {
    const n = number(request);
    if (start === COLD) {
      return choose(`Request ${n} finds no idle environment: ${name} is created (cold start).`,
        `요청 ${n}: 유휴 환경이 없어 ${name} 환경을 만듭니다(콜드 스타트).`);
    }
    return choose(`Request ${n} goes to ${name}, which was idle.`, `요청 ${n}: 유휴 상태인 ${name} 환경이 처리합니다.`);
  }

  function readyWords(request, name) {
    const n = number(request);
    return choose(`${name} is initialized and runs request ${n}.`, `${name} 환경의 초기화가 끝나 요청 ${n}을(를) 처리합니다.`);
  }

  function doneWords(request, name) {
    const n = number(request);
    return choose(`Request ${n} is done; ${name} is idle.`, `요청 ${n} 완료, ${name} 환경은 유휴 상태입니다.`);
  }

  function refusedWords(request, hasFailed, isService) {
    const n = number(request);
    if (hasFailed) return choose(`Request ${n} fails: the service is out of order.`, `요청 ${n}이(가) 서비스 장애로 실패합니다.`);
    if (isService) return choose(`Request ${n} is rejected.`, `요청 ${n}이(가) 거부됩니다.`);
    return choose(`Request ${n} is throttled.`, `요청 ${n}이(가) 스로틀링됩니다.`);
  }

  const ofFunction = (one) => (several() ? plain(state.timeline.functions[one.function].name) + ": " : "");
  const taskName = (one) => ofFunction(one) + choose(`task ${number(one.number + 1)}`, `태스크 ${number(one.number + 1)}`);

  function taskWords(one) {
    const of = ofFunction(one);
    const n = number(one.number + 1);
    return of + choose(
      [`Task ${n} starts.`, `Task ${n} runs.`, `Task ${n} drains: it takes no more requests.`, `Task ${n} is stopped.`],
      [`태스크 ${n} 시작 중.`, `태스크 ${n} 실행 중.`, `태스크 ${n} 드레이닝 중: 남은 요청만 처리합니다.`, `태스크 ${n} 종료됨.`],
    )[one.states[one.move]];
  }

  function happenedWords() {
    const { count, sentences } = happenings();
    if (!count && state.now <= 0) return choose("Nothing has happened yet.", "아직 아무 일도 없습니다.");
    const more = count - sentences.length;
    if (more > 0) sentences.push(choose(`${number(more)} more at this moment.`, `이 시점에 ${number(more)}건 더 있습니다.`));
    return sentences.join(" ");
  }

  function standingWords() {
    const { timeline, now } = state;
    const words = [];
    if (hasLambda(timeline)) words.push(...environmentWords(timeline.totals));
    if (hasTasks(timeline)) words.push(standingOfTasks(timeline.totals));
    const [throttled, failed, waiting] = ["throttled", "failed", "waiting"].map((key) => number(timeline.totals[key]));
    const from = coarsely(timeline.from);
    const since = timeline.from ? choose(` since ${from}`, `(${from}부터)`) : choose(" so far", "(지금까지)");
    words.push(choose(`${throttled} ${refusedWord()}${since}`, `${refusedWord()} ${throttled}${since}`));
    if (timeline.totals.failed) words.push(choose(`${failed} failed`, `실패 ${failed}`));
    if (timeline.totals.waiting && !timeline.from) words.push(choose(`${waiting} waiting to retry`, `재시도 대기 ${waiting}`));
    return choose("At ", "") + moment(now) + ": " + words.join(choose("; ", ", ")) + ".";
  }

  function environmentWords(totals) {
    const [serving, initialising, idle, busy, limit] = [totals.serving, totals.initialising, totals.idle,
      totals.serving + totals.initialising, state.limits.concurrency].map(number);
    const words = [choose(`${serving} serving, ${initialising} initializing, ${idle} idle`,
      `처리 중 ${serving}, 초기화 중 ${initialising}, 유휴 ${idle}`)];
    if (state.limits.concurrency) words.push(choose(`concurrency ${busy} of ${limit}`, `동시성 ${busy}/${limit}`));
    return words;
  }

  function standingOfTasks(totals) {
    const [tasks, requests, queued] = [totals.tasks, totals.taskRequests, totals.queued].map(number);
    return choose(
      `${plural(totals.tasks, "task")} with ${plural(totals.taskRequests, "request")}, ${queued} waiting for a place`,
      `태스크 ${tasks}개가 요청 ${requests}개 처리 중, 자리를 기다리는 요청 ${queued}개`);
  }

  // What each environment of a small run does, for those who do not see the cells.
  function eachWords() {
    const { timeline } = state;
    const { states, places, records, environments } = timeline;
    const tasks = timeline.tasks.filter((one) => one.isThere);
    const words = tasks.length > MOST_SPOKEN ? [] : tasks.map((one) => taskName(one)
      + choose(`: ${plural(one.now, "request")}`, `: 요청 ${number(one.now)}개`));
    for (let slot = 0; timeline.isSmall && slot < states.length; slot++) {
      if (places[slot] < 0 || states[slot] === STATE.none) continue;
      words.push(called(environments[records.environment[places[slot]]]) + ": " + doing(slot));
    }
    return words.join(", ");
  }

  function doing(slot) {
    const { states, places, records } = state.timeline;
    const request = places[slot] < 0 ? "" : number(records.request[places[slot]] + 1);
    if (states[slot] === STATE.initialising) return choose(`initializing for request ${request}`, `요청 ${request}을(를) 위해 초기화 중`);
    if (states[slot] === STATE.serving) return choose(`serving request ${request}`, `요청 ${request} 처리 중`);
    return states[slot] === STATE.stopped ? choose("stopped", "종료됨") : choose("idle", "유휴");
  }

  function showWords() {
    setText(parts.happened, state.playing ? "" : happenedWords());
    setText(parts.standing, standingWords());
    setText(parts.each, state.playing ? "" : eachWords());
    parts.slider.setAttribute("aria-valuetext", choose(moment(state.now) + " of " + moment(state.timeline.end),
      moment(state.now) + " / " + moment(state.timeline.end)));
  }

  function showTip(event) {
    const { timeline } = state;
    const box = parts.stage.getBoundingClientRect();
    const slot = parts.cells.slotAt(event.offsetX, event.offsetY);
    const isThere = slot >= 0 && timeline.states[slot] !== STATE.none;
    parts.tip.hidden = !isThere;
    if (!isThere) return;
    const place = timeline.places[slot];
    const environment = place < 0 ? null : timeline.environments[timeline.records.environment[place]];
    setText(parts.tip, (environment ? called(environment) : choose("provisioned", "프로비저닝됨")) + ": " + doing(slot));
    const left = event.clientX - box.left;
    parts.tip.style.left = Math.max(0, Math.min(left + 12, box.width - parts.tip.offsetWidth)) + "px";
    parts.tip.style.top = event.clientY - box.top + 16 + "px";
  }

  // ---- time

  function paint(stamp) {
    const { timeline, now, speed } = state;
    const fade = Math.max(1e-9, Math.min(FADE * speed, (timeline.until - timeline.from) / 20));
    timeline.look(now, fade);
    parts.cells.paint(now, fade);
    parts.overview.paint(now);
    if (timeline.refused.count) parts.stream.paint(now, spanOfStream(), timeline.isSmall);
    if (timeline.isSmall) parts.lanes.paint(now, state.playing ? speed : 0, clock);
    parts.slider.value = String(now);
    if (!state.playing || stamp - state.numbersAt >= NUMBERS_EVERY) {
      state.numbersAt = stamp;
      setText(parts.time, moment(now) + " / " + moment(timeline.until));
      showNumbers();
    }
    if (!state.playing || stamp - state.wordsAt >= WORDS_EVERY) {
      state.wordsAt = stamp;
      showWords();
    }
  }

  const spanOfStream = () => Math.min(Math.max(1, 6 * state.speed), state.timeline.until - state.timeline.from) || 1;

  function go(time) {
    const { from, until } = state.timeline;
    state.now = Math.min(Math.max(time, from), until);
    paint(performance.now());
  }

  // Where a reader wants to be, who wants to look at it.
  function jump(time) {
    state.wantsPlay = false;
    pause();
    go(time);
  }

  function frame(stamp) {
    if (!state.playing) return;
    // A tab that was in the background goes on from where it was.
    const passed = Math.min(0.1, Math.max(0, (stamp - state.before) / 1000));
    state.before = stamp;
    state.now = Math.min(state.timeline.until, state.now + passed * state.speed);
    if (state.now >= state.timeline.until) pause();
    else paint(stamp);
    if (state.playing) requestAnimationFrame(frame);
  }

  function play() {
    if (state.playing || !state.timeline) return;
    if (state.now >= state.timeline.until) state.now = state.timeline.from;
    if (state.asking) return;
    state.playing = true;
    state.before = state.wordsAt = performance.now();
    showPlaying();
    showWords();
    requestAnimationFrame(frame);
  }

  function pause() {
    const was = state.playing;
    state.playing = false;
    showPlaying();
    if (was && state.timeline) paint(performance.now());
  }

  // What its reader decides holds for the next scenario too.
  function playOrPause() {
    state.wantsPlay = !state.playing;
    if (state.playing) pause();
    else play();
  }

  function showPlaying() {
    if (!parts.play) return;
    setText(parts.play, state.playing ? choose("Pause", "멈춤") : choose("Play", "재생"));
  }

  function step(forward) {
    state.wantsPlay = false;
    if (state.playing) pause();
    go(forward ? state.timeline.next(state.now) : state.timeline.previous(state.now));
  }

  // ---- speed

  const speeds = () => (state.timeline.until - state.timeline.from > 20 * 1000 ? SPEEDS.concat(LONG_SPEEDS) : SPEEDS);

  function firstSpeed() {
    const wanted = (state.timeline.until - state.timeline.from) / LASTING;
    const off = (speed) => Math.abs(Math.log(speed / wanted));
    return speeds().reduce((best, speed) => (off(speed) < off(best) ? speed : best));
  }

  function setSpeed(speed) {
    state.speed = speed;
    parts.speed.value = String(speed);
    if (!state.playing) go(state.now);
  }

  function changeSpeed(by) {
    const all = speeds();
    setSpeed(all[Math.max(0, Math.min(all.length - 1, all.indexOf(state.speed) + by))]);
  }

  function listSpeeds() {
    parts.speed.replaceChildren(...speeds().map((speed) =>
      make("option", { value: speed }, (speed < 1 ? speed : number(speed)) + "×")));
    parts.speed.value = String(state.speed);
  }

  // ---- keys

  function onKey(event) {
    const { target } = event;
    // Elsewhere, the keys scroll the page and turn controls.
    const isInside = state.element.contains(target);
    if (!state.shown || !state.timeline || !isInside || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.tagName === "SELECT" || (target.tagName === "BUTTON" && (event.key === " " || event.key === "Enter"))) return;
    const part = (state.timeline.until - state.timeline.from) / 20;
    const actions = {
      " ": playOrPause, ArrowLeft: () => step(false), ArrowRight: () => step(true),
      PageUp: () => jump(state.now - part), PageDown: () => jump(state.now + part),
      Home: () => jump(state.timeline.from), End: () => jump(state.timeline.until),
      "+": () => changeSpeed(1), "=": () => changeSpeed(1), "-": () => changeSpeed(-1),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }

  // ---- what is being asked, and what could not be

  function setStatus(status) {
    state.status = status;
    showStatus();
  }

  function showStatus() {
    if (!parts.status) return;
    const { status } = state;
    parts.status.replaceChildren();
    parts.status.hidden = !status;
    parts.body.classList.toggle("old", Boolean(state.timeline && state.stale));
    if (!status) return;
    parts.status.append(status.words());
    if (status.hasProgress) {
      parts.progress = make("progress", { max: 1, value: 0, "aria-label": choose("Progress", "진행률") });
      parts.status.append(" ", parts.progress);
    }
    for (const [label, act] of status.actions || []) parts.status.append(" ", button(label(), act));
  }

  function statusOfTimeline() {
    const { timeline } = state;
    const isCut = timeline.until < timeline.end - 1e-9;
    if (!isCut && !timeline.from) return null;
    const first = [() => choose("From the beginning", "처음부터"), () => ask(0)];
    const [from, until, end] = [timeline.from, timeline.until, timeline.end].map(coarsely);
    const on = [() => choose("Go on from there", "그다음부터 계속"), () => ask(timeline.until)];
    return {
      words: () => (isCut
        ? choose(`This shows ${from} to ${until} of ${end}: what comes after is too much for one go.`,
          `전체 ${end} 중 ${from}–${until} 구간입니다. 그 뒤는 한 번에 보기에 너무 많습니다.`)
        : choose(`This shows ${from} to the end.`, `${from}부터 끝까지입니다.`)),
      actions: [
        ...(isCut && timeline.until > timeline.from ? [on] : []),
        ...(timeline.from ? [first] : []),
      ],
    };
  }

  const hasErrors = () => (store.description?.problems || []).some((problem) => problem.severity === "error");

  // Asks when the run itself has been answered, so as not to be in its way; if nobody runs it, all the same. Whoever turns
  // a control wants the sentences first: what is watched follows when the scenario has been left alone for a moment.
  let later = 0;
  function refresh() {
    clearTimeout(later);
    if (!state.shown || !state.stale || state.asking || store.busy || !store.toml) return;
    if (hasErrors()) {
      setStatus({
        words: () => choose("The scenario has an error; there is nothing to watch yet.", "시나리오에 오류가 있어 아직 볼 것이 없습니다."),
      });
    } else if (isTooLarge()) {
      const anyway = [() => choose("Watch it anyway", "그래도 보기"), () => ask(0)];
      setStatus({ words: () => plain(store.description.demand.about), actions: [anyway] });
    } else {
      later = setTimeout(() => ask(0), store.result ? (state.timeline ? 400 : 0) : 1500);
    }
  }

  const isTooLarge = () => Boolean(store.description?.demand?.is_too_large) && !isExact();
  const isExact = () => Boolean(store.result) && !(store.result.coarse > 1);

  async function ask(from) {
    const { version } = state;
    pause();
    state.asking = { since: performance.now(), share: 0 };
    setStatus({
      words: () => choose("Working out what each environment does", "실행 환경이 하는 일을 알아보는 중"), hasProgress: true,
      actions: [[() => choose("Cancel", "취소"), () => playground.engine.cancel("watch")]],
    });
    const progress = (share) => {
      if (state.asking) state.asking.share = share;
      if (parts.progress) parts.progress.value = share;
    };
    try {
      const request = { verb: "watch", ...store.request(), from_s: from, most: MOST_RECORDS };
      const { answer, files } = await playground.engine.run(request, { progress });
      state.asking = null;
      if (state.version === version) take(answer, files, from);
    } catch (error) {
      state.asking = null;
      const words = () => (error.name === "Cancelled" ? choose("Cancelled.", "취소되었습니다.") : plain(error.message));
      setStatus({ words, actions: [[() => choose("Try again", "다시 시도"), () => ask(from)]] });
    }
    if (state.version === version) return;
    setStatus(null);
    refresh();
  }

  // The scenario is another: what is being worked out is of no use, and must not keep a run waiting.
  function outdate() {
    state.stale = true;
    state.version++;
    pause();
    if (state.asking) {
      const elapsed = performance.now() - state.asking.since;
      const rest = elapsed * (1 / (state.asking.share || 0.01) - 1);
      if (rest > PATIENCE) playground.engine.cancel("watch");
    } else {
      setStatus(null);
    }
    refresh();
  }

  function limitsOf() {
    const region = store.description?.scenario?.region || {};
    const concurrency = Number(region.account_concurrency) || 0;
    // A full bucket holds no more than the account may have.
    const tokens = Math.min(Number(region.burst) || 0, concurrency || Infinity);
    return { concurrency, tokens, hasTokens: Boolean(tokens && seriesOf()?.account?.scaling_tokens) };
  }

  // Intervals of a run of a part of the traffic are not those of the whole.
  const seriesOf = () => (isExact() ? store.result.series : null);

  function take(answer, files, from) {
    const earlier = state.timeline;
    state.answer = { answer, files, from, series: seriesOf() };
    state.timeline = playground.timelineOf(answer, files, from, seriesOf());
    state.stale = false;
    // Who had stopped at a moment and then changed the scenario wants to see that moment.
    const { from: start, until } = state.timeline;
    const stays = earlier && !state.wantsPlay && earlier.from === start && state.now <= until;
    if (!stays) state.now = start;
    if (!stays || !speeds().includes(state.speed)) state.speed = firstSpeed();
    setStatus(statusOfTimeline());
    showTimeline();
    if (state.shown && state.wantsPlay) play();
  }

  // The intervals may come after what was watched.
  function hearResult() {
    const known = state.answer;
    if (known && !state.stale && seriesOf() && known.series !== seriesOf()) {
      known.series = seriesOf();
      state.timeline = playground.timelineOf(known.answer, known.files, known.from, known.series);
      showTimeline();
    }
    refresh();
  }

  // Everything that depends on the timeline but not on the moment.
  function showTimeline() {
    const { timeline } = state;
    if (!timeline || !state.shown) return;
    parts.body.hidden = false;
    state.limits = limitsOf();
    showIntro();
    Object.assign(parts.slider, { min: timeline.from, max: timeline.until });
    for (const part of [parts.cells, parts.stream, parts.overview]) part.take(timeline);
    if (timeline.isSmall) parts.lanes.take(timeline);
    for (const element of [parts.stream.canvas, parts.streamTitle]) element.hidden = !hasRefused(timeline);
    for (const element of [parts.lanes.canvas, parts.lanesTitle]) element.hidden = !timeline.isSmall;
    listSpeeds();
    buildNumbers();
    showPlaying();
    layOut();
  }

  function layOut() {
    if (!state.timeline || !state.shown) return;
    const width = parts.stage.clientWidth;
    if (!width) return;
    state.width = width;
    readColours();
    const wide = parts.overview.canvas.parentElement.clientWidth;
    parts.cells.layOut(width, Math.max(220, Math.min(520, innerHeight - 400)));
    parts.stream.layOut(width, 56);
    parts.overview.layOut(wide - 16, 46);
    if (state.timeline.isSmall) parts.lanes.layOut(width);
    for (const counter of parts.counters) counter.repaint();
    paint(performance.now());
  }

  // ---- the module

  function show(isShown) {
    state.shown = Boolean(isShown);
    if (!state.shown) {
      pause();
      return;
    }
    showTimeline();
    refresh();
    if (state.timeline && !state.stale && state.wantsPlay) play();
  }

  function redraw() {
    build();
    showTimeline();
  }

  function mount(element) {
    state.element = element;
    state.wantsPlay = !calm();
    element.classList.add("watch");
    readColours();
    build();
    document.addEventListener("keydown", onKey);
    new ResizeObserver(() => { if (parts.stage.clientWidth !== state.width) layOut(); }).observe(element);
    addEventListener("resize", layOut);
    store.on("scenario", outdate);
    store.on("description", refresh);
    store.on("result", hearResult);
    store.on("busy", refresh);
    store.on("language", redraw);
    store.on("theme", layOut);
  }

  playground.watch = { mount, show };
})(globalThis.playground);
