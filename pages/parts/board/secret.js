// What stands behind the # of the address is handed over once, and taken out of it: a secret, or a damaged one.

const MAX_LENGTH = 200;

// What to hand over; empty for nothing, and for the name of a place on the page.
export function secretIn(hash, isPlace) {
  const said = hash.slice(1, MAX_LENGTH + 1);
  return isPlace(said) ? "" : said;
}

export default function ({ setTriggerValue }) {
  const look = () => {
    const { hash, pathname, search } = window.location;
    const said = secretIn(hash, (name) => document.getElementById(name));
    if (!said) return;
    window.history.replaceState(window.history.state, "", pathname + search);
    setTriggerValue("secret", said);
  };
  look();
  window.addEventListener("hashchange", look); // the link was opened where the page was open
  return () => window.removeEventListener("hashchange", look);
}
