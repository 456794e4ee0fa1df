// Where one is in a conversation ([data-scroll] of a [data-thread]): at its end one stays there, above it a button
// says that there is more; and how far somebody who looks at it has read is told, a little after the first look
// and not at each message of many.
const thread = document.querySelector("[data-thread]");
const LOOK = 700;
const REST = 3000;

function keepPlace() {
  const scroller = thread.querySelector("[data-scroll]");
  const fresh = thread.querySelector("[data-new]");
  let end = true;

  function toEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    fresh.hidden = true;
    end = true;
  }

  function look() {
    end = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    if (!end) return;
    fresh.hidden = true;
    read();
  }

  // ── The keyboard of a phone covers the page where the browser does not make it smaller ─────────────
  function fit() {
    document.documentElement.style.setProperty("--seen-height", `${Math.round(visualViewport.height)}px`);
    if (visualViewport.offsetTop) scrollTo(0, 0);
    if (end) toEnd();
  }

  if (window.visualViewport && matchMedia("(max-width: 63.99rem)").matches) {
    visualViewport.addEventListener("resize", fit);
    fit();
  }

  // ── How far one has read ───────────────────────────────────────────────────────────────────────────
  let told = 0;
  let soon = 0;
  let rested = 0;

  function read() {
    soon ||= setTimeout(tell, Math.max(LOOK, rested - Date.now()));
  }

  async function tell() {
    soon = 0;
    const number = Number(thread.dataset.last);
    if (document.hidden || !end || number <= told || !thread.isConnected) return;
    rested = Date.now() + REST;
    const body = new FormData();
    body.set("number", number);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const headers = { "Sent-By-Script": "1", "HX-Request": "true", "X-CSRFToken": token };
    const answer = await fetch(thread.dataset.reading, { method: "POST", body, headers }).catch(() => null);
    if (answer?.ok) told = number;
  }

  scroller.addEventListener("scroll", look, { passive: true });
  document.addEventListener("visibilitychange", read);
  fresh.addEventListener("click", toEnd);
  thread.addEventListener("talk:changed", () => { if (end) toEnd(); });
  thread.addEventListener("talk:came", ({ detail: { mine } }) => {
    if (mine || end) toEnd();
    else fresh.hidden = false;
    read();
  });

  const named = location.hash.length > 1 && location.hash !== "#fin" && document.getElementById(location.hash.slice(1));
  if (named) named.scrollIntoView({ block: "center" });
  else toEnd();
  look();
}

if (thread) keepPlace();
