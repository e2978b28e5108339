// Lesson 4: the rule since November 2023, which gives each function a bucket of its own.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, of, setting } = lessons;

  const TOML = `
# Orders jump to 4,000 in flight. Half a minute later images, another function of the account, jump to 1,000.
title = "Two functions jump"
duration = "3m"
interval = "1s"

[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = 10_000

[[functions]]
name = "orders"
service_time = "20s"
cold_start = "0s"

[[functions.traffic]]
even.rate = 200

[[functions]]
name = "images"
service_time = "20s"
cold_start = "0s"

[[functions.traffic]]
even.stages = [
  { duration = "30s", target = 0 },
  { duration = "2m 30s", target = 50, shape = "step" },
]
`;

  const RATE = ["functions", 0, "traffic", 0, "even", "rate"];
  const STEP = 20;

  lessons.add({
    id: "since-2023",
    title: () => choose("The rule since November 2023", "2023년 11월 이후의 규칙"),
    view: "charts",
    scenario: { name: "since-2023", toml: TOML },
    story: () => choose(
      "Orders jump to 4,000 in flight; 30 s later images jump to 1,000. Under the old rule, in the results, orders empty " +
      "the burst quota that both share, and images suffer with them. Since November 2023 each function scales on its own, " +
      "in every Region: by 1,000 environments every 10 s, refilled continuously, so 1,000 at once and 100 a second.",
      "orders가 동시 4,000개로, 30초 뒤 images가 1,000개로 뛰어오릅니다. 결과의 옛 규칙에서는 orders가 함께 쓰는 버스트 할당량을 비워 images까지 피해를 봅니다. 2023년 " +
      "11월부터는 모든 리전에서 함수마다 따로 10초에 환경 1,000개씩 확장합니다. 연속으로 채워지므로 한 번에 1,000개, 이후 초당 100개입니다."),
    predict: {
      question: () => choose(
        "The same jumps under the new rule: how many attempts of images are throttled?",
        "새 규칙에서 똑같이 뛰어오르면 images의 스로틀링은 어떻게 될까요?"),
      changes: [{ path: ["region", "scaling"], value: "per-function" }],
      choices: [
        { id: "as-many", label: () => choose("About as many", "거의 그대로"), is: ({ images, before }) => images > before / 2 },
        {
          id: "fewer", label: () => choose("Fewer than half, but some", "절반보다 적지만 남는다"),
          is: ({ images, before }) => images > 0 && images <= before / 2,
        },
        { id: "none", label: () => choose("None", "없어진다"), is: ({ images }) => images === 0 },
      ],
      async measure(run, ask) {
        const before = of(await ask.start(), "images").throttles;
        return { images: of(run, "images").throttles, orders: of(run, "orders").throttles, before };
      },
      why: ({ images, orders, before }) => choose(
        `Before: ${number(before)}, now: ${number(images)}. What orders do no longer counts against images. Orders ` +
        `themselves are still throttled ${number(orders)} times: 1,000 at once is less than the 3,000 of old.`,
        `전에는 ${number(before)}회, 이제는 ${number(images)}회입니다. orders가 무엇을 하든 images와는 관계가 없습니다. orders 자신은 아직 ` +
        `${number(orders)}회 스로틀링됩니다. 한 번에 1,000개는 예전의 3,000개보다 적기 때문입니다.`),
    },
    act: {
      task: () => choose(
        "Find the steepest jump that the new rule allows: the highest rate of orders at which orders are not throttled.",
        "새 규칙이 허용하는 가장 가파른 증가를 찾아보세요. orders가 스로틀링되지 않는 가장 높은 요청 속도입니다."),
      free: [RATE],
      controls: [{
        id: "rate", kind: "range", min: 100, max: 300, step: STEP,
        label: () => choose("Orders per second, 20 s each", "초당 orders 요청(각 20초)"),
        show: number,
        ...setting(RATE),
      }],
      async measure(run, ask) {
        const rate = lessons.at(run.written, RATE);
        const { throttles, in_flight: inFlight } = of(run, "orders");
        const more = throttles ? null : of(await ask.changed([{ path: RATE, value: rate + STEP }]), "orders").throttles;
        return { done: throttles === 0 && more > 0, throttles, more, rate, most: inFlight.max };
      },
      status: ({ done, throttles, rate, more }) => {
        if (done) return choose(
          `${rate} a second: nothing throttled. At ${rate + STEP} it is ${number(more)} attempts.`,
          `초당 ${rate}개: 스로틀링 없음. ${rate + STEP}개이면 시도 ${number(more)}회입니다.`);
        if (throttles) return choose(
          `Orders: ${number(throttles)} attempts throttled.`, `orders: 시도 ${number(throttles)}회 스로틀링.`);
        return choose("Nothing throttled. It can be steeper.", "스로틀링 없음. 더 가팔라도 됩니다.");
      },
    },
    find: ({ rate, most }) => [choose(
      `${rate} new environments a second for 20 s, ${number(most)} in the end, and the quota allows 1,000 + 20 × 100 = ` +
      "3,000 in that time. Nothing accrues beyond 1,000: an hour of rest does not buy a larger jump. What did not change: " +
      "all functions still share the account concurrency limit.",
      `20초 동안 초당 환경 ${rate}개, 모두 ${number(most)}개입니다. 그동안 할당량은 1,000 + 20 × 100 = 3,000개를 허용합니다. 1,000개를 넘게 쌓이지는 않으므로 한 ` +
      "시간을 쉬어도 더 크게 뛸 수 없습니다. 바뀌지 않은 것: 계정 동시성 한도는 여전히 모든 함수가 함께 씁니다.")],
    terms: [["concurrency scaling rate", "동시성 확장 속도"], ["account concurrency limit", "계정 동시성 한도"]],
  });
})(globalThis.playground);
