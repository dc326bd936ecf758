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

const HANDS = ["wheel", "pointerdown", "touchstart", "keydown"]; // by which a visitor moves the menu herself

/**
 * Scrolls the menu, which may be longer than the screen, so far that the page that is open stands in it; and again when
 * the menu gets another size, which on a slow device it has late, until the visitor has her hands on it.
 */
export function showPlace(menu) {
  if (!menu) return;
  menu.leavePlace?.();
  bringIntoSight(menu);
  const watch = new ResizeObserver(() => bringIntoSight(menu));
  const leave = () => {
    watch.disconnect();
    for (const type of HANDS) menu.removeEventListener(type, leave);
  };
  for (const type of HANDS) menu.addEventListener(type, leave, { passive: true });
  watch.observe(menu);
  menu.leavePlace = leave;
}

function bringIntoSight(menu) {
  const here = menu.querySelector('[aria-current="page"]');
  if (!here) return;
  const [area, link] = [menu, here].map((each) => each.getBoundingClientRect());
  if (link.bottom > area.bottom) menu.scrollTop += link.bottom - area.bottom + link.height;
  if (link.top < area.top) menu.scrollTop -= area.top - link.top + link.height;
}
