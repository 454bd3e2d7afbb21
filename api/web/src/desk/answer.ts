// The answer in words: what it means first, then zones, places, units, time line. Everything that was
// assumed is counted in sight and one click away.

import type { Caveat } from "../api/types";
import { count, distance, mass } from "../format";
import { currentLang, name, t, type Key } from "../i18n";
import { caveatList } from "../ui/caveats";
import { h } from "../ui/dom";
import { originMark } from "../ui/facility";
import type { Theme } from "../map/palette";
import { point } from "./compass";
import { drawable } from "./draw";
import { EFFECTS, effectTitle, inOrder, label, LIFE_RANK, shortName, words } from "./levels";
import { levelSwatch } from "./swatch";
import type { DominoUnit, Effect, Incident, IncidentZone, ReachedPlace } from "./types";
import type { WindPart } from "./state";
import { partWords } from "./wind";
import { chance, minutes, people, uncounted } from "./words";

const PLACES_SHOWN = 20;

export interface AnswerActions {
  hidden: ReadonlySet<Effect>;
  /** What of the wind nobody entered. */
  assumed: WindPart[];
  toggle: (effect: Effect, visible: boolean) => void;
  fly: (lon: number, lat: number) => void;
  openFacility: (id: string) => void;
}

const both = (zh: string | undefined, en: string | undefined): string => (currentLang() === "zh" ? zh || en : en || zh) ?? "";
const percent = (value: number): string => (value > 0 && value < 0.01 ? "<1 %" : `${Math.round(100 * value)} %`);

/** The chance of an effect: branches exclude each other, so theirs add up; not known when one is not. */
export function effectChance(incident: Incident, effect: Effect): number | null {
  const ids = new Set(incident.zones.filter((zone) => zone.effect === effect).map((zone) => zone.id));
  const branches = (incident.branches ?? []).filter((branch) => (branch.zones ?? []).some((id) => ids.has(id)) || branch.outcome === EFFECTS[effect].outcome);
  const told = incident.zones.filter((zone) => ids.has(zone.id)).map((zone) => zone.conditional_prob);
  if (branches.length === 0) return told.reduce<number | null>((best, value) => (typeof value === "number" && value > (best ?? -1) ? value : best), null);
  if (branches.some((branch) => typeof branch.conditional_prob !== "number")) return null;
  return Math.min(1, branches.reduce((sum, branch) => sum + (branch.conditional_prob ?? 0), 0));
}

export function answerPanel(incident: Incident, caveats: Caveat[] | undefined, theme: Theme, actions: AnswerActions): HTMLElement[] {
  const zones = inOrder(incident.zones);
  return [
    h("h2", { class: "incident-title" }, [name(incident.substance), incident.unit ? name(incident.unit.name ?? incident.unit.id) : ""].filter(Boolean).join(" · ")),
    h("p", { class: "small" }, t("deskMasses", { released: mass(incident.released_mass_kg), airborne: mass(incident.airborne_mass_kg) })),
    headline(incident, zones),
    assumed(incident, caveats, actions.assumed),
    ...zoneSection(incident, zones, theme),
    effects(incident, zones, theme, actions),
    ...placeSection(incident, zones, theme, actions),
    ...dominoSection(incident.domino ?? [], theme, actions),
    ...timeline(incident),
  ];
}

/** The three things a commander asks first: how far, who is inside, how soon. */
function headline(incident: Incident, zones: IncidentZone[]): HTMLElement {
  const reaching = zones.filter((zone) => (zone.reach_m ?? 0) > 0);
  if (reaching.length === 0) return h("p", { class: "headline none" }, t("deskNoZones"));
  const reach = (zone: IncidentZone): number => zone.reach_m ?? 0;
  const far = (some: IncidentZone[]): IncidentZone | undefined => [...some].sort((a, b) => reach(b) - reach(a))[0];
  // All that endangers lives counts alike here: how far it reaches decides, not how surely it kills.
  const rank = (zone: IncidentZone): number => Math.min(words(zone).rank, LIFE_RANK);
  const greatest = Math.max(...reaching.map(rank));
  const worst = far(reaching.filter((zone) => rank(zone) === greatest));
  const farthest = far(reaching);
  const first = firstReached(incident) ?? firstReached(incident, undefined, true);
  return h("div", { class: "headline" },
    ...(worst ? headlineZone(t("deskWorst"), worst) : []),
    ...(farthest && farthest !== worst ? headlineZone(t("deskFarthest"), farthest) : []),
    headlineRow(t("deskFirstReached"), first ? [name(first.name ?? first.id), minutes(first.arrival_s ?? 0), first.worst.only_confidence === true ? t("deskOnlyConfidence") : ""].filter(Boolean).join(" · ") : t("deskNoneReached")));
}

const headlineRow = (key: string, value: string, more = ""): HTMLElement => h("p", {}, h("span", {}, key), h("b", {}, value, more !== "" && h("span", { class: "more-words" }, more)));

function headlineZone(key: string, zone: IncidentZone): HTMLElement[] {
  const inside = [t("deskPeopleThere", { n: people(zone.people_inside) }), uncounted(zone.people_inside), t("deskVulnerable", { n: count(zone.vulnerable_inside) })];
  return [headlineRow(key, `${distance(zone.reach_m)} · ${effectTitle(zone.effect)} ${shortName(zone)}`, inside.filter(Boolean).join(" · "))];
}

/** The place that is reached first; of one zone: those in it or in a stronger one of its effect. */
function firstReached(incident: Incident, zone?: IncidentZone, ifWindVeers = false): ReachedPlace | null {
  const within = incident.zones.filter((each) => zone === undefined || (each.effect === zone.effect && words(each).rank >= words(zone).rank));
  const ids = new Set(within.map((each) => each.id));
  const timed = (incident.places ?? []).filter((place) => typeof place.arrival_s === "number" && ids.has(place.worst.zone) && (ifWindVeers || place.worst.only_confidence !== true));
  return timed.reduce<ReachedPlace | null>((best, place) => (best && (best.arrival_s ?? 0) <= (place.arrival_s ?? 0) ? best : place), null);
}

function stationState(incident: Incident): string {
  const { station, frequency_frac } = incident.weather;
  return typeof frequency_frac === "number" ? t("deskStationState", { station: station ?? t("deskStationNoName"), share: percent(frequency_frac) }) : "";
}

function assumed(incident: Incident, caveats: Caveat[] | undefined, parts: WindPart[]): HTMLElement {
  const unknown = incident.not_known ?? [];
  return h("div", { class: "assumed", id: "desk-assumed" },
    parts.length > 0 && h("p", { class: "warn" }, [t("deskStationWarn", { what: partWords(parts) }), stationState(incident)].filter(Boolean).join(" ")),
    unknown.length > 0 && h("details", { class: "caveats", id: "desk-not-known" },
      h("summary", {}, h("b", {}, `⚠ ${t("deskNotKnown", { n: unknown.length })}`), h("span", { class: "first" }, both(unknown[0]?.zh, unknown[0]?.en))),
      h("ul", {}, ...unknown.map((each) => h("li", {}, both(each.zh, each.en))))),
    caveatList(caveats, { id: "desk-caveats" }));
}

function effects(incident: Incident, zones: IncidentZone[], theme: Theme, actions: AnswerActions): HTMLElement {
  const present = [...new Set(zones.map((zone) => zone.effect))];
  return h("section", { id: "desk-effects" }, h("h3", {}, t("deskEffects")), ...present.map((effect) => {
    const strongest = zones.find((zone) => zone.effect === effect);
    return h("label", { class: "check effect" },
      h("input", { type: "checkbox", checked: !actions.hidden.has(effect), "data-effect": effect, change: (event) => actions.toggle(effect, (event.target as HTMLInputElement).checked) }),
      strongest ? levelSwatch(strongest, theme) : null, h("span", { class: "title" }, effectTitle(effect)), h("b", {}, chance(effectChance(incident, effect))));
  }), h("p", { class: "small" }, t("deskChanceHelp")));
}

/** Effect and meaning; the server's words name the effect themselves. */
function longName(zone: IncidentZone): string {
  const { meaning } = words(zone);
  const own = label(zone);
  const title = effectTitle(zone.effect);
  if (meaning) return `${title} · ${meaning}`;
  return own.toLowerCase().startsWith(title.toLowerCase()) ? own : `${title} · ${own}`;
}

const BASES: Record<string, Key> = { population_grid: "deskBasisGrid", populated_places: "deskBasisPlaces", none: "deskBasisNone" };

function zoneSection(incident: Incident, zones: IncidentZone[], theme: Theme): HTMLElement[] {
  if (zones.length === 0) return [];
  const basis = BASES[incident.people_basis ?? ""];
  const row = (zone: IncidentZone): HTMLElement => {
    const reached = (zone.reach_m ?? 0) > 0;
    const first = firstReached(incident, zone);
    return h("tr", { "data-zone": zone.id },
      h("td", {}, levelSwatch(zone, theme), h("b", {}, ` ${shortName(zone)}`), " ", originMark(zone.origin), h("div", { class: "small" }, longName(zone))),
      h("td", { class: "number" }, h("b", {}, reached ? distance(zone.reach_m) : t("notReached")), first && h("div", { class: "small" }, t("deskFirstPlace", { time: minutes(first.arrival_s ?? 0) }))),
      h("td", { class: "number" }, h("b", {}, reached ? people(zone.people_inside) : "–"),
        h("div", { class: "small" }, uncounted(zone.people_inside)),
        drawable(zone.confidence_geometry) && zone.people_inside_confidence ? h("div", { class: "small" }, t("deskInConfidence", { people: people(zone.people_inside_confidence) })) : null));
  };
  return [
    h("h3", {}, t("deskZones")),
    h("table", { id: "desk-zones" }, h("thead", {}, h("tr", {}, h("th", {}, t("deskLevel")), h("th", { class: "number" }, t("deskReach")), h("th", { class: "number" }, t("deskPeopleInside")))), h("tbody", {}, ...zones.map(row))),
    h("p", { class: "small" }, `${t("deskConfidenceHelp")} ${basis ? t(basis) : ""}`),
  ];
}

function placeRow(place: ReachedPlace, zones: Map<string, IncidentZone>, theme: Theme, actions: AnswerActions): HTMLElement {
  const zone = zones.get(place.worst.zone);
  const lethal = [
    typeof place.outdoor_lethality_prob === "number" ? t("deskOutdoors", { share: percent(place.outdoor_lethality_prob) }) : "",
    typeof place.indoor_lethality_prob === "number" ? t("deskIndoors", { share: percent(place.indoor_lethality_prob) }) : "",
  ].filter(Boolean);
  const where = [distance(place.distance_m), typeof place.bearing_deg === "number" ? point(place.bearing_deg) : "", place.class ? classWords(place.class) : "", t("deskPeopleThere", { n: count(place.people) }),
    typeof place.inside_frac === "number" && place.inside_frac < 0.995 ? t("deskInsideShare", { share: percent(place.inside_frac) }) : ""].filter(Boolean);
  return h("tr", { "data-place": place.id },
    h("td", {}, h("button", { class: "link", click: () => actions.fly(place.lon_deg, place.lat_deg) }, name(place.name ?? place.id)), h("div", { class: "small" }, where.join(" · ")), lethal.length > 0 && h("div", { class: "small" }, `${t("deskDeath")} ${lethal.join(currentLang() === "zh" ? "，" : ", ")}`)),
    h("td", {}, zone ? levelSwatch(zone, theme) : null, h("b", {}, zone ? ` ${shortName(zone)}` : ""), h("div", { class: "small" }, zone ? effectTitle(zone.effect) : "", place.worst.only_confidence === true && h("div", {}, t("deskOnlyConfidence")))),
    h("td", { class: "number" }, h("b", {}, typeof place.arrival_s === "number" ? minutes(place.arrival_s) : "–"), typeof place.departure_s === "number" && h("div", { class: "small" }, t("deskUntil", { time: minutes(place.departure_s) }))));
}

const CLASSES: Record<string, [string, string]> = {
  school: ["学校", "school"], kindergarten: ["幼儿园", "nursery"], hospital: ["医院", "hospital"], nursing_home: ["养老院", "care home"], care_home: ["养老院", "care home"],
  clinic: ["诊所", "clinic"], market: ["市场", "market"], residential: ["住宅", "housing"], village: ["村庄", "village"], university: ["大学", "university"], stadium: ["体育场", "stadium"],
  fire_station: ["消防站", "fire station"], shelter: ["避难场所", "shelter"], medical: ["医疗", "medical"], depot: ["物资库", "depot"], team: ["救援队伍", "rescue team"], rescue_team: ["救援队伍", "rescue team"],
  shopping: ["商场", "shopping"], hotel: ["宾馆", "hotel"], office: ["办公", "office"], park: ["公园", "park"], culture: ["文化场所", "culture"], sports: ["体育场馆", "sports"], transport_hub: ["交通枢纽", "transport hub"],
  high_sensitivity: ["高敏感防护目标", "high-sensitivity"], important: ["重要防护目标", "important"], general_class_1: ["一般防护目标一类", "general, class 1"],
  general_class_2: ["一般防护目标二类", "general, class 2"], general_class_3: ["一般防护目标三类", "general, class 3"], populated_place: ["居民地", "populated place"],
};

function classWords(written: string): string {
  const found = CLASSES[written];
  return found ? name({ zh: found[0], en: found[1] }) : written.replaceAll("_", " ");
}

function placeSection(incident: Incident, zones: IncidentZone[], theme: Theme, actions: AnswerActions): HTMLElement[] {
  const places = incident.places ?? [];
  const total = incident.places_total ?? places.length;
  const heading = h("h3", {}, t("deskPlaces", { n: count(total) }));
  if (places.length === 0) return [heading, h("p", {}, t("deskNoPlaces"))];
  const byId = new Map(zones.map((zone) => [zone.id, zone]));
  const row = (place: ReachedPlace): HTMLElement => placeRow(place, byId, theme, actions);
  const body = h("tbody", {}, ...places.slice(0, PLACES_SHOWN).map(row));
  const more = h("button", { class: "plain", id: "desk-more-places", click: () => { body.append(...places.slice(PLACES_SHOWN).map(row)); more.remove(); } }, t("deskAllPlaces", { n: count(places.length) }));
  return [
    heading,
    h("table", { id: "desk-places" }, h("thead", {}, h("tr", {}, h("th", {}, t("deskPlaceHead")), h("th", {}, t("deskReachedBy")), h("th", { class: "number" }, t("deskArrival")))), body),
    ...(places.length > PLACES_SHOWN ? [more] : []),
    ...(total > places.length ? [h("p", { class: "warn" }, t("deskPlacesCut", { n: count(places.length), all: count(total) }))] : []),
  ];
}

function dominoSection(units: DominoUnit[], theme: Theme, actions: AnswerActions): HTMLElement[] {
  const row = (unit: DominoUnit): HTMLElement => {
    const title = name(unit.name ?? unit.id);
    const facility = unit.facility_id;
    return h("tr", {}, h("td", {}, facility ? h("button", { class: "link", click: () => actions.openFacility(facility) }, title) : title, h("div", { class: "small" }, unit.id)),
      h("td", {}, levelSwatch({ ...unit }, theme), h("b", {}, ` ${words(unit).short}`), h("div", { class: "small" }, effectTitle(unit.effect), unit.only_confidence === true && h("div", {}, t("deskOnlyConfidence")))),
      h("td", { class: "number" }, distance(unit.distance_m)));
  };
  const heading = h("h3", {}, t("deskDomino", { n: count(units.length) }));
  return units.length === 0 ? [heading, h("p", {}, t("deskNoDomino"))] : [heading, h("table", { id: "desk-domino" }, h("tbody", {}, ...units.map(row)))];
}

function timeline(incident: Incident): HTMLElement[] {
  const moments = incident.timeline ?? [];
  if (moments.length === 0) return [];
  return [h("h3", {}, t("deskTimeline")), h("table", { id: "desk-timeline" }, h("tbody", {}, ...moments.map((moment) => h("tr", {}, h("td", { class: "number" }, moment.time_s < 1 ? t("deskStart") : minutes(moment.time_s)), h("td", {}, both(moment.text_zh, moment.text_en))))))];
}
