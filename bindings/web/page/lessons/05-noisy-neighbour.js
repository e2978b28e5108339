// Lesson 5: functions of an account share its concurrency, unless some of it is reserved.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, of, optional } = lessons;

  const TOML = `
# A shop's checkout, and an export that starts after a minute. Both draw on the account's 1,000.
title = "Noisy neighbour"
duration = "4m"
interval = "2s"

[region]
name = "us-east-1"
scaling = "per-function"
account_concurrency = 1000

[[functions]]
name = "checkout"
service_time.lognormal = { median = "1500ms", p99 = "4s" }
cold_start = "300ms"

[[functions.traffic]]
poisson.rate = 100

[[functions]]
name = "export"
memory = "1024 MB"
service_time.lognormal = { median = "10s", p99 = "30s" }
cold_start = "500ms"

[[functions.traffic]]
poisson.stages = [
  { duration = "1m", target = 5, shape = "step" },
  { duration = "2m", target = 5, shape = "step" },
  { duration = "1m", target = 5, shape = "step" },
]
`;

  const RESERVE = ["functions", 0, "reserved_concurrency"];
  const STEP = 10;
  const UNSET = 90; // the slider's lowest place: nothing is reserved

  lessons.add({
    id: "noisy-neighbour",
    title: () => choose("The noisy neighbour", "시끄러운 이웃"),
    view: "charts",
    scenario: { name: "noisy-neighbour-lesson", toml: TOML },
    story: () => choose(
      "A shop's checkout needs about 165 of the account's 1,000 in flight on average. An export of the same account idles " +
      "along. Now somebody starts it in earnest: for two minutes it gets 120 requests a second of some 11 s each, and " +
      "would need 1,300.",
      "쇼핑몰의 checkout은 계정 한도 1,000 중 평균 165개쯤을 씁니다. 같은 계정의 export는 한가합니다. 이제 누군가 export를 본격적으로 돌려, 2분 동안 초당 120개의 요청이 하나에 " +
      "11초쯤 걸립니다. 모두 처리하려면 1,300개가 필요합니다."),
    predict: {
      question: () => choose("Whose requests are throttled?", "누구의 요청이 스로틀링될까요?"),
      changes: [{ path: ["functions", 1, "traffic", 0, "poisson", "stages", 1, "target"], value: 120 }],
      choices: [
        {
          id: "export", label: () => choose("The export's: it asks for too much", "export만: 너무 많이 요구하므로"),
          is: ({ checkout, exports }) => checkout === 0 && exports > 0,
        },
        { id: "both", label: () => choose("Both", "둘 다"), is: ({ checkout, exports }) => checkout > 0 && exports > 0 },
        {
          id: "none", label: () => choose("Nobody's: they wait", "아무도: 기다린다"),
          is: ({ checkout, exports }) => checkout + exports === 0,
        },
      ],
      measure: (run) => ({ checkout: of(run, "checkout").throttles, exports: of(run, "export").throttles }),
      why: ({ checkout, exports }) => choose(
        `Export ${number(exports)}, checkout ${number(checkout)}. Unreserved concurrency is first come, first served: ` +
        "while the account is full, each free place goes to whoever asks next.",
        `export ${number(exports)}회, checkout ${number(checkout)}회입니다. 예약되지 않은 동시성은 먼저 온 요청이 씁니다. 계정이 가득 차 있으면 빈자리는 다음에 ` +
        "요청하는 쪽의 것입니다."),
    },
    act: {
      task: () => choose(
        "Make all throttles of checkout go away, with as little reserved concurrency as possible.",
        "예약된 동시성을 가능한 한 적게 써서 checkout의 스로틀링을 모두 없애 보세요."),
      free: [RESERVE],
      controls: [{
        id: "reserve", kind: "range", min: UNSET, max: 400, step: STEP,
        label: () => choose("Reserved for checkout", "checkout의 예약된 동시성"),
        ...optional(RESERVE, UNSET),
      }],
      async measure(run, ask) {
        const reserve = lessons.at(run.written, RESERVE);
        const [checkout, exports] = [of(run, "checkout"), of(run, "export")];
        const isSafe = checkout.throttles === 0;
        const less = isSafe ? of(await ask.changed([{ path: RESERVE, value: reserve - STEP }]), "checkout").throttles : null;
        const without = isSafe ? of(await ask.changed([{ path: RESERVE, value: null }]), "export").throttles : null;
        return {
          done: isSafe && less > 0, isSafe, less, without, reserve,
          throttles: checkout.throttles, most: checkout.in_flight.max, exports: exports.throttles,
        };
      },
      status: ({ done, isSafe, throttles, reserve, less }) => {
        if (done) return choose(
          `${number(reserve)}: no throttle. With ${number(reserve - STEP)} it is ${number(less)}.`,
          `${number(reserve)}: 스로틀링 없음. ${number(reserve - STEP)}이면 ${number(less)}회입니다.`);
        if (isSafe) return choose("No throttle, but less would do.", "스로틀링이 없지만 더 적어도 됩니다.");
        return choose(`Checkout: ${number(throttles)} attempts throttled.`, `checkout: 시도 ${number(throttles)}회 스로틀링.`);
      },
    },
    find: ({ reserve, most, exports, without }) => [choose(
      `Checkout has ${number(most)} in flight at its peak: the mean would not have been enough. The export pays: ` +
      `${number(exports)} throttles instead of ${number(without)}. Reserved concurrency is free of charge, a guarantee and ` +
      `a maximum at the same time: these ${number(reserve)} are checkout's even while it sleeps, and it never gets more. ` +
      "AWS keeps at least 100 of an account unreserved.",
      `checkout은 최대 ${number(most)}개가 동시에 처리됩니다. 평균만큼으로는 모자랍니다. 대가는 export가 치릅니다. 스로틀링이 ${number(without)}회에서 ` +
      `${number(exports)}회가 됩니다. 예약된 동시성은 무료이며 보장이자 상한입니다. ${number(reserve)}개는 쓰지 않을 때도 checkout의 것이고, checkout은 그보다 더 쓸 ` +
      "수 없습니다. 계정에서 적어도 100은 예약되지 않은 채로 남아야 합니다.")],
    terms: [["reserved concurrency", "예약된 동시성"], ["unreserved concurrency", "예약되지 않은 동시성"], ["throttle", "스로틀링"]],
  });
})(globalThis.playground);
