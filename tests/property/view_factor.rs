//! View factors of any flame: between 0 and 1, falling with distance, and all that leaves the flame arrives.

use cordon_engine::fire::TwoDiscFlame;
use proptest::prelude::*;
use std::f64::consts::{PI, TAU};

fn flames() -> impl Strategy<Value = TwoDiscFlame> {
    let place = || [-20.0..20.0_f64, -20.0..20.0_f64, 1.0..40.0_f64];
    (place(), 0.0..8.0_f64, 0.1..8.0_f64, any::<bool>()).prop_map(|(top_m, base_r, top_r, sheared)| {
        let flame = if sheared {
            TwoDiscFlame::new([0.0; 3], base_r, top_m, top_r, [0.0, 0.0, 1.0])
        } else {
            TwoDiscFlame::along_axis([0.0; 3], base_r, top_m, top_r)
        };
        flame.expect("a flame with a volume")
    })
}

fn directions() -> impl Strategy<Value = [f64; 3]> {
    (-1.0..1.0_f64, 0.0..TAU).prop_map(|(z, turn)| {
        let flat = (1.0 - z * z).sqrt();
        [flat * libm::cos(turn), flat * libm::sin(turn), z]
    })
}

fn from_middle(direction: [f64; 3], distance_m: f64) -> [f64; 3] {
    [distance_m * direction[0], distance_m * direction[1], 15.0 + distance_m * direction[2]]
}

proptest! {
    #[test]
    fn a_share_is_a_share(flame in flames(), towards in directions(), normal in directions(), distance_m in 0.0..2e4_f64) {
        let receiver_m = from_middle(towards, distance_m);
        let (greatest, one) = (flame.greatest_view_factor(receiver_m), flame.view_factor(receiver_m, normal));
        prop_assert!((0.0..=1.0).contains(&greatest) && (0.0..=1.0).contains(&one));
        if distance_m > 200.0 {
            // all of the flame is in front of the one that faces it: no direction gets more, that one gets all
            let vector = flame.view_vector(receiver_m);
            prop_assert!(one <= greatest * (1.0 + 1e-9));
            prop_assert!((flame.view_factor(receiver_m, vector) - greatest).abs() <= 1e-6 * greatest + 1e-13);
        }
    }

    #[test]
    fn farther_is_less(flame in flames(), towards in directions(), distance_m in 70.0..5000.0_f64) {
        let near = flame.greatest_view_factor(from_middle(towards, distance_m));
        prop_assert!(flame.greatest_view_factor(from_middle(towards, 1.05 * distance_m)) < near);
    }

    #[test]
    fn what_leaves_the_flame_arrives(flame in flames()) {
        // A convex flame of emissive power E sends out E times its surface; what arrives is E times the flux of the vector
        // through a sphere round it, here summed over 80 x 160 pieces.
        let (radius_m, rings, turns) = (90.0, 80, 160);
        let mut arrived_m2 = 0.0;
        for ring in 0..rings {
            let z = -1.0 + 2.0 * (f64::from(ring) + 0.5) / f64::from(rings);
            let flat = (1.0 - z * z).sqrt();
            for turn in 0..turns {
                let angle = TAU * f64::from(turn) / f64::from(turns);
                let outward = [flat * libm::cos(angle), flat * libm::sin(angle), z];
                let vector = flame.view_vector(from_middle(outward, radius_m));
                let inward: f64 = (0..3).map(|i| -outward[i] * vector[i]).sum();
                arrived_m2 += inward * 4.0 * PI * radius_m * radius_m / f64::from(rings * turns);
            }
        }
        prop_assert!((arrived_m2 / flame.surface_m2() - 1.0).abs() < 0.01, "{arrived_m2} of {}", flame.surface_m2());
    }
}
