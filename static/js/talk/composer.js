// What is written in a conversation ([data-composer] of a [data-thread]): kept until it is sent, through a closed tab
// and a lost network, and sent once (client_key), in the order written. Signed out, none of it stays on this machine.
const KEPT = "brouillon:";
const BY_SCRIPT = { "Sent-By-Script": "1", "HX-Request": "true" };
const LONGEST = 15_000;
const SIGNED_OUT = "Votre session est terminée. Reconnectez-vous : votre texte est gardé.";
const thread = document.querySelector("[data-thread]");
const composer = thread?.querySelector("[data-composer]");

document.addEventListener("submit", ({ target }) => {
  if (!target.action?.includes("/logout/")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith(KEPT)) localStorage.removeItem(key);
});

function compose() {
  const waiting = thread.querySelector("[data-waiting]");
  const field = composer.querySelector("textarea");
  const urgent = composer.querySelector("[name=urgent]");
  const fault = composer.querySelector("[data-fault]");

  // ── What is kept on this machine ───────────────────────────────────────────────────────────────────
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

  const forget = (key) => keep({ queue: kept().queue.filter((one) => one.key !== key) });

  const newKey = () => crypto.randomUUID?.()
    ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

  // ── What waits to be sent, below what was said ─────────────────────────────────────────────────────
  function show(one) {
    const made = thread.querySelector("[data-model]").content.cloneNode(true).firstElementChild;
    made.dataset.clientKey = one.key;
    made.querySelector("[data-words]").textContent = one.text || "Pièce jointe";
    made.querySelector("[data-flag]").hidden = !one.urgent;
    made.querySelector("[data-retry]").addEventListener("click", flush);
    made.querySelector("[data-drop-it]").addEventListener("click", () => {
      forget(one.key);
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

  function tell(sentence) {
    fault.textContent = sentence;
    fault.hidden = !sentence;
  }

  // ── One after the other; the first that fails stops the others ─────────────────────────────────────
  let sending = false;
  async function flush() {
    if (sending) return;
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

  function formOf(one) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", composer.querySelector("[name=csrfmiddlewaretoken]").value);
    body.set("text", one.text);
    body.set("client_key", one.key);
    body.set("apres", thread.dataset.last);
    if (one.urgent) body.set("urgent", "on");
    for (const file of one.files ?? []) body.append("attachments", file);
    return body;
  }

  async function sendOne(one) {
    let answer;
    try {
      answer = await fetch(composer.action, { method: "POST", body: formOf(one), headers: BY_SCRIPT, signal: AbortSignal.timeout?.(LONGEST) });
    } catch {
      failed(one.key, true);
      return false;
    }
    if (answer.ok) {
      const html = await answer.text();
      forget(one.key);
      thread.dispatchEvent(new CustomEvent("talk:answered", { detail: { html, key: one.key } }));
      return true;
    }
    if (answer.status === 404) {
      thread.dispatchEvent(new CustomEvent("talk:gone"));
      return false;
    }
    failed(one.key, true);
    const { sentence } = answer.status === 409 || answer.status === 422 ? await answer.json() : {};
    tell(sentence ?? (answer.status === 401 ? SIGNED_OUT : "L’envoi n’a pas marché. Réessayez."));
    return false;
  }

  // ── The field ──────────────────────────────────────────────────────────────────────────────────────
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
    thread.dispatchEvent(new CustomEvent("talk:came", { detail: { mine: true } }));
    field.focus();
    flush();
  });
  field.addEventListener("input", () => { keep({ text: field.value }); tell(""); });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !matchMedia("(hover: hover)").matches) return;
    event.preventDefault();
    composer.requestSubmit();
  });
  addEventListener("online", flush);

  const { text, queue } = kept();
  if (!field.value) field.value = text;
  for (const one of queue) {
    if (thread.querySelector(`[data-messages] [data-client-key="${one.key}"]`)) forget(one.key);
    else show(one);
  }
  flush();
}

if (composer) compose();
