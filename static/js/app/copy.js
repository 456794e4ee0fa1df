// <button data-copies="id">: copies the value of that field. Without script, or where the browser keeps its
// clipboard to itself (plain http), the field is selected and one copies by hand.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.focus();
    return;
  }
  const words = button.querySelector("span");
  const before = words.textContent;
  words.textContent = "Copié";
  setTimeout(() => { words.textContent = before; }, 2000);
});
