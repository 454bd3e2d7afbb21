//! Where the models of jet fires come from, and how far they reach.

use crate::provenance::{ModelCard, Origin};

/// Solid flame of Chamberlain.
pub const JET_FIRE: ModelCard = ModelCard {
    id: "jet_fire",
    version: 1,
    title_en: "Jet fire (solid frustum flame in wind)",
    title_zh: "喷射火(有风条件下的锥台固体火焰)",
    citation: "G. A. Chamberlain, Developments in design methods for predicting thermal radiation from flares, Chem. Eng. Res. Des. 65 \
               (1987) 299-309, as in TNO Yellow Book CPR 14E section 6.5 and M. J. Assael, K. E. Kakosimos, Fires, explosions, and toxic \
               gas dispersions (2010) pp. 108-117: length, lift-off, tilt, widths, radiated share 0.21 exp(-0.00323 u) + 0.11 (read in \
               two public codes that follow the two books, not in the books); view factor of the frustum by contour integral; \
               transmissivity 2.02 (p_w x)^-0.09",
    domain: "flares and jets of hydrocarbon gas, vertical to inclined 45 degrees, wind across or along (level jets: beyond the trials \
             of the author); subsonic and choked; free flame of even brightness, no ground, no obstacles",
    verification: "tests/verification/jet_fire.rs: equations worked by hand; docs/validation.md: Johnson 1033 and 1083, DNV GL lengths",
    origin: Origin::Source,
};

/// Weighted points along a hydrogen flame.
pub const JET_FIRE_MULTI_SOURCE: ModelCard = ModelCard {
    id: "jet_fire_multi_source",
    version: 1,
    title_en: "Hydrogen jet fire (weighted points)",
    title_zh: "氢气喷射火(加权多点源)",
    citation: "as in HyRAM+ (Sandia, phys/_flame.py): visible length by flame Froude number (R. W. Schefer et al., Int. J. Hydrogen Energy 31 \
               (2006) 1332-1340; A. Molina et al., Proc. Combust. Inst. 31 (2007) 2565-2572), radiated share 9.45e-9 (t a T^4)^0.47 (P. P. \
               Panda, E. S. Hecht 2017), 50 weighted points (G. Hankinson, B. J. Lowesmith, Combust. Flame 159 (2012) 1165-1177); lift of \
               level flames D. Miller, Process Saf. Prog. 36 (2017) 237-251 eqs. 20-22 (read in public code that cites them); notional \
               nozzle Yuceil and Otugen 2002",
    domain: "hydrogen, momentum-controlled to buoyant, still air (wind is not in it), free flame; flame temperature without dissociation, \
             2526 K, recalled",
    verification: "tests/verification/jet_fire.rs: equations worked by hand; docs/validation.md: lengths and fluxes of hydrogen flames",
    origin: Origin::Source,
};

/// Point source of the national rule.
pub const JET_FIRE_AQT3046: ModelCard = ModelCard {
    id: "jet_fire_aqt3046",
    version: 1,
    title_en: "Jet fire as a point source (AQ/T 3046)",
    title_zh: "喷射火点源模型(AQ/T 3046)",
    citation: "AQ/T 3046-2013 equations E.57 to E.59 (read in public code that cites its clauses): L = (Hc m)^0.444/161.66, \
               q = f Hc m t/(4 pi x^2), t = 1 - 0.0565 ln x held to 0 and 1",
    domain: "level jet fire, still air; far from the flame. The point stands in the middle of the flame and the share f is that of \
             Chamberlain where none is given: both assumed here",
    verification: "tests/verification/jet_fire.rs: worked by hand",
    origin: Origin::Source,
};

/// Weighted points along a flame of a paraffin that bends.
pub const JET_FIRE_WEIGHTED_SOURCES: ModelCard = ModelCard {
    id: "jet_fire_weighted_sources",
    version: 1,
    title_en: "Jet fire that buoyancy and wind bend (weighted points)",
    title_zh: "受浮力与风弯曲的喷射火(加权多点源)",
    citation: "as in HyRAM+ 6.1 (Sandia, phys/_flame.py, _jet.py, _therm.py): course of I. W. Ekoto et al., Int. J. Hydrogen Energy 39 (2014) \
               20570-20577 (air drawn in by momentum 0.0342 and buoyancy 5.75e-4, its own momentum in a wind), visible length by flame Froude number \
               (R. W. Schefer et al. 2006; A. Molina et al. 2007), 50 weighted points (G. Hankinson, B. J. Lowesmith 2012), all read in that \
               public code; heats of the gases of GRI-Mech 3.0; radiated share 0.21 exp(-0.00323 u) + 0.11 of G. A. Chamberlain (1987), \
               measured on natural gas in the field, and not the share of HyRAM+, which was fitted to hydrogen and small flames",
    domain: "gas jets of paraffins (HyRAM+: methane to hexane) in any direction from level to upright; wind along the release, across it by the same balance \
             (ours); complete combustion without dissociation; the length is that of still air; free flame, no ground, no obstacles",
    verification: "engine/src/fire/bent_flame.rs: the course against HyRAM+ 6.1 run on the same jet; tests/verification/jet_fire.rs; docs/validation.md: \
                   Johnson 1033 and 1083, DNV GL lengths",
    origin: Origin::Source,
};
