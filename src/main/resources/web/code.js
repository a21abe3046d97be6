// Syntax highlighting of YAML and SDL.

import { h } from "./dom.js";

const KINDS = {
  graphqls: /(?<note>#[^\n]*)|(?<text>"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*")|(?<mark>@\w+)|(?<word>\b(?:type|enum|input|interface|scalar|extend|union)\b)|(?<name>\b\w+(?=\s*[(:]))/g,
  yaml: /(?<note>(?<=^|\s)#[^\n]*)|(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*')|(?<mark>\{\{[^}\n]*\}\})|(?<name>^[ -]*[\w-]+(?=:(?:\s|$)))/gm,
};

/** Shows a file's text in an element; the name selects the syntax. */
export function show(element, name, text) {
  const pattern = KINDS[name.endsWith(".graphqls") ? "graphqls" : "yaml"];
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    const kind = Object.keys(found.groups).find((group) => found.groups[group] !== undefined);
    parts.push(text.slice(end, found.index), h("span", { class: `c-${kind}` }, found[0]));
    end = found.index + found[0].length;
  }
  element.replaceChildren(...parts, text.slice(end));
}
