// Circles on the ellipsoid, for the zones of an event.

import type { LonLat } from "../api/types";

const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_2 = 0.006_694_379_990_141_3;
const RAD = Math.PI / 180;

/**
 * A closed ring at `radiusM` around `centre`, by the two radii of curvature of WGS 84 there. Good to
 * better than 1 in 1000 up to 50 km, far inside what the models behind the radius can claim.
 */
export function ring(centre: LonLat, radiusM: number, corners = 144): [number, number][] {
  const sine = Math.sin(centre.lat_deg * RAD);
  const root = Math.sqrt(1 - ECCENTRICITY_2 * sine * sine);
  const meridianM = (SEMI_MAJOR_M * (1 - ECCENTRICITY_2)) / (root * root * root);
  const parallelM = (SEMI_MAJOR_M / root) * Math.cos(centre.lat_deg * RAD);
  const points: [number, number][] = [];
  for (let corner = 0; corner <= corners; corner++) {
    const angle = (2 * Math.PI * (corner % corners)) / corners;
    points.push([
      centre.lon_deg + (radiusM * Math.sin(angle)) / parallelM / RAD,
      centre.lat_deg + (radiusM * Math.cos(angle)) / meridianM / RAD,
    ]);
  }
  return points;
}
