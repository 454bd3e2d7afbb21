// The vocabulary of harm levels, as the server tells it: names, meanings, order and colours. The page
// holds no list of its own.

import { getHarmLevels } from "../api/client";
import type { HarmLevel, HarmTable } from "../api/types";
import { PALETTES, type Theme } from "./palette";

let table: HarmTable | null = null;

/** Reads the vocabulary once; without it levels keep the words that come with them and are drawn in ink. */
export async function readHarmLevels(): Promise<void> {
  table ??= await getHarmLevels().catch(() => null);
}

/** A level by its id; a share of the flammable limit is drawn as the share that the server names. */
export function harmLevel(id: string | number | null | undefined): HarmLevel | null {
  if (!table || typeof id !== "string") return null;
  const prefix = table.share_prefix;
  const isShare = id.startsWith(prefix) && Number.isFinite(Number(id.slice(prefix.length)));
  return table.levels.find((level) => level.id === id) ?? (isShare ? table.levels.find((level) => level.is_share) : undefined) ?? null;
}

export const levelColour = (id: string | number | null | undefined, theme: Theme): string => harmLevel(id)?.colour[theme] ?? PALETTES[theme].ink;

/** How bad it is to be inside, 1 to 5; nothing of a level that is not known. */
export const levelRank = (id: string | number | null | undefined): number => harmLevel(id)?.rank ?? 0;
