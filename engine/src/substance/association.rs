//! Vapour whose molecules cling together: hydrogen fluoride.
//!
//! Chains `(HF)n` of any length and rings `(HF)6` in chemical equilibrium, each an ideal gas:
//!
//! ```text
//! p_n = K2^(n-1) p1^n,  p_ring = K6 p1^6,  ln K = -(dH - T dS) / (R T)   (pressures over 1 atm)
//! ```
//!
//! One link has -7000 cal/mol and -25.0 cal/(mol K); a ring is a chain of six and one more link, and the closing costs
//! -9.2 cal/(mol K) in place of a link's entropy: Spalthoff and Franck (1957).

use super::Substance;
use crate::math::{exp, pow};
use crate::provenance::{ModelCard, Origin};
use crate::units::{GAS_CONSTANT_J_MOL_K, STANDARD_ATMOSPHERE_PA};

/// Card of [`Association`].
pub const VAPOUR_ASSOCIATION: ModelCard = ModelCard {
    id: "vapour_association",
    version: 1,
    title_en: "Association of hydrogen fluoride vapour",
    title_zh: "氟化氢蒸气缔合",
    citation: "W. Spalthoff and E. U. Franck (1957), Fluorwasserstoff II, Z. Elektrochem. 61, 993 (the three parameters read in the abstract, \
               volume and page recalled): chains of any length, rings of six",
    domain: "hydrogen fluoride vapour, 240 to 345 K (checked), to 5 bar; ideal gas of clusters; the closing of a ring has the energy of a link",
    verification: "tests/verification/association.rs: latent heat and slope of the vapour pressure by Clausius and Clapeyron, vapour pressure",
    origin: Origin::Source,
};

/// Hydrogen fluoride.
const HYDROGEN_FLUORIDE: &str = "7664-39-3";
/// Thermochemical calorie, J.
const CALORIE_J: f64 = 4.184;
/// Energy of a link, J/mol.
const LINK_ENERGY_J_MOL: f64 = -7000.0 * CALORIE_J;
/// Entropy of a link at 1 atm, J/(mol K).
const LINK_ENTROPY_J_MOL_K: f64 = -25.0 * CALORIE_J;
/// Entropy of the closing of a ring, J/(mol K).
const CLOSING_ENTROPY_J_MOL_K: f64 = -9.2 * CALORIE_J;
/// Members of a ring.
const RING: f64 = 6.0;
/// Below this temperature the constants stay as they are there, K: all is clustered, and chains would outgrow the digits.
const COLDEST_K: f64 = 100.0;
/// Steps of Newton's method at most.
const MOST_STEPS: u32 = 60;

/// Clusters of a vapour in equilibrium.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    link_energy_j_mol: f64,
    link_entropy_j_mol_k: f64,
    closing_entropy_j_mol_k: f64,
}

/// Constants of the equilibrium at one temperature and total pressure, for partial pressures over that pressure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clusters {
    link: f64,
    ring: f64,
}

/// Sums over the clusters for each mole of gas, at a partial pressure of single molecules.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterSums {
    /// Clusters, single molecules among them: their mole fraction in the gas.
    pub clusters_frac: f64,
    /// Molecules in them.
    pub molecules_frac: f64,
}

impl ClusterSums {
    /// Molecules in a cluster, on average.
    #[must_use]
    pub fn association_ratio(self) -> f64 {
        self.molecules_frac / self.clusters_frac
    }
}

/// Clusters of an amount of vapour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clustered {
    /// Clusters, single molecules among them, mol.
    pub clusters_mol: f64,
    /// Links between molecules, mol.
    pub links_mol: f64,
    /// Partial pressure of single molecules over the total.
    pub single_frac: f64,
}

fn fifth_power(x: f64) -> f64 {
    let square = x * x;
    square * square * x
}

impl Association {
    /// That of a substance; none where vapour is of single molecules, as taken of all but hydrogen fluoride.
    #[must_use]
    pub fn of(substance: &Substance) -> Option<Self> {
        (substance.cas == HYDROGEN_FLUORIDE).then_some(Self {
            link_energy_j_mol: LINK_ENERGY_J_MOL,
            link_entropy_j_mol_k: LINK_ENTROPY_J_MOL_K,
            closing_entropy_j_mol_k: CLOSING_ENTROPY_J_MOL_K,
        })
    }

    /// Heat set free by a link, J/mol.
    #[must_use]
    pub fn link_heat_j_mol(&self) -> f64 {
        -self.link_energy_j_mol
    }

    /// Constants of the equilibrium.
    #[must_use]
    pub fn at(&self, temperature_k: f64, pressure_pa: f64) -> Clusters {
        let over_atm = pressure_pa / STANDARD_ATMOSPHERE_PA;
        let temperature_k = temperature_k.max(COLDEST_K);
        let ratio = |energy_j_mol: f64, entropy_j_mol_k: f64| {
            let exponent = (temperature_k * entropy_j_mol_k - energy_j_mol) / (GAS_CONSTANT_J_MOL_K * temperature_k);
            exp(exponent)
        };
        let ring_entropy = (RING - 1.0) * self.link_entropy_j_mol_k + self.closing_entropy_j_mol_k;
        Clusters {
            link: ratio(self.link_energy_j_mol, self.link_entropy_j_mol_k) * over_atm,
            ring: ratio(RING * self.link_energy_j_mol, ring_entropy) * fifth_power(over_atm),
        }
    }
}

impl Clusters {
    /// Sums at a partial pressure of single molecules over the total; none where chains would grow without end.
    #[must_use]
    pub fn sums(&self, single_frac: f64) -> Option<ClusterSums> {
        let room = 1.0 - self.link * single_frac;
        let ring = self.ring * fifth_power(single_frac) * single_frac;
        (room > 0.0).then(|| ClusterSums {
            clusters_frac: single_frac / room + ring,
            molecules_frac: single_frac / (room * room) + RING * ring,
        })
    }

    /// Clusters of `molecules_mol` of the substance beside `other_mol` of other gas, by Newton's method from above: the balance
    /// `m (1 - S(y)) - other U(y)` falls, ever steeper.
    #[must_use]
    pub fn of(&self, molecules_mol: f64, other_mol: f64) -> Clustered {
        if molecules_mol <= 0.0 {
            return Clustered { clusters_mol: 0.0, links_mol: 0.0, single_frac: 0.0 };
        }
        let mut single = self.most_single(molecules_mol, other_mol);
        for _ in 0..MOST_STEPS {
            let (balance, slope) = self.balance(single, molecules_mol, other_mol);
            let next = (single - balance / slope).max(0.0);
            let is_settled = (next - single).abs() <= 1e-13 * single;
            single = next;
            if is_settled {
                break;
            }
        }
        let room = 1.0 - self.link * single;
        let ring = self.ring * fifth_power(single) * single;
        let (chains, molecules) = (single / room, single / (room * room));
        let gas_mol = molecules_mol / (molecules + RING * ring);
        Clustered {
            clusters_mol: gas_mol * (chains + ring),
            links_mol: gas_mol * (molecules - chains + RING * ring),
            single_frac: single,
        }
    }

    /// A partial pressure of single molecules that cannot be passed: of all molecules single, of chains alone, of rings alone.
    fn most_single(&self, molecules_mol: f64, other_mol: f64) -> f64 {
        let all_single = molecules_mol / (molecules_mol + other_mol);
        all_single.min(1.0 / (1.0 + self.link)).min(pow(self.ring, -1.0 / RING))
    }

    fn balance(&self, single: f64, molecules_mol: f64, other_mol: f64) -> (f64, f64) {
        let room = 1.0 - self.link * single;
        let fifth = self.ring * fifth_power(single);
        let clusters = single / room + fifth * single;
        let molecules = single / (room * room) + RING * fifth * single;
        let clusters_slope = 1.0 / (room * room) + RING * fifth;
        let molecules_slope = (2.0 - room) / (room * room * room) + RING * RING * fifth;
        (
            molecules_mol * (1.0 - clusters) - other_mol * molecules,
            -molecules_mol * clusters_slope - other_mol * molecules_slope,
        )
    }
}

impl Substance {
    /// Molecules in a cluster of the pure vapour, on average; 1 where vapour is of single molecules.
    #[must_use]
    pub fn association_ratio(&self, temperature_k: f64, pressure_pa: f64) -> f64 {
        Association::of(self)
            .map_or(1.0, |association| 1.0 / association.at(temperature_k, pressure_pa).of(1.0, 0.0).clusters_mol)
    }

    /// Density of the pure vapour with its clusters, kg/m3: that of the ideal gas but for hydrogen fluoride.
    #[must_use]
    pub fn vapour_density_kg_m3(&self, temperature_k: f64, pressure_pa: f64) -> f64 {
        self.gas_density_kg_m3(temperature_k, pressure_pa) * self.association_ratio(temperature_k, pressure_pa)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(temperature_k: f64) -> Clusters {
        let association = Association {
            link_energy_j_mol: LINK_ENERGY_J_MOL,
            link_entropy_j_mol_k: LINK_ENTROPY_J_MOL_K,
            closing_entropy_j_mol_k: CLOSING_ENTROPY_J_MOL_K,
        };
        association.at(temperature_k, STANDARD_ATMOSPHERE_PA)
    }

    #[test]
    fn the_constants_by_hand() {
        // 280 K: one link (7000 - 25 * 280)/(R T) = 0, so K2 = 1; ring (42000 - 134.2 * 280)/(1.98720 * 280) = 7.9509
        let clusters = clusters(280.0);
        assert!((clusters.link - 1.0).abs() < 1e-12);
        assert!((crate::math::ln(clusters.ring) - 7.9509).abs() < 2e-4);
    }

    #[test]
    fn nothing_is_lost_and_the_gas_is_whole() {
        for temperature_k in [5.0, 60.0, 100.0, 180.0, 240.0, 290.0, 400.0, 900.0] {
            let clusters = clusters(temperature_k);
            for other_mol in [0.0, 1e-6, 0.3, 10.0, 1e6] {
                let found = clusters.of(1.0, other_mol);
                let sums = clusters.sums(found.single_frac).unwrap();
                let gas_mol = found.clusters_mol + other_mol;
                assert!((gas_mol * sums.clusters_frac / found.clusters_mol - 1.0).abs() < 1e-9, "{temperature_k}");
                assert!((gas_mol * sums.molecules_frac - 1.0).abs() < 1e-9, "{temperature_k} {other_mol}");
                assert!(found.links_mol >= 0.0 && found.links_mol <= 1.0 + 1e-12);
            }
        }
    }

    #[test]
    fn dilution_and_warmth_part_the_clusters() {
        assert!(clusters(290.0).of(1.0, 0.0).clusters_mol < 0.35);
        assert!((clusters(290.0).of(1.0, 1e4).clusters_mol - 1.0).abs() < 1e-3);
        assert!((clusters(800.0).of(1.0, 0.0).clusters_mol - 1.0).abs() < 1e-2);
        assert_eq!(clusters(290.0).of(0.0, 1.0).clusters_mol, 0.0);
    }
}
