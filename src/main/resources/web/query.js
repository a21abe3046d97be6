// The query card: runs a query as the current user.

import { byId, h, setText } from "./dom.js";
import { execute } from "./graphql.js";

export class Query {
  constructor(examples, person) {
    this.person = person;
    const choice = byId("example");
    choice.replaceChildren(...Object.keys(examples).map((name) => h("option", { value: name }, name)));
    choice.onchange = () => this.#load(examples[choice.value]);
    byId("query").oninput = () => this.#linkGraphiql();
    byId("query").onkeydown = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.run();
    byId("ask").onclick = () => this.run();
    this.#load(examples[choice.value]);
  }

  #load(query) {
    byId("query").value = query;
    this.#linkGraphiql();
    this.run();
  }

  /** Points the GraphiQL link at the current query. */
  #linkGraphiql() {
    byId("open-graphiql").href = `/graphiql/?query=${encodeURIComponent(byId("query").value)}`;
  }

  async run() {
    const start = performance.now();
    const person = this.person;
    const response = await execute(person, byId("query").value).catch((error) => ({ errors: [{ message: error.message }] }));
    if (person !== this.person) return;
    setText(byId("asked"), `Ran as ${person} in ${Math.round(performance.now() - start)} ms`);
    setText(byId("answer"), JSON.stringify(response, null, 2));
  }

  /** Switches to another user and runs the query again. */
  switchTo(person) {
    this.person = person;
    setText(byId("answer"), "");
    this.run();
  }
}
