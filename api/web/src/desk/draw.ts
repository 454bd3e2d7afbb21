// The incident on the map: filled zones, lines of confidence, source, wind, places reached.

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { name, t } from "../i18n";
import { FONT } from "../map/catalogue";
import { PALETTES, type Theme } from "../map/palette";
import type { Overlay } from "../map/style";
import { distance } from "../format";
import { colourOf, effectTitle, EFFECTS, inOrder, shortName, words } from "./levels";
import { arrowId, patternId } from "./patterns";
import type { BlastSource, Effect, Incident, IncidentZone, ReachedPlace } from "./types";
import { minutes } from "./words";

const get = (field: string): ExpressionSpecification => ["get", field];
type Corner = [number, number];

function corners(geometry: GeoJSON.Geometry): Corner[] {
  if (geometry.type === "Polygon") return geometry.coordinates.flat() as Corner[];
  if (geometry.type === "MultiPolygon") return geometry.coordinates.flat(2) as Corner[];
  return [];
}

/** Whether there is anything to draw: effects that do not turn with the wind have an empty line of confidence. */
export const drawable = (geometry: GeoJSON.Geometry | null | undefined): geometry is GeoJSON.Geometry => geometry !== null && geometry !== undefined && corners(geometry).length > 0;

/** Where the words of a zone stand clear of the others: at its far end, or in the north of a circle. */
function tip(geometry: GeoJSON.Geometry, source: Corner): Corner {
  const narrow = Math.cos((source[1] * Math.PI) / 180);
  const far = (corner: Corner): number => Math.hypot((corner[0] - source[0]) * narrow, corner[1] - source[1]);
  const all = corners(geometry);
  const end = all.reduce((best, corner) => (far(corner) > far(best) ? corner : best), source);
  const north = all.reduce((best, corner) => (corner[1] > best[1] ? corner : best), source);
  return far(north) > 0.8 * far(end) ? north : end;
}

/** West, south, east, north of what is drawn. */
export function extent(incident: Incident, hidden: ReadonlySet<Effect>): [number, number, number, number] {
  const source = incident.source.coordinates as Corner;
  const all = incident.zones.filter((zone) => !hidden.has(zone.effect)).flatMap((zone) => (zone.geometry ? corners(zone.geometry) : []));
  return [source, ...all].reduce<[number, number, number, number]>(
    ([west, south, east, north], [lon, lat]) => [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)],
    [source[0], source[1], source[0], source[1]]);
}

function zoneFeatures(zone: IncidentZone, source: Corner, theme: Theme): { areas: GeoJSON.Feature[]; lines: GeoJSON.Feature[]; labels: GeoJSON.Feature[] } {
  if (!drawable(zone.geometry)) return { areas: [], lines: [], labels: [] };
  const colour = colourOf(zone, theme);
  const pattern = zone.effect in EFFECTS ? EFFECTS[zone.effect].pattern : "stripes";
  const properties = {
    id: zone.id, effect: zone.effect, level: zone.level, colour,
    fill: patternId(pattern, colour), label: `${effectTitle(zone.effect)} ${shortName(zone)}\n${distance(zone.reach_m)}`,
    rank: -words(zone).rank,
  };
  const feature = (geometry: GeoJSON.Geometry): GeoJSON.Feature => ({ type: "Feature", properties, geometry });
  return {
    areas: [feature(zone.geometry)],
    lines: drawable(zone.confidence_geometry) ? [feature(zone.confidence_geometry)] : [],
    labels: [feature({ type: "Point", coordinates: tip(zone.geometry, source) })],
  };
}

function placeFeature(place: ReachedPlace, zone: IncidentZone | undefined, rank: number, theme: Theme): GeoJSON.Feature {
  const arrival = typeof place.arrival_s === "number" ? `\n${minutes(place.arrival_s)}` : "";
  const only = place.worst.only_confidence === true;
  const title = name(place.name ?? place.id);
  return {
    type: "Feature", geometry: { type: "Point", coordinates: [place.lon_deg, place.lat_deg] },
    properties: { id: place.id, rank, only, label: `${title}${arrival}`, colour: zone ? colourOf(zone, theme) : PALETTES[theme].ink },
  };
}

/** The middle of a blast in a congested region, off the axis of the wind as it may be. */
function blastFeature(blast: BlastSource): GeoJSON.Feature[] {
  const regions = blast.regions ?? [];
  if (!blast.place || regions.length === 0) return [];
  const titles = regions.map((region) => name(region.name?.zh || region.name?.en ? region.name : region.id)).join("、");
  const strength = typeof blast.strength_class === "number" ? name({ zh: `爆源 ${blast.strength_class} 级`, en: `blast of class ${blast.strength_class}` }) : "";
  return [{ type: "Feature", geometry: blast.place, properties: { label: `${titles}\n${strength}` } }];
}

/** All of it as sources and layers. `old` greys what no longer answers the question that is entered. */
export function overlay(incident: Incident, hidden: ReadonlySet<Effect>, theme: Theme, old: boolean): Overlay {
  const palette = PALETTES[theme];
  const source = incident.source.coordinates as Corner;
  const shown = incident.zones.filter((zone) => !hidden.has(zone.effect));
  // The weakest first, so that the strong ones lie on top of it.
  const drawn = inOrder(shown).reverse().map((zone) => zoneFeatures(zone, source, theme));
  const byId = new Map(shown.map((zone) => [zone.id, zone]));
  const places = (incident.places ?? []).filter((place) => byId.has(place.worst.zone)).map((place, rank) => placeFeature(place, byId.get(place.worst.zone), rank, theme));
  const wind: GeoJSON.Feature = { type: "Feature", properties: { from: incident.weather.wind_from_deg }, geometry: { type: "Point", coordinates: source } };
  const colour = old ? palette.faint : get("colour");
  const collection = (features: GeoJSON.Feature[]): Overlay["sources"][string] => ({ type: "geojson", data: { type: "FeatureCollection", features } });
  return {
    sources: {
      "desk-areas": collection(drawn.flatMap((each) => each.areas)),
      "desk-lines": collection(drawn.flatMap((each) => each.lines)),
      "desk-labels": collection(drawn.flatMap((each) => each.labels)),
      "desk-places": collection(places),
      "desk-blasts": collection((incident.blast_sources ?? []).filter((blast) => !hidden.has(blast.effect)).flatMap(blastFeature)),
      "desk-wind": collection([wind]),
    },
    below: zoneLayers(colour, palette.halo, old),
    above: topLayers(colour, palette.ink, palette.halo, old),
  };
}

function zoneLayers(colour: ExpressionSpecification | string, halo: string, old: boolean): LayerSpecification[] {
  return [
    { id: "desk-zone", type: "fill", source: "desk-areas", paint: { "fill-pattern": get("fill"), "fill-opacity": old ? 0.25 : 0.8 } },
    { id: "desk-zone-case", type: "line", source: "desk-areas", paint: { "line-color": halo, "line-width": 4.5, "line-opacity": 0.85 } },
    { id: "desk-zone-line", type: "line", source: "desk-areas", layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": 2.4 } },
    { id: "desk-confidence-case", type: "line", source: "desk-lines", paint: { "line-color": halo, "line-width": 4, "line-opacity": 0.7 } },
    { id: "desk-confidence", type: "line", source: "desk-lines", paint: { "line-color": colour, "line-width": 2, "line-dasharray": [3, 2] } },
  ];
}

function topLayers(colour: ExpressionSpecification | string, ink: string, halo: string, old: boolean): LayerSpecification[] {
  const words = { "text-font": FONT, "text-padding": 3 };
  return [
    { id: "desk-place", type: "circle", source: "desk-places", paint: { "circle-radius": 11, "circle-opacity": 0, "circle-stroke-width": 4, "circle-stroke-color": colour, "circle-stroke-opacity": ["case", get("only"), 0.55, 1] } },
    { id: "desk-blast", type: "circle", source: "desk-blasts", paint: { "circle-radius": 6, "circle-color": ink, "circle-stroke-width": 3, "circle-stroke-color": halo, "circle-opacity": old ? 0.4 : 1 } },
    {
      id: "desk-wind", type: "symbol", source: "desk-wind",
      layout: { "icon-image": arrowId(ink, halo), "icon-rotate": get("from"), "icon-rotation-alignment": "map", "icon-offset": [0, -58], "icon-allow-overlap": true, "icon-ignore-placement": true },
      paint: { "icon-opacity": old ? 0.4 : 1 },
    },
    {
      id: "desk-place-label", type: "symbol", source: "desk-places",
      layout: { ...words, "text-field": get("label"), "text-size": 15, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.1, "text-justify": "auto", "text-max-width": 14, "symbol-sort-key": get("rank") },
      paint: { "text-color": ink, "text-halo-color": halo, "text-halo-width": 2.4 },
    },
    {
      id: "desk-blast-label", type: "symbol", source: "desk-blasts",
      layout: { ...words, "text-field": get("label"), "text-size": 15, "text-variable-anchor": ["right", "left", "bottom", "top"], "text-radial-offset": 1, "text-justify": "auto", "text-max-width": 14 },
      paint: { "text-color": ink, "text-halo-color": halo, "text-halo-width": 2.4 },
    },
    {
      id: "desk-zone-label", type: "symbol", source: "desk-labels",
      layout: { ...words, "text-field": get("label"), "text-size": 16, "text-variable-anchor": ["bottom", "top", "left", "right"], "text-radial-offset": 0.3, "text-max-width": 30, "symbol-sort-key": get("rank") },
      paint: { "text-color": colour, "text-halo-color": halo, "text-halo-width": 2.6 },
    },
  ];
}

/** Said on the marker for those who do not see it. */
export const sourceTitle = (): string => t("deskSource");
