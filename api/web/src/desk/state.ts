// What is entered at the desk, what the server is asked for it, and how it travels in the address.

import type { LonLat } from "../api/types";

export const RELEASE_KINDS = ["known_rate", "liquid_vessel", "rupture", "spill"] as const;
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
}

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
    figures: { rate_kg_s: 1, minutes: 10, mass_t: 10, temperature_c: 20, hole_mm: 10 },
    fromStation: true, entered: { from: false, speed: false, stability: false }, windFromDeg: null, windSpeedMS: null, stability: "D", terrain: "",
  };
}

/** Fields of the form that a kind of release needs. */
export const FIGURES: Record<ReleaseKind, (keyof ReleaseFigures)[]> = {
  known_rate: ["rate_kg_s", "minutes"],
  liquid_vessel: ["mass_t", "temperature_c", "hole_mm"],
  rupture: ["mass_t", "temperature_c"],
  spill: ["mass_t"],
};

export type Missing = "unit_or_place" | "substance" | "wind_from" | "wind_speed" | keyof ReleaseFigures;

/** The event in words of the unit, unless a release of one's own is entered. */
export const ownRelease = (state: DeskState): boolean => state.unit === "" || state.event === OWN;

/** What has to be entered before there is anything to ask. */
export function missing(state: DeskState): Missing[] {
  const found: Missing[] = [];
  if (state.unit === "" && !state.place) found.push("unit_or_place");
  if (state.unit === "" && state.substance.trim() === "") found.push("substance");
  if (ownRelease(state)) found.push(...FIGURES[state.kind].filter((field) => state.figures[field] === null));
  const assumed = assumedParts(state);
  if (!assumed.includes("from") && state.windFromDeg === null) found.push("wind_from");
  if (!assumed.includes("speed") && state.windSpeedMS === null) found.push("wind_speed");
  return found;
}

const ZERO_CELSIUS_K = 273.15;
/** Free of the tails of binary fractions, so that 10 mm is 0.01 m. */
const exact = (value: number): number => Number(value.toPrecision(12));

function release(state: DeskState): Record<string, unknown> {
  const { rate_kg_s, minutes, mass_t, temperature_c, hole_mm } = state.figures;
  const mass_kg = exact((mass_t ?? 0) * 1000);
  const temperature_k = exact((temperature_c ?? 0) + ZERO_CELSIUS_K);
  switch (state.kind) {
    case "known_rate": return { kind: "known_rate", release_rate_kg_s: rate_kg_s, duration_s: exact((minutes ?? 0) * 60) };
    case "liquid_vessel": return { kind: "liquid_vessel", mass_kg, temperature_k, hole_diameter_m: exact((hole_mm ?? 0) / 1000) };
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

/** The inputs of the process `incident`. */
export function inputs(state: DeskState): Record<string, unknown> {
  return {
    ...(state.unit ? { unit: state.unit } : { substance: state.substance.trim() }),
    ...(state.place ? { place: state.place } : {}),
    ...(ownRelease(state) ? { release: release(state) } : { event: state.event }),
    weather: weather(state),
  };
}

// ---- the address ----

const PARAMETER = "desk";
const NUMBERS: (keyof ReleaseFigures)[] = ["rate_kg_s", "minutes", "mass_t", "temperature_c", "hole_mm"];

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
