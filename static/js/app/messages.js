// A conversation ([data-thread]): what is said elsewhere comes in by its number, once and in order; what is
// written here is kept until it is sent, through a closed tab and a lost network, and sent once (client_key).
// Nothing of what others wrote is kept in the browser.
{
  const KEPT = "brouillon:";
  const BY_SCRIPT = { "Sent-By-Script": "1", "HX-Request": "true" };
  const AGAIN = 4000;

  // ── The list beside: fetched anew a little after the last of many changes ───────────────────────────
  const talks = document.querySelector("[data-talks]");
  if (talks) {
    let soon = 0;
    const here = () => {
      for (const link of talks.querySelectorAll(".talk")) {
        const current = link.pathname === location.pathname;
        link.classList.toggle("talk-here", current);
        if (current) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    };
    const refresh = async () => {
      soon = 0;
      const answer = await fetch(talks.dataset.refreshed, { headers: { ...BY_SCRIPT, Live: "1" } }).catch(() => null);
      if (!answer?.ok) return;
      const fetched = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-talks]");
      if (!fetched || fetched.innerHTML === talks.innerHTML) return;
      const focused = document.activeElement?.closest?.(".talk")?.pathname;
      talks.replaceChildren(...fetched.childNodes);
      here();
      if (focused) [...talks.querySelectorAll(".talk")].find((link) => link.pathname === focused)?.focus();
    };
    talks.addEventListener("live", () => { soon ||= setTimeout(refresh, 600 + 600 * Math.random()); });
    here();
  }

  // ── Signed out: nothing of what was being written stays on this machine ─────────────────────────────
  document.addEventListener("submit", ({ target }) => {
    if (!target.action?.includes("/logout/")) return;
    for (const key of Object.keys(localStorage)) if (key.startsWith(KEPT)) localStorage.removeItem(key);
  });

  const thread = document.querySelector("[data-thread]");
  if (thread) open(thread);

  function open(thread) {
    const list = thread.querySelector("[data-messages]");
    const scroller = thread.querySelector("[data-scroll]");
    const waiting = thread.querySelector("[data-waiting]");
    const fresh = thread.querySelector("[data-new]");
    const said = thread.querySelector("[data-said]");
    const composer = thread.querySelector("[data-composer]");
    const path = thread.dataset.following;

    // ── Where one is ────────────────────────────────────────────────────────────────────────────────
    const numbers = () => [...list.querySelectorAll("[data-number]")].map((one) => Number(one.dataset.number));
    const last = () => Math.max(0, ...numbers());
    const first = () => Math.min(...numbers());
    const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; fresh.hidden = true; };

    // The keyboard of a phone covers the page where the browser does not make it smaller.
    const view = window.visualViewport;
    const fit = () => {
      const end = atEnd();
      document.documentElement.style.setProperty("--seen-height", `${Math.round(view.height)}px`);
      if (view.offsetTop) window.scrollTo(0, 0);
      if (end) toEnd();
    };
    if (view && matchMedia("(max-width: 63.99rem)").matches) {
      view.addEventListener("resize", fit);
      fit();
    }

    // ── What comes in ───────────────────────────────────────────────────────────────────────────────
    function parse(html) {
      const fetched = new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html");
      return [...fetched.querySelector("ol").children];
    }

    // In the place of its number; there already, it says what it says now.
    function place(one) {
      const number = Number(one.dataset.number);
      const there = list.querySelector(`[data-number="${number}"]`);
      if (there) {
        if (!there.isEqualNode(one)) there.replaceWith(one);
      } else {
        const next = [...list.querySelectorAll("[data-number]")].find((other) => Number(other.dataset.number) > number);
        list.insertBefore(one, next ?? null);
      }
      waiting.querySelector(`[data-client-key="${one.dataset.clientKey}"]`)?.remove();
      htmx.process(one);
    }

    // A day is said before its first message, and once.
    function tidyDays(days) {
      for (const day of days) {
        const known = list.querySelector(`[data-day="${day.dataset.day}"]`);
        if (!known) list.append(day);
      }
      for (const day of list.querySelectorAll("[data-day]")) {
        const firstOfDay = [...list.querySelectorAll("[data-number]")].find((one) => dayOf(one) === day.dataset.day);
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
      if (list.querySelector("[data-number]")) thread.querySelector("[data-empty]")?.remove();
      return parts.find((one) => one.classList.contains("messages-end"))?.dataset;
    }

    // One request at a time: the order is that of the numbers, whatever comes meanwhile.
    let turn = Promise.resolve();
    const inTurn = (work) => { turn = turn.then(work, work); return turn; };

    async function ask(address) {
      const answer = await fetch(address, { headers: { ...BY_SCRIPT, Live: "1" } });
      if ([401, 403, 404].includes(answer.status)) gone();
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    }

    function gone() {
      thread.replaceChildren();
      const words = document.createElement("p");
      words.className = "thread-closed";
      words.textContent = "Vous n’êtes plus dans cette conversation.";
      thread.append(words);
    }

    let missed = 0;
    const catchUp = () => inTurn(async () => {
      clearTimeout(missed);
      const end = atEnd();
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
      if (last() > before) shown(end);
    });

    function shown(end) {
      if (end) toEnd();
      else fresh.hidden = false;
      const newest = list.querySelector(`[data-number="${last()}"]`);
      if (newest && !newest.classList.contains("message-mine")) said.textContent = newest.querySelector(".said")?.textContent ?? "Pièce jointe";
      read();
    }

    async function again(message) {
      if (!list.querySelector(`[data-message="${CSS.escape(message)}"]`)) return;
      await inTurn(async () => {
        const end = atEnd();
        const html = await ask(`${thread.dataset.bubbles}${message}/bulle/`).catch(() => "");
        for (const one of parse(html)) if (one.dataset.number) place(one);
        if (end) toEnd();
      });
    }

    // By whom the last of mine was seen.
    function seen() {
      const mine = [...list.querySelectorAll(".message-mine[data-message]")].at(-1);
      if (mine) again(mine.dataset.message);
    }

    list.addEventListener("live", ({ detail: { events } }) => {
      if (!events.length) return catchUp().then(() => { for (const one of list.querySelectorAll(".message-urgent")) again(one.dataset.message); });
      if (events.some((event) => event?.kind === "message" || event?.kind === "care-team")) catchUp();
      if (events.some((event) => event?.kind === "conversation") && !busy()) location.reload();
      for (const event of events) if (event?.kind === "message-changed") again(event.subject);
      if (events.some((event) => event?.kind === "read")) seen();
    });
    addEventListener("online", () => { catchUp(); flush(); });

    // ── Upwards ─────────────────────────────────────────────────────────────────────────────────────
    const older = thread.querySelector("[data-older-link]");
    const before = () => inTurn(async () => {
      if (!older.isConnected) return;
      const height = scroller.scrollHeight;
      const top = scroller.scrollTop;
      const end = take(await ask(`${path}?avant=${first()}`));
      if (!end?.older) older.parentElement.remove();
      scroller.scrollTop = top + scroller.scrollHeight - height;
    }).catch(() => {});
    if (older) {
      older.addEventListener("click", (event) => { event.preventDefault(); before(); });
      new IntersectionObserver(([entry]) => { if (entry.isIntersecting && scroller.scrollTop < 200 && ready) before(); }, { root: scroller }).observe(older);
    }

    // ── How far somebody who looks at it has read ────────────────────────────────────────────────────
    let told = 0;
    let reading = 0;
    function read() {
      clearTimeout(reading);
      reading = setTimeout(async () => {
        if (document.hidden || !atEnd() || last() <= told || !thread.isConnected) return;
        const body = new FormData();
        body.set("number", last());
        const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
        const answer = await fetch(thread.dataset.reading, { method: "POST", body, headers: { ...BY_SCRIPT, "X-CSRFToken": token } }).catch(() => null);
        if (answer?.ok) told = Number(body.get("number"));
      }, 700);
    }
    scroller.addEventListener("scroll", () => { if (atEnd()) { fresh.hidden = true; read(); } }, { passive: true });
    document.addEventListener("visibilitychange", read);
    fresh.addEventListener("click", toEnd);

    // ── « Je m’en occupe » ───────────────────────────────────────────────────────────────────────────
    thread.addEventListener("submit", async (event) => {
      if (!event.target.matches("[data-acknowledges]")) return;
      event.preventDefault();
      const form = event.target;
      const message = form.closest("[data-message]").dataset.message;
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: BY_SCRIPT }).catch(() => null);
      if (answer?.ok) again(message);
      else document.dispatchEvent(new CustomEvent("toast", { detail: { text: "Cela n’a pas marché. Réessayez.", kind: "alert" } }));
    });

    // ── What is being written, and what waits to be sent ─────────────────────────────────────────────
    const field = composer?.querySelector("textarea");
    const urgent = composer?.querySelector("[name=urgent]");
    const fault = composer?.querySelector("[data-fault]");
    const busy = () => Boolean(field?.value.trim()) || waiting.childElementCount > 0;

    function kept() {
      try {
        return { text: "", queue: [], ...JSON.parse(localStorage.getItem(composer.dataset.drafts) ?? "{}") };
      } catch {
        return { text: "", queue: [] };
      }
    }

    function keep(change) {
      const now = { ...kept(), ...change };
      if (now.text || now.queue.length) localStorage.setItem(composer.dataset.drafts, JSON.stringify(now));
      else localStorage.removeItem(composer.dataset.drafts);
    }

    const newKey = () => crypto.randomUUID?.()
      ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

    function show(one) {
      const made = thread.querySelector("[data-model]").content.cloneNode(true).firstElementChild;
      made.dataset.clientKey = one.key;
      made.querySelector("[data-words]").textContent = one.text || "Pièce jointe";
      made.querySelector("[data-flag]").hidden = !one.urgent;
      made.querySelector("[data-retry]").addEventListener("click", flush);
      made.querySelector("[data-drop-it]").addEventListener("click", () => {
        keep({ queue: kept().queue.filter(({ key }) => key !== one.key) });
        made.remove();
        field.value = [one.text, field.value].filter(Boolean).join("\n");
        keep({ text: field.value });
        field.focus();
      });
      waiting.append(made);
    }

    function failed(key, isFailed) {
      const made = waiting.querySelector(`[data-client-key="${key}"]`);
      if (!made) return;
      made.querySelector("[data-again]").hidden = !isFailed;
      made.querySelector("[data-state]").hidden = isFailed;
    }

    // One after the other, in the order written; the first that fails stops the others.
    let sending = false;
    async function flush() {
      if (sending || !composer) return;
      sending = true;
      try {
        for (let [one] = kept().queue; one; [one] = kept().queue) {
          failed(one.key, false);
          if (!await sendOne(one)) break;
        }
      } finally {
        sending = false;
      }
    }

    async function sendOne(one) {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", composer.querySelector("[name=csrfmiddlewaretoken]").value);
      body.set("text", one.text);
      body.set("client_key", one.key);
      body.set("apres", last());
      if (one.urgent) body.set("urgent", "on");
      for (const file of one.files ?? []) body.append("attachments", file);
      let answer;
      try {
        answer = await fetch(composer.action, { method: "POST", body, headers: BY_SCRIPT, signal: AbortSignal.timeout?.(15_000) });
      } catch {
        failed(one.key, true);
        return false;
      }
      if (answer.ok) {
        const html = await answer.text();
        keep({ queue: kept().queue.filter(({ key }) => key !== one.key) });
        await inTurn(() => { take(html); waiting.querySelector(`[data-client-key="${one.key}"]`)?.remove(); toEnd(); });
        return true;
      }
      if (answer.status === 404) {
        gone();
        return false;
      }
      failed(one.key, true);
      const { sentence } = answer.status === 409 || answer.status === 422 ? await answer.json() : {};
      tell(sentence ?? (answer.status === 401 ? "Votre session est terminée. Reconnectez-vous : votre texte est gardé." : "L’envoi n’a pas marché. Réessayez."));
      return false;
    }

    function tell(sentence) {
      fault.textContent = sentence;
      fault.hidden = !sentence;
    }

    if (composer) {
      composer.addEventListener("submit", (event) => {
        const text = field.value.trim();
        event.preventDefault();
        const drafts = [...composer.querySelectorAll("[name=attachments]")];
        if (!text && !drafts.length) return;
        tell("");
        const one = { key: newKey(), text, urgent: Boolean(urgent?.checked), files: drafts.map(({ value }) => value) };
        for (const draft of drafts) (draft.closest("[data-attach-list] > *") ?? draft).remove();
        field.value = "";
        if (urgent) urgent.checked = false;
        keep({ text: "", queue: [...kept().queue, one] });
        show(one);
        toEnd();
        field.focus();
        flush();
      });
      field.addEventListener("input", () => { keep({ text: field.value }); tell(""); });
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing || !matchMedia("(hover: hover)").matches) return;
        event.preventDefault();
        composer.requestSubmit();
      });
      const { text, queue } = kept();
      if (!field.value) field.value = text;
      for (const one of queue) {
        if (list.querySelector(`[data-client-key="${one.key}"]`)) keep({ queue: kept().queue.filter(({ key }) => key !== one.key) });
        else show(one);
      }
      flush();
    }

    let ready = false;
    const target = location.hash.length > 1 && location.hash !== "#fin" && document.getElementById(location.hash.slice(1));
    if (target) target.scrollIntoView({ block: "center" });
    else toEnd();
    requestAnimationFrame(() => { ready = true; read(); });
  }
}
