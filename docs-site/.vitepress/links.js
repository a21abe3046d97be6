// Links as GitHub reads them: relative to the file, and with GitHub's anchors.

import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isPage, pageOf } from "./pages.js";

/** Returns the anchor that GitHub gives a heading. */
export const slugify = (heading) => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");

/**
 * A plug-in of markdown-it. Links to pages lead to their place on the site, links to other files of the repository lead to the repository.
 * A link to a file that does not exist fails the build.
 */
export function links(md, { root, repository }) {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    for (const token of tokens.flatMap((block) => block.children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (!href || /^([a-z]+:|#|\/)/.test(href)) continue;
      const [path, anchor] = href.split("#");
      const target = resolve(dirname(env.realPath ?? env.path), decodeURI(path));
      const file = relative(root, target);
      if (!existsSync(target)) throw new Error(`${env.relativePath}: dead link ${href}`);
      const suffix = anchor ? `#${anchor}` : "";
      if (isPage(file)) token.attrSet("href", `/${pageOf(file)}${suffix}`);
      else token.attrSet("href", `${join(repository, statSync(target).isDirectory() ? "tree" : "blob", "main", file).replace(":/", "://")}${suffix}`);
    }
  });
}
