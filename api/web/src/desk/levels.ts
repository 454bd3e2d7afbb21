// How a level of harm is called and drawn on map, legend and lists. Level and colour are the server's
// vocabulary, the effect is a pattern, and both stand in words beside it: nothing is told by colour alone.

import { currentLang, name, t, type Key } from "../i18n";
import { harmLevel, levelColour } from "../map/harm";
import type { Theme } from "../map/palette";
import type { Effect, IncidentZone } from "./types";

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

interface Words {
  short: string;
  /** What the level means, where the vocabulary says so. */
  meaning: string | null;
  /** How bad it is to be inside: 5 the worst. */
  rank: number;
}

/** From this rank on lives are in danger (`/harm-levels` says so in words). */
export const LIFE_RANK = 4;

/** Small figures of units as print has them. */
const unitsSet = (text: string): string => text.replace(/m2\b/g, "m²");

/** Words and rank of a level; one that the vocabulary does not know keeps the server's words. */
export function words(zone: Pick<IncidentZone, "level" | "label_en" | "label_zh">): Words {
  const known = harmLevel(zone.level);
  if (!known) return { short: label(zone), meaning: null, rank: 0 };
  // A share of a limit other than the one of the vocabulary is named in the label of the zone.
  const own = known.id === zone.level ? name(known.name) : label(zone).split(/[:：]/)[0] ?? "";
  return { short: unitsSet(own), meaning: name(known.meaning), rank: known.rank };
}

export const colourOf = (zone: Pick<IncidentZone, "level">, theme: Theme): string => levelColour(zone.level, theme);

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
  const rank = (zone: IncidentZone): number => EFFECT_ORDER.indexOf(zone.effect) * 10 - words(zone).rank;
  return [...zones].sort((a, b) => rank(a) - rank(b) || (a.reach_m ?? 0) - (b.reach_m ?? 0));
}
