// Both languages of the page. Every text stands in the code beside its translation: `choose("English", "한국어")`.
//
// Static markup has `data-en` and `data-ko` for what it says, and `data-en-label` and `data-ko-label` for what a screen
// reader calls it. What a script writes, it writes again on the store's event `language`.
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

  Object.assign(playground, { choose, translate, setLanguage, language: preferred() });
})(globalThis.playground);
