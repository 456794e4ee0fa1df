// <body data-live="the stream" data-live-news="the same, asked for" data-live-last="12">: what changes elsewhere
// is heard by the pages that ask for it. For each change, <body> gets « live:appointment » (detail: id, kind,
// subject), and each [data-live-on="appointment message:<id>"] that names it gets « live », once for a burst;
// with data-live-rest="6000", then not again for some six seconds, and for all that happened meanwhile; with
// data-live-spread="2000", the first time within two seconds: not all pages of a practice ask at the same instant.
// One tab of the browser keeps the stream and passes on what it hears; where streams do not pass, one asks
// every twenty seconds. [data-live-state] says how it stands.
const page = document.body.dataset;
const LISTENING = '[data-live-on], [data-live-state], [hx-trigger*="live:"]';
const WORDS = {
  live: "En direct",
  resuming: "Reprise…",
  polling: "Toutes les 20 s",
  offline: "Hors ligne",
  ended: "Session terminée",
};
const POLL = 20_000;
// Without a word at the beginning, then between two signs of life (25 s): nothing passes any more.
const FIRST_WORD = 10_000;
const SILENCE = 60_000;
const TRIES = 3;
const BURST = 30;

function listen() {
  const channel = new BroadcastChannel(`live:${page.live}`);
  const seen = new Set();
  const burst = new Map();
  const resting = new Map();
  let passing = 0;
  let passed = -Infinity;
  let last = Number(page.liveLast);
  let state = "resuming";
  let leading = false;
  let release = null;
  let source = null;
  let failures = 0;
  let watch = 0;
  let retry = 0;
  let poll = 0;

  // ── What is heard ─────────────────────────────────────────────────────────────────────────────────
  function show(now) {
    state = now;
    for (const place of document.querySelectorAll("[data-live-state]")) {
      place.dataset.liveState = now;
      place.textContent = WORDS[now];
      place.hidden = false;
    }
    if (leading) channel.postMessage({ state });
  }

  function hear({ events = [], resync = false, at = 0 }) {
    for (const event of events) {
      if (event.id <= Number(page.liveLast) || seen.has(event.id)) continue;
      seen.add(event.id);
      last = Math.max(last, event.id);
      document.body.dispatchEvent(new CustomEvent(`live:${event.kind}`, { detail: event }));
      note(event.kind, event);
      note(`${event.kind}:${event.subject}`, event);
    }
    last = Math.max(last, at);
    if (resync) {
      document.body.dispatchEvent(new CustomEvent("live:resync"));
      note("*", null);
    }
  }

  // The first is passed on at once; what follows it closely, together.
  function note(name, event) {
    if (!burst.size && !passing) passing = setTimeout(pass, Math.max(0, passed + BURST - performance.now()));
    burst.set(name, [...(burst.get(name) ?? []), event]);
  }

  // A page that nobody looks at waits until somebody does.
  function pass() {
    passing = 0;
    if (document.hidden) return;
    passed = performance.now();
    const heard = new Map(burst);
    burst.clear();
    for (const place of document.querySelectorAll("[data-live-on]")) {
      const names = place.dataset.liveOn.split(/\s+/);
      const events = [...new Set(names.flatMap((name) => heard.get(name) ?? []))];
      if (events.length || heard.has("*")) reach(place, events);
    }
  }

  // What rests is reached at most once in a while; what is spread, not on all pages at the same instant.
  function reach(place, events) {
    const { liveSpread } = place.dataset;
    if (!events.length) give(place, events);
    else if (resting.has(place)) resting.get(place).push(...events);
    else if (liveSpread) rest(place, Number(liveSpread) * Math.random(), events);
    else give(place, events);
  }

  function give(place, events) {
    const { liveRest } = place.dataset;
    place.dispatchEvent(new CustomEvent("live", { detail: { events } }));
    if (liveRest && !resting.has(place)) rest(place, Number(liveRest) * (0.75 + Math.random() / 2), []);
  }

  function rest(place, time, events) {
    resting.set(place, [...events]);
    setTimeout(() => {
      const missed = resting.get(place);
      resting.delete(place);
      if (missed.length && place.isConnected) give(place, missed);
    }, time);
  }

  function tell(news) {
    hear(news);
    channel.postMessage({ news });
  }

  // ── The tab that keeps the stream ─────────────────────────────────────────────────────────────────
  function open() {
    close();
    if (!leading || state === "ended") return;
    source = new EventSource(`${page.live}?last=${last}`, { withCredentials: true });
    source.addEventListener("live", (said) => {
      tell({ events: [{ id: Number(said.lastEventId), ...JSON.parse(said.data) }] });
      alive();
    });
    source.addEventListener("resync", ({ data }) => { tell({ resync: true, at: Number(data) }); alive(); });
    source.addEventListener("at", ({ data }) => { tell({ at: Number(data) }); alive(); });
    source.addEventListener("error", ({ target }) => {
      if (target !== source) return;
      if (source.readyState === EventSource.CLOSED) ask();  // refused: the page server knows why
      again();
    });
    watch = setTimeout(again, FIRST_WORD);
  }

  function close() {
    source?.close();
    source = null;
    clearTimeout(watch);
    clearTimeout(retry);
  }

  function alive() {
    failures = 0;
    clearTimeout(watch);
    clearInterval(poll);
    poll = 0;
    watch = setTimeout(again, SILENCE);
    if (state !== "live") show("live");
  }

  // Not all pages at the same instant.
  function again() {
    close();
    if (!leading || state === "ended") return;
    failures += 1;
    if (failures < TRIES) show("resuming");
    else if (!poll) {
      poll = setInterval(() => ask(), POLL);
      ask();
    }
    const wait = Math.min(30_000, 400 * 2 ** failures);
    retry = setTimeout(open, wait * (0.5 + Math.random()));
  }

  // ── Without a stream ──────────────────────────────────────────────────────────────────────────────
  async function ask(since = last) {
    let answer;
    try {
      answer = await fetch(`${page.liveNews}?last=${since}`, { headers: { Live: "1", "HX-Request": "true" } });
    } catch {
      if (leading) show("offline");
      return;
    }
    if ([401, 403, 404].includes(answer.status)) {
      end();
    } else if (answer.ok) {
      const { events, resync, last: at } = await answer.json();
      hear({ events, resync, at });
      if (leading) channel.postMessage({ news: { events, resync, at } });
      if (leading && !source) show("polling");
    }
  }

  function end() {
    show("ended");
    stop();
  }

  function stop() {
    close();
    clearInterval(poll);
    poll = 0;
    leading = false;
    release?.();
    release = null;
  }

  // ── One tab among those of the browser ────────────────────────────────────────────────────────────
  function lead() {
    leading = true;
    open();
    return new Promise((resolve) => { release = resolve; });
  }

  function stand() {
    channel.postMessage({ hello: true });
    if (navigator.locks) navigator.locks.request(`live:${page.live}`, lead);
    else lead();
  }

  channel.addEventListener("message", ({ data }) => {
    if (data.hello && leading) channel.postMessage({ state, here: last });
    if (leading) return;
    if (data.news) hear(data.news);
    if (data.state) show(data.state);
    // Something passed between the moment when this page was made and that when it began to listen.
    if (data.here > last) ask(last);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    pass();
    channel.postMessage({ hello: true });
    if (leading && !source) open();
  });
  addEventListener("online", () => { if (leading) retry = setTimeout(open, 500 * Math.random()); });
  addEventListener("offline", () => { if (leading) { close(); show("offline"); } });
  addEventListener("pagehide", stop);
  // Back from the browser's memory: nobody knows what was missed.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) { stand(); ask(); } });
  show("resuming");
  stand();
}

if (page.live && document.querySelector(LISTENING)) listen();
