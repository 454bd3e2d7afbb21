// Why there is no answer, field by field, in the language of the page.

import { ServerProblem, TokenNeeded, Unreachable } from "../api/client";
import type { Problem } from "../api/types";
import { currentLang, t, type Key } from "../i18n";
import { h } from "../ui/dom";

const FIELDS: [RegExp, Key][] = [
  [/^(inputs\.)?overrides/, "deskAssumptions"], [/^(inputs\.)?unit/, "deskUnit"], [/^(inputs\.)?place/, "deskPlace"], [/^(inputs\.)?substance/, "deskSubstance"], [/^(inputs\.)?event/, "deskEvent"],
  [/release_rate/, "deskRate"], [/duration_s/, "deskMinutesField"], [/mass_kg/, "deskMass"], [/hole_diameter/, "deskHole"],
  [/^(inputs\.)?release.*temperature/, "deskTemperature"], [/^(inputs\.)?release/, "deskRelease"],
  [/wind_from/, "deskWindFrom"], [/wind_speed/, "deskSpeed"], [/stability/, "deskStability"], [/terrain/, "deskTerrain"], [/weather/, "deskWind"],
];

const CODES: Record<string, Key> = {
  out_of_range: "deskOutOfRange", missing: "deskMissingField", unknown_substance: "deskUnknownSubstance", not_allowed: "deskNotAllowed",
  unknown_value: "deskNotAllowed", unknown_unit: "deskUnknownUnit", unknown_field: "deskUnknownField", wrong_type: "deskWrongType", property_not_known: "deskPropertyNotKnown",
};

/** What is allowed: ranges and lists in both languages, other sentences as the server says them. */
function allowed(text: string): string {
  if (currentLang() === "en") return text;
  const range = /^a finite number, (\S+) to (\S+)$/.exec(text);
  if (range) return `${range[1] ?? ""} 至 ${range[2] ?? ""}`;
  const list = /^one of ([\w, ]+)$/.exec(text);
  return list ? `${list[1] ?? ""} 之一` : text;
}

type Refused = NonNullable<Problem["problems"]>[number];

function line(problem: Refused): HTMLElement {
  const field = FIELDS.find(([pattern]) => pattern.test(problem.field));
  const code = CODES[problem.code];
  return h("li", { "data-field": problem.field },
    h("b", {}, field ? t(field[1]) : problem.field), h("code", {}, ` ${problem.field} = ${problem.value}`),
    h("div", {}, [code ? t(code) : "", problem.allowed ? t("deskAllowed", { what: allowed(problem.allowed) }) : ""].filter(Boolean).join(" · ")));
}

/** A failed request in words. */
export function problemWords(error: unknown): HTMLElement[] {
  if (error instanceof Unreachable) return [h("p", {}, t("unreachable"))];
  if (error instanceof TokenNeeded) return [h("p", {}, t("tokenTitle"))];
  if (!(error instanceof ServerProblem)) return [h("p", {}, error instanceof Error ? error.message : String(error))];
  const refused = error.problem.problems ?? [];
  if (refused.length > 0) return [h("p", {}, t("deskRefused", { n: refused.length })), h("ul", { class: "refused" }, ...refused.map(line))];
  if (error.status === 404) return [h("p", {}, t("deskNoProcess")), h("p", { class: "small" }, error.message)];
  return [h("p", {}, `${t("failed")} (${error.problem.code ?? error.status})`), h("p", { class: "small" }, error.message)];
}
