// A place: its risk, how that stands against the legal levels, and who causes it.

import type { Contribution, PointRisk, RiskLevel } from "../api/types";
import { addsUp, level as levelText, perYear, place as placeText, share, sum } from "../format";
import { name, t } from "../i18n";
import { caveatList } from "./caveats";
import { countsLine } from "./counts";
import { h } from "./dom";

const SHOWN = 12;

export interface PlaceActions {
  openFacility: (id: string) => void;
}

export function placePanel(risk: PointRisk, levels: RiskLevel[], actions: PlaceActions): HTMLElement[] {
  const known = risk.risk_per_year !== null && Number.isFinite(risk.risk_per_year);
  const value = risk.risk_per_year ?? 0;
  const parts = [...(risk.contributions ?? [])].sort((a, b) => b.risk_per_year - a.risk_per_year);
  return [
    h("h2", {}, t("riskHere")),
    h("p", { class: "where" }, placeText(risk.lon_deg, risk.lat_deg)),
    h("p", { class: "figure", "data-value": known ? value : undefined }, known ? perYear(value) : t("notKnown")),
    h("p", { class: "small" }, t("riskExplain")),
    countsLine(risk.counts),
    h("p", { class: "small" }, t("notInRisk")),
    caveatList(risk.caveats),
    ...(known && levels.length > 0 ? [levelTable(value, levels)] : []),
    h("h3", {}, t("whoCauses")),
    known && parts.length > 0 ? contributionTable(parts, value, actions) : h("p", {}, known ? t("noContribution") : t("notKnown")),
  ];
}

function levelTable(value: number, levels: RiskLevel[]): HTMLElement {
  const legal = levels.filter((level) => level.origin !== "assumed");
  const rows = legal.sort((a, b) => a.per_year - b.per_year).map((level) => {
    const over = value > level.per_year;
    return h("tr", { class: over ? "over" : "" },
      h("td", { class: "number" }, levelText(level.per_year)),
      h("td", {}, name(level.label)),
      h("td", {}, over ? `▲ ${t("exceeded")}` : `✓ ${t("notExceeded")}`));
  });
  return h("section", {}, h("h3", {}, t("againstLevels")), h("table", { class: "levels" }, h("tbody", {}, ...rows)));
}

function contributionRow(part: Contribution, rank: number, whole: number, actions: PlaceActions): HTMLElement {
  const portion = whole > 0 ? part.risk_per_year / whole : 0;
  return h("tr", { "data-value": part.risk_per_year, class: "part" },
    h("td", { class: "number" }, String(rank)),
    h("td", {},
      h("button", { class: "link", click: () => actions.openFacility(part.facility_id) }, name(part.facility_name ?? part.facility_id)),
      h("div", { class: "small" }, `${name(part.substance)} · ${part.unit_id}`),
      eventParts(part)),
    h("td", { class: "number" }, perYear(part.risk_per_year, 3)),
    h("td", { class: "number" }, share(portion), h("div", { class: "meter", style: `--share:${(100 * portion).toFixed(1)}%` })));
}

/** Which of its events cause it, greatest first. */
function eventParts(part: Contribution): HTMLElement | null {
  const events = (part.events ?? []).filter((event) => event.risk_per_year > 0).sort((a, b) => b.risk_per_year - a.risk_per_year);
  if (events.length === 0) return null;
  const words = events.map((event) => `${name(event.title ?? event.id)} ${share(event.risk_per_year / part.risk_per_year)}`);
  return h("div", { class: "small" }, words.join(" · "));
}

function contributionTable(parts: Contribution[], whole: number, actions: PlaceActions): HTMLElement {
  const total = sum(parts.map((part) => part.risk_per_year));
  const good = addsUp(total, whole);
  const body = h("tbody", {}, ...parts.slice(0, SHOWN).map((part, index) => contributionRow(part, index + 1, whole, actions)));
  const rest = parts.slice(SHOWN);
  if (rest.length > 0) body.append(restRow(rest, whole, body, actions));
  return h("table", { class: "contributions" },
    h("thead", {}, h("tr", {}, h("th", {}, "#"), h("th", {}, `${t("facility")} · ${t("substance")} · ${t("unit")}`), h("th", { class: "number" }, t("risk")), h("th", { class: "number" }, t("shareHead")))),
    body,
    h("tfoot", {},
      h("tr", { class: "sum", "data-value": total },
        h("td", {}), h("td", {}, t("total", { n: parts.length })), h("td", { class: "number" }, perYear(total, 3)), h("td", { class: "number" }, share(whole > 0 ? total / whole : 0))),
      h("tr", {}, h("td", { colspan: 4, class: good ? "good" : "bad" }, good ? `✓ ${t("sumOk")}` : `✗ ${t("sumBad")}`))));
}

function restRow(rest: Contribution[], whole: number, body: HTMLElement, actions: PlaceActions): HTMLElement {
  const part = sum(rest.map((each) => each.risk_per_year));
  const row = h("tr", { "data-value": part, class: "part" },
    h("td", {}),
    h("td", {}, `${t("others", { n: rest.length })} `, h("button", {
      class: "link",
      click: () => {
        row.remove();
        body.append(...rest.map((each, index) => contributionRow(each, SHOWN + index + 1, whole, actions)));
      },
    }, t("showAll"))),
    h("td", { class: "number" }, perYear(part, 3)),
    h("td", { class: "number" }, share(whole > 0 ? part / whole : 0)));
  return row;
}
