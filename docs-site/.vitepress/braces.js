/** A plug-in of markdown-it: two braces are text, as on GitHub, and no expression of Vue. */
export function braces(md) {
  for (const rule of ["text", "code_inline"]) {
    const render = md.renderer.rules[rule];
    md.renderer.rules[rule] = (...args) => render(...args).replaceAll("{{", "{&#123;");
  }
}
