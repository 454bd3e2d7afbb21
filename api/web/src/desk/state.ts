// What is entered at the desk, what the server is asked for it, and how it travels in the address.

import type { LonLat } from "../api/types";
import type { Incident } from "./types";

export const RELEASE_KINDS = ["known_rate", "liquid_vessel", "gas_vessel", "pipeline", "rupture", "spill"] as const;
export type ReleaseKind = (typeof RELEASE_KINDS)[number];
export const UNIT_EVENTS = ["instantaneous", "within_ten_minutes", "ten_millimetre_hole"] as const;
export const LINE_EVENTS = ["full_bore", "hole"] as const;
export const STABILITIES = ["A", "B", "C", "D", "E", "F"] as const;

/** Figures of a release as people say them; `null` where the field is empty. */
export interface ReleaseFigures {
  rate_kg_s: number | null;
  minutes: number | null;
  mass_t: number | null;
  temperature_c: number | null;
  hole_mm: number | null;
  volume_m3: number | null;
  pressure_mpa: number | null;
  pipe_mm: number | null;
  side_km: number | null;
  friction: number | null;
  /** Empty: the pipe breaks right through. */
  pipe_hole_mm: number | null;
}

/** Figures that are assumed unless they are entered, as people say them. */
export const EXTRA_KEYS = ["air_c", "humidity_percent", "air_kpa", "height_m", "bund_m2", "content_c", "isolation_min", "head_m", "vessel_mpa", "discharge", "fill_percent", "spill_min"] as const;
export type Extra = (typeof EXTRA_KEYS)[number];

export interface DeskState {
  /** Number of a unit or pipeline of the city; empty without one. */
  unit: string;
  isLine: boolean;
  /** Where it leaks; beside a unit, where the release was moved to. */
  place: LonLat | null;
  /** An event of the unit, or `own` for a release of one's own. */
  event: string;
  substance: string;
  kind: ReleaseKind;
  figures: ReleaseFigures;
  /** What was entered in the place of assumed figures. */
  extras: Partial<Record<Extra, number | null>>;
  /** Figures of the calculation sheet that were put in, by quantity. */
  overrides: Record<string, number>;
  /** What of the wind is not entered is taken as the station usually has it. */
  fromStation: boolean;
  /** What of it was entered all the same. */
  entered: Record<WindPart, boolean>;
  windFromDeg: number | null;
  windSpeedMS: number | null;
  stability: string;
  /** Empty: as the city is on record. */
  terrain: "" | "rural" | "urban";
}

export const WIND_PARTS = ["from", "speed", "stability"] as const;
export type WindPart = (typeof WIND_PARTS)[number];

export const OWN = "own";

/** What of the wind nobody entered. */
export const assumedParts = (state: DeskState): WindPart[] => (state.fromStation ? WIND_PARTS.filter((part) => !state.entered[part]) : []);

/** Takes a part of the wind as entered; with the last one nothing is left to the station. */
export function enter(state: DeskState, part: WindPart): void {
  state.entered[part] = true;
  if (WIND_PARTS.every((each) => state.entered[each])) state.fromStation = false;
}

export function freshState(): DeskState {
  return {
    unit: "", isLine: false, place: null, event: OWN, substance: "", kind: "known_rate",
    figures: { rate_kg_s: 1, minutes: 10, mass_t: 10, temperature_c: 20, hole_mm: 10, volume_m3: 10, pressure_mpa: 1, pipe_mm: 300, side_km: 8, friction: 0.012, pipe_hole_mm: null },
    extras: {}, overrides: {},
    fromStation: true, entered: { from: false, speed: false, stability: false }, windFromDeg: null, windSpeedMS: null, stability: "D", terrain: "",
  };
}

/** Fields of the form that a kind of release needs. */
export const FIGURES: Record<ReleaseKind, (keyof ReleaseFigures)[]> = {
  known_rate: ["rate_kg_s", "minutes"],
  liquid_vessel: ["mass_t", "temperature_c", "hole_mm"],
  gas_vessel: ["volume_m3", "pressure_mpa", "temperature_c", "hole_mm"],
  pipeline: ["pipe_mm", "pressure_mpa", "temperature_c", "side_km", "friction", "pipe_hole_mm"],
  rupture: ["mass_t", "temperature_c"],
  spill: ["mass_t"],
};

/** What may stay empty. */
const OPTIONAL: ReadonlySet<keyof ReleaseFigures> = new Set(["pipe_hole_mm"]);

export type Missing = "unit_or_place" | "substance" | "wind_from" | "wind_speed" | keyof ReleaseFigures;

/** The event in words of the unit, unless a release of one's own is entered. */
export const ownRelease = (state: DeskState): boolean => state.unit === "" || state.event === OWN;

/** What has to be entered before there is anything to ask. */
export function missing(state: DeskState): Missing[] {
  const found: Missing[] = [];
  if (state.unit === "" && !state.place) found.push("unit_or_place");
  if (state.unit === "" && state.substance.trim() === "") found.push("substance");
  if (ownRelease(state)) found.push(...FIGURES[state.kind].filter((field) => state.figures[field] === null && !OPTIONAL.has(field)));
  const assumed = assumedParts(state);
  if (!assumed.includes("from") && state.windFromDeg === null) found.push("wind_from");
  if (!assumed.includes("speed") && state.windSpeedMS === null) found.push("wind_speed");
  return found;
}

const ZERO_CELSIUS_K = 273.15;
/** Free of the tails of binary fractions, so that 10 mm is 0.01 m. */
const exact = (value: number): number => Number(value.toPrecision(12));

function release(state: DeskState): Record<string, unknown> {
  const { rate_kg_s, minutes, mass_t, temperature_c, hole_mm, volume_m3, pressure_mpa, pipe_mm, side_km, friction, pipe_hole_mm } = state.figures;
  const mass_kg = exact((mass_t ?? 0) * 1000);
  const temperature_k = exact((temperature_c ?? 0) + ZERO_CELSIUS_K);
  const pressure_pa = exact((pressure_mpa ?? 0) * 1e6);
  const metres = (mm: number | null): number => exact((mm ?? 0) / 1000);
  switch (state.kind) {
    case "known_rate": return { kind: "known_rate", release_rate_kg_s: rate_kg_s, duration_s: exact((minutes ?? 0) * 60) };
    case "liquid_vessel": return { kind: "liquid_vessel", mass_kg, temperature_k, hole_diameter_m: metres(hole_mm) };
    case "gas_vessel": return { kind: "gas_vessel", volume_m3, pressure_pa, temperature_k, hole_diameter_m: metres(hole_mm) };
    case "pipeline": {
      const length_m = exact((side_km ?? 0) * 1000);
      // Through a hole both sides flow together: one length of pipe; a full break empties each side by itself.
      const sides = pipe_hole_mm === null ? { length_m, other_length_m: length_m } : { length_m: exact(2 * length_m), hole_diameter_m: metres(pipe_hole_mm) };
      return { kind: "pipeline", pipe_diameter_m: metres(pipe_mm), ...sides, darcy_friction_factor: friction, pressure_pa, temperature_k };
    }
    case "rupture": return { kind: "rupture", mass_kg, temperature_k };
    case "spill": return { kind: "spill", mass_kg };
  }
}

function weather(state: DeskState): Record<string, unknown> {
  const assumed = assumedParts(state);
  return {
    source: state.fromStation ? "station" : "given",
    ...(assumed.includes("from") ? {} : { wind_from_deg: state.windFromDeg }),
    ...(assumed.includes("speed") ? {} : { wind_speed_m_s: state.windSpeedMS }),
    ...(assumed.includes("stability") ? {} : { stability: state.stability }),
    ...(state.terrain ? { terrain: state.terrain } : {}),
  };
}

type Part = "release" | "weather" | "ground" | "top";

/** Where an assumed figure goes, from the unit of the field to that of the process, and where the one in force stands. */
interface ExtraField {
  part: Part;
  field: string;
  /** Kinds of release that have it; all when not told. */
  kinds?: ReleaseKind[];
  toSi: (value: number) => number;
  inForce: (incident: Incident) => number | null;
}

const ofRelease = (field: string, back: (si: number) => number) => (incident: Incident): number | null => {
  const value = incident.release?.[field];
  return typeof value === "number" ? back(value) : null;
};
const known = (value: number | null | undefined, back: (si: number) => number): number | null => (typeof value === "number" ? back(value) : null);
const celsius = (kelvin: number): number => exact(kelvin - ZERO_CELSIUS_K);
const kelvin = (value: number): number => exact(value + ZERO_CELSIUS_K);
const times = (factor: number) => (value: number): number => exact(value * factor);
const same = (value: number): number => value;

export const EXTRAS: Record<Extra, ExtraField> = {
  air_c: { part: "weather", field: "air_temperature_k", toSi: kelvin, inForce: ({ weather: { air_temperature_k } }) => known(air_temperature_k, celsius) },
  humidity_percent: { part: "weather", field: "relative_humidity_frac", toSi: times(0.01), inForce: ({ weather: { relative_humidity_frac } }) => known(relative_humidity_frac, times(100)) },
  air_kpa: { part: "weather", field: "pressure_pa", toSi: times(1000), inForce: ({ weather: { pressure_pa } }) => known(pressure_pa, times(0.001)) },
  height_m: { part: "top", field: "release_height_m", toSi: same, inForce: () => 0 },
  bund_m2: { part: "ground", field: "bund_area_m2", toSi: same, inForce: () => null },
  content_c: { part: "release", field: "temperature_k", kinds: ["known_rate", "spill"], toSi: kelvin, inForce: ofRelease("temperature_k", celsius) },
  isolation_min: { part: "release", field: "isolation_time_s", kinds: ["liquid_vessel", "gas_vessel", "pipeline"], toSi: times(60), inForce: ofRelease("isolation_time_s", times(1 / 60)) },
  head_m: { part: "release", field: "liquid_head_m", kinds: ["liquid_vessel"], toSi: same, inForce: ofRelease("liquid_head_m", same) },
  vessel_mpa: { part: "release", field: "pressure_pa", kinds: ["liquid_vessel", "rupture"], toSi: times(1e6), inForce: ofRelease("pressure_pa", times(1e-6)) },
  discharge: { part: "release", field: "discharge_coefficient", kinds: ["liquid_vessel", "gas_vessel"], toSi: same, inForce: ofRelease("discharge_coefficient", same) },
  fill_percent: { part: "release", field: "fill_frac", kinds: ["rupture"], toSi: times(0.01), inForce: ofRelease("fill_frac", times(100)) },
  spill_min: { part: "release", field: "duration_s", kinds: ["spill"], toSi: times(60), inForce: ofRelease("duration_s", times(1 / 60)) },
};

/** The assumed figures that have a part in what is entered. */
export function extrasOf(state: DeskState): Extra[] {
  return EXTRA_KEYS.filter((extra) => {
    const { part, kinds } = EXTRAS[extra];
    return part !== "release" || (ownRelease(state) && (kinds?.includes(state.kind) ?? true));
  });
}

function entered(state: DeskState, part: Part): Record<string, number> {
  const found: Record<string, number> = {};
  for (const extra of extrasOf(state)) {
    const value = state.extras[extra];
    if (EXTRAS[extra].part === part && typeof value === "number") found[EXTRAS[extra].field] = EXTRAS[extra].toSi(value);
  }
  return found;
}

/** Puts off what belongs to another release: the figures of its sheet are not those of this one. */
export function anotherRelease(state: DeskState): void {
  state.overrides = {};
  state.extras = Object.fromEntries(Object.entries(state.extras).filter(([extra]) => EXTRAS[extra as Extra].part !== "release"));
}

/** Stands beside an overridden figure in every result. */
const REASON = "值班台输入 entered at the desk";

/** The inputs of the process `incident`. */
export function inputs(state: DeskState): Record<string, unknown> {
  const ground = entered(state, "ground");
  const overrides = Object.entries(state.overrides).map(([quantity, value]) => ({ quantity, value, reason: REASON }));
  return {
    ...(state.unit ? { unit: state.unit } : { substance: state.substance.trim() }),
    ...(state.place ? { place: state.place } : {}),
    ...(ownRelease(state) ? { release: { ...release(state), ...entered(state, "release") } } : { event: state.event }),
    ...entered(state, "top"),
    ...(Object.keys(ground).length > 0 ? { ground } : {}),
    weather: { ...weather(state), ...entered(state, "weather") },
    ...(overrides.length > 0 ? { overrides } : {}),
  };
}

// ---- the address ----

const PARAMETER = "desk";
const NUMBERS = Object.keys(freshState().figures) as (keyof ReleaseFigures)[];

/** Short and readable: `unit=AL-H01-U1&event=instantaneous&wind=station`. */
export function toText(state: DeskState): string {
  const text = new URLSearchParams();
  if (state.unit) text.set("unit", state.unit);
  if (state.isLine) text.set("line", "1");
  if (state.place) text.set("at", `${state.place.lon_deg.toFixed(6)},${state.place.lat_deg.toFixed(6)}`);
  if (!ownRelease(state)) text.set("event", state.event);
  else {
    if (!state.unit) text.set("substance", state.substance);
    text.set("kind", state.kind);
    for (const field of FIGURES[state.kind]) text.set(field, String(state.figures[field] ?? ""));
  }
  const assumed = assumedParts(state);
  const wind = { from: state.windFromDeg ?? "", speed: state.windSpeedMS ?? "", stability: state.stability };
  text.set("wind", [...WIND_PARTS.map((part) => (assumed.includes(part) ? "station" : wind[part])), state.terrain].join(","));
  for (const extra of extrasOf(state)) if (typeof state.extras[extra] === "number") text.set(`x.${extra}`, String(state.extras[extra]));
  for (const [quantity, value] of Object.entries(state.overrides)) text.set(`o.${quantity}`, String(value));
  return text.toString();
}

const numberOf = (text: string | null | undefined): number | null => (text === null || text === undefined || text === "" || !Number.isFinite(Number(text)) ? null : Number(text));
const oneOf = <T extends string>(values: readonly T[], text: string | null | undefined, otherwise: T): T => values.find((value) => value === text) ?? otherwise;

export function fromText(written: string): DeskState {
  const text = new URLSearchParams(written);
  const state = freshState();
  const [lon, lat] = (text.get("at") ?? "").split(",").map(numberOf);
  const isPlace = typeof lon === "number" && typeof lat === "number" && Math.abs(lon) <= 180 && Math.abs(lat) <= 85;
  state.unit = text.get("unit") ?? "";
  state.isLine = text.get("line") === "1";
  state.place = isPlace ? { lon_deg: lon, lat_deg: lat } : null;
  state.event = state.unit ? oneOf([...UNIT_EVENTS, ...LINE_EVENTS, OWN], text.get("event"), OWN) : OWN;
  state.substance = text.get("substance") ?? "";
  state.kind = oneOf(RELEASE_KINDS, text.get("kind"), "known_rate");
  for (const field of NUMBERS) if (text.has(field)) state.figures[field] = numberOf(text.get(field));
  const [from = "station", speed = "station", stability = "station", terrain] = (text.get("wind") ?? "").split(",").map((part) => part || undefined);
  state.entered = { from: from !== "station", speed: speed !== "station", stability: stability !== "station" };
  state.fromStation = !WIND_PARTS.every((part) => state.entered[part]);
  state.windFromDeg = numberOf(from);
  state.windSpeedMS = numberOf(speed);
  state.stability = oneOf(STABILITIES, stability, "D");
  state.terrain = oneOf(["", "rural", "urban"] as const, terrain, "");
  for (const extra of EXTRA_KEYS) if (text.has(`x.${extra}`)) state.extras[extra] = numberOf(text.get(`x.${extra}`));
  for (const [key, written] of text) {
    const value = numberOf(written);
    if (key.startsWith("o.") && value !== null) state.overrides[key.slice(2)] = value;
  }
  return state;
}

/** The desk out of the address, so that a link keeps the incident; `null` where there is none. */
export function stateInAddress(): DeskState | null {
  const written = new URLSearchParams(location.search).get(PARAMETER);
  return written === null ? null : fromText(written);
}

/** Beside `lang`, not behind the hash: that is the map's own. */
export function putInAddress(state: DeskState | null): void {
  const url = new URL(location.href);
  if (state) url.searchParams.set(PARAMETER, toText(state));
  else url.searchParams.delete(PARAMETER);
  history.replaceState(null, "", url);
}
