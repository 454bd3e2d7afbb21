// One vocabulary of harm for map, legend and lists: how a level is called, how strong it is, and how
// an effect is drawn. Strength is a colour that also darkens, the effect is a pattern, and both stand
// in words beside it: nothing is told by colour alone.

import { currentLang, t, type Key } from "../i18n";
import type { Theme } from "../map/palette";
import type { Effect, IncidentZone } from "./types";

/** 3 the strongest of its kind, 1 the weakest. */
export type Strength = 1 | 2 | 3;
export type Pattern = "plain" | "dots" | "stripes" | "back" | "grid" | "rings" | "crosses";

export interface EffectStyle {
  title: Key;
  pattern: Pattern;
  /** The outcome of the event tree that this effect belongs to. */
  outcome: string;
}

export const EFFECTS: Record<Effect, EffectStyle> = {
  toxic_cloud: { title: "deskToxicCloud", pattern: "plain", outcome: "dispersion" },
  flash_fire: { title: "deskFlashFire", pattern: "dots", outcome: "flash_fire" },
  jet_fire: { title: "deskJetFire", pattern: "stripes", outcome: "jet_fire" },
  pool_fire: { title: "deskPoolFire", pattern: "back", outcome: "pool_fire" },
  fireball: { title: "deskFireball", pattern: "grid", outcome: "fireball" },
  explosion: { title: "deskExplosion", pattern: "rings", outcome: "explosion" },
  vessel_burst: { title: "deskVesselBurst", pattern: "crosses", outcome: "vessel_burst" },
};

export const EFFECT_ORDER = Object.keys(EFFECTS) as Effect[];

const COLOURS: Record<Theme, Record<Strength, string>> = {
  day: { 3: "#8f0038", 2: "#d1560a", 1: "#e0b000" },
  night: { 3: "#ff5c8a", 2: "#ffa04d", 1: "#ffe27a" },
};
/** Lines and words need more contrast to the ground than a fill. */
const LINES: Record<Theme, Record<Strength, string>> = {
  day: { 3: "#6e002b", 2: "#9c3d00", 1: "#7a5c00" },
  night: { 3: "#ff8fae", 2: "#ffbd85", 1: "#ffedaf" },
};

export const fillColour = (strength: Strength, theme: Theme): string => COLOURS[theme][strength];
export const lineColour = (strength: Strength, theme: Theme): string => LINES[theme][strength];

interface Words {
  short: string;
  /** What the level means, for programmes that define it. */
  meaning: Key | null;
  strength: Strength;
}

const PROGRAMME = /^(aegl|erpg|pac)_([123])$/;
const MEANINGS: Record<string, Key> = { "1": "deskMeans1", "2": "deskMeans2", "3": "deskMeans3" };

const strong = (value: number, second: number, third: number): Strength => (value >= third ? 3 : value >= second ? 2 : 1);

/** Words and strength of a level, strong as the server ranks them too; a level this page does not know keeps the server's words. */
export function words(zone: Pick<IncidentZone, "level" | "label_en" | "label_zh">): Words {
  const published = PROGRAMME.exec(zone.level);
  if (published) {
    const [, programme = "", level = "1"] = published;
    return { short: `${programme.toUpperCase()}-${level}`, meaning: MEANINGS[level] ?? null, strength: Number(level) as Strength };
  }
  if (zone.level === "idlh") return { short: "IDLH", meaning: "deskMeansIdlh", strength: 2 };
  if (zone.level === "lower_flammable_limit") return { short: t("deskLfl"), meaning: "deskMeansLfl", strength: 3 };
  const share = /^lower_flammable_limit_([\d.]+)$/.exec(zone.level);
  if (share) return { short: `${Math.round(100 * Number(share[1]))} % ${t("deskLfl")}`, meaning: "deskMeansHalfLfl", strength: 2 };
  if (zone.level.startsWith("upper_flammable")) return { short: t("deskUfl"), meaning: null, strength: 3 };
  const figure = /^(heat|blast)_([\d_]+?)_(kw_m2|kpa)$/.exec(zone.level);
  if (figure) {
    const value = Number((figure[2] ?? "").replace("_", "."));
    const heat = figure[1] === "heat";
    return { short: `${value} ${heat ? "kW/m²" : "kPa"}`, meaning: null, strength: heat ? strong(value, 12.5, 37.5) : strong(value, 10, 30) };
  }
  return { short: label(zone), meaning: null, strength: 2 };
}

/** The level, and which cloud when there are two. */
export function shortName(zone: Pick<IncidentZone, "id" | "level" | "label_en" | "label_zh">): string {
  return words(zone).short + (zone.id.startsWith("pool-") ? ` ${t("deskOfPool")}` : "");
}

/** The server's own words for a level. */
export function label(zone: Pick<IncidentZone, "level" | "label_en" | "label_zh">): string {
  const [first, second] = currentLang() === "zh" ? [zone.label_zh, zone.label_en] : [zone.label_en, zone.label_zh];
  return first || second || zone.level.replaceAll("_", " ");
}

export const effectTitle = (effect: Effect): string => (effect in EFFECTS ? t(EFFECTS[effect].title) : effect);

/** Strongest first within an effect, effects in their fixed order. */
export function inOrder(zones: IncidentZone[]): IncidentZone[] {
  const rank = (zone: IncidentZone): number => EFFECT_ORDER.indexOf(zone.effect) * 10 - words(zone).strength;
  return [...zones].sort((a, b) => rank(a) - rank(b) || (a.reach_m ?? 0) - (b.reach_m ?? 0));
}
