// Caveats are part of every answer: short first, all of them one click away.

import type { Caveat } from "../api/types";
import { currentLang, t } from "../i18n";
import { h } from "./dom";

const text = (caveat: Caveat): string =>
  (currentLang() === "zh" ? caveat.message_zh || caveat.message_en : caveat.message_en || caveat.message_zh) ?? caveat.code;

/** Those that change most what a figure may be used for come first. */
const WEIGHT = ["not_assessed", "stand_in_quantity", "dense_gas_by_passive_model", "weak_validation", "user_figure", "memory_figure", "outside_validity", "low_wind", "not_modelled", "assumed_value", "flat_terrain"];

function ordered(caveats: Caveat[]): Caveat[] {
  const rank = (caveat: Caveat): number => {
    const index = WEIGHT.indexOf(caveat.code);
    return index < 0 ? WEIGHT.length : index;
  };
  return [...caveats].filter((caveat) => caveat.code !== "demonstration").sort((a, b) => rank(a) - rank(b));
}

/** The same words are said once, with how often they apply. */
function grouped(caveats: Caveat[]): [string, number][] {
  const found = new Map<string, number>();
  for (const caveat of ordered(caveats)) found.set(text(caveat), (found.get(text(caveat)) ?? 0) + 1);
  return [...found];
}

/** A line that opens into the list. */
export function caveatList(caveats: Caveat[] | undefined, attributes: Record<string, string | boolean> = {}): HTMLElement {
  const all = grouped(caveats ?? []);
  if (all.length === 0) return h("p", { class: "caveats none" }, t("caveatsNone"));
  const items = all.map(([words, times]) => h("li", {}, words, times > 1 && h("span", { class: "times" }, ` ×${times}`)));
  return h(
    "details",
    { class: "caveats", ...attributes },
    h("summary", {}, h("b", {}, `⚠ ${t("caveats", { n: all.length })}`), h("span", { class: "first" }, all[0]?.[0] ?? "")),
    h("ul", {}, ...items),
  );
}
