// What stands behind the # of the address is handed over once, and taken out of it.

const SECRET = /^#[A-Z]{4}\.[\w-]{20,100}$/;

export default function ({ setTriggerValue }) {
  const look = () => {
    const { hash, pathname, search } = window.location;
    if (!SECRET.test(hash)) return;
    window.history.replaceState(window.history.state, "", pathname + search);
    setTriggerValue("secret", hash.slice(1));
  };
  look();
  window.addEventListener("hashchange", look); // the link was opened where the page was open
  return () => window.removeEventListener("hashchange", look);
}
