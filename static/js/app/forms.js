// [data-submits]: a choice that sends its form by itself; its button shows only without script.
document.addEventListener("change", ({ target }) => {
  target.closest("[data-submits]")?.form?.requestSubmit();
});

// [data-drop]: files may be dropped on the whole zone; the input stays the real field.
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("drop-over", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    const input = zone.querySelector('input[type="file"]');
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// [data-file-name]: which file will be sent, in our words.
document.addEventListener("change", ({ target }) => {
  const name = target.type === "file" && target.closest("[data-drop]")?.querySelector("[data-file-name]");
  if (name) name.textContent = [...target.files].map((file) => file.name).join(", ") || "Aucun fichier choisi.";
});

// A refused form: the focus goes to the first field to correct.
function focusFirstError(root) {
  root.querySelector('form[method="post"] [aria-invalid="true"]')?.focus();
}

focusFirstError(document);
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr?.status === 422) focusFirstError(document);
});
