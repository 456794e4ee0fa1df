"""From the key pressed to the results drawn, in Chromium, with 10,000 patients in the practice: the 95th
percentile, by name, birth date and telephone, a key at a time.
"""

from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from benchmarks.first_load import CHROMIUM, FLAGS
from benchmarks.harness import Figure, scaled
from benchmarks.house import database, filler
from benchmarks.page_planning import PRACTICE
from benchmarks.patients import write_patients
from benchmarks.practices import slug_of, write_practices
from benchmarks.server import served, sign_in
from cabinet.models import Person

PATIENTS = scaled(10_000)
DESK = {"viewport": {"width": 1280, "height": 800}, "locale": "fr-FR"}
TYPED = (
    "joussemet",
    "Hérieau paul",
    "violleau c",
    "12031948",
    "02/11/1956",
    "06 12 34",
    "3412",
    "zzz",
    "simonne malo",
)
#: What is about to be typed is heard before anything else (an accented letter comes without its key); the
#: results are drawn at the second frame after they settle.
WATCH = """() => {
    window.drawn = [];
    let pressed = 0;
    addEventListener("beforeinput", () => { pressed = performance.now(); }, true);
    document.addEventListener("htmx:afterSettle", ({ detail }) => {
        if (detail.target.id !== "search-results" || !pressed) return;
        const since = pressed;
        pressed = 0;
        const drawn = () => window.drawn.push(performance.now() - since);
        requestAnimationFrame(() => requestAnimationFrame(drawn));
    });
}"""


def type_all(page: Page) -> list[float]:
    """Milliseconds of each key of each of the texts."""
    field, times = page.locator("#q"), []
    for text in TYPED:
        field.fill("")
        field.focus()
        page.wait_for_timeout(200)
        for key in text:
            before = page.evaluate("window.drawn.length")
            page.keyboard.type(key)
            if key == " ":
                page.wait_for_timeout(150)  # a space asks for nothing new, or for the same
                continue
            page.wait_for_function("before => window.drawn.length > before", arg=before)
            times.append(page.evaluate("window.drawn.at(-1)"))
    return times


def main() -> None:
    with database("search") as name:
        with filler(name) as fill:
            write_practices(fill, PRACTICE)
            write_patients(fill, PRACTICE, number=PATIENTS, waiting=scaled(300))
        session = sign_in(Person.objects.get(pk=125))
        with served(name) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            context = browser.new_context(**DESK, base_url=f"http://localhost:{port}")
            context.add_cookies([{"name": "session", "value": session, "url": f"http://localhost:{port}"}])
            page = context.new_page()
            page.goto(f"/c/{slug_of(1)}/rappels/")
            page.evaluate(WATCH)
            type_all(page)
            times = [time for _ in range(2) for time in type_all(page)]
            browser.close()
    details = {"median": round(median(times), 1), "most": round(max(times), 1), "patients": PATIENTS}
    Figure("search", quantiles(times, n=20)[-1], "ms", n=len(times), details=details).print()


if __name__ == "__main__":
    main()
