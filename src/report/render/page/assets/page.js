// What report.html does: draws its charts from the JSON in #data, on light or dark paper, on a screen and in print.
(function () {
  "use strict";

  const root = document.documentElement;
  const charts = burstsimCharts(root, JSON.parse(document.getElementById("data").textContent));
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  let printing = false;

  function theme() {
    root.dataset.theme = printing ? "light" : chosen || (prefersDark.matches ? "dark" : "light");
    charts.redraw();
  }

  function print(starts) {
    printing = starts;
    theme();
    charts.fit(starts ? 680 : undefined);
  }

  prefersDark.addEventListener("change", theme);
  addEventListener("resize", () => { if (!printing) charts.fit(); });
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));

  const button = document.getElementById("theme");
  if (button) {
    button.addEventListener("click", () => {
      chosen = root.dataset.theme === "dark" ? "light" : "dark";
      theme();
    });
  }

  theme();
  root.dataset.charts = String(charts.count);
})();
