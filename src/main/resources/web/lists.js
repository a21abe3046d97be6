// The lists of the demo that a phone shows: what of them is asked, and how their changes are subscribed to.

const RIDING = ["REQUESTED", "ACCEPTED", "ON_THE_WAY", "NEAR", "ARRIVED"];
const EATING = ["PLACED", "ACCEPTED", "COOKING", "PICKED_UP", "AT_THE_DOOR"];
const COLLECTING = ["ISSUED", "READY"];

function list(name, change, filter, values, version, fields) {
  const where = `where: {${filter}: {in: [${values.join(", ")}]}}`;
  return {
    name,
    change,
    /** By graphql-transport-ws. */
    subscription: `subscription($since: Cursor) {
  ${change}(${where}, since: $since, snapshot: true) {
    cursor operation key version recovered
    node { ${fields} }
  }
}`,
    /** By server-sent events of the channel. */
    path: `/notifications/${name}`,
    parameters: values.map((value) => `${filter}=${value}`).join("&"),
    /** What is there now, with the versions alone. */
    state: `${name}(${where}, first: 100) { nodes { id version: ${version} } pageInfo { hasNextPage } }`,
  };
}

export const LISTS = [
  list("rides", "rideChanged", "status", RIDING, "sequence", "id status etaSeconds driverName position { lat lon } updatedAt"),
  list("deliveries", "deliveryChanged", "step", EATING, "sequence", "id step restaurantName restaurantStreet updatedAt"),
  list("prescriptions", "prescriptionChanged", "status", COLLECTING, "version", "id medicine pharmacy status collectBy updatedAt"),
];

/** A channel of which nothing else is known. */
export const generalList = (path) => ({ name: path.replace("/notifications/", ""), path, parameters: "" });

export const EXAMPLES = {
  "My rides, and who drives": `{
  rides(where: {status: {in: [ON_THE_WAY, NEAR]}}, orderBy: [{field: etaSeconds}], first: 3) {
    nodes { id status etaSeconds driver { name plate stars } }
  }
}`,
  "My food": `{
  deliveries(orderBy: [{field: updatedAt, direction: DESC}], first: 3) {
    nodes { id step restaurantName restaurantStreet }
  }
}`,
  "What I can collect": `{
  prescriptions(where: {status: {eq: READY}}, first: 5) {
    totalCount
    nodes { id medicine pharmacy collectBy }
  }
}`,
  "Drivers, whom all may see": `{
  drivers(where: {stars: {gte: 4.5}}, orderBy: [{field: stars, direction: DESC}], first: 5) {
    nodes { name plate stars }
  }
}`,
  "What can be asked": `{
  __schema { queryType { fields { name description } } }
}`,
};

/** Another application than the demo has lists of its own. */
export const GENERAL_EXAMPLES = { "What can be asked": EXAMPLES["What can be asked"] };
