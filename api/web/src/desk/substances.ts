// Names offered while a substance is typed. The server knows more than these and is the judge: it
// takes any name in Chinese or English, CAS or UN number of its library.

import { currentLang } from "../i18n";

const COMMON: [string, string, string][] = [
  ["chlorine", "氯", "Chlorine"], ["ammonia", "氨", "Ammonia"], ["lpg", "液化石油气", "Liquefied petroleum gas"], ["natural-gas", "天然气", "Natural gas"],
  ["gasoline", "汽油", "Gasoline"], ["hydrogen", "氢", "Hydrogen"], ["hydrogen-sulfide", "硫化氢", "Hydrogen sulfide"], ["sulfur-dioxide", "二氧化硫", "Sulfur dioxide"],
  ["hydrogen-chloride", "氯化氢", "Hydrogen chloride"], ["hydrogen-fluoride", "氟化氢", "Hydrogen fluoride"], ["carbon-monoxide", "一氧化碳", "Carbon monoxide"],
  ["phosgene", "碳酰氯", "Phosgene"], ["hydrogen-cyanide", "氰化氢", "Hydrogen cyanide"], ["phosphine", "磷化氢", "Phosphine"], ["nitrogen-dioxide", "二氧化氮", "Nitrogen dioxide"],
  ["methyl-isocyanate", "异氰酸甲酯", "Methyl isocyanate"], ["ethylene-oxide", "环氧乙烷", "Ethylene oxide"], ["propylene-oxide", "环氧丙烷", "Propylene oxide"],
  ["vinyl-chloride", "氯乙烯", "Vinyl chloride"], ["methyl-bromide", "溴甲烷", "Methyl bromide"], ["bromine", "溴", "Bromine"], ["propane", "丙烷", "Propane"],
  ["n-butane", "正丁烷", "n-Butane"], ["isobutane", "异丁烷", "Isobutane"], ["propylene", "丙烯", "Propylene"], ["ethylene", "乙烯", "Ethylene"], ["methane", "甲烷", "Methane"],
  ["acetylene", "乙炔", "Acetylene"], ["1,3-butadiene", "1,3-丁二烯", "1,3-Butadiene"], ["dimethyl-ether", "二甲醚", "Dimethyl ether"], ["methanol", "甲醇", "Methanol"],
  ["ethanol", "乙醇", "Ethanol"], ["benzene", "苯", "Benzene"], ["toluene", "甲苯", "Toluene"], ["xylene-mixed", "二甲苯", "Xylene"], ["styrene", "苯乙烯", "Styrene"],
  ["acrylonitrile", "丙烯腈", "Acrylonitrile"], ["acetone", "丙酮", "Acetone"], ["carbon-disulfide", "二硫化碳", "Carbon disulfide"], ["formaldehyde", "甲醛", "Formaldehyde"],
];

/** Names to offer, in the language of the page. */
export const offered = (): string[] => COMMON.map(([, zh, en]) => (currentLang() === "zh" ? zh : en));

/** A substance as a register writes it, in the language of the page where we have the word. */
export function substanceName(written: string): string {
  const plain = written.trim().toLowerCase();
  const found = COMMON.find(([id, zh, en]) => plain === id || plain === zh || plain === en.toLowerCase());
  return found ? found[currentLang() === "zh" ? 1 : 2] : written;
}
