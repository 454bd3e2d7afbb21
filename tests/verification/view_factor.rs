//! View factors of solid flames against closed forms and against sums over the surface.

use super::support::assert_close;
use cordon_engine::fire::TwoDiscFlame;
use libm::{atan, cos, sin, sqrt};
use std::f64::consts::{PI, TAU};

type Point = [f64; 3];

fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn upright(radius_m: f64, height_m: f64) -> TwoDiscFlame {
    TwoDiscFlame::along_axis([0.0; 3], radius_m, [0.0, 0.0, height_m], radius_m).unwrap()
}

/// Upright cylinder, receiver at the height of its foot: Mudan (1984), Prog. Energy Combust. Sci. 10, 59, and SFPE
/// Handbook 3-11; `s` distance and `h` height in radii. Vertical, then horizontal receiver.
fn mudan(s: f64, h: f64) -> (f64, f64) {
    let (a, b) = ((s + 1.0) * (s + 1.0) + h * h, (s - 1.0) * (s - 1.0) + h * h);
    let far = atan(sqrt(a * (s - 1.0) / (b * (s + 1.0))));
    let vertical = atan(h / sqrt(s * s - 1.0)) / s + h * (a - 2.0 * s) / (s * sqrt(a * b)) * far
        - h / s * atan(sqrt((s - 1.0) / (s + 1.0)));
    let horizontal = atan(sqrt((s + 1.0) / (s - 1.0))) - (s * s - 1.0 + h * h) / sqrt(a * b) * far;
    (vertical / PI, horizontal / PI)
}

#[test]
fn upright_cylinder_by_the_closed_form() {
    for h in [0.2, 1.0, 3.0, 10.0] {
        let flame = upright(1.0, h);
        for s in [1.05, 1.5, 2.0, 5.0, 20.0, 200.0] {
            let (vertical, horizontal) = mudan(s, h);
            let at = [0.6 * s, -0.8 * s, 0.0];
            assert_close("vertical", flame.view_factor(at, [-0.6, 0.8, 0.0]), vertical, 1e-9);
            assert_close("horizontal", flame.view_factor(at, [0.0, 0.0, 1.0]), horizontal, 1e-6);
            let greatest = sqrt(vertical * vertical + horizontal * horizontal);
            assert_close("greatest", flame.greatest_view_factor(at), greatest, 1e-9);
        }
    }
}

#[test]
fn end_disc_by_the_closed_forms() {
    // On the axis of a disc R^2 / (R^2 + d^2); beside it, parallel to it: (1 - (Z - 2 R^2) / sqrt(Z^2 - 4 R^2)) / 2
    // with lengths over the offset, Z = 1 + H^2 + R^2 (Howell, A Catalog of Radiation Heat Transfer Configuration
    // Factors, B-12, B-13). A flame that narrows away from the receiver shows its first disc only.
    let flame = TwoDiscFlame::along_axis([0.0; 3], 2.0, [0.0, 0.0, 1.0], 0.5).unwrap();
    for d in [0.1, 1.0, 7.0] {
        assert_close("on the axis", flame.greatest_view_factor([0.0, 0.0, -d]), 4.0 / (4.0 + d * d), 1e-12);
    }
    for (offset, d) in [(0.5, 1.0), (1.9, 0.3), (1e-6, 1.0), (1e-3, 5.0), (1.0, 4.0)] {
        let (h, r) = (d / offset, 2.0 / offset);
        let z = 1.0 + h * h + r * r;
        let expected = 0.5 * (1.0 - (z - 2.0 * r * r) / sqrt(z * z - 4.0 * r * r));
        let found = flame.view_factor([offset, 0.0, -d], [0.0, 0.0, 3.0]);
        assert_close("beside the axis", found, expected, 1e-7);
    }
}

/// Sum over small pieces of the surface that face the receiver: area, cosines, distance; nothing of the contour.
struct Surface {
    base: (Point, f64),
    top: (Point, f64),
    u: Point,
    v: Point,
}

impl Surface {
    const TURNS: usize = 300;
    const STEPS: usize = 200;

    fn at(&self, share: f64, angle: f64) -> Point {
        let radius = self.base.1 + share * (self.top.1 - self.base.1);
        let place = |i: usize| {
            self.base.0[i]
                + share * (self.top.0[i] - self.base.0[i])
                + radius * (cos(angle) * self.u[i] + sin(angle) * self.v[i])
        };
        [place(0), place(1), place(2)]
    }

    fn disc_at(&self, disc: (Point, f64), share: f64, angle: f64) -> Point {
        let place = |i: usize| disc.0[i] + share * disc.1 * (cos(angle) * self.u[i] + sin(angle) * self.v[i]);
        [place(0), place(1), place(2)]
    }

    /// View factor of a receiver; all of the closed surface whose outer side faces it counts.
    fn view_factor(&self, receiver: Point, normal: Point) -> f64 {
        let centre: Vec<f64> = (0..3).map(|i| 0.5 * (self.base.0[i] + self.top.0[i])).collect();
        let middle = [centre[0], centre[1], centre[2]];
        let mut sum = 0.0;
        for turn in 0..Self::TURNS {
            for step in 0..Self::STEPS {
                let share = |add: f64| (step as f64 + add) / Self::STEPS as f64;
                let angle = |add: f64| TAU * (turn as f64 + add) / Self::TURNS as f64;
                let side = [self.at(share(0.5), angle(0.0)), self.at(share(0.5), angle(1.0))];
                let along = [self.at(share(0.0), angle(0.5)), self.at(share(1.0), angle(0.5))];
                sum += patch(self.at(share(0.5), angle(0.5)), side, along, receiver, normal, middle);
                for disc in [self.base, self.top] {
                    let side = [self.disc_at(disc, share(0.5), angle(0.0)), self.disc_at(disc, share(0.5), angle(1.0))];
                    let out = [self.disc_at(disc, share(0.0), angle(0.5)), self.disc_at(disc, share(1.0), angle(0.5))];
                    let place = self.disc_at(disc, share(0.5), angle(0.5));
                    sum += patch(place, side, out, receiver, normal, middle);
                }
            }
        }
        sum / PI
    }
}

fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// cos cos dA / r^2 of a piece with the given chords, zero where it shows its inner side or lies behind the receiver.
fn patch(at: Point, side: [Point; 2], along: [Point; 2], receiver: Point, normal: Point, middle: Point) -> f64 {
    let (a, b) = (minus(side[1], side[0]), minus(along[1], along[0]));
    let area = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    let outward = if dot(area, minus(at, middle)) > 0.0 { 1.0 } else { -1.0 };
    let ray = minus(at, receiver);
    let (shown, faced) = (-outward * dot(area, ray), dot(normal, ray));
    if shown <= 0.0 || faced <= 0.0 { 0.0 } else { shown * faced / (dot(ray, ray) * dot(ray, ray)) }
}

#[test]
fn tilted_pool_flame_by_a_sum_over_its_surface() {
    // 20 m pool, flame leaning 35 m over at 30 m height; receivers before, under, beside and above it, every side of it
    // turned to and away from it, some with a part of the flame behind them.
    let (base, top) = (([0.0; 3], 10.0), ([35.0, 0.0, 30.0], 10.0));
    let flame = TwoDiscFlame::new(base.0, base.1, top.0, top.1, [0.0, 0.0, 1.0]).unwrap();
    let surface = Surface { base, top, u: [1.0, 0.0, 0.0], v: [0.0, 1.0, 0.0] };
    let receivers = [
        [60.0, 0.0, 0.0],
        [25.0, 0.0, 0.0],
        [-30.0, 5.0, 2.0],
        [10.0, 40.0, 0.0],
        [30.0, -20.0, 45.0],
        [20.0, 3.0, -8.0],
    ];
    let normals = [[-1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.6, -0.8, 0.0], [0.0, 0.6, -0.8], [1.0, 0.0, 0.0]];
    for receiver in receivers {
        for normal in normals {
            let (found, summed) = (flame.view_factor(receiver, normal), surface.view_factor(receiver, normal));
            assert!((found - summed).abs() < 2e-3 * summed + 4e-4, "{receiver:?} {normal:?}: {found} {summed}");
        }
    }
}

#[test]
fn frustum_of_a_jet_flame_by_a_sum_over_its_surface() {
    // a frustum that rises 3 m over 4 m, 0.4 m wide at its narrow end and 3 m at the other
    let (base, top) = (([1.0, 0.0, 2.0], 0.2), ([5.0, 0.0, 5.0], 1.5));
    let flame = TwoDiscFlame::along_axis(base.0, base.1, top.0, top.1).unwrap();
    let surface = Surface { base, top, u: [0.6, 0.0, -0.8], v: [0.0, 1.0, 0.0] };
    for receiver in
        [[8.0, 0.0, 0.0], [3.0, 0.0, 0.0], [3.0, 6.0, 1.0], [-3.0, 0.0, -1.0], [0.0, 0.0, 9.0], [12.0, 1.0, 10.0]]
    {
        for normal in [[-1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0], [0.6, 0.0, 0.8]] {
            let (found, summed) = (flame.view_factor(receiver, normal), surface.view_factor(receiver, normal));
            assert!((found - summed).abs() < 2e-3 * summed + 4e-4, "{receiver:?} {normal:?}: {found} {summed}");
        }
    }
}

#[test]
fn areas_by_the_formulas_of_the_schoolbook() {
    // frustum: pi (r + R) sqrt(h^2 + (R - r)^2) = pi 3 sqrt(16 + 1), with ends pi (1 + 4)
    let frustum = TwoDiscFlame::along_axis([0.0; 3], 1.0, [0.0, 4.0, 0.0], 2.0).unwrap();
    assert_close("side", frustum.side_m2(), 3.0 * PI * sqrt(17.0), 1e-12);
    assert_close("surface", frustum.surface_m2(), 3.0 * PI * sqrt(17.0) + 5.0 * PI, 1e-12);
}

#[test]
fn within_the_flame_and_on_it_everything_is_flame() {
    let flame = upright(2.0, 5.0);
    for inside in [[0.0; 3], [1.9, 0.0, 4.9], [0.0, 2.0, 0.0]] {
        assert_eq!(flame.greatest_view_factor(inside), 1.0);
        assert_eq!(flame.view_factor(inside, [1.0, 0.0, 0.0]), 1.0);
    }
}

#[test]
fn flames_without_a_volume_are_refused() {
    assert!(TwoDiscFlame::new([0.0; 3], 1.0, [1.0, 0.0, 0.0], 1.0, [0.0, 0.0, 1.0]).is_err());
    assert!(TwoDiscFlame::along_axis([0.0; 3], 0.0, [1.0, 0.0, 0.0], 0.0).is_err());
    let refused = TwoDiscFlame::new([f64::NAN, 0.0, 0.0], -1.0, [0.0; 3], 1.0, [0.0, 0.0, 1.0]).unwrap_err();
    assert_eq!(refused.problems.len(), 2);
}
