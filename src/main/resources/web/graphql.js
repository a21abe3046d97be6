// GraphQL over HTTP: https://graphql.github.io/graphql-over-http/

import { fetchAs } from "./identity.js";

/** The response of an operation, with data or errors or both. */
export async function ask(person, query, variables = {}, headers = {}) {
  const response = await fetchAs(person, "/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
