// Fills of the zones: one pattern for each effect, in any colour, drawn here.

import type { Pattern } from "./levels";

const SIZE = 24;
const RATIO = 2;
const PREFIX = "pattern/";

export const patternId = (pattern: Pattern, colour: string): string => `${PREFIX}${pattern}/${colour}`;

type Pen = CanvasRenderingContext2D;

function strokes(pen: Pen, path: string): void {
  pen.stroke(new Path2D(path));
}

const SIGNS: Record<Pattern, (pen: Pen) => void> = {
  plain: () => undefined,
  dots: (pen) => { for (const [x, y] of [[6, 6], [18, 18]] as const) { pen.beginPath(); pen.arc(x, y, 2.6, 0, 2 * Math.PI); pen.fill(); } },
  stripes: (pen) => strokes(pen, "M-2 14 14-2M-2 26 26-2M10 26 26 10"),
  back: (pen) => strokes(pen, "M-2 10 14 26M-2-2 26 26M10-2 26 14"),
  grid: (pen) => strokes(pen, "M6-1V25M18-1V25M-1 6H25M-1 18H25"),
  crosses: (pen) => strokes(pen, "M3 9 9 3M3 3 9 9M15 21 21 15M15 15 21 21"),
  rings: (pen) => { pen.beginPath(); pen.arc(12, 12, 6, 0, 2 * Math.PI); pen.stroke(); },
};

export function patternCanvas(pattern: Pattern, colour: string): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * RATIO;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.scale(RATIO, RATIO);
  // A light wash below the pattern, so that the extent is seen in the gaps too.
  pen.fillStyle = pen.strokeStyle = colour;
  pen.globalAlpha = pattern === "plain" ? 0.55 : 0.22;
  pen.fillRect(0, 0, SIZE, SIZE);
  pen.globalAlpha = 1;
  pen.lineWidth = 2.2;
  SIGNS[pattern](pen);
  return canvas;
}

/** A sample of the fill for legend and lists. */
export function patternSample(pattern: Pattern, colour: string, width: number, height: number): HTMLCanvasElement | null {
  const tile = patternCanvas(pattern, colour);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * RATIO, height * RATIO];
  const pen = canvas.getContext("2d");
  const fill = tile && pen?.createPattern(tile, "repeat");
  if (!pen || !fill) return null;
  pen.fillStyle = fill;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}

const ARROW = "desk/wind-arrow/";
export const arrowId = (ink: string, halo: string): string => `${ARROW}${ink}/${halo}`;

/** An arrow that points down: turned by the direction the wind comes from, it blows as the wind does. */
function arrowCanvas(ink: string, halo: string): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [36 * RATIO, 64 * RATIO];
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.scale(RATIO, RATIO);
  const shape = new Path2D("M13 4H23V38H33L18 60 3 38H13Z");
  pen.lineJoin = "round";
  [pen.strokeStyle, pen.lineWidth] = [halo, 5];
  pen.stroke(shape);
  pen.fillStyle = ink;
  pen.fill(shape);
  return canvas;
}

function canvasFor(id: string): HTMLCanvasElement | null {
  if (id.startsWith(ARROW)) {
    const [ink = "#000000", halo = "#ffffff"] = id.slice(ARROW.length).split("/");
    return arrowCanvas(ink, halo);
  }
  if (!id.startsWith(PREFIX)) return null;
  const [pattern = "", colour = ""] = id.slice(PREFIX.length).split("/");
  return pattern in SIGNS ? patternCanvas(pattern as Pattern, colour) : null;
}

/** The image behind a name of ours; `null` for any other. */
export function drawPattern(id: string): { data: ImageData; pixelRatio: number } | null {
  const canvas = canvasFor(id);
  const pen = canvas?.getContext("2d");
  return canvas && pen ? { data: pen.getImageData(0, 0, canvas.width, canvas.height), pixelRatio: RATIO } : null;
}
