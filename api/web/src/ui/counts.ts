// How many units are assessed and how many are not: beside the map and beside every figure.

import type { Counts } from "../api/types";
import { count } from "../format";
import { t } from "../i18n";
import { h } from "./dom";

export function countsLine(counts: Counts | undefined, listNotAssessed?: () => void): HTMLElement {
  const one = (key: "assessed" | "notAssessed" | "inactive", value: number | undefined): HTMLElement =>
    h("span", { class: `count ${key}` }, h("i", { "aria-hidden": "true" }), `${t(key)} `, h("b", {}, count(value)));
  return h(
    "div",
    { class: "counts", title: t("countsTitle") },
    h("span", { class: "count" }, `${t("units")} `, h("b", {}, count(counts?.units))),
    one("assessed", counts?.assessed),
    listNotAssessed ? h("button", { class: "link", id: "list-not-assessed", click: listNotAssessed }, one("notAssessed", counts?.not_assessed)) : one("notAssessed", counts?.not_assessed),
    one("inactive", counts?.inactive),
  );
}
