//! Blasts of a release: its cloud, its vessel.

use super::super::quantity::Quantity;
use super::super::sheet::{Basis, Sheet, Step};
use super::{BlastSource, Effect, EffectField, EffectKind, Figure, left_out};
use crate::dispersion::Atmosphere;
use crate::explosion::{
    BLEVE_BLAST, BlastDistance, Bleve, BleveExpansion, Burst, DEFAULT_YIELD_FRAC, KINGERY_BULMASH, KingeryBulmash,
    MULTI_ENERGY, MultiEnergy, TNT_EQUIVALENCE, TntEquivalence, VESSEL_BURST_BLAST, VesselBurst, VesselFailure,
    mixture_energy_j,
};
use crate::fire::heat_of_combustion_j_kg;
use crate::provenance::{Caveat, CaveatCode, InvalidInput};
use crate::source::GasProperties;
use crate::substance::Substance;
use crate::units::GAS_CONSTANT_J_MOL_K;
use crate::vulnerability::HarmLevel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Share of a vessel that is taken for liquid when nobody said.
const USUAL_FILL_FRAC: f64 = 0.85;

/// How the blast of a burning cloud is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum ExplosionChoice {
    /// By the congested regions where the cloud covers one whose volume is known, else as TNT: that no region is on record does not
    /// mean that there is none.
    Auto,
    /// By the congested regions alone: a cloud that covers none of them explodes weakly.
    CongestedRegions,
    /// As TNT: a share of the heat of what is between the flammable limits.
    TntEquivalence,
    /// By the multi-energy method: what fills the congested part of the plant explodes.
    MultiEnergy {
        /// Strength class, 1 (weak) to 10 (detonation).
        #[schemars(range(min = 1.0, max = 10.0))]
        strength_class: f64,
        /// Volume of the congested or confined part that the cloud can fill, m3.
        #[schemars(range(min = 1.0, max = 1e7))]
        congested_volume_m3: f64,
    },
}

/// How clouds explode, and the heat of what does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Explosions<'a> {
    pub choice: ExplosionChoice,
    pub substance: &'a Substance,
    pub ambient_pressure_pa: f64,
}

/// What explodes: mass between the flammable limits, when, and where its middle lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Exploding {
    pub mass_kg: f64,
    pub time_s: f64,
    pub middle_m: f64,
}

/// The explosion of a cloud; none, and told, where a model refuses.
pub(in super::super) fn cloud_explosion(how: &Explosions<'_>, cloud: &Exploding, sheet: &mut Sheet) -> Option<Effect> {
    let asked = Quantity::FlammableMassKg;
    let mass_kg = sheet.enter(Step::Effects, asked, cloud.mass_kg, Basis::Computed, "clouds");
    let solved = heat_of_combustion_j_kg(how.substance).and_then(|heat_j_kg| match how.choice {
        ExplosionChoice::TntEquivalence | ExplosionChoice::Auto | ExplosionChoice::CongestedRegions => {
            as_tnt(mass_kg, heat_j_kg, sheet)
        }
        ExplosionChoice::MultiEnergy { strength_class, congested_volume_m3 } => {
            let energy_j = mixture_energy_j(congested_volume_m3).min(mass_kg * heat_j_kg);
            by_multi_energy(energy_j, strength_class, how.ambient_pressure_pa, sheet)
        }
    });
    let (model, figure, reaches) = match solved {
        Ok(solved) => solved,
        Err(refused) => {
            sheet.tell([left_out(EffectKind::Explosion, KINGERY_BULMASH.id, &refused)]);
            return None;
        }
    };
    sheet.tell([middle_assumed(cloud.middle_m)]);
    Some(Effect {
        kind: EffectKind::Explosion,
        model,
        begin_s: cloud.time_s,
        end_s: None,
        figures: vec![
            Figure::new("flammable_mass_kg", ("gas between its flammable limits", "可燃范围内气体量"), mass_kg, "kg"),
            figure,
            Figure::new("middle_m", ("middle of the blast, downwind", "爆炸中心下风向距离"), cloud.middle_m, "m"),
        ],
        field: EffectField::Blast { sources: vec![BlastSource::on_axis(cloud.middle_m, reaches)] },
    })
}

/// Model, figure of its strength, reach of the levels.
type Solution = (&'static str, Figure, Vec<(HarmLevel, f64)>);

fn as_tnt(mass_kg: f64, heat_of_combustion_j_kg: f64, sheet: &mut Sheet) -> Result<Solution, InvalidInput> {
    let asked = Quantity::ExplosionYieldFrac;
    let yield_frac = sheet.enter(Step::Effects, asked, DEFAULT_YIELD_FRAC, Basis::Assumed, TNT_EQUIVALENCE.id);
    let equivalent = TntEquivalence { flammable_mass_kg: mass_kg, heat_of_combustion_j_kg, yield_frac };
    let tnt_kg = sheet.take(equivalent.solve()?);
    sheet.uses(&TNT_EQUIVALENCE);
    sheet.tell([yield_recalled(yield_frac)]);
    let blast = sheet.take(KingeryBulmash::new(tnt_kg, Burst::Hemispherical)?);
    sheet.uses(&KINGERY_BULMASH);
    let reaches = reaches(|level_pa| blast.distance_to_overpressure(level_pa), KINGERY_BULMASH.id, sheet);
    Ok((KINGERY_BULMASH.id, tnt_figure(tnt_kg), reaches))
}

fn by_multi_energy(
    energy_j: f64,
    strength_factor: f64,
    ambient_pressure_pa: f64,
    sheet: &mut Sheet,
) -> Result<Solution, InvalidInput> {
    let reaches = blast_reaches(energy_j, strength_factor, ambient_pressure_pa, sheet)?;
    let title = ("energy of the blast", "爆炸能量");
    Ok((MULTI_ENERGY.id, Figure::new("energy_j", title, energy_j, "J"), reaches))
}

/// How far each level of a blast of the multi-energy method reaches from its middle, m.
pub(super) fn blast_reaches(
    energy_j: f64,
    strength_factor: f64,
    ambient_pressure_pa: f64,
    sheet: &mut Sheet,
) -> Result<Vec<(HarmLevel, f64)>, InvalidInput> {
    let blast = sheet.take(MultiEnergy { energy_j, strength_factor, ambient_pressure_pa }.solve()?);
    sheet.uses(&MULTI_ENERGY);
    // a class has no more overpressure than its own greatest: such levels are nowhere, not inside the curves
    let nearest_m = blast.range_m()[0];
    let greatest_pa = blast.side_on_overpressure_pa(nearest_m).unwrap_or(0.0);
    let found = reaches(|level_pa| blast.distance_to_overpressure(level_pa), MULTI_ENERGY.id, sheet);
    Ok(found.into_iter().filter(|(level, _)| level.value <= greatest_pa).collect())
}

fn tnt_figure(tnt_kg: f64) -> Figure {
    Figure::new("tnt_mass_kg", ("as TNT", "TNT 当量"), tnt_kg, "kg")
}

/// How far each level of blast reaches from the middle, m: the end of the curves, told, for a level beyond them.
fn reaches(distance: impl Fn(f64) -> BlastDistance, model: &'static str, sheet: &mut Sheet) -> Vec<(HarmLevel, f64)> {
    let mut found = Vec::with_capacity(HarmLevel::BLAST.len());
    for level in HarmLevel::BLAST {
        let reach_m = match distance(level.value) {
            BlastDistance::At { distance_m } | BlastDistance::NearerThan { distance_m } => distance_m,
            BlastDistance::FartherThan { distance_m } => {
                sheet.tell([beyond_curves(model, &level, distance_m)]);
                distance_m
            }
        };
        found.push((level, reach_m));
    }
    found
}

/// A vessel that bursts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Vessel {
    pub mass_kg: f64,
    pub temperature_k: f64,
    /// Pressure of a gas, Pa absolute.
    pub pressure_pa: Option<f64>,
    pub fill_frac: Option<f64>,
    pub is_gas: bool,
}

/// The blast of a bursting vessel, lit or not: of a gas by its pressure, of a liquid above its boiling point by its expansion.
pub(in super::super) fn vessel_burst(
    vessel: &Vessel,
    substance: &Substance,
    air: &Atmosphere,
    sheet: &mut Sheet,
) -> Option<Effect> {
    let solved = match (vessel.is_gas, vessel.pressure_pa) {
        (true, Some(pressure_pa)) => gas_burst(vessel, pressure_pa, substance, air, sheet),
        (true, None) => {
            sheet.tell([pressure_not_given()]);
            return None;
        }
        (false, _) => bleve(vessel, substance, air, sheet),
    };
    match solved {
        Ok((model, figure, reaches)) => Some(Effect {
            kind: EffectKind::VesselBurst,
            model,
            begin_s: 0.0,
            end_s: None,
            figures: vec![figure],
            field: EffectField::Blast { sources: vec![BlastSource::on_axis(0.0, reaches)] },
        }),
        Err(refused) => {
            sheet.tell([left_out(EffectKind::VesselBurst, BLEVE_BLAST.id, &refused)]);
            None
        }
    }
}

fn gas_burst(
    vessel: &Vessel,
    burst_pressure_pa: f64,
    substance: &Substance,
    air: &Atmosphere,
    sheet: &mut Sheet,
) -> Result<Solution, InvalidInput> {
    let gas = GasProperties::of(substance, vessel.temperature_k)?;
    let moles = vessel.mass_kg / gas.molar_mass_kg_mol;
    let burst = VesselBurst {
        volume_m3: moles * GAS_CONSTANT_J_MOL_K * vessel.temperature_k / burst_pressure_pa,
        burst_pressure_pa,
        temperature_k: vessel.temperature_k,
        molar_mass_kg_mol: gas.molar_mass_kg_mol,
        heat_capacity_ratio: gas.heat_capacity_ratio,
        burst: Burst::Hemispherical,
        ambient_pressure_pa: air.pressure_pa,
        ambient_temperature_k: air.temperature_k,
    };
    let blast = sheet.take(burst.solve()?);
    sheet.uses(&VESSEL_BURST_BLAST);
    let shock_pa = blast.shock_overpressure_pa();
    let found = reaches(|level_pa| blast.distance_to_overpressure(level_pa), VESSEL_BURST_BLAST.id, sheet);
    let reaches = found.into_iter().filter(|(level, _)| level.value <= shock_pa).collect();
    let title = ("energy of the burst", "爆裂能量");
    Ok((VESSEL_BURST_BLAST.id, Figure::new("energy_j", title, blast.energies().brode_j, "J"), reaches))
}

fn bleve(
    vessel: &Vessel,
    substance: &Substance,
    air: &Atmosphere,
    sheet: &mut Sheet,
) -> Result<Solution, InvalidInput> {
    let fill_frac = vessel.fill_frac.unwrap_or(USUAL_FILL_FRAC);
    let density_kg_m3 = substance.liquid_density_kg_m3(vessel.temperature_k);
    let density_kg_m3 = density_kg_m3.map_err(|error| super::super::problems::missing(&error))?;
    let bleve = Bleve {
        volume_m3: vessel.mass_kg / (density_kg_m3 * fill_frac),
        fill_frac,
        temperature_k: vessel.temperature_k,
        ambient_pressure_pa: air.pressure_pa,
    };
    let energy = bleve.solve(substance)?;
    let (expansion, failure) = (BleveExpansion::default(), VesselFailure::default());
    let blast = sheet.take(energy.blast(expansion, failure, Burst::Hemispherical)?);
    sheet.uses(&BLEVE_BLAST);
    sheet.tell(vessel.fill_frac.is_none().then(fill_assumed));
    let reaches = reaches(|level_pa| blast.distance_to_overpressure(level_pa), BLEVE_BLAST.id, sheet);
    Ok((BLEVE_BLAST.id, tnt_figure(energy.tnt_mass_kg(expansion, failure)), reaches))
}

fn yield_recalled(yield_frac: f64) -> Caveat {
    Caveat::new(
        CaveatCode::MemoryFigure,
        TNT_EQUIVALENCE.id,
        format!(
            "nothing is known of congested places: {yield_frac} of the heat between the flammable limits was taken to go into the \
             blast (worst case of the US EPA, recalled); with congested places use multi_energy"
        ),
        format!(
            "未给出拥塞区:取可燃范围内热量的 {yield_frac} 转化为冲击波(美国 EPA 最坏情形,记忆值);已知拥塞区时请用多能法"
        ),
    )
}

/// Where nothing was asked for and no region with a known volume is in the cloud.
pub(in super::super) fn regions_missed(on_record: usize, unknown: usize) -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "explosion",
        format!(
            "of {on_record} congested regions on record the cloud covers none whose volume is known ({unknown} without): whether obstacles \
             that are not on record stand in it is not known, so its blast is worked out as TNT; explosion congested_regions takes the \
             record as complete"
        ),
        format!(
            "已登记的 {on_record} 个拥塞区中,云团未覆盖体积已知者(体积未知 {unknown} 个);云团内是否另有未登记障碍物未知,故按 TNT 当量计算;\
             若登记完整,可选 congested_regions"
        ),
    )
}

fn middle_assumed(middle_m: f64) -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        "explosion",
        format!(
            "the blast was taken to begin {middle_m:.0} m downwind, in the middle of what can burn when most of it can; it may begin \
             anywhere in the flash fire"
        ),
        format!("爆炸中心取可燃气体最多时可燃云团的中部(下风向 {middle_m:.0} m);实际可能在闪火范围内任一点"),
    )
}

fn beyond_curves(model: &'static str, level: &HarmLevel, distance_m: f64) -> Caveat {
    Caveat::new(
        CaveatCode::OutsideValidity,
        model,
        format!("{} reaches beyond the published curves: drawn at their end, {distance_m:.0} m", level.label_en),
        format!("{} 的影响距离超出已发布曲线:按曲线末端 {distance_m:.0} m 绘制", level.label_zh),
    )
}

fn fill_assumed() -> Caveat {
    Caveat::new(
        CaveatCode::AssumedValue,
        BLEVE_BLAST.id,
        format!("how full the vessel is was not given: {USUAL_FILL_FRAC} of it was taken for liquid"),
        format!("未给出充装系数:取 {USUAL_FILL_FRAC}"),
    )
}

fn pressure_not_given() -> Caveat {
    Caveat::new(
        CaveatCode::NotModelled,
        VESSEL_BURST_BLAST.id,
        "the blast of the bursting vessel is left out: it needs release.pressure_pa",
        "未计算容器爆裂冲击波:需给出 release.pressure_pa",
    )
}
