//! The vessel as a body that liquid fills: volume and surface by level.

use crate::math;
use crate::provenance::{FieldProblem, InvalidInput};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{FRAC_PI_4, PI};

/// Form of a vessel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VesselShape {
    /// Upright cylinder with flat ends.
    VerticalCylinder,
    /// Lying cylinder with flat ends.
    HorizontalCylinder,
    /// Sphere.
    Sphere,
}

/// A vessel by its inner measures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vessel {
    /// Form.
    pub shape: VesselShape,
    /// Inner diameter, m.
    pub diameter_m: f64,
    /// Inner height of an upright cylinder, length of a lying one, m; has no part in a sphere.
    pub length_m: f64,
}

impl Vessel {
    /// From measures as users give them: a sphere has no length, a cylinder has one.
    ///
    /// # Errors
    /// A length that is missing or has no part.
    pub fn of(shape: VesselShape, diameter_m: f64, length_m: Option<f64>) -> Result<Self, InvalidInput> {
        let refused = |problem| InvalidInput { problems: vec![problem] };
        let length_m = match (shape, length_m) {
            (VesselShape::Sphere, None) => diameter_m,
            (VesselShape::Sphere, Some(length_m)) => {
                return Err(refused(FieldProblem::new(
                    "length_m",
                    length_m,
                    "no length for a sphere",
                    "contradiction",
                )));
            }
            (_, Some(length_m)) => length_m,
            (_, None) => {
                let allowed = "height of an upright cylinder, length of a lying one";
                return Err(refused(FieldProblem::new("length_m", "", allowed, "missing")));
            }
        };
        Ok(Self { shape, diameter_m, length_m })
    }

    /// Height from the lowest to the highest point, m.
    #[must_use]
    pub fn height_m(&self) -> f64 {
        match self.shape {
            VesselShape::VerticalCylinder => self.length_m,
            VesselShape::HorizontalCylinder | VesselShape::Sphere => self.diameter_m,
        }
    }

    /// Volume, m3.
    #[must_use]
    pub fn volume_m3(&self) -> f64 {
        self.volume_below_m3(self.height_m())
    }

    /// Volume below a level, m3. Circular segment times length, spherical cap, circle times height.
    #[must_use]
    pub fn volume_below_m3(&self, level_m: f64) -> f64 {
        let level_m = level_m.clamp(0.0, self.height_m());
        let radius_m = 0.5 * self.diameter_m;
        match self.shape {
            VesselShape::VerticalCylinder => FRAC_PI_4 * self.diameter_m * self.diameter_m * level_m,
            VesselShape::HorizontalCylinder => {
                let (below_m, half_chord_m) = (radius_m - level_m, self.half_chord_m(level_m));
                let angle_rad = math::atan2(half_chord_m, below_m);
                self.length_m * (radius_m * radius_m * angle_rad - below_m * half_chord_m)
            }
            VesselShape::Sphere => PI * level_m * level_m * (radius_m - level_m / 3.0),
        }
    }

    /// Surface of the liquid at a level, m2: the slope of the volume.
    #[must_use]
    pub fn surface_m2(&self, level_m: f64) -> f64 {
        let level_m = level_m.clamp(0.0, self.height_m());
        match self.shape {
            VesselShape::VerticalCylinder => FRAC_PI_4 * self.diameter_m * self.diameter_m,
            VesselShape::HorizontalCylinder => 2.0 * self.length_m * self.half_chord_m(level_m),
            VesselShape::Sphere => PI * level_m * (self.diameter_m - level_m),
        }
    }

    /// Level of a volume, m, by halving; a volume beyond the vessel gives its top or bottom.
    #[must_use]
    pub fn level_m(&self, volume_m3: f64) -> f64 {
        const HALVINGS: usize = 60;
        if self.shape == VesselShape::VerticalCylinder {
            return (volume_m3 / self.surface_m2(0.0)).clamp(0.0, self.length_m);
        }
        let (mut low_m, mut high_m) = (0.0, self.height_m());
        for _ in 0..HALVINGS {
            let middle_m = 0.5 * (low_m + high_m);
            if self.volume_below_m3(middle_m) < volume_m3 {
                low_m = middle_m;
            } else {
                high_m = middle_m;
            }
        }
        0.5 * (low_m + high_m)
    }

    fn half_chord_m(&self, level_m: f64) -> f64 {
        (level_m * (self.diameter_m - level_m)).max(0.0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [VesselShape; 3] =
        [VesselShape::VerticalCylinder, VesselShape::HorizontalCylinder, VesselShape::Sphere];

    fn vessel(shape: VesselShape) -> Vessel {
        Vessel { shape, diameter_m: 2.0, length_m: 5.0 }
    }

    #[test]
    fn whole_and_half_volumes() {
        for (shape, expected_m3) in SHAPES.into_iter().zip([5.0 * PI, 5.0 * PI, 4.0 / 3.0 * PI]) {
            let vessel = vessel(shape);
            assert!((vessel.volume_m3() / expected_m3 - 1.0).abs() < 1e-12, "{shape:?}");
            let half_m3 = vessel.volume_below_m3(0.5 * vessel.height_m());
            assert!((half_m3 / expected_m3 - 0.5).abs() < 1e-12, "{shape:?}");
        }
        // A quarter of the diameter in a lying cylinder: (acos 1/2 - sqrt 3/4)/pi = 0.195501 of the volume.
        let lying = vessel(VesselShape::HorizontalCylinder);
        assert!((lying.volume_below_m3(0.5) / lying.volume_m3() - 0.195_501).abs() < 1e-6);
    }

    #[test]
    fn the_surface_is_the_slope_and_the_level_the_inverse() {
        for vessel in SHAPES.map(vessel) {
            for part in [0.02, 0.3, 0.71, 0.98] {
                let level_m = part * vessel.height_m();
                let slope_m2 = (vessel.volume_below_m3(level_m + 1e-6) - vessel.volume_below_m3(level_m - 1e-6)) / 2e-6;
                assert!((vessel.surface_m2(level_m) / slope_m2 - 1.0).abs() < 1e-6, "{vessel:?} {part}");
                let back_m = vessel.level_m(vessel.volume_below_m3(level_m));
                assert!((back_m - level_m).abs() < 1e-12 * vessel.height_m(), "{vessel:?} {part}");
            }
            assert_eq!(vessel.level_m(0.0).max(1e-15), 1e-15);
        }
    }
}
