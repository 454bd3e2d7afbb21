// Societal risk of the city or of one facility: curve, deaths a year, and which facilities make them.

import { addsUp, count, perYear, scientific, share } from "../format";
import { name, t } from "../i18n";
import { caveatList } from "../ui/caveats";
import { countsLine } from "../ui/counts";
import { h } from "../ui/dom";
import { fnChart } from "./chart";
import type { FacilityRank, RankingPage, SocietalRisk } from "./types";

export interface SocietalActions {
  /** The curve of one facility, or of the city. */
  show: (facility: { id: string; name: string } | null) => void;
  openFacility: (id: string) => void;
  more: (next: string) => Promise<RankingPage>;
}

export function societalPanel(risk: SocietalRisk, title: string | null, ranking: RankingPage | null, actions: SocietalActions): HTMLElement[] {
  const criteria = risk.criteria?.points ?? [];
  const applies = name({ zh: risk.criteria?.applies_zh ?? "", en: risk.criteria?.applies_en ?? "" });
  return [
    h("h2", {}, title === null ? t("societalCity") : t("societalOf", { name: title })),
    ...(title === null ? [] : [h("p", {}, h("button", { class: "link", id: "societal-back", click: () => actions.show(null) }, `← ${t("societalBack")}`))]),
    h("p", { class: "small" }, t("societalPll")),
    h("p", { class: "figure", id: "pll", "data-value": risk.pll_per_year }, perYear(risk.pll_per_year)),
    ...(risk.pll_per_year > 0 ? [h("p", { class: "small" }, t("societalAbout", { years: years(1 / risk.pll_per_year) }))] : []),
    fnFigure(risk),
    ...(criteria.length > 0 ? [h("p", { class: "small" }, applies, criteria.some((point) => point.origin === "memory") ? ` · ${t("societalMemory")}` : "")] : []),
    h("p", { class: "small" }, `${t("societalExplain")} ${t("societalPeople", { n: count(Math.round(risk.total_people)) })}`),
    countsLine(risk.counts),
    h("p", { class: "small" }, t("notInRisk")),
    caveatList([...(risk.caveats ?? []), ...(risk.assessment_caveats ?? [])]),
    ...figures(risk),
    ...(ranking === null ? [] : rankingTable(ranking, risk.pll_per_year, actions)),
  ];
}

/** Years as one would say them: `3`, `120`, `4,100`. */
function years(value: number): string {
  const rounded = Number(value.toPrecision(2));
  return rounded < 1 ? String(rounded) : count(rounded);
}

function fnFigure(risk: SocietalRisk): HTMLElement {
  const key = (kind: string, words: string): HTMLElement => h("span", { class: `fn-key ${kind}` }, h("i", { "aria-hidden": "true" }), words);
  const criteria = risk.criteria?.points ?? [];
  return h("figure", { class: "fn" },
    risk.curve.length === 0 && h("p", {}, t("societalNone")),
    fnChart(risk.curve, criteria),
    h("figcaption", { class: "small" },
      key("curve", t("societalCurve")),
      criteria.length > 0 && key("upper", t("societalUpper")),
      criteria.length > 0 && key("lower", t("societalLower"))));
}

/** Whole decades and the worst event, for those who cannot see the chart or need a number. */
function figures(risk: SocietalRisk): HTMLElement[] {
  const worst = risk.curve[risk.curve.length - 1]?.n ?? 0;
  const wanted = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000].filter((n) => n <= worst);
  if (wanted.length === 0) return [];
  const frequency = (n: number): number => risk.curve.find((point) => point.n >= n)?.f_per_year ?? 0;
  const rows = wanted.map((n) => h("tr", {}, h("td", { class: "number" }, `≥ ${count(n)}`), h("td", { class: "number" }, perYear(frequency(n)))));
  return [h("details", {}, h("summary", {}, t("societalTable")), h("table", {}, h("tbody", {}, ...rows)))];
}

function rankingTable(page: RankingPage, whole: number, actions: SocietalActions): HTMLElement[] {
  const body = h("tbody", {}, ...page.facilities.map((rank, index) => rankRow(rank, index + 1, actions)));
  const rest = nextRow(page, page.facilities.length, body, actions);
  if (rest) body.append(rest);
  const complete = page.facilities.length === page.numberMatched;
  const total = page.facilities.reduce((sum, rank) => sum + rank.pll_per_year, 0);
  return [
    h("h3", {}, t("societalRanking")),
    h("table", { class: "contributions", id: "ranking" },
      h("thead", {}, h("tr", {}, h("th", {}, "#"), h("th", {}, t("facility")), h("th", { class: "number" }, t("societalDeaths")), h("th", { class: "number" }, t("societalWorst")))),
      body,
      ...(complete && !addsUp(total, whole) && Math.abs(total - whole) > 1e-6 * whole ? [h("tfoot", {}, h("tr", {}, h("td", { colspan: 4, class: "bad" }, t("sumBad"))))] : [])),
  ];
}

function rankRow(rank: FacilityRank, place: number, actions: SocietalActions): HTMLElement {
  const words = name(rank.facility_name ?? rank.facility_id) || rank.facility_id;
  return h("tr", { class: "part", "data-value": rank.pll_per_year },
    h("td", { class: "number" }, String(place)),
    h("td", {},
      h("button", { class: "link", click: () => actions.openFacility(rank.facility_id) }, words),
      " ",
      h("button", { class: "link small", title: t("societalOf", { name: words }), click: () => actions.show({ id: rank.facility_id, name: words }) }, "F-N")),
    h("td", { class: "number" }, scientific(rank.pll_per_year), h("div", { class: "small" }, share(rank.share_frac)), h("div", { class: "meter", style: `--share:${(100 * rank.share_frac).toFixed(1)}%` })),
    h("td", { class: "number" }, rank.worst_n > 0 ? count(Math.round(rank.worst_n)) : "<1"));
}

function nextRow(page: RankingPage, shown: number, body: HTMLElement, actions: SocietalActions): HTMLElement | null {
  const next = page.links?.find((link) => link.rel === "next");
  if (!next) return null;
  const left = page.numberMatched - shown;
  const row = h("tr", {}, h("td", { colspan: 4 }, h("button", {
    class: "link",
    click: () => {
      void actions.more(next.href).then((further) => {
        row.remove();
        body.append(...further.facilities.map((rank, index) => rankRow(rank, shown + index + 1, actions)));
        const after = nextRow(further, shown + further.facilities.length, body, actions);
        if (after) body.append(after);
      });
    },
  }, t("societalMore", { n: Math.min(left, page.facilities.length) }))));
  return row;
}
