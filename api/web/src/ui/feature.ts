// Anything else on the map that was clicked: its fields as they are on record.

import type { MapGeoJSONFeature } from "maplibre-gl";
import { bothNames, t } from "../i18n";
import { h } from "./dom";

export function featurePanel(feature: MapGeoJSONFeature, askRisk: () => void): HTMLElement[] {
  const fields = feature.properties as Record<string, string | number | boolean | null>;
  const plain = typeof fields["name"] === "string" ? fields["name"] : "";
  const text = (key: string): string => {
    const value = fields[key];
    return typeof value === "string" && value !== "" ? value : plain;
  };
  const [first, second] = bothNames({ zh: text("name_zh"), en: text("name_en") });
  const rows = Object.entries(fields)
    .filter(([key]) => !/^name(_zh|_en)?$/.test(key))
    .map(([key, value]) => h("tr", {}, h("th", { scope: "row" }, key), h("td", {}, value === null || value === "" ? t("notKnown") : String(value))));
  return [
    h("h2", {}, first),
    ...(second ? [h("p", { class: "second" }, second)] : []),
    h("button", { class: "plain", click: askRisk }, t("askRiskHere")),
    h("h3", {}, t("what")),
    h("table", { class: "holding" }, h("tbody", {}, ...rows)),
  ];
}
