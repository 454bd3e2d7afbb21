// What each layer of the city looks like and where it stands in the legend.

import type { ExpressionSpecification, LayerSpecification, SymbolLayerSpecification } from "maplibre-gl";
import { currentLang } from "../i18n";
import type { Bilingual } from "../api/types";
import type { Palette } from "./palette";

export type Group = "hazard" | "line" | "people" | "help" | "base" | "other";

/** A symbol of the legend: values of `kind` that get it, and what to call it. */
export interface Kind {
  sign: string;
  values: string[];
  label: Bilingual;
}

export interface LayerStyle {
  id: string;
  group: Group;
  /** Drawing order, low first. */
  order: number;
  title: Bilingual;
  visible: boolean;
  frame?: "hazard" | "people" | "help";
  kinds?: Kind[];
  swatch?: (palette: Palette) => { kind: "line" | "fill"; colour: string; dash?: boolean };
  layers: (source: string, sourceLayer: string, palette: Palette) => LayerSpecification[];
}

const kind = (sign: string, zh: string, en: string, ...values: string[]): Kind => ({ sign, values, label: { zh, en } });

const HAZARD_KINDS: Kind[] = [
  kind("chemical", "危险化学品生产", "chemical producer", "hazardous_chemical_producer", "chemical_producer", "chemical_plant", "producer", "chemical", "refinery", "petrochemical", "manufacturing"),
  kind("tank", "油库与储罐", "oil depot, tank farm", "oil_depot", "tank_farm", "oil_storage", "depot", "storage", "terminal"),
  kind("gas", "燃气与加油加气", "gas and filling station", "gas_station", "filling_station", "lpg_station", "lng_station", "gas_storage", "lpg", "gas"),
  kind("water", "水厂（氯）", "water works (chlorine)", "water_works", "water_treatment", "waterworks", "wastewater"),
  kind("cold", "冷库（氨）", "cold store (ammonia)", "cold_store", "cold_storage", "refrigeration", "food"),
  kind("port", "港口码头", "port", "port", "harbour", "railway_yard", "rail_yard"),
  kind("mine", "矿山", "mine", "mine", "coal_mine", "quarry", "open_pit", "underground"),
  kind("tailings", "尾矿库", "tailings pond", "tailings_pond", "tailings"),
  kind("explosive", "民爆与烟花爆竹", "explosives, fireworks", "explosive_store", "explosives", "fireworks"),
  kind("alert", "其他危险源", "other hazard"),
];

const PEOPLE_KINDS: Kind[] = [
  kind("school", "学校、幼儿园", "school, nursery", "school", "kindergarten", "nursery", "university", "primary_school", "secondary_school", "middle_school", "education"),
  kind("hospital", "医院、养老", "hospital, care home", "hospital", "clinic", "nursing_home", "care_home", "health"),
  kind("home", "住宅", "housing", "residential", "housing", "village", "dwelling"),
  kind("crowd", "人员密集场所", "crowded place", "shopping", "culture", "park", "market", "stadium", "station", "mall", "commercial", "hotel", "sports", "entertainment", "transport_hub", "office"),
  kind("dot", "其他防护目标", "other protected place"),
];

const HELP_KINDS: Kind[] = [
  kind("fire", "消防站", "fire station", "fire_station", "fire"),
  kind("hospital", "医疗", "medical", "hospital", "clinic", "medical", "ambulance"),
  kind("shelter", "避难场所", "shelter", "shelter", "evacuation"),
  kind("box", "物资库", "depot", "depot", "store", "supplies", "warehouse"),
  kind("team", "救援队伍", "rescue team", "team", "rescue_team", "other"),
];

/** The name in the language of the page, from whichever name field the layer has. */
export function nameField(): ExpressionSpecification {
  const order = currentLang() === "zh" ? ["name_zh", "name", "name_en"] : ["name_en", "name", "name_zh"];
  const cases: unknown[] = ["case"];
  for (const field of order) cases.push([">", ["length", ["to-string", ["get", field]]], 0], ["to-string", ["get", field]]);
  return [...cases, ""] as ExpressionSpecification;
}

/** `hazard/<sign>/<state>` by the feature's kind, activity and assessment. */
function iconField(frame: string, kinds: Kind[], fixed?: string): ExpressionSpecification {
  const what: ExpressionSpecification = ["to-string", ["coalesce", ["get", "kind"], ["get", "use"], ["get", "category"], ["get", "class"], ""]];
  const last = kinds[kinds.length - 1]?.sign ?? "alert";
  const pairs = kinds.filter((each) => each.values.length > 0).flatMap((each) => [each.values, each.sign]);
  const sign: unknown = fixed ?? ["match", what, ...pairs, last];
  const state: ExpressionSpecification = frame === "hazard" ? stateField() : ["case", inactive(), "inactive", "assessed"];
  return ["concat", `${frame}/`, sign, "/", state] as ExpressionSpecification;
}

function inactive(): ExpressionSpecification {
  return ["any", ["==", ["get", "active"], false], ["==", ["get", "active"], 0], ["==", ["get", "assessment"], "inactive"]];
}

/** As the tiles tell; what is not said to be assessed is not. */
function stateField(): ExpressionSpecification {
  const told: ExpressionSpecification = ["any", ["==", ["get", "assessed"], true], ["==", ["get", "assessed"], 1], ["==", ["get", "assessment"], "assessed"]];
  return ["case", inactive(), "inactive", told, "assessed", "not"];
}

// No glyph files: MapLibre draws every letter from the fonts of this computer. It takes the weight
// from the first name (which no font has) and hands the rest to the browser as CSS families.
export const FONT = ["Cordon Bold", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"];

function label(id: string, source: string, sourceLayer: string, palette: Palette, more: { minzoom: number; offset?: number; size?: number; line?: boolean; colour?: string }): SymbolLayerSpecification {
  return {
    id,
    type: "symbol",
    source,
    "source-layer": sourceLayer,
    minzoom: more.minzoom,
    layout: {
      "text-field": nameField(),
      "text-font": FONT,
      "text-size": more.size ?? 14,
      "text-max-width": 9,
      ...(more.line ? { "symbol-placement": "line", "symbol-spacing": 320 } : {}),
      ...(more.offset ? { "text-anchor": "top", "text-offset": [0, more.offset] } : {}),
      "text-optional": true,
    },
    paint: { "text-color": more.colour ?? palette.ink, "text-halo-color": palette.halo, "text-halo-width": 2 },
  };
}

function points(layer: { id: string; frame: "hazard" | "people" | "help"; kinds: Kind[]; minzoom: number; labelFrom: number; fixed?: string; size?: number }) {
  return (source: string, sourceLayer: string, palette: Palette): LayerSpecification[] => [
    ...areas(layer.id, source, sourceLayer, layer.frame === "people" ? palette.people : layer.frame === "help" ? palette.help : palette.ink),
    {
      id: layer.id,
      type: "symbol",
      source,
      "source-layer": sourceLayer,
      minzoom: layer.minzoom,
      layout: {
        "icon-image": iconField(layer.frame, layer.kinds, layer.fixed),
        "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.42 * (layer.size ?? 1), 12, 0.72 * (layer.size ?? 1), 15, layer.size ?? 1],
        "icon-allow-overlap": true,
        "symbol-sort-key": ["match", stateField(), "inactive", 0, "not", 1, 2],
      },
    },
    label(`${layer.id}-label`, source, sourceLayer, palette, { minzoom: layer.labelFrom, offset: 1.25 }),
  ];
}

/** Outline and light wash for the polygons of a layer that is mostly points. */
function areas(id: string, source: string, sourceLayer: string, colour: string): LayerSpecification[] {
  const filter: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"];
  const base = { source, "source-layer": sourceLayer, filter };
  return [
    { ...base, id: `${id}-area`, type: "fill", paint: { "fill-color": colour, "fill-opacity": 0.12 } },
    { ...base, id: `${id}-outline`, type: "line", paint: { "line-color": colour, "line-width": 1.2 } },
  ];
}

/** Width that grows with zoom, times a factor by feature. */
function lineWidth(factor: number, by: ExpressionSpecification | number = 1): ExpressionSpecification {
  const at = (width: number): ExpressionSpecification => ["*", factor * width, by];
  return ["interpolate", ["exponential", 1.5], ["zoom"], 8, at(0.8), 12, at(1.8), 16, at(5)];
}

const kindText = (): ExpressionSpecification => ["to-string", ["coalesce", ["get", "kind"], ["get", "class"], ""]];
const ROAD_FACTOR: ExpressionSpecification = ["match", kindText(), ["expressway", "motorway"], 1.8, ["national", "provincial", "primary", "main"], 1.3, 1];

function railway(source: string, sourceLayer: string, palette: Palette): LayerSpecification[] {
  const isRail: ExpressionSpecification = ["in", "rail", kindText()];
  const isPower: ExpressionSpecification = ["in", "power", kindText()];
  const base = { source, "source-layer": sourceLayer };
  return [
    { ...base, id: "corridor", type: "line", paint: { "line-color": palette.rail, "line-width": lineWidth(1.1, ["case", isPower, 0.5, 1]) } },
    { ...base, id: "corridor-ties", type: "line", filter: isRail, paint: { "line-color": palette.halo, "line-width": lineWidth(0.6), "line-dasharray": [5, 5] } },
    label("corridor-label", source, sourceLayer, palette, { minzoom: 11, line: true, size: 13, colour: palette.faint }),
  ];
}

function dashed(id: string, colour: (palette: Palette) => string, dash: number[], labelled = true) {
  return (source: string, sourceLayer: string, palette: Palette): LayerSpecification[] => [
    { id: `${id}-case`, type: "line", source, "source-layer": sourceLayer, paint: { "line-color": palette.halo, "line-width": lineWidth(2), "line-opacity": 0.8 } },
    { id, type: "line", source, "source-layer": sourceLayer, layout: { "line-cap": "butt" }, paint: { "line-color": colour(palette), "line-width": lineWidth(1.2), "line-dasharray": dash } },
    ...(labelled ? [label(`${id}-label`, source, sourceLayer, palette, { minzoom: 11, line: true, size: 13, colour: colour(palette) })] : []),
  ];
}

export const CATALOGUE: LayerStyle[] = [
  {
    id: "boundary", group: "base", order: 0, title: { zh: "行政区界", en: "Boundaries" }, visible: true,
    swatch: (palette) => ({ kind: "line", colour: palette.districtLine, dash: true }),
    layers: (source, sourceLayer, palette) => [
      { id: "boundary-area", type: "fill", source, "source-layer": sourceLayer, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ["match", kindText(), "park", palette.park, ["street", "subdistrict"], palette.built, palette.district] } },
      { id: "boundary", type: "line", source, "source-layer": sourceLayer, paint: { "line-color": palette.districtLine, "line-width": ["match", kindText(), ["city", "county", "district"], 2.2, 1.2], "line-dasharray": [4, 2] } },
      { ...label("boundary-label", source, sourceLayer, palette, { minzoom: 8, size: 15, colour: palette.faint }), filter: ["!=", kindText(), "city"], maxzoom: 13.5 },
    ],
  },
  {
    id: "water", group: "base", order: 1, title: { zh: "水域", en: "Water" }, visible: true,
    swatch: (palette) => ({ kind: "fill", colour: palette.water }),
    layers: (source, sourceLayer, palette) => [
      { id: "water", type: "fill", source, "source-layer": sourceLayer, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": palette.water } },
      { id: "water-line", type: "line", source, "source-layer": sourceLayer, filter: ["==", ["geometry-type"], "LineString"], layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": palette.water, "line-width": lineWidth(2) } },
      label("water-label", source, sourceLayer, palette, { minzoom: 10, size: 14, colour: palette.waterText }),
    ],
  },
  {
    id: "road", group: "base", order: 2, title: { zh: "道路", en: "Roads" }, visible: true,
    swatch: (palette) => ({ kind: "line", colour: palette.roadCase }),
    layers: (source, sourceLayer, palette) => [
      { id: "road-case", type: "line", source, "source-layer": sourceLayer, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": palette.roadCase, "line-width": lineWidth(2, ROAD_FACTOR) } },
      { id: "road", type: "line", source, "source-layer": sourceLayer, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": palette.road, "line-width": lineWidth(1.4, ROAD_FACTOR) } },
      label("road-label", source, sourceLayer, palette, { minzoom: 11, line: true, size: 14, colour: palette.faint }),
    ],
  },
  {
    id: "corridor", group: "line", order: 30, title: { zh: "铁路与廊道", en: "Railways and corridors" }, visible: true,
    swatch: (palette) => ({ kind: "line", colour: palette.rail }), layers: railway,
  },
  {
    id: "route", group: "line", order: 31, title: { zh: "危险货物运输路线", en: "Dangerous-goods routes" }, visible: true,
    swatch: (palette) => ({ kind: "line", colour: palette.route, dash: true }), layers: dashed("route", (palette) => palette.route, [2, 1.2]),
  },
  {
    id: "pipeline", group: "line", order: 32, title: { zh: "管道", en: "Pipelines" }, visible: true,
    swatch: (palette) => ({ kind: "line", colour: palette.pipeline, dash: true }), layers: dashed("pipeline", (palette) => palette.pipeline, [5, 1.4]),
  },
  {
    id: "populated_place", group: "people", order: 40, title: { zh: "居民地", en: "Populated places" }, visible: true, frame: "people",
    kinds: [kind("home", "居民地", "populated place")],
    layers: (source, sourceLayer, palette) => [
      ...areas("populated_place", source, sourceLayer, palette.people),
      // From afar a faint dot: hundreds of houses must not hide the hazards.
      { id: "populated_place-dot", type: "circle", source, "source-layer": sourceLayer, filter: ["==", ["geometry-type"], "Point"], maxzoom: 12.5, paint: { "circle-color": palette.people, "circle-opacity": 0.55, "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 1.2, 12, 3] } },
      ...points({ id: "populated_place", frame: "people", kinds: PEOPLE_KINDS, minzoom: 12.5, labelFrom: 13, fixed: "home", size: 0.7 })(source, sourceLayer, palette).filter((layer) => layer.type === "symbol"),
    ],
  },
  {
    id: "protected_object", group: "people", order: 41, title: { zh: "防护目标", en: "Protected places" }, visible: true, frame: "people", kinds: PEOPLE_KINDS,
    layers: points({ id: "protected_object", frame: "people", kinds: PEOPLE_KINDS, minzoom: 10.5, labelFrom: 12.8, size: 0.85 }),
  },
  {
    id: "emergency_resource", group: "help", order: 50, title: { zh: "应急资源", en: "Emergency resources" }, visible: true, frame: "help", kinds: HELP_KINDS,
    layers: points({ id: "emergency_resource", frame: "help", kinds: HELP_KINDS, minzoom: 10, labelFrom: 12.5, size: 0.85 }),
  },
  {
    id: "site_boundary", group: "hazard", order: 33, title: { zh: "厂界", en: "Site boundaries" }, visible: true,
    swatch: (palette) => ({ kind: "line", colour: palette.ink }),
    layers: (source, sourceLayer, palette) => [
      { id: "site_boundary-area", type: "fill", source, "source-layer": sourceLayer, minzoom: 11, paint: { "fill-color": palette.ink, "fill-opacity": 0.08 } },
      { id: "site_boundary", type: "line", source, "source-layer": sourceLayer, minzoom: 11, paint: { "line-color": palette.ink, "line-width": 1.4 } },
    ],
  },
  {
    id: "congested_region", group: "hazard", order: 34, title: { zh: "拥塞区（云团在此强烈爆炸）", en: "Congested regions (a cloud explodes strongly)" }, visible: true,
    swatch: (palette) => ({ kind: "line", colour: palette.congested, dash: true }),
    layers: (source, sourceLayer, palette) => [
      { id: "congested_region-area", type: "fill", source, "source-layer": sourceLayer, minzoom: 12, paint: { "fill-color": palette.congested, "fill-opacity": 0.28 } },
      { id: "congested_region-case", type: "line", source, "source-layer": sourceLayer, minzoom: 12, paint: { "line-color": palette.halo, "line-width": 4, "line-opacity": 0.8 } },
      { id: "congested_region", type: "line", source, "source-layer": sourceLayer, minzoom: 12, paint: { "line-color": palette.congested, "line-width": 2, "line-dasharray": [2, 1] } },
      label("congested_region-label", source, sourceLayer, palette, { minzoom: 15, size: 13, colour: palette.congested }),
    ],
  },
  {
    id: "hazard_unit", group: "hazard", order: 60, title: { zh: "危险单元", en: "Hazard units" }, visible: true,
    frame: "hazard", kinds: [kind("alert", "危险单元", "hazard unit")],
    layers: points({ id: "hazard_unit", frame: "hazard", kinds: HAZARD_KINDS, minzoom: 13.5, labelFrom: 14.5, fixed: "alert", size: 0.55 }),
  },
  {
    id: "tailings_pond", group: "hazard", order: 61, title: { zh: "尾矿库", en: "Tailings ponds" }, visible: true, frame: "hazard",
    kinds: [kind("tailings", "尾矿库", "tailings pond")],
    layers: points({ id: "tailings_pond", frame: "hazard", kinds: HAZARD_KINDS, minzoom: 6, labelFrom: 12.5, fixed: "tailings", size: 0.8 }),
  },
  {
    id: "mine", group: "hazard", order: 62, title: { zh: "矿山", en: "Mines" }, visible: true, frame: "hazard", kinds: [kind("mine", "矿山", "mine")],
    layers: points({ id: "mine", frame: "hazard", kinds: HAZARD_KINDS, minzoom: 6, labelFrom: 12.5, fixed: "mine", size: 0.8 }),
  },
  {
    id: "explosive_store", group: "hazard", order: 63, title: { zh: "民爆器材库", en: "Explosive stores" }, visible: true, frame: "hazard",
    kinds: [kind("explosive", "民爆器材库", "explosive store")],
    layers: points({ id: "explosive_store", frame: "hazard", kinds: HAZARD_KINDS, minzoom: 6, labelFrom: 12.5, fixed: "explosive", size: 0.9 }),
  },
  {
    id: "facility", group: "hazard", order: 64, title: { zh: "危险企业", en: "Hazardous facilities" }, visible: true, frame: "hazard", kinds: HAZARD_KINDS,
    layers: points({ id: "facility", frame: "hazard", kinds: HAZARD_KINDS, minzoom: 0, labelFrom: 11.5 }),
  },
];

/** A layer this page has no drawing for: plain, and off until asked for. */
export function plainLayer(id: string, title: Bilingual | undefined): LayerStyle {
  return {
    id, group: "other", order: 20, title: title ?? { zh: id, en: id }, visible: false,
    swatch: (palette) => ({ kind: "line", colour: palette.faint }),
    layers: (source, sourceLayer, palette) => {
      const base = { source, "source-layer": sourceLayer };
      return [
        ...areas(id, source, sourceLayer, palette.faint),
        { ...base, id: `${id}-line`, type: "line", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": palette.faint, "line-width": 1.6 } },
        { ...base, id, type: "circle", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": palette.faint, "circle-radius": 4, "circle-stroke-color": palette.halo, "circle-stroke-width": 1 } },
      ];
    },
  };
}
