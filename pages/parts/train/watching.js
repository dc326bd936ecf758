// Where the visitor was watching when a reload took the page, or the server was started anew under it: there a run that
// comes back is played on.

const WATCHED_KEY = "one-neuron-watched";
const A_BLINK = 500; // milliseconds: the page may be laid out anew under a run that plays, and then it is no other page

/** Remember which run was played, and where; -1: it stood still. inTab: so that the next page of this tab finds it. */
export function remember(window, run, place, { inTab = false } = {}) {
  const watched = { run, place, at: window.performance.now() };
  if (inTab) quietly(() => window.sessionStorage.setItem(WATCHED_KEY, JSON.stringify(watched)));
  else window.watchedRun = watched;
}

/**
 * The place in this run that was remembered before this visit, or a blink ago; undefined where there is none. It is asked
 * once, and then it is gone. visit: its name. isBack: whether what is in hand was in hand before.
 */
export function recall(window, run, { visit, isBack }) {
  const { watchedRun, watchedVisit } = window;
  const found = watchedRun ?? quietly(() => JSON.parse(window.sessionStorage.getItem(WATCHED_KEY)));
  Object.assign(window, { watchedRun: undefined, watchedVisit: visit });
  quietly(() => window.sessionStorage.removeItem(WATCHED_KEY));
  const isReturn = watchedVisit === visit ? window.performance.now() - watchedRun?.at < A_BLINK : isBack;
  return isReturn && found?.run === run && found.place >= 0 ? found.place : undefined;
}

// What a browser may forbid; then nothing.
function quietly(ask) {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
