// Colours of the map by day and by night. The risk bands rise in darkness by day (in lightness by
// night), so that they keep their order for every kind of colour vision and in grey print.

export type Theme = "day" | "night";

export interface Palette {
  ground: string;
  district: string;
  built: string;
  park: string;
  districtLine: string;
  water: string;
  waterText: string;
  road: string;
  roadCase: string;
  rail: string;
  ink: string;
  halo: string;
  faint: string;
  pipeline: string;
  route: string;
  people: string;
  help: string;
  congested: string;
  bands: string[];
  bandLine: string;
}

export const PALETTES: Record<Theme, Palette> = {
  day: {
    ground: "#f8f8f6",
    district: "#f0eee8",
    built: "#e3e0d7",
    park: "#e2dce6",
    districtLine: "#9a93a8",
    water: "#c5dbea",
    waterText: "#2f5f80",
    road: "#ffffff",
    roadCase: "#c3c0b8",
    rail: "#6b6b6b",
    ink: "#14181f",
    halo: "#ffffff",
    faint: "#565d68",
    pipeline: "#6a2c91",
    route: "#0b6e4f",
    people: "#1f4e9c",
    help: "#0a6b3d",
    congested: "#a3002c",
    bands: ["#ffe9a0", "#fdbb5b", "#ee7a3c", "#c0303f", "#6b1440"],
    bandLine: "#5b1230",
  },
  night: {
    ground: "#12161d",
    district: "#181d26",
    built: "#222936",
    park: "#2a2433",
    districtLine: "#6f6a80",
    water: "#16344a",
    waterText: "#8fc1e3",
    road: "#39414e",
    roadCase: "#0b0e13",
    rail: "#8b8f97",
    ink: "#f4f5f7",
    halo: "#0b0e13",
    faint: "#b6bcc7",
    pipeline: "#c79be8",
    route: "#5fd3ab",
    people: "#8db8ff",
    help: "#6fdc9f",
    congested: "#ff7d95",
    bands: ["#4a3410", "#8a4a10", "#cf5f24", "#f2955f", "#ffe2b8"],
    bandLine: "#ffd9b0",
  },
};

/** One colour for each of `count` bands, spread over the ramp. */
export function bandColours(palette: Palette, count: number): string[] {
  const last = palette.bands.length - 1;
  return Array.from({ length: count }, (_, index) => {
    const position = count <= 1 ? last : Math.round((index * last) / (count - 1));
    return palette.bands[position] ?? palette.bandLine;
  });
}
