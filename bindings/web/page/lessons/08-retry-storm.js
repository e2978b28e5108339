// Lesson 8: what retries do to a limit that is full, and what back-off and jitter do about it.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, percent, seconds, of, setting } = lessons;

  const TOML = `
# A function that serves 100 at a time gets twice as much for 20 seconds.
title = "A retry storm"
duration = "3m"
interval = "1s"

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "api"
service_time = "1s"
cold_start = "0s"
reserved_concurrency = 100
client.retry = "none"

[[functions.traffic]]
poisson.stages = [
  { duration = "1m", target = 60, shape = "step" },
  { duration = "20s", target = 200, shape = "step" },
  { duration = "1m 40s", target = 60, shape = "step" },
]
`;

  const RETRY = ["functions", 0, "client", "retry"];
  const CUSTOM = [...RETRY, "custom"];
  const ATTEMPTS = [...CUSTOM, "max_attempts"];
  const STORM = { max_attempts: 10, base: "100ms", cap: "100ms", jitter: "none" };
  const GOAL = 0.01;
  const waits = (base) => ({ base, cap: "20s", jitter: "full" });
  const at100ms = () => choose("100 ms, always", "항상 100밀리초");
  const upTo = (text) => () => choose(`up to ${text} s, then twice that ...`, `최대 ${text}초, 다음은 두 배 …`);
  const WAITS = [
    { value: "100ms", label: at100ms, keys: { base: "100ms", cap: "100ms", jitter: "none" } },
    { value: "500ms", label: upTo("0.5"), keys: waits("500ms") },
    { value: "1s", label: upTo("1"), keys: waits("1s") },
    { value: "4s", label: upTo("4"), keys: waits("4s") },
    { value: "8s", label: upTo("8"), keys: waits("8s") },
  ];

  lessons.add({
    id: "retry-storm",
    title: () => choose("The retry storm", "재시도 폭풍"),
    view: "charts",
    scenario: { name: "retry-storm", toml: TOML },
    story: () => choose(
      "This function may serve 100 at a time, and each request takes a second. For twenty seconds, 200 requests a second " +
      "arrive instead of 60. The clients do not retry: what is throttled is lost, as the results show. A colleague " +
      "proposes: \"Try up to ten times, 100 ms apart!\"",
      "이 함수는 동시에 100개까지 처리하고 요청 하나에 1초가 걸립니다. 20초 동안 초당 60개가 아니라 200개가 옵니다. 클라이언트가 재시도하지 않으므로 결과처럼 스로틀링된 요청은 잃습니다. 동료가 " +
      "제안합니다. \"100밀리초 간격으로 열 번까지 시도하자!\""),
    predict: {
      question: () => choose("How many of the lost requests does that save?", "잃던 요청 중 얼마나 살릴까요?"),
      changes: [{ path: RETRY, value: { custom: STORM } }],
      choices: [
        { id: "most", label: () => choose("Nearly all", "거의 모두"), is: ({ saved }) => saved > 0.8 },
        { id: "half", label: () => choose("About half", "절반쯤"), is: ({ saved }) => saved > 0.2 && saved <= 0.8 },
        { id: "few", label: () => choose("Hardly any", "거의 없다"), is: ({ saved }) => saved <= 0.2 },
      ],
      async measure(run, ask) {
        const [now, before] = [of(run, "api"), of(await ask.start(), "api")];
        return {
          saved: 1 - now.given_up / before.given_up, lost: now.given_up, lostBefore: before.given_up,
          throttles: now.throttles, throttlesBefore: before.throttles,
        };
      },
      why: ({ saved, lost, lostBefore, throttles, throttlesBefore }) => choose(
        `${percent(saved)}: ${number(lost)} are lost instead of ${number(lostBefore)}. Ten attempts are over in 0.9 s, and ` +
        `the peak lasts 20 s. Throttles instead: ${number(throttles)}, ${number(throttles / throttlesBefore)} times as ` +
        "many.",
        `${percent(saved)}입니다. ${number(lostBefore)}개 대신 ${number(lost)}개를 잃습니다. 열 번의 시도가 0.9초 만에 끝나는데 피크는 20초이기 때문입니다. 대신 ` +
        `스로틀링이 ${number(throttles)}회로 ${number(throttles / throttlesBefore)}배가 됩니다.`),
    },
    act: {
      task: () => choose(
        "Lose at most 1 % of the requests, with at most half as many throttles as the storm, in as few attempts as " +
        "possible. Waits are random up to their bound (full jitter).",
        "잃는 요청은 1 % 이하로, 스로틀링은 폭풍의 절반 이하로 줄이되 시도 횟수를 가능한 한 적게 하세요. 대기 시간은 상한까지 무작위입니다(전체 지터)."),
      free: [RETRY],
      controls: [
        {
          id: "attempts", kind: "range", min: 2, max: 10, step: 1,
          label: () => choose("Attempts", "시도 횟수"),
          show: number,
          ...setting(ATTEMPTS),
        },
        {
          id: "wait", kind: "select",
          label: () => choose("Wait before a retry", "재시도 전 대기"),
          options: WAITS,
          read: (written) => lessons.at(written, [...CUSTOM, "base"]),
          write: (value) => Object.entries(WAITS.find((wait) => wait.value === value).keys)
            .map(([key, text]) => ({ path: [...CUSTOM, key], value: text })),
        },
      ],
      async measure(run, ask) {
        const storm = of(await ask.changed([{ path: RETRY, value: { custom: STORM } }]), "api");
        const most = storm.throttles / 2;
        const judge = ({ given_up: lost, requests, throttles }) => [lost <= GOAL * requests, throttles <= most];
        const api = of(run, "api");
        const [isSaved, isCalm] = judge(api);
        const attempts = lessons.at(run.written, ATTEMPTS);
        const isEnough = isSaved && isCalm;
        const fewer = isEnough && judge(of(await ask.changed([{ path: ATTEMPTS, value: attempts - 1 }]), "api"));
        return {
          done: isEnough && !fewer.every(Boolean), isSaved, isCalm, isEnough, attempts, most,
          lost: api.given_up / api.requests, throttles: api.throttles, slowest: api.latency_ms.p99,
        };
      },
      status: ({ done, isEnough, isSaved, isCalm, lost, throttles, most }) => {
        const mark = (isMet) => (isMet ? "✓" : "✗");
        const words = choose(
          `Lost: ${percent(lost)} of at most 1 % ${mark(isSaved)} · throttles: ${number(throttles)} of at most ` +
          `${number(most)} ${mark(isCalm)}`,
          `손실 ${percent(lost)}(1 % 이하) ${mark(isSaved)} · 스로틀링 ${number(throttles)}회(${number(most)}회 이하) ${mark(isCalm)}`);
        return isEnough && !done ? words + choose(" · fewer attempts would do", " · 시도가 더 적어도 됩니다") : words;
      },
    },
    find: ({ attempts, lost, throttles, slowest }, found) => [choose(
      `${attempts} attempts: ${percent(lost)} lost, ${number(throttles)} throttles instead of ${number(found.throttles)}. ` +
      "Retries create no capacity; they move requests to a time at which there is some. So they have to last longer than " +
      `the peak, and be spread: exponential back-off with jitter. The price is waiting: p99 ${seconds(slowest)}. The SDKs' ` +
      "standard mode tries three times, with waits of up to 1 s and 2 s: good for a moment, not for 20 seconds.",
      `시도 ${attempts}회: 손실 ${percent(lost)}, 스로틀링은 ${number(found.throttles)}회가 아니라 ${number(throttles)}회입니다. 재시도는 용량을 만들지 ` +
      `않고 요청을 여유 있는 때로 옮길 뿐입니다. 그래서 피크보다 오래 이어지고 흩어져야 합니다. 지터가 있는 지수 백오프입니다. 대가는 기다림입니다. p99가 ${seconds(slowest)}입니다. SDK의 ` +
      "standard 모드는 최대 1초와 2초를 기다리며 세 번 시도하므로, 한순간이면 충분하지만 20초에는 모자랍니다.")],
    terms: [["retry", "재시도"], ["exponential back-off with jitter", "지터가 있는 지수 백오프"], ["throttle", "스로틀링"]],
  });
})(globalThis.playground);
