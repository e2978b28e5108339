// What a reader answers with, and what they move: the form of a question, and the controls of a task.
(function (playground) {
  "use strict";

  const { choose, make, lessons } = playground;
  const { button } = lessons;

  // ---- the question: choices, or a number

  // `answer(value, submit)` is called when it is answered.
  function questionForm(lesson, progress, answer) {
    const { predict } = lesson;
    const submit = make("button", { type: "submit", "data-test": "predict-answer", disabled: progress.draft === null },
      choose("Answer", "답하기"));
    const change = (value) => {
      progress.draft = value === "" ? null : value;
      submit.disabled = progress.draft === null;
    };
    const form = make("form", {},
      make("fieldset", {},
        make("legend", {}, predict.question()),
        ...(predict.choices ? radios(lesson, progress, change) : numberField(lesson, progress, change))),
      submit);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (progress.draft !== null) answer(progress.draft, submit);
    });
    return form;
  }

  function radios({ id: name, predict }, progress, change) {
    return predict.choices.map(({ id, label }) => {
      const input = make("input", {
        type: "radio", name: `predict-${name}`, value: id, "data-test": `predict-${id}`, checked: progress.draft === id,
      });
      input.addEventListener("change", () => change(id));
      return make("label", { class: "ls-choice" }, input, label());
    });
  }

  function tolerance({ share, amount }) {
    const within = share ? lessons.percent(share) : lessons.number(amount);
    return choose(`Within ± ${within} counts as right.`, `± ${within} 이내면 정답입니다.`);
  }

  function numberField({ predict }, progress, change) {
    const { unit, min, max, step, slack } = predict.number;
    const input = make("input", {
      type: "number", min, max, step: "any", inputmode: "decimal", required: true, autocomplete: "off",
      "data-test": "predict-number", "aria-describedby": "ls-tolerance", value: progress.draft,
    });
    input.addEventListener("input", () => change(input.validity.valid ? input.value : ""));
    input.addEventListener("keydown", (event) => {
      const by = { PageUp: 10 * step, PageDown: -10 * step }[event.key];
      if (!by) return;
      event.preventDefault();
      input.value = Math.min(max, Math.max(min, Number(input.value) + by));
      change(input.value);
    });
    return [
      make("label", { class: "ls-number-field" },
        make("span", { class: "ls-hidden" }, choose("Your answer", "답")), input, unit()),
      make("p", { class: "ls-note", id: "ls-tolerance" }, tolerance(slack)),
    ];
  }

  // ---- controls: each its element, and how it shows a value; `change(value)` is called when its reader moves it

  // Seen beside the slider; a screen reader has it as the slider's own value.
  function slider(control, change) {
    const { id, min, max, step } = control;
    const input = make("input", { type: "range", min, max, step, "data-test": `do-${id}` });
    const shown = make("span", { class: "ls-value", "aria-hidden": "true" });
    const show = (value) => {
      input.value = value;
      shown.textContent = control.show(value);
      input.setAttribute("aria-valuetext", control.show(value));
    };
    input.addEventListener("input", () => {
      show(Number(input.value));
      change(Number(input.value));
    });
    return { element: make("label", { class: "ls-slider" }, make("span", {}, control.label()), shown, input), show };
  }

  function selection(control, change) {
    const select = make("select", { "data-test": `do-${control.id}`, autocomplete: "off" },
      ...control.options.map(({ value, label }) => make("option", { value }, label())));
    select.addEventListener("change", () => change(select.value));
    const show = (value) => { select.value = value; };
    return { element: make("label", { class: "ls-select" }, make("span", {}, control.label()), select), show };
  }

  function switches(control, change) {
    const all = control.options.map(({ value, label }) =>
      button(`do-${control.id}-${value}`, label(), () => { show(value); change(value); }, { "aria-pressed": "false" }));
    const show = (value) => control.options.forEach((option, i) => {
      all[i].setAttribute("aria-pressed", String(option.value === value));
    });
    return { element: make("div", { class: "ls-buttons", role: "group", "aria-label": control.label() }, ...all), show };
  }

  const drawn = (control, change) => ({ range: slider, select: selection, buttons: switches })[control.kind](control, change);

  Object.assign(lessons, { questionForm, drawn });
})(globalThis.playground);
