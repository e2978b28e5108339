// Puts the page's scripts in: they are packed, for they are long. The content policy names their hash, so that nothing else
// can be put in instead.
(async function () {
  "use strict";
  const packed = atob(document.getElementById("program").textContent.trim());
  const bytes = Uint8Array.from({ length: packed.length }, (_, i) => packed.charCodeAt(i));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(stream).text();
  document.body.append(script);
})();
