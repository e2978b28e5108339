// Lesson 1: AWS's ten requests. How many execution environments there are is decided by how many requests overlap.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, of } = lessons;

  const SHORT = `
# One request, and another ten seconds later: the first meets a cold start, the second a warm environment.
title = "Two requests, one environment"
duration = "15s"
interval = "1s"

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "example"
cold_start = "100ms"
service_time = "4500ms"
early_stop = "none"

[[functions.traffic]]
batch = { at = ["0s", "10s"], requests = 1 }
`;

  const COLD_START = ["functions", 0, "cold_start"];
  // To the nanosecond, so that no fraction of a fraction is left over.
  const milliseconds = (text) => Math.round((playground.traffic.secondsOf(text) ?? 0) * 1e9) / 1e6;
  const created = (run) => run.summary.account.environments.created;
  const choice = (count) => ({ id: String(count), label: () => String(count), is: ({ environments }) => environments === count });

  lessons.add({
    id: "first-request",
    title: () => choose("The first request is cold", "첫 요청은 콜드 스타트"),
    view: "watch",
    scenario: { name: "two-requests", toml: SHORT },
    story: () => choose(
      "Nobody has called this function yet, so it has no execution environment. The request at 0 s waits for a new one: a " +
      "cold start. The request at 10 s finds it idle: a warm start. AWS's developer guide draws ten requests instead. 1 to " +
      "5 arrive within four seconds and take 4.5 s or more each; 6, 7, 8 and 10 each arrive just after an earlier one is " +
      "done; 9 arrives while all are busy.",
      "아직 아무도 호출하지 않은 함수에는 실행 환경이 없습니다. 0초의 요청은 새 환경을 기다리고(콜드 스타트), 10초의 요청은 유휴 환경을 바로 씁니다(웜 스타트). AWS 개발자 안내서는 요청 열 개를 " +
      "그립니다. 1~5번은 4초 안에 도착해 각각 4.5초 이상 걸리고, 6, 7, 8, 10번은 앞선 요청이 끝난 직후에, 9번은 모든 환경이 사용 중일 때 도착합니다."),
    predict: {
      question: () => choose("How many execution environments do the ten requests need?", "요청 열 개에 실행 환경이 몇 개 필요할까요?"),
      scenario: { shipped: "ten-requests" },
      choices: [choice(1), choice(5), choice(6), choice(10)],
      measure(run) {
        const { cold_starts: cold, requests } = of(run, "example");
        return { environments: created(run), cold, requests };
      },
      why: ({ environments, cold, requests }) => choose(
        `${requests} requests, ${environments} environments: ${cold} cold starts, the other ${requests - cold} reuse an ` +
        "environment that has just finished. An environment serves one request at a time.",
        `요청 ${requests}개에 환경 ${environments}개입니다. 콜드 스타트가 ${cold}회이고, 나머지 ${requests - cold}개는 방금 끝난 환경을 다시 씁니다. 환경 하나는 한 ` +
        "번에 요청 하나만 처리합니다."),
    },
    act: {
      task: () => choose(
        "A slow initialisation keeps an environment busy for longer. Find the shortest cold start with which one more " +
        "environment is needed.",
        "초기화가 느리면 환경이 더 오래 사용 중입니다. 환경이 하나 더 필요해지는 가장 짧은 콜드 스타트를 찾아보세요."),
      free: [COLD_START],
      controls: [{
        id: "cold-start", kind: "range", min: 0, max: 1000, step: 100,
        label: () => choose("Cold start", "콜드 스타트"),
        show: (value) => `${number(value)} ms`,
        read: (written) => milliseconds(lessons.at(written, COLD_START)),
        write: (value) => [{ path: COLD_START, value: `${value}ms` }],
      }],
      async measure(run, ask) {
        const cold = this.controls[0].read(run.written);
        const before = created(await ask.changed([{ path: COLD_START, value: "0ms" }]));
        const environments = created(run);
        const needsMore = environments > before;
        const isShortest = needsMore && created(await ask.changed(this.controls[0].write(cold - 100))) === before;
        return { done: isShortest, needsMore, environments, before, cold };
      },
      status: ({ done, needsMore, environments, cold }) => {
        if (done) return choose(`${cold} ms: ${environments} environments.`, `${cold}밀리초: 환경 ${environments}개.`);
        if (needsMore) return choose(
          `${environments} environments, but a shorter cold start does it, too.`,
          `환경 ${environments}개입니다. 더 짧아도 그렇게 됩니다.`);
        return choose(`Still ${environments} environments.`, `아직 환경 ${environments}개입니다.`);
      },
    },
    find: ({ environments, before, cold }) => [choose(
      `With ${cold} ms instead of nothing, ${environments} environments instead of ${before}: request 10 came before ` +
      "request 4 had left its environment. Not the number of requests decides how many environments there are, but how " +
      "many are in flight at the same time: the concurrency. Whatever makes a request longer, a cold start as well, raises " +
      "it.",
      `콜드 스타트가 ${cold}밀리초이면 환경이 ${before}개가 아니라 ${environments}개입니다. 4번 요청이 환경을 비우기 전에 10번이 왔기 때문입니다. 환경의 수는 요청 수가 아니라 동시에 ` +
      "처리 중인 요청 수, 곧 동시성이 정합니다. 콜드 스타트를 포함해 요청을 길게 만드는 것은 모두 동시성을 높입니다.")],
    terms: [["execution environment", "실행 환경"], ["cold start", "콜드 스타트"], ["concurrency", "동시성"]],
  });
})(globalThis.playground);
