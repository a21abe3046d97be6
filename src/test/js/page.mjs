// Runs a module of a page without a browser: page.mjs <channel's URL> <module>. Prints what the page shows, each time as one line.
const view = { dataset: { channel: process.argv[2] }, set textContent(text) { console.log(text); } };
globalThis.document = { querySelector: () => view };
await import(process.argv[3]);
