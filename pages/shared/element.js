// Elements of a page, made in one expression each, and the style sheet of a component that is for the whole page.

/** A new element. attributes: by name, as HTML has them; children: elements and texts. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Copy a component's style sheet into the page for good: the sidebar, in which the component is, may be hidden or gone. */
export function keepStyle(component) {
  const sheet = component.querySelector("style")?.cloneNode(true);
  if (sheet) document.head.append(sheet);
  return sheet;
}
