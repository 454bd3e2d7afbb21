// Every unit that is in no risk figure, with the reason: what a safety office has to go after.

import type { Counts, NotAssessedUnit } from "../api/types";
import { name, t } from "../i18n";
import { countsLine } from "./counts";
import { h } from "./dom";

export function notAssessedPanel(units: NotAssessedUnit[], counts: Counts | undefined, open: (facility: string) => void): HTMLElement[] {
  const rows = units.map((unit) => h("tr", {},
    h("td", {},
      h("button", { class: "link", click: () => open(unit.facility_id) }, name(unit.facility_name ?? unit.facility_id)),
      h("div", { class: "small" }, `${unit.unit_id} · ${unit.substance_name || t("notKnown")}`)),
    h("td", {}, name(unit.reason))));
  return [
    h("h2", {}, t("notAssessedTitle")),
    countsLine(counts),
    h("p", { class: "honest" }, t("notInRisk")),
    h("table", { class: "not-assessed" }, h("thead", {}, h("tr", {}, h("th", {}, `${t("facility")} · ${t("unit")}`), h("th", {}, t("reason")))), h("tbody", {}, ...rows)),
  ];
}
