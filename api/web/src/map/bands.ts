// Contour lines out of the risk bands. The server sends bands (polygons from one level to the next);
// a map in an emergency also needs the lines with their value on them. A ring of a band may be its
// lower level, its upper level or the edge of the tile, so each piece is judged by its corners: those
// shared with the next band up belong to that band, those outside the tile to nobody.

import { VectorTile, type VectorTileFeature } from "@mapbox/vector-tile";
import { fromVectorTileJs } from "@maplibre/vt-pbf";
import { PbfReader } from "pbf";
import type { AddProtocolAction } from "maplibre-gl";
import { authorization } from "../api/token";

type Points = ReturnType<VectorTileFeature["loadGeometry"]>[number];
type FeatureLike = Pick<VectorTileFeature, "type" | "properties" | "id" | "extent" | "loadGeometry">;

export const BANDS_PROTOCOL = "bands";
export const LINES_LAYER = "risk_lines";

interface Band {
  lower: number;
  rings: Points[];
  corners: Set<number>;
}

const corner = (point: { x: number; y: number }): number => point.x * 1_000_003 + point.y;

function readBands(tile: VectorTile, layer: string): { bands: Band[]; extent: number } {
  const source = tile.layers[layer];
  const byLevel = new Map<number, Band>();
  for (let index = 0; index < (source?.length ?? 0); index++) {
    const feature = source?.feature(index);
    const lower = Number(feature?.properties["lower_per_year"]);
    if (!feature || !Number.isFinite(lower)) continue;
    const band = byLevel.get(lower) ?? { lower, rings: [], corners: new Set<number>() };
    for (const points of feature.loadGeometry()) {
      band.rings.push(points);
      for (const point of points) band.corners.add(corner(point));
    }
    byLevel.set(lower, band);
  }
  return { bands: [...byLevel.values()].sort((a, b) => a.lower - b.lower), extent: source?.extent ?? 4096 };
}

/** The pieces of a band's rings that lie on its own lower level, inside the tile. */
function ownLines(band: Band, next: Band | undefined, extent: number): Points[] {
  const inside = (value: number): boolean => value >= 0 && value <= extent;
  const lines: Points[] = [];
  for (const points of band.rings) {
    let line: Points = [];
    const finish = (): void => {
      if (line.length > 1) lines.push(line);
      line = [];
    };
    points.forEach((end, index) => {
      const start = points[index - 1];
      if (!start) return;
      const upper = next !== undefined && next.corners.has(corner(start)) && next.corners.has(corner(end));
      const edge = (start.x === end.x && !inside(start.x)) || (start.y === end.y && !inside(start.y));
      if (upper || edge) finish();
      else line.push(...(line.length === 0 ? [start, end] : [end]));
    });
    finish();
  }
  return lines;
}

function lineFeatures(bands: Band[], extent: number): FeatureLike[] {
  return bands.flatMap((band, index) => {
    const lines = ownLines(band, bands[index + 1], extent);
    if (lines.length === 0) return [];
    return [{ type: 2 as const, id: index + 1, extent, properties: { per_year: band.lower }, loadGeometry: () => lines }];
  });
}

/** The tile with a layer of lines added to it. */
export function withLines(data: ArrayBuffer, layer: string): ArrayBuffer {
  const tile = new VectorTile(new PbfReader(new Uint8Array(data)));
  const { bands, extent } = readBands(tile, layer);
  const features = lineFeatures(bands, extent);
  const lines = {
    version: 2, name: LINES_LAYER, extent, length: features.length,
    feature: (index: number): FeatureLike => features[index] as FeatureLike,
  };
  const bytes = fromVectorTileJs({ layers: { ...tile.layers, [LINES_LAYER]: lines } });
  return bytes.slice().buffer;
}

/** `bands://<layer>|<address of the tile>`. */
export const bandsProtocol: AddProtocolAction = async (request, stop) => {
  const [layer = "", address = ""] = request.url.slice(BANDS_PROTOCOL.length + 3).split("|");
  const answer = await fetch(address, { signal: stop.signal, headers: authorization(address) });
  if (answer.status === 204) return { data: new ArrayBuffer(0) };
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  const data = await answer.arrayBuffer();
  return { data: data.byteLength === 0 ? data : withLines(data, layer) };
};
