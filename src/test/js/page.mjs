// Runs a module of a page without a browser: page.mjs <module>. Prints what the page shows, each time as one line.
const view = { set textContent(text) { console.log(text); } };
globalThis.document = { querySelector: () => view };
await import(process.argv[2]);
