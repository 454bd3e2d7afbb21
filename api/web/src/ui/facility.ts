// A facility: what each unit holds, what can happen, how often, and how far it reaches.

import type { FacilityDetail, HazardEvent, LonLat, Origin, UnitHazards, Zone } from "../api/types";
import { distance, mass, perYear, pressure, temperature } from "../format";
import { bothNames, name, t } from "../i18n";
import { ring } from "../map/geodesy";
import { levelRank } from "../map/harm";
import type { Ring } from "../map/style";
import { caveatList } from "./caveats";
import { h } from "./dom";

export interface FacilityActions {
  askRisk: (place: LonLat) => void;
  drawRings: (rings: Ring[], note: string) => void;
  leak: (unit: string) => void;
}

const ORIGIN = { memory: "originMemory", assumed: "originAssumed", computed: "originComputed", source: "originSource", user: "originUser" } as const;

/** A mark for figures that are not read in a source; sourced ones need none. */
export function originMark(origin: Origin | undefined): HTMLElement | null {
  if (!origin || origin === "source" || origin === "computed") return null;
  return h("span", { class: `mark ${origin}` }, t(ORIGIN[origin]));
}

export function facilityPanel(detail: FacilityDetail, actions: FacilityActions): HTMLElement[] {
  const facility = detail.facility;
  const [first, second] = bothNames(facility.name);
  const place = facility.place;
  return [
    h("h2", {}, first),
    ...(second ? [h("p", { class: "second" }, second)] : []),
    h("p", { class: "where" }, [facility.id, facility.status && t("registerSays", { text: facility.status })].filter(Boolean).join(" · "), facility.active === false && h("span", { class: "mark inactive" }, t("unitInactive"))),
    ...(place ? [h("button", { class: "plain", click: () => actions.askRisk(place) }, t("askRiskHere"))] : []),
    caveatList(detail.caveats),
    h("h3", {}, t("whatItHolds")),
    ...(detail.units?.length ? detail.units.map((unit) => unitCard(unit, place, actions)) : [h("p", {}, t("noUnits"))]),
  ];
}

function unitCard(unit: UnitHazards, facilityPlace: LonLat | undefined, actions: FacilityActions): HTMLElement {
  const state = unit.active === false ? "inactive" : unit.assessed ? "assessed" : "not";
  const title = unit.substance ? name(unit.substance) : unit.substance_name || t("notKnown");
  return h("section", { class: `unit ${state}` },
    h("h4", {}, title, h("span", { class: `mark ${state}` }, state === "assessed" ? t("assessed") : state === "not" ? t("notAssessed") : t("inactive"))),
    h("p", { class: "small" }, [unit.unit_id ?? unit.id, unit.name ? name(unit.name) : "", unit.cas ? `CAS ${unit.cas}` : ""].filter(Boolean).join(" · ")),
    holding(unit),
    unit.unit_id ?? unit.id ? h("button", { class: "plain leak", click: () => actions.leak(unit.unit_id ?? unit.id ?? "") }, t("leakHere")) : null,
    state === "not" && h("p", { class: "why" }, h("b", {}, t("reasonIs")), name(unit.reason_not_assessed ?? "")),
    state === "assessed" && events(unit, unit.place ?? facilityPlace, actions),
    (unit.caveats?.length ?? 0) > 0 && caveatList(unit.caveats));
}

function holding(unit: UnitHazards): HTMLElement {
  const row = (label: string, ...value: (string | Node | null | false)[]): HTMLElement => h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, ...value));
  const standIn = unit.quantity_origin === "assumed" && typeof unit.quantity_kg === "number";
  return h("table", { class: "holding" }, h("tbody", {},
    row(t("quantity"), h("b", {}, mass(unit.quantity_kg)), " ", standIn ? h("span", { class: "mark assumed" }, t("standIn")) : originMark(unit.quantity_origin), unit.quantity_note ? h("div", { class: "small" }, unit.quantity_note) : null),
    row(t("storage"), [unit.storage_state ? storageState(unit.storage_state) : t("notKnown"), temperature(unit.temperature_k), pressure(unit.pressure_pa)].join(" · "), assumedStorage(unit))));
}

/** What the models took where the record is silent. */
function assumedStorage(unit: UnitHazards): HTMLElement | null {
  const taken = unit.assumed_storage;
  const parts = [
    !unit.storage_state && taken?.state ? name(taken.state) : "",
    typeof unit.temperature_k !== "number" && typeof taken?.temperature_k === "number" ? temperature(taken.temperature_k) : "",
    typeof unit.pressure_pa !== "number" && typeof taken?.pressure_pa === "number" ? pressure(taken.pressure_pa) : "",
  ].filter(Boolean);
  return parts.length > 0 ? h("div", { class: "small" }, h("span", { class: "mark assumed" }, t("assumedStorage")), ` ${parts.join(" · ")}`) : null;
}

const STATES: Record<string, [string, string]> = {
  pressurised_liquefied_gas: ["加压液化气体", "gas liquefied by pressure"],
  refrigerated_liquefied_gas: ["冷冻液化气体", "gas liquefied by cold"],
  compressed_gas: ["压缩气体", "compressed gas"],
  atmospheric_liquid: ["常压液体", "liquid at ambient pressure"],
  solid: ["固体", "solid"],
  condensed_explosive: ["凝聚相炸药", "condensed explosive"],
};

function storageState(state: string): string {
  const words = STATES[state];
  return words ? name({ zh: words[0], en: words[1] }) : state;
}

function events(unit: UnitHazards, centre: LonLat | undefined, actions: FacilityActions): HTMLElement {
  const list = unit.events ?? [];
  if (list.length === 0) return h("p", {}, t("noEvents"));
  return h("div", { class: "events" }, ...list.map((event) => eventCard(event, centre, actions)));
}

function eventCard(event: HazardEvent, centre: LonLat | undefined, actions: FacilityActions): HTMLElement {
  const zones = event.zones ?? [];
  return h("article", { class: "event" },
    h("h5", {}, name(event.title ?? event.id)),
    h("p", {}, `${t("frequency")} `, h("b", {}, perYear(event.frequency_per_year)), " ", originMark(event.origin)),
    zones.length > 0 && outsideMark(event),
    zones.length > 0 && zoneTable(zones),
    zones.length > 0 && centre !== undefined && zoneControls(zones, outsideMark(event) !== null, centre, actions),
    (event.caveats?.length ?? 0) > 0 && caveatList(event.caveats));
}

/** Said beside the figures themselves: they were computed beyond what the models were made for. */
function outsideMark(event: HazardEvent): HTMLElement | null {
  const found = (event.caveats ?? []).filter((caveat) => caveat.code === "outside_validity");
  if (found.length === 0) return null;
  return h("p", { class: "honest outside" }, h("b", {}, `⚠ ${t("outsideValidity")}`), ` ${t("outsideValidityHelp")}`);
}

const effectKey = (zone: Zone): string => `${zone.effect}|${zone.level ?? ""}|${name(zone.label)}`;
const weatherOf = (zone: Zone): string => zone.weather ?? "";
const weatherName = (weather: string): string => weather || t("anyWeather");
const unique = (values: string[]): string[] => [...new Set(values)];

/** One row a weather, so that the table fits beside the map: there are more weathers than effects. */
function zoneTable(zones: Zone[]): HTMLElement {
  const effects = unique(zones.map(effectKey));
  const words = (key: string): string => { const zone = zones.find((each) => effectKey(each) === key); return name(zone?.label ?? zone?.effect); };
  const rows = unique(zones.map(weatherOf)).map((weather) =>
    h("tr", {}, h("th", { scope: "row" }, weatherName(weather)), ...effects.map((key) => h("td", { class: "number" }, reachIn(zones, key, weather)))));
  return h("div", { class: "scroll" }, h("table", { class: "zones" },
    h("caption", {}, t("zones")),
    h("thead", {}, h("tr", {}, h("th", {}, t("weather")), ...effects.map((key) => h("th", { class: "number" }, words(key))))),
    h("tbody", {}, ...rows)));
}

const zoneOf = (zones: Zone[], key: string, weather: string): Zone | undefined => zones.find((zone) => effectKey(zone) === key && weatherOf(zone) === weather);

function reachIn(zones: Zone[], key: string, weather: string): string {
  const zone = zoneOf(zones, key, weather);
  return zone ? reach(zone) : "–";
}

function reach(zone: Zone): string {
  return zone.distance_m === 0 ? t("notReached") : `${zone.is_at_least ? "> " : ""}${distance(zone.distance_m)}`;
}

function zoneControls(zones: Zone[], outside: boolean, centre: LonLat, actions: FacilityActions): HTMLElement {
  const weathers = unique(zones.map(weatherOf));
  const picker = h("select", { "aria-label": t("weatherPick") },
    h("option", { value: "*" }, t("farthest")), ...weathers.map((weather) => h("option", { value: weather }, weatherName(weather))));
  const windy = zones.some((zone) => zone.weather);
  const note = `${outside ? `⚠ ${t("outsideValidity")} ` : ""}${windy ? t("ringsWindShort") : t("ringsAll")}`;
  const draw = (): void => actions.drawRings(rings(zones, picker.value, centre), note);
  picker.addEventListener("change", draw);
  return h("div", { class: "draw" },
    weathers.length > 1 && picker,
    h("button", { class: "plain draw-zones", click: draw }, t("showOnMap")),
    h("button", { class: "plain", click: () => actions.drawRings([], "") }, t("hideOnMap")),
    h("p", { class: "small" }, windy ? t("ringsWind") : t("ringsAll")));
}

/** One ring per effect: its reach in the picked weather, or the farthest of all. */
export function rings(zones: Zone[], weather: string, centre: LonLat): Ring[] {
  const found: (Ring & { radiusM: number })[] = [];
  const weathers = weather === "*" ? unique(zones.map(weatherOf)) : [weather];
  unique(zones.map(effectKey)).forEach((key) => {
    const own = zones.filter((zone) => effectKey(zone) === key);
    const asked = own.filter((zone) => weathers.includes(weatherOf(zone)) || !zone.weather);
    const radiusM = Math.max(0, ...asked.map((zone) => zone.distance_m ?? 0));
    if (radiusM <= 0) return;
    const words = name(own[0]?.label ?? own[0]?.effect);
    const label = `${words} ${asked.some((zone) => zone.is_at_least) ? "> " : ""}${distance(radiusM)}`;
    const same = found.find((each) => each.radiusM === radiusM);
    // Two circles on one line would write their words over each other.
    const level = String(own[0]?.level ?? "");
    if (same) {
      same.label += `\n${label}`;
      if (levelRank(level) > levelRank(same.level)) same.level = level;
    } else found.push({ coordinates: ring(centre, radiusM), label, level, radiusM });
  });
  const north = (each: Ring): number => each.coordinates[0]?.[1] ?? 0;
  found.sort((a, b) => north(a) - north(b));
  return found;
}
