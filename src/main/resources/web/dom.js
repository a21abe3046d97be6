// Creates elements without markup in strings: text from elsewhere is shown, never parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value === "boolean") element[name] = value;
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const byId = (id) => document.getElementById(id);

export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Sets the text of an element; does not touch the DOM if the text is the same. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
  return element;
}

/** Updates the children to one per item, matched by key, so that a focused element keeps the focus. */
export function keep(parent, items, keyOf, make, update) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const key = String(keyOf(item));
    let child = known.get(key);
    if (!child) {
      child = make(item);
      child.dataset.key = key;
    }
    known.delete(key);
    update(child, item);
    return child;
  });
  known.forEach((child) => child.remove());
  wanted.forEach((child, i) => parent.children[i] === child || parent.insertBefore(child, parent.children[i] ?? null));
}

/** Adds a group of radio buttons to a fieldset. */
export function radios(fieldset, name, choices, chosen, choose) {
  for (const [value, label] of Object.entries(choices)) {
    const input = h("input", { type: "radio", name, value, id: `${name}-${value}`, checked: value === chosen, onchange: () => choose(value) });
    fieldset.append(h("span", {}, input, h("label", { for: input.id }, label)));
  }
}
