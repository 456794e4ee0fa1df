// [data-calendar]: its days ([data-day]) are one stop of the Tab key; arrows go from day to day, Home and End
// to the ends of a week, PageUp and PageDown press [data-step]. Enter opens a day, as on any link.
const calendar = document.querySelector("[data-calendar]");
const MOVES = { ArrowLeft: -1, ArrowRight: 1 };
const WEEKS = { ArrowUp: -7, ArrowDown: 7 };
const STEPS = { PageUp: "previous", PageDown: "next" };
const ARRIVED = "calendar-keyboard";

const days = () => [...calendar.querySelectorAll("[data-day]")].filter((day) => day.checkVisibility());

function dayAt(on) {
  return calendar.querySelector(`[data-day="${on}"]`);
}

function shifted(on, offset) {
  const date = new Date(`${on}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + offset);
  return date.toISOString().slice(0, 10);
}

// The day that Tab reaches: the one last looked at, today, or the first.
function stop() {
  const shown = days();
  return shown.find((day) => day.dataset.day === calendar.dataset.at)
    ?? shown.find((day) => day.matches('[aria-current="date"]'))
    ?? shown.find((day) => !day.matches(".day-outside")) ?? shown[0];
}

function rove() {
  const chosen = stop();
  for (const day of calendar.querySelectorAll("[data-day]")) day.tabIndex = day === chosen ? 0 : -1;
}

function reach(day) {
  if (!day?.checkVisibility()) return;
  calendar.dataset.at = day.dataset.day;
  rove();
  day.focus();
}

function target(event, here) {
  const shown = days();
  if (event.key in MOVES) return shown[shown.indexOf(here) + MOVES[event.key]];
  if (event.key in WEEKS) return dayAt(shifted(here.dataset.day, WEEKS[event.key]));
  const week = [...here.closest(".week, tr").querySelectorAll("[data-day]")];
  return { Home: week[0], End: week.at(-1) }[event.key];
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (document.querySelector("dialog[open]")) return;
  const here = event.target.closest("[data-day]");
  if (!here) {
    // Nothing has the focus: left and right enter the calendar, the other keys scroll as ever.
    if (event.target === document.body && event.key in MOVES) {
      event.preventDefault();
      reach(stop());
    }
    return;
  }
  const step = document.querySelector(`[data-step="${STEPS[event.key]}"]`);
  const there = step ? null : target(event, here);
  if (!step && !there) return;
  event.preventDefault();
  if (step) {
    sessionStorage.setItem(ARRIVED, "1");
    step.click();
  } else {
    reach(there);
  }
}

if (calendar) {
  calendar.addEventListener("focusin", ({ target: day }) => {
    if (day.dataset.day) calendar.dataset.at = day.dataset.day;
    rove();
  });
  calendar.addEventListener("toggle", rove, true);
  document.addEventListener("keydown", pressed);
  document.addEventListener("htmx:afterSettle", rove);
  document.addEventListener("live:merged", rove);
  // A day replaced behind its sheet takes the focus that it had.
  document.addEventListener("close", () => {
    const day = calendar.dataset.at && dayAt(calendar.dataset.at);
    if (document.activeElement === document.body) day?.focus();
  }, true);
  rove();
  if (sessionStorage.getItem(ARRIVED)) {
    sessionStorage.removeItem(ARRIVED);
    stop()?.focus();
  }
}
