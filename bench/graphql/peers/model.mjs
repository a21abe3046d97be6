// What all peers share: the schema of bench/graphql/app, and how its data is read. One find for the page, one for its drivers.
import { MongoClient } from "mongodb";

export const typeDefs = `
  type Query { hello: String! rides(first: Int): RideConnection! }
  type RideConnection { nodes: [Ride!]! pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! }
  type Ride {
    id: ID! sequence: Float! riderId: ID! status: String! etaSeconds: Int fareEstimate: String
    position: Position updatedAt: String! driver: Driver
  }
  type Position { lat: Float! lon: Float! }
  type Driver { id: ID! name: String! plate: String! rating: Float }
`;

const client = await new MongoClient(process.env.MONGO_URI).connect();
const db = client.db("bench");
const ofRides = { projection: { _id: 1, id: 1, status: 1, etaSeconds: 1, fareEstimate: 1, "position.lat": 1, "position.lon": 1, updatedAt: 1, driverId: 1 } };
const ofDrivers = { projection: { _id: 1, id: 1, name: 1, plate: 1, rating: 1 } };

export async function rides(first) {
  const found = await db.collection("rides").find({ "_h.del": { $ne: true } }, ofRides).sort({ _id: 1 }).limit(first + 1).toArray();
  return { nodes: found.slice(0, first), pageInfo: { hasNextPage: found.length > first } };
}

export async function drivers(ids) {
  const found = await db.collection("drivers").find({ _id: { $in: [...new Set(ids)] }, "_h.del": { $ne: true } }, ofDrivers).toArray();
  const byId = new Map(found.map(driver => [driver._id, driver]));
  return ids.map(id => byId.get(id) ?? null);
}

export const shown = {
  fareEstimate: ride => ride.fareEstimate?.toString(),
  updatedAt: ride => ride.updatedAt.toISOString(),
};
