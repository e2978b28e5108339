// Lesson 7: autoscaling of provisioned concurrency follows the load; a schedule can be ahead of it.
(function (playground) {
  "use strict";

  const { choose, lessons } = playground;
  const { number, of, setting } = lessons;

  const TOML = `
# An office starts to work at nine. The first entry of the schedule changes nothing yet.
title = "Nine o'clock"
duration = "25m"
time_of_day_start = "08:50"
interval = "10s"

[region]
name = "ap-northeast-2"
scaling = "per-function"

[[functions]]
name = "desk"
memory = "1024 MB"
service_time.lognormal = { median = "1900ms", p99 = "4s" }
cold_start = "2s"

[functions.provisioned_concurrency]
autoscaling = { min = 20, max = 200, target = "70%" }
schedule = [
  { at = "09:00", min = 20 },
  { at = "18:00", min = 20 },
]

[[functions.traffic]]
poisson.stages = [
  { duration = "10m", target = 3, shape = "step" },
  { duration = "15m", target = 3, shape = "step" },
]
`;

  const NINE = 600; // seconds after the start at 8:50
  const entry = (key) => ["functions", 0, "provisioned_concurrency", "schedule", 0, key];
  const AT = entry("at");
  const LEAST = entry("min");
  const STEP = 20;
  const GOAL = 20;
  const TIMES = ["08:55", "08:56", "08:57", "08:58", "08:59", "09:00"];

  const cold = (run) => of(run, "desk").cold_starts;
  const clock = (text) => String(text).slice(0, 5);

  lessons.add({
    id: "too-late",
    title: () => choose("Autoscaling comes too late", "자동 크기 조정은 늦는다"),
    view: "charts",
    scenario: { name: "too-late", toml: TOML },
    story: () => choose(
      "20 provisioned environments, and autoscaling that aims at 70 % in use. At 9:00 an office starts to work, and the " +
      "load jumps from 6 to about 100 in flight. Target tracking acts after three datapoints of a minute above the target. " +
      "Then the environments have to be prepared, a minute as burstsim assumes (\"a minute or two\", says AWS), and " +
      "allocated, 6,000 a minute.",
      "프로비저닝된 환경이 20개 있고, 자동 크기 조정이 사용률 70 %를 목표로 합니다. 9시에 업무가 시작되어 동시 요청이 6개에서 100개쯤으로 뛰어오릅니다. 대상 추적은 1분 데이터 포인트 세 개가 목표를 " +
      "넘어야 움직입니다. 그다음 준비에 1분(burstsim의 가정, AWS는 \"1~2분\"), 할당에 분당 6,000개의 속도가 듭니다."),
    predict: {
      question: () => choose(
        "How many minutes after 9:00 can the first additional environment be used?",
        "추가된 첫 환경은 9시에서 몇 분 뒤에 쓸 수 있을까요?"),
      changes: [{ path: ["functions", 0, "traffic", 0, "poisson", "stages", 1, "target"], value: 50 }],
      number: {
        min: 0, max: 15, step: 0.5, slack: { amount: 0.5 }, value: ({ minutes }) => minutes,
        unit: () => choose("minutes", "분"),
      },
      measure: (run) => {
        const first = of(run, "desk").provisioned.allocations.find((one) => one.cause === "autoscaling" && one.at_s >= NINE);
        return { minutes: (first.usable_at_s - NINE) / 60, from: first.from, to: first.requested, cold: cold(run) };
      },
      why: ({ minutes, from, to, cold: count }) => choose(
        `${number(minutes)} minutes: three datapoints, then the preparation. And then it is ${from} → ${to} only: ` +
        `utilization is at most 100 %, so each step grows by 1 / 70 %. Meanwhile ${number(count)} requests meet a cold ` +
        "start.",
        `${number(minutes)}분입니다. 데이터 포인트 세 개와 준비 시간입니다. 그러고도 ${from} → ${to}개일 뿐입니다. 사용률이 100 %를 넘을 수 없어 한 번에 1 / 70 %배씩만 ` +
        `늘기 때문입니다. 그동안 요청 ${number(count)}개가 콜드 스타트를 만납니다.`),
    },
    act: {
      task: () => choose(
        `Schedule a higher minimum, so that at most ${GOAL} requests meet a cold start: as late as possible, and as few as ` +
        "possible.",
        `최솟값을 높이는 일정으로 콜드 스타트를 ${GOAL}회 이하로 줄여 보세요. 가능한 한 늦게, 가능한 한 적게.`),
      free: [AT, LEAST],
      controls: [
        {
          id: "at", kind: "select",
          label: () => choose("From", "시각"),
          options: TIMES.map((value) => ({ value, label: () => value })),
          ...setting(AT),
          read: (written) => clock(lessons.at(written, AT)),
        },
        {
          id: "least", kind: "range", min: 20, max: 200, step: STEP,
          label: () => choose("Minimum", "최솟값"),
          show: number,
          ...setting(LEAST),
        },
      ],
      async measure(run, ask) {
        const [at, least] = [clock(lessons.at(run.written, AT)), lessons.at(run.written, LEAST)];
        const isMet = cold(run) <= GOAL;
        const later = TIMES[TIMES.indexOf(at) + 1];
        const fewer = isMet ? cold(await ask.changed([{ path: LEAST, value: least - STEP }])) : null;
        const late = isMet && later ? cold(await ask.changed([{ path: AT, value: later }])) : null;
        const tooMany = isMet && fewer <= GOAL;
        const tooEarly = isMet && later !== undefined && late <= GOAL;
        return { done: isMet && !tooMany && !tooEarly, tooMany, tooEarly, cold: cold(run), at, least, fewer, late, later };
      },
      status: ({ done, tooMany, tooEarly, cold: count, at, least }) => {
        if (done) return choose(
          `${least} from ${at}: ${number(count)} cold starts.`, `${at}부터 ${least}개: 콜드 스타트 ${number(count)}회.`);
        if (tooMany) return choose(
          `${number(count)} cold starts; fewer environments would do.`, `콜드 스타트 ${number(count)}회. 환경이 더 적어도 됩니다.`);
        if (tooEarly) return choose(`${number(count)} cold starts; later would do.`, `콜드 스타트 ${number(count)}회. 더 늦어도 됩니다.`);
        return choose(`${number(count)} cold starts.`, `콜드 스타트 ${number(count)}회.`);
      },
    },
    find: ({ at, least, later, late }, found) => [choose(
      `A schedule has to be ahead of the load by preparation and allocation: ${least} from ${at} are ready in time` +
      (later ? `, from ${later} they are late and leave ${number(late)} cold starts. ` : ". ") +
      `Autoscaling alone had ${number(found.cold)}. It follows the load, a schedule knows it: use both, target tracking ` +
      "for the day and a scheduled minimum before peaks that you can see coming.",
      `일정은 준비와 할당에 걸리는 시간만큼 부하보다 앞서야 합니다. ${at}부터 ${least}개는 제때 준비` +
      (later ? `되지만, ${later}부터라면 늦어서 콜드 스타트가 ${number(late)}회 남습니다. ` : "됩니다. ") +
      `자동 크기 조정만으로는 ${number(found.cold)}회였습니다. 대상 추적은 부하를 뒤따르고 예약은 미리 압니다. 평소에는 대상 추적을, 예상되는 피크 전에는 예약된 최솟값을 함께 쓰세요.`)],
    terms: [["provisioned concurrency", "프로비저닝된 동시성"], ["target tracking", "대상 추적"], ["scheduled scaling", "예약된 조정"]],
  });
})(globalThis.playground);
