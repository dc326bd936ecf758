// The page for refused visitors tries again by itself. It opens another page only once that page answers: a reload
// while no server answers would show the browser's own error, and never try again.

const UNKNOWN = 10; // seconds, if an answer does not say how many
const SPREAD = 10; // random extra seconds at most, so that not all browsers try at once
const PATIENCE = 15; // seconds to wait for an answer
export const NO_ANSWER = [
  "No server answers.",
  "This page asks again by itself, every 10 to 20 seconds. What your browser keeps of an earlier visit stays there.",
];

/**
 * Ask until a page is there, then open it. seconds: until it is asked for the first time. read: what a page that was
 * sent says, a list of texts; say: has the page say others; wait, random, fetch, open: as a browser does.
 */
export async function askAgain({ seconds, read, say, wait, random, fetch, open }) {
  let left = seconds || UNKNOWN;
  for (;;) {
    await wait(left);
    const answer = await fetch().catch(() => undefined);
    if (answer?.ok) break;
    const said = Number(answer?.headers.get("Retry-After"));
    left = said || UNKNOWN + random() * SPREAD;
    const words = said ? read(await answer.text().catch(() => "")) : [];
    say(words.length > 0 ? words : NO_ANSWER);
  }
  open();
}

const main = globalThis.document?.querySelector("main[data-seconds]");

const read = (text) => {
  const told = new DOMParser().parseFromString(text, "text/html").querySelector("main[data-seconds]");
  return [...(told?.children ?? [])].map((each) => each.textContent);
};

// Equal words stay, so that screen readers do not repeat them.
const say = ([heading, ...others]) => {
  const made = [heading, ...others].map((text, place) =>
    Object.assign(document.createElement(place ? "p" : "h1"), { textContent: text }),
  );
  const now = [...main.children].map((each) => each.textContent);
  if (now.join("\n") !== [heading, ...others].join("\n")) main.replaceChildren(...made);
  document.title = heading.replace(/\.$/, "");
};

if (main) {
  askAgain({
    seconds: Number(main.dataset.seconds),
    read,
    say,
    wait: (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds)),
    random: Math.random,
    fetch: () =>
      fetch(location.href, {
        headers: { Accept: "text/html" },
        cache: "no-store",
        signal: AbortSignal.timeout(1000 * PATIENCE),
      }),
    open: () => location.reload(),
  });
}
