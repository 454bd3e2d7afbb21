// The one place that talks to the server.

import type { CityInfo, FacilityDetail, ItemsPage, NotAssessed, PointRisk, Problem, TileJson } from "./types";

/** The server could not be reached at all. */
export class Unreachable extends Error {}

/** The server is there and the answer is not ready yet. */
export class NotReady extends Error {
  constructor(readonly retryAfterS: number) {
    super("not ready");
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

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const stop = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let answer: Response;
  try {
    answer = await fetch(serverUrl(path), { signal: stop, headers: { accept: "application/json" } });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable(String(error));
  }
  if (answer.ok) return (await answer.json()) as T;
  if (answer.status === 503) throw new NotReady(Number(answer.headers.get("retry-after") ?? "3") || 3);
  const problem = (await answer.json().catch(() => ({}))) as Problem;
  throw new ServerProblem(answer.status, problem);
}

export const getCity = (signal?: AbortSignal): Promise<CityInfo> => getJson("city", signal);

export const getTileJson = (path: string): Promise<TileJson> => getJson(path.replace(/^\//, ""));

/** Units out of the risk, with the reason; `null` from a server that does not tell. */
export const getNotAssessed = (): Promise<NotAssessed | null> =>
  getJson<NotAssessed>("not-assessed").catch((error: unknown) => {
    if (error instanceof ServerProblem || error instanceof NotReady) return null;
    throw error;
  });

export const getFacility = (id: string, signal?: AbortSignal): Promise<FacilityDetail> =>
  getJson(`facilities/${encodeURIComponent(id)}`, signal);

export const getRisk = (lon: number, lat: number, signal?: AbortSignal): Promise<PointRisk> =>
  getJson(`risk?lon=${lon.toFixed(7)}&lat=${lat.toFixed(7)}`, signal);

export const getItems = (layer: string, limit: number, offset: number, signal?: AbortSignal): Promise<ItemsPage> =>
  getJson(`collections/${encodeURIComponent(layer)}/items?f=json&limit=${limit}&offset=${offset}`, signal);
