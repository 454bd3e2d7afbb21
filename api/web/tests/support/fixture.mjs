// A small invented city for the tests of the page. Nothing in it is real, and its risk is a plain
// exponential around two clusters: the page is tested here, not the physics.

const CENTRE = [121.4, 29.2];
const M_PER_DEG = 111_320;
const east = (m) => CENTRE[0] + m / (M_PER_DEG * Math.cos((CENTRE[1] * Math.PI) / 180));
const north = (m) => CENTRE[1] + m / M_PER_DEG;
const at = (x, y) => [east(x), north(y)];

export const LEVELS = [3e-7, 3e-6, 1e-5, 3e-5];
const CLUSTERS = [
  { x: -4200, y: 800, peak: 2e-4 },
  { x: 4600, y: -1400, peak: 6e-5 },
];
const DECAY_M = 620;
const HALF_2_60 = 2 ** -60;

function ring(x, y, radius, clockwise = false) {
  const points = Array.from({ length: 97 }, (_, i) => {
    const angle = ((clockwise ? -1 : 1) * 2 * Math.PI * (i % 96)) / 96;
    return at(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  });
  return points;
}

const KINDS = ["chemical_producer", "oil_depot", "gas_station", "water_works", "cold_store", "chemical_producer", "oil_depot", "port", "mine", "explosives"];
const NAMES = [
  ["海明化工有限公司", "Haiming Chemical"], ["东湾油库", "Dongwan Oil Depot"], ["滨江加气站", "Binjiang Gas Station"],
  ["第二自来水厂", "No. 2 Water Works"], ["远洋冷库", "Yuanyang Cold Store"], ["新材料产业园三厂", "New Materials Plant 3"],
  ["北港储罐区", "Beigang Tank Farm"], ["铁路货场", "Railway Yard"], ["青石矿", "Qingshi Mine"], ["民爆器材库", "Explosive Store"],
];
const SUBSTANCES = [
  { id: "chlorine", zh: "氯", en: "chlorine", cas: "7782-50-5" }, { id: "ammonia", zh: "氨", en: "ammonia", cas: "7664-41-7" },
  { id: "propane", zh: "丙烷", en: "propane", cas: "74-98-6" }, { id: "methanol", zh: "甲醇", en: "methanol", cas: "67-56-1" },
];

export const facilities = NAMES.map(([zh, en], i) => {
  const cluster = CLUSTERS[i % 2];
  const turn = (i * 2.4) % (2 * Math.PI);
  const reach = i < 8 ? 500 + 130 * i : 4200;
  return {
    id: `F${i + 1}`, name: { zh, en }, kind: KINDS[i],
    lonlat: at(cluster.x + reach * Math.cos(turn), cluster.y + reach * Math.sin(turn)),
    active: i !== 4, assessed: i !== 4 && i !== 7 && i !== 8, cluster: i % 2,
  };
});

export const units = facilities.flatMap((facility, i) =>
  Array.from({ length: i === 8 ? 1 : 3 }, (_, k) => ({
    id: `${facility.id}-U${k + 1}`, facility, substance: SUBSTANCES[(i + k) % 4],
    assessed: facility.assessed && !(i === 1 && k === 2), weight: 1 / (1 + i + 3 * k),
  })));

export const counts = {
  facilities: facilities.length, units: units.length,
  assessed: units.filter((unit) => unit.assessed).length,
  not_assessed: units.filter((unit) => !unit.assessed && unit.facility.active).length,
  inactive: units.filter((unit) => !unit.facility.active).length,
};

/** Units out of the risk. */
export const notAssessed = units.filter((unit) => !unit.assessed && unit.facility.active).map((unit) => ({
    unit_id: unit.id, facility_id: unit.facility.id, facility_name: unit.facility.name, substance_name: unit.substance.en,
    reason: { code: "unknown_quantity", zh: "数量未知", en: "the quantity is not known" },
  }));

export const caveats = [
  { code: "demonstration", subject: "city", message_en: "The figures belong to a fictitious city.", message_zh: "数据属于虚构城市。" },
  { code: "stand_in_quantity", subject: "F1-U1", message_en: "Quantities of 9 units are legal thresholds as stand-ins, not inventories.", message_zh: "9 个单元的数量为法定临界量代用值，不是实际存量。" },
  { code: "dense_gas_by_passive_model", subject: "gaussian_plume", message_en: "Heavier-than-air clouds were run by the passive plume model: near the source distances may be too short or too long.", message_zh: "重气云用被动扩散模型计算：近处距离可能偏短或偏长。" },
  { code: "memory_figure", subject: "purple_book", message_en: "Event frequencies are recalled figures, not checked in the source.", message_zh: "事件频率为记忆数值，未核对原文。" },
];

/** Risk at a place: parts in multiples of 2^-60, so that they add up exactly. */
export function riskAt(lon, lat) {
  const x = (lon - CENTRE[0]) * M_PER_DEG * Math.cos((CENTRE[1] * Math.PI) / 180);
  const y = (lat - CENTRE[1]) * M_PER_DEG;
  const contributions = [];
  CLUSTERS.forEach((cluster, index) => {
    const whole = cluster.peak * Math.exp(-Math.hypot(x - cluster.x, y - cluster.y) / DECAY_M);
    const own = units.filter((unit) => unit.assessed && unit.facility.cluster === index);
    const weights = own.reduce((total, unit) => total + unit.weight, 0);
    for (const unit of own) {
      const risk = Math.round((whole * unit.weight) / weights / HALF_2_60) * HALF_2_60;
      if (risk > 0) contributions.push({ unit_id: unit.id, facility_id: unit.facility.id, facility_name: unit.facility.name, substance: unit.substance, risk_per_year: risk, events: [{ id: "instantaneous", title: { zh: "瞬时释放", en: "instantaneous" }, risk_per_year: risk }] });
    }
  });
  contributions.sort((a, b) => b.risk_per_year - a.risk_per_year);
  const risk = contributions.reduce((total, part) => total + part.risk_per_year, 0);
  return { lon_deg: lon, lat_deg: lat, risk_per_year: risk, contributions, counts, caveats: caveats.slice(1), manifest: { cordon_version: "mock" } };
}

export function facilityDetail(id) {
  const facility = facilities.find((each) => each.id === id);
  if (!facility) return null;
  const place = { lon_deg: facility.lonlat[0], lat_deg: facility.lonlat[1] };
  const zone = (effect, zh, en, level, reach) => reach.map(([weather, distance_m]) => ({ effect, level, label: { zh, en }, weather, distance_m }));
  const own = units.filter((unit) => unit.facility === facility).map((unit) => ({
    id: unit.id, name: `V-${unit.id}`, substance: unit.substance, cas: unit.substance.cas, quantity_kg: 5000, quantity_origin: "assumed",
    quantity_note: "threshold quantity as stand-in", temperature_k: 293.15, pressure_pa: unit.substance.id === "methanol" ? null : 780_000,
    storage_state: "pressurised_liquefied_gas", place, active: facility.active, assessed: unit.assessed,
    reason_not_assessed: unit.assessed ? null : { code: "unknown_substance", zh: "物质不在物质库中", en: "substance not in the library" },
    events: unit.assessed
      ? [
          { id: "instantaneous", title: { zh: "瞬时全部泄漏", en: "Instantaneous release of everything" }, frequency_per_year: 5e-7, origin: "memory", caveats: [caveats[2]],
            zones: [...zone("toxic", "致死 50 %", "50 % lethality", 0.5, [["D 5 m/s", 410], ["F 1.5 m/s", 980]]), ...zone("toxic", "致死 1 %", "1 % lethality", 0.01, [["D 5 m/s", 930], ["F 1.5 m/s", 2360]])] },
          { id: "fireball", title: { zh: "火球", en: "Fireball" }, frequency_per_year: null, origin: "memory", caveats: [], zones: zone("thermal", "热辐射致死 1 %", "1 % lethality by heat", 0.01, [[null, 260]]) },
        ]
      : [],
    caveats: [],
  }));
  return { facility: { id, name: facility.name, place, active: facility.active, status: facility.active ? "operating" : "deregistered", kind: facility.kind }, units: own, caveats: caveats.slice(1) };
}

const feature = (geometry, properties, id) => ({ type: "Feature", id, properties, geometry });
const line = (points) => ({ type: "LineString", coordinates: points.map(([x, y]) => at(x, y)) });
const polygon = (points) => ({ type: "Polygon", coordinates: [points.map(([x, y]) => at(x, y))] });
const point = (x, y) => ({ type: "Point", coordinates: at(x, y) });

function bands() {
  return CLUSTERS.flatMap((cluster) => {
    const radii = LEVELS.map((level) => DECAY_M * Math.log(cluster.peak / level)).filter((radius) => radius > 0);
    return radii.map((radius, i) => feature(
      { type: "Polygon", coordinates: radii[i + 1] ? [ring(cluster.x, cluster.y, radius), ring(cluster.x, cluster.y, radii[i + 1], true)] : [ring(cluster.x, cluster.y, radius)] },
      { lower_per_year: LEVELS[i], upper_per_year: LEVELS[i + 1] ?? 1, level: i }));
  });
}

const W = 8600;
const H = 5600;
export const layers = {
  boundary: [
    feature(polygon([[-W, -H], [0, -H], [300, H], [-W, H], [-W, -H]]), { name_zh: "西城区", name_en: "West District" }),
    feature(polygon([[0, -H], [W, -H], [W, H], [300, H], [0, -H]]), { name_zh: "东港区", name_en: "Donggang District" }),
  ],
  water: [feature(polygon([[-W, -2600], [-3000, -2200], [1500, -2900], [W, -2500], [W, -3100], [1500, -3500], [-3000, -2800], [-W, -3200], [-W, -2600]]), { name_zh: "安河", name_en: "An River" })],
  road: [
    feature(line([[-W, 2400], [-1200, 2600], [2600, 2100], [W, 2500]]), { name_zh: "人民大道", name_en: "Renmin Avenue", class: "primary" }),
    feature(line([[-1200, H], [-1000, 0], [-1400, -H]]), { name_zh: "解放路", name_en: "Jiefang Road", class: "primary" }),
    feature(line([[-W, -900], [-1000, 0], [W, 300]]), { name_zh: "滨江路", name_en: "Binjiang Road", class: "secondary" }),
  ],
  corridor: [feature(line([[-W, 4200], [0, 3700], [W, 4400]]), { name_zh: "沿海铁路", name_en: "Coastal Railway", kind: "railway" })],
  pipeline: [feature(line([[-4200, 800], [-1800, 1500], [1200, 900], [4600, -1400]]), { name_zh: "东西成品油管道", name_en: "East-West Products Pipeline", substance: "gasoline" })],
  route: [feature(line([[-W, -4200], [-2000, -4400], [W, -4100]]), { name_zh: "危货专用路", name_en: "Dangerous-goods route" })],
  populated_place: [feature(point(-200, 4700), { name_zh: "柳村", name_en: "Liu Village", people: 1200 }), feature(point(1200, 1500), { name_zh: "城关居民区", name_en: "Chengguan", people: 18000 })],
  protected_object: [
    feature(point(-2600, 300), { name_zh: "第一小学", name_en: "No. 1 Primary School", kind: "school" }),
    feature(point(600, 700), { name_zh: "市人民医院", name_en: "People's Hospital", kind: "hospital" }),
    feature(point(2300, 2900), { name_zh: "中心市场", name_en: "Central Market", kind: "market" }),
  ],
  emergency_resource: [feature(point(-1900, 2100), { name_zh: "特勤消防站", name_en: "Fire Station", kind: "fire_station" }), feature(point(1700, -700), { name_zh: "体育馆避难所", name_en: "Stadium shelter", kind: "shelter" })],
  hazard_unit: units.map((unit, i) => feature({ type: "Point", coordinates: [unit.facility.lonlat[0] + 0.0006 * (i % 3), unit.facility.lonlat[1] + 0.0004] }, { id: unit.id, facility_id: unit.facility.id, substance_name: unit.substance.en, substance_zh: unit.substance.zh, active: unit.facility.active, assessed: unit.assessed }, i + 1)),
  facility: facilities.map((each, i) => feature({ type: "Point", coordinates: each.lonlat }, { id: each.id, name_zh: each.name.zh, name_en: each.name.en, kind: each.kind, active: each.active, assessed: each.assessed }, i + 1)),
  risk_bands: bands(),
};

const TITLES = { boundary: ["行政区界", "Boundaries"], water: ["水域", "Water"], road: ["道路", "Roads"], facility: ["危险企业", "Hazardous facilities"] };

export function city(ready, edition = "mock-1", basemap = null) {
  return {
    name: { zh: "试演市", en: "Mock City" }, demonstration: true, edition, basemap,
    extent: { west_deg: east(-W), south_deg: north(-H), east_deg: east(W), north_deg: north(H) },
    centre: { lon_deg: CENTRE[0], lat_deg: CENTRE[1] }, counts, caveats,
    layers: Object.entries(layers).filter(([id]) => id !== "risk_bands").map(([id, features]) => ({
      id, title: TITLES[id] ? { zh: TITLES[id][0], en: TITLES[id][1] } : undefined, geometry: features[0].geometry.type, count: features.length, minzoom: 0, maxzoom: 14, tilejson: `/tiles/${id}.json`,
    })),
    risk: {
      ready, max_per_year: ready ? 2e-4 : null,
      levels: LEVELS.map((per_year, i) => ({
        per_year, provenance: i === 0 ? "memory" : "source",
        label: [{ zh: "新建：高敏感、重要、一般一类", en: "new: high-sensitivity, important, class 1" }, { zh: "在役：高敏感、重要、一般一类", en: "in service: high-sensitivity, important, class 1" }, { zh: "在役：一般二类", en: "in service: class 2" }, { zh: "在役：一般三类", en: "in service: class 3" }][i],
      })),
    },
  };
}
