// Lesson 10: what costs nothing while it idles, and what costs less while it works.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, percent, usd, setting } = lessons;

  const TOML = `
# Jobs of 2 s on one vCPU, as a function or as 14 tasks of four vCPUs.
title = "Lambda or Fargate"
duration = "10m"
warm_up = "1m"
interval = "5s"

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "encode"
memory = "1769 MB" # one vCPU, as a job in a task has
service_time = "2s"
cold_start = "500ms"
platform = "lambda"

[functions.container]
task = { cpu = 4, memory = "8 GB", concurrency = 4 }
scaling = { minimum = 14 }

[[functions.traffic]]
even.rate = 25
`;

  const PLATFORM = ["functions", 0, "platform"];
  const RATE = ["functions", 0, "traffic", 0, "even", "rate"];
  const PLACES = 56;

  // What an hour costs, in USD.
  function hourly({ summary }) {
    const one = [...(summary.functions || []), ...(summary.services || [])].find(({ name }) => name === "encode");
    return (one.cost.total * 3600) / (summary.simulated_s - summary.warm_up_s);
  }

  // The same requests on both.
  async function both(ask, changes = []) {
    const on = async (platform) => hourly(await ask.changed([...changes, { path: PLATFORM, value: platform }]));
    return { lambda: await on("lambda"), fargate: await on("fargate") };
  }

  lessons.add({
    id: "lambda-or-fargate",
    title: () => choose("Lambda or Fargate?", "Lambda일까 Fargate일까?"),
    view: "charts",
    scenario: { name: "lambda-or-fargate", toml: TOML },
    story: () => choose(
      "25 jobs a second, around the clock, 2 s each on one vCPU: 50 at a time. As a function with 1,769 MB, one vCPU, that " +
      "is what the results show. As containers it would be 14 tasks of four vCPUs and 8 GB on Fargate, with 56 places, " +
      "nine in ten of them busy.",
      "밤낮으로 초당 25개의 작업이 오고 vCPU 하나로 2초씩 걸려, 동시에 50개입니다. 1,769 MB(vCPU 하나) 함수로 처리한 것이 지금의 결과입니다. 컨테이너라면 Fargate에서 vCPU 네 개, " +
      "8 GB의 태스크 14개로, 자리가 56개이고 열에 아홉은 사용 중입니다."),
    predict: {
      question: () => choose("Which is cheaper per hour?", "시간당 어느 쪽이 쌀까요?"),
      changes: [{ path: PLATFORM, value: "fargate" }],
      choices: [
        {
          id: "lambda", label: () => choose("Lambda, clearly", "Lambda가 확실히"),
          is: ({ lambda, fargate }) => lambda < 0.8 * fargate,
        },
        {
          id: "same", label: () => choose("About the same (within 20 %)", "비슷하다(20 % 이내)"),
          is: ({ lambda, fargate }) => lambda >= 0.8 * fargate && fargate >= 0.8 * lambda,
        },
        {
          id: "fargate", label: () => choose("Fargate, clearly", "Fargate가 확실히"),
          is: ({ lambda, fargate }) => fargate < 0.8 * lambda,
        },
      ],
      measure: (run, ask) => both(ask),
      why: ({ lambda, fargate }) => choose(
        `Lambda ${usd(lambda)}, Fargate ${usd(fargate)} an hour, at list prices. Lambda is cheap because it costs nothing ` +
        "while it idles; what never idles pays its price for nothing.",
        `정가로 시간당 Lambda ${usd(lambda)}, Fargate ${usd(fargate)}입니다. Lambda가 싼 것은 쉴 때 요금이 없기 때문입니다. 쉬지 않는 일은 그 값을 헛되이 냅니다.`),
    },
    act: {
      task: () => choose(
        "Now fewer jobs come, and the 14 tasks stay. Find the highest rate at which Lambda is cheaper.",
        "작업은 줄어드는데 태스크 14개는 그대로입니다. Lambda가 더 싼 가장 높은 요청 속도를 찾아보세요."),
      free: [RATE, PLATFORM],
      controls: [
        {
          id: "platform", kind: "buttons",
          label: () => choose("Results of", "결과 표시"),
          options: [{ value: "lambda", label: () => "Lambda" }, { value: "fargate", label: () => "Fargate" }],
          ...setting(PLATFORM),
        },
        {
          id: "rate", kind: "range", min: 1, max: 25, step: 1,
          label: () => choose("Jobs per second", "초당 작업"),
          show: number,
          ...setting(RATE),
        },
      ],
      async measure(run, ask) {
        const rate = lessons.at(run.written, RATE);
        const now = await both(ask);
        const isCheaper = now.lambda < now.fargate;
        const more = isCheaper ? await both(ask, [{ path: RATE, value: rate + 1 }]) : null;
        return { done: isCheaper && more.lambda >= more.fargate, isCheaper, rate, ...now, more };
      },
      status: ({ rate, lambda, fargate, done, isCheaper }) => {
        const prices = choose(
          `${rate} a second: Lambda ${usd(lambda)}, Fargate ${usd(fargate)} an hour.`,
          `초당 ${rate}개: 시간당 Lambda ${usd(lambda)}, Fargate ${usd(fargate)}.`);
        return done || !isCheaper ? prices : prices + " " + choose("Still cheaper with more.", "더 많아도 아직 쌉니다.");
      },
    },
    find: ({ rate, lambda, fargate, more }) => [choose(
      `It turns between ${rate} and ${rate + 1} a second: ${usd(lambda)} against ${usd(fargate)}, then ${usd(more.lambda)} ` +
      `against ${usd(more.fargate)}. There ${number(2 * rate)} of ${PLACES} places are busy, ` +
      `${percent((2 * rate) / PLACES)}. Fargate costs the same at any load, Lambda what is used. Above the break-even ` +
      "containers are cheaper, if the load is that even: for a peak they are full at once, and target tracking sees it " +
      "minutes later (lesson 7).",
      `초당 ${rate}개와 ${rate + 1}개 사이에서 바뀝니다. ${usd(lambda)} 대 ${usd(fargate)}, 다음은 ${usd(more.lambda)} 대 ` +
      `${usd(more.fargate)}입니다. 이때 자리 ${PLACES}개 중 ${number(2 * rate)}개, ${percent((2 * rate) / PLACES)}가 사용 중입니다. ` +
      "Fargate는 부하와 상관없이 같은 요금이고 Lambda는 쓴 만큼입니다. 손익분기를 넘으면 컨테이너가 싸지만, 부하가 이렇게 고를 때만 그렇습니다. 피크에는 곧바로 가득 차고 대상 추적은 몇 분 뒤에야 " +
      "알아챕니다(학습 7).")],
    terms: [["task", "태스크"], ["target tracking", "대상 추적"], ["list price", "정가"]],
  });
})(globalThis.playground);
