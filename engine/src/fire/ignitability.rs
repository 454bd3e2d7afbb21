//! How probable it is that a release of a substance is lit.

use crate::frequency::{IGNITION, IgnitionClass, ReleaseSize, immediate_ignition_prob};
use crate::provenance::{Caveat, CaveatCode};
use crate::substance::{Reactivity, Substance};

/// Probabilities of ignition of one release where no ignition source is located.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ignitability {
    /// Lit at the release itself, 0 to 1.
    pub immediate_prob: f64,
    /// Lit later, given that it was not lit at once, 0 to 1.
    pub delayed_prob: f64,
    /// The substance has a lower flammable limit.
    pub flammable: bool,
    /// The substance has a toxic probit.
    pub toxic: bool,
}

impl Ignitability {
    /// Immediate ignition by the Purple Book's classes. A cloud that is not lit at once burns at its greatest extent, as that book
    /// takes it for individual risk without located sources; a toxic cloud drifts on instead, since its toxic effect reaches further
    /// than its fire. `evaporating_liquid`: the content is a liquid below its boiling point.
    #[must_use]
    pub fn of(substance: &Substance, evaporating_liquid: bool, size: ReleaseSize) -> Self {
        let flammable = substance.lfl_mole_frac.is_some();
        let toxic = substance.toxic_probit.is_some();
        let class = match substance.reactivity {
            _ if evaporating_liquid => IgnitionClass::K1Liquid,
            Some(Reactivity::Low) => IgnitionClass::LowReactivityGas,
            Some(Reactivity::Average | Reactivity::High) | None => IgnitionClass::AverageOrHighReactivityGas,
        };
        let immediate_prob = if flammable { immediate_ignition_prob(class, size) } else { 0.0 };
        let delayed_prob = if flammable && !toxic { 1.0 } else { 0.0 };
        Self { immediate_prob, delayed_prob, flammable, toxic }
    }

    /// What to tell of them.
    #[must_use]
    pub fn caveats(&self) -> Vec<Caveat> {
        let mut caveats = Vec::new();
        if self.flammable {
            caveats.push(Caveat::new(
                CaveatCode::MemoryFigure,
                IGNITION.id,
                "ignition probabilities are recalled from the Purple Book; without located sources every drifting flammable \
                 cloud burns at its greatest extent",
                "点火概率按记忆中的紫皮书取值;无点火源位置时,未立即点燃的可燃云团按最大范围燃烧",
            ));
        }
        if self.flammable && self.toxic {
            caveats.push(Caveat::new(
                CaveatCode::NotModelled,
                "event_tree",
                "delayed ignition of a toxic cloud is left out: the cloud drifts on and acts by its toxicity",
                "未计入有毒云团的延迟点火:云团继续扩散并以毒性致害",
            ));
        }
        caveats
    }
}
