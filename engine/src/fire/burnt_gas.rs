//! Gas in a diffusion flame of a paraffin: what a mixture of fuel and air burns to, how hot and how dense.

use crate::math;
use crate::units::GAS_CONSTANT_J_MOL_K;

/// Molar masses, kg/mol: O2, N2, H2O, CO2 (CEA).
const OXYGEN_KG_MOL: f64 = 0.031_998_8;
const NITROGEN_KG_MOL: f64 = 0.028_013_4;
const WATER_KG_MOL: f64 = 0.018_015_28;
const DIOXIDE_KG_MOL: f64 = 0.044_01;
/// Nitrogen for one oxygen in air, mol.
const NITROGEN_PER_OXYGEN: f64 = 3.76;
/// Where the two ranges of a polynomial meet, K.
const JOINT_K: f64 = 1000.0;

/// Coefficients a1 to a6 of `h/(R T) = a1 + a2 T/2 + a3 T^2/3 + a4 T^3/4 + a5 T^4/5 + a6/T`, below and above 1000 K
/// (GRI-Mech 3.0, read in a public database of gases).
type Heats = [[f64; 6]; 2];

const NITROGEN: Heats = [
    [3.298_677, 1.408_240_4e-3, -3.963_222e-6, 5.641_515e-9, -2.444_854e-12, -1_020.899_9],
    [2.926_64, 1.487_976_8e-3, -5.684_76e-7, 1.009_703_8e-10, -6.753_351e-15, -922.797_7],
];
const OXYGEN: Heats = [
    [3.782_456_36, -2.996_734_16e-3, 9.847_302_01e-6, -9.681_295_09e-9, 3.243_728_37e-12, -1_063.943_56],
    [3.282_537_84, 1.483_087_54e-3, -7.579_666_69e-7, 2.094_705_55e-10, -2.167_177_94e-14, -1_088.457_72],
];
const WATER: Heats = [
    [4.198_640_56, -2.036_434_1e-3, 6.520_402_11e-6, -5.487_970_62e-9, 1.771_978_17e-12, -30_293.726_7],
    [3.033_992_49, 2.176_918_04e-3, -1.640_725_18e-7, -9.704_198_7e-11, 1.682_009_92e-14, -30_004.297_1],
];
const DIOXIDE: Heats = [
    [2.356_773_52, 8.984_596_77e-3, -7.123_562_69e-6, 2.459_190_22e-9, -1.436_995_48e-13, -48_371.969_7],
    [3.857_460_29, 4.414_370_26e-3, -2.214_814_04e-6, 5.234_901_88e-10, -4.720_841_64e-14, -48_759.166],
];
const METHANE: Heats = [
    [5.149_876_13, -1.367_097_88e-2, 4.918_005_99e-5, -4.847_430_26e-8, 1.666_939_56e-11, -10_246.647_6],
    [7.485_149_5e-2, 1.339_094_67e-2, -5.732_858_09e-6, 1.222_925_35e-9, -1.018_152_3e-13, -9_468.344_59],
];
const ETHANE: Heats = [
    [4.291_424_92, -5.501_542_7e-3, 5.994_382_88e-5, -7.084_662_85e-8, 2.686_857_71e-11, -11_522.205_5],
    [1.071_881_5, 2.168_526_77e-2, -1.002_560_67e-5, 2.214_120_01e-9, -1.900_028_9e-13, -11_426.393_2],
];
const PROPANE: Heats = [
    [0.933_553_81, 2.642_457_9e-2, 6.105_972_7e-6, -2.197_749_9e-8, 9.514_925_3e-12, -13_958.52],
    [7.534_136_8, 1.887_223_9e-2, -6.271_849_1e-6, 9.147_564_9e-10, -4.783_806_9e-14, -16_467.516],
];
/// Molar masses of those three, kg/mol.
const LIGHT_KG_MOL: [f64; 3] = [0.016_042_46, 0.030_069_04, 0.044_095_62];

/// Enthalpy, J/mol, and heat capacity, J/(mol K).
fn heat(of: &Heats, temperature_k: f64) -> (f64, f64) {
    let t = temperature_k;
    let [a1, a2, a3, a4, a5, a6] = of[usize::from(t > JOINT_K)];
    let enthalpy = t * (a1 + t * (a2 / 2.0 + t * (a3 / 3.0 + t * (a4 / 4.0 + t * a5 / 5.0)))) + a6;
    let capacity = a1 + t * (a2 + t * (a3 + t * (a4 + t * a5)));
    (GAS_CONSTANT_J_MOL_K * enthalpy, GAS_CONSTANT_J_MOL_K * capacity)
}

/// A paraffin `C_n H_(2n+2)`; n need not be whole, which stands for a blend.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paraffin {
    molar_mass_kg_mol: f64,
    carbon_atoms: f64,
    heat_of_combustion_j_kg: f64,
}

/// A mixture of fuel and air, burnt as far as the one that is scarce goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Burnt {
    pub(super) temperature_k: f64,
    pub(super) density_kg_m3: f64,
    /// Mole fractions of water and of carbon dioxide.
    pub(super) radiating_mole_frac: [f64; 2],
}

/// Mass shares of nitrogen, oxygen, water, carbon dioxide and fuel left.
type Shares = [f64; 5];

impl Paraffin {
    /// From the molar mass alone: `M = 14.02658 n + 2.01588` g/mol.
    pub(super) fn new(molar_mass_kg_mol: f64, heat_of_combustion_j_kg: f64) -> Self {
        let carbon_atoms = ((1000.0 * molar_mass_kg_mol - 2.015_88) / 14.026_58).max(0.5);
        Self { molar_mass_kg_mol, carbon_atoms, heat_of_combustion_j_kg }
    }

    /// Oxygen that one mol of it burns with, mol.
    fn oxygen_mol(&self) -> f64 {
        1.5 * self.carbon_atoms + 0.5
    }

    /// Mass of fuel in a mass of stoichiometric mixture with air of 1 O2 to 3.76 N2.
    pub(super) fn stoichiometric_mass_frac(&self) -> f64 {
        let air_kg = self.oxygen_mol() * (OXYGEN_KG_MOL + NITROGEN_PER_OXYGEN * NITROGEN_KG_MOL);
        self.molar_mass_kg_mol / (self.molar_mass_kg_mol + air_kg)
    }

    /// Mass of fuel that burns in a mass of mixture.
    fn burning_frac(&self, fuel_frac: f64) -> f64 {
        let stoichiometric = self.stoichiometric_mass_frac();
        fuel_frac.min((1.0 - fuel_frac) * stoichiometric / (1.0 - stoichiometric))
    }

    fn shares(&self, fuel_frac: f64) -> Shares {
        let burning = self.burning_frac(fuel_frac) / self.molar_mass_kg_mol;
        let air = 1.0 - fuel_frac;
        let oxygen_frac = OXYGEN_KG_MOL / (OXYGEN_KG_MOL + NITROGEN_PER_OXYGEN * NITROGEN_KG_MOL);
        let left = air * oxygen_frac - burning * self.oxygen_mol() * OXYGEN_KG_MOL;
        [
            air * (1.0 - oxygen_frac),
            left.max(0.0),
            burning * (self.carbon_atoms + 1.0) * WATER_KG_MOL,
            burning * self.carbon_atoms * DIOXIDE_KG_MOL,
            fuel_frac - burning * self.molar_mass_kg_mol,
        ]
    }

    /// Enthalpy, J/kg, and heat capacity, J/(kg K), of a mixture; heavier paraffins have those of propane by mass.
    fn heat_of(&self, shares: &Shares, temperature_k: f64) -> (f64, f64) {
        let light = (self.carbon_atoms - 0.5).clamp(0.0, 2.0) as usize;
        let kinds = [
            (&NITROGEN, NITROGEN_KG_MOL),
            (&OXYGEN, OXYGEN_KG_MOL),
            (&WATER, WATER_KG_MOL),
            (&DIOXIDE, DIOXIDE_KG_MOL),
            ([&METHANE, &ETHANE, &PROPANE][light], LIGHT_KG_MOL[light]),
        ];
        let (mut enthalpy_j_kg, mut capacity_j_kg_k) = (0.0, 0.0);
        for (share, (heats, molar_mass_kg_mol)) in shares.iter().zip(kinds) {
            let (enthalpy, capacity) = heat(heats, temperature_k);
            enthalpy_j_kg += share / molar_mass_kg_mol * enthalpy;
            capacity_j_kg_k += share / molar_mass_kg_mol * capacity;
        }
        (enthalpy_j_kg, capacity_j_kg_k)
    }

    /// The mixture burnt at the pressure of the air without loss of heat and without dissociation; fuel and air at the
    /// temperature of the air. `near_k` is where the search begins.
    pub(super) fn burnt(&self, fuel_frac: f64, (air_k, air_pa): (f64, f64), near_k: f64) -> Burnt {
        const STEPS: usize = 12;
        let shares = self.shares(fuel_frac);
        let (cold_j_kg, _) = self.heat_of(&shares, air_k);
        let goal_j_kg = cold_j_kg + self.burning_frac(fuel_frac) * self.heat_of_combustion_j_kg;
        let mut temperature_k = near_k;
        for _ in 0..STEPS {
            let (enthalpy_j_kg, capacity_j_kg_k) = self.heat_of(&shares, temperature_k);
            let step_k = (goal_j_kg - enthalpy_j_kg) / capacity_j_kg_k;
            temperature_k = (temperature_k + step_k).clamp(air_k, 3500.0);
            if step_k.abs() < 1e-7 {
                break;
            }
        }
        let [nitrogen, oxygen, water, dioxide, fuel] = shares;
        let (water_mol, dioxide_mol) = (water / WATER_KG_MOL, dioxide / DIOXIDE_KG_MOL);
        let others_mol = nitrogen / NITROGEN_KG_MOL + oxygen / OXYGEN_KG_MOL + fuel / self.molar_mass_kg_mol;
        let moles = others_mol + water_mol + dioxide_mol;
        Burnt {
            temperature_k,
            density_kg_m3: air_pa / (GAS_CONSTANT_J_MOL_K * temperature_k * moles),
            radiating_mole_frac: [water_mol / moles, dioxide_mol / moles],
        }
    }
}

/// Planck mean absorption coefficients of water vapour and carbon dioxide, sums of four bells
/// `a exp(-((T - b)/c)^2)` in 1/(m bar) (Chmielewski and Gieras 2015, as in HyRAM+).
const ABSORPTION: [[[f64; 3]; 4]; 2] = [
    [[63.87, 149.5, 174.3], [2.629, 493.6, 111.1], [222.9, -2110.0, 1592.0], [0.991, 1700.0, 619.2]],
    [[34.57, 45.32, 838.4], [1.22, 930.2, 184.9], [-22.32, 323.9, 217.9], [17.14, 92.98, 1657.0]],
];

/// Planck mean absorption coefficient of a burnt mixture, 1/m.
pub(super) fn absorption_per_m(burnt: &Burnt, air_pa: f64) -> f64 {
    const BAR_PA: f64 = 1e5;
    let of = |bells: &[[f64; 3]; 4]| -> f64 {
        let bell = |[a, b, c]: [f64; 3]| {
            let x = (burnt.temperature_k - b) / c;
            a * math::exp(-x * x)
        };
        bells.iter().copied().map(bell).sum()
    };
    let sum: f64 = burnt.radiating_mole_frac.iter().zip(&ABSORPTION).map(|(share, bells)| share * of(bells)).sum();
    sum * air_pa / BAR_PA
}

#[cfg(test)]
mod tests {
    use super::*;

    const AIR: (f64, f64) = (298.15, 101_325.0);

    #[test]
    fn the_polynomials_meet_at_1000_k() {
        for gas in [&NITROGEN, &OXYGEN, &WATER, &DIOXIDE, &METHANE, &ETHANE, &PROPANE] {
            let (below, above) = (heat(gas, JOINT_K), heat(gas, JOINT_K + 1e-9));
            assert!((below.0 - above.0).abs() < 20.0, "{below:?} {above:?}");
            assert!((below.1 / above.1 - 1.0).abs() < 2e-3, "{below:?} {above:?}");
        }
    }

    #[test]
    fn heats_are_those_of_another_set() {
        // H(T) - H(298.15 K), J/mol, by the nine-term polynomials of NASA's CEA, worked in another program
        let others = [
            (&NITROGEN, 21_462.15, 56_135.78),
            (&OXYGEN, 22_707.08, 59_201.18),
            (&WATER, 26_003.20, 73_042.87),
            (&DIOXIDE, 33_399.62, 91_437.15),
            (&METHANE, 38_684.36, 128_453.16),
        ];
        for (gas, to_1000, to_2000) in others {
            for (temperature_k, joules) in [(1000.0, to_1000), (2000.0, to_2000)] {
                let found = heat(gas, temperature_k).0 - heat(gas, 298.15).0;
                assert!((found / joules - 1.0).abs() < 5e-3, "{temperature_k}: {found} {joules}");
            }
        }
    }

    #[test]
    fn methane_by_hand() {
        // M 16.043: n = 14.02712/14.02658 = 1.00004; air for 2.00006 mol O2: 2.00006 (31.9988 + 3.76 28.0134) = 274.67 g
        let methane = Paraffin::new(0.016_043, 50.0e6);
        assert!((methane.stoichiometric_mass_frac() - 16.043 / (16.043 + 274.67)).abs() < 2e-6);
        let sum: f64 = methane.shares(0.3).iter().sum();
        // the molar masses as printed balance to some 1e-5
        assert!((sum - 1.0).abs() < 1e-5, "{sum}");
        // 50 MJ/kg are 802.15 kJ/mol, which heat CO2 + 2 H2O + 7.52 N2 from 298.15 K to 2325 K: 800.08 at 2320, 804.51 at 2330
        let hot = methane.burnt(methane.stoichiometric_mass_frac(), AIR, 2000.0);
        assert!((hot.temperature_k - 2324.7).abs() < 1.0, "{}", hot.temperature_k);
        // products of 27.633 g/mol at that temperature: P M/(R T)
        let kg_m3 = 101_325.0 * 0.027_633 / (8.314_462_6 * hot.temperature_k);
        assert!((hot.density_kg_m3 / kg_m3 - 1.0).abs() < 1e-3, "{} {kg_m3}", hot.density_kg_m3);
    }

    #[test]
    fn nothing_burns_without_air_or_without_fuel() {
        let methane = Paraffin::new(0.016_043, 50.0e6);
        for fuel_frac in [0.0, 1.0] {
            assert!((methane.burnt(fuel_frac, AIR, 900.0).temperature_k - 298.15).abs() < 1e-6);
        }
    }

    #[test]
    fn the_absorption_is_that_of_public_code() {
        // HyRAM+ 6.1 gives 0.52659 1/m for methane at its own 2127.97 K and 101 325 Pa
        let products =
            Burnt { temperature_k: 2127.966, density_kg_m3: 0.0, radiating_mole_frac: [0.190_114, 0.095_057] };
        assert!((absorption_per_m(&products, 101_325.0) / 0.526_59 - 1.0).abs() < 1e-4);
    }
}
