// The one place that talks to the server.

import { authorization, hasToken } from "./token";
import type { RankingPage, SocietalRisk } from "../societal/types";
import type { CityInfo, FacilityDetail, HarmTable, ItemsPage, NotAssessedPage, PointRisk, Problem, SubstanceEntry, TileJson } from "./types";

/** The server could not be reached at all. */
export class Unreachable extends Error {}

/** The server is there and the answer is not ready yet. */
export class NotReady extends Error {
  constructor(readonly retryAfterS: number) {
    super("not ready");
  }
}

/** The server asks for a token; `wrong` when it refused the one that was sent. */
export class TokenNeeded extends Error {
  constructor(readonly wrong: boolean) {
    super("token needed");
  }
}

/** The server refused or failed; the problem is its own account of it. */
export class ServerProblem extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
  }
}

const TIMEOUT_MS = 20_000;

/** An address on the server this page came from, also when it is served below a path. */
export function serverUrl(path: string): string {
  return new URL(path, document.baseURI).href;
}

async function getJson<T>(path: string, signal?: AbortSignal, body?: unknown): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const stop = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let answer: Response;
  try {
    const headers = { accept: "application/json", ...authorization(serverUrl(path)) };
    const posted = body === undefined ? { headers } : { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
    answer = await fetch(serverUrl(path), { signal: stop, ...posted });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable(String(error));
  }
  if (answer.ok) return (await answer.json()) as T;
  if (answer.status === 401) throw new TokenNeeded(hasToken());
  if (answer.status === 503) throw new NotReady(Number(answer.headers.get("retry-after") ?? "3") || 3);
  const problem = (await answer.json().catch(() => ({}))) as Problem;
  throw new ServerProblem(answer.status, problem);
}

export const getCity = (signal?: AbortSignal): Promise<CityInfo> => getJson("city", signal);

/** Substances whose names or numbers hold what is typed, the nearest first. */
export const findSubstances = (typed: string, limit: number, signal?: AbortSignal): Promise<{ substances: SubstanceEntry[] }> =>
  getJson(`substances?q=${encodeURIComponent(typed)}&limit=${limit}`, signal);

/** The vocabulary of harm levels. */
export const getHarmLevels = (signal?: AbortSignal): Promise<HarmTable> => getJson("harm-levels", signal);

export const getTileJson = (path: string): Promise<TileJson> => getJson(path.replace(/^\//, ""));

/** A page of the units out of the risk, with the reasons: the first, or that of a `next` link. */
export const getNotAssessed = (next: string | null, signal?: AbortSignal): Promise<NotAssessedPage> =>
  getJson(`not-assessed${next === null ? "" : new URL(next).search}`, signal);

export const getFacility = (id: string, signal?: AbortSignal): Promise<FacilityDetail> =>
  getJson(`facilities/${encodeURIComponent(id)}`, signal);

export const getRisk = (lon: number, lat: number, signal?: AbortSignal): Promise<PointRisk> =>
  getJson(`risk?lon=${lon.toFixed(7)}&lat=${lat.toFixed(7)}`, signal);

/** Societal risk of the city, or of one facility. */
export const getSocietal = (facility: string | null, signal?: AbortSignal): Promise<SocietalRisk> =>
  getJson(`societal-risk${facility === null ? "" : `?facility=${encodeURIComponent(facility)}`}`, signal);

/** Facilities by expected deaths: the first page, or that of a `next` link. */
export const getRanking = (next: string | null, signal?: AbortSignal): Promise<RankingPage> =>
  getJson(`societal-risk/facilities${next === null ? "?limit=20" : new URL(next).search}`, signal);

export const getItems = (layer: string, limit: number, offset: number, signal?: AbortSignal): Promise<ItemsPage> =>
  getJson(`collections/${encodeURIComponent(layer)}/items?f=json&limit=${limit}&offset=${offset}`, signal);

/** Runs a process and waits for its answer. */
export const execute = <T>(process: string, inputs: Record<string, unknown>, signal?: AbortSignal): Promise<T> =>
  getJson(`processes/${process}/execution`, signal, { inputs });

/** One thing as it is on record, all fields. */
export const getItem = (layer: string, key: string, signal?: AbortSignal): Promise<GeoJSON.Feature> =>
  getJson(`collections/${encodeURIComponent(layer)}/items/${encodeURIComponent(key)}`, signal);
