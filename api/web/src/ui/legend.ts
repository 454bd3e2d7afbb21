// The layers panel, which is the legend as well.

import type { LayerInfo, RiskLevel } from "../api/types";
import { count, level as levelText } from "../format";
import { name, t, type Key } from "../i18n";
import type { Group, Kind, LayerStyle } from "../map/catalogue";
import { iconCanvas } from "../map/icons";
import { PALETTES, type Theme } from "../map/palette";
import { colouredLevels } from "../map/style";
import { h } from "./dom";

export interface LegendEntry {
  style: LayerStyle;
  info: LayerInfo;
  visible: boolean;
  /** `false` for hazards that no model of this release assesses. */
  assessed: boolean;
}

export interface LegendActions {
  toggle: (id: string, visible: boolean) => void;
  riskVisible: (visible: boolean) => void;
  riskOpacity: (opacity: number) => void;
  close: () => void;
}

export interface RiskEntry {
  levels: RiskLevel[];
  ready: boolean;
  visible: boolean;
  opacity: number;
}

const GROUPS: [Group, Key][] = [["hazard", "groupHazard"], ["line", "groupLine"], ["people", "groupPeople"], ["help", "groupHelp"], ["base", "groupBase"], ["other", "groupOther"]];

export function legend(entries: LegendEntry[], risk: RiskEntry, theme: Theme, actions: LegendActions): HTMLElement[] {
  const groups = GROUPS.flatMap(([group, key]) => {
    const own = entries.filter((entry) => entry.style.group === group).sort((a, b) => b.style.order - a.style.order);
    if (own.length === 0) return [];
    const states = group === "hazard" ? [stateKey(theme)] : [];
    return [h("section", { class: "group" }, h("h3", {}, t(key)), ...states, ...own.map((entry) => layerRow(entry, theme, actions)))];
  });
  return [
    h("div", { class: "panel-head" }, h("h2", {}, t("layers")), h("button", { class: "close", "aria-label": t("close"), click: actions.close }, "×")),
    riskGroup(risk, theme, actions),
    ...groups,
  ];
}

function riskGroup(risk: RiskEntry, theme: Theme, actions: LegendActions): HTMLElement {
  const levels = colouredLevels(risk.levels, theme);
  const rows = [...levels].reverse().map((each) => h("li", { title: each.provenance },
    h("i", { class: "swatch band", style: `background:${each.colour}` }),
    h("b", { class: "number" }, `≥ ${levelText(each.per_year)}`),
    h("span", { class: each.origin === "assumed" ? "small" : "" }, name(each.label), isMemory(each) && h("b", { class: "dagger" }, " †"))));
  const lowest = levels[0];
  if (lowest) rows.push(h("li", { class: "small" }, h("i", { class: "swatch band empty" }), h("span", {}, t("below", { level: levelText(lowest.per_year) }))));
  return h("section", { class: "group risk" },
    h("h3", {}, t("riskGroup")),
    h("label", { class: "check" }, checkbox("risk", risk.visible, actions.riskVisible), t("riskShow")),
    !risk.ready && h("p", { class: "busy" }, t("computing")),
    levels.length > 0 ? h("ul", { class: "bands" }, ...rows) : h("p", {}, t("noLevels")),
    levels.some(isMemory) && h("p", { class: "small" }, h("b", { class: "dagger" }, "† "), h("span", { class: "mark memory" }, t("originMemory")), ` ${t("provenanceMemory")}`),
    h("p", { class: "small" }, t("riskExplain")),
    h("label", { class: "slider" }, `${t("opacity")} `, h("input", {
      type: "range", min: 0.1, max: 1, step: 0.05, value: risk.opacity,
      input: (event) => actions.riskOpacity(Number((event.target as HTMLInputElement).value)),
    })));
}

const isMemory = (level: RiskLevel): boolean => level.origin === "memory" || /memory/i.test(level.provenance ?? "");

function checkbox(id: string, checked: boolean, changed: (on: boolean) => void): HTMLInputElement {
  return h("input", { type: "checkbox", checked, "data-layer": id, change: (event) => changed((event.target as HTMLInputElement).checked) });
}

function layerRow(entry: LegendEntry, theme: Theme, actions: LegendActions): HTMLElement {
  const { style, info } = entry;
  const kinds = style.kinds ?? [];
  return h("div", { class: "layer" },
    h("label", { class: "check" },
      checkbox(style.id, entry.visible, (on) => actions.toggle(style.id, on)),
      kinds.length === 1 && kinds[0] ? symbol(style, kinds[0], theme) : swatch(style, theme),
      h("span", { class: "title" }, info.title ? name(info.title) : name(style.title)),
      h("span", { class: "number small" }, count(info.count))),
    !entry.assessed && h("p", { class: "small apart" }, h("span", { class: "mark not" }, t("notAssessed")), ` ${t("notInThisRisk")}`),
    kinds.length > 1 && h("ul", { class: "kinds" }, ...kinds.map((each) => h("li", {}, symbol(style, each, theme), h("span", {}, name(each.label))))));
}

function symbol(style: LayerStyle, kind: Kind, theme: Theme, state = "assessed"): HTMLCanvasElement | null {
  return iconCanvas(`${style.frame ?? "hazard"}/${kind.sign}/${state}`, PALETTES[theme]);
}

function swatch(style: LayerStyle, theme: Theme): HTMLElement | null {
  const drawn = style.swatch?.(PALETTES[theme]);
  if (!drawn) return null;
  return h("i", { class: `swatch ${drawn.kind} ${drawn.dash ? "dash" : ""}`, style: `--colour:${drawn.colour}` });
}

function stateKey(theme: Theme): HTMLElement {
  const one = (state: string, key: Key): HTMLElement => h("li", {}, iconCanvas(`hazard/chemical/${state}`, PALETTES[theme]), h("span", {}, t(key)));
  return h("ul", { class: "kinds states" }, one("assessed", "stateAssessed"), one("not", "stateNot"), one("inactive", "stateInactive"));
}
