// A stand-in for `cordon serve` with the invented city, so that the page can be worked on and tested
// without the server. `node tests/support/mock.mjs [port]`

import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { GeoJSONVT } from "@maplibre/geojson-vt";
import { fromGeojsonVt } from "@maplibre/vt-pbf";
import { incident } from "./incident.mjs";
import { city, facilityDetail, layers, notAssessed, riskAt } from "./fixture.mjs";

// As the server has it: a test of the server compares them.
const harmLevels = JSON.parse(await readFile(fileURLToPath(new URL("./harm-levels.json", import.meta.url)), "utf8"));

// A handful of the library; the server searches aliases too.
const SUBSTANCES = [
  ["chlorine", "7782-50-5", 1017, "氯", "Chlorine"], ["hydrogen-chloride", "7647-01-0", 1050, "氯化氢", "Hydrogen chloride"], ["vinyl-chloride", "75-01-4", 1086, "氯乙烯", "Vinyl chloride"],
  ["ammonia", "7664-41-7", 1005, "氨", "Ammonia"], ["propane", "74-98-6", 1978, "丙烷", "Propane"], ["methanol", "67-56-1", 1230, "甲醇", "Methanol"], ["lpg", "68476-85-7", 1075, "液化石油气", "Liquefied petroleum gas"],
].map(([id, cas, un_number, zh, en]) => ({ id, cas, un_number, name: { zh, en } }));

function substances(url) {
  const typed = (url.searchParams.get("q") ?? "").toLowerCase();
  const found = SUBSTANCES.filter(({ id, cas, un_number, name }) => [id, cas, `un${un_number}`, name.zh, name.en].some((word) => word.toLowerCase().includes(typed)));
  return { substances: found.slice(0, Number(url.searchParams.get("limit") ?? 100)), numberMatched: found.length, links: [] };
}

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

// As `cordon serve` sends it, so that what the page may not do fails here too.
const policy = (origin) => `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:${origin}; connect-src 'self'${origin}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'`;
const PAGE_SIZE = 2; // units that are not assessed: few, so that the page has to ask for more

// One grey pixel.
const GREY_PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==", "base64");

const indexes = Object.fromEntries(Object.entries(layers).map(([id, features]) =>
  [id, new GeoJSONVT({ type: "FeatureCollection", features }, { maxZoom: 14, buffer: 64, extent: 4096, tolerance: 1 })]));

function json(response, body, status = 200, headers = {}) {
  response.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", ...headers });
  response.end(JSON.stringify(body));
}

function tile(response, layer, z, x, y) {
  const found = indexes[layer]?.getTile(z, x, y);
  if (!found) return response.writeHead(204).end();
  response.writeHead(200, { "content-type": "application/vnd.mapbox-vector-tile" });
  return response.end(fromGeojsonVt({ [layer]: found }, { version: 2 }));
}

async function asset(response, path) {
  const file = normalize(join(DIST, path === "/" ? "index.html" : path));
  try {
    const body = await readFile(file);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(body);
  } catch {
    json(response, { title: "Not found", status: 404, code: "not_found" }, 404);
  }
}

/** `state.incidents` keeps what was asked; `state.slow` holds answers back, in ms, one each; `state.broken` fails. */
function answerIncident(state, request, response) {
  let text = "";
  request.on("data", (part) => { text += part; });
  request.on("end", () => {
    const { inputs } = JSON.parse(text);
    state.incidents = [...(state.incidents ?? []), inputs];
    const { status, body } = state.broken ? { status: 500, body: { title: "Internal error", status: 500, code: "internal", detail: "the incident cannot be computed" } } : incident(inputs);
    setTimeout(() => json(response, body, status), state.slow?.shift() ?? 0);
  });
}

function answer(state, request, response) {
  const url = new URL(request.url, "http://mock");
  const parts = url.pathname.split("/").filter(Boolean);
  const origin = `http://${request.headers.host}`;
  const data = parts.length > 0 && parts[0] !== "assets" && !extname(parts.at(-1)).match(/\.(js|mjs|css|svg|wasm)/);
  if (state.token && data && request.headers.authorization !== `Bearer ${state.token}`) return json(response, { title: "Token required", status: 401, code: "unauthorized" }, 401);
  if (url.pathname === "/city") return json(response, city(state.ready, state.edition, state.basemap ?? null));
  if (url.pathname === "/substances") return json(response, substances(url));
  if (url.pathname === "/harm-levels") return json(response, harmLevels);
  if (url.pathname === "/health") return json(response, { status: "ok" });
  if (url.pathname === "/risk") {
    if (!state.ready) return json(response, { title: "Not ready", status: 503, code: "risk_not_ready" }, 503, { "retry-after": "1" });
    return json(response, riskAt(Number(url.searchParams.get("lon")), Number(url.searchParams.get("lat"))));
  }
  if (url.pathname === "/not-assessed") {
    const offset = Number(url.searchParams.get("offset") ?? 0);
    const links = offset + PAGE_SIZE < notAssessed.length ? [{ rel: "next", href: `${origin}/not-assessed?offset=${offset + PAGE_SIZE}` }] : [];
    return json(response, { units: notAssessed.slice(offset, offset + PAGE_SIZE), numberMatched: notAssessed.length, links });
  }
  if (request.method === "POST" && url.pathname === "/processes/incident/execution") return answerIncident(state, request, response);
  if (parts[0] === "facilities") {
    const found = facilityDetail(decodeURIComponent(parts[1] ?? ""));
    return found ? json(response, found) : json(response, { title: "Not found", status: 404, code: "unknown_facility", detail: "no such facility" }, 404);
  }
  if (parts[0] === "collections" && parts[2] === "items" && parts[3]) {
    const found = layers[parts[1]]?.find((each) => String(each.properties.id ?? each.id) === parts[3]);
    return found ? json(response, { ...found, properties: { ...found.properties, address: null } }) : json(response, { title: "Not found", status: 404, code: "not_found" }, 404);
  }
  if (parts[0] === "collections" && parts[2] === "items") {
    const features = layers[parts[1]] ?? [];
    const offset = Number(url.searchParams.get("offset") ?? 0);
    return json(response, { type: "FeatureCollection", numberMatched: features.length, features: features.slice(offset, offset + Number(url.searchParams.get("limit") ?? 100)) });
  }
  if (parts[0] === "tiles" && parts.length === 2) {
    const layer = parts[1].replace(/\.json$/, "");
    return json(response, { tilejson: "3.0.0", tiles: [`${origin}/tiles/${layer}/{z}/{x}/{y}.mvt?v=${state.edition}`], minzoom: 0, maxzoom: 14, vector_layers: [{ id: layer, fields: Object.fromEntries(Object.keys(layers[layer]?.[0]?.properties ?? {}).map((name) => [name, ""])) }] });
  }
  if (parts[0] === "tiles" && parts.length === 5) return tile(response, parts[1], Number(parts[2]), Number(parts[3]), Number.parseInt(parts[4], 10));
  if (parts[0] === "basemap") {
    response.writeHead(200, { "content-type": "image/png", ...(state.open ? { "access-control-allow-origin": "*" } : {}) });
    return response.end(GREY_PNG);
  }
  return asset(response, url.pathname);
}

/** Starts the mock; `state.ready` and `state.edition` may be changed while it runs. */
export function startMock(port = 0, state = { ready: true, edition: "mock-1" }) {
  if (!existsSync(join(DIST, "index.html"))) throw new Error("the page is not built: npm run build");
  const server = createServer((request, response) => {
    if (!request.url.startsWith("/assets")) state.requests = [...(state.requests ?? []), request.url];
    response.setHeader("content-security-policy", policy(state.origin ? ` ${state.origin}` : ""));
    answer(state, request, response);
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => {
    resolve({ url: `http://127.0.0.1:${server.address().port}/`, state, close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }) });
  }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startMock(Number(process.argv[2] ?? 8090));
  console.log(url);
}
