//! The explosion of a cloud over congested regions: each region a blast of its own, the rest of the cloud a weak one.

use super::super::congested::{CongestedRegion, LitCloud};
use super::super::quantity::Quantity;
use super::super::sheet::{Basis, Sheet, Step};
use super::blast::{Explosions, blast_reaches};
use super::{BlastRegion, BlastSource, Effect, EffectField, EffectKind, Figure, left_out};
use crate::explosion::{CONGESTED_REGIONS, CongestedSource, MULTI_ENERGY, congested_sources, open_strength_factor};
use crate::fire::heat_of_combustion_j_kg;
use crate::provenance::{Caveat, CaveatCode, InvalidInput, Origin};
use geo_types::Coord;

/// The blasts of a lit cloud; `middle_m` is the middle of what can burn, downwind. None, and told, where a model refuses.
pub(in super::super) fn congested_explosion(
    how: &Explosions<'_>,
    lit: &LitCloud,
    middle_m: f64,
    regions: &[CongestedRegion],
    sheet: &mut Sheet,
) -> Option<Effect> {
    let asked = Quantity::FlammableMassKg;
    let mass_kg = sheet.enter(Step::Effects, asked, lit.moment.mass_kg, Basis::Computed, "clouds");
    let solved = heat_of_combustion_j_kg(how.substance).and_then(|heat_j_kg| {
        let found = congested_sources(mass_kg * heat_j_kg, Coord { x: middle_m, y: 0.0 }, &lit.covered);
        found.iter().map(|source| blast(source, how, regions, sheet)).collect::<Result<Vec<_>, _>>()
    });
    let sources = match solved {
        Ok(sources) if !sources.is_empty() => sources,
        Ok(_) => return None,
        Err(refused) => {
            sheet.tell([left_out(EffectKind::Explosion, MULTI_ENERGY.id, &refused)]);
            return None;
        }
    };
    sheet.uses(&CONGESTED_REGIONS);
    sheet.tell(caveats(&sources, lit, regions));
    Some(Effect {
        kind: EffectKind::Explosion,
        model: MULTI_ENERGY.id,
        begin_s: lit.moment.time_s,
        end_s: None,
        figures: figures(mass_kg, &sources),
        field: EffectField::Blast { sources },
    })
}

fn blast(
    source: &CongestedSource,
    how: &Explosions<'_>,
    regions: &[CongestedRegion],
    sheet: &mut Sheet,
) -> Result<BlastSource, InvalidInput> {
    let reaches = blast_reaches(source.energy_j, source.strength_factor, how.ambient_pressure_pa, sheet)?;
    let of = |part: &crate::explosion::SourcePart| {
        let region = &regions[part.index];
        BlastRegion {
            id: region.id.clone(),
            name: region.name.clone(),
            covered_frac: part.covered_frac,
            volume_m3: part.volume_m3,
            volume_origin: region.volume_origin,
            strength_factor: region.area.strength_factor,
            strength_origin: region.strength_origin,
        }
    };
    Ok(BlastSource {
        middle_m: [source.middle.x, source.middle.y],
        energy_j: Some(source.energy_j),
        strength_factor: Some(source.strength_factor),
        regions: source.parts.iter().map(of).collect(),
        reaches,
    })
}

fn figures(mass_kg: f64, sources: &[BlastSource]) -> Vec<Figure> {
    let energy_j = |obstructed: bool| {
        let of = sources.iter().filter(|source| source.regions.is_empty() != obstructed);
        of.fold(0.0, |sum_j, source| sum_j + source.energy_j.unwrap_or(0.0))
    };
    let strong = sources.iter().filter(|source| !source.regions.is_empty()).count();
    vec![
        Figure::new("flammable_mass_kg", ("gas between its flammable limits", "可燃范围内气体量"), mass_kg, "kg"),
        Figure::new("congested_sources", ("blasts of congested regions", "拥塞区爆源数"), strong as f64, ""),
        Figure::new("congested_energy_j", ("energy in congested regions", "拥塞区内能量"), energy_j(true), "J"),
        Figure::new("open_energy_j", ("energy of the rest of the cloud", "云团其余部分能量"), energy_j(false), "J"),
    ]
}

fn caveats(sources: &[BlastSource], lit: &LitCloud, regions: &[CongestedRegion]) -> Vec<Caveat> {
    let listed = |wanted: &mut dyn Iterator<Item = usize>| -> Option<(String, String)> {
        let wanted: Vec<&CongestedRegion> = wanted.map(|index| &regions[index]).collect();
        (!wanted.is_empty()).then(|| {
            let names = |zh: bool| wanted.iter().map(|region| called(region, zh)).collect::<Vec<_>>();
            (names(false).join(", "), names(true).join("、"))
        })
    };
    let held = || lit.covered.iter().filter(|one| one.volume_m3.is_some()).map(|one| one.index);
    let unknown = &mut lit.covered.iter().filter(|one| one.volume_m3.is_none()).map(|one| one.index);
    let usual = &mut held().filter(|&index| regions[index].strength_origin == Origin::Assumed);
    let guided = &mut held().filter(|&index| regions[index].strength_origin == Origin::Computed);
    let gross = &mut held().filter(|&index| regions[index].volume_origin == Origin::Assumed);
    let mut told: Vec<Caveat> = [
        listed(unknown).map(volume_unknown),
        listed(usual).map(usual_class),
        listed(guided).map(guided_class),
        listed(gross).map(all_free),
        listed(&mut lit.at_other_times.iter().copied()).map(at_other_times),
        listed(&mut lit.as_wind_turns.iter().copied()).map(as_wind_turns),
    ]
    .into_iter()
    .flatten()
    .collect();
    let strong = sources.iter().filter(|source| !source.regions.is_empty());
    told.extend(strong.clone().filter(|source| source.regions.len() > 1).map(as_one));
    told.extend(sources.iter().find(|source| source.regions.is_empty()).map(|rest| open_part(rest.middle_m[0])));
    told.extend((strong.count() > 0).then(of_the_method));
    told
}

/// Its name, or its key where it has none.
fn called(region: &CongestedRegion, zh: bool) -> String {
    let names = if zh { [&region.name.zh, &region.name.en] } else { [&region.name.en, &region.name.zh] };
    names.into_iter().find(|name| !name.is_empty()).unwrap_or(&region.id).clone()
}

fn note(code: CaveatCode, en: impl Into<String>, zh: impl Into<String>) -> Caveat {
    Caveat::new(code, CONGESTED_REGIONS.id, en, zh)
}

fn volume_unknown((en, zh): (String, String)) -> Caveat {
    note(
        CaveatCode::NotModelled,
        format!("the cloud covers congested regions whose volume is not known: their blasts are left out ({en})"),
        format!("云团覆盖的下列拥塞区体积未知,其爆炸未计算:{zh}"),
    )
}

fn usual_class((en, zh): (String, String)) -> Caveat {
    note(
        CaveatCode::AssumedValue,
        format!(
            "neither class nor blocked share is on record: class 7 was taken, which fits trials and accidents (AIChE 1994); 10 is the \
             bound ({en})"
        ),
        format!("未登记爆炸强度等级与阻塞率:取 7 级(与试验和事故相符,AIChE 1994;上限为 10 级):{zh}"),
    )
}

fn guided_class((en, zh): (String, String)) -> Caveat {
    note(
        CaveatCode::AssumedValue,
        format!(
            "the class follows from the blocked share by Kinsella's guide for weak ignition, which underrates wide regions of many small \
             obstacles ({en})"
        ),
        format!("强度等级由阻塞率按 Kinsella 指南(弱点火)推得,对大范围密集小障碍物偏低:{zh}"),
    )
}

fn all_free((en, zh): (String, String)) -> Caveat {
    note(
        CaveatCode::AssumedValue,
        format!("the free volume is area times height with no blocked share taken off: an upper bound ({en})"),
        format!("自由体积取面积乘高度,未扣除障碍物(上限):{zh}"),
    )
}

fn at_other_times((en, zh): (String, String)) -> Caveat {
    note(
        CaveatCode::NotModelled,
        format!(
            "the cloud covers these regions at another time than that of this blast; lit then, it explodes there ({en})"
        ),
        format!("云团在其他时刻覆盖下列拥塞区,届时点燃则在该处爆炸:{zh}"),
    )
}

fn as_wind_turns((en, zh): (String, String)) -> Caveat {
    note(
        CaveatCode::NotModelled,
        format!(
            "as the wind turns within its line of confidence the cloud can cover these regions too; their blasts are not drawn ({en})"
        ),
        format!("风向在置信范围内摆动时云团还可能覆盖下列拥塞区,其爆炸未绘制:{zh}"),
    )
}

fn as_one(source: &BlastSource) -> Caveat {
    let ids: Vec<&str> = source.regions.iter().map(|region| region.id.as_str()).collect();
    let ids = ids.join(", ");
    note(
        CaveatCode::AssumedValue,
        format!(
            "regions {ids} are nearer to each other than their separation distance: one blast with the sum of their energies at their \
             weighted middle"
        ),
        format!("拥塞区 {ids} 间距小于临界间距:按一个爆源计算,能量相加,中心按能量加权"),
    )
}

fn open_part(middle_m: f64) -> Caveat {
    let class = open_strength_factor();
    note(
        CaveatCode::AssumedValue,
        format!(
            "the part of the cloud outside congested regions on record explodes weakly, class {class:.0}, about {middle_m:.0} m downwind; \
             obstacles that are not on record would make it strong"
        ),
        format!(
            "已登记拥塞区以外的云团按 {class:.0} 级弱爆炸计算,中心在下风向 {middle_m:.0} m;若有未登记的障碍物则更强"
        ),
    )
}

fn of_the_method() -> Caveat {
    note(
        CaveatCode::AssumedValue,
        "blasts of separate regions do not arrive together: zones are those of the strongest at each place, overpressures are not added; \
         a region that is covered in plan counts as full to its height",
        "各拥塞区的爆炸不同时到达:影响区取各处最大超压,不叠加;平面上被覆盖的部分按充满全高计算",
    )
}
