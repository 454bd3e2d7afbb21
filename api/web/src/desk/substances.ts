// Names of the substances of the server's library, for what a register calls by key, number or name.

import { findSubstances } from "../api/client";
import type { SubstanceEntry } from "../api/types";
import { name } from "../i18n";

let byWord = new Map<string, SubstanceEntry>();

/** All of them, once; without them a register's own word stands. */
export async function readSubstances(): Promise<void> {
  if (byWord.size > 0) return;
  const found = await findSubstances("", MOST).catch(() => ({ substances: [] }));
  byWord = new Map(found.substances.flatMap((each) => [each.id, each.cas, each.name.zh, each.name.en].map((word) => [word.toLowerCase(), each] as const)));
}

const MOST = 1000;

/** A substance as a register writes it, in the language of the page where we have the word. */
export function substanceName(written: string): string {
  const found = byWord.get(written.trim().toLowerCase());
  return found ? name(found.name) : written;
}
