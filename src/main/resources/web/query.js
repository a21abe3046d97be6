// A query beside the live parts: asked as whoever is signed in.

import { byId, h, say } from "./dom.js";
import { ask } from "./graphql.js";

export class Query {
  constructor(examples, person) {
    this.person = person;
    const choice = byId("example");
    choice.replaceChildren(...Object.keys(examples).map((name) => h("option", { value: name }, name)));
    choice.onchange = () => this.#take(examples[choice.value]);
    byId("query").oninput = () => this.#lead();
    byId("query").onkeydown = (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.ask();
    byId("ask").onclick = () => this.ask();
    this.#take(examples[choice.value]);
  }

  #take(query) {
    byId("query").value = query;
    this.#lead();
    this.ask();
  }

  /** The same in GraphiQL. */
  #lead() {
    byId("open-graphiql").href = `/graphiql/?query=${encodeURIComponent(byId("query").value)}`;
  }

  async ask() {
    const began = performance.now();
    const person = this.person;
    const answer = await ask(person, byId("query").value).catch((error) => ({ errors: [{ message: error.message }] }));
    if (person !== this.person) return;
    say(byId("asked"), `Answered as ${person} in ${Math.round(performance.now() - began)} ms`);
    say(byId("answer"), JSON.stringify(answer, null, 2));
  }

  /** Somebody else asks from now on. */
  become(person) {
    this.person = person;
    say(byId("answer"), "");
    this.ask();
  }
}
