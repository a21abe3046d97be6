/** Whether a file of the repository, by its path, is a page of the site. */
export const isPage = (file) => /^(docs\/.+|bench\/README|README|CONTRIBUTING|SECURITY|CHANGELOG)\.md$/.test(file);

/** Returns the site's path of a page, which ends with `.md` too. */
export function pageOf(file) {
  if (file === "README.md") return "index.md";
  if (file === "docs/index.md") return "overview.md";
  return file.replace(/^docs\//, "").replace(/README\.md$/, "index.md").toLowerCase();
}
