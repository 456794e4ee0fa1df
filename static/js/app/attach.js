// [data-attach="url"]: files go up while one writes, each in its own line with its progress; a lost network keeps
// the file here and offers « Réessayer ». The form waits for those on their way. Without script it is a plain field.
{
  const HEAVIEST = 10 * 1024 * 1024;
  const SENTENCES = {
    heavy: "Ce fichier dépasse 10 Mo. Photographiez de nouveau en qualité normale, ou scannez en noir et blanc.",
    lost: "Pas de réseau : le fichier est gardé ici.",
    signedOut: "Votre session est terminée. Reconnectez-vous dans un autre onglet, puis réessayez.",
    failed: "Cela n’a pas marché. Réessayez.",
    many: (most) => `${most} pièces jointes au plus par message.`,
    waits: "L’envoi part dès que les fichiers sont arrivés.",
  };
  const files = new WeakMap();

  const fresh = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function say(field, text) {
    field.querySelector("[data-attach-said]").textContent = text;
  }

  function token(field) {
    return field.closest("form")?.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? "";
  }

  function rowOf(file) {
    const progress = element("progress", { max: "1", value: "0", "aria-label": file.name });
    const words = element("div", { class: "attach-name" }, element("span", {}, file.name), progress);
    return element("li", { class: "attach-row", "data-attach-pending": "" }, element("span", { class: "attach-thumb" }), words);
  }

  // A reason and a way on, in the line of the file.
  function stop(row, sentence, again) {
    row.removeAttribute("data-attach-pending");
    row.setAttribute("data-attach-stopped", "");
    row.classList.add("attach-refused");
    const { file } = files.get(row);
    const words = element("p", { class: "attach-name", role: "alert" }, element("strong", {}, file.name), ` ${sentence}`);
    const ways = element("div", { class: "attach-again" });
    if (again) ways.append(element("button", { class: "button", type: "button", "data-attach-again": "" }, "Réessayer"));
    ways.append(element("button", { class: "button button-quiet", type: "button", "data-attach-remove": "" }, "Retirer"));
    row.replaceChildren(element("span", { class: "attach-thumb" }), words, ways);
  }

  function replaced(row, html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const next = template.content.firstElementChild;
    row.replaceWith(next);
    for (const keep of next.querySelectorAll("[data-attach-keep]")) keep.type = "hidden";
  }

  function send(field, row) {
    const { file, key } = files.get(row);
    const body = new FormData();
    body.append("client_key", key);
    body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", field.dataset.attach);
    request.setRequestHeader("X-CSRFToken", token(field));
    request.setRequestHeader("HX-Request", "true");
    request.timeout = 120_000;
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const progress = row.querySelector("progress");
      if (progress && total) progress.value = loaded / total;
    });
    request.addEventListener("load", () => {
      const { status, responseText } = request;
      if (status === 201 || (status === 422 && responseText)) replaced(row, responseText);
      else stop(row, status === 401 ? SENTENCES.signedOut : SENTENCES.failed, true);
      settle(field);
    });
    for (const kind of ["error", "timeout"]) {
      request.addEventListener(kind, () => {
        stop(row, SENTENCES.lost, true);
        settle(field);
      });
    }
    request.send(body);
  }

  function add(field, file) {
    const list = field.querySelector("[data-attach-list]");
    const most = Number(field.dataset.attachMost);
    if (list.querySelectorAll("li:not([data-attach-refused])").length >= most) {
      say(field, SENTENCES.many(most));
      return;
    }
    const row = rowOf(file);
    files.set(row, { file, key: fresh() });
    list.append(row);
    if (file.size > HEAVIEST) stop(row, SENTENCES.heavy, false);
    else send(field, row);
  }

  // Nothing is on its way any more: a form that waited goes, unless a file was left behind.
  function settle(field) {
    if (field.querySelector("[data-attach-pending]")) return;
    const form = field.closest("form");
    if (!form?.hasAttribute("data-attach-waits")) return;
    form.removeAttribute("data-attach-waits");
    say(field, "");
    if (!field.querySelector("[data-attach-stopped], [data-attach-refused]")) form.requestSubmit();
  }

  document.addEventListener("change", ({ target }) => {
    const field = target.type === "file" && target.closest("[data-attach]");
    if (!field) return;
    say(field, "");
    const chosen = [...target.files];
    target.value = "";
    for (const file of chosen) add(field, file);
  });

  document.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-attach] .attach-row");
    if (!row) return;
    const field = row.closest("[data-attach]");
    if (target.closest("[data-attach-again]")) {
      const known = files.get(row);
      const next = rowOf(known.file);
      files.set(next, known);
      row.replaceWith(next);
      send(field, next);
    }
    const remove = target.closest("[data-attach-remove]");
    if (!remove) return;
    row.remove();
    say(field, "");
    field.querySelector('input[type="file"][multiple]').focus();
    const url = remove.dataset.attachRemove;
    // A draft that stays behind is purged after a day.
    if (url) fetch(url, { method: "POST", headers: { "X-CSRFToken": token(field) } }).catch(() => {});
  });

  // In the way down, before htmx hears of it.
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("[data-attach]");
    if (!field?.querySelector("[data-attach-pending]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.setAttribute("data-attach-waits", "");
    say(field, SENTENCES.waits);
  }, true);

  document.addEventListener("reset", ({ target }) => {
    target.querySelector("[data-attach-list]")?.replaceChildren();
  });

  const hide = (root) => {
    for (const keep of root.querySelectorAll("[data-attach-keep]")) keep.type = "hidden";
  };
  hide(document);
  document.addEventListener("htmx:afterSwap", ({ detail }) => { if (detail.target.querySelectorAll) hide(detail.target); });
}
