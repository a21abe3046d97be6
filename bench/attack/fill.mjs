// Writes the texts that attacks search, beside the rides and drivers of the other benches.
import { Long, MongoClient } from "mongodb";

const client = await new MongoClient(process.env.MONGO_URI).connect();
const notes = Array.from({ length: 20_000 }, (_, i) => ({
  _id: `note-${i}`, id: `note-${i}`, text: `Note ${i}: ` + "the passenger waits at the corner, ".repeat(6),
  _h: { rev: Long.fromNumber(1), v: { main: Long.fromNumber(1) }, at: new Date(), was: {} },
}));
await client.db("bench").collection("notes").insertMany(notes);
await client.close();
