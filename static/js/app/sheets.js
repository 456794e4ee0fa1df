// [data-sheets]: totals as one types, Enter to go on, and the refused amounts marked where they are.
// The mode of an amount is its own (data-mode), or that of the row's choice; data-base: cents already there.
{
  const AMOUNT = /^([-−]?)\s?(\d{1,10}|\d{1,3}(?:\s\d{3}){1,3})(?:[.,](\d{1,2}))?\s?€?$/;
  const written = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  // Cents; nothing is none; null for what is no amount.
  function cents(text) {
    if (!text.trim()) return 0;
    const found = AMOUNT.exec(text.trim());
    if (!found) return null;
    const value = Number(found[2].replace(/\s/g, "")) * 100 + Number((found[3] ?? "").padEnd(2, "0"));
    return found[1] ? -value : value;
  }

  function say(place, amounts) {
    if (!place) return;
    const unreadable = amounts.includes(null);
    const sum = amounts.reduce((total, amount) => total + (amount ?? 0), Number(place.dataset.base ?? 0));
    place.textContent = unreadable ? "–" : `${written.format(sum / 100).replace("-", "−")}\u00a0€`;
  }

  function modeOf(input) {
    return input.dataset.mode ?? input.closest("[data-sheet]").querySelector("select")?.selectedOptions[0]?.dataset.mode;
  }

  function amountsIn(root, mode) {
    const inputs = [...root.querySelectorAll("[data-amount]")];
    return inputs.filter((input) => !mode || modeOf(input) === mode).map((input) => cents(input.value));
  }

  function addUp(row) {
    const sheets = row.closest("[data-sheets]");
    say(row.querySelector("[data-total]"), amountsIn(row));
    for (const place of sheets.querySelectorAll("[data-sum]")) {
      const mode = place.dataset.sum;
      say(place, amountsIn(sheets, mode === "total" ? undefined : mode));
    }
  }

  document.addEventListener("input", ({ target }) => {
    const row = target.closest("[data-sheet]");
    if (row && target.matches("[data-amount], select")) addUp(row);
  });

  document.addEventListener("keydown", (event) => {
    const input = event.key === "Enter" && event.target.closest("[data-sheet] :is(input, select)");
    if (!input) return;
    event.preventDefault();
    const places = '[data-sheet] :is(input:not([type="hidden"]), select), [data-sheets-end] button';
    const all = [...input.closest("[data-sheets]").querySelectorAll(places)];
    const following = all[all.indexOf(input) + (event.shiftKey ? -1 : 1)];
    if (following) following.focus();
    else input.blur();
  });

  // Typing over what is there, as in a ledger.
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("[data-sheet] input[inputmode]")) target.select();
  });

  // What a refused page holds is added up at once.
  for (const row of document.querySelectorAll("form[data-sheets] [data-sheet]:first-of-type")) addUp(row);

  document.addEventListener("htmx:beforeRequest", ({ target }) => {
    for (const input of target.closest("[data-sheet]")?.querySelectorAll("[aria-invalid]") ?? []) {
      input.removeAttribute("aria-invalid");
    }
  });

  // After forms.js has looked for a field to correct: here the focus stays where one types.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    const row = target.closest?.("[data-sheet]");
    for (const refused of row?.querySelectorAll("[data-refused]") ?? []) {
      const label = [...row.querySelectorAll("label")].find((one) => one.textContent === refused.dataset.refused);
      if (label) document.getElementById(label.htmlFor)?.setAttribute("aria-invalid", "true");
    }
  });
}
