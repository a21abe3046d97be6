// npm @apollo/server in its stand-alone form, with a DataLoader for each request.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import DataLoader from "dataloader";
import { drivers, rides, shown, typeDefs } from "./model.mjs";

const server = new ApolloServer({
  typeDefs,
  resolvers: {
    Query: { hello: () => "world", rides: (_, { first }) => rides(first ?? 20) },
    Ride: { ...shown, driver: (ride, _, context) => (ride.driverId ? context.drivers.load(ride.driverId) : null) },
  },
});
await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: Number(process.env.PORT) },
  context: async () => ({ drivers: new DataLoader(drivers) }),
});
