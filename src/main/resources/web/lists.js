// The lists of the demo that the phone shows: their fields, their filters, and how the page subscribes to changes.

const RIDING = ["REQUESTED", "ACCEPTED", "ON_THE_WAY", "NEAR", "ARRIVED"];
const EATING = ["PLACED", "ACCEPTED", "COOKING", "PICKED_UP", "AT_THE_DOOR"];
const COLLECTING = ["ISSUED", "READY"];

function list(name, change, filter, values, version, fields) {
  const where = `where: {${filter}: {in: [${values.join(", ")}]}}`;
  return {
    name,
    change,
    /** Operation for graphql-transport-ws. */
    subscription: `subscription($since: Cursor) {
  ${change}(${where}, since: $since, snapshot: true) {
    cursor operation key version recovered
    node { ${fields} }
  }
}`,
    /** Path and filter of the channel, for server-sent events. */
    path: `/notifications/${name}`,
    parameters: values.map((value) => `${filter}=${value}`).join("&"),
    /** Query for the current ids and versions. */
    state: `${name}(${where}, first: 100) { nodes { id version: ${version} } pageInfo { hasNextPage } }`,
  };
}

export const LISTS = [
  list("rides", "rideChanged", "status", RIDING, "sequence", "id status etaSeconds driverName position { lat lon } updatedAt"),
  list("deliveries", "deliveryChanged", "step", EATING, "sequence", "id step restaurantName restaurantStreet updatedAt"),
  list("prescriptions", "prescriptionChanged", "status", COLLECTING, "version", "id medicine pharmacy status collectBy updatedAt"),
];

/** List of a channel without a known schema. */
export const generalList = (path) => ({ name: path.replace("/notifications/", ""), path, parameters: "" });

export const EXAMPLES = {
  "My rides and their drivers": `{
  rides(where: {status: {in: [ON_THE_WAY, NEAR]}}, orderBy: [{field: etaSeconds}], first: 3) {
    nodes { id status etaSeconds driver { name plate stars } }
  }
}`,
  "My deliveries": `{
  deliveries(orderBy: [{field: updatedAt, direction: DESC}], first: 3) {
    nodes { id step restaurantName restaurantStreet }
  }
}`,
  "My prescriptions to collect": `{
  prescriptions(where: {status: {eq: READY}}, first: 5) {
    totalCount
    nodes { id medicine pharmacy collectBy }
  }
}`,
  "Drivers (public)": `{
  drivers(where: {stars: {gte: 4.5}}, orderBy: [{field: stars, direction: DESC}], first: 5) {
    nodes { name plate stars }
  }
}`,
  "Available queries": `{
  __schema { queryType { fields { name description } } }
}`,
};

/** Examples for applications other than the demo. */
export const GENERAL_EXAMPLES = { "Available queries": EXAMPLES["Available queries"] };
