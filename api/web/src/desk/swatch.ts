// The same colour and pattern as on the map, as a small picture for legend and lists.

import { h } from "../ui/dom";
import type { Theme } from "../map/palette";
import { colourOf, EFFECTS } from "./levels";
import { patternSample } from "./patterns";
import type { IncidentZone } from "./types";

const WIDTH = 36;
const HEIGHT = 24;

export function levelSwatch(zone: Pick<IncidentZone, "effect" | "level" | "label_en" | "label_zh">, theme: Theme): HTMLElement {
  const colour = colourOf(zone, theme);
  const pattern = zone.effect in EFFECTS ? EFFECTS[zone.effect].pattern : "stripes";
  const canvas = patternSample(pattern, colour, WIDTH, HEIGHT);
  const frame = h("i", { class: "level-swatch", style: `border-color:${colour}`, "aria-hidden": "true" });
  if (canvas) {
    canvas.className = "pattern";
    frame.append(canvas);
  }
  return frame;
}
