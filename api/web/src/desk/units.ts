// What may be chosen to leak: the units and pipelines of the city, with the names people use.

import { getItems } from "../api/client";
import type { LonLat } from "../api/types";
import { currentLang, name } from "../i18n";
import { substanceName } from "./substances";

export interface Unit {
  id: string;
  isLine: boolean;
  facilityId: string;
  facility: { zh: string; en: string };
  title: { zh: string; en: string };
  substance: string;
  place: LonLat | null;
}

const PAGE = 1000;
const MOST = 20_000;

type Fields = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const fieldsOf = (feature: GeoJSON.Feature): Fields => (feature.properties ?? {});
const keyOf = (feature: GeoJSON.Feature): string => text(fieldsOf(feature)["id"]) || text(feature.id);
const names = (fields: Fields): { zh: string; en: string } => ({ zh: text(fields["name_zh"]) || text(fields["name"]), en: text(fields["name_en"]) || text(fields["name"]) });

async function all(layer: string): Promise<GeoJSON.Feature[]> {
  const found: GeoJSON.Feature[] = [];
  while (found.length < MOST) {
    const page = await getItems(layer, PAGE, found.length);
    found.push(...page.features);
    if (page.features.length < PAGE) break;
  }
  return found;
}

function placeOf(feature: GeoJSON.Feature): LonLat | null {
  const geometry = feature.geometry as GeoJSON.Geometry | null;
  if (geometry?.type !== "Point") return null;
  const [lon_deg = 0, lat_deg = 0] = geometry.coordinates;
  return { lon_deg, lat_deg };
}

/** All of them; `layers` names those that the city has. */
export async function readUnits(layers: ReadonlySet<string>): Promise<Unit[]> {
  const read = (layer: string): Promise<GeoJSON.Feature[]> => (layers.has(layer) ? all(layer) : Promise.resolve([]));
  const [facilities, units, lines] = await Promise.all([read("facility"), read("hazard_unit"), read("pipeline")]);
  const facilityNames = new Map(facilities.map((feature) => [keyOf(feature), names(fieldsOf(feature))]));
  const one = (feature: GeoJSON.Feature, isLine: boolean): Unit => {
    const fields = fieldsOf(feature);
    const facilityId = text(fields["facility_id"]);
    return {
      id: keyOf(feature), isLine, facilityId, title: names(fields), place: placeOf(feature),
      facility: facilityNames.get(facilityId) ?? { zh: facilityId, en: facilityId },
      substance: text(fields["substance_id"]) || text(fields["substance_name"]) || text(fields["substance"]),
    };
  };
  return [...units.map((feature) => one(feature, false)), ...lines.map((feature) => one(feature, true))];
}

/** The line under which a unit is offered: factory, unit, substance, number. */
export function unitLine(unit: Unit): string {
  const parts = [unit.isLine ? "" : name(unit.facility), unit.title.zh || unit.title.en ? name(unit.title) : "", substanceName(unit.substance)].filter(Boolean);
  return `${parts.join(currentLang() === "zh" ? "，" : ", ")} [${unit.id}]`;
}
