// What stands on the map itself: the wind, how sure the picture is, and the key to the zones.

import { distance } from "../format";
import { t } from "../i18n";
import type { Theme } from "../map/palette";
import { h } from "../ui/dom";
import { windWords } from "./compass";
import { effectTitle, inOrder, shortName } from "./levels";
import { levelSwatch } from "./swatch";
import type { Effect, Incident, IncidentZone } from "./types";
import { people, uncounted } from "./words";
import type { WindPart } from "./state";
import { partWords, STABILITY_TITLES } from "./wind";

/** `busy`: a newer question is on its way; `old`: what is shown answers an earlier one. */
export interface Status {
  kind: "incomplete" | "busy" | "done" | "failed";
  /** In the language of the moment. */
  words: () => string;
  old: boolean;
}

function windLine(incident: Incident, assumed: WindPart[]): HTMLElement {
  const weather = incident.weather;
  const arrow = h("span", { class: "wind-sign", style: `transform:rotate(${weather.wind_from_deg}deg)`, "aria-hidden": "true" }, "⬇");
  const stability = STABILITY_TITLES[weather.stability];
  return h("p", { class: "wind-line" }, arrow, h("span", {}, h("b", {}, windWords(weather.wind_from_deg)),
    h("span", { class: "second-line" }, [`${Number(weather.wind_speed_m_s.toFixed(1))} m/s`, stability ? t(stability) : weather.stability].join(" · ")),
    assumed.length > 0 && h("span", { class: "mark assumed" }, t("deskAssumedWind", { what: partWords(assumed) }))));
}

export function mapCard(status: Status, incident: Incident | null, assumed: WindPart[], hidden: ReadonlySet<Effect>, theme: Theme, showAll: () => void): HTMLElement[] {
  const line = h("p", { id: "desk-status", class: status.kind, role: "status" }, status.words());
  if (!incident) return [line];
  const zones = inOrder(incident.zones).filter((zone) => !hidden.has(zone.effect) && (zone.reach_m ?? 0) > 0);
  const row = (zone: IncidentZone): HTMLElement => h("tr", {},
    h("td", {}, levelSwatch(zone, theme), h("b", {}, ` ${shortName(zone)}`)), h("td", { class: "number" }, h("b", {}, distance(zone.reach_m))), h("td", { class: "number" }, people(zone.people_inside)));
  const rows = [...new Set(zones.map((zone) => zone.effect))].flatMap((effect) => [
    h("tr", {}, h("th", { colspan: 3, class: "effect-name" }, effectTitle(effect))), ...zones.filter((zone) => zone.effect === effect).map(row),
  ]);
  return [
    line,
    ...(status.old ? [h("p", { class: "old-mark" }, `⚠ ${t("deskOld")}`)] : []),
    windLine(incident, assumed),
    zones.length > 0
      ? h("table", { class: "key" }, h("thead", {}, h("tr", {}, h("th", {}, t("deskLevel")), h("th", { class: "number" }, t("deskReach")), h("th", { class: "number" }, t("deskPeople")))), h("tbody", {}, ...rows))
      : h("p", {}, t("deskNoZones")),
    ...(zones.some((zone) => uncounted(zone.people_inside) !== "") ? [h("p", { class: "small at-least" }, t("deskAtLeast"))] : []),
    h("p", { class: "small key-line" }, h("i", { class: "dash-sign", "aria-hidden": "true" }), t("deskConfidenceKey")),
    h("button", { class: "plain", id: "desk-show-all", click: showAll }, t("deskShowAll")),
  ];
}
