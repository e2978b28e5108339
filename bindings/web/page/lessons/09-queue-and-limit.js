// Lesson 9: a queue turns a burst into a wait, and its mapping takes what concurrency there is, unless it is told where to stop.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, of, optional } = lessons;

  const TOML = `
# An API, and reports that come from an SQS queue, in an account of 600.
title = "A queue beside an API"
duration = "8m"
interval = "2s"

[region]
name = "us-east-1"
scaling = "per-function"
account_concurrency = 600

[[functions]]
name = "api"
memory = "512 MB"
service_time.lognormal = { median = "900ms", p99 = "2500ms" }
cold_start = "350ms"

[[functions.traffic]]
poisson.rate = 70

[[functions]]
name = "report"
memory = "1024 MB"
service_time.lognormal = { median = "5s", p99 = "15s" }
cold_start = "800ms"
timeout = "1m"

[[functions.traffic]]
batch = { at = ["30s"], requests = 100 }
invoked_by.sqs = { batch_size = 1, visibility_timeout = "6m", max_receive_count = 5 }
`;

  const TRAFFIC = ["functions", 1, "traffic", 0];
  const MOST = [...TRAFFIC, "invoked_by", "sqs", "maximum_concurrency"];
  const RESERVE = ["functions", 1, "reserved_concurrency"];
  const STEP = 20;
  const UNSET = 600; // the slider's highest place: no maximum

  const queue = (run) => of(run, "report").sources[0];

  lessons.add({
    id: "queue-and-limit",
    title: () => choose("A queue behind a limit", "한도 뒤의 대기열"),
    view: "charts",
    scenario: { name: "queue-and-limit", toml: TOML },
    story: () => choose(
      "Beside an API that needs at most 100 in flight, a function makes reports from an SQS queue. The account has 600. " +
      "Lambda's event source mapping starts with five batches at a time and adds 300 a minute while messages wait, up to " +
      "1,250. At second 30, 16,000 reports are asked for at once.",
      "동시에 많아야 100개를 처리하는 API 옆에서 다른 함수가 SQS 대기열의 보고서를 만듭니다. 계정 한도는 600입니다. Lambda의 이벤트 소스 매핑은 배치 다섯 개로 시작해 메시지가 기다리는 동안 분당 " +
      "300개씩, 1,250개까지 늘립니다. 30초에 보고서 16,000개가 한꺼번에 요청됩니다."),
    predict: {
      question: () => choose("Whose attempts are throttled?", "누구의 시도가 스로틀링될까요?"),
      changes: [{ path: [...TRAFFIC, "batch", "requests"], value: 16_000 }],
      choices: [
        {
          id: "none", label: () => choose("Nobody's: the queue takes the burst", "아무도: 대기열이 버스트를 받는다"),
          is: ({ api, report }) => api + report === 0,
        },
        { id: "report", label: () => choose("The reports' only", "보고서만"), is: ({ api, report }) => api === 0 && report > 0 },
        { id: "api", label: () => choose("The API's, too", "API도"), is: ({ api }) => api > 0 },
      ],
      measure: (run) => ({ api: of(run, "api").throttles, report: of(run, "report").throttles }),
      why: ({ api, report }) => choose(
        `API ${number(api)}, reports ${number(report)}. The queue takes the burst, but the mapping grows for as long as ` +
        "messages wait, until the account is full. Messages come back later; the API's callers do not.",
        `API ${number(api)}회, 보고서 ${number(report)}회입니다. 버스트는 대기열이 받지만, 매핑은 메시지가 기다리는 한 계정이 가득 찰 때까지 늘어납니다. 메시지는 나중에 다시 ` +
        "오지만 API의 호출자는 오지 않습니다."),
    },
    act: {
      task: () => choose(
        "Keep the API free of throttles, and the queue as fast as possible: the highest maximum concurrency of the mapping " +
        "that does it.",
        "API의 스로틀링을 없애면서 대기열을 가능한 한 빨리 비우세요. 그렇게 되는 가장 높은 매핑의 최대 동시성을 찾습니다."),
      free: [MOST],
      controls: [{
        id: "most", kind: "range", min: 100, max: UNSET, step: STEP,
        label: () => choose("Maximum concurrency", "최대 동시성"),
        ...optional(MOST, UNSET),
      }],
      async measure(run, ask) {
        const most = lessons.at(run.written, MOST);
        const { throttles } = of(run, "api");
        const isSafe = throttles === 0;
        const more = isSafe ? of(await ask.changed([{ path: MOST, value: most + STEP }]), "api").throttles : null;
        const done = isSafe && more > 0;
        const reserved = done ? await ask.changed([{ path: MOST, value: null }, { path: RESERVE, value: most }]) : null;
        return {
          done, isSafe, throttles, more, most, oldest: queue(run).oldest_age_s, report: of(run, "report").throttles,
          reserve: reserved && { api: of(reserved, "api").throttles, report: of(reserved, "report").throttles },
        };
      },
      status: ({ done, isSafe, throttles, more, most, oldest }) => {
        if (done) return choose(
          `${number(most)}: no throttle. With ${number(most + STEP)} the API has ${number(more)}.`,
          `${number(most)}: 스로틀링 없음. ${number(most + STEP)}이면 API에 ${number(more)}회.`);
        if (isSafe) return choose(
          `The API is safe, the oldest report waits for ${number(oldest)} s. It can be faster.`,
          `API는 안전하고 가장 오래 기다린 보고서는 ${number(oldest)}초입니다. 더 빨라질 수 있습니다.`);
        return choose(`The API: ${number(throttles)} attempts throttled.`, `API: 시도 ${number(throttles)}회 스로틀링.`);
      },
    },
    find: ({ most, oldest, report, reserve }) => [
      choose(
        `At most ${number(most)} batches at a time: no throttle at all, and the last report has waited for ` +
        `${number(oldest)} s. A queue turns a burst into a wait, and maximum concurrency says how long.`,
        `배치를 한 번에 ${number(most)}개까지 처리하면 스로틀링이 없고, 마지막 보고서는 ${number(oldest)}초를 기다립니다. 대기열은 버스트를 대기로 바꾸고, 최대 동시성이 그 길이를 ` +
        "정합니다."),
      choose(
        `Reserved concurrency of ${number(most)} instead keeps the API safe, too (${number(reserve.api)} throttles), but ` +
        `the mapping does not know of it and runs into it: ${number(reserve.report)} throttles of reports instead of ` +
        `${number(report)}, and each uses up a receive of its message.`,
        `대신 예약된 동시성을 ${number(most)}으로 두어도 API는 안전하지만(스로틀링 ${number(reserve.api)}회), 매핑은 이를 모르고 부딪힙니다. 보고서의 스로틀링이 ` +
        `${number(report)}회에서 ${number(reserve.report)}회가 되고, 그때마다 메시지의 수신 횟수를 씁니다.`),
    ],
    terms: [["event source mapping", "이벤트 소스 매핑"], ["maximum concurrency", "최대 동시성"], ["reserved concurrency", "예약된 동시성"]],
  });
})(globalThis.playground);
