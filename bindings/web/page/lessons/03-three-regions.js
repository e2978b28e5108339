// Lesson 3: the burst quotas of the classic rule, in three Regions.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, of, column, setting } = lessons;

  const TOML = `
# From nothing to 3,000 requests in flight within 20 seconds, under the rule of 2018 to November 2023.
title = "The same jump in three Regions"
duration = "6m"
interval = "2s"

[region]
name = "us-east-1"
scaling = "regional-burst"
account_concurrency = 5000

[[functions]]
name = "orders"
service_time = "20s"
cold_start = "0s"

[[functions.traffic]]
even.rate = 150
`;

  const REGION = ["region", "name"];
  const REGIONS = [
    ["us-east-1", () => choose("N. Virginia", "버지니아 북부")],
    ["ap-northeast-1", () => choose("Tokyo", "도쿄")],
    ["ap-northeast-2", () => choose("Seoul", "서울")],
  ];

  // Until when attempts were throttled, in minutes.
  function throttledFor(run) {
    const last = column(run, "orders", "throttles").findLastIndex((count) => count > 0);
    return ((last + 1) * run.series.interval_s) / 60;
  }

  const outcome = (run) => ({
    burst: run.scenario.region.burst, throttles: of(run, "orders").throttles, minutes: throttledFor(run),
  });

  lessons.add({
    id: "three-regions",
    title: () => choose("Burst and ramp in three Regions", "세 리전의 버스트와 증가 속도"),
    view: "charts",
    scenario: { name: "three-regions", toml: TOML },
    story: () => choose(
      "150 requests a second arrive, each takes 20 s: 3,000 in flight after 20 s. Until November 2023 all functions of a " +
      "Region shared one burst quota of new environments: 3,000 in N. Virginia, 1,000 in Tokyo, 500 in Seoul; after that, " +
      "500 more each minute, everywhere. The results are those of N. Virginia, where nothing is throttled.",
      "초당 150개의 요청이 오고 하나에 20초가 걸려 20초 뒤 3,000개가 동시에 처리됩니다. 2023년 11월까지는 리전의 모든 함수가 새 환경의 버스트 할당량 하나를 함께 썼습니다. 버지니아 북부 " +
      "3,000, 도쿄 1,000, 서울 500이고, 그 뒤로는 어디서나 분당 500개씩 늘었습니다. 결과는 스로틀링이 없는 버지니아 북부입니다."),
    predict: {
      question: () => choose("The same in Seoul: for how many minutes are attempts throttled?", "서울에서 똑같이 하면 몇 분 동안 스로틀링될까요?"),
      changes: [{ path: REGION, value: "ap-northeast-2" }],
      number: {
        min: 0, max: 6, step: 0.5, slack: { share: 0.1 }, value: ({ minutes }) => minutes,
        unit: () => choose("minutes", "분"),
      },
      measure: outcome,
      why: ({ burst, minutes, throttles }) => choose(
        `${number(burst)} environments at once, ${number(3000 - burst)} are missing, and 500 come each minute: ` +
        `${number(minutes)} minutes. ${number(throttles)} attempts are throttled until then.`,
        `한 번에 환경 ${number(burst)}개, 모자라는 ${number(3000 - burst)}개는 분당 500개씩 늘어 ${number(minutes)}분이 걸립니다. 그동안 시도 ` +
        `${number(throttles)}회가 스로틀링됩니다.`),
    },
    act: {
      task: () => choose(
        "Run it in all three Regions, and compare how the instances grow.",
        "세 리전에서 모두 실행해 인스턴스가 어떻게 늘어나는지 비교해 보세요."),
      free: [REGION, ["region", "burst"], ["region", "prices"]],
      controls: [{
        id: "region", kind: "buttons",
        label: () => choose("Region", "리전"),
        options: REGIONS.map(([value, label]) => ({ value, label })),
        ...setting(REGION),
      }],
      measure(run, ask, before) {
        const regions = { ...before?.regions };
        const name = lessons.at(run.written, REGION);
        if (REGIONS.some(([known]) => known === name)) regions[name] = outcome(run);
        return { done: REGIONS.every(([known]) => regions[known]), regions };
      },
      status: ({ regions }) => REGIONS.filter(([name]) => regions[name]).map(([name, label]) => choose(
        `${label()}: ${number(regions[name].throttles)} throttled`,
        `${label()}: 스로틀링 ${number(regions[name].throttles)}회`)).join(" · "),
    },
    find: ({ regions }) => [
      choose("Same account limit, same code, same traffic: ", "계정 한도, 코드, 트래픽이 모두 같은데도 ") +
      REGIONS.map(([name, label]) => choose(
        `${label()} (burst quota ${number(regions[name].burst)}) ` +
        (regions[name].minutes ? `throttles for ${number(regions[name].minutes)} minutes` : "does not throttle"),
        `${label()}(버스트 할당량 ${number(regions[name].burst)}) ${number(regions[name].minutes)}분`))
        .join(choose("; ", ", ")) + choose(".", " 동안 스로틀링됩니다."),
      choose(
        "The burst quota limits how fast environments are created, not how many there are: a bucket of tokens, one for " +
        "each new environment, refilled by 500 a minute.",
        "버스트 할당량은 환경의 수가 아니라 환경을 만드는 속도를 제한합니다. 새 환경마다 토큰 하나를 쓰는 버킷이며, 분당 500개씩 다시 채워집니다."),
    ],
    terms: [["burst quota", "버스트 할당량"], ["function instances", "함수 인스턴스"], ["Region", "리전"]],
  });
})(globalThis.playground);
