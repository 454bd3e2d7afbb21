// Chinese and English. The language is in the address (?lang=), else remembered, else the browser's.

import type { Bilingual } from "./api/types";
import { DESK_STRINGS } from "./desk/strings";
import { SOCIETAL_STRINGS } from "./societal/strings";

export type Lang = "zh" | "en";

const STRINGS = {
  appName: ["Cordon 城市安全风险一张图", "Cordon urban-risk map"],
  demo: ["演示数据，并非真实地点", "demonstration, not a real place"],
  loading: ["正在读取城市数据……", "Reading the city …"],
  unreachable: ["连不上服务器", "The server cannot be reached"],
  unreachableStale: ["连不上服务器：地图停留在 {time} 的内容，可能已过时", "The server cannot be reached: the map shows what was there at {time} and may be out of date"],
  retrying: ["正在重试", "trying again"],
  computing: ["风险正在计算，等值线算完后自动出现", "Risk is still being computed; the bands appear when it is done"],
  computingHere: ["这里的风险仍在计算，稍后自动再问", "The risk here is still being computed; asking again by itself"],
  noWebgl: ["浏览器不能绘制地图（WebGL2 不可用）。面板和搜索仍可使用。", "This browser cannot draw the map (no WebGL2). Panels and search still work."],
  search: ["搜索企业、物质或坐标（经度,纬度）", "Find a facility, substance or lon,lat"],
  searchLabel: ["搜索", "Search"],
  searchNone: ["没有匹配的企业", "No facility matches"],
  searchCapped: ["仅在前 {n} 家企业中搜索", "Only the first {n} facilities are searched"],
  goTo: ["前往坐标", "Go to"],
  layers: ["图层与图例", "Layers and legend"],
  layersOpen: ["图层", "Layers"],
  riskGroup: ["个人风险（每年死亡概率）", "Individual risk (chance of death per year)"],
  riskShow: ["显示个人风险等值区", "Show individual-risk bands"],
  riskExplain: ["假设一个人全年在该处室外且无防护", "Someone there all year, outdoors, unprotected"],
  opacity: ["不透明度", "Opacity"],
  below: ["低于 {level}：不着色", "below {level}: not coloured"],
  noLevels: ["服务器没有给出法定等级", "The server gave no legal levels"],
  groupHazard: ["危险源", "Hazards"],
  groupLine: ["管道与运输", "Pipelines and transport"],
  groupPeople: ["人与防护目标", "People and protected places"],
  groupHelp: ["应急资源", "Emergency resources"],
  groupBase: ["底图", "Basemap"],
  groupOther: ["其他图层", "Other layers"],
  stateAssessed: ["至少一个单元已评估：实心", "at least one unit assessed: solid"],
  stateNot: ["全部未评估：空心虚线", "nothing assessed: hollow, dashed"],
  stateInactive: ["停用：灰色带斜线", "inactive: grey, struck through"],
  units: ["单元", "units"],
  assessed: ["已评估", "assessed"],
  notAssessed: ["未评估", "not assessed"],
  inactive: ["停用", "inactive"],
  facilities: ["企业", "facilities"],
  countsTitle: ["危险单元：已评估与未评估的数目", "Hazard units: how many are assessed and how many are not"],
  notInRisk: ["未评估的单元不在风险数值之内", "units not assessed are not in any risk figure"],
  noRisk: ["这座城市的风险算不出来", "The risk of this city cannot be computed"],
  notAssessedTitle: ["未评估的危险单元", "Hazard units that are not assessed"],
  assumedStorage: ["记录中没有，计算时取", "not on record; taken as"],
  caveats: ["使用须知 {n} 条", "{n} caveats"],
  caveatsNone: ["服务器没有给出须知", "The server gave no caveats"],
  close: ["关闭", "Close"],
  notKnown: ["不详", "not known"],
  perYear: ["/年", "/yr"],
  absolute: ["（绝压）", "abs"],
  riskHere: ["此处的个人风险", "Individual risk here"],
  askRiskHere: ["查此处的风险", "Risk at this place"],
  whoCauses: ["由谁造成", "Who causes it"],
  facility: ["企业", "Facility"],
  substance: ["物质", "Substance"],
  unit: ["单元", "Unit"],
  risk: ["风险", "Risk"],
  shareHead: ["占比", "Share"],
  total: ["合计 {n} 项", "Sum of {n}"],
  sumOk: ["各项之和等于上面的数值（相差小于十亿分之一）", "the parts add up to the value above (within 1e-9)"],
  sumBad: ["各项之和与上面的数值不符，请勿使用此表", "THE PARTS DO NOT ADD UP to the value above: do not use this table"],
  others: ["其余 {n} 项", "{n} others"],
  showAll: ["列出全部", "list all"],
  noContribution: ["没有已评估的单元影响到此处。这不等于没有危险：未评估的单元不在其内。", "No assessed unit reaches this place. That is not “no danger”: units that are not assessed are not in it."],
  againstLevels: ["与法定等级比较", "Against the legal levels"],
  exceeded: ["超过", "exceeded"],
  notExceeded: ["未超过", "not exceeded"],
  whatItHolds: ["储存什么，会发生什么", "What it holds and what it can do"],
  quantity: ["数量", "Quantity"],
  storage: ["储存", "Storage"],
  standIn: ["代用数量，不是实际存量", "stand-in, not an inventory"],
  reason: ["未评估的原因", "Why it is not assessed"],
  reasonIs: ["未评估的原因：", "Why it is not assessed: "],
  registerSays: ["登记状态：{text}", "status in the register: {text}"],
  unitInactive: ["停用，不参加评估", "inactive, takes no part"],
  event: ["事件", "Event"],
  frequency: ["频率", "Frequency"],
  originMemory: ["凭记忆，未核对", "recalled, not checked"],
  originAssumed: ["假定值", "assumed"],
  originComputed: ["计算值", "computed"],
  originSource: ["有出处", "sourced"],
  originUser: ["用户提供", "of the user"],
  zones: ["影响到多远（字母为大气稳定度：A 不稳定至 F 稳定；风速 m/s）", "How far it reaches (letter: stability, A unstable to F stable; wind in m/s)"],
  weather: ["天气", "Weather"],
  outsideValidity: ["超出模型适用范围。", "Outside the range of validity of the models."],
  outsideValidityHelp: ["部分距离按外推计算，仅供参考，不可当作边界。", "Some distances are extrapolated: for orientation, not a line to stand on."],
  effect: ["后果", "Effect"],
  anyWeather: ["任何天气", "any weather"],
  notReached: ["达不到", "not reached"],
  showOnMap: ["画在地图上", "Show on the map"],
  hideOnMap: ["从地图移去", "Take off the map"],
  weatherPick: ["天气", "Weather"],
  farthest: ["各种天气中最远", "farthest of all weathers"],
  ringsWind: ["风向不知道：圆圈是云可能到达的最远处，任何方向都有可能。实际每次只覆盖下风向的一条窄带，不是整个圆。", "The wind direction is not known: each circle is how far the cloud may reach, in whatever direction it blows. It covers only a strip downwind, not the whole circle."],
  ringsWindShort: ["风向不知道：每次只覆盖下风向一条窄带，不是整个圆。", "Wind direction not known: it covers a strip downwind, not the whole circle."],
  ringsAll: ["这些后果向四周均匀扩散，圆圈内都受影响。", "These effects spread evenly; everything inside the circle is affected."],
  noEvents: ["没有可计算的事件", "No events could be computed"],
  noUnits: ["没有登记危险单元", "No hazard units are on record"],
  provenanceMemory: ["这些等级对应到标准的类别时未核对标准原文。", "That these levels belong to these classes of the standard is not checked in its text."],
  notInThisRisk: ["不在风险数值之内", "not in any risk figure"],
  settings: ["设置", "Settings"],
  basemap: ["底图", "Basemap"],
  basemapOwn: ["自有底图（本机，离线可用）", "Our own, from this server (works offline)"],
  basemapFile: ["本机的 PMTiles 或 MBTiles 文件", "A PMTiles or MBTiles file on this computer"],
  basemapFileHelp: ["文件只在浏览器里读取，不会上传。", "The file is read inside this browser and goes nowhere."],
  basemapNone: ["服务器没有配置其他底图。需要 PMTiles、MBTiles、WMTS 或 XYZ 底图时，请管理员启动服务器时指定：", "The server offers no other basemap. For PMTiles, MBTiles, WMTS or XYZ, its operator names one at the start:"],
  basemapHere: ["服务器上的另一底图（离线可用）", "The other basemap on the server (works offline)"],
  basemapWeb: ["网络底图，来自 {host}", "The web basemap from {host}"],
  basemapUrlHelp: ["注意：使用网络底图时，您正在查看的位置会离开本机，发送到 {host}。中国大陆部分商业底图为 GCJ-02 坐标，会偏移数百米。", "Mind: with a web basemap the places you look at LEAVE THIS MACHINE and go to {host}. Some commercial basemaps of mainland China are in GCJ-02 and will be off by hundreds of metres."],
  tokenTitle: ["需要访问令牌", "An access token is needed"],
  tokenLabel: ["访问令牌", "Access token"],
  tokenHelp: ["向管理员索取。令牌只保存在这个浏览器标签页里，关闭后即忘记，也不会出现在网址中。", "Ask whoever runs this server. It is kept in this browser tab only, forgotten when the tab closes, and never put into an address."],
  tokenWrong: ["令牌不对，服务器拒绝了。请再输入一次。", "The token is wrong: the server refused it. Please enter it again."],
  tokenUse: ["进入", "Open the map"],
  more: ["再列一些", "List more"],
  shownOf: ["已列出 {n}，共 {all}", "{n} of {all} listed"],
  basemapBad: ["打不开这个底图", "This basemap cannot be opened"],
  basemapActive: ["当前使用网络底图：查看的位置会发送到 {host}", "A web basemap is on: the places you look at are sent to {host}"],
  night: ["夜间显示（深色）", "Night display (dark)"],
  language: ["English", "中文"],
  zoomIn: ["放大", "Zoom in"],
  zoomOut: ["缩小", "Zoom out"],
  wholeCity: ["看全城", "Whole city"],
  northUp: ["指北", "North up"],
  mapLabel: ["风险地图。方向键移动，加减号缩放，回车查询中心处的风险。", "Risk map. Arrow keys move, plus and minus zoom, Enter asks for the risk at the centre."],
  keyHint: ["回车：查询十字处", "Enter: ask at the cross"],
  edition: ["数据版本", "Data edition"],
  failed: ["服务器没有给出答案", "The server gave no answer"],
  what: ["这是什么", "What this is"],
  openFacility: ["打开企业详情", "Open the facility"],
  people: ["人数", "people"],
  ...DESK_STRINGS,
  ...SOCIETAL_STRINGS,
} as const satisfies Record<string, readonly [string, string]>;

export type Key = keyof typeof STRINGS;

const REMEMBER = "cordon.lang";

function stored(): string | null {
  try {
    return localStorage.getItem(REMEMBER);
  } catch {
    return null;
  }
}

function choose(): Lang {
  const asked = new URLSearchParams(location.search).get("lang") ?? stored() ?? navigator.language;
  return asked.toLowerCase().startsWith("en") ? "en" : "zh";
}

let lang: Lang = choose();

export const currentLang = (): Lang => lang;

/** Switches, remembers, and puts the language into the address so that a link keeps it. */
export function setLang(next: Lang): void {
  lang = next;
  try {
    localStorage.setItem(REMEMBER, next);
  } catch {
    // Private browsing: the address still carries it.
  }
  const url = new URL(location.href);
  url.searchParams.set("lang", next);
  history.replaceState(null, "", url);
}

/** The words for `key`, with `{name}` filled in. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = STRINGS[key][lang === "zh" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The name in the language of the page; the other language where there is none. */
export function name(names: Bilingual | string | null | undefined): string {
  if (typeof names === "string") return names || t("notKnown");
  const [first, second] = lang === "zh" ? [names?.zh, names?.en] : [names?.en, names?.zh];
  return first || second || t("notKnown");
}

/** The same, with the other language behind it where both are there. */
export function bothNames(names: Bilingual | undefined): [string, string] {
  const first = name(names);
  const second = (lang === "zh" ? names?.en : names?.zh) ?? "";
  return [first, second === first ? "" : second];
}
