import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isPage, pageOf } from "./pages.js";

const LINK = /\[([^\]]+)\]\(([^)#]+\.md)[^)]*\)/g;

/** Returns the sidebar that docs/index.md describes: a group for each heading, a smaller one for each "Title:" line, a page for each first cell. */
export function sidebar(root) {
  const groups = [];
  let group;
  for (const line of readFileSync(join(root, "docs/index.md"), "utf8").split("\n")) {
    const heading = /^## (.*)$/.exec(line);
    const title = /^([A-Z][^:|]*):$/.exec(line);
    if (heading) {
      const [text] = heading[1].split(": ");
      groups.push((group = { text, collapsed: false, items: [] }));
    } else if (title && group) {
      groups.at(-1).items.push((group = { text: title[1], collapsed: false, items: [] }));
    } else if (line.startsWith("| [")) {
      for (const [, text, path] of line.split(" | ")[0].matchAll(LINK)) {
        const file = join("docs", path);
        if (isPage(file)) group.items.push(item(root, text, file));
      }
    }
  }
  const filled = ({ items }) => !items || items.some(filled);
  for (const each of groups) each.items = each.items.filter(filled);
  return groups.filter(filled);
}

function item(root, text, file) {
  const page = { text: file === "README.md" ? "What Howdah is" : text, link: `/${pageOf(file).replace(/(index)?\.md$/, "")}` };
  return file === "docs/decisions/README.md" ? { ...page, collapsed: true, items: decisions(root) } : page;
}

function decisions(root) {
  return readdirSync(join(root, "docs/decisions"))
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort()
    .map((name) => ({ text: readFileSync(join(root, "docs/decisions", name), "utf8").split("\n")[0].slice(2), link: `/decisions/${name.slice(0, -3)}` }));
}
