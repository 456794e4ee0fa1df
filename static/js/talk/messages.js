// A conversation ([data-thread]): what is said elsewhere comes in by its number, once and in order. Nothing of what
// others wrote is kept in the browser. Says « talk:came » when there is more, « talk:changed » when something is
// otherwise; « talk:answered » brings the answer to what was sent from here. data-last: the last number on screen.
const thread = document.querySelector("[data-thread]");
const BY_SCRIPT = { "Sent-By-Script": "1", "HX-Request": "true", Live: "1" };
const AGAIN = 4000;
const SEEN_AGAIN = 1500;
// What is being sent from here is heard of, too: its answer brings it.
const OWN_ANSWER = 80;

function follow() {
  const list = thread.querySelector("[data-messages]");
  const scroller = thread.querySelector("[data-scroll]");
  const waiting = thread.querySelector("[data-waiting]");
  const said = thread.querySelector("[data-said]");
  const path = thread.dataset.following;

  const shown = () => [...list.querySelectorAll("[data-number]")];
  const numberOf = (one) => Number(one.dataset.number);
  const last = () => Number(thread.dataset.last);
  const tell = (name, detail = {}) => thread.dispatchEvent(new CustomEvent(`talk:${name}`, { detail }));

  // ── Each in the place of its number ────────────────────────────────────────────────────────────────
  function parse(html) {
    const fetched = new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html");
    return [...fetched.querySelector("ol").children];
  }

  // There already, it says what it says now.
  function place(one) {
    const there = list.querySelector(`[data-number="${one.dataset.number}"]`);
    if (!there) list.insertBefore(one, shown().find((other) => numberOf(other) > numberOf(one)) ?? null);
    else if (!there.isEqualNode(one)) there.replaceWith(one);
    waiting.querySelector(`[data-client-key="${one.dataset.clientKey}"]`)?.remove();
    htmx.process(one);
  }

  // A day is said before its first message, and once.
  function tidyDays(days) {
    for (const day of days) {
      if (!list.querySelector(`[data-day="${day.dataset.day}"]`)) list.append(day);
    }
    for (const day of list.querySelectorAll("[data-day]")) {
      const firstOfDay = shown().find((one) => dayOf(one) === day.dataset.day);
      if (firstOfDay) list.insertBefore(day, firstOfDay);
      else day.remove();
    }
  }

  function dayOf(message) {
    const at = new Date(message.querySelector("time").dateTime);
    return new Intl.DateTimeFormat("fr-CA", { timeZone: "Europe/Paris", dateStyle: "short" }).format(at);
  }

  function take(html) {
    const parts = parse(html);
    for (const one of parts) if (one.dataset.number) place(one);
    tidyDays(parts.filter((one) => one.dataset.day));
    thread.dataset.last = Math.max(0, ...shown().map(numberOf));
    if (last()) thread.querySelector("[data-empty]")?.remove();
    return parts.find((one) => one.classList.contains("messages-end"))?.dataset;
  }

  // ── One request at a time: the order is that of the numbers, whatever comes meanwhile ───────────────
  let turn = Promise.resolve();
  const inTurn = (work) => { turn = turn.then(work, work); return turn; };

  async function ask(address) {
    const answer = await fetch(address, { headers: BY_SCRIPT });
    if ([401, 403, 404].includes(answer.status)) gone();
    if (!answer.ok) throw new Error(answer.status);
    return answer.text();
  }

  function gone() {
    const words = document.createElement("p");
    words.className = "thread-closed";
    words.textContent = "Vous n’êtes plus dans cette conversation.";
    thread.replaceChildren(words);
  }

  // `upTo`: the message that was heard of; in its turn it may be here already.
  let missed = 0;
  const catchUp = (upTo = Infinity) => inTurn(async () => {
    if (waiting.childElementCount) await new Promise((done) => { setTimeout(done, OWN_ANSWER); });
    if (last() >= upTo) return;
    clearTimeout(missed);
    const before = last();
    try {
      for (;;) {
        const known = last();
        const { latest } = take(await ask(`${path}?apres=${known}`)) ?? {};
        if (last() === known || last() >= Number(latest)) break;
      }
    } catch {
      missed = setTimeout(() => thread.isConnected && catchUp(), AGAIN * (0.5 + Math.random()));
    }
    if (last() > before) announce();
  });

  function announce() {
    const newest = shown().at(-1);
    if (!newest.classList.contains("message-mine")) said.textContent = newest.querySelector(".said")?.textContent ?? "Pièce jointe";
    tell("came");
  }

  async function again(message) {
    if (!list.querySelector(`[data-message="${CSS.escape(message)}"]`)) return;
    await inTurn(async () => {
      const html = await ask(`${thread.dataset.bubbles}${message}/bulle/`).catch(() => "");
      for (const one of parse(html)) if (one.dataset.number) place(one);
      tell("changed");
    });
  }

  // By whom the last of mine was seen: once for all who look at it in a moment.
  let seeing = 0;
  function seen() {
    seeing ||= setTimeout(() => {
      seeing = 0;
      const mine = [...list.querySelectorAll(".message-mine[data-message]")].at(-1);
      if (mine) again(mine.dataset.message);
    }, SEEN_AGAIN);
  }

  // What was sent from here came back with its answer, and what came with another is here.
  function isNews(event) {
    return event?.kind === "care-team" || (event?.kind === "message" && !(event.number <= last()));
  }

  // Nobody is interrupted in what they write.
  const busy = () => Boolean(thread.querySelector("[data-composer] textarea")?.value.trim()) || waiting.childElementCount > 0;

  list.addEventListener("live", ({ detail: { events } }) => {
    if (!events.length) {
      catchUp().then(() => { for (const one of list.querySelectorAll(".message-urgent")) again(one.dataset.message); });
      return;
    }
    const news = events.filter(isNews);
    if (news.length) catchUp(Math.max(...news.map(({ number = Infinity }) => number)));
    if (events.some((event) => event?.kind === "conversation") && !busy()) location.reload();
    for (const event of events) if (event?.kind === "message-changed") again(event.subject);
    if (events.some((event) => event?.kind === "read")) seen();
  });
  addEventListener("online", () => catchUp());
  thread.addEventListener("talk:gone", gone);
  thread.addEventListener("talk:answered", ({ detail: { html, key } }) => inTurn(() => {
    take(html);
    waiting.querySelector(`[data-client-key="${key}"]`)?.remove();
    tell("came", { mine: true });
  }));

  // ── Upwards ────────────────────────────────────────────────────────────────────────────────────────
  const older = thread.querySelector("[data-older-link]");
  let ready = false;
  const before = () => inTurn(async () => {
    if (!older.isConnected) return;
    const { scrollHeight, scrollTop } = scroller;
    const end = take(await ask(`${path}?avant=${Math.min(...shown().map(numberOf))}`));
    if (!end?.older) older.parentElement.remove();
    scroller.scrollTop = scrollTop + scroller.scrollHeight - scrollHeight;
  }).catch(() => {});
  if (older) {
    older.addEventListener("click", (event) => { event.preventDefault(); before(); });
    new IntersectionObserver(([entry]) => { if (entry.isIntersecting && scroller.scrollTop < 200 && ready) before(); }, { root: scroller }).observe(older);
    requestAnimationFrame(() => { ready = true; });
  }
}

if (thread) follow();
