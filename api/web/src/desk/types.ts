// What the process `incident` answers, as far as the desk reads it. What may be left out is optional:
// the page then says "not known".

import type { Bilingual, Caveat, LonLat, Origin } from "../api/types";

export type Effect = "toxic_cloud" | "flash_fire" | "jet_fire" | "pool_fire" | "fireball" | "explosion" | "vessel_burst";

/** People on record, and how many places of the data have no number: never one without the other. */
export interface People {
  known: number;
  places_without_number: number;
}

/** One way a release can go on. */
export interface Branch {
  outcome: string;
  immediate?: boolean;
  conditional_prob?: number | null;
  zones?: string[];
}

/** What one effect reaches at one level of harm. */
export interface IncidentZone {
  id: string;
  effect: Effect;
  level: string;
  exposure_s?: number | null;
  label_en?: string;
  label_zh?: string;
  threshold?: number | null;
  unit?: string;
  origin?: Origin;
  conditional_prob?: number | null;
  reach_m: number | null;
  half_width_m?: number | null;
  area_m2?: number | null;
  geometry: GeoJSON.Geometry | null;
  confidence_geometry?: GeoJSON.Geometry | null;
  /** `null` where nobody can be counted. */
  people_inside?: People | null;
  people_inside_confidence?: People | null;
  vulnerable_inside?: number;
}

/** A place with people inside some zone. */
export interface ReachedPlace extends LonLat {
  id: string;
  layer: string;
  name?: Bilingual | string | null;
  class?: string | null;
  distance_m: number;
  bearing_deg?: number | null;
  people?: number | null;
  worst: { zone: string; only_confidence?: boolean };
  /** Share of a place with an extent that lies inside. */
  inside_frac?: number | null;
  arrival_s?: number | null;
  departure_s?: number | null;
  indoor_lethality_prob?: number | null;
  outdoor_lethality_prob?: number | null;
}

/** Another unit that a fire or blast reaches. */
export interface DominoUnit {
  id: string;
  facility_id?: string;
  name?: Bilingual | string | null;
  distance_m: number;
  effect: Effect;
  level: string;
  zone?: string;
  only_confidence?: boolean;
}

export interface IncidentWeather {
  wind_from_deg: number;
  wind_speed_m_s: number;
  stability: string;
  air_temperature_k?: number;
  relative_humidity_frac?: number;
  pressure_pa?: number;
  basis?: "given" | "station";
  station?: string | null;
  /** Part of all hours with this state. */
  frequency_frac?: number | null;
}

/** Where a blast begins: in congested regions, or the cloud or vessel as a whole. */
export interface BlastSource {
  effect: Effect;
  place?: GeoJSON.Point | null;
  strength_class?: number | null;
  regions?: { id: string; name?: Bilingual }[];
}

/** A figure of the calculation sheet. */
export interface SheetEntry {
  step: string;
  quantity: string;
  title_en: string;
  title_zh: string;
  value: number;
  unit: string;
  basis: "library" | "computed" | "assumed" | "overridden";
  /** What stood there before it was put in. */
  computed_value?: number | null;
}

export interface Incident {
  title?: string;
  substance?: Bilingual;
  unit?: { id: string; name?: Bilingual | string | null; facility_id?: string } | null;
  source: GeoJSON.Point;
  weather: IncidentWeather;
  release?: Record<string, unknown> | null;
  released_mass_kg?: number | null;
  airborne_mass_kg?: number | null;
  branches?: Branch[];
  zones: IncidentZone[];
  blast_sources?: BlastSource[];
  /** From what people are counted. */
  people_basis?: "population_grid" | "populated_places" | "none";
  places?: ReachedPlace[];
  places_total?: number;
  domino?: DominoUnit[];
  not_known?: Bilingual[];
  sheet?: SheetEntry[];
  timeline?: { time_s: number; text_en?: string; text_zh?: string }[];
}

/** The answer to an execution. */
export interface IncidentAnswer {
  result: Incident;
  caveats?: Caveat[];
}
