// Draws what a timeline says: cells of environments and tasks, a stream of refused attempts, lanes of a small run, the run
// as a whole. A cell is drawn again only when it looks different, and then its pixels are copied from a sheet that holds each
// look once: thousands of calls that draw would take longer than a frame. Knows no words but those it is given.
(function (playground) {
  "use strict";

  const { STATE, TASK, PROVISIONED, upTo, BINS } = playground.timelineParts;
  const LOOKS = 14; // 5 states, of which stopped has 3 shades; each with and without provisioned edge
  const SHADES = 3;
  const SMALL_PITCHES = [72, 64, 56, 48, 42, 36];
  const PITCHES = [28, 24, 20, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3];
  const TASK_PITCHES = [48, 40, 34, 28, 22, 16, 12, 8];
  const LEGIBLE = 5; // a cell whose look can be told
  const TALL = 1100; // as tall as a picture may get for the sake of that
  const CAPTION = 26;
  const GAP = 10; // below the cells of a function
  const MOST_CROSSES = 160;

  // ---- colours of the page, read when the theme changes

  let colours = {};
  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const css = (name) => style.getPropertyValue(name).trim();
    const inks = ["orange", "grey", "vermilion", "blue", "green", "purple", "sky"].map((name) => [name, css("--ink-" + name)]);
    colours = Object.fromEntries([...inks, ...["paper", "ink", "faint", "grid", "edge"].map((name) => [name, css("--" + name)])]);
    colours.font = getComputedStyle(document.body).fontFamily || "sans-serif";
  }

  const ratio = () => Math.max(1, Math.min(3, globalThis.devicePixelRatio || 1));

  // Sets the size of a canvas in pixels of the screen; true if that changed it, which also empties it.
  function size(canvas, width, height) {
    const [w, h] = [Math.round(width * ratio()), Math.round(height * ratio())];
    canvas.style.height = height + "px";
    if (canvas.width === w && canvas.height === h) return false;
    Object.assign(canvas, { width: w, height: h });
    return true;
  }

  const font = (pixels, weight) => (weight || 400) + " " + pixels * ratio() + "px " + colours.font;

  function frame(pen, x, y, side, width, colour) {
    pen.fillStyle = colour;
    pen.fillRect(x, y, side, width);
    pen.fillRect(x, y + side - width, side, width);
    pen.fillRect(x, y + width, width, side - 2 * width);
    pen.fillRect(x + side - width, y + width, width, side - 2 * width);
  }

  // ---- the look of a cell without a number

  // The place of a look on the sheet; `shade` from 0 to 2 as a stopped one fades.
  const lookOf = (state, shade, isProvisioned) => 2 * (state + shade) + (isProvisioned ? 1 : 0);

  function paintState(pen, x, y, side, state, shade) {
    if (state === STATE.serving) {
      pen.fillStyle = colours.orange;
      pen.fillRect(x, y, side, side);
    } else if (state === STATE.initialising) {
      const edge = Math.max(1, Math.round(side * 0.12));
      pen.fillStyle = colours.green;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.lineTo(x + side, y + side);
      pen.lineTo(x, y + side);
      pen.fill();
      if (side >= 5) frame(pen, x, y, side, edge, colours.green);
      else pen.fillRect(x, y + (side >> 1), side, side - (side >> 1));
    } else if (state === STATE.idle || state === STATE.stopped) {
      const inset = Math.round(side * 0.3);
      pen.globalAlpha = state === STATE.stopped ? 0.6 - 0.2 * shade : 1;
      pen.fillStyle = state === STATE.stopped ? colours.faint : colours.grey;
      const [half, width] = [side / 2, Math.max(1, side * 0.14)];
      if (state === STATE.stopped && side >= 5) cross(pen, x + half, y + half, side * 0.32, colours.faint, width);
      else pen.fillRect(x + inset, y + inset, side - 2 * inset, side - 2 * inset);
      pen.globalAlpha = 1;
    }
  }

  function paintLook(pen, x, y, side, state, shade, isProvisioned) {
    if (state === STATE.none) return;
    if (!isProvisioned) {
      paintState(pen, x, y, side, state, shade);
      return;
    }
    const edge = Math.max(1, Math.round(side * 0.14));
    const inset = edge + (side >= 8 * ratio() ? Math.max(1, Math.round(side * 0.07)) : 0);
    paintState(pen, x + inset, y + inset, side - 2 * inset, state, shade);
    pen.globalAlpha = state === STATE.stopped ? 0.6 - 0.2 * shade : 1;
    frame(pen, x, y, side, edge, colours.blue);
    pen.globalAlpha = 1;
  }

  function cross(pen, x, y, half, colour, width) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(x - half, y - half);
    pen.lineTo(x + half, y + half);
    pen.moveTo(x - half, y + half);
    pen.lineTo(x + half, y - half);
    pen.stroke();
  }

  // ---- the look of a cell with a number

  const FILLS = { [STATE.serving]: "orange", [STATE.initialising]: "green", [STATE.idle]: "grey", [STATE.stopped]: "faint" };

  // `share`: how far it has come with what it does, or with leaving.
  function paintNumbered(pen, x, y, side, state, isProvisioned, label, number, share) {
    const px = ratio();
    const colour = colours[FILLS[state]];
    const isBusy = state === STATE.serving || state === STATE.initialising;
    if (state === STATE.stopped) {
      pen.globalAlpha = 1 - 0.7 * Math.min(1, Math.max(0, share));
      cross(pen, x + side / 2, y + side / 2, side * 0.25, colour, 2 * px);
      frame(pen, x, y, side, Math.round(px), colour);
      pen.globalAlpha = 1;
      return;
    }
    pen.fillStyle = colour;
    pen.globalAlpha = isBusy ? 0.2 : 0.07;
    pen.fillRect(x, y, side, side);
    pen.globalAlpha = 1;
    if (isBusy) {
      pen.fillStyle = colour;
      pen.fillRect(x, y + side - 5 * px, side * share, 5 * px);
    }
    if (state === STATE.initialising) hatch(pen, x, y, side, colours.green);
    const edge = Math.round((isProvisioned ? 3 : isBusy ? 2 : 1) * px);
    frame(pen, x, y, side, edge, isProvisioned ? colours.blue : colour);
    if (isProvisioned && isBusy) frame(pen, x + edge, y + edge, side - 2 * edge, Math.round(px), colour);
    pen.textAlign = "left";
    pen.textBaseline = "top";
    pen.fillStyle = colours.ink;
    pen.font = font(Math.min(12, side / px / 4.4));
    pen.fillText(label, x + 6 * px, y + 6 * px, side - 10 * px);
    if (!isBusy) return;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.font = font(Math.min(22, side / px / 2.7), 700);
    pen.fillText(number, x + side / 2, y + side * 0.57, side - 8 * px);
  }

  function hatch(pen, x, y, side, colour) {
    const step = side / 5;
    pen.save();
    pen.beginPath();
    pen.rect(x, y, side, side);
    pen.clip();
    pen.globalAlpha = 0.35;
    pen.strokeStyle = colour;
    pen.lineWidth = 1.5 * ratio();
    pen.beginPath();
    for (let at = -side; at < side; at += step) {
      pen.moveTo(x + at, y);
      pen.lineTo(x + at + side, y + side);
    }
    pen.stroke();
    pen.restore();
  }

  // A task with the number of requests it serves, filled as far as it is busy.
  function paintTask(pen, x, y, side, state, busy, most) {
    const px = ratio();
    const colour = state === TASK.starting ? colours.green : state === TASK.draining ? colours.vermilion : colours.orange;
    const isGone = state === TASK.stopped;
    pen.globalAlpha = isGone ? 0.3 : 1;
    if (busy) {
      const height = Math.round(side * Math.min(1, busy / most));
      pen.globalAlpha = 0.35;
      pen.fillStyle = colour;
      pen.fillRect(x, y + side - height, side, height);
      pen.globalAlpha = 1;
    }
    const edge = Math.max(1, Math.round(Math.min(2 * px, side * 0.12)));
    if (state === TASK.running || side < 12 * px) frame(pen, x, y, side, edge, isGone ? colours.faint : colour);
    else {
      pen.setLineDash(state === TASK.starting ? [4 * px, 3 * px] : [1.5 * px, 2.5 * px]);
      pen.strokeStyle = isGone ? colours.faint : colour;
      pen.lineWidth = edge;
      pen.strokeRect(x + edge / 2, y + edge / 2, side - edge, side - edge);
      pen.setLineDash([]);
    }
    pen.globalAlpha = 1;
    if (side < 18 * px || state === TASK.starting || isGone) return;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = colours.ink;
    pen.font = font(Math.min(15, side / px / 2.4), 600);
    pen.fillText(String(busy), x + side / 2, y + side / 2 + px * 0.5, side - 4 * px);
  }

  // ---- all cells

  const rowsOf = (count, columns) => Math.ceil(count / columns);

  class Cells {
    constructor(canvas) {
      this.canvas = canvas;
      // Pixels are put into it at every frame: it need not be where that is slow.
      this.pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
      this.sheet = document.createElement("canvas");
    }

    take(timeline) {
      this.timeline = timeline;
      this.x = new Int32Array(timeline.slotCount);
      this.y = new Int32Array(timeline.slotCount);
      this.looks = new Int16Array(timeline.slotCount);
      this.provisioned = new Uint8Array(timeline.slotCount);
      for (const { firstSlot, provisionedSlots } of timeline.functions) {
        this.provisioned.fill(1, firstSlot, firstSlot + provisionedSlots);
      }
      this.taskLooks = new Int32Array(timeline.tasks.length);
      this.captions = timeline.functions.map(() => "");
    }

    // As large as there is room for, in pixels of the page. Where there is none for what can be told apart, the picture grows.
    fit(pitches, countOf, width, height) {
      const { functions } = this.timeline;
      const heightOf = (pitch) => {
        const columns = Math.max(1, Math.floor(width / pitch));
        return functions.reduce((sum, one) => sum + rowsOf(countOf(one), columns) * pitch, 0);
      };
      const largest = (room) => pitches.find((pitch) => heightOf(pitch) <= room);
      const pitch = largest(height) || 0;
      return pitch >= LEGIBLE ? pitch : Math.min(LEGIBLE, largest(TALL) || pitches[pitches.length - 1]);
    }

    layOut(width, height) {
      const { timeline } = this;
      const px = ratio();
      const shown = timeline.functions.filter((one) => one.slots || one.taskSlots);
      const room = Math.max(150, height - shown.length * (CAPTION + GAP), shown.length * CAPTION);
      const hasBoth = shown.some((one) => one.slots) && shown.some((one) => one.taskSlots);
      const pitches = timeline.isSmall ? SMALL_PITCHES : PITCHES;
      this.pitch = Math.floor(this.fit(pitches, (one) => one.slots, width, hasBoth ? room / 2 : room) * px);
      this.taskPitch = Math.floor(this.fit(TASK_PITCHES, (one) => one.taskSlots, width, hasBoth ? room / 2 : room) * px);
      this.side = this.pitch - Math.max(1, Math.round(this.pitch * 0.13));
      this.taskSide = this.taskPitch - Math.max(1, Math.round(this.taskPitch * 0.13));
      this.columns = Math.max(1, Math.floor(width * px / this.pitch));
      this.taskColumns = Math.max(1, Math.floor(width * px / this.taskPitch));
      let top = 0;
      for (const one of shown) {
        one.top = top;
        top += Math.round(CAPTION * px);
        for (let i = 0; i < one.slots; i++) {
          this.x[one.firstSlot + i] = (i % this.columns) * this.pitch;
          this.y[one.firstSlot + i] = top + Math.floor(i / this.columns) * this.pitch;
        }
        top += rowsOf(one.slots, this.columns) * this.pitch;
        one.taskTop = top;
        top += rowsOf(one.taskSlots, this.taskColumns) * this.taskPitch;
        one.queueTop = top;
        if (one.queue.most) top += Math.round(16 * px);
        top += Math.round(GAP * px);
      }
      size(this.canvas, width, Math.max(40, Math.ceil(top / px)));
      this.forget();
    }

    // Everything is drawn anew by the next `paint`.
    forget() {
      const { pen, canvas, sheet, pitch, side } = this;
      pen.fillStyle = colours.paper;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      Object.assign(sheet, { width: pitch * LOOKS, height: pitch });
      const ink = sheet.getContext("2d", { alpha: false, willReadFrequently: true });
      ink.fillStyle = colours.paper;
      ink.fillRect(0, 0, sheet.width, sheet.height);
      for (let look = 0; look < LOOKS; look++) {
        const state = Math.min(look >> 1, STATE.stopped);
        paintLook(ink, look * pitch, 0, side, state, (look >> 1) - state, look & 1);
      }
      this.sprites = new Uint32Array(ink.getImageData(0, 0, sheet.width, sheet.height).data.buffer);
      this.image = pen.createImageData(canvas.width, canvas.height);
      this.pixels = new Uint32Array(this.image.data.buffer).fill(this.sprites[0]);
      this.looks.fill(0);
      this.taskLooks.fill(-1);
      this.captions.fill("");
      for (const one of this.timeline.functions) one.queueShown = -1;
    }

    paint(now, fade) {
      if (this.timeline.isSmall) this.paintNumbers(now, fade);
      else this.paintLooks(now, fade);
      if (this.timeline.tasks.length) this.paintTasks();
    }

    // Changed cells into the pixels, and of each function the rows that changed onto the canvas.
    paintLooks(now, fade) {
      const { pen, canvas, timeline, image, y, looks, provisioned, pitch } = this;
      const { functions, states } = timeline;
      for (let index = 0; index < functions.length; index++) {
        const { firstSlot, slots } = functions[index];
        let [first, last] = [Infinity, -1];
        for (let slot = firstSlot; slot < firstSlot + slots; slot++) {
          const shade = states[slot] === STATE.stopped ? this.shadeOf(slot, now, fade) : 0;
          const look = lookOf(states[slot], shade, provisioned[slot]);
          if (look === looks[slot] || (look < 2 && looks[slot] < 2)) continue;
          looks[slot] = look;
          this.copy(slot, look);
          if (y[slot] < first) first = y[slot];
          if (y[slot] > last) last = y[slot];
        }
        if (last >= 0) pen.putImageData(image, 0, 0, 0, first, canvas.width, last + pitch - first);
      }
    }

    shadeOf(slot, now, fade) {
      const { places, records, environments } = this.timeline;
      const since = now - environments[records.environment[places[slot]]].stop;
      return Math.min(SHADES - 1, Math.floor(since / fade * SHADES));
    }

    copy(slot, look) {
      const { pixels, sprites, pitch, x, y } = this;
      const wide = this.canvas.width;
      for (let row = 0; row < pitch; row++) {
        const to = (y[slot] + row) * wide + x[slot];
        const from = row * LOOKS * pitch + look * pitch;
        for (let column = 0; column < pitch; column++) pixels[to + column] = sprites[from + column];
      }
    }

    paintNumbers(now, fade) {
      const { pen, timeline, x, y, provisioned, pitch, side } = this;
      const { states, places, records, environments } = timeline;
      for (let slot = 0; slot < states.length; slot++) {
        pen.fillStyle = colours.paper;
        pen.fillRect(x[slot], y[slot], pitch, pitch);
        const [state, place] = [states[slot], places[slot]];
        if (state === STATE.none) continue;
        if (place < 0) {
          paintNumbered(pen, x[slot], y[slot], side, state, true, "P", "", 0); // allocated, and never served yet
          continue;
        }
        const { label, stop } = environments[records.environment[place]];
        const [begin, length] = state === STATE.stopped ? [stop, fade] : state === STATE.initialising
          ? [records.at[place], records.ready[place] - records.at[place]]
          : [records.ready[place], records.until[place] - records.ready[place]];
        const number = String(records.request[place] + 1);
        paintNumbered(pen, x[slot], y[slot], side, state, provisioned[slot], label, number, (now - begin) / (length || 1));
      }
    }

    // What left a place is wiped first, and whatever has the place by now is drawn again.
    paintTasks() {
      const { timeline, taskLooks } = this;
      timeline.tasks.forEach((one, index) => {
        if (one.isThere || taskLooks[index] < 0) return;
        this.wipeTask(one);
        timeline.tasks.forEach((other, i) => {
          if (other.function === one.function && other.place === one.place) taskLooks[i] = -1;
        });
      });
      timeline.tasks.forEach((one, index) => {
        const look = one.isThere ? one.state * 65536 + one.now : -1;
        if (look < 0 || look === taskLooks[index]) return;
        taskLooks[index] = look;
        this.wipeTask(one);
        const most = timeline.functions[one.function].mostBusy;
        paintTask(this.pen, this.taskX(one), this.taskY(one), this.taskSide, one.state, one.now, most);
      });
      for (const one of timeline.functions) if (one.queue.most) this.paintQueue(one);
    }

    taskX({ place }) {
      return (place % this.taskColumns) * this.taskPitch;
    }

    taskY(one) {
      return this.timeline.functions[one.function].taskTop + Math.floor(one.place / this.taskColumns) * this.taskPitch;
    }

    wipeTask(one) {
      this.pen.fillStyle = colours.paper;
      this.pen.fillRect(this.taskX(one), this.taskY(one), this.taskPitch, this.taskPitch);
    }

    paintQueue(one) {
      if (one.queueShown === one.waiting) return;
      one.queueShown = one.waiting;
      const { pen, canvas } = this;
      const px = ratio();
      const step = Math.round(8 * px);
      pen.fillStyle = colours.paper;
      pen.fillRect(0, one.queueTop, canvas.width, Math.round(16 * px));
      pen.fillStyle = colours.sky;
      const count = Math.min(one.waiting, Math.floor(canvas.width / step));
      for (let i = 0; i < count; i++) pen.fillRect(i * step, one.queueTop + 4 * px, step - 2 * px, step - px);
    }

    // The name of a function and what is to be said of it.
    caption(index, name, text) {
      const { pen, canvas, timeline, captions } = this;
      if (captions[index] === name + text) return;
      captions[index] = name + text;
      const px = ratio();
      const { top } = timeline.functions[index];
      pen.fillStyle = colours.paper;
      pen.fillRect(0, top, canvas.width, Math.round(CAPTION * px));
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      const middle = top + CAPTION * px / 2;
      pen.fillStyle = colours.ink;
      pen.font = font(14, 600);
      const most = canvas.width * 0.5;
      const short = shortened(pen, name, most);
      pen.fillText(short, 0, middle);
      const left = pen.measureText(short).width + 10 * px;
      pen.font = font(13);
      pen.fillStyle = colours.faint;
      pen.fillText(text, left, middle, Math.max(1, canvas.width - left));
    }

    // What is at a point of the canvas, in pixels of the page: a slot, or -1.
    slotAt(left, top) {
      const [x, y] = [left * ratio(), top * ratio()];
      for (let slot = 0; slot < this.x.length; slot++) {
        if (x >= this.x[slot] && x < this.x[slot] + this.pitch && y >= this.y[slot] && y < this.y[slot] + this.pitch) return slot;
      }
      return -1;
    }
  }

  function shortened(pen, text, most) {
    if (pen.measureText(text).width <= most) return text;
    let end = Math.min(text.length, 200);
    while (end > 1 && pen.measureText(text.slice(0, end) + "…").width > most) end--;
    return text.slice(0, end) + "…";
  }

  // ---- refused attempts, as they pass

  class Stream {
    constructor(canvas) {
      this.canvas = canvas;
      this.pen = canvas.getContext("2d", { alpha: false });
    }

    take(timeline) {
      this.timeline = timeline;
      // The most in any second, which is as high as a column gets: of both, which stand on one another.
      const all = timeline.refused.at;
      this.peak = 1;
      for (let low = 0, high = 0; high < all.length; high++) {
        while (all[high] - all[low] >= 1) low++;
        this.peak = Math.max(this.peak, high - low + 1);
      }
    }

    layOut(width, height) {
      size(this.canvas, width, height);
    }

    // The last `span` seconds: crosses while they can be told apart, else columns of how many a second.
    paint(now, span, withNumbers) {
      const { pen, canvas, timeline } = this;
      const px = ratio();
      const { width, height } = canvas;
      pen.fillStyle = colours.paper;
      pen.fillRect(0, 0, width, height);
      pen.fillStyle = colours.edge;
      pen.fillRect(0, height - px, width, px);
      pen.fillRect(width - px, 0, px, height);
      const count = timeline.refusedIn("throttled", now - span, now) + timeline.refusedIn("failed", now - span, now);
      if (!count) return;
      if (count <= MOST_CROSSES) this.paintCrosses(now, span, withNumbers);
      else this.paintColumns(now, span);
    }

    paintCrosses(now, span, withNumbers) {
      const { pen, canvas, timeline } = this;
      const { refused } = timeline;
      const px = ratio();
      const half = 4.5 * px;
      const first = upTo(refused.at, 0, refused.count, now - span);
      const last = upTo(refused.at, 0, refused.count, now);
      const xOf = (i) => canvas.width - (now - refused.at[i]) / span * canvas.width - half;
      const room = 30 * px;
      for (let i = first; i < last; i++) {
        const x = xOf(i);
        const y = canvas.height * (0.3 + 0.4 * ((refused.request[i] * 0.618) % 1));
        cross(pen, x, y, half, refused.failed[i] ? colours.purple : colours.vermilion, 2 * px);
        const next = i + 1 < last ? xOf(i + 1) : canvas.width;
        const isCrowded = (i > first && x - xOf(i - 1) < half * 2) || next - x < room;
        if (!withNumbers || isCrowded) continue;
        pen.fillStyle = colours.faint;
        pen.font = font(11);
        pen.textAlign = "left";
        pen.textBaseline = "middle";
        pen.fillText(String(refused.request[i] + 1), x + half + 3 * px, y);
      }
    }

    // Columns stand still in time while they move across, or they would flicker.
    paintColumns(now, span) {
      const { pen, canvas, timeline, peak } = this;
      const px = ratio();
      const wide = Math.round(4 * px);
      const each = span * wide / canvas.width;
      const most = Math.max(1, peak * each);
      const room = canvas.height - 2 * px;
      for (let index = Math.floor((now - span) / each); index * each <= now; index++) {
        const [since, until] = [index * each, Math.min(now, (index + 1) * each)];
        const x = canvas.width - (now - since) / span * canvas.width;
        const base = canvas.height - px;
        const heightOf = (kind) => {
          const count = timeline.refusedIn(kind, since, until);
          return count ? Math.max(2 * px, Math.min(1, count / most) * room) : 0;
        };
        const [throttled, failed] = [heightOf("throttled"), heightOf("failed")];
        pen.fillStyle = colours.vermilion;
        pen.fillRect(x, base - throttled, wide - px, throttled);
        pen.fillStyle = colours.purple;
        pen.fillRect(x, base - throttled - failed, wide - px, failed);
      }
    }
  }

  // ---- the run as a whole

  class Overview {
    constructor(canvas) {
      this.canvas = canvas;
      this.pen = canvas.getContext("2d", { alpha: false });
      this.still = document.createElement("canvas");
    }

    take(timeline) {
      this.timeline = timeline;
    }

    layOut(width, height) {
      size(this.canvas, width, height);
      this.forget();
    }

    forget() {
      const { canvas, still, timeline } = this;
      const { there, inFlight, throttled, failed } = timeline.overview;
      Object.assign(still, { width: canvas.width, height: canvas.height });
      const pen = still.getContext("2d", { alpha: false });
      const px = ratio();
      const foot = canvas.height - 9 * px;
      const most = Math.max(1e-9, there.reduce((a, b) => Math.max(a, b), 0), inFlight.reduce((a, b) => Math.max(a, b), 0));
      const xOf = (bin) => bin / BINS * canvas.width;
      const area = (values, colour, alpha) => {
        pen.beginPath();
        pen.moveTo(0, foot);
        values.forEach((value, bin) => {
          const y = foot - value / most * (foot - 3 * px);
          pen.lineTo(xOf(bin), y);
          pen.lineTo(xOf(bin + 1), y);
        });
        pen.lineTo(canvas.width, foot);
        pen.globalAlpha = alpha;
        pen.fillStyle = colour;
        pen.fill();
        pen.globalAlpha = 1;
      };
      pen.fillStyle = colours.paper;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      area(there, colours.grey, 0.35);
      area(inFlight, colours.orange, 0.9);
      for (let bin = 0; bin < BINS; bin++) {
        const [x, wide] = [xOf(bin), Math.max(1.5 * px, canvas.width / BINS + 0.5)];
        pen.fillStyle = failed[bin] > throttled[bin] ? colours.purple : colours.vermilion;
        if (throttled[bin] || failed[bin]) pen.fillRect(x, foot + 3 * px, wide, 5 * px);
      }
      pen.fillStyle = colours.edge;
      pen.fillRect(0, foot, canvas.width, px);
    }

    paint(now) {
      const { pen, canvas, still, timeline } = this;
      const px = ratio();
      const share = (now - timeline.from) / (timeline.until - timeline.from || 1);
      pen.drawImage(still, 0, 0);
      pen.fillStyle = colours.ink;
      pen.fillRect(Math.min(canvas.width - 2 * px, share * canvas.width - px), 0, 2 * px, canvas.height);
    }
  }

  // ---- a small run as lanes over time

  const LANE_LABEL = 46;
  const AXIS = 22;

  class Lanes {
    constructor(canvas) {
      this.canvas = canvas;
      this.pen = canvas.getContext("2d", { alpha: false });
    }

    take(timeline) {
      this.timeline = timeline;
      const { environments, records, refused } = timeline;
      this.rows = environments.slice().sort((a, b) =>
        a.function - b.function || b.isProvisioned - a.isProvisioned || a.index - b.index);
      this.lists = environments.map(() => []);
      for (let place = 0; place < records.at.length; place++) this.lists[records.environment[place]].push(place);
      this.hasRefused = refused.count > 0;
      const lengths = Array.from(records.until, (until, place) => until - records.at[place]).filter((length) => length > 0);
      lengths.sort((a, b) => a - b);
      this.typical = lengths.length ? lengths[lengths.length >> 1] : 1;
    }

    layOut(width) {
      this.row = Math.max(13, Math.min(30, Math.floor(420 / Math.max(1, this.rows.length))));
      size(this.canvas, width, (this.rows.length + (this.hasRefused ? 1 : 0)) * this.row + AXIS);
    }

    // As much of the run as can be told apart at this speed, which is 0 when it stands still; the whole if it is short.
    spanAt(speed) {
      const whole = this.timeline.until - this.timeline.from;
      return Math.min(whole, Math.max(14 * this.typical, 6 * speed)) || 1;
    }

    paint(now, speed, clock) {
      const { pen, canvas, timeline } = this;
      const px = ratio();
      const span = this.spanAt(speed);
      const start = Math.max(timeline.from, Math.min(now - span * 0.7, timeline.until - span));
      const left = LANE_LABEL * px;
      const view = { start, end: start + span, left, width: canvas.width - left };
      view.xOf = (at) => left + (at - start) / span * view.width;
      pen.fillStyle = colours.paper;
      pen.fillRect(0, 0, canvas.width, canvas.height);
      this.paintAxis(view, clock);
      this.rows.forEach((one, row) => this.paintLane(one, row, view, now));
      if (this.hasRefused) this.paintRefused(view, now);
      const x = view.xOf(now);
      pen.fillStyle = colours.paper;
      pen.globalAlpha = 0.72;
      pen.fillRect(x, 0, canvas.width - x, canvas.height - AXIS * px);
      pen.globalAlpha = 1;
      pen.fillStyle = colours.ink;
      pen.fillRect(Math.min(x - px, canvas.width - 2 * px), 0, 2 * px, canvas.height - AXIS * px);
    }

    paintAxis({ start, end, xOf }, clock) {
      const { pen, canvas } = this;
      const px = ratio();
      const wanted = (end - start) / Math.max(2, canvas.width / px / 90);
      const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800]
        .find((one) => one >= wanted) || 86400;
      pen.textAlign = "center";
      pen.textBaseline = "bottom";
      pen.font = font(11);
      for (let index = Math.ceil(start / step - 1e-9); index * step <= end + 1e-9; index++) {
        const x = xOf(index * step);
        pen.fillStyle = colours.grid;
        pen.fillRect(x, 0, px, canvas.height - AXIS * px);
        pen.fillStyle = colours.faint;
        const digits = step < 1 ? Math.ceil(-Math.log10(step) - 1e-9) : 0;
        if (x < canvas.width - 16 * px) pen.fillText(clock(index * step, digits), x, canvas.height - 3 * px);
      }
    }

    paintLane(one, row, view, now) {
      const { pen, canvas } = this;
      const px = ratio();
      const [top, high] = [row * this.row * px, this.row * px];
      const middle = top + high / 2;
      pen.fillStyle = one.birth <= now && now < one.stop ? colours.ink : colours.faint;
      pen.font = font(Math.min(13, this.row * 0.75), one.birth <= now && now < one.stop ? 600 : 400);
      pen.textAlign = "right";
      pen.textBaseline = "middle";
      pen.fillText(one.label, view.left - 8 * px, middle, view.left - 8 * px);
      pen.save();
      pen.beginPath();
      pen.rect(view.left, top, view.width, high);
      pen.clip();
      const [from, to] = [view.xOf(Math.max(one.birth, view.start)), view.xOf(Math.min(one.stop, view.end))];
      pen.fillStyle = colours.grey;
      if (to > from) pen.fillRect(from, middle - px, Math.min(to, canvas.width) - from, 2 * px);
      if (one.stop < view.end) pen.fillRect(to - px, middle - high * 0.3, 2 * px, high * 0.6);
      const { records } = this.timeline;
      let drawn = -Infinity;
      for (const place of this.lists[one.index]) {
        if (records.until[place] < view.start || records.until[place] === records.at[place]) continue;
        if (records.at[place] > view.end) break;
        const right = view.xOf(records.until[place]);
        // What ends within a pixel that is drawn already adds nothing to it.
        if (right - drawn < 0.5) continue;
        this.paintBar(place, view, middle, high * 0.36);
        drawn = right;
      }
      pen.restore();
    }

    paintBar(place, view, middle, half) {
      const { pen } = this;
      const px = ratio();
      const { records } = this.timeline;
      const [from, ready, until] = [records.at[place], records.ready[place], records.until[place]].map(view.xOf);
      const edge = records.start[place] === PROVISIONED ? colours.blue : colours.orange;
      pen.fillStyle = colours.paper;
      pen.fillRect(from, middle - half, until - from, 2 * half);
      if (ready > from) {
        pen.fillStyle = colours.green;
        pen.fillRect(from, middle - half, Math.max(px, ready - from), 2 * half);
      }
      pen.fillStyle = colours.orange;
      pen.globalAlpha = until - ready > 4 * px ? 0.25 : 0.8;
      pen.fillRect(ready, middle - half, Math.max(px, until - ready), 2 * half);
      pen.globalAlpha = 1;
      pen.strokeStyle = edge;
      pen.lineWidth = 1.5 * px;
      if (until - ready > 4 * px) pen.strokeRect(ready, middle - half, until - ready, 2 * half);
      const text = String(records.request[place] + 1);
      pen.font = font(Math.min(13, half * 1.7 / px), 600);
      if (half < 4 * px || pen.measureText(text).width + 6 * px > until - ready) return;
      pen.textAlign = "center";
      pen.fillStyle = colours.ink;
      pen.fillText(text, (ready + until) / 2, middle + px * 0.5);
    }

    paintRefused(view, now) {
      const { pen, timeline, rows } = this;
      const { refused } = timeline;
      const px = ratio();
      const middle = (rows.length + 0.5) * this.row * px;
      pen.fillStyle = colours.faint;
      pen.font = font(13);
      pen.textAlign = "right";
      pen.fillText("×", view.left - 8 * px, middle);
      let drawn = -Infinity;
      for (let i = upTo(refused.at, 0, refused.count, view.start); i < refused.count && refused.at[i] <= view.end; i++) {
        const x = view.xOf(refused.at[i]);
        if (x - drawn < px) continue;
        drawn = x;
        cross(pen, x, middle, this.row * 0.22 * px, refused.failed[i] ? colours.purple : colours.vermilion, 2 * px);
      }
    }
  }

  // ---- samples for a legend

  const SAMPLE = 18;

  // `what`: a state, "provisioned", "throttled", "failed", "task", "starting", "draining", "queued".
  function paintSample(canvas, what, isSmall) {
    const side = Math.round(SAMPLE * ratio());
    Object.assign(canvas, { width: side, height: side });
    const pen = canvas.getContext("2d");
    const half = side / 2;
    const inset = Math.round(side * 0.08);
    const whole = side - 2 * inset;
    const cell = (state, isProvisioned) => (isSmall
      ? paintNumbered(pen, inset, inset, whole, state, isProvisioned, "", "", 0)
      : paintLook(pen, inset, inset, whole, state, 0, isProvisioned));
    const tasks = { task: TASK.running, starting: TASK.starting, draining: TASK.draining };
    if (what in STATE) cell(STATE[what], false);
    else if (what === "provisioned") cell(STATE.serving, true);
    else if (what === "throttled") cross(pen, half, half, half * 0.6, colours.vermilion, 2 * ratio());
    else if (what === "failed") cross(pen, half, half, half * 0.6, colours.purple, 2 * ratio());
    else if (what in tasks) paintTask(pen, inset, inset, Math.min(whole, 17 * ratio()), tasks[what], tasks[what] ? 1 : 0, 2);
    else {
      pen.fillStyle = colours.sky;
      pen.fillRect(half * 0.6, half * 0.6, half * 0.8, half * 0.8);
    }
  }

  playground.watchCanvas = { Cells, Stream, Overview, Lanes, paintSample, readColours };
})(globalThis.playground);
