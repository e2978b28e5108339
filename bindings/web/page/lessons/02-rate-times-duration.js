// Lesson 2: concurrency = rate × duration, and what a limit on it means for the rate.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, of, setting } = lessons;

  const TOML = `
# 200 requests a second of half a second each. Evenly spaced and without cold starts, so that concurrency is the product.
title = "Rate times duration"
duration = "30s"
interval = "1s"

[region]
name = "us-east-1"
scaling = "per-function"
account_concurrency = 1000

[[functions]]
name = "api"
service_time = "500ms"
cold_start = "0s"

[[functions.traffic]]
even.rate = 200
`;

  const RATE = ["functions", 0, "traffic", 0, "even", "rate"];
  const STEP = 50;

  lessons.add({
    id: "rate-times-duration",
    title: () => choose("Concurrency = rate × duration", "동시성 = 요청 속도 × 처리 시간"),
    view: "charts",
    scenario: { name: "rate-times-duration", toml: TOML },
    story: () => choose(
      "An API gets 200 requests a second, and each takes half a second: 100 are in flight at any moment, as the results " +
      "show. Then its database slows down, and a request takes 2 s. The callers do not notice yet: they send as many as " +
      "before.",
      "API에 초당 200개의 요청이 오고 하나에 0.5초가 걸립니다. 결과처럼 언제나 100개가 처리 중입니다. 그런데 데이터베이스가 느려져 요청 하나에 2초가 걸립니다. 호출자는 아직 모르고 전과 같이 " +
      "보냅니다."),
    predict: {
      question: () => choose("How many requests are in flight now?", "이제 동시에 처리 중인 요청은 몇 개일까요?"),
      changes: [{ path: ["functions", 0, "service_time"], value: "2s" }],
      number: {
        min: 0, max: 10_000, step: 1, slack: { share: 0.05 }, value: ({ most }) => most,
        unit: () => choose("in flight", "개"),
      },
      measure: (run) => ({ most: run.summary.account.concurrency.max }),
      why: ({ most }) => choose(
        `200 a second × 2 s = ${number(most)}. This is Little's law, and it holds for any mix of requests, with their mean ` +
        "duration.",
        `초당 200개 × 2초 = ${number(most)}개입니다. 리틀의 법칙이며, 평균 처리 시간을 쓰면 어떤 요청이 섞여 있어도 성립합니다.`),
    },
    act: {
      task: () => choose(
        "The account may have 1,000 in flight in this Region. With requests of 2 s, find the highest rate at which nothing " +
        "is throttled.",
        "이 리전에서 계정은 동시에 1,000개까지 처리할 수 있습니다. 요청이 2초 걸릴 때, 스로틀링이 없는 가장 높은 요청 속도를 찾아보세요."),
      free: [RATE],
      controls: [{
        id: "rate", kind: "range", min: 100, max: 1000, step: STEP,
        label: () => choose("Requests per second", "초당 요청"),
        show: number,
        ...setting(RATE),
      }],
      async measure(run, ask) {
        const rate = lessons.at(run.written, RATE);
        const { throttles } = of(run, "api");
        const more = throttles ? null : of(await ask.changed([{ path: RATE, value: rate + STEP }]), "api").throttles;
        const { concurrency } = run.summary.account;
        const limit = run.scenario.region.account_concurrency;
        return { done: throttles === 0 && more > 0, throttles, more, rate, most: concurrency.max, limit };
      },
      status: ({ done, throttles, rate, most, more }) => {
        if (done) return choose(
          `${number(rate)} a second: ${number(most)} in flight, nothing throttled. At ${number(rate + STEP)} it would be ` +
          `${number(more)} attempts.`,
          `초당 ${number(rate)}개: ${number(most)}개 처리 중, 스로틀링 없음. ${number(rate + STEP)}개이면 시도 ${number(more)}회가 스로틀링됩니다.`);
        if (throttles) return choose(`${number(throttles)} attempts are throttled.`, `시도 ${number(throttles)}회가 스로틀링됩니다.`);
        return choose(
          `${number(most)} in flight, nothing throttled. There is room for more.`,
          `${number(most)}개 처리 중, 스로틀링 없음. 아직 여유가 있습니다.`);
      },
    },
    find: ({ rate, limit }) => [choose(
      `${number(limit)} in flight ÷ 2 s = ${number(rate)} requests a second. The account concurrency limit is no limit on ` +
      "requests: with half the duration the same account serves twice as many. Only below 100 ms a second limit comes " +
      "first: 10 requests per second for each unit of concurrency.",
      `동시성 ${number(limit)} ÷ 2초 = 초당 ${number(rate)}개입니다. 계정 동시성 한도는 요청 수의 한도가 아닙니다. 처리 시간이 절반이면 같은 계정이 두 배를 처리합니다. ` +
      "100밀리초보다 짧을 때만 다른 한도에 먼저 닿습니다. 동시성 1마다 초당 요청 10개입니다.")],
    terms: [["concurrency", "동시성"], ["account concurrency limit", "계정 동시성 한도"], ["throttle", "스로틀링"]],
  });
})(globalThis.playground);
