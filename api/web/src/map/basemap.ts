// A basemap in place of ours: a file on this computer (PMTiles, MBTiles), or what the operator of the
// server named (a file there, or tiles of another server, which then learns which places are looked
// at). This page may fetch from no other address, so none can be typed here.

import { FetchSource, FileSource, PMTiles, Protocol, TileType } from "pmtiles";
import type { AddProtocolAction, LayerSpecification, SourceSpecification } from "maplibre-gl";
import { authorization } from "../api/token";
import type { BasemapInfo } from "../api/types";
import type { Palette } from "./palette";

export interface Basemap {
  source: SourceSpecification;
  layers: (palette: Palette) => LayerSpecification[];
  /** Host that learns which places are looked at; `null` when nothing leaves this machine. */
  host: string | null;
  /** Whom to name beside the map. */
  attribution: string | null;
}

export const SOURCE = "user-basemap";
export const pmtilesProtocol = new Protocol();

interface Described {
  vectorLayers: string[] | null;
  minzoom: number;
  maxzoom: number;
  attribution: unknown;
}

/** Attributions come as HTML: the page shows their words. */
function plainText(html: unknown): string | null {
  if (typeof html !== "string" || html === "") return null;
  return new DOMParser().parseFromString(html, "text/html").body.textContent;
}

function asBasemap(tiles: { url: string } | { tiles: string[] }, described: Described, host: string | null): Basemap {
  const zooms = { minzoom: described.minzoom, maxzoom: described.maxzoom };
  const names = described.vectorLayers;
  const attribution = plainText(described.attribution);
  if (!names) {
    return {
      source: { type: "raster", tileSize: 256, ...tiles, ...zooms },
      layers: () => [{ id: "user-basemap", type: "raster", source: SOURCE, paint: { "raster-saturation": -0.35, "raster-contrast": -0.1 } }],
      host,
      attribution,
    };
  }
  return { source: { type: "vector", ...tiles, ...zooms }, layers: (palette) => names.flatMap((layer) => quiet(layer, palette)), host, attribution };
}

/** Without knowing somebody's schema: areas faint, lines thin, water told by its name. */
function quiet(layer: string, palette: Palette): LayerSpecification[] {
  const base = { source: SOURCE, "source-layer": layer };
  const wet = /water|ocean|river|lake|hydro/i.test(layer);
  return [
    { ...base, id: `user-${layer}-fill`, type: "fill", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": wet ? palette.water : palette.district, "fill-opacity": wet ? 1 : 0.6 } },
    { ...base, id: `user-${layer}-line`, type: "line", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": wet ? palette.water : palette.roadCase, "line-width": 1 } },
  ];
}

async function fromPmtiles(archive: PMTiles, key: string, host: string | null): Promise<Basemap> {
  const header = await archive.getHeader();
  pmtilesProtocol.add(archive);
  const metadata = (await archive.getMetadata()) as { vector_layers?: { id: string }[]; attribution?: string } | null;
  const vectorLayers = header.tileType === TileType.Mvt ? (metadata?.vector_layers ?? []).map((layer) => layer.id) : null;
  return asBasemap({ url: `pmtiles://${key}` }, { vectorLayers, minzoom: header.minZoom, maxzoom: header.maxZoom, attribution: metadata?.attribution }, host);
}

/** The basemap that the operator named. */
export async function fromServer(info: BasemapInfo): Promise<Basemap> {
  if (info.kind === "pmtiles") {
    const source = new FetchSource(info.address, new Headers(authorization(info.address)));
    return fromPmtiles(new PMTiles(source), info.address, info.host);
  }
  const vectorLayers = info.kind === "vector" ? (info.vector_layers ?? []) : null;
  return asBasemap({ tiles: [info.address] }, { vectorLayers, minzoom: info.minzoom ?? 0, maxzoom: info.maxzoom ?? 18, attribution: info.attribution }, info.host);
}

/** A basemap from a file of the user's, read in this browser only. */
export async function fromFile(file: File): Promise<Basemap> {
  if (/\.mbtiles$/i.test(file.name)) return fromMbtiles(file);
  return fromPmtiles(new PMTiles(new FileSource(file)), file.name, null);
}

type Rows = (sql: string, values?: (string | number)[]) => unknown[][];
let openArchive: Rows | null = null;

async function fromMbtiles(file: File): Promise<Basemap> {
  const [{ default: start }, { default: wasm }] = await Promise.all([
    import("sql.js"),
    import("sql.js/dist/sql-wasm-browser.wasm?url"),
  ]);
  const sqlite = await start({ locateFile: () => wasm });
  const database = new sqlite.Database(new Uint8Array(await file.arrayBuffer()));
  const rows: Rows = (sql, values = []) => database.exec(sql, values)[0]?.values ?? [];
  const metadata = new Map(rows("select name, value from metadata").map(([key, value]) => [String(key), String(value)]));
  const [range] = rows("select min(zoom_level), max(zoom_level) from tiles");
  openArchive = rows;
  const vector = metadata.get("format") === "pbf";
  const listed = JSON.parse(metadata.get("json") ?? "{}") as { vector_layers?: { id: string }[] };
  return asBasemap(
    { tiles: [`mbtiles://${encodeURIComponent(file.name)}/{z}/{x}/{y}`] },
    { vectorLayers: vector ? (listed.vector_layers ?? []).map((layer) => layer.id) : null, minzoom: Number(range?.[0] ?? 0), maxzoom: Number(range?.[1] ?? 14), attribution: metadata.get("attribution") },
    null,
  );
}

/** `mbtiles://name/z/x/y` from the open file; its rows count from the south. */
export const mbtilesProtocol: AddProtocolAction = async (request) => {
  const [z = 0, x = 0, y = 0] = request.url.split("/").slice(-3).map(Number);
  const found = openArchive?.("select tile_data from tiles where zoom_level = ? and tile_column = ? and tile_row = ?", [z, x, 2 ** z - 1 - y]);
  const bytes = found?.[0]?.[0];
  if (!(bytes instanceof Uint8Array)) return { data: new ArrayBuffer(0) };
  const plain = new Blob([bytes.slice()]);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { data: await plain.arrayBuffer() };
  return { data: await new Response(plain.stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer() };
};
