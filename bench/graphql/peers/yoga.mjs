// npm graphql-yoga on Node's own HTTP server, as its documentation begins, with a DataLoader for each request.
import { createServer } from "node:http";
import DataLoader from "dataloader";
import { createSchema, createYoga } from "graphql-yoga";
import { drivers, rides, shown, typeDefs } from "./model.mjs";

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      Query: { hello: () => "world", rides: (_, { first }) => rides(first ?? 20) },
      Ride: { ...shown, driver: (ride, _, context) => (ride.driverId ? context.drivers.load(ride.driverId) : null) },
    },
  }),
  context: () => ({ drivers: new DataLoader(drivers) }),
  logging: false,
});
createServer(yoga).listen(Number(process.env.PORT), "127.0.0.1");
