// Figures of an incident in plain words.

import { count } from "../format";
import { t } from "../i18n";
import type { People } from "./types";

/** A time as people count it: minutes, from an hour on hours and minutes. */
export function minutes(seconds: number): string {
  const whole = Math.round(seconds / 60);
  if (seconds < 60) return t("deskUnderMinute");
  if (whole < 60) return t("deskMinutes", { n: whole });
  return t("deskHours", { h: Math.floor(whole / 60), min: String(whole % 60).padStart(2, "0") });
}

/** Known people, `≥` where some places have no number: a zero alone could be read as "nobody". */
export function people(value: People | null | undefined): string {
  if (!value) return t("notKnown");
  return `${value.places_without_number > 0 ? "≥ " : ""}${count(Math.round(value.known))}`;
}

/** What a number of people leaves out; empty where it leaves out nothing. */
export function uncounted(value: People | null | undefined): string {
  return value && value.places_without_number > 0 ? t("deskUncounted", { places: count(value.places_without_number) }) : "";
}

/** `about 3 in 10`: easier to weigh than a share. */
export function chance(probability: number | null | undefined): string {
  if (typeof probability !== "number") return t("deskChanceUnknown");
  if (probability >= 0.995) return t("deskChanceSure");
  if (probability >= 0.95) return t("deskChance", { n: Math.round(probability * 100), of: 100 });
  if (probability >= 0.095) return t("deskChance", { n: Math.round(probability * 10), of: 10 });
  if (probability >= 0.0095) return t("deskChance", { n: Math.round(probability * 100), of: 100 });
  return probability <= 0 ? t("deskChanceNever") : t("deskChanceUnder", { of: 100 });
}
