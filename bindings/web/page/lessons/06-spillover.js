// Lesson 6: what happens beyond provisioned concurrency.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, percent, usd, of, setting } = lessons;

  const TOML = `
# 100 provisioned environments, enough for the first two minutes.
title = "Spillover"
duration = "4m"
interval = "2s"

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "checkout"
memory = "512 MB"
service_time.lognormal = { median = "900ms", p99 = "2s" }
cold_start = "1200ms"
provisioned_concurrency = 100

[[functions.traffic]]
poisson.stages = [
  { duration = "1m", target = 40, shape = "step" },
  { duration = "1m", target = 70, shape = "step" },
  { duration = "1m", target = 70, shape = "step" },
  { duration = "1m", target = 70, shape = "step" },
]
`;

  const PROVISIONED = ["functions", 0, "provisioned_concurrency"];
  const stage = (index) => ["functions", 0, "traffic", 0, "poisson", "stages", index, "target"];
  const STEP = 10;
  const GOAL = 0.01;

  const spilled = (run) => of(run, "checkout").spillover_rate;

  lessons.add({
    id: "spillover",
    title: () => choose("Beyond provisioned concurrency", "프로비저닝된 동시성을 넘어서면"),
    view: "charts",
    scenario: { name: "spillover", toml: TOML },
    story: () => choose(
      "Checkout has 100 provisioned environments: initialized in advance, so that no customer meets its cold start of 1.2 " +
      "s. They are enough for the 70 requests a second in the results. Then a campaign brings 120 a second, and 160 in the " +
      "last minute: some 150 in flight.",
      "checkout에는 프로비저닝된 환경이 100개 있습니다. 미리 초기화해 두므로 고객은 1.2초의 콜드 스타트를 만나지 않습니다. 결과의 초당 70개에는 충분합니다. 그런데 캠페인으로 초당 120개, 마지막 " +
      "1분에는 160개가 와서 동시에 150개쯤이 됩니다."),
    predict: {
      question: () => choose(
        "What happens to a request that finds all 100 provisioned environments busy?",
        "프로비저닝된 환경 100개가 모두 사용 중일 때 온 요청은 어떻게 될까요?"),
      changes: [{ path: stage(2), value: 120 }, { path: stage(3), value: 160 }],
      choices: [
        { id: "throttled", label: () => choose("It is throttled", "스로틀링된다"), is: ({ throttles }) => throttles > 0 },
        {
          id: "waits", label: () => choose("It waits for one of them", "하나가 빌 때까지 기다린다"),
          is: ({ throttles, spill }) => throttles === 0 && spill === 0,
        },
        {
          id: "spills", label: () => choose("An on-demand environment serves it", "온디맨드 환경이 처리한다"),
          is: ({ throttles, spill }) => throttles === 0 && spill > 0,
        },
      ],
      measure(run) {
        const { throttles, cold_starts: cold } = of(run, "checkout");
        return { throttles, cold, spill: spilled(run) };
      },
      why: ({ spill, cold }) => choose(
        `It spills over: ${percent(spill)} of the invocations run on standard concurrency, with ${number(cold)} cold ` +
        "starts, under the usual scaling rule. Provisioned concurrency is a head start, not a ceiling.",
        `넘쳐흐릅니다(스필오버). 호출의 ${percent(spill)}가 표준 동시성에서 실행되고 콜드 스타트가 ${number(cold)}회 있으며, 확장 규칙은 평소와 같습니다. 프로비저닝된 동시성은 상한이 ` +
        "아니라 먼저 준비해 둔 몫입니다."),
    },
    act: {
      task: () => choose(
        "Bring the spillover to 1 % of the invocations or less, with as little provisioned concurrency as possible.",
        "프로비저닝된 동시성을 가능한 한 적게 써서 스필오버를 호출의 1 % 이하로 줄여 보세요."),
      free: [PROVISIONED],
      controls: [{
        id: "provisioned", kind: "range", min: 50, max: 300, step: STEP,
        label: () => choose("Provisioned concurrency", "프로비저닝된 동시성"),
        show: number,
        ...setting(PROVISIONED),
      }],
      async measure(run, ask) {
        const provisioned = lessons.at(run.written, PROVISIONED);
        const spill = spilled(run);
        const isEnough = spill <= GOAL;
        const less = isEnough ? spilled(await ask.changed([{ path: PROVISIONED, value: provisioned - STEP }])) : null;
        const start = isEnough ? of(await ask.start(), "checkout").cost.provisioned : null;
        const { cold_starts: cold, cost, in_flight: inFlight } = of(run, "checkout");
        return {
          done: isEnough && less > GOAL, isEnough, provisioned, spill, less, cold, start,
          most: inFlight.max, cost: cost.provisioned,
        };
      },
      status: ({ done, isEnough, spill, provisioned, less }) => {
        if (done) return choose(
          `${number(provisioned)}: ${percent(spill)}. With ${number(provisioned - STEP)} it is ${percent(less)}.`,
          `${number(provisioned)}: ${percent(spill)}. ${number(provisioned - STEP)}이면 ${percent(less)}입니다.`);
        if (isEnough) return choose(`${percent(spill)}: less would do.`, `${percent(spill)}: 더 적어도 됩니다.`);
        return choose(`${percent(spill)} of the invocations spill over.`, `호출의 ${percent(spill)}가 스필오버됩니다.`);
      },
    },
    find: ({ provisioned, most, cold, cost, start }) => [choose(
      `${number(provisioned)} are enough although ${number(most)} are in flight at the peak: the last few environments ` +
      `would be used for moments only. ${number(cold)} cold starts remain. Provisioned concurrency is paid for while it ` +
      `idles, too: ${usd(cost)} in this run instead of ${usd(start)}. It is taken out of the account's concurrency even ` +
      "when idle, and each of its environments takes at most 10 requests per second.",
      `동시에 최대 ${number(most)}개가 처리되지만 ${number(provisioned)}개면 충분합니다. 마지막 몇 개는 잠깐씩만 쓰이기 때문입니다. 콜드 스타트 ${number(cold)}회가 ` +
      `남습니다. 프로비저닝된 동시성은 쉬고 있어도 요금이 듭니다. 이 실행에서 ${usd(start)} → ${usd(cost)}. 쉬고 있어도 계정의 동시성을 차지하며, 환경 하나는 초당 요청을 10개까지만 ` +
      "받습니다.")],
    terms: [["provisioned concurrency", "프로비저닝된 동시성"], ["standard concurrency", "표준 동시성"], ["spillover", "스필오버"]],
  });
})(globalThis.playground);
