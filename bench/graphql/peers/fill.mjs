// Writes the documents that all contenders read: 200 rides of 200 drivers, as Howdah stores them.
import { Decimal128, Long, MongoClient } from "mongodb";

const client = await new MongoClient(process.env.MONGO_URI).connect();
const db = client.db("bench");
const hidden = version => ({ rev: Long.fromNumber(version), v: { main: Long.fromNumber(version) }, at: new Date(), was: { status: "NEAR" } });
await db.collection("drivers").insertMany(Array.from({ length: 200 }, (_, i) => ({
  _id: `driver-${i}`, id: `driver-${i}`, name: `Driver ${i}`, plate: `HW-${1000 + i}`, rating: 4 + (i % 10) / 10, _h: hidden(1),
})));
await db.collection("rides").insertMany(Array.from({ length: 200 }, (_, i) => ({
  _id: `ride-${100000 + i}`, id: `ride-${100000 + i}`, sequence: Long.fromNumber(i), riderId: `rider-${i % 50}`, driverId: `driver-${i % 200}`,
  status: "ON_THE_WAY", etaSeconds: i % 300, fareEstimate: Decimal128.fromString("12.50"), position: { lat: 52.36 + i / 1e5, lon: 4.88 },
  updatedAt: new Date(1767225600000 + i), _h: hidden(i),
})));
await client.close();
