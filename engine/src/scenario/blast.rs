//! Condensed explosives: the whole store detonates.

use super::basis::Content;
use super::radial::blast_outcome;
use super::reason::NotAssessedReason;
use super::release::refused;
use super::unit_model::{EventModel, ModelledBranch, UnitModel};
use super::zones::Zone;
use crate::city::BilingualName;
use crate::explosion::{BlastDistance, Burst, KingeryBulmash};
use crate::frequency::Outcome;
use crate::provenance::{Caveat, CaveatCode, Origin, push_caveat};
use crate::risk::HazardSet;
use crate::vulnerability::{HarmLevel, LETHAL_OVERPRESSURE_PA, THRESHOLD_OVERPRESSURE_PA};

/// Frequency of the mass detonation of an explosive store, per year (recalled: TNO Purple Book CPR 18E,
/// chapter 3, storage of explosives).
const DETONATION_PER_YEAR: f64 = 1e-5;

/// The one event of an explosive store, by Kingery-Bulmash on the ground.
pub(super) fn explosive_events(content: &Content<'_>) -> Result<UnitModel, NotAssessedReason> {
    let equivalence = content.substance.tnt_equivalence.ok_or(NotAssessedReason::NoTntEquivalence)?;
    let blast = KingeryBulmash::new(content.quantity_kg * equivalence, Burst::Hemispherical).map_err(refused)?;
    let mut caveats = vec![frequency_recalled()];
    blast.caveats.into_iter().for_each(|caveat| push_caveat(&mut caveats, caveat));
    let zones = zones(&blast.field, &mut caveats);
    let mut hazards = HazardSet::default();
    if let Some(lethal_m) = distance_m(&blast.field, LETHAL_OVERPRESSURE_PA) {
        let threshold_m = distance_m(&blast.field, THRESHOLD_OVERPRESSURE_PA).unwrap_or(lethal_m);
        let outcome = blast_outcome((lethal_m, threshold_m), 0, DETONATION_PER_YEAR).map_err(refused)?;
        hazards.radial.push(outcome);
    }
    let event = EventModel {
        id: "mass_detonation",
        title: BilingualName { zh: "整库爆轰".into(), en: "mass detonation of the store".into() },
        frequency_per_year: DETONATION_PER_YEAR,
        origin: Origin::Memory,
        source: "TNO Purple Book CPR 18E (1999) chapter 3, storage of explosives, recalled",
        branches: vec![ModelledBranch { outcome: Outcome::Explosion, conditional_prob: 1.0, modelled: true }],
        zones,
        caveats,
    };
    Ok(UnitModel { events: vec![event], hazards })
}

fn distance_m(blast: &KingeryBulmash, overpressure_pa: f64) -> Option<f64> {
    match blast.distance_to_overpressure(overpressure_pa) {
        BlastDistance::At { distance_m } => Some(distance_m),
        BlastDistance::NearerThan { distance_m } | BlastDistance::FartherThan { distance_m } => Some(distance_m),
    }
}

fn zones(blast: &KingeryBulmash, caveats: &mut Vec<Caveat>) -> Vec<Zone> {
    let mut zones = Vec::new();
    for level in &HarmLevel::BLAST {
        if let Some(distance_m) = distance_m(blast, level.value) {
            if let Some(caveat) = blast.outside_range(distance_m) {
                push_caveat(caveats, caveat);
            }
            zones.push(Zone::new(level, None, distance_m));
        }
    }
    zones
}

fn frequency_recalled() -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        "detonation_frequency",
        "the frequency of a mass detonation is recalled from the Purple Book, not checked in it",
        "整库爆轰频率按记忆中的紫皮书取值,未经原文核对",
    )
}
