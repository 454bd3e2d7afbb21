// Directions in words: sixteen points in both languages.

import { currentLang, t } from "../i18n";

const POINTS: [string, string][] = [
  ["北", "N"], ["北东北", "NNE"], ["东北", "NE"], ["东东北", "ENE"], ["东", "E"], ["东东南", "ESE"], ["东南", "SE"], ["南东南", "SSE"],
  ["南", "S"], ["南西南", "SSW"], ["西南", "SW"], ["西西南", "WSW"], ["西", "W"], ["西西北", "WNW"], ["西北", "NW"], ["北西北", "NNW"],
];

/** A direction as 0 to 359. */
export const wrap = (deg: number): number => ((deg % 360) + 360) % 360;

/** The point of the compass nearest to a direction. */
export function point(deg: number): string {
  const found = POINTS[Math.round(wrap(deg) / 22.5) % 16] ?? ["", ""];
  return found[currentLang() === "zh" ? 0 : 1];
}

/** `from NE (45°) to SW`: a wind without its "from" has been read the wrong way round before. */
export function windWords(fromDeg: number): string {
  return t("deskWindFromTo", { from: point(fromDeg), deg: Math.round(wrap(fromDeg)), to: point(fromDeg + 180) });
}
