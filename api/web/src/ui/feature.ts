// Anything else on the map that was clicked: its fields as they are on record.

import { mass, pressure, temperature } from "../format";
import { bothNames, currentLang, name, t } from "../i18n";
import type { LayerStyle } from "../map/catalogue";
import { h } from "./dom";

type Value = string | number | boolean | null;

const TITLES: Record<string, [string, string]> = {
  kind: ["类别", "kind"], use: ["用途", "use"], status: ["状态", "status"], status_text: ["状态说明", "status in words"],
  active: ["参与评估", "takes part"], district: ["辖区", "district"], address: ["地址", "address"], note: ["备注", "note"],
  population: ["人口", "people"], people: ["人数", "people"], households: ["户数", "households"], floors: ["层数", "floors"],
  beds: ["床位", "beds"], capacity: ["容量", "capacity"], contact: ["联系方式", "contact"], floor_area_m2: ["建筑面积 m²", "floor area, m²"],
  protection_class: ["防护目标分类", "protection class"], service: ["建设状态", "new or in service"], substance: ["物质", "substance"],
  commodity: ["矿种", "commodity"], method: ["开采方式", "method"], largest_shift_staff: ["最大班人数", "largest shift"],
  dam_height_m: ["坝高 m", "dam height, m"], volume_m3: ["库容 m³", "volume, m³"], construction: ["筑坝方式", "construction"],
  downstream_bearing_deg: ["下游方位 °", "downstream bearing, °"], downstream_residents: ["下游居民", "residents downstream"],
  tnt_equivalent_kg: ["TNT 当量", "TNT equivalent"], hazard_class: ["危险等级", "hazard class"], outer_diameter_m: ["外径 m", "outer diameter, m"],
  pressure_pa: ["压力", "pressure"], temperature_k: ["温度", "temperature"], operator: ["运营单位", "operator"],
  trips_per_year: ["年运次", "trips a year"], load_kg: ["单车载量", "load of one vehicle"], source: ["来源", "source"], edition: ["数据版本", "edition"],
  feature_count: ["代表的对象数", "stands for this many"],
};

/** Not for the reader: keys of the machine. */
const HIDDEN = /^(name(_zh|_en)?|demonstration|source_crs|imported_at|fid|cas|substance_id)$/;

function shown(key: string, value: Value): string {
  if (value === null || value === "") return t("notKnown");
  if (typeof value !== "number") return String(value);
  if (key.endsWith("_kg")) return mass(value);
  if (key.endsWith("_pa")) return pressure(value);
  if (key.endsWith("_k")) return temperature(value);
  return value.toLocaleString("en-US");
}

function title(key: string): string {
  const words = TITLES[key];
  return words ? name({ zh: words[0], en: words[1] }) : key;
}

/** `record`: the fields as the server has them on record. */
export function featurePanel(record: GeoJSON.GeoJsonProperties, source: string, style: LayerStyle | undefined, assessed: boolean, askRisk: () => void, leak: (() => void) | null): HTMLElement[] {
  const fields = (record ?? {}) as Record<string, Value>;
  const plain = typeof fields["name"] === "string" ? fields["name"] : "";
  const text = (key: string): string => {
    const value = fields[key];
    return typeof value === "string" && value !== "" ? value : plain;
  };
  const [first, second] = bothNames({ zh: text("name_zh"), en: text("name_en") });
  const own = Object.entries(fields).filter(([key]) => !HIDDEN.test(key));
  const known = own.filter(([, value]) => value !== null && value !== "");
  const rows = known.map(([key, value]) => h("tr", {}, h("th", { scope: "row" }, title(key)), h("td", {}, shown(key, value))));
  const missing = own.filter((entry) => !known.includes(entry)).map(([key]) => title(key));
  if (missing.length > 0) rows.push(h("tr", {}, h("th", { scope: "row" }, t("notKnown")), h("td", {}, missing.join(currentLang() === "zh" ? "、" : ", "))));
  return [
    h("h2", {}, first),
    ...(second ? [h("p", { class: "second" }, second)] : []),
    h("p", { class: "where" }, style ? name(style.title) : source),
    ...(assessed ? [] : [h("p", { class: "honest" }, h("span", { class: "mark not" }, t("notAssessed")), ` ${t("notInThisRisk")}`)]),
    h("button", { class: "plain", click: askRisk }, t("askRiskHere")),
    ...(leak ? [h("button", { class: "plain leak", click: leak }, t("leakHere"))] : []),
    h("h3", {}, t("what")),
    h("table", { class: "holding" }, h("tbody", {}, ...rows)),
  ];
}
