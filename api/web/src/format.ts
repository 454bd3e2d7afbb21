// Numbers as this page shows them. A value that is not known is said to be not known, never zero.

import { t } from "./i18n";

const SUPERSCRIPTS: Record<string, string> = {
  "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
};

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** `0.0000032` as `3.2×10⁻⁶`; `digits` significant digits. */
export function scientific(value: number, digits = 2): string {
  const [mantissa = "0", exponent = "0"] = value.toExponential(digits - 1).split("e");
  const power = Array.from(String(Number(exponent)), (sign) => SUPERSCRIPTS[sign] ?? sign).join("");
  return `${mantissa}×10${power}`;
}

/** A level of the law, which is a round number: `3×10⁻⁷`, `10⁻⁵`. */
export function level(value: number): string {
  const digits = Number(value.toPrecision(2)) === Number(value.toPrecision(1)) ? 1 : 2;
  return scientific(value, digits).replace(/^1×/, "");
}

/** A frequency per year. */
export function perYear(value: number | null | undefined, digits = 2): string {
  if (!isNumber(value)) return t("notKnown");
  if (value === 0) return `0 ${t("perYear")}`;
  return `${scientific(value, digits)} ${t("perYear")}`;
}

/** A length, metres or kilometres by size. */
export function distance(value: number | null | undefined): string {
  if (!isNumber(value)) return t("notKnown");
  if (value >= 10_000) return `${(value / 1000).toFixed(0)} km`;
  if (value >= 1000) return `${(value / 1000).toFixed(1)} km`;
  return `${value.toFixed(0)} m`;
}

/** A mass, kilograms or tonnes by size. */
export function mass(value: number | null | undefined): string {
  if (!isNumber(value)) return t("notKnown");
  if (value >= 1000) return `${trim(value / 1000)} t`;
  return `${trim(value)} kg`;
}

/** A temperature, from kelvin to degrees Celsius. */
export function temperature(value: number | null | undefined): string {
  return isNumber(value) ? `${trim(value - 273.15, 3)} °C` : t("notKnown");
}

/** An absolute pressure. */
export function pressure(value: number | null | undefined): string {
  return isNumber(value) ? `${trim(value / 1e6, 3)} MPa ${t("absolute")}` : t("notKnown");
}

/** A share of one. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent > 0 && percent < 0.1) return "<0.1\u00a0%";
  return `${percent.toFixed(percent >= 99.95 ? 0 : 1)}\u00a0%`;
}

/** A count, with thousands apart; a dash would hide that it is not known. */
export function count(value: number | null | undefined): string {
  return isNumber(value) ? value.toLocaleString("en-US") : t("notKnown");
}

/** Degrees with hemisphere, five decimals (about a metre). */
export function place(lon: number, lat: number): string {
  return `${Math.abs(lat).toFixed(5)}°${lat < 0 ? "S" : "N"} ${Math.abs(lon).toFixed(5)}°${lon < 0 ? "W" : "E"}`;
}

function trim(value: number, digits = 4): string {
  return Number(value.toPrecision(digits)).toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** Sum that does not lose small parts beside large ones (Neumaier). */
export function sum(values: number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

/** Whether the parts give the whole within 1e-9 of it. */
export function addsUp(parts: number, whole: number): boolean {
  return Math.abs(parts - whole) <= 1e-9 * Math.max(Math.abs(whole), Number.MIN_VALUE);
}

/** A figure in a field: three digits, no exponent where none is needed. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)));
