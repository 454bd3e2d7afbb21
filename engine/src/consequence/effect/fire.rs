//! The burning pool and the fireball of a release.

use super::super::quantity::Quantity;
use super::super::sheet::{Basis, Sheet, Step};
use super::jet::FIRE_WIND_HEIGHT_M;
use super::{Effect, EffectField, EffectKind, Figure, left_out};
use crate::dispersion::Atmosphere;
use crate::fire::{
    FIREBALL, FireSurface, Fireball, FireballCorrelation, HumidAir, POOL_FIRE, PoolFire, PoolFireField,
    heat_of_combustion_j_kg, released_mass_caveat, released_mass_frac,
};
use crate::provenance::{InvalidInput, Solved};
use crate::substance::Substance;
use std::f64::consts::FRAC_PI_4;

/// Rounds in which burning rate and diameter of a fed pool come to rest.
const ROUNDS: u32 = 4;
/// Diameters for which the model is made, m.
const DIAMETERS_M: [f64; 2] = [0.05, 500.0];

/// Liquid that burns on the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Liquid {
    /// All of it, kg.
    pub mass_kg: f64,
    /// Rate at which it comes, kg/s; none where it is there at once.
    pub supply_kg_s: Option<f64>,
    /// How long it comes, s.
    pub supply_s: f64,
    /// Diameter of the pool unlit, m: that of the bund or of a pool that has run out.
    pub widest_m: f64,
    /// On water.
    pub on_water: bool,
}

/// The pool fire that is lit at a time; none, and told, where its model refuses.
///
/// A pool that is fed burns no wider than its supply lasts, `pi/4 D^2 m'' = q`.
pub(in super::super) fn pool_fire(
    liquid: &Liquid,
    begin_s: f64,
    substance: &Substance,
    (air, humid): (&Atmosphere, HumidAir),
    sheet: &mut Sheet,
) -> Option<Effect> {
    let fire = PoolFire {
        surface: if liquid.on_water { FireSurface::Water } else { FireSurface::Land },
        air: humid,
        air_pressure_pa: air.pressure_pa,
        ..PoolFire::new(liquid.widest_m, air.wind_speed_at_m_s(FIRE_WIND_HEIGHT_M))
    };
    let fed_m = match liquid.supply_kg_s {
        Some(supply_kg_s) => fed_diameter_m(&fire, supply_kg_s, substance),
        None => Ok(liquid.widest_m),
    };
    let solved = fed_m.and_then(|fed_m| {
        let found_m = liquid.widest_m.min(fed_m).clamp(DIAMETERS_M[0], DIAMETERS_M[1]);
        let diameter_m =
            sheet.enter(Step::Effects, Quantity::PoolFireDiameterM, found_m, Basis::Computed, POOL_FIRE.id);
        PoolFire { diameter_m, ..fire }.light(substance)
    });
    match solved {
        Ok(solved) => Some(burning_pool(liquid, begin_s, solved, sheet)),
        Err(refused) => {
            sheet.tell([left_out(EffectKind::PoolFire, POOL_FIRE.id, &refused)]);
            None
        }
    }
}

fn burning_pool(liquid: &Liquid, begin_s: f64, solved: Solved<PoolFireField>, sheet: &mut Sheet) -> Effect {
    sheet.uses(&POOL_FIRE);
    let field = sheet.take(solved);
    let diameter_m = field.diameter_m();
    let burnt_kg_s = FRAC_PI_4 * diameter_m * diameter_m * field.burning_rate_kg_m2_s();
    let burning_s = (liquid.mass_kg / burnt_kg_s).max(liquid.supply_s);
    let power_w_m2 = field.surface_emissive_power_w_m2();
    let figures = vec![
        Figure::new("pool_diameter_m", ("diameter of the pool", "液池直径"), diameter_m, "m"),
        Figure::new("flame_length_m", ("length of the flame", "火焰长度"), field.flame_length_m(), "m"),
        Figure::new("surface_emissive_power_w_m2", ("emissive power", "表面热辐射强度"), power_w_m2, "W/m2"),
        Figure::new("burning_s", ("it burns for", "燃烧时间"), burning_s, "s"),
    ];
    Effect {
        kind: EffectKind::PoolFire,
        model: POOL_FIRE.id,
        begin_s,
        end_s: Some(begin_s + burning_s),
        figures,
        field: EffectField::Pool(Box::new(field)),
    }
}

/// Diameter at which a pool burns as much as it is fed, m.
fn fed_diameter_m(fire: &PoolFire, supply_kg_s: f64, substance: &Substance) -> Result<f64, InvalidInput> {
    let mut diameter_m = fire.diameter_m.clamp(DIAMETERS_M[0], DIAMETERS_M[1]);
    for _ in 0..ROUNDS {
        let rate_kg_m2_s = PoolFire { diameter_m, ..*fire }.light(substance)?.field.burning_rate_kg_m2_s();
        diameter_m = (supply_kg_s / (FRAC_PI_4 * rate_kg_m2_s)).sqrt().clamp(DIAMETERS_M[0], DIAMETERS_M[1]);
    }
    Ok(diameter_m)
}

/// The fireball of a burst; none, and told, where its model refuses. Of a liquid three times what flashes burns in the ball
/// (Roberts, recalled), of a gas all.
pub(in super::super) fn fireball(
    mass_kg: f64,
    flash_frac: Option<f64>,
    burst_pressure_pa: Option<f64>,
    substance: &Substance,
    humid: HumidAir,
    sheet: &mut Sheet,
) -> Option<Effect> {
    let share = flash_frac.map_or(1.0, released_mass_frac);
    let fuel_kg = sheet.enter(Step::Effects, Quantity::FireballMassKg, share * mass_kg, Basis::Computed, FIREBALL.id);
    let solved = heat_of_combustion_j_kg(substance).and_then(|heat_of_combustion_j_kg| {
        let correlation = FireballCorrelation::default();
        Fireball { mass_kg: fuel_kg, heat_of_combustion_j_kg, burst_pressure_pa, air: humid, correlation }.solve()
    });
    let solved = match solved {
        Ok(solved) => solved,
        Err(refused) => {
            sheet.tell([left_out(EffectKind::Fireball, FIREBALL.id, &refused)]);
            return None;
        }
    };
    sheet.uses(&FIREBALL);
    sheet.tell(flash_frac.map(|_| released_mass_caveat(share)));
    let ball = sheet.take(solved);
    let figures = vec![
        Figure::new("fuel_kg", ("fuel in the ball", "火球燃料质量"), fuel_kg, "kg"),
        Figure::new("diameter_m", ("diameter", "火球直径"), ball.diameter_m(), "m"),
        Figure::new("height_m", ("height of the centre", "火球中心高度"), ball.height_m(), "m"),
        Figure::new("duration_s", ("duration", "持续时间"), ball.duration_s(), "s"),
    ];
    Some(Effect {
        kind: EffectKind::Fireball,
        model: FIREBALL.id,
        begin_s: 0.0,
        end_s: Some(ball.duration_s()),
        figures,
        field: EffectField::Ball(ball),
    })
}
