// The symbols of the map, drawn here: frame says what kind of thing it is (diamond: hazard, circle:
// people, square: help), the sign inside says which, the fill says assessed, not assessed, inactive.

import type { Palette } from "./palette";

export type IconState = "assessed" | "not" | "inactive";
type Frame = "hazard" | "people" | "help";

/** Signs on a 24 by 24 field, strokes only. */
const SIGNS: Record<string, string> = {
  chemical: "M10 7h4M10.8 7v3.4L7.6 16.6h8.8L13.2 10.4V7",
  tank: "M7.4 9.4v6.2c0 2 9.2 2 9.2 0V9.4M7.4 9.4c0-2.2 9.2-2.2 9.2 0s-9.2 2.2-9.2 0",
  gas: "M12 6.4c3.4 3.6 4.2 5.2 4.2 7a4.2 4.2 0 0 1-8.4 0c0-1.6 1-2.6 1.8-3.6.6 1 1 1.4 1.6 1.6.6-1.6.8-3 .8-5z",
  mine: "M7.2 10.4c2.6-3 7-3 9.6 0M12 8.4v9M8.8 17.4h6.4",
  tailings: "M6.6 16.4h10.8L14.6 9.6h-3zM6.6 13.2h3.6",
  explosive: "M12 6.4l1.3 3.4 3.4-1.3-1.4 3.4 3 1.9-3.5.7.2 3.5-3-2-3 2 .2-3.5-3.5-.7 3-1.9-1.4-3.4 3.4 1.3z",
  water: "M12 6.6c2.6 3.4 4 5.2 4 7a4 4 0 0 1-8 0c0-1.8 1.4-3.6 4-7z",
  cold: "M12 6.6v10.8M7.3 9.3l9.4 5.4M16.7 9.3l-9.4 5.4",
  port: "M12 8v9.4M9.4 10.2h5.2M7.2 13.4c.4 2.6 2.4 4 4.8 4s4.4-1.4 4.8-4M12 6.4a.8.8 0 1 1 0 1.6.8.8 0 0 1 0-1.6",
  alert: "M12 7v6.2M12 16.4v.4",
  school: "M12 8.6c-2-1.4-4-1.4-5.6-.8v8.6c1.6-.6 3.6-.6 5.6.8 2-1.4 4-1.4 5.6-.8V7.8c-1.6-.6-3.6-.6-5.6.8zv8.6",
  hospital: "M12 7v10M7 12h10",
  home: "M6.6 12.2 12 7l5.4 5.2M8.4 11v6h7.2v-6",
  crowd: "M9.4 9.6a1.6 1.6 0 1 0 0-.1M6.8 16.4c0-4 5-4 5 0M15 10.2a1.3 1.3 0 1 0 0-.1M13.4 16.4c0-3.4 4-3.4 4 0",
  dot: "M12 11.6v.8",
  fire: "M12 6.6c3 3.4 4 5 4 6.8a4 4 0 0 1-8 0c0-2 2-3 4-6.8zM12 12.6v4",
  shelter: "M6.6 12 12 7l5.4 5M12 11v6M9.6 14.6 12 17l2.4-2.4",
  box: "M7.4 9.2h9.2v7.6H7.4zM7.4 9.2 12 7l4.6 2.2M12 9.4v7.2",
  team: "M12 8.8a1.8 1.8 0 1 0 0-.1M8 17c0-5.4 8-5.4 8 0",
};

const SIZE = 34;
const RATIO = 2;

function trace(context: CanvasRenderingContext2D, frame: Frame): void {
  context.beginPath();
  if (frame === "people") context.arc(12, 12, 9.4, 0, 2 * Math.PI);
  else if (frame === "help") context.roundRect(2.8, 2.8, 18.4, 18.4, 3.4);
  else {
    context.moveTo(12, 0.9);
    context.lineTo(23.1, 12);
    context.lineTo(12, 23.1);
    context.lineTo(0.9, 12);
    context.closePath();
  }
}

function colours(frame: Frame, state: IconState, palette: Palette): { fill: string; line: string; sign: string } {
  if (state === "inactive") return { fill: "#c9ccd1", line: "#767c86", sign: "#5c626c" };
  const own = { hazard: palette.ink, people: palette.people, help: palette.help }[frame];
  if (state === "not") return { fill: palette.halo, line: own, sign: own };
  return { fill: own, line: palette.halo, sign: palette.halo };
}

function paint(context: CanvasRenderingContext2D, frame: Frame, sign: string, state: IconState, palette: Palette): void {
  const colour = colours(frame, state, palette);
  context.lineJoin = "round";
  context.lineCap = "round";
  trace(context, frame);
  context.fillStyle = colour.fill;
  context.fill();
  context.strokeStyle = colour.line;
  context.lineWidth = state === "not" ? 1.7 : 1.3;
  if (state === "not") context.setLineDash([2.6, 2.4]);
  context.stroke();
  context.setLineDash([]);
  context.strokeStyle = colour.sign;
  context.lineWidth = 1.6;
  context.stroke(new Path2D(SIGNS[sign] ?? SIGNS["alert"]));
  if (state !== "inactive") return;
  context.strokeStyle = "#4a4f58";
  context.beginPath();
  context.moveTo(5.2, 18.8);
  context.lineTo(18.8, 5.2);
  context.stroke();
}

/** Draws `frame/sign/state`; `null` for a name that is not one of ours. */
export function drawIcon(id: string, palette: Palette): { data: ImageData; pixelRatio: number } | null {
  const canvas = iconCanvas(id, palette);
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return null;
  return { data: context.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: RATIO };
}

/** The same as a canvas, for the legend and the panels. */
export function iconCanvas(id: string, palette: Palette): HTMLCanvasElement | null {
  const [frame, sign, state] = id.split("/");
  if (!frame || !sign || !state || !["hazard", "people", "help"].includes(frame)) return null;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * RATIO;
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.scale((SIZE * RATIO) / 24, (SIZE * RATIO) / 24);
  paint(context, frame as Frame, sign, state as IconState, palette);
  return canvas;
}
