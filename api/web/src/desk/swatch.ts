// The same colour and pattern as on the map, as a small picture for legend and lists.

import { h } from "../ui/dom";
import type { Theme } from "../map/palette";
import { EFFECTS, fillColour, lineColour, words } from "./levels";
import { patternSample } from "./patterns";
import type { IncidentZone } from "./types";

const WIDTH = 36;
const HEIGHT = 24;

export function levelSwatch(zone: Pick<IncidentZone, "effect" | "level" | "label_en" | "label_zh">, theme: Theme): HTMLElement {
  const { strength } = words(zone);
  const pattern = zone.effect in EFFECTS ? EFFECTS[zone.effect].pattern : "stripes";
  const canvas = patternSample(pattern, fillColour(strength, theme), WIDTH, HEIGHT);
  const frame = h("i", { class: "level-swatch", style: `border-color:${lineColour(strength, theme)}`, "aria-hidden": "true" });
  if (canvas) {
    canvas.className = "pattern";
    frame.append(canvas);
  }
  return frame;
}
