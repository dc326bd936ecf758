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

/** Scrolls the menu, which may be longer than the screen, so far that the page that is open stands in it. */
export function showPlace(menu) {
  const here = menu?.querySelector('[aria-current="page"]');
  if (!here) return;
  const [area, link] = [menu, here].map((each) => each.getBoundingClientRect());
  if (link.bottom > area.bottom) menu.scrollTop += link.bottom - area.bottom + link.height;
  if (link.top < area.top) menu.scrollTop -= area.top - link.top + link.height;
}
