// GraphQL over HTTP: https://graphql.github.io/graphql-over-http/

import { fetchAs } from "./identity.js";

/** Sends an operation and returns the response: data, errors or both. */
export async function execute(person, query, variables = {}, headers = {}) {
  const response = await fetchAs(person, "/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
