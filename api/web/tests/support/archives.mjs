// Tiny archives with one grey tile of zoom 0, as a user might bring along.

import startSqlite from "sql.js";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==", "base64");

/** An MBTiles 1.3 file. */
export async function mbtiles() {
  const sqlite = await startSqlite();
  const database = new sqlite.Database();
  database.run("create table metadata (name text, value text); create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)");
  database.run("insert into metadata values ('name', 'grey'), ('format', 'png')");
  database.run("insert into tiles values (0, 0, 0, ?)", [new Uint8Array(PNG)]);
  return Buffer.from(database.export());
}

/** A PMTiles 3 file: header, root directory with one entry, metadata, the tile. */
export function pmtiles() {
  const directory = Buffer.from([1, 0, 1, PNG.length, 1]); // entries, id, run, length, offset + 1
  const metadata = Buffer.from("{}");
  const header = Buffer.alloc(127);
  header.write("PMTiles", 0);
  header.writeUInt8(3, 7);
  const directoryAt = header.length;
  const metadataAt = directoryAt + directory.length;
  const tilesAt = metadataAt + metadata.length;
  [directoryAt, directory.length, metadataAt, metadata.length, tilesAt, 0, tilesAt, PNG.length, 1, 1, 1]
    .forEach((value, index) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * index));
  [1, 1, 1, 2, 0, 0].forEach((value, index) => header.writeUInt8(value, 96 + index)); // clustered, no compression, PNG, zoom 0
  [-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000].forEach((value, index) => header.writeInt32LE(value, 102 + 4 * index));
  return Buffer.concat([header, directory, metadata, PNG]);
}
