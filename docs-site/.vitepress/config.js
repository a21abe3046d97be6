// The documentation site. Its pages are the repository's Markdown files, unchanged; its sidebar is docs/index.md.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { braces } from "./braces.js";
import { links, slugify } from "./links.js";
import { pageOf } from "./pages.js";
import { sidebar } from "./sidebar.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const repository = "https://github.com/howdah/howdah";
const modules = fileURLToPath(new URL("../node_modules", import.meta.url));

const icon = `data:image/svg+xml,${encodeURIComponent(readFileSync(`${root}src/main/resources/web/icon.svg`, "utf8"))}`;

export default defineConfig({
  title: "Howdah",
  description: "Events from Kafka become read models in MongoDB, served over GraphQL, REST, WebSocket and SSE.",
  lang: "en",
  srcDir: "..",
  srcExclude: ["{bench,client,deploy,docs-site,src,target}/**/!(README).md", "{client,deploy,docs-site,src,target}/**/README.md", "bench/*/**", "**/node_modules/**"],
  rewrites: pageOf,
  cleanUrls: true,
  head: [["link", { rel: "icon", href: icon }]],
  lastUpdated: true,
  ignoreDeadLinks: "localhostLinks",
  markdown: {
    anchor: { slugify },
    config: (md) => md.use(links, { root, repository }).use(braces),
  },
  themeConfig: {
    logo: icon,
    search: { provider: "local" },
    outline: { level: [2, 3] },
    nav: [
      { text: "Tutorial", link: "/tutorial" },
      { text: "All pages", link: "/overview" },
      { text: "Troubleshooting", link: "/troubleshooting" },
    ],
    sidebar: sidebar(root),
    socialLinks: [{ icon: "github", link: repository }],
    editLink: { pattern: `${repository}/edit/main/:path`, text: "Edit this page" },
  },
  vite: {
    // Pages are outside of this folder, and so of its node_modules.
    resolve: { alias: [{ find: /^vue(?=$|\/)/, replacement: `${modules}/vue` }] },
    server: { watch: { ignored: [`${root}target/**`, `${root}src/**`, `${root}.git/**`] } },
  },
});
