// Every unit that is in no risk figure, with the reason: what a safety office has to go after. A large
// city has thousands of them, so they come page by page.

import type { Counts, NotAssessedPage, NotAssessedUnit } from "../api/types";
import { count } from "../format";
import { name, t } from "../i18n";
import { countsLine } from "./counts";
import { h } from "./dom";

export interface NotAssessedActions {
  open: (facility: string) => void;
  /** Reads the page of a `next` link. */
  more: (next: string) => Promise<NotAssessedPage>;
}

const nextOf = (page: NotAssessedPage): string | undefined => page.links?.find((link) => link.rel === "next")?.href;

export function notAssessedPanel(first: NotAssessedPage, counts: Counts | undefined, actions: NotAssessedActions): HTMLElement[] {
  const body = h("tbody", {});
  const foot = h("p", { class: "small", role: "status" });
  const add = (page: NotAssessedPage): void => {
    body.append(...page.units.map((unit) => unitRow(unit, actions)));
    const next = nextOf(page);
    foot.replaceChildren(`${t("shownOf", { n: count(body.childElementCount), all: count(page.numberMatched) })} `);
    if (next !== undefined) foot.append(moreButton(next, add, actions));
  };
  add(first);
  return [
    h("h2", {}, t("notAssessedTitle")),
    countsLine(counts),
    h("p", { class: "honest" }, t("notInRisk")),
    h("table", { class: "not-assessed" }, h("thead", {}, h("tr", {}, h("th", {}, `${t("facility")} · ${t("unit")}`), h("th", {}, t("reason")))), body),
    foot,
  ];
}

function unitRow(unit: NotAssessedUnit, actions: NotAssessedActions): HTMLElement {
  return h("tr", {},
    h("td", {},
      h("button", { class: "link", click: () => actions.open(unit.facility_id) }, name(unit.facility_name ?? unit.facility_id)),
      h("div", { class: "small" }, `${unit.unit_id} · ${unit.substance_name || t("notKnown")}`)),
    h("td", {}, name(unit.reason)));
}

function moreButton(next: string, add: (page: NotAssessedPage) => void, actions: NotAssessedActions): HTMLElement {
  const button = h("button", { class: "plain more", click: () => {
    button.disabled = true;
    actions.more(next).then(add).catch((error: unknown) => {
      button.disabled = false;
      button.after(h("span", { class: "bad" }, ` ${error instanceof Error ? error.message : String(error)}`));
    });
  } }, t("more"));
  return button;
}
