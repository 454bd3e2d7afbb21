// A made-up answer of the process `incident`: fans downwind and circles, by hand and without physics.
// The page is tested here: that it asks for what was entered and shows what was answered.

import { layers, units } from "./fixture.mjs";

const M_PER_DEG = 111_320;
const RAD = Math.PI / 180;

const move = ([lon, lat], distanceM, bearingDeg) => [
  lon + (distanceM * Math.sin(bearingDeg * RAD)) / (M_PER_DEG * Math.cos(lat * RAD)),
  lat + (distanceM * Math.cos(bearingDeg * RAD)) / M_PER_DEG,
];

/** A fan from the source, `half` degrees to either side. */
function fan(source, reach, towards, half) {
  const rim = Array.from({ length: 25 }, (_, i) => move(source, reach * (0.86 + 0.14 * Math.cos(((i - 12) / 12) * 1.5)), towards + ((i - 12) / 12) * half));
  return { type: "MultiPolygon", coordinates: [[[source, ...rim, source]]] };
}

function circle(centre, radius) {
  return { type: "MultiPolygon", coordinates: [[Array.from({ length: 49 }, (_, i) => move(centre, radius, (360 * (i % 48)) / 48))]] };
}

const LEVELS = {
  aegl_3: ["AEGL-3，1 小时", "AEGL-3, 1 h", 5.8e-5, "kg/m3"], aegl_2: ["AEGL-2，1 小时", "AEGL-2, 1 h", 5.8e-6, "kg/m3"], aegl_1: ["AEGL-1，1 小时", "AEGL-1, 1 h", 1.4e-6, "kg/m3"],
  lower_flammable_limit: ["可燃下限", "lower flammable limit", 0.021, "mol/mol"], heat_37_5_kw_m2: ["37.5 kW/m²", "37.5 kW/m2", 37500, "W/m2"], heat_12_5_kw_m2: ["12.5 kW/m²", "12.5 kW/m2", 12500, "W/m2"],
  heat_4_kw_m2: ["4 kW/m²", "4 kW/m2", 4000, "W/m2"], blast_30_kpa: ["30 kPa", "30 kPa", 30000, "Pa"], blast_10_kpa: ["10 kPa", "10 kPa", 10000, "Pa"],
};

function zone(effect, level, reach, geometry, confidence, more = {}) {
  const [label_zh, label_en, threshold, unit] = LEVELS[level];
  const inside = { known: Math.round(reach * 1.7), places_without_number: reach > 1500 ? 3 : 0 };
  return {
    id: `${effect}/${level}`, effect, level, exposure_s: level.startsWith("aegl") ? 3600 : null, label_zh, label_en, threshold, unit, origin: level === "heat_4_kw_m2" ? "memory" : "source",
    conditional_prob: null, reach_m: reach, half_width_m: reach / 5, area_m2: reach * reach * 0.3, geometry, confidence_geometry: confidence,
    people_inside: inside, people_inside_confidence: { known: inside.known * 2, places_without_number: inside.places_without_number + 1 }, vulnerable_inside: reach > 1000 ? 2 : 0, ...more,
  };
}

const FLAMMABLE = ["propane", "methanol", "lpg", "液化石油气", "丙烷"];

function zonesOf(substance, source, towards, speed) {
  const windy = (effect, level, reach, half) => zone(effect, level, reach, fan(source, reach, towards, half), fan(source, reach, towards, half + 14));
  const still = (effect, level, reach) => zone(effect, level, reach, circle(source, reach), null);
  const scale = 3 / Math.max(speed, 0.5);
  if (!FLAMMABLE.includes(substance)) return [windy("toxic_cloud", "aegl_3", 1300 * scale, 12), windy("toxic_cloud", "aegl_2", 3200 * scale, 11), windy("toxic_cloud", "aegl_1", 6100 * scale, 10)];
  return [
    windy("flash_fire", "lower_flammable_limit", 420 * scale, 16), still("jet_fire", "heat_37_5_kw_m2", 160), still("jet_fire", "heat_12_5_kw_m2", 240),
    still("jet_fire", "heat_4_kw_m2", 420), still("explosion", "blast_30_kpa", 300), still("explosion", "blast_10_kpa", 640),
  ];
}

function placesOf(zones, source, towards, speed) {
  const found = [];
  for (const layer of ["protected_object", "populated_place"]) {
    for (const [index, feature] of layers[layer].entries()) {
      const [lon, lat] = feature.geometry.coordinates;
      const [x, y] = [(lon - source[0]) * M_PER_DEG * Math.cos(lat * RAD), (lat - source[1]) * M_PER_DEG];
      const distance_m = Math.hypot(x, y);
      const bearing_deg = ((Math.atan2(x, y) / RAD) + 360) % 360;
      const aside = Math.abs(((bearing_deg - towards + 540) % 360) - 180);
      const windy = (each) => each.confidence_geometry !== null;
      const worst = zones.find((each) => distance_m < each.reach_m && (!windy(each) || aside < 25));
      if (!worst) continue;
      found.push({
        id: `${layer}-${index}`, layer, name: { zh: feature.properties.name_zh, en: feature.properties.name_en }, class: feature.properties.kind ?? layer, lon_deg: lon, lat_deg: lat,
        distance_m, bearing_deg, people: feature.properties.people ?? null, worst: { zone: worst.id, only_confidence: windy(worst) && aside > 11 },
        arrival_s: windy(worst) ? distance_m / speed : null, departure_s: windy(worst) ? distance_m / speed + 600 : null, peak_kg_m3: 1e-5, indoor_lethality_prob: 0.004, outdoor_lethality_prob: 0.12,
      });
    }
  }
  return found;
}

/** What the answer assumed, with what was put in its place. */
function sheetOf({ overrides = [] }) {
  const line = (step, quantity, title_zh, title_en, value, unit, basis) => {
    const given = overrides.find((each) => each.quantity === quantity);
    return { step, quantity, title_zh, title_en, value: given?.value ?? value, unit, basis: given ? "overridden" : basis, computed_value: given ? value : null };
  };
  return [
    line("outflow", "release_rate_kg_s", "泄漏速率", "release rate", 8.25, "kg/s", "computed"), line("dispersion", "toxic_averaging_time_s", "毒性平均时间", "averaging time, toxic", 600, "s", "assumed"),
    line("ignition", "immediate_ignition_prob", "立即点火概率", "probability of immediate ignition", 0.3, "", "computed"),
  ];
}

const refused = (problems) => ({ status: 400, body: { type: "urn:cordon:problem:invalid_parameter", title: "Refused input", status: 400, detail: "refused", code: "invalid_parameter", problems } });

/** `{ status, body }` for the inputs of the process. */
export function incident(inputs) {
  const unit = units.find((each) => each.id === inputs.unit);
  if (inputs.unit && !unit) return refused([{ field: "unit", value: inputs.unit, allowed: "a hazard unit, facility or pipeline of the city", code: "unknown_value" }]);
  const substance = unit?.substance.id ?? inputs.substance;
  const rate = inputs.release?.release_rate_kg_s;
  const problems = [];
  if (substance === "unobtainium") problems.push({ field: "substance", value: substance, allowed: "one of 127 substances of the library, by CAS number, name (Chinese or English) or UN number", code: "unknown_substance" });
  if (rate !== undefined && !(rate > 0)) problems.push({ field: "release.release_rate_kg_s", value: String(rate), allowed: "a finite number, 1e-6 to 100000.0", code: "out_of_range" });
  if (problems.length > 0) return refused(problems);
  const station = inputs.weather.source === "station";
  const weather = station ? { wind_from_deg: 315, wind_speed_m_s: 2.4, stability: "D", air_temperature_k: 288.15, ...inputs.weather, basis: "station", station: "mock station", frequency_frac: 0.07 } : { ...inputs.weather, air_temperature_k: 293.15, basis: "given" };
  const own = unit && layers.hazard_unit.find((each) => each.properties.id === unit.id).geometry.coordinates;
  const source = inputs.place ? [inputs.place.lon_deg, inputs.place.lat_deg] : own;
  const towards = (weather.wind_from_deg + 180) % 360;
  const zones = zonesOf(substance, source, towards, weather.wind_speed_m_s);
  const places = placesOf(zones, source, towards, weather.wind_speed_m_s);
  const flammable = zones.some((each) => each.effect === "jet_fire");
  const ids = (effect) => zones.filter((each) => each.effect === effect).map((each) => each.id);
  const branch = (outcome, immediate, conditional_prob, effect) => ({ outcome, immediate, conditional_prob, zones: ids(effect) });
  return { status: 200, body: {
    result: {
      title: "", substance: unit ? { zh: unit.substance.zh, en: unit.substance.en } : { zh: substance, en: substance }, unit: unit ? { id: unit.id, name: unit.facility.name, facility_id: unit.facility.id } : null,
      source: { type: "Point", coordinates: source }, weather, release: inputs.release ?? null, released_mass_kg: 5000, airborne_mass_kg: 3800,
      branches: flammable ? [branch("jet_fire", true, 0.3, "jet_fire"), branch("flash_fire", false, 0.14, "flash_fire"), branch("explosion", false, 0.06, "explosion"), branch("dispersion", false, 0.5, "none")] : [branch("dispersion", false, 1, "toxic_cloud")],
      zones, places, places_total: places.length,
      domino: flammable ? [{ id: "F3-U2", facility_id: "F3", name: { zh: "丙烷储罐", en: "Propane tank" }, distance_m: 190, effect: "jet_fire", level: "heat_12_5_kw_m2", zone: "jet_fire/heat_12_5_kw_m2" }] : [],
      not_known: [{ zh: "没有人口栅格：只数了有人数的场所", en: "no population grid: only places with a number are counted" }, { zh: "单元没有温度记录", en: "the unit has no temperature on record" }],
      timeline: [{ time_s: 0, text_zh: "开始泄漏", text_en: "the release begins" }, { time_s: 600, text_zh: "泄漏停止", text_en: "the release ends" }],
      sheet: sheetOf(inputs),
    },
    caveats: [
      { code: "flat_terrain", subject: "dense_gas", message_zh: "按平坦无障碍地形计算", message_en: "flat ground without obstacles was assumed" },
      { code: "assumed_value", subject: "weather", message_zh: "风取气象站最常见的情况", message_en: "the wind is the most frequent state of the station" },
    ],
    manifest: { cordon_version: "mock" },
  } };
}
