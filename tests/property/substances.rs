//! A mixture lies between its components, and a toxic load falls with time, for any composition and load.

use cordon_datasets::substances::built_in;
use cordon_engine::provenance::Origin;
use cordon_engine::substance::{
    DangerousToxicLoad, Mixture, MixtureComponent, MixtureVapour, Substance, ToxicLoadLevel,
};
use proptest::prelude::*;

fn between(value: f64, one: f64, other: f64) -> bool {
    let slack = 1e-9 * one.abs().max(other.abs());
    one.min(other) - slack <= value && value <= one.max(other) + slack
}

fn blend(share_frac: f64, vapour: MixtureVapour, pair: [&Substance; 2]) -> Substance {
    let shares = [share_frac, 1.0 - share_frac];
    let component = |(substance, component_mole_frac): (&Substance, f64)| MixtureComponent {
        substance: substance.id.clone(),
        component_mole_frac,
    };
    let components = pair.into_iter().zip(shares).map(component).collect();
    let mixture = Mixture { components, vapour, source: "any".into(), origin: Origin::Assumed };
    let mut identity = pair[0].clone();
    mixture.apply(&mut identity, |id| built_in().get(id)).unwrap();
    identity
}

proptest! {
    #[test]
    fn a_mixture_lies_between_its_components(
        share_frac in 1e-6..0.999_999_f64, temperature_k in 205.0..355.0_f64, equilibrium in any::<bool>(),
        pair in prop_oneof![Just(["propane", "n-butane"]), Just(["propylene", "isobutane"]), Just(["n-pentane", "isopentane"])],
    ) {
        let vapour = if equilibrium { MixtureVapour::Equilibrium } else { MixtureVapour::Whole };
        let [one, other] = pair.map(|id| built_in().get(id).unwrap());
        let mixed = blend(share_frac, vapour, [one, other]);
        for (name, of) in [
            ("pressure", Substance::vapour_pressure_pa as fn(&Substance, f64) -> _),
            ("density", Substance::liquid_density_kg_m3),
            ("latent heat", Substance::latent_heat_j_kg),
            ("gas heat", Substance::gas_heat_capacity_j_kg_k),
        ] {
            let [value, low, high] = [&mixed, one, other].map(|substance| of(substance, temperature_k).unwrap());
            prop_assert!(between(value, low, high), "{name}: {value} of {low} and {high}");
        }
        for of in [|s: &Substance| s.lfl_mole_frac.unwrap(), |s: &Substance| s.ufl_mole_frac.unwrap(),
            |s: &Substance| s.molar_mass_kg_mol, |s: &Substance| s.critical_temperature_k] {
            prop_assert!(between(of(&mixed), of(one), of(other)));
        }
        prop_assert!(between(mixed.boiling_point_k, one.boiling_point_k - 0.2, other.boiling_point_k + 0.2)
            || between(mixed.boiling_point_k, one.boiling_point_k + 0.2, other.boiling_point_k - 0.2));
    }

    #[test]
    fn a_longer_exposure_makes_up_a_load_at_a_lower_concentration(
        n in 0.5..8.0_f64, value in 1.0..1e15_f64, duration_s in 60.0..7000.0_f64, longer in 1.001..1.02_f64,
    ) {
        let load = DangerousToxicLoad::from_ppm_n_min(ToxicLoadLevel::Slot, n, value, "any".into(), Origin::Assumed);
        let at = |duration_s: f64| load.concentration_mole_frac(duration_s).unwrap();
        prop_assert!(at(duration_s * longer) < at(duration_s));
        // C^n t is the load again
        let again = (at(duration_s) * 1e6).powf(n) * duration_s / 60.0;
        prop_assert!((again / value - 1.0).abs() < 1e-9);
    }
}
