// What each environment and task did, from the columns of the engine's `watch`, arranged so that the state of all of them
// at any moment is a few steps of pointers away: forward along the records, backward by binary search. Nothing is
// allocated once it is built. Knows nothing of how it is drawn.
(function (playground) {
  "use strict";

  const STATE = { none: 0, initialising: 1, serving: 2, idle: 3, stopped: 4 };
  const TASK = { starting: 0, running: 1, draining: 2, stopped: 3 };
  const COLD = 0;
  const PROVISIONED = 2;
  const BINS = 720; // of the run as a whole

  const F64 = Float64Array, U32 = Uint32Array, U16 = Uint16Array, U8 = Uint8Array;
  const COLUMNS = {
    served: { at: F64, ready: F64, until: F64, environment: U32, request: U32, function: U16, start: U8 },
    refused: { at: F64, request: U32, function: U16, failed: U8 },
    stopped: { at: F64, environment: U32 },
    tasks: { at: F64, task: U32, function: U16, state: U8 },
    attempts: { at: F64, task: U32, function: U16, what: U8 },
  };

  // Copies, since what follows a text of any length need not lie where a column of numbers may.
  function columnsOf(files, name) {
    const bytes = files.get(name) || new Uint8Array(0);
    const types = Object.entries(COLUMNS[name]);
    const width = types.reduce((sum, [, type]) => sum + type.BYTES_PER_ELEMENT, 0);
    const count = Math.floor(bytes.length / width);
    const columns = { count };
    let from = 0;
    for (const [column, type] of types) {
      const to = from + count * type.BYTES_PER_ELEMENT;
      columns[column] = new type(bytes.slice(from, to).buffer);
      from = to;
    }
    return columns;
  }

  // How many of the sorted values from `low` to `high` are at most `limit`, counted from 0.
  function upTo(values, low, high, limit) {
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (values[middle] <= limit) low = middle + 1; else high = middle;
    }
    return low;
  }

  // The place of the last of the sorted times from `first` to `end` that is at most `now`, or else the one before `first`,
  // from where it was last: a moment mostly moves on.
  function follow(times, place, now, first = 0, end = times.length) {
    if (place >= first && times[place] > now) return upTo(times, first, place, now) - 1;
    while (place + 1 < end && times[place + 1] <= now) place++;
    return place;
  }

  // Counts sorted times up to a moment.
  function tallyOf(times) {
    let place = -1;
    return (now) => {
      place = follow(times, place, now);
      return place + 1;
    };
  }

  const picked = (values, isWanted) => values.filter((_, index) => isWanted(index));

  // Free places, of which the lowest is taken first, so that a crowd stays together.
  class Places {
    constructor() {
      this.free = [];
      this.used = 0;
    }

    take() {
      const { free } = this;
      if (!free.length) return this.used++;
      const [lowest, last] = [free[0], free.pop()];
      if (free.length) this.sink(last);
      return lowest;
    }

    sink(value) {
      const { free } = this;
      let at = 0;
      for (let child = 1; child < free.length; child = 2 * at + 1) {
        if (child + 1 < free.length && free[child + 1] < free[child]) child++;
        if (free[child] >= value) break;
        free[at] = free[child];
        at = child;
      }
      free[at] = value;
    }

    leave(value) {
      const { free } = this;
      let at = free.length;
      for (; at > 0 && free[(at - 1) >> 1] > value; at = (at - 1) >> 1) free[at] = free[(at - 1) >> 1];
      free[at] = value;
    }
  }

  // Lists of different lengths in one array: those of `key` are at `starts[key]` to `starts[key + 1]`.
  function startsOf(keys, count) {
    const starts = new Uint32Array(count + 1);
    for (const key of keys) starts[key + 1]++;
    for (let key = 0; key < count; key++) starts[key + 1] += starts[key];
    return starts;
  }

  // A value over time as the mean of each of `BINS` parts of the run.
  class Means {
    constructor(from, until) {
      this.from = from;
      this.width = (until - from) / BINS || 1;
      this.parts = new Float64Array(BINS + 1);
      this.whole = new Float64Array(BINS + 2); // changes of how many cover a bin from end to end
    }

    add(since, until) {
      const low = Math.max(0, (since - this.from) / this.width);
      const high = Math.min(BINS, (until - this.from) / this.width);
      if (!(high > low)) return;
      const [first, last] = [Math.floor(low), Math.floor(high)];
      if (first === last) {
        this.parts[first] += high - low;
        return;
      }
      this.parts[first] += first + 1 - low;
      this.parts[last] += high - last;
      this.whole[first + 1]++;
      this.whole[last]--;
    }

    values() {
      const values = new Float64Array(BINS);
      let whole = 0;
      for (let bin = 0; bin < BINS; bin++) {
        whole += this.whole[bin];
        values[bin] = whole + this.parts[bin];
      }
      return values;
    }
  }

  // ---- environments

  // Each environment once, numbered in the order in which they come to be.
  function environmentsOf(served, stopped, from, lambdas) {
    const known = new Map();
    const found = [];
    for (let i = 0; i < served.count; i++) {
      const number = served.environment[i];
      if (known.has(number)) continue;
      // What is not cold was there before: since when, nobody wrote down.
      const wasThere = served.start[i] !== COLD && served.start[i] !== PROVISIONED;
      const one = { number, birth: wasThere ? Math.min(from, served.at[i]) : served.at[i], first: served.at[i], stop: Infinity,
        function: served.function[i], isProvisioned: served.start[i] === PROVISIONED };
      known.set(number, one);
      found.push(one);
    }
    for (let i = 0; i < stopped.count; i++) {
      const one = known.get(stopped.environment[i]);
      if (one) one.stop = stopped.at[i];
      // It never served; whose it was can be told only if nobody else could have had it.
      else if (lambdas.length === 1) {
        const number = stopped.environment[i];
        const idle = { number, birth: from, first: Infinity, stop: stopped.at[i], function: lambdas[0], isProvisioned: false };
        known.set(number, idle);
        found.push(idle);
      }
    }
    const early = found.filter((one) => one.birth <= from);
    const all = early.concat(found.filter((one) => one.birth > from));
    all.forEach((one, index) => { one.index = index; });
    return { all, known };
  }

  // A place for each, which the next may have when it has stopped.
  function settle(environments, groupCount) {
    const groups = Array.from({ length: groupCount }, () => new Places());
    const leaving = environments.filter((one) => one.stop < Infinity).sort((a, b) => a.stop - b.stop);
    let next = 0;
    for (const one of environments) {
      for (; next < leaving.length && leaving[next].stop <= one.birth; next++) {
        const gone = leaving[next];
        if (gone.place !== undefined) groups[groupOf(gone)].leave(gone.place);
      }
      one.place = groups[groupOf(one)].take();
    }
    return groups.map((group) => group.used);
  }

  const groupOf = (one) => 2 * one.function + (one.isProvisioned ? 0 : 1);

  // As on AWS's figure: letters for those on demand, P1, P2 ... for provisioned ones.
  function labelOf(number, isProvisioned) {
    if (isProvisioned) return "P" + (number + 1);
    let letters = "";
    for (let rest = number; rest >= 0; rest = Math.floor(rest / 26) - 1) letters = String.fromCharCode(65 + rest % 26) + letters;
    return letters;
  }

  // Who watches from later on does not know how many there were of each function: then the run's numbers are the names.
  function nameAll(environments, functionCount, from) {
    const next = new Uint32Array(2 * functionCount);
    for (const one of environments) {
      const place = next[groupOf(one)]++;
      one.label = from > 0 ? "#" + (one.number + 1) : labelOf(place, one.isProvisioned);
    }
  }

  // The records of each place, one after another in the order of time.
  function recordsOf(served, { all, known }, slotOf, slotCount) {
    const isEarly = (one) => one.birth < one.first;
    const early = all.filter(isEarly);
    const keys = new Uint32Array(early.length + served.count);
    early.forEach((one, i) => { keys[i] = slotOf(one); });
    const owners = new Uint32Array(served.count);
    for (let i = 0; i < served.count; i++) {
      const one = known.get(served.environment[i]);
      owners[i] = one.index;
      keys[early.length + i] = slotOf(one);
    }
    const starts = startsOf(keys, slotCount);
    const fill = starts.slice();
    const count = keys.length;
    const records = { starts, at: new F64(count), ready: new F64(count), until: new F64(count), request: new U32(count),
      environment: new U32(count), start: new U8(count) };
    const put = (slot, at, ready, until, request, environment, start) => {
      const place = fill[slot]++;
      records.at[place] = at;
      records.ready[place] = ready;
      records.until[place] = until;
      records.request[place] = request;
      records.environment[place] = environment;
      records.start[place] = start;
    };
    early.forEach((one, i) => put(keys[i], one.birth, one.birth, one.birth, 0, one.index, 1));
    for (let i = 0; i < served.count; i++) {
      put(keys[early.length + i], served.at[i], served.ready[i], served.until[i], served.request[i], owners[i], served.start[i]);
    }
    return records;
  }

  // ---- clients that wait to try again

  // From a refused attempt to the next one of its request. Those whose next attempt is past the last record are not known.
  function waitsOf(served, refused) {
    const open = new Map();
    const begins = [];
    const ends = [];
    let s = 0;
    const answered = (request, at) => {
      if (!open.has(request)) return;
      begins.push(open.get(request));
      ends.push(at);
      open.delete(request);
    };
    for (let r = 0; r < refused.count; r++) {
      for (; s < served.count && served.at[s] < refused.at[r]; s++) answered(served.request[s], served.at[s]);
      answered(refused.request[r], refused.at[r]);
      open.set(refused.request[r], refused.at[r]);
    }
    for (; open.size && s < served.count; s++) answered(served.request[s], served.at[s]);
    return { begins: Float64Array.from(begins).sort(), ends: Float64Array.from(ends) };
  }

  // ---- tasks

  const QUEUED = 0, BEGINS = 1, BEGINS_AFTER_WAITING = 2, DONE = 3, TIMED_OUT = 5;
  const NO_TASK = 4294967295;

  function tasksOf(moves, attempts, functionCount) {
    const known = new Map();
    const all = [];
    const key = (of, task) => of * 4294967296 + task;
    for (let i = 0; i < moves.count; i++) {
      const id = key(moves.function[i], moves.task[i]);
      if (!known.has(id)) {
        known.set(id, all.length);
        all.push({ birth: moves.at[i], stop: Infinity, function: moves.function[i], number: moves.task[i], isProvisioned: false,
          times: [], states: [], busyTimes: [], busy: [], state: TASK.stopped, now: 0, move: -1, serve: -1 });
      }
      const one = all[known.get(id)];
      one.times.push(moves.at[i]);
      one.states.push(moves.state[i]);
      if (moves.state[i] === TASK.stopped) one.stop = moves.at[i];
    }
    const queues = Array.from({ length: functionCount }, () => ({ times: [], waiting: [], most: 0, at: -1 }));
    for (let i = 0; i < attempts.count; i++) {
      const what = attempts.what[i];
      const queue = queues[attempts.function[i]];
      const change = what === QUEUED ? 1 : what === BEGINS_AFTER_WAITING || what === TIMED_OUT ? -1 : 0;
      if (change && queue) {
        const waiting = Math.max(0, (queue.waiting[queue.waiting.length - 1] || 0) + change);
        queue.times.push(attempts.at[i]);
        queue.waiting.push(waiting);
        queue.most = Math.max(queue.most, waiting);
      }
      const serves = what === BEGINS || what === BEGINS_AFTER_WAITING ? 1 : what === DONE ? -1 : 0;
      if (!serves || attempts.task[i] === NO_TASK) continue;
      const one = all[known.get(key(attempts.function[i], attempts.task[i]))];
      if (!one) continue;
      one.busyTimes.push(attempts.at[i]);
      one.busy.push(Math.max(0, (one.busy[one.busy.length - 1] || 0) + serves));
    }
    return { all, queues };
  }

  // ---- the run as a whole, for the strip below the slider

  function overviewOf(from, until, served, environments, tasks, refused) {
    const inFlight = new Means(from, until);
    const there = new Means(from, until);
    for (let i = 0; i < served.count; i++) inFlight.add(served.at[i], served.until[i]);
    for (const one of environments) there.add(one.birth, one.stop);
    for (const one of tasks) {
      there.add(one.birth, one.stop);
      // Requests of tasks are too many for a height that is shared with tasks: whether it serves any.
      for (let i = 0; i < one.busy.length; i++) {
        if (one.busy[i]) inFlight.add(one.busyTimes[i], one.busyTimes[i + 1] ?? Math.min(one.stop, until));
      }
    }
    const throttled = new Float64Array(BINS), failed = new Float64Array(BINS);
    for (let i = 0; i < refused.count; i++) {
      const bin = Math.min(BINS - 1, Math.floor((refused.at[i] - from) / inFlight.width));
      if (bin >= 0) (refused.failed[i] ? failed : throttled)[bin]++;
    }
    return { inFlight: inFlight.values(), there: there.values(), throttled, failed };
  }

  // ---- numbers of the run's intervals

  // `series` of a run, which may not be there.
  function intervalsOf(series) {
    const step = series?.interval_s;
    const first = series?.account?.time_s?.[0] || 0;
    return (now) => (step > 0 ? Math.floor((now - first) / step + 1e-9) : -1);
  }

  function allocations(functions, series) {
    const named = new Map((series?.functions || []).map((one) => [one.name, one.columns?.provisioned_allocated]));
    return functions.map((one) => named.get(one.name) || null);
  }

  const largest = (values) => (values ? values.reduce((most, value) => Math.max(most, value || 0), 0) : 0);

  // ---- all of it

  function timelineOf(answer, files, fromS, series) {
    const functions = answer.functions.map((one) => ({ name: one.name, isService: Boolean(one.is_service) }));
    const [served, refused, stopped] = ["served", "refused", "stopped"].map((name) => columnsOf(files, name));
    const [moves, attempts] = ["tasks", "attempts"].map((name) => columnsOf(files, name));
    const from = fromS || 0;
    const until = Math.max(from, Math.min(answer.until_s ?? answer.end_s, answer.end_s));
    const lambdas = functions.map((_, index) => index).filter((index) => !functions[index].isService);

    const found = environmentsOf(served, stopped, from, lambdas);
    const environments = found.all;
    nameAll(environments, functions.length, from);
    const used = settle(environments, 2 * functions.length);
    const allocated = allocations(functions, series);
    const intervalAt = intervalsOf(series);
    let slotCount = 0;
    functions.forEach((one, index) => {
      one.firstSlot = slotCount;
      // As many as are allocated in the part that is shown.
      const seen = allocated[index]?.slice(Math.max(0, intervalAt(from)), intervalAt(until) + 1);
      one.provisionedSlots = Math.max(used[2 * index], largest(seen));
      one.slots = one.provisionedSlots + used[2 * index + 1];
      slotCount += one.slots;
    });
    const slotOf = ({ function: of, isProvisioned, place }) =>
      functions[of].firstSlot + (isProvisioned ? 0 : functions[of].provisionedSlots) + place;
    const records = recordsOf(served, found, slotOf, slotCount);
    const stops = Float64Array.from(environments, (one) => one.stop);

    const { all: tasks, queues } = tasksOf(moves, attempts, functions.length);
    const taskPlaces = settle(tasks, 2 * functions.length);
    functions.forEach((one, index) => {
      one.taskSlots = taskPlaces[2 * index + 1];
      one.queue = queues[index];
      const own = tasks.filter((task) => task.function === index);
      one.mostBusy = own.reduce((most, task) => Math.max(most, largest(task.busy)), 1);
    });

    const times = {
      throttled: picked(refused.at, (index) => !refused.failed[index]),
      failed: picked(refused.at, (index) => refused.failed[index]),
    };
    const waits = waitsOf(served, refused);
    const tallies = [times.throttled, times.failed, waits.begins, waits.ends].map(tallyOf);
    const tokens = series?.account?.scaling_tokens;

    const states = new Uint8Array(slotCount);
    const places = new Int32Array(slotCount).fill(-1); // of the last record of each slot
    const byFunction = new Int32Array(functions.length * 5);
    const busyProvisioned = new Int32Array(functions.length);
    const totals = { initialising: 0, serving: 0, idle: 0, provisionedBusy: 0, allocated: null, throttled: 0, failed: 0,
      waiting: 0, tokens: null, tasks: 0, tasksStarting: 0, tasksDraining: 0, taskRequests: 0, queued: 0 };

    function stateOf(place, now, fade) {
      const stop = stops[records.environment[place]];
      if (now >= stop) return now < stop + fade ? STATE.stopped : STATE.none;
      return now < records.ready[place] ? STATE.initialising : now < records.until[place] ? STATE.serving : STATE.idle;
    }

    function lookAtEnvironments(now, fade) {
      byFunction.fill(0);
      busyProvisioned.fill(0);
      const { starts, at } = records;
      for (let index = 0; index < functions.length; index++) {
        const { firstSlot, slots, provisionedSlots } = functions[index];
        for (let slot = firstSlot; slot < firstSlot + slots; slot++) {
          const first = starts[slot], end = starts[slot + 1];
          const place = follow(at, Math.max(places[slot], first - 1), now, first, end);
          places[slot] = place < first ? -1 : place;
          const state = place < first ? STATE.none : stateOf(place, now, fade);
          states[slot] = state;
          byFunction[5 * index + state]++;
          const isBusy = state === STATE.serving || state === STATE.initialising;
          if (isBusy && slot < firstSlot + provisionedSlots) busyProvisioned[index]++;
        }
        const most = allocatedTo(index, now);
        if (provisionedSlots && most !== null) showIdle(index, Math.max(0, most - busyProvisioned[index]));
      }
    }

    function allocatedTo(index, now) {
      const value = allocated[index]?.[Math.min(intervalAt(now), allocated[index].length - 1)];
      return value == null ? null : value;
    }

    // Nobody tells when provisioned environments come and go before and after they serve: as many are idle as are
    // allocated and not busy.
    function showIdle(index, count) {
      const { firstSlot, provisionedSlots } = functions[index];
      let rest = count;
      for (let slot = firstSlot; slot < firstSlot + provisionedSlots; slot++) {
        const state = states[slot];
        if (state !== STATE.idle && state !== STATE.none) continue;
        const next = rest-- > 0 ? STATE.idle : STATE.none;
        byFunction[5 * index + state]--;
        byFunction[5 * index + next]++;
        states[slot] = next;
      }
    }

    function lookAtTasks(now, fade) {
      totals.tasks = totals.tasksStarting = totals.tasksDraining = totals.taskRequests = totals.queued = 0;
      for (const one of functions) one.tasks = one.requests = one.waiting = 0;
      for (const one of tasks) {
        one.move = follow(one.times, one.move, now);
        one.serve = follow(one.busyTimes, one.serve, now);
        one.state = one.move < 0 ? TASK.stopped : one.states[one.move];
        one.isThere = one.move >= 0 && (one.state !== TASK.stopped || now < one.stop + fade);
        one.now = one.serve < 0 || one.state === TASK.stopped ? 0 : one.busy[one.serve];
        const of = functions[one.function];
        if (one.isThere && one.state !== TASK.stopped) of.tasks++;
        if (one.state === TASK.starting) totals.tasksStarting++;
        if (one.state === TASK.draining) totals.tasksDraining++;
        of.requests += one.now;
      }
      for (const one of functions) {
        one.queue.at = follow(one.queue.times, one.queue.at, now);
        one.waiting = one.queue.at < 0 ? 0 : one.queue.waiting[one.queue.at];
        totals.tasks += one.tasks;
        totals.taskRequests += one.requests;
        totals.queued += one.waiting;
      }
    }

    // The state of everything at a moment; what stopped less than `fade` seconds ago still shows.
    function look(now, fade) {
      lookAtEnvironments(now, fade);
      if (tasks.length || attempts.count) lookAtTasks(now, fade);
      totals.initialising = totals.serving = totals.idle = totals.provisionedBusy = 0;
      totals.allocated = null;
      for (let index = 0; index < functions.length; index++) {
        totals.initialising += byFunction[5 * index + STATE.initialising];
        totals.serving += byFunction[5 * index + STATE.serving];
        totals.idle += byFunction[5 * index + STATE.idle];
        totals.provisionedBusy += busyProvisioned[index];
        const most = allocatedTo(index, now);
        if (most !== null) totals.allocated += most;
      }
      totals.throttled = tallies[0](now);
      totals.failed = tallies[1](now);
      totals.waiting = Math.max(0, tallies[2](now) - tallies[3](now));
      // The bucket is read at the end of each interval.
      totals.tokens = tokens ? tokens[Math.min(intervalAt(now) - 1, tokens.length - 1)] ?? null : null;
    }

    const refusedIn = (kind, since, now) => {
      const all = times[kind];
      return upTo(all, 0, all.length, now) - upTo(all, 0, all.length, since);
    };

    // Every moment at which something happens, made when first asked for.
    let moments = null;
    function allMoments() {
      if (moments) return moments;
      const ends = served.ready.filter((ready, index) => ready > served.at[index]);
      const parts = [served.at, ends, served.until, refused.at, stopped.at, moves.at, attempts.at];
      moments = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
      let place = 0;
      for (const part of parts) {
        moments.set(part, place);
        place += part.length;
      }
      moments.sort();
      return moments;
    }

    function next(now) {
      const all = allMoments();
      const time = all[upTo(all, 0, all.length, now)];
      return time === undefined || time > until ? until : time;
    }

    function previous(now) {
      const all = allMoments();
      let place = upTo(all, 0, all.length, now) - 1;
      while (place >= 0 && all[place] >= now) place--;
      return place < 0 || all[place] < from ? from : all[place];
    }

    return {
      functions, from, until, end: answer.end_s, environments, known: found.known, records, tasks, slotCount,
      served, refused, stopped, times, states, places, byFunction, totals, look, refusedIn, next, previous,
      isSmall: environments.length <= 60 && slotCount <= 60 && slotCount > 0,
      overview: overviewOf(from, until, served, environments, tasks, refused),
    };
  }

  playground.timelineOf = timelineOf;
  playground.timelineParts = { STATE, TASK, COLD, PROVISIONED, upTo, BINS };
})(globalThis.playground);
