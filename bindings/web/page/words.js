// Both languages of the page. Every text stands in the code beside its translation: `choose("English", "한국어")`.
//
// Static markup has `data-en` and `data-ko` for what it says, and `data-en-label` and `data-ko-label` for what a screen
// reader calls it. What a script writes, it writes again on the store's event `language`.
//
// It is the first script, and so has the small helpers that the others share, too: `make` and `at`.
globalThis.playground = globalThis.playground || {};
(function (playground) {
  "use strict";

  const KNOWN = ["en", "ko"];

  const choose = (en, ko) => (playground.language === "ko" ? ko : en);

  // Writes the static texts within `root` in the present language.
  function translate(root) {
    for (const element of root.querySelectorAll("[data-en]")) {
      element.textContent = choose(element.dataset.en, element.dataset.ko);
    }
    for (const element of root.querySelectorAll("[data-en-label]")) {
      element.setAttribute("aria-label", choose(element.dataset.enLabel, element.dataset.koLabel));
      if (element.localName === "button") element.title = element.getAttribute("aria-label");
    }
  }

  function setLanguage(language) {
    playground.language = KNOWN.includes(language) ? language : "en";
    document.documentElement.lang = playground.language;
    document.title = choose("burstsim playground", "burstsim 플레이그라운드");
    translate(document);
    playground.store.emit("language", playground.language);
  }

  // What the reader's browser is set to.
  const preferred = () => (/^ko\b/i.test(globalThis.navigator?.language || "") ? "ko" : "en");

  // ---- for every script

  // An element: of its attributes true needs no value, false and null are left out, and `onclick` is a listener; children
  // that are null are left out, too.
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  }

  // What stands at a path, or undefined.
  const at = (tree, path) => path.reduce((branch, key) => (branch == null ? undefined : branch[key]), tree);

  Object.assign(playground, { choose, translate, setLanguage, language: preferred(), make, at });
})(globalThis.playground);
