// The answers of the server on societal risk, as far as this page reads them.

import type { Bilingual, Caveat, Counts, Origin } from "../api/types";

export interface FnPoint {
  n: number;
  f_per_year: number;
}

export interface CriterionPoint extends FnPoint {
  line: "upper_unacceptable" | "lower_acceptable";
  name_zh?: string;
  source?: string;
  origin?: Origin;
}

export interface SocietalRisk {
  facility: string | null;
  pll_per_year: number;
  curve: FnPoint[];
  total_people: number;
  criteria?: { standard?: string; applies_zh?: string; applies_en?: string; points?: CriterionPoint[] };
  counts?: Counts;
  caveats?: Caveat[];
  /** Those of the assessment behind it. */
  assessment_caveats?: Caveat[];
}

export interface FacilityRank {
  facility_id: string;
  facility_name?: Bilingual;
  pll_per_year: number;
  share_frac: number;
  worst_n: number;
}

export interface RankingPage {
  facilities: FacilityRank[];
  numberMatched: number;
  links?: { rel: string; href: string }[];
}
