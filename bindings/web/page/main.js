// Puts the page together: tabs, buttons and the way from a text to its charts.
//
// The text changes; the desk describes it; if it can be run, the bench runs it; its result is drawn. A scenario of many
// requests is run coarsely first, and one that is too large is run only if its reader insists. The last good charts stay
// while a text is broken.
(function (playground) {
  "use strict";

  const { choose, make, store, engine } = playground;
  const at = (id) => document.getElementById(id);
  const FIRST = "walkthrough-provisioned"; // small enough to follow every change at once
  const MANY = 300000; // requests of which a coarser run comes first
  const FEW = 100000; // requests that it has
  const MUCH = 1e9; // bytes of memory that nobody is to need before its reader was asked, not even for a part
  const PATIENCE = 700; // milliseconds that a run of an earlier text may still take
  const UNSEEN = 300; // milliseconds that a run takes before its progress is shown

  // ---- sentences above everything

  function say(text) {
    at("pg-say").replaceChildren();
    if (!text) return;
    at("pg-say").append(make("p", {}, text), make("button", { type: "button", onclick: () => say("") }, choose("Close", "닫기")));
  }
  playground.say = say;

  // ---- the line that says how far it is

  const count = (value) => Math.round(value).toLocaleString("en-US");

  function time(ms) {
    if (ms < 995) return choose(`${Math.max(1, Math.round(ms))} ms`, `${Math.max(1, Math.round(ms))}밀리초`);
    const seconds = (ms / 1000).toFixed(ms < 9950 ? 1 : 0);
    return choose(`${seconds} s`, `${seconds}초`);
  }

  // `words` is a function, so that it can be said again in the other language.
  let state = { words: () => choose("The engine is starting.", "엔진을 시작하는 중입니다.") };

  function tell(words, { run = null } = {}) {
    state = { words, run };
    showState();
  }

  function showState() {
    at("pg-state").textContent = state.words();
    at("pg-run").hidden = !state.run;
    if (state.run) at("pg-run").textContent = state.run();
  }

  function showProblems() {
    const problems = store.description?.problems || [];
    const errors = problems.filter((problem) => problem.severity === "error").length;
    const warnings = problems.length - errors;
    at("pg-problems").hidden = !problems.length;
    at("pg-problems").classList.toggle("bad", errors > 0);
    const of = (number, en, ko) => (number ? [choose(`${number} ${en}${number === 1 ? "" : "s"}`, `${ko} ${number}개`)] : []);
    at("pg-problems").textContent = [...of(errors, "error", "오류"), ...of(warnings, "warning", "경고")].join(", ");
  }

  function showPin() {
    at("pg-pin").hidden = !store.pinned && !(store.result && store.result.coarse <= 1);
    at("pg-pin").textContent = store.pinned
      ? choose("Unpin the earlier run", "고정한 실행 해제")
      : choose("Pin this run to compare", "비교를 위해 이 실행 고정");
    at("pg-pin").setAttribute("aria-pressed", String(Boolean(store.pinned)));
  }

  function pin() {
    store.put("pinned", store.pinned ? null : { ...store.result, toml: store.toml, name: store.name });
  }

  function showBusy() {
    const { busy } = store;
    const isSeen = busy && performance.now() - busy.since > UNSEEN;
    for (const id of ["pg-progress", "pg-cancel"]) at(id).hidden = !isSeen;
    if (!isSeen) return;
    at("pg-progress").value = busy.share;
    if (busy.isTold) return;
    busy.isTold = true;
    playground.results?.dim(!store.result); // what is shown is of an earlier text
    tell(() => (busy.coarse > 1
      ? choose(`Running coarsely: 1/${busy.coarse} of the traffic.`, `성기게 실행하는 중: 트래픽의 1/${busy.coarse}입니다.`)
      : choose("Running.", "실행하는 중입니다.")));
  }

  // ---- from a text to its charts

  let turn = 0; // a new one with every change: what belongs to an earlier turn is late
  let spent = 0;

  // How long the run on the bench will still take, as far as it is known.
  function remaining() {
    if (!store.busy) return 0;
    const elapsed = performance.now() - store.busy.since;
    return store.busy.share > 0 ? (elapsed * (1 - store.busy.share)) / store.busy.share : Math.max(0, spent - elapsed);
  }

  function failed(error, ticket) {
    if (ticket !== turn) return;
    if (error.name === "Cancelled") {
      cancelled();
      return;
    }
    playground.results?.dim(true);
    if (error.name === "Trapped") {
      tell(() => choose("The engine could not bear this scenario, stopped, and was started anew. Your text is safe: change it, " +
        "or try again.",
      "엔진이 이 시나리오를 감당하지 못해 멈췄고, 새로 시작했습니다. 텍스트는 그대로입니다. 바꾸거나 다시 시도하세요."),
      { run: () => choose("Try again", "다시 시도") });
    } else {
      tell(() => choose("It could not be run: ", "실행할 수 없습니다: ") + error.message);
    }
  }

  async function changed(insists) {
    const ticket = ++turn;
    if (remaining() > PATIENCE) engine.cancel("run");
    try {
      const { answer } = await engine.ask({ verb: "describe", ...store.request() }, { replaces: "describe" });
      if (ticket !== turn) return;
      store.description = answer;
      // The bench begins before all the parts look at the description: they draw while it runs.
      const running = isBroken(answer) ? broken() : runs(answer.demand, ticket, insists);
      store.put("description", answer);
      await running;
    } catch (error) {
      failed(error, ticket);
    }
  }

  const isBroken = ({ scenario, problems }) => scenario === null || problems.some(({ severity }) => severity === "error");

  function broken() {
    engine.cancel("run");
    playground.results?.dim(true);
    tell(() => (playground.results?.isShown()
      ? choose("This text cannot be run. The results are those of the last one that could.",
        "이 텍스트는 실행할 수 없습니다. 결과는 실행할 수 있었던 마지막 텍스트의 것입니다.")
      : choose("This text cannot be run.", "이 텍스트는 실행할 수 없습니다.")));
  }

  async function runs(demand, ticket, insists) {
    const part = demand && demand.requests > MANY && !(demand.memory_bytes > MUCH) ? Math.round(demand.requests / FEW) : 1;
    if (part > 1) await runCoarsely(part, ticket);
    if (ticket !== turn) return;
    if (demand?.is_too_large && !insists) {
      playground.results?.dim(!store.result);
      tell(() => demand.about, { run: () => choose("Run it anyway", "그래도 실행") });
      return;
    }
    await run(1, ticket);
  }

  // Not every scenario can be made smaller, and a part may be too large, too: then there is only the exact run.
  async function runCoarsely(part, ticket) {
    try {
      await run(part, ticket);
    } catch (error) {
      if (error.name !== "Refused" && error.name !== "Trapped") throw error;
    }
  }

  async function run(coarse, ticket) {
    const busy = { since: performance.now(), share: 0, coarse };
    const { name } = store;
    const progress = (share) => {
      busy.share = share;
      if (store.busy === busy) showBusy();
    };
    const request = { verb: "run", ...store.request(), ...(coarse > 1 ? { coarse } : {}) };
    store.put("busy", busy);
    const timer = setTimeout(() => { if (store.busy === busy) showBusy(); }, UNSEEN + 10);
    try {
      const { answer, ms } = await engine.run(request, { progress });
      spent = ms;
      // A run of an earlier text is worth a look while the next is under way.
      if (ticket === turn) finished(answer, spent);
      else if (store.name === name && store.description?.scenario !== null) playground.results?.show(answer, true);
    } finally {
      clearTimeout(timer);
      if (store.busy === busy) {
        store.put("busy", null);
        showBusy();
      }
    }
  }

  function finished(answer, ms) {
    store.put("result", answer);
    const { account, services = [] } = answer.summary;
    const requests = services.reduce((sum, one) => sum + one.requests, account.requests);
    tell(() => (answer.coarse > 1
      ? choose(`Coarse: 1/${answer.coarse} of the traffic and the limits, ${count(requests)} requests. ` +
          "The exact run is under way.",
        `성긴 결과: 트래픽과 한도의 1/${answer.coarse}, 요청 ${count(requests)}개. 정확한 실행이 진행 중입니다.`)
      : choose(`${count(requests)} requests, simulated in ${time(ms)}.`, `요청 ${count(requests)}개를 ${time(ms)}에 시뮬레이션했습니다.`)));
  }

  function cancel() {
    turn++;
    engine.cancel("run");
    cancelled();
  }

  function cancelled() {
    playground.results?.dim(!store.result);
    tell(() => choose("The run was cancelled.", "실행을 취소했습니다."), { run: () => choose("Run", "실행") });
  }

  // ---- tabs: arrow keys move between them, as a tab list does

  // `choose` is told the id of the tab that was chosen, once at the beginning too.
  function tabs(list, act) {
    const all = [...list.querySelectorAll("[role=tab]")];
    const select = (tab, focuses) => {
      for (const one of all) {
        one.setAttribute("aria-selected", String(one === tab));
        one.tabIndex = one === tab ? 0 : -1;
      }
      if (focuses) tab.focus();
      act(tab.id);
    };
    for (const tab of all) tab.addEventListener("click", () => select(tab));
    list.addEventListener("keydown", (event) => {
      const index = all.indexOf(document.activeElement);
      const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined || index < 0) return;
      event.preventDefault();
      select(all[(to + all.length) % all.length], true);
    });
    select(all.find((tab) => tab.getAttribute("aria-selected") === "true"));
    return (id) => select(at(id));
  }

  // ---- the shipped scenarios

  let shipped = [];

  async function learnShipped() {
    const { answer } = await engine.ask({ verb: "shipped" });
    shipped = answer.scenarios;
    showShipped();
  }

  const isShipped = () => shipped.some(({ name, text }) => name === store.name && text === store.toml);

  function showShipped() {
    const select = at("pg-shipped");
    const isOwn = !isShipped();
    const own = isOwn ? [make("option", { value: "" }, store.name + choose(" (yours)", " (직접 작성)"))] : [];
    const others = shipped.map(({ name, summary }) => make("option", { value: name, title: summary }, name));
    select.replaceChildren(...own, ...others);
    select.value = isOwn ? "" : store.name;
  }

  function open(name) {
    const found = shipped.find((one) => one.name === name);
    if (found) store.set({ toml: found.text, name, files: {} }, "open");
  }

  // ---- what would be lost with the page

  let opened = ""; // the text as it came, before its reader changed anything

  function remember(from) {
    if (from === "open" || from === "lesson") opened = store.toml;
  }

  const isUnsaved = () => store.toml !== opened && !isShipped() && !playground.share?.isKept();

  // ---- light and dark, paper

  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  let theme = null;
  let isPrinting = false;

  function showTheme() {
    const now = isPrinting ? "light" : theme || (prefersDark.matches ? "dark" : "light");
    document.documentElement.dataset.theme = now;
    store.emit("theme", now);
  }

  function print(starts) {
    isPrinting = starts;
    showTheme();
    playground.results?.print(starts ? 680 : undefined);
  }

  function switchTheme() {
    theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    showTheme();
  }

  function showLanguage() {
    const button = at("pg-language");
    [button.textContent, button.lang] = playground.language === "ko" ? ["English", "en"] : ["한국어", "ko"];
    showState();
    showShipped();
    showProblems();
    showPin();
  }

  // ---- all of it

  // A part that fails must not take the others with it.
  function mount(part, element) {
    try {
      playground[part]?.mount(element);
    } catch (error) {
      setTimeout(() => { throw error; });
    }
  }

  function mountAll() {
    mount("results", at("results"));
    mount("controls", at("pg-controls"));
    mount("editor", at("pg-editor"));
    mount("watch", at("pg-watch"));
    mount("lessons", at("pg-lessons"));
    mount("share", at("pg-dialogs"));
  }

  function makeTabs() {
    tabs(at("pg-modes"), (id) => {
      const isLesson = id === "pg-mode-lessons";
      at("pg-lessons").hidden = !isLesson;
      at("pg-main").dataset.mode = isLesson ? "lessons" : "playground";
      playground.lessons?.show?.(isLesson);
    });
    playground.chooseEdit = tabs(at("pg-edits"), (id) => {
      at("pg-controls").hidden = id !== "pg-edit-controls";
      at("pg-editor").hidden = id !== "pg-edit-toml";
      playground.editor?.show?.(id === "pg-edit-toml");
    });
    playground.chooseView = tabs(at("pg-views"), (id) => {
      at("pg-charts").hidden = id !== "pg-view-charts";
      at("pg-watch").hidden = id !== "pg-view-watch";
      playground.watch?.show(id === "pg-view-watch");
      playground.results?.fit();
    });
    playground.choosePane = tabs(at("pg-panes"), (id) => {
      at("pg-main").dataset.pane = id === "pg-pane-left" ? "left" : "right";
      playground.results?.fit();
    });
  }

  function listen() {
    const click = (id, act) => at(id).addEventListener("click", act);
    click("pg-cancel", cancel);
    click("pg-run", () => changed(true));
    click("pg-pin", pin);
    click("pg-strip", () => playground.choosePane("pg-pane-right"));
    click("pg-problems", () => {
      playground.choosePane("pg-pane-left");
      playground.chooseEdit("pg-edit-toml");
    });
    click("pg-theme", switchTheme);
    click("pg-language", () => playground.setLanguage(playground.language === "ko" ? "en" : "ko"));
    click("pg-share", () => playground.share?.showLink());
    click("pg-download", () => playground.share?.showDownloads());
    click("pg-open", () => playground.share?.chooseFiles());
    at("pg-shipped").addEventListener("change", (event) => open(event.target.value));
    // A sentence that points into the charts brings them to the front.
    at("pg-words").addEventListener("click", (event) => {
      if (event.target.closest("button[data-from]")) playground.chooseView("pg-view-charts");
    }, true);
    prefersDark.addEventListener("change", showTheme);
    addEventListener("beforeprint", () => print(true));
    addEventListener("afterprint", () => print(false));
    addEventListener("beforeunload", (event) => { if (isUnsaved()) event.preventDefault(); });
    store.on("scenario", (from) => {
      remember(from);
      changed();
      showShipped();
      showProblems();
      showPin();
    });
    store.on("description", showProblems);
    store.on("result", showPin);
    store.on("pinned", showPin);
    store.on("language", () => {
      showLanguage();
      if (store.toml) changed();
    });
  }

  async function begin() {
    listen(); // before the parts do: the engine works while they draw
    mountAll();
    makeTabs();
    showTheme();
    playground.setLanguage(playground.language);
    const isGiven = await playground.share?.open();
    try {
      await learnShipped();
    } catch (error) {
      failed(error, turn);
      return;
    }
    if (!isGiven && !store.toml) open(FIRST);
    document.documentElement.dataset.ready = "true";
  }

  begin();
})(globalThis.playground);
