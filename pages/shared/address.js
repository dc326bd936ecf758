/**
 * What a visitor does on a page changes the address of that page, as it holds the link. So that the way back leads to
 * the page before, and not through all of that, an address of the same page takes the place of the one before.
 */
export function oneStepPerPage(history, location) {
  if (history.oneStepPerPage) return;
  history.oneStepPerPage = true;
  const push = history.pushState.bind(history);
  history.pushState = (state, unused, url) => {
    const isSame = new URL(url ?? location.href, location.href).pathname === location.pathname;
    if (isSame) history.replaceState(state, unused, url);
    else push(state, unused, url);
  };
}
