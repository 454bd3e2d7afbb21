// The answers of the server, as far as this page reads them. Fields the server may leave out are
// optional: what is not in the data is shown as "not known", never as zero.

/** A name in both languages; an empty string where there is none. */
export interface Bilingual {
  zh?: string;
  en?: string;
}

/** Where a figure comes from. */
export type Origin = "source" | "computed" | "memory" | "assumed" | "user";

/** A stable reason why a result is less sure than it looks. */
export interface Caveat {
  code: string;
  subject?: string;
  message_en?: string;
  message_zh?: string;
}

/** What was assessed and what was not; stands beside every map, figure and answer. */
export interface Counts {
  facilities?: number;
  units?: number;
  assessed?: number;
  not_assessed?: number;
  inactive?: number;
}

export interface LonLatBox {
  west_deg: number;
  south_deg: number;
  east_deg: number;
  north_deg: number;
}

export interface LonLat {
  lon_deg: number;
  lat_deg: number;
}

/** A layer of the city. */
export interface LayerInfo {
  id: string;
  title?: Bilingual;
  geometry?: string;
  count?: number;
  minzoom?: number;
  maxzoom?: number;
  tilejson?: string;
}

/** A legal level of individual risk. */
export interface RiskLevel {
  per_year: number;
  label?: Bilingual;
  colour?: string;
  provenance?: string;
  /** `assumed` marks a level that is drawn for orientation and is no legal level. */
  origin?: Origin;
}

export interface RiskInfo {
  levels?: RiskLevel[];
  max_per_year?: number | null;
  ready?: boolean;
  /** Why there is no risk at all, when that is so. */
  failure?: string | null;
}

/** `GET /city`. */
export interface CityInfo {
  name: Bilingual;
  demonstration?: boolean;
  extent?: LonLatBox;
  centre?: LonLat;
  edition?: string;
  counts?: Counts;
  layers?: LayerInfo[];
  risk?: RiskInfo;
  basemap?: BasemapInfo | null;
  caveats?: Caveat[];
}

/** TileJSON 3.0, as far as needed. */
export interface TileJson {
  tiles: string[];
  minzoom?: number;
  maxzoom?: number;
  bounds?: [number, number, number, number];
  vector_layers?: { id: string; fields?: Record<string, unknown> }[];
}

export interface SubstanceName extends Bilingual {
  id?: string;
}

/** A unit that is not in the risk, and why. */
export interface NotAssessedUnit {
  unit_id: string;
  facility_id: string;
  facility_name?: Bilingual;
  substance_name?: string;
  reason?: Bilingual & { code?: string };
}

/** A link of an answer. */
export interface Link {
  rel: string;
  href: string;
}

/** A page of `GET /not-assessed`. */
export interface NotAssessedPage {
  units: NotAssessedUnit[];
  numberMatched: number;
  links?: Link[];
}

/** A base map that the operator of the server named. */
export interface BasemapInfo {
  kind: "pmtiles" | "raster" | "vector";
  address: string;
  /** Server that learns which places are looked at; `null` when none does. */
  host: string | null;
  minzoom?: number;
  maxzoom?: number;
  vector_layers?: string[];
  attribution?: string | null;
}

/** The part of one event in the risk of a unit. */
export interface EventContribution {
  id: string;
  title?: Bilingual;
  risk_per_year: number;
}

/** One part of the risk at a place. */
export interface Contribution {
  unit_id: string;
  facility_id: string;
  facility_name?: Bilingual;
  substance?: SubstanceName;
  risk_per_year: number;
  events?: EventContribution[];
}

/** `GET /risk?lon=&lat=`. */
export interface PointRisk {
  lon_deg: number;
  lat_deg: number;
  risk_per_year: number | null;
  contributions?: Contribution[];
  counts?: Counts;
  caveats?: Caveat[];
}

/** How far one effect reaches in one class of weather. */
export interface Zone {
  effect: string;
  level?: number | string | null;
  label?: Bilingual;
  /** `null` where it does not matter: the effect then spreads evenly. */
  weather?: string | null;
  origin?: Origin;
  distance_m: number | null;
  /** The effect goes farther than was computed. */
  is_at_least?: boolean;
}

/** What a substance of the library is called. */
export interface SubstanceEntry {
  id: string;
  cas: string;
  un_number: number | null;
  name: { zh: string; en: string };
}

/** A level of the vocabulary of harm. */
export interface HarmLevel {
  id: string;
  rank: number;
  name: Bilingual;
  meaning: Bilingual;
  colour: { day: string; night: string };
  /** Shares of the flammable limit that are not named are drawn as this one. */
  is_share: boolean;
}

export interface HarmTable {
  levels: HarmLevel[];
  share_prefix: string;
}

/** Something a unit can do. */
export interface HazardEvent {
  id: string;
  title?: Bilingual;
  frequency_per_year?: number | null;
  origin?: Origin;
  zones?: Zone[];
  caveats?: Caveat[];
}

/** A unit of a facility with what it can do. */
export interface UnitHazards {
  id?: string;
  unit_id?: string;
  name?: string | Bilingual;
  substance?: SubstanceName | null;
  substance_name?: string;
  substance_id?: string | null;
  cas?: string;
  quantity_kg?: number | null;
  quantity_origin?: Origin;
  quantity_note?: string;
  temperature_k?: number | null;
  pressure_pa?: number | null;
  storage_state?: string | null;
  /** What was taken where the record does not say. */
  assumed_storage?: { state?: Bilingual | null; temperature_k?: number | null; pressure_pa?: number | null };
  place?: LonLat;
  active?: boolean;
  assessed?: boolean;
  reason_not_assessed?: string | Bilingual | null;
  events?: HazardEvent[];
  caveats?: Caveat[];
}

export interface FacilityInfo {
  id: string;
  name?: Bilingual;
  place?: LonLat;
  active?: boolean;
  status?: string;
  kind?: string;
  [key: string]: unknown;
}

/** `GET /facilities/{id}`. */
export interface FacilityDetail {
  facility: FacilityInfo;
  units?: UnitHazards[];
  caveats?: Caveat[];
}

/** RFC 9457 problem with the server's stable code. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  problems?: { field: string; value: string; allowed: string; code: string }[];
}

/** A page of `GET /collections/{id}/items`. */
export interface ItemsPage {
  type: "FeatureCollection";
  numberMatched?: number;
  numberReturned?: number;
  features: GeoJSON.Feature[];
}
