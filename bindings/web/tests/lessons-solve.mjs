// Solves the lessons as a reader would: by clicking and typing, wrongly first, then rightly.
//
// `solve[id](reader)` works through one lesson that is open, and leaves it with its last button. `reader` drives the page:
// `evaluate(expression)` runs JavaScript in it and gives its value, `until(expression)` waits until one is true. Which setting is
// enough is not in here: settings are tried, as a reader tries them, until the page says so.

const quoted = (text) => JSON.stringify(text);
const find = (test) => `document.querySelector('[data-test=${quoted(test)}]')`;

// What a reader does.
const hands = ({ evaluate, until }) => ({
  evaluate, until,
  see: (test) => until(`(() => {
    const one = ${find(test)};
    return one && one.getClientRects().length > 0 && !one.matches(":disabled");
  })()`),
  text: (test) => evaluate(`${find(test)}.textContent`),

  async click(test) {
    await this.see(test);
    await evaluate(`${find(test)}.click()`);
  },

  async type(test, value) {
    await this.see(test);
    await evaluate(`(() => {
      const input = ${find(test)};
      input.focus();
      input.value = ${quoted(String(value))};
      input.dispatchEvent(new Event("input", { bubbles: true }));
    })()`);
  },

  async choose(test, value) {
    await this.see(test);
    await evaluate(`(() => {
      const select = ${find(test)};
      select.value = ${quoted(String(value))};
      select.dispatchEvent(new Event("change", { bubbles: true }));
    })()`);
  },

  // Until what was done is simulated and judged: the run belongs to the text, and the line below the controls is of that run.
  async settled() {
    await until(`(() => {
      const { result, description, busy } = playground.store;
      return Boolean(result && description && !busy && result.coarse <= 1) && ${find("lesson-status")}.ariaBusy !== "true";
    })()`);
    return this.text("lesson-status");
  },
});

const isDone = (status) => status.startsWith("✓");

async function predict(reader, answer) {
  if (typeof answer === "number") await reader.type("predict-number", answer);
  else await reader.click(`predict-${answer}`);
  await reader.click("predict-answer");
  await reader.until(`/^[✓✗]/.test(${find("lesson-verdict")}.textContent)`);
  await reader.see("lesson-do");
  return (await reader.text("lesson-verdict")).startsWith("✓");
}

// Expects a wrong answer to be called wrong, begins again, and expects the right one to be called right.
async function predictBoth(reader, id, wrong, right) {
  if (await predict(reader, wrong)) throw new Error(`${id}: ${wrong} passes as right`);
  await reader.click("lesson-again");
  if (!(await predict(reader, right))) throw new Error(`${id}: ${right} does not pass: ${await reader.text("lesson-verdict")}`);
}

// Moves a slider from value to value until the lesson says that it is enough. The first must not be.
async function slide(reader, id, test, values) {
  for (const [index, value] of values.entries()) {
    await reader.type(test, value);
    const status = await reader.settled();
    if (!isDone(status)) continue;
    if (index === 0) throw new Error(`${id}: ${value} is enough at once: ${status}`);
    return value;
  }
  throw new Error(`${id}: none of ${values} is enough: ${await reader.text("lesson-status")}`);
}

async function leave(reader, id) {
  await reader.see("lesson-find");
  await reader.click("lesson-done");
  await reader.until(`playground.lessons.isDone(playground.lessons.all.find((lesson) => lesson.id === ${quoted(id)}))`);
}

const range = (from, to, step) => Array.from({ length: Math.floor((to - from) / step + 1) }, (_, i) => from + i * step);

// A lesson with one slider.
const withSlider = (id, wrong, right, test, values) => async (page) => {
  const reader = hands(page);
  await predictBoth(reader, id, wrong, right);
  await slide(reader, id, test, values);
  await leave(reader, id);
};

export const solve = {
  "first-request": withSlider("first-request", "10", "6", "do-cold-start", range(100, 1000, 100)),
  "rate-times-duration": withSlider("rate-times-duration", 100, 400, "do-rate", [1000, ...range(300, 700, 50)]),

  async "three-regions"(page) {
    const reader = hands(page);
    await predictBoth(reader, "three-regions", 1, 5);
    for (const name of ["us-east-1", "ap-northeast-1", "ap-northeast-2"]) {
      await reader.click(`do-region-${name}`);
      await reader.settled();
    }
    if (!isDone(await reader.text("lesson-status"))) throw new Error("three-regions: three are not enough");
    await leave(reader, "three-regions");
  },

  "since-2023": withSlider("since-2023", "as-many", "none", "do-rate", [300, ...range(100, 280, 20)]),
  "noisy-neighbour": withSlider("noisy-neighbour", "export", "both", "do-reserve", [400, ...range(160, 300, 10)]),
  "spillover": withSlider("spillover", "throttled", "spills", "do-provisioned", [300, ...range(140, 220, 10)]),

  async "too-late"(page) {
    const reader = hands(page);
    await predictBoth(reader, "too-late", 1, 4);
    await reader.choose("do-at", "08:55");
    await reader.settled();
    for (const at of ["08:55", "08:56", "08:57", "08:58", "08:59"]) {
      await reader.choose("do-at", at);
      await reader.settled();
      for (const least of range(80, 200, 20)) {
        await reader.type("do-least", least);
        if (isDone(await reader.settled())) return leave(reader, "too-late");
      }
    }
    throw new Error("too-late: no schedule is enough");
  },

  async "retry-storm"(page) {
    const reader = hands(page);
    await predictBoth(reader, "retry-storm", "most", "few");
    await reader.choose("do-wait", "1s");
    if (isDone(await reader.settled())) throw new Error("retry-storm: a short wait is enough");
    await reader.choose("do-wait", "8s");
    await reader.settled();
    await slide(reader, "retry-storm", "do-attempts", range(3, 10, 1));
    await leave(reader, "retry-storm");
  },

  "queue-and-limit": withSlider("queue-and-limit", "none", "api", "do-most", [200, ...range(440, 580, 20)]),

  async "lambda-or-fargate"(page) {
    const reader = hands(page);
    await predictBoth(reader, "lambda-or-fargate", "lambda", "fargate");
    await reader.click("do-platform-lambda");
    await reader.settled();
    await slide(reader, "lambda-or-fargate", "do-rate", [20, ...range(5, 20, 1)]);
    await leave(reader, "lambda-or-fargate");
  },
};
