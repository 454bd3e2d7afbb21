// The whole style as a function of what is to be seen. The map is told the new style and works out
// the difference itself, so nothing here has to know what was on it before.

import type { ExpressionSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { LonLat, RiskLevel } from "../api/types";
import { level as levelText } from "../format";
import { BANDS_PROTOCOL, LINES_LAYER } from "./bands";
import { SOURCE as USER_BASEMAP, type Basemap } from "./basemap";
import { FONT, type LayerStyle } from "./catalogue";
import { levelColour } from "./harm";
import { bandColours, PALETTES, type Theme } from "./palette";

/** A layer of tiles as the server describes it. */
export interface TileSource {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  sourceLayer: string;
  /** Names of the fields in its tiles; `null` when not told. */
  fields: string[] | null;
}

/** A ring to draw around a unit, with the words on it. */
export interface Ring {
  coordinates: [number, number][];
  label: string;
  /** Level of harm, which fixes the colour. */
  level: string;
}

/** What else lies on the map: its sources, layers on the ground below all symbols and names, and layers above everything. */
export interface Overlay {
  sources: Record<string, SourceSpecification>;
  below: LayerSpecification[];
  above: LayerSpecification[];
}

export interface View {
  theme: Theme;
  layers: { style: LayerStyle; source: TileSource; visible: boolean }[];
  risk: { source: TileSource | null; levels: RiskLevel[]; visible: boolean; opacity: number };
  rings: Ring[];
  pin: LonLat | null;
  basemap: Basemap | null;
  overlay: Overlay | null;
}

export const RISK = "risk_bands";

/** Levels in rising order with colours: by day those of the server, which its raster tiles have too. */
export function colouredLevels(levels: RiskLevel[], theme: Theme): (RiskLevel & { colour: string })[] {
  const sorted = [...levels].sort((a, b) => a.per_year - b.per_year);
  const ours = bandColours(PALETTES[theme], sorted.length);
  const given = sorted.every((level) => /^#[0-9a-f]{6}$/i.test(level.colour ?? ""));
  return sorted.map((level, index) => ({ ...level, colour: (theme === "day" && given ? level.colour : ours[index]) ?? "#888888" }));
}

/** A step over a risk value; the hair under each level keeps rounding in tiles harmless. */
function byLevel<T>(field: string, levels: RiskLevel[], values: T[], below: T): ExpressionSpecification {
  const stops = levels.flatMap((level, index) => [level.per_year * 0.999_99, values[index] ?? below]);
  return ["step", ["to-number", ["get", field], 0], below, ...stops] as unknown as ExpressionSpecification;
}

function riskLayers(view: View): { bands: LayerSpecification[]; lines: LayerSpecification[] } {
  const palette = PALETTES[view.theme];
  const levels = colouredLevels(view.risk.levels, view.theme);
  if (levels.length === 0 || !view.risk.source) return { bands: [], lines: [] };
  const visibility = view.risk.visible ? "visible" : "none";
  const line = { source: RISK, "source-layer": LINES_LAYER };
  const colours = byLevel("lower_per_year", levels, levels.map((each) => each.colour), "rgba(0,0,0,0)");
  const texts = byLevel("per_year", levels, levels.map((each) => levelText(each.per_year)), "");
  const widths = byLevel("per_year", levels, levels.map((_, index) => 1 + (index * 1.6) / levels.length), 1);
  return {
    bands: [{
      id: RISK, type: "fill", source: RISK, "source-layer": view.risk.source.sourceLayer, layout: { visibility },
      paint: { "fill-color": colours, "fill-opacity": view.risk.opacity, "fill-antialias": false },
    }],
    lines: [
      { ...line, id: "risk-line", type: "line", layout: { visibility, "line-join": "round" }, paint: { "line-color": palette.bandLine, "line-width": widths, "line-opacity": Math.max(0.55, view.risk.opacity) } },
      {
        ...line, id: "risk-label", type: "symbol", minzoom: 8,
        layout: { visibility, "symbol-placement": "line", "symbol-spacing": 260, "text-field": texts, "text-font": FONT, "text-size": 14, "text-padding": 6, "text-max-angle": 40 },
        paint: { "text-color": palette.bandLine, "text-halo-color": palette.halo, "text-halo-width": 2 },
      },
    ],
  };
}

function ringLayers(view: View): LayerSpecification[] {
  const palette = PALETTES[view.theme];
  const colour: ExpressionSpecification = ["get", "colour"];
  return [
    { id: "zone-fill", type: "fill", source: "zones", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.05 } },
    { id: "zone-case", type: "line", source: "zones", paint: { "line-color": palette.halo, "line-width": 5, "line-opacity": 0.8 } },
    { id: "zone", type: "line", source: "zones", paint: { "line-color": colour, "line-width": 2.6, "line-dasharray": [3, 1.6] } },
    {
      id: "zone-label", type: "symbol", source: "zones",
      filter: ["==", ["geometry-type"], "Point"],
      layout: { "text-field": ["get", "label"], "text-font": FONT, "text-size": 15, "text-anchor": "bottom", "text-offset": [0, -0.3], "text-max-width": 30, "text-allow-overlap": true },
      paint: { "text-color": colour, "text-halo-color": palette.halo, "text-halo-width": 2.4 },
    },
    { id: "pin-ring", type: "circle", source: "pin", paint: { "circle-radius": 13, "circle-opacity": 0, "circle-stroke-color": palette.ink, "circle-stroke-width": 3 } },
    { id: "pin-dot", type: "circle", source: "pin", paint: { "circle-radius": 4, "circle-color": palette.ink, "circle-stroke-color": palette.halo, "circle-stroke-width": 2 } },
  ];
}

function collection(features: GeoJSON.Feature[]): SourceSpecification {
  return { type: "geojson", data: { type: "FeatureCollection", features } };
}

function sources(view: View): Record<string, SourceSpecification> {
  const all: Record<string, SourceSpecification> = {};
  const vector = (source: TileSource, tiles: string[]): SourceSpecification => ({ type: "vector", tiles, minzoom: source.minzoom, maxzoom: source.maxzoom });
  for (const { style, source } of view.layers) all[style.id] = vector(source, source.tiles);
  const risk = view.risk.source;
  if (risk) all[RISK] = vector(risk, risk.tiles.map((tile) => `${BANDS_PROTOCOL}://${risk.sourceLayer}|${tile}`));
  if (view.basemap) all[USER_BASEMAP] = view.basemap.source;
  // Each ring and its northernmost point, which carries the words.
  all["zones"] = collection(view.rings.flatMap((ring): GeoJSON.Feature[] => {
    const properties = { label: ring.label, colour: levelColour(ring.level, view.theme) };
    return [
      { type: "Feature", properties, geometry: { type: "Polygon", coordinates: [ring.coordinates] } },
      { type: "Feature", properties, geometry: { type: "Point", coordinates: ring.coordinates[0] ?? [0, 0] } },
    ];
  }));
  const pin = view.pin;
  all["pin"] = collection(pin ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [pin.lon_deg, pin.lat_deg] } }] : []);
  return { ...all, ...view.overlay?.sources };
}

const COVERING = new Set(["boundary-area", "water", "water-line", "road-case", "road", "road-label", "water-label"]);

function cityLayers(view: View, keep: (order: number) => boolean): LayerSpecification[] {
  const palette = PALETTES[view.theme];
  return view.layers
    .filter(({ style }) => keep(style.order))
    .sort((a, b) => a.style.order - b.style.order)
    .flatMap(({ style, source, visible }) => {
      const drawn = style.layers(style.id, source.sourceLayer, palette).filter((layer) => !view.basemap || !COVERING.has(layer.id));
      return drawn.map((layer) => ({ ...layer, layout: { ...layer.layout, visibility: visible ? "visible" : "none" } }));
    });
}

/** Everything to be drawn, from the ground up; all names last, so that they stay readable. */
export function buildStyle(view: View): StyleSpecification {
  const palette = PALETTES[view.theme];
  const { bands, lines } = riskLayers(view);
  const ground = cityLayers(view, (order) => order < 10);
  const things = cityLayers(view, (order) => order >= 10);
  const isName = (layer: LayerSpecification): boolean => layer.id.endsWith("-label");
  return {
    version: 8,
    sources: sources(view),
    layers: [
      { id: "ground", type: "background", paint: { "background-color": palette.ground } },
      ...(view.basemap?.layers(palette) ?? []),
      ...ground.filter((layer) => !isName(layer)),
      ...bands,
      ...(view.overlay?.below ?? []),
      ...things.filter((layer) => layer.type === "fill" || layer.type === "line"),
      ...lines.filter((layer) => !isName(layer)),
      ...ground.filter(isName),
      ...things.filter((layer) => layer.type !== "fill" && layer.type !== "line" && !isName(layer)),
      ...lines.filter(isName),
      ...things.filter(isName),
      ...ringLayers(view),
      ...(view.overlay?.above ?? []),
    ],
  };
}
