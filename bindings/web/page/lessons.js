// The panel of the lessons: their list, one lesson at a time, and how far its reader is.
//
// A lesson has three steps. Predict: a question, answered before the scenario shows it. Do: a condition that the reader
// brings about with the lesson's controls, or with the scenario's own. Find out: what the numbers mean. What a lesson says
// and measures is in `lessons/*.js`, what all of them share in `lessons/00-course.js` and `lessons/00-answers.js`.
(function (playground) {
  "use strict";

  const { choose, make, store } = playground;
  const lessons = playground.lessons ||= {};
  let root = null;
  let open = null; // the lesson that is on, or none: then the list is
  let parts = {}; // of what is drawn, the elements that change
  let isShown = false;

  // A paragraph, in which no number ends a line whose unit begins the next.
  const paragraph = (text, attributes) => make("p", attributes, text.replace(/(\d) (?=(?:s|ms|MB|GB)\b|%)/g, "$1\u00a0"));

  const button = (test, text, act, attributes = {}) =>
    make("button", { type: "button", "data-test": test, onclick: act, ...attributes }, text);

  // A status is read out when it changes: what stays the same is not said again.
  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  // Questions that a later one replaces are no trouble.
  function troubled(error) {
    if (error.name === "Cancelled") return;
    const words = choose("The engine could not answer: ", "엔진이 답하지 못했습니다: ") + error.message;
    if (!parts.status) return;
    parts.status.setAttribute("aria-busy", "false");
    say(parts.act.hidden ? parts.verdict : parts.status, words);
  }

  // ---- the list

  function drawList() {
    const count = lessons.all.filter(lessons.isDone).length;
    parts = {};
    root.replaceChildren(
      make("h2", { tabindex: -1 }, choose("Ten lessons", "열 가지 학습")),
      make("p", { class: "ls-note" }, choose(
        "Each asks you to predict something, to bring something about, and to find out what it means. The engine checks " +
        "your answers.",
        "예측하고, 직접 해 보고, 그 뜻을 알아봅니다. 답은 엔진이 확인합니다.")),
      make("p", { class: "ls-note", "data-test": "lessons-count" }, choose(
        `${count} of ${lessons.all.length} done.`, `${lessons.all.length}개 중 ${count}개 완료.`)),
      make("ol", { class: "ls-list" }, ...lessons.all.map(listed)),
    );
  }

  function listed(lesson, index) {
    const isDone = lessons.isDone(lesson);
    const entry = button(`lesson-open-${lesson.id}`, "", () => start(lesson), { class: isDone ? "ls-done" : null });
    entry.append(make("span", { class: "ls-number" }, String(index + 1)), make("span", { class: "ls-title" }, lesson.title()));
    if (isDone) entry.append(make("span", { class: "ls-mark" }, "✓ " + choose("done", "완료")));
    return make("li", {}, entry);
  }

  // ---- one lesson

  async function start(lesson) {
    open = lesson;
    draw();
    root.querySelector("h2").focus();
    playground.chooseView?.(lesson.view === "watch" ? "pg-view-watch" : "pg-view-charts");
    await reset();
  }

  // ---- whose scenario is shown: the lesson's, or the reader's own, which comes back when the lessons are left

  let readers = null; // the reader's, while a lesson's is shown
  let lessonsOwn = null; // the lesson's, while the lessons are left

  const scenarioNow = () => ({ toml: store.toml, name: store.name, files: store.files });

  function give(scenario) {
    lessonsOwn = isShown ? null : scenario;
    if (!isShown) return;
    playground.editor?.flush();
    if (store.toml) readers ||= scenarioNow();
    store.set(scenario, "lesson");
  }

  function giveBack() {
    if (!readers) return;
    playground.editor?.flush();
    lessonsOwn = scenarioNow();
    store.set(readers, "open");
    readers = null;
  }

  let resets = 0; // of several that are under way, the last counts

  // The scenario as the lesson has it at the present step.
  async function reset() {
    const lesson = open;
    const ticket = ++resets;
    try {
      const text = await (lessons.progressOf(lesson).found ? lessons.revealed(lesson) : lessons.textOf(lesson.scenario));
      if (open !== lesson || ticket !== resets) return;
      lessons.progressOf(lesson).isTheirs = undefined;
      give(text);
      check();
    } catch (error) {
      troubled(error);
    }
  }

  function again() {
    lessons.startAgain(open);
    start(open);
  }

  function leave() {
    const from = open;
    open = null;
    draw();
    root.querySelector(`[data-test="lesson-open-${from.id}"]`).focus();
  }

  function drawLesson() {
    const lesson = open;
    parts = {};
    root.replaceChildren(
      navigation(),
      make("h2", { tabindex: -1, "data-test": "lesson-title" }, `${lessons.all.indexOf(lesson) + 1}. ${lesson.title()}`),
      beforeStep(lesson),
      actStep(lesson),
      findStep(),
    );
    refresh();
  }

  function navigation() {
    const item = (lesson, index) => {
      const isDone = lessons.isDone(lesson);
      const done = isDone ? choose(", done", ", 완료") : "";
      const name = choose(`Lesson ${index + 1}: `, `학습 ${index + 1}: `) + lesson.title() + done;
      return make("li", {}, button(`lesson-go-${lesson.id}`, String(index + 1), () => start(lesson), {
        "aria-label": name, title: name, "aria-current": lesson === open ? "step" : null, class: isDone ? "ls-done" : null,
      }));
    };
    return make("nav", { class: "ls-nav", "aria-label": choose("Lessons", "학습") },
      button("lessons-list", choose("All lessons", "전체 학습"), leave),
      make("ol", {}, ...lessons.all.map(item)));
  }

  // Story and prediction make room once the task is done: all of a lesson fits a screen.
  function beforeStep(lesson) {
    const isOpen = !lessons.progressOf(lesson).reached;
    return parts.before = make("details", { class: "ls-before", open: isOpen, "data-test": "lesson-before" },
      make("summary", {}, choose("Story and prediction", "이야기와 예측")),
      paragraph(lesson.story(), { class: "ls-story" }), predictStep(lesson));
  }

  // ---- predict

  function predictStep(lesson) {
    const progress = lessons.progressOf(lesson);
    const form = () => lessons.questionForm(lesson, progress, (value, submit) => answer(lesson, value, submit));
    parts.form = progress.found ? null : form();
    parts.verdict = make("div", { class: "ls-verdict", role: "status", "data-test": "lesson-verdict" });
    return make("section", { class: "ls-step" },
      make("h3", {}, choose("Predict", "예측하기")), parts.form || paragraph(lesson.predict.question()), parts.verdict);
  }

  async function answer(lesson, value, submit) {
    const progress = lessons.progressOf(lesson);
    submit.disabled = true;
    say(parts.verdict, choose("The engine is working it out.", "엔진이 계산하는 중입니다."));
    try {
      const found = await lessons.judged(lesson);
      Object.assign(progress, { answer: value, found });
      if (open !== lesson) return;
      parts.form.replaceWith(paragraph(lesson.predict.question()));
      parts.form = null;
      refresh();
      parts.actHeading.focus();
      await reset();
    } catch (error) {
      submit.disabled = false;
      troubled(error);
    }
  }

  function answerText({ predict }, answer) {
    if (!predict.choices) return lessons.number(Number(answer)) + choose(" ", "") + predict.number.unit();
    return predict.choices.find(({ id }) => id === answer).label();
  }

  function showVerdict(lesson, { answer, found }) {
    if (!found || parts.isJudged) return;
    parts.isJudged = true; // a status that is written again is read out again
    const isRight = lessons.isRight(lesson, answer, found);
    const words = isRight ? "✓ " + choose("Right.", "맞았습니다.") : "✗ " + choose("Not quite.", "조금 다릅니다.");
    const yours = choose("You said: ", "예측: ") + answerText(lesson, answer) + ".";
    parts.verdict.replaceChildren(
      make("p", {}, make("strong", { class: isRight ? "ls-right" : "ls-wrong" }, words), " ", yours),
      paragraph(lesson.predict.why(found)));
  }

  // ---- do

  function actStep(lesson) {
    parts.actHeading = make("h3", { tabindex: -1 }, choose("Do", "해 보기"));
    parts.controls = lesson.act.controls.map((control) => ({
      control, ...lessons.drawn(control, (value) => change(control, value)),
    }));
    const name = choose("Controls of this lesson", "이 학습의 컨트롤");
    parts.field = make("fieldset", { class: "ls-controls", "aria-label": name },
      ...parts.controls.map(({ element }) => element));
    parts.status = make("p", { class: "ls-status", role: "status", "data-test": "lesson-status" });
    parts.act = make("section", { class: "ls-step", hidden: true, "data-test": "lesson-do" },
      parts.actHeading, paragraph(lesson.act.task()),
      parts.field, parts.status,
      make("div", { class: "ls-buttons" },
        button("lesson-reset", choose("Reset the scenario", "시나리오 되돌리기"), reset, { class: "ls-small" }),
        button("lesson-again", choose("Start the lesson again", "학습 다시 시작"), again, { class: "ls-small" })));
    return parts.act;
  }

  let pending = 0; // changes on their way: until they arrive a control shows what its reader did

  async function change(control, value) {
    pending++;
    wait();
    try {
      await store.change(control.write(value), "lesson");
    } catch (error) {
      troubled(error);
    }
    pending--;
    showControls();
    check();
  }

  function showControls() {
    const written = store.description?.written;
    if (!open || !written || pending) return;
    for (const { control, show } of parts.controls) {
      const value = settingOf(control, written);
      if (value !== undefined) show(value);
    }
  }

  // The scenario may be another one by now.
  function settingOf(control, written) {
    try {
      return control.read(written);
    } catch {
      return undefined;
    }
  }

  // ---- the check: what does the present run come to?

  let turn = 0;

  // The status is that of an earlier text. A text that others changed may be another scenario, which is not the lesson's to
  // change.
  function wait(from = "lesson") {
    turn++;
    parts.status?.setAttribute("aria-busy", "true");
    if (parts.field && from !== "lesson") parts.field.disabled = true;
  }

  function showBroken() {
    if (!open || !store.description || store.description.scenario) return;
    parts.status.setAttribute("aria-busy", "false");
    say(parts.status, choose(
      "This text cannot be run. Reset the scenario to go on.",
      "이 텍스트는 실행할 수 없습니다. 계속하려면 시나리오를 되돌리세요."));
  }

  async function check() {
    const lesson = open;
    const progress = lesson && lessons.progressOf(lesson);
    const { result, description } = store;
    if (!isShown || pending || !progress?.found || !result || result.coarse > 1 || !description?.scenario) return;
    const ticket = ++turn;
    const { scenario, written } = description;
    const run = { summary: result.summary, series: result.series, scenario, written };
    const text = scenarioNow();
    try {
      const isTheirs = await lessons.isTheirs(lesson, run);
      const ask = lessons.questions(lesson, text);
      const seen = isTheirs ? await lesson.act.measure(run, ask, progress.seen) : null;
      if (ticket !== turn || open !== lesson) return;
      progress.seen = seen || progress.seen;
      if (seen?.done && !progress.reached) {
        progress.reached = seen;
        parts.before.open = false;
      }
      progress.isTheirs = isTheirs;
      refresh();
    } catch (error) {
      if (ticket === turn && open === lesson) troubled(error);
    }
  }

  function statusOf(lesson, { seen, isTheirs }) {
    if (isTheirs === false) return choose(
      "Something else than this task's setting was changed. Reset the scenario to go on.",
      "이 과제의 설정이 아닌 것이 바뀌었습니다. 계속하려면 시나리오를 되돌리세요.");
    if (!seen) return choose("Waiting for the run.", "실행을 기다리는 중입니다.");
    return (seen.done ? "✓ " : "") + lesson.act.status(seen);
  }

  // ---- find out

  const after = (lesson) => lessons.all[lessons.all.indexOf(lesson) + 1];

  function findStep() {
    parts.found = make("div", {});
    parts.next = button("lesson-done", "", finish, { class: "ls-next" });
    parts.find = make("section", { class: "ls-step", hidden: true, "data-test": "lesson-find" },
      make("h3", {}, choose("Find out", "알아보기")), parts.found, parts.next);
    return parts.find;
  }

  // English terms beside the Korean ones, in either language: readers meet both.
  const terms = ({ terms: pairs }) => make("p", { class: "ls-terms" }, ...pairs.flatMap(([en, ko], i) => [
    ...(i ? [" · "] : []), make("span", { lang: "en" }, en), " ", make("span", { lang: "ko" }, ko),
  ]));

  function showFound(lesson, { reached, found }) {
    parts.find.hidden = !reached;
    if (!reached || parts.isFound) return;
    parts.isFound = true;
    parts.found.replaceChildren(...lesson.find(reached, found).map((text) => paragraph(text)), terms(lesson));
    const next = after(lesson);
    parts.next.textContent = choose("Done. ", "완료. ") +
      (next ? choose("Next: ", "다음: ") + next.title() : choose("All lessons", "전체 학습"));
  }

  function finish() {
    const lesson = open;
    lessons.progressOf(lesson).read = true;
    lessons.markDone(lesson);
    const next = after(lesson);
    if (next) start(next);
    else leave();
  }

  // ---- all of it

  function refresh() {
    const progress = lessons.progressOf(open);
    showVerdict(open, progress);
    parts.act.hidden = !progress.found;
    if (progress.found) say(parts.status, statusOf(open, progress));
    parts.status.setAttribute("aria-busy", String(pending > 0 || !store.result));
    parts.status.classList.toggle("ls-right", Boolean(progress.seen?.done && progress.isTheirs !== false));
    if (store.result) parts.field.disabled = progress.isTheirs === false;
    showControls();
    parts.before.classList.toggle("ls-past", Boolean(progress.reached));
    showFound(open, progress);
  }

  function draw() {
    if (open) drawLesson();
    else drawList();
  }

  function mount(element) {
    root = element;
    root.classList.add("ls");
    draw();
    store.on("scenario", wait);
    store.on("scenario", (from) => { if (from === "open" && isShown) readers = null; });
    store.on("description", showControls);
    store.on("description", showBroken);
    store.on("description", check);
    store.on("result", check);
    store.on("language", draw);
  }

  // The reader goes to the lessons, or back to the playground.
  function show(is) {
    isShown = is;
    if (!is) giveBack();
    else if (open && lessonsOwn) give(lessonsOwn);
    if (is) check();
  }

  const openById = (id) => start(lessons.all.find((lesson) => lesson.id === id));

  Object.assign(lessons, { button, mount, show, open: openById });
})(globalThis.playground);
