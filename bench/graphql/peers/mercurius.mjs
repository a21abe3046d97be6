// npm mercurius on fastify, with its JIT and its loaders.
import Fastify from "fastify";
import mercurius from "mercurius";
import { drivers, rides, shown, typeDefs } from "./model.mjs";

const app = Fastify();
await app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  resolvers: {
    Query: { hello: () => "world", rides: (_, { first }) => rides(first ?? 20) },
    Ride: shown,
  },
  loaders: {
    Ride: { driver: { loader: queries => drivers(queries.map(({ obj }) => obj.driverId)), opts: { cache: false } } },
  },
});
await app.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
